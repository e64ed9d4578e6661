"""Ways to spoil a file: bytes, texts, JSON values, what is packed in a zip.

Owns one function, `spoil`; all chance comes from the generator it is given.
"""

from __future__ import annotations

import copy
import io
import json
import random
import re
import zipfile
import zlib
from contextlib import suppress
from typing import Any

NASTY_TEXT = (
    "", " ", "\0", "\ufeff", "\r\n", "\u00a0", "\u2028", "\u202e", "e\u0301", "👩‍👩‍👧", "𝔘", "לא",
    "a" * 5000, "\ud800", "\udc00\ud800", "../../etc/passwd", "=1+1", "%s", "&lol;", "<!--", "]]>",
    "0000000000000001", "T1", "*",
)  # fmt: skip
NASTY_BYTES = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\xed\xa0\x80", b"\r", b"\n\n", b"\t", b'"',
    b"\\", b"\\u0000", b"\\ud800", b"[", b"]", b"{", b"}", b",", b":", b"NaN", b"1e999", b"-1",
    b"null", b"<", b">", b"&a;", b"<![CDATA[", b'<!DOCTYPE a [<!ENTITY b "c">]>', b"PK\x03\x04",
    b"9" * 20, b"#", b"|", b";", b"0 0", b"_", b"-X-",
)  # fmt: skip
NASTY_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 3, 2**31, 2**53 + 1, 2**63, 2**64, -(10**30), 0.0, 0.5, 1e308,
    float("nan"), float("inf"), [], {}, [[]], [None], {"": None}, [0, 1], ["a", "b"], "0", "0:1",
    {"id": "a", "label": "PERSON"},
)  # fmt: skip
_NUMBER = re.compile(rb"[0-9]+")


def spoil(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Return a file that is a little, or a lot, different."""
    if data.startswith(b"PK") and chance.random() < 0.7:
        return _zip(data, chance, others)
    if data.startswith(b"\x78") and chance.random() < 0.7:
        with suppress(zlib.error):
            return zlib.compress(spoil(zlib.decompress(data), chance, others))
    if data.lstrip()[:1] in (b"{", b"[") and chance.random() < 0.7:
        spoilt = _json(data, chance)
        if spoilt is not None:
            return spoilt
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        data = chance.choice(_BYTES)(data, chance, others)
    return data


# Bytes -------------------------------------------------------------------------------------------


def _range(data: bytes, chance: random.Random, most: int = 200) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    length = chance.randint(1, chance.choice((1, 8, most, max(most, len(data)))))
    return start, min(len(data), start + length)


def _flip(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 10)) if data else 0):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def _delete(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    start, end = _range(data, chance)
    return data[:start] + data[end:]


def _cut(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    return data[: chance.randint(0, len(data))]


def _repeat(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    start, end = _range(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 2, 50)) + data[end:]


def _splice(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    other = chance.choice(others) if others else b""
    (start, end), at = _range(other, chance), chance.randint(0, len(data))
    return data[:at] + other[start:end] + data[at:]


def _insert(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    start, end = _range(data, chance, 8)
    nasty = chance.choice(
        (chance.choice(NASTY_BYTES), chance.choice(NASTY_TEXT).encode("utf-8", "surrogatepass"))
    )
    return data[:start] + nasty + data[chance.choice((start, end)) :]  # fmt: skip


def _number(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    found = list(_NUMBER.finditer(data))
    if not found:
        return data
    one = chance.choice(found)
    near = str(int(one[0][-9:]) + chance.choice((-1, 1, 2, -5))).encode()
    number = chance.choice(
        (near, near, b"0", b"-1", b"99999999", b"9" * 25, b"9" * 5000, b"1.5", b"", b"1e9")
    )
    return data[: one.start()] + number + data[one.end() :]  # fmt: skip


def _lines(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Swap, drop or double a line."""
    lines = data.split(b"\n")
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    what = chance.randrange(3)
    if what == 0:
        lines[a], lines[b] = lines[b], lines[a]
    elif what == 1:
        lines.insert(a, lines[b])
    else:
        del lines[a]
    return b"\n".join(lines)


def _nest(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    at, deep = chance.randint(0, len(data)), chance.choice((10, 70, 2000, 100_000))
    start, end = chance.choice(((b"[", b"]"), (b'{"a":', b"}"), (b"<b>", b"</b>"), (b"(", b")")))
    return data[:at] + start * deep + end * deep + data[at:]


_BYTES = (
    _flip, _flip, _delete, _cut, _repeat, _splice, _insert, _insert, _number, _number, _lines,
    _nest,
)  # fmt: skip


# Structures --------------------------------------------------------------------------------------


def _json(data: bytes, chance: random.Random) -> bytes | None:
    """Change values inside a JSON file, or inside one of its lines; None if it is no JSON."""
    with suppress(ValueError, RecursionError):
        return _changed(data, chance)
    lines = data.split(b"\n")
    place = chance.choice([number for number, each in enumerate(lines) if each.strip()])
    with suppress(ValueError, RecursionError):
        lines[place] = _changed(lines[place], chance)
        return b"\n".join(lines)
    return None


def _changed(raw: bytes, chance: random.Random) -> bytes:
    root = [json.loads(raw)]
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        if root:
            _change(root, chance)
    written = json.dumps(root[0] if root else None, ensure_ascii=chance.random() < 0.5)
    return written.encode("utf-8", "surrogatepass")


def _change(root: list[Any], chance: random.Random) -> None:
    holders: list[Any] = [root]
    for each in holders:  # it grows as it is gone through
        inside = each.values() if isinstance(each, dict) else each
        holders += [value for value in inside if isinstance(value, list | dict) and value]
    holder = chance.choice(holders)
    key = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    value = holder[key]
    match chance.randrange(9):
        case 0 | 1:
            holder[key] = copy.deepcopy(chance.choice(NASTY_VALUES))
        case 2:
            holder[key] = chance.choice(NASTY_TEXT)
        case 3 | 4 if isinstance(value, int) and not isinstance(value, bool):
            holder[key] = value + chance.choice((-1, 1, 2, 100))
        case 5:
            del holder[key]
        case 6 if isinstance(holder, list):
            holder.insert(key, copy.deepcopy(value))
        case 7:
            # A copy, so that nothing can lie in itself.
            holder[key] = copy.deepcopy(chance.choice(holders))
        case 8 if isinstance(value, str):
            at = chance.randint(0, len(value))
            holder[key] = value[:at] + chance.choice(NASTY_TEXT) + value[at:]
        case _ if isinstance(holder, dict):
            holder[chance.choice(("id", "text", "label", "start", "end", ""))] = holder.pop(key)
        case _:
            holder[key] = [value]


def _zip(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Spoil a member of a zip file and pack it again, or its name."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w") as again:
            names = packed.namelist()
            chosen = chance.choice(names)
            for name in names:
                inside = packed.read(name)
                if name == chosen:
                    what = chance.randrange(6)
                    if what == 0:
                        continue
                    if what == 1:
                        name = chance.choice((f"../../{name}", "/etc/passwd", name.upper()))
                    inside = spoil(inside, chance, others) if what > 1 else inside
                again.writestr(name, inside, zipfile.ZIP_DEFLATED)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, IndexError):
        return data
    return out.getvalue()
