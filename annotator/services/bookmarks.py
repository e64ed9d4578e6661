"""Places that a person wants to come back to.

Owns the list of each annotator, kept as a setting of the project: a bookmark is no label, is in no
history and in no export.
"""

from __future__ import annotations

from typing import NamedTuple

from annotator.domain.annotations import Span
from annotator.domain.ids import format_id, parse_id
from annotator.domain.passages import paragraph_at
from annotator.services.session import Session

_WORDS = 60  # code points shown of a line


class Bookmark(NamedTuple):
    """A place in an article."""

    document: int
    position: int  # code points


class ShownBookmark(NamedTuple):
    """A bookmark as a person finds it again."""

    mark: Bookmark
    title: str
    line: str


def bookmarks(session: Session) -> list[Bookmark]:
    """Return the annotator's bookmarks in the order of the project.

    Those of articles that are no longer there are left out.
    """
    place = {number: at for at, number in enumerate(session.document_ids())}
    found = []
    for document, position in session.setting(_name(session)) or ():
        number = parse_id(document)
        if number in place:
            found.append(Bookmark(number, int(position)))
    return sorted(found, key=lambda each: (place[each.document], each.position))


def toggle(session: Session, document: int, position: int) -> bool:
    """Set a bookmark at a position, or take away those of its line; tell whether one was set."""
    line = paragraph_at(session.text(document), position)
    here = [e for e in bookmarks(session) if e.document == document and _on(line, e.position)]
    kept = [each for each in bookmarks(session) if each not in here]
    if not here:
        kept.append(Bookmark(document, position))
    session.set_setting(
        _name(session), [[format_id(each.document), each.position] for each in kept]
    )
    return not here


def following(
    session: Session, document: int | None, position: int, *, forward: bool
) -> Bookmark | None:
    """Return the bookmark after (or before) a place, from the end on to the other end."""
    marks = bookmarks(session)
    if not marks:
        return None
    place = {number: at for at, number in enumerate(session.document_ids())}
    here = (place.get(document or 0, -1), position)
    at = [(place[each.document], each.position) for each in marks]
    if forward:
        return next((m for m, p in zip(marks, at, strict=True) if p > here), marks[0])
    return next(
        (m for m, p in zip(reversed(marks), reversed(at), strict=True) if p < here), marks[-1]
    )


def shown(session: Session) -> list[ShownBookmark]:
    """Return the annotator's bookmarks with the titles of their articles and their lines."""
    marks = bookmarks(session)
    titles = {row.id: row.title for row in session.document_rows([e.document for e in marks])}
    found = []
    for each in marks:
        text = session.text(each.document)
        line = paragraph_at(text, min(each.position, len(text)))
        words = " ".join(text[max(line.start, each.position) : line.end].split())
        found.append(ShownBookmark(each, titles.get(each.document, ""), words[:_WORDS]))
    return found


def _on(line: Span, position: int) -> bool:
    return line.start <= position <= line.end


def _name(session: Session) -> str:
    return f"bookmarks-{format_id(session.annotator.id)}"
