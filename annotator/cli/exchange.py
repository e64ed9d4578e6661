"""The commands by which articles and labels come in and go out.

Owns `import`, `export` and `formats`: their arguments and what they print.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from annotator.cli.common import SHOWN_PROBLEMS, opened, print_result, progress
from annotator.domain.errors import AnnotatorError
from annotator.wording import explain, tr

if TYPE_CHECKING:
    from annotator.domain.offset_units import Unit
    from annotator.formats.registry import Loss
    from annotator.services.exporting import ExportOptions, ExportReport
    from annotator.services.importing import ImportReport
    from annotator.services.redacting import RedactOptions
    from annotator.services.session import Session
    from annotator.services.tasks import Task

_UNITS = ("code-point", "utf-16", "utf-8")


def add_commands(command: Callable[..., Any]) -> None:
    """Add the commands of this module by a function `(name, run, words)` that makes one."""
    imported = command("import", _import, "bring articles and labels into a project")
    imported.add_argument("project", type=Path)
    imported.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    imported.add_argument("--format", default="", metavar="F", help="default: by the file")
    imported.add_argument(
        "--annotator", default="", metavar="NAME", help="whose labels they become"
    )
    imported.add_argument(
        "--on-error",
        choices=("stop", "skip"),
        default="stop",
        help="stop: a problem anywhere stores nothing; skip: store the good articles and list "
        "the rest",
    )
    imported.add_argument("--encoding", default="", help="of text files; default: found out")
    imported.add_argument(
        "--replace-forbidden", action="store_true", help="write � for characters no text can hold"
    )
    imported.add_argument("--unknown-labels", choices=("stop", "add", "skip"), default="stop")
    imported.add_argument(
        "--revisions",
        choices=("stop", "take"),
        default="stop",
        help="an article that is there with another text (by id or address): stop: it is refused; "
        "take: it is a later version, to which labels come along where their words still stand",
    )
    imported.add_argument(
        "--map-label", action="append", default=[], type=_pair, metavar="LABEL=LAYER.LABEL",
        help="take a label of the files for one of the scheme; LABEL= passes over it",
    )  # fmt: skip
    imported.add_argument(
        "--column", action="append", default=[], type=_pair, metavar="FIELD=COLUMN",
        help="of tables and plain JSON: what holds text, title, date, id …",
    )  # fmt: skip
    imported.add_argument(
        "--offsets", choices=_UNITS, help="what offsets count; default: found out"
    )
    imported.add_argument(
        "--max-mb", type=int, default=0, metavar="N", help="take files that are larger than usual"
    )
    for name in ("outlet", "language", "author"):
        imported.add_argument(f"--{name}", default="", help=f"{name} of every article of the batch")
    imported.add_argument(
        "--date",
        default="",
        type=_date,
        metavar="YYYY-MM-DD",
        help="publication date of every article of the batch",
    )

    exported = command("export", _export, "write articles and labels to a file, or as a dataset")
    exported.add_argument("project", type=Path)
    exported.add_argument(
        "out", metavar="OUT", help="a file, a folder (some formats, and datasets), or - for "
        "standard output"
    )  # fmt: skip
    exported.add_argument("--format", default="jsonl", metavar="F")
    whose = exported.add_mutually_exclusive_group()
    whose.add_argument("--annotator", action="append", default=[], metavar="NAME")
    whose.add_argument("--gold", action="store_true", help="what was decided, and from what")
    exported.add_argument("--state", action="append", default=[], metavar="STATE")
    exported.add_argument("--layer", action="append", default=[], metavar="LAYER")
    exported.add_argument("--include-suggestions", action="store_true")
    exported.add_argument("--no-zones", action="store_true", help="do not say where zones are")
    exported.add_argument("--cut-zones", action="store_true", help="take their words out")
    exported.add_argument("--no-tokens", action="store_true")
    exported.add_argument("--unit", choices=("document", "sentence"), default="document")
    exported.add_argument("--offsets", choices=_UNITS, help="what offsets count")
    exported.add_argument(
        "--losses", type=Path, metavar="FILE", help="list one by one what the format cannot carry"
    )
    exported.add_argument(
        "--dry-run", action="store_true", help="only say what would be written and lost"
    )
    people = exported.add_argument_group("people under other names, the same in every export")
    people.add_argument(
        "--redact", nargs="*", metavar="LABEL",
        help="replace people, in text and metadata, by stable pseudonyms; LABEL: what means a "
        "person (default: PERSON and the like)",
    )  # fmt: skip
    people.add_argument(
        "--redact-labelled-only", action="store_true",
        help="leave known names as they are where nobody labelled them",
    )  # fmt: skip
    people.add_argument(
        "--redact-full-names-only", action="store_true",
        help="leave parts of known names as they are: “Ilves” of Dana Ilves",
    )  # fmt: skip
    people.add_argument(
        "--keep-annotators", action="store_true", help="do not rename whoever annotated"
    )
    people.add_argument(
        "--redact-secret", type=Path, metavar="FILE",
        help="make pseudonyms with the content of FILE instead of the secret of the project",
    )  # fmt: skip
    people.add_argument(
        "--redact-key", type=Path, metavar="FILE",
        help="write a table that says who is who, which must not go along with the export",
    )  # fmt: skip

    dataset = exported.add_argument_group("datasets: a folder with parts, data card and checksums")
    dataset.add_argument(
        "--split", type=_shares, metavar="80/10/10", help="shares of train, dev and test"
    )
    dataset.add_argument("--seed", type=int, default=0, metavar="N")
    dataset.add_argument(
        "--group-by", default="random", metavar="WHAT",
        help="random (default), date, outlet, author, language, or a key of the metadata; "
        "near-duplicates always stay together",
    )  # fmt: skip
    dataset.add_argument("--name", default="", help="of the dataset; default: that of the folder")
    dataset.add_argument("--licence", default="", help="for the data card")

    original = command("original", _original, "write the file an article was taken from")
    original.add_argument("project", type=Path)
    original.add_argument("document", metavar="ID", help="of the article, as in exports")
    original.add_argument("out", nargs="?", type=Path, metavar="OUT", help="default: its name")

    command("formats", _formats, "list the file formats and what each carries")


# Originals -------------------------------------------------------------------------------------


def _original(arguments: argparse.Namespace) -> int:
    from annotator.services.originals import original_of, save_original

    with opened(arguments.project, read_only=True) as session:
        document = session.find_document(arguments.document)
        if document is None:
            raise AnnotatorError("document-unknown", document=arguments.document)
        found = original_of(session, document)
        out = arguments.out or Path(found.name)
        if arguments.out is None and out.exists():
            raise AnnotatorError("original-there", path=str(out))
        save_original(session, found, out)
    print_result(arguments, {"path": str(out)}, tr("original-saved", path=str(out)))
    return 0


# Import ----------------------------------------------------------------------------------------


def _import(arguments: argparse.Namespace) -> int:
    from annotator.services.importing import ImportOptions, import_paths

    meta = {
        "outlet": arguments.outlet,
        "published": arguments.date,
        "language": arguments.language,
        "author": arguments.author,
    }
    options = ImportOptions(
        arguments.format,
        arguments.annotator,
        arguments.on_error,
        arguments.encoding,
        arguments.replace_forbidden,
        arguments.unknown_labels,
        {name: value for name, value in meta.items() if value},
        labels=dict(arguments.map_label),
        columns=dict(arguments.column),
        revisions=arguments.revisions,
        unit=_unit(arguments),
        max_bytes=arguments.max_mb * 1024**2,
    )
    with opened(arguments.project) as session, progress("importing") as task:
        report = import_paths(session, arguments.paths, options, task)
    print_result(arguments, _report_values(report), _report_words(report))
    if report.refused:
        if not arguments.json:
            _print_problems(report)
        return 1
    return 0


def _report_values(report: ImportReport) -> dict[str, Any]:
    return {
        "documents": report.documents,
        "already_there": report.already_there,
        "annotations": report.annotations,
        "annotations_already_there": report.annotations_already_there,
        "encodings": report.encodings,
        "ignored": report.ignored,
        "notes": report.notes,
        "new_labels": report.new_labels,
        "revised": report.revised,
        "carried": report.carried,
        "doubtful": report.doubtful,
        "left_behind": report.left,
        "refused": report.refused,
        "problems": [
            {"file": each.file, "line": each.line, "code": each.code, "message": _words_of(each)}
            for each in report.problems
        ],
    }


def _report_words(report: ImportReport) -> str:
    lines = [
        tr(
            "cli-imported",
            documents=report.documents,
            annotations=report.annotations,
            already=report.already_there,
        )
    ]
    if report.revised:
        lines.append(
            tr(
                "revisions-carried",
                articles=report.revised,
                carried=report.carried,
                doubtful=report.doubtful,
                left=report.left,
            )
        )
    if report.annotations_already_there:
        lines.append(tr("cli-same", annotations=report.annotations_already_there))
    for encoding in sorted(set(report.encodings.values()) - {"utf-8"}):
        files = [file for file, each in report.encodings.items() if each == encoding]
        more = f" and {len(files) - 3} more" if len(files) > 3 else ""
        lines.append(tr("cli-encodings", encoding=encoding, files=", ".join(files[:3]) + more))
    lines += [tr("cli-note", what=what, number=n) for what, n in report.found_out.items()]
    lines += [tr("cli-ignored", what=what, number=n) for what, n in report.passed_over.items()]
    if report.new_labels:
        lines.append(tr("cli-new-labels", labels=", ".join(report.new_labels)))
    return "\n".join(lines)


def _print_problems(report: ImportReport) -> None:
    print(tr("cli-problems", number=report.refused), file=sys.stderr)
    for problem in report.problems[:SHOWN_PROBLEMS]:
        print(f"  {_words_of(problem)}", file=sys.stderr)
    if report.refused > SHOWN_PROBLEMS:
        print(f"  … {report.refused - SHOWN_PROBLEMS} more", file=sys.stderr)


def _words_of(problem: Any) -> str:
    values = {**problem.values, "file": problem.file, "line": problem.line}
    return explain(AnnotatorError(problem.code, **values))


# Export ----------------------------------------------------------------------------------------


def _export(arguments: argparse.Namespace) -> int:
    options = _export_options(arguments)
    to_stdout = arguments.out == "-"
    out: Path | BinaryIO = sys.stdout.buffer if to_stdout else Path(arguments.out)
    if arguments.split is not None and (to_stdout or arguments.losses or arguments.dry_run):
        raise AnnotatorError("cli-dataset-only-folder")
    if options.redact is not None:
        _refuse_key_beside(arguments, out)
        _have_secret(arguments.project, options.redact)
    with (
        opened(arguments.project, read_only=True) as session,
        progress("exporting") as task,
        _listed(arguments.losses) as on_loss,
    ):
        report = _written(arguments, session, out, options, task, on_loss)
        if arguments.redact_key and options.redact is not None and not arguments.dry_run:
            from annotator.services.redacting import write_key_of

            write_key_of(session, options.redact, arguments.redact_key)
    if to_stdout:
        sys.stdout.buffer.flush()
    result = {
        "path": report.path,
        "documents": report.documents,
        "annotations": report.annotations,
        "losses": report.losses,
        "notes": report.notes,
        "sha256": report.sha256,
    }
    redacted: dict[str, int] = {}
    if report.redacted is not None:
        redacted = {
            "names": report.redacted.names,
            "people": len(report.redacted.people),
            "widened": report.redacted.widened,
        }
        result["redacted"] = redacted
    code = "cli-would-export" if arguments.dry_run else "cli-exported"
    words = [tr(code, **{**result, "path": "-" if to_stdout else report.path})]
    if arguments.split is not None:
        dataset = _dataset_values(report)
        result |= dataset
        words += [tr("cli-part", name=name, **part) for name, part in dataset["parts"].items()]
        words.append(tr("cli-near-duplicates", number=dataset["near_duplicates"]))
    lost = ", ".join(f"{number} {what}" for what, number in report.losses.items())
    if lost:
        words.append(tr("cli-lost", format=arguments.format, losses=lost))
    words += [tr("cli-note", what=what, number=number) for what, number in report.adapted.items()]
    if report.redacted is not None:
        words.append(tr("redact-told", **redacted))
    # With the data on standard output, what there is to say goes beside it.
    print_result(arguments, result, "\n".join(words), file=sys.stderr if to_stdout else sys.stdout)
    return 0


def _export_options(arguments: argparse.Namespace) -> ExportOptions:
    from annotator.domain.documents import State
    from annotator.services.exporting import ExportOptions

    known = ", ".join(State)
    for state in arguments.state:
        if state not in set(State):
            raise AnnotatorError("state-unknown", state=state, known=known)
    return ExportOptions(
        arguments.format,
        tuple(arguments.annotator),
        tuple(State(state) for state in arguments.state),
        tuple(arguments.layer),
        zones=not arguments.no_zones,
        tokens=not arguments.no_tokens,
        suggestions=arguments.include_suggestions,
        unit=_unit(arguments),
        gold=arguments.gold,
        cut_zones=arguments.cut_zones,
        sentences=arguments.unit == "sentence",
        redact=_redact_options(arguments),
    )


def _redact_options(arguments: argparse.Namespace) -> RedactOptions | None:
    """Return what was chosen about people, None to leave them as they are.

    Raises AnnotatorError("cli-redact-needed", "redact-secret-file").
    """
    from annotator.services.redacting import RedactOptions, read_secret

    if arguments.redact is None:
        for name in (
            *("redact_labelled_only", "redact_full_names_only", "keep_annotators"),
            *("redact_secret", "redact_key"),
        ):
            if getattr(arguments, name):
                raise AnnotatorError("cli-redact-needed", option=f"--{name.replace('_', '-')}")
        return None
    given = arguments.redact_secret
    return RedactOptions(
        tuple(arguments.redact),
        everywhere=not arguments.redact_labelled_only,
        short_forms=not arguments.redact_full_names_only,
        annotators=not arguments.keep_annotators,
        secret=b"" if given is None else read_secret(given),
    )


def _refuse_key_beside(arguments: argparse.Namespace, out: Path | BinaryIO) -> None:
    from annotator.services.redacting import refuse_key_path

    if arguments.redact_key is not None:
        beside = out if isinstance(out, Path) else None
        refuse_key_path(arguments.redact_key, beside, arguments.project)


def _have_secret(project: Path, options: RedactOptions) -> None:
    """See that the project has a secret; an export itself never writes the project."""
    from annotator.services.redacting import has_secret, secret_of

    if options.secret:
        return
    with opened(project, read_only=True) as session:
        if has_secret(session):
            return
    with opened(project) as session:
        secret_of(session)


def _written(
    arguments: argparse.Namespace,
    session: Session,
    out: Path | BinaryIO,
    options: ExportOptions,
    task: Task,
    on_loss: Callable[[Loss], object] | None,
) -> ExportReport:
    if arguments.split is not None:
        from annotator.services.datasets import DatasetOptions, export_dataset
        from annotator.services.splitting import SplitOptions

        split = SplitOptions(arguments.split, arguments.seed, arguments.group_by)
        dataset = DatasetOptions(split, arguments.name, arguments.licence)
        return export_dataset(session, Path(arguments.out), options, dataset, task)
    from annotator.services.exporting import export, preview

    if arguments.dry_run:
        return preview(session, options, task, on_loss=on_loss)
    return export(session, out, options, task, on_loss=on_loss)


def _dataset_values(report: Any) -> dict[str, Any]:
    parts = {
        name: {
            "documents": part.documents,
            "annotations": part.annotations,
            "labels": dict(sorted(part.labels.items())),
        }
        for name, part in report.parts.items()
    }
    return {"parts": parts, "near_duplicates": report.near_duplicates, "files": report.files}


@contextmanager
def _listed(path: Path | None) -> Iterator[Callable[[Loss], object] | None]:
    """Give what writes losses into a table, if there shall be one."""
    if path is None:
        yield None
        return
    from annotator.formats.cells import plain_cell
    from annotator.formats.registry import Loss

    try:
        file = path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise AnnotatorError("export-unwritable", path=str(path), why=str(error)) from error
    with file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(Loss._fields)
        yield lambda loss: table.writerow(
            [plain_cell(each) if isinstance(each, str) else each for each in loss]
        )


def _formats(arguments: argparse.Namespace) -> int:
    from annotator.formats.registry import unusable_formats
    from annotator.services.exporting import format_table

    table = format_table()
    lines = [
        f"{row['name']:<12} {'read' if row['read'] else '    '} "
        f"{'write' if row['write'] else '     '}  "
        + ", ".join(what for what, carried in row["carries"].items() if carried)
        for row in table
    ]
    shown = ("name", "read", "write", "carries")
    print_result(arguments, [{key: row[key] for key in shown} for row in table], "\n".join(lines))
    for name, why in unusable_formats():
        print(tr("cli-format-unusable", name=name, why=why), file=sys.stderr)
    return 0


# Arguments -------------------------------------------------------------------------------------


def _unit(arguments: argparse.Namespace) -> Unit | None:
    from annotator.domain.offset_units import Unit

    return Unit(arguments.offsets) if arguments.offsets else None


def _pair(text: str) -> tuple[str, str]:
    """Return what stands before and after the last “=” (labels may hold one themselves)."""
    name, equals, value = text.rpartition("=")
    if not equals or not name.strip():
        raise ValueError(text)
    return name.strip(), value.strip()


def _shares(text: str) -> Sequence[float]:
    return tuple(float(each) for each in text.split("/"))


def _date(text: str) -> str:
    """Return a date as it is kept; argparse makes the ValueError a usage error."""
    return date.fromisoformat(text).isoformat() if text else ""
