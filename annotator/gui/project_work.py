"""What one does with a project as a whole: make, open, import, paste, export, bring back a copy.

Owns the dialogs in front of these and the thread behind them.  The window shows what comes of it;
the work itself is the services'.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from annotator.domain.errors import AnnotatorError
from annotator.gui.protection_work import ProtectionWork
from annotator.gui.settings import Settings
from annotator.gui.status import StatusLine
from annotator.gui.tasks_bridge import Job
from annotator.locations import projects_directory
from annotator.services.tasks import Task
from annotator.wording import explain, name_of_step, tr

#: What copies of the sample project are called, with a number behind it.
SAMPLE = "sample"

if TYPE_CHECKING:
    from annotator.domain.steps import Step
    from annotator.gui.dialogs.export_dialog import ExportDialog
    from annotator.services.exporting import ExportReport
    from annotator.services.finding import Hit
    from annotator.services.importing import ImportOptions
    from annotator.services.scheming import Takeover
    from annotator.services.session import Change, Session


class ProjectWork(QObject):
    """Runs what concerns the whole project, one thing at a time."""

    opened = Signal(object)  # a Session that was made or opened
    imported = Signal(object)  # the report of an import that is stored
    hitsLabelled = Signal()

    def __init__(self, window: QWidget, status: StatusLine, settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        self._status = status
        self._settings = settings
        self._job: Job | None = None
        self.session: Session | None = None
        self.protection = ProtectionWork(window, self)
        status.cancelWanted.connect(self.cancel)

    # Making and opening ----------------------------------------------------------------------

    def open(self, path: Path) -> bool:
        """Open a project file; tell whether it worked."""
        from annotator.services.session import Session

        try:
            session = Session.open(path)
        except AnnotatorError as error:
            if error.code == "project-password-needed":
                return self.protection.unlock(path) and self.open(path)
            if error.code == "project-damaged":
                self.show_error(error)
                self.bring_back(path)
                return False
            if error.code not in ("project-locked", "project-read-only"):
                self.show_error(error)
                return False
            answer = QMessageBox.question(
                self._window,
                tr("open-read-only"),
                tr("open-read-only-question", why=explain(error)),
            )
            if answer is not QMessageBox.StandardButton.Yes:
                return False
            try:
                session = Session.open(path, read_only=True)
            except AnnotatorError as again:
                self.show_error(again)
                return False
        self.opened.emit(session)
        return True

    def browse(self) -> None:
        """Ask which project file to open."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, tr("open-project-title"), str(projects_directory()), tr("files-projects")
        )
        if name:
            self.open(Path(name))

    def new(self, scheme: str = "") -> None:
        """Ask how, then make a project; `scheme` names the shipped one that is offered first."""
        from annotator.gui.dialogs.project_dialogs import NewProjectDialog
        from annotator.services.schemes import load_scheme, shipped_schemes
        from annotator.services.session import Session

        schemes = shipped_schemes()
        last = self._settings.text("annotator") or account_name()
        dialog = NewProjectDialog(self._window, projects_directory(), schemes, last, scheme)
        if not dialog.exec():
            return
        path, name, password = dialog.path(), dialog.annotator.text().strip(), dialog.password()
        try:
            chosen = load_scheme(dialog.scheme.currentData())
            if password:  # making a key of it takes a moment
                session = self.protection.wait_for(
                    "protecting",
                    lambda _task: Session.create(path, chosen, name, password=password),
                )
            else:
                session = Session.create(path, chosen, name)
        except AnnotatorError as error:
            self.show_error(error)
            return
        self._settings.set("annotator", session.annotator.name)
        self.opened.emit(session)

    def open_sample(self, then: Callable[[], object] | None = None) -> None:
        """Make a project of the sample articles and open it; `then` is called when it is there."""
        from annotator.services.demo import make_sample_project

        path = projects_directory() / f"{SAMPLE}.annotator"
        number = 1
        while path.exists():
            number += 1
            path = projects_directory() / f"{SAMPLE}-{number}.annotator"

        def opened(_none: None) -> None:
            if self.open(path) and then is not None:
                then()

        self.run("importing", lambda task: make_sample_project(path, task), opened)

    def bring_back(self, project: Path | None = None) -> None:
        """Ask which copy of a project (of the open one) to open, beside the project itself."""
        from annotator.gui.dialogs.project_dialogs import CopiesDialog
        from annotator.services.keeping import bring_back, copies_of

        if project is None and self.session is not None:
            project = self.session.path
        if project is None:
            self._status.say("no-project")
            return
        beside = project
        dialog = CopiesDialog(self._window, copies_of(project))
        chosen = dialog.chosen() if dialog.exec() else None
        if chosen is not None:
            self.run("restoring", lambda _task: bring_back(chosen, beside), self.open)

    # Articles in and out -----------------------------------------------------------------------

    def browse_articles(self) -> None:
        """Ask which files to import; without a project, make one first."""
        if self.session is None:
            self.new()
        if self.session is None:
            return
        names, _ = QFileDialog.getOpenFileNames(
            self._window, tr("import-title"), "", tr("files-articles", endings=_endings())
        )
        self.import_paths([Path(name) for name in names])

    def browse_folder(self) -> None:
        """Ask which folder of articles to import; without a project, make one first."""
        if self.session is None:
            self.new()
        if self.session is None:
            return
        name = QFileDialog.getExistingDirectory(self._window, tr("import-folder-title"))
        if name:
            self.import_paths([Path(name)])

    def import_paths(self, paths: list[Path]) -> None:
        """Ask how, then import files and folders."""
        from annotator.services.importing import ImportOptions

        session = self.session
        if session is not None and paths and not self._status.refuses(session):
            self._survey(session, paths, ImportOptions())

    def _survey(self, session: Session, paths: list[Path], options: ImportOptions) -> None:
        """Look at what is in the files, then ask; what is chosen may need another look."""
        from annotator.gui.dialogs.import_dialog import ImportDialog
        from annotator.services.surveying import survey

        def work(task: Task) -> Any:
            with session.sibling() as own:
                return survey(own, paths, options, task)

        def ask(found: Any) -> None:
            dialog = ImportDialog(self._window, paths, session, found, options)
            if not dialog.exec():
                return
            if dialog.again:
                self._survey(session, paths, dialog.options())
            else:
                self._import(session, paths, dialog.options(), zones=dialog.zones.isChecked())

        self.run("surveying", work, ask)

    def _import(
        self, session: Session, paths: list[Path], options: ImportOptions, *, zones: bool
    ) -> None:
        from annotator.services.importing import import_paths

        before = set(session.document_ids())

        def work(task: Task) -> Any:
            with session.sibling() as own:
                return import_paths(own, paths, options, task)

        def told(report: Any) -> None:
            self._imported(report)
            new = [each for each in session.document_ids() if each not in before]
            if new and zones:
                self.find_zones(new, quiet=True)

        self.run("importing", work, told)

    def paste(self) -> None:
        """Take an article from the clipboard, after a look at it."""
        from annotator.gui.dialogs.project_dialogs import PasteDialog
        from annotator.services.importing import import_text

        session = self.session
        if session is None or self._status.refuses(session):
            return
        dialog = PasteDialog(self._window, QGuiApplication.clipboard().text())
        if not dialog.exec():
            return
        text, values = dialog.article(), dialog.values()

        def work(_task: Task) -> Any:
            with session.sibling() as own:
                return import_text(own, text, values)

        self.run("importing", work, self._imported)

    def _imported(self, report: Any) -> None:
        from annotator.gui.dialogs.report_dialogs import ImportReportDialog

        if self.session is None:
            return
        self.session.refresh()
        self.imported.emit(report)
        self._status.say(
            "window-imported",
            documents=report.documents,
            annotations=report.annotations,
            already=report.already_there,
        )
        if ImportReportDialog.worth_showing(report):
            ImportReportDialog(self._window, report).exec()

    def export(self) -> None:
        """Ask what and where, then write it."""
        from annotator.gui.dialogs.export_dialog import ExportDialog

        session = self.session
        if session is None:
            self._status.say("no-project")
            return
        dialog = ExportDialog(self._window, session, self._count_losses, self._look_up_people)
        if not dialog.exec():
            return
        options, dataset = dialog.options(), dialog.dataset()
        suggested = session.path.with_suffix(dialog.ending)
        if not dialog.ending:
            suggested = session.path.with_name(f"{session.path.stem}-{options.format}")
        name, _ = QFileDialog.getSaveFileName(self._window, tr("export-to"), str(suggested))
        if not name:
            return
        key = ""
        if dialog.people.wants_key:
            beside = session.path.with_name(f"{session.path.stem}-{tr('redact-key-name')}.csv")
            key, _ = QFileDialog.getSaveFileName(
                self._window, tr("redact-key-title"), str(beside), tr("redact-key-files")
            )
            if not key:
                return

        def work(task: Task) -> Any:
            from annotator.services.datasets import export_dataset
            from annotator.services.exporting import export
            from annotator.services.redacting import refuse_key_path, write_key_of

            with session.sibling() as own:
                if key:
                    refuse_key_path(Path(key), Path(name), session.path)
                if dataset is not None:
                    report: ExportReport = export_dataset(own, Path(name), options, dataset, task)
                else:
                    report = export(own, Path(name), options, task)
                if key and options.redact is not None:
                    write_key_of(own, options.redact, Path(key))
                return report

        def tell(report: Any) -> None:
            from annotator.gui.dialogs.report_dialogs import ExportReportDialog

            if key:
                self._status.say("redact-key-written", path=key)
            ExportReportDialog(self._window, options.format, report).exec()

        self.run("exporting", work, tell)

    def _count_losses(self, dialog: ExportDialog) -> None:
        """Count what an export would lose, while its dialog stands there."""
        from annotator.services.exporting import preview

        session, options = self.session, dialog.options()
        if session is None:
            return

        def work(task: Task) -> Any:
            with session.sibling() as own:
                return preview(own, options, task)

        dialog.setEnabled(False)
        self.run(
            "counting-losses", work, dialog.show_losses, finally_=lambda: dialog.setEnabled(True)
        )

    def _look_up_people(self, dialog: ExportDialog) -> None:
        """Find out who would be called what, while the export dialog stands there."""
        from annotator.services.redacting import replacements

        session, redact = self.session, dialog.people.options()
        if session is None or redact is None:
            return

        def work(task: Task) -> Any:
            with session.sibling() as own:
                return replacements(own, redact, task)

        dialog.setEnabled(False)
        self.run(
            "redact-looking",
            work,
            dialog.people.show_examples,
            finally_=lambda: dialog.setEnabled(True),
        )

    def save_original(self, document: int | None) -> None:
        """Ask where, then write the file that an article was taken from."""
        from annotator.services.originals import original_of, save_original

        session = self.session
        if session is None or document is None:
            self._status.say("no-project" if session is None else "no-article")
            return
        try:
            found = original_of(session, document)
            suggested = session.path.with_name(found.name)
            name, _ = QFileDialog.getSaveFileName(
                self._window, tr("save-original-title"), str(suggested)
            )
            if name:
                save_original(session, found, Path(name))
                self._status.say("original-saved", path=name)
        except AnnotatorError as error:
            self.show_error(error)

    # The scheme --------------------------------------------------------------------------------

    def save_scheme(self) -> None:
        """Ask where, then write the project's scheme as a file."""
        from annotator.services.schemes import save_scheme

        session = self.session
        if session is None:
            self._status.say("no-project")
            return
        beside = str(session.path.with_suffix(".toml"))
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("save-scheme-title"), beside, tr("files-schemes")
        )
        if not name:
            return
        try:
            save_scheme(session.scheme, Path(name))
        except AnnotatorError as error:
            self.show_error(error)
        else:
            self._status.say("scheme-saved", path=name)

    def take_scheme(self, name: str = "") -> None:
        """Show what a scheme changes, then take it: a shipped one, or "" to ask for a file."""
        from annotator.services.schemes import load_scheme
        from annotator.services.scheming import take_scheme_both_ways

        session = self.session
        if session is None:
            self._status.say("no-project")
            return
        if self._status.refuses(session):
            return
        if not name:
            name, _ = QFileDialog.getOpenFileName(
                self._window, tr("take-scheme-title"), "", tr("files-schemes")
            )
        if not name:
            return
        try:
            wanted = load_scheme(name)
        except AnnotatorError as error:
            self.show_error(error)
            return

        def work(_task: Task) -> Any:
            with session.sibling() as own:
                return take_scheme_both_ways(own, wanted)

        self.run("scheme-looking", work, lambda ways: self._take(wanted.name, *ways))

    def _take(self, name: str, keeping: Takeover | None, retiring: Takeover | None) -> None:
        from annotator.gui.dialogs.scheme_dialog import SchemeDialog
        from annotator.services.guideline_versions import with_versions

        session = self.session
        if session is None:
            return
        if keeping is None and retiring is None:
            self._status.say("cli-scheme-same")
            return
        dialog = SchemeDialog(self._window, name, keeping, retiring, session.scheme)
        chosen = dialog.takeover() if dialog.exec() else None
        if chosen is not None:
            step = with_versions(session, chosen.step) if dialog.wants_look else chosen.step
            self._write(step, "scheme-was-taken", number=len(chosen.changes), name=name)

    # Colleagues ----------------------------------------------------------------------------------

    def assign(self) -> None:
        """Ask who gets which articles, of those who work in this very file."""
        from annotator.gui.dialogs.packet_dialog import PacketDialog
        from annotator.services.packets import assignment_step

        session = self.session
        if session is None:
            self._status.say("no-project")
            return
        if self._status.refuses(session):
            return
        dialog = PacketDialog(self._window, session, here=True)
        if dialog.exec():
            name, documents = dialog.person, dialog.documents()
            self.make_and_apply(lambda session: assignment_step(session, name, documents))

    def send_packet(self) -> None:
        """Ask who gets what, then write it as a small project file."""
        from annotator.gui.dialogs.packet_dialog import PacketDialog
        from annotator.services.packets import send_packet

        session = self.session
        if session is None:
            self._status.say("no-project")
            return
        if self._status.refuses(session):
            return
        dialog = PacketDialog(self._window, session)
        if not dialog.exec():
            return
        name, documents, blind = dialog.person, dialog.documents(), dialog.blind.isChecked()
        beside = session.path.with_name(tr("packet-file", project=session.path.stem, name=name))
        where, _ = QFileDialog.getSaveFileName(
            self._window, tr("packet-file-title"), str(beside), tr("files-projects")
        )
        if not where:
            return
        out = Path(where)

        def work(task: Task) -> Any:
            with session.sibling() as own:
                return send_packet(own, out, name, documents, task, blind=blind)

        def told(packet: Any) -> None:
            session.refresh()
            self._status.say("packet-written", number=packet.documents, name=name, path=out.name)

        self.run("packing", work, told)

    def take_back(self) -> None:
        """Ask for packets or copies, show what they would bring, then merge them."""
        session = self.session
        if session is None:
            self._status.say("no-project")
            return
        if self._status.refuses(session):
            return
        names, _ = QFileDialog.getOpenFileNames(
            self._window, tr("take-back-title"), str(session.path.parent), tr("files-projects")
        )
        if names:
            self.merge([Path(name) for name in names])

    def merge(self, paths: list[Path]) -> None:
        """Show what files would bring, then merge them."""
        from annotator.gui.dialogs.merge_dialog import MergeDialog
        from annotator.services.merging import merge_files

        session = self.session
        if session is None:
            return

        def look(task: Task, *, dry_run: bool = True) -> Any:
            with session.sibling() as own:
                return merge_files(own, paths, task, dry_run=dry_run)

        def told(merged: Any) -> None:
            session.refresh()
            self._status.say("merge-done", conflicts=len(merged.conflicts))
            if merged.conflicts:
                self.show_conflicts()

        def asked(merged: Any) -> None:
            if MergeDialog(self._window, merged).exec():
                self.run("merging", lambda task: look(task, dry_run=False), told)

        self.run("merging", look, asked)

    def show_conflicts(self) -> None:
        """List the versions that merges overruled."""
        from annotator.gui.dialogs.merge_dialog import ConflictsDialog
        from annotator.services.merging import open_conflicts

        session = self.session
        if session is None:
            self._status.say("no-project")
            return
        if not open_conflicts(session):
            self._status.say("conflicts-none")
            return
        dialog = ConflictsDialog(self._window, session)
        dialog.stepWanted.connect(self.make_and_apply)
        dialog.exec()

    def join_same_texts(self) -> None:
        """Show articles of one text under two ids, and make those one that a person ticks."""
        from annotator.gui.dialogs.same_texts_dialog import SameTextsDialog
        from annotator.services.same_documents import join_documents, same_texts

        session = self.session
        if session is None:
            self._status.say("no-project")
            return
        if self._status.refuses(session):
            return
        pairs = same_texts(session)
        if not pairs:
            self._status.say("same-texts-none")
            return
        dialog = SameTextsDialog(self._window, pairs)
        if dialog.exec() and (chosen := dialog.chosen()):
            self.make_and_apply(lambda session: join_documents(session, chosen))

    def agree_all(self) -> None:
        """Take what everybody agrees on into the gold set, in all articles, as one step."""
        from annotator.services import adjudicating, large_steps

        session = self.session
        if session is None:
            self._status.say("no-project")
            return
        if self._status.refuses(session):
            return

        def work(task: Task) -> Any:
            with session.sibling() as own:
                step, report = adjudicating.adjudicate(own, "all-agree", task=task)
            change = large_steps.apply(session, step, task) if step.edits else None
            return change, report

        def told(found: Any) -> None:
            change, report = found
            if change is not None:
                session.refresh(change)
            self._status.say("agreed-all", number=report.decided, left=sum(report.left.values()))

        self.run("adjudicating", work, told)

    def find_zones(self, documents: Sequence[int] | None = None, *, quiet: bool = False) -> None:
        """Look for what is not of the articles (None: of all), then ask what to exclude.

        With `quiet`, nothing is said if there is none.
        """
        from annotator.services.zoning import propose_zones

        session = self.session
        if session is None:
            self._status.say("no-project")
            return
        if self._status.refuses(session):
            return

        def work(task: Task) -> Any:
            with session.sibling() as own:
                return propose_zones(own, documents, task, with_withheld=True)

        self.run("zoning", work, lambda found: self._exclude(found, quiet=quiet))

    def _exclude(self, proposals: Any, *, quiet: bool) -> None:
        from annotator.gui.dialogs.zones_dialog import ZonesDialog
        from annotator.services.zoning import keep_in_article, zones_step

        session = self.session
        if session is None:
            return
        if quiet and all(each.withheld for each in proposals):
            return
        if not proposals:
            self._status.say("zones-none")
            return
        dialog = ZonesDialog(self._window, proposals)
        if not dialog.exec():
            return
        excluded = dialog.kept()
        keep_in_article(session, dialog.left())
        if excluded:
            self._write(zones_step(session, excluded), "zones-excluded", number=len(excluded))

    def label_hits(self, chosen: Sequence[tuple[Hit, int | None]], layer: str, label: str) -> None:
        """Give places that were found a label, each with its entry, in one step."""
        from annotator.services.finding import hits_step

        self.make_and_apply(
            lambda session: hits_step(session, chosen, layer, label), self.hitsLabelled.emit
        )

    def make_and_apply(
        self, make: Callable[[Session], Step], then: Callable[[], object] = lambda: None
    ) -> None:
        """Make a step that may be large, and write it; both beside the drawing thread."""
        from annotator.services import large_steps

        session = self.session
        if session is None or self._status.refuses(session):
            return

        def work(task: Task) -> Change:
            with session.sibling() as own:
                step = make(own)
            return large_steps.apply(session, step, task)

        def told(change: Change) -> None:
            session.refresh(change)
            step = change.step
            self._status.say("step-done", step=name_of_step(step.code, step.values))
            then()

        self.run("applying", work, told)

    def _write(self, step: Step, code: str, **values: Any) -> None:
        """Write a step here, or beside the drawing thread if it is large; then say so."""
        session = self.session
        if session is None:
            return
        if session.is_large(step):
            self.apply(step)
            return
        try:
            session.apply(step)
        except AnnotatorError as error:
            self.show_error(error)
        else:
            self._status.say(code, **values)

    # Large steps -------------------------------------------------------------------------------

    def apply(self, step: Step) -> None:
        """Write a step that is too large for the thread that draws."""
        from annotator.services import large_steps

        session = self.session
        if session is not None:
            self.run(
                "applying", lambda task: large_steps.apply(session, step, task), session.refresh
            )

    def turn(self, kind: Literal["undo", "redo"]) -> None:
        """Undo or redo a large step, such as an import."""
        from annotator.services import large_steps

        session = self.session
        if session is not None:
            self.run(
                "undoing" if kind == "undo" else "redoing",
                lambda task: large_steps.turn(session, kind, task),
                session.refresh,
            )

    # Long work ---------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Tell whether something runs."""
        return self._job is not None

    def run(
        self,
        code: str,
        work: Callable[[Task], Any],
        then: Callable[[Any], object],
        *,
        finally_: Callable[[], object] = lambda: None,
    ) -> None:
        """Run long work on a thread of its own, with progress and cancel in the status bar.

        Nothing can be edited meanwhile.  `then` gets the result on the drawing thread; before it,
        and whatever happened, `finally_` is called.
        """
        if self._job is not None:
            self._status.say("editing-locked", task=tr(self._job.task.code))
            return

        def again() -> None:
            self.run(code, work, then, finally_=finally_)

        job = self._job = Job(code, work, self)
        if self.session is not None:
            self.session.locked_for = tr(code)
        self._status.begin_task(code)
        job.progressed.connect(self._status.show_progress)
        job.finished.connect(finally_)
        job.succeeded.connect(lambda result: self._done(lambda: then(result)))
        job.failed.connect(lambda error: self._done(lambda: self._failed(error, again)))
        job.cancelled.connect(lambda: self._done(lambda: self._status.say("task-cancelled")))
        job.start()

    def _done(self, then: Callable[[], object]) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.let_go()
        self._status.end_task()
        if self.session is not None:
            self.session.locked_for = None
        then()

    def cancel(self) -> None:
        """Ask what runs to stop; nothing of it is kept."""
        if self._job is not None:
            self._job.task.cancel()

    def stop(self) -> None:
        """Cancel what runs and wait for it; for closing the window."""
        job, self._job = self._job, None
        if job is not None:
            job.abandon()

    def _failed(self, error: Exception, again: Callable[[], object]) -> None:
        """Say why, or ask for the password of a file that the work needs and do it again."""
        if isinstance(error, AnnotatorError) and error.code == "project-password-needed":
            if self.protection.unlock(Path(str(error.values["path"]))):
                again()
        else:
            self.show_error(error)

    def say(self, code: str, **values: Any) -> None:
        """Show a sentence in the status bar for a while."""
        self._status.say(code, **values)

    def show_error(self, error: Exception) -> None:
        """Say what went wrong and what can be done."""
        QMessageBox.warning(self._window, "Annotator", explain(error))


def account_name() -> str:
    """Return the name of the person's account, for who annotates first."""
    return os.environ.get("USER") or os.environ.get("USERNAME") or "annotator"


def _endings() -> str:
    """Return the patterns of all files that some format reads."""
    from annotator.services.importing import read_endings

    return " ".join(f"*{ending}" for ending in read_endings())
