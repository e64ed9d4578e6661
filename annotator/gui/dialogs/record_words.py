"""What a stored record says, in a line, for the history and for what a merge left open.

Owns the words; which records are told of, and in which order, is the dialogs' that show them.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from annotator.domain.annotations import Annotation, Relation
from annotator.domain.documents import Assignment, Comment, State, Zone, ZoneKind
from annotator.domain.guideline_versions import DefinitionVersion, Look
from annotator.domain.review import Decision, How
from annotator.domain.scheme import AttributeType, LayerKind, Scheme
from annotator.domain.steps import Edit, Record
from annotator.wording import tr

#: Characters of a comment that are shown.
_COMMENT = 60
#: Fields that tell a person nothing, or stand beside the line already.
_SKIPPED = ("id", "document", "annotator", "uid", "text_sha256", "raw_sha256")
#: Kinds of values that have names of their own, by the code under which these are.
_NAMED: Mapping[type[enum.StrEnum], str] = {
    State: "state",
    ZoneKind: "zone-kind",
    How: "how",
    LayerKind: "layer-kind",
    AttributeType: "attribute-type",
}


def said_of(edit: Edit, scheme: Scheme, text: str) -> str:
    """Return from what to what an edit changed a record, in a line."""
    before, after = (_said(each, scheme, text) for each in (edit.before, edit.after))
    if edit.before is None:
        return f"+ {after}"
    if edit.after is None:
        return f"− {before}"
    return f"{before} → {after}"


def annotation_said(record: Annotation, scheme: Scheme, text: str) -> str:
    """Return what an annotation says: its label, its words in `text`, its attributes."""
    label = scheme.label(record.layer, record.label)
    words = " … ".join(" ".join(span.of(text).split()) for span in record.spans)
    extras = ", ".join(
        tr("said-field", name=name, value=value) for name, value in record.attributes.items()
    )
    name = record.label if label is None else label.name
    quoted = tr("said-quoted", words=words) if words else ""
    return " ".join(each for each in (name, quoted, extras) if each)


def details_said(record: Record) -> str:
    """Return every field of a record that says something, each with its name."""
    named = record._fields if isinstance(record, tuple) else [each.name for each in fields(record)]
    return ", ".join(
        tr("said-field", name=tr(f"record-field-{name}"), value=_value(getattr(record, name)))
        for name in named
        if name not in _SKIPPED and getattr(record, name) not in ("", (), {}, None, 0, False)
    )


def _value(value: Any) -> str:
    if value is True:
        return tr("value-yes")
    if isinstance(value, enum.StrEnum) and type(value) in _NAMED:
        return tr(f"{_NAMED[type(value)]}-{value.value}")
    if isinstance(value, tuple):
        pairs = (" = ".join(map(str, each)) if isinstance(each, tuple) else str(each)
                 for each in value)  # fmt: skip
        return ", ".join(pairs)
    return str(value)


def _said(record: Record | None, scheme: Scheme, text: str) -> str:
    if record is None:
        return ""
    if isinstance(record, Annotation):
        return annotation_said(record, scheme, text)
    if isinstance(record, Relation):
        return tr("said-relation", role=record.role)
    if isinstance(record, Assignment):
        return tr("said-assignment", state=tr(f"state-{record.state.value}"))
    if isinstance(record, Zone):
        return tr("said-zone", kind=tr(f"zone-kind-{record.kind.value}"))
    if isinstance(record, Comment):
        return tr("said-comment", text=record.text[:_COMMENT])
    if isinstance(record, Decision):
        return tr("said-decision", how=tr(f"how-{record.how.value}"))
    if isinstance(record, Look):
        return tr("versions-said-look")
    if isinstance(record, DefinitionVersion):
        name = next((each.name for each in scheme.labels if each.id == record.label), "")
        return tr("versions-said-version", name=name)
    return str(getattr(record, "name", "")) or details_said(record)
