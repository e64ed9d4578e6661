"""Articles that replaced an earlier version, with what changed and what became of the labels.

Owns the table and the text with its changes; which versions there are and what is carried is the
service's.  It stays open beside the window, so that one can work in the article.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.dialogs.common import fit
from annotator.gui.dialogs.ticked_table import make_plain
from annotator.gui.theme import WindowTheme
from annotator.services.revisions import Revision, Stretch
from annotator.wording import tr


class RevisionsDialog(QDialog):
    """Shows later versions; Enter opens one, and what stayed behind can be carried again."""

    documentWanted = Signal(object)  # id of a document to open
    carryWanted = Signal(object)  # pairs (earlier, later)

    def __init__(
        self,
        parent: QWidget | None,
        rows: Sequence[Revision],
        changes: Callable[[Revision], Sequence[Stretch]],
        theme: WindowTheme,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("revisions-title"))
        fit(self, 920, 600)
        self._rows, self._changes, self._theme = list(rows), changes, theme
        words = QLabel(tr("revisions-about" if rows else "revisions-none"))
        words.setWordWrap(True)
        heads = ("head-article", "revisions-head-left", "revisions-head-suggested")
        self.table = QTableWidget(len(rows), len(heads))
        self.table.setHorizontalHeaderLabels([tr(each) for each in heads])
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        make_plain(self.table, tr("revisions-table"))
        for place, row in enumerate(rows):
            for column, cell in enumerate((row.title, str(row.left), str(row.suggested))):
                item = QTableWidgetItem(cell)
                if column:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                self.table.setItem(place, column, item)
        head = self.table.horizontalHeader()
        for column in (1, 2):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.text = QTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.document().setDocumentMargin(12)
        self.text.setAccessibleName(tr("revisions-changes"))
        both = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        both.addWidget(self.table)
        both.addWidget(self.text)
        both.setSizes([180, 320])
        self.show_article = QPushButton(tr("revisions-open"))
        self.carry = QPushButton(tr("revisions-carry"))
        self.carry.setToolTip(tr("revisions-carry-hint"))
        close = QPushButton(tr("close"))
        for button, then in ((self.show_article, self._open), (self.carry, self._carry),
                             (close, self.close)):  # fmt: skip
            button.clicked.connect(then)
        close.setAutoDefault(False)
        self.carry.setAutoDefault(False)
        self.show_article.setDefault(True)
        row_of_buttons = QHBoxLayout()
        row_of_buttons.setSpacing(10)
        row_of_buttons.addWidget(self.carry)
        row_of_buttons.addStretch(1)
        row_of_buttons.addWidget(self.show_article)
        row_of_buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addWidget(both, 1)
        layout.addLayout(row_of_buttons)
        both.setVisible(bool(rows))
        self.table.itemDoubleClicked.connect(lambda _item: self._open())
        self.table.setCurrentCell(0, 0)
        self.table.currentCellChanged.connect(lambda *_: self._show())
        self.table.setFocus()
        self._show()

    def current(self) -> Revision | None:
        """Return the version in hand."""
        place = self.table.currentRow()
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def _show(self) -> None:
        row = self.current()
        self.show_article.setEnabled(row is not None)
        self.carry.setEnabled(row is not None and row.left > 0)
        if row is None:
            return
        self.text.clear()
        cursor = QTextCursor(self.text.document())
        for each in self._changes(row):
            # Only words are struck out or underlined, not the space around them.
            words = each.text.strip()
            before, _, behind = each.text.partition(words)
            for text, change in ((before, "same"), (words, each.change), (behind, "same")):
                cursor.insertText(text, self._format(change))
        self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def _format(self, change: str) -> QTextCharFormat:
        """Return how a stretch is written; colour is never the only sign."""
        found = QTextCharFormat()
        colours = {"same": self._theme.muted, "gone": self._theme.danger, "new": self._theme.good}
        found.setForeground(QColor(colours[change]))
        found.setFontStrikeOut(change == "gone")
        if change == "new":
            found.setFontUnderline(True)
            found.setFontWeight(QFont.Weight.DemiBold)
        return found

    def _open(self) -> None:
        row = self.current()
        if row is not None:
            self.documentWanted.emit(row.later)

    def _carry(self) -> None:
        row = self.current()
        if row is not None:
            self.carryWanted.emit([(row.earlier, row.later)])
            self.close()
