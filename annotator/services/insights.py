"""What the labels of a project answer: figures, and who said what about whom.

Owns the questions that window and command line ask.  What is read of a project is kept until the
project changes (`insights_facts`), so that the second question of a kind takes milliseconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path

from annotator.domain.documents import State
from annotator.domain.insights import (
    AnnotatorChoice,
    Insights,
    InsightsChoices,
    InsightsFilter,
    InsightTable,
    Item,
    Note,
    OutletChoice,
    Topic,
)
from annotator.services.insights_facts import Facts, choose, facts_of, forget
from annotator.services.insights_items import Opening
from annotator.services.insights_matrix import (
    Asked,
    acts_in_words,
    matrix_of,
    matrix_table,
    party_name,
)
from annotator.services.insights_tables import (
    labels_table,
    progress_table,
    timeline_table,
    together_table,
    voices_of,
    voices_table,
)
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running

__all__ = [
    "acts_in_words",
    "choices",
    "export_insights",
    "forget",
    "insights",
    "items",
    "matrix_table",
    "party_name",
]


@long_running
def insights(
    session: Session,
    choice: InsightsFilter,
    topics: Collection[Topic] = tuple(Topic),
    task: Task | None = None,
) -> Insights:
    """Return the answers to some questions; that of the matrix is `matrix`, and no table.

    Raises Cancelled and AnnotatorError("insights-date-bad", "insights-dates-crossed",
    "insights-outlet-unknown", "insights-annotator-unknown", "layer-unknown").
    """
    task = task or Task("insights")
    with facts_of(session, task) as (facts, rows):
        chosen = choose(facts, choice)
        tables: dict[Topic, InsightTable] = {}
        notes: list[Note] = list(chosen.notes)
        matrix, period = None, None
        scheme = session.scheme
        for topic in Topic:
            if topic not in topics:
                continue
            task.check()
            match topic:
                case Topic.PROGRESS:
                    tables[topic] = progress_table(facts, rows, chosen, choice)
                case Topic.LABELS:
                    labelled = facts.labelled(session, rows, task)
                    tables[topic] = labels_table(facts, labelled, chosen, choice, scheme)
                case Topic.TOGETHER:
                    names = {number: each.name for number, each in session.entries().items()}
                    tables[topic] = together_table(facts, chosen, names, task)
                case Topic.TIMELINE:
                    labelled = facts.labelled(session, rows, task)
                    tables[topic], period = timeline_table(facts, labelled, chosen, choice, scheme)
                case Topic.VOICES:
                    reading = facts.reading(session, rows, task)
                    voices = voices_of(facts, reading, rows, chosen, task)
                    tables[topic] = voices_table(voices, scheme)
                case Topic.MATRIX:
                    matrix = matrix_of(Asked(facts.reading(session, rows, task), chosen))
        articles = len(chosen.places)
    return Insights(choice.checked(), articles, tables, matrix, period, notes)


@long_running
def items(
    session: Session,
    choice: InsightsFilter,
    topic: Topic,
    mark: tuple[str | int, ...],
    limit: int = 200,
    task: Task | None = None,
) -> list[Item]:
    """Return the spots behind a row or cell, in the order of the list of articles.

    Marks are those of rows and cells; in the mark of a cell `ANYBODY` stands for whoever it is, and
    a third part is an act, of which the quotes alone are returned.  Raises what `insights` raises,
    and AnnotatorError("insights-mark-bad").
    """
    task = task or Task("insights")
    with facts_of(session, task) as (facts, rows):
        chosen = choose(facts, choice)
        return Opening(session, facts, rows, chosen, choice, task).items(topic, mark, limit)


@long_running
def choices(session: Session, task: Task | None = None) -> InsightsChoices:
    """Return what can be chosen; raises Cancelled."""
    with facts_of(session, task or Task("insights")) as (facts, _):
        return _choices(facts, session)


def _choices(facts: Facts, session: Session) -> InsightsChoices:
    outlets = Counter(facts.outlets)
    days = sorted({day.isoformat() for day in facts.days if day is not None})
    labelled = Counter(annotator for _, annotator in facts.labelled_by)
    people = [
        AnnotatorChoice(number, facts.people[number].name, facts.people[number].kind, articles)
        for number, articles in labelled.items()
    ]
    states = set(facts.states.values())
    return InsightsChoices(
        tuple(
            OutletChoice(name, number)
            for name, number in sorted(
                outlets.items(), key=lambda each: (-each[1], each[0].casefold(), each[0])
            )
        ),
        days[0] if days else "",
        days[-1] if days else "",
        sum(day is None for day in facts.days),
        len(facts.days),
        tuple(sorted(people, key=lambda each: (each.name.casefold(), each.id))),
        tuple(each for each in State if each in states or each is State.NEW),
        tuple((layer.uid, layer.name) for layer in session.scheme.layers),
    )


@long_running
def export_insights(
    session: Session,
    choice: InsightsFilter,
    out: Path,
    task: Task | None = None,
    topic: Topic = Topic.MATRIX,
) -> int:
    """Write what the insights say to a file, by how it ends; return how many lines or edges.

    ".xlsx": a sheet for each question; ".csv": the table of one `topic`; ".graphml": the matrix as
    a graph.  A file that was there before is untouched unless all goes well.  Raises what
    `insights` raises, and AnnotatorError("insights-ending", "export-onto-project",
    "export-unwritable").
    """
    from annotator.services.insights_export import write_insights

    return write_insights(session, choice, out, topic, task or Task("insights"), insights)
