"""Single values off a line, each looked at before it is used.

Owns the complaints about types and keys; what belongs to which key is `lines`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from annotator.domain.errors import Phrase
from annotator.formats.registry import ProblemError

_WANTED = {str: "text", list: "list", dict: "object", bool: "true-or-false"}


def refuse_unknown(record: Any, known: Collection[str], key: str) -> None:
    """Raise ProblemError unless `record` is an object with known keys only."""
    if type(record) is not dict:
        raise wrong(key, "object", record)
    if not record.keys() <= known:  # type: ignore[operator]  # known is a set
        name = next(name for name in record if name not in known)
        raise ProblemError(
            "key-unknown", key=key, name=str(name)[:60], known=", ".join(sorted(known))
        )


def wrong(key: str, wanted: str, found: Any) -> ProblemError:
    """Return the complaint about a value of the wrong type; `wanted` ends a code `value-…`."""
    return ProblemError("field-type", key=key, wanted=wanted, found=shown(found))


def shown(value: Any) -> Phrase | str:
    """Return a value as a message shows it, cut short."""
    # The repr of a long list would be built in full before it is cut.
    if isinstance(value, list):
        return Phrase("found-list", {"number": len(value)})
    if isinstance(value, dict):
        return Phrase("value-object")
    text = value if isinstance(value, str) else repr(value)
    return repr(text[:60]) if isinstance(value, str) else text[:60]


def listed(record: Mapping[str, Any], key: str) -> list[Any]:
    """Return the list under a key; a key that is missing or null is an empty one."""
    value = record.get(key)
    if value is None:
        return []
    if type(value) is not list:
        raise wrong(key, "list", value)
    return value


def needed(record: Mapping[str, Any], name: str, kind: Any, key: str) -> Any:
    """Return a value that must be there."""
    if record.get(name) is None:
        raise ProblemError("key-missing", key=key, name=name)
    return optional(record, name, kind, None, key)


def optional(record: Mapping[str, Any], name: str, kind: Any, default: Any, key: str = "") -> Any:
    """Return a value, or `default` where it is missing or null."""
    value = record.get(name)
    if value is None:
        return default
    if not isinstance(value, kind) or (type(value) is bool and kind is not bool):
        raise wrong(f"{key}.{name}" if key else name, _WANTED.get(kind, "text-or-number"), value)
    return value


def offset(record: Mapping[str, Any], name: str, key: str) -> int:
    """Return an offset: a whole number, and neither true nor 3.0."""
    value = record.get(name)
    if type(value) is not int:
        raise ProblemError("offset-type", key=f"{key}.{name}", found=shown(value))
    return value
