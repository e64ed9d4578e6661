"""Files that hold opinions and nothing else.

Owns what of a bundle such a format keeps, and the losses that everything else is told as; how an
opinion is laid out is the business of each format.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from annotator.domain.annotations import Annotation, Relation
from annotator.domain.bundles import Bundle
from annotator.domain.ids import format_id
from annotator.domain.scheme import LayerKind, Scheme
from annotator.formats.flat import fillers_of
from annotator.formats.registry import Loss, WriteOptions

_ORDER = ("expression", "target", "holder")


class Opinion(NamedTuple):
    """An opinion with the words in its slots, each slot in order."""

    frame: Annotation
    slots: Mapping[str, list[Annotation]]


def label_of(scheme: Scheme, slot: str) -> tuple[str, str]:
    """Return (layer, label) of the words in a slot of an opinion."""
    layer, role = scheme.layer_of_kind(LayerKind.OPINIONS), scheme.role(slot)
    frame = None if layer is None else scheme.frame_label(layer.uid)
    if layer is None or frame is None:
        return "", slot
    for label in scheme.labels_of(layer.uid, retired=True):
        if role is not None and not label.frame and role.allows(frame.path, label.path):
            return layer.uid, label.uid
    return layer.uid, slot


def opinions_in(bundle: Bundle, scheme: Scheme, slots: Collection[str]) -> list[Opinion]:
    """Return the opinions of the first such layer by where they are met in reading.

    Only words under the label of their slot (see `label_of`) count as filling it.
    """
    layer = scheme.layer_of_kind(LayerKind.OPINIONS)
    label = None if layer is None else scheme.frame_label(layer.uid)
    if label is None:
        return []
    placed = {each.id: each for each in bundle.annotations if each.spans}
    fillers = fillers_of(bundle)
    homes = {slot: label_of(scheme, slot) for slot in slots}
    found = []
    for each in bundle.annotations:
        if each.spans or (each.layer, each.label) != (label.layer, label.uid):
            continue
        filled: dict[str, list[Annotation]] = {slot: [] for slot in slots}
        for role, target in fillers.get(each.id, ()):
            part = placed.get(target)
            if part is not None and homes.get(role) == (part.layer, part.label):
                filled[role].append(part)
        found.append(Opinion(each, filled))
    return sorted(found, key=_reading_order)


def _reading_order(opinion: Opinion) -> tuple[int, str, int]:
    words = {
        slot: [part.spans for part in opinion.slots[slot]]
        for slot in _ORDER
        if opinion.slots.get(slot)
    }
    ranked = next(iter(words.values()), [])
    first = min((parts[0].start for parts in ranked), default=2**62)
    # What an opinion says comes before its id, so that a copy of a project is written the same.
    return first, f"{words}{sorted(opinion.frame.attributes.items())}", opinion.frame.id


class Keeper:
    """A bundle of which only opinions are kept; what goes is told as losses."""

    def __init__(self, bundle: Bundle, options: WriteOptions, slots: Collection[str]) -> None:
        self._bundle = bundle
        self._options = options
        self._slots = slots

    def keep(
        self,
        wanted: Callable[[Opinion], bool],
        attribute: Callable[[Opinion, str], bool],
    ) -> Bundle:
        """Return the bundle with the opinions that are `wanted` and what fills their slots.

        `attribute` tells which attributes of an opinion stay; words have none.
        """
        bundle = self._bundle
        found = opinions_in(bundle, self._options.scheme, self._slots)
        frames = {each.frame.id: each for each in found if wanted(each)}
        ends = {
            (each.frame.id, slot, part.id)
            for each in frames.values()
            for slot, parts in each.slots.items()
            for part in parts
        }
        used = {part for _, _, part in ends}
        kept: list[Annotation] = []
        for each in bundle.annotations:
            if each.id in frames:
                opinion = frames[each.id]
                kept.append(self._bare(each, partial(attribute, opinion)))
            elif each.id in used:
                kept.append(self._bare(each, lambda name: False))
            else:
                self.lose("spans" if each.spans else "frames", each)
        relations: list[Relation] = []
        for link in bundle.relations:
            if (link.source, link.role, link.target) in ends:
                relations.append(link)
            else:
                self.lose_relation(link)
        return replace(bundle, annotations=kept, relations=relations)

    def lose(self, what: str, each: Annotation, detail: str = "") -> None:
        """Tell that an annotation, or something of it, does not go along."""
        start, end = each.hull or (-1, -1)
        label = f"{each.layer}.{each.label}"
        uid = self._bundle.document.uid
        self._options.lose(Loss(what, uid, format_id(each.id), label, start, end, detail))

    def lose_relation(self, link: Relation, why: str = "") -> None:
        """Tell that a relation does not go along."""
        detail = f"{format_id(link.source)} > {format_id(link.target)} {why}".rstrip()
        uid = self._bundle.document.uid
        self._options.lose(Loss("relations", uid, format_id(link.id), link.role, detail=detail))

    def _bare(self, each: Annotation, stays: Callable[[str], bool]) -> Annotation:
        for name in sorted(each.attributes):
            if not stays(name):
                self.lose("attributes", each, name)
        left = {name: value for name, value in each.attributes.items() if stays(name)}
        return each if len(left) == len(each.attributes) else each._replace(attributes=left)
