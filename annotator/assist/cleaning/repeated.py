"""Lines that stand in several articles: the paper's, not the writer's.

Owns what tells one line from another and which count.  A whole sentence in the middle of articles
is background that writers copy from one another; only at an article's edges is it the paper's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from annotator.assist.cleaning.finds import PARAGRAPH, lines_of

#: Lines that stand in this many articles are the paper's.
REPEATED_IN = 3
#: From this share of repeated lines on, an article is a copy of another one, not furniture.
_COPY = 0.5
#: Lines at the top and at the end of an article, where papers put what is theirs.
_TOP, _END = 4, 6
#: A whole sentence, or words that lead to what follows.
_SENTENCE = re.compile(r"(?:\S+\s+){5,}\S*[.!?][”\"’')]*$|(?:\S+\s+){2,}\S*:$")


def line_key(line: str) -> int | None:
    """Return what tells a line from others; None for one too short or long to be furniture."""
    words = plain_words(line)
    return None if words is None else hash(words)


def plain_words(line: str) -> str | None:
    """Return a line without capitals and doubled spaces; None for none that can be furniture."""
    if len(line) > 2 * PARAGRAPH:
        return None
    words = " ".join(line.split()).casefold()
    if len(words) > PARAGRAPH or sum(map(str.isalpha, words)) < 4:
        return None
    return words


def repeated_lines(texts: Iterable[str]) -> set[int]:
    """Return the keys of lines that stand in `REPEATED_IN` articles or more.

    Articles that are mostly made of such lines are copies of one another: what only they share
    does not count.  The keys hold in this process only.
    """
    counts: Counter[int] = Counter()
    keys_of: list[tuple[int, ...]] = []
    for text in texts:
        keys = set()
        lines = [span.of(text) for span in lines_of(text)]
        for place, line in enumerate(lines):
            key = line_key(line)
            at_edge = place < _TOP or place >= len(lines) - _END
            if key is not None and (at_edge or not _SENTENCE.match(line)):
                keys.add(key)
        counts.update(keys)
        keys_of.append(tuple(keys))
    often = {key for key, number in counts.items() if number >= REPEATED_IN}
    for of_one in keys_of:
        here = often.intersection(of_one)
        if len(of_one) > 3 and len(here) > _COPY * len(of_one):
            counts.subtract(here)
    return {key for key in often if counts[key] >= REPEATED_IN}
