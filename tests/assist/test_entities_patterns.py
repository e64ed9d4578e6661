"""Patterns: what they find, what is refused and where, and that none takes for ever."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotator.assist.entities.patterns import (
    ATTRIBUTES,
    LONGEST,
    MOST_ITEMS,
    PatternError,
    Patterns,
    patterns_of,
    read_items,
    ready,
)
from annotator.assist.entities.pieces import Pieces
from annotator.domain.patterns import Pattern, PatternKind, pattern_of
from tests.assist.entity_parses import parse_of


def pattern(kind: str, source: object, **more: Any) -> Pattern:
    words = source if isinstance(source, str) else json.dumps(source)
    return Pattern(1, "mine", PatternKind(kind), words, "SHIP", **more)


def found(rule: Pattern, text: str, **more: Any) -> list[str]:
    pieces = Pieces(parse_of(text, **more))
    return [text[start:end] for start, end in ready(rule).find(pieces)]


def fault(rule: Pattern) -> tuple[str, dict[str, object]]:
    with pytest.raises(PatternError) as caught:
        ready(rule)
    return caught.value.code, caught.value.values


# Words ---------------------------------------------------------------------------------------


def test_words_are_found_as_they_stand_the_longest_of_a_place() -> None:
    rule = pattern("words", "Kestrel\n\n  Kestrel   Star \nold ferry")
    text = "Kestrel and Kestrel Star, an old ferry; kestrel, Kestrels, Kestrel\nStar."
    assert found(rule, text) == ["Kestrel", "Kestrel Star", "old ferry", "Kestrel"]


def test_words_without_capitals_find_all_spellings() -> None:
    rule = pattern("words", "the Old Ferry", case=False)
    assert found(rule, "OLD FERRY, Old ferry") == ["OLD FERRY", "Old ferry"]


def test_words_of_signs_only_are_refused() -> None:
    assert fault(pattern("words", "—\n!!")) == ("pattern-no-words", {})


# Regular expressions -------------------------------------------------------------------------


def test_an_expression_finds_ranges_without_spaces_at_their_ends_and_not_over_lines() -> None:
    rule = pattern("regex", r"\s*MV \w+\s*")
    assert found(rule, "The MV Kestrel , MV\nStar") == ["MV Kestrel"]
    assert found(pattern("regex", r"^Lund"), "Lund\nLund of Lund") == ["Lund", "Lund"]


def test_an_expression_meets_the_marks_of_the_article_and_no_zone() -> None:
    text = "“Kestrel” and ’Star’ (“Heron”)"
    zone = (text.index("("), len(text))
    assert found(pattern("regex", "[“’]\\w+[”’]"), text, zones=[zone]) == ["“Kestrel”", "’Star’"]


def test_an_expression_counts_capitals_or_not() -> None:
    text = "kestrel KESTREL"
    assert found(pattern("regex", "kestrel"), text) == ["kestrel"]
    assert found(pattern("regex", "kestrel", case=False), text) == ["kestrel", "KESTREL"]


def test_an_expression_of_nothing_finds_nothing() -> None:
    assert found(pattern("regex", "x*"), "Kestrel") == []


@pytest.mark.parametrize(
    ("source", "column"), [("MV (", 5), ("[z-a]", 5), ("(?P<1>a)", 6), ("*a", 1)]
)
def test_what_is_no_expression_is_refused_with_its_place(source: str, column: int) -> None:
    code, values = fault(pattern("regex", source))
    assert code == "pattern-regex"
    assert values["column"] == column
    assert values["why"]


def test_a_catastrophic_expression_stops_and_is_not_asked_again() -> None:
    bad, good = pattern("regex", r"(?:a|aa)+b"), pattern("regex", "Kestrel")
    patterns = Patterns([bad, good])
    pieces = Pieces(parse_of("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa Kestrel"))
    assert [each.span for each in patterns.find(pieces)] == [(53, 60)]
    assert [(each, error.code) for each, error in patterns.troubles] == [(bad, "pattern-too-slow")]
    assert len(patterns.find(pieces)) == 1
    assert len(patterns.troubles) == 1, "the slow one was set aside"


# Tokens --------------------------------------------------------------------------------------

SHIPS = "Two ships, the Kestrel II and the Star of Orm, met 14 tugs and MV Heron on 3 May."


@pytest.mark.parametrize(
    ("items", "hits"),
    [
        ([{"LOWER": "mv"}, {"IS_TITLE": True}], ["MV Heron"]),
        ([{"ORTH": "the"}, {"SHAPE": "Xxxxx"}, {"TEXT": "II", "OP": "?"}], ["the Kestrel II"]),
        ([{"IS_TITLE": True}, {"LOWER": {"IN": ["of", "ii"]}}, {"IS_TITLE": True, "OP": "?"}],
         ["Kestrel II", "Star of Orm"]),
        ([{"LIKE_NUM": True}, {"IS_LOWER": True}], ["Two ships", "14 tugs"]),
        ([{"IS_DIGIT": True}, {"TEXT": {"REGEX": "^M"}}], ["3 May"]),
        ([{"LENGTH": {">=": 6}, "IS_TITLE": True}], ["Kestrel"]),
        ([{"IS_UPPER": True, "LENGTH": {"==": 2}}, {"OP": "!", "IS_LOWER": True}], ["MV Heron"]),
        ([{"IS_TITLE": True}, {}, {"IS_TITLE": True}], ["Star of Orm"]),
        ([{"TEXT": {"NOT_IN": ["14", "May"], "REGEX": "^[0-9M]"}}], ["MV", "3"]),
        ([{"IS_SENT_START": True}], ["Two"]),
        ([{"IS_LOWER": True, "OP": "{2}"}], ["and the", "tugs and"]),
        ([{"IS_PUNCT": True}, {"LOWER": "the", "OP": "{1,2}"}], [", the"]),
        ([{"TAG": "NNP", "OP": "+"}], ["Two", "Kestrel II", "Star", "Orm", "MV Heron", "May"]),
        ([{"LEMMA": "kestrel"}], ["Kestrel"]),
        ([{"ENT_TYPE": "FAC"}, {"ENT_TYPE": "FAC", "OP": "*"}], ["Star of Orm"]),
        ([{"ENT_TYPE": "", "LOWER": "and"}], ["and", "and"]),
    ],
)  # fmt: skip
def test_tokens_are_asked_for_what_spacys_matcher_asks_for(
    items: list[dict[str, Any]], hits: list[str]
) -> None:
    assert found(pattern("tokens", items), SHIPS, names=[("Star of Orm", "FAC")]) == hits


def test_repeats_take_the_longest_and_no_token_twice() -> None:
    rule = pattern("tokens", [{"IS_TITLE": True, "OP": "+"}])
    assert found(rule, "Star Of Orm met Heron.") == ["Star Of Orm", "Heron"]
    rule = pattern("tokens", [{"IS_TITLE": True, "OP": "{2,3}"}])
    assert found(rule, "Star Of Orm Bay Quay met Heron.") == ["Star Of Orm", "Bay Quay"]
    rule = pattern("tokens", [{"LOWER": "a"}, {"LOWER": "b", "OP": "{2,}"}])
    assert found(rule, "a b, a b b b") == ["a b b b"]


def test_tokens_do_not_reach_over_lines_or_zones() -> None:
    rule = pattern("tokens", [{"IS_TITLE": True}, {"IS_TITLE": True}])
    text = "Star\nHeron (x) Kestrel"
    assert found(rule, text) == []
    assert found(rule, text, zones=[(text.index("("), text.index(")") + 1)]) == []


def test_whether_a_pattern_needs_a_pipeline_is_known() -> None:
    assert not ready(pattern("tokens", [{"LOWER": "mv"}, {"IS_SENT_START": False}])).needs_parse
    assert ready(pattern("tokens", [{"LOWER": "mv"}, {"TAG": "NNP"}])).needs_parse


@pytest.mark.parametrize(
    ("source", "code", "values"),
    [
        ("", "pattern-empty", {}),
        ("  \n", "pattern-empty", {}),
        ('[{"LOWER": "mv"}', "pattern-json", {"line": 1, "column": 17}),
        ('[{"LOWER":\n nope}]', "pattern-json", {"line": 2, "column": 2}),
        ("[" * 3_000, "pattern-json", {"line": 1}),
        ('{"LOWER": "mv"}', "pattern-no-list", {}),
        ("[]", "pattern-no-list", {}),
        ('["mv"]', "pattern-item", {"item": 1}),
        ([{"LOWER": "mv"}, {"VERB": "x"}], "pattern-attribute", {"item": 2, "name": "VERB"}),
        ([{"LOWER": 3}], "pattern-value-str", {"item": 1, "name": "LOWER"}),
        ([{"IS_TITLE": 1}], "pattern-value-bool", {"item": 1, "name": "IS_TITLE"}),
        ([{"IS_TITLE": {"IN": [True]}}], "pattern-value-bool", {"item": 1}),
        ([{"LENGTH": True}], "pattern-value-int", {"item": 1}),
        ([{"LOWER": {}}], "pattern-value-str", {"item": 1}),
        ([{"LOWER": {"IN": "mv"}}], "pattern-value-str", {"item": 1}),
        ([{"LOWER": {"IN": ["mv", 3]}}], "pattern-value-str", {"item": 1}),
        ([{"LOWER": {"FUZZY": "mv"}}], "pattern-value-str", {"item": 1}),
        ([{"LOWER": {"REGEX": "("}}], "pattern-regex", {"column": 2}),
        ([{"LOWER": "mv", "OP": "%"}], "pattern-op", {"item": 1, "op": "%"}),
        ([{"LOWER": "mv", "OP": "{,}"}], "pattern-op", {"item": 1}),
        ([{"LOWER": "mv", "OP": 3}], "pattern-op", {"item": 1}),
        ([{"LOWER": "mv", "OP": "{3,2}"}], "pattern-repeats", {"item": 1}),
        ([{"LOWER": "mv", "OP": "{9999}"}], "pattern-repeats", {"item": 1}),
        ([{"LOWER": "mv", "OP": "?"}], "pattern-all-optional", {}),
        ([{"LOWER": "mv", "OP": "{0,3}"}], "pattern-all-optional", {}),
        ([{}, {"OP": "*"}], "pattern-fits-all", {}),
        ([{"LOWER": "mv"}] * (MOST_ITEMS + 1), "pattern-many-items", {"most": MOST_ITEMS}),
        ('[{"LOWER": "' + "m" * LONGEST + '"}]', "pattern-too-long", {"most": LONGEST}),
    ],
)
def test_what_is_no_token_pattern_is_refused_with_its_place(
    source: object, code: str, values: dict[str, object]
) -> None:
    found_code, found_values = fault(pattern("tokens", source))
    assert found_code == code
    assert {name: found_values[name] for name in values} == values


def test_attributes_that_are_unknown_are_answered_with_those_that_are() -> None:
    _, values = fault(pattern("tokens", [{"POS": "PROPN"}]))
    assert str(values["known"]).split(", ") == [*ATTRIBUTES, "OP"]


def test_a_pattern_that_fits_in_very_many_ways_takes_bounded_work() -> None:
    """Forty repeated wildcards around one word: the states are walked as a set, not one by one."""
    items = [{"IS_ASCII": True, "OP": "*"}] * 20 + [{"LOWER": "nowhere"}] + [{"OP": "*"}] * 19
    patterns = Patterns([pattern("tokens", items)])
    pieces = Pieces(parse_of("word " * 1_000))
    assert patterns.find(pieces) == []
    assert [error.code for _, error in patterns.troubles] == ["pattern-too-broad"]


# All patterns of a project -------------------------------------------------------------------


def test_what_is_switched_off_or_broken_does_not_take_the_others_along() -> None:
    rows = [
        pattern("words", "Kestrel").row(),
        pattern("words", "Heron", enabled=False).row(),
        pattern("regex", "(").row(),
    ]
    patterns = patterns_of(rows)
    assert len(patterns) == 1
    assert [error.code for _, error in patterns.troubles] == ["pattern-regex"]
    text = "Heron and Kestrel"
    (only,) = patterns.find(Pieces(parse_of(text)))
    assert (only.span.of(text), only.label, only.suggester) == ("Kestrel", "SHIP", "patterns")


def test_a_pattern_is_kept_as_json_and_comes_back() -> None:
    kind = PatternKind.REGEX
    rule = Pattern(2**62 + 5, "Schiffe", kind, "a\nb", "SHIP", enabled=False, case=False)
    assert pattern_of(json.loads(json.dumps(rule.row()))) == rule


@pytest.mark.parametrize(
    "row",
    [{}, {"id": "x"}, {**pattern("words", "a").row(), "kind": "macro"},
     {**pattern("words", "a").row(), "source": 3}, {**pattern("words", "a").row(), "id": "zz"},
     {**pattern("words", "a").row(), "id": None}],
)  # fmt: skip
def test_rows_that_are_no_patterns_are_refused(row: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        pattern_of(row)


def test_the_reader_of_items_says_how_often_each_may_stand() -> None:
    items = read_items('[{"LOWER": "a", "OP": "{2,3}"}, {"OP": "*"}, {"LOWER": "b", "OP": "!"}]')
    assert [(each.least, each.most, each.not_here) for each in items] == [
        (2, 3, False), (0, None, False), (1, 1, True),
    ]  # fmt: skip
