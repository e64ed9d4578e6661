"""The sequence model: labels content, cue and source token by token.

Owns training and use of a conditional random field (CRFsuite through python-crfsuite).  Settings as
measured on news quotes: L-BFGS with an L1 term of 0.5 and an L2 term of 1.0, 100 rounds; features
that occur once count up to 200 articles.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROUNDS = 100
_MANY_ARTICLES = 200
_CONTENT = ("B-content", "I-content")

Rows = list[list[str]]
OnRound = Callable[[int], None]


@dataclass(slots=True)
class Tagged:
    """What a model says of the tokens of a paragraph."""

    labels: list[str]
    content: list[float]  # how likely each token is content


class Tagger:
    """A trained model, open for reading."""

    def __init__(self, path: Path) -> None:
        """Open a file of CRFsuite's."""
        import pycrfsuite  # type: ignore[import-untyped]

        self._tagger: Any = pycrfsuite.Tagger()
        self._tagger.open(str(path))
        known = set(self._tagger.labels())
        self._content = [each for each in _CONTENT if each in known]

    def tag(self, rows: Rows) -> Tagged:
        """Return what the model says of the tokens with these features."""
        if not rows:
            return Tagged([], [])
        tagger = self._tagger
        tagger.set(rows)
        labels = list(tagger.tag())
        places = range(len(rows))
        content = [0.0] * len(rows)
        for label in self._content:
            content = [content[at] + tagger.marginal(label, at) for at in places]
        return Tagged(labels, content)


class Trainer:
    """Gathers labelled sequences and makes a model of them."""

    def __init__(self, articles: int) -> None:
        """Start without any; `articles` is how many there will be."""
        import pycrfsuite

        class Watched(pycrfsuite.Trainer):  # type: ignore[misc]
            rounds = 0
            on_round: OnRound = staticmethod(lambda done: None)

            def message(self, message: str) -> None:
                """Take what the library says while it works: one line tells of each round."""
                if message.startswith("***** Iteration"):
                    self.rounds += 1
                    self.on_round(self.rounds)

        self._trainer: Any = Watched(algorithm="lbfgs", verbose=True)
        self._trainer.set_params(
            {
                "c1": 0.5,
                "c2": 1.0,
                "feature.minfreq": 2 if articles > _MANY_ARTICLES else 1,
                "feature.possible_transitions": True,
            }
        )
        self.sequences = 0

    def add(self, rows: Rows, labels: list[str]) -> None:
        """Take one more paragraph."""
        self._trainer.append(rows, labels)
        self.sequences += 1

    def write(self, path: Path, *, rounds: int, on_round: OnRound) -> int:
        """Write the model to `path` and return how many rounds it took.

        `on_round(done)` is told of each; what it raises stops the training.
        """
        self._trainer.set("max_iterations", rounds)
        self._trainer.on_round = on_round
        self._trainer.train(str(path))
        return int(self._trainer.rounds)
