"""The worker as a process of its own, with the real pipeline."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from annotator.assist import pipelines, worker
from annotator.assist.protocol import decode, encode, request
from tests import articles

pytestmark = [pytest.mark.real_pipeline, pytest.mark.xdist_group("worker")]


class Talk:
    """A running worker and what is said to it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "annotator.assist.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def say(self, message: dict[str, Any] | bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(message if isinstance(message, bytes) else encode(message))
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        return decode(self.process.stdout.readline())

    def answers(self, number: int) -> list[dict[str, Any]]:
        """Return the answers to a request up to its last one."""
        found = []
        while True:
            answer = self.answer()
            if answer.get("id") == number:
                found.append(answer)
                if "part" not in answer:
                    return found


@pytest.fixture
def talk() -> Iterator[Talk]:
    """A worker that is ended, by the end of its input, with the test."""
    opened = Talk()
    yield opened
    assert opened.process.stdin is not None
    assert opened.process.stdout is not None
    opened.process.stdin.close()
    opened.process.stdout.close()
    assert opened.process.wait(timeout=30) in (0, -13, 120)


def gathered(answers: list[dict[str, Any]]) -> dict[str, list[Any]]:
    whole: dict[str, list[Any]] = {"starts": [], "ends": [], "sentences": [], "entities": []}
    for answer in answers:
        part = answer.get("part")
        if part:
            base = len(whole["starts"])
            for name in ("starts", "ends", "entities"):
                whole[name] += part[name]
            whole["sentences"] += [base + each for each in part["sentences"]]
    return whole


def test_tokens_sentences_and_entities_of_an_article(talk: Talk) -> None:
    text = (
        articles.HARBOUR + "Emoji 👍🏽 before President Emmanuel Macron visited Germany on Friday."
    )
    talk.say(request(1, text, [], "en", entities=True))
    answers = talk.answers(1)
    assert answers[-1]["done"] == {"model": pipelines.model_name(), "pipeline": True}
    found = gathered(answers)
    words = [text[a:b] for a, b in zip(found["starts"], found["ends"], strict=True)]
    assert all(word and not word.isspace() for word in words)
    assert "".join(words) == "".join(text.split())
    assert words[:4] == ["Karsk", "denies", "shelling", "the"]
    lines = text.split("\n")
    assert len(found["sentences"]) >= len(lines)
    entities = {(text[start:end], label) for start, end, label in found["entities"]}
    assert ("Emmanuel Macron", "PERSON") in entities
    assert ("Germany", "GPE") in entities


def test_nothing_is_found_in_a_zone(talk: Talk) -> None:
    text = "Emmanuel Macron visited Germany.\nEmmanuel Macron visited France."
    talk.say(request(1, text, [(0, 32)], "en", entities=True))
    found = gathered(talk.answers(1))
    assert min(found["starts"]) == 33
    assert {text[start:end] for start, end, _ in found["entities"]} <= {"Emmanuel Macron", "France"}
    assert all(start >= 33 for start, _, _ in found["entities"])


def test_another_language_gets_tokens_and_no_entities(talk: Talk) -> None:
    text = "Die Fähre verließ den Hafen. Niemand kam."
    talk.say(request(1, text, [], "de", entities=True))
    answers = talk.answers(1)
    found = gathered(answers)
    assert answers[-1]["done"]["model"] == "spacy-de"
    assert found["entities"] == []
    assert [text[found["starts"][each] :].split(maxsplit=1)[0] for each in found["sentences"]] == [
        "Die",
        "Niemand",
    ]
    talk.say(request(2, text, [], "no-such-language", entities=True))
    assert "done" in talk.answers(2)[-1]


def test_cancelling_and_nonsense_leave_it_ready_for_the_next(talk: Talk) -> None:
    talk.say(b"not for you\n")
    assert talk.answer() == {"id": None, "error": "bad-request"}
    talk.say({"do": "analyse", "id": 3})
    assert talk.answers(3) == [{"id": 3, "error": "analysis-failed"}]
    long = "The ferry left the harbour of Karsk on Monday.\n" * 4000
    talk.say(request(4, long, [], "en", entities=True))
    talk.say({"do": "cancel", "id": 4})
    assert talk.answers(4)[-1] == {"id": 4, "error": "cancelled"}
    talk.say(request(5, "All well.", [], "en", entities=False))
    assert "done" in talk.answers(5)[-1]


def test_it_ends_with_its_input(talk: Talk) -> None:
    talk.say({"do": "quit"})
    assert talk.process.wait(timeout=60) == 0


def test_a_paragraph_longer_than_spacy_likes_is_cut_at_a_space(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "_PIECE", 40)
    text = "short\n" + "The ferry left the harbour. " * 12 + "\n" + "x" * 130 + "\nend"
    pieces = [piece for batch in worker._batches(text) for piece in batch]
    assert all(len(piece) <= 40 for _, piece in pieces)
    assert all(text[offset : offset + len(piece)] == piece for offset, piece in pieces)
    covered = {at for offset, piece in pieces for at in range(offset, offset + len(piece))}
    assert {at for at in range(len(text)) if at not in covered} == {
        at for at, each in enumerate(text) if each == "\n"
    }
    assert not any(piece.startswith("erry") for _, piece in pieces)


def test_without_a_pipeline_there_are_tokens_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setattr(worker, "english_pipeline", lambda: None)
    out = io.BytesIO()
    made = worker.Worker(out)
    made.listen(io.BytesIO(encode(request(1, "Karsk denies it. So does Tarn.", [], "en",
                                          entities=True))))  # fmt: skip
    made.work()
    answers = [decode(line) for line in out.getvalue().splitlines()]
    assert answers[-1]["done"]["pipeline"] is False
    found = gathered(answers)
    assert found["entities"] == []
    assert len(found["starts"]) == 8
    assert found["sentences"] == [0, 4]
