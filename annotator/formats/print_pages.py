"""Pages of print to running text.

Owns what becomes of what a page adds to an article: lines that stand at the same edge of most pages
become zones, words cut at a line end are joined, pages are parted by a line end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from annotator.domain.documents import ZoneKind
from annotator.domain.errors import Phrase
from annotator.formats.registry import ReadOptions

#: Lines at the top and at the bottom of a page that may belong to the print.
_EDGE = 2
#: Share of the pages on which such a line must stand; two of them at least.
_OFTEN = 0.5
_LONGEST = 120  # characters of such a line
_DIGITS = re.compile(r"\d+")
_SPACES = re.compile(r"\s+")
#: A letter, a hyphen at the line end (U+00AD is one that only shows there), a small letter.
_CUT = re.compile(r"(?<=[^\W\d_])(?:-|\u2010|\u00ad) ?\n(?=[^\W\d_])")
_SOFT = "\u00ad"

#: A range of characters that does not belong to the article.
Zone = tuple[int, int, ZoneKind]


def joined(pages: Sequence[str], options: ReadOptions) -> tuple[str, list[Zone]]:
    """Return the running text of pages and its zones, in order; offsets are code points."""
    split = [[line.rstrip() for line in page.split("\n")] for page in pages]
    split = [_trimmed(lines) for lines in split if any(lines)]
    usual = _repeated(split)
    edges_of = [{n for n in _edges(lines) if _form(lines[n]) in usual} for lines in split]
    if all(not line or n in edges for lines, edges in zip(split, edges_of, strict=True)
           for n, line in enumerate(lines)):  # fmt: skip
        edges_of = [set() for _ in split]  # nothing but headers is no article with headers
    text: list[str] = []
    zones: list[Zone] = []
    length = 0
    for lines, edges in zip(split, edges_of, strict=True):
        # Runs of lines of the one or the other kind; only what is article is joined.
        run: list[str] = []
        for number, line in enumerate(lines):
            if number in edges:
                length += _add(text, _whole(run, options))
                run = []
                zones.append((length, length + len(line), ZoneKind.FURNITURE))
                length += _add(text, [line])
            else:
                run.append(line)
        length += _add(text, _whole(run, options))
    options.note(Phrase("told-running-heads"), len(zones))
    return "".join(text).rstrip("\n"), zones


def _add(text: list[str], lines: list[str]) -> int:
    """Add lines to a text and return how many characters these are."""
    piece = "".join(line + "\n" for line in lines)
    text.append(piece)
    return len(piece)


def _trimmed(lines: list[str]) -> list[str]:
    while lines and not lines[0]:
        lines = lines[1:]
    while lines and not lines[-1]:
        lines = lines[:-1]
    return lines


def _edges(lines: list[str]) -> list[int]:
    """Return the numbers of the lines at the edges of a page."""
    filled = [number for number, line in enumerate(lines) if line]
    return sorted({*filled[:_EDGE], *filled[-_EDGE:]})


def _form(line: str) -> str:
    """Return what makes a line the same on another page: page numbers count alike."""
    return _DIGITS.sub("#", _SPACES.sub(" ", line)).strip().casefold()


def _repeated(pages: Sequence[list[str]]) -> set[str]:
    """Return the forms of lines that stand at the edges of most pages."""
    seen: Counter[str] = Counter()
    for lines in pages:
        seen.update({_form(lines[n]) for n in _edges(lines) if len(lines[n]) <= _LONGEST})
    least = max(2, int(len(pages) * _OFTEN + 0.5))
    return {form for form, number in seen.items() if number >= least and form}


def _whole(lines: list[str], options: ReadOptions) -> list[str]:
    """Return lines with the words that were cut at their ends joined."""
    if not lines:
        return lines
    before = "\n".join(lines)
    parts = 0

    def join(match: re.Match[str]) -> str:
        nonlocal parts
        after = before[match.end()]
        if _SOFT not in match[0] and not after.islower():
            return match[0]  # “North-\nKorea” keeps its hyphen
        parts += 1
        return ""

    after = _CUT.sub(join, before)
    options.note(Phrase("told-hyphens"), parts)
    return after.split("\n")
