"""The commands about versions of definitions and about agreement with oneself.

Owns the arguments of `versions` and `self-agreement` and what they print.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from annotator.cli.common import opened, print_result, progress
from annotator.domain.errors import AnnotatorError
from annotator.wording import tr

#: Figures that are printed for people; `--json` has all of them.
_FIGURES = ("span_f1_exact", "span_f1_overlap", "cohen_kappa", "krippendorff_alpha")


def add_commands(command: Callable[..., Any]) -> None:
    """Add the commands of this module by a function `(name, run, words)` that makes one."""
    words = "list the labels whose definition changed, and how many annotations are older"
    versions = command("versions", _versions, words)
    versions.add_argument("project", type=Path)

    words = "label a few of your own finished articles once more, then compare"
    again = command("self-agreement", _self_agreement, words)
    again.add_argument("project", type=Path)
    again.add_argument("--annotator", default="", metavar="NAME", help="whose labels")
    act = again.add_mutually_exclusive_group()
    act.add_argument(
        "--begin", action="store_true",
        help="draw articles and say in which file to label them again, without their labels",
    )  # fmt: skip
    act.add_argument("--forget", action="store_true", help="delete the second labels")
    again.add_argument("--number", type=int, default=5, help="how many articles, default: 5")
    again.add_argument(
        "--days", type=int, default=30, help="not worked on for so many days, default: 30"
    )
    again.add_argument("--seed", type=int, default=1, help="of the draw, default: 1")


def _versions(arguments: argparse.Namespace) -> int:
    from annotator.services.guideline_versions import scheme_number, versions_of

    with opened(arguments.project, read_only=True) as session:
        with progress("versions") as task:
            found = versions_of(session, task)
        number = scheme_number(session)
        result = {"guideline": number, "labels": [each.plain(session) for each in found]}
    lines = [tr("cli-versions-scheme", number=number)] if found else [tr("cli-versions-none")]
    for each in found:
        path, older = each.label.path, each.older_of(0)
        lines.append(tr("cli-versions", label=path, number=each.number, older=older))
        for place, (who, time) in enumerate(zip(each.who, each.times, strict=True), 2):
            lines.append(tr("cli-versions-change", number=place, time=time[:10], who=who).rstrip())
    print_result(arguments, result, "\n".join(lines))
    return 0


def _self_agreement(arguments: argparse.Namespace) -> int:
    from annotator.services.self_agreement import check_of, check_path, forget

    with opened(arguments.project, read_only=True) as session:
        if arguments.annotator:
            session.annotator = session.known_annotator(arguments.annotator)
        if arguments.forget:
            there = check_path(session).exists()
            forget(check_path(session))
            code = "self-check-forgotten" if there else "self-check-none"
            print_result(arguments, {"forgotten": there}, tr(code))
            return 0
        if arguments.begin:
            return _begin(arguments, session)
        check = check_of(session)
        if check is None:
            raise AnnotatorError("self-check-none")
        figures = _figures(session, Path(check.path))
    lines = [
        tr("self-check-running", made=check.made[:10], documents=check.documents, done=check.done)
    ]
    lines += [
        tr(
            "cli-self-check-figure",
            layer=each.layer,
            metric=tr(f"metric-{each.metric}"),
            value="-" if each.value is None else f"{each.value:.3f}",
            n=each.n,
        )
        for each in figures
        if each.metric in _FIGURES and each.label is None and each.role is None
    ]
    result = {"check": asdict(check), "figures": [each.plain() for each in figures]}
    print_result(arguments, result, "\n".join(lines))
    return 0


def _begin(arguments: argparse.Namespace, session: Any) -> int:
    from annotator.services.self_agreement import DrawOptions, begin

    options = DrawOptions(arguments.number, arguments.days, arguments.seed)
    with progress("self-check") as task:
        made = begin(session, options, task)
    words = tr("cli-self-check-begun", documents=made.documents, path=made.path)
    print_result(arguments, asdict(made), words)
    return 0


def _figures(session: Any, path: Path) -> list[Any]:
    from annotator.services.agreeing import agreement
    from annotator.services.self_agreement import compare

    again = tr("self-check-again", name=session.annotator.name)
    with tempfile.TemporaryDirectory(prefix="annotator-self-check-") as folder:
        out = Path(folder) / "both.annotator"
        with progress("self-check") as task, opened(path, read_only=True) as check:
            compare(session, check, out, again, task)
        with progress("agreeing") as task, opened(out, read_only=True) as both:
            return agreement(both, None, task)
