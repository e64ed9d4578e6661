"""Steps: one user action as a list of changes that can be undone.

Owns the words in which every change to a project is said.  An edit names one record by its value
before and after; a step is what one press of a key did.  The store checks `before`, writes `after`,
and keeps the step; undo is the same step turned round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.domain.annotations import Annotation, Relation
from annotator.domain.documents import (
    Annotator,
    Assignment,
    Comment,
    Document,
    Entry,
    Suggestion,
    Zone,
)
from annotator.domain.guideline_versions import DefinitionVersion, Look
from annotator.domain.review import Conflict, Decision, DocumentAlias
from annotator.domain.scheme import Attribute, Label, Layer, Role

#: Everything that a step may add, change or take away; each kind has an integer `id`.
Record = (
    Annotation
    | Relation
    | Zone
    | Document
    | Assignment
    | Annotator
    | Entry
    | Comment
    | Suggestion
    | Layer
    | Label
    | Attribute
    | Role
    | Decision
    | DocumentAlias
    | Conflict
    | DefinitionVersion
    | Look
)


@dataclass(frozen=True, slots=True)
class Edit:
    """One record before and after; None before means added, None after means taken away."""

    before: Record | None
    after: Record | None

    def __post_init__(self) -> None:
        if self.before is None and self.after is None:
            raise ValueError("an edit changes something")
        if (
            self.before is not None
            and self.after is not None
            and (type(self.before) is not type(self.after) or self.before.id != self.after.id)
        ):
            raise ValueError("an edit is about one record")

    @property
    def record(self) -> Record:
        """Return the record as it is afterwards, or as it was if it goes."""
        record = self.after if self.after is not None else self.before
        assert record is not None
        return record

    @property
    def document(self) -> int | None:
        """Return the id of the document that the record is, or belongs to."""
        record = self.record
        if isinstance(record, Document):
            return record.id
        number = getattr(record, "document", None)
        return number if isinstance(number, int) else None

    def inverse(self) -> Edit:
        """Return the edit that takes this one back."""
        return Edit(self.after, self.before)


@dataclass(frozen=True, slots=True)
class Step:
    """One user action: one transaction, one undo, one history entry.

    `code` and `values` say what was done in a form that the window and the command line put into
    words; they never hold a sentence.
    """

    code: str
    edits: tuple[Edit, ...]
    values: Mapping[str, str | int] = field(default_factory=dict)
    document: int | None = None  # None: about several, or about none

    @property
    def documents(self) -> frozenset[int]:
        """Return the ids of all documents that the step is about."""
        found = {number for edit in self.edits if (number := edit.document) is not None}
        return frozenset(found if self.document is None else found | {self.document})

    def inverse(self) -> Step:
        """Return the step that takes this one back, in the opposite order."""
        return Step(
            self.code,
            tuple(edit.inverse() for edit in reversed(self.edits)),
            self.values,
            self.document,
        )


class StepConflict(Exception):
    """The store does not hold what an edit expects to change; nothing was written."""

    def __init__(self, edit: Edit, found: Record | None) -> None:
        super().__init__(
            f"{type(edit.record).__name__} {edit.record.id:016x} has changed meanwhile"
        )
        self.edit = edit
        self.found = found


def added(*records: Record) -> tuple[Edit, ...]:
    """Return the edits that add `records`."""
    return tuple(Edit(None, record) for record in records)


def removed(*records: Record) -> tuple[Edit, ...]:
    """Return the edits that take `records` away."""
    return tuple(Edit(record, None) for record in records)
