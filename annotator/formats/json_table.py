"""JSON of any layout: a list of objects, one object a line, or one object; each is an article.

Owns how nested keys become columns (`source.name`) and which objects of a file are the articles.
Which column is which field is `columns`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from annotator.domain.bundles import Bundle
from annotator.domain.errors import Phrase
from annotator.formats import columns, fields
from annotator.formats.foreign import Found, bundles_of, natives
from annotator.formats.json_arrays import values_of
from annotator.formats.json_files import lines_of, parse
from annotator.formats.registry import Format, Problem, ProblemError, ReadOptions
from annotator.formats.text import bytes_of

#: Bytes of a file that is one object and has to be held whole.
MAX_BYTES = 128 * 1024 * 1024
#: Objects that are looked at for which columns there are.
_LOOKED_AT = 50
#: Objects inside each other whose keys become columns; what lies deeper stays as it is.
_LEVELS = 4
_NATIVE = frozenset(fields.LINE)
#: Keys of the native format that no layout of anybody else's has by chance.
_OURS = frozenset(("spans", "quotes", "opinions", "document_labels", "zones"))

_Values = Iterator[tuple[int, Any]]


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield an article, or a problem, for each object of a file."""
    return bundles_of(path, options, _articles(path, options))


def columns_of(
    path: Path, options: ReadOptions, rows: int = 5
) -> tuple[list[str], list[list[str]]]:
    """Return the keys of the objects of a file and its first objects; see `Format.columns_of`.

    Objects in words of the native format have no columns to map.
    """
    # Reading says again what it passes over.
    options = replace(options, ignored={}, notes={})
    first, wrong = _begun(_values(path, options), max(rows, _LOOKED_AT))
    if not first:
        raise wrong or ProblemError("file-empty")
    objects = [value for _, value in first if type(value) is dict]
    if not objects:
        raise first[0][1] if isinstance(first[0][1], ProblemError) else _no_object(first[0][1])
    if all(_is_native(each, options) for each in objects):
        return [], []
    header = _columns(objects)
    return header, [[columns.shown(_at(each, name)) for name in header] for each in objects[:rows]]


def _articles(path: Path, options: ReadOptions) -> Iterator[Found]:
    values = _values(path, options)
    first, wrong = _begun(values, _LOOKED_AT)
    objects = [value for _, value in first if type(value) is dict]
    named: dict[str, str] = {}
    if objects and not all(_is_native(each, options) for each in objects):
        named = columns.mapped(_columns(objects), options)

    def native(value: Any) -> Any:
        if type(value) is not dict:
            raise _no_object(value)
        return value if _is_native(value, options) else _article(value, named, options)

    yield from natives(chain(first, values), native)
    if wrong is not None:
        raise wrong


def _begun(values: _Values, number: int) -> tuple[list[tuple[int, Any]], ProblemError | None]:
    """Return the first values, and what ended the file before there were so many."""
    first: list[tuple[int, Any]] = []
    try:
        first.extend(islice(values, number))
    except ProblemError as error:
        return first, error
    return first, None


def _article(value: dict[str, Any], named: Mapping[str, str], options: ReadOptions) -> Any:
    found = {field: _at(value, column) for field, column in named.items()}
    rest = _without(value, named.values())
    for key in ("meta", "metadata"):
        inner = rest.get(key)
        if type(inner) is dict and inner.keys().isdisjoint(rest):
            del rest[key]
            rest |= inner
    return columns.article(found, rest, options)


def _is_native(value: dict[str, Any], options: ReadOptions) -> bool:
    """Tell whether an object is a line of the native format, which has its own words for labels."""
    return not options.columns and value.keys() <= _NATIVE and not _OURS.isdisjoint(value)


def _no_object(value: Any) -> ProblemError:
    return ProblemError("item-not-object", found=type(value).__name__)


# Objects of a file --------------------------------------------------------------------------------


def _values(path: Path, options: ReadOptions) -> _Values:
    """Yield (line, value) of each object of a file, with a problem in the place of a bad one."""
    with path.open("rb") as file:
        head = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"["):
        yield from values_of(path, replace=options.replace_forbidden)
        return
    lines = lines_of(path)
    begun = list(islice(lines, 2))
    # One line is one value; and where neither of two is an object, all together may be.
    apart = len(begun) == 2 and any(type(_parsed(line, options)) is dict for _, line in begun)
    if begun and not apart:
        begun.clear()  # such a line may be the whole file
        yield from _in_one(_whole(path, options), options)
        return
    for number, line in chain(begun, lines):
        yield number, _parsed(line, options)


def _parsed(line: bytes, options: ReadOptions) -> Any:
    try:
        return parse(line, replace=options.replace_forbidden)
    except ProblemError as error:
        return error


def _whole(path: Path, options: ReadOptions) -> Any:
    try:
        raw = bytes_of(path, options, MAX_BYTES).removeprefix(b"\xef\xbb\xbf")
    except ProblemError as error:
        raise ProblemError("table-too-large", **error.values) from None
    try:
        return parse(raw, replace=options.replace_forbidden)
    except ProblemError as error:
        if error.code != "line-not-json":
            raise
        raise ProblemError("json-broken", why=error.values["why"]) from None


def _in_one(value: Any, options: ReadOptions) -> _Values:
    """Yield the articles of a file that is one object: those of the one list in it, or itself."""
    if type(value) is dict:
        lists = {name: each for name, each in value.items() if _are_objects(each)}
        own, chosen = _columns([value]), options.columns.get("text")
        one = chosen in own if chosen else "text" in columns.guessed(own)
        if len(lists) == 1 and not one:
            [(name, items)] = lists.items()
            for other in (each for each in value if each != name):
                options.ignore(Phrase("told-key-beside", {"name": other}))
            yield from ((0, each) for each in items)
            return
    yield 1, value


def _are_objects(value: Any) -> bool:
    return type(value) is list and bool(value) and all(type(each) is dict for each in value)


# Nested keys --------------------------------------------------------------------------------------


def _columns(objects: Sequence[dict[str, Any]]) -> list[str]:
    """Return the keys of objects, nested ones with dots, in the order in which they are met."""
    found = dict.fromkeys(name for each in objects for name in _names(each, "", 1))
    return list(found)[: columns.MAX_COLUMNS]


def _names(value: dict[str, Any], before: str, level: int) -> Iterator[str]:
    for key, each in value.items():
        name = f"{before}{key}"
        if type(each) is dict and each and level < _LEVELS:
            yield from _names(each, f"{name}.", level + 1)
        else:
            yield name


def _at(value: Mapping[str, Any], column: str) -> Any:
    """Return what a column holds: the key as it is, else one inside another."""
    if column in value:
        return value[column]
    for at in (place for place, sign in enumerate(column) if sign == "."):
        inner = value.get(column[:at])
        if type(inner) is dict:
            found = _at(inner, column[at + 1 :])
            if found is not None:
                return found
    return None


def _without(value: Mapping[str, Any], taken: Any) -> dict[str, Any]:
    """Return an object without some columns; objects that hold nothing else go, too."""
    taken = set(taken)
    left = {}
    for key, each in value.items():
        if key in taken:
            continue
        inner = {name[len(key) + 1 :] for name in taken if name.startswith(f"{key}.")}
        if inner and type(each) is dict:
            each = {name: held for name, held in _without(each, inner).items() if held is not None}
            if not each:
                continue
        left[key] = each
    return left


FORMAT = Format(
    "json",
    "JSON of any layout",
    (".json", ".jsonl", ".ndjson"),
    read=read,
    carries=frozenset({"text", "metadata"}),
    columns_of=columns_of,
)
