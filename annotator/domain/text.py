"""What happens to characters when an article comes in, and what a valid text is.

Owns the only two changes ever made to an imported text (line ends, byte order mark) and the
refusal of characters that SQLite and UTF-8 cannot carry.  After import a text never changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: NUL ends a string inside SQLite's own functions; a lone surrogate has no UTF-8 form.
FORBIDDEN = re.compile("[\x00\ud800-\udfff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class ForbiddenCharacter:
    """A character that a project cannot hold, and where it stands."""

    position: int  # code points from the start of the normalised text
    line: int  # 1-based
    column: int  # 1-based, code points
    code_point: int

    @property
    def name(self) -> str:
        """Return how the character is called in a message: `U+0000`."""
        return f"U+{self.code_point:04X}"


def normalise(raw: str) -> str:
    r"""Return `raw` with `\r\n` and `\r` as `\n` and without leading byte order marks.

    Nothing else is touched: no Unicode normalisation, no folding of spaces, no trimming.  A text
    that was normalised once comes back as it is, so that what was exported can be imported again.
    """
    raw = raw.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")
    if "\r" in raw:
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    return raw


def forbidden_characters(text: str, limit: int = 10) -> list[ForbiddenCharacter]:
    """Return the first `limit` characters of `text` that cannot be stored."""
    found: list[ForbiddenCharacter] = []
    for match in FORBIDDEN.finditer(text):
        position = match.start()
        line_start = text.rfind("\n", 0, position) + 1
        found.append(
            ForbiddenCharacter(
                position,
                text.count("\n", 0, position) + 1,
                position - line_start + 1,
                ord(match.group()),
            )
        )
        if len(found) == limit:
            break
    return found


def replace_forbidden(text: str) -> tuple[str, int]:
    """Return `text` with each forbidden character as U+FFFD, one for one, and how many there were.

    Offsets into the text stay valid, because the length does not change.
    """
    return FORBIDDEN.subn(REPLACEMENT, text)
