"""Pieces of an article as articles of their own: without its zones, or sentence by sentence.

Owns what becomes of annotations whose words are not wholly in a piece: they are told, never moved,
and so are the relations and comments that go with them.
Offsets of a piece count its own characters.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from annotator.domain.annotations import Annotation, Relation, Span
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Comment, Document
from annotator.domain.ids import derived_id
from annotator.domain.tokens import Tokens

#: Is told of an annotation, a relation or a comment that has no place in any piece.
Told = Callable[[Annotation | Relation | Comment], object]


def outside_zones(bundle: Bundle) -> list[Span]:
    """Return what is left of a text when its zones are gone, in order."""
    kept, at = [], 0
    for zone in sorted(bundle.zones, key=lambda each: each.start):
        if zone.start > at:
            kept.append(Span(at, zone.start))
        at = max(at, zone.end)
    if at < len(bundle.text):
        kept.append(Span(at, len(bundle.text)))
    return kept


def without_zones(bundle: Bundle, lost: Told) -> Bundle:
    """Return an article with the text of its zones taken out, and none of them left.

    `lost` is told of annotations that touch a zone, of frames that are left with nothing, and of
    what goes with these.
    """
    if not bundle.zones:
        return bundle
    kept = outside_zones(bundle)
    text = "".join(bundle.text[start:end] for start, end in kept)
    starts = [each.start for each in kept]
    shifts = []
    before = 0
    for start, end in kept:
        shifts.append(start - before)
        before += end - start

    def place(part: Span) -> Span | None:
        run = bisect_right(starts, part.start) - 1
        if run < 0 or part.end > kept[run].end:
            return None
        return Span(part.start - shifts[run], part.end - shifts[run])

    document = _document(bundle.document, bundle.document.uid, text)
    piece = _piece(bundle, document, text, place, lost)
    _tell_of_the_rest(bundle, (piece,), lost)
    return piece


def sentences(bundle: Bundle, lost: Told) -> Iterator[Bundle]:
    """Yield each sentence of an article, which has tokens, as an article `uid#number` of its own.

    `lost` is told of annotations that reach over the end of a sentence, of frames whose parts
    stand in several, and of what goes with these.  Labels and comments of the whole article go with
    its first sentence.
    """
    tokens = bundle.tokens
    assert tokens is not None
    ranges = _sentence_ranges(tokens)
    starts = [each.start for each in ranges]
    home = _homes(bundle, ranges, starts, lost)
    made: list[Bundle] = []
    for number, (start, end) in enumerate(ranges):
        here = [each for each in bundle.annotations if home.get(each.id) == number]
        ids = {each.id for each in here}
        text = bundle.text[start:end]
        uid = f"{bundle.document.uid}#{number + 1}"
        piece = replace(
            bundle,
            annotations=here,
            relations=[each for each in bundle.relations if {each.source, each.target} <= ids],
            comments=[
                each
                for each in bundle.comments
                if each.annotation in ids or (each.annotation is None and number == 0)
            ],
            assignments=bundle.assignments if number == 0 else (),
        )

        def place(part: Span, start: int = start, end: int = end) -> Span | None:
            if part.start < start or part.end > end:
                return None
            return Span(part.start - start, part.end - start)

        made.append(_piece(piece, _document(bundle.document, uid, text), text, place, lost))
    _tell_of_the_rest(bundle, made, lost)
    yield from made


def _tell_of_the_rest(bundle: Bundle, made: Sequence[Bundle], lost: Told) -> None:
    """Tell of relations and comments that are in no piece."""
    relations = {each.id for piece in made for each in piece.relations}
    comments = {each.id for piece in made for each in piece.comments}
    for link in bundle.relations:
        if link.id not in relations:
            lost(link)
    for comment in bundle.comments:
        if comment.id not in comments:
            lost(comment)


def _sentence_ranges(tokens: Tokens) -> list[Span]:
    borders = [*tokens.sentence_starts, len(tokens)]
    if borders[0] != 0:
        borders.insert(0, 0)
    return [
        Span(tokens.starts[first], tokens.ends[after - 1])
        for first, after in pairwise(borders)
        if first < after
    ]


def _homes(
    bundle: Bundle, ranges: Sequence[Span], starts: Sequence[int], lost: Told
) -> dict[int, int]:
    """Return the sentence of each annotation; those in no single one are told."""
    home: dict[int, int] = {}
    bare = []
    for each in bundle.annotations:
        if not each.spans:
            bare.append(each)
            continue
        number = bisect_right(starts, each.start) - 1
        if number >= 0 and each.end <= ranges[number].end:
            home[each.id] = number
        else:
            lost(each)
    targets: dict[int, list[int]] = {}
    for link in bundle.relations:
        targets.setdefault(link.source, []).append(link.target)
    words = {each.id for each in bundle.annotations if each.spans}
    for each in bare:
        fillers = [target for target in targets.get(each.id, ()) if target in words]
        numbers = {home.get(target) for target in fillers}
        if not fillers:
            home[each.id] = 0
        elif len(numbers) == 1 and None not in numbers:
            home[each.id] = home[fillers[0]]
        else:
            lost(each)
    return home


def _piece(
    bundle: Bundle,
    document: Document,
    text: str,
    place: Callable[[Span], Span | None],
    lost: Told,
) -> Bundle:
    annotations: dict[int, Annotation] = {}
    frames: list[Annotation] = []
    for each in bundle.annotations:
        parts = [place(part) for part in each.spans]
        if any(part is None for part in parts):
            lost(each)
        elif each.spans:
            spans = tuple(part for part in parts if part is not None)
            annotations[each.id] = each._replace(document=document.id, spans=_apart(spans))
        else:
            frames.append(each)
    had = {each.source for each in bundle.relations}
    has = {each.source for each in bundle.relations if each.target in annotations}
    for each in frames:
        # A frame whose every part is gone is gone; one that never had any stays as it was.
        if each.id in had and each.id not in has and _joined_words(bundle, each.id):
            lost(each)
        else:
            annotations[each.id] = each._replace(document=document.id)
    relations = [
        each._replace(document=document.id)
        for each in bundle.relations
        if each.source in annotations and each.target in annotations
    ]
    return replace(
        bundle,
        document=document,
        text=text,
        zones=(),
        annotations=list(annotations.values()),
        relations=relations,
        entries={
            each: bundle.entries[each]
            for each in {each.entry for each in annotations.values()}
            if each is not None and each in bundle.entries
        },
        assignments=[replace(each, document=document.id) for each in bundle.assignments],
        comments=[
            replace(each, document=document.id)
            for each in bundle.comments
            if each.annotation is None or each.annotation in annotations
        ],
        suggestions=[
            replace(each, document=document.id, start=found.start, end=found.end)
            for each in bundle.suggestions
            if (found := place(Span(each.start, each.end))) is not None
        ],
        tokens=_tokens(bundle.tokens, place),
    )


def _joined_words(bundle: Bundle, frame: int) -> bool:
    words = {each.id for each in bundle.annotations if each.spans}
    return any(each.source == frame and each.target in words for each in bundle.relations)


def _apart(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Join parts that touch now that what stood between them is gone."""
    joined = [spans[0]]
    for part in spans[1:]:
        if part.start == joined[-1].end:
            joined[-1] = Span(joined[-1].start, part.end)
        else:
            joined.append(part)
    return tuple(joined)


def _tokens(tokens: Tokens | None, place: Callable[[Span], Span | None]) -> Tokens | None:
    """Return the tokens of a piece; a border of a zone or sentence is a border of tokens."""
    if tokens is None:
        return None
    kept = [(index, place(tokens.span(index))) for index in range(len(tokens))]
    found = [(index, span) for index, span in kept if span is not None]
    indices = [index for index, _ in found]
    starts = {bisect_left(indices, first) for first in tokens.sentence_starts}
    return Tokens(
        [span.start for _, span in found],
        [span.end for _, span in found],
        sorted(each for each in starts if each < len(found)),
        tokens.model,
    )


def _document(document: Document, uid: str, text: str) -> Document:
    hashed = hashlib.sha256(text.encode()).hexdigest()
    return replace(
        document, id=derived_id("document", uid), uid=uid, text_sha256=hashed, length=len(text)
    )
