"""`kill -9` at any moment loses at most the action in flight, and the file opens clean."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.domain.annotations import Annotation
from annotator.storage import checks
from annotator.storage.project import ProjectFile
from tests.storage import making

ROOT = Path(__file__).parents[2]

#: Labels for ever, undoes now and then, and says what is safely written.
LABELLER = """
import sys
from pathlib import Path
from annotator.domain.annotations import Annotation, Span
from annotator.domain.steps import Step, added
from annotator.storage.project import ProjectFile
from tests.storage import making

here = making.document().id
project = ProjectFile.open(Path(sys.argv[1]))
for number in range(100_000):
    one = Annotation(project.ids.next(), here, 1, "entities", "ORG", (Span(3, 9),))
    project.apply(Step("label-made", added(one), {}, here), 1)
    print("+", one.id, flush=True)
    if number % 5 == 4:
        project.turn("undo", 1)
        print("-", one.id, flush=True)
"""

#: Imports thousands of articles and says how far it is.
IMPORTER = """
import sys
from pathlib import Path
from annotator.domain.steps import Step
from annotator.storage import bulk
from annotator.storage.project import ProjectFile
from tests.storage import making

project = ProjectFile.open(Path(sys.argv[1]))
with bulk.loading(project, 1, Step("imported", ())) as loader:
    for number in range(100_000):
        loader.add(making.bundle(f"n{number}", 1), new_document=True)
        if number % 50 == 0:
            loader.flush()
            print("+", number, flush=True)
"""


def run_and_kill(script: str, path: Path, lines: int) -> list[str]:
    """Run a script, kill it after it has said some lines; return all it said."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(lines)]
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    # The last line may be cut; what it says was written all the same.
    return [line for line in [*said, *rest.splitlines(keepends=True)] if line.endswith("\n")]


@pytest.mark.parametrize("seed", range(6))
def test_every_acknowledged_step_is_there_after_kill(closed: Path, seed: int) -> None:
    said = run_and_kill(LABELLER, closed, random.Random(seed).randint(1, 60))
    made = {int(line[2:]) for line in said if line.startswith("+")}
    undone = {int(line[2:]) for line in said if line.startswith("-")}
    last = int(said[-1][2:])
    with ProjectFile.open(closed) as project:
        assert checks.check(project) == []
        for number in (made - undone) - {last}:
            assert project.read(Annotation, number) is not None
        for number in undone:
            assert project.read(Annotation, number) is None
        # What was in flight: the next label, or the undo of the last one.
        more = project.connection.execute(
            "SELECT count(*) FROM annotations WHERE label IN "
            "(SELECT id FROM labels WHERE uid = 'ORG')"
        ).fetchone()[0]
        assert abs(more - len(made - undone)) <= 1
        while project.turn("undo", 1) is not None:
            pass
        assert checks.check(project) == []
    assert not making.beside(closed)


@pytest.mark.parametrize("lines", [1, 7, 20])
@pytest.mark.parametrize("emptied", [False, True], ids=["onto articles", "into an empty project"])
def test_nothing_of_a_killed_import_is_there(closed: Path, lines: int, emptied: bool) -> None:
    if emptied:
        with ProjectFile.open(closed) as project:
            project.turn("undo", 1)
    with ProjectFile.open(closed, read_only=True) as project:
        before = making.contents(project.connection)
    run_and_kill(IMPORTER, closed, lines)
    with ProjectFile.open(closed) as project:
        assert making.contents(project.connection) == before
        assert checks.check(project) == []
        making.load(project, making.bundle("after", 1))
        assert checks.check(project) == []
    assert not making.beside(closed)


def test_a_project_killed_right_after_it_was_made_opens(project_path: Path, tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from annotator.services.schemes import load_scheme
from annotator.storage.project import ProjectFile
project = ProjectFile.create(Path(sys.argv[1]), load_scheme("news"))
print("made", flush=True)
sys.stdin.read()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(project_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "made\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with ProjectFile.open(project_path) as project:
        assert project.scheme.labels
        assert checks.check(project) == []
