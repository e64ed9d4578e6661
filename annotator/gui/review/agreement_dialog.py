"""How far annotators agree, as a page: figures by label and pair, what is confused with what.

Owns the tables and what a cell opens; every figure comes from `annotator.services.agreeing`.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.review import GOLD
from annotator.gui.dialogs.common import fit
from annotator.gui.tasks_bridge import Job
from annotator.gui.theme import WindowTheme
from annotator.services.agreeing import (
    METRICS,
    Agreement,
    AgreementOptions,
    Confusion,
    agreement,
    confusion,
)
from annotator.services.reviewing import QueueOptions
from annotator.services.session import Session
from annotator.services.tasks import Task
from annotator.wording import explain, messages, tr


class AgreementDialog(QDialog):
    """Stays open beside the window; a cell opens the items behind it."""

    queueWanted = Signal(object)  # QueueOptions

    def __init__(self, parent: QWidget | None, session: Session, theme: WindowTheme) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("agreement-title"))
        fit(self, 1060, 720)
        self._session, self._theme = session, theme
        self._job: Job | None = None
        self._figures: list[Agreement] = []
        self._cells: dict[tuple[int, int], Agreement] = {}
        self._build()
        self.look()

    def _build(self) -> None:
        self.layer, self.figure = QComboBox(), QComboBox()
        self.layer.setAccessibleName(tr("head-layer"))
        self.figure.setAccessibleName(tr("agreement-figure"))
        for layer in self._session.scheme.layers:
            self.layer.addItem(layer.name, layer.uid)
        for metric in METRICS:
            self.figure.addItem(tr(f"metric-{metric}"), metric)
        self.figure.setCurrentIndex(self.figure.findData("span_f1_exact"))
        self.with_accepted = QCheckBox(tr("agreement-with-accepted"))
        self.with_accepted.setChecked(True)
        self.gold = QCheckBox(tr("agreement-with-gold"))
        self.gold.setEnabled(any(e.kind == GOLD for e in self._session.annotators.values()))
        top = QHBoxLayout()
        for widget in (self.layer, self.figure, self.with_accepted, self.gold):
            top.addWidget(widget)
        top.addStretch(1)
        self.said = QLabel()
        self.said.setObjectName("muted")
        self.said.setWordWrap(True)
        self.table, self.confused = (
            _table(tr("agreement-table")),
            _table(tr("agreement-confusions")),
        )
        self.table.currentCellChanged.connect(lambda row, column, *_: self._explain(row, column))
        self.table.cellActivated.connect(self._open)
        self.table.cellDoubleClicked.connect(self._open)
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.about.setMinimumHeight(self.fontMetrics().lineSpacing() * 4)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.confused_title = QLabel()
        self.confused_title.setObjectName("cardTitle")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self.said)
        layout.addWidget(self.table, 3)
        layout.addWidget(self.about)
        layout.addWidget(self.confused_title)
        layout.addWidget(self.confused, 2)
        layout.addWidget(buttons)
        for box in (self.layer, self.figure):
            box.activated.connect(lambda _index: self._show())
        for check in (self.with_accepted, self.gold):
            check.toggled.connect(lambda _on: self.look())
        self.finished.connect(lambda _result: self.stop())

    # Counting ------------------------------------------------------------------------------------

    def look(self) -> None:
        """Count everything anew, beside the window."""
        options = AgreementOptions(
            gold=self.gold.isChecked(), with_accepted=self.with_accepted.isChecked()
        )
        session = self._session

        def work(task: Task) -> list[Agreement]:
            with session.sibling() as own:
                return agreement(own, options, task)

        self._run(work, self._take)

    def _run(self, work: object, then: object) -> None:
        self.stop()
        assert callable(work)
        job = self._job = Job("agreeing", work, self)
        job.progressed.connect(
            lambda done, total: self.said.setText(
                tr("percent-done", what=tr("agreeing"), percent=100 * done // max(1, total))
            )
        )
        job.succeeded.connect(lambda found: self._ended(then, found))
        job.failed.connect(lambda error: self._ended(None, explain(error)))
        job.start()

    def _ended(self, then: object, found: object) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.let_go()
        if callable(then):
            then(found)
        else:
            self.said.setText(str(found))

    @property
    def counting(self) -> bool:
        """Tell whether figures are still counted."""
        return self._job is not None

    def stop(self) -> None:
        """Stop counting."""
        job, self._job = self._job, None
        if job is not None:
            job.abandon()

    def _take(self, found: list[Agreement]) -> None:
        self._figures = found
        self._show()

    # Showing -------------------------------------------------------------------------------------

    def _show(self) -> None:
        layer, metric = self.layer.currentData(), self.figure.currentData()
        chosen = [e for e in self._figures if (e.layer, e.metric) == (layer, metric)]
        people = list(dict.fromkeys(each.annotators for each in chosen))
        rows = list(dict.fromkeys((each.label, each.role) for each in chosen))
        self.said.setText(tr("agreement-none") if not chosen else tr("agreement-hint"))
        self._cells = {}
        self.table.clear()
        self.table.setRowCount(len(rows))
        self.table.setColumnCount(len(people))
        self.table.setHorizontalHeaderLabels([" / ".join(each) for each in people])
        self.table.setVerticalHeaderLabels([self._name(layer, *each) for each in rows])
        for each in chosen:
            row, column = rows.index((each.label, each.role)), people.index(each.annotators)
            self._cells[row, column] = each
            self.table.setItem(row, column, self._item(_shown(each), each.value))
        if chosen:
            self.table.setCurrentCell(0, 0)
        self._explain(0, 0)

    def _name(self, layer: str, label: str | None, role: str | None) -> str:
        if label is None and role is None:
            return tr("all-of-them")
        uid = label or role or ""
        found = self._session.scheme.label(layer, uid)
        return uid if found is None else found.name

    def _item(self, words: str, value: float | None) -> QTableWidgetItem:
        """Return a cell, the fuller the nearer to 1; the number says it, too."""
        item = QTableWidgetItem(words)
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        if value is not None:
            back = _between(self._theme.raised, self._theme.chosen, max(0.0, min(1.0, value)))
            item.setBackground(QBrush(back))
        item.setForeground(QBrush(QColor(self._theme.text)))
        return item

    def _explain(self, row: int, column: int) -> None:
        figure = self._cells.get((row, column))
        if figure is None:
            self.about.setText("")
            self._show_confusion(None)
            return
        words = [tr(f"metric-{figure.metric}-about", n=f"{figure.n:,}".replace(",", " "))]
        if figure.low is not None:
            words.append(tr("agreement-interval", low=figure.low, high=figure.high))
        words += [tr(f"agreement-{code}") for code in figure.note.split()
                  if f"agreement-{code}" in messages()]  # fmt: skip
        self.about.setText(" ".join(words))
        pair = figure.annotators if len(figure.annotators) == 2 else None
        self._show_confusion(pair)

    def _show_confusion(self, pair: Sequence[str] | None) -> None:
        layer = self.layer.currentData()
        kind = self._session.scheme.layer(layer)
        there = pair is not None and kind is not None and kind.kind == "spans"
        self.confused.setVisible(there)
        self.confused_title.setVisible(there)
        if not there or pair is None:
            return
        names = (pair[0], pair[1])
        accepted = self.with_accepted.isChecked()
        session = self._session

        def work(task: Task) -> Confusion:
            with session.sibling() as own:
                return confusion(own, layer, names, task, with_accepted=accepted)

        if self._job is None:
            self._run(work, self._take_confusion)

    def _take_confusion(self, found: Confusion) -> None:
        names = [self._name(found.layer, each, None) for each in found.labels] + [
            tr("agreement-nothing")
        ]
        self.confused_title.setText(
            tr("agreement-confused", first=found.annotators[0], second=found.annotators[1])
        )
        self.said.setText(tr("agreement-hint"))
        self.confused.clear()
        self.confused.setRowCount(len(found.table))
        self.confused.setColumnCount(len(found.table))
        self.confused.setHorizontalHeaderLabels(names[: len(found.table)])
        self.confused.setVerticalHeaderLabels(names[: len(found.table)])
        most = max((max(row) for row in found.table), default=0) or 1
        for place, row in enumerate(found.table):
            for column, number in enumerate(row):
                share = (number / most) ** 0.5 if number else None
                self.confused.setItem(place, column, self._item(str(number or ""), share))

    def _open(self, row: int, column: int) -> None:
        """Show the items behind a figure."""
        figure = self._cells.get((row, column))
        if figure is None:
            return
        named = {each.name: number for number, each in self._session.annotators.items()}
        pair = tuple(named[name] for name in figure.annotators if name in named)
        self.queueWanted.emit(QueueOptions(layer=figure.layer, label=figure.label or "", pair=pair))


def _table(name: str) -> QTableWidget:
    table = QTableWidget()
    table.setAccessibleName(name)
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.verticalHeader().setDefaultSectionSize(round(table.fontMetrics().lineSpacing() * 1.6))
    return table


def _shown(figure: Agreement) -> str:
    if figure.value is None:
        return "–"
    return tr("agreement-value-noted" if figure.note else "agreement-value", value=figure.value)


def _between(first: str, second: str, share: float) -> QColor:
    one, other = QColor(first), QColor(second)
    mixed = [
        round(a + (b - a) * share)
        for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]
    ]
    return QColor(*mixed)
