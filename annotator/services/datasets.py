"""Datasets: the parts a model learns from and is tested on, and what one has to know of them.

Owns the folder that is written: a file or folder for each part, the data card, the scheme, what
was lost item by item, and the checksums.  The same project and choice give the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from annotator.assist.near_duplicates import groups, sketch
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Document
from annotator.domain.errors import AnnotatorError
from annotator.domain.pieces import outside_zones
from annotator.domain.redaction import Redacted
from annotator.domain.scheme_file import write_scheme
from annotator.formats.cells import plain_cell
from annotator.formats.registry import Loss
from annotator.services.agreeing import Agreement, AgreementOptions, agreement
from annotator.services.choosing import ExportOptions
from annotator.services.data_card import Card, Part, data_card
from annotator.services.dataset_files import CARD, CHECKSUMS, LOSSES, SCHEME
from annotator.services.exporting import Exporting, ExportReport
from annotator.services.guideline_versions import label_numbers, scheme_number
from annotator.services.session import Session
from annotator.services.splitting import PARTS, Article, SplitOptions, split
from annotator.services.tasks import Task, long_running
from annotator.services.writing import new_folder

#: Figures of agreement that a data card gives, where two people labelled the same articles.
_AGREEMENT = ("span_f1_exact", "krippendorff_alpha")


@dataclass(frozen=True, slots=True)
class DatasetOptions:
    """What the person chose beside the labels themselves."""

    split: SplitOptions = field(default_factory=SplitOptions)
    name: str = ""  # "" = the name of the folder
    licence: str = ""  # as an SPDX identifier or in words


@dataclass(slots=True)
class DatasetReport(ExportReport):
    """What a dataset holds."""

    parts: dict[str, Part] = field(default_factory=dict)
    near_duplicates: int = 0  # articles that are a copy of another one
    files: dict[str, str] = field(default_factory=dict)  # name -> SHA-256


@long_running
def export_dataset(
    session: Session,
    out: Path,
    options: ExportOptions,
    dataset: DatasetOptions | None = None,
    task: Task | None = None,
) -> DatasetReport:
    """Write the chosen documents and labels as a folder with a part for each share.

    Raises what `exporting.export` raises, AnnotatorError("export-folder-there") unless `out` is
    new or empty, ("dataset-empty") if nothing was chosen, and Cancelled; nothing is left then.
    """
    dataset = dataset or DatasetOptions()
    task = task or Task("exporting")
    plan = _plan(Exporting(session, options), dataset.split, task)
    report = DatasetReport(path=str(out), near_duplicates=plan.near_duplicates)
    with new_folder(out) as folder:
        with (folder / LOSSES).open("w", encoding="utf-8", newline="") as file:
            losses = csv.writer(file, lineterminator="\n")
            losses.writerow(["part", *Loss._fields])
            for name, ids in plan.parts.items():
                if ids:
                    told = partial(_tell, losses.writerow, name)
                    exporting = Exporting(session, options, told)
                    report.parts[name] = _write_part(folder, name, ids, exporting, report, task)
        exporting = Exporting(session, options)
        scheme = write_scheme(exporting.writing.scheme).encode()
        (folder / SCHEME).write_bytes(scheme)
        if exporting.kind.beside is not None:
            for name, content in exporting.kind.beside(exporting.writing).items():
                (folder / name).write_bytes(content)
        card = Card(
            name=dataset.name or out.name,
            licence=dataset.licence,
            options=_told_options(options, exporting),
            split=dataset.split,
            scheme=exporting.writing.scheme,
            scheme_sha256=hashlib.sha256(scheme).hexdigest(),
            parts=report.parts,
            near_duplicates=report.near_duplicates,
            losses=report.losses,
            notes=report.notes | _redaction_notes(report),
            agreement=_agreement(session, options, exporting, task),
            guideline=scheme_number(session),
            versions=label_numbers(session),
            ending="" if exporting.kind.write_folder else exporting.kind.written_ending,
        )
        (folder / CARD).write_text(data_card(card), encoding="utf-8", newline="\n")
        report.files = _checksums(folder)
        lines = [f"{digest}  {name}\n" for name, digest in report.files.items()]
        (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
    report.sha256 = hashlib.sha256("".join(lines).encode()).hexdigest()
    return report


@dataclass(slots=True)
class _Plan:
    """Which documents go into which part."""

    parts: dict[str, list[int]]
    near_duplicates: int


def _plan(exporting: Exporting, options: SplitOptions, task: Task) -> _Plan:
    """Read what is chosen once, and deal it out."""
    choice = exporting.choice
    ids, sketches, articles = [], [], []
    for bundle in choice.articles(choice.ids(), task.progress):
        ids.append(bundle.document.id)
        sketches.append(sketch("\n".join(bundle.text[a:b] for a, b in outside_zones(bundle))))
        labels = Counter(f"{each.layer}.{each.label}" for each in bundle.annotations)
        key = _key(bundle.document, options.by)
        articles.append(Article(bundle.document.uid, 0, key, labels))
    if not ids:
        raise AnnotatorError("dataset-empty")
    if options.by not in ("random", *_KEYS) and not any(each.key for each in articles):
        raise AnnotatorError("split-key-unknown", key=options.by)
    copies = groups(sketches)
    sizes = Counter(copies)
    articles = [
        Article(each.uid, group, each.key, each.labels)
        for each, group in zip(articles, copies, strict=True)
    ]
    dealt = split(articles, options)
    found: dict[str, list[int]] = {name: [] for name in PARTS}
    for number, part in zip(ids, dealt, strict=True):
        found[PARTS[part]].append(number)
    return _Plan(found, sum(size - 1 for size in sizes.values()))


_KEYS = {"date": "published", "outlet": "outlet", "author": "author", "language": "language"}


def _key(document: Document, by: str) -> str:
    if by == "random":
        return ""
    if by in _KEYS:
        return str(getattr(document, _KEYS[by]))
    value = document.meta.get(by)
    return "" if value is None else str(value)


def _tell(write_row: Callable[[list[object]], object], part: str, loss: Loss) -> None:
    write_row([part, *(plain_cell(each) if isinstance(each, str) else each for each in loss)])


def _write_part(
    folder: Path,
    name: str,
    ids: Collection[int],
    exporting: Exporting,
    report: DatasetReport,
    task: Task,
) -> Part:
    part = Part()
    kind = exporting.kind
    path = folder / (name if kind.write_folder else f"{name}{kind.written_ending}")
    exporting.write(path, _counted(exporting.bundles(ids, task), part), hashlib.sha256())
    written = exporting.report()
    report.documents += written.documents
    report.annotations += part.annotations
    if written.redacted is not None:
        report.redacted = report.redacted or Redacted()
        report.redacted.add(written.redacted)
    for what, number in written.losses.items():
        report.losses[what] = report.losses.get(what, 0) + number
    for told, number in written.adapted.items():
        report.adapted[told] = report.adapted.get(told, 0) + number
    return part


def _counted(bundles: Iterator[Bundle], part: Part) -> Iterator[Bundle]:
    for bundle in bundles:
        part.take(bundle)
        yield bundle


def _told_options(options: ExportOptions, exporting: Exporting) -> ExportOptions:
    """Return what the data card says was chosen: annotators by the names they have in the files."""
    redactor = exporting.choice.redactor
    if redactor is None:
        return options
    return replace(options, annotators=tuple(map(redactor.annotator, options.annotators)))


def _redaction_notes(report: DatasetReport) -> dict[str, int]:
    if report.redacted is None:
        return {}
    return {
        "places where people have pseudonyms": report.redacted.names,
        "people with pseudonyms": len(report.redacted.people),
        "labels widened to whole pseudonyms": report.redacted.widened,
    }


def _agreement(
    session: Session, options: ExportOptions, exporting: Exporting, task: Task
) -> list[Agreement]:
    """Return how far those agree whose labels these are, or who stand behind the gold set."""
    redactor = exporting.choice.redactor
    chosen = AgreementOptions(options.layers, _AGREEMENT, options.annotators)
    found = [
        each
        for each in agreement(session, chosen, task)
        if each.label is None and each.role is None and each.value is not None
    ]
    if redactor is None:
        return found
    return [replace(each, annotators=tuple(map(redactor.annotator, each.annotators)))
            for each in found]  # fmt: skip


def _checksums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, by its name with forward slashes."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256")
            found[path.relative_to(folder).as_posix()] = digest.hexdigest()
    return found
