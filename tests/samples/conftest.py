"""The shipped sample articles, as lines and as a project."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.article import Article
from annotator.domain.scheme import Scheme
from annotator.locations import resource
from annotator.services.demo import ANNOTATOR, make_sample_project
from annotator.services.session import Session

Line = dict[str, Any]


@pytest.fixture(scope="session")
def lines() -> dict[str, Line]:
    """The lines of the sample file by id, in its order."""
    raw = resource("samples", "samples.jsonl").read_text("utf-8")
    found = [json.loads(line) for line in raw.splitlines()]
    return {each["id"]: each for each in found}


@pytest.fixture(scope="session")
def gold() -> Line:
    """The gold line of the twin."""
    line: Line = json.loads(resource("samples", "twin-gold.jsonl").read_text("utf-8"))
    return line


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory, news_scheme: Scheme) -> Iterator[Session]:
    """A project of all samples; tests only read it."""
    path: Path = tmp_path_factory.mktemp("samples") / "samples.annotator"
    make_sample_project(path)
    with Session.open(path) as opened:
        assert opened.annotator.name == ANNOTATOR
        yield opened


@pytest.fixture
def twin(samples: Session) -> Article:
    """The twin as Mina Kell labelled it."""
    number = samples.find_document("norvia-01-arrival")
    assert number is not None
    return samples.article(number, {samples.annotator.id})
