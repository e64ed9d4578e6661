"""Reading and writing single records of every kind.

Owns the map between a record of the domain and its row or rows.  Everything runs inside the
caller's transaction; bulk loads have their own way in `bulk`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from annotator.domain.annotations import Annotation, Origin, Relation, Span, check_spans
from annotator.domain.article import first_line_outside
from annotator.domain.documents import (
    Annotator,
    Assignment,
    Comment,
    Document,
    Entry,
    State,
    Suggestion,
    SuggestionState,
    Zone,
    ZoneKind,
)
from annotator.domain.errors import AnnotatorError
from annotator.domain.guideline_versions import DefinitionVersion, Look
from annotator.domain.review import Conflict, Decision, DocumentAlias, How
from annotator.domain.scheme import (
    Attribute,
    AttributeType,
    Label,
    Layer,
    LayerKind,
    Role,
    label_id,
)
from annotator.domain.steps import Record
from annotator.storage.serial import NAMES

Row = tuple[Any, ...]
Stamp = tuple[int, int]  # Lamport counter, opening


class Context(Protocol):
    """What codecs need from the project file they write to."""

    @property
    def connection(self) -> sqlite3.Connection:
        """Return the connection; a transaction is open while something is written."""
        ...

    def text(self, document: int) -> str:
        """Return the text of a document, kept at hand."""
        ...

    def label_of(self, row: int) -> tuple[str, str]:
        """Return (layer, label) of a row of `labels`."""
        ...


@dataclass(frozen=True)
class SimpleCodec:
    """A kind of record that is one row of one table."""

    table: str
    columns: tuple[str, ...]
    to_row: Callable[[Any], Row]
    from_row: Callable[[Row], Any]
    stamped: bool = True

    def read(self, context: Context, number: int) -> Any | None:
        """Return the record with this id, or None."""
        sql = f"SELECT {_names(self.columns)} FROM {self.table} WHERE id = ?"
        row = context.connection.execute(sql, (number,)).fetchone()
        return None if row is None else self.from_row(row)

    def read_where(self, context: Context, where: str, values: Iterable[Any]) -> list[Any]:
        """Return the records that meet a condition, by id."""
        sql = f"SELECT {_names(self.columns)} FROM {self.table} WHERE {where} ORDER BY id"
        rows = context.connection.execute(sql, tuple(values)).fetchall()
        return [self.from_row(row) for row in rows]

    def insert(self, context: Context, record: Any, stamp: Stamp) -> None:
        """Write a record that is not there yet."""
        columns, values = self._with_stamp(record, stamp)
        marks = ", ".join("?" * len(columns))
        context.connection.execute(
            f"INSERT INTO {self.table} ({_names(columns)}) VALUES ({marks})", values
        )

    def update(self, context: Context, record: Any, stamp: Stamp) -> None:
        """Overwrite a record that is there."""
        columns, values = self._with_stamp(record, stamp)
        setting = ", ".join(f'"{column}" = ?' for column in columns)
        context.connection.execute(
            f"UPDATE {self.table} SET {setting} WHERE id = ?", (*values, record.id)
        )

    def delete(self, context: Context, record: Any) -> None:
        """Take a record away."""
        context.connection.execute(f"DELETE FROM {self.table} WHERE id = ?", (record.id,))

    def _with_stamp(self, record: Any, stamp: Stamp) -> tuple[tuple[str, ...], Row]:
        row = self.to_row(record)
        if not self.stamped:
            return self.columns, row
        return (*self.columns, "counter", "replica"), (*row, *stamp)


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


#: One encoder: `json.dumps` with options makes a new one for each of thousands of attributes.
_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


DOCUMENT_COLUMNS = (
    "id",
    "uid",
    "title",
    "outlet",
    "published",
    "url",
    "language",
    "author",
    "meta",
    "encoding",
    "raw_sha256",
    "text_sha256",
    "length",
    "replaced",
)


def document_to_row(document: Document) -> Row:
    """Return the columns of `DOCUMENT_COLUMNS`."""
    return (
        document.id,
        document.uid,
        document.title,
        document.outlet,
        document.published,
        document.url,
        document.language,
        document.author,
        _json(dict(document.meta)),
        document.encoding,
        document.raw_sha256,
        document.text_sha256,
        document.length,
        document.replaced,
    )


def document_from_row(row: Row) -> Document:
    """Return the document of a row of `DOCUMENT_COLUMNS`."""
    return Document(*(*row[:8], json.loads(row[8]), *row[9:]))


ZONES = SimpleCodec(
    "zones",
    ("id", "document", "start", "end", "kind"),
    lambda zone: (zone.id, zone.document, zone.start, zone.end, zone.kind.value),
    lambda row: Zone(*(*row[:4], ZoneKind(row[4]))),
)
RELATIONS = SimpleCodec(
    "relations",
    ("id", "document", "annotator", "role", "source", "target", "position"),
    lambda each: (
        each.id,
        each.document,
        each.annotator,
        each.role,
        each.source,
        each.target,
        each.position,
    ),
    lambda row: Relation(*row),
)
ASSIGNMENTS = SimpleCodec(
    "assignments",
    ("id", "document", "annotator", "state"),
    lambda each: (each.id, each.document, each.annotator, each.state.value),
    lambda row: Assignment(*(*row[:3], State(row[3]))),
)
ANNOTATORS = SimpleCodec(
    "annotators",
    ("id", "name", "kind"),
    lambda each: (each.id, each.name, each.kind),
    lambda row: Annotator(*row),
)
COMMENTS = SimpleCodec(
    "comments",
    ("id", "document", "annotator", "text", "annotation", "reply_to", "resolved"),
    lambda each: (
        each.id,
        each.document,
        each.annotator,
        each.text,
        each.annotation,
        each.reply_to,
        int(each.resolved),
    ),
    lambda row: Comment(*(*row[:6], bool(row[6]))),
)
SUGGESTIONS = SimpleCodec(
    "suggestions",
    ("id", "document", "layer", "label", "start", "end", "model", "score", "state", "payload"),
    lambda each: (
        each.id,
        each.document,
        each.layer,
        each.label,
        each.start,
        each.end,
        each.model,
        each.score,
        each.state.value,
        _json(dict(each.payload)),
    ),
    lambda row: Suggestion(*(*row[:8], SuggestionState(row[8]), json.loads(row[9]))),
    stamped=False,
)
DECISIONS = SimpleCodec(
    "decisions",
    ("id", "document", "annotator", "how", "sources", "gold", "seen", "strategy", "time"),
    lambda each: (
        each.id,
        each.document,
        each.annotator,
        each.how.value,
        _json(each.sources),
        each.gold,
        each.seen,
        each.strategy,
        each.time,
    ),
    lambda row: Decision(*(*row[:3], How(row[3]), tuple(json.loads(row[4])), *row[5:])),
)
DOCUMENT_ALIASES = SimpleCodec(
    "document_aliases",
    ("id", "document", "same_as"),
    lambda each: (each.id, each.document, each.same_as),
    lambda row: DocumentAlias(*row),
)
CONFLICTS = SimpleCodec(
    "conflicts",
    ("id", "kind", "record", "document", "counter", "replica", "value", "same"),
    lambda each: (
        each.id,
        each.kind,
        each.record,
        each.document,
        each.counter,
        each.replica,
        each.value,
        int(each.same),
    ),
    lambda row: Conflict(*(*row[:7], bool(row[7]))),
    stamped=False,
)
VERSIONS = SimpleCodec(
    "versions",
    ("id", "label", "before", "annotator", "time"),
    lambda each: (each.id, each.label, each.before, each.annotator, each.time),
    lambda row: DefinitionVersion(*row),
)
LOOKS = SimpleCodec(
    "looks",
    ("id", "document", "annotation", "version"),
    lambda each: (each.id, each.document, each.annotation, each.version),
    lambda row: Look(*row),
)
LAYERS = SimpleCodec(
    "layers",
    ("id", "uid", "name", "kind", "position", "description"),
    lambda each: (
        each.id,
        each.uid,
        each.name,
        each.kind.value,
        each.position,
        each.description,
    ),
    lambda row: Layer(row[1], row[2], LayerKind(row[3]), row[4], row[5]),
)
LABELS = SimpleCodec(
    "labels",
    (
        "id",
        "layer",
        "uid",
        "name",
        "colour",
        "key",
        "description",
        "guideline",
        "parent",
        "frame",
        "position",
        "retired",
    ),
    lambda each: (
        each.id,
        each.layer,
        each.uid,
        each.name,
        each.colour,
        each.key,
        each.description,
        each.guideline,
        each.parent,
        int(each.frame),
        each.position,
        int(each.retired),
    ),
    lambda row: Label(*(*row[1:9], bool(row[9]), row[10], bool(row[11]))),
)
ATTRIBUTES = SimpleCodec(
    "attribute_types",
    (
        "id",
        "layer",
        "uid",
        "name",
        "type",
        "choices",
        "labels",
        "description",
        "position",
        "retired",
    ),
    lambda each: (
        each.id,
        each.layer,
        each.uid,
        each.name,
        each.type.value,
        _json(each.choices),
        _json(each.labels),
        each.description,
        each.position,
        int(each.retired),
    ),
    lambda row: Attribute(
        row[1],
        row[2],
        row[3],
        AttributeType(row[4]),
        tuple((value, name) for value, name in json.loads(row[5])),
        tuple(json.loads(row[6])),
        row[7],
        row[8],
        bool(row[9]),
    ),
)
ROLES = SimpleCodec(
    "roles",
    ("id", "uid", "name", "ends_from", "ends_to", "many", "position", "retired"),
    lambda each: (
        each.id,
        each.uid,
        each.name,
        _json(each.ends_from),
        _json(each.ends_to),
        int(each.many),
        each.position,
        int(each.retired),
    ),
    lambda row: Role(
        row[1],
        row[2],
        tuple(json.loads(row[3])),
        tuple(json.loads(row[4])),
        bool(row[5]),
        row[6],
        bool(row[7]),
    ),
)


#: What belongs to the text of a document, which never changes.
_FIXED = ("uid", "encoding", "raw_sha256", "text_sha256", "length", "replaced")


class DocumentCodec:
    """Documents: the text never changes, the shown title and the index follow."""

    table = "documents"

    def read(self, context: Context, number: int) -> Document | None:
        """Return the document with this id, or None."""
        sql = f"SELECT {_names(DOCUMENT_COLUMNS)} FROM documents WHERE id = ?"
        row = context.connection.execute(sql, (number,)).fetchone()
        return None if row is None else document_from_row(row)

    def insert(self, context: Context, record: Document, stamp: Stamp) -> None:
        """Refuse: a document comes with its text, through an import."""
        raise ValueError("documents are added by an import")

    def update(self, context: Context, record: Document, stamp: Stamp) -> None:
        """Write what is known of a document; its text and offsets stay."""
        before = self.read(context, record.id)
        if before is not None and any(
            getattr(before, name) != getattr(record, name) for name in _FIXED
        ):
            raise ValueError("a document's text, and what was found when it came in, never change")
        row = document_to_row(record)
        setting = ", ".join(f'"{column}" = ?' for column in DOCUMENT_COLUMNS[1:])
        context.connection.execute(
            f"UPDATE documents SET {setting}, counter = ?, replica = ? WHERE id = ?",
            (*row[1:], *stamp, record.id),
        )
        refresh_shown_title(context, record.id)

    def delete(self, context: Context, record: Document) -> None:
        """Refuse: documents leave with the import that brought them."""
        raise ValueError("documents are taken away by undoing their import")


def refresh_shown_title(context: Context, document: int) -> None:
    """Bring the title that lists show, and its search index, in line with title and zones."""
    connection = context.connection
    row = connection.execute(
        "SELECT title, shown_title FROM documents WHERE id = ?", (document,)
    ).fetchone()
    if row is None:
        return
    title, shown = row
    text = context.text(document)
    wanted = title or first_line_outside(
        text, ZONES.read_where(context, "document = ?", [document])
    )
    if wanted == shown:
        return
    # External content: the index must be told the old words before they change.
    connection.execute(
        "INSERT INTO documents_fts(documents_fts, rowid, shown_title, text) "
        "VALUES ('delete', ?, ?, ?)",
        (document, shown, text),
    )
    connection.execute("UPDATE documents SET shown_title = ? WHERE id = ?", (wanted, document))
    connection.execute(
        "INSERT INTO documents_fts(rowid, shown_title, text) VALUES (?, ?, ?)",
        (document, wanted, text),
    )


class ZoneCodec:
    """Zones: a row each; the shown title of their document follows."""

    table = "zones"

    def read(self, context: Context, number: int) -> Zone | None:
        """Return the zone with this id, or None."""
        found: Zone | None = ZONES.read(context, number)
        return found

    def insert(self, context: Context, record: Zone, stamp: Stamp) -> None:
        """Write a new zone; raises SpanError if it does not lie in its text."""
        self._check(context, record)
        ZONES.insert(context, record, stamp)
        refresh_shown_title(context, record.document)

    def update(self, context: Context, record: Zone, stamp: Stamp) -> None:
        """Overwrite a zone; raises SpanError if it does not lie in its text."""
        self._check(context, record)
        ZONES.update(context, record, stamp)
        refresh_shown_title(context, record.document)

    def delete(self, context: Context, record: Zone) -> None:
        """Take a zone away; the text it covered was never touched."""
        ZONES.delete(context, record)
        refresh_shown_title(context, record.document)

    @staticmethod
    def _check(context: Context, zone: Zone) -> None:
        check_spans((Span(zone.start, zone.end),), len(context.text(zone.document)))


class AnnotationCodec:
    """Annotations: a row, a row for each part, a row for each attribute."""

    table = "annotations"
    _COLUMNS = '"id", "document", "annotator", "label", "origin", "entry"'

    def read(self, context: Context, number: int) -> Annotation | None:
        """Return the annotation with this id, or None."""
        found = list(self.read_where(context, "id = ?", (number,)))
        return found[0] if found else None

    def read_where(
        self, context: Context, where: str, values: tuple[Any, ...]
    ) -> Iterator[Annotation]:
        """Yield the annotations that meet a condition on their row, by id."""
        connection = context.connection
        rows = connection.execute(
            f"SELECT {self._COLUMNS} FROM annotations WHERE {where} ORDER BY id", values
        ).fetchall()
        if not rows:  # each new label asks whether its id is free
            return
        inner = f"SELECT id FROM annotations WHERE {where}"
        spans: dict[int, list[Span]] = {}
        for annotation, start, end in connection.execute(
            f'SELECT annotation, "start", "end" FROM spans WHERE annotation IN ({inner}) '
            "ORDER BY annotation, part",
            values,
        ):
            spans.setdefault(annotation, []).append(Span(start, end))
        attributes: dict[int, dict[str, Any]] = {}
        for annotation, name, value in connection.execute(
            f"SELECT annotation, name, value FROM attributes WHERE annotation IN ({inner}) "
            "ORDER BY annotation, name",
            values,
        ):
            attributes.setdefault(annotation, {})[name] = json.loads(value)
        for number, document, annotator, label, origin, entry in rows:
            layer, uid = context.label_of(label)
            yield Annotation(
                number,
                document,
                annotator,
                layer,
                uid,
                tuple(spans.get(number, ())),
                attributes.get(number, {}),
                Origin(origin),
                entry,
            )

    def insert(self, context: Context, record: Annotation, stamp: Stamp) -> None:
        """Write a new annotation; raises SpanError if a part does not lie in its text."""
        context.connection.execute(
            f"INSERT INTO annotations ({self._COLUMNS}, counter, replica) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*annotation_row(record), *stamp),
        )
        self._write_parts(context, record)

    def insert_many(
        self,
        context: Context,
        records: Sequence[Annotation],
        texts: Mapping[int, str],
        stamp: Stamp,
    ) -> None:
        """Write new annotations in documents of known texts; raises SpanError as `insert` does."""
        spans: list[Row] = []
        for each in records:
            text = texts[each.document]
            check_spans(each.spans, len(text))
            spans += span_rows(each, text)
        write = context.connection.executemany
        write(
            f"INSERT INTO annotations ({self._COLUMNS}, counter, replica) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(*annotation_row(each), *stamp) for each in records],
        )
        write("INSERT INTO spans VALUES (?, ?, ?, ?, ?, ?, ?, ?)", spans)
        attributes = [row for each in records for row in attribute_rows(each)]
        write("INSERT INTO attributes VALUES (?, ?, ?)", attributes)

    def update(self, context: Context, record: Annotation, stamp: Stamp) -> None:
        """Overwrite an annotation; relations and comments are rows of their own and stay."""
        context.connection.execute(
            'UPDATE annotations SET "document" = ?, "annotator" = ?, "label" = ?, "origin" = ?, '
            '"entry" = ?, counter = ?, replica = ? WHERE id = ?',
            (*annotation_row(record)[1:], *stamp, record.id),
        )
        self._delete_parts(context, record)
        self._write_parts(context, record)

    def delete(self, context: Context, record: Annotation) -> None:
        """Take an annotation away; fails if a relation or a comment still points to it."""
        self._delete_parts(context, record)
        context.connection.execute("DELETE FROM annotations WHERE id = ?", (record.id,))

    @staticmethod
    def _delete_parts(context: Context, record: Annotation) -> None:
        for table in ("spans", "attributes"):
            context.connection.execute(f"DELETE FROM {table} WHERE annotation = ?", (record.id,))

    @staticmethod
    def _write_parts(context: Context, record: Annotation) -> None:
        if record.spans:
            text = context.text(record.document)
            check_spans(record.spans, len(text))
            context.connection.executemany(
                "INSERT INTO spans VALUES (?, ?, ?, ?, ?, ?, ?, ?)", span_rows(record, text)
            )
        if record.attributes:
            context.connection.executemany(
                "INSERT INTO attributes VALUES (?, ?, ?)", attribute_rows(record)
            )


def annotation_row(record: Annotation) -> Row:
    """Return (id, document, annotator, label, origin, entry)."""
    label = label_id(record.layer, record.label)
    return (record.id, record.document, record.annotator, label, record.origin.value, record.entry)


def span_rows(record: Annotation, text: str) -> Iterator[Row]:
    """Yield the rows of an annotation's parts, each with its surface."""
    label = label_id(record.layer, record.label)
    for part, (start, end) in enumerate(record.spans):
        yield (
            record.id,
            part,
            record.document,
            record.annotator,
            label,
            start,
            end,
            text[start:end],
        )


