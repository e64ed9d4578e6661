"""What the sample articles must show, so that every view has something on the first start."""

from __future__ import annotations

import difflib
import itertools
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from annotator.domain.annotations import Span
from annotator.domain.documents import State, ZoneKind
from annotator.domain.scheme import LayerKind, Scheme
from annotator.domain.tokens import plain_tokens
from annotator.locations import resource
from annotator.services.session import Session

Line = dict[str, Any]
Lines = dict[str, Line]

MINA, JONAS = "Mina Kell", "Jonas Reed"


def of(line: Line, annotator: str, layer: str) -> list[Line]:
    return [
        each for each in line["spans"] if (each["annotator"], each["layer"]) == (annotator, layer)
    ]


def labelled(lines: Lines, annotator: str) -> list[Line]:
    return [each for each in lines.values() if of(each, annotator, "entities")]


def test_all_is_sound_after_import(samples: Session, lines: Lines) -> None:
    assert samples.check() == []
    assert samples.counts().documents == len(lines) >= 12


def test_first_article_is_the_twin(samples: Session) -> None:
    assert list(samples.document_ids(limit=1)) == [samples.find_document("norvia-01-arrival")]


def test_every_article_says_where_it_comes_from(lines: Lines) -> None:
    for line in lines.values():
        assert re.fullmatch(r"[a-z]+-\d\d-[a-z-]+", line["id"])
        assert line["meta"].keys() >= {"title", "outlet", "date", "language", "url"}
        assert re.match(r"https://([a-z-]+\.)?example\.(org|com|net)/", line["meta"]["url"])


def test_twin_file_is_the_text_of_its_article(lines: Lines, gold: Line) -> None:
    text = resource("samples", "twin.txt").read_bytes().decode("utf-8")

    assert lines["norvia-01-arrival"]["text"] == gold["text"] == text


@pytest.mark.parametrize("story", ["twin", "editorial", "orm-line"])
def test_a_gold_file_is_what_one_annotator_made_of_the_sample(lines: Lines, story: str) -> None:
    raw = resource("samples", f"{story}-gold.jsonl").read_text("utf-8")
    gold: Line = json.loads(raw)
    sample = lines[gold["id"]]
    hers = {
        name: [each for each in value if each.get("annotator", MINA) == MINA]
        for name, value in sample.items()
        if name in ("spans", "links", "quotes", "opinions", "document_labels", "states")
    }
    used = {each["entry"] for each in hers["spans"] if "entry" in each}
    entries = [each for each in sample["entries"] if each["id"] in used]
    assert sample | hers | {"entries": entries} == gold
    assert used


def test_every_label_of_the_news_scheme_is_used(lines: Lines, news_scheme: Scheme) -> None:
    used = {each["label"] for line in lines.values() for each in line["spans"]}
    used |= {each["label"] for line in lines.values() for each in line["document_labels"]}
    used |= {"quote", "opinion"}

    assert used == {label.uid for label in news_scheme.labels}


@pytest.mark.parametrize(
    ("frames", "field", "name"),
    [
        ("quotes", "act", "act"),
        ("quotes", "type", "type"),
        ("opinions", "polarity", "polarity"),
        ("opinions", "intensity", "intensity"),
    ],
)
def test_every_value_occurs(
    lines: Lines, news_scheme: Scheme, frames: str, field: str, name: str
) -> None:
    attribute = news_scheme.attribute(frames, name)
    assert attribute is not None
    used = {each[field] for line in lines.values() for each in line[frames]} - {None}

    assert used == {value for value, _ in attribute.choices}


def test_every_role_is_used(samples: Session, news_scheme: Scheme) -> None:
    used = {
        relation.role
        for number in samples.document_ids()
        for relation in samples.article(number).relations.values()
    }

    assert used == {role.uid for role in news_scheme.roles}


def test_every_kind_of_zone_occurs(lines: Lines) -> None:
    kinds = Counter(zone["kind"] for line in lines.values() for zone in line["zones"])

    assert kinds.keys() == set(ZoneKind)


def test_nothing_is_labelled_inside_a_zone(lines: Lines) -> None:
    for line in lines.values():
        for zone, span in itertools.product(line["zones"], line["spans"]):
            assert span["end"] <= zone["start"] or span["start"] >= zone["end"], span["text"]


