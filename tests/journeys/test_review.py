"""Colleagues through the main window: checking one of them, and deciding between three."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog
from pytestqt.qtbot import QtBot

from annotator.domain.documents import State
from annotator.gui.dialogs.merge_dialog import MergeDialog
from annotator.gui.dialogs.packet_dialog import PacketDialog
from annotator.gui.main_window import MainWindow
from annotator.gui.review.review_page import ReviewPage
from annotator.gui.settings import Settings
from annotator.services.adjudicating import GOLD_ID, items_of, review_of
from annotator.services.exporting import ExportOptions, export
from annotator.services.packets import chosen_documents, send_packet
from annotator.services.session import Session
from tests import articles
from tests.journeys.keyboard import Keyboard
from tests.services.test_adjudicating import Table

PEOPLE = ("Ada", "Bo", "Cy")


@pytest.fixture
def bare(qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    yield window
    window.close()


@pytest.fixture
def keyboard() -> Keyboard:
    return Keyboard()


def answer(
    monkeypatch: pytest.MonkeyPatch, kind: type[QDialog], act: Callable[[Any], None]
) -> None:
    """Let a dialog be filled in and accepted."""

    def accept(dialog: Any) -> int:
        act(dialog)
        return 1

    monkeypatch.setattr(kind, "exec", accept)


def opened(window: MainWindow, qtbot: QtBot, path: Path) -> Session:
    assert window.open_project(path)
    window.activateWindow()
    qtbot.waitUntil(window.workspace.pane.view.hasFocus)
    assert window.session is not None
    return window.session


def reviewing(window: MainWindow, qtbot: QtBot) -> ReviewPage:
    """Return the page of review once its queue is whole and its article has the focus."""
    page = window.workspace.review
    assert page is not None
    qtbot.waitUntil(lambda: not page.searching)
    page.view.setFocus()
    qtbot.waitUntil(page.view.hasFocus)
    return page


def finish(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.work.running, timeout=30_000)


# One colleague ------------------------------------------------------------------------------------


def test_a_colleague_is_checked_returned_corrected_and_approved(
    qtbot: QtBot, session: Session, bare: MainWindow, keyboard: Keyboard,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    table = Table(session)
    for words, label in (("Dana Ilves", "PERSON"), ("Velmar", "ORG"), ("Oren Maret", "PERSON"),
                         ("Amber Bridge", "FAC"), ("Seaboard Agency", "GPE")):  # fmt: skip
        table.label("Ada", words, label)
    table.done("Ada")
    session.use_annotator("Mina Kell")
    path = session.path
    session.close()

    # The reviewer looks, approves two, and gives the article back with reasons.
    home = opened(bare, qtbot, path)
    ada = home.known_annotator("Ada").id
    monkeypatch.setattr(QInputDialog, "getItem", lambda *_: ("Ada", True))
    bare.run("check")
    page = reviewing(bare, qtbot)
    assert [row.words for row in page.reviewer.rows][:2] == ["Amber Bridge", "Oren Maret"]
    keyboard.press("Return", "Return")
    monkeypatch.setattr(
        QInputDialog, "getMultiLineText",
        lambda *_: ("Velmar is a state; an agency is an organisation.", True),
    )  # fmt: skip
    keyboard.press("R")
    assert page.reviewer.rows == []
    assert home.assignment(table.document, ada).state is State.RETURNED
    bare.close_project()

    # Ada opens it, sees the reasons, and corrects one of the two.
    with Session.open(path, annotator="Ada") as hers:
        assert hers.annotator.name == "Ada"
    mine = opened(bare, qtbot, path)
    assert mine.annotator.name == "Ada"
    assert bare.desk is not None
    assert bare.desk.threads()[0].first.text.startswith("Velmar is a state")
    span = articles.where(articles.HARBOUR, "Velmar")
    bare.desk.place(span.start)
    chosen = [each for each in bare.desk.article.in_layer("entities") if each.label == "ORG"]
    bare.desk.select(chosen[0].id)
    keyboard.press("2" if mine.scheme.label("entities", "GPE").key == "2" else "3")
    keyboard.press("Ctrl+Return")
    assert mine.assignment(table.document, ada).state is State.DONE
    mine.use_annotator("Mina Kell")
    bare.close_project()

    # The reviewer corrects the other herself and approves the rest.
    home = opened(bare, qtbot, path)
    before = keyboard.count
    bare.run("check")
    page = reviewing(bare, qtbot)
    assert [row.words for row in page.reviewer.rows] == ["Seaboard Agency", "Dana Ilves", "Velmar"]
    organisation = home.scheme.label("entities", "ORG").key
    keyboard.press("E", organisation, "Return")
    keyboard.press("Shift+Return")
    assert page.reviewer.rows == []
    assert home.assignment(table.document, ada).state is State.APPROVED
    spent = keyboard.count - before
    gold = home.article(table.document, {GOLD_ID}).in_layer("entities")
    text = home.text(table.document)
    assert {(each.label, text[each.start : each.end]) for each in gold} == {
        ("FAC", "Amber Bridge"), ("PERSON", "Oren Maret"), ("ORG", "Seaboard Agency"),
        ("PERSON", "Dana Ilves"), ("GPE", "Velmar"),
    }  # fmt: skip
    hers_now = home.article(table.document, {ada}).in_layer("entities")
    assert ("GPE", "Seaboard Agency") in {
        (each.label, text[each.start : each.end]) for each in hers_now
    }
    hows = Counter(each.how.value for each in home.decisions(table.document))
    assert hows == {"approved": 4, "edited": 1}
    assert home.check() == []
    with capsys.disabled():
        print(f"\n{spent} keys to correct one label and approve an article of five")
    assert spent <= 4


# Three colleagues ---------------------------------------------------------------------------------


def work_of(path: Path, name: str) -> None:
    """Label the harbour story as one of three people, each of whom errs in her own way."""
    with Session.open(path) as session:
        assert session.annotator.name == name
        table = Table.__new__(Table)
        table.session, table.document = session, session.document_ids()[0]
        table.label(name, "Velmar", "GPE")
        table.label(name, "Dana Ilves", "PERSON")
        table.label(name, "Citadel", "ORG" if name != "Cy" else "GPE")
        table.label(name, {"Ada": "Oren Maret"}.get(name, "Citadel spokesman Oren Maret"), "PERSON")
        if name != "Bo":
            table.label(name, "Seaboard Agency", "ORG")
        table.opinion(name, "positive" if name != "Ada" else "neutral", "closest neighbour")
        scribe = table.scribe(name)
        article = session.article(table.document)
        quote = _quote(scribe, name)
        session.apply(quote)
        article = session.article(table.document)
        bridge = next((e for e in article.in_layer("entities") if e.label == "GPE"), None)
        if bridge is not None and name == "Bo":
            scribe = table.scribe(name)
            session.apply(scribe.set_attribute(
                scribe.article.annotations[bridge.id], "referent", "government"
            ))  # fmt: skip
        table.done(name)


def _quote(scribe: Any, name: str) -> Any:
    from annotator.domain.cues import QuoteDraft

    where = articles.where
    source = "Lena van der Brandt" if name != "Cy" else "Bank of Norvia"
    draft = QuoteDraft(
        (where(articles.HARBOUR, "declined to comment"),),
        where(articles.HARBOUR, "declined"),
        (where(articles.HARBOUR, source),),
    )
    _, step = scribe.quote(draft)
    return step


def test_three_packets_are_merged_decided_by_keys_and_exported(
    qtbot: QtBot, session: Session, bare: MainWindow, keyboard: Keyboard, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    document = articles.add_article(session, articles.HARBOUR)
    path = session.path
    session.close()
    home = opened(bare, qtbot, path)

    # Three packets: the first through the window, the others by the same service.
    packets = [tmp_path / f"{name}.annotator" for name in PEOPLE]
    answer(monkeypatch, PacketDialog, lambda dialog: dialog.name.setCurrentText("Ada"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(packets[0]), ""))
    bare.run("send-packet")
    finish(bare, qtbot)
    bare.close_project()
    with Session.open(path) as closed:
        for name, packet in zip(PEOPLE[1:], packets[1:], strict=True):
            send_packet(closed, packet, name, chosen_documents(closed, name))
    for name, packet in zip(PEOPLE, packets, strict=True):
        work_of(packet, name)

    # They come back together, after a look at what they bring.
    home = opened(bare, qtbot, path)
    before_merge = home.counts()
    seen: list[int] = []
    answer(monkeypatch, MergeDialog, lambda dialog: seen.append(dialog.form.rowCount()))
    monkeypatch.setattr(
        QFileDialog, "getOpenFileNames", lambda *_: ([str(each) for each in packets], "")
    )
    bare.run("take-back")
    finish(bare, qtbot)
    qtbot.waitUntil(lambda: home.counts().annotations > 0)
    finish(bare, qtbot)
    assert seen
    assert home.conflicts() == []
    assert home.check() == []

    # Every disagreement of every kind is decided by keys alone.
    keyboard.press("F9")
    page = reviewing(bare, qtbot)
    kinds = Counter(row.difference for row in page.reviewer.rows)
    assert {"missing", "label", "boundary", "polarity", "role", "attribute"} <= set(kinds)
    disagreements = len(page.reviewer.rows)
    agreed = sum(each.agreed for each in items_of(home, review_of(home, document)))
    spent = Counter[str]()
    keys = {"missing": "1", "label": "1", "boundary": "2", "polarity": "2", "role": "1",
            "attribute": "1"}  # fmt: skip
    keyboard.press("Shift+Return")
    spent["agreed"] = 1
    while page.reviewer.rows:
        kind = page.reviewer.rows[page.reviewer.row].difference
        count = keyboard.count
        keyboard.press(keys[kind])
        spent[kind] += keyboard.count - count
    with capsys.disabled():
        print(f"\n{disagreements} disagreements: {sum(spent.values()) - spent['agreed']} keys; "
              f"{agreed} agreed items: {spent['agreed']} key")  # fmt: skip
    assert spent["agreed"] <= agreed
    assert all(spent[kind] <= 2 * number for kind, number in kinds.items())

    # The gold set goes out with where it comes from.
    out = io.BytesIO()
    export(home, out, ExportOptions(gold=True, tokens=False))
    line = json.loads(out.getvalue())
    spans = {(each["text"], each["label"]) for each in line["spans"]
             if each["layer"] == "entities"}  # fmt: skip
    assert ("Dana Ilves", "PERSON") in spans
    assert ("Citadel spokesman Oren Maret", "PERSON") in spans
    assert {each["annotator"] for each in line["spans"]} == {"gold"}
    hows = Counter(each["how"] for each in line["decisions"])
    assert hows["unanimous"] == agreed
    assert hows["chosen"] == disagreements
    assert {each["annotator"] for each in line["decisions"]} == {"Mina Kell"}
    made_of = {number for each in line["decisions"] for number in each["from"]}
    labels = home.article(document, set(home.annotators)).annotations
    assert {f"{each.id:016x}" for each in labels.values()} >= made_of
    assert len(line["opinions"]) == len(line["quotes"]) == 1
    assert line["opinions"][0]["polarity"] == "positive"

    # All of it is taken back, to before the merge.
    while home.undo_label is not None and home.undo_label[0] != "merged":
        keyboard.press("Ctrl+Z")
    keyboard.press("Ctrl+Z")
    finish(bare, qtbot)
    qtbot.waitUntil(lambda: home.counts().annotations == 0)
    assert home.counts().annotations == before_merge.annotations
    assert home.check() == []
