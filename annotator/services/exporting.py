"""Writing a project, or a part of it, as a file that a trainer or a colleague reads.

Owns the choice of what goes out, the check of every offset on the way, and that a file under its
final name is always whole: it is written beside it first and then renamed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from annotator.domain.annotations import Annotation
from annotator.domain.bundles import Bundle
from annotator.domain.documents import State
from annotator.domain.errors import AnnotatorError
from annotator.domain.offset_units import Unit
from annotator.domain.review import GOLD
from annotator.formats.fitting import fit
from annotator.formats.registry import CARRIED, Format, WriteOptions, format_named, formats
from annotator.services.adjudicating import GOLD_ID, gold_documents
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running
from annotator.services.tokenising import tokens_for

if TYPE_CHECKING:
    from annotator.domain.tokens import Tokens


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What the person chose."""

    format: str = "jsonl"
    annotators: tuple[str, ...] = ()  # names; none = everybody, without the gold set
    states: tuple[State, ...] = ()  # of the chosen annotators; none = any
    layers: tuple[str, ...] = ()  # uids; none = all
    zones: bool = True
    tokens: bool = True
    suggestions: bool = False
    unit: Unit | None = None  # what offsets count; None = what the format usually does
    gold: bool = False  # the gold set, of the documents about which something was decided


@dataclass(slots=True)
class ExportReport:
    """What went out."""

    documents: int = 0
    annotations: int = 0
    losses: dict[str, int] = field(default_factory=dict)  # what the format could not carry
    notes: dict[str, int] = field(default_factory=dict)  # what was done so that it could
    sha256: str = ""
    path: str = ""


def format_table() -> list[dict[str, Any]]:
    """Return for every format its name, whether it is read and written, and what it carries."""
    return [
        {
            "name": each.name,
            "read": each.read is not None,
            "write": each.written,
            "carries": {what: what in each.carries for what in CARRIED},
        }
        for each in formats().values()
    ]


@long_running
def export(
    session: Session, out: Path | BinaryIO, options: ExportOptions, task: Task | None = None
) -> ExportReport:
    """Write the chosen documents and labels to a file, or to an open stream.

    Raises AnnotatorError("format-unknown", "annotator-unknown", "layer-unknown", "export-offset",
    "export-onto-project", "export-unwritable") and Cancelled; a file that was there before is
    untouched then.
    """
    task = task or Task("exporting")
    if isinstance(out, Path) and out.resolve() == session.path.resolve():
        raise AnnotatorError("export-onto-project", path=str(out))
    kind = format_named(options.format)
    if not kind.written:
        raise AnnotatorError("format-not-written", name=kind.name)
    writing = WriteOptions(
        session.scheme,
        zones=options.zones,
        tokens=options.tokens,
        suggestions=options.suggestions,
        unit=_unit(kind, options.unit),
    )
    report = ExportReport()
    chosen = _chosen(session, options, kind, report, task)
    fitted = (fit(each, kind, writing) for each in chosen)
    digest = hashlib.sha256()
    if isinstance(out, Path):
        report.path = str(out)
    if kind.write_folder is not None:
        if not isinstance(out, Path):
            raise AnnotatorError("export-needs-folder", format=kind.name)
        _write_folder(out, kind.write_folder(fitted, writing), digest)
    elif kind.write is not None:
        pieces = kind.write(fitted, writing)
        if isinstance(out, Path):
            _write_whole(out, pieces, digest)
        else:
            _write(out, pieces, digest)
    report.losses = writing.losses
    report.notes = writing.notes
    report.sha256 = digest.hexdigest()
    return report


def _unit(kind: Format, unit: Unit | None) -> Unit:
    if unit is None:
        return kind.units[0]
    if unit not in kind.units:
        raise AnnotatorError(
            "format-unit", name=kind.name, unit=unit.value, known=", ".join(kind.units)
        )
    return unit


