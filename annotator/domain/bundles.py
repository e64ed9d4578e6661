"""One article with everything that comes in or goes out with it.

Owns the value that readers make and writers take; both sides of every format speak in bundles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.domain.annotations import Annotation, Relation
from annotator.domain.documents import (
    Annotator,
    Assignment,
    Comment,
    Document,
    Entry,
    Original,
    Suggestion,
    Zone,
)
from annotator.domain.ids import derived_id
from annotator.domain.review import Decision
from annotator.domain.tokens import Tokens


@dataclass(slots=True)
class Bundle:
    """An article, its zones, and what annotators said about it."""

    document: Document
    text: str
    zones: Sequence[Zone] = ()
    annotations: Sequence[Annotation] = ()
    relations: Sequence[Relation] = ()
    annotators: Mapping[int, Annotator] = field(default_factory=dict)
    entries: Mapping[int, Entry] = field(default_factory=dict)
    assignments: Sequence[Assignment] = ()
    suggestions: Sequence[Suggestion] = ()
    tokens: Tokens | None = None
    #: Ids that the file gave and that are not derived, by the table of their records.
    written_ids: Mapping[str, Sequence[int]] = field(default_factory=dict)
    line: int = 0  # of the file it was read from, 1-based; 0 = the file as a whole
    comments: Sequence[Comment] = ()
    original: Original | None = None  # the file it was taken from, if the text is not all of it
    decisions: Sequence[Decision] = ()  # where the annotations of the gold set come from

    def as_document(self, document: Document) -> Bundle:
        """Return the same on another document, under ids of its own (the same in every copy).

        Decisions stay behind: they are about annotations of the document that this was.
        """
        there = document.id

        def new(number: int) -> int:
            return derived_id("version", f"{number:x}", f"{there:x}")

        return replace(
            self,
            document=document,
            zones=[replace(e, id=new(e.id), document=there) for e in self.zones],
            annotations=[e._replace(id=new(e.id), document=there) for e in self.annotations],
            relations=[
                e._replace(id=new(e.id), document=there, source=new(e.source), target=new(e.target))
                for e in self.relations
            ],
            assignments=[replace(e, id=new(e.id), document=there) for e in self.assignments],
            suggestions=[replace(e, id=new(e.id), document=there) for e in self.suggestions],
            comments=[
                replace(
                    e,
                    id=new(e.id),
                    document=there,
                    annotation=None if e.annotation is None else new(e.annotation),
                    reply_to=None if e.reply_to is None else new(e.reply_to),
                )
                for e in self.comments
            ],
            written_ids={},
            decisions=(),
        )
