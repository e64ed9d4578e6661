"""Changing the scheme of a project: one element, a merge of two labels, a split of one.

Owns what becomes of everything stored that an edit touches: annotations get another label, never
none, and keep their spans, relations, attributes and comments.  What a change must not break is
checked by `services.scheming`, the same for a change by hand and by a file.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from annotator.domain.annotations import Annotation, AttributeValue
from annotator.domain.scheme import (
    Attribute,
    Label,
    Layer,
    LayerKind,
    Role,
    Scheme,
    SchemeError,
    check_scheme,
)
from annotator.domain.steps import Edit, Step
from annotator.services.scheming import take_scheme
from annotator.services.session import Session
from annotator.services.upkeep import NotPossible

Element = Layer | Label | Attribute | Role


@dataclass(frozen=True, slots=True)
class Touched:
    """What an edit of the scheme comes to, for a look before it is done."""

    annotations: int
    annotators: int
    documents: int


def change_elements(session: Session, *elements: Element) -> Step:
    """Return the step that adds elements, or changes those that are there (same stable ids).

    Raises NotPossible("nothing-changes", "scheme-without-name"), and AnnotatorError("scheme-kind",
    "scheme-values", "scheme-ends", "scheme-clash") where something stored would not fit, or the
    scheme would contradict itself.
    """
    for each in elements:
        if not each.name.strip():
            raise NotPossible("scheme-without-name")
    return _step(session, elements, (), "scheme-edited", name=elements[0].name)


def problem_with(scheme: Scheme, *elements: Element) -> SchemeError | None:
    """Return why a scheme with some elements new or changed would contradict itself, or None."""
    try:
        check_scheme(_with(scheme, elements))
    except SchemeError as error:
        return error
    return None


def move_label(session: Session, label: Label, by: int) -> Step:
    """Return the step that moves a label up (-1) or down (1) among those of its layer in use.

    Raises NotPossible("nothing-changes") at either end.
    """
    labels = [each for each in session.scheme.labels_of(label.layer) if not each.frame]
    at = next((place for place, each in enumerate(labels) if each.id == label.id), -1)
    if at < 0 or not 0 <= at + by < len(labels):
        raise NotPossible("nothing-changes")
    labels.insert(at + by, labels.pop(at))
    moved = [replace(each, position=place) for place, each in enumerate(labels, 1)]
    return _step(session, moved, (), "scheme-edited", name=label.name)


def retire(session: Session, element: Label | Attribute | Role, *, retired: bool) -> Step:
    """Return the step that takes an element out of use, or back; what carries it keeps it."""
    after = replace(element, retired=retired)
    if isinstance(after, Label) and retired:
        if after.frame:
            raise NotPossible("scheme-frame", name=element.name)
        after = replace(after, key="")
    code = "scheme-retired" if retired else "scheme-restored"
    return _step(session, (after,), (), code, name=element.name)


def rename_choice(session: Session, attribute: Attribute, before: str, after: str) -> Step:
    """Return the step that stores a choice under another value, wherever it was chosen.

    Raises NotPossible("scheme-choice") if `before` is no choice, or `after` is one or empty.
    """
    values = [value for value, _ in attribute.choices]
    after = after.strip()
    if before not in values or after in values or not after:
        raise NotPossible("scheme-choice", value=after)
    choices = tuple((after if v == before else v, name) for v, name in attribute.choices)
    edits = [
        Edit(each, each._replace(attributes={**each.attributes, attribute.uid: after}))
        for each in session.annotations_with_attribute(attribute.layer, attribute.uid, before)
    ]
    changed = replace(attribute, choices=choices)
    values_left = [Edit(session.scheme.attribute(attribute.layer, attribute.uid), changed)]
    return Step(
        "scheme-choice-renamed",
        (*values_left, *edits),
        {"name": attribute.name, "before": before, "after": after},
    )


def merge_labels(session: Session, gone: Label, kept: Label) -> Step:
    """Return the step that gives everything labelled `gone` the label `kept`; `gone` is retired.

    Suggestions too.  Attributes and roles that knew only `gone` know `kept` as well afterwards, so
    that no value and no relation is lost; labels below `gone` come below `kept`, which takes over
    its key if it has none.  Raises NotPossible("merge-itself", "merge-layers", "scheme-frame").
    """
    if gone.id == kept.id:
        raise NotPossible("merge-itself", name=gone.name)
    if gone.layer != kept.layer:
        raise NotPossible("merge-layers")
    if gone.frame or kept.frame:
        raise NotPossible("scheme-frame", name=gone.name if gone.frame else kept.name)
    scheme = session.scheme
    # What was below `gone` comes below `kept`, which therefore leaves its place below `gone`.
    parent = gone.parent if gone.uid in _above(scheme, kept) else kept.parent
    changed: list[Element] = [
        replace(gone, retired=True, key=""),
        replace(kept, key=kept.key or gone.key, parent=parent, retired=False),
    ]
    changed += [
        replace(each, parent=kept.uid)
        for each in scheme.labels
        if each.layer == gone.layer and each.parent == gone.uid and each.uid != kept.uid
    ]
    changed += _widened(scheme, gone, kept)
    return _step(
        session,
        changed,
        _relabelled(session, gone, kept.uid),
        "labels-merged",
        label=gone.name,
        name=kept.name,
    )


def split_label(
    session: Session, label: Label, new: Label, belongs: Callable[[Annotation], bool]
) -> Step:
    """Return the step that gives those annotations of a label that belong there a new label.

    The new label may carry and join what the old one may.  Raises NotPossible("nothing-to-split",
    "scheme-frame", "scheme-without-name"), and what `change_elements` raises.
    """
    if label.frame:
        raise NotPossible("scheme-frame", name=label.name)
    if not new.name.strip():
        raise NotPossible("scheme-without-name")
    edits = _relabelled(session, label, new.uid, belongs, suggestions=False)
    if not edits:
        raise NotPossible("nothing-to-split")
    return _step(
        session,
        [replace(new, frame=False), *_widened(session.scheme, label, new)],
        edits,
        "label-split",
        label=label.name,
        name=new.name,
    )


def has_words(session: Session, words: Iterable[str]) -> Callable[[Annotation], bool]:
    """Return what tells whether an annotation stands on one of some words."""
    wanted = {" ".join(each.split()) for each in words}

    def belongs(annotation: Annotation) -> bool:
        text = session.text(annotation.document)
        said = " ".join(span.of(text) for span in annotation.spans)
        return " ".join(said.split()) in wanted

    return belongs


def has_value(name: str, value: AttributeValue) -> Callable[[Annotation], bool]:
    """Return what tells whether an attribute of an annotation has a value."""
    return lambda annotation: annotation.attributes.get(name) == value


def words_of_label(session: Session, label: Label, most: int = 500) -> list[tuple[str, int]]:
    """Return the words that a label stands on, each with how often, the most frequent first."""
    counted: Counter[str] = Counter()
    for words, number in session.surfaces(label.id, most):
        counted[" ".join(words.split())] += number
    return counted.most_common()


def touched(session: Session, element: Element) -> Touched:
    """Return what carries an element now: the annotations of a layer or a label, or with a value.

    For a role, `annotations` are its relations.
    """
    if isinstance(element, Role):
        number = sum(count for *_, count, _ in session.role_use(element.uid))
        return Touched(number, 0, 0)
    if isinstance(element, Attribute):
        number = sum(count for *_, count in session.attribute_use(element.layer, element.uid))
        return Touched(number, 0, 0)
    labels = [element] if isinstance(element, Label) else session.scheme.labels_of(
        element.uid, retired=True
    )  # fmt: skip
    return Touched(*session.label_use([each.id for each in labels]))


def new_uid(name: str, taken: Iterable[str]) -> str:
    """Return a stable id for a new element: its name in ASCII, as those beside it are written.

    Numbered if it is taken.
    """
    taken = set(taken)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    uid = "-".join(re.findall(r"[a-z0-9]+", plain.casefold())) or "label"
    letters = "".join(taken)
    if letters.isupper():
        uid = uid.upper().replace("-", "_")
    number, found = 2, uid
    while found in taken:
        found, number = f"{uid}-{number}", number + 1
    return found


def with_frame(layer: Layer) -> tuple[Element, ...]:
    """Return a new layer with the least that its kind asks for: a label, which may be its frame."""
    kind = layer.kind
    frame = kind in (LayerKind.QUOTES, LayerKind.OPINIONS)
    uid = {LayerKind.QUOTES: "quote", LayerKind.OPINIONS: "opinion"}.get(kind, "label")
    label = Label(layer.uid, uid, uid.capitalize(), frame=frame)
    return layer, label


def _step(
    session: Session,
    elements: Sequence[Element],
    edits: Sequence[Edit],
    code: str,
    **values: str,
) -> Step:
    """Return the step that changes elements of the scheme, checked, and makes some more edits."""
    # The relabelled are not stored yet: the checks see the wider of both schemes, which fits both.
    takeover = take_scheme(session, _with(session.scheme, elements))
    return Step(code, (*takeover.step.edits, *edits), values)


def _with(scheme: Scheme, elements: Iterable[Element]) -> Scheme:
    """Return a scheme in which some elements are new, or changed."""
    layers = {each.uid: each for each in scheme.layers}
    labels = {each.id: each for each in scheme.labels}
    attributes = {each.id: each for each in scheme.attributes}
    roles = {each.uid: each for each in scheme.roles}
    for each in elements:
        match each:
            case Layer():
                layers[each.uid] = each
            case Label():
                labels[each.id] = each
            case Attribute():
                attributes[each.id] = each
            case Role():
                roles[each.uid] = each
    return replace(
        scheme,
        layers=tuple(layers.values()),
        labels=tuple(labels.values()),
        attributes=tuple(attributes.values()),
        roles=tuple(roles.values()),
    )


def _widened(scheme: Scheme, known: Label, new: Label) -> list[Element]:
    """Return the attributes and roles that name `known`, naming `new` as well."""
    found: list[Element] = []
    for attribute in scheme.attributes:
        if attribute.layer != known.layer or known.uid not in attribute.labels:
            continue
        if new.uid not in attribute.labels:
            found.append(replace(attribute, labels=(*attribute.labels, new.uid)))
    for role in scheme.roles:
        ends = [
            (*end, new.path) if known.path in end and new.path not in end else end
            for end in (role.ends_from, role.ends_to)
        ]
        if ends != [role.ends_from, role.ends_to]:
            found.append(replace(role, ends_from=ends[0], ends_to=ends[1]))
    return found


def _above(scheme: Scheme, label: Label) -> set[str]:
    """Return the uids of the labels above a label; the scheme has no circles."""
    found: set[str] = set()
    above = scheme.label(label.layer, label.parent) if label.parent else None
    while above is not None:
        found.add(above.uid)
        above = scheme.label(above.layer, above.parent) if above.parent else None
    return found


def _relabelled(
    session: Session,
    label: Label,
    uid: str,
    belongs: Callable[[Annotation], bool] = lambda _annotation: True,
    *,
    suggestions: bool = True,
) -> list[Edit]:
    edits = [
        Edit(each, each._replace(label=uid))
        for each in session.annotations_with_label(label.id)
        if belongs(each)
    ]
    if suggestions:
        edits += [
            Edit(each, replace(each, label=uid))
            for each in session.suggestions_with_label(label.layer, label.uid)
        ]
    return edits
