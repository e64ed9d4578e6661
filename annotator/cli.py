"""The command line: the same services as the window, without one.

Owns arguments, exit codes (0 done, 1 a clear error, 2 wrong usage) and what is printed.  Everything
heavy is imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from annotator import __version__
from annotator.domain.errors import AnnotatorError
from annotator.wording import explain, tr

if TYPE_CHECKING:
    from annotator.domain.scheme import Scheme
    from annotator.services.importing import ImportReport
    from annotator.services.session import Session
    from annotator.services.tasks import Task

_SHOWN_PROBLEMS = 20
_SHOWN_WORDS = 60


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status."""
    arguments = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return command(arguments)
    except AnnotatorError as error:
        return _fail(error, as_json=getattr(arguments, "json", False))
    except KeyboardInterrupt:
        print(tr("cli-interrupted"), file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="annotator",
        description="Annotate entities, quotes and sentiment in news articles, offline.",
    )
    parser.add_argument("--version", action="version", version=f"annotator {__version__}")
    parser.set_defaults(run=_open, project=None)
    commands = parser.add_subparsers(metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], int], words: str, among: Any = commands
    ) -> Any:
        added = among.add_parser(name, help=words, description=words)
        added.set_defaults(run=run)
        added.add_argument("--json", action="store_true", help="print a result for machines")
        return added

    opened = command("open", _open, "open the window, with a project if one is named")
    opened.add_argument("project", nargs="?", type=Path)

    new = command("new", _new, "make a project file")
    new.add_argument("project", type=Path)
    new.add_argument("--scheme", default="news", metavar="NAME|FILE", help="default: news")
    new.add_argument("--annotator", default="", metavar="NAME", help="default: your account name")

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
    for name in ("outlet", "language", "author"):
        imported.add_argument(f"--{name}", default="", help=f"{name} of every article of the batch")
    imported.add_argument(
        "--date",
        default="",
        type=_date,
        metavar="YYYY-MM-DD",
        help="publication date of every article of the batch",
    )

    exported = command("export", _export, "write articles and labels to a file")
    exported.add_argument("project", type=Path)
    exported.add_argument("out", metavar="OUT", help="a file, or - for standard output")
    exported.add_argument("--format", default="jsonl", metavar="F")
    whose = exported.add_mutually_exclusive_group()
    whose.add_argument("--annotator", action="append", default=[], metavar="NAME")
    whose.add_argument("--gold", action="store_true", help="what was decided, and from what")
    exported.add_argument("--state", action="append", default=[], metavar="STATE")
    exported.add_argument("--layer", action="append", default=[], metavar="LAYER")
    exported.add_argument("--include-suggestions", action="store_true")
    exported.add_argument("--no-zones", action="store_true")
    exported.add_argument("--no-tokens", action="store_true")

    checked = command("check", _check, "look for anything wrong in a project file")
    checked.add_argument("project", type=Path)
    checked.add_argument("--salvage", type=Path, metavar="NEW", help="copy what can be read to NEW")

    stats = command("stats", _stats, "print how much is in a project")
    stats.add_argument("project", type=Path)

    spent = command("time", _time, "print how long you worked on each article, on this computer")
    spent.add_argument("project", type=Path)
    spent.add_argument("--forget", action="store_true", help="forget the times of this project")

    words = "write the scheme of a project as a file, or look over such a file"
    scheme = commands.add_parser("scheme", help=words, description=words)
    of_schemes = scheme.add_subparsers(metavar="ACTION", required=True)
    written = command("export", _scheme_export, "write a project's scheme as TOML", of_schemes)
    written.add_argument("project", type=Path)
    written.add_argument("out", nargs="?", default="-", metavar="OUT", help="default: - (print it)")
    looked = command("check", _scheme_check, "look over a scheme file", of_schemes)
    looked.add_argument("scheme", metavar="NAME|FILE")

    taken = command("import", _scheme_import, "take a scheme file into a project", of_schemes)
    taken.add_argument("project", type=Path)
    taken.add_argument("scheme", metavar="NAME|FILE")
    taken.add_argument(
        "--retire-missing", action="store_true", help="retire what the file does not have"
    )
    taken.add_argument("--dry-run", action="store_true", help="only say what would change")

    zones = command("zones", _zones, "list what is excluded, and what rules would exclude")
    zones.add_argument("project", type=Path)
    zones.add_argument(
        "--propose",
        action="store_true",
        help="also captions, credits, datelines and glued headlines that rules find; nothing is "
        "changed",
    )

    found = command("find", _find, "find words in the articles, each with what stands around it")
    found.add_argument("project", type=Path)
    found.add_argument("query", metavar="QUERY")
    kind = found.add_mutually_exclusive_group()
    kind.add_argument("--regex", action="store_true", help="QUERY is a regular expression")
    kind.add_argument(
        "--tokens", action="store_true",
        help="QUERY is of tokens: a text, shape:Xxxxx or * for any; ? or + behind one",
    )  # fmt: skip
    kind.add_argument("--forms", action="store_true", help="inflected forms too (English)")
    found.add_argument("--word", action="store_true", help="whole words only")
    found.add_argument("--case", action="store_true", help="capitals count")
    found.add_argument("--limit", type=int, metavar="N", help="stop after N hits")

    packet = command("packet", _packet, "write articles for a colleague as a small project file")
    packet.add_argument("project", type=Path)
    packet.add_argument("out", type=Path, metavar="OUT")
    packet.add_argument("--to", required=True, metavar="NAME", help="who shall label them")
    packet.add_argument("--documents", default="", metavar="QUERY", help="what a search finds")
    packet.add_argument(
        "--overlap", type=int, metavar="N",
        help="what nobody has yet, and N percent of what others have, so that it is labelled twice",
    )  # fmt: skip
    packet.add_argument("--not-blind", action="store_true", help="let suggestions be shown")

    merged = command("merge", _merge, "take in what colleagues did in their copies of a project")
    merged.add_argument("project", type=Path)
    merged.add_argument("others", nargs="+", type=Path, metavar="OTHER")
    merged.add_argument("--dry-run", action="store_true", help="only say what would happen")

    decided = command("adjudicate", _adjudicate, "decide by a rule what goes into the gold set")
    decided.add_argument("project", type=Path)
    decided.add_argument(
        "--strategy", required=True, metavar="RULE",
        help="all-agree, majority, threshold=N or prefer=NAME; what a person decided stays",
    )  # fmt: skip
    decided.add_argument("--layer", action="append", default=[], metavar="LAYER")
    decided.add_argument("--annotator", action="append", default=[], metavar="NAME")

    agreed = command("agreement", _agreement, "print how far annotators agree")
    agreed.add_argument("project", type=Path)
    agreed.add_argument("--layer", action="append", default=[], metavar="LAYER")
    agreed.add_argument("--metric", action="append", default=[], metavar="METRIC")
    agreed.add_argument("--annotator", action="append", default=[], metavar="NAME")
    agreed.add_argument("--gold", action="store_true", help="compare everybody with the gold set")
    agreed.add_argument(
        "--without-accepted", action="store_true",
        help="leave out labels that were accepted as they were suggested",
    )  # fmt: skip

    command("formats", _formats, "list the file formats and what each carries")

    demo = command("demo", _demo, "do the main job on the sample articles")
    demo.add_argument("--window", action="store_true", help="open the window on the samples")
    demo.add_argument("--directory", type=Path, help="where to put everything")
    return parser


