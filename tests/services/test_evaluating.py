"""Evaluation: what is compared with what, the figures, and the places behind them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.annotations import Span
from annotator.domain.errors import AnnotatorError
from annotator.domain.proposals import EntityProposal, OpinionProposal, QuoteProposal
from annotator.services import evaluating_files, models, training
from annotator.services.adjudicating import adjudicate
from annotator.services.engines import Found, Look, Part, WorkerEngines, example_of
from annotator.services.evaluating import (
    EXAMPLES,
    TOGETHER,
    Evaluation,
    Figure,
    evaluate,
    headline,
    scored,
)
from annotator.services.evaluating_files import FileOptions, switches_of
from annotator.services.importing import ImportOptions, ImportStopped, import_paths
from annotator.services.labelled import LabelledArticle, labelled
from annotator.services.session import Session
from annotator.services.suggesting import Analysis, plan_of
from annotator.services.tasks import Cancelled, Task
from annotator.services.training import Needed, TrainingOptions, train
from tests.services.labelled_articles import Rules, add_stories, line, write_lines


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "NEEDED", dict.fromkeys(training.KINDS, Needed(5, 5)))


@pytest.fixture
def rules() -> Rules:
    return Rules()


def figure(found: Evaluation, suggester: str, measure: str, label: str = "") -> Figure:
    return next(
        each
        for each in found.figures
        if (each.suggester, each.measure, each.label) == (suggester, measure, label)
    )


# Against somebody's labels ------------------------------------------------------------------------


def test_every_suggester_by_label_and_all_together(session: Session, rules: Rules) -> None:
    add_stories(session, 6)
    found = evaluate(session, engines=rules)
    assert (found.against, found.articles) == ("Mina Kell", 6)
    whole = figure(found, "test-1", "exact")
    assert (whole.right, whole.found, whole.gold) == (6, 6, 12)
    assert (whole.precision, whole.recall) == (1, 0.5)
    assert whole.value == pytest.approx(2 / 3)
    assert figure(found, "test-1", "exact", "GPE").recall == 1
    assert figure(found, "test-1", "exact", "PERSON").recall == 0
    assert figure(found, TOGETHER, "partial", "PERSON").value == 0
    assert figure(found, "quote-rules-1", "content_exact").right == 0
    assert figure(found, "quote-rules-1", "content_j80").right == 6
    assert figure(found, "opinion-rules-1", "polarity").right == 3
    assert figure(found, TOGETHER, "accuracy").value == 0.5
    assert found.cpu_seconds == 6 * 0.25
    assert [list(look.kinds) for look, _ in rules.looks] == [["quotes", "opinions", "entities"]]


def test_mistakes_have_a_place_and_a_sort(session: Session, rules: Rules) -> None:
    add_stories(session, 2)
    found = evaluate(session, engines=rules)
    assert found.errors("entities", TOGETHER) == {"missed": 2}
    missed = next(each for each in found.mistakes if each.kind == "entities")
    assert session.text(missed.document)[slice(*missed.span)] == missed.words
    assert (missed.label, missed.suggested) == ("PERSON", "")
    boundary = next(each for each in found.mistakes if each.error == "boundary")
    assert boundary.words.endswith("would sail again")
    assert boundary.suggested.endswith("would sail")
    assert found.errors("opinions", TOGETHER) == {"polarity": 1}
    wrong = next(each for each in found.mistakes if each.error == "polarity")
    assert (wrong.label, wrong.suggested) == ("negative", "positive")


def test_json_has_figures_and_some_examples_of_every_error(session: Session, rules: Rules) -> None:
    add_stories(session, 9)
    plain = json.loads(json.dumps(evaluate(session, engines=rules).plain()))
    missed = next(
        each
        for each in plain["errors"]
        if (each["kind"], each["suggester"], each["error"]) == ("entities", TOGETHER, "missed")
    )
    assert missed["number"] == 9
    assert len(missed["examples"]) == EXAMPLES
    assert missed["examples"][0]["document"] == "story-0"
    assert {"precision", "recall", "f1", "right", "found", "gold"} <= plain["figures"][0].keys()


def test_only_the_kinds_that_are_asked_for(session: Session, rules: Rules) -> None:
    add_stories(session, 2)
    found = evaluate(session, kinds=["quotes"], engines=rules)
    assert {each.kind for each in found.figures} == {"quotes"}
    assert list(rules.looks[0][0].kinds) == ["quotes"]


def test_against_somebody_else_and_the_gold_set(session: Session, rules: Rules) -> None:
    add_stories(session, 3)
    path = session.path.with_suffix(".ada.jsonl")
    import_paths(session, [write_lines(path, [line(5, annotator="Ada")])], ImportOptions())
    assert evaluate(session, "Ada", engines=rules).articles == 1
    with pytest.raises(AnnotatorError) as caught:
        evaluate(session, "gold", engines=rules)
    assert caught.value.code == "evaluate-no-gold"
    step, _ = adjudicate(session, "prefer=Ada")
    session.apply(step)
    gold = evaluate(session, "gold", engines=rules)
    assert gold.against == "gold"
    assert figure(gold, TOGETHER, "exact").gold >= 2


@pytest.mark.parametrize(
    ("against", "code"), [("", "evaluate-nothing"), ("X", "annotator-unknown")]
)
def test_nothing_to_compare_with(session: Session, rules: Rules, against: str, code: str) -> None:
    unfinished = {**line(0), "states": []}
    path = session.path.with_suffix(".u.jsonl")
    import_paths(session, [write_lines(path, [unfinished])], ImportOptions())
    with pytest.raises(AnnotatorError) as caught:
        evaluate(session, against, engines=rules)
    assert caught.value.code == code
    assert evaluate(session, finished=False, engines=rules).articles == 1


def test_labels_accepted_unchanged_are_told(session: Session, rules: Rules) -> None:
    lines = [line(number) for number in range(3)]
    for each in lines:
        each["spans"][1]["origin"] = "suggestion"
    path = session.path.with_suffix(".a.jsonl")
    import_paths(session, [write_lines(path, lines)], ImportOptions())
    found = evaluate(session, engines=rules)
    assert found.accepted == {"quotes": (0, 3), "opinions": (0, 3), "entities": (3, 6)}


def test_an_own_model_is_measured_only_on_what_it_did_not_learn_from(
    session: Session, rules: Rules
) -> None:
    add_stories(session, 10)
    trained = train(session, TrainingOptions("quotes"), engines=rules)
    kept = training.keep(session, trained)
    rules.looks.clear()
    found = evaluate(session, engines=rules)
    assert found.left_out == {kept.name: sorted(trained.trained_on, key=_order)}
    with_own = rules.looks[1]
    assert sorted(with_own[1]) == sorted(trained.tested_on)
    assert dict(with_own[0].names) == {"quotes": kept.name}
    own = figure(found, kept.name, "content_exact")
    assert (own.gold, own.value) == (len(trained.tested_on), 1)
    # The rules on the same articles, or the figures could not be compared.
    assert figure(found, "quote-rules-1", "content_exact").gold == len(trained.tested_on)
    assert figure(found, TOGETHER, "content_exact").value == 1
    assert figure(found, "test-1", "exact").gold == 20


def _order(uid: str) -> int:
    return int(uid.partition("-")[2])


def test_a_model_from_elsewhere_is_told_of_and_not_measured(
    session: Session, rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_stories(session, 10)
    training.keep(session, train(session, TrainingOptions("quotes"), engines=rules))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another"))
    found = evaluate(session, engines=rules)
    assert [code for code, _ in found.notices] == ["model-not-ours"]
    assert found.left_out == {}


def test_it_can_be_cancelled(session: Session, rules: Rules) -> None:
    add_stories(session, 3)
    task = Task("evaluating")
    task.cancel()
    with pytest.raises(Cancelled):
        evaluate(session, "", task, engines=rules)


# Scoring ------------------------------------------------------------------------------------------


TEXT = "Oren Maret told Karsk that the ferry waits."
ARTICLE = LabelledArticle(
    1, "one", "", TEXT,
    entities=(EntityProposal(0, 10, "PERSON", ""), EntityProposal(16, 21, "GPE", "")),
    quotes=(QuoteProposal((Span(27, 42),), (Span(11, 15),), (Span(0, 10),)),),
    opinions=(OpinionProposal(Span(16, 21), "negative"),),
)  # fmt: skip


def test_a_label_that_differs_is_shown_with_what_was_suggested() -> None:
    found = Found(
        entities=(EntityProposal(16, 21, "ORG", "x"), EntityProposal(5, 10, "PERSON", "x"))
    )
    _, mistakes = scored("entities", [ARTICLE], [found], "x")
    assert [(each.error, each.words, each.suggested) for each in mistakes] == [
        ("boundary", "Oren Maret", "Maret"), ("label", "Karsk", "ORG"),
    ]  # fmt: skip


def test_a_wrong_speaker_is_shown_by_the_sources() -> None:
    found = Found(quotes=(replace(ARTICLE.quotes[0], source=(Span(16, 21),)),))
    _, mistakes = scored("quotes", [ARTICLE], [found], "x")
    assert [(each.error, each.words, each.suggested) for each in mistakes] == [
        ("wrong-speaker", "Oren Maret", "Karsk")
    ]


def test_headlines_are_those_of_all_together() -> None:
    figures, _ = scored("opinions", [ARTICLE], [Found()], TOGETHER)
    assert headline("opinions", figures) == 0
    assert headline("quotes", figures) is None


# The worker's side --------------------------------------------------------------------------------


class Asked:
    """A worker that notes what it is asked."""

    def __init__(self) -> None:
        self.plans: list[Any] = []
        self.articles: list[Any] = []
        self.code = ""
        self.notices: list[tuple[str, dict[str, Any]]] = []

    def analyse(self, plan: Any, article: Any, task: Any = None) -> Analysis:
        self.plans.append(plan)
        self.articles.append(article)
        found = Analysis(article.document.id)
        found.quotes = [
            QuoteProposal((Span(27, 42),), suggester="quote-model-12345678"),
            QuoteProposal((Span(0, 10),), suggester="quote-rules-1"),
        ]
        found.model, found.cpu_seconds = "en-1", 0.5
        found.notices = self.notices
        return found

    def train(self, *_: Any, **__: Any) -> dict[str, Any]:
        raise AnnotatorError(self.code)


def worker_engines(session: Session, asked: Asked) -> WorkerEngines:
    return WorkerEngines(asked, plan_of(session, every=True))  # type: ignore[arg-type]


def test_the_worker_is_asked_without_anybodys_labels(session: Session) -> None:
    asked = Asked()
    engines = worker_engines(session, asked)
    look = Look(["quotes"], {"quotes": Path("model")}, {"quotes": "quote-model-mine"})
    (found,) = engines.suggest([ARTICLE], look, Task())
    assert len(found.quotes) == 2
    assert asked.articles[0].annotations == {}
    assert asked.plans[0].setup["models"] == {"quotes": "model"}
    assert asked.plans[0].setup["names"] == {"quotes": "quote-model-mine"}
    assert asked.plans[0].wants == ("quotes",)
    assert (engines.cpu_seconds, engines.pipeline) == (0.5, "en-1")
    list(engines.suggest([ARTICLE], Look(["quotes"]), Task()))
    assert asked.plans[0].key != asked.plans[1].key


def test_a_model_that_does_not_load_is_no_measure_of_the_rules(session: Session) -> None:
    asked = Asked()
    asked.notices = [("model-failed", {"name": "x", "why": "?"})]
    engines = worker_engines(session, asked)
    with pytest.raises(AnnotatorError) as caught:
        list(engines.suggest([ARTICLE], Look(["quotes"], {"quotes": Path("model")}), Task()))
    assert caught.value.code == "model-failed"


def test_without_a_pipeline_nothing_is_started(session: Session) -> None:
    add_stories(session, 6)
    session.set_setting("pipeline", "no_such_pipeline")
    for attempt in (
        lambda: evaluate(session),
        lambda: train(session, TrainingOptions("quotes")),
    ):
        with pytest.raises(AnnotatorError) as caught:
            attempt()
        assert caught.value.code == "pipeline-missing"
    assert evaluate(session, engines=Rules()).articles == 6


def test_what_a_person_should_know_is_told_once(session: Session) -> None:
    asked = Asked()
    asked.notices = [("pipeline-language", {"language": "de"})]
    engines = worker_engines(session, asked)
    list(engines.suggest([ARTICLE, ARTICLE], Look(["quotes"]), Task()))
    assert engines.notices == asked.notices


def test_given_targets_are_asked_about_and_nothing_else(session: Session) -> None:
    asked = Asked()
    list(
        worker_engines(session, asked).suggest(
            [ARTICLE], Look(["opinions"], every_target=True), Task()
        )
    )
    (plan,), (article,) = asked.plans, asked.articles
    assert plan.wants == ("opinions",)
    assert plan.setup["floor"] == 0
    assert [each.spans for each in article.annotations.values()] == [(Span(16, 21),)]
    assert {each.layer for each in article.annotations.values()} == {plan.mentions}
    assert {each.label for each in article.annotations.values()} == set(plan.setup["targets"])


def test_suggestions_off_do_not_keep_evaluation_from_looking(session: Session) -> None:
    session.set_setting("suggest", False)
    asked = Asked()
    list(worker_engines(session, asked).suggest([ARTICLE], Look(["entities"]), Task()))
    assert asked.plans[0].wants == ("entities",)
    assert asked.plans[0].setup["labels"]["PERSON"] == "PERSON"


@pytest.mark.parametrize(
    ("code", "said"), [("worker-died", "training-stopped"), ("worker-hung", "training-hung"),
                       ("model-disk-full", "model-disk-full")]
)  # fmt: skip
def test_a_lost_worker_in_a_training_says_so(
    session: Session, tmp_path: Path, code: str, said: str
) -> None:
    asked = Asked()
    asked.code = code
    with pytest.raises(AnnotatorError) as caught:
        worker_engines(session, asked).train("quotes", [ARTICLE], tmp_path, Task())
    assert caught.value.code == said


def test_examples_hold_the_labels_of_one_kind() -> None:
    quotes = example_of("quotes", ARTICLE)
    assert quotes.keys() == {"text", "zones", "language", "quotes"}
    assert quotes["quotes"][0]["content"] == [[27, 42]]
    assert example_of("entities", ARTICLE)["entities"][0][:3] == [0, 10, "PERSON"]
    assert example_of("opinions", ARTICLE)["opinions"][0]["target"] == [16, 21]


def test_a_part_of_a_task_reports_its_share_and_stops_with_the_whole() -> None:
    done: list[int] = []
    whole = Task("x", lambda at, _of: done.append(at))
    part = Part(whole, 0.5, 0.2)
    part.progress(1, 2)
    assert done == [600]
    whole.cancel()
    assert part.cancelled
    with pytest.raises(Cancelled):
        part.progress(2, 2)


# Files ------------------------------------------------------------------------------------------


def given(rules: Rules) -> Any:
    """Return what gives rules of the test in the worker's place."""

    @contextmanager
    def give(*_: Any) -> Iterator[Rules]:
        yield rules

    return give


