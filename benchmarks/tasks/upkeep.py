"""Tasks of looking after a project and the program: find an inconsistency, change a key."""

from __future__ import annotations

from pathlib import Path

from annotator.gui.settings import Settings
from annotator.services.session import Session
from benchmarks.tasks.newcomer import Newcomer
from benchmarks.tasks.projects import desk_of, label, labels_of, make_project
from benchmarks.tasks.task import Act, Task
from benchmarks.tasks.texts import FIRST, HARBOUR

# Find an inconsistency --------------------------------------------------------------------------


def _one_slip(home: Path) -> None:
    make_project(home, FIRST)
    with Session.open(desk_of(home)) as session:
        label(session, "Mina Kell", [("Velmar", "GPE", 0), ("Velmar", "GPE", 1),
                                     ("Velmar", "ORG", 2), ("Citadel", "ORG", 0)])  # fmt: skip


def _find(she: Newcomer, _home: Path) -> None:
    she.wants("know whether the same name always has the same label")
    she.chooses("Review", "Consistency radar…")
    she.sees("1 inconsistency")
    she.picture("radar-1")

    she.wants("see how the name is labelled where")
    she.reads("Treated as", inside="head of a column")
    she.reads("Organisation 1 (33 %)", inside="line")
    she.wants("correct the one that stands out, after a look at it")
    she.reads("Velmar is content", inside="line")
    she.reads("Make what is ticked")
    she.reads("Place (GPE)", inside="list to choose from")
    she.reads("changes what is ticked", key="Ctrl+Enter")
    she.reads("Change 1 place", inside="button")
    she.presses("Ctrl+Enter")
    she.sees("No inconsistencies")
    she.picture("radar-2")


def _found(home: Path) -> str:
    with Session.open(desk_of(home)) as session:
        (document,) = session.document_ids()
        assert labels_of(session, document) == {("Velmar", "GPE"), ("Citadel", "ORG")}
        assert session.undo_label is not None
        assert session.check() == []
    return "Every “Velmar” is a place now, by one step that one undo takes back."


RADAR = Task(
    "find an inconsistency",
    "One name got two labels. Find out which, and make them one.",
    (Act(_find, desk_of),),
    _found,
    _one_slip,
)


# Change a key -----------------------------------------------------------------------------------


def _change(she: Newcomer, _home: Path) -> None:
    she.wants("have another key for making a quote")
    she.chooses("Project", "Preferences…")
    she.clicks_on("Keys", inside="line")
    she.fills("search for an action or a key", "make a quote")
    she.reads("Quotes › Make a quote", key="Q", inside="line")
    she.wants("give it a key of her own")
    she.clicks_on("Add a key…", inside="button")
    she.reads("Press the key", inside="button")
    she.picture("key-1")
    she.presses_own("Shift+Q")
    she.wants("take the old one away")
    she.clicks_on("Q", inside="line")
    she.clicks_on("Remove key", inside="button")
    she.picture("key-2")
    she.clicks_on("Save", inside="button")
    she.wants("see that the window knows it")
    she.reads("makes a quote", key="Shift+Q", inside="words")
    she.opens_menu("Quotes")
    she.reads("Make a quote", key="Shift+Q", inside="menu")
    she.picture("key-3")
    she.presses("Esc", "Esc")
    she.wants("use it")
    she.clicks_word("crane")
    she.presses("Shift+Q")
    she.sees("QUOTE · INDIRECT")


def _changed(home: Path) -> str:
    with Session.open(desk_of(home)) as session:
        article = session.article(session.document_ids()[0], {session.annotator.id})
        assert sum(not each.spans for each in article.annotations.values()) == 1
    kept = Settings()
    assert "Shift+Q" in kept.text("keys"), kept.text("keys")
    return "The quote is there, made by the new key, which the settings keep for the next start."


KEY = Task(
    "change a key",
    "Give an action another key, use it, and find it in the menu.",
    (Act(_change, desk_of),),
    _changed,
    lambda home: make_project(home, HARBOUR),
)
