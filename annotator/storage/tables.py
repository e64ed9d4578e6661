"""The tables of a project file and the only schema that is accepted.

Owns table and index definitions of the current version and the comparison of a file's
`sqlite_schema` with them.  A file from somebody else is data: a trigger, a view or a table that we
did not make is a reason to refuse the file, because a trigger would run inside our own writes.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

#: "Anno" in ASCII; tells a project from any other SQLite file (`file`, `sqlite3 .dbinfo`).
APPLICATION_ID = 0x416E6E6F
#: Version of the tables; see `migrations`.
SCHEMA_VERSION = 5

#: (Lamport counter, opening) of the last write of a row that travels between copies.
STAMP = {"counter": int, "replica": int}

_DOCUMENTS = {
    "id": int,
    "uid": str,
    "title": str,
    "outlet": str,
    "published": str,
    "url": str,
    "language": str,
    "author": str,
    "meta": str,
    "encoding": str,
    "raw_sha256": str,
    "text_sha256": str,
    "length": int,
    "replaced": int,
    "words": int,
    # What lists show: the title, or the first line outside zones; follows edits of both.
    "shown_title": str,
    "position": int,
    "batch": int,
    **STAMP,
    # Last, so that reading the columns before it never touches the pages of a long text.
    "text": str,
}


def create_tables(db: Database) -> None:
    """Make every table and index of the current version in an empty database."""
    _table(db, "settings", {"name": str, "value": str}, pk="name")
    _table(db, "annotators", {"id": int, "name": str, "kind": str, **STAMP})
    _create_scheme(db)
    _create_documents(db)
    _create_annotations(db)
    _create_around(db)
    _create_history(db)
    create_review(db)
    create_originals(db)
    create_guideline_versions(db)


def _create_scheme(db: Database) -> None:
    _table(
        db,
        "layers",
        {"id": int, "uid": str, "name": str, "kind": str, "position": int, "description": str}
        | STAMP,
    )
    _table(
        db,
        "labels",
        {
            "id": int,
            "layer": str,
            "uid": str,
            "name": str,
            "colour": str,
            "key": str,
            "description": str,
            "guideline": str,
            "parent": str,
            "frame": int,
            "position": int,
            "retired": int,
        }
        | STAMP,
    )
    _table(
        db,
        "attribute_types",
        {
            "id": int,
            "layer": str,
            "uid": str,
            "name": str,
            "type": str,
            "choices": str,
            "labels": str,
            "description": str,
            "position": int,
            "retired": int,
        }
        | STAMP,
    )
    _table(
        db,
        "roles",
        {
            "id": int,
            "uid": str,
            "name": str,
            "ends_from": str,
            "ends_to": str,
            "many": int,
            "position": int,
            "retired": int,
        }
        | STAMP,
    )


def _create_documents(db: Database) -> None:
    _table(db, "documents", _DOCUMENTS)
    _index(db, "documents", "uid", unique=True)
    for column in ("text_sha256", "position", "shown_title", "published", "outlet"):
        _index(db, "documents", column)
    db.table("documents").enable_fts(
        ["shown_title", "text"], tokenize="unicode61 remove_diacritics 2"
    )
    _table(
        db,
        "zones",
        {"id": int, "document": int, "start": int, "end": int, "kind": str, "batch": int, **STAMP},
        foreign_keys=[("document", "documents", "id")],
    )
    _index(db, "zones", "document")
    _table(
        db,
        "assignments",
        {"id": int, "document": int, "annotator": int, "state": str, "batch": int, **STAMP},
        foreign_keys=[("document", "documents", "id"), ("annotator", "annotators", "id")],
    )
    _index(db, "assignments", "document", "annotator", unique=True)
    _index(db, "assignments", "annotator", "state")
    _table(
        db,
        "tokens",
        {"document": int, "model": str, "starts": bytes, "ends": bytes, "sentences": bytes},
        pk="document",
        foreign_keys=[("document", "documents", "id")],
    )


def _create_annotations(db: Database) -> None:
    _table(
        db, "entries", {"id": int, "name": str, "kind": str, "note": str, "wikidata": str, **STAMP}
    )
    _table(
        db,
        "aliases",
        {"entry": int, "position": int, "alias": str},
        pk=("entry", "position"),
        foreign_keys=[("entry", "entries", "id")],
    )
    _index(db, "aliases", "alias")
    _table(
        db,
        "annotations",
        {
            "id": int,
            "document": int,
            "annotator": int,
            "label": int,
            "origin": str,
            "entry": int,
            "batch": int,
            **STAMP,
        },
        foreign_keys=[
            ("document", "documents", "id"),
            ("annotator", "annotators", "id"),
            ("label", "labels", "id"),
            ("entry", "entries", "id"),
        ],
        optional={"entry", "batch"},
    )
    _index(db, "annotations", "document", "annotator")
    _index(db, "annotations", "label", "annotator")
    index_entries(db)
    _table(
        db,
        "spans",
        {
            "annotation": int,
            "part": int,
            "document": int,
            "annotator": int,
            "label": int,
            "start": int,
            "end": int,
            "surface": str,
        },
        pk=("annotation", "part"),
        foreign_keys=[("annotation", "annotations", "id")],
    )
    _index(db, "spans", "document", "annotator", "start")
    _index(db, "spans", "label", "annotator")
    _table(
        db,
        "attributes",
        {"annotation": int, "name": str, "value": str},
        pk=("annotation", "name"),
        foreign_keys=[("annotation", "annotations", "id")],
    )
    _table(
        db,
        "relations",
        {
            "id": int,
            "document": int,
            "annotator": int,
            "role": str,
            "source": int,
            "target": int,
            "position": int,
            "batch": int,
            **STAMP,
        },
        foreign_keys=[("source", "annotations", "id"), ("target", "annotations", "id")],
    )
    _index(db, "relations", "document", "annotator")
    _index(db, "relations", "source")
    _index(db, "relations", "target")


def _create_around(db: Database) -> None:
    _table(
        db,
        "comments",
        {
            "id": int,
            "document": int,
            "annotator": int,
            "text": str,
            "annotation": int,
            "reply_to": int,
            "resolved": int,
            **STAMP,
        },
        foreign_keys=[
            ("document", "documents", "id"),
            ("annotator", "annotators", "id"),
            ("annotation", "annotations", "id"),
        ],
        optional={"annotation", "reply_to"},
    )
    _index(db, "comments", "document")
    _index(db, "comments", "annotation")
    _table(
        db,
        "suggestions",
        {
            "id": int,
            "document": int,
            "layer": str,
            "label": str,
            "start": int,
            "end": int,
            "model": str,
            "score": float,
            "state": str,
            "payload": str,
        },
        foreign_keys=[("document", "documents", "id")],
        optional={"score"},
    )
    _index(db, "suggestions", "document", "state")


def _create_history(db: Database) -> None:
    _table(
        db,
        "history",
        {
            "id": int,
            "time": str,
            "annotator": int,
            "kind": str,  # do, undo, redo, import, merge
            "code": str,
            "values": str,
            "document": int,
            "of": int,  # for undo and redo: the entry it is about
            "state": str,  # done, undone, dropped: the undo stack of this copy; foreign: another's
            "batch": int,
            "size": int,  # records it changed; says whether undoing it is long
            "edits": bytes,
            **STAMP,
        },
        optional={"document", "of", "batch", "annotator"},
    )
    _index(db, "history", "counter")
    _index(db, "history", "state", "counter")
    _index(db, "history", "document", "counter")
    _index(db, "history", "batch")
    _table(
        db,
        "history_records",
        {"record": int, "history": int},
        pk=("record", "history"),
        foreign_keys=[("history", "history", "id")],
    )
    # What an undone import took away, kept so that it can be redone.
    _table(db, "history_rows", {"id": int, "batch": int, "table": str, "row": str})
    _index(db, "history_rows", "batch")
    # `batch`: of the row that went, so that the record belongs to its import again if it returns.
    _table(
        db,
        "tombstones",
        {"kind": str, "record": int, "batch": int, **STAMP},
        pk=("kind", "record"),
    )


def create_review(db: Database) -> None:
    """Make what colleagues' copies and decisions need (version 3)."""
    _table(
        db,
        "decisions",
        {
            "id": int,
            "document": int,
            "annotator": int,
            "how": str,
            "sources": str,
            "gold": int,
            "seen": str,
            "strategy": str,
            "time": str,
            **STAMP,
        },
        foreign_keys=[("document", "documents", "id"), ("annotator", "annotators", "id")],
    )
    _index(db, "decisions", "document")
    _table(db, "document_aliases", {"id": int, "document": int, "same_as": int, **STAMP})
    # Versions that a merge overruled. No stamp of their own: they are versions by their stamp.
    _table(
        db,
        "conflicts",
        {
            "id": int,
            "kind": str,
            "record": int,
            "document": int,
            "counter": int,
            "replica": int,
            "value": str,
            "same": int,
        },
    )
    _index(db, "conflicts", "kind", "record")
    # Stamps of steps whose effects are in this file although its history does not tell of them:
    # of its making, and of what came with a packet.
    _table(db, "known", {"counter": int, "replica": int}, pk=("counter", "replica"))
    # What each merge put aside, so that it can be undone: "" for a row that was not there.
    _table(db, "merged_rows", {"id": int, "batch": int, "table": str, "record": int, "row": str})
    _index(db, "merged_rows", "batch", "table", "record")


