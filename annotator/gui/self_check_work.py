"""What the window does about a check of one's own labels: the page, the line, the way back.

Owns when the window changes from the project to the check and when it comes back.  A check is a
project file of its own (`services.self_agreement`), so that everything else works in it as always.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QObject, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from annotator.domain.errors import AnnotatorError
from annotator.gui.elided_label import ElidedLabel
from annotator.gui.flow_layout import FlowLayout
from annotator.gui.status import StatusLine
from annotator.gui.tasks_bridge import Job
from annotator.wording import explain, tr

if TYPE_CHECKING:
    from annotator.domain.annotations import Span
    from annotator.gui.dialogs.self_agreement_dialog import SelfAgreementDialog
    from annotator.gui.theme import WindowTheme
    from annotator.services.self_agreement import DrawOptions, SelfCheck
    from annotator.services.session import Change, Session
    from annotator.services.tasks import Task


class SelfCheckLine(QWidget):
    """“Self-check: 1 of 5 articles done …”, with what can be done about it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("self-check-line-name"))
        self.words = ElidedLabel()
        self.words.setObjectName("muted")
        self.compare = _button("self-check-compare", "self-check-compare-hint")
        self.back = _button("self-check-back")
        row = FlowLayout(QMargins(0, 4, 0, 0), 10)
        for widget in (self.words, self.compare, self.back):
            row.addWidget(widget)
        self.setLayout(row)
        self.hide()


def _button(code: str, hint: str = "") -> QPushButton:
    words = tr(code).replace("&", "")
    button = QPushButton(words)
    button.setAccessibleName(words)
    button.setToolTip(tr(hint) if hint else "")
    button.setAutoDefault(False)
    return button


