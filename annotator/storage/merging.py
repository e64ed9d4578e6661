"""Merging a colleague's copy of a project into this one.

Owns what a merge means for the rows of both files.  How a version is weighed against another is
`merge_heads`; what the file looks like to a person is told by `annotator.services.merging`.

Every version of a record is known by the stamp of the step that wrote it.  Of each version a copy
has either never heard, or it holds it, or it knows that another took its place; merging takes the
later of the two for every version, so that any order and grouping of merges ends the same and
merging twice changes nothing.  Where several versions are held at once, those that live come
before deletions and the highest stamp before the others; the rest wait as conflicts.

What is referred to lives: a record that was deleted comes back as it was when it was deleted while
something that lives refers to it.  Its row and its tombstone then stand side by side, with one
stamp, and each merge looks anew whether it is still needed.

Everything happens in SQL between the two files, in one transaction, after a copy of the project
was made.  What the merge changes is put aside in `merged_rows`, with the old stamps, so that a
merge that was undone can be done again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import derived_id
from annotator.domain.review import Conflict, conflict_id
from annotator.domain.steps import Step
from annotator.storage import backups, connection, history, merge_checks
from annotator.storage.merge_heads import Head, resolve
from annotator.storage.records import CODECS, CONFLICTS, refresh_shown_title
from annotator.storage.serial import KINDS, record_from_plain, record_to_plain

if TYPE_CHECKING:
    from annotator.storage.project import ProjectFile, Watcher

Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record that travels: its word in the history, its table, rows that belong to it."""

    name: str
    table: str
    parts: tuple[tuple[str, str], ...] = ()  # (table, column that names the record)


TRAVELLING = (
    Kind("annotator", "annotators"),
    Kind("layer", "layers"),
    Kind("label", "labels"),
    Kind("attribute", "attribute_types"),
    Kind("role", "roles"),
    Kind("entry", "entries", (("aliases", "entry"),)),
    Kind("document", "documents"),
    Kind("document-alias", "document_aliases"),
    Kind("zone", "zones"),
    Kind("assignment", "assignments"),
    Kind("annotation", "annotations", (("spans", "annotation"), ("attributes", "annotation"))),
    Kind("relation", "relations"),
    Kind("comment", "comments"),
    Kind("decision", "decisions"),
    Kind("version", "versions"),
    Kind("look", "looks"),
)
_BY_NAME = {kind.name: kind for kind in TRAVELLING}

#: What a row refers to: (table, column, kind of what it names).  Whoever is named by a row that
#: lives must live; those that name others stand before what they name.
_REFERENCES = (
    ("looks", "annotation", "annotation"),
    ("comments", "reply_to", "comment"),
    ("comments", "annotation", "annotation"),
    ("relations", "source", "annotation"),
    ("relations", "target", "annotation"),
    ("annotations", "entry", "entry"),
    ("annotations", "label", "label"),
    ("versions", "label", "label"),
    *(
        (table, "document", "document")
        for table in (
            *("annotations", "relations", "zones", "assignments", "comments", "decisions"),
            "looks",
        )
    ),
    *(
        (table, "annotator", "annotator")
        for table in (
            *("annotations", "relations", "assignments", "comments", "decisions"),
            "versions",
        )
    ),
)
#: What is named by its stable id: (table, column, kind of what it names).
_NAMED = (("labels", "layer", "layer"), ("relations", "role", "role"))

_CHUNK = 500


@dataclass
class MergeReport:
    """What a merge did, or would do."""

    path: str
    added: dict[str, int] = field(default_factory=dict)  # kind of record -> how many
    changed: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    revived: dict[str, int] = field(default_factory=dict)  # deleted, but something refers to it
    conflicts: list[Conflict] = field(default_factory=list)  # those that are new
    #: (kind, record) -> stamp and JSON of the version that stands, for what was weighed
    standing: dict[tuple[str, int], tuple[Stamp, str]] = field(default_factory=dict)
    steps: int = 0  # of the other copy's history
    same_texts: list[tuple[int, int]] = field(default_factory=list)  # documents with equal text

    @property
    def empty(self) -> bool:
        """Tell whether the other copy knew nothing that this one did not."""
        return not (self.added or self.changed or self.removed or self.conflicts or self.steps)


class _Preview(Exception):
    """Ends a merge that was only asked about; the transaction is rolled back."""


