"""A session is the one way to change a project, and tells everybody once what changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.annotations import Annotation, Span
from annotator.domain.documents import Annotator, Comment, Suggestion, SuggestionState
from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme
from annotator.domain.steps import Edit, Step, StepConflict, added
from annotator.domain.tokens import Tokens
from annotator.services.annotating import Scribe, rename_label
from annotator.services.session import LARGE_STEP, Change, Session
from annotator.storage import backups
from tests.storage import making

HERE = making.document().id
MENTION = making.bundle(annotator=1).annotations[0]


@pytest.fixture
def session(project_path: Path, news_scheme: Scheme) -> Iterator[Session]:
    """A project that is made here; of one that is opened there is a copy already."""
    with Session.create(project_path, news_scheme, "Mina Kell") as made:
        yield made


@pytest.fixture
def labelled(session: Session) -> Session:
    """The session with one article that Mina Kell has labelled."""
    bring(session, making.bundle(annotator=session.annotator.id))
    return session


@pytest.fixture
def changes(labelled: Session) -> Iterator[list[Change]]:
    """What a subscriber of the session hears."""
    heard: list[Change] = []
    leave = labelled.subscribe(heard.append)
    yield heard
    leave()


def bring(session: Session, *bundles: object) -> None:
    with session.loading(Step("imported", ())) as loader:
        for each in bundles:
            loader.add(each, new_document=True)


def comment(session: Session, text: str = "Sure?") -> Step:
    one = Comment(session.ids.next(), HERE, session.annotator.id, text)
    return Step("comment-made", added(one), {"text": text}, HERE)


# Telling --------------------------------------------------------------------------------------


def test_a_subscriber_hears_one_change_for_each_step(
    labelled: Session, changes: list[Change]
) -> None:
    step = comment(labelled)
    assert labelled.apply(step) is changes[-1]
    labelled.undo()
    labelled.redo()
    bring(labelled, making.bundle("other"))
    assert [change.kind for change in changes] == ["do", "undo", "redo", "import"]
    assert [change.edits for change in changes[:3]] == [
        step.edits, step.inverse().edits, step.edits,
    ]  # fmt: skip
    assert [change.documents for change in changes[:3]] == [{HERE}] * 3
    assert [change.bulk for change in changes] == [False, False, False, True]
    labelled.undo()
    assert (changes[-1].kind, changes[-1].bulk) == ("undo", True)
    labelled.undo()
    assert len(changes) == 6


def test_nothing_is_told_when_there_is_nothing_to_undo(session: Session) -> None:
    heard: list[Change] = []
    session.subscribe(heard.append)
    assert session.undo() is None
    assert session.redo() is None
    assert heard == []


def test_who_left_hears_no_more_even_in_the_middle_of_a_change(labelled: Session) -> None:
    heard: list[str] = []

    def once(change: Change) -> None:
        heard.append("once")
        leave()

    leave = labelled.subscribe(once)
    labelled.subscribe(lambda change: heard.append("always"))
    labelled.apply(comment(labelled))
    labelled.apply(comment(labelled, "Again"))
    leave()
    assert heard == ["once", "always", "always"]


def test_a_step_on_something_that_changed_writes_and_tells_nothing(
    labelled: Session, changes: list[Change]
) -> None:
    article = labelled.article(HERE)
    old = article.annotations[MENTION.id]
    scribe = Scribe(article, labelled.scheme, labelled.ids, labelled.annotator.id)
    labelled.apply(scribe.relabel(old, "ORG"))
    before = making.contents(labelled._project.connection)
    told = len(changes)
    with pytest.raises(StepConflict):
        labelled.apply(scribe.relabel(old, "GPE"))
    assert making.contents(labelled._project.connection) == before
    assert len(changes) == told
    assert labelled.undo_label == ("label-changed", {"label": "Organisation", "text": "Dana Ilves"})


# Locking --------------------------------------------------------------------------------------


def test_nothing_is_edited_while_a_task_runs(labelled: Session, changes: list[Change]) -> None:
    before = making.contents(labelled._project.connection)
    labelled.locked_for = "importing"
    for act in (
        lambda: labelled.apply(comment(labelled)),
        labelled.undo,
        labelled.redo,
        lambda: labelled.use_annotator("Somebody new"),
    ):
        with pytest.raises(AnnotatorError, match="editing-locked"):
            act()
    assert making.contents(labelled._project.connection) == before
    labelled.locked_for = None
    labelled.apply(comment(labelled))
    assert len(changes) == 1


def test_a_setting_made_while_a_task_writes_waits_for_its_end(labelled: Session) -> None:
    labelled.locked_for = "importing"
    # The task holds the file; a setting that was written now would wait for it.
    with labelled.sibling() as task, task.loading(Step("imported", ())) as loader:
        labelled.set_setting("document", 5)
        assert labelled.setting("document") == 5
        loader.add(making.bundle("other"), new_document=True)
    labelled.locked_for = None
    with labelled.sibling() as other:
        assert other.setting("document") == 5


# Annotators -----------------------------------------------------------------------------------


def names(session: Session) -> set[str]:
    return {each.name for each in session.annotators.values()}


def test_the_first_annotator_belongs_to_the_project(session: Session) -> None:
    assert session.annotator.name == "Mina Kell"
    assert session.undo_label is None


def test_who_annotated_last_annotates_when_the_project_opens(
    session: Session, project_path: Path
) -> None:
    session.use_annotator("Oren Maret")
    session.use_annotator("Mina Kell")
    second = session.use_annotator("Oren Maret")
    session.close()
    with Session.open(project_path) as again:
        assert again.annotator == second
        assert names(again) == {"Mina Kell", "Oren Maret"}
    with Session.open(project_path, annotator="Mina Kell") as again:
        assert again.annotator.name == "Mina Kell"
    with Session.open(project_path) as again:
        assert again.annotator.name == "Mina Kell"


def test_a_new_name_is_added_with_the_opening(session: Session, project_path: Path) -> None:
    session.close()
    with Session.open(project_path, annotator="Tom Reske") as again:
        assert again.annotator.name == "Tom Reske"
        assert names(again) == {"Mina Kell", "Tom Reske"}
        (entry,) = again.history()
        assert (entry.annotator, entry.code) == ("Tom Reske", "annotator-added")


def test_reading_only_adds_nobody(session: Session, project_path: Path) -> None:
    session.close()
    before = project_path.read_bytes()
    with Session.open(project_path, read_only=True, annotator="Tom Reske") as reader:
        assert reader.annotator.name == "Tom Reske"
        assert names(reader) == {"Mina Kell"}
        reader.set_setting("document", 5)
    assert project_path.read_bytes() == before


def test_undoing_who_annotates_hands_over_to_somebody_who_is_there(labelled: Session) -> None:
    labelled.use_annotator("Oren Maret")
    labelled.undo()
    assert labelled.annotator.name == "Mina Kell"
    labelled.apply(comment(labelled))
    labelled.undo()
    labelled.use_annotator("Oren Maret")
    assert names(labelled) == {"Mina Kell", "Oren Maret"}


def test_a_project_without_anybody_opens_and_takes_its_first(
    project_path: Path, news_scheme: Scheme
) -> None:
    from annotator.storage.project import ProjectFile

    ProjectFile.create(project_path, news_scheme).close()
    with Session.open(project_path) as session:
        assert session.annotator == Annotator(0, "")
        with session.sibling() as other:
            assert other.annotators == {}
        session.use_annotator("Lena van der Brandt")
        assert session.undo_label is None
    with Session.open(project_path) as session:
        assert session.annotator.name == "Lena van der Brandt"


def test_a_session_that_cannot_begin_gives_the_lock_back(
    session: Session, project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.close()

    def fail(self: Session, name: str | None) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(Session, "_find_annotator", fail)
        with pytest.raises(KeyboardInterrupt):
            Session.open(project_path)
    Session.open(project_path).close()


def test_the_history_names_who_did_it(labelled: Session) -> None:
    labelled.apply(comment(labelled))
    labelled.use_annotator("Oren Maret")
    labelled.apply(comment(labelled, "Yes"))
    labelled.undo()
    found = [(each.annotator, each.kind, each.code) for each in labelled.history(document=HERE)]
    assert found == [
        ("Oren Maret", "undo", "comment-made"),
        ("Oren Maret", "do", "comment-made"),
        ("Mina Kell", "do", "comment-made"),
        ("Mina Kell", "import", "imported"),
    ]


# Siblings -------------------------------------------------------------------------------------


def test_what_a_sibling_wrote_is_there_after_refreshing(
    labelled: Session, changes: list[Change]
) -> None:
    label = labelled.scheme.labels[0]
    with labelled.sibling() as other:
        other.apply(rename_label(label, "Renamed"))
        other.use_annotator("Oren Maret")
    assert changes == []
    labelled.refresh()
    assert labelled.scheme.labels[0].name == "Renamed"
    assert names(labelled) == {"Mina Kell", "Oren Maret"}
    assert [(change.kind, change.bulk) for change in changes] == [("import", True)]
    labelled.undo()
    labelled.undo()
    assert labelled.scheme.labels[0] == label


# What the worker brings -----------------------------------------------------------------------


def test_tokens_are_told_and_are_no_step(labelled: Session, changes: list[Change]) -> None:
    from array import array

    made = Tokens(array("I", [0]), array("I", [5]), array("I", [0]), "words 1")
    before = labelled.undo_label
    labelled.save_tokens(HERE, made)
    found = labelled.tokens(HERE)
    assert found is not None
    assert found.model == "words 1"
    assert [(change.kind, change.documents) for change in changes] == [("tokens", {HERE})]
    assert labelled.undo_label == before


def test_suggestions_are_told_and_the_rejected_are_remembered(
    labelled: Session, changes: list[Change]
) -> None:
    one = Suggestion(labelled.ids.next(), HERE, "entities", "ORG", 0, 5, "small 1")
    labelled.save_suggestions(HERE, [one], "small 1")
    assert changes[-1].edits == added(one)
    rejected = dataclasses.replace(one, state=SuggestionState.REJECTED)
    labelled.apply(Step("suggestion-rejected", (Edit(one, rejected),), document=HERE))
    assert labelled.rejected(HERE) == [rejected]
    labelled.save_suggestions(HERE, [dataclasses.replace(one, id=labelled.ids.next())], "small 1")
    assert changes[-1].edits == ()
    assert labelled.article(HERE).suggestions == {}


# Imports and large steps ----------------------------------------------------------------------


def test_an_import_makes_a_copy_first_but_not_for_every_article(labelled: Session) -> None:
    # The first import found an empty project: nothing to lose.
    assert backups.copies(labelled.path) == []
    for number in range(3):
        bring(labelled, making.bundle(f"n{number}"))
    (copy,) = backups.copies(labelled.path)
    with Session.open(copy, read_only=True) as before:
        assert len(before.document_ids()) == 1


def test_an_import_that_fails_tells_nobody(labelled: Session, changes: list[Change]) -> None:
    def fail() -> None:
        with labelled.loading(Step("imported", ())) as loader:
            loader.add(making.bundle("other"), new_document=True)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert changes == []
    assert len(labelled.document_ids()) == 1


def test_a_large_step_is_known_before_it_is_read(labelled: Session) -> None:
    mina = labelled.annotator.id
    many = [
        Annotation(labelled.ids.next(), HERE, mina, "entities", "ORG", (Span(0, 5),))
        for _ in range(LARGE_STEP + 1)
    ]
    small, large = Step("label-made", added(*many[:LARGE_STEP])), Step("label-made", added(*many))
    assert (Session.is_large(small), Session.is_large(large)) == (False, True)
    assert not labelled.is_large_turn("undo")
    labelled.apply(large)
    assert labelled.is_large_turn("undo")
    assert not labelled.is_large_turn("redo")
    labelled.undo()
    assert labelled.is_large_turn("redo")
    bring(labelled, *(making.bundle(f"n{number}") for number in range(LARGE_STEP + 1)))
    assert labelled.is_large_turn("undo")
