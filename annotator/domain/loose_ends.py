"""What an article may still lack: quoted words without a quote, quotes without a source, pronouns.

Owns what counts as a loose end.  It is a list to look through, never an error: a paper puts titles
in quote marks, and some quotes have no source.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import NamedTuple

from annotator.domain.annotations import Annotation, Span
from annotator.domain.article import Article
from annotator.domain.entries import is_pronoun
from annotator.domain.passages import Passage, paragraphs_of, passages_in, words_of
from annotator.domain.scheme import LayerKind, Scheme

#: Words from which on a passage in quote marks is more likely said than a title or irony.
_SAID = 2


class Loose(enum.StrEnum):
    """What is missing."""

    UNQUOTED = "unquoted"  # words in quote marks that are in no quote
    UNBALANCED = "unbalanced"  # a quote mark that nothing closes
    NO_CONTENT = "no-content"
    NO_SOURCE = "no-source"
    NO_TARGET = "no-target"  # an opinion about nobody
    PRONOUN = "pronoun"  # a source or holder called "he", and nothing says who that is


class LooseEnd(NamedTuple):
    """One thing to look at."""

    kind: Loose
    span: Span  # where it is
    annotation: int | None  # the frame or the part it is about


def loose_ends(article: Article, scheme: Scheme) -> list[LooseEnd]:
    """Return what the article may still lack, in the order of its text; zones are left out."""
    found = [*_marks(article, scheme), *_frames(article, scheme)]
    return sorted(found, key=lambda each: (each.span, each.kind, each.annotation or 0))


def _marks(article: Article, scheme: Scheme) -> Iterator[LooseEnd]:
    text = article.text
    layers = {each.uid for each in scheme.layers if each.kind is LayerKind.QUOTES}
    contents = [
        span
        for each in article.annotations.values()
        if each.layer in layers and each.label == "content"
        for span in each.spans
    ]
    paragraphs = list(paragraphs_of(text, Span(0, len(text)))) if text else []
    for place, paragraph in enumerate(paragraphs):
        for passage in passages_in(text, paragraph):
            if article.in_zone(passage.outer):
                continue
            if not passage.closed and not _goes_on(text, passage, paragraphs[place + 1 :]):
                mark = Span(passage.outer.start, passage.outer.start + 1)
                yield LooseEnd(Loose.UNBALANCED, mark, None)
            words = words_of(text, passage)
            said = words is not None and len(words.of(text).split()) >= _SAID
            if words is not None and said and not any(words.overlaps(each) for each in contents):
                yield LooseEnd(Loose.UNQUOTED, words, None)


def _goes_on(text: str, passage: Passage, following: list[Span]) -> bool:
    """Tell whether the next paragraph opens with the same mark, as in a long quote."""
    mark = text[passage.outer.start]
    after = next((each for each in following if each.start < each.end), None)
    return after is not None and text[after.start : after.end].lstrip().startswith(mark)


def _frames(article: Article, scheme: Scheme) -> Iterator[LooseEnd]:
    for layer in scheme.layers:
        label = scheme.frame_label(layer.uid)
        if label is None:
            continue
        quotes = layer.kind is LayerKind.QUOTES
        for frame in article.in_layer(layer.uid, label.uid):
            parts = [
                part
                for relation in article.relations_from(frame.id)
                if (part := article.annotations.get(relation.target)) is not None and part.spans
            ]
            if not parts:
                continue  # a frame without any part has no place to go to
            place = min(part.spans[0] for part in parts)
            filled = {relation.role for relation in article.relations_from(frame.id)}
            if quotes and "content" not in filled:
                yield LooseEnd(Loose.NO_CONTENT, place, frame.id)
            if quotes and "source" not in filled:
                yield LooseEnd(Loose.NO_SOURCE, place, frame.id)
            if not quotes and "target" not in filled:
                yield LooseEnd(Loose.NO_TARGET, place, frame.id)
            for role in ("source", "holder"):
                for part in article.fillers(frame.id, role):
                    if _is_unresolved(article, part):
                        yield LooseEnd(Loose.PRONOUN, part.spans[0], part.id)


def _is_unresolved(article: Article, part: Annotation) -> bool:
    if part.entry is not None or not part.spans:
        return False
    if not is_pronoun(" ".join(span.of(article.text) for span in part.spans)):
        return False
    # What is linked to an entry as a mention, or to another mention, is known.
    linked = any(
        each.entry is not None and each.spans == part.spans
        for each in article.touching(part.spans[0])
    )
    return not linked and not article.relations_from(part.id, "coref")
