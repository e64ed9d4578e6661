"""Writing a project, or a part of it, as a file that a trainer or a colleague reads.

Owns the way from what a person chose to the bytes of a format, and the report of what the format
could not carry, before and after writing.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from annotator.domain.bundles import Bundle
from annotator.domain.errors import AnnotatorError
from annotator.domain.offset_units import Unit
from annotator.domain.redaction import Redacted
from annotator.formats.fitting import fit
from annotator.formats.registry import (
    CARRIED,
    Format,
    Loss,
    Told,
    WriteOptions,
    format_named,
    formats,
)
from annotator.services.choosing import Choice, ExportOptions
from annotator.services.self_agreement import refuse
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running
from annotator.services.writing import new_folder, write, write_file, write_files
from annotator.wording import in_english, messages, tr

__all__ = [
    "ExportOptions",
    "ExportReport",
    "Exporting",
    "export",
    "format_table",
    "format_title",
    "preview",
]


@dataclass(slots=True)
class ExportReport:
    """What went out."""

    documents: int = 0
    annotations: int = 0  # as far as the format carries them
    losses: dict[str, int] = field(default_factory=dict)  # what the format could not carry
    adapted: dict[Told, int] = field(default_factory=dict)  # what was done so that it could
    sha256: str = ""
    path: str = ""
    redacted: Redacted | None = None  # what became of people, if they have other names

    @property
    def notes(self) -> dict[str, int]:
        """Return what was done to the data in English, for programs and the data card."""
        return in_english(self.adapted)


def format_title(kind: Format) -> str:
    """Return what a format is called; one of another package is called as that says."""
    code = f"format-title-{kind.name}"
    return tr(code) if code in messages() else kind.title


def format_table() -> list[dict[str, Any]]:
    """Return for every format its names, whether and how it is read and written, what it carries.

    `units` are those that offsets may count, `ending` is that of files, `folder` tells whether
    several files are written, `frames` how quotes and opinions are held, `tokens` whether they may
    be written or not; `carries` has every one of the things that formats may carry.
    """
    return [
        {
            "name": each.name,
            "title": format_title(each),
            "read": each.read is not None,
            "write": each.written,
            "folder": each.write_folder is not None,
            "ending": each.written_ending,
            "units": [unit.value for unit in each.units],
            "frames": each.frames.value,
            "tokens": each.takes_tokens,
            "carries": {what: what in each.carries for what in CARRIED},
        }
        for each in formats().values()
    ]


@long_running
def export(
    session: Session,
    out: Path | BinaryIO,
    options: ExportOptions,
    task: Task | None = None,
    *,
    on_loss: Callable[[Loss], object] | None = None,
) -> ExportReport:
    """Write the chosen documents and labels to a file, or to an open stream.

    `on_loss` is told of each thing the format cannot carry.  Raises Cancelled and AnnotatorError(
    "format-unknown", "annotator-unknown", "layer-unknown", "export-offset", "export-onto-project",
    "export-unwritable"); a file that was there before is untouched then.
    """
    task = task or Task("exporting")
    exporting = Exporting(session, options, on_loss)
    bundles = exporting.bundles(exporting.choice.ids(), task)
    digest = hashlib.sha256()
    if isinstance(out, Path):
        exporting.write(out, bundles, digest)
    elif exporting.kind.write is None:
        raise AnnotatorError("export-needs-folder", format=exporting.kind.name)
    else:
        write(out, exporting.kind.write(bundles, exporting.writing), digest)
    report = exporting.report()
    report.sha256 = digest.hexdigest()
    report.path = str(out) if isinstance(out, Path) else ""
    return report


@long_running
def preview(
    session: Session,
    options: ExportOptions,
    task: Task | None = None,
    *,
    on_loss: Callable[[Loss], object] | None = None,
) -> ExportReport:
    """Return what an export would write and lose, without writing anything.

    Raises what `export` raises for the choice.
    """
    exporting = Exporting(session, options, on_loss)
    task = task or Task("exporting")
    deque(exporting.bundles(exporting.choice.ids(), task), maxlen=0)
    return exporting.report()


class Exporting:
    """One choice on its way into one format, as one file or several."""

    def __init__(
        self,
        session: Session,
        options: ExportOptions,
        on_loss: Callable[[Loss], object] | None = None,
    ) -> None:
        """Look the choice over; raises AnnotatorError for what cannot be done."""
        refuse(session)
        self._session = session
        self.kind = format_named(options.format)
        if not self.kind.written:
            raise AnnotatorError("format-not-written", name=self.kind.name)
        self._annotations = 0  # that were carried
        tokens = self.kind.needs_tokens or (self.kind.takes_tokens and options.tokens)
        self.choice = Choice(session, options, tokens)
        redactor = self.choice.redactor
        self.writing = WriteOptions(
            session.scheme if redactor is None else redactor.scheme(session.scheme),
            zones=options.zones,
            tokens=options.tokens,
            suggestions=options.suggestions,
            unit=_unit(self.kind, options.unit),
            on_loss=on_loss,
        )

    def bundles(self, ids: Collection[int], task: Task) -> Iterator[Bundle]:
        """Yield what the format carries of the chosen documents among `ids`."""
        articles = self.choice.articles(ids, task.progress)
        for piece in self.choice.pieces(articles, self.writing):
            fitted = fit(piece, self.kind, self.writing)
            self._annotations += len(fitted.annotations)
            yield fitted

    def write(self, out: Path, bundles: Iterator[Bundle], digest: hashlib._Hash) -> None:
        """Write bundles as a file, or as a folder if the format is one.

        Raises AnnotatorError("export-onto-project", "export-unwritable", "export-folder-there").
        """
        if out.resolve() == self._session.path.resolve():
            raise AnnotatorError("export-onto-project", path=str(out))
        if self.kind.write_folder is not None:
            with new_folder(out) as folder:
                write_files(folder, self.kind.write_folder(bundles, self.writing), digest)
        elif self.kind.write is not None:
            write_file(out, self.kind.write(bundles, self.writing), digest)

    def report(self) -> ExportReport:
        """Return what was written so far."""
        losses = dict(self.writing.losses)
        redacted = None if self.choice.redactor is None else self.choice.redactor.done
        if redacted is not None and redacted.suggestions:
            losses["suggestions"] = losses.get("suggestions", 0) + redacted.suggestions
        return ExportReport(
            self.choice.documents,
            self._annotations,
            losses,
            self.writing.notes,
            redacted=redacted,
        )


def _unit(kind: Format, unit: Unit | None) -> Unit:
    if unit is None:
        return kind.units[0]
    if unit not in kind.units:
        raise AnnotatorError(
            "format-unit", name=kind.name, unit=unit.value, known=", ".join(kind.units)
        )
    return unit
