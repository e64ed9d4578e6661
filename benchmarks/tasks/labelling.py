"""Tasks in one article: label names, fix a boundary, draft an indirect quote."""

from __future__ import annotations

from pathlib import Path

from annotator.domain.annotations import Annotation
from annotator.domain.cues import QuoteDraft
from annotator.domain.documents import Entry
from annotator.domain.quotes import quote_of
from annotator.services.commenting import remark
from annotator.services.entries import link
from annotator.services.entry_editing import add_entry
from annotator.services.session import Session
from benchmarks.tasks.newcomer import Newcomer
from benchmarks.tasks.projects import desk_of, labels_of, make_project, scribe_of, where
from benchmarks.tasks.task import Act, Task
from benchmarks.tasks.texts import HARBOUR

# Label ------------------------------------------------------------------------------------------


def _label(she: Newcomer, _home: Path) -> None:
    she.wants("label the place Karsk in the first line")
    she.reads("Put the cursor on a word and press a label's key")
    she.reads("Place (GPE)", key="3")
    she.presses("Right", "Right", "3")
    she.sees("Place (GPE): Karsk")
    she.picture("label-1")
    she.wants("get to the mayor's name without the mouse")
    she.reads("Search commands", key="Ctrl+K")
    she.presses("Ctrl+K")
    she.types("find")
    she.reads("Find in article", key="Ctrl+F", inside="line")
    she.picture("label-2")
    she.presses("Enter")
    she.reads("find in this article")
    she.types("Ida Solberg")
    she.presses("Enter")
    she.wants("say that she is a person")
    she.reads("Person", key="1", inside="line")
    she.presses("1")
    she.sees("Person: Ida Solberg")
    she.wants("label the day that follows")
    she.reads("Date", key="4", inside="line")
    she.presses("Right", "Right", "4")
    she.sees("Date: Tuesday")
    she.wants("label the port authority, which is three words")
    she.presses("Ctrl+F")
    she.types("Norvian Port Authority")
    she.presses("Enter")
    she.reads("Organisation", key="2", inside="line")
    she.presses("2")
    she.sees("Organisation: Norvian Port Authority")
    she.picture("label-3")


def _labelled(home: Path) -> str:
    with Session.open(desk_of(home)) as session:
        found = labels_of(session, session.document_ids()[0])
        assert found == {
            ("Karsk", "GPE"), ("Ida Solberg", "PERSON"), ("Tuesday", "DATE"),
            ("Norvian Port Authority", "ORG"),
        }, found  # fmt: skip
        assert session.check() == []
    return "The project holds just these four labels, each on the words it was given for."


LABEL = Task(
    "label",
    "Label the names of an article by keys alone.",
    (Act(_label, desk_of),),
    _labelled,
    lambda home: make_project(home, HARBOUR),
)


# Fix a boundary ---------------------------------------------------------------------------------


def _wrong_boundary(home: Path) -> None:
    make_project(home, HARBOUR)
    with Session.open(desk_of(home)) as session:
        document = session.document_ids()[0]
        draft = QuoteDraft(
            (where(HARBOUR, "The harbour of Karsk will close for six weeks"),),
            where(HARBOUR, "announced"),
            (where(HARBOUR, "Mayor Ida"),),  # Solberg is missing
        )
        frame, step = scribe_of(session, document).quote(draft)
        session.apply(step)
        source = _source(session)
        entry = Entry(session.ids.next(), "Ida Solberg", kind="PERSON")
        session.apply(add_entry(entry))
        session.apply(link(source, "Mayor Ida", entry))
        session.apply(
            remark(session.ids, document, session.annotator.id, "Still in office?", frame.id)
        )


def _source(session: Session) -> Annotation:
    article = session.article(session.document_ids()[0], {session.annotator.id})
    (relation,) = (each for each in article.relations.values() if each.role == "source")
    return article.annotations[relation.target]


def _fix(she: Newcomer, _home: Path) -> None:
    she.wants("see the quotes of the article")
    she.rests_on("Quotes", inside="button")
    she.reads("Who said what", key="Alt+2", inside="tooltip")
    she.picture("boundary-1")
    she.presses("Alt+2")
    she.wants("take the speaker, of whose name a part is missing, in hand")
    she.clicks_word("Ida")
    she.sees("Mayor Ida", inside="button")
    she.sees("Still in office?")
    she.picture("boundary-2")
    she.wants("move its right end by a word")
    she.opens_menu("Annotate")
    she.reads("Right edge out", key="Shift+.", inside="menu")
    she.presses("Esc", "Esc", "Shift+.")
    she.sees("Mayor Ida Solberg", inside="button")
    she.sees("Still in office?")
    she.picture("boundary-3")


def _fixed(home: Path) -> str:
    with Session.open(desk_of(home)) as session:
        source = _source(session)
        assert source.spans == (where(HARBOUR, "Mayor Ida Solberg"),)
        assert session.entries()[source.entry].name == "Ida Solberg"
        (comment,) = session.comments(session.document_ids()[0])
        frame = session.article(session.document_ids()[0], {session.annotator.id})
        assert comment.annotation == frame.relations_to(source.id, "source")[0].source
        assert session.check() == []
    return "The same annotation now ends one word later; quote, entry and comment still hang on it."


BOUNDARY = Task(
    "fix a boundary",
    "The source of a quote ends a word too early. Correct it without losing what hangs on it.",
    (Act(_fix, desk_of),),
    _fixed,
    _wrong_boundary,
)


# Draft an indirect quote ------------------------------------------------------------------------


def _quote(she: Newcomer, _home: Path) -> None:
    she.wants("mark what Solberg said about the crane")
    she.reads("makes a quote", key="Q")
    she.clicks_word("crane")
    she.presses("Q")
    she.sees("QUOTE · INDIRECT")
    she.picture("quote-1")
    she.wants("look whether speaker and cue are right")
    she.clicks_word("crane")
    she.reads("Source", key="S", inside="words")
    she.reads("Cue", key="C", inside="words")
    she.wants("say what kind of saying it is")
    she.reads("QUOTE · INDIRECT", key="Enter")
    she.presses("Enter")
    she.reads("Act", key="2", inside="line")
    she.picture("quote-2")
    she.presses("2")
    she.reads("claims", inside="line")
    she.types("claims")
    she.presses("Enter")
    she.sees("set Act claims")
    she.picture("quote-3")


def _quoted(home: Path) -> str:
    with Session.open(desk_of(home)) as session:
        article = session.article(session.document_ids()[0], {session.annotator.id})
        (frame,) = (each for each in article.annotations.values() if not each.spans)
        slots = {
            relation.role: " … ".join(
                span.of(article.text) for span in article.annotations[relation.target].spans
            )
            for relation in article.relations_from(frame.id)
        }
        assert slots == {
            "content": "the old crane had become a danger to the crews",
            "cue": "told",
            "source": "Solberg",
        }, slots
        assert quote_of(article, frame).type == "indirect"
        assert frame.attributes == {"act": "claims"}, frame.attributes
        assert session.check() == []
    return "One indirect quote of just those words: cue “told”, source “Solberg”, act *claims*."


QUOTE = Task(
    "draft an indirect quote",
    "Mark what somebody is reported to have said, with the speaker and the cue.",
    (Act(_quote, desk_of),),
    _quoted,
    lambda home: make_project(home, HARBOUR),
)
