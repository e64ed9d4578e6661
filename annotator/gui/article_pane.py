"""The article with its heading and find bar, joined to the desk.

Owns the way from keys and mouse to the desk and from the desk's changes to the view.  Rules are the
desk's; drawing is the view's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from unicodedata import bidirectional

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.documents import Entry, State
from annotator.domain.scheme import LayerKind
from annotator.gui.actions import BY_ID, article_keys, first_key
from annotator.gui.article.marks import Mark
from annotator.gui.article.view import ArticleView
from annotator.gui.article_marks import MarkMaker, keys_of, number_of
from annotator.gui.chooser import Choice, Chooser
from annotator.gui.keys import key_name
from annotator.gui.scheme_words import detail_name, value_name
from annotator.services.desk import Desk
from annotator.services.desk_state import DeskChange
from annotator.services.details import Detail
from annotator.services.reading import Unit
from annotator.wording import tr

_LONGEST_TITLE = 110  # characters


class ArticlePane(QWidget):
    """Shows what is on the desk and takes the keys of annotating."""

    documentWanted = Signal(object)  # id of a document to open, or None
    actionWanted = Signal(str)  # an action that is not at home here
    acted = Signal(str)  # an action that was done here

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.desk: Desk | None = None
        self._x: int | None = None  # kept while moving up and down
        self._keys = article_keys()
        self.snap = True  # dragging takes whole words, and with Ctrl characters; else the reverse
        self.heading = QLabel()
        self.heading.setObjectName("heading")
        self.heading.setWordWrap(True)
        self.heading.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.byline = QLabel()
        self.byline.setObjectName("muted")
        self.byline.setWordWrap(True)
        self.view = ArticleView()
        self.view.key_handler = self._key
        self.empty = QLabel()
        self.empty.setObjectName("muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.find_bar = FindBar(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        head.setContentsMargins(0, 22, 24, 2)
        head.setSpacing(2)
        head.addWidget(self.heading)
        head.addWidget(self.byline)
        for widget in (self._head, self.view, self.empty, self.find_bar):
            layout.addWidget(widget)
        layout.setStretch(1, 1)
        self.find_bar.hide()
        self.view.clicked.connect(self._clicked)
        self.view.doubleClicked.connect(self._double_clicked)
        self.view.tripleClicked.connect(self._triple_clicked)
        self.view.selectionDragged.connect(self._dragged)
        self.view.edgeDragged.connect(self._edge_dragged)
        self.view.edgeDropped.connect(self._edge_dropped)
        self.view.contextMenuRequested.connect(self._menu)
        self.view.zoomed.connect(lambda _percent: self.align_heading())
        # Its page too: that becomes narrower when the scroll bar comes.
        for watched in (self.view, self.view.viewport()):
            watched.installEventFilter(self)
        self._handlers = self._make_handlers()
        self.show_nothing("")

    # The desk ------------------------------------------------------------------------------------

    def set_desk(self, desk: Desk | None) -> None:
        """Show another desk, or none."""
        self.desk = desk
        if desk is not None:
            desk.subscribe(self._follow)
            self._open()

    def take_keys(self) -> None:
        """Follow another key map."""
        self._keys = article_keys()
        if self.desk is not None and self.desk.article is None:
            self._open()

    def add_note(self, note: QWidget) -> None:
        """Give something that is said of the article a place under its heading."""
        head = self._head.layout()
        assert head is not None
        head.addWidget(note)

    def show_nothing(self, words: str) -> None:
        """Say what to do next where there is no article."""
        for widget in (self._head, self.view, self.find_bar):
            widget.hide()
        self.empty.setText(words)
        self.empty.show()

    def _follow(self, change: DeskChange) -> None:
        desk = self.desk
        if desk is None:
            return
        what = change.what
        if "opened" in what or "closed" in what:
            self._open()
            return
        if desk.article is None:
            return
        if "layer" in what:
            self._show_all_marks()
        elif "floor" in what:
            self._show_floor()
        elif change.marks:
            maker = self._maker()
            made = [mark for number in change.marks for mark in maker.marks_of(number)]
            keys = {key for number in change.marks for key in keys_of(number)}
            self.view.update_marks(made, keys - {mark.key for mark in made})
            self.view.set_links(maker.links())
        if "zones" in what:
            self.view.set_zones(self._maker().zones())
        if what & {"caret", "selected", "marks", "layer", "zones", "tokens", "floor"}:
            self._show_cursor(reveal="caret" in what or "selected" in what)
        if what & {"document", "zones"}:
            self._show_heading()
            self.align_heading()

    def _open(self) -> None:
        desk = self.desk
        if desk is None or desk.article is None:
            self.show_nothing(tr("pane-empty", key=first_key("import")))
            return
        self.empty.hide()
        self._head.show()
        self.view.show()
        maker = self._maker()
        self.view.open(desk.article.text, maker.all(), maker.zones(), maker.links())
        right_to_left = desk.article.document.language.split("-")[0] in ("ar", "he", "fa", "ur")
        alignment = Qt.AlignmentFlag.AlignRight if right_to_left else Qt.AlignmentFlag.AlignLeft
        for label in (self.heading, self.byline):
            label.setAlignment(alignment)
        self._show_heading()
        self.align_heading()
        self._show_cursor(reveal=True)

    def _show_all_marks(self) -> None:
        maker = self._maker()
        marks = maker.all()
        self.view.update_marks(marks, self.view.keys() - {mark.key for mark in marks})
        self.view.set_links(maker.links())

    def _show_floor(self) -> None:
        """Draw the suggestions that are shown now and were not, and take those away that are not.

        What was shown and still is costs nothing: there may be thousands.
        """
        desk = self.desk
        assert desk is not None
        assert desk.article is not None
        maker, drawn = self._maker(), self.view.keys()
        made: list[Mark] = []
        gone: list[int] = []
        for suggestion in desk.article.suggestions.values():
            if not desk.shows(suggestion):
                gone += [key for key in keys_of(suggestion.id) if key in drawn]
            elif suggestion.id not in drawn:
                made += maker.marks_of(suggestion.id)
        self.view.update_marks(made, gone)

    def _maker(self) -> MarkMaker:
        desk = self.desk
        assert desk is not None
        assert desk.article is not None
        return MarkMaker(desk.article, desk.session.scheme, desk.layer, desk.entries, desk.shows)

    def _show_cursor(self, *, reveal: bool) -> None:
        desk = self.desk
        assert desk is not None
        selection = desk.selection
        if selection is not None:
            at_end = desk.caret > selection.start or desk.reading.anchor == selection.start
            ends = (selection.end, selection.start) if at_end else (selection.start, selection.end)
            self.view.set_caret(*ends, reveal=reveal)
            self.view.set_word(None)
        else:
            self.view.set_caret(desk.caret, reveal=reveal)
            self.view.set_word(None if desk.reading.characters else desk.word)
        maker = self._maker()
        self.view.set_selected(maker.emphasised(desk.selected), maker.links_of(desk.selected))
        self.view.set_flash(desk.hits)

    def _show_heading(self) -> None:
        assert self.desk is not None
        assert self.desk.article is not None
        document = self.desk.article.document
        rows = self.desk.session.document_rows([document.id])
        title = rows[0].title if rows else ""
        self.heading.setText(_shortened(title) or tr("article-untitled"))
        self.heading.setToolTip(title)
        side = Qt.AlignmentFlag.AlignRight if _from_right(title) else Qt.AlignmentFlag.AlignLeft
        for label in (self.heading, self.byline):
            # Absolute: Qt would turn the sides round once more for words from the right.
            label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop)
        words = tr("article-words", words=f"{rows[0].words:,}".replace(",", " ")) if rows else ""
        facts = [document.outlet, document.published, document.author, document.language, words]
        self.byline.setText("  ·  ".join(fact for fact in facts if fact))

    def align_heading(self) -> None:
        """Set the heading above the column, in the size of the words below it."""
        size = self.view.font().pointSizeF() * 1.55
        families = ", ".join(f'"{name}"' for name in self.view.families)
        # By stylesheet, because a font that is set is lost when the theme changes.
        self.heading.setStyleSheet(
            f"font-family: {families}; font-size: {size:.1f}pt; font-weight: bold;"
        )
        self.heading.ensurePolished()
        left = self.view.viewport().x() + self.view.column[0]
        right = self.width() - self.view.viewport().x() - self.view.column[1]
        layout = self._head.layout()
        if layout is not None:
            layout.setContentsMargins(left, 22, max(24, right), 2)
        width = self.width() - left - max(24, right)
        for label in (self.heading, self.byline):
            label.setFixedHeight(max(1, label.heightForWidth(width)))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Keep the heading above the column."""
        if event.type() is QEvent.Type.Resize:
            self.align_heading()
        return False

    # Mouse ---------------------------------------------------------------------------------------

    def _clicked(self, position: int, modifiers: Qt.KeyboardModifier) -> None:
        self._x = None
        if self.desk is not None:
            extend = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            self.desk.click(position, extend=extend)

    def _double_clicked(self, position: int) -> None:
        if self.desk is not None:
            self.desk.take_token(position)

    def _triple_clicked(self, position: int) -> None:
        if self.desk is not None:
            self.desk.take_sentence(position)

    def _dragged(self, anchor: int, position: int, held: bool) -> None:
        if self.desk is not None:
            self.desk.drag(anchor, position, characters=held is self.snap)

    def _edge_dragged(self, key: int, which: str, position: int, held: bool) -> None:
        """Show how far the label would reach."""
        if self.desk is None:
            return
        self._take_edge(key)
        shown = self.desk.edge_shown(which, position, characters=held is self.snap)
        if shown is not None:
            self.view.set_caret(shown.end, shown.start, reveal=False)

    def _edge_dropped(self, key: int, which: str, position: int, held: bool) -> None:
        if self.desk is None:
            return
        self._take_edge(key)
        self.desk.edge_to(which, position, characters=held is self.snap)
        self._show_cursor(reveal=False)

    def _take_edge(self, key: int) -> None:
        if self.desk is not None and self.desk.selected != number_of(key):
            self.desk.select(number_of(key))

    def _menu(self, position: int, point: QPoint) -> None:
        desk = self.desk
        if desk is None or desk.article is None:
            return
        if desk.selection is None:
            desk.click(position)
        menu = QMenu(self)
        for label in desk.session.scheme.labels_of(desk.layer):
            if not label.frame:
                act = menu.addAction(f"{label.name}\t{label.key}")
                act.triggered.connect(lambda _=False, uid=label.uid: desk.label(uid))
        menu.addSeparator()
        for name in ("quote", "opinion-positive", "opinion-negative", "zone", "accept", "delete",
                     "comment"):  # fmt: skip
            entry = menu.addAction(f"{BY_ID[name].text}\t{first_key(name)}")
            entry.triggered.connect(lambda _=False, name=name: self.actionWanted.emit(name))
        menu.exec(point)

    # Keys ----------------------------------------------------------------------------------------

    @property
    def actions_at_home(self) -> set[str]:
        """Return the ids of the actions that `run` knows."""
        return set(self._handlers)

    def run(self, name: str) -> bool:
        """Do an action of the article by its id; False if it is none of them."""
        handler = self._handlers.get(name)
        if handler is None or self.desk is None or self.desk.article is None:
            return False
        if not name.startswith(("line-up", "line-down", "page-")):
            self._x = None
        handler()
        self.acted.emit(name)
        return True

    def _key(self, event: QKeyEvent) -> bool:
        desk = self.desk
        if desk is None or desk.article is None:
            return False
        name = key_name(event)
        action = self._keys.get(name)
        if action in self._handlers:
            return self.run(action)
        if action is not None:
            self.actionWanted.emit(action)
            return True
        if len(name) == 1 and name in "123456789":
            self._x = None
            desk.label_key(name)
            return True
        if len(name) == 1 and any(
            label.key == name for label in desk.session.scheme.labels_of(desk.layer)
        ):
            desk.label_key(name)
            return True
        if name.startswith("Alt+") and name[4:].isdigit():
            layers = desk.layers()
            number = int(name[4:]) - 1
            if 0 <= number < len(layers):
                desk.set_layer(layers[number].uid)
                return True
        return False

    def _make_handlers(self) -> dict[str, Callable[[], object]]:
        def desk() -> Desk:
            assert self.desk is not None
            return self.desk

        handlers: dict[str, Callable[[], object]] = {
            "second": lambda: desk().second(),
            "mark-next": lambda: desk().next(),
            "mark-previous": lambda: desk().previous(),
            "cycle": lambda: desk().cycle(),
            "accept": self._accept_or_details,
            "accept-alike": lambda: desk().accept_alike(),
            "delete": lambda: desk().reject_or_delete(),
            "part-add": lambda: desk().add_part(),
            "part-away": lambda: desk().take_part(),
            "move-here": lambda: desk().move_here(),
            "split-here": lambda: desk().split_here(),
            "join-next": lambda: desk().join_next(),
            "edge-start-out": lambda: desk().edge("start", outward=True),
            "edge-start-in": lambda: desk().edge("start", outward=False),
            "edge-end-in": lambda: desk().edge("end", outward=False),
            "edge-end-out": lambda: desk().edge("end", outward=True),
            "zone": lambda: desk().zone(),
            "zone-away": lambda: desk().zone_away(),
            "quote": lambda: desk().quote(),
            "cue": lambda: desk().cue(),
            "content": lambda: desk().content(),
            "content-away": lambda: desk().remove_content(),
            "insertion": lambda: desk().insertion(),
            "opinion-positive": lambda: desk().opinion("+"),
            "opinion-negative": lambda: desk().opinion("-"),
            "opinion-neutral": lambda: desk().opinion("0"),
            "holder": lambda: desk().holder(),
            "target": lambda: desk().target(),
            "expression": lambda: desk().expression(),
            "characters": lambda: desk().toggle_characters(),
            "grow": lambda: desk().grow(),
            "shrink": lambda: desk().shrink(),
            "escape": self._escape,
            "source": self._source,
            "label-finder": self._find_label,
            "entry": self._entry,
            "document-label": self._document_label,
            "flag": lambda: desk().set_state(State.FLAGGED),
            "skip": lambda: desk().set_state(State.SKIPPED),
            "find": self.find_bar.open,
            "find-slash": self.find_bar.open,
            "find-next": lambda: desk().find_next(),
            "find-previous": lambda: desk().find_next(forward=False),
            "copy": self.view.copy,
        }
        for extend in (False, True):
            suffix = "-extend" if extend else ""
            for name, unit, forward in (
                ("word-next", Unit.STEP, True),
                ("word-previous", Unit.STEP, False),
                ("sentence-next", Unit.SENTENCE, True),
                ("sentence-previous", Unit.SENTENCE, False),
                ("text-start", Unit.DOCUMENT, False),
                ("text-end", Unit.DOCUMENT, True),
            ):
                handlers[name + suffix] = partial(self._move, unit, forward, extend)
            for name in ("line-down", "line-up", "page-down", "page-up", "line-start", "line-end"):
                handlers[name + suffix] = partial(self._move_on_page, name, extend=extend)
        return handlers

    def _move(self, unit: Unit, forward: bool, extend: bool) -> None:
        assert self.desk is not None
        self.desk.move(unit, forward=forward, extend=extend)

    def _move_on_page(self, name: str, *, extend: bool) -> None:
        """Move by what only the view knows: its lines and pages."""
        assert self.desk is not None
        view, caret = self.view, self.desk.caret
        if name == "line-start":
            position = view.line_start(caret)
        elif name == "line-end":
            position = max(view.line_end(caret) - 1, view.line_start(caret))
        else:
            by = {"line-down": view.line_down, "line-up": view.line_up,
                  "page-down": view.page_down, "page-up": view.page_up}[name]  # fmt: skip
            position, self._x = by(caret, self._x)
        self.desk.place(position, extend=extend)

    def _escape(self) -> None:
        assert self.desk is not None
        if not self.find_bar.isHidden():
            self.find_bar.hide()
        self.desk.escape()

    # Popups --------------------------------------------------------------------------------------

    def _at_caret(self) -> QPoint:
        assert self.desk is not None
        return self.view.viewport().mapToGlobal(self.view.rect_of(self.desk.caret).bottomLeft())

    def _popup(self, chooser: Chooser, then: Callable[[object], object]) -> None:
        def chosen(key: object) -> None:
            # Before the action, which may open a popup of its own.
            self.view.setFocus()
            then(key)

        chooser.chosen.connect(chosen)
        chooser.open_at(self._at_caret())

    def _find_label(self) -> None:
        desk = self.desk
        assert desk is not None

        def choices(typed: str) -> list[Choice]:
            names = {layer.uid: layer.name for layer in desk.session.scheme.layers}
            return [
                Choice((label.layer, label.uid), label.name, f"{names[label.layer]}  {label.key}")
                for label in desk.labels_for_finder(typed)
            ]

        self._popup(
            Chooser(self, tr("finder-title"), choices, empty=tr("finder-empty")),
            lambda key: desk.label(key[1], key[0]),  # type: ignore[index]
        )

    def _source(self) -> None:
        desk = self.desk
        assert desk is not None
        if desk.selection is not None:
            desk.source()
            return
        recent = desk.recent_sources()
        chooser = Chooser(
            self,
            tr("source-title"),
            lambda typed: [
                Choice(number, words)
                for number, words in recent
                if typed.casefold() in words.casefold()
            ],
            numbers=True,
            empty=tr("source-empty"),
        )
        self._popup(chooser, desk.source)  # type: ignore[arg-type]

    def _entry(self) -> None:
        """Link to the one entry that is called so, else let her choose or name one."""
        desk = self.desk
        assert desk is not None
        mention = desk.mention()
        if mention is None:
            desk.say("nothing-to-link")
            return
        if desk.link_at_once():
            return
        if desk.selected is None:
            desk.select(mention.id)
        words = desk.words_of(mention)

        def choices(typed: str) -> list[Choice]:
            found = [
                Choice(
                    entry,
                    ("✓ " if entry.id == mention.entry else "") + entry.name,
                    "  ".join(filter(None, (entry.kind, ", ".join(entry.aliases[:3])))),
                )
                for entry in desk.offered_entries(typed)
            ]
            name = " ".join((typed or words).split())
            found.append(Choice(name, tr("entry-new", name=name)))
            if mention.entry is not None and not typed:
                found.append(Choice(None, tr("entry-none")))
            return found

        def chosen(key: object) -> None:
            if isinstance(key, Entry):
                desk.link_to(key)
            elif key is None:
                desk.unlink_entry()
            else:
                desk.link_to_new(str(key))

        self._popup(Chooser(self, tr("entry-title"), choices, numbers=True), chosen)

    def _accept_or_details(self) -> None:
        desk = self.desk
        assert desk is not None
        if desk.in_hand() is None:
            desk.accept()
            return
        details = desk.details()
        if len(details) == 1:
            self._choose_value(details[0])
            return

        def choices(typed: str) -> list[Choice]:
            words = typed.casefold().split()
            if not words:
                return [Choice(each, detail_name(each), _now(each)) for each in details]
            return [
                Choice((each, value), f"{detail_name(each)}: {value_name(value)}")
                for each in details
                for value in each.values
                if all(
                    word in f"{detail_name(each)} {value_name(value)}".casefold() for word in words
                )
            ]

        def chosen(key: object) -> None:
            detail, value = key if isinstance(key, tuple) else (key, None)
            assert isinstance(detail, Detail)
            if value is None:
                self._choose_value(detail)
            else:
                desk.set_detail(detail, value.data)

        self._popup(
            Chooser(self, tr("details-title"), choices, numbers=True, empty=tr("details-empty")),
            chosen,
        )

    def _choose_value(self, detail: Detail) -> None:
        desk = self.desk
        assert desk is not None
        if not detail.values:
            text, ok = QInputDialog.getText(self, detail.name, f"{detail.name}:")
            if ok:
                desk.set_detail(detail, detail.read(text))
            return
        chooser = Chooser(
            self,
            detail_name(detail).upper(),
            lambda typed: [
                Choice(each, ("✓ " if each.chosen else "") + value_name(each))
                for each in detail.values
                if typed.casefold() in value_name(each).casefold()
            ],
            numbers=True,
            empty=tr("value-empty"),
        )
        self._popup(chooser, lambda key: desk.set_detail(detail, key.data))  # type: ignore[attr-defined]

    def _document_label(self) -> None:
        desk = self.desk
        assert desk is not None
        layer = desk.session.scheme.layer_of_kind(LayerKind.DOCUMENT)
        labels = [] if layer is None else desk.session.scheme.labels_of(layer.uid)
        there = {
            each.label
            for each in desk.article.annotations.values()  # type: ignore[union-attr]
            if layer is not None and each.layer == layer.uid
        }
        chooser = Chooser(
            self,
            tr("article-title"),
            lambda typed: [
                Choice(each.uid, ("✓ " if each.uid in there else "") + each.name)
                for each in labels
                if typed.casefold() in each.name.casefold()
            ],
            numbers=True,
            empty=tr("article-labels-empty"),
        )
        self._popup(chooser, lambda key: desk.document_label(str(key)))


