"""Whatever is suggested, and whatever is done with it: the article stays whole, and undo works."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotations import Annotation, Span
from annotator.domain.cues import QuoteDraft
from annotator.domain.documents import Suggestion, SuggestionState
from annotator.domain.ids import format_id
from annotator.domain.steps import Step, added
from annotator.services.annotating import NotPossible
from tests.articles import HARBOUR
from tests.services.conftest import Pad

LENGTH = len(HARBOUR)
ROLES = ("content", "cue", "source", "insertion", "expression", "target", "holder")

places = st.integers(0, LENGTH)
ranges: st.SearchStrategy[Any] = st.tuples(places, places).map(sorted)
#: What a slot holds: mostly ranges, sometimes what no engine of ours would write.
slots: st.SearchStrategy[Any] = st.one_of(
    st.lists(ranges, max_size=3),
    st.sampled_from([None, "writer", 5, [[1]], [["a", 2]], [[-3, 9]], [[5, LENGTH + 1]], {}]),
)


@st.composite
def payloads(draw: st.DrawFn, others: list[int]) -> dict[str, Any]:
    found: dict[str, Any] = {
        role: draw(slots) for role in draw(st.sets(st.sampled_from(ROLES), max_size=6))
    }
    ids = st.sampled_from([*map(format_id, others), "0", "writer", 3, None])
    for name in draw(st.sets(st.sampled_from(("parent", "quote", "entry")), max_size=3)):
        found[name] = draw(ids)
    for name in draw(st.sets(st.sampled_from(("act", "polarity", "intensity")), max_size=3)):
        found[name] = draw(st.sampled_from(["denies", "positive", "strong", "odd", 1, None, []]))
    if draw(st.booleans()):
        found["speaker"] = draw(st.one_of(ranges, st.just("me")))
    return found


@st.composite
def suggested(draw: st.DrawFn) -> list[Suggestion]:
    ids = list(range(100, 100 + draw(st.integers(1, 8))))
    made = []
    for number in ids:
        layer, label = draw(
            st.sampled_from(
                [("quotes", "quote"), ("opinions", "opinion"), ("entities", "GPE"),
                 ("quotes", "content"), ("entities", "GONE")]
            )
        )  # fmt: skip
        start = draw(st.integers(0, LENGTH - 2))
        end = draw(st.integers(start + 1, LENGTH))
        score = draw(st.one_of(st.none(), st.floats(0, 1)))
        payload = draw(payloads(ids))
        made.append(Suggestion(number, 7, layer, label, start, end, "m", score, payload=payload))
    return made


class Hand:
    """Somebody who says yes, no and other things to suggestions."""

    def __init__(self, pad: Pad, draw: st.DataObject) -> None:
        self.pad, self.draw = pad, draw

    def one(self) -> Suggestion:
        return self.draw.draw(st.sampled_from(sorted(self.pad.article.suggestions.values(),
                                                     key=lambda each: each.id)))  # fmt: skip

    def span(self) -> Span:
        start = self.draw.draw(st.integers(0, LENGTH - 2))
        return Span(start, self.draw.draw(st.integers(start + 1, LENGTH)))

    def accept(self) -> Step:
        return self.pad.scribe.accept([self.one()])

    def accept_all(self) -> Step:
        layer = self.one().layer
        alike = [each for each in self.pad.article.suggestions.values() if each.layer == layer]
        return self.pad.scribe.accept(alike)

    def reject(self) -> Step:
        return self.pad.scribe.reject([self.one()])

    def correct(self) -> Step:
        role, scribe = self.draw.draw(st.sampled_from(ROLES)), self.pad.scribe
        return scribe.accept_changed(self.one(), lambda made: scribe.fill(made, role, self.span()))[
            1
        ]

    def hold(self) -> Step:
        return self.pad.scribe.accept_changed(self.one(), self.pad.scribe.held_by_writer)[1]

    def shorten(self) -> Step:
        scribe = self.pad.scribe
        return scribe.accept_changed(
            self.one(), lambda made: scribe.take_from_content(made, self.span())
        )[1]

    def quote(self) -> Step:
        content = self.span()
        _, step = self.pad.scribe.quote(QuoteDraft((content,)))
        return self.pad.scribe.overtaking(step, "quotes", {"content": [content]})

    def delete(self) -> Step:
        known = sorted(self.pad.article.annotations.values(), key=lambda each: each.id)
        chosen: Annotation = self.draw.draw(st.sampled_from(known))
        return self.pad.scribe.delete(chosen)


ACTS: tuple[Callable[[Hand], Step], ...] = (
    Hand.accept, Hand.accept, Hand.accept_all, Hand.reject, Hand.correct, Hand.hold, Hand.shorten,
    Hand.quote, Hand.delete,
)  # fmt: skip


def _state(pad: Pad) -> tuple[object, ...]:
    article = pad.article
    return dict(article.annotations), dict(article.relations), dict(article.suggestions)


@settings(max_examples=80)
@given(st.data(), suggested(), st.lists(st.sampled_from(ACTS), min_size=2, max_size=10))
def test_the_article_stays_whole_and_undo_brings_everything_back(
    new_pad: Callable[[], Pad],
    draw: st.DataObject,
    proposed: list[Suggestion],
    acts: list[Callable[[Hand], Step]],
) -> None:
    pad = new_pad()
    settled: list[Suggestion] = []
    pad.article.apply(added(*proposed))
    scribe = pad.scribe
    object.__setattr__(scribe, "accepted", lambda: settled)
    before = _state(pad)
    hand = Hand(pad, draw)
    for act in acts:
        if act is Hand.delete and not pad.article.annotations:
            continue
        if act not in (Hand.quote, Hand.delete) and not pad.article.suggestions:
            continue
        supposed = _state(pad)
        try:
            step = act(hand)
        except NotPossible:
            assert _state(pad) == supposed
            continue
        assert _state(pad) == supposed, "making a step changes nothing"
        changed = [(type(edit.record), edit.record.id) for edit in step.edits]
        assert len(changed) == len(set(changed)), "a record changes once in a step"
        pad.do(step)
        after = [edit.after for edit in step.edits if isinstance(edit.after, Suggestion)]
        settled += [each for each in after if each.state is SuggestionState.ACCEPTED]
    pad.undo_everything()
    assert _state(pad) == before
