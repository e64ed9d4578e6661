"""Which pipeline a project uses here, and what its labels are called."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import spacy

from annotator.assist import pipelines
from annotator.assist.pipelines import Pipeline
from annotator.domain.scheme import Scheme
from annotator.locations import data_directory
from annotator.services import pipeline_choice
from annotator.services.pipeline_choice import Choice
from annotator.services.schemes import load_scheme
from annotator.services.session import Session


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pipeline in a folder."""
    made = tmp_path / "theirs"
    spacy.blank("en").to_disk(made)
    return made


def test_a_new_project_uses_the_default_for_everything(session: Session) -> None:
    assert pipeline_choice.choice_of(session) == Choice()
    assert pipeline_choice.chosen_pipeline(session) == pipelines.find("")


def test_a_choice_is_kept_in_the_project(session: Session) -> None:
    choice = Choice(pipelines.find("").name, {"NORP": ""}, ("quotes",), {"beliefs": True})
    pipeline_choice.keep_choice(session, choice)
    assert pipeline_choice.choice_of(session) == choice
    path = session.path
    session.close()
    with Session.open(path) as again:
        assert pipeline_choice.choice_of(again) == choice


@pytest.mark.parametrize("value", [3, [], {"a": 1}, None, "x", [1, 2]])
def test_settings_of_the_wrong_kind_are_passed_over(session: Session, value: Any) -> None:
    for name in ("pipeline", "pipeline-labels", "suggest-layers", "quote-switches"):
        session.set_setting(name, value)
    choice = pipeline_choice.choice_of(session)
    assert isinstance(choice.pipeline, str)
    assert all(isinstance(each, str) for each in choice.labels.values())
    assert set(choice.layers) <= {"entities", "quotes", "opinions"}
    pipeline_choice.chosen_pipeline(session)


def test_a_folder_is_used_only_where_somebody_here_agreed(
    session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline_choice.keep_choice(session, Choice(str(folder)))
    looked: list[Path] = []
    with monkeypatch.context() as patch:
        patch.setattr(pipelines, "in_folder", looked.append)
        assert pipeline_choice.chosen_pipeline(session).problem == "pipeline-not-agreed"
    assert looked == []  # a path of somebody else's is not even looked into
    pipeline_choice.agree_to(folder)
    assert pipeline_choice.chosen_pipeline(session).problem == ""
    assert pipeline_choice.agreed_folders() == {str(folder)}


def test_consent_is_to_the_folder_and_not_to_what_a_link_leads_to_later(
    session: Session, folder: Path, tmp_path: Path
) -> None:
    link, other = tmp_path / "link", tmp_path / "other"
    link.symlink_to(folder)
    pipeline_choice.agree_to(link)
    assert pipeline_choice.usable_here(str(link)).problem == ""
    spacy.blank("en").to_disk(other)
    link.unlink()
    link.symlink_to(other)
    assert pipeline_choice.usable_here(str(link)).problem == "pipeline-not-agreed"


def test_a_relative_path_is_no_pipeline(
    session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    pipeline_choice.agree_to(folder)
    for name in ("theirs", "./theirs", "../x/theirs"):
        assert pipeline_choice.usable_here(name).problem == "pipeline-missing"


@pytest.mark.parametrize("content", [b"", b"{", b"3", b'["a", 3]', b"\xff"])
def test_a_spoilt_list_of_folders_agrees_to_nothing(folder: Path, content: bytes) -> None:
    path = data_directory() / "pipelines.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    assert str(folder) not in pipeline_choice.agreed_folders()
    pipeline_choice.agree_to(folder)
    assert str(folder) in pipeline_choice.agreed_folders()


@pytest.mark.parametrize(
    ("scheme", "label", "taken_for"),
    [
        ("news", "GPE", "GPE"),
        ("news", "PER", "PERSON"),
        ("news", "SHIP", ""),
        ("conll-2003", "PERSON", "PER"),
        ("conll-2003", "GPE", "LOC"),
        ("conll-2003", "NORP", "MISC"),
        ("conll-2003", "CARDINAL", ""),
    ],
)
def test_labels_are_taken_for_the_nearest_of_the_scheme(
    scheme: str, label: str, taken_for: str
) -> None:
    assert pipeline_choice.default_labels(load_scheme(scheme), [label]) == {label: taken_for}


def test_what_somebody_chose_overrules_the_defaults(news_scheme: Scheme) -> None:
    chosen = {"SHIP": "PRODUCT", "GPE": "LOC", "NORP": "", "DATE": "NO_SUCH", "OTHER": "ORG"}
    labels = ["SHIP", "GPE", "NORP", "DATE", "ORG"]
    assert pipeline_choice.label_map(news_scheme, labels, chosen) == {
        "SHIP": "PRODUCT",
        "GPE": "LOC",
        "ORG": "ORG",
    }


def test_only_what_differs_from_the_defaults_is_kept(news_scheme: Scheme) -> None:
    pipeline = Pipeline("x", entities=("GPE", "NORP", "SHIP"))
    choice = Choice(labels={"GPE": "GPE", "NORP": "", "SHIP": "", "GONE": "ORG"})
    kept = pipeline_choice.with_default_labels(choice, news_scheme, pipeline)
    assert kept.labels == {"NORP": "", "GONE": "ORG"}


def test_everything_that_may_be_wrong_has_a_sentence() -> None:
    from annotator.locations import checkout_root
    from annotator.wording import messages

    root = checkout_root()
    assert root is not None
    files = [
        *(root / "annotator/assist" / f"{name}.py"
          for name in ("pipelines", "worker", "suggesters", "trainers")),
        *(root / "annotator/services" / f"{name}.py"
          for name in ("pipeline_choice", "suggesting", "suggesting_many", "working")),
        root / "annotator/gui/worker.py",
    ]  # fmt: skip
    starts = "pipeline|worker|suggest|suggester|model|pattern|training|quote|spacy|analysis"
    code = re.compile(rf'"((?:{starts})-[a-z-]+)"')
    found = {each for file in files for each in code.findall(file.read_text(encoding="utf-8"))}
    settings = {"pipeline-labels", "suggest-layers", "quote-switches"}
    assert len(found - settings) > 20
    assert found - settings <= messages().keys()
