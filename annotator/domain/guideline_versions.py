"""Versions of what a label means, and under which of them an annotation was looked at.

Owns these plain values and what belongs to the definition of a label.  Who asks whether a change
is a new version is the services' and the window's.

A version says that one definition took the place of another and that labels made before need a
second look.  A look says that somebody made, corrected or confirmed an annotation while a version
was the newest one; an annotation without a look at the newest version of its label is older.  Both
are records of their own: they travel, merge and are undone like any other, and confirming a label
touches nothing of the label itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.domain.ids import derived_id
from annotator.domain.scheme import Attribute, Label, Scheme


@dataclass(frozen=True, slots=True)
class DefinitionVersion:
    """The fact that a label got another definition; versions are in the order of their stamps."""

    id: int
    label: int  # id of the label's row
    before: str  # the definition that was replaced, see `definition`
    annotator: int = 0  # who changed it; 0 = nobody says
    time: str = ""  # ISO 8601, UTC, by the clock of whoever did; for display only


@dataclass(frozen=True, slots=True)
class Look:
    """The fact that an annotation was made, corrected or confirmed under a version."""

    id: int
    document: int
    annotation: int
    version: int


def look_at(document: int, annotation: int, version: int) -> Look:
    """Return the look of whoever has an annotation in hand; the same in every copy."""
    number = derived_id("look", f"{annotation:x}", f"{version:x}")
    return Look(number, document, annotation, version)


def definition(scheme: Scheme, label: Label) -> str:
    """Return what a label means, as text: description, guideline, attributes with their choices.

    What only looks otherwise (space at the ends of lines, empty lines at the ends) is left out, so
    that it is no change.
    """
    parts = [label.description, label.guideline]
    parts += [_attribute(each) for each in scheme.attributes_of(label.layer, label.uid)]
    return "\n\n".join(said for part in parts if (said := _tidy(part)))


def _attribute(attribute: Attribute) -> str:
    said = attribute.name
    if attribute.choices:
        said += ": " + " | ".join(name for _, name in attribute.choices)
    return f"{said} – {attribute.description}" if attribute.description.strip() else said


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def changed_definitions(before: Scheme, after: Scheme) -> list[Label]:
    """Return the labels (as they were) that mean something else in another state of a scheme."""
    found = []
    for label in before.labels:
        now = after.label(label.layer, label.uid)
        if now is not None and definition(before, label) != definition(after, now):
            found.append(label)
    return found


def number_of(versions: Iterable[DefinitionVersion], looks: Iterable[Look]) -> int:
    """Return under which version, counted from 1, an annotation was looked at last.

    `versions` are those of its label, the oldest first.
    """
    seen = {each.version for each in looks}
    places = [place for place, each in enumerate(versions, 2) if each.id in seen]
    return max(places, default=1)
