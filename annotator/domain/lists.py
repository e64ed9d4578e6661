"""What lists are asked for and what they show.

Owns plain values that the storage, the services and every list share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from annotator.domain.documents import State


@dataclass(frozen=True, slots=True)
class DocumentQuery:
    """Which documents, in which order."""

    words: str = ""  # as typed: words, "phrases", prefix*
    states: tuple[State, ...] = ()  # of `annotator`; none = any
    label: str = ""  # layer.label that somebody used on the document
    annotator: int | None = None
    order: str = "added"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class TextQuery:
    """Which places of the texts."""

    words: str  # as typed; a run of white space fits any other
    regex: bool = False  # `words` is a regular expression
    whole_words: bool = False  # no letter, digit or _ on either side
    case: bool = False  # capitals count
    forms: bool = False  # inflected forms of the words fit too (English)
    tokens: bool = False  # `words` is a query over tokens (`domain.token_query`)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """What a list shows of a document."""

    id: int
    title: str
    outlet: str
    published: str
    language: str
    words: int
    state: State  # of the annotator asked about
    annotations: int  # of the annotator asked about
    suggestions: int  # open ones


class Mention(NamedTuple):
    """An annotation that is linked to an entry, in its context."""

    annotation: int
    document: int
    title: str
    annotator: str
    layer: str
    label: str
    start: int
    end: int
    before: str  # of the same line
    words: str
    after: str