def attribute_rows(record: Annotation) -> Iterator[Row]:
    """Yield the rows of an annotation's attributes."""
    for name, value in record.attributes.items():
        yield (record.id, name, _json(value))


class EntryCodec:
    """Entries: a row, and a row for each alias."""

    table = "entries"

    def read(self, context: Context, number: int) -> Entry | None:
        """Return the entry with this id, or None."""
        found = self.read_where(context, "id = ?", (number,))
        return found[0] if found else None

    def read_where(self, context: Context, where: str, values: tuple[Any, ...]) -> list[Entry]:
        """Return the entries that meet a condition on their row, by id."""
        rows = context.connection.execute(
            f"SELECT id, name, kind, note, wikidata FROM entries WHERE {where} ORDER BY id", values
        ).fetchall()
        if not rows:
            return []
        aliases: dict[int, list[str]] = {}
        for entry, alias in context.connection.execute(
            "SELECT entry, alias FROM aliases WHERE entry IN "
            f"(SELECT id FROM entries WHERE {where}) ORDER BY entry, position",
            values,
        ):
            aliases.setdefault(entry, []).append(alias)
        return [Entry(*(*row, tuple(aliases.get(row[0], ())))) for row in rows]

    def insert(self, context: Context, record: Entry, stamp: Stamp) -> None:
        """Write a new entry."""
        context.connection.execute(
            "INSERT INTO entries (id, name, kind, note, wikidata, counter, replica) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (record.id, record.name, record.kind, record.note, record.wikidata, *stamp),
        )
        self._write_aliases(context, record)

    def update(self, context: Context, record: Entry, stamp: Stamp) -> None:
        """Overwrite an entry."""
        context.connection.execute(
            "UPDATE entries SET name = ?, kind = ?, note = ?, wikidata = ?, counter = ?, "
            "replica = ? WHERE id = ?",
            (record.name, record.kind, record.note, record.wikidata, *stamp, record.id),
        )
        context.connection.execute("DELETE FROM aliases WHERE entry = ?", (record.id,))
        self._write_aliases(context, record)

    def delete(self, context: Context, record: Entry) -> None:
        """Take an entry away; fails if an annotation still links to it."""
        context.connection.execute("DELETE FROM aliases WHERE entry = ?", (record.id,))
        context.connection.execute("DELETE FROM entries WHERE id = ?", (record.id,))

    @staticmethod
    def _write_aliases(context: Context, record: Entry) -> None:
        context.connection.executemany(
            "INSERT INTO aliases VALUES (?, ?, ?)",
            [(record.id, position, alias) for position, alias in enumerate(record.aliases)],
        )


