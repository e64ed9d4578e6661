"""Measures of proposed quotes, on counts that can be done by hand."""

from __future__ import annotations

import pytest

from annotator.domain.annotations import Span
from annotator.domain.cue_words import CUE_NOUNS, CUE_VERBS, is_speech
from annotator.domain.measure import Measure
from annotator.domain.proposals import QuoteProposal
from annotator.domain.quote_scores import ERRORS, QuoteScores
from tests.articles import where

TEXT = (
    "“We will wait for the thaw,” Lena Brandt said.\n"
    "Oren Maret denied the report. Ilves wants to leave Karsk.\n"
    "Brandt said that two old ferries sank off Lund on Monday night."
)


def quote(
    content: str | list[str], cue: str = "", source: str = "", speaker: str = "", nth: int = 0
) -> QuoteProposal:
    parts = [content] if isinstance(content, str) else content
    return QuoteProposal(
        tuple(where(TEXT, each) for each in parts),
        (where(TEXT, cue, nth),) if cue else (),
        (where(TEXT, source),) if source else (),
        speaker=where(TEXT, speaker) if speaker else None,
    )


DIRECT = quote("We will wait for the thaw", "said", "Lena Brandt")
DENIAL = quote("the report", "denied", "Oren Maret")
WISH = quote("to leave Karsk", "wants", "Ilves")
FERRIES = quote("two old ferries sank off Lund on Monday night", "said", "Brandt said", nth=1)


def scored(gold: list[QuoteProposal], found: list[QuoteProposal]) -> QuoteScores:
    scores = QuoteScores()
    scores.add("a", TEXT, gold, found)
    return scores


def counts(scores: QuoteScores, view: str, name: str) -> tuple[int, int, int]:
    measure = scores.views[view][name]
    return measure.right, measure.found, measure.gold


def test_the_labels_themselves_are_all_right() -> None:
    gold = [DIRECT, DENIAL, WISH, FERRIES]
    scores = scored(gold, list(reversed(gold)))
    for name, measure in scores.views["all"].items():
        assert measure.f1 == 1, name
        assert measure.gold == (1 if name == "seg_spk" else 4), name
    # A wish is not said.
    assert counts(scores, "speech", "e2e") == (3, 3, 3)
    assert scores.errors == []
    assert (scores.words, scores.articles) == (31, 1)


def test_marks_commas_and_spaces_decide_nothing() -> None:
    marked = QuoteProposal(
        (where(TEXT, "“We will wait for the thaw,” "),), DIRECT.cue, DIRECT.source
    )
    assert counts(scored([DIRECT], [marked]), "all", "frame") == (1, 1, 1)


@pytest.mark.parametrize(
    ("content", "exact", "near"),
    [
        ("two old ferries sank off Lund on Monday night", 1, 1),
        ("that two old ferries sank off Lund on Monday night", 0, 1),  # 9 of 10
        ("two old ferries sank off Lund on Monday", 0, 1),  # 8 of 9
        ("ferries sank off Lund on Monday", 0, 0),  # 6 of 9
    ],
)
def test_nearly_the_same_words_are_four_in_five(content: str, exact: int, near: int) -> None:
    scores = scored([FERRIES], [quote(content, "said", "Brandt said", nth=1)])
    assert counts(scores, "all", "content_exact") == (exact, 1, 1)
    assert counts(scores, "all", "content_j80") == (near, 1, 1)
    assert [each.kind for each in scores.errors] == ([] if exact else ["boundary"])


def test_pairs_are_one_to_one() -> None:
    assert counts(scored([DIRECT], [DIRECT, DIRECT]), "all", "content_exact") == (1, 2, 1)
    assert counts(scored([DIRECT, DIRECT], [DIRECT]), "all", "e2e") == (1, 1, 2)
    assert counts(scored([DIRECT, DIRECT], [DIRECT]), "all", "cue") == (1, 1, 2)


def test_parts_of_a_content_count_together() -> None:
    split = quote(["We will wait", "for the thaw"], "said", "Lena Brandt")
    assert counts(scored([DIRECT], [split]), "all", "frame") == (1, 1, 1)
    halves = [quote("We will wait", "said", "Lena Brandt"), quote("for the thaw")]
    scores = scored([DIRECT], halves)
    assert counts(scores, "all", "content_j80") == (0, 2, 1)
    # Passages in marks do not care how a guideline splits them, but most of it must be there.
    assert counts(scored([DIRECT], [halves[0]]), "all", "seg_spk") == (0, 0, 1)
    most = quote("We will wait for the", "said", "Lena Brandt")
    assert counts(scored([DIRECT], [most]), "all", "seg_spk") == (1, 1, 1)


