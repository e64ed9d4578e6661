"""Training: what is learned from, what it is tested on, what comes of it, and of bad input."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.documents import State
from annotator.domain.errors import AnnotatorError
from annotator.services import models, tasks, training
from annotator.services.adjudicating import adjudicate
from annotator.services.evaluating import Figure, headline
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.labelled import labelled
from annotator.services.session import Session
from annotator.services.tasks import Cancelled, Task
from annotator.services.training import KINDS, Needed, Trained, TrainingOptions, train
from tests.services.labelled_articles import Rules, add_stories, line, write_lines


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the short stories of the tests be enough labels."""
    monkeypatch.setattr(
        training,
        "NEEDED",
        {kind: Needed(each.articles, 8) for kind, each in training.NEEDED.items()},
    )


@pytest.fixture
def rules() -> Rules:
    return Rules()


@pytest.fixture
def stories(session: Session) -> list[int]:
    return add_stories(session, 14)


def trained(session: Session, rules: Rules, kind: str = "quotes", **options: Any) -> Trained:
    return train(session, TrainingOptions(kind, **options), engines=rules)


def refused(session: Session, rules: Rules, kind: str = "quotes", **options: Any) -> AnnotatorError:
    with pytest.raises(AnnotatorError) as caught:
        trained(session, rules, kind, **options)
    nothing_is_left(session)
    return caught.value


def nothing_is_left(session: Session) -> None:
    folder = models.store_of(session).folder
    left = [each.name for each in folder.glob("*")] if folder.exists() else []
    assert left == []
    assert session.setting("models") is None


# What is learned ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_is_trained_tested_and_kept(
    session: Session, stories: list[int], rules: Rules, kind: str
) -> None:
    done: list[tuple[int, int]] = []
    task = Task("training", lambda at, of: done.append((at, of)))
    found = train(session, TrainingOptions(kind), task, engines=rules)
    assert len(found.trained_on) + len(found.tested_on) == len(stories)
    assert len(found.tested_on) == 3
    assert not set(found.trained_on) & set(found.tested_on)
    assert headline(kind, found.after) == 1
    assert headline(kind, found.rules) != 1
    assert found.better is True
    assert found.before == []
    assert set(found.model.documents) | {
        int(each, 16) for each in found.model.about["held_out"]
    } == set(stories)
    assert [each.articles for each in found.model.curve] == sorted(
        each.articles for each in found.model.curve
    )
    assert len(found.model.curve) == 4
    shares = [at / of for at, of in done]
    assert shares[-1] == 1
    assert models.usable(session).paths == {}, "kept before anybody said so"
    kept = training.keep(session, found)
    assert models.usable(session).names == {kind: kept.name}
    assert kept.tested == 3
    assert kept.annotator == "Mina Kell"
    assert sum(kept.labels.values()) == len(found.trained_on) * (2 if kind == "entities" else 1)


def test_what_is_tested_was_never_learned(
    session: Session, stories: list[int], rules: Rules
) -> None:
    found = trained(session, rules)
    for learned in rules.learned:
        assert set(learned) <= set(found.trained_on)
    for _, looked in rules.looks:
        assert looked == list(found.tested_on)
    sizes = sorted(len(each) for each in rules.learned)
    assert sizes == [3, 6, 8, 11]
    whole = set(max(rules.learned, key=len))
    assert whole == set(found.trained_on)


def test_the_same_seed_deals_the_same_articles(
    session: Session, stories: list[int], rules: Rules
) -> None:
    one, other = trained(session, rules), trained(session, rules)
    assert one.tested_on == other.tested_on
    other.candidate.drop()
    dealt = {trained(session, rules, seed=seed).tested_on for seed in range(4)}
    assert len(dealt) > 1


def test_copies_of_one_story_stay_on_one_side(session: Session, rules: Rules) -> None:
    add_stories(session, 10)
    copies = []
    for number in range(4):
        copy = line(number)
        copy["id"] = f"copy-{number}"
        copy["text"] += "More soon."
        copies.append(copy)
    import_paths(
        session, [write_lines(session.path.with_suffix(".copies.jsonl"), copies)], ImportOptions()
    )
    for seed in range(6):
        found = trained(session, rules, seed=seed)
        for number in range(4):
            sides = [
                f"story-{number}" in found.tested_on,
                f"copy-{number}" in found.tested_on,
            ]
            assert sides[0] == sides[1], f"copies of story {number} are on both sides"
        found.candidate.drop()


def test_only_finished_articles_teach_and_only_hers(session: Session, rules: Rules) -> None:
    add_stories(session, 10)
    unfinished = line(10)
    unfinished["states"] = [{"annotator": "Mina Kell", "state": "in-progress"}]
    others = line(11, annotator="Bo")
    path = write_lines(session.path.with_suffix(".more.jsonl"), [unfinished, others])
    import_paths(session, [path], ImportOptions())
    found = trained(session, rules)
    assert {"story-10", "story-11"} & {*found.trained_on, *found.tested_on} == set()
    found.candidate.drop()
    found = trained(session, rules, finished=False)
    assert "story-10" in {*found.trained_on, *found.tested_on}
    assert "story-11" not in {*found.trained_on, *found.tested_on}
    found.candidate.drop()
    assert refused_later(session, rules, whose="Bo") == "training-one-article"
    assert refused_later(session, rules, whose="Nobody") == "annotator-unknown"


