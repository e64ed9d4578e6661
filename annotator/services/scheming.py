"""Taking a scheme file into a project that has labels already.

Owns what changes, what each change touches, and which changes are refused because something stored
would no longer fit.  Nothing is deleted: what a file lacks stays as it is, or is retired.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import (
    Attribute,
    Label,
    Layer,
    Role,
    Scheme,
    SchemeError,
    check_scheme,
)
from annotator.domain.steps import Edit, Step, added
from annotator.services.annotating import NotPossible
from annotator.services.session import Session
from annotator.services.tasks import long_running

_E = TypeVar("_E", Label, Attribute, Role)
What = Literal["layer", "label", "attribute", "role"]
How = Literal["added", "changed", "retired", "restored"]


@dataclass(frozen=True, slots=True)
class SchemeChange:
    """One element of the scheme that a file adds, changes, retires or brings back."""

    what: What
    how: How
    path: str  # layer, layer.label, layer.attribute, role
    used: int  # annotations or relations that carry it


@dataclass(frozen=True, slots=True)
class Takeover:
    """What taking a scheme into a project comes to."""

    step: Step
    changes: tuple[SchemeChange, ...]


def take_scheme(session: Session, wanted: Scheme, *, retire_missing: bool = False) -> Takeover:
    """Return the step that brings a project's scheme in line with another one.

    Elements are the same if their stable ids are.  What `wanted` lacks stays, but gives up a key
    that `wanted` needs; with `retire_missing` it is retired.  Name, version and switches of the
    project's scheme stay.

    Raises NotPossible("nothing-changes"), and AnnotatorError("scheme-kind", "scheme-values",
    "scheme-ends", "scheme-clash") where something stored, or the scheme itself, would not fit.
    """
    taking = _Taking(session, wanted)
    taking.layers()
    taking.labels(retire_missing=retire_missing)
    taking.attributes(retire_missing=retire_missing)
    taking.roles(retire_missing=retire_missing)
    if not taking.edits:
        raise NotPossible("nothing-changes")
    taking.check()
    step = Step("scheme-taken", tuple(taking.edits), {"name": wanted.name})
    return Takeover(step, tuple(taking.changes))


@long_running
def take_scheme_both_ways(
    session: Session, wanted: Scheme
) -> tuple[Takeover | None, Takeover | None]:
    """Return what taking a scheme comes to without and with retiring; None: changes nothing."""

    def one(*, retire: bool) -> Takeover | None:
        try:
            return take_scheme(session, wanted, retire_missing=retire)
        except NotPossible:
            return None

    return one(retire=False), one(retire=True)


@dataclass(slots=True)
class _Taking:
    """A takeover as it grows."""

    session: Session
    wanted: Scheme
    edits: list[Edit] = field(default_factory=list)
    changes: list[SchemeChange] = field(default_factory=list)
    result: Scheme = field(init=False)
    used: dict[tuple[str, str], int] = field(default_factory=dict)  # by layer and label

    def __post_init__(self) -> None:
        self.result = self.session.scheme
        for each in self.session.counts().labels:
            where = each.layer, each.label
            self.used[where] = self.used.get(where, 0) + each.count

    def layers(self) -> None:
        here = self.session.scheme
        after = {each.uid: each for each in here.layers}
        for layer in self.wanted.layers:
            before = here.layer(layer.uid)
            after[layer.uid] = layer
            if before is None:
                self._note(None, layer, "layer", layer.uid, 0)
                continue
            frames = here.frame_label(layer.uid), self.wanted.frame_label(layer.uid)
            uids = [None if each is None else each.uid for each in frames]
            if before.kind is not layer.kind or uids[0] != uids[1]:
                raise AnnotatorError("scheme-kind", layer=layer.uid, kind=before.kind.value)
            if before != layer:
                used = sum(n for (of, _), n in self.used.items() if of == layer.uid)
                self._note(before, layer, "layer", layer.uid, used)
        self.result = replace(self.result, layers=tuple(after.values()))

    def labels(self, *, retire_missing: bool) -> None:
        here = self.session.scheme
        named = {(each.layer, each.uid) for each in self.wanted.labels}
        keys = {(each.layer, each.key) for each in self.wanted.labels if each.key}
        after: list[Label] = list(self.wanted.labels)
        for label in here.labels:
            if (label.layer, label.uid) in named:
                continue
            if retire_missing and not label.frame:
                label = replace(label, retired=True, key="")
            elif (label.layer, label.key) in keys:
                label = replace(label, key="")
            after.append(label)
        self._compare(
            "label",
            after,
            lambda each: here.label(each.layer, each.uid),
            lambda each: (each.path, self.used.get((each.layer, each.uid), 0)),
        )
        self.result = replace(self.result, labels=tuple(after))

    def attributes(self, *, retire_missing: bool) -> None:
        here = self.session.scheme
        named = {(each.layer, each.uid) for each in self.wanted.attributes}
        left = [each for each in here.attributes if (each.layer, each.uid) not in named]
        after = [*self.wanted.attributes, *_left(left, retire=retire_missing)]

        def use(attribute: Attribute) -> tuple[str, int]:
            number = 0
            path = f"{attribute.layer}.{attribute.uid}"
            before = here.attribute(attribute.layer, attribute.uid)
            # What a project holds that did not fit before is no reason to refuse another name.
            same = before is not None and _demands(before) == _demands(attribute)
            for label, value, count in self.session.attribute_use(attribute.layer, attribute.uid):
                number += count
                misplaced = attribute.labels and label not in attribute.labels
                unfit = misplaced or attribute.problem_with(json.loads(value)) is not None
                if unfit and not same:
                    raise AnnotatorError(
                        "scheme-values", path=path, label=label, value=value[:60], number=count
                    )
            return path, number

        self._compare("attribute", after, lambda each: here.attribute(each.layer, each.uid), use)
        self.result = replace(self.result, attributes=tuple(after))

    def roles(self, *, retire_missing: bool) -> None:
        here = self.session.scheme
        named = {each.uid for each in self.wanted.roles}
        left = [each for each in here.roles if each.uid not in named]
        after = [*self.wanted.roles, *_left(left, retire=retire_missing)]

        def use(role: Role) -> tuple[str, int]:
            number = 0
            before = here.role(role.uid)
            same = before is not None and _demands(before) == _demands(role)
            for source, target, count, most in self.session.role_use(role.uid):
                number += count
                unfit = not role.allows(source, target) or (most > 1 and not role.many)
                if unfit and not same:
                    raise AnnotatorError(
                        "scheme-ends", role=role.uid, source=source, target=target, number=count
                    )
            return role.uid, number

        self._compare("role", after, lambda each: here.role(each.uid), use)
        self.result = replace(self.result, roles=tuple(after))

    def check(self) -> None:
        try:
            check_scheme(self.result)
        except SchemeError as error:
            raise AnnotatorError("scheme-clash", why=error) from error

    def _compare(
        self,
        what: What,
        after: Collection[_E],
        there: Callable[[_E], _E | None],
        use: Callable[[_E], tuple[str, int]],
    ) -> None:
        for each in after:
            before = there(each)
            if before != each:
                self._note(before, each, what, *use(each))

    def _note(
        self,
        before: Layer | Label | Attribute | Role | None,
        after: Layer | Label | Attribute | Role,
        what: What,
        path: str,
        used: int,
    ) -> None:
        how: How = "changed"
        if before is None:
            self.edits += added(after)
            how = "added"
        else:
            self.edits.append(Edit(before, after))
            retired = getattr(before, "retired", False), getattr(after, "retired", False)
            if retired[0] != retired[1]:
                how = "retired" if retired[1] else "restored"
        self.changes.append(SchemeChange(what, how, path, used))


def _demands(element: Attribute | Role) -> tuple[object, ...]:
    """Return what an element asks of what is stored."""
    if isinstance(element, Role):
        return element.ends_from, element.ends_to, element.many
    return element.type, [uid for uid, _ in element.choices], element.labels


def _left(elements: Sequence[_E], *, retire: bool) -> list[_E]:
    """Return what a file does not name, as it stays."""
    return [replace(each, retired=True) for each in elements] if retire else list(elements)
