"""What a merge does to single records, and which files it refuses."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.domain.annotations import Annotation, Relation, Span
from annotator.domain.documents import Annotator, Assignment, Entry, State
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import derived_id
from annotator.domain.steps import Edit, Step, added, removed
from annotator.storage import checks, history, merging
from annotator.storage.merge_heads import Head, resolve
from annotator.storage.project import ProjectFile
from tests.storage import making
from tests.storage.test_killed import run_and_kill

HERE = making.document().id
MENTION, SOURCE, FRAME = (derived_id(name, "harbour") for name in ("mention", "source", "frame"))


@pytest.fixture
def copies(closed: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two copies of one project."""
    other = tmp_path / "other.annotator"
    shutil.copy(closed, other)
    return closed, other


def work(path: Path, act: Callable[[ProjectFile], object]) -> None:
    with ProjectFile.open(path, aside=True) as project:
        act(project)


def merge(into: Path, other: Path) -> merging.MergeReport:
    with (
        ProjectFile.open(into) as project,
        ProjectFile.open(other, read_only=True) as theirs,
    ):
        return merging.merge(project, theirs, 1)


def read(path: Path, number: int = MENTION) -> Annotation | None:
    with ProjectFile.open(path, read_only=True) as project:
        assert checks.check(project) == []
        return project.read(Annotation, number)


def change(**fields: object) -> Callable[[ProjectFile], object]:
    """Change the mention."""

    def act(project: ProjectFile) -> object:
        before = project.read(Annotation, MENTION)
        assert before is not None
        after = before._replace(**fields)
        return project.apply(Step("relabelled", (Edit(before, after),), {}, HERE), 1)

    return act


def delete(project: ProjectFile) -> None:
    one = project.read(Annotation, MENTION)
    assert one is not None
    project.apply(Step("deleted", removed(one), {}, HERE), 1)


def both_ways(first: Path, second: Path, tmp_path: Path) -> list[Path]:
    """Return both merges of two copies."""
    made = []
    for name, into, other in (("one", first, second), ("two", second, first)):
        path = tmp_path / f"{name}.annotator"
        shutil.copy(into, path)
        merge(path, other)
        made.append(path)
    return made


# One record ---------------------------------------------------------------------------------------


def test_what_only_one_copy_changed_is_taken(copies: tuple[Path, Path], tmp_path: Path) -> None:
    first, second = copies
    work(second, change(label="ORG"))
    for path in both_ways(first, second, tmp_path):
        found = read(path)
        assert found is not None
        assert found.label == "ORG"
        with ProjectFile.open(path) as project:
            assert project.connection.execute("SELECT * FROM conflicts").fetchall() == []


