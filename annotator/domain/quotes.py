"""Quotes as frames: who said it, with which cue, what was said.

Owns how a quote is read from annotations and relations, and how its type follows from the quote
marks.  Terms after PARC 3.0 (Pareti 2016): content, cue, source.  Nothing is guessed here: a parent
quote is only what a person (or an accepted suggestion) linked.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.domain.annotations import Annotation, Span, without
from annotator.domain.article import Article
from annotator.domain.passages import paragraph_at, passages_in, quoted_letters

#: Slots of a quote that hold annotations with spans, in reading order of the format.
SLOTS = ("content", "cue", "source", "insertion")
PARENT = "parent"
RESPONDS_TO = "responds_to"
#: Content counts as wholly quoted from this share of its letters on: a stray "the" outside the
#: marks is a slip of the mouse, not a mixed quote.
_WHOLLY = 0.95


class QuoteType(enum.StrEnum):
    """How a quote stands in the text."""

    DIRECT = "direct"  # what the speaker said, in marks
    PARTIAL = "partial"  # quoted words inside a clause the writer wrote
    MIXED = "mixed"  # a reported clause of which some words are quoted
    INDIRECT = "indirect"  # reported without marks


@dataclass(frozen=True)
class Quote:
    """A quote of an article with what fills its slots; any of them may be empty."""

    frame: Annotation
    content: tuple[Annotation, ...]
    cue: tuple[Annotation, ...]
    source: tuple[Annotation, ...]
    insertion: tuple[Annotation, ...]
    parent: Annotation | None
    responds_to: tuple[Annotation, ...]
    type: QuoteType  # overruled by a person, else computed

    @property
    def start(self) -> int | None:
        """Return where the quote is met in reading: its first content, else cue, else source."""
        for slot in (self.content, self.cue, self.source):
            if slot:
                return min(each.start for each in slot)
        return None


def quote_of(article: Article, frame: Annotation) -> Quote:
    """Return the quote that a frame annotation stands for."""
    slots = {slot: tuple(article.fillers(frame.id, slot)) for slot in SLOTS}
    parents = article.fillers(frame.id, PARENT)
    overruled = frame.attributes.get("type")
    if overruled in set(QuoteType):
        kind = QuoteType(str(overruled))
    else:
        kind = quote_type(
            article.text,
            [span for each in slots["content"] for span in each.spans],
            [span for each in slots["insertion"] for span in each.spans],
        )
    return Quote(
        frame,
        **slots,
        parent=parents[0] if parents else None,
        responds_to=tuple(article.fillers(frame.id, RESPONDS_TO)),
        type=kind,
    )


def parents_of(article: Article, frame: Annotation) -> list[Annotation]:
    """Return the quotes in which a quote is reported, the nearest first.

    A circle, which only a foreign file can bring, ends where it began.
    """
    found: list[Annotation] = []
    seen = {frame.id}
    above = article.fillers(frame.id, PARENT)
    while above and above[0].id not in seen:
        found.append(above[0])
        seen.add(above[0].id)
        above = article.fillers(above[0].id, PARENT)
    return found


def speakers(article: Article, frame: Annotation) -> list[str]:
    """Return who reports whom, from the outermost source to that of the quote itself.

    Several sources of one quote are joined by "and"; a quote without any is left out.
    """
    chain = []
    for each in (*reversed(parents_of(article, frame)), frame):
        sources = [
            " ".join(" ".join(span.of(article.text) for span in part.spans).split())
            for part in article.fillers(each.id, "source")
        ]
        if sources:
            chain.append(" and ".join(sources))
    return chain


def quote_type(text: str, content: Sequence[Span], insertions: Iterable[Span] = ()) -> QuoteType:
    """Return the type that the quote marks give to a content.

    Indirect without marks, mixed with some letters in marks.  With all of them in marks it is
    direct where the passage starts like somebody's sentence (a capital after a sentence's start, a
    comma or a colon) and partial inside the writer's own clause.
    """
    kept = list(content)
    for hole in insertions:
        kept = list(without(kept, hole))
    inside = total = 0
    for span in kept:
        quoted, letters = quoted_letters(text, span)
        inside += quoted
        total += letters
    if not inside:
        return QuoteType.INDIRECT
    if inside < total * _WHOLLY:
        return QuoteType.MIXED
    return QuoteType.DIRECT if _starts_like_a_sentence(text, min(kept)) else QuoteType.PARTIAL


def _starts_like_a_sentence(text: str, span: Span) -> bool:
    paragraph = paragraph_at(text, span.start)
    opened = span.start
    for passage in passages_in(text, paragraph):
        if passage.outer.start <= span.start < passage.outer.end:
            opened = min(opened, passage.outer.start)
    first = next((each for each in text[span.start : span.end] if each.isalnum()), "")
    # Scripts without capitals have only the context to tell.
    if first.lower() != first.upper() and not first.isupper() and not first.isdigit():
        return False
    before = text[paragraph.start : opened].rstrip()
    return not before or before[-1] in '.!?…,:;—–-。，：؟"”»'


def content_text(text: str, quote: Quote) -> str:
    """Return what was said, parts joined by " … ", without the paper's insertions."""
    spans: list[Span] = [span for each in quote.content for span in each.spans]
    for insertion in quote.insertion:
        for hole in insertion.spans:
            spans = list(without(spans, hole))
    return " … ".join(" ".join(span.of(text).split()) for span in sorted(spans))
