"""Reading for lists, search and figures.

Owns the SQL behind the document list and the counts; nothing here writes.
"""

from __future__ import annotations

import re
import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from annotator.domain.documents import State, SuggestionState
from annotator.domain.lists import DocumentQuery, DocumentRow, Mention, TextQuery

#: Code points shown on each side of a mention.
_AROUND = 80
#: Orders of the document list and the columns behind them; each has an index.
ORDERS = {
    "added": "position",
    "title": "shown_title",
    "published": "published",
    "outlet": "outlet",
}


#: A document that is another one under a second id is out of sight.
_SHOWN = "documents.id NOT IN (SELECT document FROM document_aliases)"


def document_ids(
    connection: sqlite3.Connection, query: DocumentQuery, label: int | None, limit: int | None
) -> array[int]:
    """Return the ids of the documents a query finds, in its order.

    `label` is the row id of `query.label`.  Unknown orders raise KeyError.
    """
    tables = ["documents"]
    where: list[str] = [_SHOWN]
    values: list[Any] = []
    match = match_expression(query.words)
    if match:
        tables.append("documents_fts ON documents_fts.rowid = documents.id")
        where.append("documents_fts MATCH ?")
        values.append(match)
    if query.states:
        marks = ", ".join("?" * len(query.states))
        # A document without an assignment is new to everybody.
        where.append(
            "coalesce((SELECT state FROM assignments WHERE document = documents.id "
            f"AND annotator = ?), 'new') IN ({marks})"
        )
        values += [query.annotator, *(state.value for state in query.states)]
    if query.label:
        where.append("id IN (SELECT document FROM annotations WHERE label = ?)")
        values.append(label)
    direction = "DESC" if query.descending else "ASC"
    sql = f"SELECT documents.id FROM {' JOIN '.join(tables)}"
    sql += " WHERE " + " AND ".join(where)
    sql += f" ORDER BY {ORDERS[query.order]} {direction}, documents.id {direction}"
    if limit is not None:
        sql += f" LIMIT {int(limit)}"
    return array("q", (number for (number,) in connection.execute(sql, values)))


def ids_in_use(connection: sqlite3.Connection, table: str, ids: Sequence[int]) -> set[int]:
    """Return those of `ids` that a row of a table of ours has already."""
    found: set[int] = set()
    for first in range(0, len(ids), 500):
        some = _list(ids[first : first + 500])
        rows = connection.execute(f"SELECT id FROM {table} WHERE id IN ({some})")
        found.update(number for (number,) in rows)
    return found


_TERM = re.compile(r'"([^"]*)"?|(\S+)')


def match_expression(words: str) -> str:
    """Return what somebody typed as an FTS5 expression that cannot be malformed, or "".

    Words are joined by AND; a word ending in * finds its beginnings; "…" is a phrase.
    """
    terms = []
    for phrase, word in _TERM.findall(words):
        term = phrase or word
        prefix = not phrase and term.endswith("*")
        # A term of signs alone has no token, and FTS5 refuses an empty phrase in some places.
        if not any(character.isalnum() for character in term):
            continue
        quoted = '"' + term.rstrip("*").replace('"', '""').replace("\0", " ") + '"'
        terms.append(quoted + ("*" if prefix else ""))
    return " AND ".join(terms)


def candidates(connection: sqlite3.Connection, query: TextQuery) -> array[int]:
    """Return the ids of all documents that may hold what a query looks for, in their order.

    Whole words are looked up in the index of words; other queries may be in any text.
    """
    sql, values = f"SELECT id FROM documents WHERE {_SHOWN}", []
    if query.whole_words and not query.regex:
        # As one phrase: what stands between two words is for whoever looks at the text.
        words = " ".join(query.words.replace('"', " ").replace("\0", " ").split())
        if any(character.isalnum() for character in words):
            sql += " AND id IN (SELECT rowid FROM documents_fts WHERE documents_fts MATCH ?)"
            values.append(f'text : "{words}"')
    return array(
        "q", (number for (number,) in connection.execute(f"{sql} ORDER BY position", values))
    )


def texts_holding(
    connection: sqlite3.Connection, ids: Sequence[int], query: TextQuery
) -> list[tuple[int, str, str, str]]:
    """Return (id, uid, title, text) of those of a few documents that may hold a query, in order.

    SQLite passes over most texts without making a string of them, and without Python's lock.
    """
    where = [f"id IN ({_list(ids)})"]
    values: list[str] = []
    if not query.regex:
        for word in query.words.split():
            if query.case:
                where.append("instr(text, ?)")
                values.append(word)
            else:
                # LIKE knows the capitals of ASCII alone: any character may stand for another.
                where.append("text LIKE ?")
                values.append(f"%{_NOT_PLAIN.sub('_', word)}%")
    rows = connection.execute(
        f"SELECT id, uid, shown_title, text FROM documents WHERE {' AND '.join(where)}", values
    )
    found = {row[0]: row for row in rows}
    return [found[number] for number in ids if number in found]


