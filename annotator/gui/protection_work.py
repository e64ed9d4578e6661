"""What the window does about passwords: asking for one, setting, changing, taking one away.

Owns the dialogs and that the project is closed while its file is written anew.  How a file is
encrypted is the services'.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QObject, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from annotator.domain.errors import AnnotatorError
from annotator.gui.tasks_bridge import Job
from annotator.services import encrypting
from annotator.services.tasks import Cancelled, Task
from annotator.wording import tr

if TYPE_CHECKING:
    from annotator.gui.project_work import ProjectWork
    from annotator.services.session import Session


class ProtectionWork(QObject):
    """Asks for passwords, and puts the open project under another one."""

    closeWanted = Signal()  # the project must be open nowhere for a while

    def __init__(self, window: QWidget, work: ProjectWork) -> None:
        super().__init__(work)
        self._window, self._work = window, work
        work.opened.connect(self._keep_only)

    @staticmethod
    def _keep_only(session: Session) -> None:
        """Forget the passwords of projects that are not open any more."""
        session.forget_other_passwords()

    @staticmethod
    def forget() -> None:
        """Forget every password; whoever opens a project again is asked again."""
        encrypting.forget_passwords()

    def unlock(self, path: Path) -> bool:
        """Ask for the password of a project; tell whether it can be opened now."""
        from annotator.gui.dialogs.password_dialog import UnlockDialog

        try:
            encrypting.refuse_if_missing()
        except AnnotatorError as error:
            self._work.show_error(error)
            return False
        return bool(UnlockDialog(self._window, path, encrypting.unlock).exec())

    def wait_for(self, code: str, work: Callable[[Task], Any]) -> Any:
        """Run something short beside the drawing thread, and wait; raises what it raises."""
        loop = QEventLoop(self)
        job = Job(code, work, self)
        found: list[Any] = []
        for signal in (job.succeeded, job.failed):
            signal.connect(found.append)
        job.finished.connect(loop.quit)
        job.start()
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        job.let_go()
        if isinstance(found[0], Exception):
            raise found[0]
        return found[0]

    def change(self) -> None:
        """Ask what password the open project shall have, then write it anew under that."""
        from annotator.gui.dialogs.password_dialog import ProtectDialog

        session, work = self._work.session, self._work
        if session is None:
            work.say("no-project")
            return
        if session.read_only:
            work.say("password-read-only", why=tr("read-only"))
            return
        try:
            encrypting.refuse_if_missing()
        except AnnotatorError as error:
            work.show_error(error)
            return
        path, encrypted = session.path, session.encrypted
        copies = len(encrypting.open_copies(path))
        dialog = ProtectDialog(self._window, path, encrypted=encrypted, open_copies=copies)
        if not dialog.exec() or work.running:
            return
        before = dialog.current.text() if encrypted else ""
        after = dialog.new.text() if dialog.keeps else ""
        delete = bool(copies) and dialog.copies.isChecked()

        def rewritten(task: Task) -> Any:
            # What comes of it is told when the project is open again, whatever that is.
            try:
                if encrypted:
                    encrypting.unlock(path, before)
                if after:
                    return encrypting.protect(path, after, task, delete_copies=delete)
                return encrypting.unprotect(path, task)
            except (AnnotatorError, Cancelled) as error:
                return error

        self.closeWanted.emit()
        self._set_at_rest(True)
        work.run("protecting", rewritten, lambda result: self._told(path, result))

    def _told(self, path: Path, result: Any) -> None:
        self._set_at_rest(False)
        self._work.open(path)
        if isinstance(result, Cancelled):
            self._work.say("task-cancelled")
        elif isinstance(result, Exception):
            self._work.show_error(result)
        elif not result.encrypted:
            self._work.say("password-is-gone")
        elif result.copies_left:
            self._work.say("password-is-set-left", copies=result.copies_left)
        elif result.copies_deleted:
            self._work.say("password-is-set-copies", copies=result.copies_deleted)
        else:
            self._work.say("password-is-set")

    def _set_at_rest(self, resting: bool) -> None:
        """Let nothing be opened or changed meanwhile; the status bar can still cancel."""
        window = self._window
        if isinstance(window, QMainWindow):
            window.setAcceptDrops(not resting)
            window.menuBar().setEnabled(not resting)
            page = window.centralWidget()
            if page is not None:
                page.setEnabled(not resting)