@pytest.fixture
def in_files(monkeypatch: pytest.MonkeyPatch, rules: Rules) -> Rules:
    """Let the rules of the test suggest for files, too."""
    monkeypatch.setattr(evaluating_files, "engines_of", given(rules))
    return rules


def in_file(path: Path, kind: str = "quotes", **options: Any) -> dict[str, Any]:
    found = evaluating_files.evaluate_files(FileOptions(kind, path, **options))
    return json.loads(json.dumps(found.plain()))


def test_quotes_of_a_file(tmp_path: Path, in_files: Rules) -> None:
    path = write_lines(tmp_path / "dev.jsonl", [line(number) for number in range(4)])
    found = in_file(path)
    assert {"all", "speech", "cpu_seconds", "words"} <= found.keys()
    for view in ("all", "speech"):
        assert {"content_exact", "content_j80", "seg_spk", "e2e"} <= found[view].keys()
    assert found["all"]["content_exact"] == 0
    assert found["all"]["content_j80"] == 1
    assert found["cpu_seconds"] == 1
    assert found["words"] > 100
    assert found["by_confidence"][-1] == {"share": 1.0, "content_exact_precision": 0}


def test_learning_from_a_file_before(
    tmp_path: Path, in_files: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev = write_lines(tmp_path / "dev.jsonl", [line(number) for number in range(3)])
    copy = {**line(1), "id": "copy-1"}
    copy["text"] += "More soon."
    train_lines = [*(line(number) for number in range(2, 12)), copy]
    path = write_lines(tmp_path / "train.jsonl", train_lines)
    found = in_file(dev, train=path, articles=5)
    assert found["trained_on"] == 5
    assert found["left_out"] == 2, "story 2 and the copy of story 1"
    assert found["train_cpu_seconds"] == 0.5
    assert found["all"]["content_exact"] == 1
    assert not set(in_files.learned[0]) & {"story-2", "copy-1"}
    again, other = Rules(), Rules()
    for seed, rules in ((0, again), (1, other)):
        monkeypatch.setattr(evaluating_files, "engines_of", given(rules))
        in_file(dev, train=path, articles=5, seed=seed)
    assert again.learned == in_files.learned
    assert other.learned != in_files.learned


def test_sentiment_and_entities_of_a_file(tmp_path: Path, in_files: Rules) -> None:
    dev = write_lines(tmp_path / "dev.jsonl", [line(number) for number in range(4)])
    found = in_file(dev, "opinions")
    assert found["accuracy"] == 0.5
    assert found["macro_f1"] == pytest.approx(1 / 3, abs=1e-4)
    assert in_files.looks[0][0].every_target
    train_path = write_lines(tmp_path / "train.jsonl", [line(number) for number in range(4, 12)])
    found = in_file(dev, "opinions", train=train_path, labels=5)
    assert (found["trained_labels"], found["macro_f1"]) == (5, 1)
    found = in_file(dev, "entities")
    assert found["exact"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["labels"]["GPE"]["exact"]["recall"] == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"articles": 99}, "evaluate-too-few"),
        ({"labels": 99}, "evaluate-too-few"),
    ],
)
def test_more_than_there_is(
    tmp_path: Path, in_files: Rules, options: dict[str, int], code: str
) -> None:
    dev = write_lines(tmp_path / "dev.jsonl", [line(0)])
    path = write_lines(tmp_path / "train.jsonl", [line(number) for number in range(1, 4)])
    with pytest.raises(AnnotatorError) as caught:
        in_file(dev, train=path, **options)
    assert caught.value.code == code
    assert caught.value.values["there"] == 3