# Commands ------------------------------------------------------------------------------------


def _open(arguments: argparse.Namespace) -> int:
    from annotator.gui import app

    return app.main([] if arguments.project is None else [str(arguments.project)])


def _new(arguments: argparse.Namespace) -> int:
    from annotator.services.schemes import load_scheme
    from annotator.services.session import Session

    scheme = load_scheme(arguments.scheme)
    name = arguments.annotator or account_name()
    with Session.create(arguments.project, scheme, name):
        pass
    result = {"path": str(arguments.project), "scheme": scheme.name, "annotator": name}
    _print(arguments, result, tr("cli-made", **result))
    return 0


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
    )
    with _opened(arguments.project) as session, _progress("importing") as task:
        report = import_paths(session, arguments.paths, options, task)
    _print(arguments, _report_values(report), _report_words(report))
    if report.refused:
        if not arguments.json:
            _print_problems(report)
        return 1
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from annotator.domain.documents import State
    from annotator.services.exporting import ExportOptions, export

    known = ", ".join(State)
    for state in arguments.state:
        if state not in set(State):
            raise AnnotatorError("state-unknown", state=state, known=known)
    options = ExportOptions(
        arguments.format,
        tuple(arguments.annotator),
        tuple(State(state) for state in arguments.state),
        tuple(arguments.layer),
        zones=not arguments.no_zones,
        tokens=not arguments.no_tokens,
        suggestions=arguments.include_suggestions,
        gold=arguments.gold,
    )
    to_stdout = arguments.out == "-"
    out: Path | BinaryIO = sys.stdout.buffer if to_stdout else Path(arguments.out)
    with _opened(arguments.project, read_only=True) as session, _progress("exporting") as task:
        report = export(session, out, options, task)
    if to_stdout:
        sys.stdout.buffer.flush()
    result = {
        "path": report.path,
        "documents": report.documents,
        "annotations": report.annotations,
        "losses": report.losses,
        "sha256": report.sha256,
    }
    words = tr("cli-exported", **{**result, "path": "-" if to_stdout else report.path})
    lost = ", ".join(f"{number} {what}" for what, number in report.losses.items())
    if lost:
        words += "\n" + tr("cli-lost", format=arguments.format, losses=lost)
    # With the data on standard output, what there is to say goes beside it.
    _print(arguments, result, words, file=sys.stderr if to_stdout else sys.stdout)
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from annotator.services.session import Session, salvage

    if arguments.salvage is not None:
        rows = salvage(arguments.project, arguments.salvage)
        result: dict[str, Any] = {"rows": rows, "path": str(arguments.salvage)}
        _print(arguments, result, tr("cli-salvaged", **result))
        return 0
    with Session.open(arguments.project, read_only=True) as session, _progress("checking") as task:
        findings = session.check(task.progress)
        counts = session.counts()
    result = {
        "path": str(arguments.project),
        "documents": counts.documents,
        "annotations": counts.annotations,
        "findings": [{"code": each.code, **each.values} for each in findings],
    }
    if not findings:
        _print(arguments, result, tr("cli-sound", **result))
        return 0
    lines = [tr("cli-unsound", number=len(findings))]
    lines += [f"  {tr(each.code, **each.values)}" for each in findings[:_SHOWN_PROBLEMS]]
    _print(arguments, result, "\n".join(lines), file=None if arguments.json else sys.stderr)
    return 1


