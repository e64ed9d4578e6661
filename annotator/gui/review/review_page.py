"""The page on which a reviewer decides.

Owns queue, article and cards, and the way from keys to the reviewer; what a key means for the
project is the reviewer's (`annotator.services.reviewing`).
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QListView,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.comparison import WORST_FIRST
from annotator.domain.opinions import POLARITIES
from annotator.gui.article.marks import ZoneMark
from annotator.gui.article.view import ArticleView
from annotator.gui.keys import key_name
from annotator.gui.review.cards import Cards
from annotator.gui.review.queue_model import QueueDelegate, QueueModel
from annotator.gui.review.review_marks import DRAFT, review_marks
from annotator.gui.tasks_bridge import Job
from annotator.gui.theme import WindowTheme
from annotator.services.reviewing import QueueOptions, Reviewer, Row, queue_rows
from annotator.services.session import Session
from annotator.services.tasks import Task
from annotator.wording import explain, tr

#: Keys with the codes of what they do; a key that has a name of its own is a code, too.
_DECIDING = (("1-9", "take"), ("M", "merge"), ("X", "neither"), ("E", "edit"),
             ("key-space", "skip"), ("B", "alike"), ("C", "comment"),
             ("key-shift-enter", "agreed"))  # fmt: skip
_CHECKING = (("key-enter", "approve"), ("E", "edit"), ("X", "wrong"), ("C", "comment"),
             ("key-space", "skip"), ("R", "return"), ("key-shift-enter", "rest"))  # fmt: skip
_EDITING = (("key-labels", "label"), (", .", "left"), ("< >", "right"), ("+ - 0", "polarity"),
            ("key-enter", "keep"), ("key-esc", "leave"))  # fmt: skip


class ReviewPage(QWidget):
    """Works through a queue of one project."""

    said = Signal(str, object)  # a sentence's code and values
    leaveWanted = Signal()
    _came = Signal(int, object)  # which search, rows

    def __init__(self, session: Session, options: QueueOptions, theme: WindowTheme) -> None:
        super().__init__()
        self.session = session
        self._job: Job | None = None
        self._search = 0
        self._document: int | None = None
        self._marks: dict[int, Any] = {}
        self.reviewer = Reviewer(session, options)
        self.model = QueueModel(session)
        self._delegate = QueueDelegate(self.model, theme)
        self._build()
        self._connect()
        self.dress(theme)
        self.start(options)

    def _build(self) -> None:
        self.setObjectName("reviewPage")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title, self.count = QLabel(), QLabel()
        self.title.setObjectName("projectName")
        self.count.setObjectName("muted")
        self.kind, self.layer = QComboBox(), QComboBox()
        self.kind.setAccessibleName(tr("review-kind"))
        self.layer.setAccessibleName(tr("head-layer"))
        self.kind.addItem(tr("review-all-kinds"), "")
        for each in WORST_FIRST:
            self.kind.addItem(tr(f"difference-{each.value}"), each.value)
        self.layer.addItem(tr("review-all-layers"), "")
        for layer in self.session.scheme.layers:
            self.layer.addItem(layer.name, layer.uid)
        self.hide_names = QPushButton(tr("review-hide-names"))
        self.hide_names.setCheckable(True)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(tr("review-list"))
        left = QWidget()
        left.setObjectName("leftPanel")
        left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(left)
        column.setContentsMargins(10, 12, 10, 10)
        column.setSpacing(8)
        head, filters = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.count)
        filters.addWidget(self.kind, 1)
        filters.addWidget(self.layer, 1)
        column.addLayout(head)
        column.addLayout(filters)
        column.addWidget(self.list, 1)
        column.addWidget(self.hide_names)
        self.heading = QLabel()
        self.heading.setObjectName("reviewHeading")
        self.heading.setWordWrap(True)
        self.state = QLabel()
        self.state.setObjectName("muted")
        self.state.setWordWrap(True)
        self.view = ArticleView()
        self.empty = QLabel()
        self.empty.setObjectName("muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.cards = Cards()
        self.keys = QLabel()
        self.keys.setWordWrap(True)
        self.keys.setTextFormat(Qt.TextFormat.RichText)
        self.page = QWidget()
        self.page.setObjectName("page")
        self.page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        right = QVBoxLayout(self.page)
        right.setContentsMargins(24, 16, 24, 12)
        right.setSpacing(8)
        right.addWidget(self.heading)
        right.addWidget(self.state)
        right.addWidget(self.view, 1)
        right.addWidget(self.empty, 1)
        right.addWidget(self.cards)
        right.addWidget(self.keys)
        self.splitter = QSplitter()
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.page)
        self.splitter.setSizes([340, 1100])
        self.splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)

    def _connect(self) -> None:
        self._came.connect(self._take_rows)
        self.reviewer.subscribe(self._follow)
        self.view.key_handler = self._key
        self.view.zoomed.connect(lambda _percent: None)
        self.list.clicked.connect(lambda index: self._open(index.row()))
        self.list.activated.connect(lambda index: self._open(index.row()))
        self.cards.taken.connect(self._take)
        for box in (self.kind, self.layer):
            box.activated.connect(lambda _index: self._filter())
        self.hide_names.toggled.connect(self._hide_names)

    def dress(self, theme: WindowTheme) -> None:
        """Take the colours of a theme."""
        self.view.set_theme(theme.article)
        self._delegate.theme = theme
        self.list.viewport().update()

    # The queue -----------------------------------------------------------------------------------

    def start(self, options: QueueOptions) -> None:
        """Look for what is to be decided, beside the window; the first comes at once."""
        self.stop()
        self._search += 1
        reviewer = self.reviewer
        reviewer.options, reviewer.rows, reviewer.item = options, [], None
        reviewer.reviewed = None
        checked = self.session.annotators.get(options.checked)
        self.title.setText(
            tr("review-disagreements")
            if checked is None
            else tr("review-labels-of", name=checked.name)
        )
        self.kind.setVisible(checked is None)
        self.hide_names.setVisible(checked is None)
        self._follow("queue")
        self._follow("item")
        session, search = self.session, self._search

        def work(task: Task) -> None:
            with session.sibling() as own:
                for rows in queue_rows(own, options, task):
                    self._came.emit(search, rows)

        job = self._job = Job("comparing", work, self)
        job.progressed.connect(self._progress)
        job.succeeded.connect(lambda _none: self._ended(""))
        job.failed.connect(lambda error: self._ended(explain(error)))
        job.cancelled.connect(lambda: self._ended(""))
        job.start()

    @property
    def searching(self) -> bool:
        """Tell whether the queue is not whole yet."""
        return self._job is not None

    def stop(self) -> None:
        """Stop looking."""
        job, self._job = self._job, None
        if job is not None:
            job.abandon()

    def close_page(self) -> None:
        """Let go of the project."""
        self.stop()
        self.reviewer.close()

    def _take_rows(self, search: int, rows: list[Row]) -> None:
        if search == self._search:
            self.reviewer.add(rows)

    def _progress(self, done: int, total: int) -> None:
        if total:
            number, percent = len(self.reviewer.rows), 100 * done // total
            self.count.setText(tr("review-progress", number=number, percent=percent))

    def _ended(self, words: str) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.let_go()
        self._follow("queue")
        self._follow("item")
        if words:
            self.empty.setText(words)

    def _filter(self) -> None:
        options = self.reviewer.options
        self.start(
            QueueOptions(
                options.checked, str(self.kind.currentData()), str(self.layer.currentData()),
                options.label, options.pair,
            )
        )  # fmt: skip
        self.view.setFocus()

    def _open(self, place: int) -> None:
        self.reviewer.open(self.reviewer.rows[place])
        self.view.setFocus()

    def _hide_names(self, on: bool) -> None:
        self.reviewer.names_hidden = on
        self._show_item()
        self.view.setFocus()

    # Following -----------------------------------------------------------------------------------

    def _follow(self, what: str) -> None:
        if what == "queue":
            self.model.show(self.reviewer.rows)
            left = len(self.reviewer.rows)
            code = "review-so-far" if self.searching else "review-left"
            self.count.setText(tr(code, number=left))
            self._show_place()
        elif what == "item":
            self._show_place()
            self._show_item()
        else:
            self.said.emit(what, {})

    def _show_place(self) -> None:
        place = self.reviewer.row
        index = self.model.index(place) if place >= 0 else QModelIndex()
        self.list.setCurrentIndex(index)
        if place >= 0:
            self.list.scrollTo(index)

    def _show_item(self) -> None:
        reviewer = self.reviewer
        there = reviewer.item is not None and reviewer.reviewed is not None
        if not there and self.view.hasFocus():
            self.setFocus()  # the keys go on, to leave with
        for widget in (self.heading, self.state, self.view, self.cards, self.keys):
            widget.setVisible(there)
        self.empty.setVisible(not there)
        if reviewer.item is None or reviewer.reviewed is None:
            self._document, self._marks = None, {}
            self.empty.setText(self._nothing())
            return
        article = reviewer.reviewed.article
        marks = review_marks(reviewer)
        if self._document != article.document.id:
            self._document = article.document.id
            zones = [
                ZoneMark(zone.id, zone.start, zone.end, tr(f"zone-kind-{zone.kind.value}"))
                for zone in article.zones.values()
            ]
            self.view.open(article.text, marks.values(), zones)
            self.heading.setText(self.model.title(article.document.id))
        else:
            changed = [mark for key, mark in marks.items() if self._marks.get(key) != mark]
            self.view.update_marks(changed, self._marks.keys() - marks.keys())
        self._marks = marks
        loud = {key for key, mark in marks.items() if mark.fill}
        self.view.set_selected(loud)
        if reviewer.item.start >= 0:
            self.view.set_caret(reviewer.item.start)
            self.view.centerCursor()
        self.state.setText(self._state_words())
        self.cards.show_cards(
            self.reviewer.cards(), [] if reviewer.checking else reviewer.missing(),
            chosen=1 if reviewer.checking else 0,
        )  # fmt: skip
        if reviewer.draft is not None:
            self.keys.setText(_keys(_EDITING) + self._draft_words())
        else:
            self.keys.setText(_keys(_CHECKING if reviewer.checking else _DECIDING))

    def _nothing(self) -> str:
        if self.searching:
            return tr("review-looking")
        return tr("review-all-checked" if self.reviewer.checking else "review-all-decided")

    def _state_words(self) -> str:
        item = self.reviewer.item
        assert item is not None
        if self.reviewer.checking:
            return tr("review-checking")
        kinds = ", ".join(tr(f"difference-{each.value}") for each in item.differences)
        return tr("review-differs", kinds=kinds) if kinds else tr("review-agreed")

    def _draft_words(self) -> str:
        draft, reviewed = self.reviewer.draft, self.reviewer.reviewed
        if draft is None or reviewed is None:
            return ""
        label = self.session.scheme.label(draft.layer, draft.label)
        words = " … ".join(span.of(reviewed.article.text) for span in draft.spans)
        name = draft.label if label is None else label.name
        polarity = draft.attributes.get("polarity", "")
        said = " · ".join(str(each) for each in (name, words, polarity) if each)
        return f"<br><b>{escape(said)}</b>"

    # Keys ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys of review wherever the focus is on this page."""
        if not self._key(event):
            super().keyPressEvent(event)

    def _key(self, event: QKeyEvent) -> bool:
        name = key_name(event)
        if self.reviewer.draft is not None:
            return self._edit_key(name)
        if len(name) == 1 and name.isdigit() and name != "0":
            return self._take(int(name))
        handlers: dict[str, Callable[[], object]] = {
            "M": self.reviewer.merge_borders,
            "X": self.reviewer.neither,
            "E": self._edit,
            "Space": lambda: self.reviewer.go(1),
            "J": lambda: self.reviewer.go(1),
            "K": lambda: self.reviewer.go(-1),
            "B": self._alike,
            "C": self._comment,
            "Shift+Return": self.reviewer.approve_rest,
            "Esc": self.leaveWanted.emit,
        }
        if self.reviewer.checking:
            handlers |= {"Return": self.reviewer.approve, "R": self._return}
        handler = handlers.get(name)
        if handler is None:
            return False
        handler()
        return True

    def _take(self, number: int) -> bool:
        self.reviewer.take(number)
        return True

    def _edit(self) -> None:
        self.reviewer.edit(1)

    def _edit_key(self, name: str) -> bool:
        reviewer = self.reviewer
        draft = reviewer.draft
        assert draft is not None
        edges = {",": ("start", True), ".": ("start", False),
                 "Shift+,": ("end", False), "Shift+.": ("end", True)}  # fmt: skip
        polarities = {"+": POLARITIES[0], "0": POLARITIES[1], "-": POLARITIES[2]}
        if name == "Esc":
            reviewer.leave_edit()
        elif name == "Return":
            reviewer.save_edit()
        elif name in edges:
            which, outward = edges[name]
            reviewer.move_edge(which, outward=outward)
        elif name in polarities and not draft.spans:
            reviewer.set_attribute("polarity", polarities[name])
        else:
            label = next(
                (each for each in self.session.scheme.labels_of(draft.layer) if each.key == name),
                None,
            )
            if label is None:
                return False
            reviewer.set_label(label.uid)
        return True

    def _comment(self) -> None:
        text, ok = QInputDialog.getMultiLineText(
            self, tr("review-comment"), tr("review-comment-about")
        )
        if ok:
            self.reviewer.comment(text)
        self.view.setFocus()

    def _return(self) -> None:
        text, ok = QInputDialog.getMultiLineText(
            self,
            tr("review-return"),
            tr("review-return-why"),
        )
        if ok:
            self.reviewer.return_article(text)
        self.view.setFocus()

    def _alike(self) -> None:
        from annotator.gui.review.alike_dialog import AlikeDialog

        rows = self.reviewer.alike()
        if len(rows) < 2:
            self.said.emit("review-none-alike", {})
            return
        dialog = AlikeDialog(self, self.model, rows, self.reviewer.cards())
        if dialog.exec():
            self.reviewer.decide_alike(dialog.chosen(), dialog.number)
        self.view.setFocus()


def _keys(pairs: tuple[tuple[str, str], ...]) -> str:
    return " &nbsp; ".join(
        f"<b>{escape(tr(key) if key.startswith('key-') else key)}</b> {tr(f'review-key-{what}')}"
        for key, what in pairs
    )


__all__ = ["DRAFT", "ReviewPage"]