def test_a_bad_line_is_one_clear_error(tmp_path: Path, in_files: Rules) -> None:
    path = write_lines(tmp_path / "dev.jsonl", [line(0)])
    path.write_text(path.read_text() + '{"id": "x", "text": 7}\n')
    with pytest.raises(ImportStopped) as caught:
        in_file(path)
    assert caught.value.values["line"] == 2
    with pytest.raises(ImportStopped) as caught:
        in_file(tmp_path / "nowhere.jsonl")
    assert caught.value.code == "file-missing"


def test_a_file_without_what_is_asked_for(tmp_path: Path, in_files: Rules) -> None:
    path = write_lines(tmp_path / "dev.jsonl", [{"id": "x", "text": "The road is open."}])
    with pytest.raises(AnnotatorError) as caught:
        in_file(path)
    assert caught.value.code == "evaluate-nothing-in-file"


def test_labels_of_several_people_in_a_file(tmp_path: Path, in_files: Rules) -> None:
    both = line(0)
    other = line(0, annotator="Ada")
    for each in other["spans"]:
        each["id"] = f"a{each['id']}"
    both["spans"] += other["spans"]
    path = write_lines(tmp_path / "dev.jsonl", [both])
    with pytest.raises(AnnotatorError) as caught:
        in_file(path, "entities")
    assert caught.value.code == "evaluate-several-annotators"
    assert caught.value.values["names"] == "Ada, Mina Kell"
    write_lines(path, [both, line(1), {**line(2, annotator="Ada"), "spans": [], "quotes": [],
                                       "opinions": []}])  # fmt: skip
    found = in_file(path, "entities", annotator="Ada")
    assert found["labels"]["PERSON"]["exact"]["gold"] == 1
    assert found["articles"] == 2, "one that she labelled and one that she finished"


