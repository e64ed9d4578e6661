"""Which trainer learns what, from examples as the worker gets them.

Owns the examples (a parse with what a person labelled) and the way to the trainer of each kind.
What is learned, and with which settings, is that trainer's own module's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import Path
from typing import Any

from annotator.assist.parse import Parse
from annotator.assist.pipelines import Pipeline
from annotator.assist.protocol import read_entity, read_opinion, read_quote
from annotator.domain.annotations import Span
from annotator.domain.errors import AnnotatorError
from annotator.domain.proposals import EntityProposal, OpinionProposal, QuoteProposal

Progress = Callable[..., None]  # (done, of how many, …); raises to stop


@dataclass(frozen=True, slots=True)
class Example:
    """An article with the labels that a person gave it."""

    text: str
    parse: Parse | None = None  # None for trainers that parse for themselves
    zones: tuple[Span, ...] = ()
    entities: tuple[EntityProposal, ...] = ()
    quotes: tuple[QuoteProposal, ...] = ()
    opinions: tuple[OpinionProposal, ...] = ()

    @classmethod
    def of(cls, plain: Mapping[str, Any], parse: Parse | None) -> Example:
        """Return an example of a request; raises ProtocolError for nonsense."""
        return cls(
            str(plain["text"]),
            parse,
            tuple(Span(int(start), int(end)) for start, end in plain.get("zones", ())),
            tuple(read_entity(each) for each in plain.get("entities", ())),
            tuple(read_quote(each) for each in plain.get("quotes", ())),
            tuple(read_opinion(each) for each in plain.get("opinions", ())),
        )


def train(
    kind: str,
    examples: Sequence[Example],
    folder: Path,
    pipeline: Pipeline,
    options: Mapping[str, Any],
    progress: Progress,
) -> dict[str, Any]:
    """Train a model of a kind into a folder; return what its trainer says of it, as JSON values.

    The one option is `use_encoder` of opinions: whether the sentence encoder looks at them, too.
    Raises AnnotatorError("training-kind-unknown"), and what the trainer raises.
    """
    if kind == "quotes":
        from annotator.assist.quotes import train_quotes

        quotes = [(each.parse, list(each.quotes)) for each in examples if each.parse is not None]
        return _plain(train_quotes(quotes, folder, on_progress=progress))
    if kind == "opinions":
        from annotator.assist.opinions import train_opinions

        opinions = [
            (each.parse, list(each.opinions)) for each in examples if each.parse is not None
        ]
        encoder = options.get("use_encoder")  # None: if it is installed
        return _plain(train_opinions(opinions, folder, on_progress=progress, use_encoder=encoder))
    if kind == "entities":
        from annotator.assist.entities import train_entities

        entities = [
            (each.text, each.zones, [(e.start, e.end, e.label) for e in each.entities])
            for each in examples
        ]
        name = str(pipeline.folder or pipeline.name)
        return _plain(train_entities(entities, folder, pipeline=name, on_progress=progress))
    raise AnnotatorError("training-kind-unknown", kind=kind, known="quotes, opinions, entities")


def _plain(trained: object) -> dict[str, Any]:
    """Return what a trainer says as JSON values; what is none stands as its words."""
    values = asdict(trained) if is_dataclass(trained) and not isinstance(trained, type) else trained
    found = json.loads(json.dumps(values if isinstance(values, Mapping) else {}, default=str))
    assert isinstance(found, dict)
    return found
