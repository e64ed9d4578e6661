"""Q, S, C, X, I: quotes made by one key and mended by a few."""

from __future__ import annotations

import pytest

from annotator.services.desk import Desk
from annotator.services.session import Session
from tests import articles
from tests.services.desks import go, labelled, marks, pick, quote_types, slots


def test_q_takes_the_passage_in_marks_with_cue_and_source(desk: Desk) -> None:
    go(desk, "did not fire")
    assert desk.quote()
    assert slots(desk) == {
        "content": ["We did not fire"],
        "cue": ["told"],
        "source": ["Citadel spokesman Oren Maret"],
    }
    assert desk.layer == "quotes"
    assert quote_types(desk) == ["direct"]


def test_q_takes_the_clause_after_the_nearest_word_of_saying(desk: Desk) -> None:
    go(desk, "gun had")
    assert desk.quote()
    found = slots(desk)
    assert found["source"] == ["The Citadel"]
    assert found["content"] == ["no Norvian gun had fired on the Amber Bridge"]
    assert quote_types(desk) == ["indirect"]


def test_q_takes_the_selection_as_it_is(desk: Desk) -> None:
    pick(desk, "no Norvian gun")
    assert desk.quote()
    assert slots(desk)["content"] == ["no Norvian gun"]


def test_q_without_anything_said_says_so(desk: Desk, said: list[str]) -> None:
    go(desk, "ferries")
    assert not desk.quote()
    assert said == ["no-quote-here"]
    assert marks(desk, "quotes") == []


def test_q_twice_in_one_passage_is_refused(desk: Desk, said: list[str]) -> None:
    go(desk, "did not fire")
    desk.quote()
    go(desk, "not fire")
    assert not desk.quote()
    assert said == ["already-quoted"]


def test_q_takes_a_passage_inside_a_passage(desk: Desk) -> None:
    go(desk, "told us")
    assert desk.quote()
    outer = desk.selected
    go(desk, "Nobody fired")
    assert desk.quote()
    assert slots(desk)["content"] == ["Nobody fired."]
    assert desk.selected != outer


def test_q_keeps_a_labelled_name_whole(desk: Desk) -> None:
    labelled(desk, "Unity Office", "ORG")
    go(desk, "every ship")
    desk.quote()
    assert slots(desk)["content"] == ["every ship"]
    assert desk.undo()
    assert marks(desk, "quotes") == []


def test_q_looks_for_nobody_in_a_zone(session: Session) -> None:
    desk = Desk(session)
    desk.open(articles.add_article(session, "Photo Dana Ilves said “all is well” on Monday."))
    pick(desk, "Photo Dana Ilves")
    desk.zone()
    go(desk, "all is")
    assert desk.quote()
    assert "source" not in slots(desk)


def test_s_c_x_i_fill_the_quote_in_hand(desk: Desk) -> None:
    pick(desk, "We did not fire")
    desk.quote()
    frame = desk.selected
    assert frame is not None
    pick(desk, "Oren Maret")
    assert desk.source()
    pick(desk, "and we never will")
    assert desk.content()
    pick(desk, "told the")
    assert desk.cue()
    pick(desk, "never")
    assert desk.insertion()
    assert desk.article is not None
    found = slots(desk, desk.article.annotations[frame])
    assert found["content"] == ["We did not fire", "and we never will"]
    assert "Oren Maret" in found["source"]
    assert "told the" in found["cue"]
    assert found["insertion"] == ["never"]


def test_s_on_the_word_under_the_cursor(desk: Desk) -> None:
    pick(desk, "Nobody fired")
    desk.quote()
    frame = desk.selected
    go(desk, "Reske")
    desk.source()
    assert desk.article is not None
    assert frame is not None
    assert "Reske" in slots(desk, desk.article.annotations[frame])["source"]


