"""JSON files that hold one list of articles, or one article on each line.

Owns telling the two apart; lists are `json_arrays`, lines are `json_files`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from annotator.formats.foreign import Found, natives
from annotator.formats.json_arrays import values_of
from annotator.formats.json_files import MAX_DEPTH, MAX_LINE, parse, values_of_lines
from annotator.formats.registry import ProblemError, ReadOptions

_BOM = b"\xef\xbb\xbf"


def articles_of(
    path: Path, options: ReadOptions, as_native: Callable[[dict[str, Any]], dict[str, Any]]
) -> Iterator[Found]:
    """Yield each article of a file as `as_native` puts it, or what is wrong with it.

    Raises ProblemError and OSError for a file that is not of this kind or cannot be read.
    """

    def native(value: Any) -> dict[str, Any]:
        if type(value) is not dict:
            raise ProblemError("item-not-object", found=type(value).__name__)
        return as_native(value)

    return natives(_values(path, replace=options.replace_forbidden), native)


def _values(path: Path, *, replace: bool) -> Iterator[tuple[int, Any | ProblemError]]:
    with path.open("rb") as file:
        begins = file.read(4096).removeprefix(_BOM).lstrip()
        file.seek(0)
        if begins.partition(b"\n")[0].rstrip() == b"{":
            # One article alone, broken up to be read.
            whole = file.read(MAX_LINE)
            yield 1, parse(whole.removeprefix(_BOM), replace=replace)
            return
    if begins.startswith(b"["):
        yield from values_of(path, replace=replace)
        return
    yield from values_of_lines(path, replace=replace)


def first_object(head: bytes) -> dict[str, Any]:
    """Return the first article in the head of a file as far as it is there; {} if there is none.

    Of an article that goes on beyond the head, the keys that were read are there.
    """
    begins = head.removeprefix(_BOM).lstrip()
    if begins[:1] == b"{":
        try:
            found = orjson.loads(begins.partition(b"\n")[0])
        except orjson.JSONDecodeError:
            return _begun(begins)
        return found if type(found) is dict else {}
    return _begun(begins, inside=1) if begins[:1] == b"[" else {}


def _begun(head: bytes, inside: int = 0) -> dict[str, Any]:
    """Return what is there of the first object that lies in so many lists."""
    import ijson  # type: ignore[import-untyped]
    from ijson.common import ObjectBuilder  # type: ignore[import-untyped]

    builder, depth = ObjectBuilder(), 0
    try:
        # Not `parse`: the names of places it makes are as long as the head is deep.
        for event, value in ijson.basic_parse(head, use_float=True):
            depth -= event in ("end_map", "end_array")
            if depth >= inside:
                builder.event(event, value)
            depth += event in ("start_map", "start_array")
            if depth > MAX_DEPTH or (depth == inside and event != "start_array"):
                break
    except (ijson.JSONError, UnicodeError):
        pass
    found = getattr(builder, "value", None)
    return found if type(found) is dict else {}