#: Also what LIKE takes for a sign of its own, and the ASCII letters that have a third form.
_NOT_PLAIN = re.compile(r"[^!-~]|[%_IKSiks]")


def zones_in(connection: sqlite3.Connection, ids: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return (document, start, end) of the zones of some documents."""
    return connection.execute(
        f'SELECT document, "start", "end" FROM zones WHERE document IN ({_list(ids)})'
    ).fetchall()


def labels_in(
    connection: sqlite3.Connection, ids: Sequence[int], annotator: int
) -> list[tuple[int, int, int, str, str]]:
    """Return (document, start, end, layer, label) of an annotator's parts in some documents."""
    return connection.execute(
        'SELECT s.document, s."start", s."end", l.layer, l.uid FROM spans AS s '
        f"JOIN labels AS l ON l.id = s.label WHERE s.document IN ({_list(ids)}) "
        "AND s.annotator = ?",
        (annotator,),
    ).fetchall()


def _list(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids))


def document_rows(
    connection: sqlite3.Connection,
    ids: Sequence[int],
    annotator: int,
    scores: tuple[float, float] | None = None,
) -> list[DocumentRow]:
    """Return what a list shows of documents, in the order of `ids`; unknown ids are left out.

    `scores`: the least score of the suggestions that are counted, and what those without one have;
    None counts all.
    """
    marks = ", ".join("?" * len(ids))
    sure, sure_values = _sure_enough(scores)
    sql = f"""
        SELECT id, shown_title, outlet, published, language, words,
               (SELECT state FROM assignments WHERE document = d.id AND annotator = ?),
               (SELECT count(*) FROM annotations WHERE document = d.id AND annotator = ?),
               (SELECT count(*) FROM suggestions WHERE document = d.id AND state = ?{sure})
        FROM documents AS d WHERE id IN ({marks})
    """
    values = (annotator, annotator, SuggestionState.PROPOSED.value, *sure_values, *ids)
    found = {
        row[0]: DocumentRow(*(*row[:6], State(row[6] or "new"), *row[7:]))
        for row in connection.execute(sql, values)
    }
    return [found[number] for number in ids if number in found]


def _sure_enough(scores: tuple[float, float] | None) -> tuple[str, tuple[float, ...]]:
    """Return a condition on suggestions and its values; without one no row of theirs is read."""
    if scores is None:
        return "", ()
    least, unscored = scores
    return " AND coalesce(score, ?) >= ?", (unscored, least)


def open_suggestions_of(
    connection: sqlite3.Connection, ids: Sequence[int], scores: tuple[float, float]
) -> dict[int, tuple[int, float]]:
    """Return (how many, mean score) of the suggestions that wait for an answer, by document.

    `scores` as in `document_rows`.  Documents without any are left out.
    """
    sure, values = _sure_enough(scores)
    rows = connection.execute(
        "SELECT document, count(*), avg(coalesce(score, ?)) FROM suggestions "
        f"WHERE document IN ({_list(ids)}) AND state = 'proposed'{sure} GROUP BY document",
        (scores[1], *values),
    )
    return {int(document): (int(number), float(mean)) for document, number, mean in rows}


@dataclass(frozen=True, slots=True)
class LabelCount:
    """How often an annotator used a label."""

    layer: str
    label: str
    annotator: str
    count: int


@dataclass(frozen=True, slots=True)
class ProjectCounts:
    """How much is in a project."""

    documents: int
    characters: int
    annotations: int
    relations: int
    zones: int
    entries: int
    comments: int
    suggestions: int
    labels: tuple[LabelCount, ...]
    states: tuple[tuple[str, str, int], ...]  # annotator, state, documents


def project_counts(connection: sqlite3.Connection) -> ProjectCounts:
    """Return the figures of the whole project; suggestions count open ones only."""

    def one(sql: str) -> int:
        return int(connection.execute(sql).fetchone()[0])

    labels = connection.execute(
        "SELECT l.layer, l.uid, p.name, n FROM ("
        "  SELECT label, annotator, count(*) AS n FROM annotations GROUP BY label, annotator"
        ") AS c JOIN labels AS l ON l.id = c.label JOIN annotators AS p ON p.id = c.annotator "
        "ORDER BY l.layer, l.position, l.uid, p.name"
    ).fetchall()
    states = connection.execute(
        "SELECT p.name, a.state, count(*) FROM assignments AS a "
        "JOIN annotators AS p ON p.id = a.annotator GROUP BY p.name, a.state ORDER BY 1, 2"
    ).fetchall()
    return ProjectCounts(
        documents=one(f"SELECT count(*) FROM documents WHERE {_SHOWN}"),
        characters=one("SELECT coalesce(sum(length), 0) FROM documents"),
        annotations=one("SELECT count(*) FROM annotations"),
        relations=one("SELECT count(*) FROM relations"),
        zones=one("SELECT count(*) FROM zones"),
        entries=one("SELECT count(*) FROM entries"),
        comments=one("SELECT count(*) FROM comments"),
        suggestions=one("SELECT count(*) FROM suggestions WHERE state = 'proposed'"),
        labels=tuple(LabelCount(*row) for row in labels),
        states=tuple(states),
    )


