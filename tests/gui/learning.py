"""A project with labelled stories in a window, and rules in the worker's place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from annotator.services import evaluating, training
from annotator.services.training import Needed
from tests.services.labelled_articles import Rules


def rules_in_the_workers_place(monkeypatch: pytest.MonkeyPatch, enough: int = 1) -> Rules:
    """Let rules of the test suggest and learn, and few labels be enough."""
    rules = Rules(enough)

    @contextmanager
    def give(*_: Any) -> Iterator[Rules]:
        yield rules

    for module in (training, evaluating):
        monkeypatch.setattr(module, "engines_of", give)
    monkeypatch.setattr(training, "NEEDED", dict.fromkeys(training.KINDS, Needed(10, 10)))
    return rules
