"""An encrypted project: nothing of it can be read without its key, and everything works with it."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.annotations import Annotation, Span
from annotator.domain.documents import Annotator
from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme
from annotator.domain.steps import Step, added
from annotator.storage import backups, checks, connection, engine, keys, merging, packets, rekeying
from annotator.storage.keys import Key
from annotator.storage.project import ProjectFile
from tests.storage import making

pytest.importorskip("sqlcipher3", reason="the extra “encryption” is not installed")

SENTENCE = b"Dana Ilves said"
PASSWORD, OTHER = "amber bridge at dawn", "ferries leave at seven"


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Derive keys in no time, and leave none behind."""
    monkeypatch.setattr(keys, "_ROUNDS", 10)
    keys.forget()
    yield
    keys.forget()


@pytest.fixture
def project(project_path: Path, news_scheme: Scheme) -> Iterator[ProjectFile]:
    """An encrypted project with two articles, open."""
    made = ProjectFile.create(project_path, news_scheme, key=keys.new(PASSWORD))
    made.add_unrecorded(Annotator(1, "Mina Kell"))
    making.load(made, making.bundle(annotator=1), making.bundle("road", annotator=1))
    yield made
    made.close()


@pytest.fixture
def closed(project: ProjectFile) -> Path:
    project.close()
    return project.path


def label(project: ProjectFile, start: int = 3) -> None:
    here = making.document().id
    one = Annotation(project.ids.next(), here, 1, "entities", "ORG", (Span(start, start + 6),))
    project.apply(Step("label-made", added(one), {}, here), 1)


