"""Projects that tasks start from, made and looked at without the window."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from annotator.domain.annotations import Span
from annotator.domain.documents import State
from annotator.services.annotating import Scribe
from annotator.services.importing import import_text
from annotator.services.schemes import load_scheme
from annotator.services.session import Session


def desk_of(home: Path) -> Path:
    """Return where the project of a task lies."""
    return home / "projects" / "Karsk desk.annotator"


def make_project(home: Path, *texts: str) -> None:
    """Make a project with some articles and no label."""
    path = desk_of(home)
    path.parent.mkdir(parents=True)
    with Session.create(path, load_scheme("news"), "Mina Kell") as session:
        for text in texts:
            import_text(session, text, {"language": "en", "outlet": "Meridian Post"})


def scribe_of(session: Session, document: int) -> Scribe:
    """Return what the annotator of a session writes an article's labels with."""
    article = session.article(document, {session.annotator.id})
    return Scribe(
        article, session.scheme, session.ids, session.annotator.id, session.comments_on
    )  # fmt: skip


def where(text: str, words: str, nth: int = 0) -> Span:
    """Return the range of the `nth` occurrence of words."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def label(
    session: Session, name: str, labels: Iterable[tuple[str, str, int]], place: int = 0
) -> None:
    """Let somebody label (words, label, nth) in the article at a place, and finish it."""
    person = session.use_annotator(name)
    document = session.document_ids()[place]
    text = session.text(document)
    for words, uid, nth in labels:
        _, step = scribe_of(session, document).make([where(text, words, nth)], "entities", uid)
        session.apply(step)
    before = session.assignment(document, person.id)
    session.apply(scribe_of(session, document).state(before, State.DONE))


def labels_of(
    session: Session, document: int, annotators: set[int] | None = None
) -> set[tuple[str, str]]:
    """Return (words, label) of the entities of an article."""
    whose = set(session.annotators) if annotators is None else annotators
    article = session.article(document, whose)
    return {
        (" … ".join(span.of(article.text) for span in each.spans), each.label)
        for each in article.in_layer("entities")
    }
