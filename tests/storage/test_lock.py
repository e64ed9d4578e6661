"""One window writes a project; a dead one does not keep it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.storage import checks
from annotator.storage.project import ProjectFile
from annotator.wording import explain
from tests.storage import making

#: A window in another process: opens a project, says so, labels, and stays.
HOLDER = """
import sys
from pathlib import Path
from annotator.domain.documents import Annotator
from annotator.domain.steps import Step, added
from annotator.storage.project import ProjectFile

project = ProjectFile.open(Path(sys.argv[1]))
project.apply(Step("annotator-added", added(Annotator(77, "The other"))), None)
print("open", flush=True)
sys.stdin.read()
project.close()
"""


@contextmanager
def other_window(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Hold a project open in a second process."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "open\n"
        yield process
    finally:
        process.communicate()


def test_a_project_open_in_another_window_is_refused_naming_who_holds_it(closed: Path) -> None:
    with other_window(closed):
        for path in (closed, closed.with_name("link.annotator")):
            if path != closed:
                path.symlink_to(closed)
            with pytest.raises(AnnotatorError, match="project-locked") as raised:
                ProjectFile.open(path)
            assert raised.value.values["user"] != "?"
            assert str(raised.value.values["since"]) in explain(raised.value)
        with ProjectFile.open(closed, read_only=True) as reader:
            assert reader.text(making.document().id) == making.TEXT
    with ProjectFile.open(closed) as project:
        assert [code for code, _ in project.notices] == []


def test_two_windows_of_one_process_do_not_write_together(project: ProjectFile) -> None:
    with pytest.raises(AnnotatorError, match="project-locked"):
        ProjectFile.open(project.path)
    project.close()
    ProjectFile.open(project.path).close()


def test_the_lock_of_a_dead_owner_is_taken_over_and_its_work_is_there(closed: Path) -> None:
    with other_window(closed) as process:
        process.send_signal(signal.SIGKILL)
    with ProjectFile.open(closed) as project:
        ((code, values),) = project.notices
        assert code == "lock-taken-over"
        assert values["process"] == str(process.pid)
        names = {name for (name,) in project.connection.execute("SELECT name FROM annotators")}
        assert "The other" in names
        assert checks.check(project) == []
    assert not making.beside(closed)
    with ProjectFile.open(closed) as project:
        assert project.notices == []


@pytest.mark.parametrize("note", [b"", b"{", b"[1]", b"\xff\xfe", b"null", b'{"user": 5}'])
def test_whatever_stands_in_the_note_the_lock_decides(closed: Path, note: bytes) -> None:
    closed.with_name(closed.name + ".owner").write_bytes(note)
    closed.with_name(closed.name + ".lock").write_bytes(b"")
    with ProjectFile.open(closed), pytest.raises(AnnotatorError, match="project-locked"):
        ProjectFile.open(closed)
    assert not making.beside(closed)


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be taken away there")
def test_a_lock_file_never_stands_there_without_a_holder(closed: Path) -> None:
    # Somebody who opened the lock file just before it was given back must not hold an old one
    # while the next to come makes a new one.
    project = ProjectFile.open(closed)
    lock = closed.with_name(closed.name + ".lock")
    descriptor = os.open(lock, os.O_RDWR)
    project.close()
    assert os.fstat(descriptor).st_nlink == 0
    os.close(descriptor)