def lying_around(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def assert_unreadable(content: bytes, what: str) -> None:
    assert content, what
    for words in (SENTENCE, b"SQLite format 3", b"CREATE TABLE", PASSWORD.encode()):
        assert words not in content, (what, words)


# What lies on the disk ---------------------------------------------------------------------------


def test_nothing_of_it_can_be_read(project: ProjectFile, project_path: Path) -> None:
    label(project)
    backups.back_up(project)
    around = project_path.parent
    secret = project.key.secret.hex().encode() if project.key else b"?"
    contents = lying_around(around)
    wal = f"{project_path.name}-wal"
    assert {project_path.name, wal} < contents.keys()
    copies = [name for name in contents if name.endswith(".annotator")]
    assert len(copies) == 2
    for name in (*copies, wal):
        # The head of a write-ahead log tells the sizes of pages and counts; its pages are sealed.
        assert_unreadable(contents[name], name)
    for name, content in contents.items():
        assert secret not in content, name


def test_a_plain_project_would_not_pass_this(project_path: Path, news_scheme: Scheme) -> None:
    with ProjectFile.create(project_path, news_scheme) as plain:
        plain.add_unrecorded(Annotator(1, "Mina Kell"))
        making.load(plain, making.bundle(annotator=1))
        with pytest.raises(AssertionError):
            assert_unreadable(project_path.read_bytes(), "plain")
    assert SENTENCE in project_path.read_bytes()


def test_other_tools_open_it_by_its_password(
    project_path: Path, news_scheme: Scheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the rounds that everybody counts
    ProjectFile.create(project_path, news_scheme, key=keys.new(PASSWORD)).close()
    module = engine._module()
    with closing(module.connect(str(project_path))) as tool:
        tool.execute(f"PRAGMA key = '{PASSWORD}'")
        assert tool.execute("SELECT count(*) FROM labels").fetchone()[0] > 10


def test_a_key_never_shows_itself() -> None:
    key = keys.new(PASSWORD)
    assert key.secret.hex() not in f"{key!r} {key}"
    assert repr(key.secret) not in repr(key)


# Without the engine ------------------------------------------------------------------------------


def without_cipher() -> Any:
    return sqlite3


def not_installed() -> Any:
    raise ModuleNotFoundError("No module named 'sqlcipher3'")


@pytest.mark.parametrize("module", [without_cipher, not_installed])
def test_without_the_cipher_nothing_is_written(
    module: Callable[[], Any],
    project_path: Path,
    news_scheme: Scheme,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "_module", module)
    with pytest.raises(AnnotatorError, match="encryption-missing"):
        ProjectFile.create(project_path, news_scheme, key=keys.new(PASSWORD))
    assert not list(project_path.parent.glob("harbour*"))
    with ProjectFile.create(project_path, news_scheme):
        pass
    before = project_path.read_bytes()
    with pytest.raises(AnnotatorError, match="encryption-missing"):
        rekeying.rekey(project_path, keys.new(PASSWORD))
    assert project_path.read_bytes() == before
    assert making.beside(project_path) == []


# Opening -----------------------------------------------------------------------------------------


def test_a_password_is_needed_and_a_wrong_one_changes_nothing(closed: Path) -> None:
    before = closed.read_bytes()
    keys.forget()
    with pytest.raises(AnnotatorError, match="project-password-needed"):
        ProjectFile.open(closed)
    with pytest.raises(AnnotatorError, match="password-wrong"):
        connection.unlock(closed, OTHER)
    with pytest.raises(AnnotatorError, match="project-password-needed"):
        ProjectFile.open(closed)
    assert closed.read_bytes() == before
    assert making.beside(closed) == []
    connection.unlock(closed, PASSWORD)
    with ProjectFile.open(closed, read_only=True) as opened:
        assert opened.text(making.document().id) == making.TEXT
    assert closed.read_bytes() == before


def test_accents_may_be_typed_in_either_form(project_path: Path, news_scheme: Scheme) -> None:
    ProjectFile.create(project_path, news_scheme, key=keys.new("Zo\u00eb at the qu\u00e9")).close()
    keys.forget()
    connection.unlock(project_path, "Zoe\u0308 at the que\u0301")


def test_a_wrong_password_leaves_what_a_killed_process_left(project: ProjectFile) -> None:
    path = project.path
    kept = path.with_name("kept")
    kept.mkdir()
    label(project)
    for name in (path.name, f"{path.name}-wal"):
        (kept / name).write_bytes(path.with_name(name).read_bytes())
    project.close()
    left = kept / path.name
    before = lying_around(kept)
    keys.forget()
    with pytest.raises(AnnotatorError, match="password-wrong"):
        connection.unlock(left, OTHER)
    now = lying_around(kept)
    assert {name: now[name] for name in before} == before
    connection.unlock(left, PASSWORD)
    with ProjectFile.open(left) as opened:
        labels = opened.connection.execute("SELECT count(*) FROM annotations").fetchone()[0]
    assert labels == 7


def test_a_wrong_password_plays_no_journal_back(project: ProjectFile, tmp_path: Path) -> None:
    path = project.path
    project.connection.execute("PRAGMA journal_mode = DELETE")
    project.connection.execute("PRAGMA cache_size = 1")
    project.connection.execute("BEGIN")
    project.connection.execute("UPDATE documents SET title = hex(zeroblob(20000))")
    kept = tmp_path / "kept"
    kept.mkdir()
    for name in (path.name, f"{path.name}-journal"):
        (kept / name).write_bytes(path.with_name(name).read_bytes())
    project.connection.execute("ROLLBACK")
    project.close()
    left = kept / path.name
    before = lying_around(kept)
    assert_unreadable(before[f"{path.name}-journal"], "journal")
    keys.forget()
    with pytest.raises(AnnotatorError, match="password-wrong"):
        connection.unlock(left, OTHER)
    assert lying_around(kept) == before
    connection.unlock(left, PASSWORD)
    with ProjectFile.open(left) as opened:
        assert checks.check(opened) == []


def test_files_are_told_apart(tmp_path: Path, closed: Path, news_scheme: Scheme) -> None:
    plain = tmp_path / "plain.annotator"
    ProjectFile.create(plain, news_scheme).close()
    with pytest.raises(AnnotatorError, match="project-not-encrypted"):
        connection.unlock(plain, PASSWORD)
    noise = tmp_path / "noise.annotator"
    noise.write_bytes(random.Random(1).randbytes(8192))
    with pytest.raises(AnnotatorError, match="project-password-needed"):
        ProjectFile.open(noise)
    with pytest.raises(AnnotatorError, match="password-wrong"):
        connection.unlock(noise, PASSWORD)
    text = tmp_path / "text.annotator"
    text.write_text("Karsk denies it.\n" * 1000, encoding="utf-8")
    for open_it in (ProjectFile.open, lambda path: connection.unlock(path, PASSWORD)):
        with pytest.raises(AnnotatorError, match="project-not-sqlite"):
            open_it(text)
        with pytest.raises(AnnotatorError, match="project-missing"):
            open_it(tmp_path / "nowhere.annotator")
    foreign = tmp_path / "foreign.annotator"
    foreign.touch()
    key = keys.new(PASSWORD)
    with closing(connection.connect(foreign, key=key).conn) as other:
        other.execute("CREATE TABLE accounts (id)")
    with pytest.raises(AnnotatorError, match="project-not-ours"):
        ProjectFile.open(foreign)


def test_a_newer_or_foreign_encrypted_file_is_refused(closed: Path) -> None:
    key = keys.of(closed)
    with closing(connection.connect(closed, key=key).conn) as own:
        own.execute("CREATE TRIGGER planted AFTER INSERT ON spans BEGIN DELETE FROM spans; END")
    with pytest.raises(AnnotatorError, match="project-foreign-schema"):
        ProjectFile.open(closed)
    with closing(connection.connect(closed, key=key).conn) as own:
        own.execute("DROP TRIGGER planted")
        own.execute("PRAGMA user_version = 99")
    with pytest.raises(AnnotatorError, match="project-newer"):
        ProjectFile.open(closed)


# Working in it -----------------------------------------------------------------------------------


def test_steps_search_checks_and_copies_work(project: ProjectFile) -> None:
    label(project)
    assert project.turn("undo", 1) is not None
    assert project.turn("redo", 1) is not None
    with project.sibling() as other:
        assert other.key == project.key
        found = other.connection.execute(
            "SELECT count(*) FROM documents_fts WHERE documents_fts MATCH 'karsk'"
        ).fetchone()
        assert found[0] == 2
    assert checks.check(project) == []
    copy = backups.back_up(project)
    with ProjectFile.open(copy, read_only=True) as opened:
        assert making.contents(opened.connection) == making.contents(project.connection)


def test_the_daily_copy_has_the_same_key(closed: Path) -> None:
    with ProjectFile.open(closed) as opened:
        assert opened.notices == []
    (copy,) = backups.copies(closed)
    assert keys.salt_of(copy) == keys.salt_of(closed)
    assert_unreadable(copy.read_bytes(), "copy")


def test_its_lock_is_that_of_any_project(project: ProjectFile) -> None:
    with pytest.raises(AnnotatorError, match="project-locked"):
        ProjectFile.open(project.path)
    with (
        ProjectFile.open(project.path, read_only=True) as reader,
        pytest.raises(AnnotatorError, match="project-read-only"),
    ):
        label(reader)


def test_what_a_bad_disk_did_is_named_and_the_rest_is_saved(closed: Path, tmp_path: Path) -> None:
    with ProjectFile.open(closed) as opened:
        page = opened.connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'zones'"
        ).fetchone()[0]
    raw = bytearray(closed.read_bytes())
    raw[4096 * (page - 1) + 2000] ^= 1  # one bit of what no plain file would notice
    closed.write_bytes(raw)
    with ProjectFile.open(closed, read_only=True) as opened:
        assert "check-damaged" in {each.code for each in checks.check(opened)}
    with (
        ProjectFile.open(closed, read_only=True) as opened,
        pytest.raises(AnnotatorError, match="project-damaged"),
    ):
        opened.article(making.document().id, {1})
    saved = tmp_path / "saved.annotator"
    assert checks.salvage(closed, saved) > 20
    assert_unreadable(saved.read_bytes(), "saved")
    with ProjectFile.open(saved) as opened:
        assert opened.text(making.document().id) == making.TEXT
        assert checks.check(opened) == []
        assert opened.connection.execute("SELECT count(*) FROM zones").fetchone()[0] == 0


def test_a_file_that_was_cut_short_is_damaged(closed: Path) -> None:
    closed.write_bytes(closed.read_bytes()[:40_000])
    with pytest.raises(AnnotatorError, match="project-damaged"):
        ProjectFile.open(closed)


# One face for both engines -----------------------------------------------------------------------


def test_errors_are_those_of_one_engine(project: ProjectFile) -> None:
    run = project.connection
    assert not isinstance(run, sqlite3.Connection)
    with pytest.raises(sqlite3.IntegrityError) as found:
        run.execute("INSERT INTO annotators SELECT * FROM annotators")
    assert found.value.sqlite_errorname.startswith("SQLITE_CONSTRAINT")
    with pytest.raises(sqlite3.IntegrityError):
        run.executemany("INSERT INTO settings VALUES (?, ?)", [("twice", "1"), ("twice", "2")])
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        run.execute("SELECT * FROM nowhere")
    with (
        pytest.raises(AnnotatorError, match="interrupted"),
        connection.interruptible(run, lambda: True),
        connection.transaction(run, project.path),
    ):
        run.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1e7) "
            "SELECT count(*) FROM n"
        ).fetchone()
    run.execute("PRAGMA query_only = ON")
    with pytest.raises(AnnotatorError, match="project-read-only"):
        label(project)


