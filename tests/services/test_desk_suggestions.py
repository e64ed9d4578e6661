"""Suggested quotes and opinions at the desk: accepted, corrected by a key, rejected for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from annotator.domain.annotations import Annotation, Origin
from annotator.domain.documents import Entry, Suggestion, SuggestionState
from annotator.domain.ids import derived_id, format_id
from annotator.domain.scheme import Role
from annotator.domain.steps import Edit, Step
from annotator.services.desk import Desk
from annotator.services.suggestion_bands import Band
from tests import articles
from tests.articles import where
from tests.services.desks import elsewhere, go, labelled, marks, pick, slots

BRIDGE = "no Norvian gun had fired on the Amber Bridge"


def spans(*words: str, nth: int = 0) -> list[list[int]]:
    return [list(where(articles.HARBOUR, each, nth)) for each in words]


def propose(
    desk: Desk,
    payload: dict[str, Any],
    *,
    layer: str = "quotes",
    score: float | None = None,
    model: str = "rules",
) -> int:
    """Have a model propose one more quote or opinion for the open article; return its id."""
    session, document = desk.session, desk.document
    assert document is not None
    main = payload.get("content") or payload.get("expression") or payload["target"]
    label = "quote" if layer == "quotes" else "opinion"
    start, end = main[0][0], main[-1][1]
    # The same proposal is the same row, as it is for the engines.
    number = derived_id("test", model, repr(payload))
    made = Suggestion(number, document, layer, label, start, end, model, score, payload=payload)
    open_ones = [each for each in session.open_suggestions(document) if each.model == model]
    session.save_suggestions(document, [*open_ones, made], model)
    desk.set_layer(layer)
    return made.id


def bridge(desk: Desk, **more: Any) -> int:
    score = more.pop("score", None)
    return propose(
        desk,
        {
            "content": spans(BRIDGE),
            "cue": spans("said"),
            "source": spans("The Citadel"),
            **more,
        },
        score=score,
    )


def nested(desk: Desk) -> tuple[int, int]:
    outer = propose(
        desk,
        {
            "content": spans("Maret told us: ‘Nobody fired.’ That is all"),
            "cue": spans("said", nth=1),
            "source": spans("Tom Reske"),
        },
    )
    inner = propose(
        desk,
        {
            "content": spans("Nobody fired"),
            "cue": spans("told", nth=1),
            "source": spans("Maret", nth=1),
            "parent": format_id(outer),
        },
    )
    return outer, inner


def frames(desk: Desk, layer: str = "quotes", label: str = "quote") -> list[Annotation]:
    assert desk.article is not None
    return desk.article.in_layer(layer, label)


def waiting(desk: Desk) -> set[int]:
    assert desk.document is not None
    return {each.id for each in desk.session.open_suggestions(desk.document)}


def everything(desk: Desk) -> tuple[object, ...]:
    """Return what is stored of the open article."""
    assert desk.document is not None
    stored = desk.session.article(desk.document)
    return stored.annotations, stored.relations, stored.suggestions, desk.session.entries()


# Accepting ----------------------------------------------------------------------------------------


def test_enter_makes_the_frame_with_its_parts_in_one_step(desk: Desk) -> None:
    bridge(desk, act="denies")
    before = everything(desk)
    desk.place(0)
    desk.next()
    assert desk.accept()
    (frame,) = frames(desk)
    assert slots(desk, frame) == {
        "content": [BRIDGE], "cue": ["said"], "source": ["The Citadel"],
    }  # fmt: skip
    assert dict(frame.attributes) == {"act": "denies"}
    assert desk.article is not None
    assert {each.origin for each in desk.article.in_layer("quotes")} == {Origin.SUGGESTION}
    assert waiting(desk) == set()
    assert desk.undo()
    assert everything(desk) == before
    assert desk.redo()
    assert slots(desk, frames(desk)[0])["source"] == ["The Citadel"]


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"content": "no"},
        {"content": [[3]], "cue": [[9, 2]], "act": 7, "parent": "x", "speaker": [1, "b"]},
        {"content": [[-1, 4], [10**6, 10**7], [True, 5]], "source": {"a": 1}, "act": "sings"},
        {"cue": [[0, 5]], "insertion": None, "quote": 5, "polarity": []},
    ],
)
def test_a_payload_of_nonsense_leaves_the_range_it_is_about(
    desk: Desk, payload: dict[str, Any]
) -> None:
    session, document = desk.session, desk.document
    assert document is not None
    span = where(articles.HARBOUR, BRIDGE)
    made = Suggestion(session.ids.next(), document, "quotes", "quote", *span, "m", payload=payload)
    session.save_suggestions(document, [made], "m")
    desk.set_layer("quotes")
    desk.select(made.id)
    assert desk.accept()
    (frame,) = frames(desk)
    assert slots(desk, frame)["content"] == [BRIDGE]
    assert dict(frame.attributes) == {}


def test_a_source_that_is_there_is_shared(desk: Desk) -> None:
    go(desk, "did not fire")
    desk.quote()
    maret = "Citadel spokesman Oren Maret"
    propose(desk, {"content": spans("we never will"), "source": spans(maret)})
    desk.place(0)
    while desk.selected_suggestion() is None:
        desk.next()
    assert desk.accept()
    assert marks(desk, "quotes").count(("source", maret)) == 1
    assert [slots(desk, each)["source"] for each in frames(desk)] == [[maret]] * 2


def test_what_the_scheme_does_not_know_is_left_out(desk: Desk) -> None:
    known = desk.session.scheme.role("cue")
    assert isinstance(known, Role)
    retired = Role(known.uid, known.name, known.ends_from, known.ends_to, True, 1, retired=True)
    desk.session.apply(Step("test", (Edit(known, retired),)))
    number = bridge(desk, act="hums")
    desk.select(number)
    assert desk.accept()
    (frame,) = frames(desk)
    assert set(slots(desk, frame)) == {"content", "source"}
    assert dict(frame.attributes) == {}


def test_a_source_gets_the_entry_of_whom_it_refers_back_to(desk: Desk) -> None:
    entry = Entry(desk.session.ids.next(), "Dana Ilves", "PERSON")
    elsewhere(desk, entry)
    labelled(desk, "Dana Ilves", "PERSON")
    desk.link_to(entry)
    speaker = list(where(articles.HARBOUR, "Dana Ilves"))
    number = propose(
        desk,
        {"content": spans("every ship"), "source": spans("Ilves", nth=1), "speaker": speaker},
    )
    desk.select(number)
    assert desk.accept()
    assert desk.article is not None
    (source,) = desk.article.in_layer("quotes", "source")
    assert source.entry == entry.id


@pytest.mark.parametrize("parent_first", [True, False])
def test_a_quote_in_a_quote_is_linked_whichever_is_accepted_first(
    desk: Desk, parent_first: bool
) -> None:
    outer, inner = nested(desk)
    for number in (outer, inner) if parent_first else (inner, outer):
        desk.select(number)
        assert desk.accept()
    said = {slots(desk, each)["source"][0]: each for each in frames(desk)}
    assert desk.article is not None
    (link,) = desk.article.relations_from(said["Maret"].id, "parent")
    assert link.target == said["Tom Reske"].id
    assert desk.article.relations_from(said["Tom Reske"].id, "parent") == []


def test_parents_in_a_circle_are_not_linked_into_one(desk: Desk) -> None:
    outer, inner = nested(desk)
    assert desk.article is not None
    first = desk.article.suggestions[outer]
    circle = replace(first, payload={**first.payload, "parent": format_id(inner)})
    desk.session.apply(Step("test", (Edit(first, circle),)))
    for number in (outer, inner):
        desk.select(number)
        desk.accept()
    links = [each for each in desk.article.relations.values() if each.role == "parent"]
    assert len(links) == 1


def test_an_opinion_is_accepted_with_its_values(desk: Desk) -> None:
    number = propose(
        desk,
        {
            "polarity": "negative",
            "intensity": "strong",
            "holder": "writer",
            "target": spans("Amber Bridge"),
            "expression": spans("shelling"),
        },
        layer="opinions",
    )
    desk.select(number)
    assert desk.accept()
    (frame,) = frames(desk, "opinions", "opinion")
    assert dict(frame.attributes) == {
        "polarity": "negative", "intensity": "strong", "holder": "writer",
    }  # fmt: skip
    assert slots(desk, frame) == {"target": ["Amber Bridge"], "expression": ["shelling"]}


@pytest.mark.parametrize("quote_first", [True, False])
def test_an_opinion_in_a_quote_is_held_by_its_source(desk: Desk, quote_first: bool) -> None:
    ilves = "Foreign Minister Dana Ilves"
    quote = propose(desk, {"content": spans("closest neighbour"), "source": spans(ilves)})
    opinion = propose(
        desk,
        {
            "polarity": "positive",
            "holder": spans(ilves),
            "target": spans("Velmar"),
            "expression": spans("closest"),
            "quote": format_id(quote),
        },
        layer="opinions",
    )
    for number in (quote, opinion) if quote_first else (opinion, quote):
        desk.select(number)
        assert desk.accept()
    (frame,) = frames(desk, "opinions", "opinion")
    assert desk.article is not None
    (link,) = desk.article.relations_from(frame.id, "quote")
    assert link.target == frames(desk)[0].id
    assert slots(desk, frame)["holder"] == [ilves]
    assert "holder" not in frame.attributes


# Rejecting and overtaking -------------------------------------------------------------------------


def test_backspace_rejects_for_good_and_undo_brings_it_back(desk: Desk) -> None:
    number = bridge(desk)
    before = everything(desk)
    desk.select(number)
    assert desk.reject_or_delete()
    assert waiting(desk) == set()
    bridge(desk)
    assert waiting(desk) == set(), "proposed again after a person said no"
    assert desk.undo()
    assert everything(desk) == before


def test_rejecting_takes_along_what_others_say_of_the_same_words(desk: Desk) -> None:
    first = bridge(desk)
    propose(desk, {"content": spans(BRIDGE)}, model="other")
    desk.select(first)
    desk.reject_or_delete()
    assert waiting(desk) == set()


def test_a_quote_by_hand_overtakes_the_suggestion_of_its_words_only(desk: Desk) -> None:
    mine = propose(desk, {"content": spans("We did not fire"), "cue": spans("told")})
    other = bridge(desk)
    before = everything(desk)
    pick(desk, "We did not fire,” Citadel spokesman Oren Maret told")
    assert desk.quote()
    assert waiting(desk) == {other}
    assert desk.session.undo_label is not None
    assert desk.undo()
    assert everything(desk) == before
    assert mine in waiting(desk)


@pytest.mark.parametrize("chosen", [0, 1])
def test_quotes_in_one_another_do_not_overtake_each_other(desk: Desk, chosen: int) -> None:
    both = nested(desk)
    desk.select(both[chosen])
    desk.accept()
    assert waiting(desk) == {both[1 - chosen]}


def test_an_accepted_quote_overtakes_rivals_of_other_models(desk: Desk) -> None:
    first = bridge(desk)
    propose(desk, {"content": spans("no Norvian gun had fired"), "cue": spans("said")}, model="b")
    desk.select(first)
    before = everything(desk)
    desk.accept()
    assert waiting(desk) == set()
    desk.undo()
    assert everything(desk) == before


def test_an_opinion_by_hand_overtakes_those_about_the_same_words(desk: Desk) -> None:
    gone = propose(
        desk, {"polarity": "negative", "target": spans("Amber Bridge")}, layer="opinions"
    )
    stays = propose(desk, {"polarity": "positive", "target": spans("Velmar")}, layer="opinions")
    labelled(desk, "Amber Bridge", "FAC")
    assert desk.opinion("-")
    assert waiting(desk) == {stays}
    assert gone not in waiting(desk)


def test_filling_a_slot_by_hand_overtakes_too(desk: Desk) -> None:
    propose(desk, {"polarity": "negative", "target": spans("Amber Bridge")}, layer="opinions")
    pick(desk, "shelling")
    desk.opinion("-")
    assert len(waiting(desk)) == 1
    pick(desk, "Amber Bridge")
    assert desk.target()
    assert waiting(desk) == set()


# All alike ----------------------------------------------------------------------------------------


def test_all_alike_takes_the_sure_quotes_of_the_same_source(desk: Desk) -> None:
    maret = "Citadel spokesman Oren Maret"
    first = propose(desk, {"content": spans("We did not fire"), "source": spans(maret)}, score=0.95)
    propose(desk, {"content": spans("we never will"), "source": spans(maret)}, score=0.99)
    doubtful = propose(
        desk, {"content": spans("no Norvian gun"), "source": spans(maret)}, score=0.8
    )
    others = propose(
        desk, {"content": spans("every ship"), "source": spans("Ilves", nth=1)}, score=0.99
    )
    before = everything(desk)
    desk.select(first)
    assert desk.accept_alike()
    assert len(frames(desk)) == 2
    assert waiting(desk) == {doubtful, others}
    assert marks(desk, "quotes").count(("source", maret)) == 1, "the source is shared"
    assert desk.undo()
    assert everything(desk) == before


def test_all_alike_takes_opinions_of_one_polarity_about_the_same_words(desk: Desk) -> None:
    for words, nth in (("Amber Bridge", 0), ("Amber Bridge", 1)):
        last = propose(
            desk, {"polarity": "negative", "target": spans(words, nth=nth)}, layer="opinions"
        )
    good = propose(desk, {"polarity": "positive", "target": spans("Velmar")}, layer="opinions")
    desk.select(last)
    assert desk.accept_alike()
    assert waiting(desk) == {good}
    assert len(frames(desk, "opinions", "opinion")) == 2


def test_all_alike_does_not_take_what_is_not_shown(desk: Desk) -> None:
    seen = propose(
        desk, {"polarity": "negative", "target": spans("Amber Bridge")}, layer="opinions"
    )
    low = propose(
        desk,
        {"polarity": "negative", "target": spans("Amber Bridge", nth=1)},
        layer="opinions",
        score=0.2,
    )
    desk.select(seen)
    desk.accept_alike()
    assert waiting(desk) == {low}


# Correcting ---------------------------------------------------------------------------------------


def with_words(words: str, act: Callable[[Desk], bool]) -> Callable[[Desk], bool]:
    """Return an act that is done with some words selected."""

    def acting(desk: Desk) -> bool:
        pick(desk, words)
        return act(desk)

    return acting


CORRECTIONS: dict[str, tuple[Callable[[Desk], bool], str, list[str]]] = {
    "S": (with_words("Norvian", Desk.source), "source", ["The Citadel", "Norvian"]),
    "C": (with_words("denies", Desk.cue), "cue", ["said", "denies"]),
    "X": (with_words("Monday", Desk.content), "content", [BRIDGE, "Monday"]),
    "I": (with_words("Norvian gun", Desk.insertion), "insertion", ["Norvian gun"]),
    "Shift+X": (
        with_words("no Norvian gun", Desk.remove_content),
        "content",
        ["had fired on the Amber Bridge"],
    ),
    "left edge in": (
        lambda desk: desk.edge("start", outward=False),
        "content",
        [BRIDGE.removeprefix("no ")],
    ),
    "right edge in": (
        lambda desk: desk.edge("end", outward=False),
        "content",
        [BRIDGE.removesuffix(" Bridge")],
    ),
}


@pytest.mark.parametrize("name", CORRECTIONS)
def test_a_key_of_a_slot_accepts_the_quote_with_the_change(desk: Desk, name: str) -> None:
    correct, role, wanted = CORRECTIONS[name]
    number = bridge(desk)
    before = everything(desk)
    desk.select(number)
    assert correct(desk)
    (frame,) = frames(desk)
    assert slots(desk, frame)[role] == wanted
    assert frame.origin is Origin.SUGGESTION_EDITED
    assert waiting(desk) == set()
    if name not in ("Shift+X", "left edge in", "right edge in"):
        assert desk.article is not None
        parts = {each.label: each.origin for each in desk.article.in_layer("quotes")}
        untouched = next(role_ for role_ in ("source", "cue") if role_ != role)
        assert parts[untouched] is Origin.SUGGESTION
    assert desk.undo()
    assert everything(desk) == before


def test_the_list_of_sources_corrects_a_suggestion_too(desk: Desk) -> None:
    go(desk, "did not fire")
    desk.quote()
    number = bridge(desk)
    desk.select(number)
    ((source, _words),) = desk.recent_sources()
    assert desk.source(source)
    frame = desk.selected_annotation()
    assert frame is not None
    assert slots(desk, frame)["source"] == ["The Citadel", "Citadel spokesman Oren Maret"]


@pytest.mark.parametrize(
    ("sign", "origin", "polarity"),
    [
        ("+", Origin.SUGGESTION, "positive"),
        ("-", Origin.SUGGESTION_EDITED, "negative"),
        ("0", Origin.SUGGESTION_EDITED, "neutral"),
    ],
)
def test_a_sign_accepts_an_opinion_or_corrects_it(
    desk: Desk, sign: str, origin: Origin, polarity: str
) -> None:
    number = propose(
        desk, {"polarity": "positive", "target": spans("Velmar"), "holder": "writer"},
        layer="opinions",
    )  # fmt: skip
    desk.select(number)
    assert desk.opinion(sign)
    (frame,) = frames(desk, "opinions", "opinion")
    assert (frame.origin, frame.attributes["polarity"]) == (origin, polarity)
    assert desk.selected == frame.id


def test_h_t_and_r_correct_an_opinion(desk: Desk) -> None:
    number = propose(
        desk, {"polarity": "positive", "target": spans("Velmar"), "holder": "writer"},
        layer="opinions",
    )  # fmt: skip
    desk.select(number)
    pick(desk, "Dana Ilves")
    assert desk.holder()
    (frame,) = frames(desk, "opinions", "opinion")
    assert slots(desk, frame) == {"target": ["Velmar"], "holder": ["Dana Ilves"]}
    assert "holder" not in frame.attributes
    pick(desk, "closest")
    assert desk.expression()
    assert slots(desk, frame)["expression"] == ["closest"]


def test_what_is_not_possible_leaves_the_suggestion_alone(desk: Desk, said: list[str]) -> None:
    number = bridge(desk)
    before = everything(desk)
    desk.select(number)
    assert not desk.label_key("1")
    assert said == ["label-not-of-frames"]
    pick(desk, "ferries")
    assert not desk.remove_content()
    assert everything(desk) == before
    assert desk.article is not None
    assert number in desk.article.suggestions


# Q ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["gun had", "said on Monday", "The Citadel"])
def test_q_takes_the_suggestion_at_the_cursor_however_unsure(desk: Desk, place: str) -> None:
    bridge(desk, score=0.1, act="denies")
    assert desk.suggestion_counts() == (0, 1)
    go(desk, place)
    assert desk.quote()
    (frame,) = frames(desk)
    assert frame.origin is Origin.SUGGESTION
    assert frame.attributes["act"] == "denies"
    assert desk.selected == frame.id


def test_q_in_the_sentence_of_a_suggestion_takes_it(desk: Desk) -> None:
    bridge(desk)
    go(desk, "Monday")
    assert desk.quote()
    assert frames(desk)[0].origin is Origin.SUGGESTION


def test_q_twice_does_not_take_the_next_suggestion_of_the_sentence(
    desk: Desk, said: list[str]
) -> None:
    bridge(desk)
    other = propose(desk, {"content": spans("Monday")})
    go(desk, "gun had")
    assert desk.quote()
    go(desk, "gun had")
    assert not desk.quote()
    assert said == ["already-quoted"]
    assert waiting(desk) == {other}


def test_q_on_a_selection_takes_cue_and_source_of_the_suggestion(desk: Desk) -> None:
    bridge(desk, act="denies")
    before = everything(desk)
    pick(desk, "no Norvian gun had fired")
    assert desk.quote()
    (frame,) = frames(desk)
    assert slots(desk, frame) == {
        "content": ["no Norvian gun had fired"], "cue": ["said"], "source": ["The Citadel"],
    }  # fmt: skip
    assert frame.origin is Origin.SUGGESTION_EDITED
    assert waiting(desk) == set()
    assert desk.undo()
    assert everything(desk) == before


def test_q_on_words_said_within_a_suggestion_is_another_quote(desk: Desk) -> None:
    outer, _inner = nested(desk)
    desk.select(_inner)
    desk.reject_or_delete()
    pick(desk, "Nobody fired")
    assert desk.quote()
    frame = frames(desk)[0]
    assert frame.origin is Origin.MANUAL
    assert slots(desk, frame)["source"] == ["Maret"]
    assert waiting(desk) == {outer}


def test_q_without_suggestions_still_drafts_from_words(desk: Desk) -> None:
    go(desk, "gun had")
    assert desk.quote()
    assert frames(desk)[0].origin is Origin.MANUAL


# Walking and the floor ----------------------------------------------------------------------------


def test_the_walk_and_the_counts_know_only_what_is_shown(desk: Desk, said: list[str]) -> None:
    sure = bridge(desk, score=0.95)
    middle = propose(desk, {"content": spans("every ship")}, score=0.8)
    unscored = propose(desk, {"content": spans("partner")})
    low = propose(desk, {"content": spans("Nobody fired")}, score=0.3)

    def walked() -> list[int | None]:
        desk.place(0)
        found: list[int | None] = []
        while True:
            desk.next()
            if found and desk.selected == found[-1]:
                return found
            found.append(desk.selected)

    assert walked() == [sure, unscored, middle]
    assert desk.suggestion_counts() == (3, 1)
    assert desk.show_more()
    assert walked() == [sure, unscored, middle, low]
    assert not desk.show_more()
    desk.set_floor(Band.HIGH)
    assert walked() == [sure]
    assert desk.suggestion_counts() == (1, 3)
    assert not desk.show_more(more=False)
    assert said.count("suggestions-least-shown") == 1
    assert desk.marks_at(where(articles.HARBOUR, "every ship").start) == []


def test_what_is_selected_and_no_longer_shown_is_let_go(desk: Desk) -> None:
    number = propose(desk, {"content": spans("every ship")}, score=0.8)
    desk.select(number)
    desk.set_floor(Band.HIGH)
    assert desk.selected is None
    assert not desk.accept()


def test_enter_goes_on_to_a_quote_inside_the_one_accepted(desk: Desk) -> None:
    outer, inner = nested(desk)
    desk.select(outer)
    desk.accept()
    assert desk.selected == inner


def test_a_suggested_quote_is_met_at_its_cue_and_source(desk: Desk) -> None:
    number = bridge(desk)
    for words in ("The Citadel", "said", "gun"):
        assert desk.marks_at(where(articles.HARBOUR, words).start) == [number]
    go(desk, "said")
    desk.cycle()
    assert desk.selected == number


# Entries ------------------------------------------------------------------------------------------


def _mention(desk: Desk, entry: Entry) -> int:
    session, document = desk.session, desk.document
    assert document is not None
    span = where(articles.HARBOUR, "Dana Ilves")
    made = Suggestion(
        session.ids.next(), document, "entities", "PERSON", *span, "gazetteer",
        payload={"entry": format_id(entry.id)},
    )  # fmt: skip
    session.save_suggestions(document, [made], "gazetteer")
    desk.set_layer("entities")
    return made.id


@pytest.mark.parametrize("accept", [Desk.accept, Desk.link_at_once])
def test_enter_and_e_link_a_mention_to_the_entry_proposed(
    desk: Desk, accept: Callable[[Desk], bool]
) -> None:
    entry = Entry(desk.session.ids.next(), "Minister Ilves", "PERSON")
    elsewhere(desk, entry)
    desk.select(_mention(desk, entry))
    assert accept(desk)
    assert desk.article is not None
    (made,) = desk.article.in_layer("entities")
    assert (made.entry, made.origin) == (entry.id, Origin.SUGGESTION)


def test_an_entry_that_is_gone_is_not_linked(desk: Desk) -> None:
    desk.select(_mention(desk, Entry(desk.session.ids.next(), "Nobody")))
    assert desk.accept()
    assert desk.article is not None
    assert desk.article.in_layer("entities")[0].entry is None


def test_another_label_leaves_the_entry_open(desk: Desk) -> None:
    entry = Entry(desk.session.ids.next(), "Ilves", "PERSON")
    elsewhere(desk, entry)
    desk.select(_mention(desk, entry))
    assert desk.label("ORG")
    assert desk.article is not None
    (made,) = desk.article.in_layer("entities")
    assert (made.entry, made.origin) == (None, Origin.SUGGESTION_EDITED)


def test_a_finds_the_words_of_a_suggested_mention_elsewhere_but_no_whole_quote(
    desk: Desk, said: list[str]
) -> None:
    entry = Entry(desk.session.ids.next(), "Ilves", "PERSON")
    elsewhere(desk, entry)
    desk.select(_mention(desk, entry))
    assert desk.same() == ("Dana Ilves", "entities", "PERSON", entry.id)
    desk.select(bridge(desk))
    assert desk.same() is None
    assert said == ["nothing-to-repeat"]


def test_a_sign_on_a_suggested_mention_is_an_opinion_about_it(desk: Desk) -> None:
    entry = Entry(desk.session.ids.next(), "Ilves", "PERSON")
    elsewhere(desk, entry)
    number = _mention(desk, entry)
    desk.select(number)
    assert desk.opinion("+")
    assert slots(desk) == {"target": ["Dana Ilves"]}
    assert number in waiting(desk)


def test_states_are_kept_in_the_project(desk: Desk) -> None:
    number = bridge(desk)
    desk.select(number)
    desk.accept()
    assert desk.document is not None
    (settled,) = desk.session.accepted_suggestions(desk.document)
    assert (settled.id, settled.state) == (number, SuggestionState.ACCEPTED)
