"""Articles that came in under two ids and have one text: told, and joined if a person says so.

Owns the step that makes two documents one.  The one that goes stays in the file, out of sight, so
that a colleague's copy which still has labels on it merges like any other; they move along.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotator.domain.annotations import Annotation, Relation
from annotator.domain.documents import Assignment, Comment, Document, Zone
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import derived_id
from annotator.domain.review import Decision, DocumentAlias
from annotator.domain.steps import Edit, Record, Step, added
from annotator.services.session import Session


@dataclass(frozen=True, slots=True)
class SameText:
    """Two documents of one text; the first came first."""

    kept: Document
    gone: Document
    labels: int  # on the one that would go


def same_texts(session: Session) -> list[SameText]:
    """Return the documents that have the text of another one before them, in their order."""
    return [
        SameText(session.document(kept), session.document(gone), labels)
        for kept, gone, labels in session.same_texts()
    ]


def join_documents(session: Session, pairs: list[SameText]) -> Step:
    """Return the step by which the second document of each pair is the first.

    Everything on it moves along: labels, links, comments, decisions, states of people who have none
    on the other, and zones that are not there already.  Raises AnnotatorError("texts-differ").
    """
    edits: list[Edit] = []
    for pair in pairs:
        if pair.kept.text_sha256 != pair.gone.text_sha256:
            raise AnnotatorError("texts-differ", ours=pair.kept.uid, theirs=pair.gone.uid)
        kept, gone = pair.kept.id, pair.gone.id
        alias = DocumentAlias(derived_id("document-alias", f"{gone:x}"), gone, kept)
        edits += added(alias)
        article = session.article(gone, session.annotators)
        there = session.article(kept, ())
        zones = {(each.start, each.end, each.kind) for each in there.zones.values()}
        states = {each.annotator for each in session.assignments(kept)}
        moving: list[Record] = [
            *article.annotations.values(),
            *article.relations.values(),
            *session.comments(gone),
            *session.decisions(gone),
        ]
        edits += [Edit(each, _moved(each, kept)) for each in moving]
        for zone in article.zones.values():
            same = (zone.start, zone.end, zone.kind) in zones
            edits.append(Edit(zone, None if same else _moved(zone, kept)))
        for state in session.assignments(gone):
            taken = state.annotator in states
            edits.append(Edit(state, None if taken else _moved(state, kept)))
    return Step("documents-joined", tuple(edits), {"number": len(pairs)})


def _moved(record: Record, document: int) -> Record:
    if isinstance(record, Annotation | Relation):
        return record._replace(document=document)
    assert isinstance(record, Comment | Decision | Zone | Assignment)
    return replace(record, document=document)