# Colleagues --------------------------------------------------------------------------------------


def copy_of(path: Path, name: str) -> Path:
    copy = path.with_name(f"{name}.annotator")
    copy.write_bytes(path.read_bytes())
    return copy


def test_copies_merge_whatever_their_passwords(closed: Path) -> None:
    same, other, plain = (copy_of(closed, name) for name in ("same", "other", "plain"))
    rekeying.rekey(other, keys.new(OTHER))
    rekeying.rekey(plain, None)
    for start, path in enumerate((same, other, plain)):
        with ProjectFile.open(path, aside=True) as theirs:
            label(theirs, 3 * start)
    with ProjectFile.open(closed) as project:
        for path in (same, other, plain):
            with ProjectFile.open(path, read_only=True) as theirs:
                assert merging.merge(project, theirs, 1).added == {"annotation": 1}
        assert checks.check(project) == []
        assert project.turn("undo", 1) is not None
    assert_unreadable(closed.read_bytes(), "merged")


def test_an_encrypted_copy_does_not_get_into_a_plain_project(closed: Path) -> None:
    plain = copy_of(closed, "plain")
    rekeying.rekey(plain, None)
    before = everything(plain)
    with (
        ProjectFile.open(plain, aside=True) as project,
        ProjectFile.open(closed, read_only=True) as theirs,
        pytest.raises(AnnotatorError, match="encrypted-into-plain"),
    ):
        merging.merge(project, theirs, 1)
    assert everything(plain) == before


