"""Copies are made without being asked, roll, and count only when they are whole."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.storage import backups
from annotator.storage.project import ProjectFile
from tests.storage import making

DAY = 24 * 60 * 60


def age(copy: Path, days: float) -> None:
    """Let a copy be some days old, in its name too."""
    then = time.time() - days * DAY
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(then))
    name = copy.name.rsplit("-", 3)[0] + f"-{stamp}-{copy.stem[-6:]}.annotator"
    os.utime(copy, (then, then))
    copy.rename(copy.with_name(name))


def test_a_copy_is_the_project_as_it_stands(project: ProjectFile) -> None:
    copy = backups.back_up(project)
    assert not making.beside(copy)
    with ProjectFile.open(copy, read_only=True) as other:
        assert making.contents(other.connection) == making.contents(project.connection)
        assert other.text(making.document().id) == making.TEXT


def test_opening_makes_one_copy_a_day(closed: Path) -> None:
    for expected in (1, 1):
        with ProjectFile.open(closed) as project:
            assert project.notices == []
        assert len(backups.copies(closed)) == expected
    age(backups.copies(closed)[0], 1.1)
    with ProjectFile.open(closed):
        pass
    assert len(backups.copies(closed)) == 2


def test_a_clock_that_was_wrong_does_not_stop_copies(closed: Path) -> None:
    with ProjectFile.open(closed):
        pass
    future = time.time() + 400 * DAY
    os.utime(backups.copies(closed)[0], (future, future))
    with ProjectFile.open(closed):
        pass
    assert len(backups.copies(closed)) == 2


def test_reading_only_makes_no_copy(closed: Path) -> None:
    with ProjectFile.open(closed, read_only=True):
        pass
    assert backups.copies(closed) == []


def test_the_oldest_copies_go(project: ProjectFile) -> None:
    for day in range(20, 8, -1):
        age(backups.back_up(project), day)
    newest = backups.back_up(project)
    found = backups.copies(project.path)
    assert len(found) == backups.KEPT
    assert found[-1] == newest
    assert [each.name for each in found] == sorted(each.name for each in found)


def test_many_copies_of_one_day_leave_those_of_the_days_before(project: ProjectFile) -> None:
    for day in (3, 2):
        age(backups.back_up(project), day)
    days_before = backups.copies(project.path)
    made = [backups.back_up(project) for _ in range(backups.KEPT + 3)]
    found = backups.copies(project.path)
    assert len(found) == backups.KEPT
    assert found[:2] == days_before
    assert found[-1] == made[-1]


def test_a_copy_made_for_a_reason_stays(project: ProjectFile) -> None:
    kept = backups.back_up(project, kept="version-1")
    for _ in range(backups.KEPT + 2):
        backups.back_up(project)
    assert kept.exists()


def test_a_half_written_copy_never_counts(project: ProjectFile) -> None:
    for _ in range(backups.KEPT):
        backups.back_up(project)
    whole = backups.copies(project.path)
    half = backups.folder_of(project.path) / "harbour-20990101-000000-000000.annotator.part"
    half.write_bytes(project.path.read_bytes()[:5000])
    assert backups.copies(project.path) == whole
    newest = backups.back_up(project)
    assert not half.exists()
    assert backups.copies(project.path) == [*whole[1:], newest]


def test_a_copy_that_cannot_be_written_is_told_and_the_project_opens(closed: Path) -> None:
    folder = backups.folder_of(closed)
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way")
    with ProjectFile.open(closed) as project:
        with pytest.raises(AnnotatorError, match="folder-unwritable"):
            backups.back_up(project)
        assert project.text(making.document().id) == making.TEXT
        project.close()
        assert [code for code, _ in project.notices] == ["backup-failed"]


def test_a_damaged_project_does_not_push_out_sound_copies(closed: Path) -> None:
    with ProjectFile.open(closed):
        pass
    sound = backups.copies(closed)
    age(sound[0], 2)
    connection = sqlite3.connect(closed)
    sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'spans_by_label_annotator'"
    page = connection.execute(sql).fetchone()[0]
    connection.close()
    raw = bytearray(closed.read_bytes())
    raw[(page - 1) * 8192 + 20 : page * 8192] = b"\xff" * (8192 - 20)
    closed.write_bytes(raw)
    project = ProjectFile.open(closed)
    project.close()
    assert [code for code, _ in project.notices] == ["backup-failed"]
    assert len(backups.copies(closed)) == 1


def test_projects_of_one_name_do_not_share_copies(tmp_path: Path) -> None:
    one, other = tmp_path / "a" / "x.annotator", tmp_path / "b" / "x.annotator"
    assert backups.folder_of(one) != backups.folder_of(other)