def _stats(arguments: argparse.Namespace) -> int:
    with _opened(arguments.project, read_only=True) as session:
        counts = session.counts()
    result = {
        "documents": counts.documents,
        "characters": counts.characters,
        "annotations": counts.annotations,
        "relations": counts.relations,
        "zones": counts.zones,
        "entries": counts.entries,
        "comments": counts.comments,
        "suggestions": counts.suggestions,
        "labels": [
            {"layer": each.layer, "label": each.label, "annotator": each.annotator,
             "count": each.count}
            for each in counts.labels
        ],
        "states": [
            {"annotator": name, "state": state, "documents": number}
            for name, state, number in counts.states
        ],
    }  # fmt: skip
    lines = [f"{name:<12} {value:>9}" for name, value in result.items() if isinstance(value, int)]
    lines += [f"{each.layer + '.' + each.label:<24} {each.annotator:<20} {each.count:>9}"
              for each in counts.labels]  # fmt: skip
    lines += [f"{state:<24} {name:<20} {number:>9}" for name, state, number in counts.states]
    _print(arguments, result, "\n".join(lines))
    return 0


def _scheme_export(arguments: argparse.Namespace) -> int:
    from annotator.domain.scheme_file import write_scheme
    from annotator.services.schemes import save_scheme

    with _opened(arguments.project, read_only=True) as session:
        scheme = session.scheme
    if arguments.out == "-":
        print(write_scheme(scheme), end="")
        return 0
    save_scheme(scheme, Path(arguments.out))
    result = {"path": arguments.out, **_scheme_sizes(scheme)}
    _print(arguments, result, tr("cli-scheme-written", **result))
    return 0


def _scheme_import(arguments: argparse.Namespace) -> int:
    from dataclasses import asdict

    from annotator.services.annotating import NotPossible
    from annotator.services.schemes import load_scheme
    from annotator.services.scheming import take_scheme

    wanted = load_scheme(arguments.scheme)
    with _opened(arguments.project, read_only=arguments.dry_run) as session:
        try:
            taken = take_scheme(session, wanted, retire_missing=arguments.retire_missing)
        except NotPossible:
            _print(arguments, [], tr("cli-scheme-same"))
            return 0
        if not arguments.dry_run:
            session.apply(taken.step)
    code = "cli-scheme-would" if arguments.dry_run else "cli-scheme-taken"
    lines = [tr(code, number=len(taken.changes), path=arguments.scheme)]
    lines += [
        f"  {each.how:<9} {each.what:<10} {each.path:<32} {each.used:>9}" for each in taken.changes
    ]
    _print(arguments, [asdict(each) for each in taken.changes], "\n".join(lines))
    return 0


