"""Patterns of a project: kept, checked with the place of a fault, tried on articles."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.assist.entities import PatternError
from annotator.domain.annotations import Span
from annotator.domain.errors import AnnotatorError
from annotator.domain.steps import Step, added
from annotator.services import patterns
from annotator.services.patterns import (
    MOST_SHOWN,
    Pattern,
    PatternKind,
    count,
    fault_of,
    keep,
    look,
    patterns_in,
)
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from annotator.services.tasks import Cancelled, Task
from annotator.wording import explain, messages, tr
from tests import articles

NEWS = load_scheme("news")


def pattern(
    kind: str, source: str, number: int = 1, name: str = "ships", **more: object
) -> Pattern:
    label = str(more.pop("label", "PRODUCT"))
    return Pattern(number, name, PatternKind(kind), source, label, **more)  # type: ignore[arg-type]


@pytest.fixture
def session(project_path: Path) -> Iterator[Session]:
    made = Session.create(project_path, NEWS, "Mina Kell")
    yield made
    made.close()


# Keeping -------------------------------------------------------------------------------------


def test_patterns_are_kept_with_the_project_in_their_order(session: Session) -> None:
    mine = [pattern("regex", "b", 2, "second", enabled=False), pattern("words", "a\nc", 1, "first")]
    keep(session, mine)
    assert patterns_in(session) == mine
    path = session.path
    session.close()
    with Session.open(path) as again:
        assert patterns_in(again) == mine


def test_what_another_version_wrote_stays_when_patterns_are_kept(session: Session) -> None:
    newer = {"kind": "neural", "name": "from tomorrow"}
    session.set_setting(patterns.SETTING, [newer, pattern("words", "a").row(), 7])
    assert patterns_in(session) == [pattern("words", "a")]
    keep(session, [])
    assert patterns_in(session) == []
    assert session.setting(patterns.SETTING) == [newer, 7]


def test_a_setting_that_is_no_list_holds_no_patterns(session: Session) -> None:
    session.set_setting(patterns.SETTING, {"a": 1})
    assert patterns_in(session) == []


def test_nothing_is_kept_in_a_project_that_is_read_only(session: Session) -> None:
    path = session.path
    session.close()
    with Session.open(path, read_only=True) as locked:
        with pytest.raises(AnnotatorError) as caught:
            keep(locked, [pattern("words", "a")])
        assert caught.value.code == "project-read-only"
        assert patterns_in(locked) == []


def test_new_patterns_have_ids_of_their_own(session: Session) -> None:
    made = {patterns.new_pattern(session, PatternKind.WORDS, "x", "ORG").id for _ in range(3)}
    assert len(made) == 3


# Checking ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "field", "code"),
    [
        (pattern("words", "a", name=" "), "name", "pattern-no-name"),
        (pattern("words", "a", name="x" * 81), "name", "pattern-long-name"),
        (pattern("words", "a", name="Taken "), "name", "pattern-name-taken"),
        (pattern("words", "a", label="SHIP"), "label", "pattern-no-label"),
        (pattern("words", "a", label=""), "label", "pattern-no-label"),
        (pattern("words", "a", label="quote"), "label", "pattern-no-label"),
        (pattern("words", ""), "source", "pattern-empty"),
        (pattern("regex", "("), "source", "pattern-regex"),
    ],
)
def test_what_is_wrong_is_said_with_the_field(rule: Pattern, field: str, code: str) -> None:
    fault = fault_of(rule, NEWS, [pattern("words", "b", 9, "taken"), rule])
    assert fault is not None
    assert (fault.field, fault.code) == (field, code)
    assert "{" not in tr(fault.code, **fault.values)


def test_a_pattern_that_can_be_used_has_no_fault() -> None:
    rule = pattern("tokens", '[{"LOWER": "mv"}, {"IS_TITLE": true}]')
    assert fault_of(rule, NEWS, [rule]) is None


@pytest.mark.parametrize(
    ("kind", "source", "at"),
    [
        ("regex", "MV [z-a] x", "] x"),
        ("regex", "*a", "*a"),
        ("tokens", '[{"LOWER":\n  nope}]', "nope"),
        ("tokens", '[{"LOWER": "a, b]"}, {"ORTH": [1]}]', '{"ORTH"'),
        ("tokens", '[{"LOWER": "mv"},\n {"IS_TITLE": true, "POS": "x"}]', '{"IS_TITLE"'),
        ("tokens", "[ 3 ]", "3 ]"),
        ("tokens", '[{"LOWER": "mv", "OP": "%"}]', '{"LOWER"'),
    ],
)
def test_the_place_of_a_fault_is_known(kind: str, source: str, at: str) -> None:
    fault = fault_of(pattern(kind, source), NEWS)
    assert fault is not None
    assert fault.place is not None
    assert source[fault.place :].startswith(at)


@pytest.mark.parametrize("source", ["[", '[{"LOWER": "mv"}', "(", "[{"])
def test_the_place_of_a_fault_at_the_end_lies_in_or_behind_the_source(source: str) -> None:
    for kind in ("regex", "tokens"):
        fault = fault_of(pattern(kind, source), NEWS)
        assert fault is not None
        assert fault.place is None or 0 <= fault.place <= len(source)


def test_every_fault_has_its_sentence() -> None:
    for source in ("", "[]", "{}", '["a"]', '[{"A": 1}]', '[{"LOWER": 1}]', '[{"IS_TITLE": 1}]',
                   '[{"LENGTH": "a"}]', '[{"OP": "%"}]', '[{"OP": "{9999}"}]', '[{"OP": "?"}]',
                   "[{}]", json.dumps([{}] * 99), "x" * 9_999):  # fmt: skip
        fault = fault_of(pattern("tokens", source), NEWS)
        assert fault is not None
        assert fault.code in messages()
        assert not re.search(r"\{\w*[a-z]\w*\}", tr(fault.code, **fault.values))


# Trying --------------------------------------------------------------------------------------


def test_hits_stand_with_their_line_and_not_in_zones() -> None:
    text = "First line.\nThe Kestrel met the Heron. Kestrel again."
    zone = Span(text.index("Kestrel again"), len(text))
    found = look(pattern("words", "Kestrel\nHeron"), text, [zone])
    assert [(each.before, each.words, each.after) for each in found.hits] == [
        ("The ", "Kestrel", " met the Heron. Kestrel again."),
        ("The Kestrel met the ", "Heron", ". Kestrel again."),
    ]
    assert found.here == 2
    assert all(text[each.start : each.end] == each.words for each in found.hits)


def test_only_the_first_of_very_many_hits_are_shown_and_all_are_counted() -> None:
    found = look(pattern("words", "Kestrel"), "Kestrel " * 900, [])
    assert (len(found.hits), found.here) == (MOST_SHOWN, 900)


def test_what_needs_a_pipeline_is_not_tried_without_one() -> None:
    rule = pattern("tokens", '[{"LEMMA": "sink"}]')
    assert look(rule, "It sank.", []).after_analysis


def test_places_of_the_project_are_counted_outside_zones(session: Session) -> None:
    first = articles.add_article(session, "Kestrel met Kestrel.\nKestrel left.")
    articles.add_article(session, "No ship here.")
    articles.add_article(session, "The Kestrel, too.")
    rule = pattern("words", "Kestrel")
    assert count(session, rule) == (4, 2)
    session.apply(Step("zone-added", added(articles.zone(first, Span(0, 20)))))
    assert count(session, rule) == (2, 2)


def test_a_pattern_that_takes_too_long_says_so() -> None:
    with pytest.raises(PatternError) as caught:
        look(pattern("regex", "(?:a|aa)+b"), "a" * 80, [])
    assert caught.value.code == "pattern-too-slow"
    assert "(a+)+" in explain(caught.value)


def test_counting_can_be_cancelled(session: Session) -> None:
    articles.add_article(session, "The Kestrel.")
    task = Task("pattern-counting")
    task.cancel()
    with pytest.raises(Cancelled):
        count(session, pattern("words", "Kestrel"), task)
    with pytest.raises(Cancelled):
        look(pattern("words", "Kestrel"), "Kestrel", [], task)


def test_counting_tells_how_far_it_is(session: Session) -> None:
    for number in range(3):
        articles.add_article(session, f"The Kestrel {number}.")
    told: list[tuple[int, int]] = []
    count(session, pattern("words", "Kestrel"), Task("x", lambda *both: told.append(both)))
    assert told[0] == (0, 3)
    assert told[-1] == (3, 3)


def test_the_plan_of_the_worker_holds_the_patterns_as_rows(session: Session) -> None:
    rule = pattern("words", "Kestrel")
    keep(session, [rule, replace(rule, id=2, name="off", enabled=False)])
    rows = session.setting("patterns")
    assert [each["name"] for each in rows] == ["ships", "off"]
    assert json.loads(json.dumps(rows)) == rows
