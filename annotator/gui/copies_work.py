"""What the window does about copies of articles: the line under a heading, the list, the labels.

Owns the quiet line that says of the open article what it is a copy of, the look-up for it beside
the drawing thread, and the way to the list of all copies.  Finding and carrying are the service's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from annotator.gui.actions import tip
from annotator.gui.elided_label import ElidedLabel
from annotator.gui.status import StatusLine
from annotator.gui.tasks_bridge import Job
from annotator.services.packets import is_blind
from annotator.wording import explain, tr

if TYPE_CHECKING:
    from annotator.gui.dialogs.copies_dialog import CopiesDialog
    from annotator.services.copies import CarryReport, Copy
    from annotator.services.session import Session
    from annotator.services.tasks import Task

#: Milliseconds that an article stays open before somebody looks for its copies.
_SETTLED = 500


class CopyLine(QWidget):
    """“92 % the same as article 14 …”, with what can be done about it."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ElidedLabel()
        self.words.setObjectName("muted")
        self.show_copy = QPushButton(tr("copies-show"))
        self.show_copy.setAccessibleName(tr("copies-show-name"))
        self.carry = QPushButton(tr("copies-carry"))
        self.carry.setAccessibleName(tr("copies-carry-name"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.words)
        for button in (self.show_copy, self.carry):
            row.addWidget(button)
        row.addStretch(1)
        self.take_keys()
        self.hide()

    def take_keys(self) -> None:
        """Show the keys that the actions have now."""
        self.show_copy.setToolTip(tip("copy-show"))
        self.carry.setToolTip(tip("copy-carry"))

    def tell(self, copy: Copy | None, *, with_labels: bool = True) -> None:
        """Show a copy, or nothing; without its labels, only where it is."""
        self.carry.setVisible(copy is not None and copy.can_carry and with_labels)
        self.setVisible(copy is not None)
        if copy is not None:
            self.words.setText(
                tr("copies-line", share=copy.percent, number=copy.other_number,
                   title=copy.other_title)
            )  # fmt: skip


class CopiesWork(QObject):
    """Knows the copies of the article that is open, and shows those of the project."""

    documentWanted = Signal(object)  # id of a document to open
    runWanted = Signal(str, object, object)  # code of long work, the work, who gets its result

    def __init__(self, parent: QWidget, status: StatusLine) -> None:
        super().__init__(parent)
        self._window = parent
        self._status = status
        self._session: Session | None = None
        self._document: int | None = None
        self._job: Job | None = None
        self._dialog: CopiesDialog | None = None
        self._brought: set[int] = set()  # articles into which labels were brought in this sitting
        self.copy: Copy | None = None  # of the open article
        self.line = CopyLine()
        self.line.show_copy.clicked.connect(self.show_copy)
        self.line.carry.clicked.connect(self.carry)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self._look)

    def set_session(self, session: Session | None) -> None:
        """Work on another project, or on none."""
        self._stop()
        if self._dialog is not None:
            self._dialog.close()
            self._dialog.deleteLater()
            self._dialog = None
        self._session = session
        self._brought.clear()
        self.look_at(None)

    def look_at(self, document: int | None) -> None:
        """Look, in a moment, what an article is a copy of; what is known of it stays till then."""
        if document is None or document != self._document:
            self._tell(None)
        self._document = document
        self._settled.stop()
        if document is not None and self._session is not None and not is_blind(self._session):
            self._settled.start(_SETTLED)

    def _look(self) -> None:
        from annotator.services.copies import copies_of

        session, document = self._session, self._document
        if session is None or document is None:
            return
        self._stop()

        def work(task: Task) -> Any:
            with session.sibling() as own:
                return document, copies_of(own, document, task)

        job = self._job = Job("copies", work, self)
        job.succeeded.connect(self._found)
        job.failed.connect(lambda error: self._status.say("copies-look-failed", why=explain(error)))
        job.start()

    def _found(self, result: tuple[int, list[Copy]]) -> None:
        document, copies = result
        # Somebody may have gone on to another article meanwhile.
        if document == self._document:
            self._tell(copies[0] if copies else None)

    def _tell(self, copy: Copy | None) -> None:
        self.copy = copy
        brought = copy is not None and copy.document in self._brought
        self.line.tell(copy, with_labels=not brought)

    def _stop(self) -> None:
        self._settled.stop()
        job, self._job = self._job, None
        if job is not None:
            job.abandon()

    # Actions -----------------------------------------------------------------------------------

    def show_copy(self) -> None:
        """Open the article that this one is a copy of."""
        if self.copy is None:
            self._status.say("copies-none-here")
        else:
            self.documentWanted.emit(self.copy.other)

    def carry(self) -> None:
        """Bring the labels of the finished copy into this article, as suggestions."""
        copy = self.copy
        if copy is None:
            self._status.say("copies-none-here")
        elif not copy.can_carry:
            self._status.say(
                "copies-cannot-carry", title=copy.other_title, number=copy.other_number
            )
        else:
            self._carry([(copy.document, copy.other)])

    def show_all(self) -> None:
        """Look through the project, then list what are copies of one another."""
        from annotator.services.copies import find_copies

        session = self._session
        if session is None:
            self._status.say("no-project")
            return

        def work(task: Task) -> Any:
            with session.sibling() as own:
                return find_copies(own, task)

        self.runWanted.emit("copies", work, self._list)

    def _list(self, copies: Sequence[Copy]) -> None:
        from annotator.gui.dialogs.copies_dialog import CopiesDialog

        if not copies:
            self._status.say("copies-none")
            return
        if self._dialog is not None:
            self._dialog.close()
            self._dialog.deleteLater()
        dialog = self._dialog = CopiesDialog(self._window, copies)
        dialog.documentWanted.connect(self.documentWanted)
        dialog.carryWanted.connect(self._carry)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _carry(self, chosen: Sequence[tuple[int, int]]) -> None:
        from annotator.services.copies import carry

        session = self._session
        if session is None:
            return
        if self._status.refuses(session):
            return

        def work(task: Task) -> Any:
            with session.sibling() as own:
                return carry(own, chosen, task)

        def told(report: CarryReport) -> None:
            self._brought.update(document for document, _ in chosen)
            self._carried(report)

        self.runWanted.emit("carrying", work, told)

    def _carried(self, report: CarryReport) -> None:
        session = self._session
        if session is None:
            return
        session.refresh()
        self._tell(self.copy)
        if report.suggestions:
            number, documents = report.suggestions, report.documents
            self._status.say("copies-carried", suggestions=number, documents=documents)
        else:
            counted = [
                f"{number} {tr(f'copies-left-{why}')}" for why, number in report.left.most_common()
            ]
            why = ", ".join(counted) or tr("copies-left-none")
            self._status.say("copies-nothing-carried", why=why)