def test_switches_are_named() -> None:
    assert switches_of([]) is None
    assert switches_of([("joined", "no"), ("titles", "yes")])["joined"] is False  # type: ignore[index]
    assert switches_of([], parc=True)["that_in_content"] is True  # type: ignore[index]
    for typed, code in (
        (("house", "yes"), "evaluate-switch-unknown"),
        (("joined", "perhaps"), "evaluate-switch-value"),
    ):
        with pytest.raises(AnnotatorError) as caught:
            switches_of([typed])
        assert caught.value.code == code


def test_no_file_is_left_of_an_evaluation(
    tmp_path: Path, in_files: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    dev = write_lines(tmp_path / "dev.jsonl", [line(0)])
    path = write_lines(tmp_path / "train.jsonl", [line(number) for number in range(1, 4)])
    in_file(dev, train=path)
    assert list(scratch.iterdir()) == []
    assert not (models.data_directory() / "models").exists()


def test_labelled_articles_know_their_copies(session: Session) -> None:
    copy = {**line(0), "id": "copy"}
    copy["text"] += "More."
    path = session.path.with_suffix(".l.jsonl")
    import_paths(session, [write_lines(path, [line(0), line(1), copy])], ImportOptions())
    assert [each.copies for each in labelled(session)] == [0, 1, 0]
