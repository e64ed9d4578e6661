"""A project that is open: the one way to change it and the one place that tells of changes.

Owns steps (apply, undo, redo), who is annotating, and reading.  The window and the command line
talk to a `Session` and never to the storage below it.
"""

from __future__ import annotations

import json
import secrets
import sys
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from annotator.domain.annotations import Annotation
from annotator.domain.article import Article
from annotator.domain.bundles import Bundle
from annotator.domain.documents import (
    Annotator,
    Assignment,
    Comment,
    Document,
    Entry,
    Original,
    State,
    Suggestion,
    SuggestionState,
)
from annotator.domain.errors import AnnotatorError
from annotator.domain.guideline_versions import DefinitionVersion, Look
from annotator.domain.ids import IdSource, format_id
from annotator.domain.lists import DocumentQuery, DocumentRow, Mention, TextQuery
from annotator.domain.review import Conflict, Decision, annotator_id
from annotator.domain.scheme import Scheme, label_id
from annotator.domain.steps import Edit, Record, Step, added
from annotator.domain.tokens import Tokens
from annotator.services.suggestion_bands import UNSCORED, Band, least_score

__all__ = ["Change", "DocumentQuery", "DocumentRow", "HistoryEntry", "Session", "salvage"]

if TYPE_CHECKING:
    from annotator.services.tasks import Task
    from annotator.storage.bulk import Loader
    from annotator.storage.checks import Finding
    from annotator.storage.insights import InsightRows
    from annotator.storage.merging import MergeReport
    from annotator.storage.packets import PacketContents
    from annotator.storage.project import ProjectFile
    from annotator.storage.queries import ProjectCounts
    from annotator.storage.radar import LabelRow

#: Steps with more edits than this are written on a worker thread, with progress.
LARGE_STEP = 500
#: Age of the last copy above which an import makes one first; pasting article after article does
#: not copy the project each time.
_IMPORT_BACKUP = 60 * 60  # seconds

Kind = Literal["do", "undo", "redo", "import", "merge", "suggestions", "tokens"]


@dataclass(frozen=True, slots=True)
class Change:
    """What just happened to the project; subscribers get one for each step."""

    kind: Kind
    step: Step
    documents: frozenset[int]  # the documents it touched
    bulk: bool = False  # documents came or went: lists are read anew

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Return the edits as they were applied (for an undo: the inverse ones)."""
        return self.step.edits


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of the history as a person reads it."""

    id: int
    time: str  # ISO 8601, UTC
    annotator: str
    kind: str  # do, undo, redo, import, merge
    code: str
    values: Mapping[str, Any]
    edits: tuple[Edit, ...]


