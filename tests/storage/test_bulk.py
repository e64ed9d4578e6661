"""Many articles at once: what is loaded is what comes back, is taken back and is brought back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from annotator.domain.annotations import Annotation, Origin, Span
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Annotator
from annotator.domain.ids import derived_id
from annotator.domain.steps import Step
from annotator.storage import bulk
from annotator.storage.project import ProjectFile
from annotator.storage.records import ANNOTATIONS
from tests.storage import making

IVO = Annotator(2, "Ivo Brandt")


def many(number: int) -> Iterator[Bundle]:
    """Yield articles with an annotation of every shape: one part, two, none, with an attribute."""
    for place in range(number):
        yield making.bundle(f"article-{place}", annotator=1)


def everything(project: ProjectFile, annotators: set[int] | None = None) -> list[Bundle]:
    ids = [row[0] for row in project.connection.execute("SELECT id FROM documents ORDER BY id")]
    return list(bulk.bundles(project, ids, annotators, suggestions=False))


def indexes(project: ProjectFile) -> set[str]:
    found = project.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'index'")
    return {name for (name,) in found}


def load_empty(project: ProjectFile, *bundles: Bundle) -> None:
    """Load into a project that has no articles, which goes without indexes until the end."""
    project.turn("undo", 1)
    assert not project.has_documents()
    making.load(project, *bundles)


@pytest.mark.parametrize("number", [1, 99, 100, 101, 201, 250])
def test_every_row_arrives_however_many_there_are(project: ProjectFile, number: int) -> None:
    load_empty(project, *many(number))
    found = {each.document.uid: each for each in everything(project)}
    for sent in many(number):
        here = found.pop(sent.document.uid)
        assert (here.document, here.text) == (sent.document, sent.text)
        for what in ("zones", "annotations", "relations", "assignments"):
            assert sorted(getattr(here, what), key=lambda each: each.id) == sorted(
                getattr(sent, what), key=lambda each: each.id
            )
    assert not found


def test_a_load_into_articles_that_are_there_adds_to_them(project: ProjectFile) -> None:
    before = everything(project)
    making.load(project, *many(120))
    after = everything(project)
    assert len(after) == len(before) + 120
    assert all(each in after for each in before)


def test_indexes_and_search_are_whole_after_the_first_load(project: ProjectFile) -> None:
    wanted = indexes(project)
    load_empty(project, *many(3))
    assert indexes(project) == wanted
    hits = project.connection.execute(
        "SELECT count(*) FROM documents_fts WHERE documents_fts MATCH 'ilves'"
    ).fetchone()
    assert hits == (3,)


def test_a_load_that_fails_in_the_middle_leaves_indexes_and_rows_as_they_were(
    project: ProjectFile,
) -> None:
    project.turn("undo", 1)
    before, wanted = making.contents(project.connection), indexes(project)

    def stop_after_many() -> None:
        with bulk.loading(project, None, Step("imported", ())) as loader:
            for each in many(250):
                loader.add(each, new_document=True)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stop_after_many()
    assert (making.contents(project.connection), indexes(project)) == (before, wanted)


def test_all_rows_of_a_load_belong_to_its_batch_and_carry_its_stamp(project: ProjectFile) -> None:
    making.load(project, *many(120))
    batch, counter, replica = project.connection.execute(
        "SELECT batch, counter, replica FROM history WHERE kind = 'import' "
        "ORDER BY counter DESC LIMIT 1"
    ).fetchone()
    for table in ("documents", "zones", "assignments", "annotations", "relations"):
        stamps = project.connection.execute(
            f"SELECT count(*), count(DISTINCT counter), max(counter), max(replica) FROM {table} "
            "WHERE batch = ?",
            (batch,),
        ).fetchone()
        assert stamps[0] >= 120
        assert stamps[1:] == (1, counter, replica)


def test_undo_and_redo_of_a_load_move_every_row(project: ProjectFile) -> None:
    before = making.contents(project.connection)
    making.load(project, *many(130))
    after = making.contents(project.connection)
    project.turn("undo", 1)
    assert making.contents(project.connection) == before
    project.turn("redo", 1)
    assert making.contents(project.connection) == after


def test_annotations_come_by_id_with_parts_in_text_order_and_all_attributes(
    project: ProjectFile,
) -> None:
    project.add_unrecorded(IVO)
    about = making.document()
    parts = (Span(0, 5), Span(7, 9), Span(12, 15))
    sent = [
        # Ids against the order of the text and of the annotators.
        Annotation(90, about.id, IVO.id, "entities", "ORG", parts, {"referent": "people"}),
        Annotation(80, about.id, 1, "entities", "GPE", (Span(20, 22),), {}, Origin.SUGGESTION),
        Annotation(
            70, about.id, IVO.id, "quotes", "quote", (), {"act": "denies", "named": True}
        ),
    ]  # fmt: skip
    making.load(project, Bundle(about, making.TEXT, annotations=sent))
    (found,) = everything(project)
    assert [each for each in found.annotations if each.id < 100] == sent[::-1]
    assert list(found.annotations) == sorted(found.annotations, key=lambda each: each.id)


def test_a_load_reads_as_single_records_do(project: ProjectFile) -> None:
    making.load(project, *many(5))
    for bundle in everything(project):
        one_by_one = ANNOTATIONS.read_where(project, "document = ?", (bundle.document.id,))
        assert list(bundle.annotations) == list(one_by_one)


def test_only_the_chosen_annotators_come_along(project: ProjectFile) -> None:
    project.add_unrecorded(IVO)
    theirs = Annotation(60, making.document().id, IVO.id, "entities", "ORG", (Span(0, 5),))
    making.load(project, Bundle(making.document(), making.TEXT, annotations=[theirs]))
    (found,) = everything(project, {IVO.id})
    assert list(found.annotations) == [theirs]
    assert list(found.relations) == []


def test_an_annotation_of_nobody_known_stores_nothing(project: ProjectFile) -> None:
    before = making.contents(project.connection)
    with pytest.raises(Exception, match="FOREIGN KEY"):
        making.load(project, making.bundle("stray", annotator=derived_id("nobody")))
    assert making.contents(project.connection) == before


def test_a_load_is_durable_settings_are_not_left_behind(project: ProjectFile) -> None:
    making.load(project, *many(2))
    full, memory = 2, 2
    assert project.connection.execute("PRAGMA synchronous").fetchone() == (full,)
    assert project.connection.execute("PRAGMA temp_store").fetchone() == (memory,)
    with closing(project.sibling()) as other:
        assert other.has_documents()
