"""A later version of an article takes its place; labels come along where their words stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.annotations import Annotation
from annotator.domain.cues import QuoteDraft
from annotator.domain.documents import State
from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme
from annotator.domain.steps import Step, added
from annotator.services.annotating import Scribe
from annotator.services.commenting import remark
from annotator.services.exporting import ExportOptions, export
from annotator.services.importing import ImportOptions, ImportReport, ImportStopped, import_paths
from annotator.services.merging import merge_files
from annotator.services.revisions import MODEL, carry_forward, changes, revisions
from annotator.services.session import Session
from tests.articles import where

FIRST = (
    "Ferries stay in the harbour of Karsk\n"
    "Dana Ilves said on Monday that the ferries would sail again before the thaw.\n"
    "The Seaboard Agency denied that the pier was closed, and Oren Maret left the room.\n"
    "Tova Lind of the union praised Karsk for its patience.\n"
)
#: The lead is new, the agency is another one, a paragraph went, and one name moved.
SECOND = (
    "UPDATE: Ferries stay in the harbour of Karsk\n"
    "Two piers were under water on Tuesday.\n"
    "Dana Ilves said on Monday that the ferries would sail again before the thaw.\n"
    "The Coastal Agency denied that the northern pier was closed, and Oren Maret left the room.\n"
    "Nobody was hurt. Later Tova Lind spoke to reporters.\n"
)
TAKE = ImportOptions(revisions="take")


def write(folder: Path, text: str, name: str = "one", **more: Any) -> Path:
    path = folder / f"{name}.jsonl"
    path.write_text(json.dumps({"id": "story", "text": text, **more}))
    return path


def label(session: Session, document: int, words: str, uid: str, layer: str = "entities") -> int:
    article = session.article(document)
    scribe = Scribe(article, session.scheme, session.ids, session.annotator.id, session.comments_on)
    made, step = scribe.make([where(article.text, words)], layer, uid)
    session.apply(step)
    return int(made.id)


def place(words: Any) -> Any:
    return where(FIRST, words) if isinstance(words, str) else [where(FIRST, each) for each in words]


def words_of(session: Session, document: int) -> dict[str, str]:
    article = session.article(document)
    return {
        " … ".join(span.of(article.text) for span in each.spans): each.label
        for each in article.annotations.values()
        if each.spans
    }


@pytest.fixture
def labelled(tmp_path: Path, news_scheme: Scheme) -> Iterator[Session]:
    """A project with the first version, its names labelled and one quote."""
    with Session.create(tmp_path / "desk.annotator", news_scheme, "Mina Kell") as session:
        import_paths(session, [write(tmp_path, FIRST)], ImportOptions())
        (document,) = session.document_ids()
        for words, uid in (("Karsk", "GPE"), ("Dana Ilves", "PERSON"), ("Oren Maret", "PERSON"),
                           ("Seaboard Agency", "ORG"), ("Tova Lind", "PERSON"),
                           ("patience", "EVENT")):  # fmt: skip
            label(session, document, words, uid)
        for content, cue, source in (
            ("the ferries would sail again before the thaw", "said", "Dana Ilves"),
            ("the pier was closed", "denied", "The Seaboard Agency"),
        ):
            article = session.article(document)
            scribe = Scribe(article, session.scheme, session.ids, session.annotator.id,
                            session.comments_on)  # fmt: skip
            draft = QuoteDraft(*(place(words) for words in ([content], cue, [source])))
            session.apply(scribe.quote(draft)[1])
        yield session


def revise(session: Session, tmp_path: Path, text: str = SECOND) -> ImportReport:
    return import_paths(session, [write(tmp_path, text, "two")], TAKE)


def test_another_text_is_refused_unless_later_versions_are_wanted(
    labelled: Session, tmp_path: Path
) -> None:
    with pytest.raises(ImportStopped) as caught:
        import_paths(labelled, [write(tmp_path, SECOND, "two")], ImportOptions())
    assert caught.value.code == "document-other-text"
    assert len(labelled.document_ids()) == 1


def test_what_stands_there_still_moves_and_the_rest_waits(
    labelled: Session, tmp_path: Path
) -> None:
    (earlier,) = labelled.document_ids()
    before = labelled.article(earlier)
    report = revise(labelled, tmp_path)
    (later,) = labelled.document_ids()
    assert later != earlier
    assert labelled.document(later).uid.startswith("story@")
    article = labelled.article(later)
    assert article.text == SECOND
    assert words_of(labelled, later) == {
        "Karsk": "GPE", "Dana Ilves": "source", "Oren Maret": "PERSON", "said": "cue",
        "the ferries would sail again before the thaw": "content",
    }  # fmt: skip
    moved = set(article.annotations)
    assert moved <= set(before.annotations)
    frame = next(each for each in article.annotations.values() if not each.spans)
    assert {role: [part.id for part in article.fillers(frame.id, role)] for role in
            ("content", "cue", "source")} == {
        role: [part.id for part in before.fillers(frame.id, role)]
        for role in ("content", "cue", "source")
    }  # fmt: skip
    # “patience” is nowhere; the quote of which the content changed is nearly there, and the name
    # that moved stands among other words.
    proposed = {
        each.label: SECOND[each.start : each.end] for each in labelled.open_suggestions(later)
    }
    assert {each.model for each in labelled.open_suggestions(later)} == {MODEL}
    assert proposed["PERSON"] == "Tova Lind"
    assert proposed["quote"].startswith("the northern pier was closed")
    left = len(before.annotations) - len(moved)
    assert (report.revised, report.carried, report.left) == (1, len(moved), left)
    assert report.doubtful == len(labelled.open_suggestions(later))
    assert labelled.check() == []
    (told,) = revisions(labelled)
    assert (told.earlier, told.later, told.left, told.suggested) == (
        earlier, later, left, report.doubtful,
    )  # fmt: skip


def test_undo_puts_all_of_it_back(labelled: Session, tmp_path: Path) -> None:
    (earlier,) = labelled.document_ids()
    before = labelled.article(earlier)
    revise(labelled, tmp_path)
    labelled.undo()
    assert set(labelled.document_ids()) > {earlier}
    assert labelled.article(earlier).annotations == before.annotations
    assert labelled.article(earlier).relations == before.relations
    labelled.undo()
    assert list(labelled.document_ids()) == [earlier]
    assert labelled.check() == []


def test_nobody_is_done_with_what_nobody_read(labelled: Session, tmp_path: Path) -> None:
    (earlier,) = labelled.document_ids()
    labelled.apply(remark(labelled.ids, earlier, labelled.annotator.id, "Two sources?", None))
    article = labelled.article(earlier)
    scribe = Scribe(article, labelled.scheme, labelled.ids, labelled.annotator.id,
                    labelled.comments_on)  # fmt: skip
    labelled.apply(scribe.state(labelled.assignment(earlier), State.DONE))
    revise(labelled, tmp_path)
    (later,) = labelled.document_ids()
    given = labelled.assignment(later)
    assert given is not None
    assert given.state is State.IN_PROGRESS
    assert [each.text for each in labelled.comments(later)] == ["Two sources?"]


def test_nothing_in_common_moves_nothing_and_loses_nothing(
    labelled: Session, tmp_path: Path
) -> None:
    (earlier,) = labelled.document_ids()
    all_of_it = labelled.article(earlier).annotations
    report = revise(labelled, tmp_path, "Snow fell on Velmar all week.\nSchools stay shut.\n")
    assert (report.carried, report.doubtful, report.left) == (0, 0, len(all_of_it))
    (later,) = labelled.document_ids()
    assert labelled.article(later).annotations == {}
    assert labelled.article(earlier).annotations == all_of_it
    assert labelled.check() == []


def test_the_same_version_again_is_itself_and_a_third_follows(
    labelled: Session, tmp_path: Path
) -> None:
    revise(labelled, tmp_path)
    again = revise(labelled, tmp_path)
    assert (again.documents, again.already_there, again.revised) == (0, 1, 0)
    third = revise(labelled, tmp_path, SECOND + "The port opens on Friday.\n")
    assert (third.documents, third.left) == (1, 0)
    assert len(labelled.document_ids()) == 1
    (document,) = labelled.document_ids()
    assert "Dana Ilves" in words_of(labelled, document)
    assert labelled.check() == []


def test_labels_for_the_earlier_text_go_there_and_on(labelled: Session, tmp_path: Path) -> None:
    """A colleague's file that knows only the first version."""
    revise(labelled, tmp_path)
    start = FIRST.index("Oren Maret")
    span = {"start": start, "end": start + 10, "label": "PERSON", "layer": "entities"}
    theirs = write(tmp_path, FIRST, "theirs", spans=[{**span, "annotator": "Bo Krag"}])
    report = import_paths(labelled, [theirs], ImportOptions())
    assert report.carried == 1
    (document,) = labelled.document_ids()
    bo = labelled.known_annotator("Bo Krag").id
    (one,) = labelled.article(document, {bo}).annotations.values()
    assert one.spans[0].of(SECOND) == "Oren Maret"


