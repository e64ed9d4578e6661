"""The history: who changed what; what undo takes back and redo does again, restarts or not."""

from __future__ import annotations

import dataclasses

import pytest

from annotator.domain.annotations import Annotation, Relation, Span
from annotator.domain.documents import Annotator, Comment, Suggestion, SuggestionState
from annotator.domain.errors import AnnotatorError
from annotator.domain.steps import Edit, Step, added, removed
from annotator.storage import bulk, checks
from annotator.storage.project import ProjectFile
from tests.storage import making

HERE = making.document().id
MENTION, SOURCE, FRAME = making.bundle(annotator=1).annotations
(LINK,) = making.bundle(annotator=1).relations


def make(project: ProjectFile, number: int, start: int = 3) -> Step:
    """Apply the step that labels two characters."""
    one = Annotation(number, HERE, 1, "entities", "ORG", (Span(start, start + 2),))
    step = Step("label-made", added(one), {"label": "ORG"}, HERE)
    project.apply(step, 1)
    return step


def entries(project: ProjectFile, **of: int) -> list[tuple[str, str]]:
    """Return (kind, code) of history entries, newest first."""
    wanted = {"record": None, "document": None, **of}
    found = project.entries_of(**wanted, limit=50)
    return [(each.kind, each.step.code) for each in found]


def test_a_record_tells_who_changed_it_from_what(project: ProjectFile) -> None:
    step = make(project, 900)
    one = step.edits[0].after
    assert isinstance(one, Annotation)
    other = one._replace(label="GPE")
    change = Step("label-changed", (Edit(one, other),), document=HERE)
    project.apply(change, 1)
    project.turn("undo", 1)
    make(project, 901, 9)
    project.close()
    with ProjectFile.open(project.path) as again:
        newest, second, first = again.entries_of(record=900, document=None, limit=50)
    assert (newest.kind, second.kind, first.kind) == ("undo", "do", "do")
    assert newest.of == second.id
    assert second.step == change
    assert first.step == step
    assert [each.annotator for each in (newest, second, first)] == [1, 1, 1]
    assert first.time.endswith("+00:00")


def test_what_an_import_brought_tells_of_the_import(project: ProjectFile) -> None:
    assert entries(project, record=MENTION.id) == [("import", "imported")]
    assert entries(project, record=LINK.id) == [("import", "imported")]
    make(project, 900)
    assert entries(project, record=900) == [("do", "label-made")]
    assert entries(project, document=HERE) == [("do", "label-made"), ("import", "imported")]
    assert entries(project) == [("do", "label-made"), ("import", "imported")]


def test_the_undo_stack_survives_restarts(project: ProjectFile) -> None:
    steps = [make(project, 900 + number, number) for number in range(4)]
    project.close()
    for kind in ("undo", "undo", "redo"):
        with ProjectFile.open(project.path) as again:
            again.turn(kind, 1)
    with ProjectFile.open(project.path) as again:
        undo, redo = again.next_label("undo"), again.next_label("redo")
        assert undo is not None
        assert redo is not None
        assert again.turn("redo", 1) == steps[3]
        for step in reversed(steps):
            assert again.turn("undo", 1) == step.inverse()
        assert again.read(Annotation, 900) is None


def test_a_new_step_ends_redoing(project: ProjectFile) -> None:
    make(project, 900)
    project.turn("undo", 1)
    assert project.next_label("redo") is not None
    make(project, 901)
    assert project.next_label("redo") is None
    assert project.turn("redo", 1) is None
    assert entries(project, record=900) == [("undo", "label-made"), ("do", "label-made")]


def test_nothing_is_undone_before_the_first_step(project: ProjectFile) -> None:
    project.turn("undo", 1)  # the import
    assert project.turn("undo", 1) is None
    assert project.read(Annotator, 1) is not None


