"""The order in which marks are met, kept up one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import Annotation, Span
from annotator.domain.article import Article
from annotator.domain.documents import Document
from annotator.domain.steps import Edit
from annotator.services.mark_order import MarkOrder

TEXT = "x" * 40
PLACES = st.tuples(st.integers(0, 30), st.integers(1, 9))


def mark(number: int, place: tuple[int, int] | None) -> Annotation:
    spans = () if place is None else (Span(place[0], sum(place)),)
    return Annotation(number, 1, 1, "entities", "PERSON", spans)


@given(st.lists(st.tuples(st.integers(1, 6), st.none() | PLACES | st.just("gone")), max_size=20))
def test_one_by_one_is_all_at_once(changes: list[tuple[int, tuple[int, int] | str | None]]) -> None:
    article = Article(Document(1, "one", "0" * 64), TEXT)
    order = MarkOrder(article)
    for number, place in changes:
        before = article.annotations.get(number)
        after = None if isinstance(place, str) else mark(number, place)
        if before is not None or after is not None:
            article.apply([Edit(before, after)])
        order.update(article, number)
    placed = [each for each in article.annotations.values() if each.spans]
    wanted = [each.id for each in sorted(placed, key=lambda each: (each.start, -each.end, each.id))]
    assert list(order.after(0)) == list(MarkOrder(article).after(0)) == wanted
    assert list(order.before(len(TEXT))) == wanted[::-1]
    for place, number in enumerate(wanted):
        assert list(order.after(99, number)) == wanted[place + 1 :]
        assert list(order.before(0, number)) == wanted[:place][::-1]
        assert order.start_of(number) == article.annotations[number].start
        assert order.first_of(wanted[place:]) == number
    assert order.first_of([]) is None
