"""Passages in quote marks.

Owns the pairing of quote marks, paragraph by paragraph: news opens every paragraph of a long quote
without closing the one before, so a mark never pairs across a paragraph's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.domain.annotations import Span

#: Opening marks and what closes them.  `„` is closed by “ in German and by ” in Polish.
_PAIRS = {
    '"': '"',
    "“": "”",
    "„": "“”",
    "‟": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    "『": "』",
    "‘": "’",
    "'": "'",
}
#: Marks that are also apostrophes: they only count where no letter touches them from outside.
_SINGLE = frozenset("‘'")
MARKS = frozenset("".join(_PAIRS) + "".join(_PAIRS.values()))
_MARK = re.compile(f"[{re.escape(''.join(sorted(MARKS)))}]")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words between a pair of quote marks; positions are code points of the whole text."""

    outer: Span  # with the marks
    inner: Span  # without them
    closed: bool = True  # False: the paragraph ended first


def paragraph_at(text: str, position: int) -> Span:
    """Return the range of the line that holds `position`, without its line break."""
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    return Span(start, len(text) if end < 0 else end)


def passages_in(text: str, paragraph: Span) -> list[Passage]:
    """Return the quoted passages of a paragraph, nested ones included, by where they start."""
    found: list[Passage] = []
    open_marks: list[tuple[int, str]] = []
    for match in _MARK.finditer(text, *paragraph):
        place, mark = match.start(), match.group()
        if open_marks and _closes(text, place, paragraph, open_marks[-1][1]):
            start, _ = open_marks.pop()
            found.append(_passage(start, place, closed=True))
        elif len(open_marks) > 1 and _closes(text, place, paragraph, open_marks[-2][1]):
            # An inner mark was an apostrophe after all, or somebody forgot to close it.
            open_marks.pop()
            start, _ = open_marks.pop()
            found.append(_passage(start, place, closed=True))
        elif mark in _PAIRS and _opens(text, place, paragraph, nested=bool(open_marks)):
            open_marks.append((place, mark))
    for start, mark in open_marks:
        if mark not in _SINGLE and start + 1 < paragraph.end:
            found.append(
                Passage(Span(start, paragraph.end), Span(start + 1, paragraph.end), closed=False)
            )
    return sorted((each for each in found if each.inner.start < each.inner.end), key=_by_start)


def passage_at(text: str, position: int) -> Passage | None:
    """Return the innermost quoted passage whose marks or words hold `position`."""
    holding = [
        each
        for each in passages_in(text, paragraph_at(text, position))
        if each.outer.start <= position < each.outer.end
    ]
    return min(holding, key=lambda each: each.outer.end - each.outer.start, default=None)


def words_of(text: str, passage: Passage) -> Span | None:
    """Return what was said: a passage without the writer's comma or spaces at its ends."""
    start, end = passage.inner
    while end > start and (text[end - 1] in ",;،" or text[end - 1].isspace()):
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end) if start < end else None


def quoted_letters(text: str, span: Span) -> tuple[int, int]:
    """Return how many letters and digits of `span` stand in quote marks, and how many there are."""
    inside = 0
    for paragraph in paragraphs_of(text, span):
        at = max(span.start, paragraph.start)
        end = min(span.end, paragraph.end)
        # By where they start: what is inside the one before was counted with it.
        for passage in passages_in(text, paragraph):
            upto = min(end, passage.inner.end)
            inside += _letters(text[max(at, passage.inner.start) : upto])
            at = max(at, upto)
    return inside, _letters(span.of(text))


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def paragraphs_of(text: str, span: Span) -> Iterator[Span]:
    """Yield the paragraphs that `span` touches."""
    position = span.start
    while position < span.end or position == span.start:
        paragraph = paragraph_at(text, position)
        yield paragraph
        position = paragraph.end + 1
        if position > len(text):
            return


def _by_start(passage: Passage) -> tuple[int, int]:
    return passage.outer.start, -passage.outer.end


def _passage(start: int, end: int, *, closed: bool) -> Passage:
    return Passage(Span(start, end + 1), Span(start + 1, end), closed)


def _opens(text: str, place: int, paragraph: Span, *, nested: bool) -> bool:
    before = text[place - 1] if place > paragraph.start else " "
    after = text[place + 1] if place + 1 < paragraph.end else " "
    if text[place] in _SINGLE:
        return not before.isalnum() and not after.isspace()
    if text[place] == '"':
        # Glued text may put a letter before an opening mark, but not a space after it.
        return not after.isspace() or nested
    return True


def _closes(text: str, place: int, paragraph: Span, opened: str) -> bool:
    if text[place] not in _PAIRS[opened]:
        return False
    if opened in _SINGLE:
        before = text[place - 1] if place > paragraph.start else " "
        after = text[place + 1] if place + 1 < paragraph.end else " "
        return not after.isalnum() and not before.isspace()
    return True
