"""From import to export through the main window, with the keyboard alone."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from annotator.gui.main_window import MainWindow
from annotator.services.session import Session
from tests.journeys.analyst import (
    OTHERS_OF_MANY,
    REPEATED,
    REPEATED_SUGGESTION,
    UNSUGGESTED,
    Analyst,
)
from tests.journeys.conftest import exported, gold_of, make_project
from tests.journeys.gold import entities, entries, meaning, slots_as_spans
from tests.journeys.keyboard import Keyboard


@pytest.mark.real_pipeline
@pytest.mark.timeout(300)
@pytest.mark.parametrize("story", ["twin", "editorial", "orm-line"])
def test_an_article_is_labelled_by_keys_alone(
    qtbot: QtBot, project_path: Path, tmp_path: Path, story: str,
    open_article: Callable[[dict[str, Any]], MainWindow], capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    gold = gold_of(story)
    window, keyboard = open_article(gold), Keyboard()
    analyst = Analyst(window, keyboard, qtbot)
    analyst.exclude(gold["zones"])
    qtbot.waitUntil(lambda: not window.workspace.assistant.busy, timeout=60_000)
    analyst.label_entities(entities(gold), entries(gold))
    analyst.label_frames(
        [slots_as_spans(gold, each) for each in gold["quotes"]],
        [slots_as_spans(gold, each) for each in gold["opinions"]],
    )
    analyst.finish([each["label"] for each in gold["document_labels"]])
    spent = keyboard.count
    window.close_project()

    full = exported(project_path, tmp_path / "full.jsonl")
    line = json.loads(full)
    for part, wanted in meaning(gold).items():
        assert meaning(line)[part] == wanted, part
    refuse_misaligned_spans(line)

    with capsys.disabled():
        print(f"\n{spent} keys for “{gold['meta']['title']}”\n" + report(analyst))
    assert spent <= 350
    assert most(analyst, UNSUGGESTED) <= 3
    assert most(analyst, REPEATED, REPEATED_SUGGESTION, OTHERS_OF_MANY) <= 2
    if story == "twin":  # in the others each quote has up to four attributes of three keys
        assert most(analyst, "quote") <= 8
        window.open_project(project_path)
        undo_everything_and_redo_it(qtbot, window, keyboard)
        window.close_project()
        assert exported(project_path, tmp_path / "again.jsonl") == full


def most(analyst: Analyst, *kinds: str) -> float:
    """Return the most keys that one thing of some kinds took to make, once one was there."""
    return max(
        (made / number for kind in kinds for _, made, number in analyst.spent.get(kind, ())),
        default=0,
    )


def report(analyst: Analyst) -> str:
    """Return how many keys an article took, by what they were for."""
    lines = []
    for what, costs in analyst.spent.items():
        going, making, number = (sum(each) for each in zip(*costs, strict=True))
        lines.append(
            f"  {number:3} × {what}: {going} to get there, {making} to make "
            f"(at most {most(analyst, what):g})"
        )
    return "\n".join(lines)


def refuse_misaligned_spans(line: dict[str, Any]) -> None:
    """See that spaCy finds every token-aligned span of an export where it says."""
    import spacy
    from spacy.tokens import Doc

    words = [each["text"] for each in line["tokens"]]
    doc = Doc(spacy.blank("en").vocab, words=words, spaces=[each["ws"] for each in line["tokens"]])
    # Line breaks are no tokens, so that spaCy's text is the article's but for white space.
    assert [each.text for each in doc] == words
    aligned = [each for each in line["spans"] if "token_start" in each]
    assert len(aligned) == len(line["spans"])
    for span in aligned:
        found = doc[span["token_start"] : span["token_end"] + 1]
        again = doc.char_span(found.start_char, found.end_char)
        assert again is not None
        assert again.text.split() == span["text"].split()


def undo_everything_and_redo_it(qtbot: QtBot, window: MainWindow, keyboard: Keyboard) -> None:
    """Take every step back with Ctrl+Z, the import too, and do all of it again."""
    session = window.session
    assert session is not None
    steps = 0
    while session.undo_label is not None:
        keyboard.press("Ctrl+Z")
        qtbot.waitUntil(lambda: not window.work.running)
        steps += 1
    assert steps > 100
    assert not session.document_ids()
    while session.redo_label is not None:
        keyboard.press("Ctrl+Shift+Z")
        qtbot.waitUntil(lambda: not window.work.running)
        steps -= 1
    assert steps == 0


_KILLED_WINDOW = """
import os, signal, sys
from pathlib import Path
from annotator.gui.app import make_application
from annotator.gui.main_window import MainWindow
from tests.journeys.keyboard import Keyboard
application = make_application()
window = MainWindow()
window.show()
window.open_project(Path(sys.argv[1]))
window.activateWindow()
application.processEvents()
keyboard = Keyboard()
for _ in range(12):
    keyboard.press("Right", "Shift+Right", "3")
print(len(window.desk.article.annotations), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_nothing_is_missing_after_the_window_was_killed(project_path: Path) -> None:
    make_project(project_path, gold_of("twin"))
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED_WINDOW, str(project_path)],
        capture_output=True, text=True, timeout=120, check=False,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with Session.open(project_path) as session:
        assert [code for code, _ in session.notices] == ["lock-taken-over"]
        assert session.check() == []
        assert session.counts().annotations == int(killed.stdout.split()[-1]) >= 10
