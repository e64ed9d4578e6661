"""Quotes and opinions: frames whose parts come, go and change sides, and never lie about empty."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.annotations import Annotation, Span
from annotator.domain.cues import QuoteDraft
from annotator.domain.opinions import WRITER
from annotator.domain.scheme import Scheme
from annotator.services.annotating import NotPossible
from tests.services.conftest import Pad
from tests.services.test_annotating_labels import refused


def quote(pad: Pad, content: str, cue: str = "", source: str = "") -> Annotation:
    draft = QuoteDraft(
        (pad.span(content),),
        pad.span(cue) if cue else None,
        (pad.span(source),) if source else (),
    )
    frame, step = pad.scribe.quote(draft)
    pad.do(step)
    return frame


@pytest.fixture
def told(pad: Pad) -> Annotation:
    return quote(pad, "We did not fire", "told", "Oren Maret")


def test_a_quote_is_one_step(pad: Pad, told: Annotation) -> None:
    assert len(pad.steps) == 1
    assert pad.slot(told, "content") == ["We did not fire"]
    assert pad.slot(told, "cue") == ["told"]
    assert pad.slot(told, "source") == ["Oren Maret"]
    assert pad.scribe.text_of(told) == "We did not fire"


def test_a_slot_takes_several_in_order_and_gives_them_back(pad: Pad, told: Annotation) -> None:
    further = pad.span("and we never will")
    pad.do(pad.scribe.fill(told, "content", further))
    assert pad.slot(told, "content") == ["We did not fire", "and we never will"]
    pad.do(pad.scribe.fill(told, "content", further))
    assert pad.slot(told, "content") == ["We did not fire"]
    assert pad.words(pad.article.in_layer("quotes", "content")) == ["We did not fire"]


def test_words_that_are_a_source_already_are_shared(pad: Pad, told: Annotation) -> None:
    other = quote(pad, "and we never will", "", "Oren Maret")
    assert len(pad.article.in_layer("quotes", "source")) == 1
    pad.do(pad.scribe.delete(other))
    assert pad.slot(told, "source") == ["Oren Maret"]


def test_the_last_part_of_a_frame_stays(pad: Pad) -> None:
    frame = quote(pad, "We did not fire")
    (relation,) = pad.article.relations_from(frame.id)
    with refused("nothing-left"):
        pad.scribe.unlink(relation)
    with refused("nothing-left"):
        pad.scribe.fill(frame, "content", pad.span("We did not fire"))
    with refused("nothing-left"):
        pad.scribe.take_from_content(frame, pad.span("We did not fire"))


def test_deleting_the_last_part_deletes_the_frame(pad: Pad) -> None:
    frame = quote(pad, "We did not fire")
    (content,) = pad.article.fillers(frame.id, "content")
    pad.do(pad.scribe.delete(content))
    assert pad.article.annotations == {}


def test_deleting_one_of_several_parts_keeps_the_frame(pad: Pad, told: Annotation) -> None:
    (cue,) = pad.article.fillers(told.id, "cue")
    pad.do(pad.scribe.delete(cue))
    assert pad.slot(told, "cue") == []
    assert pad.slot(told, "source") == ["Oren Maret"]


def test_deleting_a_frame_takes_its_parts_and_lets_others_go(pad: Pad, told: Annotation) -> None:
    answer = quote(pad, "Nobody fired", "", "Maret")
    pad.do(pad.scribe.link(answer, "responds_to", told))
    pad.do(pad.scribe.delete(told))
    assert pad.slot(answer, "content") == ["Nobody fired"]
    assert pad.article.relations_from(answer.id, "responds_to") == []
    assert len(pad.article.annotations) == 3


def test_a_parent_is_one_and_a_new_one_takes_its_place(pad: Pad, told: Annotation) -> None:
    second, third = quote(pad, "Nobody fired"), quote(pad, "closest neighbour")
    pad.do(pad.scribe.link(told, "parent", second))
    pad.do(pad.scribe.link(told, "parent", third))
    assert [each.id for each in pad.article.fillers(told.id, "parent")] == [third.id]
    assert second.id in pad.article.annotations


@pytest.mark.parametrize("role", ["holder", "coref", "nothing"])
def test_roles_join_only_what_the_scheme_says(pad: Pad, told: Annotation, role: str) -> None:
    with refused("role-ends"):
        pad.scribe.link(told, role, quote(pad, "Nobody fired"))


def test_nothing_is_linked_twice_or_to_itself(pad: Pad, told: Annotation) -> None:
    (source,) = pad.article.fillers(told.id, "source")
    for role, part, code in (
        ("source", source, "nothing-changes"),
        ("parent", told, "parent-of-itself"),
    ):
        with refused(code):
            pad.scribe.link(told, role, part)


def test_words_taken_out_of_a_content_leave_clean_edges(pad: Pad, told: Annotation) -> None:
    pad.do(pad.scribe.take_from_content(told, pad.span("did not")))
    assert pad.slot(told, "content") == ["We", "fire"]
    with refused("not-in-content"):
        pad.scribe.take_from_content(told, pad.span("Norvia"))


def test_a_whole_content_may_go_while_a_source_is_left(pad: Pad, told: Annotation) -> None:
    pad.do(pad.scribe.take_from_content(told, pad.span("“We did not fire,”")))
    assert pad.slot(told, "content") == []
    assert pad.slot(told, "source") == ["Oren Maret"]


def test_a_content_that_is_a_cue_after_all_changes_its_slot(pad: Pad, told: Annotation) -> None:
    pad.do(pad.scribe.fill(told, "content", pad.span("Agency")))
    part = pad.article.fillers(told.id, "content")[-1]
    pad.do(pad.scribe.relabel(part, "cue"))
    assert pad.slot(told, "content") == ["We did not fire"]
    assert pad.slot(told, "cue") == ["told", "Agency"]


def test_a_comment_goes_with_its_part_and_comes_back(pad: Pad, told: Annotation) -> None:
    (cue,) = pad.article.fillers(told.id, "cue")
    pad.do(pad.remark("a cue?", cue.id))
    (relation,) = pad.article.relations_from(told.id, "cue")
    step = pad.scribe.unlink(relation)
    pad.do(step)
    assert pad.comments == {}
    pad.do(step.inverse())
    assert [each.text for each in pad.comments.values()] == ["a cue?"]


def test_an_opinion_outside_quotes_is_the_writers(pad: Pad) -> None:
    frame, step = pad.scribe.opinion("negative", expression=pad.span("shelling"))
    pad.do(step)
    assert pad.now(frame).attributes == {"polarity": "negative", "holder": WRITER}
    assert pad.slot(frame, "expression") == ["shelling"]


def test_an_opinion_inside_a_quote_is_its_sources(pad: Pad) -> None:
    called = quote(pad, "closest neighbour", "called", "Dana Ilves")
    frame, step = pad.scribe.opinion("positive", expression=pad.span("closest"), quote=called)
    pad.do(step)
    assert pad.slot(frame, "holder") == ["Dana Ilves"]
    assert "holder" not in pad.now(frame).attributes
    assert [each.id for each in pad.article.fillers(frame.id, "quote")] == [called.id]


def test_the_quote_of_an_opinion_can_go_without_it(pad: Pad) -> None:
    called = quote(pad, "closest neighbour", "called", "Dana Ilves")
    frame, step = pad.scribe.opinion("positive", expression=pad.span("closest"), quote=called)
    pad.do(step)
    pad.do(pad.scribe.delete(called))
    assert pad.slot(frame, "holder") == ["Dana Ilves"]


def test_polarity_then_intensity_round_and_round(pad: Pad) -> None:
    frame, step = pad.scribe.opinion("negative", target=pad.span("Velmar"))
    pad.do(step)
    seen = []
    for sign in ("positive", "positive", "positive", "positive", "positive", "neutral"):
        pad.do(pad.scribe.press_polarity(pad.now(frame), sign))
        values = pad.now(frame).attributes
        seen.append((values["polarity"], values.get("intensity")))
    assert seen == [
        ("positive", None),
        ("positive", "weak"),
        ("positive", "average"),
        ("positive", "strong"),
        ("positive", None),
        ("neutral", None),
    ]


def test_a_holder_takes_the_writers_place_and_the_writer_his(pad: Pad) -> None:
    frame, step = pad.scribe.opinion("negative", target=pad.span("Velmar"))
    pad.do(step)
    pad.do(pad.scribe.fill(pad.now(frame), "holder", pad.span("Dana Ilves")))
    assert "holder" not in pad.now(frame).attributes
    pad.do(pad.scribe.held_by_writer(pad.now(frame)))
    assert pad.slot(frame, "holder") == []
    assert pad.now(frame).attributes["holder"] == WRITER
    with refused("nothing-changes"):
        pad.scribe.held_by_writer(pad.now(frame))


def test_a_linked_holder_takes_the_writers_place_too(pad: Pad) -> None:
    first, step = pad.scribe.opinion("negative", target=pad.span("Velmar"))
    pad.do(step)
    pad.do(pad.scribe.fill(pad.now(first), "holder", pad.span("Dana Ilves")))
    second, step = pad.scribe.opinion("positive", expression=pad.span("partner"))
    pad.do(step)
    (holder,) = pad.article.fillers(first.id, "holder")
    pad.do(pad.scribe.link(pad.now(second), "holder", holder))
    assert "holder" not in pad.now(second).attributes


@pytest.mark.parametrize("name", ["conll-2003", "parc", "target-stance"])
def test_what_a_scheme_has_no_place_for_is_refused(name: str) -> None:
    from annotator.services.schemes import load_scheme

    pad = Pad(load_scheme(name))
    layers = {layer.kind.value for layer in pad.scribe.scheme.layers}
    if "quotes" not in layers:
        with refused("no-such-layer"):
            pad.scribe.quote(QuoteDraft((Span(0, 5),)))
    if "opinions" not in layers:
        with refused("no-such-layer"):
            pad.scribe.opinion("positive", target=Span(0, 5))
    assert layers & {"spans", "quotes", "opinions"}


def test_a_slot_that_the_scheme_lacks_is_refused(news_scheme: Scheme) -> None:
    roles = tuple(each for each in news_scheme.roles if each.uid != "insertion")
    pad = Pad(replace(news_scheme, roles=roles))
    frame = quote(pad, "We did not fire")
    with pytest.raises(NotPossible, match="slot-missing"):
        pad.scribe.fill(frame, "insertion", pad.span("did"))
