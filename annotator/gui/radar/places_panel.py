"""The line in hand: its ways, its places with a tick each, and the correction of those.

Owns the lower half of the radar's page.  Which line is in hand is the page's.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.actions import shown_key
from annotator.gui.dialogs.context_painter import ContextPainter
from annotator.gui.dialogs.ticked_table import TickedTable
from annotator.gui.elided_label import ElidedLabel
from annotator.gui.radar.lines_model import LinesModel
from annotator.gui.radar.places_model import ARTICLE, BY, CONTEXT, NOW, PlacesModel
from annotator.services.radar import Kind, Line
from annotator.services.radar_places import Place
from annotator.services.session import Session
from annotator.wording import tr


class PlacesPanel(QWidget):
    """Shows the places of one line at a time."""

    placeWanted = Signal(object, object)  # document, Span: show this place
    changeWanted = Signal(object, str, object)  # line, the way, the places that were ticked

    def __init__(self, session: Session, lines: LinesModel) -> None:
        super().__init__()
        self._session = session
        self._lines = lines
        self._open_first = False
        self.line: Line | None = None
        self.model = PlacesModel(session, self._value_name)
        self.about = ElidedLabel()
        self.about.setAccessibleName(tr("radar-line"))
        self.mark = QPushButton(tr("radar-intend"))
        self.mark.setToolTip("I")
        self.table = TickedTable(self.model, tr("radar-places"))
        self.table.setItemDelegateForColumn(CONTEXT, ContextPainter(self.table))
        head, letter = self.table.horizontalHeader(), self.table.fontMetrics().averageCharWidth()
        for column, letters in ((NOW, 18), (BY, 15), (ARTICLE, 27)):
            head.resizeSection(column, letters * letter)
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        self.every, self.none = QPushButton(tr("tick-all")), QPushButton(tr("tick-none"))
        self.way = QComboBox()
        self.way.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.way.setMinimumContentsLength(12)
        self.do = QPushButton()
        self.do.setToolTip(shown_key("Ctrl+Return"))
        for each in (self.mark, self.every, self.none, self.do):
            each.setAutoDefault(False)
        self._lay_out()
        self._connect()
        self.show_line(None)

    def _lay_out(self) -> None:
        first, last = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.about, 1)
        first.addWidget(self.mark)
        last.addWidget(self.every)
        last.addWidget(self.none)
        last.addStretch(1)
        treat = QLabel(tr("radar-treat"))
        treat.setBuddy(self.way)
        for each in (treat, self.way, self.do):
            last.addWidget(each)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(first)
        layout.addWidget(self.table, 1)
        layout.addLayout(last)

    def _connect(self) -> None:
        self.table.entered.connect(lambda: self._go(self.table.currentIndex()))
        self.table.doubleClicked.connect(self._go)
        self.model.ticked.connect(lambda _number: self._count())
        self.every.clicked.connect(lambda: self.model.tick_all(on=True))
        self.none.clicked.connect(lambda: self.model.tick_all(on=False))
        self.way.activated.connect(lambda _row: self._choose())
        self.do.clicked.connect(self.change)

    # Showing -----------------------------------------------------------------------------------

    def show_line(self, line: Line | None, *, intended: bool = False) -> None:
        """Show a line; its places come later (`show_places`)."""
        other = (line and line[:3]) != (self.line and self.line[:3])
        self.line = line
        if line is None or other:
            self._open_first = False
            self.model.clear()
        self._offer_ways(line, keep=not other)
        self.mark.setEnabled(line is not None and not self._session.read_only)
        self.mark.setText(tr("radar-not-intended" if intended else "radar-intend"))
        if line is None:
            self.about.setText(tr("radar-no-line"))
        else:
            self.about.setText(tr("radar-about", words=line.words, ways=self._lines.ways(line)))
        self._count()

    def show_places(self, line: Line, places: list[Place]) -> None:
        """Show the places of a line, if it still is the one in hand."""
        if line != self.line:
            return
        if places != self.model.places():
            self.model.show(places, self.way.currentData() or "")
            if places:
                self.table.go_to(0)
        self._count()
        if self._open_first and places:
            self.open_first()

    def _offer_ways(self, line: Line | None, *, keep: bool) -> None:
        """Offer to treat places in one of the ways there are, the commonest first."""
        chosen = self.way.currentData() if keep else None
        self.way.clear()
        link = line is not None and line.kind in (Kind.ENTRIES, Kind.UNLINKED)
        self.way.setAccessibleName(tr("radar-way-entry" if link else "radar-way-label"))
        values = dict.fromkeys(side.value for side in line.sides if side.value) if line else {}
        for value in values:
            self.way.addItem(self._value_name(value), value)
        self.way.setCurrentIndex(max(0, self.way.findData(chosen)) if values else -1)

    def _value_name(self, value: str) -> str:
        return "" if self.line is None else self._lines.value_name(self.line, value)

    def _choose(self) -> None:
        self.model.choose(self.way.currentData() or "")
        self._count()

    def _count(self) -> None:
        ticked = len(self.model.chosen())
        self.do.setText(tr("radar-change", number=ticked))
        self.do.setEnabled(ticked > 0 and not self._session.read_only)
        for each in (self.every, self.none, self.way):
            each.setEnabled(self.model.rowCount() > 0)

    # Doing -------------------------------------------------------------------------------------

    def open_first(self) -> None:
        """Show the first place in its article, once it is known."""
        self._open_first = self.line is not None and not self.model.rowCount()
        if self.model.rowCount():
            self._go(self.model.index(0, 0))

    def _go(self, index: QModelIndex) -> None:
        if index.isValid():
            place = self.model.row(index.row())
            self.placeWanted.emit(place.document, place.span)

    def change(self) -> None:
        """Ask to treat what is ticked in the chosen way."""
        value, chosen = self.way.currentData(), self.model.chosen()
        if self.line is not None and value and chosen and not self._session.read_only:
            self.changeWanted.emit(self.line, value, chosen)
