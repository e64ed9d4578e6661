"""The one main window: start page or project, menus, status bar.

Owns what there is without a project, where each action is at home, and the way from the start page
to the workspace and back.  Rules are in services; the workspace knows the panes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget

from annotator.gui.actions import ACTIONS, BY_ID, MENUS, shown_key
from annotator.gui.project_work import ProjectWork, account_name
from annotator.gui.settings import Settings
from annotator.gui.start_page import StartPage
from annotator.gui.status import StatusLine
from annotator.gui.theme import apply_theme, theme_named
from annotator.wording import name_of_step, tr

if TYPE_CHECKING:
    from annotator.gui.chooser import Choice
    from annotator.gui.workspace import Workspace
    from annotator.services.desk import Desk
    from annotator.services.session import Session


class MainWindow(QMainWindow):
    """Start page, or one project with its articles."""

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__()
        self.settings = settings or Settings()
        self._workspace: Workspace | None = None
        self._actions: dict[str, QAction] = {}
        self.setWindowTitle("Annotator")
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self.start = StartPage()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.start)
        self.setCentralWidget(self.stack)
        self.status = StatusLine(self)
        self.setStatusBar(self.status)
        self.work = ProjectWork(self, self.status, self.settings)
        self._handlers = self._make_handlers()
        self._make_menus()
        self._connect()
        self.set_theme(self.settings.text("theme", "system"))
        geometry = self.settings.blob("geometry")
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        self._show_start()

    # Building ----------------------------------------------------------------------------------

    @property
    def workspace(self) -> Workspace:
        """Return the page of the open project; made when it is first asked for."""
        if self._workspace is None:
            # Most of the program, and none of it is on the start page.
            from annotator.gui.workspace import Workspace

            self._workspace = made = Workspace(self.status, self.settings)
            made.changed.connect(self._show_state)
            made.paletteWanted.connect(self._palette)
            made.labelHitsWanted.connect(self.work.label_hits)
            made.stepWanted.connect(self.work.make_and_apply)
            made.turnWanted.connect(self._turn)
            made.copies.runWanted.connect(self.work.run)
            made.templateWanted.connect(self.work.take_scheme)
            self.work.hitsLabelled.connect(made.hits_labelled)
            self.work.imported.connect(lambda _report: made.labels.refresh())
            self.stack.addWidget(made)
            # Once it is in the window: only there the stylesheet reaches it, and resets palettes.
            made.ensurePolished()
            made.dress(theme_named(self.settings.text("theme", "system")))
        return self._workspace

    @property
    def session(self) -> Session | None:
        """Return the open project."""
        return None if self._workspace is None else self._workspace.session

    @property
    def desk(self) -> Desk | None:
        """Return the desk of the open project."""
        return None if self._workspace is None else self._workspace.desk

    def _make_menus(self) -> None:
        for name in MENUS:
            menu = self.menuBar().addMenu(tr(f"menu-{name}"))
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

    def _connect(self) -> None:
        self.work.opened.connect(self.set_session)
        self.start.openWanted.connect(self.open_project)
        self.start.newWanted.connect(self.work.new)
        self.start.browseWanted.connect(self.work.browse)
        self.start.sampleWanted.connect(self.work.open_sample)

    # Projects ------------------------------------------------------------------------------------

    def open_project(self, path: Path) -> bool:
        """Open a project file; tell whether it worked."""
        return self.work.open(Path(path))

    def set_session(self, session: Session) -> None:
        """Work on a project that was just opened or made."""
        self.close_project()
        if not session.annotator.name and not session.read_only:
            session.use_annotator(account_name())
        self.work.session = session
        self.settings.add_recent(session.path)
        self.setWindowTitle(f"{session.path.stem} — Annotator")
        self.stack.setCurrentWidget(self.workspace)
        self.workspace.set_session(session, self.work.apply)
        self._show_state()

    def close_project(self) -> None:
        """Close the project; one file remains."""
        self.work.session = None
        if self._workspace is not None:
            self._workspace.close_project()

    def open_document(self, document: int | None) -> None:
        """Open an article of the project."""
        self.workspace.open_document(document)

    def _show_start(self) -> None:
        self.start.show_recent(self.settings.recent())
        self.stack.setCurrentWidget(self.start)
        self.setWindowTitle("Annotator")
        self._show_state()

    def _show_state(self) -> None:
        session = self.session
        self.status.show_project(session, self.desk)
        self.status.show_zoom(self.settings.number("zoom", 100))
        if session is not None:
            for name, step in (("undo", session.undo_label), ("redo", session.redo_label)):
                text = BY_ID[name].text
                self._actions[name].setText(f"{text} {name_of_step(*step)}" if step else text)

    def say(self, code: str, **values: Any) -> None:
        """Show a sentence in the status bar for a while."""
        self.status.say(code, **values)

    # Actions -------------------------------------------------------------------------------------

    @property
    def actions_at_home(self) -> set[str]:
        """Return the ids of the actions that `run` can do."""
        return self._handlers.keys() | self.workspace.actions_at_home

    def _triggered(self, name: str, _checked: bool = False) -> None:
        self.run(name)

    def run(self, name: str) -> None:
        """Do an action by its id, wherever it is at home."""
        handler = self._handlers.get(name)
        if handler is not None:
            handler()
        elif self.session is None:
            self.say("no-project")
        else:
            self.workspace.run(name)

    def _make_handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "new": self.work.new,
            "open": self.work.browse,
            "import": self.work.browse_articles,
            "import-folder": self.work.browse_folder,
            "paste-article": self.work.paste,
            "export": self.work.export,
            "copies": self.work.bring_back,
            "scheme-take": self.work.take_scheme,
            "original": self._save_original,
            "scheme-save": self.work.save_scheme,
            "find-zones": self._find_zones,
            "find-zones-all": self.work.find_zones,
            "assign": self.work.assign,
            "send-packet": self.work.send_packet,
            "take-back": self.work.take_back,
            "conflicts": self.work.show_conflicts,
            "same-texts": self.work.join_same_texts,
            "agree-all": self.work.agree_all,
            "preferences": self._preferences,
            "close-project": self._close,
            "quit": self.close,
            "undo": lambda: self._turn("undo"),
            "redo": lambda: self._turn("redo"),
            "palette": self._palette,
            "help": self._help,
            "about": self._about,
            **{f"theme-{name}": partial(self.set_theme, name)
               for name in ("light", "dark", "system")},
        }  # fmt: skip

    def _turn(self, kind: Literal["undo", "redo"]) -> None:
        if self.desk is None or self.session is None:
            self.say("no-project")
        elif self.session.is_large_turn(kind):
            self.work.turn(kind)
        elif kind == "undo":
            self.desk.undo()
        else:
            self.desk.redo()

    def _save_original(self) -> None:
        self.work.save_original(None if self.desk is None else self.desk.document)

    def _find_zones(self) -> None:
        if self.desk is None or self.desk.document is None:
            self.say("no-article")
        else:
            self.work.find_zones([self.desk.document])

    def _preferences(self) -> None:
        from annotator.gui.dialogs.preferences_dialog import PreferencesDialog

        dialog = PreferencesDialog(self, self.settings, self.session)
        if dialog.exec():
            dialog.keep()
            self.set_theme(self.settings.text("theme", "system"))
            if self._workspace is not None:
                self._workspace.take_settings()
            self._show_state()

    def _close(self) -> None:
        self.close_project()
        self._show_start()

    def _palette(self) -> None:
        from annotator.gui.chooser import Choice, Chooser

        usable = [each for each in ACTIONS if each.palette]

        def choices(typed: str) -> list[Choice]:
            words = typed.casefold().split()
            return [
                Choice(each.id, each.text.rstrip("…"), ", ".join(map(shown_key, each.keys[:1])))
                for each in usable
                if all(word in each.words.casefold() for word in words)
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
        if self._workspace is not None:
            self._workspace.dress(theme)
        self.settings.set("theme", name)

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
            self.work.new()
        self.work.import_paths(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what runs, remember the window, close the project."""
        self.work.stop()
        self.settings.set("geometry", self.saveGeometry())
        self.work.session = None
        if self._workspace is not None:
            self._workspace.shut_down()
        event.accept()