def test_s_again_on_the_same_words_takes_them_out(desk: Desk) -> None:
    go(desk, "did not fire")
    desk.quote()
    frame = desk.selected
    assert desk.article is not None
    assert frame is not None
    pick(desk, "Citadel spokesman Oren Maret")
    assert desk.source()
    assert "source" not in slots(desk, desk.article.annotations[frame])


def test_the_keys_of_a_quote_need_one(desk: Desk, said: list[str]) -> None:
    pick(desk, "Oren Maret")
    for act in (desk.source, desk.cue, desk.content, desk.insertion, desk.remove_content):
        assert not act()
    assert said == ["no-quote"] * 5


def test_s_offers_the_nearest_sources_and_links_the_chosen_one(desk: Desk) -> None:
    labelled(desk, "The Citadel", "source", layer="quotes")
    labelled(desk, "Dana Ilves", "source", layer="quotes")
    go(desk, "every ship")
    desk.quote()
    frame = desk.selected
    offered = desk.recent_sources()
    words = [each for _, each in offered]
    assert words.index("Dana Ilves") < words.index("The Citadel")
    chosen = {words: number for number, words in offered}["Dana Ilves"]
    assert desk.source(chosen)
    assert desk.article is not None
    assert frame is not None
    assert "Dana Ilves" in slots(desk, desk.article.annotations[frame])["source"]
    assert marks(desk, "quotes").count(("source", "Dana Ilves")) == 1


def test_no_source_is_offered_twice_or_beyond_nine(desk: Desk) -> None:
    for nth in (0, 1):
        labelled(desk, "Karsk", "source", nth=nth, layer="quotes")
    for words in ("Citadel", "Monday", "Norvian", "Agency", "Ilves", "Velmar", "Unity", "Lena",
                  "Reske", "Bank"):  # fmt: skip
        labelled(desk, words, "source", layer="quotes")
    offered = [words for _, words in desk.recent_sources()]
    assert len(offered) == 9
    assert len(set(offered)) == 9


def test_shift_x_takes_words_out_of_the_content(desk: Desk, said: list[str]) -> None:
    pick(desk, "its “closest neighbour” and its “partner”")
    desk.quote()
    pick(desk, "” and its “")
    assert desk.remove_content()
    assert desk.article is not None
    (content,) = desk.article.in_layer("quotes", "content")
    assert [span.of(articles.HARBOUR) for span in content.spans] == [
        "its “closest neighbour",
        "partner”",
    ]
    pick(desk, "Velmar")
    assert not desk.remove_content()
    assert said == ["not-in-content"]


def test_edges_of_a_part_keep_it_in_its_quote(desk: Desk) -> None:
    go(desk, "did not fire")
    desk.quote()
    frame = desk.selected_annotation()
    assert frame is not None
    assert desk.article is not None
    (source,) = desk.article.fillers(frame.id, "source")
    desk.select(source.id)
    assert desk.edge("start", outward=False)
    assert slots(desk, frame)["source"] == ["spokesman Oren Maret"]


def test_two_parts_by_label_keys_are_no_quote_but_stay(desk: Desk) -> None:
    labelled(desk, "closest neighbour", "content", layer="quotes")
    assert marks(desk, "quotes") == [("content", "closest neighbour")]
    assert quote_types(desk) == []


@pytest.mark.parametrize(
    ("words", "kind"),
    [("We did not fire", "direct"), ("closest neighbour", "partial"),
     ("no Norvian gun", "indirect"),
     ("Ilves had warned that “every ship” would be stopped", "mixed")],
)  # fmt: skip
def test_the_type_follows_from_the_marks(desk: Desk, words: str, kind: str) -> None:
    pick(desk, words)
    desk.quote()
    assert quote_types(desk) == [kind]


def test_the_type_can_be_overruled(desk: Desk) -> None:
    pick(desk, "We did not fire")
    desk.quote()
    assert desk.selected is not None
    assert desk.set_attribute(desk.selected, "type", "mixed")
    assert quote_types(desk) == ["mixed"]
