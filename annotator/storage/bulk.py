"""Loading many articles at once, taking such a load back, and reading many out.

Owns inserts of a hundred rows at a time inside one transaction, the choice of when indexes and the
full-text index are built, and the rows kept for redoing an import that was undone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain, islice
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from annotator.domain.annotations import Annotation, Origin, Relation, Span
from annotator.domain.article import first_line_outside
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Annotator, Assignment, Comment, Entry, Suggestion, Zone
from annotator.domain.scheme import label_id
from annotator.domain.steps import Edit, Step
from annotator.domain.tokens import Tokens
from annotator.storage import connection as connections
from annotator.storage import history, originals
from annotator.storage.records import (
    ANNOTATORS,
    ASSIGNMENTS,
    COMMENTS,
    DOCUMENT_COLUMNS,
    ENTRIES,
    RELATIONS,
    SUGGESTIONS,
    ZONES,
    attribute_rows,
    document_from_row,
    document_to_row,
    refresh_shown_title,
    write_edit,
)
from annotator.storage.tokens import tokens_from_row

if TYPE_CHECKING:
    from annotator.storage.project import ProjectFile

#: Bundles whose rows are held before they are written; bounds memory, not speed.
_FLUSH = 200
#: Tables whose rows carry the batch that brought them, in an order that respects foreign keys.
_BATCHED = ("documents", "zones", "assignments", "annotations", "relations")
#: Tables whose rows belong to an annotation of the batch.
_PARTS = ("spans", "attributes")

#: Columns that are the same in every row of a load; written into the statement, not into the rows.
_SAME = ("batch", "counter", "replica")
#: What the rows of a load hold, table by table, in an order that respects foreign keys.
_COLUMNS = {
    "documents": (*DOCUMENT_COLUMNS, "words", "shown_title", "position", "text"),
    "zones": ZONES.columns,
    "assignments": ASSIGNMENTS.columns,
    "annotations": ("id", "document", "annotator", "label", "origin", "entry"),
    "spans": ("annotation", "part", "document", "annotator", "label", "start", "end", "surface"),
    "attributes": ("annotation", "name", "value"),
    "relations": RELATIONS.columns,
}
#: Tables whose rows come with keys in no order; sorted, they find their pages more quickly.
_SCATTERED = ("documents", "relations")
#: Rows of one INSERT.  Beginning and ending a statement costs SQLite as much as a row or two.
_TOGETHER = 100
#: Both ways by a table: going through the enumeration takes longer than the rest of a row.
_ORIGINS = {origin: origin.value for origin in Origin}
_ORIGIN_NAMED = {origin.value: origin for origin in Origin}

Row = tuple[Any, ...]


_by_id = attrgetter("id")


class Loader:
    """Takes bundles whose documents, ids and spans have been checked, and writes their rows."""

    def __init__(
        self,
        project: ProjectFile,
        batch: int,
        stamp: tuple[int, int],
        dropped_indexes: Sequence[str] = (),
    ) -> None:
        self._project = project
        self._dropped_indexes = list(dropped_indexes)
        self._same = (batch, *stamp)
        self._stamp = stamp
        self._rows: dict[str, list[Row]] = {table: [] for table in _COLUMNS}
        self._held = 0
        last = project.connection.execute("SELECT max(position) FROM documents").fetchone()[0]
        self._position = -1 if last is None else int(last)
        self.documents = 0
        self.annotations = 0
        #: What was written beside the rows of the batch: annotators, entries, labels.
        self.edits: tuple[Edit, ...] = ()

    def needs(self, edits: tuple[Edit, ...]) -> None:
        """Write records that the rows refer to; they are undone with the load."""
        for edit in edits:
            write_edit(self._project, edit.before, edit.after, self._stamp)
        self.edits += edits

    def add(self, bundle: Bundle, *, new_document: bool) -> None:
        """Take one bundle; a document that is there already gets only what is new about it."""
        rows, text = self._rows, bundle.text
        if new_document:
            self._position += 1
            shown = bundle.document.title or first_line_outside(text, bundle.zones)
            rows["documents"].append(
                (
                    *document_to_row(bundle.document),
                    len(text.split()),
                    shown,
                    self._position,
                    text,
                )
            )
            self.documents += 1
            if bundle.original is not None:
                sha256 = bundle.document.raw_sha256
                originals.keep(self._project.connection, sha256, bundle.original)
        rows["zones"] += map(ZONES.to_row, bundle.zones)
        rows["assignments"] += map(ASSIGNMENTS.to_row, bundle.assignments)
        rows["relations"] += map(RELATIONS.to_row, bundle.relations)
        self._add_annotations(bundle.annotations, text)
        self._held += 1
        if self._held >= _FLUSH:
            self.flush()

    def _add_annotations(self, annotations: Sequence[Annotation], text: str) -> None:
        # Rows of `records.annotation_row` and `span_rows`, without a call for each of them.
        rows, spans = self._rows["annotations"], self._rows["spans"]
        for each in annotations:
            number, document, annotator = each.id, each.document, each.annotator
            label = label_id(each.layer, each.label)
            rows.append((number, document, annotator, label, _ORIGINS[each.origin], each.entry))
            for part, (start, end) in enumerate(each.spans):
                surface = text[start:end]
                spans.append((number, part, document, annotator, label, start, end, surface))
            if each.attributes:
                self._rows["attributes"] += attribute_rows(each)
        self.annotations += len(annotations)

    def make_readable(self) -> None:
        """Write what is held and make the indexes, so that it can be looked up before the end."""
        self.flush()
        while self._dropped_indexes:
            self._project.connection.execute(self._dropped_indexes.pop(0))

    def flush(self) -> None:
        """Write what is held."""
        for table, rows in self._rows.items():
            if rows:
                if table in _SCATTERED:
                    rows.sort(key=itemgetter(0))
                _insert(self._project.connection, table, rows, self._same)
                rows.clear()
        self._held = 0


def _insert(
    connection: sqlite3.Connection, table: str, rows: list[Row], same: tuple[int, ...]
) -> None:
    """Insert rows, many with each statement and the last few one by one."""
    whole = len(rows) - len(rows) % _TOGETHER
    many = _insert_sql(table, _TOGETHER, same)
    for start in range(0, whole, _TOGETHER):
        chunk = rows[start : start + _TOGETHER]
        connection.execute(many, tuple(chain.from_iterable(chunk)))
    connection.executemany(_insert_sql(table, 1, same), rows[whole:])


@lru_cache(maxsize=2 * len(_COLUMNS))
def _insert_sql(table: str, rows: int, same: tuple[int, ...]) -> str:
    columns = [f'"{name}"' for name in _COLUMNS[table]]
    row = ["?"] * len(columns)
    if table not in _PARTS:
        columns += _SAME
        row += map(str, same)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES " + ", ".join(
        [f"({', '.join(row)})"] * rows
    )


@contextmanager
def loading(project: ProjectFile, by: int | None, step: Step) -> Iterator[Loader]:
    """Load bundles as one history entry that one undo takes back.

    The edits of `step` and of `Loader.needs` (annotators, entries and labels that the rows refer
    to) are written with it.  Nothing is stored if the block raises.  `synchronous = NORMAL` holds
    for the load only: on power failure the whole load may be missing, never a part of it.
    """
    project.refuse_if_read_only()
    connection = project.connection
    connection.execute("PRAGMA synchronous = NORMAL")
    # Indexes of millions of rows are sorted on disk.
    connection.execute("PRAGMA temp_store = FILE")
    try:
        with connections.transaction(connection, project.path):
            stamp = project.next_stamp()
            batch = project.ids.next()
            empty = connection.execute("SELECT 1 FROM documents LIMIT 1").fetchone() is None
            indexes = _drop_indexes(connection) if empty else []
            loader = Loader(project, batch, stamp, indexes)
            loader.needs(step.edits)
            yield loader
            loader.make_readable()
            _forget_tombstones(connection, batch)
            _refresh_titles(project, batch)
            if empty:
                connection.execute("INSERT INTO documents_fts(documents_fts) VALUES ('rebuild')")
            else:
                _index_words(connection, batch)
            history.drop_undone(connection)
            history.append(
                connection,
                project.ids.next(),
                Step(
                    step.code,
                    loader.edits,
                    {
                        **step.values,
                        "documents": loader.documents,
                        "annotations": loader.annotations,
                    },
                ),
                by,
                stamp,
                kind="import",
                batch=batch,
            )
    finally:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        # Also after a failure: a text or label of the load may have been kept at hand.
        project.forget_caches()


def _drop_indexes(connection: sqlite3.Connection) -> list[str]:
    """Drop the indexes of the loaded tables and return the SQL that makes them again."""
    marks = ", ".join("?" * len(_COLUMNS))
    rows = connection.execute(
        f"SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL "
        f"AND tbl_name IN ({marks}) AND sql NOT LIKE 'CREATE UNIQUE%'",
        tuple(_COLUMNS),
    ).fetchall()
    for name, _ in rows:
        connection.execute(f'DROP INDEX "{name}"')
    return [sql for _, sql in rows]


def _index_words(connection: sqlite3.Connection, batch: int) -> None:
    connection.execute(
        "INSERT INTO documents_fts(rowid, shown_title, text) "
        "SELECT id, shown_title, text FROM documents WHERE batch = ? ORDER BY id",
        (batch,),
    )


def _refresh_titles(project: ProjectFile, batch: int) -> None:
    """Bring the shown titles of older documents in line with zones that a batch brought."""
    older = project.connection.execute(
        "SELECT DISTINCT z.document FROM zones AS z JOIN documents AS d ON d.id = z.document "
        "WHERE z.batch = ? AND d.batch IS NOT ?",
        (batch, batch),
    ).fetchall()
    for (document,) in older:
        refresh_shown_title(project, document)


#: How the history calls the records of each table of a batch.
_KIND_OF = {
    "documents": "document",
    "zones": "zone",
    "assignments": "assignment",
    "annotations": "annotation",
    "relations": "relation",
}


def _forget_tombstones(connection: sqlite3.Connection, batch: int) -> None:
    """Let the rows of a batch be alive, whatever was said of them before."""
    for table in _BATCHED:
        connection.execute(
            "DELETE FROM tombstones WHERE kind = ? AND record IN "
            f"(SELECT id FROM {table} WHERE batch = ?)",
            (_KIND_OF[table], batch),
        )


def take_back(project: ProjectFile, batch: int, stamp: tuple[int, int]) -> None:
    """Move every row of a batch out of the tables, to where `bring_back` finds it."""
    connection = project.connection
    for table in _BATCHED:
        connection.execute(
            "INSERT OR REPLACE INTO tombstones (kind, record, batch, counter, replica) "
            f"SELECT ?, id, batch, ?, ? FROM {table} WHERE batch = ?",
            (_KIND_OF[table], *stamp, batch),
        )
    inside = "annotation IN (SELECT id FROM annotations WHERE batch = ?)"
    for table in (*_PARTS, *reversed(_BATCHED)):
        where = inside if table in _PARTS else "batch = ?"
        columns = ", ".join(f'"{name}"' for name in _columns(connection, table))
        connection.execute(
            f'INSERT INTO history_rows (batch, "table", "row") '
            f"SELECT ?, ?, json_array({columns}) FROM {table} WHERE {where}",
            (batch, table, batch),
        )
    older = connection.execute(
        "SELECT DISTINCT z.document FROM zones AS z JOIN documents AS d ON d.id = z.document "
        "WHERE z.batch = ? AND d.batch IS NOT ?",
        (batch, batch),
    ).fetchall()
    mine = "document IN (SELECT id FROM documents WHERE batch = ?)"
    for made_from_text in ("tokens", "suggestions"):
        connection.execute(f"DELETE FROM {made_from_text} WHERE {mine}", (batch,))
    connection.execute(
        "INSERT INTO documents_fts(documents_fts, rowid, shown_title, text) "
        "SELECT 'delete', id, shown_title, text FROM documents WHERE batch = ?",
        (batch,),
    )
    for table in (*_PARTS, *reversed(_BATCHED)):
        where = inside if table in _PARTS else "batch = ?"
        connection.execute(f"DELETE FROM {table} WHERE {where}", (batch,))
    for (document,) in older:
        refresh_shown_title(project, document)


def bring_back(project: ProjectFile, batch: int, stamp: tuple[int, int]) -> None:
    """Put the rows of a batch that was taken back into the tables again.

    They get the stamp of now: a colleague's copy that saw them go must see them come back.
    """
    connection = project.connection
    for table in (*_BATCHED, *_PARTS):
        names = _columns(connection, table)
        columns = ", ".join(f'"{name}"' for name in names)
        values = ", ".join(f"json_extract(\"row\", '$[{place}]')" for place in range(len(names)))
        connection.execute(
            f"INSERT INTO {table} ({columns}) SELECT {values} FROM history_rows "
            'WHERE batch = ? AND "table" = ? ORDER BY id',
            (batch, table),
        )
    connection.execute("DELETE FROM history_rows WHERE batch = ?", (batch,))
    for table in _BATCHED:
        connection.execute(
            f"UPDATE {table} SET counter = ?, replica = ? WHERE batch = ?", (*stamp, batch)
        )
    _forget_tombstones(connection, batch)
    _index_words(connection, batch)
    _refresh_titles(project, batch)


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def bundles(
    project: ProjectFile,
    ids: Iterable[int],
    annotators: Collection[int] | None,
    *,
    suggestions: bool,
) -> Iterator[Bundle]:
    """Yield documents with everything about them, in the order of `ids`.

    `annotators` limits whose annotations come along (None: everybody's).  Memory stays flat: a
    chunk of documents is read at a time.
    """
    everybody = {each.id: each for each in ANNOTATORS.read_where(project, "TRUE", ())}
    source = iter(ids)
    while chunk := list(islice(source, _FLUSH)):
        yield from _chunk(project, chunk, annotators, everybody, with_suggestions=suggestions)


def _chunk(
    project: ProjectFile,
    ids: Sequence[int],
    annotators: Collection[int] | None,
    everybody: dict[int, Annotator],
    *,
    with_suggestions: bool,
) -> Iterator[Bundle]:
    connection = project.connection
    here = f"document IN ({', '.join(map(str, ids))})"
    whose = here
    if annotators is not None:
        whose += f" AND annotator IN ({', '.join(map(str, annotators))})"
    columns = ", ".join(f'"{name}"' for name in DOCUMENT_COLUMNS)
    documents = {
        row[0]: (document_from_row(row[:-1]), row[-1])
        for row in connection.execute(
            f"SELECT {columns}, text FROM documents WHERE {here.replace('document', 'id', 1)}"
        )
    }
    zones: dict[int, list[Zone]] = _by_document(ZONES.read_where(project, here, ()))
    annotations = _annotations(project, whose)
    relations: dict[int, list[Relation]] = _by_document(RELATIONS.read_where(project, whose, ()))
    assignments: dict[int, list[Assignment]] = _by_document(
        ASSIGNMENTS.read_where(project, whose, ())
    )
    comments: dict[int, list[Comment]] = _by_document(COMMENTS.read_where(project, whose, ()))
    proposed: dict[int, list[Suggestion]] = {}
    if with_suggestions:
        proposed = _by_document(
            SUGGESTIONS.read_where(project, f"{here} AND state = 'proposed'", ())
        )
    tokens: dict[int, Tokens] = {
        row[0]: tokens_from_row(row[1:])
        for row in connection.execute(
            f"SELECT document, model, starts, ends, sentences FROM tokens WHERE {here}"
        )
    }
    entries: dict[int, Entry] = {
        each.id: each
        for each in ENTRIES.read_where(
            project,
            f"id IN (SELECT entry FROM annotations WHERE entry IS NOT NULL AND {whose})",
            (),
        )
    }
    for number in ids:
        if number not in documents:
            continue
        document, text = documents[number]
        mine = annotations.get(number, [])
        yield Bundle(
            document,
            text,
            zones.get(number, []),
            mine,
            relations.get(number, []),
            everybody,
            {each.entry: entries[each.entry] for each in mine if each.entry is not None},
            assignments.get(number, []),
            proposed.get(number, []),
            tokens.get(number),
            comments=comments.get(number, []),
        )


def _annotations(project: ProjectFile, whose: str) -> dict[int, list[Annotation]]:
    """Return the annotations that meet a condition, by document and there by id.

    `records.ANNOTATIONS` reads the same; here their parts come along by the document, which the
    annotations' own index knows, and what few values there are is made once.
    """
    connection = project.connection
    spans: dict[int, tuple[Span, ...]] = {}
    # Parts stand in text order, which is the order of the index.
    for number, start, end in connection.execute(
        f'SELECT annotation, "start", "end" FROM spans WHERE {whose} '
        'ORDER BY document, annotator, "start"'
    ).fetchall():
        part = Span(start, end)
        spans[number] = (*spans[number], part) if number in spans else (part,)
    attributes: dict[int, dict[str, Any]] = {}
    for number, name, value in connection.execute(
        "SELECT b.annotation, b.name, b.value FROM annotations AS a JOIN attributes AS b "
        f"ON b.annotation = a.id WHERE {whose}"
    ).fetchall():
        attributes.setdefault(number, {})[name] = _attribute_value(value)
    found: dict[int, list[Annotation]] = {}
    labels: dict[int, tuple[str, str]] = {}
    # In the order of their index, not by id: sorting a document's own in the end costs nothing.
    for number, document, annotator, label, origin, entry in connection.execute(
        "SELECT id, document, annotator, label, origin, entry FROM annotations "
        f"WHERE {whose} ORDER BY document, annotator"
    ).fetchall():
        if label not in labels:
            labels[label] = project.label_of(label)
        layer, uid = labels[label]
        found.setdefault(document, []).append(
            Annotation(
                number,
                document,
                annotator,
                layer,
                uid,
                spans.get(number, ()),
                attributes.get(number) or {},
                _ORIGIN_NAMED[origin],
                entry,
            )
        )
    for mine in found.values():
        mine.sort(key=_by_id)
    return found


@lru_cache(maxsize=1024)
def _attribute_value(stored: str) -> Any:
    # Attributes are texts, numbers and yes or no, so that one value can stand in many places.
    return json.loads(stored)


def _by_document(records: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = {}
    for record in records:
        grouped.setdefault(record.document, []).append(record)
    return grouped
