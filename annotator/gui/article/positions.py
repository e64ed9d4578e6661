"""Between our code points and Qt's UTF-16 units.

The only module of the program that knows Qt's positions.  Owns the text that Qt is given: of the
same length as the source, but without the characters that Qt would swallow or treat as paragraph
ends, and with very long paragraphs broken up so that laying out one line never means laying out a
book.  Text is never read back from Qt.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
#: Characters that Qt drops, replaces or takes for the end of a paragraph.
_TROUBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufdd0-\ufdef\ufffc\ufffe\uffff]")
_STAND_INS = {
    "\u2028": "\n",
    "\u2029": "\n",
    "\x0b": " ",
    "\x0c": " ",
    "\r": " ",
    "\x85": " ",
}
#: Longest paragraph, in characters, that Qt lays out in one piece.
LONGEST = 4000


class DisplayText:
    """A source text, what Qt shows of it, and the way between their positions."""

    __slots__ = ("_keys", "_units", "block_starts", "display", "source")

    def __init__(self, source: str) -> None:
        """Prepare `source`, whose only line ends are line feeds, for display."""
        self.source = source
        text = source
        if _TROUBLE.search(text):
            text = _TROUBLE.sub(lambda match: _STAND_INS.get(match.group(), "\ufffd"), text)
        inserted: list[int] = []
        pieces: list[str] = []
        starts: list[int] = []
        begin = 0
        for paragraph in text.split("\n"):
            end = begin + len(paragraph)
            if len(paragraph) > LONGEST:
                _break_up(text, begin, end, pieces, starts, inserted)
            else:
                pieces.append(paragraph)
                starts.append(begin)
            begin = end + 1
        #: Code point at which each block of the display begins.
        self.block_starts = starts
        self.display = "\n".join(pieces)
        keys = [] if text.isascii() else [match.end() for match in _ASTRAL.finditer(text)]
        # An astral character takes one unit more from its end on, an inserted break from its place.
        self._keys = sorted([*keys, *inserted]) if inserted else keys
        self._units = [key + number + 1 for number, key in enumerate(self._keys)]

    def __len__(self) -> int:
        """Return the length of the source in code points."""
        return len(self.source)

    def to_qt(self, position: int) -> int:
        """Return Qt's position of a code point position."""
        return position + bisect_right(self._keys, position) if self._keys else position

    def to_code_point(self, position: int) -> int:
        """Return the code point position of a position of Qt's."""
        return position - bisect_right(self._units, position) if self._units else position

    def block_of(self, position: int) -> int:
        """Return the number of the block that holds a code point position."""
        return bisect_right(self.block_starts, position) - 1

    def block_end(self, block: int) -> int:
        """Return the code point at which a block ends, without the break after it."""
        if block + 1 >= len(self.block_starts):
            return len(self.source)
        following = self.block_starts[block + 1]
        # An inserted break stands for no character, every other one for the character before.
        inserted = bisect_left(self._keys, following) < bisect_right(self._keys, following)
        glued = inserted and self._is_inserted(following)
        return following if glued else following - 1

    def blocks_of(self, start: int, end: int) -> range:
        """Return the numbers of the blocks that a range touches."""
        return range(self.block_of(start), self.block_of(max(start, end - 1)) + 1)

    def qt_in_block(self, block: int, position: int) -> int:
        """Return a position as units from the start of its block."""
        return self.to_qt(position) - self.to_qt(self.block_starts[block])

    def units(self, start: int, end: int) -> int:
        """Return how many of Qt's units the characters of a range take, within one block."""
        if not self._keys:
            return end - start
        # An inserted break at `end` lies behind the range and is not counted.
        last = self.to_qt(end - 1) + (1 if ord(self.source[end - 1]) < 0x10000 else 2)
        return last - self.to_qt(start) if end > start else 0

    def _is_inserted(self, position: int) -> bool:
        # Breaks of the source and those in the place of a space have that character before them.
        before = self.source[position - 1]
        return before not in "\n\u2028\u2029" and not before.isspace()


def _break_up(
    text: str, begin: int, end: int, pieces: list[str], starts: list[int], inserted: list[int]
) -> None:
    """Cut a long paragraph at spaces, or, where there are none, between two characters."""
    at = begin
    while end - at > LONGEST:
        cut = text.rfind(" ", at + LONGEST // 2, at + LONGEST)
        pieces.append(text[at : cut if cut >= 0 else at + LONGEST])
        starts.append(at)
        if cut >= 0:
            at = cut + 1
        else:
            at += LONGEST
            inserted.append(at)
    pieces.append(text[at:end])
    starts.append(at)
