"""The command line: the same services as the window, without one.

Owns arguments, exit codes (0 done, 1 a clear error, 2 wrong usage) and what is printed.  Everything
heavy is imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator import __version__
from annotator.cli import assistance, copies, insights, protection, radar, versions
from annotator.cli.common import SHOWN_PROBLEMS, opened, print_result, progress
from annotator.cli.exchange import add_commands
from annotator.cli.models import add_commands as add_model_commands
from annotator.domain.errors import AnnotatorError, Phrase
from annotator.wording import explain, tr, worded

if TYPE_CHECKING:
    from annotator.domain.scheme import Scheme

_SHOWN_WORDS = 60


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status."""
    arguments = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return protection.run(command, arguments)
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
        protection.add_option(added)
        return added

    opened = command("open", _open, "open the window, with a project if one is named")
    opened.add_argument("project", nargs="?", type=Path)

    new = command("new", _new, "make a project file")
    new.add_argument("project", type=Path)
    new.add_argument("--scheme", default="news", metavar="NAME|FILE", help="default: news")
    new.add_argument("--annotator", default="", metavar="NAME", help="default: your account name")
    new.add_argument("--encrypt", action="store_true", help="put it under a password")
    protection.add_new_option(new)

    add_commands(command)
    assistance.add_commands(command)
    copies.add_commands(command)
    insights.add_commands(command)
    versions.add_commands(command)
    radar.add_commands(command)

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
    taken.add_argument(
        "--same-version", action="store_true",
        help="labels made so far need no second look where a definition changes",
    )  # fmt: skip

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

    add_model_commands(command)
    protection.add_commands(command)

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
    password = protection.new_password(arguments) if arguments.encrypt else ""
    with Session.create(arguments.project, scheme, name, password=password):
        pass
    result = {"path": str(arguments.project), "scheme": scheme.name, "annotator": name}
    print_result(arguments, result, tr("cli-made", **result))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from annotator.services.session import Session, salvage

    if arguments.salvage is not None:
        rows = salvage(arguments.project, arguments.salvage)
        result: dict[str, Any] = {"rows": rows, "path": str(arguments.salvage)}
        print_result(arguments, result, tr("cli-salvaged", **result))
        return 0
    with Session.open(arguments.project, read_only=True) as session, progress("checking") as task:
        findings = session.check(task.progress)
        counts = session.counts()
    result = {
        "path": str(arguments.project),
        "documents": counts.documents,
        "annotations": counts.annotations,
        "findings": [{"code": each.code, **_plain(each.values)} for each in findings],
    }
    if not findings:
        print_result(arguments, result, tr("cli-sound", **result))
        return 0
    lines = [tr("cli-unsound", number=len(findings))]
    lines += [f"  {tr(each.code, **each.values)}" for each in findings[:SHOWN_PROBLEMS]]
    print_result(arguments, result, "\n".join(lines), file=None if arguments.json else sys.stderr)
    return 1


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as JSON has them, phrases as words."""
    return {
        name: worded(each) if isinstance(each, Phrase) else each for name, each in values.items()
    }


def _stats(arguments: argparse.Namespace) -> int:
    with opened(arguments.project, read_only=True) as session:
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
    print_result(arguments, result, "\n".join(lines))
    return 0


def _scheme_export(arguments: argparse.Namespace) -> int:
    from annotator.domain.scheme_file import write_scheme
    from annotator.services.schemes import save_scheme

    with opened(arguments.project, read_only=True) as session:
        scheme = session.scheme
    if arguments.out == "-":
        print(write_scheme(scheme), end="")
        return 0
    save_scheme(scheme, Path(arguments.out))
    result = {"path": arguments.out, **_scheme_sizes(scheme)}
    print_result(arguments, result, tr("cli-scheme-written", **result))
    return 0


def _scheme_import(arguments: argparse.Namespace) -> int:
    from dataclasses import asdict

    from annotator.services.annotating import NotPossible
    from annotator.services.guideline_versions import with_versions
    from annotator.services.schemes import load_scheme
    from annotator.services.scheming import take_scheme

    wanted = load_scheme(arguments.scheme)
    with opened(arguments.project, read_only=arguments.dry_run) as session:
        try:
            taken = take_scheme(session, wanted, retire_missing=arguments.retire_missing)
        except NotPossible:
            print_result(arguments, [], tr("cli-scheme-same"))
            return 0
        if not arguments.dry_run:
            same = arguments.same_version
            session.apply(taken.step if same else with_versions(session, taken.step))
    code = "cli-scheme-would" if arguments.dry_run else "cli-scheme-taken"
    lines = [tr(code, number=len(taken.changes), path=arguments.scheme)]
    lines += [
        f"  {each.how:<9} {each.what:<10} {each.path:<32} {each.used:>9}" for each in taken.changes
    ]
    print_result(arguments, [asdict(each) for each in taken.changes], "\n".join(lines))
    return 0


def _scheme_check(arguments: argparse.Namespace) -> int:
    from annotator.services.schemes import load_scheme

    scheme = load_scheme(arguments.scheme)
    result = {"path": arguments.scheme, **_scheme_sizes(scheme)}
    print_result(arguments, result, tr("cli-scheme-sound", **result))
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
    with opened(arguments.project, read_only=True) as session:
        for uid, seconds in kept.items():
            number = session.find_document(uid)
            if number is not None:
                title = session.document_rows([number])[0].title
                found.append({"document": uid, "title": title, "seconds": round(seconds)})
    if arguments.forget:
        times().forget(arguments.project)
    lines = [f"{in_words(row['seconds']):>12}  {row['title']}" for row in found]
    lines.append(f"{in_words(sum(row['seconds'] for row in found)):>12}  {tr('cli-all-articles')}")
    print_result(arguments, found, "\n".join(lines))
    return 0


def _zones(arguments: argparse.Namespace) -> int:
    from annotator.services.zoning import propose_zones

    rows: list[dict[str, Any]] = []
    words: list[str] = []

    def add(
        uid: str, start: int, end: int, kind: str, reason: str, state: str, of: str, **more: int
    ) -> None:
        rows.append({"document": uid, "start": start, "end": end, "kind": kind,
                     "reason": reason, "state": state, **more})  # fmt: skip
        of = " ".join(of.split())
        shown = of if len(of) <= _SHOWN_WORDS else of[: _SHOWN_WORDS - 1] + "…"
        words.append(f"{uid:<32} {start:>6}-{end:<6} {kind:<10} {state:<9} {shown}")

    with opened(arguments.project, read_only=True) as session, progress("zoning") as task:
        for bundle in session.bundles(annotators=()):
            for zone in sorted(bundle.zones, key=lambda each: each.start):
                of = bundle.text[zone.start : zone.end]
                add(bundle.document.uid, zone.start, zone.end, zone.kind, "", "excluded", of)
        if arguments.propose:
            for each in propose_zones(session, task=task, with_kept=True, with_withheld=True):
                state = "kept" if each.kept else "withheld" if each.withheld else "proposed"
                learned = {"alike": each.alike, "excluded_before": each.excluded_before,
                           "kept_before": each.kept_before}  # fmt: skip
                add(each.uid, each.start, each.end, each.kind, each.reason, state, each.words,
                    **{name: number for name, number in learned.items() if number})  # fmt: skip
    print_result(arguments, rows, "\n".join(words) or tr("cli-no-zones"))
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
    with opened(arguments.project, read_only=True) as session, progress("finding") as task:
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

    with opened(arguments.project) as session, progress("merging") as task:
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
    for each in as_plain(merged)["conflicts"][:SHOWN_PROBLEMS]:
        stands, overruled = (_said_of(each[which]) for which in ("stands", "overruled"))
        lines.append(tr("cli-conflict", **{**each, "stands": stands, "overruled": overruled}))
    lines += [tr("cli-same-text", ours=ours, theirs=other) for ours, other in merged.same_texts]
    lines += [f"  {tr(code, **values)}" for code, values in merged.broken]
    print_result(arguments, as_plain(merged), "\n".join(lines))
    return 0


def _packet(arguments: argparse.Namespace) -> int:
    from annotator.services.packets import chosen_documents, send_packet

    with opened(arguments.project) as session, progress("packing") as task:
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
    print_result(arguments, result, tr("cli-packet", **result))
    return 0


def _adjudicate(arguments: argparse.Namespace) -> int:
    from annotator.services import adjudicating

    with opened(arguments.project) as session, progress("adjudicating") as task:
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
    print_result(arguments, result, "\n".join(lines))
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
    with opened(arguments.project, read_only=True) as session, progress("agreeing") as task:
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
    print_result(
        arguments, [each.plain() for each in found], "\n".join(lines) or tr("cli-no-agreement")
    )
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


def _demo(arguments: argparse.Namespace) -> int:
    from annotator.services.demo import make_demo

    directory = arguments.directory
    with progress("importing") as task:
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
    print_result(arguments, result, "\n".join(lines))
    return 0


# What commands share ---------------------------------------------------------------------------


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


def _fail(error: AnnotatorError, *, as_json: bool) -> int:
    if as_json:
        values = {name: worded(value) for name, value in error.values.items()}
        print(json.dumps({"error": error.code, "message": explain(error), **values}))
    print(f"annotator: {explain(error)}", file=sys.stderr)
    return 1
