"""Steps of thousands of edits are written beside the window, with progress, and can be stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from annotator.domain.annotations import Annotation, Span
from annotator.domain.documents import Annotator
from annotator.domain.steps import Step, StepConflict, added
from annotator.services import large_steps
from annotator.services.session import Change, Session
from annotator.services.tasks import Cancelled, Task, guard_this_thread
from annotator.storage import checks
from tests.storage import making

HERE = making.document().id


@pytest.fixture
def full(session: Session) -> Session:
    """A project with an article, and then an import of two thousand more."""
    mina = session.annotator.id
    with session.loading(Step("imported", ())) as loader:
        loader.add(making.bundle(annotator=mina), new_document=True)
    other = Annotator(session.ids.next(), "Oren Maret")
    with session.loading(Step("imported", added(other))) as loader:
        for number in range(2000):
            loader.add(making.bundle(f"n{number}", other.id), new_document=True)
    return session


def contents(session: Session) -> dict[str, list[Any]]:
    return making.contents(session._project.connection)


def beside(work: Callable[[], Any]) -> Any:
    """Run work on a thread of its own, as a window does; return or raise what it does."""
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


def many(session: Session, number: int = 1500) -> Step:
    return Step(
        "label-made",
        added(
            *(
                Annotation(
                    session.ids.next(), HERE, session.annotator.id, "entities", "ORG",
                    (Span(each % 30, 40),),
                )
                for each in range(number)
            )
        ),
        {},
        HERE,
    )  # fmt: skip


def test_an_import_of_thousands_is_undone_and_redone_beside_the_window(full: Session) -> None:
    heard: list[Change] = []
    full.subscribe(heard.append)
    after = contents(full)
    for kind, articles, people in (("undo", 1, 1), ("redo", 2001, 2)):
        full.locked_for = kind
        change = beside(lambda kind=kind: large_steps.turn(full, kind))
        full.locked_for = None
        assert len(full.document_ids()) == articles
        full.refresh(change)
        assert heard[-1] is change
        assert (change.kind, change.bulk) == (kind, True)
        assert len(full.annotators) == people
    assert contents(full) == after
    assert checks.check(full._project) == []


def test_a_large_step_is_written_with_progress(full: Session) -> None:
    seen: list[tuple[int, int]] = []
    task = Task("applying", lambda done, total: seen.append((done, total)))
    step = many(full)
    change = beside(lambda: large_steps.apply(full, step, task))
    assert change.edits == step.edits
    assert change.documents == {HERE}
    assert (1400, 1500) in seen
    assert seen == sorted(seen, key=lambda each: each[0])
    assert len(full.article(HERE).annotations) == 1503


def test_nothing_to_undo_is_nothing(session: Session) -> None:
    assert beside(lambda: large_steps.turn(session, "undo")) is None
    assert beside(lambda: large_steps.turn(session, "redo")) is None


def test_stopping_a_large_step_leaves_the_project_as_it_was(full: Session) -> None:
    before = contents(full)
    task = Task("applying", lambda done, total: task.cancel() if done >= 700 else None)
    with pytest.raises(Cancelled):
        beside(lambda: large_steps.apply(full, many(full), task))
    assert contents(full) == before
    assert full.undo_label == ("imported", {"documents": 2000, "annotations": 6000})


@pytest.mark.parametrize("looks", [1, 3, 8])
@pytest.mark.parametrize("kind", ["undo", "redo"])
def test_stopping_the_undo_of_an_import_leaves_the_project_as_it_was(
    full: Session, kind: str, looks: int
) -> None:
    if kind == "redo":
        beside(lambda: large_steps.turn(full, "undo"))
        full.refresh()

    class Impatient(Task):
        """Cancelled when it is looked at often enough: in the middle of a statement."""

        seen = 0

        @property
        def cancelled(self) -> bool:
            self.seen += 1
            return self.seen > looks + 1

    before = contents(full), full.undo_label, full.redo_label
    with pytest.raises(Cancelled):
        beside(lambda: large_steps.turn(full, kind, Impatient(kind)))
    assert (contents(full), full.undo_label, full.redo_label) == before
    assert checks.check(full._project) == []
    assert beside(lambda: large_steps.turn(full, kind)) is not None


def test_a_conflict_in_a_large_step_writes_nothing(full: Session) -> None:
    step = many(full)
    full.apply(Step("label-made", step.edits[700:701], {}, HERE))
    before = contents(full)
    with pytest.raises(StepConflict):
        beside(lambda: large_steps.apply(full, step))
    assert contents(full) == before


def test_large_steps_refuse_to_run_on_the_thread_that_draws(full: Session) -> None:
    release = guard_this_thread()
    try:
        for act in (
            lambda: large_steps.turn(full, "undo"),
            lambda: large_steps.apply(full, many(full)),
        ):
            with pytest.raises(RuntimeError, match="must not run on this thread"):
                act()
    finally:
        release()
    assert len(full.document_ids()) == 2001


def test_the_window_reads_while_a_large_step_is_written(full: Session) -> None:
    read: list[int] = []

    def look(done: int, total: int) -> None:
        if done == 700:
            read.append(len(full.article(HERE).annotations))

    large_steps.apply(full, many(full), Task("applying", look))
    assert read == [3]