def refused_later(session: Session, rules: Rules, **options: Any) -> str:
    with pytest.raises(AnnotatorError) as caught:
        trained(session, rules, **options)
    return caught.value.code


def test_the_gold_set_teaches(session: Session, stories: list[int], rules: Rules) -> None:
    assert refused_later(session, rules, whose="gold") == "evaluate-no-gold"
    step, _ = adjudicate(session, "prefer=Mina Kell")
    session.apply(step)
    found = trained(session, rules, "entities", whose="gold")
    assert found.model.annotator == "gold"
    assert len(found.trained_on) + len(found.tested_on) == len(stories)


def test_suggestions_are_never_learned_from_and_accepted_ones_are_counted(
    session: Session, rules: Rules
) -> None:
    lines = [line(number) for number in range(12)]
    for each in lines:
        each["spans"][0]["origin"] = "suggestion"
        each["spans"].append(
            {"start": 6, "end": 11, "text": each["text"][6:11], "layer": "entities",
             "label": "ORG", "suggested": True, "model": "planted-1", "score": 0.9}
        )  # fmt: skip
    path = write_lines(session.path.with_suffix(".s.jsonl"), lines)
    import_paths(session, [path], ImportOptions())
    assert all("ORG" not in each.labels("entities") for each in labelled(session))
    found = trained(session, rules, "entities")
    assert set(found.model.labels) == {"PERSON", "GPE"}
    assert found.accepted == len(found.tested_on)
    assert found.tested_labels == 2 * len(found.tested_on)


def test_what_stands_in_a_zone_teaches_nothing(session: Session, rules: Rules) -> None:
    lines = [line(number) for number in range(12)]
    for each in lines:
        first = each["text"].index("\n")
        each["zones"] = [{"start": 0, "end": first, "kind": "related"}]
    path = write_lines(session.path.with_suffix(".z.jsonl"), lines)
    import_paths(session, [path], ImportOptions())
    found = trained(session, rules, "entities")
    assert set(found.model.labels) == {"PERSON"}, "the town is named in the zone"
    assert found.left_out == 12


# Comparing and training again --------------------------------------------------------------------


def test_the_model_before_is_compared_on_articles_that_neither_learned_from(
    session: Session, stories: list[int], rules: Rules
) -> None:
    first = training.keep(session, trained(session, rules))
    tested_before = {int(each, 16) for each in first.about["held_out"]}
    fresh = add_stories(session, 8, start=14)
    again = trained(session, rules)
    tested = {int(each, 16) for each in again.model.about["held_out"]}
    assert tested & set(first.documents) == set()
    assert tested <= tested_before | set(fresh)
    assert len(tested) == pytest.approx(0.2 * 22, abs=1)
    assert again.previous == first.name
    assert headline("quotes", again.before) == 1
    assert again.better is False
    second = training.keep(session, again)
    assert second.version == 2
    assert models.usable(session).names == {"quotes": second.name}


def test_between_equals_whole_quotes_decide(
    session: Session, stories: list[int], rules: Rules
) -> None:
    found = trained(session, rules)
    found.candidate.drop()

    def figures(frame: float) -> list[Figure]:
        return [
            replace(each, value=frame if each.measure == "frame" else 0.5) for each in found.after
        ]

    better = {
        (before, after): replace(found, rules=figures(before), after=figures(after)).better
        for before, after in [(0.2, 0.9), (0.9, 0.2), (0.9, 0.9)]
    }
    assert better == {(0.2, 0.9): True, (0.9, 0.2): False, (0.9, 0.9): False}


def test_a_worse_model_is_told(session: Session, stories: list[int]) -> None:
    found = trained(session, Rules(enough=99), "entities")
    assert found.better is False
    found.candidate.drop()
    nothing_is_left(session)


def test_the_curve_is_cut_when_time_is_up(
    session: Session, stories: list[int], rules: Rules
) -> None:
    found = trained(session, rules, curve_seconds=-1)
    assert found.curve_cut
    assert [each.articles for each in found.model.curve] == [len(found.trained_on)]


def test_what_there_is_to_learn_from(session: Session, stories: list[int], rules: Rules) -> None:
    ready = {each.kind: each for each in training.readiness(session)}
    assert ready["quotes"].articles == 14
    assert ready["entities"].labels == 28
    assert ready["opinions"].ready
    assert ready["quotes"].since == 14
    training.keep(session, trained(session, rules))
    add_stories(session, 3, start=14)
    assert {each.kind: each.since for each in training.readiness(session)}["quotes"] == 3


