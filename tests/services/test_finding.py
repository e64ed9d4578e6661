"""Places that fit a query are found wherever they are; the chosen ones are labelled."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import Annotation, Origin, Span
from annotator.domain.documents import Entry, Suggestion, SuggestionState, Zone, ZoneKind
from annotator.domain.errors import AnnotatorError
from annotator.domain.lists import TextQuery
from annotator.domain.steps import Step, added
from annotator.services import finding
from annotator.services.annotating import NotPossible, retire_label
from annotator.services.finding import Hit, find, find_all, hits_step, pattern_of
from annotator.services.importing import import_text
from annotator.services.session import Session
from annotator.services.tasks import Cancelled, Task
from tests import articles

FIRST = (
    "Karsk is silent\n"
    "The North Karsk ferry left North\u00a0Karsk. “Karsk?” asked NorthKarsk.\n"
    "The karsk, she said, and KARSK's harbour; Karskers wait.\n"
)
SECOND = "ÉCLAIR in Straße 5. A 100% éclair, c.s. and c_s.\n"
THIRD = "Ålesund waits 🚢 for Karsk 🚢.\n"


@pytest.fixture
def project(session: Session) -> Session:
    """Three articles."""
    for text in (FIRST, SECOND, THIRD):
        import_text(session, text, {})
    return session


def words(session: Session, query: TextQuery) -> list[str]:
    return [hit.words for hit in find(session, query)]


def by_hand(session: Session, pattern: str, flags: int = 0) -> list[tuple[int, int, int]]:
    return [
        (number, *found.span())
        for number in session.document_ids()
        for found in re.finditer(pattern, session.text(number), flags)
    ]


def places(session: Session, query: TextQuery) -> list[tuple[int, int, int]]:
    return [(hit.document, hit.start, hit.end) for hit in find(session, query)]


def test_plain_words_are_found_anywhere_whatever_their_case(project: Session) -> None:
    found = places(project, TextQuery("karsk"))
    assert found == by_hand(project, "karsk", re.IGNORECASE)
    assert len(found) == 9


def test_capitals_and_borders_of_words_count_on_wish(project: Session) -> None:
    exact = places(project, TextQuery("Karsk", case=True))
    assert exact == by_hand(project, "Karsk")
    whole = places(project, TextQuery("karsk", whole_words=True))
    assert whole == by_hand(project, r"\bkarsk\b", re.IGNORECASE)
    both = places(project, TextQuery("Karsk", case=True, whole_words=True))
    assert both == by_hand(project, r"\bKarsk\b")
    assert len(both) < len(whole) < len(exact) + 2


@pytest.mark.parametrize("whole", [False, True])
def test_any_white_space_stands_between_words(project: Session, whole: bool) -> None:
    query = TextQuery("north karsk", whole_words=whole)
    assert words(project, query) == ["North Karsk", "North\u00a0Karsk"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("100%", ["100%"]),
        ("c_s", ["c_s"]),
        ("c.s", ["c.s"]),
        ("éclair", ["ÉCLAIR", "éclair"]),
        ("åle", ["Åle"]),
        ("🚢", ["🚢", "🚢"]),
        ("“karsk?”", ["“Karsk?”"]),
        ("[a-z]", []),
        ("*", []),
    ],
)
def test_signs_mean_themselves(project: Session, typed: str, found: list[str]) -> None:
    assert words(project, TextQuery(typed)) == found


@pytest.mark.parametrize("typed", ["100%", "“Karsk?”", "🚢", "KARSK's", "c.s."])
def test_signs_at_the_edge_of_whole_words_are_borders(project: Session, typed: str) -> None:
    assert words(project, TextQuery(typed, whole_words=True, case=True))


def test_a_regular_expression_is_taken_as_such(project: Session) -> None:
    found = places(project, TextQuery(r"Karsk(?:ers)?\b|🚢", regex=True, case=True))
    assert found == by_hand(project, r"Karsk(?:ers)?\b|🚢")
    assert words(project, TextQuery("x*", regex=True)) == []  # nothing at all is no place
    assert words(project, TextQuery("arsk", regex=True, whole_words=True)) == []
    assert words(project, TextQuery("a|karskers", regex=True, whole_words=True)) == [
        "Karskers",
        "A",
    ]


def test_no_place_is_missed_by_the_search_before_the_search(session: Session) -> None:
    """What the project file passes over holds nothing that the pattern would find."""
    for text in ("aAbB éÉ ßsSkKıiIİ_%.“", "ab\nab AB", "sK k ſ \u212a", "é%_.“ “.", "bA\u00a0aB"):
        import_text(session, text, {})

    @given(st.text(st.sampled_from("aAbBéÉ ßsSkKıiIİ_%.“\n"), min_size=1, max_size=4),
           st.booleans())  # fmt: skip
    def check(typed: str, case: bool) -> None:
        if typed.strip():
            query = TextQuery(typed, case=case)
            pattern = pattern_of(query)
            assert places(session, query) == [
                (number, *found.span())
                for number in session.document_ids()
                for found in pattern.finditer(session.text(number))
            ]

    check()


def test_a_hit_says_where_it_stands(project: Session) -> None:
    hit = next(iter(find(project, TextQuery("“karsk?”"))))
    text = project.text(hit.document)
    assert text[hit.start : hit.end] == hit.words
    assert hit.before == "The North Karsk ferry left North\u00a0Karsk. "
    assert hit.after == " asked NorthKarsk."
    assert (hit.uid, hit.excluded, hit.labels) == (project.document(hit.document).uid, False, ())


def test_a_hit_knows_its_zone_and_the_labels_of_its_annotator(session: Session) -> None:
    number = articles.add_article(session, articles.HARBOUR)
    text = session.text(number)
    words = text.split()[2]
    first = text.index(words)
    span = Span(first, first + len(words))
    zone = Zone(session.ids.next(), number, 0, first + 1, ZoneKind.CAPTION)
    other = session.use_annotator("Ines Var").id
    session.use_annotator("Mina Kell")
    me = session.annotator.id
    mine = Annotation(session.ids.next(), number, me, "entities", "PERSON", (span,))
    theirs = mine._replace(id=session.ids.next(), annotator=other, label="ORG")
    session.apply(Step("label-made", added(zone, mine, theirs), {}, number))
    hits = [each for each in find(session, TextQuery(words, case=True)) if each.start == first]
    assert [(each.excluded, each.labels) for each in hits] == [(True, ("entities.PERSON",))]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (TextQuery("  "), "find-nothing"),
        (TextQuery("x" * 5_000_000), "find-too-long"),
        (TextQuery("(a", regex=True), "find-pattern"),
        (TextQuery("a)(b", regex=True), "find-pattern"),
        (TextQuery("*", regex=True), "find-pattern"),
        (TextQuery("[[:foo:]", regex=True), "find-pattern"),
        (TextQuery(r"(?P<x>a)(?P=y)", regex=True), "find-pattern"),
    ],
)
def test_a_query_that_means_nothing_is_refused(
    project: Session, query: TextQuery, code: str
) -> None:
    with pytest.raises(AnnotatorError) as caught:
        list(find(project, query))
    assert caught.value.code == code


def test_a_pattern_that_explodes_is_stopped(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.services.finding._TIMEOUT", 0.05)
    import_text(session, "a" * 5000 + "!", {"title": "Row"})
    with pytest.raises(AnnotatorError) as caught:
        list(find(session, TextQuery(r"(a|aa|a?)+(a|aa)+$", regex=True)))
    assert (caught.value.code, caught.value.values["title"]) == ("find-too-slow", "Row")


def test_a_search_is_bounded_and_can_be_stopped(project: Session) -> None:
    query = TextQuery("karsk")
    hits, more = find_all(project, query, most=3)
    assert (len(hits), more) == (3, True)
    hits, more = find_all(project, query, most=9)
    assert (len(hits), more) == (9, False)
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        find_all(project, query, task=task, most=3)


def test_one_article_alone_is_searched(project: Session) -> None:
    third = project.document_ids()[2]
    assert [hit.document for hit in find(project, TextQuery("karsk"), [third])] == [third]


# Labelling ----------------------------------------------------------------------------------------


def labelled(session: Session) -> list[tuple[str, str, Origin]]:
    return [
        (each.label, session.text(number)[each.start : each.end], each.origin)
        for number in session.document_ids()
        for each in sorted(session.article(number).annotations.values(), key=lambda a: a.start)
    ]


def hits_of(session: Session) -> list[Hit]:
    return list(find(session, TextQuery("Karsk", whole_words=True, case=True)))


def unlinked(hits: list[Hit]) -> list[tuple[Hit, int | None]]:
    return [(hit, None) for hit in hits]


def test_each_place_gets_the_entry_that_was_chosen_for_it(project: Session) -> None:
    city = Entry(project.ids.next(), "Karsk", "GPE")
    cabinet = Entry(project.ids.next(), "Karsk government", "ORG", aliases=("Karsk",))
    project.apply(Step("entry-linked", added(city, cabinet)))
    first, second, third, *_ = hits_of(project)
    chosen = [(first, city.id), (second, cabinet.id), (third, None)]
    project.apply(hits_step(project, chosen, "entities", "GPE"))
    linked = {
        (each.document, each.start): each.entry
        for number in project.document_ids()
        for each in project.article(number).annotations.values()
    }
    assert linked == {(hit.document, hit.start): entry for hit, entry in chosen}
    project.undo()
    assert labelled(project) == []


def test_chosen_places_get_a_label_in_one_step(project: Session) -> None:
    hits = hits_of(project)
    project.apply(hits_step(project, unlinked(hits), "entities", "GPE"))
    assert labelled(project) == [("GPE", "Karsk", Origin.MANUAL)] * len(hits)
    for number in {hit.document for hit in hits}:
        assert project.history(document=number)[0].code == "hits-labelled"
    assert project.undo_label == (
        "hits-labelled",
        {"label": project.scheme.label("entities", "GPE").name, "number": len(hits),
         "text": "Karsk"},
    )  # fmt: skip
    project.undo()
    assert labelled(project) == []
    project.redo()
    assert len(labelled(project)) == len(hits)


def test_what_has_the_label_is_left_alone(project: Session) -> None:
    hits = hits_of(project)
    project.apply(hits_step(project, unlinked(hits[:2]), "entities", "GPE"))
    project.apply(
        hits_step(project, unlinked(hits), "entities", "GPE")
    )  # found before the first step
    assert len(labelled(project)) == len(hits)
    with pytest.raises(NotPossible) as caught:
        hits_step(project, unlinked(hits), "entities", "GPE")
    assert caught.value.code == "nothing-changes"
    project.apply(
        hits_step(project, unlinked(hits[:1]), "entities", "ORG")
    )  # another label is no bar
    assert len(labelled(project)) == len(hits) + 1


def test_suggestions_are_answered_by_the_labels(project: Session) -> None:
    hit, second = hits_of(project)[:2]

    def proposal(label: str, start: int, end: int) -> Suggestion:
        return Suggestion(project.ids.next(), hit.document, "entities", label, start, end, "m")

    project.save_suggestions(
        hit.document,
        [
            proposal("GPE", hit.start, hit.end),
            proposal("ORG", second.start - 2, second.end),
            proposal("GPE", second.end + 1, second.end + 4),
        ],
        "m",
    )
    project.apply(hits_step(project, unlinked([hit, second]), "entities", "GPE"))
    assert [origin for *_, origin in labelled(project)] == [Origin.SUGGESTION, Origin.MANUAL]
    assert [each.start for each in project.open_suggestions(hit.document)] == [second.end + 1]
    assert [each.label for each in project.rejected(hit.document)] == ["ORG"]
    project.undo()
    assert len(project.open_suggestions(hit.document)) == 3
    assert all(
        each.state is SuggestionState.PROPOSED for each in project.open_suggestions(hit.document)
    )


def test_a_label_that_cannot_be_given_is_refused(project: Session) -> None:
    hits = hits_of(project)
    label = project.scheme.label("entities", "GPE")
    assert label is not None
    project.apply(retire_label(label))
    for layer, uid in (("entities", "GPE"), ("entities", "NONE"), ("quotes", "quote")):
        with pytest.raises(NotPossible) as caught:
            hits_step(project, unlinked(hits), layer, uid)
        assert caught.value.code == "label-not-here"


# Tokens -------------------------------------------------------------------------------------------


def by_tokens(session: Session, query: str, *, case: bool = True) -> list[str]:
    return [hit.words for hit in find(session, TextQuery(query, tokens=True, case=case))]


def test_tokens_and_shapes_are_found_in_all_articles(project: Session) -> None:
    assert by_tokens(project, "North shape:Xxxxx") == ["North Karsk", "North\u00a0Karsk"]
    assert by_tokens(project, "north karsk", case=False) == ["North Karsk", "North\u00a0Karsk"]
    assert by_tokens(project, "shape:ddd") == ["100"]  # no word to look up: every text
    with pytest.raises(AnnotatorError, match="find-tokens"):
        by_tokens(project, "*")


def test_the_border_of_a_zone_is_one_of_tokens(project: Session) -> None:
    number = project.document_ids()[0]
    glued = project.text(number).index("NorthKarsk")
    assert by_tokens(project, "NorthKarsk") == ["NorthKarsk"]
    zone = Zone(project.ids.next(), number, glued, glued + 5, ZoneKind.RELATED)
    project.apply(Step("zone-made", added(zone), {"kind": "related"}))
    assert by_tokens(project, "NorthKarsk") == []
    assert by_tokens(project, "North") == ["North", "North", "North"]


# Forms --------------------------------------------------------------------------------------------


def forms(session: Session, words: str, *, case: bool = False) -> list[str]:
    return [hit.words for hit in find(session, TextQuery(words, forms=True, case=case))]


def test_inflected_forms_are_found(session: Session) -> None:
    text = "He denied it; she denies, they deny. Denying helps. The den is empty. Cities, a city.\n"
    articles.add_article(session, text)
    assert forms(session, "deny") == ["denied", "denies", "deny", "Denying"]
    assert forms(session, "Deny", case=True) == ["Denying"]
    assert forms(session, "city") == ["Cities", "city"]
    assert forms(session, "a cities") == ["a city"]
    assert forms(session, "den") == ["den"]
    for wrong in ("  ", "…"):
        with pytest.raises(AnnotatorError, match="find-nothing"):
            forms(session, wrong)


_FORMS = st.sampled_from("deny denies denied den ship shipping ships he".split())  # noqa: SIM905


@given(st.lists(_FORMS, min_size=1, max_size=8), _FORMS)
def test_no_form_is_passed_over(words: list[str], wanted: str) -> None:
    text = " ".join(words)
    looker = finding._looker(TextQuery(wanted, forms=True))
    found = [text[start:end] for start, end in looker.look(text, [])]
    assert found == [each for each in words if finding._stem(each) == finding._stem(wanted)]
    assert not found or all(part in text for part in looker.narrow.words.split())