class Codec(Protocol):
    """How one kind of record is read and written."""

    @property
    def table(self) -> str:
        """Return the table of the record's main row."""
        ...

    def read(self, context: Context, number: int) -> Any | None:
        """Return the record with this id, or None."""
        ...

    def insert(self, context: Context, record: Any, stamp: Stamp) -> None:
        """Write a record that is not there yet."""
        ...

    def update(self, context: Context, record: Any, stamp: Stamp) -> None:
        """Overwrite a record that is there."""
        ...

    def delete(self, context: Context, record: Any) -> None:
        """Take a record away."""
        ...


ANNOTATIONS = AnnotationCodec()
ENTRIES = EntryCodec()
DOCUMENTS = DocumentCodec()

CODECS: dict[type[Any], Codec] = {
    Annotation: ANNOTATIONS,
    Relation: RELATIONS,
    Zone: ZoneCodec(),
    Document: DOCUMENTS,
    Assignment: ASSIGNMENTS,
    Annotator: ANNOTATORS,
    Entry: ENTRIES,
    Comment: COMMENTS,
    Suggestion: SUGGESTIONS,
    Layer: LAYERS,
    Label: LABELS,
    Attribute: ATTRIBUTES,
    Role: ROLES,
    Decision: DECISIONS,
    DocumentAlias: DOCUMENT_ALIASES,
    Conflict: CONFLICTS,
    DefinitionVersion: VERSIONS,
    Look: LOOKS,
}