def test_an_address_tells_a_later_version_where_files_have_no_id(
    session: Session, tmp_path: Path
) -> None:
    paths = []
    for number, text in enumerate((FIRST, SECOND)):
        path = tmp_path / f"{number}.jsonl"
        path.write_text(json.dumps({"text": text, "meta": {"url": "https://desk.example/ferries"}}))
        paths.append(path)
    import_paths(session, paths[:1], ImportOptions())
    assert import_paths(session, paths[1:], TAKE).revised == 1
    assert len(session.document_ids()) == 1


def test_a_version_in_a_copy_merges_and_late_labels_are_carried(
    tmp_path: Path, news_scheme: Scheme
) -> None:
    mine, hers = tmp_path / "mine.annotator", tmp_path / "hers.annotator"
    for path, name in ((mine, "Mina Kell"), (hers, "Bo Krag")):
        with Session.create(path, news_scheme, name) as session:
            import_paths(session, [write(tmp_path, FIRST)], ImportOptions())
            label(session, session.document_ids()[0], "Karsk", "GPE")
    with Session.open(mine) as home:
        revise(home, tmp_path)
        merge_files(home, [hers])
        (later,) = home.document_ids()
        bo = home.known_annotator("Bo Krag").id
        # Her label is of the earlier text: it is not put anywhere in the later one unseen.
        assert home.article(later, {bo}).annotations == {}
        assert home.check() == []
        (told,) = revisions(home)
        assert told.left == 1
        carry_forward(home, [(told.earlier, told.later)])
        assert [each.spans[0].of(SECOND) for each in
                home.article(later, {bo}).annotations.values()] == ["Karsk"]  # fmt: skip
        assert revisions(home)[0].left == 0
    with Session.open(hers) as session:
        merge_files(session, [mine])
        (there,) = session.document_ids()
        assert there == later
        assert session.check() == []


