"""A scheme that contradicts itself is refused with the name of what is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.scheme import (
    Attribute,
    AttributeType,
    Label,
    Layer,
    LayerKind,
    Role,
    Scheme,
    SchemeError,
    check_scheme,
)


def _scheme() -> Scheme:
    return Scheme(
        uid="test",
        name="Test",
        layers=(Layer("entities", "Entities"), Layer("quotes", "Quotes", LayerKind.QUOTES, 1)),
        labels=(
            Label("entities", "PERSON", "Person", key="1"),
            Label("entities", "GPE", "Place", key="B", position=1),
            Label("quotes", "quote", "Quote", frame=True),
            Label("quotes", "content", "Content", position=1),
        ),
        attributes=(
            Attribute(
                "entities",
                "referent",
                "Referent",
                AttributeType.CHOICE,
                choices=(("place", "Place"), ("government", "Government")),
                labels=("GPE",),
            ),
            Attribute("quotes", "named", "Named", AttributeType.YES_NO),
        ),
        roles=(Role("content", "Content", ("quotes.quote",), ("quotes.content",)),),
    )


def test_a_sound_scheme_passes() -> None:
    check_scheme(_scheme())


def _with_label(**changes: object) -> Scheme:
    scheme = _scheme()
    return replace(scheme, labels=(replace(scheme.labels[0], **changes), *scheme.labels[1:]))


@pytest.mark.parametrize(
    ("scheme", "says"),
    [
        (_with_label(key="Q"), "scheme-why-key "),
        (_with_label(key="B"), "scheme-why-key-twice"),
        (_with_label(colour="red"), "scheme-why-colour"),
        (_with_label(colour="#12345g"), "scheme-why-colour"),
        (_with_label(parent="NOBODY"), "scheme-why-parent"),
        (_with_label(parent="PERSON"), "scheme-why-ancestor"),
        (_with_label(uid="GPE"), "scheme-why-twice"),
        (_with_label(layer="places"), "scheme-why-label-layer"),
        (_with_label(frame=True), "scheme-why-no-frame"),
        (replace(_scheme(), layers=()), "scheme-why-no-layers"),
        (
            replace(_scheme(), roles=(Role("x", "X", ("quotes.nothing",), ("quotes.*",)),)),
            "scheme-why-end",
        ),
        (
            replace(_scheme(), attributes=(Attribute("entities", "x", "X", AttributeType.CHOICE),)),
            "scheme-why-choices",
        ),
    ],
)
def test_contradictions_are_named(scheme: Scheme, says: str) -> None:
    with pytest.raises(SchemeError, match=says):
        check_scheme(scheme)


def test_a_layer_of_quotes_needs_its_frame() -> None:
    scheme = _scheme()
    labels = tuple(replace(label, frame=False) for label in scheme.labels)
    with pytest.raises(SchemeError, match="scheme-why-one-frame"):
        check_scheme(replace(scheme, labels=labels))


def test_attributes_belong_to_their_labels_and_in_frame_layers_to_the_frame() -> None:
    scheme = _scheme()
    assert [each.uid for each in scheme.attributes_of("entities", "GPE")] == ["referent"]
    assert scheme.attributes_of("entities", "PERSON") == []
    assert [each.uid for each in scheme.attributes_of("quotes", "quote")] == ["named"]
    assert scheme.attributes_of("quotes", "content") == []


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        (AttributeType.YES_NO, True, 1),
        (AttributeType.NUMBER, 2.5, True),
        (AttributeType.TEXT, "x", 3),
        (AttributeType.CHOICE, "a", "c"),
    ],
)
def test_values_are_checked_against_their_type(
    type_: AttributeType, good: object, bad: object
) -> None:
    choices = (("a", "A"), ("b", "B")) if type_ is AttributeType.CHOICE else ()
    attribute = Attribute("entities", "x", "X", type_, choices)
    assert attribute.problem_with(good) is None  # type: ignore[arg-type]
    problem = attribute.problem_with(bad)  # type: ignore[arg-type]
    assert problem is not None
    assert problem.code == f"attribute-takes-{type_}"


def test_roles_allow_only_their_ends() -> None:
    role = Role("target", "Target", ("opinions.opinion",), ("opinions.target", "entities.*"))
    assert role.allows("opinions.opinion", "entities.PERSON")
    assert not role.allows("opinions.opinion", "opinions.holder")
    assert not role.allows("entities.PERSON", "opinions.target")


def test_retired_labels_stay_findable() -> None:
    scheme = _with_label(retired=True)
    assert scheme.label("entities", "PERSON") is not None
    assert [label.uid for label in scheme.labels_of("entities")] == ["GPE"]
    assert [label.uid for label in scheme.labels_of("entities", retired=True)] == ["PERSON", "GPE"]
