"""Ten tasks, each told by the window alone, and the page that says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from benchmarks.tasks.all_tasks import TASKS
from benchmarks.tasks.newcomer import Newcomer
from benchmarks.tasks.page import PAGE, PICTURES, do, page, row, section
from benchmarks.tasks.stage import LARGEST, Missing, set_up
from benchmarks.tasks.task import Task

NUMBERED = list(enumerate(TASKS, 1))


@pytest.fixture(autouse=True)
def nothing_waits(qapp: QApplication) -> None:
    """Here dialogs do wait for somebody, who is there and answers them."""


@pytest.fixture(scope="module")
def written() -> str:
    return PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("number", "task"), NUMBERED, ids=[each.name for each in TASKS])
def test_a_newcomer_does_it_and_the_page_says_how(
    number: int, task: Task, tmp_path: Path, written: str
) -> None:
    done = do(task, tmp_path / "person", pictures=False)
    # If this fails, the window says or asks something else now: `python -m benchmarks.tasks`.
    assert section(number, done) in written
    assert row(number, done) in written


def test_the_page_has_its_pictures_and_no_others(written: str) -> None:
    folder = PAGE.parent / PICTURES
    pictures = sorted(folder.glob("*.png"))
    assert len(pictures) >= 2 * len(TASKS)
    for each in pictures:
        assert f"({PICTURES}/{each.name})" in written
        assert 1_000 < each.stat().st_size <= LARGEST
        assert each.read_bytes().startswith(b"\x89PNG")
    assert written.count(f"]({PICTURES}/") == len(pictures)
    assert written.startswith(page([])[:200])


@pytest.mark.parametrize(
    "tries",
    [
        lambda she: she.reads("Buy now"),
        lambda she: she.clicks_on("Buy now"),
        lambda she: she.reads("New project", key="Ctrl+J"),
        lambda she: she.presses("Ctrl+N"),  # which is a key, but the start page does not say so
        lambda she: she.clicks_word("Karsk"),
    ],
    ids=["words", "button", "key beside words", "key she has not read", "article"],
)
def test_what_the_window_does_not_say_stops_her(
    tries: Callable[[Newcomer], object], tmp_path: Path
) -> None:
    with set_up(tmp_path / "person", pictures=False) as stage:
        stage.patience = 0.1
        she = Newcomer(stage)
        with pytest.raises(Missing):
            stage.play(lambda: tries(she))


def test_a_key_counts_once_the_window_named_it(tmp_path: Path) -> None:
    with set_up(tmp_path / "person", pictures=False) as stage:
        she = Newcomer(stage)

        def script() -> None:
            she.wants("make a project")
            she.opens_menu("Project")
            she.reads("New project", key="Ctrl+N", inside="menu")
            she.presses("Esc", "Esc", "Ctrl+N")
            she.sees("Make project")

        stage.play(script)
    assert (she.keys, she.clicks) == (3, 1)
