"""The formats there are, and what each of them can carry.

Owns the one table that import, export, loss reports, dialogs and help are made from, and the
options that readers and writers are given.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from annotator.domain.annotations import AttributeValue
from annotator.domain.bundles import Bundle
from annotator.domain.errors import AnnotatorError, Phrase
from annotator.domain.offset_units import Unit
from annotator.domain.scheme import LayerKind, Role, Scheme

#: What a format may be able to carry, in the order reports name it.
CARRIED = (
    "text", "spans", "overlaps", "parts", "attributes", "relations", "frames", "document_labels",
    "annotators", "zones", "entries", "states", "comments", "metadata", "provenance", "suggestions",
)  # fmt: skip
#: Modules of the formats that come with the program, in the order of help and dialogs.
_MODULES = (
    "text", "html", "docx", "pdf", "tables", "json_table", "jsonl", "prodigy", "doccano",
    "label_studio", "docbin", "conll", "brat", "uima", "webanno", "hf", "parquet", "semeval22",
    "newsmtsc", "w3c", "report",
)  # fmt: skip
#: Group of entry points under which other packages offer a `Format`.
ENTRY_POINTS = "annotator.formats"


#: What a reader or writer tells: a phrase, or of a format of another package English words.
Told = Phrase | str


class Frames(enum.Enum):
    """How a format holds quotes and opinions."""

    NONE = "none"
    #: As relations from one part (the anchor: content or expression) to the others.
    RELATIONS = "relations"
    #: As frames of their own that need at least one part with words.
    PLACED = "placed"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that cannot be taken; the rest of the file may be fine."""

    file: str
    line: int  # 1-based; 0 = the file as a whole
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


class ProblemError(AnnotatorError):
    """A problem on its way up to where its file and line are known."""


class Loss(NamedTuple):
    """One thing that a format cannot carry."""

    what: str  # one of CARRIED
    document: str  # uid
    record: str = ""  # id of the annotation, as files write it
    label: str = ""  # layer.label, a role, a name
    start: int = -1  # code points; -1 = it has no place in the text
    end: int = -1
    detail: str = ""  # an attribute's name, whose label it is …


@dataclass(slots=True)
class ReadOptions:
    """What readers need to know about the project they read for."""

    scheme: Scheme
    annotator_id: Callable[[str], int]  # name ("" = the current one) -> id, made if new
    label: Callable[[str, str, bool], tuple[str, str] | None]  # see `known_label`
    role: Callable[[str, str, str], bool]  # (role, layer.label, layer.label) -> may it join them?
    #: (layer, attribute, a value, all values it may have or none) -> has the layer (by now) such
    #: an attribute?
    attribute: Callable[[str, str, AttributeValue, Sequence[str]], bool] = (
        lambda layer, name, value, choices: False
    )
    skip_unknown_labels: bool = False
    add_unknown_labels: bool = False
    encoding: str = ""  # "" = found out
    replace_forbidden: bool = False
    meta: Mapping[str, str] = field(default_factory=dict)  # defaults of a batch
    columns: Mapping[str, str] = field(default_factory=dict)  # of a table: field -> column
    unit: Unit | None = None  # what offsets count; None = as the format says, or found out
    max_bytes: int = 0  # 0 = what each format thinks is enough
    encodings: dict[str, str] = field(default_factory=dict)  # file -> what it was read with
    ignored: dict[Told, int] = field(default_factory=dict)  # what was passed over, how often
    notes: dict[Told, int] = field(default_factory=dict)  # what was found out or joined, how often
    #: Labels that nobody knows, as `layer.label` where a file says the layer -> how often.
    unknown: dict[str, int] = field(default_factory=dict)
    # What the scheme said before, for the few labels and roles that thousands of lines repeat.
    span_labels: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    joins: dict[tuple[str, ...], Role] = field(default_factory=dict)

    def take_scheme(self, scheme: Scheme) -> None:
        """Read on with a scheme that changed."""
        self.scheme = scheme
        self.span_labels.clear()
        self.joins.clear()

    def layer_kind(self, layer: str) -> LayerKind | None:
        """Return what the annotations of a layer are."""
        found = self.scheme.layer(layer)
        return None if found is None else found.kind

    def known_label(
        self, layer: str, label: str, *, of_document: bool = False
    ) -> tuple[str, str] | None:
        """Return (layer, label) for a label in a file, or None for one that is not known.

        `layer` is "" where the file does not say; the label may then be written `layer.label`.
        """
        return self.label(layer, label, of_document)

    def ignore(self, what: Told, number: int = 1) -> None:
        """Note that something was passed over."""
        if number:
            self.ignored[what] = self.ignored.get(what, 0) + number

    def note(self, what: Told, number: int = 1) -> None:
        """Note something that the person should know and that cost nothing."""
        if number:
            self.notes[what] = self.notes.get(what, 0) + number


@dataclass(slots=True)
class WriteOptions:
    """What writers need to know."""

    scheme: Scheme
    zones: bool = True
    tokens: bool = True
    suggestions: bool = False
    unit: Unit = Unit.CODE_POINT  # only of formats that name it among their `units`
    losses: dict[str, int] = field(default_factory=dict)  # what the format could not carry
    on_loss: Callable[[Loss], object] | None = None  # is told of each of them
    notes: dict[Told, int] = field(default_factory=dict)  # what was done so that it could

    def layer_kind(self, layer: str) -> LayerKind | None:
        """Return what the annotations of a layer are."""
        found = self.scheme.layer(layer)
        return None if found is None else found.kind

    def lose(self, loss: Loss) -> None:
        """Note one thing that was left out."""
        self.losses[loss.what] = self.losses.get(loss.what, 0) + 1
        if self.on_loss is not None:
            self.on_loss(loss)

    def note(self, what: Told, number: int = 1) -> None:
        """Note something that was done to the data so that the format could carry it."""
        if number:
            self.notes[what] = self.notes.get(what, 0) + number


