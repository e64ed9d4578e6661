"""What assistance proposes for an article, as plain values.

Owns the shapes in which rules and models hand over entities, quotes and opinions.  A proposal
becomes a `Suggestion` of a project (`services.suggesting`) and, if a person accepts it, an
annotation; by itself it counts nowhere.  All positions are code points of the article's text.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.annotations import Span


@dataclass(frozen=True, slots=True)
class EntityProposal:
    """A name that looks like a mention."""

    start: int
    end: int
    label: str  # stable id of a label of the scheme
    suggester: str  # what proposed it: name and version of a pipeline or model, or a rule's name
    score: float | None = None  # 0 to 1; None where the suggester has none
    entry: int | None = None  # the entry whose alias it is

    @property
    def span(self) -> Span:
        """Return its range."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class QuoteProposal:
    """An act of saying: content, cue and source together; any slot but the content may be empty."""

    content: tuple[Span, ...]  # in text order, without the quote marks around them
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    insertion: tuple[Span, ...] = ()  # words of the paper inside the content, brackets included
    speaker: Span | None = None  # the fuller mention that the source refers back to, if any
    act: str = ""  # stable id of an act of the scheme ("denies"); "" where it is not known
    parent: int | None = None  # place in the same list of the quote in which this one is reported
    score: float | None = None
    suggester: str = ""


@dataclass(frozen=True, slots=True)
class OpinionProposal:
    """Who feels what about whom."""

    target: Span
    polarity: str  # of `domain.opinions.POLARITIES`
    intensity: str | None = None  # of `domain.opinions.INTENSITIES`
    holder: tuple[Span, ...] = ()  # empty: the writer
    expression: tuple[Span, ...] = ()
    quote: int | None = None  # place of the quote it was said in, among the proposed quotes
    score: float | None = None
    suggester: str = ""
