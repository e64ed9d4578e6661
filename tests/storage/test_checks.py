"""`check` finds whatever is wrong, and what can be read of a refused file is saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.annotations import Annotation
from annotator.domain.documents import Annotator
from annotator.domain.errors import AnnotatorError
from annotator.domain.steps import Step, added
from annotator.storage import checks
from annotator.storage.project import ProjectFile
from annotator.wording import tr
from tests.storage import making

HERE = making.document().id
MENTION = making.bundle(annotator=1).annotations[0]
ILVES = f'"start" = {making.ILVES.start} AND annotation = {MENTION.id}'


def test_a_sound_project_has_no_findings_and_progress_reaches_its_end(
    project: ProjectFile,
) -> None:
    seen: list[tuple[int, int]] = []
    assert checks.check(project, lambda done, total: seen.append((done, total))) == []
    assert seen[-1] == (1, 1)


FAULTS = {
    "UPDATE documents SET text = replace(text, 'denies', 'admits')": "check-text-changed",
    "UPDATE documents SET text = text || '!'": "check-text-length",
    f"UPDATE spans SET surface = 'Dana' WHERE {ILVES}": "check-surface",
    f'UPDATE spans SET "end" = "start" WHERE {ILVES}': "check-span",
    f"UPDATE spans SET label = label + 1 WHERE {ILVES}": "check-span-copy",
    'UPDATE zones SET "end" = 100000': "check-zone-outside",
    "UPDATE relations SET document = 5": "check-relation-across",
    "DELETE FROM annotators": "check-foreign-key",
    "UPDATE documents SET shown_title = 'Zebra'": "check-search-index",
    "UPDATE history SET edits = x'5b5d5d'": "check-history",
    "UPDATE history SET \"values\" = 'nonsense'": "check-history",
}


@pytest.mark.parametrize(("fault", "code"), FAULTS.items(), ids=FAULTS.values())
def test_every_fault_is_found_and_named(closed: Path, fault: str, code: str) -> None:
    making.edit_file(closed, fault)
    with ProjectFile.open(closed) as project:
        findings = checks.check(project)
    assert code in {each.code for each in findings}
    for each in findings:
        assert "{" not in tr(each.code, **each.values)


# Salvage ----------------------------------------------------------------------------------------


def test_a_project_with_a_planted_trigger_is_saved_without_it(closed: Path, tmp_path: Path) -> None:
    with ProjectFile.open(closed, read_only=True) as project:
        wanted = making.contents(project.connection)
        entries = project.entries_of(record=None, document=None, limit=9)
    making.edit_file(
        closed,
        "CREATE TRIGGER t AFTER INSERT ON history BEGIN DELETE FROM documents; END",
        "CREATE TABLE extra (a)",
    )
    before = closed.read_bytes()
    saved = tmp_path / "saved.annotator"
    assert checks.salvage(closed, saved) > 10
    assert closed.read_bytes() == before
    with ProjectFile.open(saved) as project:
        assert making.contents(project.connection) == wanted
        assert project.entries_of(record=None, document=None, limit=9) == entries
        assert checks.check(project) == []
        project.apply(Step("annotator-added", added(Annotator(9, "New"))), 9)


@pytest.mark.parametrize("share", [0.5, 0.8, 0.95])
def test_what_is_whole_of_a_file_that_was_cut_short_is_saved(
    project: ProjectFile, tmp_path: Path, share: float
) -> None:
    many = [making.bundle(f"n{number}", 1, making.TEXT * 40) for number in range(150)]
    making.load(project, *many)
    project.close()
    raw = project.path.read_bytes()
    project.path.write_bytes(raw[: int(len(raw) * share)])
    with pytest.raises(AnnotatorError, match="project-damaged"):
        ProjectFile.open(project.path)
    saved = tmp_path / "saved.annotator"
    checks.salvage(project.path, saved)
    with ProjectFile.open(saved) as rest:
        assert checks.check(rest) == []
        documents = rest.connection.execute("SELECT id FROM documents").fetchall()
        assert documents
        for (number,) in documents:
            assert making.TEXT in rest.article(number, {1}).text
        assert rest.scheme.name


def test_rows_that_are_not_ours_are_left_out(closed: Path, tmp_path: Path) -> None:
    columns = "id INTEGER PRIMARY KEY, document, start, end, kind, batch, counter, replica"
    making.edit_file(
        closed,
        "CREATE TABLE loose AS SELECT * FROM zones",
        "DROP TABLE zones",
        f"CREATE TABLE zones ({columns})",
        'INSERT INTO zones SELECT id, document, "start", "end", kind, batch, counter, replica '
        "FROM loose",
        "INSERT INTO zones VALUES (7, 'no number', 0, 1, 'caption', NULL, 1, 1)",
        f"INSERT INTO zones VALUES (8, {HERE}, NULL, 1, 'caption', NULL, 1, 1)",
        "INSERT INTO zones VALUES (9, 12345, 0, 1, 'caption', NULL, 1, 1)",
        "DROP TABLE attributes",
        "CREATE VIEW attributes AS SELECT 1 AS annotation, 'a' AS name, 'b' AS value",
    )
    saved = tmp_path / "saved.annotator"
    checks.salvage(closed, saved)
    with ProjectFile.open(saved) as project:
        assert checks.check(project) == []
        zones = [number for (number,) in project.connection.execute("SELECT id FROM zones")]
        assert zones == [making.bundle(annotator=1).zones[0].id]
        mention = project.read(Annotation, MENTION.id)
        assert mention is not None
        assert mention.attributes == {}


def test_salvage_never_overwrites_and_leaves_nothing_half(closed: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.annotator"
    there.write_text("mine")
    with pytest.raises(AnnotatorError, match="project-exists"):
        checks.salvage(closed, there)
    assert there.read_text() == "mine"
    raw = bytearray(closed.read_bytes())
    raw[100:8000] = b"\xff" * 7900
    closed.write_bytes(raw)
    saved = tmp_path / "saved.annotator"
    with pytest.raises(AnnotatorError, match="project-damaged"):
        checks.salvage(closed, saved)
    assert not list(tmp_path.glob("saved*"))
