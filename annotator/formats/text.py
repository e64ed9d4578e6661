"""Plain text: one file, one article.

Owns how bytes become characters.  The text itself changes only as `annotator.domain.text` says.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.domain.bundles import Bundle
from annotator.domain.documents import Document
from annotator.domain.ids import derived_id
from annotator.domain.text import (
    FORBIDDEN,
    REPLACEMENT,
    forbidden_characters,
    normalise,
    replace_forbidden,
)
from annotator.formats.magic import kind_of
from annotator.formats.registry import Format, Problem, ProblemError, ReadOptions

#: Byte order marks and what they announce; UTF-32 first, whose mark begins like UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Bytes of one text file; nobody reads an article of four million words.
MAX_BYTES = 25 * 1024 * 1024
#: Bytes that decide what an old file's encoding is; more would cost seconds and tell nothing new.
_SAMPLE = 200_000
#: Control characters that text does not have; more than this share of them means no text.
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})
_MAX_CONTROLS = 0.02
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_NOT_ASCII_LETTERS = re.compile("[\x80-\ufffc\ufffe-\U0010ffff]")


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the article of a text file, or the problem with it."""
    try:
        raw = bytes_of(path, options)
        text, encoding = decode(raw, options.encoding)
        text, replaced = clean(text, replace=options.replace_forbidden)
        if not text.strip():
            raise ProblemError("file-empty")
    except ProblemError as error:
        yield Problem(str(path), int(str(error.values.get("line", 0))), error.code, error.values)
        return
    except OSError as error:
        yield Problem(str(path), 0, "file-unreadable", {"why": error.strerror or str(error)})
        return
    options.encodings[str(path)] = encoding
    yield Bundle(
        document_for(
            text,
            encoding=encoding,
            raw_sha256=hashlib.sha256(raw).hexdigest(),
            replaced=replaced,
            meta=dict(options.meta),
        ),
        text,
    )


def bytes_of(path: Path, options: ReadOptions, most: int = MAX_BYTES) -> bytes:
    """Return the bytes of a file that has to be held whole.

    Raises ProblemError("file-too-large") beyond `most` bytes, or what the person allowed instead.
    """
    most = options.max_bytes or most
    with path.open("rb") as file:
        raw = file.read(most + 1)
    if len(raw) > most:
        raise ProblemError("file-too-large", most=max(1, most // 1024**2))
    return raw


def without_forbidden(key: str, value: str, *, replace: bool) -> str:
    """Return a fact about an article as it can be kept.

    Raises ProblemError("forbidden-in-value") for a character that cannot, unless it is to be
    replaced.
    """
    found = FORBIDDEN.search(value)
    if found is None:
        return value
    if not replace:
        raise ProblemError("forbidden-in-value", key=key, name=f"U+{ord(found[0]):04X}")
    return FORBIDDEN.sub(REPLACEMENT, value)


def document_for(
    text: str,
    *,
    uid: str = "",
    encoding: str = "",
    raw_sha256: str = "",
    replaced: int = 0,
    meta: Mapping[str, Any] | None = None,
) -> Document:
    """Return the document of a text; without a uid the text itself decides which one it is."""
    hashed = hashlib.sha256(text.encode()).hexdigest()
    uid = uid or hashed[:32]
    return Document(
        derived_id("document", uid),
        uid,
        encoding=encoding,
        raw_sha256=raw_sha256 or hashed,
        text_sha256=hashed,
        length=len(text),
        replaced=replaced,
        **(meta or {}),
    )


def decode(raw: bytes, encoding: str = "") -> tuple[str, str]:
    """Return the characters of a file and the encoding they were read with.

    Raises ProblemError file-empty, file-kind (values: kind), file-binary, file-encoding (values:
    encoding, position, line) or encoding-unknown.
    """
    if not raw:
        raise ProblemError("file-empty")
    if encoding:
        return _decode_as(raw, encoding), encoding
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return _decode_as(raw, name), name
    head = raw[:65536]
    # A text may begin as a file of another kind does; with a NUL in it, it is no text.
    kind = kind_of(head) if b"\0" in head else ""
    if kind or _looks_binary(head):
        kind = kind or kind_of(head)
        raise ProblemError("file-kind", kind=kind) if kind else ProblemError("file-binary")
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        broken = error
    found = _detect(raw)
    if found is None:
        raise ProblemError(
            "file-encoding",
            encoding="utf-8",
            position=broken.start,
            line=raw.count(b"\n", 0, broken.start) + 1,
        )
    return _decode_as(raw, found), found


def _decode_as(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except LookupError:
        raise ProblemError("encoding-unknown", encoding=encoding) from None
    except UnicodeError as error:
        position = getattr(error, "start", 0)
        raise ProblemError(
            "file-encoding",
            encoding=encoding,
            position=position,
            line=raw.count(b"\n", 0, position) + 1,
        ) from None


def _detect(raw: bytes) -> str | None:
    """Return the encoding of an old text file, or None if nothing fits the whole of it."""
    from charset_normalizer import from_bytes

    # Far into the file there may be the only letters that tell; take the bytes around them.
    first = _NOT_ASCII.search(raw)
    start = max(0, (first.start() if first else 0) - _SAMPLE // 2)
    best = from_bytes(raw[start : start + _SAMPLE]).best()
    if best is None:
        return None
    # A file that is UTF-8 but for some bytes is mixed: no single-byte reading of it is right.
    if _mostly_utf8(raw):
        return None
    return best.encoding


def _mostly_utf8(raw: bytes) -> bool:
    text = raw.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return len(_NOT_ASCII_LETTERS.findall(text)) > broken


def _looks_binary(head: bytes) -> bool:
    # UTF-16 without a mark has a NUL in every second byte; better refused than read as noise.
    if b"\0" in head:
        return head.count(b"\0") > len(head) // 50
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) * _MAX_CONTROLS


def clean(text: str, *, replace: bool) -> tuple[str, int]:
    """Return a text as it is kept and how many characters were replaced on the person's choice.

    Raises ProblemError("forbidden-character") with name, position, line and column.
    """
    text = normalise(text)
    found = forbidden_characters(text, limit=1)
    if not found:
        return text, 0
    if replace:
        return replace_forbidden(text)
    first = found[0]
    raise ProblemError(
        "forbidden-character",
        name=first.name,
        position=first.position,
        line=first.line,
        column=first.column,
    )


FORMAT = Format(
    "text", "Plain text", (".txt", ".text", ".md"), read=read, carries=frozenset({"text"})
)
