"""What was excluded by hand is proposed elsewhere; what was kept again and again is not."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.documents import Zone, ZoneKind
from annotator.domain.steps import Step, added
from annotator.services.session import Session
from annotator.services.zoning import ZoneProposal, keep_in_article, propose_zones, zones_step
from tests.articles import add_article, where

LINE = "Subscribe no more, read the Harbour Post"
OUTLET = "Harbour Post"


def _story(number: int, *more: str) -> str:
    return "\n".join((f"Ferry {number} leaves", f"It left on day {number} of the winter.", *more))


def _exclude(session: Session, document: int, words: str) -> None:
    span = where(session.text(document), words)
    zone = Zone(session.ids.next(), document, *span, ZoneKind.FURNITURE)
    session.apply(Step("zone-made", added(zone), {}, document))


def _told(proposals: list[ZoneProposal]) -> list[tuple[str, str, int]]:
    return [(each.words, each.reason, each.alike) for each in proposals]


def test_a_line_excluded_by_hand_is_proposed_in_other_articles(session: Session) -> None:
    first = add_article(session, _story(1, LINE), outlet=OUTLET)
    second = add_article(session, _story(2, LINE), outlet="Skarn Weekly")
    assert propose_zones(session) == []
    _exclude(session, first, LINE)
    (proposal,) = propose_zones(session)
    assert (proposal.document, proposal.words) == (second, LINE)
    assert (proposal.reason, proposal.alike, proposal.kind) == ("learned", 1, ZoneKind.FURNITURE)
    session.apply(zones_step(session, [proposal]))
    assert propose_zones(session) == []


def test_lines_of_one_shape_are_proposed_in_their_outlet(session: Session) -> None:
    lines = [f"Words and pictures: {name} of Tarn" for name in ("Reske", "Holm Aas", "Sild")]
    documents = [
        add_article(session, _story(number, line), outlet=OUTLET)
        for number, line in enumerate(lines)
    ]
    add_article(session, _story(9, lines[0].replace("Reske", "Lorn")), outlet="Skarn Weekly")
    for document, line in zip(documents[:2], lines, strict=False):
        _exclude(session, document, line)
    assert _told(propose_zones(session)) == [(lines[2], "learned", 2)]


def test_what_was_rejected_in_an_article_is_not_learned_there(session: Session) -> None:
    first = add_article(session, _story(1, LINE), outlet=OUTLET)
    add_article(session, _story(2, LINE), outlet=OUTLET)
    third = add_article(session, _story(3, LINE), outlet=OUTLET)
    _exclude(session, first, LINE)
    found = propose_zones(session)
    assert len(found) == 2
    keep_in_article(session, [each for each in found if each.document == third])
    assert all(each.document != third for each in propose_zones(session))


def test_a_rule_that_was_refused_three_times_is_withheld(session: Session) -> None:
    names = ("Seaboard", "Courier", "Weekly", "Mirror")
    documents = [
        add_article(session, _story(number, f"It rained. ({name})"), outlet=OUTLET)
        for number, name in enumerate(names)
    ]
    elsewhere = add_article(session, _story(9, "It rained. (Herald)"), outlet="Skarn Weekly")
    found = propose_zones(session)
    assert [each.document for each in found] == [*documents, elsewhere]
    assert {(each.excluded_before, each.kept_before) for each in found} == {(0, 0)}
    keep_in_article(session, found[:2])
    left = propose_zones(session)
    assert [each.document for each in left] == [documents[2], documents[3], elsewhere]
    assert [each.kept_before for each in left] == [2, 2, 0]
    keep_in_article(session, left[:1])
    assert [each.document for each in propose_zones(session)] == [elsewhere]
    asked = propose_zones(session, with_withheld=True)
    assert [(each.document, each.withheld) for each in asked] == [
        (documents[3], True),
        (elsewhere, False),
    ]
    # Excluding one after all brings the rule back.
    session.apply(zones_step(session, asked[:1]))
    more = add_article(session, _story(20, "It rained. (Observer)"), outlet=OUTLET)
    (again,) = (each for each in propose_zones(session, [more]))
    assert (again.excluded_before, again.kept_before) == (1, 3)


def test_what_others_learned_is_not_in_another_project(session: Session) -> None:
    """Everything comes from the zones and settings of the project itself."""
    first = add_article(session, _story(1, LINE), outlet=OUTLET)
    add_article(session, _story(2, LINE), outlet=OUTLET)
    _exclude(session, first, LINE)
    assert len(propose_zones(session)) == 1
    session.undo()
    assert propose_zones(session) == []


def test_zones_that_overlap_finds_leave_them_out(session: Session) -> None:
    text = _story(1, "It rained. (Seaboard)")
    document = add_article(session, text, outlet=OUTLET)
    _exclude(session, document, "rained. (Sea")
    assert propose_zones(session) == []


def test_nothing_is_proposed_for_empty_articles(session: Session) -> None:
    add_article(session, "…")
    assert propose_zones(session) == []


_LINES = (LINE, "It rained. (Seaboard)", "Read more: The long road", "By Tom Reske", "Nobody came.")


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.sampled_from(_LINES), min_size=1, max_size=3), min_size=3, max_size=5),
    st.data(),
)
def test_learning_never_proposes_what_was_refused_there(
    session: Session, stories: list[list[str]], data: st.DataObject
) -> None:
    before = set(session.document_ids())
    for number, lines in enumerate(stories):
        add_article(session, _story(len(before) + number, *lines), outlet=OUTLET)
    new = [each for each in session.document_ids() if each not in before]
    for document in new[:2]:
        text = session.text(document)
        if LINE in text:
            _exclude(session, document, LINE)
    found = propose_zones(session, new)
    refused = [each for each in found if data.draw(st.booleans())]
    keep_in_article(session, refused)
    again = {(each.document, each.start, each.end) for each in propose_zones(session, new)}
    assert not again & {(each.document, each.start, each.end) for each in refused}