def merge(
    project: ProjectFile,
    theirs: ProjectFile,
    by: int | None,
    watcher: Watcher | None = None,
    *,
    dry_run: bool = False,
    name: str = "",
) -> MergeReport:
    """Merge another project file, which is open read-only, into an open one.

    Args:
        project: The project that takes everything in.
        theirs: The copy; it is read, never written.
        by: Who merges, for the history.
        watcher: Is told how far it is, and may stop it; nothing is changed then.
        dry_run: Only say what would happen.
        name: How the history calls the copy; its file name if empty.

    Raises AnnotatorError: copy-itself, merge-texts-differ (one id, two texts), merge-unsound
    (rows that no program of ours wrote), and what the file refuses; nothing is changed then.
    """
    project.refuse_if_read_only()
    if theirs.path.resolve() == project.path.resolve():
        raise AnnotatorError("copy-itself", path=str(theirs.path))
    merge_checks.refuse_unsound(theirs)
    if not dry_run and project.is_backed_up:
        backups.back_up(project)
    work = _Merge(project, theirs, by, watcher, name or theirs.path.name)
    try:
        with _attached(project, theirs), ExitStack() as stack:
            if watcher is not None:
                stop = watcher
                stack.enter_context(
                    connection.interruptible(project.connection, lambda: stop.cancelled)
                )
            stack.enter_context(connection.transaction(project.connection, project.path))
            work.run()
            if dry_run:
                raise _Preview
    except _Preview:
        pass
    finally:
        project.forget_caches()
    return work.report


@contextmanager
def _attached(project: ProjectFile, theirs: ProjectFile) -> Iterator[None]:
    run = project.connection.execute
    try:
        connection.attach(project.connection, theirs.path, theirs.key, "theirs")
    except sqlite3.Error as error:
        raise connection.explain(error, theirs.path) from error
    try:
        yield
    finally:
        names = ["seen_here", "seen_there", "take", "odd", "differ", "fresh_steps", "unindexed"]
        for name in (*names, *(f"new_{kind.table}" for kind in TRAVELLING)):
            with suppress(sqlite3.Error):
                run(f"DROP TABLE IF EXISTS temp.{name}")
        run("DETACH theirs")


