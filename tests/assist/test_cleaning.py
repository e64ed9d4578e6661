"""What does not belong to an article is found, and what does belong is left alone."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.assist.cleaning import (
    LEARNED,
    Lessons,
    Tally,
    ZoneFind,
    find_zones,
    line_key,
    repeated_lines,
)
from annotator.domain.annotations import Span
from annotator.domain.documents import ZoneKind
from annotator.locations import resource
from benchmarks.glued import measure, put_in, read
from tests.articles import where

SAMPLES = [
    json.loads(line)
    for line in resource("samples/samples.jsonl").read_text(encoding="utf-8").splitlines()
]
#: A line that only a reader who knows films tells from the review above it.
BEYOND_RULES = {"North of Nothing. 118 minutes. In cinemas from Friday."}


def found(text: str) -> list[tuple[str, str]]:
    return [(each.reason, text[each.start : each.end]) for each in find_zones(text)]


@pytest.mark.parametrize("sample", SAMPLES, ids=[each["id"] for each in SAMPLES])
def test_the_zones_of_the_samples_are_found_and_nothing_else(sample: dict[str, object]) -> None:
    text = str(sample["text"])
    gold = {(zone["start"], zone["end"], zone["kind"]) for zone in sample["zones"]}  # type: ignore[attr-defined]
    proposed = {(each.start, each.end, each.kind.value) for each in find_zones(text)}
    assert proposed <= gold
    assert {text[start:end] for start, end, _ in gold - proposed} <= BEYOND_RULES


@pytest.mark.parametrize(
    ("text", "zone", "reason"),
    [
        ("Ada, right, greets Reske at the quay in Tarn, Oct. 18, 2025. Seaboard",
         "Ada, right, greets Reske at the quay in Tarn, Oct. 18, 2025. Seaboard", "caption"),
        ("The bridge at dusk on the day after the storm / Seaboard",
         "The bridge at dusk on the day after the storm / Seaboard", "caption"),
        ("TARN, Jan. 15 (Seaboard) -- Talks went on.", "TARN, Jan. 15 (Seaboard) --", "dateline"),
        ("NEW LUND, Norvia, 3 May 2026 – Talks went on.", "NEW LUND, Norvia, 3 May 2026 –",
         "dateline"),
        ("Talks went on. (Seaboard)", "(Seaboard)", "credit"),
        ("“We went on.” (With reports by Seaboard and Courier)",
         "(With reports by Seaboard and Courier)", "credit"),
        ("By Ines Holloway and Tom Reske", "By Ines Holloway and Tom Reske", "byline"),
        ("Reporting by Ines Holloway; editing by Tom Reske",
         "Reporting by Ines Holloway; editing by Tom Reske", "byline"),
        ("ines.holloway@meridian.example", "ines.holloway@meridian.example", "byline"),
        ("👉 Read more: The long road", "👉 Read more: The long road", "related"),
        ("Sign up for our letter on the coast.", "Sign up for our letter on the coast.", "promo"),
        ("© 2026 Meridian Post. All rights reserved.",
         "© 2026 Meridian Post. All rights reserved.", "legal"),
        ("This story may not be republished without leave.",
         "This story may not be republished without leave.", "legal"),
        ("Clarification: the fine was 400 crowns.", "Clarification: the fine was 400 crowns.",
         "legal"),
        ("[The briefing was shortened.]", "[The briefing was shortened.]", "note"),
        ("SKARN, N.V. (Seaboard) — Talks went on.", "SKARN, N.V. (Seaboard) —", "dateline"),
        ("OLD KARSK CITY - Talks went on.", "OLD KARSK CITY -", "dateline"),
        ("Ines Holloway via Getty Images", "Ines Holloway via Getty Images", "picture-by"),
        ("Tom Reske / Reuters.", "Tom Reske / Reuters.", "picture-by"),
        ("Tom Reske contributed to this report.", "Tom Reske contributed to this report.",
         "byline"),
        ("Twitter: @reske.", "Twitter: @reske.", "byline"),
        ("Follow Tom Reske on Twitter @reske.", "Follow Tom Reske on Twitter @reske.", "promo"),
        ("Watch the full interview below:", "Watch the full interview below:", "promo"),
        ("Read the rest of the story here.", "Read the rest of the story here.", "related"),
        ("Correction appended.", "Correction appended.", "legal"),
    ],
)  # fmt: skip
def test_each_rule_finds_its_kind(text: str, zone: str, reason: str) -> None:
    assert found(text) == [(reason, zone)]
    body = "Karsk was silent on Monday.\n"
    assert found(body + text + "\n" + body) == [(reason, zone)]


@pytest.mark.parametrize(
    "text",
    [
        "By Monday the road was open again, and the ferry left.",
        "By the river, nobody was waiting for them.",
        "The ministry (the old one) stayed silent.",
        "He met the delegation of the Unity Office (UO)",
        "Fire in St. Brenn",
        "Storm Agda Hits The Coast: Many Are Dead. More Rain Ahead",
        "NATO was silent - and so was Karsk.",
        "Talks resume in Karsk, as both sides say | Meridian Post",
        "“Read more,” she said, “and talk less.”",
        "Subscribers of the line are angry about what they call the worst winter of all.",
        "The stamp 2026-01-12 07:47 stood on each crate.",
        "EXCLUSIVE – The road is open.",
        "NOBODY HAS ASKED HIM — The minister stayed silent.",
        "It was a long night. (Fingers crossed.)",
        "He waved. (Applause)",
        "Watch what he does, she said, and read more below the line of the water.",
        "The mayor (all of it comes courtesy of the winter)",
        "Reske contributed to a sad evening.",
        "It is 12 January 2026 | a Monday, and nobody came.",
        "",
        "\n \n",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("before", "headline", "after"),
    [
        ("It went on until Monday.", "N. Lund claims a record 2026-01-12 07:47 | Coast",
         "Maret was also quoted."),
        ("", "Two ferries collide off Lund 2026-01-12 07:47 | North Lund", "Maret said so."),
        ("Talks went on. ", "Ferries collide 2026-01-12 07:47:10 | Coast", "“Go,” he said."),
        ("Maret of the U.S. office spoke.", "Ferries collide 2026-01-12 07:47 | Coast", ""),
        ("It rained!", "Dr. Reske leaves 2026-01-12 07:47 | Science", "The road is open."),
        ("Maret left the U.S.", "Two ferries collide 2026-01-12 07:47 | Coast", "He spoke."),
        ("Mrs.", "Ferries collide 2026-01-12 07:47 | Coast", "Holm spoke."),
        ("It ended on Monday", "Two ferries collide 2026-01-12 07:47 | Coast", "He spoke."),
        ("He said “no,”", "Two ferries collide 2026-01-12 07:47 | Coast", "Maret said."),
        ('He said "no."', "Two ferries collide 2026-01-12 07:47 | Coast", "Maret said."),
        ("He came.", '"Nobody fired," says Maret 2026-01-12 07:47 | Coast', "Maret spoke."),
        ("It rained.", "12 hurt in Tarn Jan. 12, 2026, 7:47 a.m. | Local news", "Maret spoke."),
        ("It rained.", "Ferries collide 12.01.2026 07:47 KST · U.S.", "Maret spoke."),
        ("It rained.", "Ferries collide 2026-01-12 07:47 | TV", "Maret spoke."),
        ("It rained.", "Ferries collide 2026-01-12 07:47 | World", " Maret spoke."),
        ("It rained.", "Ferries collide 2026-01-12 07:47 | Harbour watch", " Maret spoke."),
        ("It rained.", "Ferries collide 2026-01-12 07:47", "Maret spoke."),
        ("It rained.", "YouTube sues FedEx 2026-01-12 07:47 | Tech", "Maret spoke."),
        ("It rained. ", "Sild v. Orlo begins 2026-01-12 07:47 | Politics", "McCall spoke."),
        ("It costs 10.5 crowns.", "N.Velmar pays 2026-01-12 07:47 | Money", "Maret spoke."),
    ],
)  # fmt: skip
def test_a_glued_headline_ends_where_its_section_does(
    before: str, headline: str, after: str
) -> None:
    assert found(f"{before}{headline}{after}") == [("glued-headline", headline)]


def test_two_glued_headlines_in_one_line_stay_two() -> None:
    one, two = "A ferry sinks 2026-01-12 07:47 | Coast", "Rain ends 2026-01-13 08:00 | Weather"
    assert found(f"It rained.{one}Maret spoke.{two}Reske did not.") == [
        ("glued-headline", one),
        ("glued-headline", two),
    ]


def test_a_line_of_three_articles_is_the_papers() -> None:
    texts = [f"Story {n} begins.\nFrom the coast desk\nIt ends with {n}.\n" for n in range(3)]
    assert repeated_lines(texts[:2]) == set()
    repeated = repeated_lines(texts)
    assert repeated == {line_key("From  the Coast desk")}
    assert [texts[0][each.start : each.end] for each in find_zones(texts[0], repeated)] == [
        "From the coast desk"
    ]


def test_copies_of_one_story_are_not_furniture() -> None:
    story = "Karsk was silent.\nThe ferry left.\nNobody waved.\nReske stayed at home.\nIt rained.\n"
    assert repeated_lines([story] * 5) == set()


def test_figures_and_single_letters_are_no_repeated_lines() -> None:
    assert repeated_lines(["***\n1,200\nA\n"] * 9) == set()


@given(
    st.lists(
        st.sampled_from(
            [
                *("Lund", "LUND", "(Seaboard)", "By ", "Read more: ", "2026-01-12 07:47", " | "),
                *(" ", "\n", ". ", ".", "(", ")", "—", " — ", "/ ", "[", "]"),
                *("\u00a0", "\u2028", "é", "😀", "ד"),
            ]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_finds_are_in_order_apart_and_inside_one_line(pieces: list[str]) -> None:
    text = "".join(pieces)
    finds = find_zones(text, {key} if (key := line_key(text.partition("\n")[0])) else set())
    assert finds == sorted(finds)
    for each in finds:
        assert isinstance(each, ZoneFind)
        assert 0 <= each.start < each.end <= len(text)
        assert "\n" not in text[each.start : each.end]
    for one, two in itertools.pairwise(finds):
        assert one.end <= two.start


@pytest.mark.parametrize("piece", ["A", "A ", "(A ", "a.B", "2026-01-12 07:47 | ", "[]\n", "By A "])
def test_hostile_text_comes_to_an_end(piece: str) -> None:
    find_zones(piece * 20_000)


def test_no_headline_is_longer_than_a_line() -> None:
    body = "and so it went on " * 40
    assert found(f"It was {body}2026-01-12 07:47 | CoastMaret spoke.") == [
        ("glued-headline", "2026-01-12 07:47 | Coast")
    ]


def test_glued_headlines_put_into_the_samples_are_found_exactly() -> None:
    articles = list(read(resource("samples/samples.jsonl")))
    figures = measure(articles, rounds=9, titles=False)
    assert sum(figures.put_in.values()) > 90
    assert figures.share(figures.exact) >= 97
    assert figures.share(figures.found) == 100
    assert figures.false_alarms == 0


def test_the_generator_says_where_it_put_what() -> None:
    chance = random.Random(1)
    text = "It rained in Karsk. Maret left the quay. Nobody came."
    glued = put_in(chance, text, ["Two ferries collide"], "after a sentence")
    assert glued is not None
    assert glued.text[glued.start :].startswith("Two ferries collide")
    assert glued.text[: glued.start] + " " + glued.text[glued.end :] == text
    assert put_in(chance, "Nothing", ["Two ferries collide"], "after a closing quote") is None


# Sentences that many articles share ---------------------------------------------------------------


def test_a_sentence_in_the_middle_of_several_articles_is_theirs() -> None:
    background = "It takes forty votes of the Assembly to end a treaty."
    texts = [
        "\n".join([*(f"Top {n} {place}" for place in range(4)), background,
                   *(f"Line {n} {place}" for place in range(6))])
        for n in range(4)
    ]  # fmt: skip
    assert repeated_lines(texts) == set()
    at_end = [f"{text}\n{background}" for text in texts]
    assert repeated_lines(at_end) == {line_key(background)}


# What is learned ---------------------------------------------------------------------------------

BODY = "Karsk is silent.\nThe ferry left on Monday.\n"


def _looked_at(
    lessons: Lessons, text: str, *, zones: Sequence[str] = (), kept: Sequence[str] = (),
    outlet: str = "Harbour Post",
) -> None:  # fmt: skip
    lessons.take(
        text,
        outlet,
        [(where(text, each), ZoneKind.FURNITURE) for each in zones],
        [where(text, each) for each in kept],
        find_zones(text),
    )


def _learned(lessons: Lessons, text: str, outlet: str = "Harbour Post") -> list[tuple[str, int]]:
    found = lessons.finds(text, outlet)
    assert all(each.find.reason == LEARNED for each in found)
    return [(text[each.find.start : each.find.end], each.alike) for each in found]


def test_a_line_excluded_by_hand_is_found_elsewhere() -> None:
    lessons = Lessons()
    line = "The Post is printed on the quay"
    _looked_at(lessons, f"{BODY}{line}\n", zones=[line])
    assert _learned(lessons, f"{line.upper()}\nMaret spoke.") == [(line.upper(), 1)]
    assert _learned(lessons, f"{BODY}He said: {line}") == []


def test_a_line_that_stays_as_often_as_it_goes_is_not_found() -> None:
    lessons = Lessons()
    line = "The Post is printed on the quay"
    _looked_at(lessons, f"{BODY}{line}\n", zones=[line])
    _looked_at(lessons, f"{line}\n{BODY}Also here", zones=["Also here"])
    assert _learned(lessons, f"{line}\nMaret spoke.") == []


def test_lines_of_one_shape_are_found_in_their_outlet_at_their_place() -> None:
    lessons = Lessons()
    one, two, three = ("Words for Harbour Post: Tom Reske", "Words for Harbour Post: Ines Holm",
                       "Words for Skarn Weekly: Ada Sild")  # fmt: skip
    _looked_at(lessons, f"{BODY}{one}\n", zones=[one])
    assert _learned(lessons, f"{BODY}{three}\n") == []
    _looked_at(lessons, f"{BODY}{two}\n", zones=[two])
    assert _learned(lessons, f"{BODY}{three}\n") == [(three, 2)]
    assert _learned(lessons, f"{BODY}{three}\n", "Another paper") == []
    assert _learned(lessons, "\n".join([three, *["Maret spoke again."] * 9])) == []


def test_words_at_the_end_of_a_line_are_found_after_two() -> None:
    lessons = Lessons()
    tail = "- hp/tr"
    _looked_at(lessons, f"Karsk waits. {tail}\n", zones=[tail])
    assert _learned(lessons, f"Maret spoke. {tail}\n") == []
    _looked_at(lessons, f"Nobody came. {tail}\n", zones=[tail])
    assert _learned(lessons, f"Maret spoke. {tail}\nAnd left - hp/trs") == [(tail, 2)]


def test_a_rule_that_is_refused_again_and_again_is_withheld_in_its_outlet() -> None:
    lessons = Lessons()
    names = ("Seaboard", "Courier", "Weekly")
    for count, name in enumerate(names):
        assert not lessons.withholds("credit", "Harbour Post", "(Mirror)"), count
        _looked_at(lessons, f"Karsk waits. ({name})\n", kept=[f"({name})"])
    assert lessons.tally("credit", "Harbour Post") == Tally(0, 3)
    assert lessons.withholds("credit", "Harbour Post", "(Mirror)")
    assert not lessons.withholds("credit", "Skarn Weekly", "(Mirror)")
    assert not lessons.withholds("caption", "Harbour Post", "(Mirror)")
    # One that was excluded after all brings the rule back.
    _looked_at(lessons, "Karsk waits. (Mirror)\n", zones=["(Mirror)"])
    assert not lessons.withholds("credit", "Harbour Post", "(Mirror)")
    assert not lessons.withholds("credit", "Harbour Post", "(Herald)")


def test_the_same_words_refused_twice_are_withheld_everywhere() -> None:
    lessons = Lessons()
    for outlet in ("Harbour Post", "Skarn Weekly"):
        _looked_at(lessons, "Karsk waits. (Seaboard)\n", kept=["(Seaboard)"], outlet=outlet)
    assert lessons.withholds("credit", "Tarn Times", "(Seaboard)")
    assert not lessons.withholds("credit", "Tarn Times", "(Courier)")


def test_nothing_is_learned_from_nothing() -> None:
    lessons = Lessons()
    lessons.take("", "", [], [], [])
    assert lessons.finds("", "") == []
    assert lessons.finds(BODY, "") == []
    assert not lessons.withholds("credit", "", "")


@given(st.text(max_size=60), st.text(alphabet="ab .\n", max_size=60), st.integers(0, 8))
def test_what_is_learned_lies_in_the_text(before: str, text: str, at: int) -> None:
    lessons = Lessons()
    for body in (text, before):
        zones = [(Span(at, min(len(body), at + 4)), ZoneKind.CREDIT)] if at < len(body) else []
        lessons.take(body, "", zones, [], find_zones(body))
    last = 0
    for each in lessons.finds(text + before, ""):
        assert last <= each.find.start < each.find.end <= len(text + before)
        last = each.find.end


def test_the_twin_gets_its_caption_headline_and_credit() -> None:
    text = resource("samples/twin.txt").read_text(encoding="utf-8")
    assert [(each.kind, text[each.start : each.end]) for each in find_zones(text)] == [
        (ZoneKind.CAPTION, text.partition("\n")[0]),
        (ZoneKind.RELATED, "Two ferries collide off Lund 2026-01-12 07:47 | Coast"),
        (ZoneKind.CREDIT, "(Seaboard)"),
    ]
