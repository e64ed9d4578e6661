"""What a person does at a desk and what she finds there afterwards, in a word each."""

from __future__ import annotations

from annotator.domain.annotations import Annotation
from annotator.domain.documents import Suggestion
from annotator.domain.quotes import quote_of
from annotator.domain.steps import Step, added
from annotator.services.desk import Desk
from tests.articles import where


def go(desk: Desk, words: str, nth: int = 0) -> None:
    """Put the cursor on the word where `words` begin."""
    desk.place(where(desk.reading.text, words, nth).start)


def pick(desk: Desk, words: str, nth: int = 0) -> None:
    """Select words."""
    desk.take(where(desk.reading.text, words, nth))


def labelled(desk: Desk, words: str, label: str, nth: int = 0, layer: str = "entities") -> int:
    """Label words and return the new annotation's id, which is selected."""
    pick(desk, words, nth)
    assert desk.label(label, layer)
    assert desk.selected is not None
    return desk.selected


def text_of(desk: Desk, annotation: Annotation) -> str:
    return " … ".join(span.of(desk.reading.text) for span in annotation.spans)


def marks(desk: Desk, layer: str = "entities") -> list[tuple[str, str]]:
    """Return (label, words) of a layer's annotations in text order."""
    assert desk.article is not None
    return [(each.label, text_of(desk, each)) for each in desk.article.in_layer(layer)]


def slots(desk: Desk, frame: Annotation | None = None) -> dict[str, list[str]]:
    """Return what fills the slots of a quote or opinion (the selected one), empty ones left out."""
    assert desk.article is not None
    frame = frame or desk.selected_annotation()
    assert frame is not None
    found: dict[str, list[str]] = {}
    for relation in desk.article.relations_from(frame.id):
        part = desk.article.annotations[relation.target]
        found.setdefault(relation.role, []).append(text_of(desk, part))
    return found


def quote_types(desk: Desk) -> list[str]:
    assert desk.article is not None
    return [
        quote_of(desk.article, each).type.value for each in desk.article.in_layer("quotes", "quote")
    ]


def suggest(desk: Desk, *found: tuple[str, str], model: str = "m-1", nth: int = 0) -> list[int]:
    """Have a model propose (label, words) for the open article; return the ids."""
    session, document = desk.session, desk.document
    assert document is not None
    made = []
    for label, words in found:
        span = where(desk.reading.text, words, nth)
        made.append(
            Suggestion(session.ids.next(), document, "entities", label, span.start, span.end, model)
        )
    session.save_suggestions(document, made, model)
    return [each.id for each in made]


def open_suggestions(desk: Desk) -> list[tuple[str, str]]:
    assert desk.article is not None
    found = sorted(desk.article.suggestions.values(), key=lambda each: each.start)
    return [(each.label, desk.reading.text[each.start : each.end]) for each in found]


def elsewhere(desk: Desk, *records: object) -> None:
    """Have somebody else add records to the project."""
    desk.session.apply(Step("test", added(*records), {}, desk.document))  # type: ignore[arg-type]
