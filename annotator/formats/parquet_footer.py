"""What the end of a Parquet file says of its columns: how much they are before they are read.

Owns the few fields of the footer that are needed for that, in Thrift's compact protocol.  pyarrow
knows them too, but ends the whole process over a damaged footer when it is asked for a column.
Sources: the format's `parquet.thrift`; "Thrift Compact protocol encoding" of the Thrift project.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from annotator.domain.errors import Phrase

_MARK = b"PAR1"
#: Bytes of a footer; one of a thousand groups of ten columns has a tenth of them.
MAX_FOOTER = 16 * 1024 * 1024
_DEPTH = 16
#: Numbers of fields: of the file, its groups of rows, their columns, and what is said of these.
_GROUPS, _COLUMNS, _ABOUT, _VALUES, _SIZE = 4, 1, 3, 5, 6
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12
_NUMBERS = (4, 5, 6)  # of 16, 32 and 64 bits


class FooterError(ValueError):
    """A footer that is not taken: said in English to programs, by a phrase to people."""

    def __init__(self, words: str, code: str) -> None:
        super().__init__(words)
        self.phrase = Phrase(code)


class Column(NamedTuple):
    """A column of a group of rows."""

    values: int
    size: int  # bytes, unpacked


def groups_of(path: Path) -> list[list[Column]]:
    """Return the columns of each group of rows of a file.

    Raises FooterError with what is wrong, and OSError.
    """
    with path.open("rb") as file:
        end = file.seek(0, 2)
        if end < 12:
            raise FooterError("it is too short", "why-short")
        file.seek(end - 8)
        tail = file.read(8)
        length = int.from_bytes(tail[:4], "little")
        if tail[4:] != _MARK:
            raise FooterError("it does not end as such files do", "why-no-end")
        if length > min(end - 12, MAX_FOOTER):
            raise FooterError("its footer is larger than it can be", "why-footer-large")
        file.seek(end - 8 - length)
        raw = file.read(length)
    try:
        whole = _Reader(raw).struct(0)
        return [
            [Column(each[_ABOUT][_VALUES], each[_ABOUT][_SIZE]) for each in group[_COLUMNS]]
            for group in whole[_GROUPS]
        ]
    except (IndexError, KeyError, TypeError):
        raise FooterError("its footer is damaged", "why-footer") from None


class _Reader:
    """Values of a message, one after the other; raises IndexError where it ends too early."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._at = 0

    def struct(self, depth: int) -> dict[int, Any]:
        """Return the fields of a structure by their numbers."""
        found: dict[int, Any] = {}
        number = 0
        while head := self._byte():
            step, kind = head >> 4, head & 15
            number = number + step if step else self._number()
            found[number] = kind == _TRUE if kind <= _FALSE else self._value(kind, depth)
        return found

    def _value(self, kind: int, depth: int) -> Any:
        if depth > _DEPTH:
            raise FooterError("its footer is nested too deep", "why-footer-deep")
        if kind in (_TRUE, _FALSE, _BYTE):  # the first two in lists only
            return self._byte()
        if kind in _NUMBERS:
            return self._number()
        if kind == _DOUBLE:
            return self._bytes(8)
        if kind == _BINARY:
            return self._bytes(self._varint())
        if kind in (_LIST, _SET):
            head = self._byte()
            length = head >> 4 if head >> 4 < 15 else self._varint()
            return [self._value(head & 15, depth + 1) for _ in range(length)]
        if kind == _STRUCT:
            return self.struct(depth + 1)
        raise FooterError("its footer is damaged", "why-footer")  # no footer has a map

    def _byte(self) -> int:
        found = self._raw[self._at]
        self._at += 1
        return found

    def _bytes(self, length: int) -> bytes:
        start, self._at = self._at, self._at + length
        if self._at > len(self._raw):
            raise IndexError
        return self._raw[start : self._at]

    def _varint(self) -> int:
        found = shift = 0
        while shift < 64:
            byte = self._byte()
            found |= (byte & 127) << shift
            if byte < 128:
                return found
            shift += 7
        raise FooterError("its footer is damaged", "why-footer")

    def _number(self) -> int:
        found = self._varint()
        return (found >> 1) ^ -(found & 1)
