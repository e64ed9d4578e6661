"""Bringing articles and labels into a project.

Owns what happens to a batch: which files, whose labels, what is already there, what becomes of
problems.  A batch is one step: one undo takes all of it back, and in the careful mode one problem
anywhere means that nothing was stored.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from annotator.domain.annotations import Annotation, Relation
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Annotator, Assignment, Zone
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import derived_id
from annotator.domain.scheme import Label, LayerKind, Scheme
from annotator.domain.steps import Edit, Step, added
from annotator.formats.registry import (
    Format,
    Problem,
    ProblemError,
    ReadOptions,
    format_for,
    format_named,
    formats,
)
from annotator.formats.text import clean, document_for
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running

if TYPE_CHECKING:
    from annotator.storage.bulk import Loader

#: Bytes above which a single file is refused: no article is that long.
MAX_FILE = 2 * 1024**3
#: Problems that are listed; a file that is wrong throughout is told apart by then.
MAX_PROBLEMS = 200


@dataclass(slots=True)
class ImportReport:
    """What became of a batch."""

    documents: int = 0  # new ones
    already_there: int = 0  # articles that were there before
    annotations: int = 0
    annotations_already_there: int = 0
    problems: list[Problem] = field(default_factory=list)
    encodings: dict[str, str] = field(default_factory=dict)  # file -> encoding
    ignored: dict[str, int] = field(default_factory=dict)  # what was passed over
    new_labels: list[str] = field(default_factory=list)  # layer.label


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


@long_running
def import_paths(
    session: Session, paths: Iterable[Path], options: ImportOptions, task: Task | None = None
) -> ImportReport:
    """Import files and folders as one step.

    Raises ImportStopped at the first problem unless `on_error` is "skip", Cancelled if the person
    stopped it, AnnotatorError for what the project file refuses. Nothing is stored then.
    """
    return _Import(session, options, task or Task("importing")).run(list(files_of(paths)))


@long_running
def import_text(session: Session, text: str, meta: Mapping[str, str]) -> ImportReport:
    """Import one article that was pasted or typed, as one step.

    Raises ImportStopped for an empty text or characters that cannot be kept.
    """
    batch = _Import(session, ImportOptions(), Task("importing"))
    try:
        cleaned, _ = clean(text, replace=False)
        if not cleaned.strip():
            raise ProblemError("line-no-text")
        document = document_for(cleaned, encoding="utf-8", meta=meta)
        return batch.run_bundles([Bundle(document, cleaned)])
    except ProblemError as error:
        raise ImportStopped(Problem("", 0, error.code, error.values)) from error


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files behind `paths`, folders opened up in a fixed order.

    Links inside a folder are not followed, so that nothing outside it comes along.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path, followlinks=False):
            folders.sort()
            for name in sorted(names):
                file = Path(folder) / name
                if not name.startswith(".") and not file.is_symlink() and _readable(file):
                    yield file


def _readable(file: Path) -> bool:
    suffix = file.suffix.lower()
    return any(suffix in each.suffixes for each in formats().values() if each.read is not None)


class _Import:
    """One batch on its way in."""

    def __init__(self, session: Session, options: ImportOptions, task: Task) -> None:
        self._session = session
        self._options = options
        self._task = task
        self.report = ImportReport()
        self._edits: list[Edit] = []
        self._annotators = {each.name: each.id for each in session.annotators.values()}
        self._scheme: Scheme = session.scheme
        self._documents: dict[int, str] = {}  # documents of this batch and the hash of their text
        self._by_text: dict[str, int] = {}
        self._entries = set(session.entries())
        self._reading = ReadOptions(
            self._scheme,
            self._annotator_id,
            self._label,
            options.unknown_labels == "skip",
            options.encoding,
            options.replace_forbidden,
            options.meta,
        )

    def run(self, files: list[Path]) -> ImportReport:
        sizes = [_size(file) for file in files]
        total, done = sum(sizes) or 1, 0
        step = Step("imported", (), {"files": len(files)})
        with self._session.loading(step) as loader:
            for file, size in zip(files, sizes, strict=True):
                for found in self._read(file, size):
                    self._task.check()
                    if isinstance(found, Problem):
                        self._refuse(found)
                    else:
                        try:
                            self._take(found, loader)
                        except ProblemError as error:
                            self._refuse(Problem(str(file), found.line, error.code, error.values))
                        loader.needs(tuple(self._edits))
                        self._edits.clear()
                        if self.report.documents % 50 == 0:
                            # Within a file the share is not known; between files it is.
                            self._task.progress(min(done, total - 1), total)
                done += size
                self._task.progress(min(done, total), total)
        self.report.encodings = self._reading.encodings
        self.report.ignored = self._reading.ignored
        return self.report

    def run_bundles(self, bundles: Iterable[Bundle]) -> ImportReport:
        """Store articles that are no files."""
        with self._session.loading(Step("imported", ())) as loader:
            for bundle in bundles:
                self._take(bundle, loader)
        return self.report

    def _read(self, file: Path, size: int) -> Iterator[Bundle | Problem]:
        if not file.exists():
            yield Problem(str(file), 0, "file-missing")
            return
        if size > MAX_FILE:
            yield Problem(str(file), 0, "file-too-large", {"size": size})
            return
        kind: Format | None
        if self._options.format:
            kind = format_named(self._options.format)
            if kind.read is None:
                raise AnnotatorError("format-not-read", name=kind.name)
        else:
            kind = format_for(file)
        if kind is None or kind.read is None:
            known = sorted({s for f in formats().values() if f.read for s in f.suffixes})
            yield Problem(str(file), 0, "file-kind-unknown", {"known": ", ".join(known)})
            return
        yield from kind.read(file, self._reading)

    def _refuse(self, problem: Problem) -> None:
        if self._options.on_error == "stop":
            raise ImportStopped(problem)
        if len(self.report.problems) < MAX_PROBLEMS:
            self.report.problems.append(problem)

    # One article -----------------------------------------------------------------------------

    def _take(self, bundle: Bundle, loader: Loader) -> None:
        document = bundle.document
        there = self._there(bundle)
        if there is None:
            self._documents[document.id] = document.text_sha256
            self._by_text.setdefault(document.text_sha256, document.id)
            self.report.documents += 1
        else:
            bundle = self._onto(bundle, there, loader)
            self.report.already_there += 1
        self.report.annotations += len(bundle.annotations)
        new = [entry for number, entry in bundle.entries.items() if number not in self._entries]
        self._entries.update(each.id for each in new)
        self._edits += added(*new)
        loader.add(bundle, new_document=there is None)

    def _there(self, bundle: Bundle) -> int | None:
        """Return the document that a bundle is about if it is there already."""
        document = bundle.document
        known = self._documents.get(document.id)
        if known is None and self._session.find_document(document.uid) is not None:
            known = self._session.document(document.id).text_sha256
        if known is not None:
            if known != document.text_sha256:
                raise ProblemError("document-other-text", id=document.uid[:80])
            return document.id
        same = self._by_text.get(document.text_sha256)
        return same if same is not None else self._session.find_text(document.text_sha256)

    def _onto(self, bundle: Bundle, there: int, loader: Loader) -> Bundle:
        """Return what a bundle adds to an article that is there: labels, never a copy of it."""
        loader.flush()
        whose = {each.annotator for each in bundle.annotations}
        article = self._session.article(there, whose)
        known = {_key(each): each.id for each in article.annotations.values() if each.spans}
        taken = set(article.annotations)
        renamed: dict[int, int] = {}
        annotations: list[Annotation] = []
        relations_of: dict[int, list[Relation]] = {}
        for relation in bundle.relations:
            relations_of.setdefault(relation.source, []).append(relation)
        frames = {
            _frame_key(article.relations_from(each.id), each, {}): each.id
            for each in article.annotations.values()
            if not each.spans
        }
        # Parts first: whether a frame is there depends on what its slots became.
        for each in sorted(bundle.annotations, key=lambda each: not each.spans):
            here = replace(each, document=there)
            same = (
                known.get(_key(here))
                if each.spans
                else frames.get(_frame_key(relations_of.get(each.id, []), here, renamed))
            )
            if same is not None:
                renamed[each.id] = same
                self.report.annotations_already_there += 1
                continue
            if each.id in taken:
                here = replace(here, id=derived_id("again", f"{each.id:x}", f"{there:x}"))
            renamed[each.id] = here.id
            annotations.append(here)
        pairs = {(each.role, each.source, each.target) for each in article.relations.values()}
        relations = [
            replace(
                each,
                document=there,
                id=derived_id(
                    "relation", f"{renamed[each.source]:x}", each.role, f"{renamed[each.target]:x}"
                ),
                source=renamed[each.source],
                target=renamed[each.target],
            )
            for each in bundle.relations
            if (each.role, renamed[each.source], renamed[each.target]) not in pairs
        ]
        zones = {(each.start, each.end) for each in article.zones.values()}
        return Bundle(
            replace(bundle.document, id=there),
            bundle.text,
            [
                _moved_zone(each, there)
                for each in bundle.zones
                if (each.start, each.end) not in zones
            ],
            annotations,
            relations,
            entries=bundle.entries,
            assignments=self._new_states(bundle.assignments, there),
        )

    def _new_states(self, assignments: Iterable[Assignment], there: int) -> list[Assignment]:
        return [
            replace(
                each,
                document=there,
                id=derived_id("assignment", f"{there:x}", f"{each.annotator:x}"),
            )
            for each in assignments
            if self._session.assignment(there, each.annotator) is None
        ]

    # Names -----------------------------------------------------------------------------------

    def _annotator_id(self, name: str) -> int:
        name = self._options.annotator or name
        if not name:
            return self._session.annotator.id
        known = self._annotators.get(name)
        if known is None:
            annotator = Annotator(self._session.ids.next(), name)
            self._edits += added(annotator)
            known = self._annotators[name] = annotator.id
        return known

    def _label(self, layer: str, uid: str) -> tuple[str, str] | None:
        """Return (layer, label) of a label in a file, by what the person chose for unknown ones."""
        if layer:
            if self._scheme.label(layer, uid) is not None:
                return layer, uid
        else:
            found = [each for each in self._scheme.find_label(uid) if not each.frame]
            if found:
                return found[0].layer, uid
        if self._options.unknown_labels != "add" or not uid.strip():
            return None
        if not layer or self._scheme.layer(layer) is None:
            spans = self._scheme.layer_of_kind(LayerKind.SPANS)
            if spans is None:
                return None
            layer = spans.uid
        label = Label(layer, uid, uid, position=len(self._scheme.labels_of(layer, retired=True)))
        self._scheme = replace(self._scheme, labels=(*self._scheme.labels, label))
        self._reading.scheme = self._scheme
        self._edits += added(label)
        self.report.new_labels.append(label.path)
        return layer, uid


def _moved_zone(zone: Zone, there: int) -> Zone:
    number = derived_id("zone", f"{there:x}", f"{zone.start}-{zone.end}", zone.kind.value)
    return replace(zone, id=number, document=there)


def _key(annotation: Annotation) -> tuple[object, ...]:
    return annotation.annotator, annotation.layer, annotation.label, annotation.spans


def _frame_key(
    relations: Iterable[Relation], frame: Annotation, renamed: Mapping[int, int]
) -> tuple[object, ...]:
    slots = sorted((each.role, renamed.get(each.target, each.target)) for each in relations)
    return frame.annotator, frame.layer, frame.label, tuple(slots)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
