"""What can be said of an annotation beside its label: its attributes and its links to other frames.

Owns the list behind the details popup and the inspector, so that both offer the same in the same
order.  It decides nothing and changes nothing; the desk makes the step.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from annotator.domain.annotations import Annotation, AttributeValue
from annotator.domain.article import Article
from annotator.domain.scheme import Attribute, AttributeType, Role, Scheme
from annotator.services.annotating import Scribe

#: Attributes that a slot of the frame sets (who holds an opinion), shown there and not twice.
_SET_BY_SLOTS = frozenset(("holder",))


@dataclass(frozen=True, slots=True)
class Value:
    """One thing a detail can be set to; `data` None clears an attribute."""

    data: AttributeValue | None
    name: str
    chosen: bool  # it is set to this now


@dataclass(frozen=True, slots=True)
class Detail:
    """An attribute, or a link to another frame, with what it can be set to.

    `values` is empty for attributes that take any text or number.
    """

    subject: Attribute | Role
    values: Sequence[Value]

    @property
    def uid(self) -> str:
        """Return the stable id of the attribute or role."""
        return self.subject.uid

    @property
    def name(self) -> str:
        """Return the display name."""
        return self.subject.name

    @property
    def is_link(self) -> bool:
        """Tell whether this is a link and not an attribute; its values are annotation ids."""
        return isinstance(self.subject, Role)

    def read(self, typed: str) -> AttributeValue | None:
        """Return the value that somebody typed; what is no number stays a text to be refused."""
        typed = typed.strip()
        if isinstance(self.subject, Attribute) and self.subject.type is AttributeType.NUMBER:
            with suppress(ValueError):
                return float(typed.replace(",", "."))
        return typed or None


def _attributes_for(scheme: Scheme, annotation: Annotation) -> list[Attribute]:
    """Return the attributes that are set by themselves and not by filling a slot."""
    return [
        each
        for each in scheme.attributes_of(annotation.layer, annotation.label)
        if each.uid not in _SET_BY_SLOTS
    ]


def _frame_roles(scheme: Scheme, annotation: Annotation) -> list[Role]:
    """Return the roles that lead from an annotation to frames, which no selection can fill."""
    frames = {each.path for each in scheme.labels if each.frame}
    return [
        role
        for role in scheme.roles
        if not role.retired
        and f"{annotation.layer}.{annotation.label}" in role.ends_from
        and frames.intersection(role.ends_to)
    ]


def details_of(scribe: Scribe, annotation: Annotation) -> list[Detail]:
    """Return what can be set of an annotation, attributes first."""
    scheme, article = scribe.scheme, scribe.article
    found = [
        Detail(each, _values(each, annotation)) for each in _attributes_for(scheme, annotation)
    ]
    for role in _frame_roles(scheme, annotation):
        others = _candidates(scheme, article, annotation, role)
        linked = {each.target for each in article.relations_from(annotation.id, role.uid)}
        values = [Value(each.id, scribe.text_of(each), each.id in linked) for each in others]
        if values:
            found.append(Detail(role, values))
    return found


def _values(attribute: Attribute, annotation: Annotation) -> list[Value]:
    now = annotation.attributes.get(attribute.uid)
    if attribute.type is AttributeType.YES_NO:
        options: list[tuple[AttributeValue, str]] = [(True, "yes"), (False, "no")]
    elif attribute.type is AttributeType.CHOICE:
        options = list(attribute.choices)
    else:
        return []
    values = [Value(data, name, now == data) for data, name in options]
    return [*values, Value(None, "not set", now is None)]


def _candidates(
    scheme: Scheme, article: Article, annotation: Annotation, role: Role
) -> list[Annotation]:
    """Return the frames a role may lead to, the nearest in the text first."""
    path = f"{annotation.layer}.{annotation.label}"
    here = _place(article, annotation)
    others = [
        each
        for each in article.annotations.values()
        if each.id != annotation.id
        and not each.spans
        and role.allows(path, f"{each.layer}.{each.label}")
    ]
    return sorted(others, key=lambda each: (abs(_place(article, each) - here), each.id))


def _place(article: Article, frame: Annotation) -> int:
    """Return where a frame begins: at its first part."""
    parts = (article.annotations.get(each.target) for each in article.relations_from(frame.id))
    return min((part.start for part in parts if part is not None and part.spans), default=0)
