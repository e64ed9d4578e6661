"""One article with everything that comes in or goes out with it.

Owns the value that readers make and writers take; both sides of every format speak in bundles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotator.domain.annotations import Annotation, Relation
from annotator.domain.documents import (
    Annotator,
    Assignment,
    Comment,
    Document,
    Entry,
    Original,
    Suggestion,
    Zone,
)
from annotator.domain.review import Decision
from annotator.domain.tokens import Tokens


@dataclass(slots=True)
class Bundle:
    """An article, its zones, and what annotators said about it."""

    document: Document
    text: str
    zones: Sequence[Zone] = ()
    annotations: Sequence[Annotation] = ()
    relations: Sequence[Relation] = ()
    annotators: Mapping[int, Annotator] = field(default_factory=dict)
    entries: Mapping[int, Entry] = field(default_factory=dict)
    assignments: Sequence[Assignment] = ()
    suggestions: Sequence[Suggestion] = ()
    tokens: Tokens | None = None
    #: Ids that the file gave and that are not derived, by the table of their records.
    written_ids: Mapping[str, Sequence[int]] = field(default_factory=dict)
    line: int = 0  # of the file it was read from, 1-based; 0 = the file as a whole
    comments: Sequence[Comment] = ()
    original: Original | None = None  # the file it was taken from, if the text is not all of it
    decisions: Sequence[Decision] = ()  # where the annotations of the gold set come from
