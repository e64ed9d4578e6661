"""The command that answers questions about the labels: figures, and who said what about whom.

Owns the arguments of `insights` and what it prints.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.common import opened, print_result, progress
from annotator.domain.documents import State
from annotator.domain.errors import AnnotatorError
from annotator.domain.insights import (
    Insights,
    InsightsChoices,
    InsightsFilter,
    InsightTable,
    Matrix,
    Topic,
    Value,
)
from annotator.wording import tr

if TYPE_CHECKING:
    from annotator.services.session import Session

_GOLD = "gold"
_LINES = 20
#: Characters of a cell on a screen.
_WIDEST = 36
_PREFIX = "insights-column-"


def add_commands(command: Callable[..., Any]) -> None:
    """Add the command of this module by a function `(name, run, words)` that makes one."""
    asked = command("insights", _insights, "print what the labels say: who said what about whom")
    asked.add_argument("project", type=Path)
    asked.add_argument(
        "--topic", action="append", default=[], choices=[each.value for each in Topic],
        help="default: all of them",
    )  # fmt: skip
    asked.add_argument("--outlet", action="append", default=[], metavar="NAME")
    asked.add_argument("--since", default="", metavar="DATE", help="articles from this day on")
    asked.add_argument("--until", default="", metavar="DATE", help="articles up to this day")
    asked.add_argument(
        "--annotator", default="", metavar="NAME|gold",
        help="default: each article once, by the gold set or whoever is furthest with it",
    )  # fmt: skip
    asked.add_argument(
        "--state", action="append", default=[], choices=[each.value for each in State],
        help="articles that whoever counts has in this state",
    )  # fmt: skip
    asked.add_argument("--layer", default="", metavar="LAYER", help="of labels and timeline")
    asked.add_argument(
        "--limit", type=_count, default=_LINES, metavar="N",
        help=f"lines of a table that are printed, 0 = all (default: {_LINES})",
    )  # fmt: skip
    asked.add_argument("--list", action="store_true", help="print what can be chosen")
    asked.add_argument(
        "--out", type=Path, metavar="FILE",
        help="write .xlsx (everything), .csv (one topic) or .graphml (who about whom)",
    )  # fmt: skip
    asked.add_argument(
        "--plots", type=Path, metavar="DIR", help="write the plots of the topics as PNG and SVG"
    )  # fmt: skip


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("a number from 0 on")
    return number


def _insights(arguments: argparse.Namespace) -> int:
    from annotator.services.insights import choices, export_insights, insights
    from annotator.services.plotting import write_plots

    topics = [Topic(each) for each in arguments.topic] or list(Topic)
    with opened(arguments.project, read_only=True) as session, progress("insights") as task:
        if arguments.list:
            known = choices(session, task)
            print_result(arguments, _plain_choices(known), _choices_in_words(known))
            return 0
        choice = InsightsFilter(
            frozenset(arguments.outlet),
            arguments.since,
            arguments.until,
            annotator=_annotator(session, arguments.annotator),
            states=frozenset(map(State, arguments.state)),
            layer=arguments.layer,
        )
        if arguments.out is not None:
            topic = Topic(arguments.topic[0]) if arguments.topic else Topic.MATRIX
            lines = export_insights(session, choice, arguments.out, task, topic)
            result: dict[str, Any] = {"path": str(arguments.out), "lines": lines}
            print_result(arguments, result, tr("insights-cli-written", **result))
            return 0
        found = insights(session, choice, topics, task)
        if arguments.plots is not None:
            files = write_plots(found, arguments.plots, task=task)
            print_result(
                arguments,
                {"plots": [str(each) for each in files]},
                tr("plot-files", n=len(files), folder=arguments.plots),
            )
            return 0
    print_result(arguments, _plain(found), _in_words(found, arguments.limit))
    return 0


def _annotator(session: Session, name: str) -> int | None:
    if not name:
        return None
    from annotator.domain.review import GOLD

    gold = next((each for each in session.annotators.values() if each.kind == GOLD), None)
    if name == _GOLD and session.annotator_named(name) is None:
        if gold is None:
            raise AnnotatorError("no-gold")
        return gold.id
    return session.known_annotator(name).id


# For machines ------------------------------------------------------------------------------------


def _plain(found: Insights) -> dict[str, Any]:
    result: dict[str, Any] = {
        "articles": found.articles,
        "notes": [{"code": code, **values} for code, values in found.notes],
        "tables": {topic.value: _plain_table(table) for topic, table in found.tables.items()},
    }
    if found.period is not None:
        result["period"] = found.period.value
    if found.matrix is not None:
        result["matrix"] = _plain_matrix(found.matrix)
    return result


def _plain_table(table: InsightTable) -> dict[str, Any]:
    names = [column.removeprefix(_PREFIX).replace("-", "_") for column in table.columns]
    return {
        "rows": [
            {**dict(zip(names, row.values, strict=True)), "mark": list(row.mark)}
            for row in table.rows
        ],
        "notes": [{"code": code, **values} for code, values in table.notes],
    }


def _plain_matrix(matrix: Matrix) -> dict[str, Any]:
    def party(key: int | str, name: str, *, linked: bool) -> dict[str, Any]:
        from annotator.domain.ids import format_id

        return {
            "key": format_id(key) if isinstance(key, int) else key, "name": name, "linked": linked
        }  # fmt: skip

    def side(parties: Sequence[Any], totals: Callable[[Any], Any]) -> list[dict[str, Any]]:
        return [
            {
                **party(each.key, each.name, linked=each.linked),
                "quotes": totals(each.key).quotes,
                "opinions": totals(each.key).opinions,
                "acts": dict(totals(each.key).acts),
            }
            for each in parties
        ]

    return {
        "quotes": matrix.quotes,
        "opinions": matrix.opinions,
        "sources": side(matrix.sources, matrix.said_by),
        "targets": side(matrix.targets, matrix.heard_of),
        "cells": [
            {
                "source": party(each.source.key, each.source.name, linked=each.source.linked),
                "target": party(each.target.key, each.target.name, linked=each.target.linked),
                "quotes": each.quotes,
                "acts": dict(each.acts),
                "inferred": each.inferred,
                "opinions": each.opinions,
                "positive": each.positive,
                "neutral": each.neutral,
                "mixed": each.mixed,
                "negative": each.negative,
                "polarity": each.polarity,
            }
            for each in matrix.cells.values()
        ],
    }


def _plain_choices(known: InsightsChoices) -> dict[str, Any]:
    return {
        "articles": known.articles,
        "outlets": [{"name": each.name, "articles": each.articles} for each in known.outlets],
        "first_day": known.first_day,
        "last_day": known.last_day,
        "undated": known.undated,
        "annotators": [
            {"name": each.name, "kind": each.kind, "articles": each.articles}
            for each in known.annotators
        ],
        "states": [each.value for each in known.states],
        "layers": [uid for uid, _ in known.layers],
    }


# For people --------------------------------------------------------------------------------------


def _in_words(found: Insights, limit: int) -> str:
    from annotator.services.insights import matrix_table

    if not found.articles:
        return "\n".join([tr("insights-nothing"), *_notes(found.notes)])
    lines = [tr("insights-cli-articles", articles=found.articles), *_notes(found.notes)]
    for topic, table in found.tables.items():
        lines += ["", tr(f"insights-sheet-{topic.value}"), *_notes(table.notes)]
        lines += _table_in_words(table, limit)
    if found.matrix is not None:
        matrix = found.matrix
        lines += ["", tr("insights-cli-matrix", quotes=matrix.quotes, opinions=matrix.opinions)]
        lines += _table_in_words(matrix_table(matrix), limit)
    return "\n".join(lines)


def _notes(notes: Sequence[Any]) -> list[str]:
    return [f"  {tr(code, **values)}" for code, values in notes]


def _table_in_words(table: InsightTable, limit: int) -> list[str]:
    rows = table.rows[:limit] if limit else table.rows
    heads = [tr(column) for column in table.columns]
    cells = [
        [_cell(value, share=column.endswith("-share"))
         for column, value in zip(table.columns, row.values, strict=True)]
        for row in rows
    ]  # fmt: skip
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    numbers = [
        all(not isinstance(row.values[place], str) for row in rows) for place in range(len(heads))
    ]
    lines = [
        "  "
        + "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(line, widths, numbers, strict=True)
        ).rstrip()
        for line in (heads, *cells)
    ]
    if len(rows) < len(table.rows):
        lines.append("  " + tr("insights-cli-more", lines=len(table.rows) - len(rows)))
    return lines


def _cell(value: Value, *, share: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.1%}" if share else f"{value:+.2f}"
    text = str(value)
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def _choices_in_words(known: InsightsChoices) -> str:
    lines = [f"{each.articles:>7}  {each.name}" for each in known.outlets]
    if known.first_day:
        lines.append(tr("insights-cli-dates", first=known.first_day, last=known.last_day))
    if known.undated:
        lines.append(tr("insights-cli-undated", articles=known.undated))
    lines += [f"{each.articles:>7}  {each.name} ({each.kind})" for each in known.annotators]
    lines += ["  ".join(each.value for each in known.states)]
    return "\n".join(lines)
