"""The one main window.

Owns how panes, menus and status bar are put together and who talks to whom.  Rules are in services;
each pane knows its own widgets.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.documents import State
from annotator.domain.scheme import Label
from annotator.gui.actions import ACTIONS, BY_ID, MENUS, shown_key
from annotator.gui.article_pane import ArticlePane
from annotator.gui.chooser import Choice, Chooser
from annotator.gui.panels.documents_panel import DocumentsPanel
from annotator.gui.panels.inspector_panel import InspectorPanel
from annotator.gui.panels.labels_panel import LabelsPanel
from annotator.gui.project_work import ProjectWork, account_name
from annotator.gui.settings import Settings
from annotator.gui.start_page import StartPage
from annotator.gui.status import StatusLine
from annotator.gui.theme import apply_theme, theme_named
from annotator.gui.worker import Assistant
from annotator.services.desk import Desk, DeskChange
from annotator.services.session import Change, Session
from annotator.wording import name_of_step, tr


class MainWindow(QMainWindow):
    """Start page, or one project with its articles."""

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__()
        self.settings = settings or Settings()
        self.session: Session | None = None
        self.desk: Desk | None = None
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
        self.status = StatusLine(self)
        self.setStatusBar(self.status)
        self.work = ProjectWork(self, self.status, self.settings)
        self._inspector_due = QTimer(self)
        self._inspector_due.setSingleShot(True)
        self._build()
        self._make_menus()
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
        column.addWidget(self.labels)
        column.addWidget(self.inspector, 1)
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
        self.splitter.setSizes([300, 800, 340])
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

    def _connect(self) -> None:
        self.work.opened.connect(self.set_session)
        self.work.imported.connect(self._imported)
        self.start.openWanted.connect(self.open_project)
        self.start.newWanted.connect(self.work.new)
        self.start.browseWanted.connect(self.work.browse)
        self.start.sampleWanted.connect(self.work.open_sample)
        self._inspector_due.timeout.connect(self.inspector.refresh)
        self.documents.documentChosen.connect(self.open_document)
        self.documents.stateWanted.connect(self._set_state)
        self.labels.labelWanted.connect(self._label_clicked)
        self.labels.layerWanted.connect(self._layer_clicked)
        self.labels.renameWanted.connect(self._rename_label)
        self.labels.retireWanted.connect(self._retire_label)
        self.inspector.selectWanted.connect(self._select)
        self.pane.view.zoomed.connect(self._zoomed)
        self.pane.view.markHovered.connect(self._hovered)
        self.assistant.message.connect(self.say)
        self._window_handlers = self._make_handlers()

    # Projects ------------------------------------------------------------------------------------

    def open_project(self, path: Path) -> bool:
        """Open a project file; tell whether it worked."""
        return self.work.open(Path(path))

    def set_session(self, session: Session) -> None:
        """Work on a project that was just opened or made."""
        self.close_project()
        if not session.annotator.name and not session.read_only:
            session.use_annotator(account_name())
        self.session = self.work.session = session
        self.desk = Desk(session)
        self.desk.large_step = self.work.apply
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
        self.work.session = None
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

    def _imported(self, _report: object) -> None:
        self.labels.refresh()

    # Following -----------------------------------------------------------------------------------

    def _session_changed(self, change: Change) -> None:
        self.documents.follow(change)
        self._show_state()
        if change.bulk and self.desk is not None and self.desk.article is None:
            # Articles came (back) while none was open.
            self.open_document(self.documents.first())

    def _desk_changed(self, change: DeskChange) -> None:
        what = change.what
        if "opened" in what and self.desk is not None:
            self.documents.show_current(self.desk.document)
        if what & {"opened", "closed", "layer"}:
            self.labels.refresh()
        if what & {"opened", "closed", "selected", "marks", "document", "layer"}:
            # Once for a burst of changes: one press of a key may tell of several.
            self._inspector_due.start(0)
            self._show_label_in_hand()
            self.status.show_project(self.session, self.desk)
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
        self.status.show_here(words)
        if words and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.pane.view, words))

    def _show_state(self) -> None:
        session = self.session
        self.status.show_project(session, self.desk)
        self.status.show_zoom(self.pane.view.percent)
        if session is not None:
            for name, step in (("undo", session.undo_label), ("redo", session.redo_label)):
                text = BY_ID[name].text
                self._actions[name].setText(f"{text} {name_of_step(*step)}" if step else text)

    def _show_annotator(self) -> None:
        self.who.setText(self.session.annotator.name if self.session else "")

    def say(self, code: str, **values: Any) -> None:
        """Show a sentence in the status bar for a while."""
        self.status.say(code, **values)

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
            "new": self.work.new,
            "open": self.work.browse,
            "import": self.work.browse_articles,
            "import-folder": self.work.browse_folder,
            "paste-article": self.work.paste,
            "export": self.work.export,
            "copies": self.work.bring_back,
            "properties": self._properties,
            "annotator": self._annotator,
            "preferences": self._preferences,
            "close-project": self._close,
            "quit": self.close,
            "undo": lambda: self._turn("undo"),
            "redo": lambda: self._turn("redo"),
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

    def _turn(self, kind: Literal["undo", "redo"]) -> None:
        if self.desk is None or self.session is None:
            self.say("no-project")
        elif self.session.is_large_turn(kind):
            self.work.turn(kind)
        elif kind == "undo":
            self.desk.undo()
        else:
            self.desk.redo()

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

    def _rename_label(self, label: Label) -> None:
        if self.desk is None:
            return
        name, ok = QInputDialog.getText(
            self, "Rename label", f"New name for “{label.name}”:", text=label.name
        )
        if ok:
            self.desk.rename_label(label, name)

    def _retire_label(self, label: Label) -> None:
        if self.desk is not None:
            self.desk.retire_label(label, retired=not label.retired)

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
            self.status.show_here(f"{name}: {desk.scribe().text_of(record)}")

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
        self.settings.set("splitter", self.splitter.saveState())
        self.close_project()
        self.assistant.shut_down()
        event.accept()
