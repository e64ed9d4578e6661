"""What steps changed of all that insights are made of.

Owns which records insights are made of: those of an article, which can be read again by itself,
those of which nothing is counted, and all others, after which everything is read anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.domain.annotations import Annotation, Relation
from annotator.domain.documents import Assignment, Comment, Document, Entry, Suggestion, Zone
from annotator.domain.guideline_versions import DefinitionVersion, Look
from annotator.domain.review import Conflict, Decision
from annotator.domain.steps import Edit


@dataclass(frozen=True)
class Changed:
    """What steps changed of all that insights are made of."""

    documents: frozenset[int]  # those in which labels, zones or states are others
    articles: bool  # what is known about articles
    zones: bool


#: Records of which nothing is counted.
_ELSEWHERE = (Comment, Suggestion, Decision, Conflict, Look, DefinitionVersion)
_INSIDE = (Annotation, Relation, Zone, Assignment)


def changed_by(edits: Iterable[Edit]) -> Changed | None:
    """Return what edits changed, None if it may be anything."""
    documents: set[int] = set()
    articles = zones = False
    for edit in edits:
        records = [each for each in (edit.before, edit.after) if each is not None]
        if isinstance(edit.record, _INSIDE):
            documents |= {each.document for each in records if isinstance(each, _INSIDE)}
            zones |= isinstance(edit.record, Zone)
        elif isinstance(edit.record, Document):
            articles = True
        elif not isinstance(edit.record, (Entry, *_ELSEWHERE)):
            return None
    return Changed(frozenset(documents), articles, zones)
