"""Labels get parts, move, split and join; links, attributes and comments stay."""

from __future__ import annotations

import pytest

from annotator.domain.annotations import Annotation
from annotator.domain.documents import Entry
from annotator.services.desk import Desk
from annotator.services.session import Session
from tests.articles import HARBOUR, add_article, where
from tests.services.desks import labelled, slots


@pytest.fixture
def desk(session: Session) -> Desk:
    desk = Desk(session)
    desk.open(add_article(session, HARBOUR))
    return desk


@pytest.fixture
def codes(desk: Desk) -> list[str]:
    found: list[str] = []
    desk.subscribe(lambda change: found.append(change.message[0]) if change.message else None)
    return found


def words(desk: Desk, number: int) -> list[str]:
    assert desk.article is not None
    return [span.of(desk.article.text) for span in desk.article.annotations[number].spans]


def take(desk: Desk, said: str, nth: int = 0) -> None:
    desk.take(where(HARBOUR, said, nth))


def test_parts_come_and_go(desk: Desk, codes: list[str]) -> None:
    number = labelled(desk, "Karsk", "GPE")
    desk.select(number)
    take(desk, "Amber Bridge")
    assert desk.add_part()
    assert words(desk, number) == ["Karsk", "Amber Bridge"]
    assert desk.selected == number
    take(desk, "Amber ")
    assert desk.take_part()
    assert words(desk, number) == ["Karsk", "Bridge"]
    take(desk, "shelling the Amber Bridge")
    assert desk.take_part()
    assert words(desk, number) == ["Karsk"]
    take(desk, "Karsk")
    assert not desk.take_part()
    desk.select(number)
    assert not desk.add_part()
    assert codes == ["nothing-left", "nothing-selected"]
    for expected in (["Karsk", "Bridge"], ["Karsk", "Amber Bridge"], ["Karsk"]):
        desk.undo()
        assert words(desk, number) == expected


def test_a_label_moves_with_everything_that_belongs_to_it(desk: Desk) -> None:
    number = labelled(desk, "Karsk", "GPE")
    desk.select(number)
    desk.comment("sure?")
    desk.set_attribute(number, "referent", "government")
    desk.link_to_new("Karsk")
    before = desk.selected_annotation()
    assert before is not None
    take(desk, "Velmar")
    assert desk.move_here()
    assert words(desk, number) == ["Velmar"]
    after = desk.selected_annotation()
    assert after is not None
    assert (after.attributes, after.entry) == (before.attributes, before.entry)
    assert [each.text for each in desk.session.comments_on(number)] == ["sure?"]


def test_a_source_is_split_and_both_halves_stay_in_the_quote(desk: Desk, codes: list[str]) -> None:
    take(desk, "We did not fire,")
    desk.quote()
    frame = desk.selected
    assert frame is not None
    assert desk.article is not None
    (source,) = desk.article.fillers(frame, "source")
    desk.select(source.id)
    desk.comment("who?")
    desk.select(source.id)
    assert not desk.split_here()  # at its first word nothing would be left
    assert codes == ["split-where"]
    desk.place(where(HARBOUR, "Oren Maret").start)
    assert desk.split_here()
    frame_now = desk.article.annotations[frame]
    assert slots(desk, frame_now)["source"] == ["Citadel spokesman", "Oren Maret"]
    # A comment on a part of a quote is about the quote.
    assert [each.text for each in desk.session.comments_on(frame)] == ["who?"]
    desk.undo()
    assert slots(desk, desk.article.annotations[frame])["source"] == [
        "Citadel spokesman Oren Maret"
    ]


def test_two_labels_become_one_with_the_links_and_comments_of_both(
    desk: Desk, codes: list[str]
) -> None:
    first = labelled(desk, "Oren", "PERSON")
    second = labelled(desk, "Maret", "PERSON")
    other = labelled(desk, "Dana Ilves", "PERSON")
    desk.select(second)
    desk.comment("the same man")
    desk.link_to(Entry(desk.session.ids.next(), "Oren Maret"), new=True)
    desk.select(first)
    assert desk.join_next()
    assert desk.article is not None
    assert second not in desk.article.annotations
    assert words(desk, first) == ["Oren", "Maret"]
    joined: Annotation = desk.article.annotations[first]
    entry = desk.entries.get(joined.entry)
    assert entry is not None
    assert entry.name == "Oren Maret"
    assert [each.text for each in desk.session.comments_on(first)] == ["the same man"]
    desk.select(other)
    assert not desk.join_next()
    assert codes[-1] == "join-nothing"
    desk.undo()
    assert words(desk, second) == ["Maret"]
    assert [each.text for each in desk.session.comments_on(second)] == ["the same man"]


def test_contents_of_two_quotes_joined_stay_in_both(desk: Desk) -> None:
    made = []
    for said in ("closest neighbour", "partner"):
        take(desk, said)
        desk.quote()
        made.append(desk.selected)
    assert desk.article is not None
    parts = [desk.article.fillers(int(frame or 0), "content")[0] for frame in made]
    desk.select(parts[0].id)
    assert desk.join_next()
    for frame in made:
        (content,) = desk.article.fillers(int(frame or 0), "content")
        assert content.id == parts[0].id
    desk.undo()
    assert desk.article.fillers(int(made[1] or 0), "content")[0].id == parts[1].id


def test_nothing_in_hand_says_so(desk: Desk, codes: list[str]) -> None:
    take(desk, "Karsk")
    for act in (desk.add_part, desk.take_part, desk.move_here, desk.split_here, desk.join_next):
        assert not act()
    assert codes == ["no-label-meant"] * 5
