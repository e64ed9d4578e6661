"""The formats there are, and what each of them can carry.

Owns the one table that import, export, loss reports and help are made from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from annotator.domain.bundles import Bundle
from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import LayerKind, Role, Scheme

#: What a format may be able to carry beside the text, in the order reports name it.
CARRIED = (
    "spans", "overlaps", "parts", "attributes", "relations", "document_labels", "annotators",
    "zones", "entries", "states", "comments", "metadata",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that cannot be taken; the rest of the file may be fine."""

    file: str
    line: int  # 1-based; 0 = the file as a whole
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


class ProblemError(AnnotatorError):
    """A problem on its way up to where its file and line are known."""


@dataclass(slots=True)
class ReadOptions:
    """What readers need to know about the project they read for."""

    scheme: Scheme
    annotator_id: Callable[[str], int]  # name ("" = the current one) -> id, made if new
    label: Callable[[str, str], tuple[str, str] | None]  # (layer or "", label) -> known, or None
    role: Callable[[str, str, str], bool]  # (role, layer.label, layer.label) -> may it join them?
    skip_unknown_labels: bool = False
    encoding: str = ""  # "" = found out
    replace_forbidden: bool = False
    meta: Mapping[str, str] = field(default_factory=dict)  # defaults of a batch
    encodings: dict[str, str] = field(default_factory=dict)  # file -> what it was read with
    ignored: dict[str, int] = field(default_factory=dict)  # what was passed over, how often
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

    def ignore(self, what: str, number: int = 1) -> None:
        """Note that something was passed over."""
        if number:
            self.ignored[what] = self.ignored.get(what, 0) + number


@dataclass(slots=True)
class WriteOptions:
    """What writers need to know."""

    scheme: Scheme
    zones: bool = True
    tokens: bool = True
    suggestions: bool = False
    losses: dict[str, int] = field(default_factory=dict)  # what the format could not carry

    def layer_kind(self, layer: str) -> LayerKind | None:
        """Return what the annotations of a layer are."""
        found = self.scheme.layer(layer)
        return None if found is None else found.kind

    def lose(self, what: str, number: int = 1) -> None:
        """Note that something was left out."""
        if number:
            self.losses[what] = self.losses.get(what, 0) + number


class Reader(Protocol):
    """Reads one file."""

    def __call__(self, path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
        """Yield a bundle or a problem for each article of the file, in order."""
        ...


class Writer(Protocol):
    """Writes bundles as lines of bytes."""

    def __call__(self, bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
        """Yield the file in pieces; memory stays flat."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A file format under its name on the command line."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    read: Reader | None = None
    write: Writer | None = None
    carries: frozenset[str] = frozenset()


def formats() -> dict[str, Format]:
    """Return every format by name."""
    from annotator.formats import jsonl, prodigy, text

    return {each.name: each for each in (text.FORMAT, jsonl.FORMAT, prodigy.FORMAT)}


def format_named(name: str) -> Format:
    """Return a format; raises AnnotatorError("format-unknown") that lists the known ones."""
    known = formats()
    if name not in known:
        raise AnnotatorError("format-unknown", name=name, known=", ".join(known))
    return known[name]


def format_for(path: Path) -> Format | None:
    """Return the format that reads a file, by its ending."""
    suffix = path.suffix.lower()
    return next(
        (each for each in formats().values() if suffix in each.suffixes and each.read), None
    )
