"""The command that finds copies of articles and brings labels over.

Owns the arguments of `copies` and what it prints.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from annotator.cli.common import opened, print_result, progress
from annotator.wording import tr


def add_commands(command: Callable[..., Any]) -> None:
    """Add the command of this module by a function `(name, run, words)` that makes one."""
    copies = command("copies", _copies, "list the articles that are copies of one another")
    copies.add_argument("project", type=Path)
    copies.add_argument(
        "--carry", action="store_true",
        help="bring the labels of finished copies over, as suggestions",
    )  # fmt: skip
    copies.add_argument("--annotator", default="", metavar="NAME", help="whose labels")


def _copies(arguments: argparse.Namespace) -> int:
    from annotator.services.copies import carry, find_copies

    with opened(arguments.project, read_only=not arguments.carry) as session:
        if arguments.annotator:
            session.annotator = session.known_annotator(arguments.annotator)
        with progress("copies") as task:
            found = find_copies(session, task)
        rows: list[dict[str, Any]] = [
            {
                "document": session.uid_of(each.document),
                "number": each.number,
                "title": each.title,
                "other": session.uid_of(each.other),
                "other_number": each.other_number,
                "other_title": each.other_title,
                "share": round(each.share, 4),
                "labels": each.labels,
                "finished": each.finished,
                "done": each.done,
            }
            for each in found
        ]
        lines = [
            tr(
                "cli-copy",
                share=each.percent,
                number=each.number,
                uid=row["document"],
                other_number=each.other_number,
                other=row["other"],
                state=tr(f"copies-state-{each.state}", labels=each.labels),
            )
            for each, row in zip(found, rows, strict=True)
        ]
        result: Any = rows
        if arguments.carry:
            with progress("carrying") as task:
                chosen = [(each.document, each.other) for each in found if each.can_carry]
                report = carry(session, chosen, task)
            result = {
                "copies": rows,
                "documents": report.documents,
                "suggestions": report.suggestions,
                "left": dict(report.left),
            }
            lines.append(
                tr("cli-copies-carried", suggestions=report.suggestions, documents=report.documents)
            )
            lines += [
                "  " + tr("copies-left", number=number, why=tr(f"copies-left-{why}"))
                for why, number in report.left.most_common()
            ]
    print_result(arguments, result, "\n".join(lines) or tr("cli-copies-none"))
    return 0
