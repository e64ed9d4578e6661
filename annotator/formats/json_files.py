"""Files of JSON lines: from bytes to values that can be trusted to be plain JSON.

Owns lines and their numbers, what JSON is, and the characters and numbers that would not survive
being stored; what a line means is `lines`.  Also the tokens of a text as both writers lay them out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import orjson

from annotator.domain.bundles import Bundle
from annotator.domain.tokens import Tokens
from annotator.formats.registry import Problem, ProblemError, ReadOptions
from annotator.formats.text import without_forbidden

#: Bytes of one line; a longer one is no article but a mistake or an attack.
MAX_LINE = 256 * 1024 * 1024
#: Objects and lists inside each other; no article needs more, and Python's stack is finite.
MAX_DEPTH = 64
_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
#: orjson turns whole numbers beyond 64 bits into rounded ones without a word.
_LONG_NUMBER = b"0" * 19
#: Every digit as 0 and all else as a space: a search for 19 zeros is then one call, not a pattern
#: that starts anew at each digit of each id.
_AS_ZEROS = bytes(ord("0") if chr(each).isdecimal() else ord(" ") for each in range(256))


def read_lines(
    path: Path, options: ReadOptions, bundle_of: Callable[[Any, ReadOptions], Bundle | None]
) -> Iterator[Bundle | Problem]:
    """Yield what `bundle_of` makes of the lines of a file, and a problem for each bad line."""
    found = False
    try:
        for number, line in lines_of(path):
            found = True
            try:
                bundle = bundle_of(parse(line, replace=options.replace_forbidden), options)
            except ProblemError as error:
                yield Problem(str(path), number, error.code, error.values)
            except RecursionError:
                yield Problem(str(path), number, "line-too-deep", {"most": MAX_DEPTH})
            else:
                if bundle is not None:
                    bundle.line = number
                    yield bundle
    except ProblemError as error:
        yield Problem(str(path), int(str(error.values.get("line", 0))), error.code, error.values)
        return
    except OSError as error:
        yield Problem(str(path), 0, "file-unreadable", {"why": error.strerror or str(error)})
        return
    if not found:
        yield Problem(str(path), 0, "file-empty")
    options.encodings[str(path)] = "utf-8"


def lines_of(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield (number, line) of the lines of a file that are not blank; numbers start at 1.

    Raises ProblemError for a file that is no UTF-8 text at all and for a line without an end.
    """
    with path.open("rb") as file:
        _refuse_other_files(file.peek(4096))
        number = 0
        while line := file.readline(MAX_LINE):
            number += 1
            if len(line) == MAX_LINE and not line.endswith(b"\n"):
                raise ProblemError("line-too-long", line=number, most=MAX_LINE)
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            line = line.rstrip(b"\r\n")
            if line.strip():
                yield number, line


def values_of_lines(path: Path, *, replace: bool) -> Iterator[tuple[int, Any | ProblemError]]:
    """Yield (number, value) of the lines of a file, with what is wrong in the place of a bad one.

    Raises what `lines_of` raises.
    """
    for number, line in lines_of(path):
        try:
            yield number, parse(line, replace=replace)
        except ProblemError as error:
            yield number, error


def _refuse_other_files(head: bytes) -> None:
    if head[:2] in _MARKS:
        raise ProblemError("file-not-utf8", encoding=_MARKS[head[:2]])
    if b"\0" in head[:4096]:
        raise ProblemError("file-binary")


def parse(line: bytes, *, replace: bool = False) -> Any:
    """Return the value of a line of JSON.

    Raises ProblemError: line-not-json and line-encoding with the column of the mistake,
    forbidden-in-value for a character that cannot be kept (unless `replace`; those of "text" are
    left to whoever keeps the text), number-too-large, line-too-deep.
    """
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return _checked(_lone_surrogates(line, error), replace=replace)
    if b"\\u0000" in line or _LONG_NUMBER in line.translate(_AS_ZEROS):
        return _checked(json.loads(line), replace=replace)
    return value


def _lone_surrogates(line: bytes, error: orjson.JSONDecodeError) -> Any:
    r"""Return the value of a line that is JSON but for halves of characters.

    `"\ud800"` alone has no meaning as a character, and orjson refuses the line as a whole; read
    with json it can be told where it stands, or be replaced.  Raises ProblemError for other lines.
    """
    try:
        text = line.decode()
    except UnicodeDecodeError as broken:
        raise ProblemError("line-encoding", column=broken.start + 1) from None
    if "\\u" in text:
        try:
            return json.loads(text, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            pass
    if "depth limit" in error.msg:
        raise ProblemError("line-too-deep", most=MAX_DEPTH)
    raise ProblemError("line-not-json", column=error.colno, why=error.msg) from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _checked(value: Any, *, replace: bool, key: str = "", depth: int = 0) -> Any:
    if depth > MAX_DEPTH:
        raise ProblemError("line-too-deep", most=MAX_DEPTH)
    match value:
        case str():
            return without_forbidden(key, value, replace=replace)
        case dict():
            return {
                _checked(name, replace=replace, key=key or "line"): each
                if depth == 0 and name == "text"
                else _checked(each, replace=replace, key=name, depth=depth + 1)
                for name, each in value.items()
            }
        case list():
            return [_checked(each, replace=replace, key=key, depth=depth + 1) for each in value]
        case bool():
            return value
        case int() if not -(2**63) <= value < 2**63:
            raise ProblemError("number-too-large", key=key)
        case float() if not math.isfinite(value):
            raise ProblemError("number-too-large", key=key)
    return value


def tokens_of(text: str, tokens: Tokens) -> list[dict[str, Any]]:
    """Return tokens as Prodigy writes them; `ws` says whether a space follows."""
    followed = text + "\n"  # something follows the last token too
    return [
        {
            "text": text[start:end],
            "start": start,
            "end": end,
            "id": number,
            "ws": followed[end] == " ",
        }
        for number, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True))
    ]
