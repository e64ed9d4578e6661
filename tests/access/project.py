"""A project in which every page of the window has something to show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from annotator.domain.documents import State, Suggestion, Zone, ZoneKind
from annotator.domain.scheme import Label
from annotator.domain.steps import Edit, Step
from annotator.services import bookmarks
from annotator.services.demo import make_sample_project
from annotator.services.desk import Desk
from annotator.services.guideline_versions import with_versions
from annotator.services.merging import merge_files
from annotator.services.revisions import carry_forward
from annotator.services.scheme_editing import change_elements
from annotator.services.session import Session
from tests import articles

STORY = (
    "Karsk, Nov 3 (Seaboard) — The ferry of Karsk will sail again on Monday, the harbour office "
    "said.\n\nIt had lain in the dock since the storm of September, and the town of Velmar had "
    "asked twice what became of it.\n\n“Nobody told us,” said Oren Maret, who leads the council "
    "of Velmar.\n\nThe office promised to publish what the repair had cost before the winter.\n\n"
    "Read more: Ten bridges of the North\n\nPhoto: The ferry in its dock. (Seaboard/Ada Voll)\n"
)


def make_project(path: Path) -> Path:
    """Make the project and a packet beside it that brings something; return the packet."""
    make_sample_project(path)
    with Session.open(path) as session:
        session.set_setting("suggest", False)  # no worker starts
        first = session.document_ids()[0]
        _add_versions(session)
        suggest(session, first)
        _exclude(session, first)
        bookmarks.toggle(session, first, 10)
        _define_anew(session)
        return _disagree(session, first)


def _add_versions(session: Session) -> None:
    """Add a story, a later version of it that takes its labels, and a copy that does not yet."""
    texts = (
        STORY,
        STORY.replace("on Monday", "on Tuesday morning"),
        STORY.replace("before the winter", "before the spring"),
    )
    old, new, _ = (
        articles.add_article(session, text, title=f"The ferry sails again ({number})",
                             language="en", published=f"2026-11-0{number}", outlet="Seaboard")
        for number, text in enumerate(texts, start=3)
    )  # fmt: skip
    desk = Desk(session)
    desk.open(old)
    for words, label in (("Oren Maret", "PERSON"), ("on Monday", "DATE"), ("Velmar", "GPE")):
        desk.take(articles.where(STORY, words))
        if session.scheme.label("entities", label) is not None:
            desk.label(label, "entities")
    desk.set_state(State.DONE)
    desk.close()
    carry_forward(session, [(old, new)])


def suggest(session: Session, document: int) -> None:
    """Have a model propose names, without a worker."""
    text = session.text(document)
    begin = text.index(" ", 400) + 1
    ends = [text.index(" ", begin + 8 * number) for number in range(1, 4)]
    session.save_suggestions(
        document,
        [
            Suggestion(session.ids.next(), document, "entities", "ORG", end - 4, end, "rules", 0.9)
            for end in ends
        ],
        "rules",
    )


def _exclude(session: Session, document: int) -> None:
    text = session.text(document)
    zone = Zone(session.ids.next(), document, 0, text.index(" "), ZoneKind.BYLINE)
    session.apply(Step("zone", (Edit(None, zone),), {}, document))


def _define_anew(session: Session) -> None:
    """Change a definition, so that older labels are made under the one before."""
    label = session.scheme.label("entities", "PERSON")
    assert isinstance(label, Label)
    step = change_elements(session, replace(label, guideline="People, with their titles."))
    session.apply(with_versions(session, step))


def _disagree(session: Session, document: int) -> Path:
    """Merge a copy in which the same label became another one; keep the copy as a packet."""
    who = {number for _, number in session.readers(list(session.annotators))}
    copy = session.back_up()

    def change(place: Session, label: str, note: str) -> None:
        article = place.article(document, who)
        found = next(each for each in article.in_layer("entities") if each.spans)
        entry = next(iter(place.entries().values()))
        edits = (
            Edit(found, found._replace(label=label)),
            Edit(entry, replace(entry, note=note)),
        )
        place.apply(Step("relabelled", edits, {}, document))

    change(session, "NORP", "as we call it")
    with Session.open(copy) as other:
        other.set_setting("suggest", False)
        change(other, "LOC", "as they call it")
    merge_files(session, [copy], None, dry_run=False)
    session.refresh()
    return copy
