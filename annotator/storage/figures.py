"""Reading what figures are made of: many rows as arrays of numbers.

Owns the SQL; what is counted is decided in `annotator.services.agreeing`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: (document, annotator, label as its row id, start, end) of a part, with the id of its annotation.
PARTS = np.dtype(
    [("document", "i8"), ("annotator", "i8"), ("label", "i8"), ("start", "i8"), ("end", "i8"),
     ("annotation", "i8")]
)  # fmt: skip
#: (document, annotator, label as its row id) of an annotation.
WHOLE = np.dtype([("document", "i8"), ("annotator", "i8"), ("label", "i8"), ("annotation", "i8")])
_ACCEPTED = "suggestion"

Rows = NDArray[np.void]


def parts(
    connection: sqlite3.Connection, labels: Sequence[int], annotators: Sequence[int], *,
    with_accepted: bool = True,
) -> Rows:  # fmt: skip
    """Return the parts that some annotators gave some labels, in no order.

    `with_accepted` counts labels that were accepted as they were suggested, too.
    """
    sql = (
        'SELECT s.document, s.annotator, s.label, s."start", s."end", s.annotation FROM spans AS s '
    )
    if not with_accepted:
        sql += "JOIN annotations AS a ON a.id = s.annotation "
    sql += f"WHERE s.label IN ({_list(labels)}) AND s.annotator IN ({_list(annotators)}) "
    if not with_accepted:
        sql += f"AND a.origin <> '{_ACCEPTED}' "
    return np.fromiter(_rows(connection, sql), dtype=PARTS)


def whole(
    connection: sqlite3.Connection, labels: Sequence[int], annotators: Sequence[int], *,
    with_accepted: bool = True,
) -> Rows:  # fmt: skip
    """Return the annotations that some annotators gave some labels: of documents, or frames."""
    sql = (
        "SELECT document, annotator, label, id FROM annotations "
        f"WHERE label IN ({_list(labels)}) AND annotator IN ({_list(annotators)})"
    )
    if not with_accepted:
        sql += f" AND origin <> '{_ACCEPTED}'"
    return np.fromiter(_rows(connection, sql), dtype=WHOLE)


def attribute_values(
    connection: sqlite3.Connection, labels: Sequence[int], name: str
) -> dict[int, Any]:
    """Return the value of an attribute, as JSON, of every annotation with one of some labels."""
    return dict(
        connection.execute(
            "SELECT b.annotation, b.value FROM attributes AS b JOIN annotations AS a "
            f"ON a.id = b.annotation WHERE b.name = ? AND a.label IN ({_list(labels)})",
            (name,),
        )
    )


def fillers(connection: sqlite3.Connection, role: str) -> list[tuple[int, int, int]]:
    """Return (frame, start, end) of everything that fills a role, in no order."""
    sql = (
        'SELECT r.source, s."start", s."end" FROM relations AS r NOT INDEXED '
        "CROSS JOIN spans AS s ON s.annotation = r.target WHERE r.role = ?"
    )
    return connection.cursor(sqlite3.Cursor).execute(sql, (role,)).fetchall()


def readers(connection: sqlite3.Connection, annotators: Sequence[int]) -> list[tuple[int, int]]:
    """Return (document, annotator): who labelled a document or is done with it."""
    among = _list(annotators)
    return connection.execute(
        f"SELECT DISTINCT document, annotator FROM annotations WHERE annotator IN ({among}) "
        f"UNION SELECT document, annotator FROM assignments WHERE annotator IN ({among}) "
        "AND state IN ('done', 'approved', 'returned')"
    ).fetchall()


def _rows(connection: sqlite3.Connection, sql: str) -> sqlite3.Cursor:
    """Return a plain cursor: ours looks at every row, and there are millions."""
    return connection.cursor(sqlite3.Cursor).execute(sql)


def _list(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids)) or "NULL"
