"""Proposals for the names in an article.

Owns how the suggesters come together: what a pipeline found (trimmed, its labels weighed over the
whole article), the project's own model, the gazetteer of its entries, its patterns, and the shorter
forms of all of these in the same article.  Pure functions on a `Parse`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from typing import Final, Protocol

from annotator.assist.entities.gazetteer import Gazetteer
from annotator.assist.entities.labelling import Mention, relabelled
from annotator.assist.entities.overlooked import overlooked
from annotator.assist.entities.patterns import PatternError, Patterns, patterns_of
from annotator.assist.entities.pieces import Pieces
from annotator.assist.entities.short_forms import ShortForms
from annotator.assist.entities.training import (
    EntityModel,
    ModelError,
    TrainedEntities,
    TrainingError,
    load_entities,
    train_entities,
)
from annotator.assist.entities.trimming import is_titled_person, trimmed
from annotator.assist.parse import Parse
from annotator.domain.proposals import EntityProposal

__all__ = [
    "EntityModel",
    "Gazetteer",
    "ModelError",
    "PatternError",
    "Patterns",
    "TrainedEntities",
    "TrainingError",
    "load_entities",
    "patterns_of",
    "suggest_entities",
    "train_entities",
]

#: Which labels of pipelines are people, places and organisations; other ones have no short forms.
_PEOPLE: Final = ("PERSON", "PER")
_PLACES: Final = ("GPE", "LOC", "FAC")
_BODIES: Final = ("ORG",)


class Model(Protocol):
    """A model of the project that finds names by itself."""

    @property
    def name(self) -> str:
        """Name under which its proposals are kept."""

    @property
    def labels(self) -> Collection[str]:
        """The labels of the scheme that it has learned."""

    def find(self, parse: Parse) -> list[tuple[int, int, str]]:
        """Return [first, last) tokens and label of the names in an article."""


def suggest_entities(
    parse: Parse,
    *,
    labels: Mapping[str, str],
    gazetteer: Gazetteer | None = None,
    patterns: Patterns | None = None,
    model: Model | None = None,
    suggester: str = "pipeline",
) -> list[EntityProposal]:
    """Return proposals for the names in an article, in order and clear of one another.

    Args:
        parse: the article; what its pipeline found is in `entities`.
        labels: label of the pipeline to label of the scheme; what is missing is not proposed.
        gazetteer: the aliases of the project's entries.
        patterns: the project's patterns; those that take too long end up in `troubles`.
        model: the project's own model; it has the say over the labels that it has learned.
        suggester: name and version of the pipeline, kept with what it proposed.
    """
    pieces = Pieces(parse)
    of_pipeline = _of_pipeline(pieces, labels, suggester)
    of_model: list[EntityProposal] = []
    if model is not None:
        of_pipeline = [each for each in of_pipeline if each.label not in model.labels]
        of_model = _of_model(pieces, model)
    chosen = _clear(
        of_pipeline,
        of_model,
        gazetteer.find(pieces) if gazetteer is not None else (),
        patterns.find(pieces) if patterns is not None else (),
    )
    forms = ShortForms(pieces, *(_mapped(labels, each) for each in (_PEOPLE, _PLACES, _BODIES)))
    return sorted(forms.find(chosen), key=_by_place)


def _of_pipeline(pieces: Pieces, labels: Mapping[str, str], suggester: str) -> list[EntityProposal]:
    person = next((each for each in _PEOPLE if each in labels), None)
    mentions = []
    for first, last, label in pieces.parse.entities:
        begin, end = _ends(pieces, first, last)
        if person is not None and label != person and is_titled_person(pieces, begin, end):
            label = person
        mentions += [Mention(*part, label) for part in trimmed(pieces, begin, end, label)]
    found = []
    mentions = relabelled(pieces, mentions, labels)
    for each in (*mentions, *overlooked(pieces, mentions, labels)):
        named = labels.get(each.label)
        if named:
            start, end = pieces.span(each.first, each.last)
            found.append(EntityProposal(start, end, named, suggester))
    return found


def _of_model(pieces: Pieces, model: Model) -> list[EntityProposal]:
    """Return what a model finds as it stands: it has learned where this project's names end."""
    parse = pieces.parse
    return [
        EntityProposal(*parse.span(first, last), label, model.name)
        for first, last, label in model.find(parse)
    ]


def _ends(pieces: Pieces, first: int, last: int) -> tuple[int, int]:
    part = pieces.of_tokens(first, last)
    return part.start, part.stop


def _mapped(labels: Mapping[str, str], kinds: Iterable[str]) -> tuple[str, ...]:
    """Return the labels of the scheme that stand for some of a pipeline; their own names, too."""
    found = [labels.get(each, each) for each in kinds]
    return tuple(dict.fromkeys(found))


def _clear(*found: Iterable[EntityProposal]) -> list[EntityProposal]:
    """Return proposals that do not overlap: the longest, of equal ones that of the later list."""
    ranked = [
        (each.start - each.end, -rank, each.start, place, each)
        for rank, some in enumerate(found)
        for place, each in enumerate(some)
    ]
    ranked.sort(key=lambda row: row[:4])
    starts: list[int] = []
    ends: list[int] = []
    chosen: list[EntityProposal] = []
    for *_, each in ranked:
        place = bisect_left(starts, each.end)
        if place and ends[place - 1] > each.start:
            continue
        at = bisect_left(starts, each.start)
        starts.insert(at, each.start)
        ends.insert(at, each.end)
        chosen.append(each)
    return sorted(chosen, key=_by_place)


def _by_place(proposal: EntityProposal) -> tuple[int, int]:
    return proposal.start, proposal.end