def test_a_long_list_of_edits_comes_back_whole(project: ProjectFile) -> None:
    many = [
        Annotation(10_000 + number, HERE, 1, "entities", "ORG", (Span(number % 40, 50),))
        for number in range(1200)
    ]
    step = Step("label-made", added(*many), {}, HERE)
    project.apply(step, 1)
    assert project.entries_of(record=10_900, document=None, limit=1)[0].step == step
    assert project.next_label("undo") == ("label-made", {}, 1200)
    assert project.turn("undo", 1) == step.inverse()
    assert project.read(Annotation, 10_900) is None


# An import -----------------------------------------------------------------------------------


def rows(project: ProjectFile) -> dict[str, list[object]]:
    """Return every row of what an import brings, stamps and all."""
    return {
        table: project.connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
        for table in ("documents", "zones", "assignments", "annotations", "spans", "attributes",
                      "relations")
    }  # fmt: skip


def test_undoing_an_import_removes_it_and_redoing_brings_every_byte_back(
    project: ProjectFile,
) -> None:
    other = Annotator(2, "Oren\tMaret “ü” 北 👩‍👩‍👧")
    text = 'Quote " and \\ and \t tab, \u2028 line, 𝔘 \x01 \x7f \ufffe \u00a0 \ue000\n' * 30
    with_all = making.bundle("b", 2, text, meta={"k": ['"', "\\", None, 1.5]}, title="ü “x”")
    before = rows(project), making.contents(project.connection)
    making.load(
        project,
        *(making.bundle(f"c{number}", 2) for number in range(300)),
        with_all,
        step=Step("imported", added(other), {"files": 3}),
    )
    after = making.contents(project.connection)
    for _ in range(2):
        project.turn("undo", 1)
        assert (rows(project), making.contents(project.connection)) == before
        assert checks.check(project) == []
        project.turn("redo", 1)
        # With a later stamp: a copy that saw the rows go must see them come back.
        assert making.contents(project.connection) == after
        assert checks.check(project) == []


def test_labels_imported_onto_an_article_leave_it_where_it_was(project: ProjectFile) -> None:
    before = rows(project)
    extra = Annotation(950, HERE, 1, "entities", "ORG", (Span(0, 5),))
    making.load(project, dataclasses.replace(making.bundle(), annotations=[extra]))
    assert project.read(Annotation, 950) == extra
    project.turn("undo", 1)
    assert rows(project) == before


def test_what_was_deleted_and_came_back_belongs_to_its_import_again(project: ProjectFile) -> None:
    before = rows(project)
    zone = making.bundle(annotator=1).zones[0]
    project.apply(Step("deleted", removed(LINK, zone, SOURCE, MENTION)), 1)
    project.turn("undo", 1)
    project.turn("undo", 1)
    assert all(not rows(project)[table] for table in ("documents", "annotations", "zones"))
    project.turn("redo", 1)
    project.turn("redo", 1)
    project.turn("undo", 1)
    assert making.contents(project.connection)["annotations"]
    assert {table: len(found) for table, found in rows(project).items()} == {
        table: len(found) for table, found in before.items()
    }
    assert checks.check(project) == []


def test_undoing_an_import_takes_its_caches_along(project: ProjectFile) -> None:
    suggestion = Suggestion(970, HERE, "entities", "ORG", 0, 5, "small 1")
    project.replace_suggestions(HERE, [suggestion], "small 1", 1)
    project.turn("undo", 1)
    assert project.read(Suggestion, 970) is None
    project.turn("redo", 1)
    assert checks.check(project) == []


def test_what_can_no_longer_be_redone_leaves_the_file(project: ProjectFile) -> None:
    def kept() -> int:
        sql = "SELECT count(*) FROM history_rows"
        return int(project.connection.execute(sql).fetchone()[0])

    project.turn("undo", 1)
    project.close()
    with ProjectFile.open(project.path) as project:
        assert kept() > 0
        project.apply(Step("annotator-added", added(Annotator(9, "New"))), 9)
    with ProjectFile.open(project.path) as project:
        assert kept() == 0


