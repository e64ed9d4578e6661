"""What belongs to the definition of a label, and under which version it was looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.guideline_versions import (
    DefinitionVersion,
    Look,
    changed_definitions,
    definition,
    look_at,
    number_of,
)
from annotator.domain.scheme import Attribute, AttributeType, Label, Layer, Scheme

PERSON = Label("names", "person", "Person", description="Somebody", guideline="With titles.")
PLACE = Label("names", "place", "Place")
TONE = Attribute(
    "names", "tone", "Tone", AttributeType.CHOICE, (("p", "praise"), ("b", "blame")), ("person",),
    "How it is said",
)  # fmt: skip
SCHEME = Scheme("s", "S", layers=(Layer("names", "Names"),), labels=(PERSON, PLACE),
                attributes=(TONE,))  # fmt: skip


def changed(label: Label | None = None, attribute: Attribute | None = None) -> list[str]:
    after = replace(
        SCHEME,
        labels=(label or PERSON, PLACE),
        attributes=(attribute or TONE,),
    )
    return [each.uid for each in changed_definitions(SCHEME, after)]


def test_a_definition_says_description_guideline_and_attributes() -> None:
    assert definition(SCHEME, PERSON) == (
        "Somebody\n\nWith titles.\n\nTone: praise | blame – How it is said"
    )
    assert definition(SCHEME, PLACE) == ""


@pytest.mark.parametrize(
    "after",
    [
        replace(PERSON, description="Somebody real"),
        replace(PERSON, guideline="Without titles."),
    ],
)
def test_other_words_are_another_definition(after: Label) -> None:
    assert changed(after) == ["person"]


@pytest.mark.parametrize(
    "after",
    [
        replace(PERSON, name="People", colour="#000000", key="1", retired=True),
        replace(PERSON, guideline="\nWith titles.  \n\n"),
    ],
)
def test_what_only_looks_otherwise_is_the_same_definition(after: Label) -> None:
    assert changed(after) == []


@pytest.mark.parametrize(
    ("attribute", "labels"),
    [
        (replace(TONE, choices=(("p", "praise"),)), ["person"]),
        (replace(TONE, description="In whose words"), ["person"]),
        (replace(TONE, labels=()), ["place"]),  # it belongs to every label now
        (replace(TONE, position=9), []),
    ],
)
def test_an_attribute_is_part_of_the_labels_it_belongs_to(
    attribute: Attribute, labels: list[str]
) -> None:
    assert changed(attribute=attribute) == labels


def test_the_number_is_that_of_the_newest_version_looked_at() -> None:
    versions = [DefinitionVersion(11, PERSON.id, ""), DefinitionVersion(12, PERSON.id, "")]
    assert number_of(versions, []) == 1
    assert number_of(versions, [look_at(1, 2, 11)]) == 2
    assert number_of(versions, [look_at(1, 2, 12), look_at(1, 2, 11)]) == 3
    assert number_of(versions, [look_at(1, 2, 99)]) == 1  # of a version that was taken back


def test_a_look_is_the_same_in_every_copy() -> None:
    assert look_at(1, 2, 3) == look_at(1, 2, 3)
    assert isinstance(look_at(1, 2, 3), Look)
    assert len({look_at(1, 2, 3).id, look_at(1, 2, 4).id, look_at(1, 5, 3).id}) == 3
