"""The page of an open project: its articles, the article in hand, labels and details.

Owns the panes, how they follow the desk, and what an action does to the project that is open.  It
is made when the first project opens, so that the start page waits for none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.annotations import Span
from annotator.domain.documents import State
from annotator.domain.scheme import Label
from annotator.domain.steps import Step
from annotator.gui import looks
from annotator.gui.actions import first_key, tip
from annotator.gui.annotations_work import AnnotationsWork
from annotator.gui.article_marks import number_of
from annotator.gui.article_pane import ArticlePane
from annotator.gui.copies_work import CopiesWork
from annotator.gui.help.tour_panel import TourPanel
from annotator.gui.insights_work import InsightsWork
from annotator.gui.learning_pages import LearningPages
from annotator.gui.panels.documents_panel import DocumentsPanel
from annotator.gui.panels.inspector_panel import InspectorPanel, score_in_words
from annotator.gui.panels.labels_panel import LabelsPanel
from annotator.gui.radar_work import RadarWork
from annotator.gui.revisions_work import RevisionsWork
from annotator.gui.self_check_work import SelfCheckWork
from annotator.gui.settings import Settings
from annotator.gui.status import StatusLine
from annotator.gui.theme import WindowTheme
from annotator.gui.time_keeper import TimeKeeper
from annotator.gui.versions_work import VersionsWork
from annotator.gui.worker import Assistant
from annotator.services.desk import Desk
from annotator.services.desk_state import DeskChange
from annotator.services.session import Change, Session
from annotator.services.suggestion_bands import Band, least_score, percent
from annotator.services.upkeep import shortened
from annotator.wording import tr

if TYPE_CHECKING:
    from annotator.domain.loose_ends import LooseEnd
    from annotator.gui.chooser import Chooser
    from annotator.gui.dialogs.entries_dialog import EntriesDialog
    from annotator.gui.dialogs.find_dialog import FindDialog
    from annotator.gui.dialogs.scheme_editor import SchemeEditor
    from annotator.gui.review.agreement_dialog import AgreementDialog
    from annotator.gui.review.review_page import ReviewPage
    from annotator.services.reviewing import QueueOptions


_USUAL_WIDTH = 6  # logical pixels of a letter, on average, in words of the usual size


class Workspace(QWidget):
    """Works on one project at a time, or on none."""

    labelHitsWanted = Signal(object, str, str)  # hits with their entries, layer, label
    stepWanted = Signal(object)  # what makes a step of a Session, perhaps a large one
    turnWanted = Signal(str)  # undo, redo
    templateWanted = Signal(str)  # a shipped scheme, to be taken into the project
    changed = Signal()  # what is saved, what undo would take back, how much is labelled
    paletteWanted = Signal()

    def __init__(self, status: StatusLine, settings: Settings) -> None:
        super().__init__()
        self.session: Session | None = None
        self.desk: Desk | None = None
        self._find: FindDialog | None = None
        self._entries: EntriesDialog | None = None
        self._scheme: SchemeEditor | None = None
        self.review: ReviewPage | None = None
        self.agreement: AgreementDialog | None = None
        self._theme: WindowTheme | None = None
        self._status = status
        self._settings = settings
        self.documents = DocumentsPanel()
        self.pane = ArticlePane()
        self.labels = LabelsPanel()
        self.inspector = InspectorPanel()
        self.assistant = Assistant(self)
        self.learning = LearningPages(self, status)
        self.copies = CopiesWork(self, status)
        self.pane.add_note(self.copies.line)
        self.revisions = RevisionsWork(self, status)
        self.versions = VersionsWork(self, status)
        self.self_check = SelfCheckWork(self, status)
        for line in (self.versions.line, self.self_check.line):
            self.pane.add_note(line)
        self.radar = RadarWork(self, status)
        self.annotations = AnnotationsWork(self, self.pane.view)
        self.tour = TourPanel()
        self.time = TimeKeeper(self)
        self.time.follow(self.pane.view, self.pane.view.viewport())
        self._inspector_due = QTimer(self)
        self._inspector_due.setSingleShot(True)
        self._build()
        self.insights = InsightsWork(self, self.views, status)
        self._connect()
        self.pane.view.set_zoom(settings.number("zoom", 100))
        self.pane.view.set_tag_mode(settings.text("tags", "always"))
        self.take_looks()
        state = settings.blob("splitter")
        if not state.isEmpty():
            self.splitter.restoreState(state)
        self._handlers = self._make_handlers()

    def _build(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(10, 12, 12, 12)
        column.setSpacing(10)
        column.addWidget(self.labels)
        column.addWidget(self.inspector, 1)
        scroll = QScrollArea()
        scroll.setObjectName("rightPanel")
        scroll.setAccessibleName(tr("right-panel-name"))
        scroll.setWidgetResizable(True)
        scroll.setWidget(right)
        self.right = scroll
        self.splitter = QSplitter()
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for widget in (self.documents, self.pane, scroll):
            self.splitter.addWidget(widget)
        self.pane.setMinimumWidth(420)
        scroll.setMinimumWidth(280)
        # Words that are twice as large need more room beside the article, which has a zoom.
        large = max(1.0, self.fontMetrics().averageCharWidth() / _USUAL_WIDTH)
        self.splitter.setSizes([round(330 * large), 780, round(354 * large)])
        self.splitter.setStretchFactor(1, 1)
        self.project_name = QLabel()
        self.project_name.setObjectName("projectName")
        palette = self.palette_button = QPushButton()
        palette.setAccessibleName(tr("palette-name"))
        palette.clicked.connect(self.paletteWanted)
        self.who = QPushButton()
        self.who.setFlat(True)
        self.who.setAccessibleName(tr("annotator-name"))
        self.who.clicked.connect(lambda: self.run("annotator"))
        bar = QWidget()
        bar.setObjectName("topBar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(bar)
        row.setContentsMargins(14, 7, 12, 7)
        row.addWidget(self.project_name)
        row.addSpacing(16)
        self.view_buttons: dict[str, QPushButton] = {}
        for name in ("annotate", "review", "insights"):
            button = self.view_buttons[name] = QPushButton(tr(f"view-{name}"))
            button.setCheckable(True)
            button.setObjectName("viewButton")
            button.clicked.connect(lambda _on=False, name=name: self.run(name))
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(palette)
        row.addWidget(self.who)
        self._tell_keys()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self.tour)
        self.views = QStackedWidget()
        self.views.addWidget(self.splitter)
        layout.addWidget(self.views, 1)

    def _connect(self) -> None:
        self._inspector_due.timeout.connect(self.inspector.refresh)
        self.documents.documentChosen.connect(self.open_document)
        self.documents.stateWanted.connect(self._set_state)
        self.labels.labelWanted.connect(self._label_clicked)
        self.labels.layerWanted.connect(self._layer_clicked)
        self.labels.renameWanted.connect(self._rename_label)
        self.labels.retireWanted.connect(self._retire_label)
        self.inspector.selectWanted.connect(self._select)
        self.inspector.leaveWanted.connect(self.pane.view.setFocus)
        self.inspector.fieldShown.connect(self._bring_into_sight)
        self.pane.actionWanted.connect(self.run)
        self.pane.acted.connect(self.tour.acted)
        self.pane.view.zoomed.connect(self._zoomed)
        self.pane.view.markHovered.connect(self._hovered)
        self.assistant.message.connect(lambda code, values: self._status.say(code, **values))
        self._status.floor.floorWanted.connect(self._set_floor)
        self.learning.placeWanted.connect(self._show_hit)
        self.copies.documentWanted.connect(self.open_document)
        self.revisions.documentWanted.connect(self.open_document)
        self.versions.placeWanted.connect(self._show_annotation)
        self.versions.stepWanted.connect(self.stepWanted)
        self.versions.standingChanged.connect(lambda: self._inspector_due.start(0))
        self.annotations.placeWanted.connect(self._go_to_mark)
        self.inspector.stillRightWanted.connect(self.versions.still_right)
        self.self_check.placeWanted.connect(self._show_hit)
        self.insights.placeWanted.connect(self._show_hit)
        self.insights.turned.connect(self._show_view)
        self.radar.placeWanted.connect(self._show_hit)
        self.radar.stepWanted.connect(self.stepWanted)
        self.radar.turnWanted.connect(self.turnWanted)
        self.learning.modelsChanged.connect(self._look_anew)

    # The project -------------------------------------------------------------------------------

    def set_session(
        self, session: Session, large_step: Callable[[Step], None] | None = None
    ) -> None:
        """Work on a project; `large_step` applies steps that take long (see `Desk.large_step`)."""
        self.session = session
        self.desk = Desk(session)
        self.desk.large_step = large_step
        self.desk.set_floor(self._floor_kept())
        self.measure_time()
        session.subscribe(self._session_changed)
        self.desk.subscribe(self._desk_changed)
        self.learning.set_session(session)
        self.copies.set_session(session)
        self.revisions.set_session(session)
        self.versions.set_session(session)
        self.self_check.set_session(session)
        self.insights.set_session(session)
        self.radar.set_session(session)
        self.project_name.setText(self.self_check.name_of(session))
        self.documents.set_session(session)
        self._set_desk()
        self._show_view()
        self._show_annotator()
        last = session.setting("document")
        ids = session.document_ids(limit=1)
        if isinstance(last, int) and last in session.document_ids():
            self.open_document(last)
        elif ids:
            self.open_document(ids[0])
        for code, values in session.notices:
            self._status.say(code, **values)
        self.pane.view.setFocus()

    def close_project(self) -> None:
        """Close the project, if one is open; one file remains."""
        for dialog in (self._find, self._entries, self._scheme):
            if dialog is not None:
                dialog.close()
                dialog.deleteLater()
        self._find = self._entries = self._scheme = None
        self.tour.end()
        self._leave_review()
        self._close_agreement()
        self.learning.set_session(None)
        self.copies.set_session(None)
        self.revisions.set_session(None)
        self.versions.set_session(None)
        self.self_check.set_session(None)
        self.insights.set_session(None)
        self.radar.set_session(None)
        if self.desk is not None:
            self.desk.close()
        self.time.measure(None)
        self.assistant.stop()
        session, self.session, self.desk = self.session, None, None
        self.documents.set_session(None)
        self._set_desk()
        if session is not None:
            session.close()

    def shut_down(self) -> None:
        """Close the project, remember the widths and end the worker."""
        self._settings.set("splitter", self.splitter.saveState())
        self.close_project()
        self.assistant.shut_down()

    def _set_desk(self) -> None:
        self.pane.set_desk(self.desk)
        self.labels.set_desk(self.desk)
        self.inspector.set_desk(self.desk)
        self.annotations.set_desk(self.desk)

    def open_document(self, document: int | None) -> None:
        """Open an article on the desk."""
        if self.desk is None or document is None:
            return
        if self.desk.document != document:
            self.desk.open(document)
            self.assistant.look_at(self.desk)
        self.documents.show_current(document)
        self.pane.view.setFocus()

    def dress(self, theme: WindowTheme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.learning.dress(theme)
        self.versions.dress(theme)
        self.self_check.dress(theme)
        self.insights.dress(theme)
        if self.review is not None:
            self.review.dress(theme)
        self.pane.view.set_theme(theme.article)
        self.documents.set_theme(theme)
        self.labels.set_theme(theme.article)
        self.pane.align_heading()

    def _floor_kept(self) -> Band:
        """Return how many suggestions this person wants to see."""
        kept = self._settings.text("suggestion-floor", Band.NORMAL)
        floor = Band(kept) if kept in set(Band) else Band.NORMAL
        self._status.floor.show_floor(floor)
        self.documents.set_floor(floor)
        return floor

    def _set_floor(self, floor: str) -> None:
        if self.desk is not None:
            # Qt hands a text on as a plain one.
            self.desk.set_floor(Band(floor))

    def _floor_changed(self, floor: Band) -> None:
        self._settings.set("suggestion-floor", floor.value)
        self._status.floor.show_floor(floor)
        self.documents.set_floor(floor)
        self._status.say(f"floor-{floor}-hint", percent=percent(least_score(floor)))

    def measure_time(self) -> None:
        """Measure how long the person works on each article, if she wants that."""
        wanted = self._settings.number("measure-time", 1) == 1
        self.time.measure(self.session if wanted else None)
        if self.desk is not None:
            self.time.look_at(self.desk.document)
        self._status.show_time(self.time.seconds())

    def take_settings(self) -> None:
        """Follow what the person changed in the preferences."""
        self.measure_time()
        self.take_looks()
        self.assistant.replan()

    def take_looks(self) -> None:
        """Set the article as the settings say."""
        self.pane.view.set_tag_mode(looks.text_of(self._settings, "tags"))
        self.pane.view.set_zoom(looks.number_of(self._settings, "zoom"))
        self.pane.snap = bool(looks.number_of(self._settings, "snap"))
        looks.set_article(self.pane.view, self._settings)
        self.pane.align_heading()
        if self.review is not None:
            looks.set_article(self.review.view, self._settings)

    def take_keys(self) -> None:
        """Follow another key map."""
        self._tell_keys()
        self.pane.take_keys()
        self.inspector.refresh()
        self.documents.take_keys()
        self.copies.line.take_keys()
        self.versions.line.take_keys()
        self.radar.take_keys()
        self._status.floor.take_keys()

    def _tell_keys(self) -> None:
        """Let each button of the bar say which key does the same."""
        self.palette_button.setText(tr("palette-open", key=first_key("palette")))
        self.palette_button.setToolTip(tip("palette"))
        self.who.setToolTip(tip("annotator"))
        for name, button in self.view_buttons.items():
            button.setToolTip(tip(name))

    # Following ---------------------------------------------------------------------------------

    def _session_changed(self, change: Change) -> None:
        self.documents.follow(change)
        self.changed.emit()
        if change.bulk and self.desk is not None and self.desk.article is None:
            # Articles came (back) while none was open.
            self.open_document(self.documents.first())

    def _desk_changed(self, change: DeskChange) -> None:
        what = change.what
        if what & {"opened", "closed"}:
            self.copies.look_at(None if self.desk is None else self.desk.document)
            self.radar.hide_sign()
        if "opened" in what and self.desk is not None:
            self.documents.show_current(self.desk.document)
            self.time.look_at(self.desk.document)
            self._status.show_time(self.time.seconds())
            self._say_returned()
        if what & {"opened", "closed", "layer"}:
            self.labels.refresh()
        if "floor" in what and self.desk is not None:
            self._floor_changed(self.desk.floor)
        if what & {"opened", "closed", "selected", "marks", "document", "layer", "floor"}:
            # Once for a burst of changes: one press of a key may tell of several.
            self._inspector_due.start(0)
            self._show_label_in_hand()
            self._status.show_project(self.session, self.desk)
        if "zones" in what and self.desk is not None:
            self.assistant.look_at(self.desk)
        if change.message is not None:
            code, values = change.message
            self._status.say(code, **values)
        elif "selected" in what or "caret" in what:
            self._announce()

    def _say_returned(self) -> None:
        """Say why an article came back, where whoever labelled it sees it first."""
        desk = self.desk
        if desk is None or desk.document is None:
            return
        given = desk.session.assignment(desk.document)
        if given is None or given.state is not State.RETURNED:
            return
        mine = desk.session.annotator.id
        reasons = [each.first.text for each in desk.threads()
                   if not each.resolved and each.first.annotator != mine]  # fmt: skip
        self._status.say("article-came-back", reasons=" · ".join(reasons) or "–")

    def _show_label_in_hand(self) -> None:
        desk = self.desk
        annotation = None if desk is None else desk.selected_annotation()
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
            if record is not None:
                name = self._name_of(record.layer, record.label)
                names.append(name if number in desk.article.annotations else f"{name}?")
        words = tr("marks-here", labels=", ".join(names)) if names else ""
        self._status.show_here(words)
        self.annotations.announce()

    def _hovered(self, key: int | None) -> None:
        desk = self.desk
        if desk is None or desk.article is None or key is None:
            return
        record = desk.article.annotations.get(key)
        suggestion = desk.article.suggestions.get(number_of(key))
        if record is not None:
            name = self._name_of(record.layer, record.label)
            self._status.show_here(tr("mark-here", label=name, text=desk.scribe().text_of(record)))
        elif suggestion is not None:
            name = self._name_of(suggestion.layer, suggestion.label)
            words = shortened(desk.article.text[suggestion.start : suggestion.end])
            score = score_in_words(suggestion.score)
            self._status.show_here(tr("suggestion-here", label=name, text=words, score=score))

    def _name_of(self, layer: str, uid: str) -> str:
        label = None if self.session is None else self.session.scheme.label(layer, uid)
        return uid if label is None else label.name

    def _show_annotator(self) -> None:
        self.who.setText(self.session.annotator.name if self.session else "")

    def _zoomed(self, percent: int) -> None:
        self._settings.set("zoom", percent)
        self._status.show_zoom(percent)

    # Actions -----------------------------------------------------------------------------------

    @property
    def actions_at_home(self) -> set[str]:
        """Return the ids of the actions that `run` knows."""
        return self._handlers.keys() | self.pane.actions_at_home

    def run(self, name: str) -> None:
        """Do an action of a project by its id."""
        handler = self._handlers.get(name)
        if handler is not None:
            handler()
            self.tour.acted(name)
            return
        if self.desk is None:
            self._status.say("no-article")
            return
        self.pane.run(name)
        if name not in ("find", "find-slash") and QApplication.activePopupWidget() is None:
            self.pane.view.setFocus()

    def _make_handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "properties": self._properties,
            "history": self._show_history,
            "annotator": self._annotator,
            "find-in-project": self._find_in_project,
            "search-articles": self._search_articles,
            "same": self._find_same,
            "comment": self.inspector.write_comment,
            "annotation-list": self.annotations.show,
            "loose-ends": self._loose_ends,
            "bookmark": self._bookmark,
            "bookmark-next": lambda: self._step_bookmark(forward=True),
            "bookmark-previous": lambda: self._step_bookmark(forward=False),
            "bookmarks": self._choose_bookmark,
            "entry-links": self._link_mentions,
            "entries": self._show_entries,
            "scheme-edit": self._edit_scheme,
            "annotate": self.annotate,
            "review": self._review,
            "insights": self._show_insights,
            "insights-save-plot": self.insights.save_plot,
            "insights-export": self.insights.export,
            "check": self._check_colleague,
            "agreement": self._show_agreement,
            "radar": self.radar.show,
            "second-look": self.versions.show,
            "still-right": self._still_right,
            "second-look-next": lambda: self.versions.go(1),
            "second-look-previous": lambda: self.versions.go(-1),
            "self-check": self.self_check.show,
            "copy-show": self.copies.show_copy,
            "copy-carry": self.copies.carry,
            "near-copies": self.copies.show_all,
            "revisions": self._show_revisions,
            "revision-take": lambda: self.revisions.take(self.copies.copy),
            "pipeline": self._choose_pipeline,
            "train": lambda: self.learning.train("" if self.desk is None else self.desk.layer),
            "patterns": self._show_patterns,
            "models": self.learning.show_models,
            "evaluate": self.learning.show_evaluation,
            "done-next": self._done_next,
            "order-articles": self.documents.order.showMenu,
            "suggestions-more": lambda: self._show_more(more=True),
            "suggestions-fewer": lambda: self._show_more(more=False),
            "document-next": lambda: self._step_document(forward=True),
            "document-previous": lambda: self._step_document(forward=False),
            "zoom-in": lambda: self.pane.view.zoom(1),
            "zoom-out": lambda: self.pane.view.zoom(-1),
            "zoom-reset": lambda: self.pane.view.set_zoom(100),
            "pane-next": lambda: self._step_pane(1),
            "pane-previous": lambda: self._step_pane(-1),
            **{
                f"tags-{mode}": lambda mode=mode: self._set_tags(mode)  # type: ignore[misc]
                for mode in ("always", "first", "hover")
            },
        }

    def _properties(self) -> None:
        from annotator.gui.dialogs.project_dialogs import PropertiesDialog

        desk = self.desk
        if desk is None or desk.article is None:
            self._status.say("no-article")
            return
        dialog = PropertiesDialog(self, desk.article.document, self.pane.heading.text())
        if dialog.exec():
            desk.set_properties(**dialog.values())

    def _show_history(self) -> None:
        """Show what became of the annotation in hand, else of the article."""
        from annotator.gui.dialogs.history_dialog import HistoryDialog

        desk = self.desk
        if desk is None or desk.document is None:
            self._status.say("no-article")
            return
        chosen = desk.selected_annotation()
        dialog = HistoryDialog(self, desk.session, desk.document, chosen.id if chosen else None)
        dialog.stepWanted.connect(self.stepWanted)
        dialog.exec()

    def _annotator(self) -> None:
        session = self.session
        if session is None:
            self._status.say("no-project")
            return
        names = [each.name for each in session.annotators.values()]
        here = names.index(session.annotator.name) if session.annotator.name in names else 0
        name, ok = QInputDialog.getItem(
            self, tr("annotator-name"), tr("annotator-whose"), names, here
        )
        if ok and name.strip() and self.desk is not None:
            session.use_annotator(name.strip())
            self._settings.set("annotator", name.strip())
            self._show_annotator()
            self.radar.meet_annotator()
            self.versions.stop()
            self.documents.reload()
            self.desk.open(self.desk.document)

    def _search_articles(self) -> None:
        self.documents.search.setFocus()
        self.documents.search.selectAll()

    def _find_in_project(self) -> None:
        desk = self.desk
        if desk is None:
            self._status.say("no-project")
            return
        selected = desk.selection
        words = "" if selected is None else selected.of(desk.reading.text)
        # What spans paragraphs was not selected to be looked for.
        self._finder().start("" if "\n" in words else words, desk.document, desk.entries)

    def _find_same(self) -> None:
        from annotator.gui.dialogs.find_dialog import Same

        desk = self.desk
        found = None if desk is None else desk.same()
        if desk is not None and desk.document is not None and found is not None:
            self._finder().start_same(Same(*found), desk.document, desk.entries)

    def _show_patterns(self) -> None:
        """Show the patterns, tried on the open article; what is kept is used at once."""
        from annotator.gui.dialogs.patterns_dialog import PatternsDialog

        session, desk = self.session, self.desk
        if session is None:
            self._status.say("no-project")
            return
        article = None if desk is None else desk.article
        text = None if article is None else article.text
        zones = [] if article is None else [Span(z.start, z.end) for z in article.sorted_zones()]
        dialog = PatternsDialog(self, session, text, zones)
        if dialog.exec() and dialog.kept is not None:
            self._status.say("patterns-kept", number=dialog.kept)
            self._look_anew()

    def _link_mentions(self) -> None:
        from annotator.gui.dialogs.links_dialog import LinksDialog

        desk = self.desk
        proposals = [] if desk is None else desk.proposed_links()
        if desk is None or not proposals:
            self._status.say("links-none")
            return
        dialog = LinksDialog(self, proposals, desk.session.scheme)
        if dialog.exec():
            desk.link_all(dialog.model.links())

    def _finder(self) -> FindDialog:
        """Return the dialog of this project that finds places; made when first asked for."""
        from annotator.gui.dialogs.find_dialog import FindDialog

        assert self.session is not None
        if self._find is None:
            self._find = FindDialog(self, self.session, None)
            self._find.hitWanted.connect(self._show_hit)
            self._find.labelWanted.connect(self.labelHitsWanted)
        _bring_up(self._find)
        return self._find

    def _show_entries(self) -> None:
        """Show the entries, first the one of the label in hand."""
        from annotator.gui.dialogs.entries_dialog import EntriesDialog

        session, desk = self.session, self.desk
        if session is None or desk is None:
            self._status.say("no-project")
            return
        if self._entries is not None:
            self._entries.close()
            self._entries.deleteLater()
        self._entries = EntriesDialog(self, session)
        self._entries.stepWanted.connect(self.stepWanted)
        self._entries.turnWanted.connect(self.turnWanted)
        self._entries.placeWanted.connect(self._show_hit)
        mention = desk.mention()
        if mention is not None and mention.entry is not None:
            self._entries.go_to(mention.entry)
        _bring_up(self._entries)

    def _bookmark(self) -> None:
        from annotator.services import bookmarks

        desk = self.desk
        if desk is None or desk.document is None:
            self._status.say("no-article")
            return
        there = bookmarks.toggle(desk.session, desk.document, desk.caret)
        self._status.say("bookmark-set" if there else "bookmark-gone")

    def _step_bookmark(self, *, forward: bool) -> None:
        from annotator.services import bookmarks

        desk = self.desk
        if desk is None:
            self._status.say("no-project")
            return
        mark = bookmarks.following(desk.session, desk.document, desk.caret, forward=forward)
        if mark is None:
            self._status.say("bookmark-none")
        else:
            self._go_to(mark.document, mark.position)

    def _choose_bookmark(self) -> None:
        from annotator.gui.chooser import Choice, Chooser
        from annotator.services import bookmarks

        desk = self.desk
        marks = [] if desk is None else bookmarks.shown(desk.session)
        if not marks:
            self._status.say("bookmark-none")
            return

        def choices(typed: str) -> list[Choice]:
            words = typed.casefold()
            return [
                Choice(each.mark, each.line, each.title)
                for each in marks
                if words in f"{each.line} {each.title}".casefold()
            ]

        chooser = Chooser(
            self, tr("bookmarks-title"), choices, numbers=True, empty=tr("bookmarks-empty")
        )
        chooser.chosen.connect(lambda mark: self._go_to(*mark))
        self._open_in_pane(chooser)

    def _loose_ends(self) -> None:
        from annotator.gui.chooser import Choice, Chooser

        desk = self.desk
        if desk is None or desk.article is None:
            self._status.say("no-article")
            return
        ends, text = desk.loose_ends(), desk.article.text
        if not ends:
            self._status.say("loose-none")
            return

        def choices(typed: str) -> list[Choice]:
            rows = [
                (each, " ".join(text[each.span.start : each.span.end + 40].split())[:44],
                 tr(f"loose-{each.kind.value}"))
                for each in ends
            ]  # fmt: skip
            return [
                Choice(each, f"{why} · {words}")
                for each, words, why in rows
                if typed.casefold() in f"{words} {why}".casefold()
            ]

        def chosen(end: LooseEnd) -> None:
            if end.annotation is not None:
                desk.reveal(end.annotation)
            else:
                desk.take(end.span)

        chooser = Chooser(self, tr("loose-title", number=len(ends)), choices, numbers=True,
                          empty=tr("loose-empty"))  # fmt: skip
        chooser.chosen.connect(chosen)
        self._open_in_pane(chooser)

    def _open_in_pane(self, chooser: Chooser) -> None:
        corner = self.pane.mapToGlobal(self.pane.rect().topLeft())
        corner.setX(corner.x() + 40)
        corner.setY(corner.y() + 40)
        chooser.open_at(corner)

    def _go_to(self, document: int, position: int) -> None:
        self.open_document(document)
        if self.desk is not None and self.desk.document == document:
            self.desk.place(position)

    def _edit_scheme(self) -> None:
        from annotator.gui.dialogs.scheme_editor import SchemeEditor

        session = self.session
        if session is None:
            self._status.say("no-project")
            return
        if self._status.refuses(session):
            return
        if self._scheme is not None:
            self._scheme.close()
            self._scheme.deleteLater()
        self._scheme = SchemeEditor(self, session)
        self._scheme.stepWanted.connect(self.stepWanted)
        self._scheme.turnWanted.connect(self.turnWanted)
        self._scheme.templateWanted.connect(self.templateWanted)
        _bring_up(self._scheme)

    # Review ------------------------------------------------------------------------------------

    def annotate(self) -> None:
        """Go back to annotating, at the article that was reviewed."""
        document = None
        if self.review is not None and self.review.reviewer.reviewed is not None:
            document = self.review.reviewer.reviewed.article.document.id
        self._leave_review()
        self.insights.leave()
        self.open_document(document)
        self.pane.view.setFocus()

    def _review(self) -> None:
        """Decide where annotators differ; again: back to annotating."""
        from annotator.services.reviewing import QueueOptions

        if self.review is not None and not self.review.reviewer.checking:
            self.annotate()
        else:
            self.show_review(QueueOptions())

    def show_review(self, options: QueueOptions) -> None:
        """Work through a queue."""
        from annotator.gui.review.review_page import ReviewPage

        if self.session is None or self._theme is None:
            self._status.say("no-project")
            return
        self._leave_review()
        self.insights.leave()
        self.review = ReviewPage(self.session, options, self._theme)
        self.review.said.connect(lambda code, values: self._status.say(code, **values))
        self.review.leaveWanted.connect(self.annotate)
        self.views.addWidget(self.review)
        # Once it is in the window: only there the stylesheet reaches it, and resets palettes.
        self.review.ensurePolished()
        self.review.dress(self._theme)
        self.views.setCurrentWidget(self.review)
        self.review.view.set_zoom(self.pane.view.percent)
        looks.set_article(self.review.view, self._settings)
        self._show_view()
        self.review.view.setFocus()

    def _leave_review(self) -> None:
        page, self.review = self.review, None
        if page is not None:
            page.close_page()
            self.views.setCurrentWidget(self.splitter)
            self.views.removeWidget(page)
            page.deleteLater()
        self._show_view()

    def _show_insights(self) -> None:
        """Show what the labels answer; again: back to annotating."""
        if self.insights.shown:
            self.annotate()
        else:
            self._leave_review()
            self.insights.show()
            self._show_view()

    @property
    def view(self) -> str:
        """Return which view is shown: "annotate", "review" or "insights"."""
        chosen = (name for name, each in self.view_buttons.items() if each.isChecked())
        return next(chosen, "annotate")

    def _show_view(self) -> None:
        insights = self.insights.shown
        self.view_buttons["annotate"].setChecked(self.review is None and not insights)
        self.view_buttons["review"].setChecked(self.review is not None)
        self.view_buttons["insights"].setChecked(insights)

    def _show_agreement(self) -> None:
        """Show how far annotators agree."""
        from annotator.gui.review.agreement_dialog import AgreementDialog

        if self.session is None or self._theme is None:
            self._status.say("no-project")
            return
        self._close_agreement()
        self.agreement = AgreementDialog(self, self.session, self._theme)
        self.agreement.queueWanted.connect(self.show_review)
        _bring_up(self.agreement)

    def _close_agreement(self) -> None:
        page, self.agreement = self.agreement, None
        if page is not None:
            page.close()
            page.deleteLater()

    def _check_colleague(self) -> None:
        """Ask whose labels shall be checked, then walk them."""
        from annotator.services.reviewing import QueueOptions

        session = self.session
        if session is None:
            self._status.say("no-project")
            return
        mine = session.annotator.id
        there = {number for _, number in session.readers(list(session.annotators))}
        others = sorted(
            (each for each in session.annotators.values()
             if each.id in there and each.id != mine and each.kind != "gold"),
            key=lambda each: each.name,
        )  # fmt: skip
        if not others:
            self._status.say("review-nobody")
            return
        name, ok = QInputDialog.getItem(
            self, tr("check-title"), tr("check-whose"), [each.name for each in others], 0, False
        )
        if ok:
            chosen = next(each for each in others if each.name == name)
            self.show_review(QueueOptions(checked=chosen.id))

    def _show_annotation(self, document: int, number: int) -> None:
        self.open_document(document)
        if self.desk is not None and self.desk.document == document:
            self.desk.reveal(number)

    def _still_right(self) -> None:
        """Say that the label in hand is right under the newest version of its definition."""
        desk = self.desk
        chosen = () if desk is None else (desk.selected_annotation(), desk.in_hand())
        self.versions.still_right(*chosen)

    def _show_hit(self, document: int, span: Span | None) -> None:
        self.insights.leave()
        self.open_document(document)
        if span is not None and self.desk is not None and self.desk.document == document:
            self.desk.take(span)

    def _show_revisions(self) -> None:
        if self._theme is not None:
            self.revisions.show_all(self._theme)

    def _choose_pipeline(self) -> None:
        from annotator.gui.dialogs.pipeline_dialog import PipelineDialog

        if self.session is None:
            self._status.say("no-project")
            return
        dialog = PipelineDialog(self, self.session)
        if dialog.exec():
            dialog.keep()
            self.assistant.replan()

    def _look_anew(self) -> None:
        """Make the suggestions of the open article anew, by what suggests from now on."""
        self.assistant.replan()

    def hits_labelled(self) -> None:
        """Follow labels that were made of hits."""
        if self._find is not None:
            self._find.labelled()

    def _done_next(self) -> None:
        if self.desk is not None:
            self.open_document(self.desk.done_and_next(self.documents.ids()))
            self.learning.remind()

    def _step_document(self, *, forward: bool) -> None:
        if self.desk is not None:
            among = self.documents.ids()
            self.open_document(self.desk.next_document(forward=forward, among=among))

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
            self, tr("label-rename-title"), tr("label-rename", name=label.name), text=label.name
        )
        if ok:
            self.desk.rename_label(label, name)

    def _retire_label(self, label: Label) -> None:
        if self.desk is not None:
            self.desk.retire_label(label, retired=not label.retired)

    def _bring_into_sight(self, field: QWidget) -> None:
        """Scroll to a field that was just made; its place is known once the panel is laid out."""
        layout = self.inspector.layout()
        if layout is not None:
            layout.activate()
        right = self.right.widget()
        if right is not None:
            right.adjustSize()
        self.right.ensureWidgetVisible(field, 0, 90)

    def _select(self, number: int) -> None:
        if self.desk is not None:
            self.desk.select(number)
            self.pane.view.setFocus()

    def _go_to_mark(self, number: int) -> None:
        """Select something of the list in the article, and give the article the keys."""
        self.annotate()
        self.activateWindow()
        self._select(number)

    def _step_pane(self, step: int) -> None:
        if self.insights.shown:
            self.insights.step_pane(step)
            return
        panes = [self.documents.search, self.documents.list, self.pane.view, self.labels.list]
        focus = QApplication.focusWidget()
        place = next((n for n, each in enumerate(panes) if each is focus), None)
        if place is None:
            place = 3 if focus is not None and self.right.isAncestorOf(focus) else 2 - step
        panes[(place + step) % len(panes)].setFocus(Qt.FocusReason.TabFocusReason)

    def _show_more(self, *, more: bool) -> None:
        if self.desk is not None:
            self.desk.show_more(more=more)

    def _set_tags(self, mode: str) -> None:
        self.pane.view.set_tag_mode(mode)
        self._settings.set("tags", mode)

    def say(self, code: str, **values: Any) -> None:
        """Show a sentence in the status bar for a while."""
        self._status.say(code, **values)


def _bring_up(dialog: QDialog) -> None:
    """Show a dialog that stays open beside the window, in front."""
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
