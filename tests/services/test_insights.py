"""What a cell, a row and a filter count, and what opens from each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.documents import State, Suggestion
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import derived_id
from annotator.domain.insights import (
    NOBODY,
    UNNAMED,
    WRITER,
    Cell,
    InsightsFilter,
    Matrix,
    Topic,
)
from annotator.services.adjudicating import adjudicate
from annotator.services.demo import make_sample_project
from annotator.services.desk import Desk
from annotator.services.insights import choices, forget, insights, items
from annotator.services.session import Session
from annotator.services.tasks import Cancelled, Task, guard_this_thread
from tests.services.desks import labelled
from tests.services.stories import Writing, import_lines, take_in
from tests.work import calls_of

TEXT = (
    "Velmar will answer, the Citadel said on Monday. "
    "“Orlo told me that Norvia fired first and Norvia lied,” said Dana Ilves. "
    "She called Velmar a partner. A friend of Ilves denied that Skarn was shelled. "
    "The bridge is a disgrace. Read more: Velmar wins again, the Citadel said."
)
EVERYTHING = InsightsFilter()


def entry(name: str) -> int:
    return derived_id("entry", name)


def matrix_of(session: Session, choice: InsightsFilter = EVERYTHING) -> Matrix:
    found = insights(session, choice, [Topic.MATRIX]).matrix
    assert found is not None
    return found


def named(matrix: Matrix) -> dict[tuple[str, str], Cell]:
    """Return the cells by what their parties are called."""
    return {(each.source.name, each.target.name): each for each in matrix.cells.values()}


@pytest.fixture
def story() -> Writing:
    return Writing("one", TEXT, outlet="Seaboard", date="2026-01-12")


@pytest.fixture
def told(session: Session, tmp_path: Path) -> Callable[..., dict[tuple[str, str], Cell]]:
    def tell(*writings: Writing) -> dict[tuple[str, str], Cell]:
        take_in(session, tmp_path, *writings)
        return named(matrix_of(session))

    return tell


# Who says it -------------------------------------------------------------------------------------


def test_a_source_is_the_entry_of_the_name_that_it_is_about(told: Any, story: Writing) -> None:
    story.mention("Citadel", "citadel")
    story.mention("Dana Ilves", "ilves")
    story.mention("Ilves", "ilves", nth=1)
    story.quote("Velmar will answer", "the Citadel", "states")
    story.quote("Orlo told me that Norvia fired first and Norvia lied", "Dana Ilves")
    story.quote("Skarn was shelled", "A friend of Ilves", "denies")
    found = told(story)
    assert set(found) == {
        ("citadel", "(nobody marked)"),
        ("ilves", "(nobody marked)"),
        ("A friend of Ilves", "(nobody marked)"),
    }
    assert found["citadel", "(nobody marked)"].source.linked
    assert not found["A friend of Ilves", "(nobody marked)"].source.linked
    assert found["A friend of Ilves", "(nobody marked)"].acts == {"denies": 1}


def test_a_pronoun_without_an_entry_and_no_source_at_all_are_nobody_in_particular(
    told: Any, story: Writing
) -> None:
    story.quote("a partner", "She")
    story.quote("The bridge is a disgrace")
    (found,) = told(story).values()
    assert (found.source.key, found.target.key, found.quotes) == (UNNAMED, NOBODY, 2)


def test_spellings_of_one_name_are_one_party_called_as_most_do(told: Any) -> None:
    text = "Yes, said the Citadel. No, said The Citadel. Well, said the Citadel’s. Hm, said Orlo."
    story = Writing("one", text)
    story.quote("Yes", "the Citadel")
    story.quote("No", "The Citadel")
    story.quote("Well", "the Citadel’s")
    story.quote("Hm", "Orlo")
    found = told(story)
    assert {source: cell.quotes for (source, _), cell in found.items()} == {
        "The Citadel": 3, "Orlo": 1,
    }  # fmt: skip


# About whom --------------------------------------------------------------------------------------


def test_who_is_named_twice_in_a_quote_is_one_target_of_one_quote(
    told: Any, story: Writing
) -> None:
    story.mention("Norvia", "norvia")
    story.mention("Norvia", "norvia", nth=1)
    story.mention("Orlo")  # linked to nothing
    story.quote("Orlo told me that Norvia fired first and Norvia lied", "Dana Ilves", "claims")
    found = told(story)
    assert set(found) == {("Dana Ilves", "norvia")}
    cell = found["Dana Ilves", "norvia"]
    assert (cell.quotes, cell.acts, cell.opinions, cell.polarity) == (1, {"claims": 1}, 0, None)


def test_words_of_a_quote_within_a_quote_are_those_of_the_inner_source(
    told: Any, story: Writing
) -> None:
    story.mention("Orlo", "orlo")
    story.mention("Norvia", "norvia")
    outer = story.quote("Orlo told me that Norvia fired first and Norvia lied", "Dana Ilves")
    story.quote("Norvia fired first and Norvia lied", "Orlo", parent=outer)
    found = told(story)
    assert set(found) == {("Dana Ilves", "orlo"), ("orlo", "norvia")}


def test_two_quotes_of_the_same_words_are_both_about_whom_they_name(
    told: Any, story: Writing
) -> None:
    story.mention("Velmar", "velmar")
    story.quote("Velmar will answer", "the Citadel")
    story.quote("Velmar will answer", "Dana Ilves", "warns")
    assert {source for source, target in told(story) if target == "velmar"} == {
        "the Citadel", "Dana Ilves",
    }  # fmt: skip


def test_every_source_of_a_quote_says_it(told: Any, story: Writing) -> None:
    story.mention("Velmar", "velmar")
    story.quote("Velmar will answer", ["the Citadel", "Dana Ilves"], "denies")
    found = told(story)
    assert {key: cell.quotes for key, cell in found.items()} == {
        ("the Citadel", "velmar"): 1, ("Dana Ilves", "velmar"): 1,
    }  # fmt: skip


# Opinions ----------------------------------------------------------------------------------------


def test_an_opinion_without_a_holder_is_that_of_the_quote_it_was_said_in(
    session: Session, told: Any, story: Writing
) -> None:
    story.mention("Velmar", "velmar", nth=1)
    linked = story.quote("Velmar will answer", "the Citadel")
    story.quote("Velmar a partner", "She")
    story.quote("Orlo told me that Norvia fired first and Norvia lied", "Dana Ilves")
    story.opinion("negative", "Norvia", expression="lied")
    story.opinion("positive", "Velmar", expression="a partner", nth=0, quote=linked)
    found = told(story)
    ilves = found["Dana Ilves", "Norvia"]
    assert (ilves.quotes, ilves.opinions, ilves.negative, ilves.polarity) == (1, 1, 1, -1.0)
    citadel = found["the Citadel", "Velmar"]
    assert (citadel.quotes, citadel.positive, citadel.polarity) == (1, 1, 1.0)
    # Its expression lies in another quote, but a person linked it.
    assert found["(not named)", "velmar"].opinions == 0


def test_an_opinion_of_somebody_else_in_a_quote_is_hers_and_the_quote_is_about_it(
    told: Any, story: Writing
) -> None:
    quote = story.quote("Orlo told me that Norvia fired first and Norvia lied", "Dana Ilves")
    story.opinion("negative", "Norvia", "Orlo", "lied", quote)
    found = told(story)
    assert (found["Dana Ilves", "Norvia"].quotes, found["Dana Ilves", "Norvia"].opinions) == (1, 0)
    assert (found["Orlo", "Norvia"].quotes, found["Orlo", "Norvia"].opinions) == (0, 1)


def test_the_writer_holds_opinions_and_what_nobody_holds_is_nobodys(
    session: Session, told: Any, story: Writing
) -> None:
    story.opinion("negative", "The bridge", "writer", "a disgrace")
    story.opinion("mixed", "The bridge", "", "is")
    story.opinion("neutral", "", "writer", "answer")
    found = told(story)
    matrix = matrix_of(session)
    bridge = matrix.cells[WRITER, "bridge"]
    assert (bridge.quotes, bridge.negative, bridge.polarity) == (0, 1, -1.0)
    assert matrix.cells[UNNAMED, "bridge"].mixed == 1
    assert matrix.cells[WRITER, NOBODY].neutral == 1
    assert (matrix.said_by(WRITER).opinions, matrix.heard_of("bridge").opinions) == (2, 2)
    assert (len(found), matrix.quotes, matrix.opinions) == (3, 0, 3)


def test_the_mean_is_over_opinions_that_have_a_polarity(told: Any) -> None:
    text = "Good, said Orlo of Karsk. Bad, bad, fine, said Orlo of Karsk."
    story = Writing("one", text)
    for polarity, expression in (("positive", "Good"), ("negative", "Bad"), ("negative", "bad"),
                                 ("neutral", "fine"), (None, "of")):  # fmt: skip
        story.opinion(polarity or "neutral", "Karsk", "Orlo", expression)
        story.line["opinions"][-1]["polarity"] = polarity
    cell = told(story)["Orlo", "Karsk"]
    assert (cell.opinions, cell.positive, cell.negative, cell.neutral) == (5, 1, 2, 1)
    assert cell.polarity == pytest.approx(-0.25)


# What does not count -----------------------------------------------------------------------------


def test_what_lies_in_a_zone_does_not_count(session: Session, told: Any, story: Writing) -> None:
    story.zone("Read more: Velmar wins again, the Citadel said.")
    story.mention("Velmar", "velmar", nth=2)
    story.quote("Velmar wins again", "the Citadel")
    story.opinion("positive", "Velmar", "writer", "wins")
    story.line["opinions"][-1]["target"] = []
    assert told(story) == {}
    found = insights(session, EVERYTHING)
    assert found.articles == 1
    # Two parts stand before the zone: labels of their own, though their frames do not count.
    marks = [row.mark for row in found.tables[Topic.LABELS].rows]
    assert marks == [("quotes", "source"), ("opinions", "target")]
    assert found.tables[Topic.TOGETHER].rows == ()


def test_suggestions_never_count(session: Session, told: Any, story: Writing) -> None:
    story.quote("Velmar will answer", "the Citadel")
    before = told(story)
    (document,) = session.document_ids()
    start = TEXT.index("Skarn was shelled")
    session.save_suggestions(
        document,
        [Suggestion(7, document, "quotes", "quote", start, start + 17, "rules",
                    payload={"content": [[start, start + 17]]})],
        "rules",
    )  # fmt: skip
    forget()
    assert named(matrix_of(session)) == before


# Whose labels count ------------------------------------------------------------------------------


def whose(session: Session, choice: InsightsFilter = EVERYTHING) -> set[str]:
    """Return who says something, which tells whose labels were counted."""
    return {each.name for each in matrix_of(session, choice).sources}


def reading(by: str, state: str, source: str, uid: str = "one") -> Writing:
    writing = Writing(uid, TEXT + uid, by=by, state=state, outlet="Seaboard", date="2026-01-12")
    writing.quote("Velmar will answer", source)
    return writing


@pytest.mark.parametrize(
    ("mina", "jonas", "expected"),
    [
        ("done", "in-progress", "the Citadel"),
        ("in-progress", "done", "Dana Ilves"),
        ("done", "approved", "Dana Ilves"),
        ("flagged", "in-progress", "the Citadel"),  # neither is done: who labelled the most
        ("done", "done", "the Citadel"),
    ],
)
def test_an_article_counts_once_by_whoever_is_furthest(
    session: Session, tmp_path: Path, mina: str, jonas: str, expected: str
) -> None:
    take_in(
        session, tmp_path,
        reading("Mina Kell", mina, "the Citadel"),
        reading("Jonas Reed", jonas, "Dana Ilves"),
        reading("Mina Kell", "new", "the Citadel", uid="two"),
    )  # fmt: skip
    found = matrix_of(session)
    assert found.quotes == 2  # the second article is Mina's in any case
    assert whose(session) == {expected, "the Citadel"}


def test_the_gold_set_counts_before_everybody(session: Session, tmp_path: Path) -> None:
    both = [
        reading("Mina Kell", "done", "the Citadel"),
        reading("Jonas Reed", "done", "Dana Ilves"),
    ]
    take_in(session, tmp_path, *both)
    step, _ = adjudicate(session, "prefer=Jonas Reed")
    session.apply(step)
    found = insights(session, EVERYTHING, [Topic.MATRIX])
    assert whose(session) == {"Dana Ilves"}
    assert found.matrix is not None
    assert found.matrix.quotes == 1
    approved = InsightsFilter(states=frozenset({State.APPROVED}))
    assert whose(session, approved) == {"Dana Ilves"}


def test_of_one_annotator(session: Session, tmp_path: Path) -> None:
    both = [
        reading("Mina Kell", "done", "the Citadel"),
        reading("Jonas Reed", "done", "Dana Ilves"),
    ]
    take_in(session, tmp_path, *both)
    for name, source in (("Mina Kell", "the Citadel"), ("Jonas Reed", "Dana Ilves")):
        choice = InsightsFilter(annotator=session.known_annotator(name).id)
        assert whose(session, choice) == {source}


# Filters -----------------------------------------------------------------------------------------


@pytest.fixture
def dated(session: Session, tmp_path: Path) -> Session:
    writings = []
    for number, (outlet, day, state) in enumerate(
        [("A", "2026-01-01", "done"), ("A", "2026-01-31", "flagged"), ("B", "2026-02-01", "done"),
         ("", "", "done"), ("B", "soon", "done")]
    ):  # fmt: skip
        meta = {name: value for name, value in (("outlet", outlet), ("date", day)) if value}
        writing = Writing(f"story {number}", f"{number}. {TEXT}", state=state, **meta)
        writing.quote("Velmar will answer", "the Citadel")
        writings.append(writing)
    take_in(session, tmp_path, *writings)
    return session


@pytest.mark.parametrize(
    ("choice", "articles"),
    [
        ({}, 5),
        ({"undated": False}, 3),
        ({"outlets": {"A"}}, 2),
        ({"outlets": {"A", ""}}, 3),
        ({"since": "2026-01-31"}, 2),
        ({"until": "2026-01-31"}, 2),
        ({"since": "2026-01-31", "until": "2026-01-31"}, 1),
        ({"since": "2027-01-01"}, 0),
        ({"states": {State.DONE}}, 4),
        ({"states": {State.DONE}, "outlets": {"A"}}, 1),
        ({"states": {State.SKIPPED}}, 0),
    ],
)
def test_a_filter_takes_articles(dated: Session, choice: dict[str, Any], articles: int) -> None:
    sets = {name: frozenset(each) for name, each in choice.items() if isinstance(each, set)}
    found = insights(dated, InsightsFilter(**{**choice, **sets}))
    assert found.articles == articles
    assert found.matrix is not None
    assert found.matrix.quotes == articles
    rows = found.tables[Topic.LABELS].rows
    assert [row.values[2] for row in rows] == ([articles] * 3 if articles else [])
    assert sum(int(str(row.values[2])) for row in found.tables[Topic.TIMELINE].rows) == 3 * sum(
        1 for _ in range(articles)
    ) - 3 * _undated(found)


def _undated(found: Any) -> int:
    return sum(
        int(values["articles"]) for code, values in found.tables[Topic.TIMELINE].notes
        if code == "insights-note-undated"
    )  # fmt: skip


def test_articles_without_a_date_are_told(dated: Session) -> None:
    def undated(choice: InsightsFilter) -> list[int]:
        notes = insights(dated, choice, [Topic.MATRIX]).notes
        return [v["articles"] for code, v in notes if code == "insights-note-undated"]

    assert undated(InsightsFilter(since="2026-01-01")) == [2]
    assert undated(InsightsFilter(undated=False)) == [2]
    assert undated(InsightsFilter(since="2026-01-01", outlets=frozenset("B"))) == [1]
    assert undated(EVERYTHING) == []


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (InsightsFilter(since="last week"), "insights-date-bad"),
        (InsightsFilter(until="2026-02-30"), "insights-date-bad"),
        (InsightsFilter(since="20260101"), "insights-date-bad"),
        (InsightsFilter(since="2026-02-01", until="2026-01-01"), "insights-dates-crossed"),
        (InsightsFilter(outlets=frozenset({"Nobody's"})), "insights-outlet-unknown"),
        (InsightsFilter(annotator=77), "insights-annotator-unknown"),
        (InsightsFilter(layer="nowhere"), "layer-unknown"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(
    session: Session, choice: InsightsFilter, code: str
) -> None:
    for ask in (
        lambda: insights(session, choice),
        lambda: items(session, choice, Topic.LABELS, ()),
    ):
        with pytest.raises(AnnotatorError) as refused:
            ask()
        assert refused.value.code == code


def test_an_empty_project_answers_with_nothing(session: Session) -> None:
    found = insights(session, EVERYTHING)
    assert (found.articles, found.period, found.matrix and found.matrix.sources) == (0, None, ())
    assert all(table.rows == () for table in found.tables.values())
    assert choices(session).articles == 0


def test_what_can_be_chosen(dated: Session) -> None:
    found = choices(dated)
    assert [(each.name, each.articles) for each in found.outlets] == [("A", 2), ("B", 2), ("", 1)]
    assert (found.first_day, found.last_day, found.undated) == ("2026-01-01", "2026-02-01", 2)
    assert [(each.name, each.articles) for each in found.annotators] == [("Mina Kell", 5)]
    assert set(found.states) == {State.NEW, State.DONE, State.FLAGGED}


# Large ones --------------------------------------------------------------------------------------


def test_of_ten_thousand_sources_the_window_gets_the_first(
    session: Session, tmp_path: Path
) -> None:
    number, each_article = 10_000, 500
    said = "Person 00000\n"
    writings = []
    for first in range(0, number, each_article):
        names = [*range(first, first + each_article), *([7] if first else [])]
        text = "Nothing\n" + "".join(said.replace("00000", f"{at:05}") for at in names)
        places = [(8 + at * len(said), 7 + (at + 1) * len(said)) for at in range(len(names))]
        writings.append(Writing(f"many {first}", text))
        writings[-1].quote_at((0, 7), *places)
    import_lines(session, tmp_path, writings)
    matrix = matrix_of(session)
    assert len(matrix.sources) == len(matrix.cells) == number
    few = matrix.first(30, 30)
    assert [len(few.sources), len(few.cells), few.left_sources] == [30, 30, number - 30]
    assert (few.sources[0].name, matrix.said_by(few.sources[0].key).quotes) == ("Person 00007", 20)
    # What is drawn costs what is drawn, and another question no second reading.
    assert calls_of(lambda: matrix.first(30, 30)) < 20_000
    assert calls_of(lambda: insights(session, EVERYTHING, [Topic.MATRIX])) < 25 * number


def test_three_hundred_outlets(session: Session, tmp_path: Path) -> None:
    writings = [
        Writing(f"{n}", f"Story {n}.", outlet=f"Outlet {n:03}", date="2026-01-01")
        for n in range(300)
    ]
    import_lines(session, tmp_path, writings)
    known = choices(session)
    assert len(known.outlets) == 300
    chosen = frozenset(each.name for each in known.outlets[:299])
    assert insights(session, InsightsFilter(outlets=chosen)).articles == 299


# Asking again, stopping --------------------------------------------------------------------------


def test_what_changes_is_counted_anew(session: Session, told: Any, story: Writing) -> None:
    story.quote("Velmar will answer", "the Citadel")
    told(story)
    desk = Desk(session)
    desk.open(session.document_ids()[0])
    (quote,) = [each for each in desk.article.annotations.values() if each.label == "quote"]
    with session.sibling() as other:
        assert matrix_of(other).quotes == 1
        desk.select(quote.id)
        desk.reject_or_delete()
        assert matrix_of(other).quotes == 0
        session.undo()
        assert matrix_of(other).quotes == 1
    desk.close()


def test_a_question_can_be_stopped_at_any_step_and_asked_again(
    session: Session, told: Any, story: Writing
) -> None:
    story.quote("Velmar will answer", "the Citadel")
    told(story)
    steps = 0
    while True:
        forget()
        task = Task("insights")
        left = [steps]

        def count(_done: int, _total: int, task: Task = task, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                task.cancel()

        task._on_progress = count
        try:
            insights(session, EVERYTHING, task=task)
        except Cancelled:
            steps += 1
        else:
            break
        assert steps < 200
    assert steps > 5
    assert matrix_of(session).quotes == 1


def test_insights_are_counted_off_the_thread_that_draws(session: Session) -> None:
    release = guard_this_thread()
    try:
        for ask in (
            lambda: insights(session, EVERYTHING),
            lambda: items(session, EVERYTHING, Topic.LABELS, ("entities", "ORG")),
            lambda: choices(session),
        ):
            with pytest.raises(RuntimeError):
                ask()
    finally:
        release()


# Opening -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("insights") / "sample.annotator"
    make_sample_project(path)
    return path


def test_every_row_and_cell_opens_as_many_items_as_it_counts(sample: Path) -> None:
    with Session.open(sample, read_only=True) as session:
        found = insights(session, EVERYTHING)
        texts = {number: session.text(number) for number in session.document_ids()}

        def opened(topic: Topic, mark: tuple[Any, ...]) -> list[Any]:
            opening = items(session, EVERYTHING, topic, mark, 10_000)
            order = [(each.number, each.span or (-1, -1)) for each in opening]
            assert [number for number, _ in order] == sorted(number for number, _ in order)
            for each in opening:
                if each.span is not None:
                    words = " ".join(each.span.of(texts[each.document]).split())
                    assert words in each.text or each.text.endswith("…")
            return opening

        assert found.matrix is not None
        for cell in list(found.matrix.cells.values())[::2]:
            opening = opened(Topic.MATRIX, cell.mark)
            kinds = [each.layer for each in opening]
            assert (kinds.count("quotes"), kinds.count("opinions")) == (cell.quotes, cell.opinions)
            for act, number in list(cell.acts.items())[1:]:
                of_act = opened(Topic.MATRIX, (*cell.mark, act))
                assert ([each.act for each in of_act]) == [act] * number
        for source in found.matrix.sources[:5]:
            opening = opened(Topic.MATRIX, (source.mark, ""))
            totals = found.matrix.said_by(source.key)
            assert len(opening) == totals.quotes + totals.opinions
        for target in found.matrix.targets[:5]:
            opening = opened(Topic.MATRIX, ("", target.mark))
            totals = found.matrix.heard_of(target.key)
            assert len(opening) == totals.quotes + totals.opinions
        for topic in (Topic.LABELS, Topic.TIMELINE):
            for row in found.tables[topic].rows[::3]:
                assert len(opened(topic, row.mark)) == row.values[2]
        for row in found.tables[Topic.VOICES].rows[:-1]:
            assert len(opened(Topic.VOICES, row.mark)) == row.values[1]
        for row in found.tables[Topic.TOGETHER].rows[::4]:
            opening = opened(Topic.TOGETHER, row.mark)
            assert len({each.document for each in opening}) == row.values[2]
            assert len(opening) == 2 * int(str(row.values[2]))
        for row in found.tables[Topic.PROGRESS].rows:
            assert all(each.span is None for each in opened(Topic.PROGRESS, row.mark))


def test_no_more_items_than_asked_for_and_a_strange_mark_is_refused(sample: Path) -> None:
    with Session.open(sample, read_only=True) as session:
        assert len(items(session, EVERYTHING, Topic.LABELS, ("entities", "ORG"), 3)) == 3
        assert items(session, EVERYTHING, Topic.MATRIX, ("nobody of this name", "nor this")) == []
        for topic, mark in ((Topic.MATRIX, ()), (Topic.TIMELINE, ("soon", "quotes", ""))):
            with pytest.raises(AnnotatorError) as refused:
                items(session, EVERYTHING, topic, mark)
            assert refused.value.code == "insights-mark-bad"


# Periods -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "period", "starts"),
    [
        ("2026-01-20", "day", ["2026-01-07", "2026-01-20"]),
        ("2026-09-09", "week", ["2026-01-05", "2026-09-07"]),
        ("2030-05-17", "month", ["2026-01-01", "2030-05-01"]),
    ],
)
def test_a_timeline_counts_by_what_can_be_read(
    session: Session, tmp_path: Path, last: str, period: str, starts: list[str]
) -> None:
    writings = []
    for number, day in enumerate(("2026-01-07", last)):
        writing = Writing(f"{number}", f"{number} {TEXT}", date=day)
        writing.mention("Citadel")
        writings.append(writing)
    take_in(session, tmp_path, *writings)
    found = insights(session, EVERYTHING, [Topic.TIMELINE])
    assert found.period == period
    rows = found.tables[Topic.TIMELINE].rows
    assert [row.values for row in rows] == [(start, "Entities", 1, 1) for start in starts]
    labels = insights(session, InsightsFilter(layer="entities"), [Topic.TIMELINE]).tables
    assert [row.mark for row in labels[Topic.TIMELINE].rows] == [
        (start, "entities", "ORG") for start in starts
    ]
    opened = items(session, EVERYTHING, Topic.TIMELINE, rows[1].mark)
    assert [each.published for each in opened] == [last]


def test_no_dates_at_all(session: Session, told: Any) -> None:
    story = Writing("one", TEXT)
    story.mention("Citadel")
    told(story)
    found = insights(session, EVERYTHING)
    table = found.tables[Topic.TIMELINE]
    assert (table.rows, found.period) == ((), None)
    assert table.notes == (("insights-note-undated", {"articles": 1}),)
    assert insights(session, InsightsFilter(since="2026-01-01")).articles == 0


# Progress ----------------------------------------------------------------------------------------


def test_progress_tells_what_was_made_by_hand_accepted_and_brought_in(
    session: Session, told: Any, story: Writing
) -> None:
    story.mention("Citadel")
    told(story)
    desk = Desk(session)
    desk.open(session.document_ids()[0])
    labelled(desk, "Skarn", "GPE")
    desk.close()
    (row,) = insights(session, EVERYTHING, [Topic.PROGRESS]).tables[Topic.PROGRESS].rows
    today = session.history()[0].time[:10]
    assert row.values == ("Mina Kell", today, 1, 0, 1, 1)
    (item,) = items(session, EVERYTHING, Topic.PROGRESS, row.mark)
    assert (item.span, item.number) == (None, 1)
