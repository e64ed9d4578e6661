"""Labels, borders, attributes, comments, zones and states as steps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.annotations import Origin, Span
from annotator.domain.cues import QuoteDraft
from annotator.domain.documents import (
    Assignment,
    State,
    Suggestion,
    SuggestionState,
    ZoneKind,
)
from annotator.domain.scheme import Scheme
from annotator.domain.steps import added
from annotator.services.annotating import NotPossible, rename_label, retire_label
from tests.services.conftest import Pad


def refused(code: str) -> object:
    return pytest.raises(NotPossible, match=f"^{code}")


def test_a_label_covers_its_words_and_names_its_step(pad: Pad) -> None:
    made = pad.label("Amber Bridge", "FAC")
    assert pad.words([pad.now(made)]) == ["Amber Bridge"]
    assert made.origin is Origin.MANUAL
    assert pad.steps[-1].values == {"label": "Facility", "text": "Amber Bridge"}


def test_parts_that_touch_become_one(pad: Pad) -> None:
    made, step = pad.scribe.make([Span(5, 9), Span(0, 5), Span(20, 22)], "entities", "ORG")
    pad.do(step)
    assert made.spans == (Span(0, 9), Span(20, 22))


@pytest.mark.parametrize(
    ("layer", "label"), [("entities", "NOBODY"), ("quotes", "quote"), ("nowhere", "PERSON")]
)
def test_a_label_must_be_one_that_takes_words(pad: Pad, layer: str, label: str) -> None:
    with refused("label-not-here"):
        pad.scribe.make([Span(0, 5)], layer, label)


def test_a_retired_label_cannot_be_given(pad: Pad, news_scheme: Scheme) -> None:
    labels = tuple(replace(each, retired=each.uid == "LAW") for each in news_scheme.labels)
    scribe = replace(pad.scribe, scheme=replace(news_scheme, labels=labels))
    with refused("label-not-here"):
        scribe.make([Span(0, 5)], "entities", "LAW")


def test_a_label_needs_words(pad: Pad) -> None:
    with refused("nothing-selected"):
        pad.scribe.make([], "entities", "PERSON")


def test_another_label_keeps_the_attributes_it_allows(pad: Pad) -> None:
    karsk = pad.label("Karsk", "GPE")
    pad.do(pad.scribe.set_attribute(karsk, "referent", "government"))
    pad.do(pad.scribe.relabel(pad.now(karsk), "ORG"))
    assert pad.now(karsk).attributes == {}
    assert pad.now(karsk).label == "ORG"


def test_another_label_keeps_relations_comments_and_entry(pad: Pad) -> None:
    first, second = pad.label("Karsk", "GPE"), pad.label("Norvia", "GPE")
    pad.do(pad.scribe.link(first, "coref", second))
    pad.do(pad.remark("which one?", first.id))
    pad.do(pad.scribe.relabel(first, "LOC"))
    assert [each.target for each in pad.article.relations_from(first.id, "coref")] == [second.id]
    assert [each.text for each in pad.comments.values()] == ["which one?"]


def test_the_same_label_again_changes_nothing(pad: Pad) -> None:
    with refused("same-label"):
        pad.scribe.relabel(pad.label("Karsk", "GPE"), "GPE")


def test_a_frame_stays_a_frame(pad: Pad) -> None:
    frame, step = pad.scribe.quote(QuoteDraft((pad.span("We did not fire"),)))
    pad.do(step)
    with refused("label-not-here"):
        pad.scribe.relabel(frame, "content")


def test_moved_borders_keep_relations_attributes_and_comments(pad: Pad) -> None:
    karsk, norvia = pad.label("Karsk", "GPE"), pad.label("Norvia", "GPE")
    pad.do(pad.scribe.set_attribute(karsk, "referent", "people"))
    pad.do(pad.scribe.link(karsk, "coref", norvia))
    pad.do(pad.remark("sure?", karsk.id))
    pad.do(pad.scribe.set_spans(pad.now(karsk), [pad.span("Karsk denies")], "edge-moved"))
    assert pad.words([pad.now(karsk)]) == ["Karsk denies"]
    assert pad.now(karsk).attributes == {"referent": "people"}
    assert len(pad.article.relations) == len(pad.comments) == 1


def test_borders_that_leave_nothing_or_change_nothing_are_refused(pad: Pad) -> None:
    karsk = pad.label("Karsk", "GPE")
    with refused("nothing-left"):
        pad.scribe.set_spans(karsk, [], "edge-moved")
    with refused("nothing-changes"):
        pad.scribe.set_spans(karsk, karsk.spans, "edge-moved")


def test_deleting_takes_relations_and_comments_along(pad: Pad) -> None:
    karsk, norvia = pad.label("Karsk", "GPE"), pad.label("Norvia", "GPE")
    pad.do(pad.scribe.link(norvia, "coref", karsk))
    pad.do(pad.remark("gone soon", karsk.id))
    pad.do(pad.remark("stays", norvia.id))
    pad.do(pad.scribe.delete(karsk))
    assert list(pad.article.annotations) == [norvia.id]
    assert pad.article.relations == {}
    assert [each.text for each in pad.comments.values()] == ["stays"]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("referent", "planet", "attribute-value"),
        ("referent", True, "attribute-value"),
        ("mood", "good", "attribute-unknown"),
        ("referent", None, "nothing-changes"),
    ],
)
def test_attributes_are_checked(pad: Pad, name: str, value: object, code: str) -> None:
    with refused(code):
        pad.scribe.set_attribute(pad.label("Karsk", "GPE"), name, value)  # type: ignore[arg-type]


def test_an_attribute_belongs_to_its_labels(pad: Pad) -> None:
    with refused("attribute-unknown"):
        pad.scribe.set_attribute(pad.label("Dana Ilves", "PERSON"), "referent", "people")


def test_an_attribute_is_cleared_with_none(pad: Pad) -> None:
    karsk = pad.label("Karsk", "GPE")
    pad.do(pad.scribe.set_attribute(karsk, "referent", "people"))
    pad.do(pad.scribe.set_attribute(pad.now(karsk), "referent", None))
    assert pad.now(karsk).attributes == {}


def _suggest(pad: Pad, words: str, label: str = "GPE", number: int = 90) -> Suggestion:
    span = pad.span(words)
    made = Suggestion(number, 7, "entities", label, span.start, span.end, "m-1")
    pad.article.apply(added(made))
    return made


@pytest.mark.parametrize(
    ("label", "origin"), [("", Origin.SUGGESTION), ("ORG", Origin.SUGGESTION_EDITED)]
)
def test_an_accepted_suggestion_keeps_its_origin(pad: Pad, label: str, origin: Origin) -> None:
    pad.do(pad.scribe.accept([_suggest(pad, "Karsk")], label))
    (made,) = pad.article.annotations.values()
    assert (made.label, made.origin) == (label or "GPE", origin)
    assert pad.article.suggestions == {}
    settled = pad.steps[-1].edits[0].after
    assert isinstance(settled, Suggestion)
    assert settled.state is SuggestionState.ACCEPTED


def test_what_a_person_changes_after_accepting_counts_as_edited(pad: Pad) -> None:
    pad.do(pad.scribe.accept([_suggest(pad, "Karsk")]))
    (made,) = pad.article.annotations.values()
    pad.do(pad.scribe.set_spans(made, [pad.span("Karsk denies")], "edge-moved"))
    assert pad.now(made).origin is Origin.SUGGESTION_EDITED


def test_a_suggestion_accepted_with_other_borders_counts_as_edited(pad: Pad) -> None:
    pad.do(pad.scribe.accept_with_span(_suggest(pad, "Karsk"), pad.span("Karsk denies")))
    (made,) = pad.article.annotations.values()
    assert pad.words([made]) == ["Karsk denies"]
    assert made.origin is Origin.SUGGESTION_EDITED


def test_rejecting_makes_no_annotation(pad: Pad) -> None:
    pad.do(pad.scribe.reject([_suggest(pad, "Karsk"), _suggest(pad, "Norvia", number=91)]))
    assert pad.article.annotations == {}
    assert pad.article.suggestions == {}
    states = [getattr(edit.after, "state", None) for edit in pad.steps[-1].edits]
    assert states == [SuggestionState.REJECTED] * 2
    assert pad.steps[-1].code == "suggestion-rejected-all"


def test_zones_are_made_turned_and_taken_away(pad: Pad) -> None:
    pad.do(pad.scribe.zone(Span(0, 10)))
    kinds = []
    for _ in ZoneKind:
        (zone,) = pad.article.zones.values()
        kinds.append(zone.kind)
        pad.do(pad.scribe.next_kind(zone))
    assert kinds == list(ZoneKind)
    (zone,) = pad.article.zones.values()
    assert zone.kind is kinds[0]
    pad.do(pad.scribe.zone_away(zone))
    assert pad.article.zones == {}


def test_zones_do_not_overlap_but_may_touch(pad: Pad) -> None:
    pad.do(pad.scribe.zone(Span(5, 10)))
    with refused("zone-overlaps"):
        pad.scribe.zone(Span(9, 12))
    pad.do(pad.scribe.zone(Span(10, 12)))
    assert len(pad.article.zones) == 2


def test_an_article_label_comes_and_goes(pad: Pad, news_scheme: Scheme) -> None:
    label = news_scheme.label("document", "relevant")
    assert label is not None
    pad.do(pad.scribe.document_label(label))
    assert [each.label for each in pad.article.in_layer("document")] == ["relevant"]
    pad.do(pad.scribe.document_label(label))
    assert pad.article.in_layer("document") == []


def test_somebody_elses_article_label_stays(pad: Pad, news_scheme: Scheme) -> None:
    label = news_scheme.label("document", "relevant")
    assert label is not None
    pad.do(replace(pad.scribe, annotator=2).document_label(label))
    pad.do(pad.scribe.document_label(label))
    assert {each.annotator for each in pad.article.in_layer("document")} == {1, 2}


def test_states(pad: Pad) -> None:
    first = pad.scribe.state(None, State.FLAGGED).edits[0].after
    assert isinstance(first, Assignment)
    assert (first.document, first.annotator, first.state) == (7, 1, State.FLAGGED)
    again = pad.scribe.state(first, State.DONE).edits[0]
    assert (again.before, again.after) == (first, replace(first, state=State.DONE))
    with refused("nothing-changes"):
        pad.scribe.state(first, State.FLAGGED)


def test_a_comment_needs_words(pad: Pad) -> None:
    with refused("nothing-written"):
        pad.remark(" \n")
    pad.do(pad.remark(" why? \n"))
    assert [each.text for each in pad.comments.values()] == ["why?"]


def test_properties_change_the_document_alone(pad: Pad) -> None:
    pad.do(pad.scribe.properties(outlet="Seaboard Agency"))
    assert pad.article.document.outlet == "Seaboard Agency"
    with refused("nothing-changes"):
        pad.scribe.properties(outlet="Seaboard Agency")


def test_renaming_and_retiring_touch_no_annotation(news_scheme: Scheme) -> None:
    label = news_scheme.label("entities", "GPE")
    assert label is not None
    for step in (rename_label(label, " Country "), retire_label(label)):
        assert [type(edit.record) for edit in step.edits] == [type(label)]
        assert step.edits[0].record.id == label.id
    renamed = rename_label(label, " Country ").edits[0].after
    assert renamed == replace(label, name="Country")
    retired = retire_label(label).edits[0].after
    assert retired == replace(label, retired=True, key="")
    with refused("nothing-changes"):
        rename_label(label, "Place (GPE)")
    with refused("nothing-changes"):
        retire_label(label, retired=False)


def test_long_words_are_cut_in_the_name_of_a_step(pad: Pad) -> None:
    made, step = pad.scribe.make([Span(0, 120)], "entities", "ORG")
    assert len(str(step.values["text"])) == 40
    assert "\n" not in str(step.values["text"])
    assert made.spans == (Span(0, 120),)