class _Merge:
    def __init__(
        self,
        project: ProjectFile,
        theirs: ProjectFile,
        by: int | None,
        watcher: Watcher | None,
        name: str,
    ) -> None:
        self._project, self._theirs, self._by, self._watcher = project, theirs, by, watcher
        self._name = name
        self._run = project.connection.execute
        self._batch = project.ids.next()
        self._logged: set[tuple[str, int]] = set()  # (kind, record) put aside one by one
        self._retitled: set[int] = set()  # documents whose zones or titles changed
        self._done = 0
        self.report = MergeReport(str(theirs.path))

    def run(self) -> None:
        self._refuse_other_texts()
        self._know_stamps()
        for kind in TRAVELLING:
            self._tell()
            self._find(kind)
        self._take_history()
        for kind in TRAVELLING:
            self._tell()
            self._take_rows(kind)
        for kind in TRAVELLING:
            self._tell()
            self._settle_odd(kind)
        self._take_originals()
        self._move_aliased()
        self._revive()
        merge_checks.refuse_misfits(self._project, self._theirs.path)
        self._index_documents()
        self._tell()
        self._count()
        # A file that others are put together in has no history of its own.
        if not self.report.empty and self._project.is_backed_up:
            self._write_history()

    def _tell(self) -> None:
        if self._watcher is not None:
            self._watcher.progress(self._done, 3 * len(TRAVELLING) + 1)
        self._done += 1

    # What both know ----------------------------------------------------------------------------

    def _refuse_other_texts(self) -> None:
        found = self._run(
            "SELECT o.uid FROM theirs.documents AS o JOIN main.documents AS m ON m.id = o.id "
            "WHERE m.text_sha256 <> o.text_sha256 LIMIT 1"
        ).fetchone()
        if found is not None:
            raise AnnotatorError(
                "merge-texts-differ", path=str(self._theirs.path), document=found[0]
            )
        self.report.same_texts = self._run(
            "SELECT m.id, o.id FROM theirs.documents AS o JOIN main.documents AS m "
            "ON m.text_sha256 = o.text_sha256 WHERE m.id <> o.id "
            "AND NOT EXISTS (SELECT 1 FROM main.documents AS d WHERE d.id = o.id) ORDER BY 1, 2"
        ).fetchall()

    def _know_stamps(self) -> None:
        for name, schema in (("seen_here", "main"), ("seen_there", "theirs")):
            self._run(
                f"CREATE TEMP TABLE {name} (counter INTEGER, replica INTEGER, "
                "PRIMARY KEY (counter, replica)) WITHOUT ROWID"
            )
            self._run(
                f"INSERT INTO temp.{name} SELECT counter, replica FROM {schema}.history "
                f"UNION SELECT counter, replica FROM {schema}.known"
            )
        for name in ("unindexed", *(f"new_{kind.table}" for kind in TRAVELLING)):
            self._run(f"CREATE TEMP TABLE {name} (id INTEGER PRIMARY KEY)")
        self._run(
            "CREATE TEMP TABLE differ (record INTEGER PRIMARY KEY, ours INTEGER, theirs INTEGER)"
        )
        for name in ("take", "odd"):
            self._run(
                f"CREATE TEMP TABLE {name} (kind TEXT, record INTEGER, "
                "PRIMARY KEY (kind, record)) WITHOUT ROWID"
            )

    # What differs ------------------------------------------------------------------------------

    def _find(self, kind: Kind) -> None:
        """Sort the records of a kind into those to take as they are, and those to weigh."""
        table, name = kind.table, kind.name
        values = {"kind": name}
        # Whatever was ever deleted or overruled is weighed; the same tombstone on both sides is
        # no difference.
        self._run(
            "INSERT OR IGNORE INTO temp.odd "
            "SELECT kind, record FROM main.conflicts WHERE kind = :kind "
            "UNION SELECT kind, record FROM theirs.conflicts WHERE kind = :kind "
            "UNION SELECT o.kind, o.record FROM theirs.tombstones AS o LEFT JOIN main.tombstones "
            "AS m ON m.kind = o.kind AND m.record = o.record WHERE o.kind = :kind "
            "AND (m.counter, m.replica) IS NOT (o.counter, o.replica) "
            "UNION SELECT m.kind, m.record FROM main.tombstones AS m WHERE m.kind = :kind AND "
            f"EXISTS (SELECT 1 FROM theirs.{table} AS o WHERE o.id = m.record) AND NOT EXISTS "
            "(SELECT 1 FROM theirs.tombstones AS o WHERE o.kind = m.kind AND o.record = m.record)",
            values,
        )
        weighed = "FALSE"
        if self._any("temp.odd", name) or self._any("theirs.tombstones", name):
            weighed = (
                "EXISTS (SELECT 1 FROM temp.odd AS w WHERE w.kind = :kind AND w.record = o.id) "
                "OR EXISTS (SELECT 1 FROM theirs.tombstones AS t "
                "WHERE t.kind = :kind AND t.record = o.id)"
            )
        self._run(
            f"INSERT INTO temp.new_{table} SELECT o.id FROM theirs.{table} AS o "
            f"WHERE NOT EXISTS (SELECT 1 FROM main.{table} AS m WHERE m.id = o.id) "
            f"AND NOT ({weighed})",
            values,
        )
        self._run("DELETE FROM temp.differ")
        self._run(
            "INSERT INTO temp.differ SELECT o.id, EXISTS (SELECT 1 FROM temp.seen_there AS s "
            "WHERE s.counter = m.counter AND s.replica = m.replica), "
            "EXISTS (SELECT 1 FROM temp.seen_here AS s "
            "WHERE s.counter = o.counter AND s.replica = o.replica) "
            f"FROM theirs.{table} AS o JOIN main.{table} AS m ON m.id = o.id "
            f"WHERE (m.counter, m.replica) <> (o.counter, o.replica) AND NOT ({weighed})",
            values,
        )
        # The other copy knew ours and went on from it; ours went on from theirs needs nothing.
        self._run(
            "INSERT INTO temp.take SELECT :kind, record FROM temp.differ WHERE ours AND NOT theirs",
            values,
        )
        self._run(
            "INSERT INTO temp.odd SELECT :kind, record FROM temp.differ WHERE ours = theirs",
            values,
        )

    def _any(self, table: str, kind: str) -> bool:
        found = self._run(f"SELECT 1 FROM {table} WHERE kind = ? LIMIT 1", (kind,))
        return found.fetchone() is not None

    # History -----------------------------------------------------------------------------------

    def _take_history(self) -> None:
        run = self._run
        run("CREATE TEMP TABLE fresh_steps (id INTEGER PRIMARY KEY)")
        self.report.steps = run(
            "INSERT INTO temp.fresh_steps SELECT id FROM theirs.history AS o "
            "WHERE NOT EXISTS (SELECT 1 FROM main.history AS m WHERE m.id = o.id)"
        ).rowcount
        columns = self._columns("history")
        # The undo stack is of each copy's own steps.
        values = ", ".join("'foreign'" if each == '"state"' else each for each in columns)
        run(
            f"INSERT INTO main.history ({', '.join(columns)}) SELECT {values} "
            "FROM theirs.history WHERE id IN (SELECT id FROM temp.fresh_steps) ORDER BY id"
        )
        run(
            "INSERT INTO main.history_records SELECT record, history FROM theirs.history_records "
            "WHERE history IN (SELECT id FROM temp.fresh_steps)"
        )
        self._put_new_aside("history", "temp.fresh_steps")
        run(
            'INSERT INTO main.merged_rows (batch, "table", record, "row") '
            "SELECT ?, 'known', counter, json_array(counter, replica) FROM theirs.known AS o "
            "WHERE NOT EXISTS (SELECT 1 FROM main.known AS m "
            "WHERE m.counter = o.counter AND m.replica = o.replica)",
            (self._batch,),
        )
        run("INSERT OR IGNORE INTO main.known SELECT counter, replica FROM theirs.known")

    def _put_new_aside(self, table: str, records: str) -> None:
        """Note which rows were not there before, all in one: there may be half a million."""
        self._run(
            'INSERT INTO main.merged_rows (batch, "table", record, "row") '
            f"SELECT ?, ?, 0, json_group_array(id) FROM {records} HAVING count(*) > 0",
            (self._batch, table),
        )

    # Rows --------------------------------------------------------------------------------------

    def _columns(self, table: str) -> list[str]:
        return [f'"{row[1]}"' for row in self._run(f"PRAGMA main.table_info({table})")]

    def _put_aside(self, kind: Kind, records: str, values: tuple[Any, ...] = ()) -> None:
        """Keep what the records of a select are now, to be brought back by `take_back`."""
        columns = ", ".join(self._columns(kind.table))
        self._run(
            'INSERT INTO main.merged_rows (batch, "table", record, "row") '
            f"SELECT ?, ?, t.record, coalesce((SELECT json_array({columns}) "
            f"FROM main.{kind.table} WHERE id = t.record), '') FROM ({records}) AS t",
            (self._batch, kind.table, *values),
        )
        for part, of in kind.parts:
            columns = ", ".join(self._columns(part))
            self._run(
                'INSERT INTO main.merged_rows (batch, "table", record, "row") '
                f"SELECT ?, ?, {of}, json_array({columns}) FROM main.{part} "
                f"WHERE {of} IN (SELECT record FROM ({records}))",
                (self._batch, part, *values),
            )
        for table in ("tombstones", "conflicts"):
            columns = ", ".join(self._columns(table))
            self._run(
                'INSERT INTO main.merged_rows (batch, "table", record, "row") '
                f"SELECT ?, ?, record, json_array({columns}) FROM main.{table} "
                f"WHERE kind = ? AND record IN (SELECT record FROM ({records}))",
                (self._batch, table, kind.name, *values),
            )

    def _put_one_aside(self, kind: Kind, record: int) -> None:
        if (kind.name, record) not in self._logged:
            self._logged.add((kind.name, record))
            taken = self._run(
                "SELECT 1 FROM temp.take WHERE kind = ? AND record = ?", (kind.name, record)
            )
            if taken.fetchone() is None:
                self._put_aside(kind, "SELECT ? AS record", (record,))

    def _take_rows(self, kind: Kind) -> None:
        """Take the rows that need no weighing, all at once."""
        new = f"SELECT id FROM temp.new_{kind.table}"
        if self._run(f"{new} LIMIT 1").fetchone() is not None:
            self._put_new_aside(kind.table, f"temp.new_{kind.table}")
            self._note_titles(kind, new)
            self._copy_rows(kind, new)
        records = f"SELECT record FROM temp.take WHERE kind = '{kind.name}'"
        if self._run(f"{records} LIMIT 1").fetchone() is None:
            return
        self._put_aside(kind, records)
        self._note_titles(kind, records)
        self._drop_rows(kind, records)
        self._copy_rows(kind, records)

    def _copy_rows(self, kind: Kind, records: str, values: tuple[Any, ...] = ()) -> None:
        if kind.name == "document":
            self._note_unindexed("theirs", records, values)
        for table, of in ((kind.table, "id"), *kind.parts):
            columns = ", ".join(self._columns(table))
            self._run(
                f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM theirs.{table} "
                f"WHERE {of} IN ({records})",
                values,
            )

    def _drop_rows(self, kind: Kind, records: str, values: tuple[Any, ...] = ()) -> None:
        if kind.name == "document":
            self._forget_words(records, values)
        for table, of in (*kind.parts, (kind.table, "id")):
            self._run(f"DELETE FROM main.{table} WHERE {of} IN ({records})", values)

    def _note_titles(self, kind: Kind, records: str, values: tuple[Any, ...] = ()) -> None:
        """Remember which documents of both copies may be shown under another title now."""
        if kind.name not in ("zone", "document"):
            return
        column = "document" if kind.name == "zone" else "id"
        for schema in ("main", "theirs"):
            found = self._run(
                f"SELECT DISTINCT {column} FROM {schema}.{kind.table} WHERE id IN ({records}) "
                f"AND {column} NOT IN (SELECT id FROM temp.new_documents)",
                values,
            )
            self._retitled |= {number for (number,) in found}

    # Weighing ----------------------------------------------------------------------------------

    def _take_originals(self) -> None:
        """Take the files that new articles were taken from; they stay if the merge is undone."""
        self._run(
            "INSERT OR IGNORE INTO main.originals (sha256, name, packed) "
            "SELECT sha256, name, packed FROM theirs.originals WHERE sha256 IN (SELECT raw_sha256 "
            "FROM theirs.documents WHERE id IN (SELECT id FROM temp.new_documents))"
        )

    def _settle_odd(self, kind: Kind) -> None:
        records = [
            number
            for (number,) in self._run(
                "SELECT record FROM temp.odd WHERE kind = ? ORDER BY record", (kind.name,)
            )
        ]
        for first in range(0, len(records), _CHUNK):
            some = records[first : first + _CHUNK]
            here, there = self._heads("main", kind, some), self._heads("theirs", kind, some)
            known_here, known_there = (
                self._known(table, heads)
                for table, heads in (("seen_here", there), ("seen_there", here))
            )
            for record in some:
                self._settle(
                    kind,
                    record,
                    here.get(record, []),
                    there.get(record, []),
                    known_here,
                    known_there,
                )

    def _heads(self, schema: str, kind: Kind, records: Sequence[int]) -> dict[int, list[Head]]:
        """Return the versions that a file holds of some records, the one that stands first."""
        among = ", ".join(map(str, records))
        found: dict[int, list[Head]] = {}
        for record, *stamp in self._run(
            f"SELECT id, counter, replica FROM {schema}.{kind.table} WHERE id IN ({among})"
        ):
            found[record] = [Head((stamp[0], stamp[1]), alive=True)]
        for record, *stamp in self._run(
            f"SELECT record, counter, replica FROM {schema}.tombstones "
            f"WHERE kind = ? AND record IN ({among})",
            (kind.name,),
        ):
            found[record] = [Head((stamp[0], stamp[1]), alive=False)]
        for record, counter, replica, value in self._run(
            f"SELECT record, counter, replica, value FROM {schema}.conflicts "
            f"WHERE kind = ? AND record IN ({among}) ORDER BY counter, replica",
            (kind.name,),
        ):
            head = Head((counter, replica), alive=bool(value), value=value, overruled=True)
            found.setdefault(record, []).append(head)
        return found

    def _known(self, table: str, heads: dict[int, list[Head]]) -> set[Stamp]:
        stamps = {head.stamp for some in heads.values() for head in some}
        found = set()
        for counter, replica in stamps:
            known = self._run(
                f"SELECT 1 FROM temp.{table} WHERE counter = ? AND replica = ?", (counter, replica)
            )
            if known.fetchone() is not None:
                found.add((counter, replica))
        return found

    def _settle(
        self,
        kind: Kind,
        record: int,
        here: list[Head],
        there: list[Head],
        known_here: set[Stamp],
        known_there: set[Stamp],
    ) -> None:
        heads = resolve(here, there, known_here, known_there)
        if [each.stamp for each in heads] == [each.stamp for each in here]:
            return
        self._put_one_aside(kind, record)
        self._note_titles(kind, "?", (record,))
        values = {each.stamp: self._value(kind, record, each, here, there) for each in heads}
        winner, *others = heads
        self.report.standing[kind.name, record] = (winner.stamp, values[winner.stamp])
        if not here or here[0].stamp != winner.stamp:
            self._put_winner(kind, record, winner, values[winner.stamp])
        self._run("DELETE FROM main.conflicts WHERE kind = ? AND record = ?", (kind.name, record))
        for each in others:
            value = values[each.stamp]
            CONFLICTS.insert(
                self._project,
                Conflict(
                    conflict_id(kind.name, record, *each.stamp),
                    kind.name,
                    record,
                    _document_of(kind, record, values.values()),
                    *each.stamp,
                    value,
                    same=value == values[winner.stamp],
                ),
                (0, 0),
            )

    def _value(
        self, kind: Kind, record: int, head: Head, here: list[Head], there: list[Head]
    ) -> str:
        """Return a version as JSON, "" for a deletion."""
        if not head.alive:
            return ""
        for held, file in ((here, self._project), (there, self._theirs)):
            found = next((each for each in held if each.stamp == head.stamp), None)
            if found is None:
                continue
            if found.overruled:
                return found.value
            stored = CODECS[KINDS[kind.name]].read(file, record)
            assert stored is not None
            return history.dumps(record_to_plain(stored))
        raise AssertionError("a head is held by one of the files")

    def _put_winner(self, kind: Kind, record: int, winner: Head, value: str) -> None:
        """Let another version stand."""
        project, where = self._project, (record,)
        self._run("DELETE FROM main.tombstones WHERE kind = ? AND record = ?", (kind.name, record))
        if not winner.alive:
            self._drop_rows(kind, "?", where)
            # Which import it belonged to, should it come back.
            batch = self._run(
                "SELECT batch FROM theirs.tombstones WHERE kind = ? AND record = ?",
                (kind.name, record),
            ).fetchone()
            self._run(
                "INSERT INTO main.tombstones (kind, record, batch, counter, replica) "
                "VALUES (?, ?, ?, ?, ?)",
                (kind.name, record, batch[0] if batch else None, *winner.stamp),
            )
        elif not winner.overruled:
            self._drop_rows(kind, "?", where)
            self._copy_rows(kind, "?", where)
        else:
            codec = CODECS[KINDS[kind.name]]
            wanted = record_from_plain(kind.name, json.loads(value))
            if codec.read(project, record) is not None:
                codec.update(project, wanted, winner.stamp)
            else:
                self._need(wanted)
                codec.insert(project, wanted, winner.stamp)

    def _move_aliased(self) -> None:
        """Move what either copy has on a document that is another one to that other one.

        Not to a later version of it: its text is another one, and a person looks at what comes
        after the version did.
        """
        aliases = self._run(
            "SELECT a.document, a.same_as FROM main.document_aliases AS a "
            "JOIN main.documents AS gone ON gone.id = a.document "
            "JOIN main.documents AS kept ON kept.id = a.same_as "
            "WHERE gone.text_sha256 = kept.text_sha256"
        ).fetchall()
        for kind in TRAVELLING:
            if kind.name not in ("annotation", "relation", "comment", "decision", "zone",
                                 "assignment", "look"):  # fmt: skip
                continue
            for gone, kept in aliases:
                rows = self._run(
                    f"SELECT id FROM main.{kind.table} WHERE document = ? ORDER BY id", (gone,)
                ).fetchall()
                for (record,) in rows:
                    if not self._is_there_already(kind, record, kept):
                        self._put_one_aside(kind, record)
                        self._move(kind, record, kept)

    def _is_there_already(self, kind: Kind, record: int, kept: int) -> bool:
        """Tell whether a state or a zone would stand twice; it stays out of sight then."""
        same = {
            "assignment": "b.annotator = a.annotator",
            "zone": 'b.start = a.start AND b."end" = a."end" AND b.kind = a.kind',
        }.get(kind.name)
        if same is None:
            return False
        found = self._run(
            f"SELECT 1 FROM main.{kind.table} AS a JOIN main.{kind.table} AS b ON {same} "
            "AND b.document = ? WHERE a.id = ?",
            (kept, record),
        )
        return found.fetchone() is not None

    def _move(self, kind: Kind, record: int, kept: int) -> None:
        if kind.name == "zone":
            self._retitled.add(kept)
        for table, of in ((kind.table, "id"), *kind.parts):
            if table != "attributes":
                self._run(f"UPDATE main.{table} SET document = ? WHERE {of} = ?", (kept, record))

    # What is referred to lives -----------------------------------------------------------------

    def _revive(self) -> None:
        """Bring deleted records back that something refers to; let go of those no longer needed."""
        if self._run("SELECT 1 FROM main.tombstones LIMIT 1").fetchone() is None:
            return
        for name in ("comment", "annotation", "entry", "label", "layer", "role", "document",
                     "annotator"):  # fmt: skip
            kind = _BY_NAME[name]
            needed: set[int] = set()
            # A comment that comes back may answer another one that went.
            while more := self._referred(kind) - needed:
                for record in sorted(more):
                    self._bring_to_life(kind, record)
                needed |= more
            self._let_go(kind, needed)

    def _referred(self, kind: Kind) -> set[int]:
        """Return the deleted records of a kind that a row refers to."""
        found: set[int] = set()
        for table, column, named in _REFERENCES:
            if named == kind.name:
                found |= {
                    number
                    for (number,) in self._run(
                        "SELECT record FROM main.tombstones AS t WHERE kind = ? AND EXISTS "
                        f'(SELECT 1 FROM main.{table} WHERE "{column}" = t.record)',
                        (kind.name,),
                    )
                }
        for table, column, named in _NAMED:
            if named == kind.name:
                uids = self._run(f"SELECT DISTINCT {column} FROM main.{table}").fetchall()
                found |= {derived_id(named, uid) for (uid,) in uids} & self._dead(kind)
        return found

    def _dead(self, kind: Kind) -> set[int]:
        rows = self._run("SELECT record FROM main.tombstones WHERE kind = ?", (kind.name,))
        return {record for (record,) in rows}

    def _let_go(self, kind: Kind, needed: set[int]) -> None:
        """Take away what was kept alive by something that is no longer there."""
        rows = self._run(
            "SELECT t.record FROM main.tombstones AS t WHERE t.kind = ? AND EXISTS "
            f"(SELECT 1 FROM main.{kind.table} AS r WHERE r.id = t.record)",
            (kind.name,),
        ).fetchall()
        for (record,) in rows:
            if record not in needed:
                self._put_one_aside(kind, record)
                self._note_titles(kind, "?", (record,))
                self._drop_rows(kind, "?", (record,))

    def _bring_to_life(self, kind: Kind, record: int) -> None:
        """Write a deleted record as it was when it was deleted, with the stamp of its deletion."""
        run = self._run
        counter, replica = run(
            "SELECT counter, replica FROM main.tombstones WHERE kind = ? AND record = ?",
            (kind.name, record),
        ).fetchone()
        present = run(
            f"SELECT counter, replica FROM main.{kind.table} WHERE id = ?", (record,)
        ).fetchone()
        if present == (counter, replica):
            return
        self._put_one_aside(kind, record)
        self.report.revived[kind.name] = self.report.revived.get(kind.name, 0) + 1
        before = self._deleted(kind, record, (counter, replica))
        if before is not None:
            self._need(before)
            codec = CODECS[KINDS[kind.name]]
            if present is None:
                codec.insert(self._project, before, (counter, replica))
            else:
                codec.update(self._project, before, (counter, replica))
            return
        # It went with an import that was undone, whose history does not hold its rows.
        if present is None:
            self._copy_rows(kind, "?", (record,))
            if run(f"SELECT 1 FROM main.{kind.table} WHERE id = ?", (record,)).fetchone() is None:
                self._put_back(kind, record)
        run(
            f"UPDATE main.{kind.table} SET counter = ?, replica = ? WHERE id = ?",
            (counter, replica, record),
        )
        if kind.name == "document":
            self._retitled.add(record)

    def _deleted(self, kind: Kind, record: int, stamp: Stamp) -> Any | None:
        """Return a record as the step with a stamp deleted it, if that step tells."""
        for edit in history.edits_by(self._project.connection, stamp):
            if edit.after is None and edit.before is not None and edit.record.id == record:
                return edit.before if isinstance(edit.before, KINDS[kind.name]) else None
        return None

    def _need(self, record: Any) -> None:
        """Bring to life what a record refers to, before it is written."""
        table = CODECS[type(record)].table
        for of, column, kind in _REFERENCES:
            number = getattr(record, column, None) if of == table else None
            if column == "label" and of == table == "annotations":
                from annotator.domain.scheme import label_id

                number = label_id(record.layer, record.label)
            if not number:
                continue
            found = _BY_NAME[kind]
            present = self._run(f"SELECT 1 FROM main.{found.table} WHERE id = ?", (number,))
            dead = self._run(
                "SELECT 1 FROM main.tombstones WHERE kind = ? AND record = ?", (kind, number)
            )
            if present.fetchone() is None and dead.fetchone() is not None:
                self._bring_to_life(found, number)

    def _put_back(self, kind: Kind, record: int) -> None:
        """Write the rows of a record as they were when this merge began."""
        if kind.name == "document":
            self._run("INSERT OR IGNORE INTO temp.unindexed VALUES (?)", (record,))
        for table, _ in ((kind.table, "id"), *kind.parts):
            _bring_back_rows(
                self._project.connection,
                table,
                'batch = ? AND "table" = ? AND record = ?',
                (self._batch, table, record),
            )

    # The end -----------------------------------------------------------------------------------

    def _forget_words(self, records: str, values: tuple[Any, ...]) -> None:
        """Take documents that go, or are about to be written anew, out of the search index."""
        self._note_unindexed("main", records, values)
        self._run(
            "INSERT INTO main.documents_fts(documents_fts, rowid, shown_title, text) "
            f"SELECT 'delete', id, shown_title, text FROM main.documents WHERE id IN ({records})",
            values,
        )
        for made_from_text in ("tokens", "suggestions"):
            self._run(
                f"DELETE FROM main.{made_from_text} WHERE document IN ({records}) "
                "AND document NOT IN (SELECT id FROM theirs.documents)",
                values,
            )

    def _note_unindexed(self, schema: str, records: str, values: tuple[Any, ...]) -> None:
        self._run(
            "INSERT OR IGNORE INTO temp.unindexed "
            f"SELECT id FROM {schema}.documents WHERE id IN ({records})",
            values,
        )

    def _index_documents(self) -> None:
        """Bring the search index and the shown titles in line with the documents."""
        self._run(
            "INSERT INTO main.documents_fts(rowid, shown_title, text) SELECT id, shown_title, text "
            "FROM main.documents WHERE id IN (SELECT id FROM temp.unindexed) ORDER BY id"
        )
        for document in sorted(self._retitled):
            refresh_shown_title(self._project, document)

    def _count(self) -> None:
        report = self.report
        for kind in TRAVELLING:
            before = (
                'SELECT record, "row" FROM main.merged_rows '
                'WHERE batch = ? AND "table" = ? AND record <> 0'
            )
            now = ", ".join(f"r.{each}" for each in self._columns(kind.table))
            added, removed, changed = self._run(
                "SELECT coalesce(sum(b.\"row\" = '' AND r.id IS NOT NULL), 0), "
                "coalesce(sum(b.\"row\" <> '' AND r.id IS NULL), 0), coalesce(sum("
                f'b."row" <> \'\' AND r.id IS NOT NULL AND b."row" <> json_array({now})), 0) '
                f"FROM ({before}) AS b LEFT JOIN main.{kind.table} AS r ON r.id = b.record",
                (self._batch, kind.table),
            ).fetchone()
            added += self._run(f"SELECT count(*) FROM temp.new_{kind.table}").fetchone()[0]
            for number, into in (
                (added, report.added),
                (removed, report.removed),
                (changed, report.changed),
            ):
                if number:
                    into[kind.name] = number
        known = {
            number
            for (number,) in self._run(
                "SELECT json_extract(\"row\", '$[0]') FROM main.merged_rows "
                "WHERE batch = ? AND \"table\" = 'conflicts'",
                (self._batch,),
            )
        }
        about = (
            'SELECT record FROM main.merged_rows WHERE batch = ? AND "table" IN '
            f"({', '.join(repr(kind.table) for kind in TRAVELLING)})"
        )
        report.conflicts = [
            each
            for each in CONFLICTS.read_where(
                self._project, f"same = 0 AND record IN ({about})", (self._batch,)
            )
            if each.id not in known
        ]

    def _write_history(self) -> None:
        project, report = self._project, self.report
        stamp = project.next_stamp()
        values: dict[str, str | int] = {
            "file": self._name,
            "added": sum(report.added.values()),
            "changed": sum(report.changed.values()),
            "removed": sum(report.removed.values()),
            "conflicts": len(report.conflicts),
        }
        history.drop_undone(project.connection)
        history.append(
            project.connection,
            project.ids.next(),
            Step("merged", (), values),
            self._by,
            stamp,
            kind="merge",
            batch=self._batch,
        )


