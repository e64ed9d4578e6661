"""Bringing articles and labels into a project.

Owns what happens to a batch: which files, what is already there, what becomes of problems; names
in files are `import_names`.  A batch is one step: one undo takes all of it back, and in the careful
mode one problem anywhere means that nothing was stored.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from annotator.domain.bundles import Bundle
from annotator.domain.errors import AnnotatorError, Phrase
from annotator.domain.ids import derived_id, format_id
from annotator.domain.offset_units import Unit
from annotator.domain.steps import Step, added
from annotator.formats.registry import (
    Format,
    Problem,
    ProblemError,
    Told,
    format_for,
    format_named,
    formats,
)
from annotator.formats.text import MAX_BYTES, clean, document_for
from annotator.services import archives, joining, revisions
from annotator.services.dataset_files import ABOUT_ITSELF
from annotator.services.import_names import Naming
from annotator.services.seen_ids import SeenIds
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running
from annotator.wording import in_english

if TYPE_CHECKING:
    from annotator.storage.bulk import Loader

#: Problems that are listed; a file that is wrong throughout is told apart by then.
MAX_PROBLEMS = 200


@dataclass(slots=True)
class ImportReport:
    """What became of a batch."""

    documents: int = 0  # new ones
    already_there: int = 0  # articles that were there before
    annotations: int = 0
    annotations_already_there: int = 0
    revised: int = 0  # articles of which a later version came
    carried: int = 0  # labels that came along to it
    doubtful: int = 0  # labels that wait on it as suggestions
    left: int = 0  # labels that stayed on the earlier version, the doubtful ones among them
    refused: int = 0  # articles and files that could not be taken
    problems: list[Problem] = field(default_factory=list)  # the first of them
    encodings: dict[str, str] = field(default_factory=dict)  # file -> encoding
    passed_over: dict[Told, int] = field(default_factory=dict)
    found_out: dict[Told, int] = field(default_factory=dict)  # or joined on the way
    new_labels: list[str] = field(default_factory=list)  # layer.label

    @property
    def ignored(self) -> dict[str, int]:
        """Return what was passed over in English, for programs."""
        return in_english(self.passed_over)

    @property
    def notes(self) -> dict[str, int]:
        """Return what was found out or joined on the way in English, for programs."""
        return in_english(self.found_out)


class ImportStopped(AnnotatorError):
    """A batch with a problem in the careful mode: nothing of it was stored."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(
            problem.code, **{**problem.values, "file": problem.file, "line": problem.line}
        )
        self.problem = problem


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the person chose for a batch."""

    format: str = ""  # "" = by each file's ending and first line
    annotator: str = ""  # whose the labels become; "" = as the files say, else the current one
    on_error: Literal["stop", "skip"] = "stop"
    encoding: str = ""  # "" = found out
    replace_forbidden: bool = False
    unknown_labels: Literal["stop", "add", "skip"] = "stop"
    meta: Mapping[str, str] = field(default_factory=dict)  # outlet, published, language …
    #: Label as the files name it -> layer.label of the scheme, or "" to pass over it.
    labels: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)  # of tables: field -> column
    unit: Unit | None = None  # what offsets count; None = found out
    #: What becomes of an article that is there with another text: refused, or it is its successor.
    revisions: Literal["stop", "take"] = "stop"
    max_bytes: int = 0  # of one file that has to be held whole; 0 = what its format allows


@long_running
def import_paths(
    session: Session, paths: Iterable[Path], options: ImportOptions, task: Task | None = None
) -> ImportReport:
    """Import files and folders as one step.

    Raises ImportStopped at the first problem unless `on_error` is "skip", Cancelled if the person
    stopped it, AnnotatorError for what the project file refuses. Nothing is stored then.
    """
    return Importing(session, options, task or Task("importing")).run(paths)


@long_running
def import_text(session: Session, text: str, meta: Mapping[str, str]) -> ImportReport:
    """Import one article that was pasted or typed, as one step.

    Raises ImportStopped for an empty text, one that is too long for a file, or characters that
    cannot be kept.
    """
    batch = Importing(session, ImportOptions(), Task("importing"))
    try:
        if len(text) > MAX_BYTES:
            raise ProblemError("paste-too-large", most=MAX_BYTES // 1024**2)
        cleaned, _ = clean(text, replace=False)
        if not cleaned.strip():
            raise ProblemError("line-no-text")
        document = document_for(cleaned, encoding="utf-8", meta=meta)
        return batch.run_bundles([Bundle(document, cleaned)])
    except ProblemError as error:
        raise ImportStopped(Problem("", 0, error.code, error.values)) from error


def read_endings() -> list[str]:
    """Return the endings of files that some format reads, and of zip files, sorted."""
    known = {s for each in formats().values() if each.read for s in each.suffixes}
    return sorted({*known, archives.SUFFIX})


def files_of(
    paths: Iterable[Path],
    ignore: Callable[[Phrase], None] = lambda what: None,
    kind: Format | None = None,
) -> Iterator[Path]:
    """Yield the files behind `paths`, folders opened up in a fixed order.

    Links inside a folder are not followed, so that nothing outside it comes along.  `ignore` is
    told what else lies in a folder: what no format reads, or not the `kind` that was asked for.
    """
    readers = [each for each in formats().values() if each.read is not None]
    endings = {ending for each in readers for ending in each.suffixes}
    if kind is not None and kind.suffixes:
        endings = set(kind.suffixes)
    settings = {name for each in readers for name in each.settings}
    companions = [each for each in readers if each.companions]
    paths = list(paths)
    named = set(paths)

    def belongs(file: Path, there: Callable[[Path], bool]) -> bool:
        """Tell whether a file is read with another one of the same name."""
        return any(
            file.suffix.lower() in each.companions
            and any(there(file.with_suffix(ending)) for ending in each.suffixes)
            for each in companions
        )

    for path in paths:
        if not path.is_dir():
            if not belongs(path, named.__contains__):
                yield path
            continue
        for folder, folders, names in os.walk(path, followlinks=False):
            folders.sort()
            # A folder that holds what every dataset holds is one.
            about = ABOUT_ITSELF if set(names) >= ABOUT_ITSELF else ()
            for name in sorted(set(names).difference(about)):
                file = Path(folder) / name
                if name.startswith("."):
                    continue
                if file.is_symlink() or not file.is_file():
                    ignore(Phrase("told-folder-links"))
                elif name in settings or belongs(file, Path.is_file):
                    continue
                elif file.suffix.lower() in endings:
                    yield file
                else:
                    ignore(Phrase("told-other-files", {"ending": file.suffix}))


class Importing:
    """One batch on its way in."""

    def __init__(self, session: Session, options: ImportOptions, task: Task) -> None:
        self._session = session
        self._options = options
        self._task = task
        self.report = ImportReport()
        self._names = Naming(session, options)
        self._reading = self._names.reading
        self._documents: dict[int, str] = {}  # documents of this batch and the hash of their text
        self._by_text: dict[str, int] = {}
        self._written: dict[str, SeenIds] = {}  # ids that files of this batch gave, by table
        self._last: Bundle | None = None  # the article that was taken last, as it now stands
        self._was_empty = not session.document_ids(limit=1)
        self._entries = session.entries()
        self._opened = archives.Opened()
        self._revised: dict[int, int] = {}  # earlier version -> the later one
        self._urls: dict[str, int] | None = None

    def run(self, paths: Iterable[Path]) -> ImportReport:
        """Store what lies under paths."""
        with self._files(paths) as files:
            self._run(files)
        self._carry_forward()
        return self.report

    def _carry_forward(self) -> None:
        """Let later versions take the place of earlier ones; a step of its own, when all is in."""
        if not self._revised:
            return
        done = revisions.carry_forward(self._session, self._revised.items())
        self.report.revised = done.articles
        self.report.carried, self.report.doubtful = done.carried, done.doubtful
        self.report.left = done.left

    @contextmanager
    def _files(self, paths: Iterable[Path]) -> Iterator[list[Path]]:
        """Give the files that lie under paths, also in zip files."""
        kind = format_named(self._options.format) if self._options.format else None
        with archives.opened(paths, self._reading) as self._opened:
            files = list(files_of(self._opened.paths, self._reading.ignore, kind))
            for path in self._opened.paths:
                if path.is_dir() and not any(each.is_relative_to(path) for each in files):
                    self._opened.problems[path] = ProblemError("folder-nothing")
                    files.append(path)
            yield files

    def _run(self, files: list[Path]) -> None:
        sizes = [_size(file) or 0 for file in files]
        total, done = sum(sizes) or 1, 0
        step = Step("imported", (), {"files": len(files)})
        with self._session.loading(step) as loader:
            for file, size in zip(files, sizes, strict=True):
                for count, found in enumerate(self._read(file)):
                    if isinstance(found, Problem):
                        self._refuse(found)
                        continue
                    try:
                        self._take(found, loader)
                    except ProblemError as error:
                        name = self._opened.shown(str(file))
                        self._refuse(Problem(name, found.line, error.code, error.values))
                    if count % 50 == 0:
                        # Within a file the share is not known; between files it is.
                        self._task.progress(min(done, total - 1), total)
                done += size
                self._task.progress(min(done, total), total)
        self.report.encodings = self._encodings()
        self.report.passed_over = self._reading.ignored
        self.report.found_out = self._reading.notes
        self.report.new_labels = self._names.new_labels

    def run_bundles(self, bundles: Iterable[Bundle]) -> ImportReport:
        """Store articles that are no files."""
        with self._session.loading(Step("imported", ())) as loader:
            for bundle in bundles:
                self._take(bundle, loader)
        return self.report

    def _encodings(self) -> dict[str, str]:
        """Return what files were read with, under the names that people know."""
        return {self._opened.shown(name): as_ for name, as_ in self._reading.encodings.items()}

    def _read(self, file: Path) -> Iterator[Bundle | Problem]:
        for each in self._read_as_named(file):
            if isinstance(each, Problem):
                yield replace(each, file=self._opened.shown(each.file))
            else:
                yield each

    def _read_as_named(self, file: Path) -> Iterator[Bundle | Problem]:
        if (wrong := self._opened.problems.get(file)) is not None:
            yield Problem(str(file), 0, wrong.code, wrong.values)
            return
        if _size(file) is None:
            yield Problem(str(file), 0, "file-missing")
            return
        kind: Format | None
        if self._options.format:
            kind = format_named(self._options.format)
            if kind.read is None:
                raise AnnotatorError("format-not-read", name=kind.name)
        else:
            try:
                kind = format_for(file)
            except OSError as error:
                yield Problem(
                    str(file), 0, "file-unreadable", {"why": error.strerror or str(error)}
                )
                return
        if kind is None or kind.read is None:
            known = ", ".join(read_endings())
            yield Problem(str(file), 0, "file-kind-unknown", {"known": known})
            return
        yield from kind.read(file, self._reading)

    def _refuse(self, problem: Problem) -> None:
        if self._options.on_error == "stop":
            raise ImportStopped(problem)
        self._names.forget()
        self.report.refused += 1
        if len(self.report.problems) < MAX_PROBLEMS:
            self.report.problems.append(problem)

    # One article -----------------------------------------------------------------------------

    def _take(self, bundle: Bundle, loader: Loader) -> None:
        there = self._there(bundle)
        if there is None and (earlier := self._earlier(bundle)) is not None:
            bundle, there = self._as_later_version(bundle, earlier)
        document = bundle.document
        if there is None:
            self._refuse_ids_in_use(bundle)
        else:
            bundle = self._onto(bundle, there, loader)
        new = [each for each in bundle.entries.values() if each.id not in self._entries]
        loader.needs((*self._names.taken(), *added(*new)))
        loader.add(bundle, new_document=there is None)
        loader.needs(added(*bundle.comments))
        if bundle.decisions:
            held = {each.id for each in self._session.decisions(document.id)}
            loader.needs(added(*(each for each in bundle.decisions if each.id not in held)))
        # From here on the article is in.
        if there is None:
            self._documents[document.id] = document.text_sha256
            self._by_text.setdefault(document.text_sha256, document.id)
            self._last = bundle
            self.report.documents += 1
        else:
            self.report.already_there += 1
        self._entries.update((each.id, each) for each in new)
        for table, ids in bundle.written_ids.items():
            self._written.setdefault(table, SeenIds()).update(ids)
        self.report.annotations += len(bundle.annotations)

    def _there(self, bundle: Bundle) -> int | None:
        """Return the document that a bundle is about if it is there already.

        An article with an id is only itself; without one the same text is the same article.
        """
        document = bundle.document
        known = self._text_of(document.id)
        if known is not None:
            return self._itself(document.id) if known == document.text_sha256 else None
        if document.uid != document.text_sha256[: len(document.uid)]:
            return None
        same = self._by_text.get(document.text_sha256)
        if same is None and not self._was_empty:
            same = self._session.find_text(document.text_sha256)
        return same

    def _text_of(self, number: int) -> str | None:
        """Return the hash of the text of a document, None if there is no such document."""
        known = self._documents.get(number)
        if known is None and not self._was_empty:
            return self._session.text_hash(number)
        return known

    def _itself(self, number: int) -> int:
        """Return the document that an article is shown as; not a later version of it.

        Labels for an earlier version belong to its text: they are put there, and carried on.
        """
        shown = self._session.shown_document(number)
        if shown != number and self._text_of(shown) != self._text_of(number):
            self._revised[number] = shown
            return number
        return shown

    def _earlier(self, bundle: Bundle) -> int | None:
        """Return the shown document that an article is a later version of.

        That has its id, or, if the article has none, its address. Raises ProblemError for an id
        unless later versions are wanted.
        """
        document = bundle.document
        if self._text_of(document.id) is not None:
            if self._options.revisions != "take":
                raise ProblemError("document-other-text", id=document.uid[:80])
            return self._session.shown_document(document.id)
        if self._options.revisions != "take" or not document.url:
            return None
        if document.uid != document.text_sha256[: len(document.uid)]:
            return None
        if self._urls is None:
            self._urls = self._session.documents_by_url()
        return self._urls.get(document.url)

    def _as_later_version(self, bundle: Bundle, earlier: int) -> tuple[Bundle, int | None]:
        """Return an article under the id of a later version, and its document if that is there."""
        document, before = bundle.document, self._session.document(earlier)
        uid = revisions.later_uid(str(before.meta.get(revisions.ORIGIN, before.uid)), document)
        meta = {**document.meta, revisions.ORIGIN: before.meta.get(revisions.ORIGIN, before.uid)}
        later = replace(document, id=derived_id("document", uid), uid=uid, meta=meta)
        known = self._text_of(later.id)
        if known is None:
            self._revised[earlier] = later.id
            if self._urls is not None and later.url:
                self._urls[later.url] = later.id
            return bundle.as_document(later), None
        return bundle.as_document(later), self._itself(later.id)

    def _refuse_ids_in_use(self, bundle: Bundle, mine: Mapping[str, Collection[int]] = {}) -> None:
        """Raise ProblemError if a record of another article has an id that this one gives."""
        for table, ids in bundle.written_ids.items():
            seen = self._written.get(table)
            used = set() if seen is None else seen.among(ids)
            if not self._was_empty and ids:
                used |= self._session.ids_in_use(table, ids)  # type: ignore[arg-type]
            used.difference_update(mine.get(table, ()))
            if used:
                raise ProblemError("id-in-use", key=table, id=format_id(min(used)))

    def _onto(self, bundle: Bundle, there: int, loader: Loader) -> Bundle:
        """Return what a bundle adds to an article that is there: labels, never a copy of it."""
        held = self._last
        if held is None or held.document.id != there:
            loader.make_readable()
            held = next(self._session.bundles([there]))
        self._refuse_ids_in_use(
            bundle,
            {
                "annotations": [each.id for each in held.annotations],
                "relations": [each.id for each in held.relations],
                "zones": [each.id for each in held.zones],
            },
        )
        joined = joining.join(bundle, held)
        for what, number in joined.passed_over.items():
            self._reading.ignore(what, number)
        for entry in bundle.entries.values():
            if self._entries.get(entry.id, entry) != entry:
                self._reading.ignore(Phrase("told-here-entries"))
        self.report.annotations_already_there += joined.already_there
        added_to = joined.bundle
        self._last = replace(
            held,
            zones=[*held.zones, *added_to.zones],
            annotations=[*held.annotations, *added_to.annotations],
            relations=[*held.relations, *added_to.relations],
            comments=[*held.comments, *added_to.comments],
            assignments=[*held.assignments, *added_to.assignments],
        )
        return added_to


def _size(file: Path) -> int | None:
    """Return the bytes of a file, or None if there is no such file."""
    try:
        return file.stat().st_size
    except (OSError, ValueError):
        return None
