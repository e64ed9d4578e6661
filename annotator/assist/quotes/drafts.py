"""A quote in the making: ranges of tokens, before a guideline makes a proposal of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.assist.quotes.reading import Range
from annotator.domain.annotations import Span
from annotator.domain.cue_words import CueWord

#: Stands for a cue that the lexicon lacks.
UNKNOWN_CUE = CueWord("", "", speech=True, takes=frozenset("q"))


@dataclass(slots=True, eq=False)
class Draft:
    """A quote as ranges of tokens."""

    entry: CueWord
    cue: Range | None
    head: int  # token the cue hangs on, -1 without one
    source: Range | None
    subject: int | None  # head of the source
    content: list[Range] = field(default_factory=list)
    pattern: str = ""  # name of the rule that made it
    parent: Draft | None = None
    speaker: Span | None = None  # the fuller mention of the source
    score: float | None = None
    styled: bool = False  # its borders are those of labels, not of rules

    @property
    def first(self) -> int:
        """Return its first token."""
        return min(each[0] for each in self.content)

    @property
    def size(self) -> int:
        """Return how many tokens its content has."""
        return sum(last - first for first, last in self.content)


def holders(drafts: Sequence[Draft]) -> dict[int, Draft]:
    """Return for each token the smallest draft in whose content it stands."""
    found: dict[int, Draft] = {}
    for draft in sorted(drafts, key=lambda each: each.size, reverse=True):
        for piece in draft.content:
            for token in range(*piece):
                found[token] = draft
    return found


def nest(drafts: Sequence[Draft]) -> None:
    """Note for every draft whose cue lies in the content of others the smallest of them.

    Without a cue its content has to lie there.
    """
    holder = holders(drafts)
    for draft in drafts:
        above = holder.get(draft.cue[0] if draft.cue is not None else draft.first)
        draft.parent = None if above is draft else above
