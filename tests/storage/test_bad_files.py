"""A file that is not a sound project of ours is refused with one sentence and not touched."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from annotator.domain.documents import Annotator, Comment
from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme
from annotator.domain.steps import Step, added
from annotator.storage import checks, connection
from annotator.storage.project import ProjectFile
from annotator.wording import explain, messages
from tests.storage import making

HERE = making.document().id


def cut(length: int) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(path.read_bytes()[:length])


def cut_by(length: int) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(path.read_bytes()[:-length])


def write(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def plant(*statements: str) -> Callable[[Path], None]:
    return lambda path: making.edit_file(path, *statements)


def other_database(path: Path) -> None:
    path.unlink()
    making.edit_file(path, "CREATE TABLE accounts (id)")


def damage_schema(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[100:400] = b"\xff" * 300
    path.write_bytes(raw)


BAD = {
    "empty": (write(b""), "project-not-sqlite"),
    "text": (write(b"Karsk denies it\n" * 1000), "project-not-sqlite"),
    "zip": (write(b"PK\x03\x04" + b"\0" * 9000), "project-not-sqlite"),
    "cut in the magic word": (cut(10), "project-not-sqlite"),
    "cut in the header": (cut(60), "project-damaged"),
    "cut after the header": (cut(100), "project-damaged"),
    "cut in the first page": (cut(5000), "project-damaged"),
    "cut after the first page": (cut(8192), "project-damaged"),
    "cut in the middle": (cut(200_001), "project-damaged"),
    "cut by a byte": (cut_by(1), "project-damaged"),
    "overwritten schema": (damage_schema, "project-damaged"),
    "another program's": (other_database, "project-not-ours"),
    "marked as ours, but empty": (
        lambda path: (other_database(path), plant(f"PRAGMA application_id = {0x416E6E6F}")(path)),
        "project-damaged",
    ),
    "newer": (plant("PRAGMA user_version = 2000"), "project-newer"),
    "planted trigger": (
        plant("CREATE TRIGGER t AFTER INSERT ON history BEGIN DELETE FROM documents; END"),
        "project-foreign-schema",
    ),
    "planted trigger with a reserved name": (
        plant(
            "CREATE TRIGGER t AFTER INSERT ON history BEGIN DELETE FROM documents; END",
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_schema SET name = 'sqlite_stat1', "
            "sql = replace(sql, 'TRIGGER t ', 'TRIGGER sqlite_stat1 ') WHERE name = 't'",
        ),
        "project-foreign-schema",
    ),
    "planted view": (plant("CREATE VIEW v AS SELECT 1"), "project-foreign-schema"),
    "view in the place of a table": (
        plant("DROP TABLE tokens", "CREATE VIEW tokens AS SELECT 1 AS document"),
        "project-foreign-schema",
    ),
    "extra table": (plant("CREATE TABLE extra (a)"), "project-foreign-schema"),
    "extra column": (plant("ALTER TABLE zones ADD COLUMN a TEXT"), "project-foreign-schema"),
    "missing table": (plant("DROP TABLE tokens"), "project-foreign-schema"),
    "changed index": (
        plant(
            "DROP INDEX spans_by_label_annotator",
            "CREATE INDEX spans_by_label_annotator ON spans(label, abs(annotator))",
        ),
        "project-foreign-schema",
    ),
    "extra virtual table": (
        plant("CREATE VIRTUAL TABLE more USING fts5(a)"),
        "project-foreign-schema",
    ),
}  # fmt: skip


@pytest.mark.parametrize("read_only", [False, True], ids=["to write", "to read"])
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_and_not_touched(closed: Path, name: str, read_only: bool) -> None:
    spoil, code = BAD[name]
    spoil(closed)
    before = closed.read_bytes()
    with pytest.raises(AnnotatorError) as raised:
        ProjectFile.open(closed, read_only=read_only)
    assert raised.value.code == code
    assert closed.read_bytes() == before
    assert not making.beside(closed)
    sentence = explain(raised.value)
    assert str(closed) in sentence
    assert "{" not in sentence
    assert code in messages()


def test_what_was_planted_is_named(closed: Path) -> None:
    plant("CREATE TABLE extra (a)", "CREATE VIEW v AS SELECT 1")(closed)
    with pytest.raises(AnnotatorError) as raised:
        ProjectFile.open(closed)
    assert "table extra, view v" in explain(raised.value)


def test_statistics_that_sqlite_gathers_are_no_stranger(closed: Path) -> None:
    plant("ANALYZE")(closed)
    with ProjectFile.open(closed) as project:
        assert checks.check(project) == []


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match="project-missing"):
        ProjectFile.open(tmp_path / "none.annotator")
    with pytest.raises(AnnotatorError, match="project-not-sqlite"):
        ProjectFile.open(tmp_path)
    assert not (tmp_path / "none.annotator").exists()


@pytest.mark.parametrize("name", ["ü 北 %41 #?&'\".annotator", "two  spaces.annotator"])
def test_any_file_name_opens(closed: Path, name: str) -> None:
    path = closed.rename(closed.with_name(name))
    with ProjectFile.open(path) as project:
        assert project.text(HERE) == making.TEXT


def spoil_pages(path: Path, table: str) -> None:
    """Overwrite the root page of a table or index, whose damage only reading it shows."""
    with making.closing(sqlite3.connect(path)) as raw:
        sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        page = raw.execute(sql, (table,)).fetchone()[0]
    whole = bytearray(path.read_bytes())
    whole[(page - 1) * 8192 : page * 8192] = b"\xff" * 8192
    path.write_bytes(whole)


def test_damage_that_only_reading_finds_is_a_clear_error(closed: Path) -> None:
    spoil_pages(closed, "documents")
    with ProjectFile.open(closed, read_only=True) as project:
        with pytest.raises(AnnotatorError, match="project-damaged"):
            project.text(HERE)
        found = checks.check(project)
    assert "check-damaged" in {each.code for each in found}


# Read-only --------------------------------------------------------------------------------------


def test_a_project_opened_to_read_refuses_every_change(closed: Path) -> None:
    before = closed.read_bytes()
    step = Step("annotator-added", added(Annotator(9, "New")))
    with ProjectFile.open(closed, read_only=True) as project:
        for change in (
            lambda: project.apply(step, 1),
            lambda: project.turn("undo", 1),
            lambda: making.load(project, making.bundle("b")),
        ):
            with pytest.raises(AnnotatorError, match="project-read-only") as raised:
                change()
            assert "Copy it" in explain(raised.value)
    assert closed.read_bytes() == before


def test_sqlite_itself_refuses_a_write_of_a_reader(closed: Path) -> None:
    project = ProjectFile.open(closed, read_only=True)
    with project, pytest.raises(AnnotatorError, match="project-read-only"):
        project.set_setting("a", 1)


# A full disk ------------------------------------------------------------------------------------


def fill_disk(project: ProjectFile, *, room: int = 0) -> None:
    pages = project.connection.execute("PRAGMA page_count").fetchone()[0]
    project.connection.execute(f"PRAGMA max_page_count = {pages + room}")


def free_disk(project: ProjectFile) -> None:
    project.connection.execute("PRAGMA max_page_count = 1000000")


def history(project: ProjectFile) -> list[object]:
    return [*project.entries_of(record=None, document=None, limit=50)]


LONG = "Karsk denies it. " * 20_000


def big_step() -> Step:
    return Step("comment-made", added(Comment(950, HERE, 1, LONG)), {"text": ""}, HERE)


@pytest.mark.parametrize("room", [0, 3])
@pytest.mark.parametrize("what", ["step", "import", "undo", "redo"])
def test_a_full_disk_changes_nothing_and_work_goes_on_with_room(
    project: ProjectFile, what: str, room: int
) -> None:
    if what in ("undo", "redo"):
        making.load(project, making.bundle("long", 1, LONG))
    if what == "redo":
        project.turn("undo", 1)

    def act() -> None:
        if what == "step":
            project.apply(big_step(), 1)
        elif what == "import":
            making.load(project, making.bundle("long", 1, LONG))
        else:
            assert project.turn(what, 1) is not None

    before = making.contents(project.connection), history(project)
    project.connection.execute("VACUUM")
    fill_disk(project, room=room)
    with pytest.raises(AnnotatorError, match="project-disk-full") as raised:
        act()
    assert "free some space" in explain(raised.value)
    assert (making.contents(project.connection), history(project)) == before
    free_disk(project)
    assert checks.check(project) == []
    act()
    assert checks.check(project) == []
    assert making.contents(project.connection) != before[0]
    assert project.connection.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_no_room_for_a_new_project_leaves_nothing(
    project_path: Path, news_scheme: Scheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = connection.connect

    def cramped(path: Path, **how: Any) -> Database:
        db = connect(path, **how)
        db.conn.execute("PRAGMA max_page_count = 4")
        return db

    monkeypatch.setattr(connection, "connect", cramped)
    with pytest.raises(AnnotatorError, match="project-disk-full"):
        ProjectFile.create(project_path, news_scheme)
    assert not list(project_path.parent.glob("harbour*"))


# A network drive --------------------------------------------------------------------------------


def test_on_a_network_drive_a_rollback_journal_keeps_the_file_safe(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "on_network_drive", lambda path: True)
    with ProjectFile.open(closed) as project:
        assert [code for code, _ in project.notices] == ["network-drive"]
        with project.sibling() as second:
            for each in (project, second):
                found = [
                    each.connection.execute(f"PRAGMA {name}").fetchone()[0]
                    for name in ("journal_mode", "synchronous")
                ]
                assert found == ["delete", 2]
        making.load(project, making.bundle("b", 1))
        assert not Path(f"{closed}-wal").exists()
        assert project.turn("undo", 1) is not None
        assert checks.check(project) == []
    assert not making.beside(closed)


@pytest.mark.parametrize(
    ("mounts", "kind"),
    [
        ("/dev/sda1 / ext4 rw 0 0\n", "ext4"),
        ("/dev/sda1 / ext4 rw 0 0\nnas:/x /home nfs4 rw 0 0\n", "nfs4"),
        ("nas:/x / nfs4 rw 0 0\n/dev/sdb1 /home/mina ext4 rw 0 0\n", "ext4"),
        ("/dev/sda1 / ext4 rw 0 0\n//nas/x /home/mina/my\\040desk cifs rw 0 0\n", "cifs"),
        ("/dev/sda1 / ext4 rw 0 0\n//nas/x /home/mi cifs rw 0 0\n", "ext4"),
        ("broken\n", ""),
    ],
)
def test_the_innermost_mount_decides_which_drive_a_folder_is_on(mounts: str, kind: str) -> None:
    assert connection.mount_type("/home/mina/my desk", mounts) == kind