def test_an_export_holds_the_later_version_only(labelled: Session, tmp_path: Path) -> None:
    revise(labelled, tmp_path)
    out = tmp_path / "out.jsonl"
    export(labelled, out, ExportOptions())
    (line,) = [json.loads(each) for each in out.read_text().splitlines()]
    assert line["text"] == SECOND
    assert all(SECOND[e["start"] : e["end"]] == e["text"] for e in line["spans"])


def test_what_changed_is_shown_in_one_text(labelled: Session, tmp_path: Path) -> None:
    (earlier,) = labelled.document_ids()
    revise(labelled, tmp_path)
    (later,) = labelled.document_ids()
    found = changes(labelled, earlier, later)
    words = {kind: " ".join(e.text for e in found if e.change == kind) for kind in
             ("same", "gone", "new")}  # fmt: skip
    assert "Seaboard" in words["gone"]
    assert "Coastal" in words["new"]
    assert "before the thaw" in words["same"]


def test_a_document_is_no_version_of_itself(labelled: Session, tmp_path: Path) -> None:
    revise(labelled, tmp_path)
    ((earlier, later),) = [(e.earlier, e.later) for e in revisions(labelled)]
    with pytest.raises(AnnotatorError) as caught:
        carry_forward(labelled, [(later, earlier)])
    assert caught.value.code == "revision-of-itself"


def test_a_label_in_several_parts_moves_only_with_all_of_them(
    session: Session, tmp_path: Path
) -> None:
    import_paths(session, [write(tmp_path, FIRST)], ImportOptions())
    (document,) = session.document_ids()
    parts = tuple(where(FIRST, words) for words in ("Karsk", "patience"))
    one = Annotation(session.ids.next(), document, session.annotator.id, "entities", "GPE", parts)
    session.apply(Step("label-made", added(one)))
    report = revise(session, tmp_path)
    assert (report.carried, report.left) == (0, 1)
    assert session.article(document).annotations[one.id].spans == parts
