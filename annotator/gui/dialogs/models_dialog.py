"""Models of one's own: what there is to learn from, training, the comparison, and the versions.

Owns the page; training runs in `gui.training_work`, and every figure comes from the services.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.errors import AnnotatorError
from annotator.domain.review import GOLD, GOLD_NAME
from annotator.gui.charts.learning_curve import LearningCurve, Level
from annotator.gui.dialogs.common import agreed, fit, letters
from annotator.gui.tasks_bridge import Job
from annotator.gui.theme import WindowTheme
from annotator.gui.training_work import TrainingWork
from annotator.services import models, training
from annotator.services.evaluating import HEADLINES, SPEECH, Figure, headline
from annotator.services.models import Model
from annotator.services.session import Session
from annotator.services.tasks import Task
from annotator.services.training import KINDS, Readiness, Trained, TrainingOptions
from annotator.wording import explain, tr

#: What stands over the columns of versions, as codes; nothing over the last one.
_VERSION_HEADS = (
    *("models-head-model", "models-head-version", "models-head-made", "models-head-learned"),
    *("labels-of", "models-head-score"),
)


class ModelsDialog(QDialog):
    """Stays open beside the window; labelling goes on meanwhile."""

    said = Signal(str, object)  # code, values
    modelsChanged = Signal()  # another model is in use: suggestions are made anew

    def __init__(
        self,
        parent: QWidget | None,
        session: Session,
        work: TrainingWork,
        theme: WindowTheme,
        kind: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("models-title"))
        fit(self, 940, 780)
        self._session = session
        self._work = work
        self._theme = theme
        self._job: Job | None = None
        self._ready: dict[str, Readiness] = {}
        self._wanted = kind  # its button gets the focus once it can be pressed
        self._build()
        work.changed.connect(self._follow)
        work.failed.connect(self._tell)
        self.finished.connect(lambda _result: self.stop())
        self.look()
        self._follow()

    # Building ------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.whose = QComboBox()
        self.whose.setAccessibleName(tr("labels-of"))
        for each in self._session.annotators.values():
            words = tr("the-gold-set") if each.kind == GOLD else each.name
            self.whose.addItem(words, GOLD_NAME if each.kind == GOLD else each.name)
        self.whose.setCurrentIndex(max(0, self.whose.findData(self._session.annotator.name)))
        self.whose.activated.connect(lambda _index: self.look())
        top = QHBoxLayout()
        label = QLabel(tr("models-learn-from"))
        label.setBuddy(self.whose)
        top.addWidget(label)
        top.addWidget(self.whose)
        top.addStretch(1)
        self.message = QLabel()
        self.message.setObjectName("muted")
        self.message.setWordWrap(True)
        self.message.setAccessibleName(tr("message-name"))
        self.train: dict[str, QPushButton] = {}
        self.there: dict[str, QLabel] = {}
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(16)
        for place, kind in enumerate(KINDS):
            name = QLabel(tr(f"kind-{kind}"))
            name.setObjectName("projectName")
            there = self.there[kind] = QLabel()
            there.setWordWrap(True)
            there.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            button = self.train[kind] = QPushButton(tr("models-train"))
            button.setAccessibleName(tr("models-train-name", kind=tr(f"kind-{kind}")))
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, kind=kind: self._train(kind))
            for column, widget in enumerate((name, there, button)):
                grid.addWidget(widget, place, column)
        self.cancel = QPushButton(tr("models-cancel"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self._work.cancel)
        self.card = ComparisonCard(self._theme)
        self.card.keepWanted.connect(self._keep)
        self.card.dropWanted.connect(self._drop)
        heads = [*(tr(code) for code in _VERSION_HEADS), ""]
        self.versions = _table(tr("models-versions"), heads)
        self.versions.currentCellChanged.connect(lambda *_: self._enable())
        self.use = QPushButton(tr("models-use"))
        self.use_none = QPushButton(tr("models-use-none"))
        self.remove = QPushButton(tr("models-delete-key"))
        self.use.clicked.connect(lambda: self._use(self.chosen()))
        self.use_none.clicked.connect(lambda: self._use(None))
        self.remove.clicked.connect(self._remove)
        below = QHBoxLayout()
        for button in (self.use, self.use_none, self.remove):
            button.setAutoDefault(False)
            below.addWidget(button)
        below.addStretch(1)
        self.about = QLabel(tr("models-about"))
        self.about.setObjectName("muted")
        self.about.setWordWrap(True)
        self.versions_title = QLabel(tr("models-versions-title"))
        self.versions_title.setObjectName("cardTitle")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        below.addWidget(buttons)
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(20, 18, 20, 8)
        inside.setSpacing(12)
        inside.addLayout(top)
        inside.addWidget(rows)
        inside.addWidget(self.about)
        running = QHBoxLayout()
        running.addWidget(self.message, 1)
        running.addWidget(self.cancel)
        inside.addLayout(running)
        inside.addWidget(self.card)
        inside.addWidget(self.versions_title)
        inside.addWidget(self.versions)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("cards")
        scroll.setAccessibleName(tr("models-area-name"))
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        body.setObjectName("cardsBody")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll, 1)
        below.setContentsMargins(20, 0, 20, 16)
        layout.addLayout(below)

    def dress(self, theme: WindowTheme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.card.curve.dress(theme)

    # What there is -------------------------------------------------------------------------------

    def look(self) -> None:
        """Count anew what there is to learn from, beside the window."""
        self.stop()
        session, whose = self._session, self.whose.currentData()

        def work(task: Task) -> list[Readiness]:
            with session.sibling() as own:
                return training.readiness(own, whose, task)

        job = self._job = Job("reading-labels", work, self)
        job.succeeded.connect(lambda found: self._counted(job, found))
        job.failed.connect(lambda error: self._counted(job, [], explain(error)))
        job.start()
        self._show_versions()

    @property
    def counting(self) -> bool:
        """Tell whether it is still counted what there is."""
        return self._job is not None

    def stop(self) -> None:
        """Stop counting; a training goes on."""
        job, self._job = self._job, None
        if job is not None:
            job.abandon()

    def _counted(self, job: Job, found: Sequence[Readiness], problem: str = "") -> None:
        if job is not self._job:
            return  # it was on its way already when it was given up
        self._job = None
        job.let_go()
        self._ready = {each.kind: each for each in found}
        if problem:
            self.message.setText(problem)
        self._show_rows()
        wanted, self._wanted = self._wanted, ""
        if wanted in self.train:
            self.train[wanted].setFocus()

    def _show_rows(self) -> None:
        in_use = models.known(self._session)
        for kind in KINDS:
            ready = self._ready.get(kind)
            words = []
            if ready is not None and ready.ready:
                words.append(tr("models-there", articles=ready.articles, labels=ready.labels))
            elif ready is not None:
                needed = ready.needed
                words.append(
                    tr("models-needed", articles=needed.articles, labels=needed.labels,
                       there=ready.articles, there_labels=ready.labels)
                )  # fmt: skip
            version = in_use.get(kind, {}).get("use")
            if version is None:
                words.append(tr("models-shipped" if kind == "entities" else "models-none"))
            else:
                words.append(tr("models-in-use", version=version))
                if ready is not None and ready.since:
                    words.append(tr("models-since", number=ready.since))
            self.there[kind].setText(" · ".join(words))
            able = ready is not None and ready.ready and not self._session.read_only
            self.train[kind].setEnabled(able and not self._work.running)

    # Training ------------------------------------------------------------------------------------

    def _train(self, kind: str) -> None:
        self._work.start(self._session, TrainingOptions(kind, self.whose.currentData()))

    def _follow(self) -> None:
        """Show what became of the training."""
        running = self._work.running
        self.cancel.setVisible(running)
        if running:
            kind = tr(f"kind-{self._work.kind}")
            self.message.setText(tr("models-training", what=tr("training"), kind=kind))
        elif self.message.text().startswith(tr("training")):
            self.message.clear()
        self._show_rows()
        waiting = self._work.waiting
        self.card.setVisible(waiting is not None)
        if waiting is not None:
            self.card.show_trained(waiting)
            self.card.advised.setFocus()

    def _tell(self, error: Exception) -> None:
        self.message.setText(explain(error))

    def _keep(self) -> None:
        trained = self._work.take()
        if trained is None:
            return
        try:
            kept = training.keep(self._session, trained)
        except AnnotatorError as error:
            self._work.put_back(trained)
            self._tell(error)
            return
        self._said("model-kept", name=kept.name)

    def _drop(self) -> None:
        self._work.drop()
        self._said("model-was-dropped", changed=False)

    def _said(self, code: str, *, changed: bool = True, **values: Any) -> None:
        self.said.emit(code, values)
        self._follow()
        self._show_versions()
        self.message.setText(tr(code, **values))
        if changed:
            self.look()
            self.modelsChanged.emit()

    # Versions ------------------------------------------------------------------------------------

    def chosen(self) -> Model | None:
        """Return the version in the chosen row."""
        item = self.versions.item(self.versions.currentRow(), 0)
        return None if item is None else item.data(Qt.ItemDataRole.UserRole)

    def _show_versions(self) -> None:
        known = models.known(self._session)
        store = models.store_of(self._session)
        found = [each for kind in KINDS for each in store.versions(kind)]
        self.versions.setRowCount(len(found))
        for row, each in enumerate(found):
            score = each.scores.get(HEADLINES[each.kind])
            used = known.get(each.kind, {}).get("use") == each.version
            cells = (
                tr(f"kind-{each.kind}"),
                str(each.version),
                each.made[:16].replace("T", " "),
                tr(
                    "models-learned", articles=len(each.documents), labels=sum(each.labels.values())
                ),
                each.annotator,
                "–" if score is None else _percent(score),
                tr("models-used") if used else "",
            )
            for column, words in enumerate(cells):
                item = QTableWidgetItem(words)
                item.setData(Qt.ItemDataRole.UserRole, each)
                self.versions.setItem(row, column, item)
        _fit(self.versions)
        self.about.setVisible(not found)
        self.versions_title.setVisible(bool(found))
        self.versions.setVisible(bool(found))
        if found and self.versions.currentRow() < 0:
            self.versions.setCurrentCell(0, 0)
        self._enable()

    def _enable(self) -> None:
        chosen = self.chosen() if self.versions.rowCount() else None
        in_use = {} if chosen is None else models.known(self._session).get(chosen.kind, {})
        changeable = chosen is not None and not self._session.read_only
        used = chosen is not None and in_use.get("use") == chosen.version
        self.use.setEnabled(changeable and not used)
        self.use_none.setEnabled(changeable and in_use.get("use") is not None)
        self.remove.setEnabled(changeable)
        for button in (self.use, self.use_none, self.remove):
            button.setVisible(self.versions.rowCount() > 0)

    def _use(self, version: Model | None) -> None:
        chosen = self.chosen()
        if chosen is None:
            return
        try:
            models.use(self._session, chosen.kind, None if version is None else version.version)
        except AnnotatorError as error:
            self._tell(error)
            return
        if version is None:
            self._said("model-not-in-use", kind=chosen.kind)
        else:
            self._said("model-in-use", name=version.name)

    def _remove(self) -> None:
        chosen = self.chosen()
        if chosen is None:
            return
        values: dict[str, Any] = {"version": chosen.version, "kind": chosen.kind}
        if not agreed(
            self, tr("models-delete-title"), tr("delete-button"), tr("models-delete", **values),
            tr("models-delete-more"),
        ):  # fmt: skip
            return
        try:
            models.delete(self._session, chosen.kind, chosen.version)
        except AnnotatorError as error:
            self._tell(error)
            return
        self._said("model-deleted", **values)


class ComparisonCard(QFrame):
    """A trained model against what is there now, and the question whether to keep it."""

    keepWanted = Signal()
    dropWanted = Signal()

    def __init__(self, theme: WindowTheme) -> None:
        super().__init__()
        self.setObjectName("card")
        self.title = QLabel()
        self.title.setObjectName("reviewHeading")
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.table = _table(tr("models-comparison"), ("",))
        self.curve = LearningCurve()
        self.curve.dress(theme)
        self.points = _table(tr("curve-name"), (tr("head-articles"), tr("models-head-score")))
        self.points.setMaximumWidth(round(180 * letters(self)))
        _to_the_right(self.points, (0, 1))
        self.about = QLabel()
        self.about.setObjectName("muted")
        self.about.setWordWrap(True)
        self.keep, self.drop = QPushButton(tr("models-keep")), QPushButton(tr("models-drop"))
        self.advised = self.keep  # what Enter does
        self.keep.clicked.connect(self.keepWanted)
        self.drop.clicked.connect(self.dropWanted)
        side = QHBoxLayout()
        side.addWidget(self.curve, 1)
        side.addWidget(self.points)
        buttons = QHBoxLayout()
        buttons.addWidget(self.verdict, 1)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.drop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(self.title)
        layout.addWidget(self.table)
        layout.addLayout(side)
        layout.addWidget(self.about)
        layout.addLayout(buttons)

    def show_trained(self, trained: Trained) -> None:
        """Show the figures of a model that waits."""
        kind = trained.model.kind
        self.title.setText(tr("models-new-title", kind=tr(f"kind-{kind}")))
        before = "models-column-rules" if kind != "entities" else "models-column-shipped"
        columns = [(tr(before), trained.rules)]
        if trained.before:
            columns.append((tr("models-column-before"), trained.before))
        columns.append((tr("models-column-new"), trained.after))
        self._fill(columns)
        levels = [
            Level(name, score)
            for name, figures in columns[:-1]
            if (score := headline(kind, figures)) is not None
        ]
        self.curve.show_curve(trained.model.curve, levels)
        self.points.setRowCount(len(trained.model.curve))
        for row, each in enumerate(trained.model.curve):
            self.points.setItem(row, 0, _number(str(each.articles)))
            self.points.setItem(row, 1, _number(_percent(each.score)))
        _fit(self.points)
        words = [
            tr("models-tested", articles=len(trained.tested_on), labels=trained.tested_labels,
               accepted=trained.accepted, learned=len(trained.trained_on))
        ]  # fmt: skip
        if trained.contradictory or trained.left_out:
            words.append(
                tr("models-left-out", contradictory=trained.contradictory,
                   left_out=trained.left_out)
            )  # fmt: skip
        if trained.curve_cut:
            words.append(tr("models-curve-cut"))
        self.about.setText(" ".join(words))
        better = trained.better
        self.verdict.setText(
            "" if better is None else tr("models-better" if better else "models-not-better")
        )
        self.advised = self.drop if better is False else self.keep
        self.advised.setDefault(True)

    def _fill(self, columns: Sequence[tuple[str, Sequence[Figure]]]) -> None:
        """Show the measures over all labels, one a row."""
        measures = [e for e in columns[-1][1] if not e.label]
        views = [e for e in columns[-1][1] if e.label == SPEECH and e.measure == "e2e"]
        rows = [*measures, *views]
        self.table.setColumnCount(1 + len(columns))
        self.table.setHorizontalHeaderLabels([tr("models-measure"), *(name for name, _ in columns)])
        self.table.setRowCount(len(rows))
        for row, each in enumerate(rows):
            words = tr(f"measure-{each.measure}")
            if each.label:
                words = tr("models-measure-speech", measure=words)
            self.table.setItem(row, 0, QTableWidgetItem(words))
            for column, (_, figures) in enumerate(columns, 1):
                same = next(
                    (e for e in figures if (e.measure, e.label) == (each.measure, each.label)),
                    None,
                )
                value = None if same is None else same.value
                self.table.setItem(row, column, _number("–" if value is None else _percent(value)))
        _to_the_right(self.table, range(1, self.table.columnCount()))
        head = self.table.horizontalHeader()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        _fit(self.table)


def _table(name: str, heads: Sequence[str]) -> QTableWidget:
    table = QTableWidget(0, len(heads))
    table.setObjectName("plainList")
    table.setAccessibleName(name)
    table.setHorizontalHeaderLabels(list(heads))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 10)
    head = table.horizontalHeader()
    head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    head.setHighlightSections(False)
    head.setStretchLastSection(True)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return table


def _to_the_right(table: QTableWidget, columns: Iterable[int]) -> None:
    """Let the heads of figures stand over them."""
    for column in columns:
        head = table.horizontalHeaderItem(column)
        if head is not None:
            head.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def _percent(share: float) -> str:
    return tr("share-percent", share=100 * share)


def _number(words: str) -> QTableWidgetItem:
    item = QTableWidgetItem(words)
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item


def _fit(table: QTableWidget) -> None:
    """Make a table as high as its rows: it has a scroll bar around it already."""
    rows = table.verticalHeader().defaultSectionSize() * table.rowCount()
    table.setFixedHeight(rows + table.horizontalHeader().sizeHint().height() + 6)
