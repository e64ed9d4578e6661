"""Tasks with colleagues: send a packet and merge it, decide where people differ."""

from __future__ import annotations

from pathlib import Path

from annotator.domain.review import GOLD
from annotator.services.session import Session
from benchmarks.tasks.newcomer import Newcomer
from benchmarks.tasks.projects import desk_of, label, labels_of, make_project
from benchmarks.tasks.task import Act, Task
from benchmarks.tasks.texts import HARBOUR

# Merge ------------------------------------------------------------------------------------------


def _packet(home: Path) -> Path:
    return home / "for Bo.annotator"


def _send(she: Newcomer, home: Path) -> None:
    she.wants("give the article to a colleague")
    she.chooses("Review", "Send packet…")
    she.reads("Whose labels these will be")
    she.fills("To", "Bo Lind")
    she.reads("1 article would go along")
    she.picture("merge-1")
    she.clicks_on("Write packet…", inside="button")
    she.names_file(_packet(home))
    she.sees("send it by mail")
    she.wants("label something herself meanwhile")
    she.reads("Put the cursor on a word and press a label's key")
    she.reads("Place (GPE)", key="3")
    she.clicks_word("Karsk")
    she.presses("3")
    she.sees("Place (GPE): Karsk")


def _answer(he: Newcomer, _home: Path) -> None:
    he.wants("(the colleague, who double-clicked the packet) label the mayor")
    he.reads("Bo Lind", inside="button")
    he.reads("Person", key="1", inside="line")
    he.drags_over("Ida Solberg")
    he.presses("1")
    he.sees("Person: Ida Solberg")
    he.wants("(the colleague) say that he is through")
    he.chooses("Article", "Done, and next open article")
    he.sees("Every article is done")


def _merge(she: Newcomer, home: Path) -> None:
    she.wants("take back what he sent")
    she.chooses("Review", "Take back, or merge…")
    she.names_file(_packet(home))
    she.wants("see what it brings, and merge it")
    she.reads("Take back, or merge", inside="title")
    she.reads("Added", inside="words")
    she.reads("0 versions would be overruled")
    she.picture("merge-2")
    she.clicks_on("Merge", inside="button")
    she.sees("0 conflicts left to look at")
    she.picture("merge-3")


def _merged(home: Path) -> str:
    with Session.open(desk_of(home)) as session:
        (document,) = session.document_ids()
        by = {
            person.name: labels_of(session, document, {number})
            for number, person in session.annotators.items()
        }
        assert by == {"Mina Kell": {("Karsk", "GPE")}, "Bo Lind": {("Ida Solberg", "PERSON")}}, by
        assert session.conflicts() == []
        assert session.check() == []
        bo = session.known_annotator("Bo Lind").id
        assert session.assignment(document, bo).state.value == "done"
    return "Her label and his are both there, each under its own name; nothing was overruled."


MERGE = Task(
    "merge",
    "Send an article to a colleague, take it back, and lose nothing.",
    (Act(_send, desk_of), Act(_answer, _packet), Act(_merge, desk_of)),
    _merged,
    lambda home: make_project(home, HARBOUR),
)


# Adjudicate -------------------------------------------------------------------------------------


def _two_opinions(home: Path) -> None:
    make_project(home, HARBOUR)
    both = [("Tuesday", "DATE", 0), ("Karsk", "GPE", 1)]
    with Session.open(desk_of(home)) as session:
        label(session, "Ada Brun", [*both, ("Ida Solberg", "PERSON", 0),
                                    ("Norvian Port Authority", "ORG", 0)])  # fmt: skip
        label(session, "Bo Lind", [*both, ("Mayor Ida Solberg", "PERSON", 0),
                                   ("Norvian Port Authority", "GPE", 0),
                                   ("six weeks", "CARDINAL", 0)])  # fmt: skip
        session.use_annotator("Mina Kell")


def _decide(she: Newcomer, _home: Path) -> None:
    she.wants("decide where two colleagues differ")
    she.chooses("Review", "Decide where annotators differ")
    she.sees("3 left")
    she.wants("take at once what both say")
    she.reads("what all agree on", key="Shift+Enter")
    she.presses("Shift+Enter")
    she.wants("say that six weeks are no number of that kind")
    she.reads("six weeks", inside="words")
    she.reads("neither", key="X")
    she.picture("adjudicate-1")
    she.presses("X")
    she.sees("2 left")
    she.wants("take the one who calls the authority an organisation")
    she.reads("take", key="1")
    she.reads("Organisation Norvian Port Authority", inside="words")
    she.reads("Ada Brun", key="1", inside="words")
    she.picture("adjudicate-2")
    she.presses("1")
    she.sees("1 left")
    she.wants("take the one whose label leaves the office out")
    she.reads("Person Ida Solberg", inside="words")
    she.reads("Ada Brun", key="1", inside="words")
    she.presses("1")
    she.sees("Nothing is left to decide")
    she.picture("adjudicate-3")


def _decided(home: Path) -> str:
    with Session.open(desk_of(home)) as session:
        (document,) = session.document_ids()
        gold = {number for number, each in session.annotators.items() if each.kind == GOLD}
        found = labels_of(session, document, gold)
        assert found == {
            ("Tuesday", "DATE"), ("Karsk", "GPE"), ("Ida Solberg", "PERSON"),
            ("Norvian Port Authority", "ORG"),
        }, found  # fmt: skip
        hows = sorted(each.how.value for each in session.decisions(document))
        assert hows == ["chosen", "chosen", "neither", "unanimous", "unanimous"], hows
        assert session.check() == []
    return "Five decisions (two unanimous, two chosen, one neither) and the gold set that follows."


ADJUDICATE = Task(
    "adjudicate",
    "Two people labelled one article differently: decide each difference by keys.",
    (Act(_decide, desk_of),),
    _decided,
    _two_opinions,
)