class SelfCheckWork(QObject):
    """Begins, resumes, compares and forgets the check of whoever annotates."""

    projectWanted = Signal(object)  # path of a project file to open in the place of this one
    placeWanted = Signal(object, object)  # a document, a Span of it

    def __init__(self, parent: QWidget, status: StatusLine) -> None:
        super().__init__(parent)
        self._window = parent
        self._status = status
        self._session: Session | None = None
        self._theme: WindowTheme | None = None
        self._job: Job | None = None
        self.figures: SelfAgreementDialog | None = None
        self.line = SelfCheckLine()
        self.line.compare.clicked.connect(self.compare)
        self.line.back.clicked.connect(self.go_back)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self._tell)

    def set_session(self, session: Session | None) -> None:
        """Work on another project, or on none."""
        self._stop()
        self._close_figures()
        self._session = session
        if session is not None:
            # It ends with the session.
            session.subscribe(self._changed)
        self._tell()

    def dress(self, theme: WindowTheme) -> None:
        """Take the colours of a theme."""
        self._theme = theme

    def name_of(self, session: Session) -> str:
        """Return how the window calls a project."""
        from annotator.services.self_agreement import check_in

        check = check_in(session)
        return session.path.stem if check is None else tr("self-check-line-name")

    def _changed(self, change: Change) -> None:
        from annotator.domain.documents import Assignment

        if change.bulk or any(isinstance(each.record, Assignment) for each in change.edits):
            self._due.start(0)

    def _tell(self) -> None:
        check = self._here()
        self.line.setVisible(check is not None)
        if check is not None:
            self.line.words.setText(
                tr("self-check-line", done=check.done, documents=check.documents)
            )
            self.line.compare.setEnabled(check.done > 0)

    def _here(self) -> SelfCheck | None:
        """Return the check that is open in the window, None in a project."""
        from annotator.services.self_agreement import check_in

        return None if self._session is None else check_in(self._session)

    # The page ----------------------------------------------------------------------------------

    def show(self) -> None:
        """Show the check that has begun, else ask how to draw one."""
        from annotator.gui.dialogs.self_check_dialog import SelfCheckDialog
        from annotator.services.self_agreement import check_of

        session = self._session
        if session is None:
            self._status.say("no-project")
            return
        problem = ""
        check = self._here()
        if check is None and session.read_only:
            self._status.say("self-check-read-only")
            return
        if check is None:
            try:
                check = check_of(session)
            except AnnotatorError as error:
                problem = explain(error)
        dialog = SelfCheckDialog(self._window, session, check, problem)
        dialog.beginWanted.connect(self.begin)
        dialog.goOnWanted.connect(self.go_on)
        dialog.compareWanted.connect(self.compare)
        dialog.forgetWanted.connect(self.forget)
        dialog.exec()

    def begin(self, options: DrawOptions) -> None:
        """Draw articles, then open the check in the window."""
        from annotator.services.self_agreement import begin

        session = self._session
        if session is None:
            return

        def work(task: Task) -> Path:
            with session.sibling() as own:
                return Path(begin(own, options, task).path)

        self._run(work, self.projectWanted.emit)

    def go_on(self) -> None:
        """Open the check in the window, if it is not."""
        from annotator.services.self_agreement import check_path

        if self._session is not None and self._here() is None:
            self.projectWanted.emit(check_path(self._session))

    def go_back(self) -> bool:
        """Open the project that the check belongs to; tell whether that is going on."""
        check = self._here()
        if check is None:
            return False
        path = Path(check.project)
        if not path.exists():
            self._status.say("self-check-project-gone", path=str(path))
            return False
        self.projectWanted.emit(path)
        return True

    def forget(self) -> None:
        """Delete the check; from within it, go back to the project first."""
        from annotator.services.self_agreement import check_path, forget

        session, here = self._session, self._here()
        if session is None:
            return
        path = session.path if here is not None else check_path(session)
        if here is not None:
            self.go_back()
            if self._session is session:
                return  # the project could not be opened, which was said
        try:
            forget(path)
        except AnnotatorError as error:
            self._status.say(error.code, **error.values)
            return
        self._status.say("self-check-forgotten")

    # Comparing ---------------------------------------------------------------------------------

    def compare(self) -> None:
        """Compare the first and the second labels of what is done, and show the figures."""
        from annotator.services.self_agreement import check_path, compare
        from annotator.services.session import Session as AnySession

        session, check = self._session, self._here()
        if session is None:
            self._status.say("no-project")
            return
        other = Path(check.project) if check is not None else check_path(session)
        if not other.exists():
            code = "self-check-none" if check is None else "self-check-project-gone"
            self._status.say(code, path=str(other))
            return
        folder = Path(tempfile.mkdtemp(prefix="annotator-self-check-"))
        name = check.annotator if check is not None else session.annotator.name

        def work(task: Task) -> Path:
            with ExitStack() as stack:
                mine = stack.enter_context(session.sibling())
                beside = stack.enter_context(AnySession.open(other, read_only=True))
                project, again = (mine, beside) if check is None else (beside, mine)
                return compare(
                    project, again, folder / "both.annotator", tr("self-check-again", name=name),
                    task,
                )  # fmt: skip

        self._run(work, lambda out: self._show_figures(out, folder), folder)

    def _show_figures(self, out: Path, folder: Path) -> None:
        from annotator.gui.dialogs.self_agreement_dialog import SelfAgreementDialog
        from annotator.services.session import Session as AnySession

        if self._theme is None:
            return
        self._close_figures()
        comparison = AnySession.open(out, read_only=True)
        figures = SelfAgreementDialog(
            self._window, comparison, self._theme,
            lambda: shutil.rmtree(folder, ignore_errors=True),
        )  # fmt: skip
        figures.placeWanted.connect(self._show_place)
        self.figures = figures
        figures.show()
        figures.raise_()
        figures.activateWindow()

    def _show_place(self, document: int, span: Span | None) -> None:
        from annotator.domain.annotations import Span as AnySpan

        self.placeWanted.emit(document, span or AnySpan(0, 0))

    def _close_figures(self) -> None:
        figures, self.figures = self.figures, None
        if figures is not None:
            figures.close()
            figures.let_go()
            figures.deleteLater()

    # Long work ---------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Tell whether articles are drawn, or labels compared."""
        return self._job is not None

    def _run(self, work: object, then: object, folder: Path | None = None) -> None:
        self._stop()
        assert callable(work)
        job = self._job = Job("self-check", work, self)

        def ended(found: object) -> None:
            self._end_job()
            assert callable(then)
            then(found)

        def failed(error: Exception) -> None:
            self._end_job()
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)
            self._status.say("self-check-failed", why=explain(error))

        job.succeeded.connect(ended)
        job.failed.connect(failed)
        job.start()

    def _end_job(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.let_go()

    def _stop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.abandon()
