"""The page on which the tasks stand: what was wanted, what the window said, what was done.

Owns the words of `benchmarks/tasks.md`; everything in it comes from the scripts and what they saw.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.tasks.newcomer import Newcomer
from benchmarks.tasks.stage import Stage, set_up
from benchmarks.tasks.task import Act, Task

PAGE = Path(__file__).resolve().parents[1] / "tasks.md"
#: Where the pictures lie, seen from the page.
PICTURES = "tasks"

_HEAD = """\
# Ten tasks, told by the window alone

Somebody who has never seen the program does ten things with it. She goes by nothing but what the
window says: in each step the words that tell her what to do have to be in sight at that moment, and
a key is pressed only after the window named it. What all programs have in common she knows: arrow
keys (Shift with them selects), Tab, Enter for the button in front, Esc, double clicks, and how to
name a file in a file dialog. Ids and names of objects are not used; of the program she has its
screen, a mouse and a keyboard. What came of it is then looked up in the project or the files,
without the window. Suggestions are off, because what a pipeline proposes differs from machine to
machine.

`python -m benchmarks.tasks` does all of it in the real window and writes this page with its
pictures; `make test` does the same scripts without a screen and sees that this page is what they
say. Words: what told her something, each once, with all entries of a menu that she looked through.

"""


@dataclass(frozen=True)
class Done:
    """A task that was done."""

    task: Task
    newcomer: Newcomer
    outcome: str
    pictures: dict[str, bytes]


def do(task: Task, home: Path, *, pictures: bool = True) -> Done:
    """Do a task in a home of its own (it must not exist yet); raises Missing or AssertionError."""
    with set_up(home, pictures=pictures) as stage:
        task.prepare(home)
        newcomer = Newcomer(stage)
        for act in task.acts:
            _play(stage, act, newcomer)
            newcomer.leaves()
        return Done(task, newcomer, task.check(home), stage.pictures)


def _play(stage: Stage, act: Act, newcomer: Newcomer) -> None:
    if not act.window:
        act.script(newcomer, stage.folder)
        return
    project = None if act.opens is None else act.opens(stage.folder)
    stage.play(lambda: act.script(newcomer, stage.folder), project)


def section(number: int, done: Done) -> str:
    """Return what stands on the page about one task."""
    task, she = done.task, done.newcomer
    lines = [
        f"## {number}. {task.name[0].upper()}{task.name[1:]}",
        "",
        task.goal,
        "",
        "| | she wants to | the window says | she |",
        "|--:|---|---|---|",
    ]
    for place, step in enumerate(she.steps, 1):
        told = "<br>".join(map(_cell, step.told))
        lines.append(f"| {place} | {_cell(step.want)} | {told} | {_cell(step.did)} |")
    lines += ["", f"**Looked up afterwards:** {done.outcome}", ""]
    heads = [f"![{want}]({PICTURES}/{name}.png)" for name, want in she.pictures]
    lines += [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    wants = [f"{want}" for _, want in she.pictures]
    lines += [f"| {' | '.join(wants)} |", ""]
    return "\n".join(lines)


def row(number: int, done: Done) -> str:
    """Return the line of the table at the top that a task has."""
    she = done.newcomer
    name = f"{number}. {done.task.name}"
    address = re.sub(r"[^\w -]", "", name).replace(" ", "-")
    return f"| [{name}](#{address}) | {len(she.steps)} | {she.keys} | {she.clicks} | {she.words} |"


def page(all_done: Sequence[Done]) -> str:
    """Return the whole page."""
    rows = [row(number, done) for number, done in enumerate(all_done, 1)]
    table = "\n".join(("| task | steps | keys | clicks | words |", "|---|--:|--:|--:|--:|", *rows))
    parts = [section(number, done) for number, done in enumerate(all_done, 1)]
    return f"{_HEAD}{table}\n\n" + "\n".join(parts)


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")
