"""The one main window.

Owns how panes, menus and status bar are put together and who talks to whom.  Rules are in services;
each pane knows its own widgets.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMainWindow,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.documents import State
from annotator.domain.errors import AnnotatorError
from annotator.gui.actions import ACTIONS, BY_ID, MENUS, shown_key
from annotator.gui.article_pane import ArticlePane
from annotator.gui.chooser import Choice, Chooser
from annotator.gui.panels.documents_panel import DocumentsPanel
from annotator.gui.panels.inspector_panel import InspectorPanel
from annotator.gui.panels.labels_panel import LabelsPanel
from annotator.gui.settings import Settings
from annotator.gui.start_page import StartPage
from annotator.gui.tasks_bridge import Job
from annotator.gui.theme import apply_theme, theme_named
from annotator.gui.worker import Assistant
from annotator.locations import projects_directory
from annotator.services.desk import Desk, DeskChange
from annotator.services.session import Change, Session
from annotator.services.tasks import Task
from annotator.wording import explain, messages, tr

_MESSAGE_TIME = 8000  # milliseconds
_PROJECT_FILES = "Projects (*.annotator)"


class MainWindow(QMainWindow):
    """Start page, or one project with its articles."""

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__()
        self.settings = settings or Settings()
        self.session: Session | None = None
        self.desk: Desk | None = None
        self._job: Job | None = None
        self._actions: dict[str, QAction] = {}
        self.setWindowTitle("Annotator")
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self.documents = DocumentsPanel()
        self.pane = ArticlePane()
        self.labels = LabelsPanel()
        self.inspector = InspectorPanel()
        self.start = StartPage()
        self.assistant = Assistant(self)
        self._build()
        self._make_menus()
        self._make_status()
        self._connect()
        self.set_theme(self.settings.text("theme", "system"))
        self.pane.view.set_zoom(self.settings.number("zoom", 100))
        self.pane.view.set_tag_mode(self.settings.text("tags", "always"))
        geometry = self.settings.blob("geometry")
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
            self.splitter.restoreState(self.settings.blob("splitter"))
        self._show_start()

    # Building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(10, 12, 12, 12)
        column.setSpacing(10)
        column.addWidget(self.labels, 3)
        column.addWidget(self.inspector, 2)
        column.addStretch(0)
        scroll = QScrollArea()
        scroll.setObjectName("rightPanel")
        scroll.setWidgetResizable(True)
        scroll.setWidget(right)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.right = scroll
        self.splitter = QSplitter()
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for widget in (self.documents, self.pane, scroll):
            self.splitter.addWidget(widget)
        self.documents.setMinimumWidth(220)
        self.pane.setMinimumWidth(420)
        scroll.setMinimumWidth(280)
        self.splitter.setSizes([280, 820, 340])
        self.splitter.setStretchFactor(1, 1)
        self.project_name = QLabel()
        self.project_name.setObjectName("projectName")
        self.palette_button = QPushButton("Search commands…    Ctrl+K")
        self.palette_button.setAccessibleName("All commands")
        self.palette_button.clicked.connect(lambda: self.run("palette"))
        self.who = QPushButton()
        self.who.setFlat(True)
        self.who.setAccessibleName("Annotator")
        self.who.clicked.connect(lambda: self.run("annotator"))
        bar = QWidget()
        bar.setObjectName("topBar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(bar)
        row.setContentsMargins(14, 7, 12, 7)
        row.addWidget(self.project_name)
        row.addStretch(1)
        row.addWidget(self.palette_button)
        row.addWidget(self.who)
        work = QWidget()
        layout = QVBoxLayout(work)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self.splitter, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.start)
        self.stack.addWidget(work)
        self.setCentralWidget(self.stack)

    def _make_menus(self) -> None:
        for name in MENUS:
            menu = self.menuBar().addMenu(name)
            for action in ACTIONS:
                if action.menu != name:
                    continue
                entry = QAction(action.text, self)
                if action.keys and not action.article:
                    entry.setShortcuts([QKeySequence(key) for key in action.keys])
                elif action.keys:
                    # Single letters are the article's; the menu only shows them.
                    entry.setText(f"{action.text}\t{shown_key(action.keys[0])}")
                entry.triggered.connect(partial(self._triggered, action.id))
                menu.addAction(entry)
                self._actions[action.id] = entry

    def _make_status(self) -> None:
        bar = self.statusBar()
        self.saved = QLabel()
        self.saved.setObjectName("saved")
        self.undo_name = QLabel()
        self.message = QLabel()
        self.message.setObjectName("message")
        self.message.setAccessibleName("Message")
        self.progress = QProgressBar()
        self.progress.setFixedWidth(160)
        self.cancel = QPushButton("Cancel")
        self.cancel.clicked.connect(self._cancel_job)
        self.offline = QLabel(tr("offline"))
        self.offline.setToolTip("Nothing leaves this computer.")
        self.zoom = QLabel()
        for widget in (self.saved, self.undo_name, self.message):
            bar.addWidget(widget)
        permanent: tuple[QWidget, ...] = (self.progress, self.cancel, self.offline, self.zoom)
        for each in permanent:
            bar.addPermanentWidget(each)
        self.progress.hide()
        self.cancel.hide()
        self._message_timer = QTimer(self)
        self._message_timer.setSingleShot(True)
        self._message_timer.setInterval(_MESSAGE_TIME)
        self._message_timer.timeout.connect(self.message.clear)

    def _connect(self) -> None:
        self.start.openWanted.connect(self.open_project)
        self.start.newWanted.connect(lambda: self.run("new"))
        self.start.browseWanted.connect(lambda: self.run("open"))
        self.start.sampleWanted.connect(self._open_sample)
        self.documents.documentChosen.connect(self.open_document)
        self.documents.stateWanted.connect(self._set_state)
        self.labels.labelWanted.connect(self._label_clicked)
        self.labels.layerWanted.connect(self._layer_clicked)
        self.inspector.selectWanted.connect(self._select)
        self.pane.view.zoomed.connect(self._zoomed)
        self.pane.view.markHovered.connect(self._hovered)
        self.assistant.message.connect(self.say)
        self._window_handlers = self._make_handlers()

    # Projects ------------------------------------------------------------------------------------

    def open_project(self, path: Path) -> bool:
        """Open a project file; tell whether it worked."""
        path = Path(path)
        try:
            session = Session.open(path)
        except AnnotatorError as error:
            if error.code not in ("project-locked", "project-read-only"):
                self._show_error(error)
                return False
            answer = QMessageBox.question(
                self, "Open read-only?", explain(error) + "\n\nOpen it read-only?"
            )
            if answer is not QMessageBox.StandardButton.Yes:
                return False
            try:
                session = Session.open(path, read_only=True)
            except AnnotatorError as again:
                self._show_error(again)
                return False
        self.set_session(session)
        return True

    def set_session(self, session: Session) -> None:
        """Work on a project that was just opened or made."""
        self.close_project()
        if not session.annotator.name and not session.read_only:
            session.use_annotator(_account_name())
        self.session = session
        self.desk = Desk(session)
        session.subscribe(self._session_changed)
        self.desk.subscribe(self._desk_changed)
        self.settings.add_recent(session.path)
        self.project_name.setText(session.path.stem)
        self.setWindowTitle(f"{session.path.stem} — Annotator")
        self.documents.set_session(session)
        self.pane.set_desk(self.desk)
        self.labels.set_desk(self.desk)
        self.inspector.set_desk(self.desk)
        self.stack.setCurrentIndex(1)
        self._show_state()
        self._show_annotator()
        last = session.setting("document")
        ids = session.document_ids(limit=1)
        if isinstance(last, int) and last in session.document_ids():
            self.open_document(last)
        elif ids:
            self.open_document(ids[0])
        for code, values in session.notices:
            self.say(code, **values)
        self.pane.view.setFocus()

    def close_project(self) -> None:
        """Close the project; one file remains."""
        if self.desk is not None:
            self.desk.close()
        self.assistant.stop()
        session, self.session, self.desk = self.session, None, None
        self.documents.set_session(None)
        self.pane.set_desk(None)
        self.labels.set_desk(None)
        self.inspector.set_desk(None)
        if session is not None:
            session.close()

    def _show_start(self) -> None:
        self.start.show_recent(self.settings.recent())
        self.stack.setCurrentIndex(0)
        self.setWindowTitle("Annotator")
        self._show_state()

    def open_document(self, document: int | None) -> None:
        """Open an article on the desk."""
        if self.desk is None or document is None:
            return
        if self.desk.document != document:
            self.desk.open(document)
            self.assistant.look_at(self.desk)
        self.documents.show_current(document)
        self.pane.view.setFocus()

    def _open_sample(self) -> None:
        from annotator.services.demo import make_sample_project

        path = projects_directory() / "sample.annotator"
        number = 1
        while path.exists():
            number += 1
            path = projects_directory() / f"sample-{number}.annotator"
        self.run_job(
            "importing",
            lambda task: make_sample_project(path, task),
            lambda _none: self.open_project(path),
        )

    # Long work -----------------------------------------------------------------------------------

    def run_job(
        self, code: str, work: Callable[[Task], Any], then: Callable[[Any], object]
    ) -> None:
        """Run long work on a thread of its own, with progress and cancel in the status bar."""
        if self._job is not None:
            self.say("editing-locked", task=self._job.task.code)
            return
        job = self._job = Job(code, work, self)
        if self.session is not None:
            self.session.locked_for = code
        self.progress.setRange(0, 0)
        self.progress.show()
        self.cancel.show()
        job.progressed.connect(self._progressed)
        job.succeeded.connect(lambda result: self._job_done(lambda: then(result)))
        job.failed.connect(lambda error: self._job_done(lambda: self._show_error(error)))
        job.cancelled.connect(lambda: self._job_done(lambda: self.say("task-cancelled")))
        job.start()

    def _progressed(self, done: int, total: int) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)

    def _job_done(self, then: Callable[[], object]) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.wait()
            job.deleteLater()
        self.progress.hide()
        self.cancel.hide()
        if self.session is not None:
            self.session.locked_for = None
        then()

    def _cancel_job(self) -> None:
        if self._job is not None:
            self._job.task.cancel()

    def import_paths(self, paths: list[Path]) -> None:
        """Ask how, then import files and folders."""
        from annotator.gui.dialogs.project_dialogs import ImportDialog
        from annotator.services.importing import import_paths

        session = self.session
        if session is None or not paths:
            return
        dialog = ImportDialog(self, paths, session)
        if not dialog.exec():
            return
        options = dialog.options()

        def work(task: Task) -> Any:
            with session.sibling() as own:
                return import_paths(own, paths, options, task)

        self.run_job("importing", work, self._imported)

    def _imported(self, report: Any) -> None:
        if self.session is None:
            return
        self.session.refresh()
        self.labels.refresh()
        self.say(
            "window-imported",
            documents=report.documents,
            annotations=report.annotations,
            already=report.already_there,
        )
        ids = self.session.document_ids(limit=1)
        if self.desk is not None and self.desk.article is None and ids:
            self.open_document(ids[0])
        if report.problems:
            lines = [
                explain(AnnotatorError(p.code, **{**p.values, "file": p.file, "line": p.line}))
                for p in report.problems
            ]
            box = QMessageBox(self)
            box.setIcon(QMessageBox.Icon.Warning)
            box.setWindowTitle("Import")
            box.setText(f"{len(lines)} could not be imported; the rest is there.")
            box.setDetailedText("\n".join(lines))
            box.exec()

    # Following -----------------------------------------------------------------------------------

    def _session_changed(self, change: Change) -> None:
        self.documents.follow(change)
        self._show_state()

    def _desk_changed(self, change: DeskChange) -> None:
        what = change.what
        if "opened" in what and self.desk is not None:
            self.documents.show_current(self.desk.document)
        if what & {"opened", "closed", "layer"}:
            self.labels.refresh()
        if what & {"opened", "closed", "selected", "marks", "document", "layer"}:
            self.inspector.refresh()
            self._show_label_in_hand()
        if "zones" in what and self.desk is not None:
            self.assistant.look_at(self.desk)
        if change.message is not None:
            code, values = change.message
            self.say(code, **values)
        elif "selected" in what or "caret" in what:
            self._announce()

    def _show_label_in_hand(self) -> None:
        annotation = None if self.desk is None else self.desk.selected_annotation()
        desk = self.desk
        if annotation is not None and desk is not None and annotation.layer == desk.layer:
            self.labels.show_label(annotation.label)

    def _announce(self) -> None:
        """Tell a screen reader (and the status bar) what is labelled at the cursor."""
        desk = self.desk
        if desk is None or desk.article is None:
            return
        names = []
        for number in desk.marks_at(desk.caret)[:4]:
            record = desk.article.annotations.get(number) or desk.article.suggestions.get(number)
            if record is None:
                continue
            label = desk.session.scheme.label(record.layer, record.label)
            name = record.label if label is None else label.name
            names.append(name if number in desk.article.annotations else f"{name}?")
        words = tr("marks-here", labels=", ".join(names)) if names else ""
        self.message.setText(words)
        if words and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.pane.view, words))

    def _show_state(self) -> None:
        session = self.session
        if session is None:
            for label in (self.saved, self.undo_name):
                label.clear()
        else:
            self.saved.setText(tr("read-only" if session.read_only else "saved"))
            undo = session.undo_label
            self.undo_name.setText(f"Undo: {_words(undo)}" if undo else "")
            for name, step in (("undo", undo), ("redo", session.redo_label)):
                action = self._actions[name]
                action.setText(f"{BY_ID[name].text} {_words(step)}" if step else BY_ID[name].text)
        self.zoom.setText(f"{self.pane.view.percent} %")

    def _show_annotator(self) -> None:
        self.who.setText(self.session.annotator.name if self.session else "")

    def say(self, code: str, **values: Any) -> None:
        """Show a sentence in the status bar for a while."""
        self.message.setText(tr(code, **values) if code in messages() else code)
        self._message_timer.start()

    def _show_error(self, error: Exception) -> None:
        QMessageBox.warning(self, "Annotator", explain(error))

    # Actions -------------------------------------------------------------------------------------

    def _triggered(self, name: str, _checked: bool = False) -> None:
        self.run(name)

    def run(self, name: str) -> None:
        """Do an action by its id, wherever it is at home."""
        handler = self._window_handlers.get(name)
        if handler is not None:
            handler()
            return
        if self.desk is None:
            self.say("no-article")
            return
        self.pane.run(name)
        if name not in ("find", "find-slash") and QApplication.activePopupWidget() is None:
            self.pane.view.setFocus()

    def _make_handlers(self) -> dict[str, Callable[[], object]]:
        handlers: dict[str, Callable[[], object]] = {
            "new": self._new,
            "open": self._browse,
            "import": self._import,
            "paste-article": self._paste,
            "export": self._export,
            "properties": self._properties,
            "annotator": self._annotator,
            "preferences": self._preferences,
            "close-project": self._close,
            "quit": self.close,
            "undo": lambda: self.desk and self.desk.undo(),
            "redo": lambda: self.desk and self.desk.redo(),
            "find-in-project": self._find_in_project,
            "done-next": self._done_next,
            "document-next": lambda: self._step_document(forward=True),
            "document-previous": lambda: self._step_document(forward=False),
            "palette": self._palette,
            "zoom-in": lambda: self.pane.view.zoom(1),
            "zoom-out": lambda: self.pane.view.zoom(-1),
            "zoom-reset": lambda: self.pane.view.set_zoom(100),
            "pane-next": lambda: self._step_pane(1),
            "pane-previous": lambda: self._step_pane(-1),
            "help": self._help,
            "about": self._about,
        }
        for theme in ("light", "dark", "system"):
            handlers[f"theme-{theme}"] = partial(self.set_theme, theme)
        for mode in ("always", "first", "hover"):
            handlers[f"tags-{mode}"] = partial(self._set_tags, mode)
        return handlers

    def _new(self) -> None:
        from annotator.gui.dialogs.project_dialogs import NewProjectDialog
        from annotator.services.schemes import load_scheme, shipped_schemes

        schemes = {name: load_scheme(name).name for name in shipped_schemes()}
        last = self.settings.text("annotator") or _account_name()
        dialog = NewProjectDialog(self, projects_directory(), schemes, last)
        if not dialog.exec():
            return
        try:
            scheme = load_scheme(dialog.scheme.currentData())
            session = Session.create(dialog.path(), scheme, dialog.annotator.text().strip())
        except AnnotatorError as error:
            self._show_error(error)
            return
        self.settings.set("annotator", session.annotator.name)
        self.set_session(session)

    def _browse(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "Open project", str(projects_directory()), _PROJECT_FILES
        )
        if name:
            self.open_project(Path(name))

    def _import(self) -> None:
        if self.session is None:
            self._new()
            if self.session is None:
                return
        names, _ = QFileDialog.getOpenFileNames(
            self, "Import articles", "", "Articles (*.txt *.md *.jsonl *.ndjson);;All files (*)"
        )
        self.import_paths([Path(name) for name in names])

    def _paste(self) -> None:
        from annotator.gui.dialogs.project_dialogs import PasteDialog
        from annotator.services.importing import import_text

        session = self.session
        if session is None:
            return
        dialog = PasteDialog(self, QGuiApplication.clipboard().text())
        if not dialog.exec():
            return
        text, values = dialog.text.toPlainText(), dialog.values()

        def work(_task: Task) -> Any:
            with session.sibling() as own:
                return import_text(own, text, values)

        self.run_job("importing", work, self._imported)

    def _export(self) -> None:
        from annotator.gui.dialogs.project_dialogs import ExportDialog
        from annotator.services.exporting import export

        session = self.session
        if session is None:
            return
        dialog = ExportDialog(self, session)
        if not dialog.exec():
            return
        options = dialog.options()
        suggested = session.path.with_suffix(".jsonl")
        name, _ = QFileDialog.getSaveFileName(self, "Export to", str(suggested))
        if not name:
            return

        def work(task: Task) -> Any:
            with session.sibling() as own:
                return export(own, Path(name), options, task)

        def tell(report: Any) -> None:
            lost = ", ".join(f"{n} {what}" for what, n in report.losses.items())
            words = tr(
                "window-exported",
                documents=report.documents,
                annotations=report.annotations,
                path=report.path,
            )
            if lost:
                words += "\n\n" + tr("cli-lost", format=options.format, losses=lost)
            QMessageBox.information(self, "Export", words)

        self.run_job("exporting", work, tell)

    def _properties(self) -> None:
        from annotator.gui.dialogs.project_dialogs import PropertiesDialog

        desk = self.desk
        if desk is None or desk.article is None:
            return
        dialog = PropertiesDialog(self, desk.article.document, self.pane.heading.text())
        if dialog.exec():
            desk.set_properties(**dialog.values())

    def _annotator(self) -> None:
        session = self.session
        if session is None:
            return
        names = [each.name for each in session.annotators.values()]
        here = names.index(session.annotator.name) if session.annotator.name in names else 0
        name, ok = QInputDialog.getItem(
            self, "Annotator", "Whose labels are these? Choose or type a name.", names, here
        )
        if ok and name.strip() and self.desk is not None:
            session.use_annotator(name.strip())
            self.settings.set("annotator", name.strip())
            self._show_annotator()
            self.documents.reload()
            self.desk.open(self.desk.document)

    def _preferences(self) -> None:
        from annotator.gui.dialogs.preferences_dialog import PreferencesDialog

        dialog = PreferencesDialog(self, self.settings, self.session)
        if dialog.exec():
            dialog.keep()
            self.set_theme(self.settings.text("theme", "system"))
            self._set_tags(self.settings.text("tags", "always"))
            self.pane.view.set_zoom(self.settings.number("zoom", 100))
            if self.desk is not None:
                self.assistant.look_at(self.desk)

    def _close(self) -> None:
        self.close_project()
        self._show_start()

    def _find_in_project(self) -> None:
        self.documents.search.setFocus()
        self.documents.search.selectAll()

    def _done_next(self) -> None:
        if self.desk is not None:
            self.open_document(self.desk.done_and_next())

    def _step_document(self, *, forward: bool) -> None:
        if self.desk is not None:
            self.open_document(self.desk.next_document(forward=forward))

    def _set_state(self, document: int, state: State) -> None:
        if self.desk is not None:
            self.open_document(document)
            self.desk.set_state(state)

    def _label_clicked(self, uid: str) -> None:
        if self.desk is not None:
            self.desk.label(uid)
            self.pane.view.setFocus()

    def _layer_clicked(self, uid: str) -> None:
        if self.desk is not None:
            self.desk.set_layer(uid)
            self.pane.view.setFocus()

    def _select(self, number: int) -> None:
        if self.desk is not None:
            self.desk.select(number)
            self.pane.view.setFocus()

    def _step_pane(self, step: int) -> None:
        panes = [self.documents.search, self.documents.list, self.pane.view, self.labels.list]
        focus = QApplication.focusWidget()
        place = next((n for n, each in enumerate(panes) if each is focus), None)
        if place is None:
            place = 3 if focus is not None and self.right.isAncestorOf(focus) else 2 - step
        panes[(place + step) % len(panes)].setFocus(Qt.FocusReason.TabFocusReason)

    def _palette(self) -> None:
        usable = [each for each in ACTIONS if each.palette]

        def choices(typed: str) -> list[Choice]:
            words = typed.casefold().split()
            return [
                Choice(each.id, each.text.rstrip("…"), ", ".join(map(shown_key, each.keys[:1])))
                for each in usable
                if all(word in f"{each.menu} {each.text}".casefold() for word in words)
            ]

        chooser = Chooser(self, "COMMANDS", choices, empty="no such command")
        chooser.chosen.connect(lambda key: QTimer.singleShot(0, lambda: self.run(str(key))))
        corner = self.mapToGlobal(self.rect().center())
        corner.setX(corner.x() - chooser.width() // 2)
        corner.setY(self.mapToGlobal(self.rect().topLeft()).y() + 70)
        chooser.open_at(corner)

    def set_theme(self, name: str) -> None:
        """Dress the window and the article."""
        application = QApplication.instance()
        theme = theme_named(name)
        if isinstance(application, QApplication):
            apply_theme(application, theme)
        self.pane.view.set_theme(theme.article)
        self.documents.set_theme(theme)
        self.labels.set_theme(theme.article)
        self.pane.align_heading()
        self.settings.set("theme", name)

    def _set_tags(self, mode: str) -> None:
        self.pane.view.set_tag_mode(mode)
        self.settings.set("tags", mode)

    def _zoomed(self, percent: int) -> None:
        self.settings.set("zoom", percent)
        self._show_state()

    def _hovered(self, number: int | None) -> None:
        desk = self.desk
        if desk is None or desk.article is None or number is None:
            return
        record = desk.article.annotations.get(number)
        if record is not None:
            label = desk.session.scheme.label(record.layer, record.label)
            name = record.label if label is None else label.name
            self.message.setText(f"{name}: {desk.scribe().text_of(record)}")

    def _help(self) -> None:
        from annotator.gui.dialogs.program_dialogs import KeysDialog

        KeysDialog(self).exec()

    def _about(self) -> None:
        from annotator.gui.dialogs.program_dialogs import show_about

        show_about(self, self.session.sqlite_version() if self.session else "not loaded yet")

    # Files dropped, closing ----------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a project that was dropped, import anything else."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        projects = [path for path in paths if path.suffix == ".annotator"]
        if projects:
            self.open_project(projects[0])
            return
        if self.session is None:
            self._new()
        self.import_paths(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what runs, remember the window, close the project."""
        if self._job is not None:
            self._job.task.cancel()
            self._job.wait()
        self.settings.set("geometry", self.saveGeometry())
        self.settings.set("splitter", self.splitter.saveState())
        self.close_project()
        self.assistant.shut_down()
        event.accept()


def _words(step: tuple[str, Any]) -> str:
    code, values = step
    return tr(code, **values) if code in messages() else code


def _account_name() -> str:
    return os.environ.get("USER") or os.environ.get("USERNAME") or "annotator"
