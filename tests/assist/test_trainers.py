"""The way of labelled examples to the trainers, and of what goes wrong back."""

from __future__ import annotations

import errno
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from annotator.assist import entities, opinions, quotes, trainers, worker
from annotator.assist.parse import Parse
from annotator.assist.protocol import decode, encode, plain_entity, plain_opinion, plain_quote
from annotator.domain.annotations import Span
from annotator.domain.errors import AnnotatorError
from annotator.domain.proposals import EntityProposal, OpinionProposal, QuoteProposal
from tests.articles import HARBOUR, where

pytestmark = [pytest.mark.real_pipeline, pytest.mark.xdist_group("worker")]

SAID = QuoteProposal((where(HARBOUR, "We did not fire"),), source=(where(HARBOUR, "Oren Maret"),))
FELT = OpinionProposal(where(HARBOUR, "Velmar"), "positive")
NAMED = EntityProposal(*where(HARBOUR, "Velmar"), "GPE", "")
EXAMPLE = {
    "text": HARBOUR, "zones": [[0, 5]], "language": "en",
    "entities": [plain_entity(NAMED)], "quotes": [plain_quote(SAID)],
    "opinions": [plain_opinion(FELT)],
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What a trainer says of what it made."""

    articles: int
    folder: Path


def ask(
    kind: str, folder: Path, *examples: Any, cancel: bool = False, **more: Any
) -> list[dict[str, Any]]:
    """Return the answers of a worker that is asked to train."""
    out = io.BytesIO()
    made = worker.Worker(out)
    message = {
        "do": "train", "id": 1, "kind": kind, "pipeline": "", "folder": str(folder),
        "examples": list(examples or (EXAMPLE,)), **more,
    }  # fmt: skip
    made.listen(io.BytesIO(encode(message)))
    if cancel:
        made._cancelled.add(1)
    made.work()
    return [decode(line) for line in out.getvalue().splitlines()]


Plant = Callable[[str, Callable[..., Any]], None]


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Plant:
    """`plant(kind, trainer)` puts a trainer in the place of the real one."""
    homes = {"quotes": quotes, "opinions": opinions, "entities": entities}

    def put(kind: str, trainer: Callable[..., Any]) -> None:
        monkeypatch.setattr(homes[kind], f"train_{kind}", trainer)

    return put


@pytest.mark.parametrize(("kind", "label"), [("quotes", SAID), ("opinions", FELT)])
def test_parsed_articles_and_their_labels_reach_the_trainer(
    plant: Plant, tmp_path: Path, kind: str, label: object
) -> None:
    got: list[Any] = []
    told_of: dict[str, Any] = {}

    def trainer(
        examples: Any, folder: Path, *, on_progress: Callable[..., None], **options: Any
    ) -> Told:
        got.extend(examples)
        told_of.update(options)
        on_progress(1, 2)
        on_progress(2, 2)
        return Told(len(got), folder)

    plant(kind, trainer)
    answers = ask(kind, tmp_path, options={"use_encoder": False})
    assert told_of == ({"use_encoder": False} if kind == "opinions" else {})
    ((parse, labels),) = got
    assert isinstance(parse, Parse)
    assert parse.text == HARBOUR
    assert parse.parsed
    assert min(parse.starts) >= 5  # nothing stands in a zone
    assert labels == [label]
    told = [(each["at"], each["so_far"], each["total"]) for each in answers if "at" in each]
    assert told == [("parsing", 0, 1), ("training", 1, 2), ("training", 2, 2)]
    done = answers[-1]["done"]
    assert (done["articles"], done["folder"]) == (1, str(tmp_path))
    assert done["cpu_seconds"] > 0


def test_names_are_learned_from_the_text_and_by_the_pipeline(plant: Plant, tmp_path: Path) -> None:
    got: list[Any] = []

    def trainer(examples: Any, folder: Path, *, pipeline: str, on_progress: Any) -> Told:
        got.append((list(examples), pipeline))
        on_progress(1, 1, None)
        return Told(1, folder)

    plant("entities", trainer)
    assert "done" in ask("entities", tmp_path)[-1]
    ((examples, pipeline),) = got
    assert examples == [(HARBOUR, (Span(0, 5),), [(NAMED.start, NAMED.end, "GPE")])]
    assert pipeline


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (AnnotatorError("training-one-label", label="GPE"),
         {"error": "training-one-label", "values": {"label": "GPE"}}),
        (OSError(errno.ENOSPC, "No space left on device"), {"error": "model-disk-full"}),
        (OSError(errno.EACCES, "no"), {"error": "training-failed"}),
        (ZeroDivisionError("no words"), {"error": "training-failed"}),
    ],
)  # fmt: skip
def test_what_goes_wrong_has_a_code(
    plant: Plant, tmp_path: Path, error: Exception, answer: dict[str, Any]
) -> None:
    def trainer(*_: Any, **__: Any) -> Told:
        raise error

    plant("quotes", trainer)
    last = ask("quotes", tmp_path)[-1]
    assert {name: last[name] for name in answer} == answer
    assert "done" not in last
    if last["error"] == "model-disk-full":
        assert last["values"]["path"] == str(tmp_path)


def test_a_cancel_ends_it_at_the_next_report(plant: Plant, tmp_path: Path) -> None:
    plant("quotes", lambda *_, **__: pytest.fail("it went on"))
    assert ask("quotes", tmp_path, cancel=True)[-1] == {"id": 1, "error": "cancelled"}


def test_nonsense_is_refused(tmp_path: Path) -> None:
    assert ask("verbs", tmp_path)[-1]["error"] == "training-kind-unknown"
    assert ask("quotes", tmp_path, {"text": "x", "quotes": [3]})[-1]["error"] == "training-failed"
    assert ask("quotes", tmp_path, {})[-1]["error"] == "training-failed"


@pytest.mark.parametrize("kind", ["quotes", "opinions", "entities"])
def test_nothing_labelled_is_nothing_to_learn_from(tmp_path: Path, kind: str) -> None:
    """The real trainers say so, and leave nothing behind."""
    bare = {"text": "Nobody came.", "zones": [], "language": "en"}
    folder = tmp_path / "model"
    folder.mkdir()
    last = ask(kind, folder, bare, bare)[-1]
    assert last["error"].startswith("training-")
    assert last["error"] != "training-failed"
    assert list(folder.iterdir()) == []


def test_what_a_trainer_says_is_sent_as_json() -> None:
    assert trainers._plain(Told(3, Path("x"))) == {"articles": 3, "folder": "x"}
    assert trainers._plain(None) == {}