def _now(detail: Detail) -> str:
    """Return what a detail is set to, for the right edge of a popup."""
    chosen = (each for each in detail.values if each.chosen and each.data is not None)
    return ", ".join(map(value_name, chosen))


def _shortened(title: str) -> str:
    """Return a title of at most two lines; an article without one has a whole paragraph there."""
    if len(title) <= _LONGEST_TITLE:
        return title
    return title[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


class FindBar(QFrame):
    """The line below the article in which one types what to find."""

    def __init__(self, pane: ArticlePane) -> None:
        super().__init__(pane)
        self._pane = pane
        self.setObjectName("topBar")
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("find-bar-hint"))
        self.field.setAccessibleName(tr("find-bar-name"))
        self.count = QLabel()
        self.count.setObjectName("muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 6)
        layout.addWidget(QLabel(tr("find-bar")))
        layout.addWidget(self.field, 1)
        layout.addWidget(self.count)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._take)
        self.field.installEventFilter(self)

    def open(self) -> None:
        """Show the bar; what is selected is offered to be found."""
        desk = self._pane.desk
        if desk is not None and desk.selection is not None:
            self.field.setText(desk.selection.of(desk.reading.text))
        self.show()
        self.field.setFocus()
        self.field.selectAll()

    def _search(self, words: str) -> None:
        desk = self._pane.desk
        if desk is None:
            return
        hits = desk.find(words)
        found = tr("find-bar-found", number=len(hits)) if hits else tr("find-bar-nothing")
        self.count.setText(found if words else "")

    def _take(self) -> None:
        """Go back to the article with the hit selected, ready to be labelled."""
        self.hide()
        self._pane.view.setFocus()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Leave with Escape; F3 goes on to the next hit."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._take()
                return True
            if event.key() == Qt.Key.Key_F3 and self._pane.desk is not None:
                back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._pane.desk.find_next(forward=not back)
                return True
        return False


def _from_right(words: str) -> bool:
    """Tell whether words are read from the right: their first letter of a direction says so."""
    kinds = (bidirectional(each) for each in words)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"
