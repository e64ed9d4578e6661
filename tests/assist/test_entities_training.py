"""A project's own name finder: what it learns, what becomes of poor data, how it is kept."""

from __future__ import annotations

import json
import pickle
import random
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy

from annotator.assist import pipelines
from annotator.assist.entities import (
    EntityModel,
    ModelError,
    TrainedEntities,
    TrainingError,
    load_entities,
    suggest_entities,
    train_entities,
    training,
)
from annotator.assist.entities.training import META, WEIGHTS, Example, docs_of
from annotator.assist.parse import Parse
from annotator.domain.entity_scores import EntityScores, score_entities

pytestmark = [pytest.mark.real_pipeline, pytest.mark.xdist_group("training")]

PIPELINE = pipelines.find("").name
_SHIPS = ("Kestrel", "Amber Star", "Heron", "Lady of Orm", "Skua", "Old Customs", "Gannet", "Tern")
_CREW = ("Dana Ilves", "Piet Aune", "Runa Sild", "Oren Maret", "Lena Brandt", "Matis Orlo")
_LINES = (
    "The ferry {ship} left the quay before dawn with {crew} at the helm.",
    "Nobody saw the {ship} again, said {crew}, who had waited for hours.",
    "{crew} sold the trawler {ship} to a harbour of the south coast.",
    "In the night the ferry {ship} struck a rock, and {crew} called for help.",
)


def article(seed: int, lines: int = 6) -> Example:
    """Return an article about ships and those who sail them, with a label for each."""
    chance = random.Random(seed)
    text, names = "", []
    for _ in range(lines):
        line = chance.choice(_LINES)
        for slot, label, words in (("ship", "ship", _SHIPS), ("crew", "sailor", _CREW)):
            name = chance.choice(words)
            line = line.replace(f"{{{slot}}}", f"<{label}>{name}</>")
        while "<" in line:
            start = line.index("<")
            label, rest = line[start + 1 :].split(">", 1)
            name, behind = rest.split("</>", 1)
            names.append((len(text) + start, len(text) + start + len(name), label))
            line = line[:start] + name + behind
        text += line + "\n"
    return text, (), sorted(names)