def test_newly_finished_articles_are_counted_from_the_last_training(
    session: Session, rules: Rules
) -> None:
    assert training.fresh_articles(session) == 0
    add_stories(session, 4)
    assert training.fresh_articles(session) == 0, "too few for any model"
    add_stories(session, 8, start=4)
    assert training.fresh_articles(session) == 12
    training.keep(session, trained(session, rules))
    assert training.fresh_articles(session) == 0
    add_stories(session, 5, start=12)
    assert training.fresh_articles(session) == 5


# Bad input ---------------------------------------------------------------------------------------


def test_no_labels(session: Session, rules: Rules) -> None:
    assert refused(session, rules).code == "training-no-labels"
    lines = [{**line(number), "quotes": []} for number in range(12)]
    for each in lines:
        each["spans"] = [span for span in each["spans"] if span["layer"] != "quotes"]
    path = write_lines(session.path.with_suffix(".n.jsonl"), lines)
    import_paths(session, [path], ImportOptions())
    assert refused(session, rules).code == "training-no-labels"


def test_one_article_and_copies_of_one(session: Session, rules: Rules) -> None:
    add_stories(session, 1)
    assert refused(session, rules).code == "training-one-article"
    copies = []
    for number in range(12):
        copies.append({**line(0), "id": f"copy-{number}"})
        copies[-1]["text"] += f"Page {number}."
    path = write_lines(session.path.with_suffix(".c.jsonl"), copies)
    import_paths(session, [path], ImportOptions())
    assert refused(session, rules).code == "training-one-article"


def test_too_few(session: Session, rules: Rules) -> None:
    add_stories(session, 4)
    error = refused(session, rules)
    assert error.code == "training-too-few"
    assert error.values == {
        "kind": "quotes", "articles": 10, "labels": 8, "there": 4, "there_labels": 4,
    }  # fmt: skip


def test_one_label(session: Session, rules: Rules) -> None:
    add_stories(session, 12, polarity="positive")
    error = refused(session, rules, "opinions")
    assert error.code == "training-one-label"
    assert error.values["label"] == "positive"


def test_contradictory_labels(session: Session, rules: Rules) -> None:
    def both(number: int) -> dict[str, Any]:
        said = line(number)
        said["opinions"] += [{**said["opinions"][0], "id": "p", "polarity": "mixed"}]
        said["spans"] += [{**said["spans"][0], "id": "x", "label": "ORG"}]
        return said

    path = session.path.with_suffix(".b.jsonl")
    import_paths(
        session, [write_lines(path, [both(number) for number in range(12)])], ImportOptions()
    )
    assert refused(session, rules, "opinions").code == "training-contradictory"
    found = trained(session, rules, "entities")
    assert set(found.model.labels) == {"GPE"}
    assert found.contradictory == 12


def test_a_kind_that_is_none(session: Session, rules: Rules) -> None:
    assert refused(session, rules, "moods").code == "training-kind-unknown"


def test_a_full_disk(session: Session, stories: list[int], rules: Rules) -> None:
    def full(folder: Path, _task: Task) -> None:
        (folder / "half.bin").write_bytes(b"x")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    rules.while_training = full
    assert refused(session, rules).code == "model-disk-full"


@pytest.mark.parametrize("code", ["training-stopped", "training-hung", "training-failed"])
def test_a_worker_that_is_lost(
    session: Session, stories: list[int], rules: Rules, code: str
) -> None:
    def lost(folder: Path, _task: Task) -> None:
        (folder / "half.bin").write_bytes(b"x")
        raise AnnotatorError(code, why="?")

    rules.while_training = lost
    assert refused(session, rules).code == code


def test_a_worker_that_is_lost_on_the_curve(
    session: Session, stories: list[int], rules: Rules
) -> None:
    def lost(_folder: Path, _task: Task) -> None:
        if len(rules.learned) == 3:
            raise AnnotatorError("training-stopped")

    rules.while_training = lost
    assert refused(session, rules).code == "training-stopped"


def test_cancelled_in_the_middle(session: Session, stories: list[int], rules: Rules) -> None:
    outer = Task("training")
    seen: list[bool] = []

    def cancel(_folder: Path, task: Task) -> None:
        seen.append(task.cancelled)
        outer.cancel()
        seen.append(task.cancelled)

    rules.while_training = cancel
    with pytest.raises(Cancelled):
        train(session, TrainingOptions(), outer, engines=rules)
    assert seen == [False, True]
    nothing_is_left(session)


def test_it_refuses_to_run_on_the_thread_that_draws(
    session: Session, stories: list[int], rules: Rules
) -> None:
    release = tasks.guard_this_thread()
    try:
        with pytest.raises(RuntimeError):
            train(session, TrainingOptions(), engines=rules)
    finally:
        release()


def test_a_state_is_what_finishes(session: Session, stories: list[int], rules: Rules) -> None:
    given = session.assignment(stories[0])
    assert given is not None
    from annotator.domain.steps import Edit, Step

    session.apply(Step("state", (Edit(given, replace(given, state=State.SKIPPED)),)))
    found = trained(session, rules)
    assert "story-0" not in {*found.trained_on, *found.tested_on}