def _document_of(kind: Kind, record: int, values: Iterable[str]) -> int:
    if kind.name == "document":
        return record
    for value in values:
        if value:
            return int(json.loads(value).get("document", 0))
    return 0


def _bring_back_rows(
    run_on: sqlite3.Connection, table: str, where: str, values: tuple[Any, ...]
) -> None:
    names = [row[1] for row in run_on.execute(f"PRAGMA main.table_info({table})")]
    columns = ", ".join(f'"{name}"' for name in names)
    extracted = ", ".join(f"json_extract(\"row\", '$[{place}]')" for place in range(len(names)))
    run_on.execute(
        f"INSERT INTO main.{table} ({columns}) SELECT {extracted} FROM main.merged_rows "
        f"WHERE {where} AND record <> 0 AND \"row\" <> '' ORDER BY id",
        values,
    )


def take_back(project: ProjectFile, batch: int) -> None:
    """Undo a merge: everything it changed is as it was, with the stamps that it had."""
    run = project.connection.execute
    touched = (
        'SELECT record FROM merged_rows WHERE batch = ?1 AND "table" = ?2 AND record <> 0 '
        'UNION ALL SELECT each.value FROM merged_rows, json_each("row") AS each '
        'WHERE batch = ?1 AND "table" = ?2 AND record = 0'
    )
    document_rows = (batch, "documents")
    for made_from_text in ("tokens", "suggestions"):
        run(
            f"DELETE FROM {made_from_text} WHERE document IN ({touched}) AND document NOT IN "
            '(SELECT record FROM merged_rows WHERE batch = ?1 AND "table" = ?2 AND "row" <> \'\')',
            document_rows,
        )
    run(
        "INSERT INTO documents_fts(documents_fts, rowid, shown_title, text) "
        f"SELECT 'delete', id, shown_title, text FROM documents WHERE id IN ({touched})",
        document_rows,
    )
    retitled = _documents_of_zones(project, batch)
    for kind in reversed(TRAVELLING):
        about = (batch, kind.table)
        for table, of in (*kind.parts, (kind.table, "id")):
            run(f"DELETE FROM {table} WHERE {of} IN ({touched})", about)
        for table in ("tombstones", "conflicts"):
            run(
                f"DELETE FROM {table} WHERE kind = ?3 AND record IN ({touched})",
                (*about, kind.name),
            )
    steps = (batch, "history")
    run(f"DELETE FROM history_records WHERE history IN ({touched})", steps)
    run(f"DELETE FROM history WHERE id IN ({touched})", steps)
    run(
        "DELETE FROM known WHERE (counter, replica) IN (SELECT json_extract(\"row\", '$[0]'), "
        "json_extract(\"row\", '$[1]') FROM merged_rows WHERE batch = ? AND \"table\" = 'known')",
        (batch,),
    )
    for kind in TRAVELLING:
        for table in (kind.table, *(part for part, _ in kind.parts)):
            _bring_back_rows(project.connection, table, 'batch = ? AND "table" = ?', (batch, table))
    for table in ("tombstones", "conflicts"):
        _bring_back_rows(project.connection, table, 'batch = ? AND "table" = ?', (batch, table))
    run(
        "INSERT INTO documents_fts(rowid, shown_title, text) "
        f"SELECT id, shown_title, text FROM documents WHERE id IN ({touched}) ORDER BY id",
        document_rows,
    )
    for document in sorted(retitled | _documents_of_zones(project, batch)):
        refresh_shown_title(project, document)
    run("DELETE FROM merged_rows WHERE batch = ?", (batch,))


def _documents_of_zones(project: ProjectFile, batch: int) -> set[int]:
    found = project.connection.execute(
        "SELECT DISTINCT document FROM zones WHERE id IN "
        "(SELECT record FROM merged_rows WHERE batch = ?1 AND \"table\" = 'zones' AND record <> 0 "
        'UNION ALL SELECT each.value FROM merged_rows, json_each("row") AS each '
        "WHERE batch = ?1 AND \"table\" = 'zones' AND record = 0)",
        (batch,),
    )
    return {document for (document,) in found}
