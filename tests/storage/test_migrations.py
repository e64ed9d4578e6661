"""Files of every version that was released open; older ones are copied first, newer are refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from annotator.domain.errors import AnnotatorError
from annotator.storage import backups, checks, migrations, tables
from annotator.storage.project import ProjectFile
from annotator.wording import explain
from tests.storage import making

RELEASED = Path(__file__).parents[1] / "data" / "projects"


@pytest.mark.parametrize("version", range(1, tables.SCHEMA_VERSION + 1))
def test_a_file_of_every_released_version_opens_and_is_sound(tmp_path: Path, version: int) -> None:
    path = tmp_path / "old.annotator"
    shutil.copy(RELEASED / f"version-{version}.annotator", path)
    with ProjectFile.open(path) as project:
        assert checks.check(project) == []
        (number,) = project.connection.execute("SELECT id FROM documents").fetchone()
        article = project.article(number, {1})
        assert article.text == making.TEXT
        assert {each.label for each in article.annotations.values()} >= {"PERSON", "quote"}
        assert project.turn("undo", 1) is not None


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the program be one version further, with a table of maps."""
    today = tables.create_tables

    def add_maps(db: Database) -> None:
        db.table("maps").create({"id": int, "name": str}, pk="id", strict=True)

    def create(db: Database) -> None:
        today(db)
        add_maps(db)

    monkeypatch.setattr(tables, "SCHEMA_VERSION", tables.SCHEMA_VERSION + 1)
    monkeypatch.setattr(tables, "create_tables", create)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, add_maps))
    tables.expected_schema.cache_clear()
    yield
    tables.expected_schema.cache_clear()


@pytest.fixture
def older(closed: Path, tomorrow: None) -> Path:
    """A project of a version before the program's."""
    return closed


def test_an_older_file_is_copied_and_brought_up_to_date(older: Path) -> None:
    with ProjectFile.open(older) as project:
        ((code, values),) = project.notices
        assert code == "project-migrated"
        today = tables.SCHEMA_VERSION
        assert (values["before"], values["now"]) == (today - 1, today)
        assert project.connection.execute("PRAGMA user_version").fetchone()[0] == today
        assert project.connection.execute("SELECT count(*) FROM maps").fetchone()[0] == 0
        assert project.text(making.document().id) == making.TEXT
    with ProjectFile.open(older) as project:
        assert project.notices == []
    copy = Path(values["copy"])
    assert copy in backups.copies(older)
    with making.closing(making.sqlite3.connect(copy)) as old:
        assert old.execute("PRAGMA user_version").fetchone()[0] == tables.SCHEMA_VERSION - 1
        assert old.execute("SELECT text FROM documents").fetchone()[0] == making.TEXT


def test_an_older_file_is_not_changed_by_reading(older: Path) -> None:
    before = older.read_bytes()
    with pytest.raises(AnnotatorError, match="project-older-read-only"):
        ProjectFile.open(older, read_only=True)
    assert older.read_bytes() == before


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(db: Database) -> None:
        db.table("maps").create({"id": int}, pk="id", strict=True)
        db.execute("SELECT * FROM nowhere")

    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS[:-1], half))
    before = older.read_bytes()
    with pytest.raises(AnnotatorError, match="project-error"):
        ProjectFile.open(older)
    with making.closing(making.sqlite3.connect(older)) as old:
        assert old.execute("PRAGMA user_version").fetchone()[0] == tables.SCHEMA_VERSION - 1
        assert not old.execute("SELECT 1 FROM sqlite_schema WHERE name = 'maps'").fetchall()
    assert older.read_bytes() == before


@pytest.mark.parametrize(
    "planted",
    [
        "CREATE TRIGGER t AFTER INSERT ON settings BEGIN DELETE FROM documents; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE extra (a)",
    ],
)
def test_an_older_file_with_something_planted_is_refused_before_it_could_run(
    older: Path, planted: str
) -> None:
    making.edit_file(older, planted)
    before = older.read_bytes()
    with pytest.raises(AnnotatorError, match="project-foreign-schema"):
        ProjectFile.open(older)
    assert older.read_bytes() == before


def test_a_newer_file_is_refused_naming_both_versions(closed: Path) -> None:
    making.edit_file(closed, "PRAGMA user_version = 7")
    before = closed.read_bytes()
    for read_only in (False, True):
        with pytest.raises(AnnotatorError, match="project-newer") as raised:
            ProjectFile.open(closed, read_only=read_only)
        sentence = explain(raised.value)
        assert "version 7" in sentence
        assert f"knows {tables.SCHEMA_VERSION}" in sentence
        assert closed.name in sentence
    assert closed.read_bytes() == before
    assert backups.copies(closed) == []


def test_quotes_and_spaces_of_another_library_version_are_no_difference(closed: Path) -> None:
    making.edit_file(
        closed,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, char(10), '  ') WHERE name = 'zones'",
        "UPDATE sqlite_schema SET sql = replace(sql, '\"', '`') WHERE name = 'spans'",
    )
    with ProjectFile.open(closed) as project:
        assert project.text(making.document().id) == making.TEXT