def _scheme_check(arguments: argparse.Namespace) -> int:
    from annotator.services.schemes import load_scheme

    scheme = load_scheme(arguments.scheme)
    result = {"path": arguments.scheme, **_scheme_sizes(scheme)}
    _print(arguments, result, tr("cli-scheme-sound", **result))
    return 0


def _scheme_sizes(scheme: Scheme) -> dict[str, Any]:
    return {
        "name": scheme.name,
        "layers": len(scheme.layers),
        "labels": len(scheme.labels),
        "attributes": len(scheme.attributes),
        "roles": len(scheme.roles),
    }


def _time(arguments: argparse.Namespace) -> int:
    from annotator.services.timekeeping import in_words, times

    kept = times().of(arguments.project)
    found: list[dict[str, Any]] = []
    with _opened(arguments.project, read_only=True) as session:
        for uid, seconds in kept.items():
            number = session.find_document(uid)
            if number is not None:
                title = session.document_rows([number])[0].title
                found.append({"document": uid, "title": title, "seconds": round(seconds)})
    if arguments.forget:
        times().forget(arguments.project)
    lines = [f"{in_words(row['seconds']):>12}  {row['title']}" for row in found]
    lines.append(f"{in_words(sum(row['seconds'] for row in found)):>12}  {tr('cli-all-articles')}")
    _print(arguments, found, "\n".join(lines))
    return 0


def _zones(arguments: argparse.Namespace) -> int:
    from annotator.services.zoning import propose_zones

    rows: list[dict[str, Any]] = []
    words: list[str] = []

    def add(uid: str, start: int, end: int, kind: str, reason: str, state: str, of: str) -> None:
        rows.append({"document": uid, "start": start, "end": end, "kind": kind,
                     "reason": reason, "state": state})  # fmt: skip
        of = " ".join(of.split())
        shown = of if len(of) <= _SHOWN_WORDS else of[: _SHOWN_WORDS - 1] + "…"
        words.append(f"{uid:<32} {start:>6}-{end:<6} {kind:<10} {state:<9} {shown}")

    with _opened(arguments.project, read_only=True) as session, _progress("zoning") as task:
        for bundle in session.bundles(annotators=()):
            for zone in sorted(bundle.zones, key=lambda each: each.start):
                of = bundle.text[zone.start : zone.end]
                add(bundle.document.uid, zone.start, zone.end, zone.kind, "", "excluded", of)
        if arguments.propose:
            for each in propose_zones(session, task=task, with_kept=True):
                state = "kept" if each.kept else "proposed"
                add(each.uid, each.start, each.end, each.kind, each.reason, state, each.words)
    _print(arguments, rows, "\n".join(words) or tr("cli-no-zones"))
    return 0


