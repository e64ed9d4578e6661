"""Which articles are asked about, and whose labels.

Owns the form and the filter it stands for; what a filter means is `annotator.domain.insights`'.
A wrong date is told beside the field and asks for nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.documents import State
from annotator.domain.errors import AnnotatorError
from annotator.domain.insights import InsightsChoices, InsightsFilter
from annotator.domain.review import GOLD
from annotator.gui.dialogs.common import make_clearable
from annotator.gui.dialogs.ticked_table import TickedTable
from annotator.gui.insights.outlets_model import OutletsModel
from annotator.wording import explain, tr

_PAUSE = 400  # milliseconds after the last letter or tick before the filter counts
_WIDTH = 30  # characters that a field has room for at least
_ROWS = 9  # outlets that are seen at once


class FilterPanel(QScrollArea):
    """The filter of the insights, as a column."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rightPanel")
        self.setAccessibleName(tr("insights-filter-name"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._known = InsightsChoices((), "", "", 0, 0, (), (), ())
        self._choice = InsightsFilter()
        self._states: dict[State, QCheckBox] = {}
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_PAUSE)
        self._settled.timeout.connect(self._take)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.annotator = _box()
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("plot-search-outlets"))
        make_clearable(self.search)
        self.search.setAccessibleName(tr("plot-search-outlets"))
        self.model = OutletsModel()
        self.outlets = TickedTable(self.model, tr("plot-outlets"))
        head = self.outlets.horizontalHeader()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        head.hide()
        self.outlets.setToolTip(tr("plot-outlets-hint"))
        self._measure()
        self.ticked = QLabel()
        self.ticked.setObjectName("muted")
        self.ticked.setWordWrap(True)
        self.since, self.until = QLineEdit(), QLineEdit()
        self.undated = QCheckBox()
        self.undated.hide()  # until it is known how many there are
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.layer = _box()
        self.clear_button = QPushButton(tr("plot-clear-filter"))
        self._inner = QWidget()
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(6)
        _add(column, "plot-whose", self.annotator)
        self._layer_title = _add(column, "plot-layer", self.layer)
        _add(column, "plot-outlets", self.search, self.outlets, self.ticked)
        column.setStretchFactor(self.outlets, 1)
        _add(column, "plot-since", self.since)
        _add(column, "plot-until", self.until, self.problem, self.undated)
        self._states_title = _add(column, "plot-states")
        self._states_column = QVBoxLayout()
        self._states_column.setSpacing(4)
        column.addLayout(self._states_column)
        column.addSpacing(8)
        column.addWidget(self.clear_button)
        self.setWidget(self._inner)
        self.ask_layer(on=False)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._narrow)
        self.model.ticked.connect(lambda _n: self._later())
        for field in (self.since, self.until):
            field.textEdited.connect(lambda _text: self._later())
            field.editingFinished.connect(self._take)
        self.undated.toggled.connect(lambda _on: self._later())
        for box in (self.annotator, self.layer):
            box.activated.connect(lambda _index: self._take())
        self.clear_button.clicked.connect(self.clear)

    def _measure(self) -> None:
        row = self.outlets.fontMetrics().height() + 12
        self.outlets.verticalHeader().setDefaultSectionSize(row)
        self.outlets.setMinimumHeight(row * _ROWS)

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of words."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._measure()
            self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for more room when what can be chosen has become wider."""
        done = super().eventFilter(watched, event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return done

    def minimumSizeHint(self) -> QSize:
        """Return room for the widest field: nothing scrolls sideways here."""
        bar = self.verticalScrollBar().sizeHint().width()
        least = max(
            self._inner.minimumSizeHint().width(), self.fontMetrics().averageCharWidth() * _WIDTH
        )
        return QSize(least + bar, super().minimumSizeHint().height())

    # What can be chosen --------------------------------------------------------------------------

    @property
    def choice(self) -> InsightsFilter:
        """Return the filter as it was last right."""
        return self._choice

    def ask_layer(self, *, on: bool) -> None:
        """Show the choice of a layer, or hide it where it would change nothing."""
        self.layer.setVisible(on)
        self._layer_title.setVisible(on)

    def show_choices(self, known: InsightsChoices) -> None:
        """Show what can be chosen now; what is chosen stays, as far as there still is any."""
        if known == self._known:
            return
        self._known = known
        self._show(self._choice)

    def clear(self) -> None:
        """Ask about everything."""
        self.search.clear()
        self._show(InsightsFilter())
        self._take()

    def _show(self, choice: InsightsFilter) -> None:
        known = self._known
        fields = (self.annotator, self.layer, self.model, self.since, self.until, self.undated)
        blocked = [QSignalBlocker(each) for each in fields if each is not self.model]
        self.annotator.clear()
        self.annotator.addItem(tr("plot-each-once"), None)
        for each in known.annotators:
            name = tr("plot-gold") if each.kind == GOLD else each.name
            self.annotator.addItem(f"{name} ({each.articles})", each.id)
        self.annotator.setCurrentIndex(max(0, self.annotator.findData(choice.annotator)))
        self.layer.clear()
        self.layer.addItem(tr("plot-all-layers"), "")
        for uid, name in known.layers:
            self.layer.addItem(name, uid)
        self.layer.setCurrentIndex(max(0, self.layer.findData(choice.layer)))
        self.model.show(known.outlets, choice.outlets)
        self._narrow(self.search.text())
        self.since.setText(choice.since)
        self.until.setText(choice.until)
        self.since.setPlaceholderText(known.first_day or tr("plot-day"))
        self.until.setPlaceholderText(known.last_day or tr("plot-day"))
        self.undated.setText(tr("plot-with-undated", n=known.undated))
        self.undated.setVisible(bool(known.undated and known.first_day))
        self.undated.setChecked(choice.undated)
        self._show_states(choice)
        del blocked
        self._settled.stop()
        self._say(choice)

    def _show_states(self, choice: InsightsFilter) -> None:
        for box in self._states.values():
            self._states_column.removeWidget(box)
            box.deleteLater()
        self._states = {}
        for state in self._known.states:
            box = self._states[state] = QCheckBox(tr(f"state-{state.value}"))
            box.setChecked(state in choice.states)
            box.toggled.connect(lambda _on: self._later())
            self._states_column.addWidget(box)
        self._states_title.setVisible(bool(self._states))

    def _narrow(self, typed: str) -> None:
        """Show the outlets whose name has what was typed; ticks of others stay."""
        words = typed.casefold().split()
        for place in range(self.model.rowCount()):
            name = self.model.cell(place, 0).casefold()
            self.outlets.setRowHidden(place, not all(word in name for word in words))

    # The filter ----------------------------------------------------------------------------------

    def _later(self) -> None:
        self._settled.start()

    def _take(self) -> None:
        self._settled.stop()
        asked = InsightsFilter(
            outlets=self.model.names(),
            since=self.since.text(),
            until=self.until.text(),
            undated=self.undated.isChecked(),
            annotator=self.annotator.currentData(),
            states=frozenset(state for state, box in self._states.items() if box.isChecked()),
            layer=self.layer.currentData() or "",
        )
        try:
            asked = asked.checked()
        except AnnotatorError as error:
            self.problem.setText(explain(error))
            self.problem.show()
            return
        self._say(asked)
        if asked != self._choice:
            self._choice = asked
            self.changed.emit()

    def _say(self, choice: InsightsFilter) -> None:
        self.problem.hide()
        chosen, there = len(choice.outlets), len(self._known.outlets)
        code = "plot-outlets-chosen" if chosen else "plot-outlets-all"
        self.ticked.setText(tr(code, chosen=chosen, there=there))
        # Dates bound the question, then articles without one are out anyway.
        self.undated.setEnabled(not (choice.since or choice.until))


def _box() -> QComboBox:
    """Make a choice that does not grow with the longest name."""
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(16)
    return box


def _add(column: QVBoxLayout, code: str, *fields: QWidget) -> QLabel:
    """Add a named field, perhaps with more below it; return its name."""
    title = QLabel(tr(code))
    title.setObjectName("muted")
    title.setWordWrap(True)
    if column.count():
        column.addSpacing(6)
    column.addWidget(title)
    for place, field in enumerate(fields):
        if place == 0:
            title.setBuddy(field)
            if not field.accessibleName():
                field.setAccessibleName(tr(code))
        column.addWidget(field)
    return title
