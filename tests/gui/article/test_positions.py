"""Between code points and Qt's units, over all of Unicode."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument

from annotator.gui.article import positions
from annotator.gui.article.positions import DisplayText
from tests import articles

#: Every character a stored text can hold: no NUL, no lone surrogate, line feeds as line ends.
ANY = st.characters(exclude_characters="\x00\r", exclude_categories=["Cs"])
TRICKY = st.sampled_from(
    [*articles.SCRIPTS, *"\n\u2028\u2029\ufffc\ufdd0\x85\x0c \u00a0\U0010ffff", "👩\u200d👩"]
)
TEXTS = st.lists(st.one_of(ANY, TRICKY), max_size=80).map("".join)


@pytest.fixture(autouse=True)
def short_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break paragraphs up so early that small examples are broken up."""
    monkeypatch.setattr(positions, "LONGEST", 12)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def inserted_before(display: DisplayText, position: int) -> int:
    return sum(1 for each in display._inserted if each <= position)


@given(TEXTS)
def test_positions_are_those_of_utf_16(text: str) -> None:
    display = DisplayText(text)
    for position in range(len(text) + 1):
        qt = display.to_qt(position)
        assert qt == units(text[:position]) + inserted_before(display, position)
        assert display.to_code_point(qt) == position
    assert display.to_qt(len(text)) == units(display.display)


@given(TEXTS)
def test_the_middle_of_a_character_is_one_of_its_ends(text: str) -> None:
    display = DisplayText(text)
    for position, character in enumerate(text):
        if ord(character) > 0xFFFF:
            assert display.to_code_point(display.to_qt(position) + 1) in (position, position + 1)


@given(TEXTS)
def test_qt_takes_the_display_text_as_it_is(text: str) -> None:
    display = DisplayText(text)
    document = QTextDocument()
    document.setPlainText(display.display)
    assert document.characterCount() - 1 == units(display.display)
    assert document.blockCount() == len(display.block_starts)
    block = document.firstBlock()
    for number, start in enumerate(display.block_starts):
        assert block.position() == display.to_qt(start)
        assert display.block_of(start) == number
        # Separators within a paragraph keep their place in Qt's text and take one character.
        shown = display.units(start, display.block_end(number))
        assert shown <= block.length() - 1 <= shown + 1
        block = block.next()


@given(TEXTS)
def test_no_block_is_longer_than_allowed_and_none_is_lost(text: str) -> None:
    display = DisplayText(text)
    pieces = display.display.split("\n")
    assert len(pieces) == len(display.block_starts)
    assert max(map(len, pieces)) <= positions.LONGEST
    assert len(display.display) == len(text) + len(display._inserted)


@given(TEXTS, st.data())
def test_a_range_within_a_block_has_the_units_of_its_characters(
    text: str, data: st.DataObject
) -> None:
    display = DisplayText(text)
    block = data.draw(st.integers(0, len(display.block_starts) - 1))
    begin, stop = display.block_starts[block], display.block_end(block)
    start = data.draw(st.integers(begin, stop))
    end = data.draw(st.integers(start, stop))
    assert display.units(start, end) == units(text[start:end])
    if start < end:
        assert list(display.blocks_of(start, end)) == [block]
        assert display.qt_in_block(block, start) == units(text[begin:start])


def test_a_paragraph_of_200_000_characters_without_a_space(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    text = "ß" * 200_000
    display = DisplayText(text)
    assert len(display.block_starts) == 200_000 / positions.LONGEST
    assert [display.to_code_point(display.to_qt(each)) for each in range(0, 200_001, 997)] == list(
        range(0, 200_001, 997)
    )
