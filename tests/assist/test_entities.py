"""Names proposed for an article: what is trimmed, weighed, known by its alias, or short for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import pytest

from annotator.assist.entities import Gazetteer, Patterns, suggest_entities
from annotator.assist.parse import Parse
from annotator.domain.patterns import Pattern, PatternKind
from annotator.domain.proposals import EntityProposal
from tests.assist.entity_parses import parse_of
from tests.work import calls_of

LABELS = {
    name: name
    for name in (
        *("PERSON", "GPE", "ORG", "LOC", "NORP", "FAC", "EVENT", "LAW", "PRODUCT", "DATE"),
        *("TIME", "CARDINAL", "MONEY"),
    )
}
ILVES, AUNE, NORVIA, BUREAU = 11, 12, 13, 14


def proposed(
    text: str, names: Iterable[tuple[str, str]] = (), **more: Any
) -> list[tuple[str, str]]:
    """Return words and label of what is proposed."""
    zones: Sequence[tuple[int, int]] = more.pop("zones", ())
    return said(text, everything(text, names, zones=zones, **more))


def everything(
    text: str,
    names: Iterable[tuple[str, str]] = (),
    *,
    zones: Sequence[tuple[int, int]] = (),
    tagged: bool = True,
    **more: Any,
) -> list[EntityProposal]:
    options: dict[str, Any] = {"labels": LABELS, **more}
    found = suggest_entities(
        parse_of(text, names, zones=zones, tagged=tagged),
        **options,
    )
    for one, other in pairwise(found):
        assert one.end <= other.start, "proposals stand clear of one another, in order"
    return found


def said(text: str, found: Iterable[EntityProposal]) -> list[tuple[str, str]]:
    return [(each.span.of(text), each.label) for each in found]


def gazetteer(*rows: tuple[str, str, int]) -> Gazetteer:
    return Gazetteer((alias, label, f"{entry:016x}") for alias, label, entry in rows)


# Trimming ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seen", "label", "left"),
    [
        ("the Citadel said", "the Citadel", "ORG", "Citadel"),
        ("in the Hallin Hills now", "the Hallin Hills", "LOC", "Hallin Hills"),
        ("at The Hague today", "The Hague", "GPE", "The Hague"),
        ("on Norvia's coast", "Norvia's", "GPE", "Norvia"),
        ("on Norvia’s coast", "Norvia’s", "GPE", "Norvia"),
        ("with President Matis Orlo here", "President Matis Orlo", "PERSON", "Matis Orlo"),
        ("when Mr. Orlo came", "Mr. Orlo", "PERSON", "Orlo"),
        ("Foreign Minister Dana Ilves left", "Foreign Minister Dana Ilves", "PERSON", "Dana Ilves"),
        ("Citadel spokesman Oren Maret said", "Citadel spokesman Oren Maret", "PERSON",
         "Oren Maret"),
        ("ex-premier Dana Ilves left", "ex-premier Dana Ilves", "PERSON", "Dana Ilves"),
        ("so Dana Ilves, 54, left", "Dana Ilves, 54", "PERSON", "Dana Ilves"),
        ("so Dana Ilves (54) left", "Dana Ilves (54", "PERSON", "Dana Ilves"),
        ("a man, Piet Aune Jr., left", "Piet Aune Jr.", "PERSON", "Piet Aune Jr."),
        ('he said "Norvia and', '"Norvia', "GPE", "Norvia"),
        ("he said “Norvia” and", "“Norvia”", "GPE", "Norvia"),
        ("the Press Bureau (VPB) said", "Press Bureau (VPB)", "ORG", "Press Bureau"),
        ("in (Karsk) now", "(Karsk)", "GPE", "Karsk"),
        ("07:47 | Karsk has", "07:47 | Karsk", "GPE", "Karsk"),
        ("worth $120 million to", "$120 million", "MONEY", "$120 million"),
        ("about 12 of", "about 12", "CARDINAL", "about 12"),
        ("the U.S. said", "the U.S.", "GPE", "U.S."),
        ("at Kestrel Inc. of", "Kestrel Inc.", "ORG", "Kestrel Inc."),
        ("by Major Anders Roon", "Major Anders Roon", "PERSON", "Anders Roon"),
        ("saw Major there", "Major", "PERSON", "Major"),
        ("by General Motors of", "General Motors", "ORG", "General Motors"),
    ],
)  # fmt: skip
def test_what_only_stands_around_a_name_is_left_out(
    text: str, seen: str, label: str, left: str
) -> None:
    # What is in brackets behind a body is found, too, as a short form of it.
    assert proposed(text, [(seen, label)])[0] == (left, label)


@pytest.mark.parametrize(
    ("text", "seen", "label"),
    [
        ("x \"' y", "\"'", "ORG"),
        ("then Foreign Minister said", "Foreign Minister", "PERSON"),
        ("and the - of", "-", "PERSON"),
    ],
)
def test_what_has_no_name_in_it_is_not_proposed(text: str, seen: str, label: str) -> None:
    assert proposed(text, [(seen, label)]) == []


def test_a_title_makes_a_person_of_what_is_called_something_else() -> None:
    text = "He met Marshal Edvar Roon there."
    assert proposed(text, [("Marshal Edvar Roon", "ORG")]) == [("Edvar Roon", "PERSON")]


def test_no_name_runs_over_the_end_of_a_line() -> None:
    text = "Talks in Karsk\nNorvia left"
    assert proposed(text, [("Karsk\nNorvia", "GPE")]) == [("Karsk", "GPE"), ("Norvia", "GPE")]


def test_no_name_runs_over_a_zone() -> None:
    text = "It was Orlo (file photo) Maret who spoke."
    zone = (text.index("("), text.index(")") + 1)
    found = proposed(text, [("Orlo (file photo) Maret", "PERSON")], zones=[zone])
    assert found == [("Orlo", "PERSON"), ("Maret", "PERSON")]


def test_a_zone_frees_the_name_that_is_glued_to_it() -> None:
    text = "Two ferries collide 2026-01-12 07:47 | CoastMaret was quoted."
    zone = (0, text.index("Maret"))
    found = proposed(text, [("Maret", "PERSON")], zones=[zone])
    assert found == [("Maret", "PERSON")]


# Labels over the article ---------------------------------------------------------------------


def test_a_name_has_one_label_in_an_article_that_of_its_full_form() -> None:
    text = "Piet Aune came. Later Aune left Tarn. Aune said no."
    names = [("Piet Aune", "PERSON"), ("Aune", "ORG"), ("Tarn", "GPE"), ("Aune", "GPE")]
    assert [label for name, label in proposed(text, names) if name == "Aune"] == ["PERSON"] * 2


def test_a_place_is_known_by_its_people_and_by_the_words_before_it() -> None:
    text = "Velmarian troops left. Velmar denied it. The ruler of Velmar came, and Velmar paid."
    names = [("Velmarian", "NORP"), *[("Velmar", "PERSON")] * 3]
    assert [each for each in proposed(text, names) if each[0] == "Velmar"] == [
        ("Velmar", "GPE")
    ] * 3
    text = "It snows in Skarn. The port of Skarn is shut, a road near Skarn as well."
    assert proposed(text, [("Skarn", "PERSON")] * 3) == [("Skarn", "GPE")] * 3


def test_a_label_that_the_scheme_lacks_is_not_given() -> None:
    text = "Velmarian troops left. Velmar denied it."
    names = [("Velmarian", "NORP"), ("Velmar", "PERSON")]
    labels = {"PERSON": "person", "NORP": "people"}
    assert proposed(text, names, labels=labels) == [("Velmarian", "people"), ("Velmar", "person")]


@pytest.mark.parametrize(
    ("name", "said_by_pipeline", "label"),
    [
        ("Amber Sea Fisheries Treaty", "ORG", "LAW"),
        ("Lund Summit", "FAC", "EVENT"),
        ("Old Customs Road", "ORG", "FAC"),
        ("Lake Orm", "FAC", "LOC"),
        ("Velmarian Press Bureau", "GPE", "ORG"),
        ("Rory Hill", "PERSON", "PERSON"),
        ("Elsa Bank", "PERSON", "PERSON"),
    ],
)
def test_the_last_word_of_a_longer_name_tells_what_it_is(
    name: str, said_by_pipeline: str, label: str
) -> None:
    assert proposed(f"They spoke of {name} again.", [(name, said_by_pipeline)]) == [(name, label)]


def test_two_names_that_stand_alone_elsewhere_are_not_one() -> None:
    text = "Piet Aune and Runa Sild met. Later Aune and Sild left."
    names = [("Piet Aune", "PERSON"), ("Runa Sild", "PERSON"), ("Aune and Sild", "ORG")]
    assert proposed(text, names)[2:] == [("Aune", "PERSON"), ("Sild", "PERSON")]


def test_a_name_with_and_in_it_stays_whole_where_nothing_speaks_against_it() -> None:
    text = "A lawyer of Roon and Brandt spoke."
    assert proposed(text, [("Roon and Brandt", "ORG")]) == [("Roon and Brandt", "ORG")]


def test_a_day_and_its_time_are_one_time() -> None:
    text = "She spoke on Monday afternoon, then on Tuesday."
    names = [("Monday", "DATE"), ("afternoon", "TIME"), ("Tuesday", "DATE")]
    assert proposed(text, names) == [("Monday afternoon", "TIME"), ("Tuesday", "DATE")]


def test_a_number_before_a_currency_is_an_amount() -> None:
    text = "It paid 84 million crowns for 3 ships and 12 a won."
    names = [("84 million", "CARDINAL"), ("3", "CARDINAL"), ("12", "CARDINAL")]
    assert proposed(text, names) == [
        ("84 million crowns", "MONEY"), ("3", "CARDINAL"), ("12", "CARDINAL"),
    ]  # fmt: skip


def test_names_that_the_pipeline_overlooked_are_proposed_where_much_speaks_for_them() -> None:
    text = "They visit Tarn in May. He flew to Tarn. Tarn and Karsk deny it. Pilots like Tarn."
    found = proposed(text, [("Karsk", "GPE")])
    assert found == [("Tarn", "GPE")] * 3 + [("Karsk", "GPE"), ("Tarn", "GPE")]
    assert proposed("They visit Tarn in May.", []) == [], "once is not enough"
    assert proposed("We saw Senator Roon there.", []) == [("Roon", "PERSON")]
    assert proposed("It fired Kestrel-4 rockets over Covid-19.", []) == [("Kestrel-4", "PRODUCT")]


# Gazetteer -----------------------------------------------------------------------------------


def test_aliases_are_found_as_whole_words_the_longest_first_with_their_entry() -> None:
    known = gazetteer(
        ("Dana Ilves", "PERSON", ILVES), ("Ilves", "PERSON", ILVES), ("Norvia", "GPE", NORVIA)
    )
    text = "Dana Ilves of Norvia spoke; Norvian papers like Ilves's tone, anti-Norvia ones do not."
    found = everything(text, gazetteer=known)
    assert [(each.span.of(text), each.entry, each.suggester) for each in found] == [
        ("Dana Ilves", ILVES, "gazetteer"),
        ("Norvia", NORVIA, "gazetteer"),
        ("Ilves", ILVES, "gazetteer"),
        ("Norvia", NORVIA, "gazetteer"),
    ]


def test_capitals_count_and_what_is_no_name_is_no_alias() -> None:
    known = gazetteer(("Citadel", "ORG", 1), ("he", "PERSON", 2), ("the minister", "PERSON", 2),
                      ("1994", "DATE", 3))  # fmt: skip
    assert proposed("A citadel fell in 1994, he and the minister saw.", gazetteer=known) == []


def test_an_alias_of_several_entries_is_proposed_without_any() -> None:
    known = gazetteer(("Karsk", "GPE", 1), ("Karsk", "GPE", 2), ("Karsk", "ORG", 3))
    (only,) = everything("Far from Karsk it snows.", gazetteer=known)
    assert (only.label, only.entry) == ("GPE", None)


def test_an_alias_may_begin_with_the_and_hold_signs_of_all_kinds() -> None:
    known = gazetteer(
        ("the Citadel", "ORG", 1), ("O’Hara-Roon", "PERSON", 2), ("A.I. Board", "ORG", 3),
        ("Łódź", "GPE", 4), ("דנה אילבס", "PERSON", 5), ("平壤", "GPE", 6),
    )  # fmt: skip
    text = "The Citadel met O'Hara-Roon and the A.I. Board in Łódź; דנה אילבס and 平壤 wait."
    assert [each.entry for each in everything(text, gazetteer=known)] == [1, 2, 3, 4, 5, 6]


def test_an_alias_does_not_cut_a_word() -> None:
    known = gazetteer(("Hara", "PERSON", 1), ("Don", "PERSON", 2), ("Son", "PERSON", 3))
    assert proposed("O'Hara said: Don't, Sons_Son.", gazetteer=known) == []


def test_titles_of_an_alias_are_left_out() -> None:
    known = gazetteer(("Ms. Ilves", "PERSON", ILVES), ("Dr Piet Aune", "PERSON", AUNE))
    text = "Ms. Ilves met Dr. Piet Aune; Ilves left."
    found = everything(text, gazetteer=known)
    assert [(each.span.of(text), each.entry) for each in found] == [
        ("Ilves", ILVES), ("Piet Aune", AUNE), ("Ilves", ILVES),
    ]  # fmt: skip


def test_the_same_range_keeps_the_label_and_the_entry_of_the_gazetteer() -> None:
    known = gazetteer(("Velmar", "GPE", 5))
    (only,) = everything("So Velmar said.", [("Velmar", "PERSON")], gazetteer=known)
    assert (only.label, only.entry, only.suggester) == ("GPE", 5, "gazetteer")


def test_a_longer_name_of_the_pipeline_beats_an_alias_inside_it() -> None:
    known = gazetteer(("Norvia", "GPE", NORVIA))
    text = "The Bank of Norvia closed."
    assert proposed(text, [("Bank of Norvia", "ORG")], gazetteer=known) == [
        ("Bank of Norvia", "ORG")
    ]


def test_no_alias_is_found_across_lines_or_in_zones() -> None:
    known = gazetteer(("Dana Ilves", "PERSON", ILVES), ("Norvia", "GPE", NORVIA))
    text = "With Dana\nIlves in Norvia."
    zone = (text.index("Norvia"), text.index("."))
    assert proposed(text, gazetteer=known, zones=[zone]) == []


# Short forms ---------------------------------------------------------------------------------


def test_a_family_name_is_proposed_after_the_full_one_with_its_entry() -> None:
    known = gazetteer(("Dana Ilves", "PERSON", ILVES))
    text = "Ilves is back. Dana Ilves said so, and Ilves smiled."
    found = everything(text, gazetteer=known)
    assert [(each.span.of(text), each.entry, each.suggester) for each in found] == [
        ("Ilves", ILVES, "short-forms"),
        ("Dana Ilves", ILVES, "gazetteer"),
        ("Ilves", ILVES, "short-forms"),
    ]


def test_a_mention_that_the_pipeline_found_gets_the_entry_of_its_full_form() -> None:
    known = gazetteer(("Dana Ilves", "PERSON", ILVES))
    text = "Dana Ilves said so, and Ilves smiled."
    found = everything(text, [("Ilves", "ORG"), ("Ilves", "PERSON")], gazetteer=known)
    assert {each.entry for each in found} == {ILVES}


def test_the_family_name_comes_first_where_the_given_name_is_joined() -> None:
    text = "Baek Sun-hwa came. Baek spoke, Sun-hwa Baek did not."
    assert ("Baek", "PERSON") in proposed(text, [("Baek Sun-hwa", "PERSON")])


def test_particles_belong_to_the_family_name() -> None:
    text = "Marit van der Aune came. So it was van der Aune who spoke; Aune left."
    found = proposed(text, [("Marit van der Aune", "PERSON")])
    assert found[1:] == [("van der Aune", "PERSON"), ("Aune", "PERSON")]


def test_a_family_name_of_two_people_has_no_entry() -> None:
    known = gazetteer(("Kai Roon", "PERSON", 1), ("Edvar Roon", "PERSON", 2))
    text = "Kai Roon met Edvar Roon. Roon left."
    *_, last = everything(text, gazetteer=known)
    assert (last.span.of(text), last.entry) == ("Roon", None)


def test_another_person_of_that_name_is_not_taken_for_a_short_form() -> None:
    text = "Dana Ilves came. Tomas Ilves did not; Ilves Street is shut."
    assert proposed(text, [("Dana Ilves", "PERSON")]) == [("Dana Ilves", "PERSON")]


def test_a_name_that_is_a_word_needs_to_look_like_a_name() -> None:
    text = "Tom Will came. Will he go? We asked Will again."
    names = [("Tom Will", "PERSON")]
    assert proposed(text, names) == [("Tom Will", "PERSON"), ("Will", "PERSON")]


def test_the_north_is_what_the_only_name_with_it_stands_for() -> None:
    known = gazetteer(("North Norvia", "GPE", NORVIA))
    text = "North Norvia paid. The North denied it; north of the North Sea it rained. So the North."
    found = everything(text, gazetteer=known)
    assert [(each.span.of(text), each.entry) for each in found] == [
        ("North Norvia", NORVIA), ("North", NORVIA), ("North", NORVIA),
    ]  # fmt: skip
    text = "North Norvia and North Velmar paid. The North denied it."
    names = [("North Norvia", "GPE"), ("North Velmar", "GPE")]
    assert ("North", "GPE") not in proposed(text, names)


def test_the_north_gets_label_and_entry_of_its_country_though_found_as_a_region() -> None:
    known = gazetteer(("North Norvia", "GPE", NORVIA))
    text = "North Norvia paid. So the North denied it."
    names = [("North Norvia", "GPE"), ("the North", "LOC")]
    *_, last = everything(text, names, gazetteer=known)
    assert (last.span.of(text), last.label, last.entry) == ("North", "GPE", NORVIA)


def test_an_acronym_in_brackets_is_the_name_before_it() -> None:
    known = gazetteer(("Velmarian Press Bureau", "ORG", BUREAU))
    text = "The Velmarian Press Bureau (VPB) said so. It was VPB who said no."
    found = everything(text, gazetteer=known)
    assert [(each.span.of(text), each.entry) for each in found] == [
        ("Velmarian Press Bureau", BUREAU), ("VPB", BUREAU), ("VPB", BUREAU),
    ]  # fmt: skip


def test_an_acronym_brings_the_name_that_nobody_saw() -> None:
    text = "The Board of Amber Fisheries (BAF) met. The Board of Orm (XY) did not."
    assert proposed(text) == [("Board of Amber Fisheries", "ORG"), ("BAF", "ORG")]


def test_a_name_in_capitals_is_found_in_a_headline() -> None:
    text = "ILVES LANDS IN KARSK\nDana Ilves is in Karsk."
    found = proposed(text, [("Dana Ilves", "PERSON"), ("Karsk", "GPE")], tagged=False)
    assert found[:2] == [("ILVES", "PERSON"), ("KARSK", "GPE")]


def test_dates_and_amounts_have_no_short_forms() -> None:
    text = "On Monday 14 came. Monday was fine, 14 were not."
    names = [("Monday", "DATE"), ("14", "CARDINAL")]
    assert proposed(text, names) == [("Monday", "DATE"), ("14", "CARDINAL")]


# Together ------------------------------------------------------------------------------------


class Learned:
    """A model of the project that knows ships."""

    name = "entity-model-0a1b2c3d"
    labels = frozenset(("ship", "person"))

    def find(self, parse: Parse) -> list[tuple[int, int, str]]:
        return [(at, at + 1, "ship") for at, word in enumerate(parse.words) if word == "Kestrel"]


def test_the_own_model_has_the_say_over_the_labels_it_has_learned() -> None:
    text = "Dana Ilves sailed with Kestrel to Karsk."
    names = [("Dana Ilves", "PERSON"), ("Kestrel", "ORG"), ("Karsk", "GPE")]
    labels = {"PERSON": "person", "ORG": "body", "GPE": "place"}
    found = everything(text, names, labels=labels, model=Learned(), suggester="pipe-1")
    assert [(each.span.of(text), each.label, each.suggester) for each in found] == [
        ("Kestrel", "ship", "entity-model-0a1b2c3d"), ("Karsk", "place", "pipe-1"),
    ]  # fmt: skip


def test_a_pattern_beats_gazetteer_and_pipeline_on_the_same_range() -> None:
    rule = Pattern(1, "ships", PatternKind.WORDS, "Kestrel", "PRODUCT")
    known = gazetteer(("Kestrel", "ORG", 4))
    text = "So Kestrel sank."
    found = everything(text, [("Kestrel", "PERSON")], gazetteer=known, patterns=Patterns([rule]))
    assert [(each.label, each.suggester) for each in found] == [("PRODUCT", "patterns")]


def test_what_the_map_of_labels_lacks_is_not_proposed() -> None:
    names = [("Dana Ilves", "PERSON"), ("Karsk", "GPE")]
    assert proposed("Dana Ilves is in Karsk.", names, labels={"GPE": "place"}) == [
        ("Karsk", "place")
    ]


@pytest.mark.parametrize("text", ["", " \n\n ", '""', "“”‘’ \"'\n…—", "(", "\t|\t", "\u200b"])
def test_texts_without_words_have_no_names(text: str) -> None:
    everybody = gazetteer(("Dana Ilves", "PERSON", ILVES))
    assert proposed(text, gazetteer=everybody) == []


def test_every_proposal_lies_on_what_the_article_has_outside_zones() -> None:
    text = "“Dana\u00a0Ilves” — e\u0301 \U0001f600 said Dana Ilves\r in Łódź.\nIlves left; ILVES."
    known = gazetteer(("Dana Ilves", "PERSON", ILVES), ("Łódź", "GPE", 2))
    zone = (text.index("said"), text.index("said") + 4)
    found = everything(text, gazetteer=known, zones=[zone])
    assert [each.span.of(text) for each in found] == [
        "Dana\u00a0Ilves", "Dana Ilves", "Łódź", "Ilves", "ILVES",
    ]  # fmt: skip


def test_the_work_grows_with_the_article_and_hardly_with_the_names_that_are_known() -> None:
    text = "Dana Ilves left Karsk for Norvia on a ferry of the old line. " * 200
    short, long = parse_of(text), parse_of(text * 10)
    many = Gazetteer((f"Name{n} Other{n % 70}", "PERSON", f"{n:016x}") for n in range(20_000))

    def work(parse: Parse, known: Gazetteer | None) -> int:
        return calls_of(lambda: suggest_entities(parse, labels=LABELS, gazetteer=known))

    assert work(long, many) < 11 * work(short, many)
    assert work(short, many) < 2 * work(short, None)
