"""The text of an article as it is kept, and the way of a file's offsets into it.

Owns what becomes of offsets where Windows line breaks and a byte order mark go on import, so that
files of programs that keep both can be read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from annotator.domain.errors import Phrase
from annotator.domain.offset_units import Move, Unit
from annotator.domain.text import normalise
from annotator.formats.foreign import mover
from annotator.formats.registry import ReadOptions


def kept(
    text: str, options: ReadOptions, ranges: Iterable[tuple[int, int, str]] = ()
) -> tuple[str, Move]:
    """Return a text as it is kept, and the way from offsets in a file to code points of it.

    `ranges` are (start, end, words) of the file, by which the unit of the offsets is told.  The
    way raises ValueError for an offset outside the text or inside a character.
    """
    into = mover(text, options, ranges, usual=Unit.CODE_POINT)
    short = normalise(text)
    if len(short) == len(text):
        return short, into
    gone = list(range(len(text) - len(text.lstrip("\ufeff"))))
    at = text.find("\r\n")
    while at >= 0:
        gone.append(at)
        at = text.find("\r\n", at + 2)

    def move(offset: int) -> int:
        found = into(offset)
        return found - bisect_left(gone, found)

    options.note(Phrase("told-windows-lines"))
    return short, move
