"""One open project file: its connection, its lock, its steps.

Owns opening and closing, applying edits in one transaction with their history, undo and redo.
Reading for lists and search is `queries`, bulk loads are `bulk`.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from annotator.domain.annotations import Annotation
from annotator.domain.article import Article
from annotator.domain.documents import Document, Original, Suggestion, SuggestionState
from annotator.domain.errors import AnnotatorError, Phrase
from annotator.domain.ids import IdSource
from annotator.domain.review import Conflict
from annotator.domain.scheme import Attribute, Label, Layer, Role, Scheme
from annotator.domain.steps import Edit, Record, Step, StepConflict, added, removed
from annotator.domain.tokens import Tokens
from annotator.storage import (
    backups,
    connection,
    guideline_versions,
    history,
    keys,
    migrations,
    originals,
    tables,
    tokens,
)
from annotator.storage.keys import Key
from annotator.storage.lock import ProjectLock
from annotator.storage.records import (
    ANNOTATIONS,
    ATTRIBUTES,
    CODECS,
    CONFLICTS,
    LABELS,
    LAYERS,
    RELATIONS,
    ROLES,
    SUGGESTIONS,
    ZONES,
    SimpleCodec,
    insert_new,
    write_edit,
)
from annotator.storage.serial import NAMES

if TYPE_CHECKING:
    from annotator.storage import merging

R = TypeVar("R", bound=Record)
_SCHEME_RECORDS = (Layer, Label, Attribute, Role)
#: Lamport counter of what was written with the project itself, before any step.
_BORN = 1
_REPORT_EVERY = 100  # edits of a large step
#: Annotations from which on several are written in one statement.
_MANY = 20
#: What the payload of a suggested quote or opinion has, and that of a label on words has not.
_FRAMES = frozenset(("content", "target"))


class Watcher(Protocol):
    """Who is told how far a large step is, and may stop it."""

    @property
    def cancelled(self) -> bool:
        """Tell whether it shall stop."""
        ...

    def progress(self, done: int, total: int) -> None:
        """Take a report (total 0 = unknown); may raise to stop."""
        ...


class ProjectFile:
    """A project file that is open; `close` it, or use it as a context manager."""

    def __init__(self, path: Path, *, read_only: bool, key: Key | None = None) -> None:
        self.path = path
        self.read_only = read_only
        self.key = key  # of an encrypted file
        self._by_cipher = False  # opened by the engine that can write encrypted files beside it
        self.ids = IdSource()
        self.notices: list[tuple[str, dict[str, Any]]] = []
        self._lock: ProjectLock | None = None
        self._text: tuple[int, str] | None = None
        self._labels: dict[int, tuple[str, str]] | None = None
        self._scheme: Scheme | None = None
        self._network = False
        self._aside = False
        self._opened = False  # fully: what is wrong with a file is found before anything is written
        self._backup: backups.DailyBackup | None = None

    @classmethod
    def create(cls, path: Path, scheme: Scheme, *, key: Key | None = None) -> ProjectFile:
        """Make a new project file with a scheme; with a key, an encrypted one.

        Raises AnnotatorError("project-exists") rather than overwrite anything, and
        ("encryption-missing") rather than write a plain file.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb"):
                pass
        except FileExistsError:
            raise AnnotatorError("project-exists", path=str(path)) from None
        except OSError as error:
            raise AnnotatorError("project-unreadable", path=str(path), why=str(error)) from error
        project = cls(path, read_only=False, key=key)
        try:
            project._take_lock()
            project._connect()
            project._fill(scheme)
            project._begin_writing()
        except BaseException:
            project.close()
            with suppress(OSError):
                path.unlink()
            raise
        return project

    @classmethod
    def open(
        cls, path: Path, *, read_only: bool = False, aside: bool = False, by_cipher: bool = False
    ) -> ProjectFile:
        """Open a project file; an older one is backed up and migrated first.

        No copies are made of a file that is `aside`: one of our own, for a short time.  One that is
        opened `by_cipher` can have an encrypted file written beside it (see `rekeying`).

        Raises AnnotatorError with one of the codes project-missing, -unreadable, -not-sqlite,
        -not-ours, -newer, -damaged, -foreign-schema, -locked, -read-only, -password-needed, or
        with encryption-missing; nothing is written then.
        """
        connection.refuse_other_files(path)
        project = cls(path, read_only=read_only, key=keys.of(path))
        project._aside = aside
        project._by_cipher = by_cipher
        try:
            if not read_only:
                project._take_lock()
                project.half.unlink(missing_ok=True)
            project._connect()
            if project.key is not None:
                connection.refuse_other_contents(project.db, path)
            migrations.migrate(project, backed_up=not aside)
            if not read_only:
                project._begin_writing()
                if not aside:
                    project._backup = backups.DailyBackup(project)
        except BaseException as error:
            project.close()
            if isinstance(error, sqlite3.Error):
                raise connection.explain(error, path) from error
            raise
        return project

    def sibling(self) -> ProjectFile:
        """Return a second connection to this open file, for a worker thread.

        It shares the lock of this one; whoever asks makes sure that only one of them writes.
        """
        other = ProjectFile(self.path, read_only=self.read_only, key=self.key)
        other._connect()
        if not self.read_only:
            connection.set_journal(other.db, network=self._network)
        return other

    def __enter__(self) -> ProjectFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file so that one file remains; safe to call twice."""
        self._close_connection()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _close_connection(self) -> None:
        if self._backup is not None:
            self._backup.wait()
        db = self.__dict__.pop("db", None)
        if db is not None:
            if self._opened:
                self._tidy(db.conn)
            db.conn.close()

    @property
    def half(self) -> Path:
        """Return where a file is made that is to take this one's place; nobody else's."""
        return self.path.with_name(f"{self.path.name}.half")

    def give_way_to(self, whole: Path) -> None:
        """Put another file in the place of this one, which is closed; the lock goes last.

        Raises AnnotatorError("project-busy") if somebody still reads this file, whose journal would
        be taken for that of the other; nothing is changed then.
        """
        self._close_connection()
        for left in ("-wal", "-journal"):
            if self.path.with_name(self.path.name + left).exists():
                raise AnnotatorError("project-busy", path=str(self.path))
        whole.replace(self.path)

    @staticmethod
    def _tidy(db: sqlite3.Connection) -> None:
        # A file that cannot be tidied (full disk, a reader in another window) is still sound: the
        # WAL stays beside it.
        for sql in (
            "PRAGMA busy_timeout = 0",
            "PRAGMA optimize",
            "PRAGMA wal_checkpoint(TRUNCATE)",
            # Without the WAL's mark a copy can be read from where nothing can be written.
            "PRAGMA journal_mode = DELETE",
        ):
            with suppress(sqlite3.Error, AnnotatorError):
                db.execute(sql)

    @property
    def connection(self) -> sqlite3.Connection:
        """Return the connection; it begins no transaction by itself."""
        return self.db.conn

    @property
    def is_backed_up(self) -> bool:
        """Tell whether copies are made of this file: not of one that is there for a short time."""
        return not self._aside

    @property
    def on_network(self) -> bool:
        """Tell whether the file lies on a network drive and has a rollback journal."""
        return self._network

    def _take_lock(self) -> None:
        lock = ProjectLock(self.path)
        try:
            lock.acquire()
        except OSError as error:
            raise AnnotatorError(
                "project-read-only", path=str(self.path), why=str(error)
            ) from error
        self._lock = lock
        if lock.taken_over:
            self.notices.append(("lock-taken-over", dict(lock.taken_over)))

    def _connect(self) -> None:
        try:
            self.db = connection.connect(
                self.path, read_only=self.read_only, key=self.key, by_cipher=self._by_cipher
            )
            connection.refuse_damage(self.db, self.path)
        except sqlite3.Error as error:
            raise connection.explain(error, self.path) from error

    def _begin_writing(self) -> None:
        self._network = connection.on_network_drive(self.path)
        connection.set_journal(self.db, network=self._network)
        if self._network:
            self.notices.append(("network-drive", {"path": str(self.path)}))
        with connection.transaction(self.connection, self.path):
            history.drop_kept_rows(self.connection)
        self._opened = True

    def _fill(self, scheme: Scheme) -> None:
        # Still with a rollback journal: the marks by which a project is known must stand in the
        # file itself and not in a WAL beside it, should this process die now.
        if self.key is None:  # the page of an encrypted file is that of its cipher
            self.connection.execute("PRAGMA page_size = 8192")
        with connection.transaction(self.connection, self.path):
            tables.create_tables(self.db)
            self.connection.execute(f"PRAGMA application_id = {tables.APPLICATION_ID}")
            self.connection.execute(f"PRAGMA user_version = {tables.SCHEMA_VERSION}")
            self._write_scheme(scheme)
            # The same in every copy: what a packet belongs to.
            self.set_setting("project", f"{self.ids.session:016x}")

    # Reading single records ------------------------------------------------------------------

    def read(self, kind: type[R], number: int) -> R | None:
        """Return the record of a kind with this id, or None."""
        return cast("R | None", CODECS[kind].read(self, number))

    def text(self, document: int) -> str:
        """Return the text of a document; the last one asked for is kept at hand."""
        if self._text is None or self._text[0] != document:
            row = self.connection.execute(
                "SELECT text FROM documents WHERE id = ?", (document,)
            ).fetchone()
            if row is None:
                raise AnnotatorError("document-missing", document=f"{document:016x}")
            self._text = (document, row[0])
        return self._text[1]

    def label_of(self, row: int) -> tuple[str, str]:
        """Return (layer, label) of a row of `labels`."""
        # A label may have come with the import that is running.
        if self._labels is None or row not in self._labels:
            self._labels = {
                number: (layer, uid)
                for number, layer, uid in self.connection.execute(
                    "SELECT id, layer, uid FROM labels"
                )
            }
        return self._labels[row]

    @property
    def scheme(self) -> Scheme:
        """Return the scheme as it stands."""
        if self._scheme is None:
            described = self.setting("scheme")

            layers = LAYERS.read_where(self, "TRUE", ())
            layers.sort(key=lambda each: (each.position, each.uid))
            place = {each.uid: at for at, each in enumerate(layers)}

            def everything(codec: SimpleCodec) -> tuple[Any, ...]:
                def order(each: Any) -> tuple[int, int, str]:
                    return (place.get(getattr(each, "layer", ""), -1), each.position, each.uid)

                return tuple(sorted(codec.read_where(self, "TRUE", ()), key=order))

            self._scheme = Scheme(
                **described,
                layers=tuple(layers),
                labels=everything(LABELS),
                attributes=everything(ATTRIBUTES),
                roles=everything(ROLES),
            )
        return self._scheme

    def _write_scheme(self, scheme: Scheme) -> None:
        self.set_setting(
            "scheme",
            {
                "uid": scheme.uid,
                "name": scheme.name,
                "version": scheme.version,
                "description": scheme.description,
                "source": scheme.source,
                "switches": dict(scheme.switches),
            },
        )
        stamp = (_BORN, self.ids.session)
        self._know(stamp)
        for record in (*scheme.layers, *scheme.labels, *scheme.attributes, *scheme.roles):
            CODECS[type(record)].insert(self, record, stamp)

    def setting(self, name: str, default: Any = None) -> Any:
        """Return a setting of the project (any JSON value)."""
        row = self.connection.execute(
            "SELECT value FROM settings WHERE name = ?", (name,)
        ).fetchone()
        return default if row is None else history.loads(row[0])

    def set_setting(self, name: str, value: Any) -> None:
        """Write a setting; settings are no steps and have no history."""
        try:
            self.connection.execute(
                "INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, history.dumps(value))
            )
        except sqlite3.Error as error:
            raise connection.explain(error, self.path) from error

    def article(self, document: int, annotators: set[int]) -> Article:
        """Return a document with what `annotators` said about it, its zones and suggestions."""
        found = self.read(Document, document)
        if found is None:
            raise AnnotatorError("document-missing", document=f"{document:016x}")
        marks = ", ".join(map(str, sorted(annotators))) or "NULL"
        whose = f"document = ? AND annotator IN ({marks})"
        return Article(
            found,
            self.text(document),
            ANNOTATIONS.read_where(self, whose, (document,)),
            RELATIONS.read_where(self, whose, (document,)),
            ZONES.read_where(self, "document = ?", (document,)),
            SUGGESTIONS.read_where(self, "document = ? AND state = 'proposed'", (document,)),
        )

    def find_document(self, *, uid: str = "", text_sha256: str = "") -> int | None:
        """Return the id of a document by its uid or by the hash of its text."""
        column, value = ("uid", uid) if uid else ("text_sha256", text_sha256)
        row = self.connection.execute(
            f"SELECT id FROM documents WHERE {column} = ? ORDER BY position LIMIT 1", (value,)
        ).fetchone()
        return None if row is None else int(row[0])

    def has_documents(self) -> bool:
        """Tell whether there is any document."""
        return self.connection.execute("SELECT 1 FROM documents LIMIT 1").fetchone() is not None

    def sqlite_version(self) -> str:
        """Return the version of SQLite in use."""
        return str(self.connection.execute("SELECT sqlite_version()").fetchone()[0])

    def original(self, document: int) -> Original | None:
        """Return the file that a document was taken from, if it is kept and whole."""
        return originals.read(self.connection, document)

    def tokens(self, document: int) -> Tokens | None:
        """Return the cached tokens of a document, or None."""
        return tokens.read(self.connection, document)

    def save_tokens(self, document: int, made: Tokens) -> None:
        """Keep the tokens of a document; a cache, so no history."""
        with connection.transaction(self.connection, self.path):
            tokens.write(self.connection, document, made)

    def entries_of(
        self, *, record: int | None, document: int | None, limit: int
    ) -> list[history.Entry]:
        """Return history entries of a record, of a document or of all, newest first."""
        if record is not None:
            return history.of_record(self.connection, record, limit)
        if document is not None:
            return history.of_document(self.connection, document, limit)
        return history.latest(self.connection, limit)

    def next_label(self, kind: str) -> tuple[str, dict[str, Any], int] | None:
        """Return (code, values, records changed) of the step that "undo" or "redo" is about."""
        return history.next_label(self.connection, kind)

    # Writing -------------------------------------------------------------------------------

    def next_stamp(self) -> tuple[int, int]:
        """Return the stamp of the step being written: a Lamport counter above every one before.

        Read anew inside each transaction, because a task writes on a connection of its own.
        """
        return (max(_BORN, history.last_counter(self.connection)) + 1, self.ids.session)

    def refuse_if_read_only(self) -> None:
        """Raise AnnotatorError("project-read-only") if nothing may be written."""
        if self.read_only:
            raise AnnotatorError(
                "project-read-only", path=str(self.path), why=Phrase("why-read-only")
            )

    def apply(self, step: Step, by: int | None, watcher: Watcher | None = None) -> Step:
        """Write a step and its history entry in one transaction; return it as it was written.

        What it changes settles the conflicts of a merge about that, as part of the step.  Raises
        StepConflict if a record is not what the step expects, SpanError for a span outside its
        text, and AnnotatorError for what the file refuses; nothing is written then.
        """
        self.refuse_if_read_only()
        with self._writing(step, watcher):
            step = guideline_versions.with_looks(self, self._settling(step))
            stamp = self.next_stamp()
            self._write(step.edits, stamp, watcher)
            history.drop_undone(self.connection)
            history.append(self.connection, self.ids.next(), step, by, stamp)
        return step

    def _settling(self, step: Step) -> Step:
        """Return a step with the end of every conflict about what it changes."""
        if self.connection.execute("SELECT 1 FROM conflicts LIMIT 1").fetchone() is None:
            return step
        named = {edit.record.id for edit in step.edits if isinstance(edit.record, Conflict)}
        settled = []
        for edit in step.edits:
            about = (NAMES[type(edit.record)], edit.record.id)
            for each in CONFLICTS.read_where(self, "kind = ? AND record = ?", about):
                if each.id not in named:
                    named.add(each.id)
                    settled.append(each)
        return replace(step, edits=(*step.edits, *removed(*settled))) if settled else step

    @contextmanager
    def _writing(self, step: Step, watcher: Watcher | None = None) -> Iterator[None]:
        """Run a block as one transaction; what was kept at hand is forgotten if it may be old."""
        stop = (lambda: watcher.cancelled) if watcher is not None else None
        try:
            with ExitStack() as stack:
                if stop is not None:
                    stack.enter_context(connection.interruptible(self.connection, stop))
                stack.enter_context(connection.transaction(self.connection, self.path))
                yield
        except BaseException:
            self.forget_caches()
            raise
        if any(isinstance(edit.record, _SCHEME_RECORDS) for edit in step.edits):
            self.forget_caches()

    def add_unrecorded(self, record: Record) -> None:
        """Write a record that belongs to making the project, so that undo never reaches it."""
        with connection.transaction(self.connection, self.path):
            self._know((_BORN, self.ids.session))
            write_edit(self, None, record, (_BORN, self.ids.session))

    def _know(self, stamp: tuple[int, int]) -> None:
        """Remember a stamp that no step of the history has."""
        self.connection.execute("INSERT OR IGNORE INTO known VALUES (?, ?)", stamp)

    def replace_suggestions(
        self, document: int, proposed: list[Suggestion], model: str, annotator: int
    ) -> tuple[Edit, ...]:
        """Put a model's proposals in the place of its open ones; return what changed."""
        return self.renew_suggestions(
            document, proposed, annotator, lambda each: each.model == model
        )

    def renew_suggestions(
        self,
        document: int,
        proposed: list[Suggestion],
        annotator: int,
        goes: Callable[[Suggestion], bool],
        made: Tokens | None = None,
        within: tuple[int, int] | None = None,
    ) -> tuple[Edit, ...]:
        """Put proposals in the place of the open ones that `goes` names; return what changed.

        What was accepted or rejected, or carries a label of the annotator, is not proposed again.
        Tokens `made` along with them are kept in the same transaction.  `within` says between which
        positions all of it starts; only what starts there is looked at.
        """
        if self.read_only:
            return ()
        first, last = within or (0, sys.maxsize)
        known = SUGGESTIONS.read_where(
            self, 'document = ? AND "start" >= ? AND "start" < ?', (document, first, last)
        )
        old = {
            each.id: each for each in known if each.state is SuggestionState.PROPOSED and goes(each)
        }
        staying = {each.id for each in known} - old.keys()
        settled = {
            (each.layer, each.label, each.start, each.end)
            for each in known
            # Two quotes may begin and end alike: of frames only the id tells what was settled.
            if each.state is not SuggestionState.PROPOSED and not _FRAMES & each.payload.keys()
        }
        labelled = set(
            self.connection.execute(
                'SELECT l.layer, s."start", s."end" FROM spans AS s JOIN labels AS l '
                "ON l.id = s.label WHERE s.document = ? AND s.annotator = ? "
                'AND s."start" >= ? AND s."start" < ?',
                (document, annotator, first, last),
            )
        )
        fresh = {
            each.id: each
            for each in proposed
            if each.id not in staying
            and (each.layer, each.label, each.start, each.end) not in settled
            and (each.layer, each.start, each.end) not in labelled
        }
        # What is proposed again stays as it is, so that steps about it can still be redone.
        edits = (
            *removed(*(each for number, each in old.items() if number not in fresh)),
            *(
                Edit(old[number], each)
                for number, each in fresh.items()
                if number in old and old[number] != each
            ),
            *added(*(each for number, each in fresh.items() if number not in old)),
        )
        with connection.transaction(self.connection, self.path):
            if made is not None:
                tokens.write(self.connection, document, made)
            for edit in edits:
                write_edit(self, edit.before, edit.after, (0, 0))
        return edits

    def turn(self, kind: str, by: int | None, watcher: Watcher | None = None) -> Step | None:
        """Take back this copy's last step ("undo"), or do the last undone one again ("redo").

        Return the step as it was written (for an undo: the inverse), None if there is none.
        """
        entry = history.next_turn(self.connection, kind)
        if entry is None:
            return None
        self.refuse_if_read_only()
        step = entry.step.inverse() if kind == "undo" else entry.step
        with self._writing(step, watcher):
            stamp = self.next_stamp()
            if entry.kind == "merge":
                from annotator.storage import merging

                merging.take_back(self, entry.batch or 0)
            elif entry.batch is not None:
                from annotator.storage import bulk

                move = bulk.take_back if kind == "undo" else bulk.bring_back
                move(self, entry.batch, stamp)
            self._write(step.edits, stamp, watcher)
            # A merge that was taken back is done again by merging again, perhaps a newer copy.
            undone = "dropped" if entry.kind == "merge" else "undone"
            history.set_state(self.connection, entry.id, undone if kind == "undo" else "done")
            history.append_turn(self.connection, self.ids.next(), kind, entry, by, stamp)
        if entry.batch is not None:
            self.forget_caches()
        return step

    def _write(
        self, edits: tuple[Edit, ...], stamp: tuple[int, int], watcher: Watcher | None
    ) -> None:
        done = 0
        while done < len(edits):
            if watcher is not None:
                watcher.progress(done, len(edits))
            some = edits[done : done + _REPORT_EVERY]
            if not self._write_new(some, stamp):
                for edit in some:
                    self._write_edit(edit, stamp)
            done += len(some)

    def _write_new(self, edits: tuple[Edit, ...], stamp: tuple[int, int]) -> bool:
        """Write edits that do nothing but add annotations, all at once; False if these do not."""
        new = [edit.after for edit in edits if edit.before is None]
        if len(edits) < _MANY or len(new) < len(edits):
            return False
        annotations = [each for each in new if isinstance(each, Annotation)]
        return len(annotations) == len(edits) and insert_new(self, annotations, stamp)

    def _write_edit(self, edit: Edit, stamp: tuple[int, int]) -> None:
        found = CODECS[type(edit.record)].read(self, edit.record.id)
        if found != edit.before and not isinstance(edit.record, Suggestion):
            raise StepConflict(edit, found)
        # Suggestions are a cache: a model may have renewed them between a step and its undo,
        # which must not keep the person's own work from being undone or redone.
        if found is not None or edit.after is not None:
            write_edit(self, found, edit.after, stamp)

    def take_in(
        self,
        theirs: ProjectFile,
        by: int | None,
        watcher: Watcher | None = None,
        *,
        dry_run: bool = False,
        name: str = "",
    ) -> merging.MergeReport:
        """Merge another copy, which is open read-only; see `merging.merge`."""
        from annotator.storage import merging

        return merging.merge(self, theirs, by, watcher, dry_run=dry_run, name=name)

    def stamp_of(self, kind: type[Record], number: int) -> tuple[int, int]:
        """Return the stamp of a record, or of its deletion; (0, 0) if it never was."""
        run = self.connection.execute
        found = (
            run(
                f"SELECT counter, replica FROM {CODECS[kind].table} WHERE id = ?", (number,)
            ).fetchone()
            or run(
                "SELECT counter, replica FROM tombstones WHERE kind = ? AND record = ?",
                (NAMES[kind], number),
            ).fetchone()
        )
        return found or (0, 0)

    def forget_caches(self) -> None:
        """Forget what was kept at hand, after a change that went another way."""
        self._text = self._labels = self._scheme = None
