"""The desk as a whole: opening, zones, states, comments, finding, undo across restarts."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.annotations import Span
from annotator.domain.documents import State
from annotator.domain.steps import Edit, Step
from annotator.domain.tokens import Tokens
from annotator.services.desk import Desk
from annotator.services.reading import Unit
from annotator.services.session import Session
from tests import articles
from tests.services.desks import go, labelled, marks, pick, suggest


def test_nothing_open_nothing_done(session: Session) -> None:
    desk = Desk(session)
    told: list[str] = []
    desk.subscribe(lambda change: told.append(change.message[0]) if change.message else None)
    for act in (
        lambda: desk.label_key("1"), desk.quote, lambda: desk.opinion("+"), desk.zone,
        desk.reject_or_delete, lambda: desk.comment("x"), lambda: desk.set_state(State.DONE),
        desk.source, desk.zone_away,
    ):  # fmt: skip
        assert not act()
    desk.move(Unit.STEP, forward=True)
    desk.grow()
    desk.next()
    assert desk.recent_sources() == []
    assert desk.marks_at(0) == []
    assert desk.done_and_next() is None
    assert set(told) <= {
        "no-article", "nothing-chosen", "no-zone", "no-further", "nothing-selected", "no-quote",
    }  # fmt: skip


def test_reading_begins_behind_the_zones_at_the_top(session: Session) -> None:
    desk = Desk(session)
    number = articles.add_article(session, "Photo: Seaboard\n\nThe road is open.")
    desk.open(number)
    pick(desk, "Photo: Seaboard")
    desk.zone()
    desk.open(number)
    assert desk.word is not None
    assert desk.word.of(desk.reading.text) == "The"


def test_an_article_that_is_one_zone_still_opens(session: Session) -> None:
    desk = Desk(session)
    number = articles.add_article(session, "Photo only")
    desk.open(number)
    desk.take(Span(0, 10))
    desk.zone()
    desk.open(number)
    assert desk.document == number


def test_z_makes_a_zone_and_turns_its_kind(desk: Desk) -> None:
    pick(desk, "Karsk denies")
    assert desk.zone()
    assert desk.selection is None
    assert desk.article is not None
    (zone,) = desk.article.zones.values()
    go(desk, "denies")
    assert desk.zone()
    (turned,) = desk.article.zones.values()
    assert (turned.id, turned.start, turned.end) == (zone.id, zone.start, zone.end)
    assert turned.kind is not zone.kind
    assert desk.zone_away()
    assert desk.article.zones == {}


def test_z_refuses_what_overlaps_and_what_is_not_there(desk: Desk, said: list[str]) -> None:
    assert not desk.zone()
    pick(desk, "Karsk denies")
    desk.zone()
    pick(desk, "denies shelling")
    assert not desk.zone()
    go(desk, "Ilves")
    assert not desk.zone_away()
    assert said == ["nothing-selected", "zone-overlaps", "no-zone"]


def test_a_label_may_stand_in_a_zone(desk: Desk) -> None:
    pick(desk, "Karsk denies")
    desk.zone()
    labelled(desk, "Karsk", "GPE")
    assert marks(desk) == [("GPE", "Karsk")]


def test_article_labels_come_and_go(desk: Desk, said: list[str]) -> None:
    assert desk.document_label("relevant")
    assert [label for label, _ in marks(desk, "document")] == ["relevant"]
    assert desk.document_label("relevant")
    assert marks(desk, "document") == []
    assert not desk.document_label("nothing")
    assert said == ["no-document-labels"]


def test_states_and_the_next_open_article(session: Session) -> None:
    desk = Desk(session)
    numbers = [articles.add_article(session, f"Article number {n}.") for n in "123"]
    order = list(session.document_ids())
    assert sorted(order) == sorted(numbers)
    desk.open(order[0])
    assert desk.set_state(State.SKIPPED)
    assert desk.next_document(only_open=True) == order[1]
    desk.open(order[1])
    assert desk.done_and_next() == order[2]
    desk.open(order[2])
    told: list[str] = []
    desk.subscribe(lambda change: told.append(change.message[0]) if change.message else None)
    assert desk.done_and_next() is None
    assert told == ["all-done"]
    assert [row.state for row in session.document_rows(order)] == [
        State.SKIPPED, State.DONE, State.DONE,
    ]  # fmt: skip
    assert desk.next_document(forward=False) == order[1]
    assert desk.next_document() is None


def test_an_open_article_before_this_one_is_next_when_none_follows(session: Session) -> None:
    desk = Desk(session)
    for n in "12":
        articles.add_article(session, f"Article number {n}.")
    first, last = session.document_ids()
    desk.open(last)
    assert desk.done_and_next() == first


def test_a_comment_is_about_what_is_selected(desk: Desk, said: list[str]) -> None:
    made = labelled(desk, "Karsk", "GPE")
    assert desk.comment("city or state?")
    desk.select(None)
    assert desk.comment("good article")
    assert not desk.comment("  ")
    assert desk.document is not None
    assert [(each.text, each.annotation) for each in desk.session.comments(desk.document)] == [
        ("city or state?", made),
        ("good article", None),
    ]
    assert said == ["nothing-written"]


def test_a_label_with_comments_is_deleted_and_comes_back_with_them(desk: Desk) -> None:
    made = labelled(desk, "Karsk", "GPE")
    desk.comment("city or state?")
    assert desk.reject_or_delete()
    assert desk.document is not None
    assert desk.session.comments(desk.document) == []
    assert desk.undo()
    assert [each.annotation for each in desk.session.comments(desk.document)] == [made]


def test_a_part_with_comments_can_leave_its_quote(desk: Desk) -> None:
    go(desk, "did not fire")
    desk.quote()
    frame = desk.selected
    assert desk.article is not None
    assert frame is not None
    (source,) = desk.article.fillers(frame, "source")
    desk.select(source.id)
    desk.comment("who?")
    (relation,) = desk.article.relations_from(frame, "source")
    assert desk.unlink(relation)
    assert source.id not in desk.article.annotations
    assert desk.undo()
    assert source.id in desk.article.annotations


def test_find_goes_round_whatever_the_case(desk: Desk, said: list[str]) -> None:
    go(desk, "Monday")
    hits = desk.find("KARSK")
    assert [hit.of(articles.HARBOUR) for hit in hits] == ["Karsk", "Karsk"]
    assert desk.selection == hits[1]
    assert desk.find_next()
    assert desk.selection == hits[0]
    assert desk.find_next(forward=False)
    assert desk.selection == hits[1]
    assert desk.find("(every") == []
    assert not desk.find_next()
    assert said == ["no-hits"]
    assert desk.find("") == []


def test_properties_are_one_step(desk: Desk) -> None:
    assert desk.set_properties(outlet="Seaboard Agency", published="2026-01-15")
    assert desk.article is not None
    assert desk.article.document.outlet == "Seaboard Agency"
    assert desk.undo()
    assert desk.article.document.outlet == ""


# Undo and redo -----------------------------------------------------------------------------


def test_undo_puts_the_cursor_where_something_changed(desk: Desk) -> None:
    made = labelled(desk, "Velmar", "GPE")
    desk.edge("start", outward=True)
    go(desk, "Karsk")
    assert desk.undo()
    assert desk.selected == made
    assert desk.caret == articles.where(articles.HARBOUR, "Velmar").start


def test_undoing_a_new_label_puts_the_cursor_where_it_was(desk: Desk) -> None:
    made = labelled(desk, "Velmar", "GPE")
    go(desk, "Karsk")
    assert desk.undo()
    assert desk.selected is None
    assert desk.caret == articles.where(articles.HARBOUR, "Velmar").start
    go(desk, "Karsk")
    assert desk.redo()
    assert desk.selected == made


def test_undoing_a_zone_puts_the_cursor_there(desk: Desk) -> None:
    pick(desk, "two ferries")
    desk.zone()
    go(desk, "Karsk")
    desk.undo()
    assert desk.caret == articles.where(articles.HARBOUR, "two").start


def test_undo_and_redo_of_everything(desk: Desk, said: list[str]) -> None:
    labelled(desk, "Karsk", "GPE")
    go(desk, "did not fire")
    desk.quote()
    pick(desk, "shelling")
    desk.opinion("-")
    pick(desk, "two ferries")
    desk.zone()
    assert desk.article is not None
    full = (dict(desk.article.annotations), dict(desk.article.relations), dict(desk.article.zones))
    for _ in range(4):
        assert desk.undo()
    assert (desk.article.annotations, desk.article.relations, desk.article.zones) == ({}, {}, {})
    for _ in range(4):
        assert desk.redo()
    assert (desk.article.annotations, desk.article.relations, desk.article.zones) == full
    assert not desk.redo()
    assert said[-1] == "nothing-to-redo"


def test_undo_works_after_a_restart(session: Session, project_path: Path) -> None:
    desk = Desk(session)
    number = articles.add_article(session, articles.HARBOUR)
    desk.open(number)
    labelled(desk, "Velmar", "GPE")
    session.close()
    with Session.open(project_path) as again:
        desk = Desk(again)
        desk.open(number)
        assert marks(desk) == [("GPE", "Velmar")]
        assert desk.undo()
        assert marks(desk) == []
        assert desk.redo()
        assert marks(desk) == [("GPE", "Velmar")]


def test_undoing_the_import_closes_the_article(desk: Desk) -> None:
    assert desk.undo()
    assert desk.document is None
    assert desk.redo()


# Others -------------------------------------------------------------------------------------------


def test_what_changed_meanwhile_is_said_and_shown(desk: Desk, said: list[str]) -> None:
    made = labelled(desk, "Velmar", "GPE")
    assert desk.article is not None
    stale = desk.article.annotations[made]
    desk.session.apply(Step("test", (Edit(stale, stale._replace(label="LOC")),), {}, desk.document))
    desk.article.annotations[made] = stale
    desk.select(made)
    assert not desk.label_key("2")
    assert said == ["changed-meanwhile"]
    assert marks(desk) == [("LOC", "Velmar")]


def test_editing_is_refused_while_a_task_has_the_project(desk: Desk, said: list[str]) -> None:
    desk.session.locked_for = "importing"
    go(desk, "Velmar")
    assert not desk.label_key("3")
    assert said == ["editing-locked"]
    assert marks(desk) == []


def test_better_tokens_take_over_under_the_cursor(desk: Desk) -> None:
    go(desk, "Velmar")
    pick(desk, "Velmar")
    text = desk.reading.text
    assert desk.document is not None
    desk.session.save_tokens(desk.document, Tokens([0, 6], [5, len(text)], [0], "m-1"))
    assert desk.tokens.model == "m-1"
    assert desk.selection == articles.where(text, "Velmar")


def test_a_renamed_or_retired_label_keeps_its_annotations(desk: Desk) -> None:
    labelled(desk, "Velmar", "GPE")
    label = desk.session.scheme.label("entities", "GPE")
    assert label is not None
    assert desk.rename_label(label, "Country")
    label = desk.session.scheme.label("entities", "GPE")
    assert label is not None
    assert label.name == "Country"
    assert desk.retire_label(label, retired=True)
    assert marks(desk) == [("GPE", "Velmar")]
    go(desk, "Karsk")
    assert not desk.label_key("3")


@pytest.mark.parametrize("number", [-5, 10**6])
def test_the_cursor_stays_in_the_text(desk: Desk, number: int) -> None:
    desk.place(number)
    assert 0 <= desk.caret < len(articles.HARBOUR)


def test_suggestions_are_marks_but_no_annotations(desk: Desk) -> None:
    (number,) = suggest(desk, ("GPE", "Karsk"))
    assert desk.marks_at(0) == [number]
    assert marks(desk) == []
    assert desk.document is not None
    (row,) = desk.session.document_rows([desk.document])
    assert (row.annotations, row.suggestions) == (0, 1)
    assert desk.session.counts().annotations == 0
