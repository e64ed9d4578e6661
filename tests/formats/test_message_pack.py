"""Values of MessagePack are counted before they fill the memory."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import srsly
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.message_pack import ODD, has_more_values, unpacked

_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(allow_nan=False),
    st.text(max_size=300), st.binary(max_size=300),
    st.builds("x".__mul__, st.sampled_from([255, 256, 65535, 65536])),
)  # fmt: skip
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=20), st.dictionaries(st.text(max_size=3), inner, max_size=20)
    ),
    max_leaves=40,
)


def number_of(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + sum(1 + number_of(each) for each in value.values())
    return 1 + sum(map(number_of, value)) if isinstance(value, list) else 1


@given(value=_VALUES)
def test_every_value_is_counted_once(value: Any) -> None:
    raw = srsly.msgpack_dumps(value)
    number = number_of(value)
    assert not has_more_values(raw, number)
    assert has_more_values(raw, number - 1)
    assert unpacked(raw) == value


@pytest.mark.parametrize("kind", [list, dict])
@pytest.mark.parametrize("number", [15, 16, 65535, 65536])
def test_lists_and_maps_of_any_length_are_counted(kind: type, number: int) -> None:
    value = kind.fromkeys(range(number)) if kind is dict else [0] * number
    raw = srsly.msgpack_dumps(value)
    assert not has_more_values(raw, number_of(value))
    assert has_more_values(raw, number_of(value) - 1)


def test_extensions_are_counted() -> None:
    from srsly.msgpack import ExtType

    for length in (1, 2, 4, 8, 16, 3, 300, 70_000):
        raw = srsly.msgpack_dumps([ExtType(5, b"x" * length), 1])
        assert not has_more_values(raw, 3)
        assert has_more_values(raw, 2)


@given(raw=st.binary(max_size=200))
def test_any_bytes_are_looked_at_to_their_end(raw: bytes) -> None:
    assert not has_more_values(raw, len(raw))
    with suppress(*ODD):
        unpacked(raw)
