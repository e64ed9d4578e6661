"""+, -, 0, H, T, R: opinions on selected words and on mentions."""

from __future__ import annotations

import pytest

from annotator.services.desk import Desk
from tests.services.desks import go, labelled, pick, slots


def _attributes(desk: Desk) -> dict[str, object]:
    frame = desk.selected_annotation()
    assert frame is not None
    return dict(frame.attributes)


@pytest.mark.parametrize(
    ("sign", "polarity"), [("+", "positive"), ("-", "negative"), ("0", "neutral")]
)
def test_a_sign_on_selected_words_makes_them_the_expression(
    desk: Desk, sign: str, polarity: str
) -> None:
    pick(desk, "denies shelling")
    assert desk.opinion(sign)
    assert slots(desk) == {"expression": ["denies shelling"]}
    assert _attributes(desk) == {"polarity": polarity, "holder": "writer"}
    assert desk.layer == "opinions"


def test_a_sign_on_a_selected_mention_makes_it_the_target(desk: Desk) -> None:
    labelled(desk, "Velmar", "GPE")
    assert desk.opinion("+")
    assert slots(desk) == {"target": ["Velmar"]}


def test_a_sign_on_a_selected_opinion_sets_it_and_then_its_intensity(desk: Desk) -> None:
    pick(desk, "shelling")
    desk.opinion("-")
    desk.opinion("+")
    desk.opinion("+")
    assert _attributes(desk) == {"polarity": "positive", "intensity": "weak", "holder": "writer"}
    assert desk.article is not None
    assert len(desk.article.in_layer("opinions", "opinion")) == 1


def test_inside_a_quote_the_holder_is_its_source(desk: Desk) -> None:
    go(desk, "closest")
    desk.quote()
    pick(desk, "closest")
    desk.opinion("+")
    found = slots(desk)
    assert found["expression"] == ["closest"]
    assert found["holder"] == ["Foreign Minister Dana Ilves"]
    assert "quote" in found
    assert _attributes(desk) == {"polarity": "positive"}


def test_h_t_r_fill_the_opinion_in_hand(desk: Desk) -> None:
    pick(desk, "partner")
    desk.opinion("+")
    frame = desk.selected_annotation()
    assert frame is not None
    for words, act in (
        ("Dana Ilves", desk.holder),
        ("Velmar", desk.target),
        ("closest neighbour", desk.expression),
    ):
        pick(desk, words)
        assert act()
    assert slots(desk, frame) == {
        "expression": ["partner", "closest neighbour"],
        "holder": ["Dana Ilves"],
        "target": ["Velmar"],
    }


def test_h_without_a_selection_gives_it_to_the_writer(desk: Desk) -> None:
    pick(desk, "partner")
    desk.opinion("+")
    frame = desk.selected
    pick(desk, "Dana Ilves")
    desk.holder()
    desk.select(frame)
    assert desk.holder()
    assert "holder" not in slots(desk)
    assert _attributes(desk)["holder"] == "writer"


def test_the_keys_of_an_opinion_need_one(desk: Desk, said: list[str]) -> None:
    pick(desk, "Dana Ilves")
    for act in (desk.holder, desk.target, desk.expression):
        assert not act()
    assert said == ["no-opinion"] * 3
