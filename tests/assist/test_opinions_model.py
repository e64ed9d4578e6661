"""A project's own view of opinions is learned from its labels, kept in plain files, and checked."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from annotator.assist.opinions import (
    FLOOR,
    TrainingError,
    encoder_available,
    load_opinions,
    polarity_of,
    suggest_opinions,
    train_opinions,
)
from annotator.assist.opinions import encoder as encoding
from annotator.assist.opinions.encoder import Look, encoder
from annotator.assist.opinions.features import FIGURES
from annotator.assist.opinions.regression import fit, probabilities
from annotator.assist.parse import Parse
from annotator.domain.annotations import Span
from annotator.domain.errors import AnnotatorError
from annotator.domain.proposals import OpinionProposal
from tests.assist.opinion_texts import LABELLED, at, examples, parsed

pytestmark = pytest.mark.real_pipeline
needs_encoder = pytest.mark.skipif(
    not encoder_available(), reason="the extra `sentiment` is not installed"
)


def test_it_learns_and_answers_the_same_after_loading(tmp_path: Path) -> None:
    trained = train_opinions(examples(LABELLED), tmp_path, use_encoder=False)
    assert trained.polarities == {"positive": 5, "neutral": 4, "negative": 5}
    assert (trained.targets, trained.encoder, trained.left_out) == (14, False, 0)
    model = load_opinions(tmp_path, "opinion-model-0badcafe")
    right = sum(
        polarity_of(parsed(text), at(text, target), model=model).polarity == polarity
        for text, target, polarity in LABELLED
    )
    assert right >= 13
    text = "Corr is a coward."
    found = suggest_opinions(parsed(text), [at(text, "Corr")], model=model, floor=0.34)
    assert [(each.polarity, each.suggester) for each in found] == [
        ("negative", "opinion-model-0badcafe")
    ]
    assert found[0].expression == (at(text, "coward"),)


def test_a_project_can_teach_a_word_that_the_lexicon_does_not_know(tmp_path: Path) -> None:
    names = ["Aune", "Orlo", "Sild", "Maret", "Corr", "Rhee", "Dorn", "Quill"]
    rows = [(f"{each} is a total landlubber.", each, "negative") for each in names]
    rows += [(f"{each} is a proper seadog.", each, "positive") for each in names]
    text = "Varr is a total landlubber."
    target = at(text, "Varr")
    assert suggest_opinions(parsed(text), [target]) == []
    train_opinions(examples(rows), tmp_path, use_encoder=False)
    model = load_opinions(tmp_path)
    found = suggest_opinions(parsed(text), [target], model=model, floor=FLOOR)
    assert [each.polarity for each in found] == ["negative"]


def test_names_are_not_learned(tmp_path: Path) -> None:
    rows = [("Orlo came to Karsk.", "Orlo", "negative")] * 8
    rows += [("Sild came to Karsk.", "Sild", "positive")] * 8
    train_opinions(examples(rows), tmp_path, use_encoder=False)
    model = load_opinions(tmp_path)
    for text in ("Orlo came to Lund.", "Sild came to Lund."):
        score = polarity_of(parsed(text), at(text, text[:4]), model=model).score
        assert score == pytest.approx(0.5, abs=0.01)


def test_the_same_examples_make_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        train_opinions(examples(LABELLED), tmp_path / name, use_encoder=False)
    for file in ("opinions.json", "opinions.npz"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_progress_rises_and_may_stop_it(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    train_opinions(
        examples(LABELLED), tmp_path, use_encoder=False,
        on_progress=lambda done, total: steps.append((done, total)),
    )  # fmt: skip
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1]

    class Stopped(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Stopped

    (tmp_path / "stopped").mkdir()
    with pytest.raises(Stopped):
        train_opinions(
            examples(LABELLED), tmp_path / "stopped", use_encoder=False, on_progress=stop
        )
    assert list((tmp_path / "stopped").iterdir()) == []


# What nothing can be learned from ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "training-no-opinions"),
        (LABELLED[:1], "training-one-polarity"),
        ([row for row in LABELLED if row[2] == "negative"] * 5, "training-one-polarity"),
        (LABELLED[:4], "training-few-opinions"),
    ],
)
def test_too_little_is_refused_with_a_reason(
    tmp_path: Path, rows: list[tuple[str, str, str]], code: str
) -> None:
    with pytest.raises(TrainingError) as refused:
        train_opinions(examples(rows), tmp_path, use_encoder=False)
    assert refused.value.code == code
    assert list(tmp_path.glob("opinions.*")) == []


def test_one_document_is_enough_if_it_has_enough_opinions(tmp_path: Path) -> None:
    text = "\n".join(row[0] for row in LABELLED)
    opinions = [OpinionProposal(at(text, target), polarity) for _, target, polarity in LABELLED]
    trained = train_opinions([(parsed(text), opinions)], tmp_path, use_encoder=False)
    assert trained.targets == len(LABELLED)


def test_contradictory_labels_are_counted_and_end_in_doubt(tmp_path: Path) -> None:
    text = "Orlo spoke to the harbour board."
    target = at(text, "Orlo")
    both = [OpinionProposal(target, "negative"), OpinionProposal(target, "positive")]
    trained = train_opinions([(parsed(text), both)] * 10, tmp_path, use_encoder=False)
    assert trained.contradictory == 10
    found = polarity_of(parsed(text), target, model=load_opinions(tmp_path))
    assert found.score == pytest.approx(0.5, abs=0.01)
    assert suggest_opinions(parsed(text), [target], model=load_opinions(tmp_path)) == []


def test_targets_without_a_parse_are_left_out_and_said_so(tmp_path: Path) -> None:
    bare = Parse("Orlo is a liar.", parsed=False)
    unparsed = (bare, [OpinionProposal(Span(0, 4), "negative")])
    trained = train_opinions([*examples(LABELLED), unparsed], tmp_path, use_encoder=False)
    assert (trained.targets, trained.left_out) == (len(LABELLED), 1)


# Files -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    train_opinions(examples(LABELLED), folder, use_encoder=False)
    return folder


def _changed(kept: Path, folder: Path, key: str, value: object) -> Path:
    shutil.copytree(kept, folder)
    words = json.loads((folder / "opinions.json").read_text(encoding="utf-8"))
    words[key] = value
    (folder / "opinions.json").write_text(json.dumps(words), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", 99),
        ("figures", ["sum"]),
        ("polarities", ["positive"]),
        ("polarities", ["good", "bad", "so-so"]),
        ("cues", ["w:one"]),
        ("cues", None),
        ("encoder", "0" * 64),
    ],
)
def test_a_model_that_is_not_ours_is_refused(
    kept: Path, tmp_path: Path, key: str, value: object
) -> None:
    with pytest.raises(AnnotatorError) as refused:
        load_opinions(_changed(kept, tmp_path / "changed", key, value))
    assert refused.value.code == "model-unreadable"


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError) as refused:
        load_opinions(tmp_path)
    assert refused.value.code == "model-unreadable"


def test_pickled_objects_and_numbers_that_are_none_are_refused(kept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "changed"
    shutil.copytree(kept, folder)
    with np.load(folder / "opinions.npz") as file:
        arrays = dict(file)
    np.savez(folder / "opinions.npz", **{**arrays, "means": np.array([{}] * len(FIGURES))})
    with pytest.raises(AnnotatorError) as refused:
        load_opinions(folder)
    assert refused.value.code == "model-unreadable"
    np.savez(folder / "opinions.npz", **{**arrays, "weights": arrays["weights"] * np.nan})
    with pytest.raises(AnnotatorError) as refused:
        load_opinions(folder)
    assert refused.value.code == "model-unreadable"


# The regression ----------------------------------------------------------------------------------


def test_the_regression_agrees_with_scikit_learn() -> None:
    draw = np.random.default_rng(3)
    rows = draw.normal(size=(200, 6))
    classes = (rows @ draw.normal(size=(6, 3)) + draw.normal(size=(200, 3))).argmax(axis=1)
    weights = fit(rows, classes, 3, np.ones(200), penalty=2.0, iterations=500)
    other = LogisticRegression(C=0.5, max_iter=2000, tol=1e-8).fit(rows, classes)
    assert probabilities(rows, weights) == pytest.approx(other.predict_proba(rows), abs=2e-3)


def test_importance_is_as_good_as_repeating() -> None:
    rows = np.array([[0.0], [1.0], [2.0], [3.0]])
    classes = np.array([0, 1, 0, 1])
    weighed = fit(rows, classes, 2, np.array([1.0, 3.0, 1.0, 1.0]), penalty=1.0)
    repeated = fit(
        rows[[0, 1, 1, 1, 2, 3]], classes[[0, 1, 1, 1, 2, 3]], 2, np.ones(6), penalty=1.0
    )
    assert weighed == pytest.approx(repeated, abs=1e-3)


# The encoder -------------------------------------------------------------------------------------


@needs_encoder
def test_a_target_has_the_same_numbers_whoever_stands_beside_it() -> None:
    looks = [
        Look(text, at(text, target), None, ((1.0, Span(0, 3)),)) for text, target, _ in LABELLED
    ]
    together = encoder().states(looks)
    assert together.shape == (len(looks), encoding.SIZE)
    random.Random(1).shuffle(looks)
    for row, look in zip(encoder().states(looks), looks, strict=True):
        assert np.array_equal(row, encoder().states([look])[0])


@needs_encoder
def test_a_target_without_letters_and_one_in_a_very_long_text_have_numbers() -> None:
    blank = encoder().states([Look("   ", Span(0, 2)), Look("", Span(0, 0))])
    assert not blank.any()
    text = "word " * 5_000 + "Orlo lied. " + "word " * 5_000
    found = encoder().states([Look(text, at(text, "Orlo"))])
    assert np.isfinite(found).all()
    assert found.any()


@needs_encoder
def test_with_the_encoder_it_learns_and_says_that_it_needs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = train_opinions(examples(LABELLED), tmp_path)
    assert trained.encoder
    model = load_opinions(tmp_path)
    text = "Corr is a coward and a thief."
    found = polarity_of(parsed(text), at(text, "Corr"), model=model)
    assert found.polarity == "negative"
    monkeypatch.setattr(encoding, "_NEEDED", ("no_such_package",))
    assert not encoder_available()
    with pytest.raises(AnnotatorError) as refused:
        load_opinions(tmp_path)
    assert refused.value.code == "encoder-missing"


@needs_encoder
def test_a_model_file_that_is_not_the_pinned_one_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "model.onnx"
    other.write_bytes(b"something else")
    monkeypatch.setattr(encoding, "_model_path", lambda: other)
    encoder.cache_clear()
    with pytest.raises(AnnotatorError) as refused:
        encoder()
    assert refused.value.code == "encoder-changed"
    encoder.cache_clear()


def test_without_the_extra_training_does_without_the_encoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "_NEEDED", ("no_such_package",))
    encoding.encoder.cache_clear()  # another test may have loaded it
    assert not train_opinions(examples(LABELLED), tmp_path).encoder
    with pytest.raises(AnnotatorError) as refused:
        train_opinions(examples(LABELLED), tmp_path, use_encoder=True)
    assert refused.value.code == "encoder-missing"