#: No tombstone is kept for them: machine proposals do not travel, and a conflict that is settled
#: is known by the version that settled it.
_LOCAL = (Suggestion, Conflict)
#: Kinds whose rows know the import that brought them; coming back, they belong to it again.
_BROUGHT = (Annotation, Relation, Zone, Assignment)


def write_edit(context: Context, before: Record | None, after: Record | None, stamp: Stamp) -> None:
    """Write one edit; the caller has compared `before` with what is stored.

    Raises SpanError for a span outside its text, and AnnotatorError("record-in-use") for a record
    that something else still points to or that points to something that is not there.
    """
    record = after if after is not None else before
    assert record is not None
    codec = CODECS[type(record)]
    try:
        if after is None:
            _bury(context, codec, record, stamp)
            codec.delete(context, before)
        elif before is None:
            codec.insert(context, after, stamp)
            _unbury(context, codec, record)
        else:
            codec.update(context, after, stamp)
            # A record that a merge kept for what refers to it is alive in its own right now.
            _unbury(context, codec, record)
    except sqlite3.IntegrityError as error:
        raise AnnotatorError(
            "record-in-use", kind=NAMES[type(record)], record=f"{record.id:016x}", why=str(error)
        ) from error


def insert_new(context: Context, records: Sequence[Annotation], stamp: Stamp) -> bool:
    """Write annotations that were never there before, in a few statements; False if some were.

    Nothing is written then.  Raises what `write_edit` raises.
    """
    numbers = ", ".join(str(each.id) for each in records)
    run = context.connection.execute
    known = run(
        f"SELECT 1 FROM annotations WHERE id IN ({numbers}) UNION ALL SELECT 1 FROM tombstones "
        f"WHERE kind = ? AND record IN ({numbers}) LIMIT 1",
        (NAMES[Annotation],),
    ).fetchone()
    if known is not None or len({each.id for each in records}) < len(records):
        return False
    about = {each.document for each in records}
    documents = ", ".join(map(str, about))
    texts = dict(run(f"SELECT id, text FROM documents WHERE id IN ({documents})").fetchall())
    if len(texts) < len(about):
        return False  # one by one, the one without a document is named
    try:
        ANNOTATIONS.insert_many(context, records, texts, stamp)
    except sqlite3.IntegrityError as error:
        raise AnnotatorError(
            "record-in-use", kind=NAMES[Annotation], record=f"{records[0].id:016x}", why=str(error)
        ) from error
    return True


def _bury(context: Context, codec: Codec, record: Record, stamp: Stamp) -> None:
    """Leave a tombstone, with the import that the row belonged to."""
    if isinstance(record, _LOCAL):
        return
    batch = "batch" if isinstance(record, _BROUGHT) else "NULL"
    context.connection.execute(
        "INSERT OR REPLACE INTO tombstones (kind, record, batch, counter, replica) "
        f"SELECT ?, id, {batch}, ?, ? FROM {codec.table} WHERE id = ?",
        (NAMES[type(record)], *stamp, record.id),
    )


def _unbury(context: Context, codec: Codec, record: Record) -> None:
    name = (NAMES[type(record)], record.id)
    found = context.connection.execute(
        "SELECT batch FROM tombstones WHERE kind = ? AND record = ?", name
    ).fetchone()
    if found is None:
        return
    if isinstance(record, _BROUGHT) and found[0] is not None:
        context.connection.execute(
            f"UPDATE {codec.table} SET batch = ? WHERE id = ?", (found[0], record.id)
        )
    context.connection.execute("DELETE FROM tombstones WHERE kind = ? AND record = ?", name)
