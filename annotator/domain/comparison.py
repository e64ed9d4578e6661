"""What several annotators say about one document, laid side by side.

Owns which annotations of different annotators stand for one thing (an item), and how they differ.
It decides nothing and counts nothing: gold sets and figures are made from what it returns.

Two annotations can stand for one thing if they share characters; the best pairs are joined first,
and an item holds at most one annotation of each annotator.  Frames (quotes, opinions) are laid side
by side by what fills their slots and compared slot by slot; what fills a slot is part of its frame
and no item of its own.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from annotator.domain import opinions, quotes
from annotator.domain.annotations import Annotation, Span
from annotator.domain.article import Article
from annotator.domain.scheme import LayerKind, Scheme

#: Slots by which frames of a kind are recognised as the same, the surest first.
_KNOWN_BY = {
    LayerKind.QUOTES: ("content", "cue", "source"),
    LayerKind.OPINIONS: ("expression", "target", "holder"),
}
_SLOTS = {LayerKind.QUOTES: quotes.SLOTS, LayerKind.OPINIONS: opinions.SLOTS}
#: Links from frame to frame that say something of the frame: whose report it is, what it answers.
_LINKS = {
    LayerKind.QUOTES: (quotes.PARENT, quotes.RESPONDS_TO),
    LayerKind.OPINIONS: (opinions.QUOTE,),
}
_POLARITY = "polarity"


class Difference(enum.StrEnum):
    """In which way versions of one item differ."""

    MISSING = "missing"  # somebody who read the document does not have it
    LABEL = "label"
    BOUNDARY = "boundary"  # of the annotation, or of what fills a slot
    POLARITY = "polarity"
    ROLE = "role"  # a slot is filled by something else, or empty
    ATTRIBUTE = "attribute"  # or the entry


#: The worst first: what a reviewer should see before anything else.
WORST_FIRST = tuple(Difference)


@dataclass(frozen=True, slots=True)
class Version:
    """What one annotator says about an item."""

    annotation: Annotation
    slots: Mapping[str, tuple[Annotation, ...]] = field(default_factory=dict)  # of a frame
    #: Links to other frames: role -> the ranges by which each of those is known.
    links: Mapping[str, tuple[tuple[Span, ...], ...]] = field(default_factory=dict)

    @property
    def annotator(self) -> int:
        """Return the id of whoever says so."""
        return self.annotation.annotator

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return all ranges that the version is about, in text order."""
        found = list(self.annotation.spans)
        for fillers in self.slots.values():
            found += [span for each in fillers for span in each.spans]
        return tuple(sorted(found))

    def said(self) -> tuple[object, ...]:
        """Return everything the version says, without who says it and how it came to be."""
        one = self.annotation
        return (
            one.layer,
            one.label,
            one.spans,
            tuple(sorted(one.attributes.items())),
            one.entry,
            tuple(
                (role, tuple(sorted(each.spans for each in fillers)))
                for role, fillers in sorted(self.slots.items())
                if fillers
            ),
            tuple(sorted(self.links.items())),
        )


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a document, as several annotators see it."""

    document: int
    layer: str
    versions: tuple[Version, ...]  # in the order of `annotators`
    missing: tuple[int, ...]  # annotators who read the document and do not have it
    differences: tuple[Difference, ...]  # none: everybody says the same; the worst first

    @property
    def agreed(self) -> bool:
        """Tell whether everybody says the same."""
        return not self.differences

    @property
    def sources(self) -> tuple[int, ...]:
        """Return the ids of the annotations that stand for it, sorted."""
        return tuple(sorted(each.annotation.id for each in self.versions))

    @property
    def start(self) -> int:
        """Return where it is met in reading; -1 for what has no place."""
        starts = [spans[0].start for each in self.versions if (spans := each.spans)]
        return min(starts, default=-1)

    @property
    def end(self) -> int:
        """Return where it ends; -1 for what has no place."""
        return max((span.end for each in self.versions for span in each.spans), default=-1)

    def digest(self) -> str:
        """Return a word that changes with anything that a version says."""
        said = sorted(
            json.dumps([each.annotation.id, each.said()], default=list) for each in self.versions
        )
        return hashlib.blake2b("\n".join(said).encode(), digest_size=8).hexdigest()


def compare(article: Article, scheme: Scheme, layer: str, annotators: Sequence[int]) -> list[Item]:
    """Return the items of a layer in a document, in reading order.

    Args:
        article: The document with what all of `annotators` said about it.
        scheme: Tells which layers hold frames.
        layer: Stable id of the layer.
        annotators: Those who read the document, in the order in which versions shall stand; who
            has nothing for an item is missing there.
    """
    found = scheme.layer(layer)
    kind = LayerKind.SPANS if found is None else found.kind
    versions = versions_of(article, layer, kind, annotators)
    frames = [each for each in versions if _is_frame(each, kind)]
    spans = [each for each in versions if each.annotation.spans]
    rest = [each for each in versions if not each.annotation.spans and not _is_frame(each, kind)]
    groups = [
        *_grouped(frames, lambda one, other: _frame_likeness(one, other, kind)),
        *_grouped(spans, _span_likeness),
        *_by_label(rest),
    ]
    items = [_item(article.document.id, layer, group, annotators) for group in groups]
    return sorted(items, key=lambda item: (item.start, -item.end, item.sources))


def versions_of(
    article: Article, layer: str, kind: LayerKind, annotators: Collection[int]
) -> list[Version]:
    """Return what the annotators say in a layer; what fills a slot of a frame is part of that."""
    chosen = [each for each in article.annotations.values()
              if each.layer == layer and each.annotator in annotators]  # fmt: skip
    slots = _SLOTS.get(kind, ())
    found, used = [], set()
    for each in chosen:
        if each.spans or not slots:
            continue
        filled = {
            role: fillers for role in slots if (fillers := tuple(article.fillers(each.id, role)))
        }
        used |= {one.id for role in filled for one in filled[role] if one.spans}
        linked = {
            role: tuple(sorted(_known_ranges(article, target) for target in targets))
            for role in _LINKS[kind]
            if (targets := article.fillers(each.id, role))
        }
        found.append(Version(each, filled, linked))
    found += [Version(each) for each in chosen if each.id not in used and (each.spans or not slots)]
    return found


def _known_ranges(article: Article, frame: Annotation) -> tuple[Span, ...]:
    """Return the ranges of what fills a frame's slots: it is the same one for everybody by them."""
    fillers = (article.annotations[each.target] for each in article.relations_from(frame.id))
    return tuple(sorted({span for each in fillers for span in each.spans}))


