"""What the window does about later versions of articles: the list of them, and taking one by hand.

Owns the way from an action to the service and back; which labels come along is the service's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from annotator.gui.status import StatusLine

if TYPE_CHECKING:
    from annotator.gui.dialogs.revisions_dialog import RevisionsDialog
    from annotator.gui.theme import WindowTheme
    from annotator.services.copies import Copy
    from annotator.services.revisions import RevisionReport
    from annotator.services.session import Session
    from annotator.services.tasks import Task


class RevisionsWork(QObject):
    """Shows later versions, and lets an article be the later version of its copy."""

    documentWanted = Signal(object)  # id of a document to open
    runWanted = Signal(str, object, object)  # code of long work, the work, who gets its result

    def __init__(self, parent: QWidget, status: StatusLine) -> None:
        super().__init__(parent)
        self._window = parent
        self._status = status
        self._session: Session | None = None
        self._dialog: RevisionsDialog | None = None

    def set_session(self, session: Session | None) -> None:
        """Work on another project, or on none."""
        self._close()
        self._session = session

    def show_all(self, theme: WindowTheme) -> None:
        """List the articles that replaced an earlier version."""
        from annotator.gui.dialogs.revisions_dialog import RevisionsDialog
        from annotator.services.revisions import changes, revisions

        session = self._session
        if session is None:
            self._status.say("no-project")
            return
        self._close()
        dialog = self._dialog = RevisionsDialog(
            self._window,
            revisions(session),
            lambda row: changes(session, row.earlier, row.later),
            theme,
        )
        dialog.documentWanted.connect(self.documentWanted)
        dialog.carryWanted.connect(self._carry)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def take(self, copy: Copy | None) -> None:
        """Let the article in hand replace the one that it is a copy of."""
        if copy is None:
            self._status.say("copies-none-here")
        else:
            self._carry([(copy.other, copy.document)])

    def _carry(self, pairs: Sequence[tuple[int, int]]) -> None:
        from annotator.services.revisions import carry_forward

        session = self._session
        if session is None:
            return
        if self._status.refuses(session):
            return

        def work(task: Task) -> Any:
            with session.sibling() as own:
                return carry_forward(own, pairs, task)

        def told(report: RevisionReport) -> None:
            session.refresh()
            self.documentWanted.emit(pairs[-1][1])
            self._status.say(
                "revisions-carried",
                articles=report.articles,
                carried=report.carried,
                doubtful=report.doubtful,
                left=report.left,
            )

        self.runWanted.emit("revising", work, told)

    def _close(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.close()
            dialog.deleteLater()
