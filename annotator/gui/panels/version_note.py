"""The quiet line that says of an annotation that its label has got another definition since.

Owns how a change of a definition is drawn: what went is struck out, what came is underlined, so
that colour is never the only sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.domain.annotations import Annotation
from annotator.gui.actions import first_key
from annotator.services.guideline_versions import (
    Became,
    Standing,
    changes,
    shortened_changes,
    standing_of,
)
from annotator.services.session import Session
from annotator.wording import tr


class VersionNote(QWidget):
    """“Made under version 1 of the guideline; now version 2”, with what changed."""

    stillRight = Signal()

    def __init__(self, standing: Standing, *, can_change: bool) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        said = _muted(tr("versions-under", number=standing.number, newest=standing.newest))
        box.addWidget(said)
        runs = shortened_changes(changes(standing.before, standing.now))
        changed = _muted(f"{change_heading(standing.who, standing.time)} {changed_html(runs)}")
        changed.setTextFormat(Qt.TextFormat.RichText)
        changed.setAccessibleName(changed_words(runs))
        box.addWidget(changed)
        self.button = QPushButton(tr("versions-still-right"))
        key = first_key("still-right")
        hint = tr("versions-still-right-hint")
        self.button.setToolTip(f"{hint} ({key})" if key else hint)
        self.button.setAccessibleName(tr("versions-still-right"))
        self.button.setEnabled(can_change)
        self.button.clicked.connect(self.stillRight)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        box.addLayout(row)


def version_note(session: Session, annotation: Annotation) -> VersionNote | None:
    """Return the note of an annotation that was made under an older version, else None."""
    standing = standing_of(session, annotation)
    return None if standing is None else VersionNote(standing, can_change=not session.read_only)


def change_heading(who: str, time: str) -> str:
    """Return who changed a definition when, as rich text."""
    by = tr("versions-changed-who", who=who) if who else ""
    return escape(tr("versions-changed", who=by, time=day_of(time)))


def day_of(time: str, *, with_time: bool = False) -> str:
    """Return a time of the history (ISO 8601) as people here write it; "" for none."""
    if not time:
        return ""
    code = "versions-day-time" if with_time else "versions-day"
    return tr(code, when=datetime.fromisoformat(time).astimezone())


def changed_html(runs: Sequence[tuple[Became, str]], gone: str = "", new: str = "") -> str:
    """Return what became of a definition as rich text; `gone` and `new` are colours, if any."""
    styles = {
        "gone": ("s", gone),
        "new": ("u", new),
    }
    parts = []
    for became, text in runs:
        words = escape(text).replace("\n", "<br>")
        if became != "same":
            tag, colour = styles[became]
            words = f"<{tag}>{words}</{tag}>"
            if colour:
                words = f'<span style="color: {colour}">{words}</span>'
        parts.append(words)
    return "".join(parts)


def changed_words(runs: Sequence[tuple[Became, str]]) -> str:
    """Return what went and what came in words, for who hears it."""
    return " ".join(
        tr(f"versions-{became}", text=" ".join(text.split()))
        for became, text in runs
        if became != "same" and text.strip()
    )


def _muted(words: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName("muted")
    label.setWordWrap(True)
    return label
