"""What is kept between two questions: after a step the articles that it touched are read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.annotations import Annotation, Span
from annotator.domain.documents import Entry, State
from annotator.domain.errors import AnnotatorError
from annotator.domain.insights import InsightsFilter, Topic
from annotator.domain.steps import Edit, Step, added
from annotator.services import insights_facts, reading_ahead
from annotator.services.annotating import Scribe, rename_label
from annotator.services.insights import forget, insights
from annotator.services.reading_ahead import read_ahead
from annotator.services.same_documents import join_documents, same_texts
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from annotator.services.tasks import Cancelled, Task
from annotator.storage.insights import InsightRows
from tests.services.stories import Writing, import_lines

TEXT = "Minister Ilves praised Velmar. ilves was late."


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def story(session: Session, tmp_path: Path) -> Session:
    writings = [Writing(f"{n}", TEXT) for n in range(3)]
    for each in writings:
        each.quote_at((23, 29), (0, 14))
    import_lines(session, tmp_path, writings)
    return session


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """How many articles the annotations were read of, each time; None = of all."""
    found: list[int | None] = []
    annotations = InsightRows.annotations

    def noted(self: InsightRows, documents: Any = None) -> Any:
        found.append(None if documents is None else len(documents))
        return annotations(self, documents)

    monkeypatch.setattr(InsightRows, "annotations", noted)
    return found


def said(session: Session) -> dict[tuple[str, str], int]:
    matrix = insights(session, InsightsFilter(), [Topic.MATRIX]).matrix
    assert matrix is not None
    return {(each.source.name, each.target.name): each.quotes for each in matrix.cells.values()}


def scribe(session: Session, document: int) -> Scribe:
    return Scribe(session.article(document), session.scheme, session.ids, session.annotator.id)


def source(session: Session, document: int) -> Annotation:
    article = session.article(document)
    return next(each for each in article.annotations.values() if each.label == "source")


def test_after_a_label_one_article_is_read(story: Session, read: list[int | None]) -> None:
    one, *_ = story.document_ids()
    assert list(said(story).values()) == [3]
    assert read == [None]
    step = scribe(story, one).set_spans(source(story, one), [Span(31, 36)], "edge-moved")
    story.apply(step)
    assert sorted(name for name, _ in said(story)) == ["Minister Ilves", "ilves"]
    story.undo()
    assert [name for name, _ in said(story)] == ["Minister Ilves"]
    # From another connection, and several steps at once.
    story.redo()
    with story.sibling() as other:
        assert len(said(other)) == 2
    assert read == [None, 1, 1, 1]
    said(story)
    assert len(read) == 4


def test_what_is_written_most_is_the_name_also_after_steps(story: Session) -> None:
    first, second, _ = story.document_ids()
    assert [name for name, _ in said(story)] == ["Minister Ilves"]
    for document in (first, second):
        one = source(story, document)
        story.apply(scribe(story, document).set_spans(one, [Span(9, 14)], "edge-moved"))
    assert sorted(name for name, _ in said(story)) == ["Ilves", "Minister Ilves"]
    for document in (first, second):
        one = source(story, document)
        story.apply(scribe(story, document).set_spans(one, [Span(31, 36)], "edge-moved"))
    assert sorted(name for name, _ in said(story)) == ["Minister Ilves", "ilves"]
    story.undo()
    # Of two spellings that are as frequent, the first by the alphabet.
    assert sorted(name for name, _ in said(story)) == ["Ilves", "Minister Ilves"]


def test_entries_follow_their_names_and_their_merging(
    story: Session, read: list[int | None]
) -> None:
    said(story)
    one, other, _ = story.document_ids()
    entry = Entry(story.ids.next(), "Dana Ilves", aliases=())
    linked = source(story, one)
    step = Step("entry-linked", (*added(entry), Edit(linked, linked._replace(entry=entry.id))))
    story.apply(step)
    assert sorted(name for name, _ in said(story)) == ["Dana Ilves", "Minister Ilves"]
    renamed = Entry(entry.id, "D. Ilves", aliases=())
    story.apply(Step("entry-edited", (Edit(entry, renamed),)))
    assert sorted(name for name, _ in said(story)) == ["D. Ilves", "Minister Ilves"]
    second = Entry(story.ids.next(), "Ilves the minister", aliases=())
    theirs = source(story, other)
    apart, merged = theirs._replace(entry=second.id), theirs._replace(entry=entry.id)
    story.apply(Step("entry-linked", (*added(second), Edit(theirs, apart))))
    story.apply(Step("entries-merged", (Edit(apart, merged), Edit(second, None))))
    assert {name: times for (name, _), times in said(story).items()} == {
        "D. Ilves": 2, "Minister Ilves": 1,
    }  # fmt: skip
    assert read == [None, 1, 0, 1]


def test_states_and_articles_follow(story: Session, read: list[int | None]) -> None:
    one, *_ = story.document_ids()

    def articles(**choice: Any) -> int:
        return insights(story, InsightsFilter(**choice), [Topic.MATRIX]).articles

    assert articles(states=frozenset({State.APPROVED})) == 0
    story.apply(scribe(story, one).state(story.assignment(one), State.APPROVED))
    assert articles(states=frozenset({State.APPROVED})) == 1
    story.apply(scribe(story, one).properties(outlet="Seaboard"))
    assert articles(outlets=frozenset({"Seaboard"})) == 1
    assert read == [None, 1, 0]


def bring(session: Session, tmp_path: Path) -> None:
    more = Writing("more", TEXT)
    more.quote_at((23, 29), (9, 14))
    import_lines(session, tmp_path, [more])


def rename(session: Session, _: Path) -> None:
    session.apply(rename_label(next(iter(session.scheme.labels)), "Other"))


def join(session: Session, _: Path) -> None:
    session.apply(join_documents(session, same_texts(session)))


@pytest.mark.parametrize("change", [bring, rename, join])
def test_what_steps_do_not_tell_is_read_anew(
    change: Callable[[Session, Path], None], story: Session, tmp_path: Path,
    read: list[int | None],
) -> None:  # fmt: skip
    before = said(story)
    change(story, tmp_path)
    changed = said(story)
    story.undo()
    assert said(story) == before
    assert read == [None, None, None]
    assert (changed != before) is (change is bring)


def test_many_changed_articles_are_read_anew(
    story: Session, read: list[int | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insights_facts, "_FEW", 0)
    said(story)
    story.apply(scribe(story, story.document_ids()[0]).zone(Span(0, 4)))
    said(story)
    assert read[0] is read[-1] is None


# Before anybody asks -----------------------------------------------------------------------------


def test_a_project_that_is_worth_it_is_read_before_anybody_asks(
    story: Session, read: list[int | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not read_ahead(story)
    assert read == []
    monkeypatch.setattr(reading_ahead, "WORTH_READING", (1, 2))
    assert not read_ahead(story)
    monkeypatch.setattr(reading_ahead, "WORTH_READING", (1, 2_000))
    assert read_ahead(story)
    said(story)
    assert read == [None]


def test_reading_ahead_stops_when_asked(story: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_ahead, "WORTH_READING", (1, 2_000))
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        read_ahead(story, task)
    assert len(said(story)) == 1


# Two connections ---------------------------------------------------------------------------------


@pytest.mark.parametrize("password", ["", "a long way to Velmar"])
def test_a_large_project_is_read_on_two_connections(
    password: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: list[int | None]
) -> None:
    monkeypatch.setattr(insights_facts, "_LARGE", 0)
    opened: list[Session] = []
    sibling = Session.sibling

    def noted(self: Session) -> Session:
        opened.append(sibling(self))
        return opened[-1]

    monkeypatch.setattr(Session, "sibling", noted)
    scheme = load_scheme("news")
    path = tmp_path / "large.annotator"
    with Session.create(path, scheme, "Mina Kell", password=password) as session:
        one = Writing("one", TEXT)
        one.quote_at((23, 29), (0, 14))
        import_lines(session, tmp_path, [one])
        assert [name for name, _ in said(session)] == ["Minister Ilves"]
        assert len(opened) == 1
        document = session.document_ids()[0]
        moved = scribe(session, document).set_spans(
            source(session, document), [Span(9, 14)], "edge-moved"
        )
        session.apply(moved)
        assert [name for name, _ in said(session)] == ["Ilves"]
        assert read == [None, 1]
        endless = (
            "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i FROM n) SELECT max(i) FROM n"
        )
        rows = session.insight_rows()
        with pytest.raises(AnnotatorError) as stopped, rows.reading(lambda: True):
            list(rows._rows(endless))
        assert stopped.value.code == "interrupted"


def test_somebody_who_writes_between_two_connections_is_noticed(
    story: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insights_facts, "_LARGE", 0)
    sibling = Session.sibling
    number = len(story.document_ids())

    def writing(self: Session) -> Session:
        with sibling(self) as other:
            other.apply(scribe(other, other.document_ids()[0]).zone(Span(0, len(TEXT))))
        return sibling(self)

    with sibling(story) as other:
        monkeypatch.setattr(Session, "sibling", writing)
        # What is told is of the moment at which the question began, all of it.
        assert list(said(other).values()) == [number]
        monkeypatch.setattr(Session, "sibling", sibling)
        assert list(said(other).values()) == [number - 1]
