"""The commands that let the machine propose something.

Owns `suggest` and `pipelines`: their arguments, their bar and what they print.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.common import SHOWN_PROBLEMS, opened, print_result, progress
from annotator.wording import tr

if TYPE_CHECKING:
    from annotator.services.pipeline_choice import Pipeline

_LAYERS = ("entities", "quotes", "opinions")


def add_commands(command: Callable[..., Any]) -> None:
    """Add the commands of this module by a function `(name, run, words)` that makes one."""
    suggested = command(
        "suggest", _suggest, "propose entities, quotes and opinions; nothing becomes a label"
    )
    suggested.add_argument("project", type=Path)
    suggested.add_argument(
        "--pipeline", default="", metavar="NAME",
        help="an installed spaCy pipeline or a folder; default: the project's",
    )  # fmt: skip
    suggested.add_argument(
        "--layers", type=_layers, default=_LAYERS, metavar="LAYERS",
        help="some of entities,quotes,opinions; suggestions of the others stay as they are",
    )  # fmt: skip
    suggested.add_argument("--documents", default="", metavar="QUERY", help="what a search finds")
    suggested.add_argument("--annotator", default="", metavar="NAME", help="for whose labels")

    command("pipelines", _pipelines, "list the spaCy pipelines that are installed")


def _layers(text: str) -> tuple[str, ...]:
    wanted = [each.strip() for each in text.split(",") if each.strip()]
    wrong = [each for each in wanted if each not in _LAYERS]
    if wrong or not wanted:
        known = ",".join(_LAYERS)
        raise argparse.ArgumentTypeError(f"some of {known} are wanted, not {text!r}")
    return tuple(wanted)


def _suggest(arguments: argparse.Namespace) -> int:
    from annotator.services.suggesting_many import suggest_many

    name = arguments.pipeline
    if name and Path(name).is_dir():
        # Whoever names a folder on this command line vouches for it.
        from annotator.services.pipeline_choice import agree_to

        name = str(Path(name).resolve())
        agree_to(Path(name))
    with opened(arguments.project) as session, progress("suggesting") as task:
        if arguments.annotator:
            session.annotator = session.known_annotator(arguments.annotator)
        report = suggest_many(
            session, task, pipeline=name, layers=arguments.layers, words=arguments.documents
        )
    result = {
        "pipeline": report.pipeline,
        "documents": report.documents,
        "suggestions": report.suggestions,
        "words": report.words,
        "cpu_seconds": round(report.cpu_seconds, 2),
        "failed": [{"document": uid, "code": code} for uid, code in report.failed],
        "notices": [{"code": code, **values} for code, values in report.notices],
    }
    for code, values in report.notices:
        print(tr(code, **values), file=sys.stderr)
    counts = {kind: report.suggestions[kind] for kind in _LAYERS}
    pipeline = report.pipeline or "-"
    lines = [tr("cli-suggested", documents=report.documents, pipeline=pipeline, **counts)]
    lines += [f"  {uid}: {tr(code)}" for uid, code in report.failed[:SHOWN_PROBLEMS]]
    if len(report.failed) > SHOWN_PROBLEMS:
        lines.append(f"  … {len(report.failed) - SHOWN_PROBLEMS}")
    print_result(arguments, result, "\n".join(lines))
    return 1 if report.failed else 0


def _pipelines(arguments: argparse.Namespace) -> int:
    from annotator.services.pipeline_choice import pipelines_here

    found = pipelines_here()
    rows = [_described(each) for each in found]
    lines = [
        f"{each.name:<28} {each.version:<10} {each.language:<6} {', '.join(_gives(each))}"
        + (f"  {tr(each.problem, **_values(each))}" if each.problem else "")
        for each in found
    ]
    print_result(arguments, rows, "\n".join(lines) or tr("pipeline-none"))
    return 0


def _described(pipeline: Pipeline) -> dict[str, Any]:
    return {
        "name": pipeline.name,
        "version": pipeline.version,
        "language": pipeline.language,
        "made_for": pipeline.made_for,
        "entities": list(pipeline.entities),
        "groups": list(pipeline.groups),
        "categories": list(pipeline.categories),
        "gives": _gives(pipeline),
        "problem": pipeline.problem or None,
        "warning": pipeline.warning or None,
    }


def _gives(pipeline: Pipeline) -> list[str]:
    """Return what a pipeline can give, in words of the command line."""
    given = {
        "entities": pipeline.entities,
        "sentences": pipeline.sentences,
        "parses": pipeline.parses,
        "groups": pipeline.groups,
        "categories": pipeline.categories,
    }
    return ["tokens", *(name for name, there in given.items() if there)]


def _values(pipeline: Pipeline) -> dict[str, str]:
    from annotator.services.pipeline_choice import spacy_version

    return {
        "name": pipeline.title or pipeline.name,
        "path": pipeline.name,
        "made_for": pipeline.made_for,
        "spacy": spacy_version(),
    }