def _write_whole(out: Path, pieces: Iterator[bytes], digest: hashlib._Hash) -> None:
    try:
        if out.exists() and not out.is_file() and not out.is_dir():
            # A pipe or a device is written to; putting a file in its place would take it away.
            with out.open("wb") as stream:
                _write(stream, pieces, digest)
            return
    except BrokenPipeError:
        raise
    except OSError as error:
        raise AnnotatorError("export-unwritable", path=str(out), why=str(error)) from error
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    except OSError as error:
        raise AnnotatorError("export-unwritable", path=str(out), why=str(error)) from error
    half = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _write(file, pieces, digest)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files that only their owner reads; an export is as open as any new file.
        half.chmod(0o666 & ~_umask())
        half.replace(out)
    except OSError as error:
        raise AnnotatorError("export-unwritable", path=str(out), why=str(error)) from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def _write_folder(out: Path, files: Iterator[tuple[str, bytes]], digest: hashlib._Hash) -> None:
    """Write files into a folder that is only there under its name when all of them are."""
    if out.exists() and not (out.is_dir() and next(out.iterdir(), None) is None):
        raise AnnotatorError("export-folder-there", path=str(out))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise AnnotatorError("export-unwritable", path=str(out), why=str(error)) from error
    try:
        for name, content in files:
            digest.update(name.encode() + b"\0" + content)
            (half / name).write_bytes(content)
        half.chmod(0o777 & ~_umask())
        # An empty folder gives way; on some systems only if it is taken away first.
        if out.is_dir():
            out.rmdir()
        half.rename(out)
    except OSError as error:
        raise AnnotatorError("export-unwritable", path=str(out), why=str(error)) from error
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _write(file: BinaryIO, pieces: Iterator[bytes], digest: hashlib._Hash) -> None:
    for piece in pieces:
        digest.update(piece)
        file.write(piece)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _chosen(
    session: Session, options: ExportOptions, kind: Format, report: ExportReport, task: Task
) -> Iterator[Bundle]:
    """Yield the chosen bundles with every offset checked."""
    annotators = _annotator_ids(session, options)
    for layer in options.layers:
        if session.scheme.layer(layer) is None:
            known = ", ".join(each.uid for each in session.scheme.layers)
            raise AnnotatorError("layer-unknown", layer=layer, known=known)
    ids = list(gold_documents(session)) if options.gold else session.document_ids()
    for done, bundle in enumerate(
        session.bundles(ids, annotators, suggestions=options.suggestions)
    ):
        if done % 50 == 0:
            task.progress(done, len(ids))
        if options.states and not _in_states(bundle, options.states, annotators):
            continue
        _check_offsets(bundle)
        if options.gold:
            bundle.decisions = session.decisions(bundle.document.id)
        if options.layers:
            _keep_layers(bundle, set(options.layers))
        if options.tokens or kind.needs_tokens:
            bundle.tokens = _tokens(bundle)
        report.documents += 1
        report.annotations += len(bundle.annotations)
        yield bundle
    task.progress(len(ids), len(ids))


def _tokens(bundle: Bundle) -> Tokens:
    return tokens_for(bundle.text, bundle.zones, bundle.document.language, bundle.tokens)


def _annotator_ids(session: Session, options: ExportOptions) -> set[int] | None:
    if options.gold:
        return {GOLD_ID}
    if options.annotators:
        return {session.known_annotator(name).id for name in options.annotators}
    everybody = session.annotators.values()
    if all(each.kind != GOLD for each in everybody):
        return None
    return {each.id for each in everybody if each.kind != GOLD}


def _in_states(
    bundle: Bundle, states: Collection[State], annotators: Collection[int] | None
) -> bool:
    """Tell whether any of the chosen annotators has the document in one of the states."""
    found = [each.state for each in bundle.assignments
             if annotators is None or each.annotator in annotators]  # fmt: skip
    return any(state in states for state in found) or (not found and State.NEW in states)


def _keep_layers(bundle: Bundle, layers: set[str]) -> None:
    bundle.annotations = [each for each in bundle.annotations if each.layer in layers]
    kept = {each.id for each in bundle.annotations}
    bundle.relations = [
        each for each in bundle.relations if each.source in kept and each.target in kept
    ]
    bundle.suggestions = [each for each in bundle.suggestions if each.layer in layers]
    bundle.comments = [each for each in bundle.comments if each.annotation in (None, *kept)]
    bundle.decisions = [each for each in bundle.decisions if not each.gold or each.gold in kept]
    named = {each.entry for each in bundle.annotations}
    bundle.entries = {number: each for number, each in bundle.entries.items() if number in named}


def _check_offsets(bundle: Bundle) -> None:
    """Raise AnnotatorError("export-offset") unless every span lies in its text."""
    length = len(bundle.text)
    for annotation in bundle.annotations:
        if not _sound(annotation, length):
            raise AnnotatorError(
                "export-offset", document=bundle.document.uid, record=f"{annotation.id:016x}"
            )


def _sound(annotation: Annotation, length: int) -> bool:
    last = -1
    for start, end in annotation.spans:
        if not last < start < end <= length:
            return False
        last = end
    return True
