"""Only line ends and the byte order mark change; what cannot be kept is refused by its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.text import forbidden_characters, normalise, replace_forbidden

ANY = st.text(alphabet=st.characters(), max_size=60)


def test_line_ends_and_byte_order_mark() -> None:
    assert normalise("\ufeffone\r\ntwo\rthree\nfour\r\r\n") == "one\ntwo\nthree\nfour\n\n"


def test_nothing_else_is_touched() -> None:
    text = "e\u0301 \u00a0 \u2028 \ufeff inside \u200d 👩‍👩‍👧 \ufb01 \t  "
    assert normalise(text) == text


@given(ANY)
def test_normalising_twice_is_normalising_once_but_for_a_second_mark(text: str) -> None:
    once = normalise(text)
    assert "\r" not in once
    if not once.startswith("\ufeff"):
        assert normalise(once) == once


def test_forbidden_characters_are_named_with_their_place() -> None:
    found = forbidden_characters("ab\ncd\x00e\ud83d")
    assert [(each.position, each.line, each.column, each.name) for each in found] == [
        (5, 2, 3, "U+0000"),
        (7, 2, 5, "U+D83D"),
    ]


def test_forbidden_characters_stop_at_the_limit() -> None:
    assert len(forbidden_characters("\x00" * 50, limit=3)) == 3


@given(ANY)
def test_replacing_keeps_every_offset(text: str) -> None:
    replaced, count = replace_forbidden(text)
    assert len(replaced) == len(text)
    assert forbidden_characters(replaced) == []
    assert count == len(forbidden_characters(text, limit=len(text) + 1))
    replaced.encode("utf-8")