def _is_frame(version: Version, kind: LayerKind) -> bool:
    return kind in _SLOTS and not version.annotation.spans


def _item(document: int, layer: str, group: Iterable[Version], annotators: Sequence[int]) -> Item:
    by_annotator = {each.annotator: each for each in group}
    versions = tuple(by_annotator[each] for each in annotators if each in by_annotator)
    missing = tuple(each for each in annotators if each not in by_annotator)
    return Item(document, layer, versions, missing, _differences(versions, missing))


# Which stand for one thing -----------------------------------------------------------------------


def _grouped(versions: Sequence[Version], likeness: object) -> list[list[Version]]:
    """Join the likest pairs first, never two versions of one annotator in a group."""
    assert callable(likeness)
    pairs = []
    ordered = sorted(versions, key=lambda each: (each.spans[:1] or (Span(0, 0),), _name(each)))
    ends: list[tuple[int, int]] = []  # (end, place) of those that later ones may overlap
    for place, one in enumerate(ordered):
        start = one.spans[0].start if one.spans else 0
        ends = [each for each in ends if each[0] > start]
        for _, earlier in ends:
            other = ordered[earlier]
            if other.annotator != one.annotator:
                like = likeness(other, one)
                if like > (0,):
                    pairs.append((like, -earlier, -place))
        if one.spans:
            ends.append((max(span.end for span in one.spans), place))
    group_of = {place: {place} for place in range(len(ordered))}
    for _, first, second in sorted(pairs, reverse=True):
        one_group, other_group = group_of[-first], group_of[-second]
        if one_group is other_group:
            continue
        joined = one_group | other_group
        if len({ordered[place].annotator for place in joined}) == len(joined):
            for place in joined:
                group_of[place] = joined
    seen: set[int] = set()
    groups = []
    for place in range(len(ordered)):
        if place not in seen:
            seen |= group_of[place]
            groups.append([ordered[each] for each in sorted(group_of[place])])
    return groups


