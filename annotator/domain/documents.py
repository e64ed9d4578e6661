"""Documents, the zones left out of them, and who works on them with which state.

Owns these plain values; the text itself is immutable and is handed around as a `str`.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class ZoneKind(enum.StrEnum):
    """Why a stretch of text does not belong to the article."""

    CAPTION = "caption"
    RELATED = "related"
    BYLINE = "byline"
    CREDIT = "credit"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Zone:
    """A character range that is excluded by choice; offsets never move because of it."""

    id: int
    document: int
    start: int
    end: int
    kind: ZoneKind = ZoneKind.FURNITURE


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of an article beside its characters (which never change).

    `uid` is the id the article carries in files; `id` is derived from it.
    """

    id: int
    uid: str
    title: str = ""  # "" = the first line outside zones is shown
    outlet: str = ""
    published: str = ""  # ISO 8601 date, or ""
    url: str = ""
    language: str = ""  # BCP 47, or ""
    author: str = ""
    meta: Mapping[str, object] = field(default_factory=dict)  # any further JSON values
    encoding: str = ""  # what the raw bytes were read with
    raw_sha256: str = ""  # of the bytes as they came
    text_sha256: str = ""  # of the text as it is kept, UTF-8
    length: int = 0  # code points
    replaced: int = 0  # characters replaced by U+FFFD on import


class Original(NamedTuple):
    """The file that an article was taken from, as it came."""

    name: str
    raw: bytes


class State(enum.StrEnum):
    """How far an annotator is with a document."""

    NEW = "new"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    RETURNED = "returned"
    APPROVED = "approved"
    SKIPPED = "skipped"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A document given to an annotator, with its state."""

    id: int
    document: int
    annotator: int
    state: State = State.NEW


@dataclass(frozen=True, slots=True)
class Annotator:
    """A person who annotates, or a named model."""

    id: int
    name: str
    kind: str = "person"  # "person" | "model"


@dataclass(frozen=True, slots=True)
class Entry:
    """A canonical entity shared by mentions across documents."""

    id: int
    name: str
    kind: str = ""
    note: str = ""
    wikidata: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on a document, or on one annotation of it."""

    id: int
    document: int
    annotator: int
    text: str
    annotation: int | None = None
    reply_to: int | None = None
    resolved: bool = False


class SuggestionState(enum.StrEnum):
    """What became of a suggestion."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed annotation; it never counts as data until a person accepts it."""

    id: int
    document: int
    layer: str
    label: str
    start: int
    end: int
    model: str  # name and version of what proposed it
    score: float | None = None
    state: SuggestionState = SuggestionState.PROPOSED
    payload: Mapping[str, object] = field(default_factory=dict)  # frames: parts and slots
