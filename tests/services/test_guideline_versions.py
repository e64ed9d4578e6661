"""What a new version marks, what brings a label up to date, and that it travels and is undone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.annotations import Annotation, Relation, Span
from annotator.domain.documents import Entry
from annotator.domain.scheme import Scheme
from annotator.domain.steps import Edit, Step, added, removed
from annotator.services.annotating import NotPossible, Scribe
from annotator.services.datasets import export_dataset
from annotator.services.exporting import ExportOptions
from annotator.services.guideline_versions import (
    SecondLook,
    changes,
    label_numbers,
    newly_defined,
    older_rows,
    same_after_all,
    scheme_number,
    standing_of,
    still_right,
    versions_of,
    with_versions,
)
from annotator.services.merging import merge_files, open_conflicts, take
from annotator.services.packets import send_packet
from annotator.services.scheme_editing import change_elements, merge_labels
from annotator.services.session import Session
from tests import articles


@pytest.fixture
def session(project_path: Path, news_scheme: Scheme) -> Iterator[Session]:
    with Session.create(project_path, news_scheme, "Mina Kell") as session:
        articles.add_article(session, articles.HARBOUR)
        yield session


def mark(session: Session, words: str, uid: str = "PERSON") -> Annotation:
    (number,) = session.document_ids()
    article = session.article(number)
    scribe = Scribe(article, session.scheme, session.ids, session.annotator.id, session.comments_on)
    made, step = scribe.make([articles.where(article.text, words)], "entities", uid)
    session.apply(step)
    return made


def define(session: Session, text: str, uid: str = "PERSON", *, new: bool = True) -> None:
    label = session.scheme.label("entities", uid)
    assert label is not None
    step = change_elements(session, replace(label, guideline=text))
    session.apply(with_versions(session, step) if new else step)


def number(session: Session, annotation: Annotation) -> int | None:
    """Return the version under which an annotation was made, None if it is up to date."""
    now = session.annotation(annotation.id)
    assert now is not None
    found = standing_of(session, now)
    return None if found is None else found.number


def older(session: Session) -> list[int]:
    return [row.annotation for row in older_rows(session, (), 0)]


def test_a_new_definition_marks_what_was_labelled_before(session: Session) -> None:
    ilves = mark(session, "Dana Ilves")
    mark(session, "Karsk", "GPE")
    before = session.scheme.label("entities", "PERSON")
    assert before is not None
    assert older(session) == []
    define(session, "People, without their titles.")
    maret = mark(session, "Oren Maret")
    assert older(session) == [ilves.id]
    assert number(session, maret) is None
    found = standing_of(session, ilves)
    assert found is not None
    assert (found.number, found.newest, found.who) == (1, 2, "Mina Kell")
    assert before.guideline.strip() in found.before
    assert "without their titles" in found.now
    (told,) = versions_of(session)
    assert (told.label.uid, told.number, told.older) == ("PERSON", 2, {session.annotator.id: 1})


def test_a_typo_is_the_same_version(session: Session) -> None:
    ilves = mark(session, "Dana Ilves")
    define(session, "Peple.", new=False)
    assert number(session, ilves) is None
    assert versions_of(session) == []
    assert scheme_number(session) == 1
    label = session.scheme.label("entities", "PERSON")
    assert label is not None
    # A colour is no definition: there is nothing to ask about.
    assert newly_defined(session.scheme, replace(label, colour="#000000", name="People")) == []
    assert newly_defined(session.scheme, replace(label, description="Else")) == [label]


def test_numbers_go_up_and_say_under_which_each_was_made(session: Session) -> None:
    first = mark(session, "Dana Ilves")
    define(session, "Two.")
    second = mark(session, "Oren Maret")
    define(session, "Three.")
    assert [number(session, each) for each in (first, second)] == [1, 2]
    assert standing_of(session, second).before.startswith(  # type: ignore[union-attr]
        session.scheme.label("entities", "PERSON").description  # type: ignore[union-attr]
    )
    assert "Two." in standing_of(session, second).before  # type: ignore[union-attr]
    assert (scheme_number(session), label_numbers(session)) == (3, {"entities.PERSON": 3})


@pytest.mark.parametrize("how", ["label", "border", "attribute", "confirmed"])
def test_a_correction_or_a_word_brings_a_label_up_to_date_and_undo_takes_it_back(
    session: Session, how: str
) -> None:
    ilves = mark(session, "Dana Ilves", "GPE")
    define(session, "Two.", "GPE")
    define(session, "Also two.")
    ways: dict[str, dict[str, Any]] = {
        "label": {"label": "PERSON"},
        "border": {"spans": (Span(ilves.start, ilves.end - 1),)},
        "attribute": {"attributes": {"referent": "place"}},
    }
    if how == "confirmed":
        session.apply(still_right(session, [ilves]))
    else:
        session.apply(Step("label-changed", (Edit(ilves, ilves._replace(**ways[how])),)))
    assert number(session, ilves) is None
    session.undo()
    assert number(session, ilves) == 1
    session.redo()
    assert number(session, ilves) is None
    assert session.check() == []


def test_another_source_is_a_look_at_the_quote_and_an_entry_is_none(session: Session) -> None:
    (document,) = session.document_ids()
    me, ids = session.annotator.id, session.ids
    frame = Annotation(ids.next(), document, me, "quotes", "quote")
    content = Annotation(ids.next(), document, me, "quotes", "content", (Span(0, 5),))
    source = Annotation(ids.next(), document, me, "quotes", "source", (Span(6, 12),))
    link = Relation(ids.next(), document, me, "content", frame.id, content.id)
    session.apply(Step("quote-made", added(frame, content, source, link)))
    ilves = mark(session, "Dana Ilves")
    quote = session.scheme.label("quotes", "quote")
    assert quote is not None
    session.apply(
        with_versions(session, change_elements(session, replace(quote, guideline="Speech only.")))
    )
    define(session, "Two.")
    assert set(older(session)) == {frame.id, ilves.id}
    link = Relation(ids.next(), document, me, "source", frame.id, source.id)
    session.apply(Step("source-set", added(link)))
    entry = Entry(ids.next(), "Dana Ilves")
    linked = Edit(ilves, ilves._replace(entry=entry.id))
    session.apply(Step("entry-linked", (*added(entry), linked)))
    assert older(session) == [ilves.id]


def test_a_deleted_label_takes_its_looks_along_and_brings_them_back(session: Session) -> None:
    define(session, "Two.")
    ilves = mark(session, "Dana Ilves")
    session.apply(Step("label-deleted", removed(ilves)))
    assert session.looks(ilves.id) == []
    session.undo()
    assert number(session, ilves) is None
    session.undo()
    assert session.annotation(ilves.id) is None
    assert session.check() == []


def test_relabelling_by_rule_is_no_look(session: Session) -> None:
    define(session, "Two.")
    mark(session, "Karsk", "GPE")
    scheme = session.scheme
    gone, kept = scheme.label("entities", "GPE"), scheme.label("entities", "PERSON")
    assert gone is not None
    assert kept is not None
    session.apply(merge_labels(session, gone, kept))
    assert len(older(session)) == 1


def test_it_means_the_same_after_all(session: Session) -> None:
    first = mark(session, "Dana Ilves")
    define(session, "Two.")
    session.apply(still_right(session, [first]))
    define(session, "Two!")
    second = mark(session, "Oren Maret")
    label = session.scheme.label("entities", "PERSON")
    assert label is not None
    session.apply(same_after_all(session, label))
    assert older(session) == []
    assert number(session, second) is None
    assert session.scheme.label("entities", "PERSON").guideline == "Two!"  # type: ignore[union-attr]
    session.undo()
    assert older(session) == [first.id]
    session.redo()
    session.apply(same_after_all(session, label))
    assert scheme_number(session) == 1
    with pytest.raises(NotPossible, match="versions-only-one"):
        same_after_all(session, label)


def test_there_is_nothing_to_confirm_on_what_is_up_to_date(session: Session) -> None:
    ilves = mark(session, "Dana Ilves")
    with pytest.raises(NotPossible, match="look-not-needed"):
        still_right(session, [ilves])


# The walk ----------------------------------------------------------------------------------------


@pytest.fixture
def walk(session: Session) -> Iterator[SecondLook]:
    """A walk over three labels that are older."""
    for words in ("Oren Maret", "Dana Ilves", "Tom Reske"):
        mark(session, words)
    define(session, "Two.")
    made = SecondLook(session, older_rows(session, (), session.annotator.id))
    yield made
    made.close()


def words(walk: SecondLook, session: Session) -> str:
    annotation = walk.annotation
    return "" if annotation is None else annotation.spans[0].of(session.text(annotation.document))


def test_a_walk_goes_on_when_a_label_is_confirmed_corrected_or_deleted(
    session: Session, walk: SecondLook
) -> None:
    told: list[str] = []
    walk.subscribe(lambda: told.append(words(walk, session)))
    assert (words(walk, session), walk.left) == ("Oren Maret", 3)
    assert walk.still_right()
    annotation = walk.annotation
    assert annotation is not None
    session.apply(Step("label-changed", (Edit(annotation, annotation._replace(label="ORG")),)))
    annotation = walk.annotation
    assert annotation is not None
    session.apply(Step("label-deleted", removed(annotation)))
    assert told == ["Dana Ilves", "Tom Reske", ""]
    assert (walk.left, walk.row, walk.still_right()) == (0, None, False)


def test_undo_goes_back_to_what_it_is_about(session: Session, walk: SecondLook) -> None:
    walk.still_right()
    walk.still_right()
    session.undo()
    assert (words(walk, session), walk.left) == ("Dana Ilves", 2)
    session.undo()
    assert (words(walk, session), walk.left) == ("Oren Maret", 3)


def test_a_walk_goes_both_ways_in_a_circle(session: Session, walk: SecondLook) -> None:
    seen = [words(walk, session)]
    for by in (1, 1, 1, -1):
        assert walk.go(by)
        seen.append(words(walk, session))
    assert seen == ["Oren Maret", "Dana Ilves", "Tom Reske", "Oren Maret", "Tom Reske"]
    walk.still_right()
    walk.still_right()
    assert not walk.go(1)


# Other copies ------------------------------------------------------------------------------------


def test_two_copies_end_the_same_whichever_is_merged_into_which(
    session: Session, tmp_path: Path
) -> None:
    ilves, maret = mark(session, "Dana Ilves"), mark(session, "Oren Maret")
    define(session, "Two.")
    path, other = session.path, tmp_path / "other.annotator"
    session.close()
    shutil.copy(path, other)
    with Session.open(path) as here:
        here.apply(still_right(here, [ilves]))
    with Session.open(other, annotator="Bo") as there:
        there.apply(still_right(there, [ilves]))
        there.apply(still_right(there, [maret]))
        define(there, "Three.")
        reske = mark(there, "Tom Reske")
    copy = tmp_path / "copy.annotator"
    shutil.copy(path, copy)
    found = []
    for into, copied in ((path, other), (other, copy)):
        with Session.open(into) as merged:
            report = merge_files(merged, [copied])
            assert report.conflicts == []
            assert merged.check() == []
            looks = {each for a in (ilves, maret, reske) for each in merged.looks(a.id)}
            standing = [number(merged, each) for each in (ilves, maret, reske)]
            found.append((merged.definition_versions(), looks, standing, set(older(merged))))
    assert found[0] == found[1]
    assert found[0][2] == [2, 2, None]
    with Session.open(path) as merged:
        merged.undo()
        assert number(merged, ilves) is None  # the third version is gone again, the look is not


def test_who_did_not_know_the_new_version_labelled_under_the_old_one(
    session: Session, tmp_path: Path
) -> None:
    path, other = session.path, tmp_path / "other.annotator"
    session.close()
    shutil.copy(path, other)
    with Session.open(other, annotator="Bo") as there:
        # Many steps: that her clock is ahead must not make her labels newer than they are.
        made = [mark(there, each) for each in ("Dana Ilves", "Oren Maret", "Tom Reske")]
    with Session.open(path) as here:
        define(here, "Two.")
        merge_files(here, [other])
        assert set(older(here)) == {each.id for each in made}


def test_two_definitions_at_once_are_two_versions_and_taking_the_other_is_a_third(
    session: Session, tmp_path: Path
) -> None:
    path, other = session.path, tmp_path / "other.annotator"
    session.close()
    shutil.copy(path, other)
    with Session.open(other, annotator="Bo") as there:
        define(there, "Hers.")
        ilves = mark(there, "Dana Ilves")
    with Session.open(path) as here:
        define(here, "Mine.")
        maret = mark(here, "Oren Maret")
        merge_files(here, [other])
        assert scheme_number(here) == 3
        stands = here.scheme.label("entities", "PERSON").guideline  # type: ignore[union-attr]
        made_under = {"Mine.": maret, "Hers.": ilves}[stands]
        assert [number(here, made_under), older(here)] == [
            None, [({maret.id, ilves.id} - {made_under.id}).pop()],
        ]  # fmt: skip
        here.apply(take(here, open_conflicts(here)))
        assert here.scheme.label("entities", "PERSON").guideline != stands  # type: ignore[union-attr]
        assert scheme_number(here) == 4
        assert set(older(here)) == {maret.id, ilves.id}
        assert here.check() == []


def test_a_confirmation_beats_a_concurrent_deletion(session: Session, tmp_path: Path) -> None:
    ilves = mark(session, "Dana Ilves")
    define(session, "Two.")
    path, other = session.path, tmp_path / "other.annotator"
    session.close()
    shutil.copy(path, other)
    with Session.open(other, annotator="Bo") as there:
        there.apply(still_right(there, [ilves]))
    with Session.open(path) as here:
        here.apply(Step("label-deleted", removed(ilves)))
        merge_files(here, [other])
        assert here.annotation(ilves.id) is not None
        assert here.check() == []


def test_a_packet_takes_versions_along_and_brings_looks_back(
    session: Session, tmp_path: Path
) -> None:
    mark(session, "Karsk", "GPE")
    define(session, "Two.")
    out = tmp_path / "bo.annotator"
    send_packet(session, out, "Bo", list(session.document_ids()))
    with Session.open(out) as packet:
        assert packet.check() == []
        ilves = mark(packet, "Dana Ilves")
        assert scheme_number(packet) == 2
    merge_files(session, [out])
    assert number(session, ilves) is None


def test_the_data_card_says_which_version_it_was(session: Session, tmp_path: Path) -> None:
    mark(session, "Dana Ilves")
    define(session, "Two.")
    export_dataset(session, tmp_path / "set", ExportOptions(format="jsonl"))
    card = (tmp_path / "set" / "README.md").read_text(encoding="utf-8")
    assert "guideline version 2" in card
    assert "| entities.PERSON | Person | 2 |" in card


def test_a_change_is_told_word_by_word() -> None:
    assert changes("Names of people.", "Names of people, without titles.") == [
        ("same", "Names of "),
        ("gone", "people."),
        ("new", "people, without titles."),
    ]
    assert changes("", "New.") == [("new", "New.")]
