"""Labels by keys: on words and selections, again and again, over suggestions and edges."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotator.domain.annotations import Origin, Span
from annotator.services.desk import Desk
from annotator.services.desk_state import DeskChange
from annotator.services.reading import Unit
from annotator.services.session import Session
from tests import articles
from tests.services.desks import (
    go,
    labelled,
    marks,
    open_suggestions,
    pick,
    suggest,
    text_of,
)


def test_a_key_labels_the_word_under_the_cursor_and_goes_on(desk: Desk) -> None:
    go(desk, "Karsk")
    assert desk.label_key("3")
    assert marks(desk) == [("GPE", "Karsk")]
    assert desk.word is not None
    assert desk.word.of(desk.reading.text) == "denies"
    assert desk.selection is None


def test_a_key_labels_the_selection_without_its_spaces(desk: Desk) -> None:
    desk.take(Span(5, 13))
    desk.label_key("2")
    assert marks(desk) == [("ORG", "denies")]


def test_spaces_alone_cannot_be_labelled(desk: Desk, said: list[str]) -> None:
    desk.take(Span(5, 6))
    assert not desk.label_key("2")
    assert said == ["only-spaces"]
    assert marks(desk) == []


def test_a_key_on_a_selected_annotation_gives_it_the_other_label(desk: Desk) -> None:
    made = labelled(desk, "Karsk", "GPE")
    assert desk.label_key("2")
    assert marks(desk) == [("ORG", "Karsk")]
    assert desk.selected == made


def test_a_key_on_a_selected_annotation_of_another_layer_makes_a_new_one(desk: Desk) -> None:
    labelled(desk, "Oren Maret", "PERSON")
    desk.select(desk.selected)
    desk.set_layer("quotes")
    desk.label_key("3")
    assert ("PERSON", "Oren Maret") in marks(desk)
    assert len(marks(desk, "quotes")) == 1


def test_n_makes_a_second_annotation_on_the_same_words(desk: Desk, said: list[str]) -> None:
    labelled(desk, "The Citadel", "ORG")
    desk.second()
    assert desk.label_key("3")
    assert marks(desk) == [("ORG", "The Citadel"), ("GPE", "The Citadel")]
    # It holds for one label only.
    assert desk.label_key("9")
    assert len(marks(desk)) == 2
    assert said == ["second-on"]


def test_escape_takes_n_back(desk: Desk, said: list[str]) -> None:
    made = labelled(desk, "Karsk", "GPE")
    desk.second()
    assert desk.escape()
    assert said == ["second-on", "second-off"]
    assert desk.selected == made
    desk.label_key("2")
    assert marks(desk) == [("ORG", "Karsk")]


def test_the_same_label_on_the_same_words_is_refused(desk: Desk, said: list[str]) -> None:
    labelled(desk, "Karsk", "GPE")
    pick(desk, "Karsk")
    assert not desk.label_key("3")
    assert said == ["already-labelled"]
    assert marks(desk) == [("GPE", "Karsk")]


def test_a_key_without_a_label_says_so(desk: Desk, said: list[str]) -> None:
    assert not desk.label_key("B")
    assert said == ["no-such-key"]


def test_esc_leaves_one_thing_after_the_other(desk: Desk) -> None:
    made = labelled(desk, "Karsk", "GPE")
    desk.find("Norvia")
    desk.toggle_characters()
    assert desk.selection is not None
    desk.escape()
    assert (desk.selection, bool(desk.hits)) == (None, True)
    desk.select(made)
    desk.escape()
    assert desk.selected is None
    desk.escape()
    assert desk.hits == []
    desk.escape()
    assert not desk.reading.characters
    assert not desk.escape()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("per", ["entities.PERSON", "entities.PERCENT"]),
        ("place", ["entities.GPE"]),
        ("gpe", ["entities.GPE"]),
        ("of art", ["entities.WORK_OF_ART"]),
        ("art", ["entities.WORK_OF_ART"]),
        ("ca", ["entities.CARDINAL", "entities.LOC"]),
        ("cue", ["quotes.cue"]),
        ("tar", ["opinions.target"]),
        ("xyz", []),
    ],
)
def test_the_finder_ranks_labels(desk: Desk, typed: str, first: list[str]) -> None:
    found = [label.path for label in desk.labels_for_finder(typed)]
    assert found[: len(first)] == first
    assert bool(found) == bool(first)


def test_the_finder_offers_the_active_layer_first_and_no_frames(desk: Desk) -> None:
    desk.set_layer("opinions")
    found = [label.path for label in desk.labels_for_finder("")]
    assert found[0].startswith("opinions.")
    assert not {"quotes.quote", "opinions.opinion", "document.relevant"} & set(found)


def test_a_label_of_another_layer_makes_that_layer_active(desk: Desk) -> None:
    pick(desk, "Maret")
    desk.label("source", "quotes")
    assert desk.layer == "quotes"
    assert marks(desk, "quotes") == [("source", "Maret")]


def test_j_and_k_walk_over_the_active_layer_and_stop_at_the_ends(
    desk: Desk, said: list[str]
) -> None:
    for words, label in (("Karsk", "GPE"), ("Norvian", "NORP"), ("Monday", "DATE")):
        labelled(desk, words, label)
    labelled(desk, "said", "cue", layer="quotes")
    desk.set_layer("entities")
    go(desk, "Karsk")
    seen = []
    for _ in range(4):
        desk.next()
        annotation = desk.selected_annotation()
        assert annotation is not None
        seen.append(text_of(desk, annotation))
    assert seen == ["Karsk", "Monday", "Norvian", "Norvian"]
    assert said == ["no-further"]
    desk.previous()
    desk.previous()
    assert desk.caret == 0
    desk.previous()
    assert said == ["no-further"] * 2


def test_k_finds_the_label_behind_the_cursor(desk: Desk) -> None:
    made = labelled(desk, "Karsk", "GPE")
    go(desk, "Monday")
    desk.previous()
    assert desk.selected == made


def test_o_walks_over_what_overlaps_here(desk: Desk, said: list[str]) -> None:
    whole = labelled(desk, "Bank of Norvia", "ORG")
    part = labelled(desk, ["Norvia", "declined"][0], "GPE", nth=1)
    go(desk, "Norvia declined")
    seen = []
    for _ in range(3):
        desk.cycle()
        seen.append(desk.selected)
    assert seen == [part, whole, part]
    go(desk, "Monday")
    desk.cycle()
    assert said == ["nothing-here"]


def test_a_click_selects_what_is_labelled_there(desk: Desk) -> None:
    made = labelled(desk, "Bank of Norvia", "ORG")
    desk.select(None)
    desk.click(articles.where(articles.HARBOUR, "of Norvia").start)
    assert desk.selected == made
    desk.click(0)
    assert desk.selected is None


def test_double_and_triple_click_take_word_and_sentence(desk: Desk) -> None:
    place = articles.where(articles.HARBOUR, "Ilves called").start + 2
    desk.take_token(place)
    assert desk.selection is not None
    assert desk.selection.of(desk.reading.text) == "Ilves"
    desk.take_sentence(place)
    assert desk.selection.of(desk.reading.text).startswith("Foreign Minister Dana")


def _edges(desk: Desk, keys: str) -> list[str]:
    done = {",": ("start", True), ".": ("start", False), "<": ("end", False), ">": ("end", True)}
    seen = []
    for key in keys:
        which, outward = done[key]
        assert desk.edge(which, outward=outward)
        annotation = desk.selected_annotation()
        assert annotation is not None
        seen.append(text_of(desk, annotation))
    return seen


def test_edges_move_by_words(desk: Desk) -> None:
    labelled(desk, "Dana Ilves", "PERSON")
    assert _edges(desk, ",.><") == [
        "Minister Dana Ilves",
        "Dana Ilves",
        "Dana Ilves called",
        "Dana Ilves",
    ]


def test_edges_move_by_characters(desk: Desk) -> None:
    labelled(desk, "Dana Ilves", "PERSON")
    desk.toggle_characters()
    assert _edges(desk, "><<.") == ["Dana Ilves ", "Dana Ilves", "Dana Ilve", "ana Ilve"]


def test_an_edge_stops_where_nothing_would_be_left(desk: Desk, said: list[str]) -> None:
    labelled(desk, "Karsk", "GPE")
    assert not desk.edge("start", outward=True)
    assert not desk.edge("end", outward=False)
    assert said == ["edge-stops"] * 2
    assert marks(desk) == [("GPE", "Karsk")]


def test_an_edge_of_several_parts_moves_the_outer_ones(desk: Desk) -> None:
    made = labelled(desk, "We did not fire", "content", layer="quotes")
    assert desk.article is not None
    first = desk.article.annotations[made]
    scribe = desk.scribe()
    further = articles.where(articles.HARBOUR, "we never")
    desk.session.apply(scribe.set_spans(first, [*first.spans, further], "edge-moved"))
    desk.select(made)
    assert _edges(desk, ">.") == [
        "We did not fire … we never will",
        "did not fire … we never will",
    ]


def test_an_edge_of_nothing_is_refused(desk: Desk, said: list[str]) -> None:
    assert not desk.edge("start", outward=True)
    assert said == ["nothing-chosen"]


def test_delete_takes_the_selected_label_away(desk: Desk, said: list[str]) -> None:
    labelled(desk, "Karsk", "GPE")
    assert desk.reject_or_delete()
    assert marks(desk) == []
    assert not desk.reject_or_delete()
    assert said == ["nothing-chosen"]


# Suggestions -------------------------------------------------------------------------------------


def test_enter_accepts_and_goes_on_to_the_next_suggestion(desk: Desk) -> None:
    first, second = suggest(desk, ("GPE", "Karsk"), ("NORP", "Norvian"))
    desk.select(first)
    assert desk.accept()
    assert desk.selected == second
    assert desk.accept()
    assert marks(desk) == [("GPE", "Karsk"), ("NORP", "Norvian")]
    assert open_suggestions(desk) == []
    assert desk.article is not None
    assert {each.origin for each in desk.article.annotations.values()} == {Origin.SUGGESTION}


def test_backspace_rejects_for_good(desk: Desk) -> None:
    (first,) = suggest(desk, ("GPE", "Karsk"))
    desk.select(first)
    assert desk.reject_or_delete()
    assert (marks(desk), open_suggestions(desk)) == ([], [])
    suggest(desk, ("GPE", "Karsk"))
    assert open_suggestions(desk) == []
    suggest(desk, ("GPE", "Karsk"), model="m-2")
    assert open_suggestions(desk) == []


def test_a_rejected_suggestion_comes_back_by_undo(desk: Desk) -> None:
    (first,) = suggest(desk, ("GPE", "Karsk"))
    desk.select(first)
    desk.reject_or_delete()
    assert desk.undo()
    assert open_suggestions(desk) == [("GPE", "Karsk")]
    assert desk.selected == first


def test_shift_enter_accepts_all_with_the_same_words_and_label(desk: Desk) -> None:
    suggest(desk, ("GPE", "Karsk"), ("ORG", "Citadel"))
    assert desk.document is not None
    both = [("GPE", articles.where(articles.HARBOUR, "Karsk", nth)) for nth in (0, 1)]
    from annotator.domain.documents import Suggestion

    made = [
        Suggestion(desk.session.ids.next(), desk.document, "entities", label, *span, "m-1")
        for label, span in [*both, ("ORG", articles.where(articles.HARBOUR, "Citadel"))]
    ]
    desk.session.save_suggestions(desk.document, made, "m-1")
    desk.select(made[0].id)
    assert desk.accept_alike()
    assert marks(desk) == [("GPE", "Karsk"), ("GPE", "Karsk")]
    assert open_suggestions(desk) == [("ORG", "Citadel")]
    assert desk.undo()
    assert len(open_suggestions(desk)) == 3
    assert marks(desk) == []


def test_a_label_key_on_a_suggestion_accepts_it_with_that_label(desk: Desk) -> None:
    (first,) = suggest(desk, ("PERSON", "Karsk"))
    desk.select(first)
    desk.label_key("3")
    assert marks(desk) == [("GPE", "Karsk")]
    assert desk.article is not None
    (made,) = desk.article.annotations.values()
    assert made.origin is Origin.SUGGESTION_EDITED


def test_an_edge_key_on_a_suggestion_accepts_it_with_that_edge(desk: Desk) -> None:
    (first,) = suggest(desk, ("PERSON", "Ilves called"))
    desk.select(first)
    assert _edges(desk, "<,") == ["Ilves", "Dana Ilves"]
    assert open_suggestions(desk) == []


def test_a_label_over_a_suggestion_makes_it_go_and_undo_brings_it_back(desk: Desk) -> None:
    suggest(desk, ("ORG", "Norvia declined"), ("GPE", "Karsk"))
    labelled(desk, "Bank of Norvia", "ORG")
    assert open_suggestions(desk) == [("GPE", "Karsk")]
    desk.undo()
    assert len(open_suggestions(desk)) == 2


def test_a_label_of_another_layer_leaves_suggestions(desk: Desk) -> None:
    suggest(desk, ("PERSON", "Oren Maret"))
    labelled(desk, "Oren Maret", "source", layer="quotes")
    assert open_suggestions(desk) == [("PERSON", "Oren Maret")]


@pytest.mark.parametrize("act", [Desk.accept, Desk.accept_alike])
def test_nothing_to_accept_is_said(
    desk: Desk, said: list[str], act: Callable[[Desk], bool]
) -> None:
    assert not act(desk)
    assert said == ["no-suggestion"]


# Glued words and zones ---------------------------------------------------------------------------


@pytest.fixture
def glued(session: Session) -> Desk:
    desk = Desk(session)
    desk.open(articles.add_article(session, articles.GLUED))
    return desk


def test_glued_names_are_marked_by_characters(glued: Desk) -> None:
    go(glued, "North")
    glued.move(Unit.STEP, forward=True, extend=True)
    glued.label_key("3")
    glued.toggle_characters()
    glued.select(glued.selected)
    for _ in "Peskov":
        glued.edge("end", outward=False)
    glued.place(articles.where(articles.GLUED, "Peskov").start)
    for _ in "Peskov":
        glued.move(Unit.STEP, forward=True, extend=True)
    glued.label_key("1")
    assert marks(glued) == [("GPE", "North Korea"), ("PERSON", "Peskov")]


def test_a_zone_border_is_a_word_border(glued: Desk) -> None:
    pick(glued, "Talks go on with North Korea")
    assert glued.zone()
    go(glued, "Peskov")
    glued.label_key("1")
    assert marks(glued) == [("PERSON", "Peskov")]
    assert glued.zone_away() is False
    go(glued, "Talks")
    assert glued.zone_away()
    assert glued.word is not None
    go(glued, "KoreaPeskov")
    assert glued.word.of(articles.GLUED) == "KoreaPeskov"


# What followers are told -------------------------------------------------------------------------


def test_a_label_tells_which_mark_to_draw(desk: Desk) -> None:
    changes: list[DeskChange] = []
    desk.subscribe(changes.append)
    made = labelled(desk, "Karsk", "GPE")
    drawn = frozenset().union(*(each.marks for each in changes))
    assert drawn == {made}
    assert {"marks", "selected", "caret"} <= frozenset().union(*(each.what for each in changes))


def test_moving_tells_of_the_caret_alone(desk: Desk) -> None:
    changes: list[DeskChange] = []
    desk.subscribe(changes.append)
    desk.move(Unit.STEP, forward=True)
    assert changes == [DeskChange(frozenset({"caret"}))]


def test_who_left_hears_nothing(desk: Desk) -> None:
    changes: list[DeskChange] = []
    leave = desk.subscribe(changes.append)
    leave()
    leave()
    desk.move(Unit.STEP, forward=True)
    assert changes == []
