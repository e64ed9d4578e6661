"""Scheme files: what is wrong is said with file and line, and what is written reads back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.scheme import Attribute, AttributeType, Label, Layer, LayerKind, Role, Scheme
from annotator.domain.scheme_file import SchemeFileError, read_scheme, write_scheme

GOOD = """\
id = "small"
name = "Small"

[[layers]]
id = "entities"

[[layers.labels]]
id = "PERSON"
name = "Person"
key = "1"
colour = "#aa5500"

[[layers.attributes]]
id = "referent"
type = "choice"
choices = ["place", { id = "people", name = "People" }]

[[roles]]
id = "coref"
from = ["entities.*"]
to = ["entities.PERSON"]
"""


def test_a_small_file_is_read() -> None:
    scheme = read_scheme(GOOD, "small.toml")
    assert scheme.label("entities", "PERSON") == Label(
        "entities", "PERSON", "Person", "#aa5500", "1"
    )
    assert scheme.attributes[0].choices == (("place", "place"), ("people", "People"))
    assert scheme.role("coref") == Role("coref", "coref", ("entities.*",), ("entities.PERSON",))


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('id = "PERSON"', 'id = "PERSON', 8, "line 8"),
        ('key = "1"', 'key = "Q"', 8, "scheme-why-key "),
        ('name = "Person"', 'nmae = "Person"', 9, "scheme-why-unknown-key"),
        ('colour = "#aa5500"', "colour = 3", 8, "scheme-why-type"),
        ('id = "entities"', 'kind = "spans"', 0, "scheme-why-needs"),
        ('to = ["entities.PERSON"]', 'to = ["entities.NOBODY"]', 19, "scheme-why-end"),
        ('type = "choice"', 'type = "colour"', 14, "scheme-why-word"),
        ('id = "small"', "", 0, "scheme-why-needs"),
    ],
)
def test_errors_name_file_and_line(old: str, new: str, line: int, says: str) -> None:
    with pytest.raises(SchemeFileError) as caught:
        read_scheme(GOOD.replace(old, new), "small.toml")
    values = caught.value.values
    assert values["file"] == "small.toml"
    assert values["line"] == line
    assert says in str(values["why"])


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=12)


@given(WORDS, WORDS, WORDS, st.booleans())
def test_what_is_written_reads_back(name: str, guideline: str, choice: str, many: bool) -> None:
    scheme = Scheme(
        "any",
        name,
        3,
        description=guideline,
        switches={"quote_marks_in_content": many},
        layers=(Layer("q", name, LayerKind.QUOTES),),
        labels=(
            Label("q", "quote", name, frame=True),
            Label("q", "cue", name, guideline=guideline, retired=many, position=1),
        ),
        attributes=(
            Attribute("q", "act", name, AttributeType.CHOICE, ((choice, name),), ("quote",)),
        ),
        roles=(Role("cue", name, ("q.quote",), ("q.*",), many),),
    )
    assert read_scheme(write_scheme(scheme), "any.toml") == scheme
