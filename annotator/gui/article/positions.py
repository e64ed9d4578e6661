"""Between our code points and Qt's UTF-16 units.

The only module of the program that knows Qt's positions.  Owns the text that Qt is given: of the
same length as the source, but without the characters that Qt would swallow or treat as paragraph
ends, and with very long paragraphs broken up so that laying out one line never means laying out a
book.  Text is never read back from Qt.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
#: Characters that Qt drops, replaces or takes for the end of a paragraph.
_TROUBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufdd0-\ufdef\ufeff\ufffc\ufffe\uffff]"
)
_OBJECT = "\ufffc"  # the only one of them that counts as printable
_BREAK = "\n"  # what separators within a paragraph become
_STAND_INS = {
    "\u2028": _BREAK,
    "\u2029": _BREAK,
    "\x0b": " ",
    "\x0c": " ",
    "\r": " ",
    "\x85": " ",
    "\ufeff": "\u2060",  # as wide: nothing
}
#: Longest paragraph, in characters, that Qt lays out in one piece.
LONGEST = 4000


class DisplayText:
    """A source text, what Qt shows of it, and the way between their positions."""

    __slots__ = ("_inserted", "_keys", "_units", "block_starts", "display", "source")

    def __init__(self, source: str) -> None:
        """Prepare `source`, whose only line ends are line feeds, for display."""
        self.source = source
        inserted: list[int] = []
        pieces: list[str] = []
        starts: list[int] = []
        begin = 0
        for paragraph in source.split("\n"):
            end = begin + len(paragraph)
            # Nearly all trouble is unprintable, and asking for that is faster than searching.
            if not paragraph.isprintable() or _OBJECT in paragraph:
                paragraph = _TROUBLE.sub(_stand_in, paragraph)
            if len(paragraph) > LONGEST or _BREAK in paragraph:
                _break_up(paragraph, begin, pieces, starts, inserted)
            else:
                pieces.append(paragraph)
                starts.append(begin)
            begin = end + 1
        #: Code point at which each block of the display begins.
        self.block_starts = starts
        self.display = "\n".join(pieces)
        keys = [] if source.isascii() else [match.end() for match in _ASTRAL.finditer(source)]
        # An astral character takes one unit more from its end on, an inserted break from its place.
        self._keys = sorted([*keys, *inserted]) if inserted else keys
        self._units = [key + number + 1 for number, key in enumerate(self._keys)]
        self._inserted = frozenset(inserted)

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
        return following if following in self._inserted else following - 1

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


def _stand_in(match: re.Match[str]) -> str:
    return _STAND_INS.get(match.group(), "\ufffd")


def _break_up(
    paragraph: str, begin: int, pieces: list[str], starts: list[int], inserted: list[int]
) -> None:
    """Cut a paragraph at its line separators, and what is still too long at spaces.

    Where there are none, it is cut between two characters.
    """
    at = 0
    for line in paragraph.split(_BREAK):
        end = at + len(line)
        while end - at > LONGEST:
            cut = paragraph.rfind(" ", at + LONGEST // 2, at + LONGEST)
            stop = cut if cut >= 0 else at + LONGEST
            pieces.append(paragraph[at:stop])
            starts.append(begin + at)
            if cut >= 0:
                at = cut + 1
            else:
                at = stop
                inserted.append(begin + at)
        pieces.append(paragraph[at:end])
        starts.append(begin + at)
        at = end + 1


def utf16_length(text: str) -> int:
    """Return how many UTF-16 units a text takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
