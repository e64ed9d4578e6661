"""The window of the help: a list of pages, a search over all of them, and the page in hand.

Owns widgets and the page of keys, which is made of the table of actions; pages and search are the
service's.  It stays open beside the main window.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.actions import ACTIONS, BY_ID, first_key, keys_of, shown_key
from annotator.gui.dialogs.common import fit, make_clearable
from annotator.services.help_pages import KEYS, HelpPage, help_pages, search, target_of
from annotator.wording import language, tr

#: Which page fits what the person is doing, by the name of the view.
PAGE_OF = {"annotate": "labels", "review": "review", "insights": "insights", "start": "start"}
_PAGE = Qt.ItemDataRole.UserRole


class HelpWindow(QDialog):
    """Shows the help; `actionWanted` asks for a command that a page offers."""

    actionWanted = Signal(str)

    def __init__(self, parent: QWidget | None, page: str = "start") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("help-title"))
        fit(self, 1000, 680)
        self._pages = {each.name: each for each in all_pages()}
        self._visited: list[str] = []
        self._at = -1
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("help-search"))
        self.field.setAccessibleName(tr("help-search"))
        make_clearable(self.field)
        self.list = QListWidget()
        self.list.setObjectName("plainList")
        self.list.setAccessibleName(tr("help-pages"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        self.browser = QTextBrowser()
        self.browser.setObjectName("helpPage")
        self.browser.setOpenLinks(False)
        self.browser.setAccessibleName(tr("help-page"))
        self.browser.document().setDocumentMargin(22)
        both = QSplitter()
        both.setChildrenCollapsible(False)
        both.addWidget(left)
        both.addWidget(self.browser)
        both.setSizes([280, 720])
        both.setStretchFactor(1, 1)
        self.back = QPushButton(tr("help-back"))
        self.back.setToolTip(tr("tip-with-key", text=tr("help-back"), key="Alt+←"))
        self.forward = QPushButton(tr("help-forward"))
        self.forward.setToolTip(tr("tip-with-key", text=tr("help-forward"), key="Alt+→"))
        self.note = QLabel()
        self.note.setObjectName("muted")
        close = QPushButton(tr("close"))
        row = QHBoxLayout()
        row.setSpacing(10)
        for button in (self.back, self.forward, close):
            button.setAutoDefault(False)
        row.addWidget(self.back)
        row.addWidget(self.forward)
        row.addWidget(self.note, 1)
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 14)
        layout.setSpacing(12)
        layout.addWidget(both, 1)
        layout.addLayout(row)
        close.clicked.connect(self.close)
        self.back.clicked.connect(lambda: self._step(-1))
        self.forward.clicked.connect(lambda: self._step(1))
        self.field.textChanged.connect(self._list)
        self.field.returnPressed.connect(self._to_list)
        self.list.currentItemChanged.connect(self._chosen)
        self.browser.anchorClicked.connect(self._follow)
        # Alt with an arrow, not the standard keys: those are Backspace on some desktops.
        for key, step in (("Alt+Left", -1), ("Alt+Right", 1)):
            QShortcut(QKeySequence(key), self).activated.connect(lambda step=step: self._step(step))
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self._to_search)
        self._list("")
        self.show_page(page if page.endswith(".md") or page == KEYS else f"{page}.md")
        self.field.setFocus()

    def take_keys(self) -> None:
        """Follow another key map; the page in hand stays."""
        self._pages = {each.name: each for each in all_pages()}
        self._list(self.field.text())
        self._show()

    def page(self) -> HelpPage | None:
        """Return the page in hand."""
        return self._pages.get(self._visited[self._at]) if self._visited else None

    def show_page(self, name: str, place: str = "") -> None:
        """Show a page, at a heading if one is named; a page that is not there is passed over."""
        if name not in self._pages:
            return
        if self.page() != self._pages[name]:
            self._visited = [*self._visited[: self._at + 1], name]
            self._at = len(self._visited) - 1
        self._show()
        if place:
            self.browser.scrollToAnchor(place)

    def _show(self) -> None:
        page = self.page()
        if page is None:
            return
        self.browser.document().setMarkdown(
            page.text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub
        )
        self.browser.moveCursor(QTextCursor.MoveOperation.Start)
        self.note.clear()
        self.back.setEnabled(self._at > 0)
        self.forward.setEnabled(self._at + 1 < len(self._visited))
        self._choose_row()

    def _choose_row(self) -> None:
        """Choose the page in hand in the list, if it stands there."""
        page = self.page()
        self.list.blockSignals(True)
        for row in range(self.list.count()):
            if page is not None and self.list.item(row).data(_PAGE) == page.name:
                self.list.setCurrentRow(row)
                break
        else:
            self.list.setCurrentRow(-1)
        self.list.blockSignals(False)

    def _step(self, by: int) -> None:
        if 0 <= self._at + by < len(self._visited):
            self._at += by
            self._show()

    def _list(self, words: str) -> None:
        """List every page, or those that hold the words, with what stands around them."""
        self.list.blockSignals(True)
        self.list.clear()
        if words.strip():
            hits = search(list(self._pages.values()), words)
            for hit in hits:
                title = hit.page.title
                if hit.heading:
                    title = tr("help-hit-title", page=title, heading=hit.heading)
                self._add(hit.page.name, f"{title}\n{hit.words}")
            if not hits:
                self._add(None, tr("help-nothing", words=words.strip()))
        else:
            for page in self._pages.values():
                self._add(page.name, page.title)
        self.list.blockSignals(False)
        if not words.strip():
            self._choose_row()

    def _add(self, page: str | None, words: str) -> None:
        item = QListWidgetItem(words)
        item.setData(_PAGE, page)
        if page is None:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(item)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        name = None if item is None else item.data(_PAGE)
        if name is None:
            return
        self.show_page(name)
        words = self.field.text().split()
        if words:
            self.browser.find(words[0])

    def _follow(self, link: QUrl) -> None:
        page, written = self.page(), link.toString()
        if written.startswith("action:"):
            self.actionWanted.emit(written.removeprefix("action:"))
        elif "://" in written:
            # Nothing is opened outside: whether to go there is the person's own business.
            QGuiApplication.clipboard().setText(written)
            self.note.setText(tr("help-address-copied"))
        elif page is not None:
            self.show_page(target_of(page, written), link.fragment())

    def _to_list(self) -> None:
        """Show the first page of the list; the arrow keys go on from there."""
        self.list.setFocus()
        self.list.setCurrentRow(0)
        self._chosen(self.list.currentItem())

    def _to_search(self) -> None:
        self.field.setFocus()
        self.field.selectAll()


def all_pages() -> list[HelpPage]:
    """Return every page in the language of the window, with the keys of this person."""
    return help_pages(
        language(),
        lambda action: BY_ID[action].text.rstrip("…"),
        lambda action: first_key(action) or tr("help-no-key"),
        HelpPage(KEYS, tr("help-keys-title"), _keys()),
    )


def _keys() -> str:
    """Return the page of keys: a table for each menu, then what only keys do."""
    lines = [f"# {tr('help-keys-title')}", "", tr("help-keys-about"), ""]
    lines += _table(
        tr("help-keys-labels"),
        [
            (tr("help-keys-of-labels"), "1 … 9"),
            (tr("help-keys-of-layers"), "Alt+1, Alt+2, Alt+3 …"),
        ],
    )
    for menu in dict.fromkeys(action.menu for action in ACTIONS):
        rows = [
            (action.text.rstrip("…"), ", ".join(map(shown_key, keys_of(action.id))))
            for action in ACTIONS
            if action.menu == menu and keys_of(action.id)
        ]
        lines += _table(tr(f"menu-{menu}") if menu else tr("help-keys-reading"), rows)
    return "\n".join(lines)


def _table(title: str, rows: list[tuple[str, str]]) -> list[str]:
    if not rows:
        return []
    head = [f"## {title}", "", f"| {tr('keys-action')} | {tr('keys-keys')} |", "|---|---|"]
    return [*head, *(f"| {text} | `{keys}` |" for text, keys in rows), ""]