class Reader(Protocol):
    """Reads one file."""

    def __call__(self, path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
        """Yield a bundle or a problem for each article of the file, in order."""
        ...


class Writer(Protocol):
    """Writes bundles as one file."""

    def __call__(self, bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
        """Yield the file in pieces; memory stays flat."""
        ...


class FolderWriter(Protocol):
    """Writes bundles as the files of one folder."""

    def __call__(
        self, bundles: Iterable[Bundle], options: WriteOptions
    ) -> Iterator[tuple[str, bytes]]:
        """Yield (name, content) of each file; names are plain, without folders."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A file format under its name on the command line."""

    name: str
    title: str
    suffixes: tuple[str, ...]  # of files that are of this format unless somebody says otherwise
    read: Reader | None = None
    write: Writer | None = None
    write_folder: FolderWriter | None = None  # instead of `write`
    carries: frozenset[str] = frozenset()
    frames: Frames = Frames.NONE
    #: Whether two labels of one annotator that say the same stay two.
    same_twice: bool = False
    #: Whether what each annotator says of an article is a record of its own.
    apart: bool = False
    #: What offsets may count; the first is what they count unless somebody chooses.
    units: tuple[Unit, ...] = (Unit.CODE_POINT,)
    needs_tokens: bool = False
    takes_tokens: bool = False  # has a place for them, and is written without them if wished
    #: Tells from a path and the first 64 KB whether a file is of this format; None = by its ending.
    sniff: Callable[[Path, bytes], bool] | None = None
    #: What is left of a bundle after the table of `carries` was applied: rules of this format only.
    fit: Callable[[Bundle, WriteOptions], Bundle] | None = None
    #: Of tables whose columns a person maps: the names of the columns of a file and the first rows
    #: as texts.  Raises ProblemError and OSError.
    columns_of: Callable[[Path, ReadOptions, int], tuple[list[str], list[list[str]]]] | None = None
    #: Endings of files that belong to one of this format with the same name before the ending.
    companions: tuple[str, ...] = ()
    #: Names of files in a folder that say something about the others and hold no article.
    settings: tuple[str, ...] = ()
    #: Files that a trainer needs beside a dataset of this format: name -> content.
    beside: Callable[[WriteOptions], Mapping[str, bytes]] | None = None
    ending: str = ""  # of the files that are written, if it is not the first of `suffixes`

    @property
    def written_ending(self) -> str:
        """Return the ending that files of this format are given."""
        return self.ending or (self.suffixes or ("",))[0]

    @property
    def written(self) -> bool:
        """Tell whether files of this format can be written."""
        return self.write is not None or self.write_folder is not None


@cache
def formats() -> Mapping[str, Format]:
    """Return every format by name: ours, then those that other packages offer.

    A package whose entry point cannot be loaded, or takes a name of ours, is left out and told by
    `unusable_formats`.
    """
    known = {}
    for name in _MODULES:
        found = import_module(f"annotator.formats.{name}").FORMAT
        for each in found if isinstance(found, tuple) else (found,):
            known[each.name] = each
    for _, offered in _offered():
        if isinstance(offered, Format) and offered.name not in known:
            known[offered.name] = offered
    return known


def unusable_formats() -> list[tuple[str, str]]:
    """Return (entry point, why) for each format of another package that cannot be used."""
    known = formats()
    found = []
    for name, offered in _offered():
        if isinstance(offered, Exception):
            found.append((name, f"{type(offered).__name__}: {offered}"))
        elif not isinstance(offered, Format):
            found.append((name, f"it is {type(offered).__name__}, not a Format"))
        elif known[offered.name] is not offered:
            found.append((name, f"there is a format “{offered.name}” already"))
    return found


@cache
def _offered() -> tuple[tuple[str, Any], ...]:
    found: list[tuple[str, Any]] = []
    for each in sorted(entry_points(group=ENTRY_POINTS), key=lambda each: each.name):
        try:
            found.append((each.name, each.load()))
        except Exception as error:
            found.append((each.name, error))
    return tuple(found)


def format_named(name: str) -> Format:
    """Return a format; raises AnnotatorError("format-unknown") that lists the known ones."""
    known = formats()
    if name not in known:
        raise AnnotatorError("format-unknown", name=name, known=", ".join(known))
    return known[name]


#: Bytes of a file by which its format is told.
HEAD = 65536


def format_for(path: Path) -> Format | None:
    """Return the format that reads a file: by its ending, then by how it begins.

    Raises OSError if it has to be looked into and cannot be read.
    """
    suffix = path.suffix.lower()
    named = [each for each in formats().values() if suffix in each.suffixes and each.read]
    if len(named) < 2:
        return named[0] if named else None
    with path.open("rb") as file:
        head = file.read(HEAD)
    told = [each for each in named if each.sniff is not None and each.sniff(path, head)]
    plain = [each for each in named if each.sniff is None]
    return (told or plain or named)[0]
