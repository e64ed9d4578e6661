"""A check is drawn, labelled blind, compared, and never gets near the project's labels."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.domain.documents import Entry, State
from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme
from annotator.domain.steps import Step, added
from annotator.services.agreeing import AgreementOptions, agreement
from annotator.services.annotating import Scribe
from annotator.services.commenting import remark
from annotator.services.desk import Desk
from annotator.services.exporting import ExportOptions, export
from annotator.services.merging import merge_files
from annotator.services.packets import is_blind, send_packet
from annotator.services.self_agreement import (
    DrawOptions,
    begin,
    check_in,
    check_of,
    check_path,
    compare,
    differences,
    forget,
    old_enough,
)
from annotator.services.session import Session
from annotator.storage import engine
from tests import articles
from tests.storage import making


def mark(session: Session, document: int, words: str, uid: str) -> None:
    article = session.article(document)
    scribe = Scribe(article, session.scheme, session.ids, session.annotator.id, session.comments_on)
    session.apply(scribe.make([articles.where(article.text, words)], "entities", uid)[1])


def finish(session: Session, document: int) -> None:
    desk = Desk(session)
    desk.open(document)
    desk.set_state(State.DONE)
    desk.close()


@pytest.fixture
def home(project_path: Path, news_scheme: Scheme) -> Iterator[Session]:
    """Two finished articles with labels, an entry and a comment, and one that is not finished."""
    with Session.create(project_path, news_scheme, "Mina Kell") as session:
        for text in (articles.HARBOUR, articles.GLUED, articles.PLAIN):
            articles.add_article(session, text)
        first, second, _ = session.document_ids()
        mark(session, first, "Dana Ilves", "PERSON")
        mark(session, first, "Karsk", "GPE")
        mark(session, second, "Karsk", "GPE")
        session.apply(Step("entry-made", added(Entry(session.ids.next(), "Dana Ilves"))))
        session.apply(remark(session.ids, first, session.annotator.id, "Ilves is a person."))
        for each in (first, second):
            finish(session, each)
        yield session


def draw(home: Session, number: int = 2, days: int = 0, seed: int = 7) -> Path:
    return Path(begin(home, DrawOptions(number, days, seed)).path)


def label_again(path: Path) -> None:
    """Label the first article otherwise, the second alike, and finish both."""
    with Session.open(path) as check:
        for document in check.document_ids():
            text = check.text(document)
            if "Dana Ilves" in text:
                mark(check, document, "Foreign Minister Dana Ilves", "PERSON")
            mark(check, document, "Karsk", "GPE")
            finish(check, document)


def test_a_check_holds_articles_and_nothing_that_was_said_about_them(home: Session) -> None:
    before = making.contents(home._project.connection)
    path = draw(home)
    assert making.contents(home._project.connection) == before
    with Session.open(path) as check:
        assert check.check() == []
        assert check.annotator.name == "Mina Kell"
        assert is_blind(check)
        assert len(check.document_ids()) == 2
        assert {row.state for row in check.document_rows(check.document_ids())} == {State.NEW}
        assert check.undo_label is None
    with closing(sqlite3.connect(path)) as raw:
        for table in ("annotations", "spans", "relations", "comments", "entries", "aliases",
                      "suggestions", "history", "decisions", "looks"):  # fmt: skip
            assert raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
        assert raw.execute("SELECT name FROM annotators").fetchall() == [("Mina Kell",)]


def test_only_ones_own_finished_articles_that_are_old_enough_come_back(home: Session) -> None:
    assert old_enough(home, 0) == list(home.document_ids())[:2]
    assert old_enough(home, 1) == []
    # The clock of the history is what tells: as if all of it were a month ago.
    home._project.connection.execute("UPDATE history SET time = '2020-01-01T00:00:00+00:00'")
    assert len(old_enough(home, 30)) == 2
    mark(home, home.document_ids()[0], "Oren Maret", "PERSON")
    assert old_enough(home, 30) == [home.document_ids()[1]]
    home.use_annotator("Bo")
    assert old_enough(home, 0) == []


def test_the_same_seed_draws_the_same_articles(home: Session) -> None:
    drawn = []
    for seed in (3, 3, 5):
        path = draw(home, 1, seed=seed)
        with Session.open(path) as check:
            drawn.append(check.document_ids()[0])
        forget(path)
    assert drawn[0] == drawn[1]
    assert drawn[2] != drawn[0]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (DrawOptions(3, 0), "self-check-too-few"),
        (DrawOptions(1, 400), "self-check-too-few"),
        (DrawOptions(0, 0), "self-check-number"),
        (DrawOptions(1, -1), "self-check-number"),
    ],
)
def test_a_draw_that_cannot_be_made_leaves_nothing(
    home: Session, options: DrawOptions, code: str
) -> None:
    with pytest.raises(AnnotatorError, match=code):
        begin(home, options)
    assert check_of(home) is None


def test_one_check_at_a_time_and_it_can_be_forgotten(home: Session) -> None:
    path = draw(home)
    with pytest.raises(AnnotatorError, match="self-check-there"):
        draw(home)
    found = check_of(home)
    assert found is not None
    assert (found.documents, found.done, found.annotator) == (2, 0, "Mina Kell")
    label_again(path)
    assert check_of(home).done == 2  # type: ignore[union-attr]
    forget(path)
    assert check_of(home) is None
    assert [each for each in path.parent.parent.rglob("*") if path.stem in each.name] == []


def test_a_check_that_is_open_is_not_forgotten(home: Session) -> None:
    path = draw(home)
    with Session.open(path), pytest.raises(AnnotatorError, match="project-locked"):
        forget(path)
    assert check_of(home) is not None


def test_the_second_labels_count_nowhere(home: Session, tmp_path: Path) -> None:
    path = draw(home)
    figures = home.counts(), agreement(home, AgreementOptions())
    label_again(path)
    assert (home.counts(), agreement(home, AgreementOptions())) == figures
    out = tmp_path / "out.jsonl"
    export(home, out, ExportOptions(format="jsonl"))
    told = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert sum(len(line["spans"]) for line in told) == 3
    with pytest.raises(AnnotatorError, match="self-check-stays"):
        merge_files(home, [path])
    assert home.counts() == figures[0]
    with Session.open(path) as check:
        for act in (
            lambda: export(check, tmp_path / "no.jsonl", ExportOptions(format="jsonl")),
            lambda: merge_files(check, [home.path]),
            lambda: send_packet(check, tmp_path / "no.annotator", "Bo", check.document_ids()),
            lambda: begin(check, DrawOptions(1, 0)),
        ):
            with pytest.raises(AnnotatorError, match="self-check-stays"):
                act()
    assert not (tmp_path / "no.jsonl").exists()
    assert not (tmp_path / "no.annotator").exists()


def test_both_readings_are_compared_with_the_figures_of_agreement(
    home: Session, tmp_path: Path
) -> None:
    path = draw(home)
    label_again(path)
    with Session.open(path, read_only=True) as check:
        out = compare(home, check, tmp_path / "both.annotator", "Mina Kell, again")
    with Session.open(out, read_only=True) as both:
        assert both.check() == []
        found = {
            (each.metric, each.label): each.value
            for each in agreement(both, AgreementOptions(layers=("entities",)))
        }
        # Three labels each time; the border of one is another.
        assert found["span_f1_exact", None] == pytest.approx(2 / 3)
        assert found["span_f1_overlap", None] == pytest.approx(1)
        assert found["span_f1_exact", "GPE"] == pytest.approx(1)
        (item,) = differences(both, "entities")
        assert (item.first, item.second, item.difference) == (
            "Person: Dana Ilves", "Person: Foreign Minister Dana Ilves", "boundary",
        )  # fmt: skip
        assert item.document in home.document_ids()
        assert differences(both, "entities", "GPE") == []


def test_only_what_is_done_is_compared(home: Session, tmp_path: Path) -> None:
    path = draw(home)
    out = tmp_path / "both.annotator"
    with (
        Session.open(path, read_only=True) as check,
        pytest.raises(AnnotatorError, match="self-check-none-done"),
    ):
        compare(home, check, out, "again")
    assert not out.exists()
    with Session.open(path) as check:
        first = check.document_ids()[0]
        finish(check, first)
        compare(home, check, out, "again")
    with Session.open(out, read_only=True) as both:
        assert list(both.document_ids()) == [first]
        figures = agreement(both, AgreementOptions(("entities",), ("span_f1_exact",)))
        # What is done without a label says that nothing is there.
        assert {each.value for each in figures} == {0.0}


def test_the_check_of_somebody_else_is_another(home: Session) -> None:
    draw(home)
    mine = check_path(home)
    home.use_annotator("Bo")
    assert check_path(home) != mine
    assert check_of(home) is None
    assert check_in(home) is None


@pytest.mark.skipif(bool(engine.missing()), reason="this computer cannot encrypt")
def test_the_check_of_a_protected_project_is_protected_too(
    tmp_path: Path, news_scheme: Scheme
) -> None:
    path = tmp_path / "own.annotator"
    with Session.create(path, news_scheme, "Mina Kell", password="amber bridge 47") as session:
        finish(session, articles.add_article(session, articles.HARBOUR))
        check_file, out = draw(session, 1), tmp_path / "both.annotator"
        with Session.open(check_file) as check:
            finish(check, check.document_ids()[0])
            compare(session, check, out, "again")
    for each in (path, check_file, out):
        assert b"Karsk denies" not in each.read_bytes()