def attribute_use(
    connection: sqlite3.Connection, layer: str, name: str
) -> list[tuple[str, str, int]]:
    """Return (label, value as JSON, how often) of an attribute in a layer."""
    rows = connection.execute(
        "SELECT l.uid, b.value, count(*) FROM labels AS l "
        "JOIN annotations AS a ON a.label = l.id JOIN attributes AS b ON b.annotation = a.id "
        "WHERE l.layer = ? AND b.name = ? GROUP BY l.uid, b.value ORDER BY l.uid, b.value",
        (layer, name),
    ).fetchall()
    return [(str(label), str(value), int(count)) for label, value, count in rows]


def role_use(connection: sqlite3.Connection, role: str) -> list[tuple[str, str, int, int]]:
    """Return (layer.label it starts at, layer.label it ends at, how often, most from one)."""
    rows = connection.execute(
        "SELECT s.layer || '.' || s.uid, t.layer || '.' || t.uid, count(*), max(n) FROM ("
        "  SELECT source, target, count(*) OVER (PARTITION BY source) AS n"
        "  FROM relations WHERE role = ?"
        ") AS r JOIN annotations AS a ON a.id = r.source JOIN labels AS s ON s.id = a.label "
        "JOIN annotations AS b ON b.id = r.target JOIN labels AS t ON t.id = b.label "
        "GROUP BY 1, 2 ORDER BY 1, 2",
        (role,),
    ).fetchall()
    return [(str(a), str(b), int(count), int(most)) for a, b, count, most in rows]


def decided_documents(connection: sqlite3.Connection) -> set[int]:
    """Return the documents about which something was decided."""
    return {number for (number,) in connection.execute("SELECT DISTINCT document FROM decisions")}


def taken_documents(connection: sqlite3.Connection, but: int) -> set[int]:
    """Return the documents that a person labelled or was given, one person aside."""
    rows = connection.execute(
        "SELECT document FROM annotations AS a JOIN annotators AS p ON p.id = a.annotator "
        "WHERE p.kind = 'person' AND p.id <> ?1 UNION SELECT document FROM assignments AS a "
        "JOIN annotators AS p ON p.id = a.annotator WHERE p.kind = 'person' AND p.id <> ?1",
        (but,),
    )
    return {number for (number,) in rows}


def same_texts(connection: sqlite3.Connection) -> list[tuple[int, int, int]]:
    """Return (document, one of the same text after it, labels on that) for every such pair."""
    return connection.execute(
        "WITH shown AS (SELECT id, text_sha256, row_number() OVER "
        "(PARTITION BY text_sha256 ORDER BY position, id) AS place, first_value(id) OVER "
        "(PARTITION BY text_sha256 ORDER BY position, id) AS first, position FROM documents "
        f"WHERE {_SHOWN}) SELECT first, id, (SELECT count(*) FROM annotations "
        "WHERE document = shown.id) FROM shown WHERE place > 1 ORDER BY position, id"
    ).fetchall()


def text_hash(connection: sqlite3.Connection, document: int) -> str | None:
    """Return the hash of a document's text, None if there is no such document."""
    row = connection.execute(
        "SELECT text_sha256 FROM documents WHERE id = ?", (document,)
    ).fetchone()
    return None if row is None else str(row[0])


