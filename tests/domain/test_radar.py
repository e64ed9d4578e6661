"""What contradicts what, how sure that is, what was called intended, where the same words stand."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.ids import format_id
from annotator.domain.radar import Cell, Intended, Kind, Line, Lookup, Side, folded, judge, rank

ADA, BEN, CY = 1, 2, 3
KARSK, VELMAR = 77, 78


def cell(label: str, who: int = ADA, entry: int | None = None, layer: str = "entities") -> Cell:
    return Cell(who, layer, label, entry, layer == "entities")


def told(line: Line) -> tuple[str, list[tuple[str, int]]]:
    return line.kind.value, [(side.value, side.number) for side in line.sides]


def test_one_way_is_no_contradiction() -> None:
    assert judge("Karsk", {cell("GPE"): 9, cell("GPE", BEN): 4}, {}) == []
    assert judge("Karsk", {cell("GPE", entry=KARSK): 9}, {}) == []


def test_two_labels_of_one_layer() -> None:
    (line,) = judge("Karsk", {cell("GPE"): 40, cell("ORG"): 1}, {})
    assert told(line) == ("labels", [("GPE", 40), ("ORG", 1)])
    assert (line.words, line.layer, line.places) == ("Karsk", "entities", 41)
    assert [line.share(side) for side in line.sides] == [98, 2]
    assert line.certainty == "slip"


@pytest.mark.parametrize(
    ("counts", "certainty"),
    [((40, 1), "slip"), ((5, 5), "open"), ((1, 1), "open"), ((5, 1), "look")],
)
def test_many_against_one_is_likely_a_slip_and_halves_are_not(
    counts: tuple[int, int], certainty: str
) -> None:
    (line,) = judge("Karsk", {cell("GPE"): counts[0], cell("ORG"): counts[1]}, {})
    assert line.certainty == certainty


def test_the_surest_come_first() -> None:
    lines = [
        judge(words, {cell("GPE"): most, cell("ORG"): least}, {})[0]
        for words, most, least in (("one", 5, 5), ("two", 40, 1), ("three", 3, 1), ("four", 1, 1))
    ]
    assert [line.words for line in sorted(lines, key=rank)] == ["two", "three", "one", "four"]


def test_roles_of_quotes_and_opinions_are_no_contradiction() -> None:
    cells = {cell("source", layer="quotes"): 3, cell("content", layer="quotes"): 2}
    assert judge("Karsk", cells, {"quotes": 0}) == []


def test_pronouns_are_somebody_else_in_each_article() -> None:
    from annotator.domain.radar import looked_at

    assert looked_at("Karsk")
    assert not looked_at("They")
    assert not looked_at("")
    cells = {cell("PERSON", entry=KARSK): 2, cell("PERSON", entry=VELMAR): 2}
    # Nor are nouns that name whoever the article is about.
    assert judge("the minister", cells, {}) == []
    assert [told(each) for each in judge("Minister Ilves", cells, {})] == [
        ("entries", [(format_id(KARSK), 2), (format_id(VELMAR), 2)])
    ]


def test_two_people_of_one_mind_each() -> None:
    (line,) = judge("Karsk", {cell("GPE"): 20, cell("ORG", BEN): 15}, {})
    assert line.kind is Kind.PEOPLE
    assert line.sides == (Side("GPE", 20, ADA), Side("ORG", 15, BEN))
    assert line.certainty == "slip"
    (once,) = judge("Karsk", {cell("GPE"): 20, cell("ORG", BEN): 1}, {})
    assert once.certainty == "open"


def test_one_of_two_minds_beside_two_of_one() -> None:
    cells = {cell("GPE"): 3, cell("ORG", BEN): 2, cell("GPE", CY): 1, cell("ORG", CY): 1}
    assert [told(each) for each in judge("Karsk", cells, {})] == [
        ("labels", [("GPE", 4), ("ORG", 3)]),
        ("people", [("GPE", 3), ("ORG", 2)]),
    ]


def test_bare_places_stand_against_every_label() -> None:
    (line,) = judge("Karsk", {cell("GPE"): 9}, {"entities": 2})
    assert told(line) == ("bare", [("GPE", 9), ("", 2)])
    assert line.certainty == "look"
    both = judge("Karsk", {cell("GPE"): 9, cell("ORG"): 1}, {"entities": 2})
    assert [each.kind.value for each in both] == ["labels", "bare"]
    assert told(both[1])[1] == [("GPE", 9), ("ORG", 1), ("", 2)]


def test_links_count_where_somebody_links() -> None:
    linked, not_linked = cell("GPE", entry=KARSK), cell("GPE")
    (line,) = judge("Karsk", {linked: 9, not_linked: 1}, {})
    assert told(line) == ("unlinked", [(format_id(KARSK), 9), ("", 1)])
    (harder,) = judge("Karsk", {linked: 9, cell("GPE", entry=VELMAR): 1}, {})
    assert harder.sure > line.sure
    other_layer = cell("target", layer="opinions")
    assert judge("Karsk", {linked: 9, other_layer: 5}, {}) == []
    across = {linked: 2, cell("target", layer="opinions", entry=VELMAR): 1}
    assert [told(each)[0] for each in judge("Karsk", across, {})] == ["entries"]


# Intended --------------------------------------------------------------------------------------


def line(*ways: str, words: str = "Norvian", kind: Kind = Kind.LABELS) -> Line:
    return Line(kind, words, "entities", tuple(Side(way, 1) for way in ways), 0.5)


def test_what_is_intended_stays_so_until_another_way_comes() -> None:
    marks = Intended().with_line(line("NORP", "LANGUAGE"), on=True)
    assert line("LANGUAGE", "NORP") in marks
    assert line("NORP", "LANGUAGE", "GPE") not in marks
    assert line("NORP", "LANGUAGE", words="Velmarian") not in marks
    assert line("NORP", "LANGUAGE", kind=Kind.BARE) not in marks
    assert Intended(marks.plain()).plain() == marks.plain()
    wider = marks.with_line(line("NORP", "LANGUAGE", "GPE"), on=True)
    assert len(wider.plain()) == 1
    assert line("NORP", "LANGUAGE") in wider
    assert line("NORP", "LANGUAGE") not in wider.with_line(line("NORP", "LANGUAGE"), on=False)
    assert line("NORP", "LANGUAGE") in marks  # a value, not a state


def test_who_does_what_is_part_of_what_is_intended() -> None:
    def between(first: int, second: int) -> Line:
        sides = (Side("GPE", 3, first), Side("ORG", 3, second))
        return Line(Kind.PEOPLE, "Karsk", "entities", sides, 0.5)

    marks = Intended().with_line(between(ADA, BEN), on=True)
    assert between(ADA, BEN) in marks
    assert between(BEN, ADA) not in marks


def test_a_setting_that_is_none_is_passed_over() -> None:
    for stored in ("x", [1], [{"kind": "labels"}], {"a": 1}, None):
        assert Intended(stored).plain() == []  # type: ignore[arg-type]


# Looking ---------------------------------------------------------------------------------------

WORDS = ("Karsk", "North", "Korea", "U", "S", "5", "é", "a_b")
STRINGS = ("Karsk", "North", "North Korea", "Korea", "U.S.", "$5", "“North", "é",
           "North Korea Karsk", "North-Korea")  # fmt: skip


@given(
    st.lists(
        st.tuples(st.sampled_from(WORDS), st.sampled_from((" ", "\n", "  ", "", "-", ".", ", ", "$",
                                                           " “", "’s ", "\u00a0"))),
        max_size=25,
    )
)  # fmt: skip
def test_known_words_are_found_as_a_pattern_finds_each(parts: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in parts)
    lookup = Lookup()
    assert all(lookup.add(number, words) for number, words in enumerate(STRINGS))
    wanted = set()
    for number, words in enumerate(STRINGS):
        source = r"\s+".join(map(re.escape, words.split()))
        before = r"(?<!\w)" if re.match(r"\w", words) else ""
        after = r"(?!\w)" if re.match(r"\w", words[-1]) else ""
        # As many as there are, overlapping ones too.
        for found in re.finditer(f"(?={before}({source}){after})", text):
            wanted.add((number, *found.span(1)))
    assert set(lookup.find(text)) == wanted


def test_what_cannot_be_looked_for() -> None:
    lookup = Lookup()
    assert not lookup.add(1, "…")
    assert not lookup.add(1, "")
    assert not lookup.add(1, " ".join(["word"] * 13))
    assert not lookup.add(1, "North … Korea")
    assert list(lookup.find("North … Korea … word")) == []


def test_white_space_is_folded() -> None:
    assert folded(" North\n\t Korea\u00a0") == "North Korea"