def test_an_import_that_fails_leaves_nothing_not_even_at_hand(project: ProjectFile) -> None:
    before = rows(project)
    assert project.text(HERE) == making.TEXT

    def fail() -> None:
        with bulk.loading(project, 1, Step("imported", ())) as loader:
            loader.add(making.bundle("b", 1), new_document=True)
            loader.flush()
            assert project.text(making.document("b").id)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert rows(project) == before
    assert project.read(Annotation, making.bundle("b", 1).annotations[0].id) is None
    assert project.find_document(uid="b") is None
    with pytest.raises(AnnotatorError, match="document-missing"):
        project.text(making.document("b").id)


# Suggestions ---------------------------------------------------------------------------------


def open_ranges(project: ProjectFile) -> set[tuple[int, int]]:
    return {(each.start, each.end) for each in project.article(HERE, {1}).suggestions.values()}


def proposals(*ranges: tuple[int, int], model: str = "small 1") -> list[Suggestion]:
    return [
        Suggestion(2000 + 10 * start + end + len(model), HERE, "entities", "ORG", start, end, model)
        for start, end in ranges
    ]


def test_a_rejected_suggestion_never_comes_again(project: ProjectFile) -> None:
    project.replace_suggestions(HERE, proposals((0, 5), (7, 9), (10, 12)), "small 1", 1)
    assert open_ranges(project) == {(0, 5), (7, 9), (10, 12)}
    first, second, _ = proposals((0, 5), (7, 9), (10, 12))
    rejected = dataclasses.replace(first, state=SuggestionState.REJECTED)
    project.apply(Step("suggestion-rejected", (Edit(first, rejected),)), 1)
    accepted = dataclasses.replace(second, state=SuggestionState.ACCEPTED)
    project.apply(Step("suggestion-accepted", (Edit(second, accepted),)), 1)
    for model in ("small 1", "large 2"):
        fresh = [
            dataclasses.replace(each, id=project.ids.next())
            for each in proposals((0, 5), (7, 9), (30, 33), model=model)
        ]
        project.replace_suggestions(HERE, fresh, model, 1)
        assert open_ranges(project) == {(30, 33)}
    project.turn("undo", 1)
    project.turn("undo", 1)
    assert open_ranges(project) >= {(0, 5), (7, 9)}


def test_what_the_annotator_has_labelled_is_not_proposed(project: ProjectFile) -> None:
    make(project, 900, 3)
    project.replace_suggestions(HERE, proposals((3, 5), (4, 5)), "small 1", 1)
    assert open_ranges(project) == {(4, 5)}


def test_one_model_does_not_sweep_away_what_another_proposed(project: ProjectFile) -> None:
    project.replace_suggestions(HERE, proposals((0, 5)), "small 1", 1)
    project.replace_suggestions(HERE, proposals((7, 9), model="large 2"), "large 2", 1)
    project.replace_suggestions(HERE, [], "small 1", 1)
    assert open_ranges(project) == {(7, 9)}


def test_suggestions_are_no_steps(project: ProjectFile) -> None:
    before = entries(project)
    project.replace_suggestions(HERE, proposals((0, 5)), "small 1", 1)
    assert entries(project) == before


def test_comments_on_a_label_keep_it_until_they_go_too(project: ProjectFile) -> None:
    comment = Comment(980, HERE, 1, "Sure?", MENTION.id)
    project.apply(Step("comment-made", added(comment)), 1)
    project.apply(Step("deleted", removed(comment, MENTION)), 1)
    project.turn("undo", 1)
    assert project.read(Comment, 980) == comment
    assert project.read(Annotation, MENTION.id) == MENTION


def test_links_from_an_undone_delete_come_back(project: ProjectFile) -> None:
    project.apply(Step("deleted", removed(LINK, FRAME)), 1)
    project.turn("undo", 1)
    assert project.read(Relation, LINK.id) == LINK
