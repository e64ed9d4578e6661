"""Whatever is done in whatever order: the article stays whole, and undo brings everything back."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from annotator.domain.annotations import Annotation, Span
from annotator.domain.cues import QuoteDraft
from annotator.domain.documents import Suggestion
from annotator.domain.steps import Step, added
from annotator.services.annotating import NotPossible
from tests.services.conftest import Pad

TEXT = "Dana Ilves said “we go, and we stay” and left; Maret denied that we go at all, he said."
LABELS = ("PERSON", "GPE", "ORG", "content", "cue", "source", "insertion", "quote",
          "target", "holder", "expression", "relevant")  # fmt: skip
ROLES = ("content", "cue", "source", "insertion", "parent", "responds_to", "holder", "target",
         "expression", "quote", "coref")  # fmt: skip
ATTRIBUTES = {"referent": "people", "act": "denies", "polarity": "mixed", "holder": "writer"}

SPANS = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12)).map(
    lambda pair: Span(pair[0], min(len(TEXT), sum(pair)))
)


class Hand:
    """Does one random thing after the other; what is refused is passed over."""

    def __init__(self, pad: Pad, draw: st.DataObject) -> None:
        self.pad = pad
        self.draw = draw

    def pick(self, *choices: object) -> object:
        return self.draw.draw(st.sampled_from(choices))

    def span(self) -> Span:
        return self.draw.draw(SPANS)

    def annotation(self) -> Annotation:
        return self.pick(*self.pad.article.annotations.values())  # type: ignore[return-value]

    def make(self) -> Step:
        label = str(self.pick(*LABELS))
        layers = [each.layer for each in self.pad.scribe.scheme.find_label(label)]
        return self.pad.scribe.make([self.span(), self.span()], layers[0], label)[1]

    def quote(self) -> Step:
        return self.pad.scribe.quote(QuoteDraft((self.span(),), self.span(), (self.span(),)))[1]

    def opinion(self) -> Step:
        quotes = self.pad.article.in_layer("quotes", "quote")
        return self.pad.scribe.opinion(
            "positive",
            expression=self.span(),
            quote=self.pick(None, *quotes),  # type: ignore[arg-type]
        )[1]

    def fill(self) -> Step:
        return self.pad.scribe.fill(self.annotation(), str(self.pick(*ROLES)), self.span())

    def link(self) -> Step:
        role = str(self.pick(*ROLES))
        return self.pad.scribe.link(self.annotation(), role, self.annotation())

    def unlink(self) -> Step:
        return self.pad.scribe.unlink(self.pick(*self.pad.article.relations.values()))  # type: ignore[arg-type]

    def relabel(self) -> Step:
        return self.pad.scribe.relabel(self.annotation(), str(self.pick(*LABELS)))

    def move(self) -> Step:
        annotation = self.annotation()
        return self.pad.scribe.set_spans(annotation, [self.span(), self.span()], "edge-moved")

    def take(self) -> Step:
        return self.pad.scribe.take_from_content(self.annotation(), self.span())

    def attribute(self) -> Step:
        name = str(self.pick(*ATTRIBUTES))
        value = self.pick(None, ATTRIBUTES[name])
        return self.pad.scribe.set_attribute(self.annotation(), name, value)  # type: ignore[arg-type]

    def writer(self) -> Step:
        return self.pad.scribe.held_by_writer(self.annotation())

    def comment(self) -> Step:
        return self.pad.remark("hm", self.annotation().id)

    def delete(self) -> Step:
        return self.pad.scribe.delete(self.annotation())

    def accept(self) -> Step:
        span = self.span()
        found = Suggestion(span.start + 1, 7, "entities", "GPE", span.start, span.end, "m-1")
        self.pad.article.apply(added(found))
        return self.pad.scribe.accept([found])


MAKERS = (Hand.make, Hand.quote, Hand.opinion, Hand.accept)
ACTS: tuple[Callable[[Hand], Step], ...] = (
    *MAKERS, Hand.fill, Hand.link, Hand.unlink, Hand.relabel, Hand.move, Hand.take,
    Hand.attribute, Hand.writer, Hand.comment, Hand.delete,
)  # fmt: skip


def _state(pad: Pad) -> tuple[object, ...]:
    article = pad.article
    return dict(article.annotations), dict(article.relations), dict(pad.comments)


@settings(max_examples=60, phases=[p for p in Phase if p is not Phase.shrink])
@given(st.data(), st.lists(st.sampled_from(ACTS), min_size=4, max_size=14))
def test_the_article_stays_whole_and_everything_can_be_undone(
    new_pad: Callable[[str], Pad], draw: st.DataObject, acts: list[Callable[[Hand], Step]]
) -> None:
    pad = new_pad(TEXT)
    before = _state(pad)
    hand = Hand(pad, draw)
    for act in [Hand.quote, Hand.opinion, *acts]:
        needs_something = act not in MAKERS
        if needs_something and not (pad.article.annotations and pad.article.relations):
            continue
        try:
            step = act(hand)
        except NotPossible:
            continue
        pad.do(step)  # asserts that the article is whole
    pad.undo_everything()
    assert _state(pad) == before
