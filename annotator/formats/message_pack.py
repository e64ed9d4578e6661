"""MessagePack from bytes nobody vouches for: plain values, or the reason why not.

Owns the limits.  A small file can stand for so many small values that they fill any memory, and
unpacking them is one call that cannot be stopped; so that they are counted before.
"""

from __future__ import annotations

import struct
from typing import Any

from annotator.domain.errors import Phrase

#: Values of one message; each takes some 60 bytes once it is unpacked.
MAX_VALUES = 5_000_000
#: Bytes of a message that cannot hold too many values.
_SMALL = 1024 * 1024
#: What comes of bytes that are not what they should be.
ODD = (
    KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError, MemoryError,
    struct.error,
)  # fmt: skip
#: First byte of a value -> bytes of the number that follows it, and what it counts: bytes, or
#: values (two for each key of a map).
_COUNTED = {
    **{0xC4 + each: (1 << each, 0) for each in range(3)},  # bytes
    **{0xD9 + each: (1 << each, 0) for each in range(3)},  # texts
    **{0xDC + each: (2 << each, 1) for each in range(2)},  # lists
    **{0xDE + each: (2 << each, 2) for each in range(2)},  # maps
}
#: First byte of a value -> bytes that follow it.
_FIXED = {
    **{0xCA + each: 4 << each for each in range(2)},  # floats
    **{0xCC + each: 1 << each for each in range(4)},  # whole numbers
    **{0xD0 + each: 1 << each for each in range(4)},
    **{0xD4 + each: 1 + (1 << each) for each in range(5)},  # extensions
}


def unpacked(raw: Any, *, use_list: bool = True) -> Any:
    """Return the value of a message; raises what `ODD` names,."""
    from srsly import msgpack

    if not isinstance(raw, bytes):
        raise TypeError(Phrase("why-not-bytes", {"found": type(raw).__name__}))
    if len(raw) > _SMALL and has_more_values(raw, MAX_VALUES):
        raise ValueError(Phrase("why-many-values", {"most": MAX_VALUES}))
    try:
        # With a hook of ours, those of srsly are not run: no arrays of numpy, no other objects.
        return msgpack.unpackb(
            raw, raw=False, use_list=use_list, strict_map_key=False, object_pairs_hook=dict
        )
    except msgpack.UnpackException as error:
        raise ValueError(f"{type(error).__name__} {error}") from None


def has_more_values(raw: bytes, most: int) -> bool:
    """Tell whether a message holds more than `most` values, without unpacking them.

    A message that ends too early, or is none, has as many as were found up to there.
    """
    at, seen, open_ = 0, 0, 1
    while open_ and at < len(raw) and seen <= most:
        head = raw[at]
        at, open_, seen = at + 1, open_ - 1, seen + 1
        if head < 0x80 or head >= 0xE0:  # a small number
            continue
        if head < 0x90:
            open_ += 2 * (head & 15)
        elif head < 0xA0:
            open_ += head & 15
        elif head < 0xC0:
            at += head & 31
        elif head in _COUNTED:
            width, values = _COUNTED[head]
            number = int.from_bytes(raw[at : at + width])
            at += width + (0 if values else number)
            open_ += values * number
        elif 0xC7 <= head <= 0xC9:  # an extension: its length, then its kind
            width = 1 << (head - 0xC7)
            at += width + 1 + int.from_bytes(raw[at : at + width])
        else:
            at += _FIXED.get(head, 0)
    return seen > most