def test_a_packet_has_the_key_of_its_project(project: ProjectFile, tmp_path: Path) -> None:
    out = tmp_path / "packet.annotator"
    contents = packets.PacketContents([making.document().id], 1, 0)
    packets.write(project, out, contents, {"blind": True})
    assert_unreadable(out.read_bytes(), "packet")
    with ProjectFile.open(out, read_only=True) as packet:
        assert packet.key == project.key
        assert checks.check(packet) == []
        assert packet.text(making.document().id) == making.TEXT


# Another password --------------------------------------------------------------------------------


def everything(path: Path) -> dict[str, list[Any]]:
    with ProjectFile.open(path, read_only=True) as opened:
        names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        tables = [name for (name,) in opened.connection.execute(names)]
        return {
            name: sorted(opened.connection.execute(f'SELECT * FROM "{name}"'), key=repr)
            for name in tables
            if name != "documents_fts"
        }


def test_a_project_keeps_everything_under_another_key_and_none(closed: Path) -> None:
    before, first = everything(closed), keys.salt_of(closed)
    rekeying.rekey(closed, keys.new(OTHER))
    assert keys.salt_of(closed) not in (None, first)
    assert everything(closed) == before
    rekeying.rekey(closed, None)
    assert everything(closed) == before
    with closing(sqlite3.connect(closed)) as plain:
        assert plain.execute("PRAGMA page_size").fetchone()[0] == 8192
        assert plain.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    rekeying.rekey(closed, keys.new(PASSWORD))
    assert everything(closed) == before
    assert_unreadable(closed.read_bytes(), "encrypted")
    assert making.beside(closed) == []
    with ProjectFile.open(closed) as opened:
        assert checks.check(opened) == []
        assert opened.turn("undo", 1) is not None


def test_an_open_project_keeps_its_key(project: ProjectFile) -> None:
    with pytest.raises(AnnotatorError, match="project-locked"):
        rekeying.rekey(project.path, None)
    label(project)
    assert project.key is not None


def test_a_copy_that_differs_never_takes_the_place(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, salt = everything(closed), keys.salt_of(closed)
    write = rekeying._write

    def spoil(project: ProjectFile, key: Key | None) -> None:
        write(project, key)
        with closing(connection.connect(project.half, key=key, by_cipher=True).conn) as half:
            half.execute("UPDATE zones SET kind = 'credit' WHERE rowid IN (SELECT min(rowid) "
                         "FROM zones)")  # fmt: skip

    monkeypatch.setattr(rekeying, "_write", spoil)
    with pytest.raises(AnnotatorError, match="rekey-differs"):
        rekeying.rekey(closed, None)
    assert keys.salt_of(closed) == salt
    assert everything(closed) == before
    assert making.beside(closed) == []


class Killer:
    """Kills its process the nth time it is told how far things are."""

    cancelled = False

    def __init__(self, at: int) -> None:
        self.left = at

    def progress(self, done: int, total: int) -> None:
        self.left -= 1
        if self.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)


def killed(work: Callable[[], object]) -> bool:
    """Run work in a process of its own; tell whether it was killed."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # other threads are none of its business
        child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_kill_9_leaves_the_old_file_or_the_new_one(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, salt = everything(closed), keys.salt_of(closed)
    new = keys.new(OTHER)
    for at in (0, 7, 20):
        assert killed(lambda at=at: rekeying.rekey(closed, new, Killer(at)))
        assert keys.salt_of(closed) == salt
        assert everything(closed) == before
    assert f"{closed.name}.half" in making.beside(closed)

    def at_the_door(self: ProjectFile, whole: Path) -> None:
        self._close_connection()
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as patch:
        patch.setattr(ProjectFile, "give_way_to", at_the_door)
        assert killed(lambda: rekeying.rekey(closed, new))
    assert keys.salt_of(closed) == salt
    with monkeypatch.context() as patch:
        settle = lambda folder: os.kill(os.getpid(), signal.SIGKILL)  # noqa: E731
        patch.setattr(rekeying, "_settle_folder", settle)
        assert killed(lambda: rekeying.rekey(closed, new))
    assert keys.salt_of(closed) == new.salt
    assert everything(closed) == before
    with ProjectFile.open(closed):
        pass
    assert making.beside(closed) == []