@pytest.mark.parametrize(
    ("source", "speaker", "right"),
    [
        ("Lena Brandt", "", True),
        ("Lena", "", True),  # a part of the name
        ("Brandt said that", "", True),  # the name at another place of the article
        ("Oren Maret", "", False),
        ("", "", False),
        ("Ilves", "Lena Brandt", True),  # what it refers back to counts as well
    ],
)
def test_the_speaker_is_right_with_one_word_of_the_name(
    source: str, speaker: str, right: bool
) -> None:
    found = quote("We will wait for the thaw", "said", source, speaker)
    scores = scored([DIRECT], [found])
    assert counts(scores, "all", "e2e") == (int(right), 1, 1)
    assert counts(scores, "all", "seg_spk") == (int(right), 1, 1)
    assert [each.kind for each in scores.errors] == ([] if right else ["wrong-speaker"])


def test_a_pronoun_counts_at_its_own_place_only() -> None:
    text = "She left. “We will wait,” she said."
    content, cue = (where(text, "We will wait"),), (where(text, "said"),)
    gold = QuoteProposal(content, cue, (where(text, "she"),))
    other = QuoteProposal(content, cue, (where(text, "She"),))
    for found, right in ((gold, 1), (other, 0)):
        scores = QuoteScores()
        scores.add("a", text, [gold], [found])
        assert counts(scores, "all", "e2e") == (right, 1, 1)


def test_without_a_labelled_source_no_name_is_right() -> None:
    bare = quote("We will wait for the thaw", "said")
    assert counts(scored([bare], [bare]), "all", "e2e") == (1, 1, 1)
    assert counts(scored([bare], [DIRECT]), "all", "e2e") == (0, 1, 1)
    assert counts(scored([bare], [DIRECT]), "all", "source") == (0, 1, 0)


def test_short_passages_are_no_segments() -> None:
    text = "They called it “a trick” and “nothing but a trick”."
    one = QuoteProposal((where(text, "a trick"),), source=(where(text, "They"),))
    two = QuoteProposal((where(text, "nothing but a trick"),), source=(where(text, "They"),))
    scores = QuoteScores()
    scores.add("a", text, [one, two], [one, two])
    assert counts(scores, "all", "seg_spk") == (1, 1, 1)


def test_every_kind_of_error_has_its_examples() -> None:
    longer = quote("that two old ferries sank off Lund on Monday night", "said", "Ilves")
    scores = scored([DIRECT, FERRIES], [WISH, longer])
    assert sorted((each.kind, each.gold, each.found) for each in scores.errors if each.gold) == [
        ("boundary", FERRIES, longer),
        ("missed", DIRECT, None),
        ("wrong-speaker", FERRIES, longer),
    ]
    (spurious,) = [each for each in scores.errors if each.gold is None]
    assert (spurious.kind, spurious.article, spurious.found) == ("spurious", "a", WISH)
    assert {each.kind for each in scores.errors} == set(ERRORS)


def test_figures_are_undefined_where_nothing_is_there() -> None:
    assert (Measure().precision, Measure().recall, Measure().f1) == (None, None, None)
    half = Measure(right=1, found=2, gold=4)
    assert half.precision == 0.5
    assert half.recall == 0.25
    assert half.f1 == pytest.approx(2 * 0.5 * 0.25 / 0.75)
    empty = QuoteScores()
    empty.add("a", "", [], [])
    assert empty.views["speech"]["e2e"].f1 is None
    missed = scored([DIRECT], [])
    assert missed.views["all"]["e2e"].f1 == 0


def test_other_token_borders_make_no_difference() -> None:
    inside = QuoteProposal((Span(2, 25),), DIRECT.cue, DIRECT.source)  # from inside "We"
    assert counts(scored([DIRECT], [inside]), "all", "content_exact") == (1, 1, 1)


# Cue words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("has said", True),
        ("according to", True),
        ("According to", True),
        ("pointed out", True),
        ("was quoted as saying", True),
        ("denied", True),
        ("criticised", False),
        ("believes", False),
        ("pointed at", False),
        ("", False),
    ],
)
def test_verbs_of_speech_take_a_clause_and_direct_speech(words: str, said: bool) -> None:
    assert is_speech(words.split()) is said


def test_forms_of_cue_words() -> None:
    for form in ("deny", "denies", "denied", "denying"):
        assert CUE_VERBS[form].act == "denies"
    assert CUE_VERBS["admitted"] is CUE_VERBS["admit"]
    assert CUE_VERBS["wrote"].lemma == "write"
    assert CUE_VERBS["labelled"].lemma == CUE_VERBS["labeled"].lemma == "label"
    assert CUE_VERBS["believes"].speech is False
    assert CUE_VERBS["ruling out"].act == "denies"
    assert "against" in CUE_VERBS["warned"].prepositions
    assert CUE_NOUNS["suspicions"].act == "suspects"
    assert CUE_NOUNS["theories"].lemma == "theory"
    acts = {each.act for each in (*CUE_VERBS.values(), *CUE_NOUNS.values())}
    assert acts == {
        "", "states", "claims", "denies", "declines-to-confirm", "warns", "vows", "proposes",
        "asks", "suspects",
    }  # fmt: skip