class Session:
    """An open project and the annotator who works in it."""

    def __init__(self, project: ProjectFile, annotator: Annotator) -> None:
        """Use `open` or `create`."""
        self._project = project
        self.annotator = annotator
        self._followers: list[Callable[[Change], None]] = []
        self._annotators: dict[int, Annotator] | None = None
        self._locked_for: str | None = None
        self._unwritten: dict[str, Any] = {}  # settings made while a task was writing

    @classmethod
    def create(cls, path: Path, scheme: Scheme, annotator: str, *, password: str = "") -> Session:
        """Make a new project file; with a password, an encrypted one.

        Raises AnnotatorError("project-exists") rather than overwrite anything, and
        ("encryption-missing") rather than write a plain file.
        """
        from annotator.storage import keys
        from annotator.storage.project import ProjectFile

        key = keys.new(password) if password else None
        return cls._begin(ProjectFile.create(path, scheme, key=key), annotator)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, annotator: str | None = None) -> Session:
        """Open a project file; see `storage.project.ProjectFile.open` for the errors."""
        from annotator.storage.project import ProjectFile

        return cls._begin(ProjectFile.open(path, read_only=read_only), annotator)

    @classmethod
    def _begin(cls, project: ProjectFile, name: str | None) -> Session:
        session = cls(project, Annotator(0, ""))
        try:
            session._find_annotator(name)
        except BaseException:
            session.close()
            raise
        return session

    def sibling(self) -> Session:
        """Return a session on the same open file with a connection of its own, for long work.

        Lock this one with `locked_for` meanwhile and call `refresh` afterwards.
        """
        return Session(self._project.sibling(), self.annotator)

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the project file; one file remains."""
        self._followers.clear()
        self._project.close()

    @property
    def path(self) -> Path:
        """Return where the project file lies."""
        return self._project.path

    @property
    def read_only(self) -> bool:
        """Tell whether nothing can be changed."""
        return self._project.read_only

    def refuse_if_read_only(self) -> None:
        """Raise AnnotatorError("project-read-only") if nothing may be written."""
        self._project.refuse_if_read_only()

    @property
    def on_network(self) -> bool:
        """Tell whether the file lies on a network drive, where who reads holds up who writes."""
        return self._project.on_network

    @property
    def encrypted(self) -> bool:
        """Tell whether the project file is under a password."""
        return self._project.key is not None

    def forget_other_passwords(self) -> None:
        """Forget the keys of all projects but this one."""
        from annotator.storage import keys

        keys.forget(self._project.key)

    @property
    def notices(self) -> list[tuple[str, dict[str, Any]]]:
        """Return what a person should know about how the file was opened, as codes."""
        return self._project.notices

    @property
    def ids(self) -> IdSource:
        """Return the source of new ids."""
        return self._project.ids

    @property
    def scheme(self) -> Scheme:
        """Return the scheme as it stands."""
        return self._project.scheme

    # Annotators ------------------------------------------------------------------------------

    @property
    def annotators(self) -> dict[int, Annotator]:
        """Return everybody who annotates here, by id."""
        if self._annotators is None:
            from annotator.storage.records import ANNOTATORS

            found = ANNOTATORS.read_where(self._project, "TRUE", ())
            self._annotators = {each.id: each for each in found}
        return self._annotators

    def annotator_named(self, name: str) -> Annotator | None:
        """Return the annotator with this name."""
        return next((each for each in self.annotators.values() if each.name == name), None)

    def known_annotator(self, name: str) -> Annotator:
        """Return the annotator with this name; raises AnnotatorError("annotator-unknown")."""
        found = self.annotator_named(name)
        if found is None:
            known = ", ".join(sorted(each.name for each in self.annotators.values()))
            raise AnnotatorError("annotator-unknown", name=name, known=known)
        return found

    def use_annotator(self, name: str) -> Annotator:
        """Make somebody the one who annotates; a new name is added to the project."""
        found = self.annotator_named(name)
        if found is None:
            found = Annotator(annotator_id(name), name)
            if self.annotators:
                step = Step("annotator-added", added(found), {"name": name})
                self.apply(step, by=self._by() or found.id)
            else:
                # The first one is part of making the project: undo must not reach that.
                self._project.add_unrecorded(found)
                self._annotators = None
        self.annotator = found
        self.set_setting("annotator", found.id)
        return found

    def _find_annotator(self, name: str | None) -> None:
        """Begin as the one asked for, else the last one, else the first person there is."""
        last = self.annotators.get(self.setting("annotator"))
        if name is not None and (last is None or last.name != name):
            if self.read_only:
                self.annotator = self.annotator_named(name) or Annotator(0, name)
            else:
                self.use_annotator(name)
            return
        people = (each for each in self.annotators.values() if each.kind == "person")
        self.annotator = last or next(people, Annotator(0, ""))

    def _meet_annotators(self) -> None:
        """Follow a change of who is there; whoever annotates may have been undone."""
        self._annotators = None
        if self.annotator.id and self.annotator.id not in self.annotators and not self.read_only:
            self._find_annotator(None)

    # Changing --------------------------------------------------------------------------------

    def subscribe(self, follower: Callable[[Change], None]) -> Callable[[], None]:
        """Have `follower` called after every change; return what ends that."""
        self._followers.append(follower)

        def leave() -> None:
            if follower in self._followers:
                self._followers.remove(follower)

        return leave

    def apply(self, step: Step, by: int | None = None, task: Task | None = None) -> Change:
        """Write a step durably, with its history, in one transaction, then tell subscribers.

        Raises StepConflict if a record is not what the step expects, SpanError for a span outside
        its text, AnnotatorError for what the file refuses (full disk, read-only, still in use);
        nothing is written then.  `task` hears how far a large step is and may stop it.
        """
        self._refuse_while_locked()
        written = self._project.apply(step, by if by is not None else self._by(), task)
        return self._tell("do", written)

    @staticmethod
    def is_large(step: Step) -> bool:
        """Tell whether a step belongs on a worker thread."""
        return len(step.edits) > LARGE_STEP

    def undo(self, task: Task | None = None) -> Change | None:
        """Take back the last step made in this copy; None if there is none."""
        return self._turn("undo", task)

    def redo(self, task: Task | None = None) -> Change | None:
        """Do the step that was taken back last again; None if there is none."""
        return self._turn("redo", task)

    def _turn(self, kind: Literal["undo", "redo"], task: Task | None) -> Change | None:
        self._refuse_while_locked()
        step = self._project.turn(kind, self._by(), task)
        return None if step is None else self._tell(kind, step)

    @property
    def undo_label(self) -> tuple[str, Mapping[str, Any]] | None:
        """Return (code, values) of the step that `undo` takes back."""
        found = self._project.next_label("undo")
        return None if found is None else found[:2]

    @property
    def redo_label(self) -> tuple[str, Mapping[str, Any]] | None:
        """Return (code, values) of the step that `redo` does again."""
        found = self._project.next_label("redo")
        return None if found is None else found[:2]

    def is_large_turn(self, kind: Literal["undo", "redo"]) -> bool:
        """Tell whether the next undo or redo belongs on a worker thread (`large_steps.turn`)."""
        found = self._project.next_label(kind)
        return found is not None and found[2] > LARGE_STEP

    @property
    def locked_for(self) -> str | None:
        """Code of the task during which nothing may be edited, or None."""
        return self._locked_for

    @locked_for.setter
    def locked_for(self, task: str | None) -> None:
        self._locked_for = task
        if task is None:
            self._write_settings()

    def _by(self) -> int | None:
        return self.annotator.id or None

    def _refuse_while_locked(self) -> None:
        if self.locked_for is not None:
            raise AnnotatorError("editing-locked", task=self.locked_for)

    def _tell(self, kind: Kind, step: Step, *, bulk: bool = False) -> Change:
        if any(isinstance(edit.record, Annotator) for edit in step.edits):
            self._meet_annotators()
        bulk = bulk or step.code in ("imported", "merged", "documents-joined", "revised")
        return self._tell_of(Change(kind, step, step.documents, bulk))

    def _tell_of(self, change: Change) -> Change:
        for follower in tuple(self._followers):
            follower(change)
        return change

    # Reading ---------------------------------------------------------------------------------

    def document_ids(
        self, query: DocumentQuery | None = None, limit: int | None = None
    ) -> array[int]:
        """Return the ids of the documents a query finds, in its order."""
        from annotator.storage import queries

        query = query or DocumentQuery()
        if query.annotator is None:
            query = replace(query, annotator=self.annotator.id)
        layer, _, uid = query.label.partition(".")
        label = label_id(layer, uid)
        return queries.document_ids(self._project.connection, query, label, limit)

    def document_rows(self, ids: Sequence[int], floor: Band = Band.LOW) -> list[DocumentRow]:
        """Return what a list shows of documents, in the order of `ids`.

        Suggestions are counted from the band `floor` on.
        """
        from annotator.storage import queries

        scores = None if floor is Band.LOW else (least_score(floor), UNSCORED)
        return queries.document_rows(self._project.connection, ids, self.annotator.id, scores)

    def open_suggestions_of(
        self, ids: Sequence[int], floor: Band = Band.LOW
    ) -> dict[int, tuple[int, float]]:
        """Return (how many, mean score) of the suggestions from a band on, by document."""
        from annotator.storage import queries

        scores = least_score(floor), UNSCORED
        return queries.open_suggestions_of(self._project.connection, ids, scores)

    def state_counts(self) -> dict[State, int]:
        """Return how many documents the annotator has in each state."""
        from annotator.storage import queries

        return queries.state_counts(self._project.connection, self.annotator.id)

    def candidates(self, query: TextQuery) -> array[int]:
        """Return the ids of all documents that may hold what a query looks for, in order."""
        from annotator.storage import queries

        return queries.candidates(self._project.connection, query)

    def texts_holding(
        self, ids: Sequence[int], query: TextQuery
    ) -> list[tuple[int, str, str, str]]:
        """Return (id, uid, title, text) of those of a few documents that may hold a query."""
        from annotator.storage import queries

        return queries.texts_holding(self._project.connection, ids, query)

    def zones_in(self, ids: Sequence[int]) -> list[tuple[int, int, int]]:
        """Return (document, start, end) of the zones of some documents."""
        from annotator.storage import queries

        return queries.zones_in(self._project.connection, ids)

    def labels_in(self, ids: Sequence[int]) -> list[tuple[int, int, int, str, str]]:
        """Return (document, start, end, layer, label) of the annotator's parts in documents."""
        from annotator.storage import queries

        return queries.labels_in(self._project.connection, ids, self.annotator.id)

    def open_suggestions(self, document: int) -> list[Suggestion]:
        """Return the suggestions of a document that wait for an answer."""
        return self._suggestions(document, SuggestionState.PROPOSED)

    def open_suggestions_in(self, ids: Sequence[int], layer: str) -> list[Suggestion]:
        """Return the suggestions of a layer in some documents that wait for an answer."""
        from annotator.storage.records import SUGGESTIONS

        documents = ", ".join(map(str, ids))
        where = f"document IN ({documents}) AND state = 'proposed' AND layer = ?"
        found: list[Suggestion] = SUGGESTIONS.read_where(self._project, where, (layer,))
        return found

    def attribute_use(self, layer: str, name: str) -> list[tuple[str, str, int]]:
        """Return (label, value as JSON, how often) of an attribute in a layer."""
        from annotator.storage import queries

        return queries.attribute_use(self._project.connection, layer, name)

    def role_use(self, role: str) -> list[tuple[str, str, int, int]]:
        """Return (layer.label at its start, at its end, how often, most from one) of a role."""
        from annotator.storage import queries

        return queries.role_use(self._project.connection, role)

    def counts(self) -> ProjectCounts:
        """Return the figures of the whole project."""
        from annotator.storage import queries

        return queries.project_counts(self._project.connection)

    def document(self, number: int) -> Document:
        """Return a document; raises AnnotatorError("document-missing")."""
        found = self._project.read(Document, number)
        if found is None:
            raise AnnotatorError("document-missing", document=f"{number:016x}")
        return found

    def text(self, document: int) -> str:
        """Return the text of a document."""
        return self._project.text(document)

    def article(self, document: int, annotators: Collection[int] | None = None) -> Article:
        """Return a document with its zones, open suggestions and annotations.

        Annotations are those of the current annotator, or of `annotators`.
        """
        whose = {self.annotator.id} if annotators is None else set(annotators)
        return self._project.article(document, whose)

    def find_document(self, uid: str) -> int | None:
        """Return the id of the document with this uid, if it is there."""
        found = self._project.find_document(uid=uid)
        return None if found is None else self.shown_document(found)

    def text_hash(self, document: int) -> str | None:
        """Return the SHA-256 of a document's text, shown or not; None if there is no such one."""
        from annotator.storage import queries

        return queries.text_hash(self._project.connection, document)

    def documents_by_url(self) -> dict[str, int]:
        """Return the shown documents that have an address, by it; of several the last one."""
        from annotator.storage import queries

        return queries.documents_by_url(self._project.connection)

    def earlier_versions(self) -> list[tuple[int, int, int]]:
        """Return (earlier version, shown later one, labels left on the earlier) in list order."""
        from annotator.storage import queries

        return queries.earlier_versions(self._project.connection)

    def find_text(self, text_sha256: str) -> int | None:
        """Return the id of a document with the same text, if there is one."""
        found = self._project.find_document(text_sha256=text_sha256)
        return None if found is None else self.shown_document(found)

    def ids_in_use(
        self, table: Literal["annotations", "relations", "zones"], ids: Iterable[int]
    ) -> set[int]:
        """Return those of `ids` that belong to a record of the project already."""
        from annotator.storage import queries

        return queries.ids_in_use(self._project.connection, table, list(ids))

    def assignment(self, document: int, annotator: int | None = None) -> Assignment | None:
        """Return what state a document is in for an annotator; None means new."""
        from annotator.storage.records import ASSIGNMENTS

        whose = annotator if annotator is not None else self.annotator.id
        found = ASSIGNMENTS.read_where(
            self._project, "document = ? AND annotator = ?", (document, whose)
        )
        return found[0] if found else None

    def assignments(self, document: int) -> list[Assignment]:
        """Return everybody's states of a document."""
        from annotator.storage.records import ASSIGNMENTS

        found: list[Assignment] = ASSIGNMENTS.read_where(self._project, "document = ?", (document,))
        return found

    def decisions(self, document: int) -> list[Decision]:
        """Return what was decided about a document, by id."""
        from annotator.storage.records import DECISIONS

        found: list[Decision] = DECISIONS.read_where(self._project, "document = ?", (document,))
        return found

    def readers(self, annotators: Sequence[int]) -> list[tuple[int, int]]:
        """Return (document, annotator): who of some labelled a document or is done with it."""
        from annotator.storage import figures

        return figures.readers(self._project.connection, annotators)

    def parts(
        self, labels: Sequence[int], annotators: Sequence[int], *, with_accepted: bool
    ) -> Any:
        """Return the parts that annotators gave labels, as an array of `figures.PARTS`."""
        from annotator.storage import figures

        return figures.parts(
            self._project.connection, labels, annotators, with_accepted=with_accepted
        )

    def whole_annotations(
        self, labels: Sequence[int], annotators: Sequence[int], *, with_accepted: bool
    ) -> Any:
        """Return the annotations that annotators gave labels, as an array of `figures.WHOLE`."""
        from annotator.storage import figures

        return figures.whole(
            self._project.connection, labels, annotators, with_accepted=with_accepted
        )

    def attribute_values(self, labels: Sequence[int], name: str) -> dict[int, str]:
        """Return the value of an attribute, as JSON, by annotation, for those with some labels."""
        from annotator.storage import figures

        return figures.attribute_values(self._project.connection, labels, name)

    def filler_ranges(self, role: str, surer: str) -> Any:
        """Return what fills one of two roles of frames, as an array of `figures.FILLERS`."""
        from annotator.storage import figures

        return figures.fillers(self._project.connection, role, surer)

    def labels_with_words(
        self, documents: Sequence[int], annotators: Collection[int]
    ) -> list[LabelRow]:
        """Return the parts that annotators labelled in documents, by annotation, in text order."""
        from annotator.storage import radar

        return radar.labels_with_words(self._project.connection, documents, annotators)

    def states_in(
        self, documents: Sequence[int], annotators: Collection[int]
    ) -> list[tuple[int, int, str]]:
        """Return (document, annotator, state) of what documents are to annotators, but new ones."""
        from annotator.storage import radar

        return radar.states_in(self._project.connection, documents, annotators)

    def shown_texts(self, documents: Sequence[int]) -> list[tuple[int, str, str]]:
        """Return (document, title, text) of those documents that are there and in sight."""
        from annotator.storage import radar

        return radar.shown_texts(self._project.connection, documents)

    def insight_rows(self) -> InsightRows:
        """Return what reads the labels of the whole project as arrays of numbers."""
        from annotator.storage.insights import InsightRows

        return InsightRows(self._project.connection, self.path)

    def decided_documents(self) -> set[int]:
        """Return the documents about which something was decided."""
        from annotator.storage import queries

        return queries.decided_documents(self._project.connection)

    def comments(self, document: int) -> list[Comment]:
        """Return the comments on a document and its annotations, oldest first."""
        from annotator.storage.records import COMMENTS

        return COMMENTS.read_where(self._project, "document = ?", (document,))

    def comments_on(self, annotation: int) -> list[Comment]:
        """Return the comments on one annotation, oldest first."""
        from annotator.storage.records import COMMENTS

        return COMMENTS.read_where(self._project, "annotation = ?", (annotation,))

    def entries(self) -> dict[int, Entry]:
        """Return every entry, by id."""
        from annotator.storage.records import ENTRIES

        return {each.id: each for each in ENTRIES.read_where(self._project, "TRUE", ())}

    def entry(self, number: int) -> Entry | None:
        """Return an entry, or None."""
        return self._project.read(Entry, number)

    def annotations_of_entry(
        self, entry: int, *, with_attributes: bool = False
    ) -> list[Annotation]:
        """Return everybody's annotations that are linked to an entry, by id.

        With attributes, also those of which some attribute names it, which has no index.
        """
        from annotator.storage.records import ANNOTATIONS

        where, values = "entry = ?", (entry,)
        if with_attributes:
            where += " OR id IN (SELECT annotation FROM attributes WHERE value = ?)"
            values = (*values, f'"{format_id(entry)}"')  # type: ignore[assignment]
        return list(ANNOTATIONS.read_where(self._project, where, values))

    def annotations_with_label(self, label: int) -> list[Annotation]:
        """Return everybody's annotations that have a label, given by its row id."""
        from annotator.storage.records import ANNOTATIONS

        return list(ANNOTATIONS.read_where(self._project, "label = ?", (label,)))

    def annotations_with_attribute(self, layer: str, name: str, value: str) -> list[Annotation]:
        """Return everybody's annotations of a layer of which an attribute has a value."""
        from annotator.storage.records import ANNOTATIONS

        where = (
            "label IN (SELECT id FROM labels WHERE layer = ?) AND "
            "id IN (SELECT annotation FROM attributes WHERE name = ? AND value = ?)"
        )
        stored = json.dumps(value, ensure_ascii=False)
        return list(ANNOTATIONS.read_where(self._project, where, (layer, name, stored)))

    def suggestions_with_label(self, layer: str, label: str) -> list[Suggestion]:
        """Return the suggestions of a label that wait for an answer, in all documents."""
        from annotator.storage.records import SUGGESTIONS

        where, values = "layer = ? AND label = ? AND state = 'proposed'", (layer, label)
        found: list[Suggestion] = SUGGESTIONS.read_where(self._project, where, values)
        return found

    def label_use(self, labels: Sequence[int]) -> tuple[int, int, int]:
        """Return (annotations, annotators, documents) of labels, given by their row ids."""
        from annotator.storage import queries

        return queries.label_use(self._project.connection, labels)

    def surfaces(self, label: int, most: int) -> list[tuple[str, int]]:
        """Return the words of the parts that have a label, each with how often, at most so many."""
        from annotator.storage import queries

        return queries.surfaces(self._project.connection, label, most)

    def named(self, labels: Sequence[int]) -> list[tuple[str, int | None, int]]:
        """Return (words, entry, how often) of all parts with some labels, given by row ids."""
        from annotator.storage import queries

        return queries.named(self._project.connection, labels)

    def mentions(self, entry: int, most: int) -> list[Mention]:
        """Return the mentions of an entry in the order of the project, at most so many."""
        from annotator.storage import queries

        return queries.mentions(self._project.connection, entry, most)

    def entry_use(self) -> dict[int, tuple[int, int]]:
        """Return (mentions, documents) of every entry that has any, by id."""
        from annotator.storage import queries

        return queries.entry_use(self._project.connection)

    def history(
        self, *, record: int | None = None, document: int | None = None, limit: int = 100
    ) -> list[HistoryEntry]:
        """Return what was done to a record, to a document or at all, newest first."""
        names = self.annotators
        return [
            HistoryEntry(
                entry.id,
                entry.time,
                names[entry.annotator].name if entry.annotator in names else "",
                entry.kind,
                entry.step.code,
                entry.step.values,
                entry.step.edits,
            )
            for entry in self._project.entries_of(record=record, document=document, limit=limit)
        ]

    def effects(self, entry: int) -> tuple[Edit, ...]:
        """Return what an entry of the history did: of an undo, the inverse of what was done."""
        from annotator.storage import history

        return history.effects(self._project.connection, entry)

    def record(self, kind: type[Any], number: int) -> Any:
        """Return a record of a kind, or None."""
        return self._project.read(kind, number)

    def setting(self, name: str, default: Any = None) -> Any:
        """Return a setting of the project (any JSON value)."""
        if name in self._unwritten:
            return self._unwritten[name]
        return self._project.setting(name, default)

    def set_setting(self, name: str, value: Any) -> None:
        """Keep a setting in the project; settings are no steps. Read-only projects keep nothing.

        While a task writes, a setting waits for its end: the window must not wait for the task.
        """
        if not self.read_only:
            self._unwritten[name] = value
            if self._locked_for is None:
                self._write_settings()

    def _write_settings(self) -> None:
        while self._unwritten:
            name, value = next(iter(self._unwritten.items()))
            self._project.set_setting(name, value)
            del self._unwritten[name]

    @property
    def project_id(self) -> str:
        """Return the id that every copy of this project has; one is made if there is none yet."""
        found = self.setting("project")
        if not found:
            found = secrets.token_hex(16)
            self.set_setting("project", found)
        return str(found)

    def write_packet(
        self, out: Path, contents: PacketContents, settings: dict[str, Any], task: Task | None
    ) -> None:
        """Write a part of the project as a file of its own (`services.packets`)."""
        from annotator.storage import packets

        packets.write(self._project, out, contents, settings, task)

    def empty_copy(self, out: Path, scheme: Scheme, annotator: str) -> Session:
        """Make a project file that is protected as this one is.

        Raises AnnotatorError("project-exists") rather than overwrite anything.
        """
        from annotator.storage.project import ProjectFile

        made = ProjectFile.create(out, scheme, key=self._project.key)
        return self._begin(made, annotator)

    def same_texts(self) -> list[tuple[int, int, int]]:
        """Return (document, one of the same text after it, labels on that) for every such pair."""
        from annotator.storage import queries

        return queries.same_texts(self._project.connection)

    def shown_document(self, document: int) -> int:
        """Return the document that a document is, if it is another one under a second id."""
        from annotator.storage import queries

        return queries.shown_document(self._project.connection, document)

    def taken_documents(self, but: int) -> set[int]:
        """Return the documents that somebody else labelled or was given."""
        from annotator.storage import queries

        return queries.taken_documents(self._project.connection, but)

    # Other copies --------------------------------------------------------------------------------

    def take_in(
        self, theirs: ProjectFile, task: Task | None = None, *, dry_run: bool = False, name: str
    ) -> MergeReport:
        """Merge another copy, which is open read-only, and tell subscribers."""
        self._refuse_while_locked()
        report = self._project.take_in(theirs, self._by(), task, dry_run=dry_run, name=name)
        if not dry_run and not report.empty:
            self._meet_annotators()
            self._tell("merge", Step("merged", ()), bulk=True)
        return report

    def conflicts(self) -> list[Conflict]:
        """Return the versions that merges overruled and nobody has decided about."""
        from annotator.storage.records import CONFLICTS

        found: list[Conflict] = CONFLICTS.read_where(self._project, "TRUE", ())
        return found

    def stamped(self, kind: str, number: int) -> tuple[Record | None, tuple[int, int]]:
        """Return a record by the word for its kind, None if it is not there, and its stamp."""
        from annotator.storage.serial import KINDS

        found = self._project.read(KINDS[kind], number)
        return found, self._project.stamp_of(KINDS[kind], number)

    def record_of(self, kind: str, value: str) -> Record | None:
        """Return the record that a version holds, None for a deletion."""
        from annotator.storage.serial import record_from_plain

        return record_from_plain(kind, json.loads(value)) if value else None

    def made_by(self, stamp: tuple[int, int]) -> tuple[str, str]:
        """Return (annotator, time) of what was done with a stamp, "" where nothing tells."""
        from annotator.storage import history

        number, time = history.made_by(self._project.connection, stamp)
        known = self.annotators.get(number or 0)
        return (known.name if known is not None else "", time)

    def uid_of(self, document: int) -> str:
        """Return the uid of a document, "" if it is not there."""
        found = self._project.read(Document, document)
        return found.uid if found is not None else ""

    def links(self, role: str) -> list[tuple[int, int]]:
        """Return (source, target) of every relation of a role, by source."""
        from annotator.storage import queries

        return queries.links(self._project.connection, role)

    def original(self, document: int) -> Original | None:
        """Return the file that a document was taken from, as it came, if it is kept."""
        return self._project.original(document)

    # Versions of definitions ---------------------------------------------------------------------

    def definition_versions(self) -> list[DefinitionVersion]:
        """Return every version of every label but the first ones, the oldest first."""
        from annotator.storage import guideline_versions

        return guideline_versions.versions(self._project.connection)

    def definition_changes(self) -> int:
        """Return how many steps gave labels another definition."""
        from annotator.storage import guideline_versions

        return guideline_versions.number_of_changes(self._project.connection)

    def looks(self, annotation: int) -> list[Look]:
        """Return under which versions somebody had an annotation in hand."""
        from annotator.storage.records import LOOKS

        found: list[Look] = LOOKS.read_where(self._project, "annotation = ?", (annotation,))
        return found

    def older_by_annotator(self, version: DefinitionVersion) -> dict[int, int]:
        """Return how many annotations nobody looked at under a version, by annotator."""
        from annotator.storage import guideline_versions

        return guideline_versions.older_by_annotator(
            self._project.connection, version.label, version.id
        )

    def older(
        self, version: DefinitionVersion, annotator: int, most: int
    ) -> list[tuple[int, int, int, int]]:
        """Return (place of the document, start, document, annotation) of those, as one reads."""
        from annotator.storage import guideline_versions

        return guideline_versions.older(
            self._project.connection, version.label, version.id, annotator, most
        )

    def looked_at_only_under(
        self, version: DefinitionVersion, earlier: DefinitionVersion
    ) -> list[tuple[int, int]]:
        """Return (document, annotation) of looks at a version that have none at an earlier one."""
        from annotator.storage import guideline_versions

        return guideline_versions.looked_at_only_under(
            self._project.connection, version.id, earlier.id
        )

    def finished(self) -> dict[int, str]:
        """Return when the annotator last worked on each article that she has finished.

        ISO 8601, UTC; "" where no step of hers tells.
        """
        from annotator.storage import self_checks

        return self_checks.finished(self._project.connection, self.annotator.id)

    def annotation(self, number: int) -> Annotation | None:
        """Return an annotation by its id, None if it is gone."""
        return self._project.read(Annotation, number)

    # What the worker brings --------------------------------------------------------------------

    def tokens(self, document: int) -> Tokens | None:
        """Return the cached tokens of a document, or None."""
        return self._project.tokens(document)

    def save_tokens(self, document: int, tokens: Tokens) -> None:
        """Keep tokens made by the worker and tell subscribers; they are a cache, not a step."""
        if not self.read_only:
            self._project.save_tokens(document, tokens)
        self._tell("tokens", Step("tokens", (), document=document))

    def save_suggestions(self, document: int, suggestions: list[Suggestion], model: str) -> Change:
        """Take a model's proposals for a document in the place of its open ones.

        A range and label that was rejected or accepted before, or that the current annotator has
        labelled, is left out. Not a step: nothing a person did is changed.
        """
        edits = self._project.replace_suggestions(document, suggestions, model, self.annotator.id)
        return self._tell("suggestions", Step("suggestions", edits, document=document))

    def save_analysis(
        self,
        document: int,
        tokens: Tokens,
        suggestions: list[Suggestion],
        goes: Callable[[Suggestion], bool],
    ) -> Change:
        """Take tokens, and suggestions in the place of the open ones that `goes` names, at once.

        As with `save_suggestions`, what was settled or labelled is left out.
        """
        edits = self._project.renew_suggestions(
            document, suggestions, self.annotator.id, goes, tokens
        )
        self._tell("tokens", Step("tokens", (), document=document))
        return self._tell("suggestions", Step("suggestions", edits, document=document))

    def renew_suggestions(
        self,
        document: int,
        suggestions: list[Suggestion],
        goes: Callable[[Suggestion], bool],
        within: tuple[int, int],
    ) -> Change:
        """Take suggestions that start between two positions in the place of those there.

        See `save_analysis`; this is for an article that is taken a piece at a time.
        """
        edits = self._project.renew_suggestions(
            document, suggestions, self.annotator.id, goes, within=within
        )
        return self._tell("suggestions", Step("suggestions", edits, document=document))

    def settled_suggestions(
        self, document: int, within: tuple[int, int] | None = None
    ) -> list[Suggestion]:
        """Return the suggestions of a document that somebody accepted or rejected.

        `within`: only those that touch what lies between two positions.
        """
        from annotator.storage.records import SUGGESTIONS

        first, last = within or (0, sys.maxsize)
        where = 'document = ? AND state <> \'proposed\' AND "end" > ? AND "start" < ?'
        found: list[Suggestion] = SUGGESTIONS.read_where(
            self._project, where, (document, first, last)
        )
        return found

    def entry_labels(self) -> dict[int, str]:
        """Return the label that most mentions of an entry have, as `layer.label`, by entry."""
        from annotator.storage import queries

        return queries.entry_labels(self._project.connection)

    def accepted_suggestions(self, document: int) -> list[Suggestion]:
        """Return the suggestions of a document that somebody accepted."""
        return self._suggestions(document, SuggestionState.ACCEPTED)

    def rejected(self, document: int) -> list[Suggestion]:
        """Return the suggestions of a document that somebody rejected."""
        return self._suggestions(document, SuggestionState.REJECTED)

    def _suggestions(self, document: int, state: SuggestionState) -> list[Suggestion]:
        from annotator.storage.records import SUGGESTIONS

        return SUGGESTIONS.read_where(
            self._project, "document = ? AND state = ?", (document, state.value)
        )

    # Many at once ------------------------------------------------------------------------------

    @contextmanager
    def loading(self, step: Step) -> Iterator[Loader]:
        """Load bundles as one step; nothing is stored if the block raises.

        Meant for a worker thread: give it a session of its own, or lock this one for the time.
        """
        from annotator.storage import backups, bulk

        if self._project.has_documents():
            backups.back_up_if_older(self._project, _IMPORT_BACKUP)
        with bulk.loading(self._project, self._by(), step) as loader:
            yield loader
        self._annotators = None
        self._tell("import", Step(step.code, loader.edits, step.values), bulk=True)

    def bundles(
        self,
        ids: Iterable[int] | None = None,
        annotators: Collection[int] | None = None,
        *,
        suggestions: bool = False,
    ) -> Iterator[Bundle]:
        """Yield documents with everything about them; memory stays flat."""
        from annotator.storage import bulk

        whole = self.document_ids() if ids is None else ids
        return bulk.bundles(self._project, whole, annotators, suggestions=suggestions)

    def check(self, progress: Callable[[int, int], None] | None = None) -> list[Finding]:
        """Return everything that is wrong with the file; an empty list means sound."""
        from annotator.storage import checks

        return checks.check(self._project, progress)

    def sqlite_version(self) -> str:
        """Return the version of SQLite in use."""
        return self._project.sqlite_version()

    def back_up(self) -> Path:
        """Copy the project now; return where the copy lies."""
        from annotator.storage import backups

        return backups.back_up(self._project)

    def refresh(self, change: Change | None = None) -> None:
        """Forget what was kept at hand after a sibling wrote, and tell subscribers.

        They hear of `change`, what the sibling did; without it, that anything may be different.
        """
        self._project.forget_caches()
        self._meet_annotators()
        if change is None:
            change = Change("import", Step("imported", ()), frozenset(), bulk=True)
        self._tell_of(change)


def salvage(source: Path, target: Path) -> int:
    """Copy what can be read of a refused project file into a new one; return the rows copied."""
    from annotator.storage import checks

    return checks.salvage(source, target)
