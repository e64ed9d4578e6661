"""Changing the scheme by hand: what follows a merge or a split, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.annotations import Annotation
from annotator.domain.documents import Suggestion
from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Attribute, AttributeType, Label, Layer, LayerKind, Role
from annotator.domain.steps import Step, added
from annotator.services.annotating import NotPossible
from annotator.services.scheme_editing import (
    Touched,
    change_elements,
    has_value,
    has_words,
    merge_labels,
    move_label,
    new_uid,
    rename_choice,
    retire,
    split_label,
    touched,
    with_frame,
    words_of_label,
)
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from annotator.wording import explain, name_of_step
from tests import articles


@pytest.fixture
def session(project_path: Path) -> Iterator[Session]:
    with Session.create(project_path, load_scheme("news"), "Mina Kell") as session:
        articles.add_article(session, articles.HARBOUR)
        yield session


def label(session: Session, path: str) -> Label:
    layer, _, uid = path.partition(".")
    found = session.scheme.label(layer, uid)
    assert found is not None
    return found


def mark(
    session: Session, path: str, words: str, nth: int = 0, **attributes: str | bool
) -> Annotation:
    (number,) = session.document_ids()
    layer, _, uid = path.partition(".")
    span = articles.where(session.text(number), words, nth)
    made = Annotation(
        session.ids.next(), number, session.annotator.id, layer, uid, (span,), attributes
    )
    session.apply(Step("label-made", added(made), {"label": uid, "text": words}))
    return made


def labels(session: Session) -> dict[int, str]:
    (number,) = session.document_ids()
    return {each.id: each.label for each in session.article(number).annotations.values()}


def changed_label(session: Session, path: str, **values: object) -> Step:
    return change_elements(session, replace(label(session, path), **values))  # type: ignore[arg-type]


def test_a_merge_takes_labels_suggestions_values_and_the_key_along(session: Session) -> None:
    (number,) = session.document_ids()
    mine = mark(session, "entities.GPE", "Karsk", referent="government")
    theirs = mark(session, "entities.FAC", "Amber Bridge")
    proposed = Suggestion(session.ids.next(), number, "entities", "GPE", 4, 9, "m 1")
    session.save_suggestions(number, [proposed], "m 1")
    gone, kept = label(session, "entities.GPE"), label(session, "entities.FAC")
    assert (gone.key, kept.key) == ("3", "")
    step = merge_labels(session, gone, kept)
    session.apply(step)
    assert labels(session) == {mine.id: "FAC", theirs.id: "FAC"}
    stored = session.article(number).annotations[mine.id]
    assert stored == mine._replace(label="FAC")
    assert [each.label for each in session.open_suggestions(number)] == ["FAC"]
    assert (label(session, "entities.GPE").retired, label(session, "entities.FAC").key) == (
        True,
        "3",
    )
    referent = session.scheme.attribute("entities", "referent")
    assert referent is not None
    assert {"GPE", "FAC"} <= set(referent.labels)
    assert name_of_step(step.code, step.values) == (f"merge the label {gone.name} into {kept.name}")
    session.undo()
    assert labels(session) == {mine.id: "GPE", theirs.id: "FAC"}
    assert label(session, "entities.GPE") == gone
    assert session.scheme.attribute("entities", "referent") != referent


def test_relations_survive_a_merge_of_what_they_join(session: Session) -> None:
    """A role that led to sources leads to cues as well, once sources are cues."""
    step = merge_labels(session, label(session, "quotes.source"), label(session, "quotes.cue"))
    session.apply(step)
    role = session.scheme.role("source")
    assert role is not None
    assert set(role.ends_to) == {"quotes.source", "quotes.cue"}


def test_a_merge_inside_a_family_makes_no_circle(session: Session) -> None:
    for uid, parent in (("FAC", "LOC"), ("GPE", "FAC"), ("ORG", "LOC")):
        session.apply(changed_label(session, f"entities.{uid}", parent=parent))
    session.apply(
        merge_labels(session, label(session, "entities.LOC"), label(session, "entities.GPE"))
    )
    parents = {each.uid: each.parent for each in session.scheme.labels if each.layer == "entities"}
    assert (parents["GPE"], parents["FAC"], parents["ORG"]) == ("", "GPE", "GPE")


@pytest.mark.parametrize(
    ("gone", "kept", "code"),
    [
        ("entities.GPE", "entities.GPE", "merge-itself"),
        ("entities.GPE", "quotes.cue", "merge-layers"),
        ("quotes.quote", "quotes.cue", "scheme-frame"),
        ("quotes.cue", "quotes.quote", "scheme-frame"),
    ],
)
def test_what_cannot_be_merged(session: Session, gone: str, kept: str, code: str) -> None:
    with pytest.raises(NotPossible, match=code) as caught:
        merge_labels(session, label(session, gone), label(session, kept))
    assert explain(caught.value) != code


def test_a_split_takes_what_belongs_and_leaves_the_rest(session: Session) -> None:
    city = mark(session, "entities.GPE", "Karsk", referent="place")
    power = mark(session, "entities.GPE", "Karsk", 1, referent="government")
    other = mark(session, "entities.GPE", "Velmar")
    old = label(session, "entities.GPE")
    new = replace(old, uid="GOV", name="Government", key="")
    session.apply(split_label(session, old, new, has_value("referent", "government")))
    assert labels(session) == {city.id: "GPE", power.id: "GOV", other.id: "GPE"}
    (number,) = session.document_ids()
    assert session.article(number).annotations[power.id].attributes == {"referent": "government"}
    session.undo()
    assert session.scheme.label("entities", "GOV") is None
    session.apply(split_label(session, old, new, has_words(session, ["Karsk", "Nobody"])))
    assert labels(session) == {city.id: "GOV", power.id: "GOV", other.id: "GPE"}
    assert words_of_label(session, new) == [("Karsk", 2)]
    with pytest.raises(NotPossible, match="nothing-to-split"):
        split_label(session, old, replace(new, uid="X"), has_words(session, ["Nobody"]))
    with pytest.raises(NotPossible, match="scheme-without-name"):
        split_label(session, old, replace(new, uid="X", name=" "), has_words(session, ["Velmar"]))
    with pytest.raises(AnnotatorError, match="scheme-clash"):
        split_label(session, old, replace(new, uid="X", key="1"), has_words(session, ["Velmar"]))


def test_a_label_in_use_is_retired_and_comes_back(session: Session) -> None:
    mine = mark(session, "entities.PERSON", "Dana Ilves")
    person = label(session, "entities.PERSON")
    assert touched(session, person) == Touched(1, 1, 1)
    session.apply(retire(session, person, retired=True))
    assert labels(session) == {mine.id: "PERSON"}
    assert (label(session, "entities.PERSON").retired, label(session, "entities.PERSON").key) == (
        True,
        "",
    )
    session.apply(retire(session, label(session, "entities.PERSON"), retired=False))
    assert not label(session, "entities.PERSON").retired
    with pytest.raises(NotPossible, match="scheme-frame"):
        retire(session, label(session, "quotes.quote"), retired=True)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"key": "1"}, "want the key “1”"),
        ({"key": "Q"}, "which the window uses itself"),
        ({"colour": "red"}, "#rrggbb"),
        ({"parent": "GPE"}, "its own ancestor"),
        ({"parent": "NOBODY"}, "unknown parent"),
    ],
)
def test_a_scheme_that_contradicts_itself_is_refused(
    session: Session, values: dict[str, str], why: str
) -> None:
    before = session.scheme
    with pytest.raises(AnnotatorError, match="scheme-clash") as caught:
        changed_label(session, "entities.GPE", **values)
    assert why in explain(caught.value)
    assert session.scheme == before
    with pytest.raises(NotPossible, match="scheme-without-name"):
        changed_label(session, "entities.GPE", name="  ")
    with pytest.raises(NotPossible, match="nothing-changes"):
        changed_label(session, "entities.GPE")


def test_a_loop_over_several_labels_is_refused(session: Session) -> None:
    session.apply(changed_label(session, "entities.GPE", parent="LOC"))
    session.apply(changed_label(session, "entities.LOC", parent="FAC"))
    with pytest.raises(AnnotatorError, match="scheme-clash"):
        changed_label(session, "entities.FAC", parent="GPE")


def test_a_choice_is_stored_otherwise_wherever_it_was_chosen(session: Session) -> None:
    mine = mark(session, "entities.GPE", "Karsk", referent="government")
    mark(session, "entities.GPE", "Velmar", referent="place")
    referent = session.scheme.attribute("entities", "referent")
    assert referent is not None
    session.apply(rename_choice(session, referent, "government", " ruler "))
    (number,) = session.document_ids()
    assert session.article(number).annotations[mine.id].attributes == {"referent": "ruler"}
    assert [value for _, value, _ in session.attribute_use("entities", "referent")] == [
        '"place"',
        '"ruler"',
    ]
    session.undo()
    assert session.article(number).annotations[mine.id] == mine
    for before, after in (("nobody", "x"), ("place", "government"), ("place", " ")):
        with pytest.raises(NotPossible, match="scheme-choice"):
            rename_choice(session, referent, before, after)


def test_values_and_relations_that_would_no_longer_fit_are_named(session: Session) -> None:
    mark(session, "entities.GPE", "Karsk", referent="government")
    referent = session.scheme.attribute("entities", "referent")
    assert referent is not None
    without = tuple(each for each in referent.choices if each[0] != "government")
    for narrower in (
        replace(referent, choices=without),
        replace(referent, type=AttributeType.NUMBER, choices=()),
        replace(referent, labels=("ORG",)),
    ):
        with pytest.raises(AnnotatorError, match="scheme-values"):
            change_elements(session, narrower)


def test_new_elements_of_every_kind(session: Session) -> None:
    layer, first = with_frame(Layer("claims", "Claims", LayerKind.QUOTES, 9))
    assert isinstance(first, Label)
    attribute = Attribute("claims", "sure", "Sure", AttributeType.YES_NO)
    part = Label("claims", "part", "Part", key="B", position=1)
    role = Role("part", "Part", ("claims.quote",), ("claims.part",))
    session.apply(change_elements(session, layer, first, attribute, part, role))
    assert [each.uid for each in session.scheme.labels_of("claims")] == ["quote", "part"]
    session.undo()
    assert session.scheme.layer("claims") is None
    with pytest.raises(AnnotatorError, match="scheme-clash"):
        change_elements(session, layer)  # a layer of quotes without a frame
    with pytest.raises(AnnotatorError, match="scheme-clash"):
        change_elements(session, replace(role, ends_to=("nowhere.*",)))


@pytest.mark.parametrize(
    ("name", "taken", "uid"),
    [
        ("Arms & Rockets", ["cue", "source"], "arms-rockets"),
        ("Straße 5", ["GPE", "ORG"], "STRAE_5"),
        ("Cue", ["cue", "cue-2"], "cue-3"),
        ("北", [], "label"),
        ("Émigré", [], "emigre"),
    ],
)
def test_ids_of_new_elements(name: str, taken: list[str], uid: str) -> None:
    assert new_uid(name, taken) == uid


def test_labels_are_put_in_another_order(session: Session) -> None:
    def order() -> list[str]:
        return [each.uid for each in session.scheme.labels_of("entities")]

    before = order()
    session.apply(move_label(session, label(session, f"entities.{before[0]}"), 1))
    assert order()[:3] == [before[1], before[0], before[2]]
    session.apply(move_label(session, label(session, f"entities.{before[0]}"), -1))
    assert order() == before
    for uid, by in ((before[0], -1), (before[-1], 1)):
        with pytest.raises(NotPossible, match="nothing-changes"):
            move_label(session, label(session, f"entities.{uid}"), by)


def test_three_hundred_labels(session: Session) -> None:
    many = [Label("entities", f"L{n}", f"Label {n}", position=n) for n in range(300)]
    session.apply(change_elements(session, *many))
    assert len(session.scheme.labels_of("entities")) == 318
    session.apply(merge_labels(session, many[299], many[0]))
    assert len(session.scheme.labels_of("entities")) == 317
