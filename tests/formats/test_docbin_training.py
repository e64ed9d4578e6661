"""spaCy trains on a dataset with the configurations that lie beside it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.cli.evaluate import evaluate
from spacy.cli.train import train
from spacy.util import load_config, load_model_from_config, registry, resolve_dot_names
from thinc.api import Config

from annotator.domain.scheme import Scheme
from annotator.formats.docbin import CONFIGS
from annotator.formats.docbin_reading import GROUP
from annotator.locations import resource
from annotator.services.datasets import DatasetOptions, export_dataset
from annotator.services.exporting import ExportOptions
from annotator.services.session import Session
from annotator.services.splitting import SplitOptions
from tests.formats.lines import load

LABELS = {"PERSON", "GPE", "ORG"}


@pytest.fixture(scope="module")
def dataset(news_scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of the sample articles, as `annotator export --split` writes it."""
    folder = tmp_path_factory.mktemp("dataset")
    with Session.create(folder / "p.annotator", news_scheme, "Mina Kell") as session:
        load(session, resource("samples", "samples.jsonl"))
        options = ExportOptions("spacy", ("Mina Kell",), layers=("entities",))
        split = DatasetOptions(SplitOptions((70, 15, 15)))
        export_dataset(session, folder / "data", options, split)
    return folder / "data"


def test_a_dataset_has_the_configurations_beside_its_parts(dataset: Path) -> None:
    assert {"train", "dev", "test", *CONFIGS} < {each.name for each in dataset.iterdir()}
    sums = (dataset / "checksums.sha256").read_text("utf-8")
    assert all(name in sums for name in CONFIGS)


@pytest.mark.parametrize("name", CONFIGS)
def test_a_configuration_is_whole_and_fits(name: str, dataset: Path) -> None:
    raw = load_config(dataset / name, interpolate=False)
    # Nothing is left to what spaCy would fill in, which may change with its versions.
    filled = load_model_from_config(raw, auto_fill=True, validate=True).config
    assert raw.to_str(interpolate=False) == Config({key: filled[key] for key in raw}).to_str(
        interpolate=False
    )
    paths = {f"paths.{part}": str(dataset / part) for part in ("train", "dev")}
    config = load_config(dataset / name, overrides=paths, interpolate=True)
    training = registry.resolve(config["training"], validate=False)
    resolve_dot_names(config, [training["train_corpus"], training["dev_corpus"]])
    assert config["system"]["seed"] == training["seed"] == 0


@pytest.fixture
def copy(dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the dataset, which is where commands are run."""
    folder = tmp_path / "data"
    shutil.copytree(dataset, folder)
    monkeypatch.chdir(folder)
    return folder


SHORT = {"training.max_steps": 2, "training.eval_frequency": 1}


def test_the_commands_on_the_page_run(copy: Path) -> None:
    page = resource("help", "formats", "spacy.md").read_text("utf-8")
    commands = [each.split() for each in page.splitlines() if each.startswith("python -m spacy")]
    said = {}
    for command in commands:
        if command[3] == "train":
            command += [part for name, each in SHORT.items() for part in (f"--{name}", str(each))]
        done = subprocess.run(
            [sys.executable, *command[1:]], check=False, capture_output=True, text=True
        )
        # With so few articles `debug data` says that they are few, and ends with 1.
        assert done.returncode == 0 or command[3] == "debug", done.stdout + done.stderr
        said[command[3]] = done.stdout
    assert "Corpus is loadable" in said["debug"]
    assert "No entities consisting of or starting/ending with whitespace" in said["debug"]
    assert "NER F" in said["evaluate"]
    nlp = spacy.load(copy / "model" / "model-best")
    assert nlp.pipe_names == ["tok2vec", "ner"]
    assert set(nlp.get_pipe("ner").labels) >= LABELS


def test_spans_that_overlap_are_learned(copy: Path) -> None:
    paths = {"paths.train": "train", "paths.dev": "dev"}
    train("config-spans.cfg", Path("model"), overrides={**paths, **SHORT})
    nlp = spacy.load("model/model-best")
    assert nlp.pipe_names == ["tok2vec", "spancat"]
    assert set(nlp.get_pipe("spancat").labels) >= LABELS
    assert f"spans_{GROUP}_f" in evaluate("model/model-best", Path("test"), silent=True)