def _by_label(versions: Sequence[Version]) -> list[list[Version]]:
    """Return document labels, those that say the same together."""
    groups: dict[str, list[Version]] = {}
    for each in versions:
        groups.setdefault(each.annotation.label, []).append(each)
    return [groups[label] for label in sorted(groups)]


def _name(version: Version) -> tuple[str, int, int]:
    return version.annotation.label, version.annotator, version.annotation.id


def _span_likeness(one: Version, other: Version) -> tuple[float, ...]:
    shared = _share(one.annotation.spans, other.annotation.spans)
    if not shared:
        return (0,)
    return (shared, float(one.annotation.label == other.annotation.label))


def _frame_likeness(one: Version, other: Version, kind: LayerKind) -> tuple[float, ...]:
    found = []
    for role in _KNOWN_BY[kind]:
        mine, others = (
            tuple(sorted(span for filler in each.slots.get(role, ()) for span in filler.spans))
            for each in (one, other)
        )
        # A slot that both leave empty tells nothing; one that only one fills tells little.
        found.append(_share(mine, others) if mine and others else 0.0)
    said = [(role, each.annotation.attributes.get(_POLARITY)) for role, each in
            (("one", one), ("other", other))]  # fmt: skip
    if not any(found):
        return (0,)
    first = next((value for value in found if value), 0.0)
    # What they are surest known by counts first: the same content, else the same cue.
    known = len(found) - next(place for place, value in enumerate(found) if value)
    return (float(known), first, float(said[0][1] == said[1][1]), *found)


def _share(one: Sequence[Span], other: Sequence[Span]) -> float:
    """Return the characters that two sets of ranges share, as a part of all they cover."""
    shared = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)
    if not shared:
        return 0.0
    whole = sum(span.end - span.start for span in (*one, *other)) - shared
    return shared / whole


# How they differ ---------------------------------------------------------------------------------


def _differences(versions: Sequence[Version], missing: Collection[int]) -> tuple[Difference, ...]:
    found: set[Difference] = set()
    if missing:
        found.add(Difference.MISSING)
    first = versions[0]
    for other in versions[1:]:
        found |= difference(first, other)
    return tuple(each for each in WORST_FIRST if each in found)


def difference(one: Version, other: Version) -> set[Difference]:
    """Return in which ways two versions of one item differ."""
    found: set[Difference] = set()
    mine, others = one.annotation, other.annotation
    if mine.label != others.label:
        found.add(Difference.LABEL)
    if mine.spans != others.spans:
        found.add(Difference.BOUNDARY)
    names = mine.attributes.keys() | others.attributes.keys()
    differing = {name for name in names if mine.attributes.get(name) != others.attributes.get(name)}
    if _POLARITY in differing:
        found.add(Difference.POLARITY)
    if differing - {_POLARITY} or mine.entry != others.entry:
        found.add(Difference.ATTRIBUTE)
    for role in one.slots.keys() | other.slots.keys():
        found |= _slot_difference(one.slots.get(role, ()), other.slots.get(role, ()))
    if one.links != other.links:
        found.add(Difference.ROLE)
    return found


def _slot_difference(one: Sequence[Annotation], other: Sequence[Annotation]) -> set[Difference]:
    mine, others = (sorted(each.spans for each in fillers) for fillers in (one, other))
    if mine == others:
        return set()
    if len(mine) == len(others) and all(
        _share(first, second) for first, second in zip(mine, others, strict=True)
    ):
        return {Difference.BOUNDARY}
    return {Difference.ROLE}
