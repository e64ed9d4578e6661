"""What became of an annotation or a document, and going back to how it once was.

Owns the step that restores a state.  Going back is a step like any other: nothing of the history is
lost by it, and it is undone like everything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from annotator.domain.annotations import Annotation, Relation
from annotator.domain.documents import Assignment, Comment, Zone
from annotator.domain.errors import AnnotatorError
from annotator.domain.review import Decision
from annotator.domain.steps import Edit, Record, Step
from annotator.services.session import HistoryEntry, Session

#: What belongs to a document and comes back with an earlier state of it.
_OF_DOCUMENT = (Annotation, Relation, Zone, Assignment, Comment, Decision)
_MOST = 2_000
#: The order in which records come, so that what is named is there; they go the other way.
_ORDER: tuple[type[Any], ...] = (Annotation, Relation, Zone, Assignment, Comment, Decision)


@dataclass(frozen=True, slots=True)
class Past:
    """One change of an annotation or a document."""

    entry: HistoryEntry
    edits: tuple[Edit, ...]  # as they were done: of an undo, the inverse ones
    opaque: bool  # an import or a merge: its rows are not told one by one


def past_of(
    session: Session, *, record: int | None = None, document: int | None = None
) -> list[Past]:
    """Return what was done to a record, or to a document, the newest first."""
    found = []
    for entry in session.history(record=record, document=document, limit=_MOST):
        edits = session.effects(entry.id)
        opaque = entry.kind in ("import", "merge") or entry.code in ("imported", "merged")
        if record is not None:
            edits = tuple(each for each in edits if each.record.id == record)
            if not edits and not opaque:
                continue
        found.append(Past(entry, edits, opaque))
    return found


def restore_record(session: Session, past: Past) -> Step:
    """Return the step by which a record is again what it was after one of its changes.

    Raises AnnotatorError("restore-nothing") if it is so already, or if the change does not tell.
    """
    if not past.edits:
        raise AnnotatorError("restore-nothing")
    edit = past.edits[-1]
    now = session.record(type(edit.record), edit.record.id)
    wanted = edit.after
    if now == wanted:
        raise AnnotatorError("restore-nothing")
    document = edit.document
    if wanted is None and isinstance(now, Annotation):
        from annotator.services.annotating import Scribe

        article = session.article(now.document, {now.annotator})
        scribe = Scribe(article, session.scheme, session.ids, now.annotator, session.comments_on)
        return Step("restored", scribe.delete(now).edits, {}, document)
    return Step("restored", (Edit(now, wanted),), {}, document)


def restore_document(session: Session, document: int, pasts: Sequence[Past], at: int) -> Step:
    """Return the step by which a document is again as it was after the change at a place.

    `pasts` are those of the document, the newest first.  Raises AnnotatorError("restore-across")
    if an import or a merge lies between, whose rows the history does not hold, and
    ("restore-nothing") if nothing has changed since.  What an import brought that was undone since
    does not come back.
    """
    wanted: dict[tuple[type, int], Record | None] = {}
    for past in pasts[:at]:
        if past.opaque:
            raise AnnotatorError("restore-across")
        for edit in reversed(past.edits):
            if isinstance(edit.record, _OF_DOCUMENT) and edit.document == document:
                wanted[type(edit.record), edit.record.id] = edit.before
    edits = []
    for (kind, number), value in wanted.items():
        now = session.record(kind, number)
        if now != value:
            edits.append(Edit(now, value))
    if not edits:
        raise AnnotatorError("restore-nothing")
    come = [each for each in edits if each.after is not None]
    go = [each for each in edits if each.after is None]
    come.sort(key=lambda each: _ORDER.index(type(each.record)))
    go.sort(key=lambda each: -_ORDER.index(type(each.record)))
    return Step("restored", (*come, *go), {}, document)