def documents_by_url(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the shown documents that have an address, by it."""
    return dict(
        connection.execute(
            f"SELECT url, id FROM documents WHERE url <> '' AND {_SHOWN} ORDER BY position, id"
        ).fetchall()
    )


def earlier_versions(connection: sqlite3.Connection) -> list[tuple[int, int, int]]:
    """Return (document, shown one of another text that replaced it, labels still on the first)."""
    rows = connection.execute(
        "SELECT a.document, a.same_as, (SELECT count(*) FROM annotations WHERE document = "
        "a.document) FROM document_aliases AS a JOIN documents AS gone ON gone.id = a.document "
        "JOIN documents AS kept ON kept.id = a.same_as WHERE gone.text_sha256 <> kept.text_sha256"
    ).fetchall()
    found = [(gone, shown_document(connection, kept), left) for gone, kept, left in rows]
    places = dict(connection.execute("SELECT id, position FROM documents"))
    return sorted(found, key=lambda each: (places[each[1]], each[0]))


def shown_document(connection: sqlite3.Connection, document: int) -> int:
    """Return the document that a document is, if it is another one under a second id."""
    seen = {document}
    while True:
        row = connection.execute(
            "SELECT same_as FROM document_aliases WHERE document = ?", (document,)
        ).fetchone()
        if row is None or row[0] in seen:
            return document
        document = int(row[0])
        seen.add(document)


def links(connection: sqlite3.Connection, role: str) -> list[tuple[int, int]]:
    """Return (source, target) of every relation of a role, by source."""
    return connection.execute(
        "SELECT source, target FROM relations WHERE role = ? ORDER BY source, position, id", (role,)
    ).fetchall()


def label_use(connection: sqlite3.Connection, labels: Sequence[int]) -> tuple[int, int, int]:
    """Return (annotations, annotators, documents) of labels, given by their row ids."""
    row = connection.execute(
        "SELECT count(*), count(DISTINCT annotator), count(DISTINCT document) FROM annotations "
        f"WHERE label IN ({_list(labels)})"
    ).fetchone()
    return int(row[0]), int(row[1]), int(row[2])


def surfaces(connection: sqlite3.Connection, label: int, most: int) -> list[tuple[str, int]]:
    """Return the words of the parts that have a label, each with how often, at most so many."""
    return connection.execute(
        "SELECT surface, count(*) FROM spans WHERE label = ? GROUP BY surface "
        "ORDER BY 2 DESC, 1 LIMIT ?",
        (label, most),
    ).fetchall()


def named(
    connection: sqlite3.Connection, labels: Sequence[int]
) -> list[tuple[str, int | None, int]]:
    """Return (words, entry, how often) of all parts that have some labels, in any article."""
    return connection.execute(
        "SELECT s.surface, a.entry, count(*) FROM spans AS s JOIN annotations AS a "
        f"ON a.id = s.annotation WHERE s.label IN ({_list(labels)}) GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()


def entry_use(connection: sqlite3.Connection) -> dict[int, tuple[int, int]]:
    """Return (mentions, documents) of every entry that has any, by id."""
    rows = connection.execute(
        "SELECT entry, count(*), count(DISTINCT document) FROM annotations "
        "WHERE entry IS NOT NULL GROUP BY entry"
    ).fetchall()
    return {int(entry): (int(mentions), int(documents)) for entry, mentions, documents in rows}


def entry_labels(connection: sqlite3.Connection) -> dict[int, str]:
    """Return the label that most mentions of an entry have, as `layer.label`, by entry."""
    rows = connection.execute(
        "SELECT a.entry, l.layer || '.' || l.uid, count(*) FROM annotations AS a "
        "JOIN labels AS l ON l.id = a.label WHERE a.entry IS NOT NULL "
        "GROUP BY a.entry, a.label ORDER BY 3, 2 DESC"
    )
    return {int(entry): str(label) for entry, label, _ in rows}


def mentions(connection: sqlite3.Connection, entry: int, most: int) -> list[Mention]:
    """Return the mentions of an entry in the order of the project, at most so many."""
    rows = connection.execute(
        "SELECT a.id, d.id, d.shown_title, p.name, l.layer, l.uid, s.first, s.last, "
        f"substr(d.text, 1 + max(0, s.first - {_AROUND}), min(s.first, {_AROUND})), "
        "substr(d.text, 1 + s.first, s.last - s.first), "
        f"substr(d.text, 1 + s.last, {_AROUND}) "
        "FROM annotations AS a "
        'JOIN (SELECT annotation, min("start") AS first, max("end") AS last FROM spans '
        "      WHERE annotation IN (SELECT id FROM annotations WHERE entry = ?1) GROUP BY 1) AS s "
        "ON s.annotation = a.id "
        "JOIN documents AS d ON d.id = a.document JOIN labels AS l ON l.id = a.label "
        "JOIN annotators AS p ON p.id = a.annotator "
        "ORDER BY d.position, d.id, s.first, a.id LIMIT ?2",
        (entry, most),
    )
    return [
        Mention._make((*row[:8], row[8].rpartition("\n")[2], row[9], row[10].partition("\n")[0]))
        for row in rows
    ]


def state_counts(connection: sqlite3.Connection, annotator: int) -> dict[State, int]:
    """Return how many documents an annotator has in each state."""
    counts = dict.fromkeys(State, 0)
    total = connection.execute(f"SELECT count(*) FROM documents WHERE {_SHOWN}").fetchone()[0]
    for state, number in connection.execute(
        "SELECT state, count(*) FROM assignments WHERE annotator = ? GROUP BY state", (annotator,)
    ):
        counts[State(state)] += number
    counts[State.NEW] = total - sum(
        number for state, number in counts.items() if state is not State.NEW
    )
    return counts
