"""Reading what the radar of consistency looks at: labels with their words, states, texts.

Owns the SQL, always of a few documents at a time, so that no statement takes long; what is
inconsistent is decided in `annotator.domain.radar`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence

#: (annotation, document, annotator, label as its row id, entry, start, end, words) of a part.
LabelRow = tuple[int, int, int, int, int | None, int, int, str]


def labels_with_words(
    connection: sqlite3.Connection, documents: Sequence[int], annotators: Collection[int]
) -> list[LabelRow]:
    """Return the parts that some annotators labelled in documents, by annotation, in text order."""
    return (
        connection.cursor(sqlite3.Cursor)
        .execute(
            "SELECT s.annotation, s.document, s.annotator, s.label, a.entry, "
            's."start", s."end", s.surface FROM spans AS s '
            "JOIN annotations AS a ON a.id = s.annotation "
            f"WHERE s.document IN ({_list(documents)}) AND s.annotator IN ({_list(annotators)}) "
            "ORDER BY s.annotation, s.part"
        )
        .fetchall()
    )


def states_in(
    connection: sqlite3.Connection, documents: Sequence[int], annotators: Collection[int]
) -> list[tuple[int, int, str]]:
    """Return (document, annotator, state) of what documents are to annotators, but new ones."""
    return connection.execute(
        "SELECT document, annotator, state FROM assignments "
        f"WHERE document IN ({_list(documents)}) AND annotator IN ({_list(annotators)})"
    ).fetchall()


def shown_texts(
    connection: sqlite3.Connection, documents: Sequence[int]
) -> list[tuple[int, str, str]]:
    """Return (document, title, text) of those documents that are there and in sight."""
    return connection.execute(
        f"SELECT id, shown_title, text FROM documents WHERE id IN ({_list(documents)}) "
        "AND id NOT IN (SELECT document FROM document_aliases)"
    ).fetchall()


def _list(ids: Collection[int]) -> str:
    return ", ".join(map(str, ids)) or "NULL"
