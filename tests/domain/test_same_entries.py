"""Which entries are proposed as the same, and which never are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.documents import Entry
from annotator.domain.same_entries import Reason, maybe_same


def entries(*names: str | tuple[str, ...], kind: str = "PERSON") -> list[Entry]:
    made = []
    for number, each in enumerate(names, start=1):
        name, *aliases = (each,) if isinstance(each, str) else each
        made.append(Entry(number, name, kind, aliases=tuple(aliases)))
    return made


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (("Dana Ilves", "Ilves"), ("Oren Maret", "Ilves"), Reason.ALIAS),
        (("Choe Son-hui",), ("Choe Son Hui",), Reason.SPELLING),
        (("José Aran",), ("Jose Aran",), Reason.SPELLING),
        (("Sunto Arrel",), ("Sunto Arel",), Reason.SPELLING),
        (("Arrel Sunto",), ("Sunto Arrel",), Reason.SPELLING),
        (("Oren Maret",), ("Maret",), Reason.SHORT),
    ],
)
def test_alike(first: tuple[str, ...], second: tuple[str, ...], reason: Reason) -> None:
    (pair,) = maybe_same(entries(first, second))
    assert pair.reason is reason
    assert len(pair.first.name) >= len(pair.second.name)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Dana Ilves",), ("Oren Maret",)),
        (("G7",), ("G20",)),
        (("Unit 731",), ("Unit 732",)),  # a number is never a slip
        (("Iran",), ("Iraq",)),  # too short for a slip
        (("Maretta",), ("Oren Maret",)),  # a part of a word
    ],
)
def test_not_alike(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    assert maybe_same(entries(first, second)) == []


def test_what_is_known_to_differ_is_not_proposed() -> None:
    city, government = Entry(1, "Karsk", "GPE"), Entry(2, "Karsk", "ORG")
    assert maybe_same([city, government]) == []
    one, other = Entry(1, "Karsk", "GPE", wikidata="Q1"), Entry(2, "Karsk", "GPE", wikidata="Q2")
    assert maybe_same([one, other]) == []
    same = entries("Karsk", "Karsk")
    assert len(maybe_same(same)) == 1
    assert maybe_same(same, {frozenset((1, 2))}) == []


def test_a_name_that_is_short_for_many_is_no_hint() -> None:
    many = entries("Kim", *(f"Kim {name}" for name in ("Ang", "Bo", "Cho", "Dae", "Eun", "Fa")))
    assert maybe_same(many) == []
    assert len(maybe_same(many[:4])) == 3


def test_the_likeliest_come_first() -> None:
    found = maybe_same(entries("Maret", "Oren Maret", ("X Arrel", "Q"), ("Y Sunto", "Q")))
    assert [each.reason for each in found] == [Reason.ALIAS, Reason.SHORT]


@given(st.lists(st.text("abc -é1", max_size=9), max_size=12))
def test_pairs_are_of_two_entries_and_each_is_there_once(names: list[str]) -> None:
    found = maybe_same(entries(*names))
    pairs = [frozenset((each.first.id, each.second.id)) for each in found]
    assert all(len(pair) == 2 for pair in pairs)
    assert len(set(pairs)) == len(pairs)
    assert maybe_same(entries(*names), set(pairs)) == []
