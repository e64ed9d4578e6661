"""Mentions at the desk are linked to entries, one by one and all that are called so."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.annotations import Annotation, Origin
from annotator.domain.documents import Entry
from annotator.domain.steps import Step, added
from annotator.services.desk import Desk
from annotator.services.exporting import ExportOptions, export
from annotator.services.session import Session
from tests.articles import HARBOUR, add_article
from tests.services.desks import go, labelled, suggest


@pytest.fixture
def desk(session: Session) -> Desk:
    """A desk with the harbour story and nothing labelled."""
    desk = Desk(session)
    desk.open(add_article(session, HARBOUR))
    return desk


def told(desk: Desk) -> list[str]:
    codes: list[str] = []
    desk.subscribe(lambda change: codes.append(change.message[0]) if change.message else None)
    return codes


def entry_of(desk: Desk, number: int) -> str | None:
    assert desk.article is not None
    entry = desk.entries.get(desk.article.annotations[number].entry)
    return None if entry is None else entry.name


def stored(session: Session) -> dict[str, tuple[str, ...]]:
    return {each.name: each.aliases for each in session.entries().values()}


def test_a_new_entry_is_of_the_kind_that_the_label_says(desk: Desk) -> None:
    first = labelled(desk, "Citadel", "ORG")
    assert not desk.link_at_once()
    assert desk.link_to_new("  The   Citadel ")
    (entry,) = desk.session.entries().values()
    assert (entry.name, entry.kind, entry.aliases) == ("The Citadel", "ORG", ())
    assert entry_of(desk, first) == "The Citadel"
    assert desk.selected == first
    desk.undo()
    assert stored(desk.session) == {}
    assert entry_of(desk, first) is None
    assert len(desk.entries) == 0
    desk.redo()
    assert entry_of(desk, first) == "The Citadel"


def test_an_entry_learns_names_and_no_pronouns(desk: Desk) -> None:
    labelled(desk, "Dana Ilves", "PERSON")
    desk.link_to_new("Dana Ilves")
    (entry,) = desk.entries
    labelled(desk, "Ilves", "PERSON", 1)
    assert desk.offered_entries("") == [entry]
    assert desk.link_to(entry)
    assert stored(desk.session) == {"Dana Ilves": ("Ilves",)}
    labelled(desk, "its", "PERSON")
    (entry,) = desk.entries
    assert desk.link_to(entry)
    assert stored(desk.session) == {"Dana Ilves": ("Ilves",)}


def test_what_only_one_entry_is_called_needs_one_key(desk: Desk) -> None:
    labelled(desk, "Karsk", "GPE")
    desk.link_to_new("Karsk")
    second = labelled(desk, "Karsk", "GPE", 1)
    assert desk.link_at_once()
    assert entry_of(desk, second) == "Karsk"
    assert desk.session.undo_label == ("entry-linked", {"name": "Karsk", "text": "Karsk"})
    assert not desk.link_at_once(), "what is linked is a matter of choice"


def test_what_two_entries_are_called_is_chosen(desk: Desk) -> None:
    first = labelled(desk, "Karsk", "GPE")
    desk.link_to_new("Karsk")
    labelled(desk, "Velmar", "GPE")
    desk.link_to_new("Velmar")
    velmar = desk.entries.called("Velmar")[0]
    desk.select(first)
    assert desk.link_to(velmar)
    assert stored(desk.session)["Velmar"] == ("Karsk",)
    labelled(desk, "Karsk", "GPE", 1)
    assert not desk.link_at_once()
    assert [each.name for each in desk.offered_entries("")] == ["Karsk", "Velmar"]


def test_a_source_is_offered_who_is_named_in_it(desk: Desk) -> None:
    labelled(desk, "Citadel", "ORG", 1)
    desk.link_to_new("Citadel")
    labelled(desk, "Oren Maret", "PERSON")
    desk.link_to_new("Oren Maret")
    labelled(desk, "Karsk", "GPE", 1)
    desk.link_to_new("Karsk")
    source = labelled(desk, "Citadel spokesman Oren Maret", "source", layer="quotes")
    assert [each.name for each in desk.offered_entries("")] == ["Oren Maret", "Citadel", "Karsk"]
    assert desk.link_to(desk.offered_entries("")[0])
    assert entry_of(desk, source) == "Oren Maret"
    assert stored(desk.session)["Oren Maret"] == (), "a description is no alias"
    assert [each.name for each in desk.offered_entries("cita")] == ["Citadel"]
    assert desk.link_to_new("Somebody else")
    assert desk.session.entries()[desk.selected_annotation().entry].kind == ""  # type: ignore[union-attr,index]


def test_the_cursor_on_a_label_is_enough(desk: Desk) -> None:
    number = labelled(desk, "Karsk", "GPE")
    desk.select(None)
    go(desk, "Karsk")
    assert desk.mention() is not None
    assert desk.link_to_new("Karsk")
    assert entry_of(desk, number) == "Karsk"


def test_a_link_is_taken_away(desk: Desk) -> None:
    number = labelled(desk, "Karsk", "GPE")
    codes = told(desk)
    assert not desk.unlink_entry()
    assert codes[-1] == "nothing-changes"
    desk.link_to_new("Karsk")
    assert desk.unlink_entry()
    assert entry_of(desk, number) is None
    assert list(stored(desk.session)) == ["Karsk"]


def test_what_cannot_be_linked_says_so(desk: Desk) -> None:
    codes = told(desk)
    assert not desk.link_to_new("Nobody")
    assert codes[-1] == "nothing-to-link"
    labelled(desk, "Karsk", "GPE")
    assert not desk.link_to_new("   ")
    assert codes[-1] == "entry-without-name"
    desk.link_to_new("Karsk")
    assert not desk.link_to(desk.entries.called("Karsk")[0])
    assert codes[-1] == "nothing-changes"
    assert len(desk.session.entries()) == 1


def test_all_that_is_called_so_is_proposed_and_linked_in_one_step(desk: Desk) -> None:
    assert desk.proposed_links() == []
    labelled(desk, "Karsk", "GPE")
    desk.link_to_new("Karsk")
    labelled(desk, "Norvia’s", "GPE")
    labelled(desk, "Bank of Norvia", "ORG")
    desk.link_to_new("Bank of Norvia")
    second = labelled(desk, "Karsk", "GPE", 1)
    (proposal,) = desk.proposed_links()
    assert proposal.annotation.id == second
    assert (proposal.words, proposal.sure) == ("Karsk", True)
    assert proposal.before.endswith("two ferries left ")
    assert "\n" not in proposal.before + proposal.after
    assert desk.link_all([(proposal, proposal.entries[0])])
    assert entry_of(desk, second) == "Karsk"
    assert desk.proposed_links() == []
    assert not desk.link_all([])
    desk.undo()
    assert len(desk.proposed_links()) == 1


def test_a_part_of_a_name_is_proposed_and_learned(session: Session) -> None:
    text = "Dana Ilves spoke. Ilves left; Oren Ilves stayed. Ilves Bank pays, says Bank.\n"
    desk = Desk(session)
    desk.open(add_article(session, text))
    for words, label in (("Dana Ilves", "PERSON"), ("Ilves Bank", "ORG")):
        labelled(desk, words, label)
        desk.link_to_new(words)
    short = labelled(desk, "Ilves", "PERSON", 1)
    bank = labelled(desk, "Bank", "ORG", 1)
    labelled(desk, "Bank", "GPE", 1)  # of another kind
    proposals = {each.annotation.id: each for each in desk.proposed_links()}
    assert set(proposals) == {short, bank}
    assert all(each.sure for each in proposals.values())
    assert desk.link_all([(each, each.entries[0]) for each in proposals.values()])
    assert (entry_of(desk, short), entry_of(desk, bank)) == ("Dana Ilves", "Ilves Bank")
    assert stored(session) == {"Dana Ilves": ("Ilves",), "Ilves Bank": ("Bank",)}
    desk.undo()
    assert stored(session) == {"Dana Ilves": (), "Ilves Bank": ()}
    labelled(desk, "Oren Ilves", "PERSON")
    desk.link_to_new("Oren Ilves")
    (proposal,) = [each for each in desk.proposed_links() if each.annotation.id == short]
    assert not proposal.sure


def test_e_on_a_suggestion_accepts_and_links_it(desk: Desk) -> None:
    codes = told(desk)
    first, last, following = suggest(desk, ("GPE", "Karsk"), ("GPE", "Velmar"), ("ORG", "Citadel"))
    desk.select(first)
    assert not desk.link_at_once()
    assert [each.name for each in desk.offered_entries("")] == []
    assert desk.link_to_new("Karsk")
    assert codes[-1] == "accepted-as"
    (made,) = desk.session.article(desk.document or 0).annotations.values()
    assert (made.label, made.origin, entry_of(desk, made.id)) == ("GPE", Origin.SUGGESTION, "Karsk")
    assert desk.selected == following
    desk.undo()
    assert desk.session.entries() == {}
    assert [each.id for each in desk.session.open_suggestions(desk.document or 0)] == sorted(
        (first, last, following)
    )
    desk.redo()
    (again,) = suggest(desk, ("GPE", "Karsk"), nth=1, model="m-2")
    desk.select(again)
    assert desk.link_at_once()
    assert len(desk.session.article(desk.document or 0).annotations) == 2


def test_labels_called_like_a_changed_entry_are_drawn_anew(desk: Desk) -> None:
    first = labelled(desk, "Karsk", "GPE")
    other = labelled(desk, "Karsk", "GPE", 1)
    unlike = labelled(desk, "Velmar", "GPE")
    drawn: set[int] = set()
    desk.select(first)
    desk.subscribe(lambda change: drawn.update(change.marks))
    desk.link_to_new("Karsk")
    assert {first, other} <= drawn
    assert unlike not in drawn


def test_entries_of_somebody_else_are_met(desk: Desk) -> None:
    assert len(desk.entries) == 0
    entry = Entry(desk.session.ids.next(), "Karsk")
    desk.session.apply(Step("test", added(entry)))
    assert desk.entries.called("Karsk") == [entry]


def test_entries_survive_a_restart_and_are_exported(
    desk: Desk, session: Session, project_path: Path, tmp_path: Path
) -> None:
    labelled(desk, "Dana Ilves", "PERSON")
    desk.link_to_new("Dana Ilves")
    labelled(desk, "Ilves", "PERSON", 1)
    desk.link_to(next(iter(desk.entries)))
    desk.close()
    session.close()
    with Session.open(project_path) as again:
        assert stored(again) == {"Dana Ilves": ("Ilves",)}
        export(again, tmp_path / "out.jsonl", ExportOptions())
        assert again.check() == []
        (number,) = again.document_ids()
        linked: list[Annotation] = list(again.article(number).annotations.values())
        assert {each.entry for each in linked} == set(again.entries())
    assert '"aliases":["Ilves"]' in (tmp_path / "out.jsonl").read_text("utf-8").replace(" ", "")