def test_what_both_changed_is_a_conflict_that_holds_the_overruled_version(
    copies: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = copies
    work(first, change(label="ORG"))
    work(second, change(label="GPE"))
    seen = set()
    for path in both_ways(first, second, tmp_path):
        with ProjectFile.open(path) as project:
            stands = project.read(Annotation, MENTION)
            ((kind, record, value),) = project.connection.execute(
                "SELECT kind, record, value FROM conflicts"
            ).fetchall()
            assert (kind, record) == ("annotation", MENTION)
            seen.add((stands.label, '"label":"ORG"' in value, '"label":"GPE"' in value))
    assert len(seen) == 1
    assert seen <= {("ORG", False, True), ("GPE", True, False)}


def test_the_same_change_twice_is_nothing_to_decide(
    copies: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = copies
    work(first, change(label="ORG"))
    work(second, change(label="ORG"))
    assert merge(first, second).conflicts == []


def test_an_edit_beats_a_deletion_that_did_not_know_it(
    copies: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = copies
    work(first, change(label="GPE"))
    work(first, delete)
    work(second, change(label="ORG"))
    for path in both_ways(first, second, tmp_path):
        found = read(path)
        assert found is not None
        assert found.label == "ORG"
        with ProjectFile.open(path) as project:
            assert project.connection.execute("SELECT value FROM conflicts").fetchall() == [("",)]


def test_a_deletion_that_knew_everything_stands(copies: tuple[Path, Path], tmp_path: Path) -> None:
    first, second = copies
    work(first, change(label="GPE"))
    merge(second, first)
    work(second, delete)
    for path in both_ways(first, second, tmp_path):
        assert read(path) is None


def test_a_link_to_what_was_deleted_revives_it(copies: tuple[Path, Path], tmp_path: Path) -> None:
    first, second = copies
    work(first, change(label="ORG"))
    merge(second, first)
    work(first, delete)
    link = Relation(77, HERE, 1, "coref", MENTION, MENTION)
    extra = Annotation(76, HERE, 1, "entities", "GPE", (Span(0, 3),))

    def refer(project: ProjectFile) -> None:
        linked = link._replace(target=extra.id)
        project.apply(Step("linked", added(extra, linked), {}, HERE), 1)

    work(second, refer)
    revived = both_ways(first, second, tmp_path)
    for path in revived:
        found = read(path)
        assert found is not None
        assert (found.label, found.spans) == ("ORG", (making.ILVES,))
    # Once nothing refers to it any more, the deletion holds.
    work(second, lambda project: project.turn("undo", 1))
    for path in revived:
        merge(path, second)
        assert read(path) is None


def test_a_label_in_an_article_whose_import_was_undone_keeps_the_article(
    copies: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = copies
    work(first, lambda project: making.load(project, making.bundle("more", 1)))
    merge(second, first)
    work(first, lambda project: project.turn("undo", 1))
    more = making.document("more").id

    def label(project: ProjectFile) -> None:
        one = Annotation(75, more, 1, "entities", "ORG", (Span(3, 9),))
        project.apply(Step("label-made", added(one), {}, more), 1)

    work(second, label)
    for path in both_ways(first, second, tmp_path):
        assert read(path, 75) is not None
        with ProjectFile.open(path) as project:
            assert project.text(more) == making.TEXT
            found = project.connection.execute(
                "SELECT rowid FROM documents_fts WHERE documents_fts MATCH 'karsk'"
            ).fetchall()
            assert len(found) == 2


def test_an_import_that_was_redone_is_alive_everywhere(copies: tuple[Path, Path]) -> None:
    first, second = copies
    work(first, lambda project: making.load(project, making.bundle("more", 1)))
    work(first, lambda project: project.turn("undo", 1))
    merge(second, first)
    work(first, lambda project: project.turn("redo", 1))
    merge(second, first)
    assert read(second, derived_id("mention", "more")) is not None


def test_an_edit_settles_a_conflict_and_undoing_it_opens_it_again(
    copies: tuple[Path, Path],
) -> None:
    first, second = copies
    work(first, change(label="ORG"))
    work(second, change(label="GPE"))
    merge(first, second)
    with ProjectFile.open(first) as project:
        count = "SELECT count(*) FROM conflicts"
        change(label="FAC")(project)
        assert project.connection.execute(count).fetchone() == (0,)
        project.turn("undo", 1)
        assert project.connection.execute(count).fetchone() == (1,)
        project.turn("redo", 1)
    merge(second, first)
    with ProjectFile.open(second) as project:
        assert project.connection.execute(count).fetchone() == (0,)
        assert project.read(Annotation, MENTION).label == "FAC"


def test_entries_and_states_come_along(copies: tuple[Path, Path]) -> None:
    first, second = copies
    entry = Entry(70, "Dana Ilves", aliases=("Ilves", "the minister"))
    bo = Annotator(2, "Bo Lind")
    state = Assignment(71, HERE, 2, State.DONE)
    work(second, lambda p: p.apply(Step("made", added(bo, entry, state)), 1))
    work(second, change(entry=70))
    report = merge(first, second)
    assert report.added == {"annotator": 1, "entry": 1, "assignment": 1}
    assert report.changed == {"annotation": 1}
    with ProjectFile.open(first) as project:
        assert project.read(Entry, 70) == entry
        assert project.read(Assignment, 71) == state


def test_a_clock_that_is_wrong_by_a_year_decides_nothing(copies: tuple[Path, Path]) -> None:
    first, second = copies
    work(first, change(label="GPE"))
    merge(second, first)
    work(second, change(label="ORG"))
    making.edit_file(second, "UPDATE history SET time = '2019-01-01T00:00:00+00:00'")
    merge(first, second)
    found = read(first)
    assert found is not None
    assert found.label == "ORG"


def test_the_steps_of_another_copy_are_told_and_not_undone(copies: tuple[Path, Path]) -> None:
    first, second = copies
    work(second, change(label="ORG"))
    merge(first, second)
    with ProjectFile.open(first) as project:
        told = [each.step.code for each in history.of_record(project.connection, MENTION, 9)]
        assert "relabelled" in told
        merged, imported = project.turn("undo", 1), project.turn("undo", 1)
        assert merged is not None
        assert merged.code == "merged"
        assert imported is not None
        assert imported.code == "imported"


def test_a_merge_of_what_is_known_leaves_no_trace(copies: tuple[Path, Path]) -> None:
    first, second = copies
    with closing(sqlite3.connect(first)) as project:
        before = project.execute("SELECT count(*) FROM history").fetchone()
    assert merge(first, second).empty
    with closing(sqlite3.connect(first)) as project:
        assert project.execute("SELECT count(*) FROM history").fetchone() == before


def test_versions_that_each_say_the_other_is_gone_end_the_same() -> None:
    low, high = Head((3, 1), alive=True), Head((4, 2), alive=True)
    known = {low.stamp, high.stamp}
    assert resolve([low], [high], known, known) == [high]
    assert resolve([high], [low], known, known) == [high]


# Files that are refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE spans SET surface = 'other'",
        'UPDATE spans SET "end" = 5000',
        "UPDATE spans SET start = -3",
        "UPDATE annotations SET origin = 'oracle'",
        "UPDATE assignments SET state = 'finished'",
        "UPDATE attributes SET value = 'people'",
        "UPDATE annotations SET counter = 4611686018427387904",
        "UPDATE history SET replica = -1",
        "UPDATE relations SET source = 5",
        "UPDATE zones SET start = 20",
        "UPDATE documents SET meta = '{'",
    ],
)
def test_a_file_that_somebody_edited_is_refused_whole(
    copies: tuple[Path, Path], statement: str
) -> None:
    first, second = copies
    work(second, lambda project: making.load(project, making.bundle("more", 1)))
    making.edit_file(second, statement)
    before = first.read_bytes()
    with pytest.raises(AnnotatorError) as refused:
        merge(first, second)
    assert refused.value.code == "merge-unsound"
    assert str(second) in str(refused.value.values["path"])
    assert first.read_bytes()[100:] == before[100:]


def test_a_text_that_somebody_changed_is_refused(copies: tuple[Path, Path]) -> None:
    first, second = copies
    work(second, lambda project: making.load(project, making.bundle("more", 0)))
    making.edit_file(second, "UPDATE documents SET text = upper(text) WHERE uid = 'more'")
    with pytest.raises(AnnotatorError, match="merge-unsound"):
        merge(first, second)


def test_one_id_with_two_texts_is_refused_by_name(copies: tuple[Path, Path]) -> None:
    first, second = copies
    work(first, lambda project: making.load(project, making.bundle("more", 0, "One text.")))
    work(second, lambda project: making.load(project, making.bundle("more", 0, "Another one.")))
    with pytest.raises(AnnotatorError) as refused:
        merge(first, second)
    assert (refused.value.code, refused.value.values["document"]) == ("merge-texts-differ", "more")


def test_equal_texts_under_two_ids_are_told(copies: tuple[Path, Path]) -> None:
    first, second = copies
    work(second, lambda project: making.load(project, making.bundle("twin", 0)))
    assert merge(first, second).same_texts == [(HERE, making.document("twin").id)]


def test_a_project_is_not_merged_into_itself(closed: Path) -> None:
    with (
        ProjectFile.open(closed) as project,
        ProjectFile.open(closed, read_only=True) as theirs,
        pytest.raises(AnnotatorError, match="copy-itself"),
    ):
        merging.merge(project, theirs, 1)


def test_a_planted_trigger_or_view_is_refused_before_anything_is_read(
    copies: tuple[Path, Path],
) -> None:
    first, second = copies
    making.edit_file(second, "CREATE TRIGGER t AFTER INSERT ON spans BEGIN DELETE FROM spans; END")
    with pytest.raises(AnnotatorError, match="project-foreign-schema"):
        merge(first, second)


MERGER = """
import sys
from pathlib import Path
from annotator.storage import merging
from annotator.storage.project import ProjectFile

path = Path(sys.argv[1])

class Watcher:
    cancelled = False
    def progress(self, done, total):
        print("+", done, flush=True)

with ProjectFile.open(path) as project:
    with ProjectFile.open(path.with_name("other.annotator"), read_only=True) as theirs:
        merging.merge(project, theirs, 1, Watcher())
        print("merged", flush=True)
"""


@pytest.mark.parametrize("lines", [1, 9, 17, 22, 30, 41])
def test_a_kill_in_a_merge_leaves_the_old_or_the_new_state(
    copies: tuple[Path, Path], lines: int
) -> None:
    first, second = copies
    work(
        second,
        lambda p: making.load(p, *(making.bundle(f"more {n}", 1) for n in range(400))),
    )
    said = run_and_kill(MERGER, first, lines)
    with ProjectFile.open(first) as project:
        assert checks.check(project) == []
        documents = project.connection.execute("SELECT count(*) FROM documents").fetchone()[0]
        assert documents in (1, 401)
        assert documents == 401 or "merged\n" not in said
    merge(first, second)
    with ProjectFile.open(first) as project:
        assert checks.check(project) == []
        assert project.connection.execute("SELECT count(*) FROM documents").fetchone() == (401,)