def test_states_show_a_project_at_work(lines: Lines) -> None:
    states = Counter(
        each["state"]
        for line in lines.values()
        for each in line.get("states", [])
        if each["annotator"] == MINA
    )

    assert states.total() == len(lines)
    assert states[State.DONE] >= 4
    assert states.keys() == {
        State.NEW, State.IN_PROGRESS, State.DONE, State.FLAGGED, State.SKIPPED,
    }  # fmt: skip


# Two annotators ----------------------------------------------------------------------------------


def test_three_articles_are_labelled_by_two_people(lines: Lines) -> None:
    assert len(labelled(lines, JONAS)) == 3
    assert all(each in labelled(lines, MINA) for each in labelled(lines, JONAS))


def test_they_agree_on_most_and_differ_on_something(lines: Lines) -> None:
    for line in labelled(lines, JONAS):
        mina, jonas = (
            {(each["start"], each["end"], each["label"]) for each in of(line, who, "entities")}
            for who in (MINA, JONAS)
        )
        assert 0.6 < len(mina & jonas) / len(mina | jonas) < 1


def same_words(mina: Line, jonas: Line) -> bool:
    return (mina["start"], mina["end"]) == (jonas["start"], jonas["end"])


@pytest.mark.parametrize(
    "differ",
    [
        pytest.param(
            lambda one, other: same_words(one, other) and one["label"] != other["label"],
            id="label",
        ),
        pytest.param(
            lambda one, other: (
                one["label"] == other["label"]
                and not same_words(one, other)
                and Span(one["start"], one["end"]).overlaps(Span(other["start"], other["end"]))
            ),
            id="boundary",
        ),
    ],
)
def test_mentions_differ_by(lines: Lines, differ: Callable[[Line, Line], bool]) -> None:
    found = [
        (one["text"], other["text"])
        for line in labelled(lines, JONAS)
        for one, other in itertools.product(of(line, MINA, "entities"), of(line, JONAS, "entities"))
        if differ(one, other)
    ]

    assert len(found) >= 3


def pairs(lines: Lines, frames: str, slot: str) -> Iterable[tuple[Line, Line, dict[str, Span]]]:
    """Yield frames of both that share what fills a slot, with the ranges of the line by id."""
    for line in labelled(lines, JONAS):
        spans = {each["id"]: Span(each["start"], each["end"]) for each in line["spans"]}
        whose = {
            who: [each for each in line[frames] if each["annotator"] == who]
            for who in (MINA, JONAS)
        }
        for one, other in itertools.product(whose[MINA], whose[JONAS]):
            if [spans[each] for each in one[slot]] == [spans[each] for each in other[slot]]:
                yield one, other, spans


def test_opinions_differ_in_polarity(lines: Lines) -> None:
    found = [
        {one["polarity"], other["polarity"]}
        for one, other, _ in pairs(lines, "opinions", "expression")
        if one["polarity"] != other["polarity"]
    ]

    assert {"mixed", "negative"} in found
    assert {"positive", "negative"} in found  # sarcasm that one of them took at its word


def test_quotes_differ_in_source_and_act(lines: Lines) -> None:
    found = list(pairs(lines, "quotes", "content"))

    assert any(
        [spans[each] for each in one["source"]] != [spans[each] for each in other["source"]]
        for one, other, spans in found
    )
    assert any(one["act"] != other["act"] for one, other, _ in found)


def test_something_is_missing_with_one_of_them(lines: Lines) -> None:
    for line in labelled(lines, JONAS):
        opinions = Counter(each["annotator"] for each in line["opinions"])
        assert opinions[JONAS] < opinions[MINA]


# Entries -----------------------------------------------------------------------------------------


def test_names_are_linked_to_entries_across_articles(lines: Lines) -> None:
    articles: dict[str, set[str]] = {}
    written: dict[str, set[str]] = {}
    for line in lines.values():
        for each in line["spans"]:
            if "entry" in each:
                articles.setdefault(each["entry"], set()).add(line["id"])
                written.setdefault(each["entry"], set()).add(each["text"])

    assert sum(len(where) >= 2 for where in articles.values()) >= 5
    assert written["oren-maret"] == {"Oren Maret", "Maret", "אורן מארט"}
    # Capitals that act are their governments.
    assert written["velmar"] >= {"Velmar", "Karsk"}


