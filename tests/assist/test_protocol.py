"""The words between the window and the worker."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.assist.protocol import ProtocolError, blanked, decode, encode, request
from tests import articles

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(TEXTS, st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70)), max_size=4))
def test_a_request_is_one_line_and_reads_back(text: str, zones: list[tuple[int, int]]) -> None:
    message = request(7, text, zones, "en", entities=True)
    line = encode(message)
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert decode(line) == message


@pytest.mark.parametrize("line", [b"", b"Warning: no GPU", b"[1]", b'{"id": 1', b"\xff\xfe"])
def test_what_a_library_prints_is_no_answer(line: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(line)


@given(TEXTS, st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70)), max_size=4))
def test_blanking_keeps_every_offset_and_every_line(
    text: str, zones: list[tuple[int, int]]
) -> None:
    plain = blanked(text, zones)
    inside = {at for start, end in zones for at in range(max(0, start), end)}
    assert len(plain) == len(text)
    for at, (before, after) in enumerate(zip(text, plain, strict=True)):
        if before == "\n":
            assert after == "\n"
        elif at in inside:
            assert after == " "
        elif before not in "“”„‟«»‘’‚‛":
            assert after == before


def test_curly_marks_become_straight_ones() -> None:
    assert blanked(articles.HARBOUR, []).count('"') == articles.HARBOUR.count("“") * 2
