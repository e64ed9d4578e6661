"""The versions of an item side by side, each with the key that takes it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.dialogs.common import letters
from annotator.services.reviewing import YES_NO, Card
from annotator.wording import messages, tr


class VersionCard(QFrame):
    """What one annotator says; a click takes it."""

    taken = Signal(int)

    def __init__(self, card: Card, *, chosen: bool) -> None:
        super().__init__()
        self.setObjectName("chosenCard" if chosen else "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setMinimumWidth(round(190 * letters(self)))
        self.setMaximumWidth(round(420 * letters(self)))
        self._number = card.number
        head = QHBoxLayout()
        name = QLabel(card.name)
        name.setObjectName("cardTitle")
        key = QLabel(str(card.number))
        key.setObjectName("keycap")
        head.addWidget(name, 1)
        head.addWidget(key)
        words = QLabel("<br>".join(_line(each.what, each.says, differs=each.differs)
                                   for each in card.lines))  # fmt: skip
        words.setTextFormat(Qt.TextFormat.RichText)
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 9, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(words)
        if card.accepted:
            accepted = QLabel(tr("card-accepted"))
            accepted.setObjectName("muted")
            layout.addWidget(accepted)
        layout.addStretch(1)
        plain = "; ".join(
            tr("card-line-plain", what=_named(each.what), says=says_of(each.says))
            for each in card.lines
        )
        self.setAccessibleName(tr("card-name", number=card.number, name=card.name, says=plain))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take this version."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.taken.emit(self._number)


def _line(what: str, says: str, *, differs: bool) -> str:
    value = escape(says_of(says))
    if differs:  # weight, not colour alone
        value = f"<b>{value}</b>"
    if what in ("label", "words"):
        return value
    return tr("card-line-says", what=escape(_named(what)), says=value)


def says_of(says: str) -> str:
    """Return what a line of a version says, in words."""
    return tr(says) if says in YES_NO else says


def _named(what: str) -> str:
    """Return the word for what a line of a version is about; attributes have the scheme's."""
    for code in (f"card-line-{what}", f"role-{what.replace(' ', '_')}"):
        if code in messages():
            return tr(code)
    return what


class Cards(QScrollArea):
    """All versions of the item in hand, and who has nothing there."""

    taken = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("cards")
        self.setAccessibleName(tr("cards-name"))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.cards: list[VersionCard] = []

    def show_cards(self, cards: Sequence[Card], missing: Sequence[str], chosen: int = 0) -> None:
        """Show other versions."""
        body = QWidget()
        body.setObjectName("cardsBody")
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.cards = []
        for card in cards:
            made = VersionCard(card, chosen=card.number == chosen)
            made.taken.connect(self.taken)
            self.cards.append(made)
            row.addWidget(made, 1)
        for name in missing:
            row.addWidget(_missing(name), 1)
        row.addStretch(1)
        self.setWidget(body)
        height = max([each.sizeHint().height() for each in self.cards], default=40)
        self.setFixedHeight(min(round(260 * letters(self)), height + 14))


def _missing(name: str) -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    card.setMinimumWidth(round(150 * letters(card)))
    card.setMaximumWidth(round(300 * letters(card)))
    title, words = QLabel(name), QLabel(tr("card-missing"))
    title.setObjectName("cardTitle")
    words.setObjectName("muted")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(12, 9, 12, 10)
    layout.addWidget(title)
    layout.addWidget(words)
    layout.addStretch(1)
    card.setAccessibleName(tr("card-missing-name", name=name))
    return card
