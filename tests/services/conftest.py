"""An article in memory on which steps can be tried without a project file."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotator.domain.annotations import Annotation, Relation, Span, check_spans
from annotator.domain.article import Article
from annotator.domain.documents import Comment, Document
from annotator.domain.ids import IdSource
from annotator.domain.scheme import Scheme
from annotator.domain.steps import Step
from annotator.services.annotating import Scribe
from annotator.services.commenting import remark
from tests.articles import HARBOUR, where

MINA = 1


class Pad:
    """A scribe, the article it writes in, and the comments made there."""

    def __init__(self, scheme: Scheme, text: str = HARBOUR) -> None:
        self.article = Article(Document(7, "seven", length=len(text)), text)
        self.comments: dict[int, Comment] = {}
        self.scribe = Scribe(self.article, scheme, IdSource(5), MINA, self._comments_on)
        self.steps: list[Step] = []

    def _comments_on(self, annotation: int) -> list[Comment]:
        return [each for each in self.comments.values() if each.annotation == annotation]

    def remark(self, text: str, annotation: int | None = None) -> Step:
        """Return the step that remarks on an annotation, or on the article."""
        return remark(self.scribe.ids, self.article.document.id, MINA, text, annotation)

    def do(self, step: Step) -> None:
        """Follow a step, as the store would, and see that the article is whole after it."""
        for edit in step.edits:
            if edit.before is None:
                assert edit.record not in self.records()
            else:
                assert edit.before in self.records(), "a step changes what is not there"
            self.article.apply([edit])
            if isinstance(edit.record, Comment):
                self.comments.pop(edit.record.id, None)
                if edit.after is not None:
                    self.comments[edit.record.id] = edit.record
        self.steps.append(step)
        assert_whole(self.article, self.scribe.scheme, self.comments.values())

    def undo_everything(self) -> None:
        while self.steps:
            inverse = self.steps.pop().inverse()
            self.article.apply(inverse.edits)
            for edit in inverse.edits:
                if isinstance(edit.record, Comment):
                    self.comments.pop(edit.record.id, None)
                    if edit.after is not None:
                        self.comments[edit.record.id] = edit.record

    def records(self) -> list[object]:
        article = self.article
        return [
            *article.annotations.values(), *article.relations.values(), *article.zones.values(),
            *article.suggestions.values(), *self.comments.values(), article.document,
        ]  # fmt: skip

    def span(self, words: str, nth: int = 0) -> Span:
        return where(self.article.text, words, nth)

    def label(self, words: str, label: str, layer: str = "entities") -> Annotation:
        made, step = self.scribe.make([self.span(words)], layer, label)
        self.do(step)
        return made

    def words(self, annotations: list[Annotation]) -> list[str]:
        return [span.of(self.article.text) for each in annotations for span in each.spans]

    def slot(self, frame: Annotation, role: str) -> list[str]:
        return self.words(self.article.fillers(frame.id, role))

    def now(self, annotation: Annotation) -> Annotation:
        return self.article.annotations[annotation.id]


def assert_whole(article: Article, scheme: Scheme, comments: object = ()) -> None:
    """Assert that nothing in an article points nowhere or is what the scheme does not know."""
    for annotation in article.annotations.values():
        label = scheme.label(annotation.layer, annotation.label)
        assert label is not None
        check_spans(annotation.spans, len(article.text))
        if label.frame:
            assert not annotation.spans
            filled = [article.annotations[each.target] for each in relations(article, annotation)]
            assert any(part.spans for part in filled), "a frame without words"
        elif annotation.layer != "document":
            assert annotation.spans
        allowed = {each.uid for each in scheme.attributes_of(annotation.layer, annotation.label)}
        assert set(annotation.attributes) <= allowed
    for relation in article.relations.values():
        source = article.annotations[relation.source]
        target = article.annotations[relation.target]
        role = scheme.role(relation.role)
        assert role is not None
        assert role.allows(f"{source.layer}.{source.label}", f"{target.layer}.{target.label}")
        if not role.many:
            assert len(article.relations_from(source.id, role.uid)) == 1
    for comment in comments:  # type: ignore[attr-defined]
        assert comment.annotation is None or comment.annotation in article.annotations


def relations(article: Article, frame: Annotation) -> list[Relation]:
    return article.relations_from(frame.id)


@pytest.fixture
def pad(news_scheme: Scheme) -> Pad:
    """The harbour story with nothing labelled in it yet."""
    return Pad(news_scheme)


@pytest.fixture(scope="session")
def new_pad(news_scheme: Scheme) -> Callable[[str], Pad]:
    """A maker of pads, for tests that need many or another text."""
    return lambda text=HARBOUR: Pad(news_scheme, text)