ARTICLES = [article(seed) for seed in range(12)]
NEW = [article(seed) for seed in range(100, 106)]


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """Let a training end after some hundred words, and read the pipeline once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "_loaded", cache(training._loaded))
        patch.setattr(training, "_LEAST_PER_CHECK", 700)
        patch.setattr(training, "_MOST_PER_CHECK", 700)
        patch.setattr(training, "_MOST_WORDS", 2_500)
        patch.setattr(training, "_LEAST_WORDS", 1_500)
        patch.setattr(training, "_BATCH_WORDS", 120)
        yield


@pytest.fixture(scope="module")
def trained(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[TrainedEntities, Path, list[tuple[int, int]]]:
    folder = tmp_path_factory.mktemp("models") / "entities" / "1"
    told: list[tuple[int, int]] = []
    made = train_entities(
        ARTICLES, folder, pipeline=PIPELINE, on_progress=lambda a, b, _c: told.append((a, b))
    )
    return made, folder, told


@pytest.fixture(scope="module")
def model(trained: tuple[TrainedEntities, Path, Any]) -> EntityModel:
    return load_entities(trained[1], pipeline=PIPELINE, name="entity-model-0a1b2c3d")


@cache
def whole() -> Any:
    return spacy.load(PIPELINE)


def parsed(text: str) -> Parse:
    nlp = whole()
    parse = Parse(text)
    at = 0
    for line in text.split("\n"):
        if line.strip():
            parse.add(nlp(line), at)
        at += len(line) + 1
    return parse


def exact(model: EntityModel, examples: list[Example]) -> EntityScores:
    rows = []
    for text, _, names in examples:
        parse = parsed(text)
        found = [(*parse.span(first, last), label) for first, last, label in model.find(parse)]
        rows.append((names, found))
    return score_entities(rows)


# Learning ------------------------------------------------------------------------------------


def test_labels_of_the_project_are_learned_from_a_few_articles(
    trained: tuple[TrainedEntities, Path, Any], model: EntityModel
) -> None:
    made, _, _ = trained
    assert made.labels == ("sailor", "ship")
    assert made.documents == len(ARTICLES)
    assert made.mentions == sum(len(names) for _, _, names in ARTICLES)
    assert made.notes == {}
    after, before = exact(model, NEW).exact.f1, made.before
    assert after is not None
    assert after > 0.85
    assert after > before + 0.1
    assert made.score > before
    assert [words for words, _ in made.curve] == sorted({words for words, _ in made.curve})


def test_progress_grows_to_its_end(trained: tuple[TrainedEntities, Path, Any]) -> None:
    told = trained[2]
    shares = [done / total for done, total in told]
    assert len(told) > 5
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_the_model_has_the_say_over_its_labels_and_the_pipeline_over_others(
    model: EntityModel,
) -> None:
    text = "The ferry Kestrel left on Monday with Dana Ilves at the helm."
    parse = parsed(text)
    labels = {"PERSON": "sailor", "GPE": "place", "DATE": "day", "ORG": "body"}
    found = suggest_entities(parse, labels=labels, model=model, suggester="pipe-1")
    rows = {(each.span.of(text), each.label, each.suggester) for each in found}
    assert ("Kestrel", "ship", "entity-model-0a1b2c3d") in rows
    assert ("Dana Ilves", "sailor", "entity-model-0a1b2c3d") in rows
    assert ("Monday", "day", "pipe-1") in rows


def test_the_same_articles_give_the_same_model(
    trained: tuple[TrainedEntities, Path, Any], tmp_path: Path
) -> None:
    again = train_entities(ARTICLES, tmp_path, pipeline=PIPELINE)
    assert again.curve == trained[0].curve
    with np.load(tmp_path / WEIGHTS) as one, np.load(trained[1] / WEIGHTS) as other:
        assert sorted(one) == sorted(other)
        assert all(np.array_equal(one[name], other[name]) for name in one)


def test_a_cancelled_training_writes_nothing(tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, _total: int, _scores: object) -> None:
        if done > 500:
            raise Stopped

    folder = tmp_path / "model"
    with pytest.raises(Stopped):
        train_entities(ARTICLES, folder, pipeline=PIPELINE, on_progress=stop)
    assert not folder.exists()


def test_one_label_alone_can_be_learned(tmp_path: Path) -> None:
    ships = [
        (text, zones, [each for each in names if each[2] == "ship"])
        for text, zones, names in ARTICLES
    ]
    made = train_entities(ships, tmp_path, pipeline=PIPELINE)
    assert made.labels == ("ship",)
    assert {label for *_, label in load_entities(tmp_path, pipeline=PIPELINE).find(
        parsed(NEW[0][0]))} <= {"ship"}  # fmt: skip


# Poor data -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("examples", "code"),
    [
        ([], "training-no-labels"),
        ([("No ship here.", (), [])] * 6, "training-no-labels"),
        ([("", (), [])] * 6, "training-no-labels"),
        ([("   \n ", (), [(0, 2, "ship")])] * 6, "training-no-labels"),
        (ARTICLES[:1], "training-few-documents"),
        ([*ARTICLES[:3], ("No ship.", (), [])], "training-few-documents"),
        ([("Kestrel", [(0, 7)], [(0, 7, "ship")])] * 6, "training-no-labels"),
    ],
)
def test_what_nothing_can_be_learned_from_is_refused(
    examples: list[Example], code: str, tmp_path: Path
) -> None:
    with pytest.raises(TrainingError) as caught:
        train_entities(examples, tmp_path / "model", pipeline=PIPELINE)
    assert caught.value.code == code
    assert not (tmp_path / "model").exists()


def test_labels_that_do_not_fit_are_left_out_and_counted(tmp_path: Path) -> None:
    text = "The Amber Star met the Kestrel off Skarn.\nThe Heron and the Gannet left."

    def at(words: str, label: str = "ship") -> tuple[int, int, str]:
        start = text.index(words)
        return start, start + len(words), label

    gannet = at("Gannet")[:2]
    poor: Example = (
        text,
        [gannet],
        [
            at("Amber Star"),
            at("Star"),  # inside another
            at("Kestrel"),
            at("Kestrel", "bird"),  # contradicts it
            (at("Skarn")[0], at("Skarn")[1] - 1, "ship"),  # ends inside a token
            (at("Skarn")[0], at("Heron")[1], "ship"),  # over two lines
            (*gannet, "ship"),  # in a zone
            (500, 505, "ship"),  # behind the end
            (7, 7, "ship"),  # empty
        ],
    )
    made = train_entities([*ARTICLES, poor], tmp_path, pipeline=PIPELINE)
    assert made.notes == {
        "across-lines": 1, "overlapping": 1, "contradictory": 1, "inside-tokens": 1, "outside": 3,
    }  # fmt: skip
    assert made.mentions == sum(len(names) for _, _, names in ARTICLES) + 1
    assert "bird" not in made.labels


def test_the_same_words_with_two_labels_all_over_are_no_error(tmp_path: Path) -> None:
    examples = [
        (text, zones, [(a, b, "ship" if number % 2 else "boat") for a, b, _ in names])
        for number, (text, zones, names) in enumerate(ARTICLES)
    ]
    made = train_entities(examples, tmp_path, pipeline=PIPELINE)
    assert made.labels == ("boat", "ship")


@pytest.mark.parametrize(
    ("name", "components", "code"),
    [
        ("no_such_pipeline", None, "training-no-pipeline"),
        ("", ("sentencizer",), "training-no-names"),
    ],
)
def test_pipelines_that_cannot_be_trained_further_are_refused(
    name: str, components: tuple[str, ...] | None, code: str, tmp_path: Path
) -> None:
    pipeline = name
    if components is not None:
        nlp = spacy.blank("en")
        for each in components:
            nlp.add_pipe(each)
        pipeline = str(tmp_path / "pipeline")
        nlp.to_disk(pipeline)
    with pytest.raises(TrainingError) as caught:
        train_entities(ARTICLES, tmp_path / "model", pipeline=pipeline)
    assert caught.value.code == code


def test_a_pipeline_whose_parts_share_their_vectors_can_be_trained_further(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec")
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}
    parser = {
        "@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner",
        "extra_state_tokens": False, "hidden_width": 32, "maxout_pieces": 2, "use_upper": True,
        "tok2vec": listener,
    }  # fmt: skip
    ner: Any = nlp.add_pipe("ner", config={"model": parser})
    ner.add_label("THING")
    nlp.initialize()
    nlp.meta["name"], nlp.meta["version"] = "shared", "1.0"
    folder = str(tmp_path / "pipeline")
    nlp.to_disk(folder)
    made = train_entities(ARTICLES, tmp_path / "model", pipeline=folder)
    assert made.pipeline == "en_shared-1.0"
    model = load_entities(tmp_path / "model", pipeline=folder)
    assert model.labels == {"ship", "sailor"}
    assert exact(model, NEW).documents == len(NEW), "it can be asked, though it knows little yet"


def test_a_full_disk_is_told_and_leaves_no_half_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", full)
    with pytest.raises(TrainingError) as caught:
        train_entities(ARTICLES, tmp_path / "model", pipeline=PIPELINE)
    assert caught.value.code == "training-not-written"
    assert list((tmp_path / "model").iterdir()) == []


# Keeping -------------------------------------------------------------------------------------


@pytest.fixture
def copy(trained: tuple[TrainedEntities, Path, Any], tmp_path: Path) -> Path:
    for name in (META, WEIGHTS):
        (tmp_path / name).write_bytes((trained[1] / name).read_bytes())
    return tmp_path


def refused(folder: Path, code: str, pipeline: str = PIPELINE) -> None:
    with pytest.raises(ModelError) as caught:
        load_entities(folder, pipeline=pipeline)
    assert caught.value.code == code


def test_a_model_is_two_files_of_numbers_and_names(
    trained: tuple[TrainedEntities, Path, Any],
) -> None:
    folder = trained[1]
    assert sorted(each.name for each in folder.iterdir()) == [META, WEIGHTS]
    meta = json.loads((folder / META).read_text(encoding="utf-8"))
    assert meta["labels"] == ["sailor", "ship"]
    assert not any(str(each).startswith("/") for each in meta.values())
    with zipfile.ZipFile(folder / WEIGHTS) as kept:
        assert all(each.endswith(".npy") for each in kept.namelist())
    assert sum(each.stat().st_size for each in folder.iterdir()) < 12_000_000


class Planted:
    """What does something when it is unpickled."""

    def __reduce__(self) -> tuple[Any, tuple[Path]]:
        return Path.touch, (Path("planted"),)


def test_a_pickle_in_the_weights_is_not_read(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copy)
    with np.load(copy / WEIGHTS) as kept:
        weights = dict(kept)
    name = next(iter(weights))
    weights[name] = np.array([Planted()], dtype=object)
    with (copy / WEIGHTS).open("wb") as out:
        np.savez_compressed(out, **weights)
    refused(copy, "model-broken")
    (copy / WEIGHTS).write_bytes(pickle.dumps(Planted()))
    refused(copy, "model-broken")
    assert not (copy / "planted").exists()


@pytest.mark.parametrize("what", [META, WEIGHTS])
def test_files_that_are_cut_lost_or_nonsense_are_refused(copy: Path, what: str) -> None:
    whole = (copy / what).read_bytes()
    for raw in (whole[: len(whole) // 2], b"", b"[]", b'{"format": 1}', b"\xff" * 50):
        (copy / what).write_bytes(raw)
        refused(copy, "model-broken")
    (copy / what).unlink()
    refused(copy, "model-broken")


def test_weights_of_another_shape_are_refused(copy: Path) -> None:
    with np.load(copy / WEIGHTS) as kept:
        weights = {name: value[..., :1] for name, value in kept.items()}
    with (copy / WEIGHTS).open("wb") as out:
        np.savez_compressed(out, **weights)
    refused(copy, "model-broken")


def test_a_model_of_a_newer_format_or_another_pipeline_says_so(copy: Path) -> None:
    meta = json.loads((copy / META).read_text(encoding="utf-8"))
    (copy / META).write_text(json.dumps({**meta, "format": 99}), encoding="utf-8")
    refused(copy, "model-format")
    (copy / META).write_text(json.dumps({**meta, "pipeline": "en_other-9"}), encoding="utf-8")
    refused(copy, "model-pipeline")
    refused(copy, "model-pipeline", "no_such_pipeline")


def test_a_parse_becomes_documents_of_the_same_tokens() -> None:
    text = "Two ferries  left.\n\nThe Kestrel, too."
    parse = parsed(text)
    docs = docs_of(spacy.blank("en"), parse)
    assert [each.text for doc in docs for each in doc] == parse.words
    assert [doc.text for doc in docs] == ["Two ferries left.", "The Kestrel, too."]


def test_a_model_finds_nothing_in_nothing(model: EntityModel) -> None:
    for text in ("", "\n\n", "“”", "(((", "\u200b"):
        assert all(label in model.labels for *_, label in model.find(parsed(text)))
    assert model.find(Parse("")) == []
