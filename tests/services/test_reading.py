"""The word cursor and the selection, without an article or a window."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import Span
from annotator.domain.tokens import Tokens, plain_tokens
from annotator.services.reading import Reading, Unit
from tests.articles import HARBOUR, where


def reading(text: str, at: str = "", nth: int = 0, borders: tuple[int, ...] = ()) -> Reading:
    made = Reading(text, plain_tokens(text, borders))
    if at:
        made.place(where(text, at, nth).start)
    return made


def chosen(here: Reading) -> str | None:
    return None if here.selection is None else here.selection.of(here.text)


def word(here: Reading) -> str | None:
    return None if here.word is None else here.word.of(here.text)


def test_the_cursor_goes_by_words_and_stops_at_the_ends() -> None:
    here = reading("One, two.")
    seen = []
    for _ in range(6):
        seen.append(word(here))
        here.move(Unit.STEP, forward=True)
    assert seen == ["One", ",", "two", ".", ".", "."]
    for _ in range(6):
        here.move(Unit.STEP, forward=False)
    assert here.caret == 0


def test_the_cursor_goes_by_sentences() -> None:
    here = reading("One two. Three four. Five.", "four")
    here.move(Unit.SENTENCE, forward=False)
    assert word(here) == "Three"
    here.move(Unit.SENTENCE, forward=False)
    assert word(here) == "One"
    here.move(Unit.SENTENCE, forward=True)
    here.move(Unit.SENTENCE, forward=True)
    assert word(here) == "Five"


def test_the_cursor_goes_to_both_ends() -> None:
    here = reading(" One two. ")
    here.move(Unit.DOCUMENT, forward=True)
    assert word(here) == "."
    here.move(Unit.DOCUMENT, forward=False)
    assert word(here) == "One"


def test_character_steps_go_by_one_code_point_and_back_to_words() -> None:
    here = reading("Zoë 👍🏽 went", "Zoë")
    here.toggle_characters()
    places = []
    for _ in range(5):
        here.move(Unit.STEP, forward=True)
        places.append(here.caret)
    assert places == [1, 2, 3, 4, 5]
    here.toggle_characters()
    assert word(here) == "👍🏽"
    assert here.caret == 4


def test_shift_grows_from_the_word_where_it_began_in_both_directions() -> None:
    here = reading("one two three four", "three")
    here.move(Unit.STEP, forward=True, extend=True)
    assert chosen(here) == "three four"
    here.move(Unit.STEP, forward=False, extend=True)
    assert chosen(here) == "three"
    here.move(Unit.STEP, forward=False, extend=True)
    assert chosen(here) == "two three"
    assert here.anchor == where(here.text, "three").end
    here.move(Unit.STEP, forward=False)
    assert chosen(here) is None
    assert word(here) == "one"


def test_shift_in_character_steps_selects_characters() -> None:
    here = reading("one two", "two")
    here.toggle_characters()
    for _ in range(2):
        here.move(Unit.STEP, forward=True, extend=True)
    assert chosen(here) == "tw"
    for _ in range(3):
        here.move(Unit.STEP, forward=False, extend=True)
    assert chosen(here) == " "


def test_dragging_takes_whole_words_unless_told_otherwise() -> None:
    here = reading("one two three")
    here.drag(5, 9, characters=False)
    assert chosen(here) == "two three"
    here.drag(9, 5, characters=True)
    assert chosen(here) == "wo t"
    assert here.anchor == 9
    here.drag(5, 5, characters=False)
    assert (chosen(here), word(here)) == (None, "two")


def test_dragging_over_spaces_alone_selects_the_spaces() -> None:
    here = reading("one   two")
    here.drag(4, 5, characters=False)
    assert here.selection == Span(4, 5)


@pytest.mark.parametrize(
    ("at", "widths"),
    [
        (
            "Maret told",
            ["Maret", "Oren Maret", "Citadel spokesman Oren Maret told the Seaboard Agency"],
        ),
        ("fire,", ["fire", "We did not fire", "“We did not fire,”"]),
        ("neighbour", ["neighbour", "closest neighbour", "“closest neighbour”"]),
        (
            "Norvia declined",
            ["Norvia", "Bank of Norvia", "Lena van der Brandt of the Bank of Norvia"],
        ),
        ("der Brandt", ["der", "Lena van der Brandt"]),
        ("Nobody", ["Nobody", "Nobody fired.", "‘Nobody fired.’"]),
        (
            "gun",
            ["gun", "The Citadel said on Monday that no Norvian gun had fired on the Amber Bridge"],
        ),
        ("ferries", ["ferries", "Norvia’s two ferries left Karsk at 07:47 on 15 January 2026"]),
    ],
)
def test_w_grows_and_shift_w_goes_the_same_way_back(at: str, widths: list[str]) -> None:
    here = reading(HARBOUR, at)
    seen = []
    for _ in widths:
        here.grow()
        seen.append(chosen(here))
    assert seen == widths
    for width in [*reversed(widths[:-1]), None]:
        here.shrink()
        assert chosen(here) == width


def test_w_ends_with_sentence_paragraph_and_everything() -> None:
    here = reading("One two. Three, four. Five.\nSix.", "four")
    seen = []
    for _ in range(6):
        here.grow()
        seen.append(chosen(here))
    assert seen == ["four", "Three, four.", "One two. Three, four. Five.", here.text,
                    here.text, here.text]  # fmt: skip


def test_shrinking_what_did_not_grow_drops_the_last_word() -> None:
    here = reading("one two three")
    here.take(Span(0, 13))
    here.shrink()
    assert chosen(here) == "one two"
    here.shrink()
    here.shrink()
    assert chosen(here) is None
    here.shrink()
    assert chosen(here) is None


def test_borders_are_word_borders_for_the_cursor() -> None:
    text = "with North KoreaPeskov said"
    here = reading(text, "KoreaPeskov", borders=(text.index("Peskov"),))
    assert word(here) == "Korea"
    here.move(Unit.STEP, forward=True)
    assert word(here) == "Peskov"
    here.move(Unit.STEP, forward=True, extend=True)
    assert chosen(here) == "Peskov said"


def test_glued_names_are_reached_by_characters() -> None:
    here = reading("with KoreaPeskov said", "KoreaPeskov")
    here.toggle_characters()
    for _ in range(5):
        here.move(Unit.STEP, forward=True)
    for _ in range(6):
        here.move(Unit.STEP, forward=True, extend=True)
    assert chosen(here) == "Peskov"


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_nothing_breaks_where_there_are_no_words(text: str) -> None:
    here = reading(text)
    for unit in Unit:
        here.move(unit, forward=True)
        here.move(unit, forward=False, extend=True)
    here.grow()
    here.shrink()
    here.drag(0, len(text), characters=False)
    here.after(0)
    here.toggle_characters()
    assert here.word is None
    assert 0 <= here.caret <= len(text)


def test_an_edge_goes_from_border_to_border() -> None:
    here = reading("one two three")
    assert here.step_of_edge(4, forward=False, start=True) == 0
    assert here.step_of_edge(0, forward=False, start=True) == 0
    assert here.step_of_edge(7, forward=True, start=False) == 13
    assert here.step_of_edge(13, forward=True, start=False) == 13
    # From inside a word to its own border first.
    assert here.step_of_edge(5, forward=False, start=True) == 4
    here.toggle_characters()
    assert here.step_of_edge(7, forward=True, start=False) == 8


def test_new_tokens_leave_cursor_and_selection_where_they_are() -> None:
    here = reading("one two three", "two")
    here.move(Unit.STEP, forward=True, extend=True)
    here.take_tokens(Tokens([0, 8], [7, 13], [0]))
    assert chosen(here) == "two three"
    assert word(here) == "three"


ACTS = st.lists(
    st.sampled_from(
        [
            *((unit, forward, extend) for unit in Unit for forward in (True, False)
              for extend in (True, False)),
            "grow", "shrink", "characters", "clear",
        ]
    ),
    max_size=25,
)  # fmt: skip


@given(st.text(st.sampled_from("ab .,“”\nא👍🏽\u0301"), max_size=30), ACTS)
def test_cursor_and_selection_never_leave_the_text(text: str, acts: list[object]) -> None:
    here = reading(text)
    for act in acts:
        match act:
            case "grow":
                here.grow()
            case "shrink":
                here.shrink()
            case "characters":
                here.toggle_characters()
            case "clear":
                here.clear()
            case (unit, forward, extend):
                here.move(unit, forward=forward, extend=extend)
        assert 0 <= here.caret <= len(text)
        if here.selection is not None:
            assert 0 <= here.selection.start < here.selection.end <= len(text)