def create_originals(db: Database) -> None:
    """Make the table of the files that articles were taken from (version 4)."""
    _table(db, "originals", {"sha256": str, "name": str, "packed": bytes}, pk="sha256")


def create_guideline_versions(db: Database) -> None:
    """Make the tables of versions of definitions and of the looks under them (version 5)."""
    _table(
        db,
        "versions",
        {"id": int, "label": int, "before": str, "annotator": int, "time": str, **STAMP},
        foreign_keys=[("label", "labels", "id")],
    )
    # A row only where a label has a second version: most projects have none.
    _table(
        db,
        "looks",
        {"id": int, "document": int, "annotation": int, "version": int, **STAMP},
        foreign_keys=[("document", "documents", "id"), ("annotation", "annotations", "id")],
    )
    _index(db, "looks", "annotation")
    _index(db, "looks", "version", "annotation", unique=True)


def _table(
    db: Database,
    name: str,
    columns: dict[str, type],
    *,
    pk: str | tuple[str, ...] = "id",
    foreign_keys: list[tuple[str, str, str]] | None = None,
    optional: set[str] = frozenset(),  # type: ignore[assignment]
) -> None:
    keys = {pk} if isinstance(pk, str) else set(pk)
    nullable = {"batch"} | set(optional)
    db.table(name).create(
        columns,
        pk=pk,
        foreign_keys=foreign_keys or [],
        not_null=set(columns) - nullable - (keys if isinstance(pk, str) else set()),
        strict=True,
    )


