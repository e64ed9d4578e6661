"""What does not belong to an article is found, and what does belong is left alone."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.assist.cleaning import ZoneFind, find_zones, line_key, repeated_lines
from annotator.locations import resource

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
