"""Labels of an article that come to the same article in a project.

Owns what counts as the same label, what is new, and what two sides say differently; nothing that
is there is changed, and what is passed over for that is counted.  Pure values; the import stores.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from annotator.domain.annotations import Annotation, Relation
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Assignment, Comment, Document, Zone
from annotator.domain.errors import Phrase
from annotator.domain.ids import derived_id
from annotator.domain.quotes import PARENT

#: Roles of which a frame has one filler; the one that is there stays.
_SINGLE = (PARENT, "quote")


@dataclass(slots=True)
class Joined:
    """What an article brings to itself."""

    bundle: Bundle
    already_there: int  # annotations
    passed_over: dict[Phrase, int] = field(default_factory=dict)

    def pass_over(self, what: Phrase) -> None:
        """Note something that both sides have and say differently."""
        self.passed_over[what] = self.passed_over.get(what, 0) + 1


def join(bundle: Bundle, held: Bundle) -> Joined:
    """Return what `bundle` adds to `held`, the same article as it stands in the project."""
    there = held.document.id
    joined = Joined(replace(bundle, document=held.document, tokens=None), 0)
    renamed = _join_annotations(bundle, held, joined)
    joined.bundle.relations = _new_relations(bundle, held, renamed, joined)
    joined.bundle.zones = _new_zones(bundle.zones, held, joined)
    joined.bundle.comments = _new_comments(bundle.comments, held, renamed)
    joined.bundle.assignments = _new_states(bundle.assignments, held, there, joined)
    for each in _facts(bundle.document).items() - _facts(held.document).items():
        if each[1]:
            joined.pass_over(Phrase("told-here-facts", {"name": each[0]}))
    return joined


def _facts(document: Document) -> dict[str, str]:
    columns = ("title", "outlet", "published", "url", "language", "author")
    facts = {name: getattr(document, name) for name in columns}
    return facts | {f"meta.{name}": repr(value) for name, value in document.meta.items()}


def _join_annotations(bundle: Bundle, held: Bundle, joined: Joined) -> dict[int, int]:
    """Put the new annotations into `joined`; return the id that each one has in the project."""
    there = held.document.id
    known = {each.id: each for each in held.annotations}
    free: dict[tuple[object, ...], list[int]] = {}
    for each in held.annotations:
        free.setdefault(_key(each, _slots(held.relations, each, {})), []).append(each.id)
    renamed: dict[int, int] = {}
    new: list[Annotation] = []
    # Parts first: whether a frame is there depends on what its slots became.
    for each in sorted(bundle.annotations, key=lambda each: not each.spans):
        key = _key(each, _slots(bundle.relations, each, renamed))
        same = _same(each, key, known, free)
        if same is not None:
            renamed[each.id] = same.id
            joined.already_there += 1
            if (same.attributes, same.entry) != (each.attributes, each.entry):
                joined.pass_over(Phrase("told-here-attributes"))
            continue
        number = each.id
        while number in known or number in renamed.values():
            number = derived_id("again", f"{number:x}", f"{there:x}", f"{each.annotator:x}")
        renamed[each.id] = number
        new.append(each._replace(id=number, document=there))
    joined.bundle.annotations = new
    return renamed


def _same(
    each: Annotation,
    key: tuple[object, ...],
    known: Mapping[int, Annotation],
    free: dict[tuple[object, ...], list[int]],
) -> Annotation | None:
    """Return the annotation that is there already: by its id, else by what it says."""
    alike = free.get(key, [])
    if each.id in alike:
        alike.remove(each.id)
        return known[each.id]
    held = known.get(each.id)
    if held is not None and not each.spans and _key(held, ()) == _key(each, ()):
        # The same quote or opinion with other fillers: the new ones are added to it.
        return held
    return known[alike.pop(0)] if alike else None


def _key(annotation: Annotation, slots: tuple[object, ...]) -> tuple[object, ...]:
    return annotation.annotator, annotation.layer, annotation.label, annotation.spans, slots


def _slots(
    relations: Iterable[Relation], frame: Annotation, renamed: Mapping[int, int]
) -> tuple[object, ...]:
    """Return what fills a frame; empty for annotations with spans, which are told by those."""
    if frame.spans:
        return ()
    return tuple(
        sorted(
            (each.role, renamed.get(each.target, each.target))
            for each in relations
            if each.source == frame.id
        )
    )


def _new_relations(
    bundle: Bundle, held: Bundle, renamed: Mapping[int, int], joined: Joined
) -> list[Relation]:
    there = held.document.id
    ends = {(each.role, each.source, each.target) for each in held.relations}
    used = {each.id for each in held.relations}
    filled = {(each.role, each.source) for each in held.relations}
    new = []
    for each in bundle.relations:
        source, target = renamed[each.source], renamed[each.target]
        if (each.role, source, target) in ends:
            continue
        if each.role in _SINGLE and (each.role, source) in filled:
            joined.pass_over(Phrase("told-here-relation", {"role": each.role}))
            continue
        number = each.id
        if number in used or (source, target) != (each.source, each.target):
            number = derived_id("relation", f"{source:x}", each.role, f"{target:x}")
        used.add(number)
        new.append(each._replace(document=there, id=number, source=source, target=target))
    return new


def _new_zones(zones: Iterable[Zone], held: Bundle, joined: Joined) -> list[Zone]:
    there = held.document.id
    known = {(each.start, each.end): each.kind for each in held.zones}
    used = {each.id for each in held.zones}
    new = []
    for zone in zones:
        kind = known.get((zone.start, zone.end))
        if kind is not None:
            if kind is not zone.kind:
                joined.pass_over(Phrase("told-here-zones"))
            continue
        number = zone.id
        while number in used:
            number = derived_id("again", f"{number:x}", f"{there:x}")
        used.add(number)
        known[zone.start, zone.end] = zone.kind
        new.append(replace(zone, id=number, document=there))
    return new


def _new_comments(
    comments: Iterable[Comment], held: Bundle, renamed: Mapping[int, int]
) -> list[Comment]:
    there = {each.id for each in held.comments}
    return [
        replace(
            each,
            document=held.document.id,
            annotation=None if each.annotation is None else renamed[each.annotation],
        )
        for each in comments
        if each.id not in there
    ]


def _new_states(
    assignments: Iterable[Assignment], held: Bundle, there: int, joined: Joined
) -> list[Assignment]:
    known = {each.annotator: each.state for each in held.assignments}
    new = []
    for each in assignments:
        state = known.get(each.annotator)
        if state is None:
            number = derived_id("assignment", f"{there:x}", f"{each.annotator:x}")
            new.append(replace(each, id=number, document=there))
        elif state is not each.state:
            joined.pass_over(Phrase("told-here-states"))
    return new
