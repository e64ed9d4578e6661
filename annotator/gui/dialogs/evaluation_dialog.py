"""How good suggestions are, as a page: figures by suggester and label, and what is behind them.

Owns the tables and what a row opens; every figure comes from `annotator.services.evaluating`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.review import GOLD, GOLD_NAME
from annotator.gui.dialogs.common import fit
from annotator.gui.tasks_bridge import Job
from annotator.services.evaluating import (
    KINDS,
    SPEECH,
    TOGETHER,
    Evaluation,
    Figure,
    Mistake,
    evaluate,
)
from annotator.services.labelled import LAYER_KINDS
from annotator.services.session import Session
from annotator.services.tasks import Task
from annotator.wording import explain, tr

#: What stands over the columns, as codes.
_HEADS = (
    "evaluation-suggester",
    "head-label",
    "evaluation-head-measure",
    "evaluation-head-precision",
    "evaluation-head-recall",
    "evaluation-head-f1",
    "evaluation-head-right",
    "evaluation-head-found",
    "head-labelled",
)
#: Mistakes of one sort that are listed; who wants all of them asks the command line.
_LISTED = 500
_ROLE = Qt.ItemDataRole.UserRole


class EvaluationDialog(QDialog):
    """Stays open beside the window; a mistake opens in its article."""

    placeWanted = Signal(object, object)  # document, span

    def __init__(self, parent: QWidget | None, session: Session) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("evaluation-title"))
        fit(self, 1040, 760)
        self._session = session
        self._job: Job | None = None
        self.found: Evaluation | None = None
        self._build()

    def _build(self) -> None:
        self.against, self.kind, self.suggester = QComboBox(), QComboBox(), QComboBox()
        gold = [each for each in self._session.annotators.values() if each.kind == GOLD]
        people = [each for each in self._session.annotators.values() if each.kind != GOLD]
        if gold:
            self.against.addItem(tr("the-gold-set"), GOLD_NAME)
        for each in people:
            self.against.addItem(each.name, each.name)
        if not gold:
            self.against.setCurrentIndex(
                max(0, self.against.findData(self._session.annotator.name))
            )
        self.go = QPushButton(tr("evaluation-do"))
        self.go.setDefault(True)
        self.go.clicked.connect(self._go)
        top = QHBoxLayout()
        for name, box in (
            (tr("evaluation-against"), self.against),
            (tr("head-layer"), self.kind),
            (tr("evaluation-suggester"), self.suggester),
        ):
            box.setAccessibleName(name)
            label = QLabel(name)
            label.setBuddy(box)
            top.addWidget(label)
            top.addWidget(box)
        top.addStretch(1)
        top.addWidget(self.go)
        self.kind.activated.connect(lambda _index: self._show_suggesters())
        self.suggester.activated.connect(lambda _index: self._show_figures())
        self.said = QLabel(tr("evaluation-none"))
        self.said.setObjectName("muted")
        self.said.setWordWrap(True)
        self.said.setAccessibleName(tr("message-name"))
        self.table = QTableWidget(0, len(_HEADS))
        self.table.setObjectName("plainList")
        self.table.setAccessibleName(tr("evaluation-table"))
        self.table.setHorizontalHeaderLabels([tr(code) for code in _HEADS])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(3, len(_HEADS)):
            over = QTableWidgetItem(tr(_HEADS[column]))
            over.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setHorizontalHeaderItem(column, over)
        self.table.currentCellChanged.connect(lambda row, *_: self._show_errors(row))
        self.errors, self.examples = QListWidget(), QListWidget()
        for widget, name in (
            (self.errors, tr("evaluation-sorts")),
            (self.examples, tr("evaluation-mistakes")),
        ):
            widget.setObjectName("plainList")
            widget.setAccessibleName(name)
        self.errors.currentItemChanged.connect(lambda *_: self._show_examples())
        self.examples.itemClicked.connect(self._open)
        self.examples.itemActivated.connect(self._open)
        below = QSplitter()
        below.setChildrenCollapsible(False)
        below.setHandleWidth(8)
        below.addWidget(self.errors)
        below.addWidget(self.examples)
        below.setSizes([240, 760])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self.said)
        layout.addWidget(self.table, 3)
        layout.addWidget(below, 2)
        layout.addWidget(buttons)
        self.finished.connect(lambda _result: self.stop())

    # Evaluating ----------------------------------------------------------------------------------

    @property
    def evaluating(self) -> bool:
        """Tell whether it is still evaluated."""
        return self._job is not None

    def look(self) -> None:
        """Evaluate anew, beside the window."""
        self.stop()
        session, against = self._session, self.against.currentData()

        def work(task: Task) -> Evaluation:
            with session.sibling() as own:
                return evaluate(own, against, task)

        job = self._job = Job("evaluating", work, self)
        job.progressed.connect(
            lambda done, total: self.said.setText(
                tr("percent-done", what=tr("evaluating"), percent=100 * done // max(1, total))
            )
        )
        job.succeeded.connect(self._take)
        job.failed.connect(lambda error: self._ended(explain(error)))
        job.start()
        self.said.setText(f"{tr('evaluating')} …")
        self.go.setText(tr("evaluation-stop"))

    def stop(self) -> None:
        """Stop evaluating."""
        job, self._job = self._job, None
        if job is not None:
            job.abandon()
        self.go.setText(tr("evaluation-do"))

    def _go(self) -> None:
        if self.evaluating:
            self.stop()
            self.said.setText(tr("task-cancelled"))
        else:
            self.look()

    def _ended(self, words: str) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.let_go()
        self.go.setText(tr("evaluation-do"))
        self.said.setText(words)

    def _take(self, found: Evaluation) -> None:
        self.found = found
        words = [tr("evaluation-hint", articles=found.articles, seconds=found.cpu_seconds)]
        words += [
            tr("evaluation-left-out", name=name, number=len(uids))
            for name, uids in found.left_out.items()
            if uids
        ]
        accepted = sum(each for each, _ in found.accepted.values())
        if accepted:
            labels = sum(each for _, each in found.accepted.values())
            words.append(tr("evaluation-accepted", accepted=accepted, labels=labels))
        words += [tr(code, **values) for code, values in found.notices]
        self._ended(" ".join(words))
        chosen = self.kind.currentData()
        self.kind.clear()
        for kind in KINDS:
            if any(each.kind == kind for each in found.figures):
                layer = self._session.scheme.layer_of_kind(LAYER_KINDS[kind])
                self.kind.addItem(tr(f"kind-{kind}") if layer is None else layer.name, kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self._show_suggesters()
        self.table.setFocus()

    # Showing -------------------------------------------------------------------------------------

    def _show_suggesters(self) -> None:
        found, kind = self.found, self.kind.currentData()
        chosen = self.suggester.currentData()
        self.suggester.clear()
        self.suggester.addItem(tr("all-of-them"), "")
        if found is not None:
            names = dict.fromkeys(each.suggester for each in found.figures if each.kind == kind)
            for name in names:
                self.suggester.addItem(_suggester(name), name)
        self.suggester.setCurrentIndex(max(0, self.suggester.findData(chosen)))
        self._show_figures()

    def _show_figures(self) -> None:
        kind, suggester = self.kind.currentData(), self.suggester.currentData()
        rows = [] if self.found is None else [
            each for each in self.found.figures
            if each.kind == kind and suggester in ("", each.suggester)
        ]  # fmt: skip
        # What all found together comes first: it is what a person sees.
        rows.sort(key=lambda each: each.suggester != TOGETHER)
        self.table.setRowCount(len(rows))
        for row, each in enumerate(rows):
            words = (
                _suggester(each.suggester), self._label(each), tr(f"measure-{each.measure}"),
                _share(each.precision), _share(each.recall), _share(each.value),
                str(each.right), str(each.found), str(each.gold),
            )  # fmt: skip
            for column, text in enumerate(words):
                item = QTableWidgetItem(text)
                item.setData(_ROLE, each)
                if column > 2:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                self.table.setItem(row, column, item)
        if rows:
            self.table.setCurrentCell(0, 0)
        self._show_errors(0 if rows else -1)

    def _label(self, figure: Figure) -> str:
        if not figure.label:
            return tr("all-of-them")
        if figure.label == SPEECH:
            return tr("speech-only")
        layer = self._session.scheme.layer_of_kind(LAYER_KINDS[figure.kind])
        label = None if layer is None else self._session.scheme.label(layer.uid, figure.label)
        return figure.label if label is None else label.name

    def _show_errors(self, row: int) -> None:
        item = self.table.item(row, 0) if row >= 0 else None
        before = self.errors.currentItem().data(_ROLE)[0] if self.errors.currentRow() >= 0 else ""
        self.errors.clear()
        self.examples.clear()
        if item is None or self.found is None:
            return
        figure: Figure = item.data(_ROLE)
        sorts: dict[str, list[Mistake]] = {}
        for each in self.found.mistakes:
            if (each.kind, each.suggester) != (figure.kind, figure.suggester):
                continue
            if figure.label not in ("", SPEECH, each.label):
                continue
            sorts.setdefault(each.error, []).append(each)
        for error, mistakes in sorts.items():
            listed = QListWidgetItem(f"{tr(f'error-{error}')}  {len(mistakes)}")
            listed.setData(_ROLE, (error, mistakes))
            self.errors.addItem(listed)
            if error == before:
                self.errors.setCurrentItem(listed)
        if self.errors.count() and self.errors.currentRow() < 0:
            self.errors.setCurrentRow(0)

    def _show_examples(self) -> None:
        self.examples.clear()
        if self.errors.currentRow() < 0:
            return
        chosen = self.errors.currentItem()
        titles = {
            each.id: each.title
            for each in self._session.document_rows(
                sorted({each.document for each in chosen.data(_ROLE)[1][:_LISTED]})
            )
        }
        for each in chosen.data(_ROLE)[1][:_LISTED]:
            words = f"{each.words}  →  {each.suggested}" if each.suggested else each.words
            item = QListWidgetItem(f"{words}   ·  {titles.get(each.document, each.uid)}")
            item.setData(_ROLE, each)
            item.setToolTip(words)
            self.examples.addItem(item)

    def _open(self, item: QListWidgetItem) -> None:
        mistake: Mistake = item.data(_ROLE)
        self.placeWanted.emit(mistake.document, mistake.span)


def _suggester(name: str) -> str:
    return tr("evaluation-together") if name == TOGETHER else name


def _share(value: float | None) -> str:
    return "–" if value is None else tr("share-plain", share=100 * value)
