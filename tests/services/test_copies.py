"""Copies are found with how much is the same, and labels come over only where the words do."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.assist.alignment import Alignment, Text, runs
from annotator.domain.annotations import Span
from annotator.domain.documents import State, Zone, ZoneKind
from annotator.domain.errors import AnnotatorError
from annotator.domain.quotes import quote_of
from annotator.domain.scheme import Scheme
from annotator.domain.steps import Step, added
from annotator.domain.suggested_frames import frame_of
from annotator.services.copies import carried_over, carry, copies_of, find_copies
from annotator.services.desk import Desk
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.session import Session
from annotator.services.tasks import Cancelled, Task
from tests.articles import HARBOUR, PLAIN, add_article, where
from tests.services.desks import go, labelled, pick

#: The same story in another paper: other marks, another first line, one paragraph rewritten.
REWRITTEN = (
    HARBOUR.replace("Karsk denies shelling the Amber Bridge", "Citadel: no gun fired on bridge")
    .replace("“", '"')
    .replace("”", '"')
    .replace("Norvia’s two ferries left Karsk at 07:47", "Both ferries sailed at 07:47")
)
OTHER = " ".join(f"Nobody saw ship number {n} leave the quay of Skarn." for n in range(20))


@pytest.fixture
def finished(session: Session) -> Session:
    """A project with the harbour story labelled and done, its rewritten copy, and another one."""
    add_article(session, OTHER, title="Ships")
    first = add_article(session, HARBOUR, title="Harbour")
    add_article(session, REWRITTEN, title="Bridge")
    desk = Desk(session)
    desk.open(first)
    labelled(desk, "Citadel", "ORG")
    labelled(desk, "Dana Ilves", "PERSON")
    labelled(desk, "Norvia", "GPE", nth=2)
    go(desk, "did not fire")
    desk.quote()
    desk.set_state(State.DONE)
    desk.close()
    return session


def _ids(session: Session) -> dict[str, int]:
    rows = session.document_rows(list(session.document_ids()))
    return {row.title: row.id for row in rows}


def test_an_article_is_listed_with_its_copy_and_how_much_is_the_same(finished: Session) -> None:
    ids = _ids(finished)
    (copy,) = find_copies(finished)
    assert (copy.document, copy.other) == (ids["Bridge"], ids["Harbour"])
    assert (copy.number, copy.other_number) == (3, 2)
    assert (copy.title, copy.other_title) == ("Bridge", "Harbour")
    assert copy.finished
    assert copy.can_carry
    assert copy.labels >= 3
    assert 0.8 < copy.share < 0.97
    assert copies_of(finished, ids["Bridge"]) == [copy]
    (back,) = copies_of(finished, ids["Harbour"])
    assert (back.document, back.other, back.can_carry) == (ids["Harbour"], ids["Bridge"], False)
    assert back.share == pytest.approx(copy.share)
    assert copies_of(finished, ids["Ships"]) == []


def test_labels_come_over_where_the_words_are_the_same(finished: Session) -> None:
    ids = _ids(finished)
    report = carry(finished, [(ids["Bridge"], ids["Harbour"])])
    found = finished.open_suggestions(ids["Bridge"])
    assert {each.model for each in found} == {"copies"}
    text = finished.text(ids["Bridge"])
    words = {(each.layer, each.label, text[each.start : each.end]) for each in found}
    assert words == {
        ("entities", "ORG", "Citadel"),
        ("entities", "PERSON", "Dana Ilves"),
        ("quotes", "quote", "We did not fire"),
    }
    assert report.suggestions == len(found) == 3
    assert report.documents == 1
    assert report.left == {"differs": 1}
    (quote,) = (each for each in found if each.layer == "quotes")
    frame = frame_of(quote, finished.scheme, len(text))
    assert frame is not None
    assert {role: [span.of(text) for span in spans] for role, spans in frame.slots.items()} == {
        "content": ["We did not fire"],
        "source": ["Citadel spokesman Oren Maret"],
        "cue": ["told"],
    }


def test_carrying_twice_changes_nothing(finished: Session) -> None:
    ids = _ids(finished)
    chosen = [(ids["Bridge"], ids["Harbour"])]
    carry(finished, chosen)
    before = finished.open_suggestions(ids["Bridge"])
    assert carry(finished, chosen).suggestions == 0
    assert finished.open_suggestions(ids["Bridge"]) == before


def test_nothing_is_proposed_where_a_label_or_a_rejection_is(finished: Session) -> None:
    ids = _ids(finished)
    chosen = [(ids["Bridge"], ids["Harbour"])]
    desk = Desk(finished)
    desk.open(ids["Bridge"])
    labelled(desk, "Foreign Minister Dana Ilves", "PERSON")
    carry(finished, chosen)
    desk.open(ids["Bridge"])
    assert desk.article is not None
    (org,) = (each for each in desk.article.suggestions.values() if each.label == "ORG")
    (quote,) = (each for each in desk.article.suggestions.values() if each.layer == "quotes")
    assert len(desk.article.suggestions) == 2
    for each in (org, quote):
        finished.apply(desk.scribe().reject([each]))
    report = carry(finished, chosen)
    assert finished.open_suggestions(ids["Bridge"]) == []
    assert report.left == {"differs": 1, "there": 1, "rejected": 2}
    desk.close()


def test_words_in_zones_do_not_count_and_get_no_labels(finished: Session) -> None:
    ids = _ids(finished)
    text = finished.text(ids["Bridge"])
    line = where(text, "Foreign Minister Dana Ilves called Velmar")
    zone = Zone(finished.ids.next(), ids["Bridge"], line.start, text.index("\n", line.start),
                ZoneKind.RELATED)  # fmt: skip
    finished.apply(Step("zone-made", added(zone), {}, ids["Bridge"]))
    carry(finished, [(ids["Bridge"], ids["Harbour"])])
    labels = {each.label for each in finished.open_suggestions(ids["Bridge"])}
    assert labels == {"ORG", "quote"}


def test_a_copy_of_a_copy_gets_the_labels_of_the_finished_one(
    finished: Session, add_article: Callable[..., int]
) -> None:
    third = add_article(finished, REWRITTEN.replace("had warned", "warned"), title="Third")
    ids = _ids(finished)
    found = {each.document: each for each in find_copies(finished)}
    assert found[third].other == ids["Harbour"]
    assert found[ids["Bridge"]].other == ids["Harbour"]
    assert ids["Harbour"] not in found
    assert [each.other for each in copies_of(finished, third)] == [ids["Harbour"], ids["Bridge"]]
    report = carry(finished, [(each.document, each.other) for each in found.values()])
    assert report.documents == 2


def test_links_between_quotes_come_over(finished: Session) -> None:
    ids = _ids(finished)
    desk = Desk(finished)
    desk.open(ids["Harbour"])
    pick(desk, "Nobody fired")
    desk.quote()
    inner = desk.in_hand()
    pick(desk, "That is all")
    desk.quote()
    outer = desk.in_hand()
    assert desk.article is not None
    assert inner is not None
    assert outer is not None
    finished.apply(desk.scribe().link(inner, "parent", outer))
    desk.close()
    carry(finished, [(ids["Bridge"], ids["Harbour"])])
    text = finished.text(ids["Bridge"])
    quotes = {
        text[each.start : each.end]: each
        for each in finished.open_suggestions(ids["Bridge"])
        if each.layer == "quotes"
    }
    read = frame_of(quotes["Nobody fired"], finished.scheme, len(text))
    assert read is not None
    assert read.parent == quotes["That is all"].id


def test_an_article_without_words_or_labels_has_nothing_to_carry(
    session: Session, news_scheme: Scheme
) -> None:
    empty = add_article(session, "…", title="Empty")
    bare = add_article(session, PLAIN, title="Bare")
    assert find_copies(session) == []
    assert copies_of(session, empty) == []
    carried = carried_over(news_scheme, session.article(bare), session.article(empty))
    assert (carried.suggestions, carried.left) == ([], {})


def test_equal_texts_are_wholly_the_same(session: Session) -> None:
    path = session.path.with_suffix(".jsonl")
    path.write_text(
        '{"id": "one", "text": "The road is open and the ferry waits for nobody today."}\n'
        '{"id": "two", "text": "The road is open and the ferry waits for nobody today."}\n',
        encoding="utf-8",
    )
    import_paths(session, [path], ImportOptions())
    one, two = session.document_ids()
    (copy,) = find_copies(session)
    assert (copy.document, copy.other, copy.share, copy.percent) == (two, one, 1.0, 100)
    assert copies_of(session, two) == [copy]


def test_a_project_that_cannot_be_written_says_so(finished: Session) -> None:
    ids = _ids(finished)
    with Session.open(finished.path, read_only=True) as reading:
        assert find_copies(reading)
        with pytest.raises(AnnotatorError) as refused:
            carry(reading, [(ids["Bridge"], ids["Harbour"])])
    assert refused.value.code == "project-read-only"


def test_the_search_can_be_stopped(finished: Session) -> None:
    task = Task()
    task.cancel()
    for work in (
        find_copies,
        lambda session, task: copies_of(session, _ids(session)["Bridge"], task),
    ):
        with pytest.raises(Cancelled):
            work(finished, task)


# Words -------------------------------------------------------------------------------------------


def _share(one: str, other: str) -> float:
    return Alignment(Text(one), Text(other)).share()


def test_the_share_counts_words_in_common_runs_of_both() -> None:
    assert _share("a b c d e f g h", "a b c d x f g h") == 14 / 16
    assert _share("a b c d", "a b c d") == 1
    assert _share("a b c d", "A B C D") == 0
    assert _share("a b x", "y a b") == 0  # two words are chance
    assert _share("", "") == 0
    assert _share("“a b c”", '"a b c"') == 1


def test_a_range_is_carried_whole_or_not_at_all() -> None:
    one = "The Bank of Norvia and Dana Ilves spoke on Monday in Karsk to nobody."
    other = "Again the Bank of Norvia and Dana  Ilves spoke on Tuesday in Karsk to nobody."
    alignment = Alignment(Text(one), Text(other))

    def carried(words: str) -> str | None:
        span = alignment.carried(where(one, words))
        return None if span is None else span.of(other)

    assert carried("Bank of Norvia") == "Bank of Norvia"
    assert carried("Dana Ilves") == "Dana  Ilves"
    assert carried("ank of Norvi") == "ank of Norvi"
    assert carried("spoke on Monday") is None
    assert carried("Norvia and Dana Ilves spoke on Monday in Karsk") is None
    assert carried("The Bank") is None


@given(
    st.lists(st.sampled_from("abcd"), max_size=60), st.lists(st.sampled_from("abcd"), max_size=60)
)
def test_runs_are_equal_in_order_and_apart(one: list[str], other: list[str]) -> None:
    at = other_at = 0
    for run in runs(one, other):
        assert run.length > 0
        assert run.one >= at
        assert run.other >= other_at
        assert one[run.one : run.one + run.length] == other[run.other : run.other + run.length]
        at, other_at = run.one + run.length, run.other + run.length


@pytest.mark.parametrize("words", [3_000, 50_000])
def test_long_articles_are_compared_in_pieces(words: int) -> None:
    chance = random.Random(words)
    one = [f"w{int(chance.paretovariate(0.8))}" for _ in range(words)]
    other = [each for each in one if chance.random() > 0.02]
    other.insert(words // 2, "new")
    same = sum(run.length for run in runs(one, other))
    assert same > 0.97 * len(other)


@pytest.mark.parametrize("words", [["a"], ["a", "b"], ["a", "b", "a", "c"]])
def test_hostile_texts_come_to_an_end(words: list[str]) -> None:
    one = words * 50_000
    runs(one, ["x", *one])
    runs(one, one[::-1])
    assert sum(run.length for run in runs(one, list(one))) == len(one)


def test_one_line_of_half_a_million_words_is_carried() -> None:
    one = "word " * 499_998 + "Dana Ilves"
    text = Text(one)
    alignment = Alignment(text, text)
    end = len(one)
    assert alignment.carried(Span(end - 10, end)) == (end - 10, end)
    assert alignment.share() == 1


def test_what_quote_of_reads_is_what_was_carried(finished: Session) -> None:
    """Accepting a carried quote gives the quote that the copy has."""
    ids = _ids(finished)
    carry(finished, [(ids["Bridge"], ids["Harbour"])])
    desk = Desk(finished)
    desk.open(ids["Bridge"])
    assert desk.article is not None
    (quote,) = (each for each in desk.article.suggestions.values() if each.layer == "quotes")
    finished.apply(desk.scribe().accept([quote]))
    (frame,) = desk.article.in_layer("quotes", "quote")
    made = quote_of(desk.article, frame)
    text = desk.article.text
    assert [part.spans[0].of(text) for part in made.source] == ["Citadel spokesman Oren Maret"]
    desk.close()
