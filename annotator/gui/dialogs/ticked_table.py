"""A table of things to choose from: Space ticks, Enter does what the dialog is for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from annotator.gui.models.ticked_model import TickedModel


def make_plain(table: QTableView, name: str) -> None:
    """Let a table look like a list: whole rows, no grid, the first column with the room left."""
    table.setObjectName("plainList")
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 12)
    head = table.horizontalHeader()
    head.setHighlightSections(False)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)


class TickedTable(QTableView):
    """Shows a `TickedModel`; the first column takes the room that the others leave."""

    entered = Signal()  # Enter, on whatever row

    def __init__(self, model: TickedModel, name: str) -> None:  # type: ignore[type-arg]
        super().__init__()
        self._model = model
        self.setModel(model)
        make_plain(self, name)
        self.installEventFilter(self)

    def go_to(self, row: int) -> None:
        """Select a row, whatever keys are held: with Shift, Qt's own way would extend."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(
            self._model.index(row, 0), flags.ClearAndSelect | flags.Rows
        )

    def rows_in_hand(self) -> list[int]:
        """Return the selected rows; the row of the cursor alone if it stands outside of them."""
        here = self.currentIndex().row()
        rows = [each.row() for each in self.selectionModel().selectedRows()]
        return rows if here in rows or here < 0 else [here]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Space tick every selected row, wherever in the row the focus is."""
        if (
            watched is self
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
        ):
            if event.key() == Qt.Key.Key_Space:
                rows = self.rows_in_hand()
                if rows:
                    self._model.tick(rows, on=not self._model.is_ticked(rows[0]))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.entered.emit()
                return True
        return super().eventFilter(watched, event)
