"""Reading what figures are made of: many rows as arrays of numbers.

Owns the SQL; what is counted is decided in `annotator.services.agreeing`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: (document, annotator, label as its row id, start, end) of a part.
PARTS = np.dtype(
    [("document", "i8"), ("annotator", "i8"), ("label", "i8"), ("start", "i8"), ("end", "i8")]
)
#: What is read of a part; a row of two numbers is made in a third of the time of one of five.
_PACKED = np.dtype([("document", "i8"), ("range", "i8")])
_RANGE = 32  # bits of where a part starts
#: (document, annotator, label as its row id) of an annotation.
WHOLE = np.dtype([("document", "i8"), ("annotator", "i8"), ("label", "i8"), ("annotation", "i8")])
#: (frame, whether it is the surer of two roles, start, end) of what fills a slot.
FILLERS = np.dtype([("frame", "i8"), ("surer", "i8"), ("start", "i8"), ("end", "i8")])
_ACCEPTED = "suggestion"

Rows = NDArray[np.void]


def parts(
    connection: sqlite3.Connection, labels: Sequence[int], annotators: Sequence[int], *,
    with_accepted: bool = True,
) -> Rows:  # fmt: skip
    """Return the parts that some annotators gave some labels, in no order.

    `with_accepted` counts labels that were accepted as they were suggested, too.
    """
    pieces = [np.zeros(0, dtype=PARTS)]
    for label in labels:
        for annotator in annotators:
            sql = f'SELECT s.document, s."end" << {_RANGE} | s.start FROM spans AS s '
            if not with_accepted:
                sql += "JOIN annotations AS a ON a.id = s.annotation "
            sql += f"WHERE s.label = {int(label)} AND s.annotator = {int(annotator)}"
            if not with_accepted:
                sql += f" AND a.origin <> '{_ACCEPTED}'"
            packed = np.fromiter(_rows(connection, sql), dtype=_PACKED)
            piece = np.empty(len(packed), dtype=PARTS)
            piece["document"], piece["annotator"] = packed["document"], annotator
            piece["label"] = label
            piece["start"] = packed["range"] & ((1 << _RANGE) - 1)
            piece["end"] = packed["range"] >> _RANGE
            pieces.append(piece)
    return np.concatenate(pieces)


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


def fillers(connection: sqlite3.Connection, role: str, surer: str) -> Rows:
    """Return what fills one of two roles, as an array of `FILLERS`, by frame and start."""
    rows = np.fromiter(
        _rows(
            connection,
            f'SELECT r.source, r.role = ?, s."end" << {_RANGE} | s.start '
            "FROM relations AS r NOT INDEXED CROSS JOIN spans AS s ON s.annotation = r.target "
            "WHERE r.role IN (?, ?)",
            (surer, role, surer),
        ),
        dtype=np.dtype([("frame", "i8"), ("surer", "i8"), ("range", "i8")]),
    )
    found = np.empty(len(rows), dtype=FILLERS)
    found["frame"], found["surer"] = rows["frame"], rows["surer"]
    found["start"] = rows["range"] & ((1 << _RANGE) - 1)
    found["end"] = rows["range"] >> _RANGE
    return found[np.lexsort((found["start"], found["frame"]))]


def readers(connection: sqlite3.Connection, annotators: Sequence[int]) -> list[tuple[int, int]]:
    """Return (document, annotator): who labelled a document or is done with it."""
    among = _list(annotators)
    return connection.execute(
        f"SELECT DISTINCT document, annotator FROM annotations WHERE annotator IN ({among}) "
        f"UNION SELECT document, annotator FROM assignments WHERE annotator IN ({among}) "
        "AND state IN ('done', 'approved', 'returned')"
    ).fetchall()


def _rows(connection: sqlite3.Connection, sql: str, values: Sequence[str] = ()) -> sqlite3.Cursor:
    """Return a plain cursor: ours looks at every row, and there are millions."""
    return connection.cursor(sqlite3.Cursor).execute(sql, tuple(values))


def _list(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids)) or "NULL"
