"""Training and evaluation through the real worker: what only shows when all parts meet."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.services import models, suggesting, training
from annotator.services.evaluating import TOGETHER, evaluate, headline
from annotator.services.session import Session
from annotator.services.tasks import Cancelled, Task
from annotator.services.training import KINDS, Needed, TrainingOptions, train
from tests.services.labelled_articles import add_stories

pytestmark = [pytest.mark.real_pipeline, pytest.mark.xdist_group("worker")]


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "NEEDED", dict.fromkeys(KINDS, Needed(5, 5)))
    # The worker as it is, but that the network for names looks at a tenth of the words.
    brief = (
        "import sys; from annotator.assist import worker; from annotator.assist.entities import "
        "training as names; names._LEAST_PER_CHECK = 800; names._LEAST_WORDS = 4500; "
        "names._MOST_WORDS = 6000; sys.exit(worker.main())"
    )
    monkeypatch.setattr(suggesting, "command", lambda: [sys.executable, "-c", brief])


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS)
def test_a_model_learns_is_kept_and_suggests(session: Session, kind: str) -> None:
    add_stories(session, 14)
    trained = train(session, TrainingOptions(kind, curve_seconds=0))
    assert trained.model.pipeline.startswith("en_core_web_sm")
    assert trained.cpu_seconds > 0
    new, now = headline(kind, trained.after), headline(kind, trained.rules)
    assert new is not None
    assert now is not None
    assert new >= now
    kept = training.keep(session, trained)
    path = models.usable(session).paths[kind]
    assert not [each for each in path.rglob("*") if each.suffix in (".pkl", ".pickle")]
    found = evaluate(session, kinds=[kind])
    assert found.notices == []
    assert len(found.left_out[kept.name]) == len(trained.trained_on)
    assert kept.name in {each.suggester for each in found.figures if each.kind == kind}
    together = [each for each in found.figures if each.suggester == TOGETHER]
    assert together[0].gold == trained.tested_labels
    assert found.cpu_seconds > 0


def test_a_worker_that_dies_leaves_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_stories(session, 8)
    dies = [sys.executable, "-c", "import sys; sys.stdin.readline(); raise SystemExit(3)"]
    monkeypatch.setattr(suggesting, "command", lambda: dies)
    with pytest.raises(AnnotatorError) as caught:
        train(session, TrainingOptions("quotes"))
    assert caught.value.code == "training-stopped"
    assert list(models.store_of(session).folder.glob("*")) == []


def test_cancelling_ends_the_worker_and_leaves_nothing(session: Session) -> None:
    add_stories(session, 8)
    task = Task("training")
    timer = threading.Timer(1.5, task.cancel)
    timer.start()
    try:
        with pytest.raises(Cancelled):
            train(session, TrainingOptions("quotes"), task)
    finally:
        timer.cancel()
    folder: Path = models.store_of(session).folder
    assert list(folder.glob("*")) == []
