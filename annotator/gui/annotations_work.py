"""What is said of annotations: at the cursor as it moves, and as a list that one can walk.

Owns the words that a screen reader gets while somebody reads, and which list is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from annotator.gui.spoken import spoken
from annotator.services.annotation_list import AnnotationList
from annotator.services.desk import Desk

if TYPE_CHECKING:
    from annotator.gui.dialogs.annotations_dialog import AnnotationsDialog

_MOST = 4  # that lie over each other are read aloud


class AnnotationsWork(QObject):
    """Follows one desk at a time."""

    placeWanted = Signal(object)  # an annotation or suggestion: select it in the article

    def __init__(self, window: QWidget, view: QWidget) -> None:
        """Take the window, and the view in the name of which things are read aloud."""
        super().__init__(window)
        self._window, self._view = window, view
        self._desk: Desk | None = None
        self.dialog: AnnotationsDialog | None = None

    def set_desk(self, desk: Desk | None) -> None:
        """Follow another desk, or none."""
        self._close()
        self._desk = desk

    def show(self) -> None:
        """Show the list of the open article."""
        from annotator.gui.dialogs.annotations_dialog import AnnotationsDialog

        if self._desk is None:
            return
        if self.dialog is None:
            self.dialog = AnnotationsDialog(self._window, self._desk)
            self.dialog.placeWanted.connect(self.placeWanted)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self.dialog.table.setFocus()

    def _close(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.let_go()
            dialog.close()
            dialog.deleteLater()

    # Read aloud ----------------------------------------------------------------------------------

    def here(self) -> str:
        """Return what is said of the annotations at the cursor, what is in hand first."""
        desk = self._desk
        if desk is None or desk.article is None:
            return ""
        numbers = desk.marks_at(desk.caret)
        if desk.selected is not None:
            numbers = [desk.selected, *(each for each in numbers if each != desk.selected)]
        names = {each.id: each.name for each in desk.session.annotators.values()}
        lines = AnnotationList(desk.scribe(), desk.entries, names, desk.shows)
        return ". ".join(spoken(lines.listed(each)) for each in numbers[:_MOST])

    def announce(self) -> None:
        """Tell a screen reader what is labelled at the cursor; nothing is done without one."""
        if not QAccessible.isActive():
            return
        words = self.here()
        if words:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, words))
