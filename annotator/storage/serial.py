"""Records as plain JSON values and back, for the history.

Owns one generic, strict translation driven by the fields of the record classes, so that a field
added to a record cannot be forgotten here.
"""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any

from annotator.domain.annotations import Annotation, Relation, Span
from annotator.domain.documents import (
    Annotator,
    Assignment,
    Comment,
    Document,
    Entry,
    Suggestion,
    Zone,
)
from annotator.domain.guideline_versions import DefinitionVersion, Look
from annotator.domain.review import Conflict, Decision, DocumentAlias
from annotator.domain.scheme import Attribute, Label, Layer, Role
from annotator.domain.steps import Edit, Record

#: The word under which each kind of record stands in the history.
KINDS: dict[str, type[Any]] = {
    "annotation": Annotation,
    "relation": Relation,
    "zone": Zone,
    "document": Document,
    "assignment": Assignment,
    "annotator": Annotator,
    "entry": Entry,
    "comment": Comment,
    "suggestion": Suggestion,
    "layer": Layer,
    "label": Label,
    "attribute": Attribute,
    "role": Role,
    "decision": Decision,
    "document-alias": DocumentAlias,
    "conflict": Conflict,
    "version": DefinitionVersion,
    "look": Look,
}
NAMES = {record: name for name, record in KINDS.items()}


_ATOMS = frozenset({int, str, bool, float, type(None)})


def edits_to_plain(edits: tuple[Edit, ...]) -> list[list[Any]]:
    """Return edits as `[kind, before, after]` lists of plain values."""
    return [
        [
            NAMES[type(edit.record)],
            None if edit.before is None else record_to_plain(edit.before),
            None if edit.after is None else record_to_plain(edit.after),
        ]
        for edit in edits
    ]


def edits_from_plain(plain: list[list[Any]]) -> tuple[Edit, ...]:
    """Return the edits that `edits_to_plain` wrote; raises ValueError on anything else."""
    edits = []
    for kind, before, after in plain:
        if kind not in KINDS:
            raise ValueError(f"unknown kind of record: {kind!r}")
        edits.append(
            Edit(
                None if before is None else record_from_plain(kind, before),
                None if after is None else record_from_plain(kind, after),
            )
        )
    return tuple(edits)


def record_to_plain(record: Record) -> dict[str, Any]:
    """Return a record's fields as plain values, without those that have their default."""
    plain: dict[str, Any] = {}
    layout = _layout(NAMES[type(record)])
    # Annotations and relations, of which there are most, are tuples of their fields.
    values = record if isinstance(record, tuple) else [getattr(record, name) for name, *_ in layout]
    for (field, _, default), value in zip(layout, values, strict=True):
        if default is MISSING or value != default:
            # Numbers and texts as they are: most values of most records.
            plain[field] = value if type(value) in _ATOMS else _plain(value)
    return plain


def record_from_plain(kind: str, plain: Mapping[str, Any]) -> Record:
    """Return the record that `record_to_plain` wrote; raises ValueError on an unknown field."""
    layout = {name: convert for name, convert, _ in _layout(kind)}
    unknown = plain.keys() - layout.keys()
    if unknown:
        raise ValueError(f"unknown fields of {kind}: {', '.join(sorted(unknown))}")
    record = KINDS[kind](**{name: layout[name](value) for name, value in plain.items()})
    return typing.cast("Record", record)


def _plain(value: Any) -> Any:
    if type(value) is Span:
        return [value.start, value.end]
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return value


@cache
def _layout(kind: str) -> list[tuple[str, Any, Any]]:
    record = KINDS[kind]
    hints = typing.get_type_hints(record)
    return [(name, _converter(hints[name]), default) for name, default in _defaults(record)]


def _defaults(record: Any) -> list[tuple[str, Any]]:
    """Return the fields of a record class with their defaults (MISSING: has none)."""
    if not is_dataclass(record):  # a named tuple
        return [(name, record._field_defaults.get(name, MISSING)) for name in record._fields]
    return [
        (
            each.name,
            each.default if each.default_factory is MISSING else each.default_factory(),
        )
        for each in fields(record)
    ]


def _converter(hint: Any) -> Any:
    """Return the function that makes a value of type `hint` from its plain form."""
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        inner = arguments[0]
        if inner is Span:
            return lambda value: tuple(Span(*each) for each in value)
        if typing.get_origin(inner) is tuple:
            return lambda value: tuple(tuple(each) for each in value)
        return tuple
    if origin in (typing.Union, types.UnionType):
        return lambda value: value
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return dict
    return lambda value: value
