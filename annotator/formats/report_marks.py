"""An article's text with its labels as HTML: marks that lie in each other and never cross.

Owns the way from ranges that may overlap in any way to elements, line by line.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotator.domain.annotations import Span
from annotator.formats.report_scheme import esc
from annotator.formats.report_style import LANES

#: Spaces that a browser would draw as one, or not at all.
_SPACES = re.compile(r"\s\s|[^\S ]|^\s|\s$")
_BREAK = "<wbr>"
#: Zones lie outside everything.
_OUTSIDE = LANES


@dataclass(slots=True, eq=False)
class Mark:
    """A stretch of the text with what stands at its end."""

    start: int
    end: int
    classes: str
    tag: str  # HTML, at the end
    zone: bool = False


@dataclass(slots=True, eq=False)
class _Piece:
    """What of a mark lies in one line."""

    start: int
    end: int
    mark: Mark
    lane: int = -1  # how far out it lies; -1 = it is only named
    opened: bool = False


def paragraphs(text: str, marks: Sequence[Mark]) -> Iterator[str]:
    """Yield the lines of a text as paragraphs; without tags their text is the lines exactly."""
    waiting = sorted(marks, key=lambda each: (each.start, -each.end))
    held: list[Mark] = []
    at = start = 0
    for line in text.split("\n"):
        end = start + len(line)
        while at < len(waiting) and waiting[at].start < end:
            held.append(waiting[at])
            at += 1
        # A label may end behind the last letter of a line, which is then where it is named.
        pieces = [
            _Piece(max(start, each.start), min(end, each.end), each)
            for each in held
            if max(start, each.start) < min(end, each.end)
        ]
        done = [each for each in held if each.end <= end + 1]
        held = [each for each in held if each.end > end + 1]
        shown = {id(each.mark) for each in pieces}
        # Whoever marks nothing but line breaks is named, too.
        late = [each for each in done if id(each) not in shown]
        # Only where it matters: kept spaces at the ends of lines hang over the margin.
        kept = ' class="w"' if _SPACES.search(line) else ""
        yield f'<p dir="auto"{kept}>{"".join(_line(text, Span(start, end), pieces, late))}</p>\n'
        start = end + 1


def _line(text: str, line: Span, pieces: Sequence[_Piece], late: Sequence[Mark]) -> Iterator[str]:
    _into_lanes(pieces)
    borders = {
        line.start,
        line.end,
        *(each.start for each in pieces),
        *(each.end for each in pieces),
    }
    starting: dict[int, list[_Piece]] = {}
    named: dict[int, list[_Piece]] = {}
    for each in pieces:
        if each.lane < 0:
            named.setdefault(each.end, []).append(each)
        else:
            starting.setdefault(each.start, []).append(each)
    open_ones: list[_Piece] = []  # the outermost first
    for at, following in pairwise([*sorted(borders), line.end]):
        wanted = [each for each in open_ones if each.end != at] + starting.get(at, [])
        wanted.sort(key=lambda each: -each.lane)
        tags = [_tag(each, line) for each in named.get(at, ())]
        border = "".join((*tags, *_change(open_ones, wanted, at, line)))
        # The first tag stays with its word; between tags a line may end.
        yield border.replace(_BREAK, "", 1)
        yield esc(text[at:following])
    for mark in late:
        yield mark.tag


def _change(
    open_ones: list[_Piece], wanted: Sequence[_Piece], at: int, line: Span
) -> Iterator[str]:
    """Close and open elements until the wanted ones are open; name what ends here."""
    same = 0
    while same < min(len(open_ones), len(wanted)) and open_ones[same] is wanted[same]:
        same += 1
    while len(open_ones) > same:
        each = open_ones.pop()
        if each.end == at:
            yield _tag(each, line)
        yield "</span>" if each.mark.zone else "</mark>"
    for each in wanted[same:]:
        open_ones.append(each)
        yield _open(each)


def _open(piece: _Piece) -> str:
    mark = piece.mark
    if mark.zone:
        return f'<span class="{mark.classes}">'
    begins = not piece.opened and piece.start == mark.start
    piece.opened = True
    return f'<mark class="{mark.classes} n{piece.lane}{" s" if begins else ""}">'


def _tag(piece: _Piece, line: Span) -> str:
    """Return the name of a mark where it ends, be it behind the line's last letter."""
    mark = piece.mark
    ends = mark.end == piece.end or (piece.end == line.end and mark.end == line.end + 1)
    return _BREAK + mark.tag if ends else ""


def _into_lanes(pieces: Sequence[_Piece]) -> None:
    """Put longer marks outside of what they overlap; more than a few cannot be told apart."""
    lanes: list[list[tuple[int, int]]] = [[] for _ in range(LANES)]
    for each in sorted(pieces, key=lambda each: (each.end - each.start, each.start)):
        if each.mark.zone:
            each.lane = _OUTSIDE
            continue
        lane = LANES
        while lane and not _meets(lanes[lane - 1], each):
            lane -= 1
        if lane < LANES:
            each.lane = lane
            held = lanes[lane]
            held.insert(bisect_left(held, (each.start, each.end)), (each.start, each.end))


def _meets(held: Sequence[tuple[int, int]], piece: _Piece) -> bool:
    """Tell whether a piece overlaps any of these ranges, which lie apart and in order."""
    place = bisect_right(held, (piece.start, 2**62))
    return (place > 0 and held[place - 1][1] > piece.start) or (
        place < len(held) and held[place][0] < piece.end
    )