def _index(db: Database, table: str, *columns: str, unique: bool = False) -> None:
    db.table(table).create_index(
        columns, index_name=f"{table}_by_{'_'.join(columns)}", unique=unique
    )


def index_entries(db: Database) -> None:
    """Let the mentions of an entry be found without a look at every annotation (version 2).

    Most annotations have no entry, so that the index holds only those that have one.
    """
    db.execute("CREATE INDEX annotations_by_entry ON annotations(entry) WHERE entry IS NOT NULL")


def schema_of(db: Database) -> dict[tuple[str, str], str]:
    """Return `(type, name) -> SQL` of everything a database defines.

    Quotes and spaces are left out of the SQL: another version of the library that wrote the
    statements may set them otherwise, and they define nothing.
    """
    rows = db.execute("SELECT type, name, sql FROM sqlite_schema").fetchall()
    return {(kind, name): _bare(sql or "") for kind, name, sql in rows}


def _bare(sql: str) -> str:
    words = re.sub(r"\s+", " ", re.sub(r"[\"'`\[\]]", "", sql)).strip().lower()
    return re.sub(r" ?([(),=]) ?", r"\1", words)


@cache
def expected_schema() -> dict[tuple[str, str], str]:
    """Return the schema that a project file of the current version has."""
    from sqlite_utils import Database

    db = Database(memory=True)
    create_tables(db)
    schema = schema_of(db)
    db.close()
    return schema


#: What ANALYZE makes by itself (PRAGMA optimize runs it).
_STATISTICS = {
    ("table", "sqlite_stat1"): "create table sqlite_stat1(tbl,idx,stat)",
    ("table", "sqlite_stat4"): "create table sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
}


def foreign_objects(db: Database) -> list[str]:
    """Return what a file defines that a project does not, or defines otherwise, or lacks."""
    found, wanted = schema_of(db), expected_schema()
    allowed = wanted | {name: sql for name, sql in _STATISTICS.items() if name in found}
    return sorted(
        " ".join(name)
        for name in found.keys() | allowed.keys()
        if found.get(name) != allowed.get(name)
    )


def active_objects(db: Database) -> list[str]:
    """Return what would run by itself while a file of any version is written.

    No version of ours has triggers or views; the one virtual table is the search index.
    """
    return sorted(
        f"{kind} {name}"
        for (kind, name), sql in schema_of(db).items()
        if kind in ("trigger", "view")
        or (sql.startswith("create virtual") and name != "documents_fts")
    )
