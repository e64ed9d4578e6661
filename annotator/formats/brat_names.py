r"""Names as brat's files can hold them, and back.

Owns three ways of writing, each of which gives the same words back: names of labels, roles and
attributes (only `A-Z a-z 0-9 _ -`), words on a line (no line breaks), and names of files.  In the
first two a character that cannot stand is its number between `_x` and `_` ("a b" is `a_x0020_b`),
and an underscore before an x is `_x005f_`, so that nothing else can look like that.  In names of
files it is each of its bytes behind a `~` ("harbour/1" is `harbour~2f1`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import count

from annotator.domain.annotations import AttributeValue
from annotator.domain.scheme import Attribute, AttributeType

#: Where brat's own reader ends a line; more than `\n`, because it reads as Python does.
BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
#: Longest name of a file before its ending, if every capital had to be written as a number.
_LONGEST = 160

_NOT_IN_NAME = re.compile("[^A-Za-z0-9_-]|_(?=x)")
_NOT_ON_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]|^\\s|\\s$|_(?=x)")
_NUMBERED = re.compile("_x([0-9a-f]{4,6})_")
_EMPTY = "_x_"

_NOT_IN_STEM = re.compile("[^A-Za-z0-9._-]|^[.-]")
_CAPITALS = re.compile("[A-Z]")
#: Names that belong to Windows, and endings that brat takes for the file's own.
_TAKEN = re.compile(r"(?i)^(?:con|prn|aux|nul|com\d|lpt\d)(?=$|\.)|\.(?=(?:ann|a1|a2|co|rel|txt)$)")
_LETTER = re.compile("~[0-9a-f]{2}|[a-z]")
_BYTES = re.compile("(?:~[0-9a-f]{2})+")


def in_name(words: str) -> str:
    """Return words as a name of a label, a role, an attribute or a value."""
    name = _NOT_IN_NAME.sub(_number, words)
    # A line of hyphens alone is a rule in brat's configuration.
    return name if name.strip("-") else "".join(f"_x{ord(each):04x}_" for each in name) or _EMPTY


def on_line(words: str) -> str:
    """Return words as they can stand at the end of a line."""
    return _NOT_ON_LINE.sub(_number, words) or _EMPTY


def plain(written: str) -> str:
    """Return the words that `in_name` or `on_line` wrote; anything else stays as it is."""
    return "" if written == _EMPTY else _NUMBERED.sub(_character, written)


def _number(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04x}_"


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return found[0]
    character = chr(number)
    return found[0] if character.isascii() and character.isalnum() else character


# Values ------------------------------------------------------------------------------------------


def value_written(value: AttributeValue, attribute: Attribute | None) -> str:
    """Return the value of an attribute as a line says it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        choice = attribute is not None and attribute.type is AttributeType.CHOICE
        return in_name(value) if choice else on_line(value)
    return repr(value)


_WHOLE = re.compile("-?[0-9]{1,300}")
_SAID = {"yes": True, "true": True, "no": False, "false": False}


def value_read(written: str | None, attribute: Attribute | None) -> AttributeValue:
    """Return the value that a line says; without one (a flag) it is true.

    What does not fit the attribute is left as it is, for `lines` to refuse.
    """
    if written is None:
        return True
    if attribute is not None and attribute.type is AttributeType.YES_NO:
        return _SAID.get(written.lower(), written)
    if attribute is not None and attribute.type is AttributeType.NUMBER:
        try:
            return int(written) if _WHOLE.fullmatch(written) else float(written)
        except ValueError:
            return written
    return plain(written)


# Names of files ----------------------------------------------------------------------------------


def stem_of(uid: str, *, small: bool = False) -> str:
    """Return the name of a document's files before the ending; `small` = without capitals."""
    stem = _TAKEN.sub(_first_byte, _NOT_IN_STEM.sub(_bytes, uid))
    return _CAPITALS.sub(_bytes, stem) if small else stem


def uid_of(stem: str) -> str:
    """Return the id of the document whose files are called so."""
    return _BYTES.sub(_of_bytes, stem)


def short_uid(uid: str) -> str:
    """Return an id whose files can be called by it: the same one unless it is too long."""
    if len(uid) <= _LONGEST and len(stem_of(uid, small=True)) <= _LONGEST:
        return uid
    start = uid[: _LONGEST // 2]
    while len(stem_of(start, small=True)) > _LONGEST // 2:
        start = start[:-1]
    return f"{start}-{hashlib.sha256(uid.encode()).hexdigest()[:32]}"


class Stems:
    """Names of the files of one folder, none of which is another but for capitals."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, uid: str) -> str:
        """Return the name of the files of a document; each is asked for once."""
        stem = next(each for each in _stems(uid) if each.lower() not in self._taken)
        self._taken.add(stem.lower())
        return stem


def _stems(uid: str) -> Iterator[str]:
    """Yield the names that the files of a document may have, the plainest first."""
    yield stem_of(uid)
    small = stem_of(uid, small=True)
    yield small
    for letter in _LETTER.finditer(small):
        if len(letter[0]) == 1:  # and not a number already
            yield small[: letter.start()] + _bytes(letter) + small[letter.end() :]
    # Only the same id twice comes as far as this.
    yield from (f"{small}-{number}" for number in count(2))


def _bytes(found: re.Match[str]) -> str:
    return "".join(f"~{each:02x}" for each in found[0].encode())


def _first_byte(found: re.Match[str]) -> str:
    return f"~{ord(found[0][0]):02x}{found[0][1:]}"


def _of_bytes(found: re.Match[str]) -> str:
    try:
        words = bytes.fromhex(found[0].replace("~", "")).decode()
    except UnicodeDecodeError:
        return found[0]
    return found[0] if "\0" in words else words
