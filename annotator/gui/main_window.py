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

from annotator.domain.errors import AnnotatorError
from annotator.gui import looks
from annotator.gui.actions import ACTIONS, BY_ID, MENUS, first_key, keys_of
from annotator.gui.mnemonics import lettered
from annotator.gui.project_work import SAMPLE, ProjectWork, account_name
from annotator.gui.settings import Settings
from annotator.gui.start_page import StartPage
from annotator.gui.status import StatusLine
from annotator.gui.theme import theme_named
from annotator.wording import explain, name_of_step, tr

if TYPE_CHECKING:
    from annotator.gui.chooser import Choice
    from annotator.gui.help.help_window import HelpWindow
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
        self._help_window: HelpWindow | None = None
        self.theme = theme_named("system")
        broken_keys = looks.use_own_keys(self.settings)
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
        self.dress()
        if broken_keys is not None:
            self.status.say("keys-broken", why=explain(broken_keys))
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
            made.revisions.runWanted.connect(self.work.run)
            made.self_check.projectWanted.connect(self.open_project)
            made.templateWanted.connect(self.work.take_scheme)
            self.work.hitsLabelled.connect(made.hits_labelled)
            self.work.imported.connect(lambda _report: made.labels.refresh())
            self.stack.addWidget(made)
            # Once it is in the window: only there the stylesheet reaches it, and resets palettes.
            made.ensurePolished()
            made.dress(self.theme)
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
        titles = lettered([tr(f"menu-{name}") for name in MENUS])
        for name, title in zip(MENUS, titles, strict=True):
            menu = self.menuBar().addMenu(title)
            for action in ACTIONS:
                if action.menu != name:
                    continue
                entry = QAction(action.text, self)
                entry.triggered.connect(partial(self._triggered, action.id))
                menu.addAction(entry)
                self._actions[action.id] = entry
        self._show_keys()

    def _show_keys(self) -> None:
        """Give every menu entry its keys."""
        for name, entry in self._actions.items():
            entry.setText(self._with_key(name, BY_ID[name].text))
            if not BY_ID[name].article:  # single letters are the article's; menus only show them
                entry.setShortcuts([QKeySequence(key) for key in keys_of(name)])

    @staticmethod
    def _with_key(name: str, text: str) -> str:
        """Return what a menu says of an action, with its key unless Qt shows the same by itself."""
        keys, key = keys_of(name), first_key(name)
        if not keys:
            return text
        by_qt = QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText)
        return text if not BY_ID[name].article and by_qt == key else f"{text}\t{key}"

    def take_keys(self) -> None:
        """Follow another key map: menus, article, and whatever shows a key."""
        self._show_keys()
        self.start.take_keys()
        if self._help_window is not None:
            self._help_window.take_keys()
        if self._workspace is not None:
            self._workspace.take_keys()

    def _connect(self) -> None:
        self.work.opened.connect(self.set_session)
        self.work.protection.closeWanted.connect(self.close_project)
        self.start.openWanted.connect(self.open_project)
        self.start.newWanted.connect(self.work.new)
        self.start.schemeWanted.connect(self.work.new)
        self.start.browseWanted.connect(self.work.browse)
        self.start.sampleWanted.connect(self._try_sample)
        hints = QApplication.styleHints()
        hints.colorSchemeChanged.connect(self._desktop_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._desktop_changed)

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
        self.stack.setCurrentWidget(self.workspace)
        name = self.workspace.self_check.name_of(session)
        if name == session.path.stem:
            self.settings.add_recent(session.path)
        self.setWindowTitle(tr("window-title", project=name))
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
                if step:
                    text = tr("turn-name", action=text, step=name_of_step(*step))
                self._actions[name].setText(self._with_key(name, text))

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
            "password": self.work.protection.change,
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
            "tour": self._begin_tour,
            **{f"theme-{name}": partial(self.set_theme, name)
               for name in ("light", "dark", "contrast", "system")},
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
        from annotator.gui.preferences.dialog import PreferencesDialog

        dialog = PreferencesDialog(self, self.settings, self.session)
        dialog.looksChanged.connect(self._take_looks)
        dialog.keysChanged.connect(self.take_keys)
        dialog.exec()
        if self._workspace is not None:
            self._workspace.take_settings()
        self._show_state()

    def _take_looks(self) -> None:
        """Look as the settings say, also while they are only tried out."""
        self.dress()
        if self._workspace is not None:
            self._workspace.take_looks()
        self._show_state()

    def _close(self) -> None:
        self.close_project()
        self.work.protection.forget()
        self._show_start()

    def _palette(self) -> None:
        from annotator.gui.chooser import Choice, Chooser

        usable = [each for each in ACTIONS if each.palette]

        def choices(typed: str) -> list[Choice]:
            words = typed.casefold().split()
            return [
                Choice(each.id, each.text.rstrip("…"), first_key(each.id))
                for each in usable
                if all(word in each.words.casefold() for word in words)
            ]

        chooser = Chooser(self, tr("palette-title"), choices, empty=tr("palette-empty"))
        chooser.chosen.connect(lambda key: QTimer.singleShot(0, lambda: self.run(str(key))))
        corner = self.mapToGlobal(self.rect().center())
        corner.setX(corner.x() - chooser.width() // 2)
        corner.setY(self.mapToGlobal(self.rect().topLeft()).y() + 70)
        chooser.open_at(corner)

    def set_theme(self, name: str) -> None:
        """Wear a theme from now on: one that is shipped, or "system"."""
        self.settings.set("theme", name)
        self.dress()

    def dress(self) -> None:
        """Dress the window and the article; a broken theme file is told, and changes nothing."""
        try:
            self.theme = looks.theme_of(self.settings)
        except AnnotatorError as error:
            self.status.say("theme-broken", why=explain(error))
        application = QApplication.instance()
        if isinstance(application, QApplication):
            looks.dress_application(application, self.settings, self.theme)
        if self._workspace is not None:
            self._workspace.dress(self.theme)

    def _desktop_changed(self) -> None:
        if looks.text_of(self.settings, "theme") == "system":
            self.dress()

    def _help(self) -> None:
        from annotator.gui.help.help_window import PAGE_OF, HelpWindow

        if self._help_window is None:
            self._help_window = HelpWindow(self)
            self._help_window.actionWanted.connect(self.run)
        view = "start" if self.session is None else self.workspace.view
        self._help_window.show_page(f"{PAGE_OF[view]}.md")
        self._help_window.show()
        self._help_window.raise_()
        self._help_window.activateWindow()

    def _try_sample(self) -> None:
        """Open the sample articles; the first time with the tour."""
        if self.settings.number("toured", 0):
            self.work.open_sample()
        else:
            self._begin_tour()

    def _begin_tour(self) -> None:
        """Lead through the sample articles; through a copy of them if another project is open."""
        session = self.session
        if session is not None and session.path.stem.startswith(SAMPLE):
            self.settings.set("toured", 1)
            self.workspace.tour.begin(session)
        else:
            self.work.open_sample(self._begin_tour)

    def _about(self) -> None:
        from annotator.gui.dialogs.program_dialogs import show_about

        show_about(self, self.session.sqlite_version() if self.session else tr("not-loaded"))

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
        self.work.protection.forget()
        event.accept()
