"""A look at a batch before it is imported: what is in it, and what the project does not know yet.

Owns what a person is asked once, before anything is stored: unknown labels, the columns of tables,
and what is wrong with the first articles.  Nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotator.domain.bundles import Bundle
from annotator.domain.errors import AnnotatorError
from annotator.formats.columns import FIELDS, guessed
from annotator.formats.registry import Format, Problem, ProblemError, Told, format_for, format_named
from annotator.services.exporting import format_title
from annotator.services.importing import Importing, ImportOptions
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running

#: Articles that are read; labels that only later ones have are asked for by the general rule.
MOST_ARTICLES = 500
#: Articles and rows that are shown, and characters of each.
_SHOWN, _WORDS = 20, 160
_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Sample:
    """An article as it would come in."""

    file: str
    title: str  # "" = it has none
    words: str  # how it begins
    annotations: int


@dataclass(frozen=True, slots=True)
class Columns:
    """A table of the batch: the names of its columns, its first rows, and what its names say."""

    file: str
    names: list[str]
    rows: list[list[str]]
    guessed: Mapping[str, str]  # field -> column

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields of an article that columns can be."""
        return FIELDS


@dataclass(slots=True)
class Survey:
    """What the first articles of a batch hold."""

    files: int = 0
    formats: Counter[str] = field(default_factory=Counter)  # titles of formats, by files
    articles: int = 0  # that were read
    whole: bool = True  # whether those are all
    samples: list[Sample] = field(default_factory=list)
    unknown: Counter[str] = field(
        default_factory=Counter
    )  # labels as ImportOptions.labels has them
    columns: Columns | None = None  # of the first table
    problems: list[Problem] = field(default_factory=list)
    found_out: dict[Told, int] = field(default_factory=dict)
    encodings: dict[str, str] = field(default_factory=dict)


@long_running
def survey(
    session: Session, paths: Iterable[Path], options: ImportOptions, task: Task | None = None
) -> Survey:
    """Read the first articles of a batch and store nothing.

    Raises Cancelled, and AnnotatorError("format-unknown", "format-not-read").
    """
    task = task or Task("surveying")
    importing = _Surveying(session, replace(options, on_error="skip", unknown_labels="skip"), task)
    return importing.look(list(paths))


class _Surveying(Importing):
    """Reads as an import does, and notes which labels it would have asked for."""

    def look(self, paths: list[Path]) -> Survey:
        with self._files(paths) as files:
            return self._look(files)

    def _look(self, files: list[Path]) -> Survey:
        found = Survey(files=len(files))
        # Of many files each gets its turn before one of them uses up all there is to read.
        share = max(1, MOST_ARTICLES // max(1, len(files)))
        for done, file in enumerate(files):
            self._task.progress(done, len(files))
            self._look_at(file, found, share)
        found.unknown = self._names.unknown
        found.found_out = self._reading.notes
        found.encodings = self._encodings()
        return found

    def _look_at(self, file: Path, found: Survey, share: int) -> None:
        kind = _kind(file, self._options)
        if kind is not None:
            found.formats[format_title(kind)] += 1
            if found.columns is None:
                found.columns = self._columns(file, kind)
        if found.articles >= MOST_ARTICLES:
            found.whole = False
            return
        for number, each in enumerate(self._read(file)):
            if (number == share and found.files > 1) or found.articles >= MOST_ARTICLES:
                found.whole = False
                return
            if isinstance(each, Problem):
                if len(found.problems) < _PROBLEMS:
                    found.problems.append(each)
                continue
            found.articles += 1
            if len(found.samples) < _SHOWN:
                found.samples.append(_sample(self._opened.shown(str(file)), each))

    def _columns(self, file: Path, kind: Format) -> Columns | None:
        if kind.columns_of is None:
            return None
        try:
            names, rows = kind.columns_of(file, self._reading, _SHOWN)
        except (ProblemError, OSError):
            return None  # reading it tells what is wrong
        return Columns(self._opened.shown(str(file)), names, rows, guessed(names))


def _kind(file: Path, options: ImportOptions) -> Format | None:
    try:
        return format_named(options.format) if options.format else format_for(file)
    except (OSError, AnnotatorError):
        return None  # reading it tells what is wrong


def _sample(file: str, bundle: Bundle) -> Sample:
    words = " ".join(bundle.text[: 4 * _WORDS].split())[:_WORDS]
    return Sample(file, bundle.document.title, words, len(bundle.annotations))