def test_entry_has_the_names_it_goes_by(samples: Session) -> None:
    entries = {each.name: each for each in samples.entries().values()}

    assert set(entries["Dana Ilves"].aliases) >= {"Ilves", "אילבס"}
    assert entries["Dana Ilves"].kind == "PERSON"


# Characters --------------------------------------------------------------------------------------


def test_hebrew_name_starts_inside_a_word(lines: Lines) -> None:
    line = lines["norvia-13-hebrew"]
    tokens = plain_tokens(line["text"])
    inside = [
        each["text"]
        for each in of(line, MINA, "entities")
        if tokens.aligned(Span(each["start"], each["end"])) is None
    ]

    assert unicodedata.bidirectional(line["text"][0]) == "R"
    # The preposition is glued to the name, as Hebrew does; the label covers the name.
    assert "קארסק" in inside


def test_emoji_stand_before_labels(lines: Lines) -> None:
    line = lines["sport-14-rovers"]
    first = min(of(line, MINA, "entities"), key=lambda each: each["start"])
    before = line["text"][: first["start"]]

    assert len(before.encode("utf-16-le")) // 2 > len(before)
    assert first["text"] == "Tarn Rovers"
    assert "\u200d" in line["text"], "an emoji of several joined characters"


def test_several_scripts_and_marks_occur(lines: Lines) -> None:
    text = "".join(each["text"] for each in lines.values())

    assert {each["meta"]["language"] for each in lines.values()} == {"en", "de", "he"}
    assert set('"“”„’ÄßØÉë€😂') <= set(text)


# Articles of their kind --------------------------------------------------------------------------


def test_one_wire_story_ran_twice(lines: Lines) -> None:
    alike = [
        (one["id"], other["id"])
        for one, other in itertools.combinations(lines.values(), 2)
        if difflib.SequenceMatcher(
            None, one["text"].split(), other["text"].split(), autojunk=False
        ).ratio() > 0.8
    ]  # fmt: skip

    assert alike == [("storm-06-agda", "storm-07-agda-courier")]


def test_editorial_is_full_of_its_writer_s_opinions(lines: Lines) -> None:
    line = lines["norvia-03-editorial"]
    by_writer = [each for each in line["opinions"] if each["holder"] == "writer"]

    assert "opinion-piece" in {each["label"] for each in line["document_labels"]}
    assert {each["polarity"] for each in by_writer} == {"positive", "negative", "mixed"}
    assert any(each["attributes"].get("sarcastic") for each in by_writer)


def test_transcript_has_quotes_without_marks(samples: Session) -> None:
    number = samples.find_document("norvia-04-briefing")
    assert number is not None
    article = samples.article(number)
    overruled = [
        each.attributes["type"]
        for each in article.in_layer("quotes", "quote")
        if "type" in each.attributes
    ]

    # Nothing in marks: a person said that these are the speakers' own words.
    assert overruled == ["direct"] * 4


def test_no_other_article_overrules_the_type_of_a_quote(
    samples: Session, news_scheme: Scheme
) -> None:
    layer = news_scheme.layer_of_kind(LayerKind.QUOTES)
    assert layer is not None
    briefing = samples.find_document("norvia-04-briefing")
    for number in samples.document_ids():
        if number != briefing:
            for each in samples.article(number).in_layer(layer.uid, "quote"):
                assert "type" not in each.attributes


def test_long_quote_goes_over_paragraphs(lines: Lines) -> None:
    line = lines["interview-11-sild"]
    spans = {each["id"]: each for each in line["spans"]}
    first, second = (spans[each] for each in line["quotes"][0]["content"])
    between = line["text"][first["end"] : second["start"]]

    # Every paragraph opens the quote anew, only the last one closes it.
    assert between == "\n“"


def test_lengths_vary(lines: Lines) -> None:
    words = sorted(len(each["text"].split()) for each in lines.values())

    assert words[0] < 70
    assert 480 <= words[-1] <= 560
