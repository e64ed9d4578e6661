"""Figures of opinions are right on cases counted by hand."""

from __future__ import annotations

import random

import pytest
from sklearn.metrics import accuracy_score, f1_score

from annotator.domain.annotations import Span
from annotator.domain.opinion_scores import OpinionScores, PolarityScores
from annotator.domain.proposals import OpinionProposal

TEXT = "The Citadel praised Norvia. Karsk blamed the Unity Office for the shabby bargain."


def opinion(words: str, polarity: str, **slots: object) -> OpinionProposal:
    start = TEXT.index(words)
    return OpinionProposal(Span(start, start + len(words)), polarity, **slots)  # type: ignore[arg-type]


def holder(words: str) -> tuple[Span, ...]:
    start = TEXT.index(words)
    return (Span(start, start + len(words)),)


def test_macro_f1_and_accuracy_agree_with_scikit_learn() -> None:
    draw = random.Random(5)
    classes = ["positive", "neutral", "negative"]
    gold = [draw.choice(classes) for _ in range(300)]
    found = [each if draw.random() < 0.6 else draw.choice(classes) for each in gold]
    scores = PolarityScores()
    for here, there in zip(gold, found, strict=True):
        scores.add(here, there)
    assert scores.n == 300
    assert scores.macro_f1 == pytest.approx(f1_score(gold, found, average="macro"))
    assert scores.accuracy == pytest.approx(accuracy_score(gold, found))
    for each in classes:
        f1 = f1_score(gold, found, labels=[each], average="macro")
        assert scores.of(each).f1 == pytest.approx(f1)


def test_no_proposal_says_neutral() -> None:
    scores = PolarityScores()
    scores.add("neutral", None)
    scores.add("negative", None)
    assert scores.confusion == {("neutral", "neutral"): 1, ("negative", "neutral"): 1}
    assert scores.accuracy == 0.5


def test_a_class_that_nobody_names_does_not_pull_the_mean_down() -> None:
    scores = PolarityScores()
    scores.add("positive", "positive")
    scores.add("negative", "negative")
    scores.add("negative", "mixed")
    assert scores.classes == ("positive", "negative")
    assert scores.macro_f1 == pytest.approx((1.0 + 2 / 3) / 2)


def test_without_targets_figures_are_undefined() -> None:
    assert PolarityScores().macro_f1 is None
    assert PolarityScores().accuracy is None
    assert OpinionScores().measures["target"].f1 is None


def test_targets_are_paired_by_their_words_and_the_rest_is_judged_on_pairs() -> None:
    scores = OpinionScores()
    gold = [
        opinion("Norvia", "positive", holder=holder("The Citadel"), intensity="strong"),
        opinion("the Unity Office", "negative", holder=holder("Karsk")),
        opinion("bargain", "negative"),
    ]
    found = [
        opinion("Norvia", "positive", holder=holder("Citadel"), intensity="weak"),
        opinion("Unity Office", "negative"),
    ]
    scores.add("a", TEXT, gold, found)
    counts = {name: (m.right, m.found, m.gold) for name, m in scores.measures.items()}
    assert counts == {
        "target": (2, 2, 3),
        "polarity": (2, 2, 3),
        "intensity": (1, 2, 3),  # nobody gave that of the office; it cannot be missed
        "holder": (1, 2, 3),
        "frame": (0, 2, 3),
    }
    assert [
        (each.kind, each.gold is not None, each.found is not None) for each in scores.errors
    ] == [
        ("intensity", True, True),
        ("holder", True, True),
        ("missed", True, False),
    ]
    assert scores.accuracy == pytest.approx(2 / 3)


def test_a_proposal_about_nobody_labelled_costs_precision_only() -> None:
    scores = OpinionScores()
    scores.add("a", TEXT, [opinion("Norvia", "positive")],
               [opinion("Norvia", "positive"), opinion("Karsk", "negative")])  # fmt: skip
    assert scores.measures["polarity"].precision == 0.5
    assert scores.measures["polarity"].recall == 1.0
    assert scores.accuracy == 1.0
    assert [each.kind for each in scores.errors] == ["spurious"]


def test_a_neutral_label_without_a_proposal_is_no_error() -> None:
    scores = OpinionScores()
    scores.add("a", TEXT, [opinion("Norvia", "neutral"), opinion("Karsk", "neutral")],
               [opinion("Karsk", "negative")])  # fmt: skip
    assert [each.kind for each in scores.errors] == ["polarity"]
    assert scores.measures["target"].gold == 1
    assert scores.accuracy == 0.5


def test_of_two_proposals_for_a_target_the_one_with_more_common_words_is_its_partner() -> None:
    scores = OpinionScores()
    scores.add("a", TEXT, [opinion("the shabby bargain", "negative")],
               [opinion("bargain", "positive"), opinion("shabby bargain", "negative")])  # fmt: skip
    assert scores.accuracy == 1.0
    assert [each.kind for each in scores.errors] == ["spurious"]


def test_the_same_name_elsewhere_is_the_same_holder_and_a_pronoun_is_not() -> None:
    text = "Maret spoke. He said Maret liked Orlo. Somebody said so."
    target = Span(text.index("Orlo"), text.index("Orlo") + 4)

    def held_by(words: str, start: int = 0) -> OpinionProposal:
        place = text.index(words, start)
        return OpinionProposal(target, "positive", holder=(Span(place, place + len(words)),))

    scores = OpinionScores()
    scores.add("a", text, [held_by("Maret")], [held_by("Maret", 5)])
    assert scores.measures["holder"].right == 1
    scores.add("b", text, [held_by("Maret")], [held_by("He")])
    assert scores.measures["holder"].right == 1
    scores.add("c", text, [OpinionProposal(target, "positive")], [held_by("Maret")])
    assert scores.measures["holder"].right == 1


@pytest.mark.parametrize("text", ["", "“”", " \n "])
def test_articles_without_words_count_nothing(text: str) -> None:
    scores = OpinionScores()
    scores.add("a", text, [], [])
    assert (scores.articles, scores.polarities.n, scores.errors) == (1, 0, [])
