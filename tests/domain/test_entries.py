"""What entries are called, and which of them some words may mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.documents import Entry
from annotator.domain.entries import (
    EntryIndex,
    alias_key,
    is_name,
    is_named_in,
    is_short_for,
    keys_of,
    with_alias,
)

CITADEL = Entry(1, "Citadel", "ORG", aliases=("the Norvian government",))
KARSK = Entry(2, "Karsk", "GPE")
KARSK_GOVERNMENT = Entry(3, "Government of Velmar", "ORG", aliases=("Karsk", "Velmar"))
MARET = Entry(4, "Oren Maret", "PERSON", aliases=("Maret",))


@pytest.mark.parametrize(
    "other",
    ["Citadel", "the Citadel", "The  Citadel", "CITADEL", "Citadel's", "Citadel’s"],
)
def test_spellings_of_one_name(other: str) -> None:
    assert alias_key(other) == "citadel"


def test_names_are_not_cut() -> None:
    assert alias_key("There") == "there"
    assert alias_key("The") == "the"
    assert alias_key("Seamen's Union") == "seamen's union"
    assert alias_key("the islands'") == "islands"
    assert alias_key(" \u00a0\n") == ""
    assert alias_key("Zoe\u0308") == alias_key("Zoë")


@given(st.text())
def test_a_key_is_its_own_key_or_becomes_shorter(words: str) -> None:
    key = alias_key(words)
    assert len(alias_key(key)) <= len(key)
    assert key == " ".join(key.split())


@pytest.mark.parametrize("words", ["Maret", "the Citadel", "Seaboard file photo", "G7", "北の港"])
def test_names_are_known_again(words: str) -> None:
    assert is_name(words)


@pytest.mark.parametrize(
    "words", ["he", "He", "They", "the minister", "The minister", "", "  ", "—"]
)
def test_what_names_somebody_else_in_each_article_is_not(words: str) -> None:
    assert not is_name(words)


def test_an_alias_may_belong_to_several() -> None:
    index = EntryIndex([CITADEL, KARSK, KARSK_GOVERNMENT])
    assert index.called("karsk") == [KARSK_GOVERNMENT, KARSK]
    assert index.called("The Norvian government’s") == [CITADEL]
    assert index.called("he") == []
    index.drop(KARSK.id)
    assert index.called("Karsk") == [KARSK_GOVERNMENT]
    index.put(with_alias(CITADEL, "Velmar"))
    assert [each.id for each in index.called("Velmar")] == [1, 3]
    index.put(CITADEL)
    assert index.called("Velmar") == [KARSK_GOVERNMENT]
    assert len(index) == 2


def test_an_alias_is_added_once() -> None:
    assert with_alias(MARET, "Maret’s") is MARET
    assert with_alias(MARET, " ") is MARET
    assert with_alias(MARET, "Spokesman  Maret").aliases == ("Maret", "Spokesman Maret")


def test_what_is_typed_finds_beginnings_first() -> None:
    index = EntryIndex([CITADEL, KARSK, KARSK_GOVERNMENT, MARET])
    assert index.search("ma") == [MARET, KARSK_GOVERNMENT]
    assert index.search("  MARET ") == [MARET]
    assert index.search("none") == []
    assert set(index.search("")) == {CITADEL, KARSK, KARSK_GOVERNMENT, MARET}


def test_short_and_long_forms() -> None:
    assert is_short_for("Maret", Entry(5, "Oren Maret"))
    assert is_short_for("Oren", Entry(5, "Oren Maret"))
    assert not is_short_for("Oren Maret", Entry(5, "Oren Maret"))
    assert not is_short_for("are", MARET)
    assert not is_short_for("…", MARET)
    assert is_named_in("Citadel spokesman Oren Maret", MARET)
    assert is_named_in("the Citadel's spokesman", CITADEL)
    assert not is_named_in("a spokesman", CITADEL)


names = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Zs"]), min_size=1, max_size=8)
an_entry = st.builds(
    Entry, st.integers(1, 6), names, aliases=st.lists(names, max_size=3).map(tuple)
)


@given(st.lists(st.tuples(st.booleans(), an_entry), max_size=20))
def test_an_index_that_followed_changes_is_like_a_new_one(
    changes: list[tuple[bool, Entry]],
) -> None:
    index, there = EntryIndex(), {}
    for put, entry in changes:
        if put:
            index.put(entry)
            there[entry.id] = entry
        else:
            index.drop(entry.id)
            there.pop(entry.id, None)
    fresh = EntryIndex(there.values())
    assert sorted(index, key=lambda each: each.id) == sorted(fresh, key=lambda each: each.id)
    for key in {key for _, entry in changes for key in keys_of(entry)}:
        assert index.called(key) == fresh.called(key)
