"""Passages in quote marks as ranges of tokens, and which of them go on in the next paragraph.

Owns the way from marks to tokens.  Marks pair within a paragraph (`domain.passages`); a passage
that its paragraph does not close and whose next paragraph opens with a mark is one speech in
several paragraphs.  Zones have no tokens, so their marks pair with none of the article's.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotator.assist.parse import Parse
from annotator.domain.annotations import Span
from annotator.domain.passages import Passage, passages_in


@dataclass(frozen=True, slots=True)
class Segment:
    """A passage in quote marks; all positions are places of tokens, half-open."""

    first: int  # first token between the marks
    last: int  # behind the last token between the marks
    outer_first: int  # with the opening mark
    outer_last: int  # behind the closing mark, if there is one
    inner: Span  # the same in code points
    outer: Span
    closed: bool
    chained: bool  # goes on a passage that the paragraph before did not close

    def __len__(self) -> int:
        return self.last - self.first


def segments_of(parse: Parse) -> list[Segment]:
    """Return the outermost passages in quote marks, in order; empty ones are left out."""
    text = _visible(parse)
    found: list[Segment] = []
    open_before = False  # the paragraph before did not close its last passage
    for number, start in enumerate(parse.paragraphs):
        stop = parse.paragraphs[number + 1] if number + 1 < len(parse.paragraphs) else len(parse)
        line = Span(parse.starts[start], parse.ends[stop - 1])
        reached = -1
        last_open = False
        for passage in passages_in(text, line):
            if passage.outer.start < reached:
                continue
            reached = passage.outer.end
            chained = open_before and passage.outer.start == line.start
            segment = _segment(parse, passage, chained=chained)
            if segment is not None:
                found.append(segment)
            last_open = not passage.closed
        open_before = last_open
    return found


def _segment(parse: Parse, passage: Passage, *, chained: bool) -> Segment | None:
    inner, outer = parse.tokens_in(passage.inner), parse.tokens_in(passage.outer)
    if not inner:
        return None
    return Segment(
        inner.start,
        inner.stop,
        outer.start,
        outer.stop,
        passage.inner,
        passage.outer,
        passage.closed,
        chained,
    )


def _visible(parse: Parse) -> str:
    """Return the text with blanks wherever no token stands: between words and in zones."""
    pieces: list[str] = []
    at = 0
    text = parse.text
    for start, end in zip(parse.starts, parse.ends, strict=True):
        pieces.append(" " * (start - at))
        pieces.append(text[start:end])
        at = end
    return "".join(pieces)