def _find(arguments: argparse.Namespace) -> int:
    from annotator.services.finding import TextQuery, find

    query = TextQuery(
        arguments.query,
        regex=arguments.regex,
        whole_words=arguments.word,
        case=arguments.case,
        tokens=arguments.tokens,
        forms=arguments.forms,
    )
    number = 0
    with _opened(arguments.project, read_only=True) as session, _progress("finding") as task:
        # Printed as they come: there may be millions, and whoever reads may have seen enough.
        for hit in islice(find(session, query, task=task), arguments.limit):
            number += 1
            if arguments.json:
                print("[" if number == 1 else ",")
                print(json.dumps({
                    "document": hit.uid, "title": hit.title, "start": hit.start, "end": hit.end,
                    "before": hit.before, "text": hit.words, "after": hit.after,
                    "excluded": hit.excluded, "labels": hit.labels,
                }, ensure_ascii=False), end="")  # fmt: skip
            else:
                before = hit.before[-_SHOWN_WORDS // 2 :].rjust(_SHOWN_WORDS // 2)
                words = f"{before}[{hit.words}]{hit.after[: _SHOWN_WORDS // 2]}"
                print(f"{hit.uid:<32} {hit.start:>6}-{hit.end:<6} {' '.join(words.splitlines())}")
    if arguments.json:
        print("\n]" if number else "[]")
    elif not number:
        print(tr("find-no-hits", words=arguments.query))
    return 0


def _merge(arguments: argparse.Namespace) -> int:
    from annotator.services.merging import as_plain, merge_files

    with _opened(arguments.project) as session, _progress("merging") as task:
        merged = merge_files(session, arguments.others, task, dry_run=arguments.dry_run)
    files = ", ".join(merged.files)
    if merged.nothing:
        lines = [tr("cli-merged-nothing", files=files)]
    else:
        parts = {"added": merged.added, "changed": merged.changed, "removed": merged.removed}
        lines = [
            tr(
                "cli-would-merge" if arguments.dry_run else "cli-merged",
                files=files,
                conflicts=len(merged.conflicts),
                **{how: sum(kinds.values()) for how, kinds in parts.items()},
            )
        ]
        lines += [
            tr("cli-merge-kinds", how=how,
               kinds=", ".join(f"{number} {kind}" for kind, number in kinds.items()))
            for how, kinds in {**parts, "revived": merged.revived}.items()
            if kinds
        ]  # fmt: skip
    for each in as_plain(merged)["conflicts"][:_SHOWN_PROBLEMS]:
        stands, overruled = (_said_of(each[which]) for which in ("stands", "overruled"))
        lines.append(tr("cli-conflict", **{**each, "stands": stands, "overruled": overruled}))
    lines += [tr("cli-same-text", ours=ours, theirs=other) for ours, other in merged.same_texts]
    lines += [f"  {tr(code, **values)}" for code, values in merged.broken]
    _print(arguments, as_plain(merged), "\n".join(lines))
    return 0


def _packet(arguments: argparse.Namespace) -> int:
    from annotator.services.packets import chosen_documents, send_packet

    with _opened(arguments.project) as session, _progress("packing") as task:
        documents = chosen_documents(
            session, arguments.to, words=arguments.documents, overlap=arguments.overlap
        )
        packet = send_packet(
            session, arguments.out, arguments.to, documents, task, blind=not arguments.not_blind
        )
    result = {
        "path": str(arguments.out),
        "receiver": packet.receiver,
        "documents": packet.documents,
        "blind": not arguments.not_blind,
    }
    _print(arguments, result, tr("cli-packet", **result))
    return 0


def _adjudicate(arguments: argparse.Namespace) -> int:
    from annotator.services import adjudicating

    with _opened(arguments.project) as session, _progress("adjudicating") as task:
        step, report = adjudicating.adjudicate(
            session, arguments.strategy, arguments.layer, task, names=arguments.annotator
        )
        if step.edits:
            session.apply(step)
    result = {
        "strategy": arguments.strategy,
        "documents": report.documents,
        "items": report.items,
        "decided": report.decided,
        "kept": report.kept,
        "left": dict(report.left),
    }
    lines = [tr("cli-adjudicated", **{**result, "left": sum(report.left.values())})]
    lines += [f"  {kind:<10} {number:>8}" for kind, number in report.left.most_common()]
    _print(arguments, result, "\n".join(lines))
    return 0


def _agreement(arguments: argparse.Namespace) -> int:
    from annotator.services.agreeing import AgreementOptions, agreement

    options = AgreementOptions(
        tuple(arguments.layer),
        tuple(arguments.metric),
        tuple(arguments.annotator),
        arguments.gold,
        with_accepted=not arguments.without_accepted,
    )
    with _opened(arguments.project, read_only=True) as session, _progress("agreeing") as task:
        found = agreement(session, options, task)
    lines = []
    for each in found:
        value = "     -" if each.value is None else f"{each.value:6.3f}"
        interval = "" if each.low is None else f"[{each.low:.3f}, {each.high:.3f}]"
        about = f"{each.layer}.{each.label or each.role or '*'}"
        lines.append(
            f"{each.metric:<20} {about:<24} {' / '.join(each.annotators):<24} {value} "
            f"{interval:<16} n={each.n:<8} {each.note}".rstrip()
        )
    _print(arguments, [each.plain() for each in found], "\n".join(lines) or tr("cli-no-agreement"))
    return 0


def _said_of(version: dict[str, Any]) -> str:
    value = version["value"]
    words = (
        "deleted"
        if value is None
        else json.dumps(
            {
                name: each
                for name, each in value.items()
                if name not in ("id", "document", "annotator")
            },
            ensure_ascii=False,
        )
    )
    return f"{words} ({version['annotator'] or '?'}, {version['time'] or '?'})"


def _formats(arguments: argparse.Namespace) -> int:
    from annotator.services.exporting import format_table

    table = format_table()
    lines = [
        f"{row['name']:<12} {'read' if row['read'] else '    '} "
        f"{'write' if row['write'] else '     '}  "
        + ", ".join(what for what, carried in row["carries"].items() if carried)
        for row in table
    ]
    _print(arguments, table, "\n".join(lines))
    return 0


def _demo(arguments: argparse.Namespace) -> int:
    from annotator.services.demo import make_demo

    directory = arguments.directory
    with _progress("importing") as task:
        demo = make_demo(directory, task)
    if arguments.window:
        from annotator.gui import app

        return app.main([str(demo.project)])
    _use_screenless_platform()
    from annotator.gui import screenshots
    from annotator.services.session import Session

    picture = demo.project.with_suffix(".png")
    with Session.open(demo.project) as session:
        screenshots.render_article(session, demo.shown, picture)
    result = {
        "project": str(demo.project),
        "export": str(demo.export),
        "picture": str(picture),
        "documents": demo.documents,
        "annotations": demo.annotations,
        "sha256": demo.sha256,
    }
    lines = [
        tr("cli-demo-project", path=demo.project),
        tr("cli-demo-checked", annotations=demo.annotations),
        tr(
            "cli-demo-export",
            path=demo.export,
            documents=demo.documents,
            annotations=demo.annotations,
        ),
        tr("cli-demo-picture", path=picture),
    ]
    _print(arguments, result, "\n".join(lines))
    return 0


# What commands share ---------------------------------------------------------------------------


def _date(text: str) -> str:
    """Return a date as it is kept; argparse makes the ValueError a usage error."""
    return date.fromisoformat(text).isoformat() if text else ""


def account_name() -> str:
    """Return the name of the person's account, for projects made without another name."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "annotator"


def _use_screenless_platform() -> None:
    has_screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not has_screen:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@contextmanager
def _opened(path: Path, *, read_only: bool = False) -> Iterator[Session]:
    from annotator.services.session import Session

    with Session.open(path, read_only=read_only) as session:
        for code, values in session.notices:
            print(tr(code, **values), file=sys.stderr)
        yield session


@contextmanager
def _progress(what: str) -> Iterator[Task]:
    """Give a task that shows a bar on a terminal and nothing elsewhere."""
    from tqdm import tqdm

    from annotator.services.tasks import Task

    bar = tqdm(
        desc=what,
        disable=not sys.stderr.isatty(),
        leave=False,
        bar_format="{desc} {percentage:3.0f}% |{bar:30}| {elapsed}",
    )

    def show(done: int, total: int) -> None:
        bar.total = total
        bar.n = done
        bar.refresh()

    with bar:
        yield Task(what, show)


def _report_values(report: ImportReport) -> dict[str, Any]:
    return {
        "documents": report.documents,
        "already_there": report.already_there,
        "annotations": report.annotations,
        "annotations_already_there": report.annotations_already_there,
        "encodings": report.encodings,
        "ignored": report.ignored,
        "new_labels": report.new_labels,
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
    if report.annotations_already_there:
        lines.append(tr("cli-same", annotations=report.annotations_already_there))
    for encoding in sorted(set(report.encodings.values()) - {"utf-8"}):
        files = [file for file, each in report.encodings.items() if each == encoding]
        more = f" and {len(files) - 3} more" if len(files) > 3 else ""
        lines.append(tr("cli-encodings", encoding=encoding, files=", ".join(files[:3]) + more))
    lines += [tr("cli-ignored", what=what, number=n) for what, n in report.ignored.items()]
    if report.new_labels:
        lines.append(tr("cli-new-labels", labels=", ".join(report.new_labels)))
    return "\n".join(lines)


def _print_problems(report: ImportReport) -> None:
    print(tr("cli-problems", number=report.refused), file=sys.stderr)
    for problem in report.problems[:_SHOWN_PROBLEMS]:
        print(f"  {_words_of(problem)}", file=sys.stderr)
    if report.refused > _SHOWN_PROBLEMS:
        print(f"  … {report.refused - _SHOWN_PROBLEMS} more", file=sys.stderr)


def _words_of(problem: Any) -> str:
    values = {**problem.values, "file": problem.file, "line": problem.line}
    return explain(AnnotatorError(problem.code, **values))


def _print(arguments: argparse.Namespace, result: Any, words: str, file: Any = None) -> None:
    text = json.dumps(result, ensure_ascii=False, indent=2) if arguments.json else words
    print(text, file=file or sys.stdout)


def _fail(error: AnnotatorError, *, as_json: bool) -> int:
    if as_json:
        values = {name: str(value) for name, value in error.values.items()}
        print(json.dumps({"error": error.code, "message": explain(error), **values}))
    print(f"annotator: {explain(error)}", file=sys.stderr)
    return 1
