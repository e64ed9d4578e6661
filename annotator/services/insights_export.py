"""Insights as files: a workbook, one table as text, the matrix as a graph.

Owns which file holds what; the files themselves are `formats.figure_tables` and `formats.graphml`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import format_id
from annotator.domain.insights import (
    UNNAMED,
    WRITER,
    Insights,
    InsightsFilter,
    InsightTable,
    Matrix,
    Party,
    Topic,
)
from annotator.formats.figure_tables import FigureTable, write_csv, write_xlsx
from annotator.formats.graphml import Value, write_graphml
from annotator.services.insights_matrix import matrix_table, party_name
from annotator.services.session import Session
from annotator.services.tasks import Task
from annotator.services.writing import write_file
from annotator.wording import tr

ENDINGS = (".xlsx", ".csv", ".graphml")
_SHARES = frozenset({"insights-column-share"})

Ask = Callable[[Session, InsightsFilter, tuple[Topic, ...], Task], Insights]


def write_insights(
    session: Session, choice: InsightsFilter, out: Path, topic: Topic, task: Task, ask: Ask
) -> int:
    """Write a file by how it ends; return its lines or edges.

    Raises AnnotatorError("insights-ending", "export-onto-project", "export-unwritable").
    """
    ending = out.suffix.lower()
    if ending not in ENDINGS:
        raise AnnotatorError("insights-ending", file=out.name, known=", ".join(ENDINGS))
    if out.exists() and out.samefile(session.path):
        raise AnnotatorError("export-onto-project", path=str(out))
    if ending == ".csv":
        table = _tables(ask(session, choice, (topic,), task))[0]
        lines, pieces = len(table.rows), write_csv(table)
    elif ending == ".xlsx":
        found = ask(session, choice, tuple(Topic), task)
        tables = [*_tables(found), _notes(found)]
        lines, pieces = sum(len(each.rows) for each in tables[:-1]), write_xlsx(tables)
    else:
        matrix = ask(session, choice, (Topic.MATRIX,), task).matrix
        assert matrix is not None
        lines, pieces = len(matrix.cells), graph_of(matrix)
    write_file(out, _stopping(pieces, task), hashlib.sha256())
    return lines


def _stopping(pieces: Iterator[bytes], task: Task) -> Iterator[bytes]:
    for piece in pieces:
        task.check()
        yield piece


def _tables(found: Insights) -> list[FigureTable]:
    tables = [*found.tables.values()]
    if found.matrix is not None:
        tables.append(matrix_table(found.matrix))
    return [_table(each) for each in tables]


def _table(table: InsightTable) -> FigureTable:
    return FigureTable(
        tr(f"insights-sheet-{table.topic.value}"),
        [tr(column) for column in table.columns],
        [row.values for row in table.rows],
        frozenset(place for place, column in enumerate(table.columns) if column in _SHARES),
    )


def _notes(found: Insights) -> FigureTable:
    """Return what a reader should know about the numbers, as a table of its own."""
    lines = [("", tr("insights-cli-articles", articles=found.articles))]
    lines += [("", tr(code, **values)) for code, values in found.notes]
    for table in found.tables.values():
        name = tr(f"insights-sheet-{table.topic.value}")
        lines += [(name, tr(code, **values)) for code, values in table.notes]
    title = tr("insights-sheet-notes")
    return FigureTable(title, ["", title], lines)


def graph_of(matrix: Matrix) -> Iterator[bytes]:
    """Yield the matrix as GraphML: parties are nodes, what one says about another is an edge."""
    parties: dict[int | str, Party] = {}
    for each in (*matrix.sources, *matrix.targets):
        parties.setdefault(each.key, each)
    names = {key: _node_id(key) for key in parties}
    nodes: list[tuple[str, dict[str, Value]]] = [
        (
            names[key],
            {
                "name": party_name(party),
                "linked": party.linked,
                "quotes": matrix.said_by(key).quotes,
                "opinions": matrix.said_by(key).opinions,
                "quotes_about": matrix.heard_of(key).quotes,
                "opinions_about": matrix.heard_of(key).opinions,
            },
        )
        for key, party in parties.items()
    ]
    edges: list[tuple[str, str, dict[str, Value]]] = []
    for cell in matrix.cells.values():
        values: dict[str, Value] = {
            "quotes": cell.quotes,
            "opinions": cell.opinions,
            "weight": max(cell.quotes, cell.opinions),
            "inferred": cell.inferred,
            "positive": cell.positive,
            "neutral": cell.neutral,
            "mixed": cell.mixed,
            "negative": cell.negative,
            **{f"act_{act or 'none'}": number for act, number in cell.acts.items()},
        }
        if cell.polarity is not None:  # a graph has no word for "none"
            values["polarity"] = float(cell.polarity)
        edges.append((names[cell.source.key], names[cell.target.key], values))
    return write_graphml(nodes, edges)


def _node_id(key: int | str) -> str:
    """Return the id of a node: of the entry, or made of the words, so that it stays the same."""
    if isinstance(key, int):
        return f"entry-{format_id(key)}"
    if key in (WRITER, UNNAMED):
        return key.strip()
    return f"words-{hashlib.blake2b(key.encode(), digest_size=8).hexdigest()}"
