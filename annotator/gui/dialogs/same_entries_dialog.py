"""Pair by pair, entries that may be the same.

Owns the queue as a person goes through it; merging is asked of whoever opened the dialog.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.domain.documents import Entry
from annotator.domain.same_entries import MaybeSame
from annotator.gui.dialogs.common import fit, name_with_kind
from annotator.services.entry_editing import keep_apart, may_be_same, mentions_of
from annotator.services.session import Change, Session
from annotator.wording import tr

#: Mentions shown of each entry.
_MENTIONS = 5


class SameEntriesDialog(QDialog):
    """Shows one pair at a time: 1 or 2 keeps that name, X tells them apart, Space goes on."""

    mergeWanted = Signal(object, object)  # the Entry that stays, the Entry that goes

    def __init__(self, parent: QWidget | None, session: Session) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("same-entries-title"))
        fit(self, 820, 460)
        self._session = session
        self._queue: list[MaybeSame] = may_be_same(session)
        self._place = 0
        self.said = QLabel(tr("same-entries"))
        self.said.setObjectName("muted")
        self.said.setWordWrap(True)
        self.why = QLabel()
        self.why.setObjectName("cardTitle")
        self._cards = [QLabel(), QLabel()]
        for card in self._cards:
            card.setObjectName("pairCard")
            card.setTextFormat(Qt.TextFormat.PlainText)
            card.setWordWrap(True)
            card.setAlignment(Qt.AlignmentFlag.AlignTop)
            card.setMargin(12)
        self.first = QPushButton()
        self.second = QPushButton()
        self.apart = QPushButton(tr("same-entries-apart"))
        self.later = QPushButton(tr("same-entries-later"))
        close = QPushButton(tr("close"))
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.said)
        layout.addWidget(self.why)
        row = QHBoxLayout()
        row.setSpacing(16)
        for card, button in zip(self._cards, (self.first, self.second), strict=True):
            column = QVBoxLayout()
            column.setSpacing(8)
            column.addWidget(card, 1)
            column.addWidget(button)
            row.addLayout(column, 1)
        layout.addLayout(row, 1)
        last = QHBoxLayout()
        last.addWidget(self.apart)
        last.addWidget(self.later)
        last.addStretch(1)
        last.addWidget(close)
        layout.addLayout(last)
        buttons = (
            (self.first, "1", lambda: self._merge(first=True)),
            (self.second, "2", lambda: self._merge(first=False)),
            (self.apart, "X", self._keep_apart),
            (self.later, "Space", self._next),
        )
        for button, key, act in buttons:
            button.clicked.connect(act)
            # Space goes on whichever button has the focus; Enter presses that one.
            QShortcut(QKeySequence(key), self).activated.connect(button.click)
        self.later.setDefault(True)
        self.later.setFocus()
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self._reload)
        self._leave = session.subscribe(self._changed)
        self._show()

    def pair(self) -> MaybeSame | None:
        """Return the pair that is shown."""
        return self._queue[self._place] if self._queue else None

    def _changed(self, change: Change) -> None:
        if change.bulk or any(isinstance(edit.record, Entry) for edit in change.edits):
            self._due.start(0)

    def _reload(self) -> None:
        self._queue = may_be_same(self._session)
        self._place = min(self._place, max(0, len(self._queue) - 1))
        self._show()

    def _show(self) -> None:
        pair = self.pair()
        buttons = (self.first, self.second, self.apart, self.later)
        for button in buttons:
            button.setEnabled(pair is not None)
        for card in self._cards:
            card.setVisible(pair is not None)
        if pair is None:
            self.why.setText(tr("same-none"))
            self.first.setText("1")
            self.second.setText("2")
            return
        number = f"{self._place + 1} / {len(self._queue)}"
        self.why.setText(f"{number} · {tr(f'same-why-{pair.reason.value}')}")
        for card, button, key, entry in (
            (self._cards[0], self.first, "1", pair.first),
            (self._cards[1], self.second, "2", pair.second),
        ):
            card.setText(self._words(entry))
            name = entry.name.replace("&", "&&")
            button.setText(tr("same-entries-merge", key=key, name=name))

    def _words(self, entry: Entry) -> str:
        lines = [name_with_kind(entry)]
        if entry.aliases:
            lines.append(tr("entry-called", names=", ".join(entry.aliases)))
        lines += [each for each in (entry.note, entry.wikidata) if each]
        mentions, documents = self._session.entry_use().get(entry.id, (0, 0))
        lines.append(tr("entry-mentions", mentions=mentions, documents=documents))
        lines.append("")
        for each in mentions_of(self._session, entry, _MENTIONS):
            lines.append(f"… {each.before[-30:]}{each.words}{each.after[:30]} …")
        return "\n".join(lines)

    def _merge(self, *, first: bool) -> None:
        pair = self.pair()
        if pair is not None:
            kept, other = (pair.first, pair.second) if first else (pair.second, pair.first)
            self.mergeWanted.emit(kept, other)

    def _keep_apart(self) -> None:
        pair = self.pair()
        if pair is not None:
            keep_apart(self._session, pair.first, pair.second)
            self._reload()

    def _next(self) -> None:
        if self._queue:
            self._place = (self._place + 1) % len(self._queue)
            self._show()

    def done(self, result: int) -> None:
        """Stop following the project with the dialog."""
        self._leave()
        super().done(result)
