"""Entries change, merge, split and go; no mention is lost, and all of it is undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.annotations import Annotation, Span
from annotator.domain.documents import Entry
from annotator.domain.ids import format_id
from annotator.domain.scheme import Attribute, AttributeType
from annotator.domain.steps import Edit, Step, added
from annotator.services.annotating import NotPossible
from annotator.services.entry_editing import (
    add_entry,
    change_entry,
    keep_apart,
    may_be_same,
    mentions_of,
    merge_entries,
    remove_entry,
    split_entry,
)
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from tests import articles

FIRST = "Karsk waits.\nThe Citadel of Karsk, called Upper Karsk, denies it 🚢 for good.\n"
SECOND = "Maret spoke. Oren Maret left.\n"


@pytest.fixture
def session(project_path: Path) -> Iterator[Session]:
    with Session.create(project_path, load_scheme("news"), "Mina Kell") as session:
        articles.add_article(session, FIRST, title="The city")
        articles.add_article(session, SECOND, title="The man")
        yield session


def entry(session: Session, name: str, kind: str = "", *aliases: str) -> Entry:
    made = Entry(session.ids.next(), name, kind, aliases=aliases)
    session.apply(add_entry(made))
    return made


def mention(session: Session, document: int, words: str, of: Entry | None, nth: int = 0) -> int:
    number = session.document_ids()[document]
    span = articles.where(session.text(number), words, nth)
    made = Annotation(
        session.ids.next(), number, session.annotator.id, "entities", "GPE", (span,),
        entry=None if of is None else of.id,
    )  # fmt: skip
    session.apply(Step("label-made", added(made), {"label": "GPE", "text": words}))
    return made.id


def linked(session: Session) -> dict[int, str | None]:
    """Return the name of the entry of every annotation."""
    entries = session.entries()
    return {
        each.id: entries[each.entry].name if each.entry else None
        for number in session.document_ids()
        for each in session.article(number).annotations.values()
    }


def test_mentions_stand_in_their_line_in_the_order_of_the_project(session: Session) -> None:
    city = entry(session, "Karsk")
    upper = mention(session, 0, "Upper Karsk", city)
    first = mention(session, 0, "Karsk", city)
    found = mentions_of(session, city)
    assert [each.annotation for each in found] == [first, upper]
    assert found[1][2:] == (
        "The city", "Mina Kell", "entities", "GPE", 42, 53,
        "The Citadel of Karsk, called ", "Upper Karsk", ", denies it 🚢 for good.",
    )  # fmt: skip
    assert mentions_of(session, city, most=1) == found[:1]
    assert session.entry_use() == {city.id: (2, 1)}


def test_a_change_is_tidied_and_undone(session: Session) -> None:
    city = entry(session, "Karsk")
    wanted = replace(city, name=" Karsk  city ", aliases=("Karsk", " karsk", ""), wikidata=" q42 ")
    session.apply(change_entry(city, wanted))
    stored = session.entries()[city.id]
    assert (stored.name, stored.aliases, stored.wikidata) == ("Karsk city", ("Karsk",), "Q42")
    session.undo()
    assert session.entries()[city.id] == city
    with pytest.raises(NotPossible, match="nothing-changes"):
        change_entry(city, replace(city, aliases=("karsk",)))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [("name", " \n", "entry-without-name")]
    + [("wikidata", typed, "entry-wikidata") for typed in ("Moscow", "Q0", "P31", "Q１２")],
)
def test_what_makes_no_sense_is_refused(
    session: Session, field: str, value: str, code: str
) -> None:
    city = entry(session, "Karsk")
    with pytest.raises(NotPossible, match=code):
        change_entry(city, replace(city, **{field: value}))


def test_a_merge_keeps_every_mention_and_every_name(session: Session) -> None:
    short = entry(session, "Maret")
    whole = replace(entry(session, "Oren Maret", "PERSON", "O. Maret"), note="speaks")
    session.apply(Step("entry-changed", (Edit(session.entries()[whole.id], whole),)))
    other = entry(session, "Karsk")
    ids = [
        mention(session, 1, "Maret", short),
        mention(session, 1, "Oren Maret", whole),
        mention(session, 0, "Karsk", other),
    ]
    before = linked(session)
    session.apply(merge_entries(session, short, [whole]))
    assert linked(session) == dict(zip(ids, ["Maret", "Maret", "Karsk"], strict=True))
    assert session.entries()[short.id] == Entry(
        short.id, "Maret", "PERSON", "speaks", aliases=("Oren Maret", "O. Maret")
    )
    assert whole.id not in session.entries()
    session.undo()
    assert linked(session) == before
    assert session.entries()[whole.id] == whole
    session.redo()
    assert whole.id not in session.entries()


def test_attributes_that_name_an_entry_follow_the_merge(session: Session) -> None:
    """An attribute of type entry holds the id of one."""
    attribute = Attribute("entities", "seat", "Seat", AttributeType.ENTRY)
    session.apply(Step("scheme-taken", added(attribute), {"name": "x"}))
    kept, gone = entry(session, "Karsk"), entry(session, "Upper Karsk")
    number = mention(session, 0, "Citadel", None)
    document = session.document_ids()[0]

    def stored() -> Annotation:
        return session.article(document).annotations[number]

    before = stored()
    named = before._replace(attributes={"seat": format_id(gone.id)})
    session.apply(Step("attribute-set", (Edit(before, named),), {"name": "Seat", "value": "x"}))
    session.apply(merge_entries(session, kept, [gone]))
    assert stored().attributes == {"seat": format_id(kept.id)}
    session.undo()
    assert stored() == named
    session.apply(remove_entry(session, gone))
    assert stored() == before
    session.undo()
    assert stored() == named


def test_merges_in_a_circle_and_against_wikidata_are_refused(session: Session) -> None:
    one, other = entry(session, "Karsk"), entry(session, "Upper Karsk")
    for others in ([], [one], [other, one]):
        with pytest.raises(NotPossible, match="entry-into-itself"):
            merge_entries(session, one, others)
    with pytest.raises(NotPossible, match="entry-two-ids") as caught:
        merge_entries(session, replace(one, wikidata="Q2"), [replace(other, wikidata="Q1")])
    assert caught.value.values["ids"] == "Q1, Q2"
    # The other way round after the first: what is gone cannot come back as the one that stays.
    session.apply(merge_entries(session, one, [other]))
    with pytest.raises(Exception, match="changed meanwhile"):
        session.apply(merge_entries(session, other, [session.entries()[one.id]]))
    assert list(session.entries()) == [one.id]


def test_a_split_takes_the_ticked_mentions_and_their_names(session: Session) -> None:
    city = entry(session, "Karsk", "GPE", "Upper Karsk", "the Citadel")
    stays = mention(session, 0, "Karsk", city)
    goes = mention(session, 0, "Upper Karsk", city)
    session.apply(split_entry(session, city, {goes}, "Old town"))
    assert linked(session) == {stays: "Karsk", goes: "Old town"}
    new = next(each for each in session.entries().values() if each.id != city.id)
    assert (new.kind, new.aliases) == ("GPE", ("Upper Karsk",))
    assert session.entries()[city.id].aliases == ("the Citadel",)
    session.undo()
    assert linked(session) == {stays: "Karsk", goes: "Karsk"}
    assert session.entries() == {city.id: city}
    for chosen, name, code in ((set(), "x", "nothing-to-split"), ({goes}, " ", "without-name")):
        with pytest.raises(NotPossible, match=code):
            split_entry(session, city, chosen, name)


def test_a_split_of_words_that_both_use_leaves_them_to_both(session: Session) -> None:
    city = entry(session, "City of Karsk", "GPE", "Karsk")
    mention(session, 0, "Karsk", city)
    goes = mention(session, 0, "Karsk", city, 1)
    session.apply(split_entry(session, city, {goes}, "Karsk government"))
    assert {each.aliases for each in session.entries().values()} == {("Karsk",)}


def test_what_is_removed_leaves_its_mentions(session: Session) -> None:
    city = entry(session, "Karsk")
    number = mention(session, 0, "Karsk", city)
    session.apply(remove_entry(session, city))
    assert linked(session) == {number: None}
    assert session.entries() == {}
    session.undo()
    assert linked(session) == {number: "Karsk"}


def test_colleagues_mentions_follow_too(session: Session) -> None:
    one, other = entry(session, "Karsk"), entry(session, "Upper Karsk")
    session.use_annotator("Tove Ring")
    number = mention(session, 0, "Karsk", other)
    session.use_annotator("Mina Kell")
    session.apply(merge_entries(session, one, [other]))
    (found,) = session.annotations_of_entry(one.id)
    assert (found.id, found.spans) == (number, (Span(0, 5),))


def test_a_pair_that_was_told_apart_does_not_come_again(session: Session) -> None:
    one, other = entry(session, "Karsk", "GPE"), entry(session, "Upper Karsk", "GPE")
    (pair,) = may_be_same(session)
    assert {pair.first, pair.second} == {one, other}
    keep_apart(session, one, other)
    assert may_be_same(session) == []
    third = entry(session, "Karsk city", "GPE", "Karsk")
    assert {(each.first.id, each.second.id) for each in may_be_same(session)} >= {
        (third.id, one.id)
    }
