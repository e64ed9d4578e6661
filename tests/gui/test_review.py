"""The window's review: queue, cards, agreement, packets, merge and what it leaves open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog
from pytestqt.qtbot import QtBot

from annotator.domain.steps import Edit, Step
from annotator.gui.dialogs.history_dialog import HistoryDialog
from annotator.gui.dialogs.merge_dialog import ConflictsDialog, MergeDialog
from annotator.gui.dialogs.packet_dialog import PacketDialog
from annotator.gui.main_window import MainWindow
from annotator.gui.review.agreement_dialog import AgreementDialog
from annotator.gui.review.alike_dialog import AlikeDialog
from annotator.gui.review.review_page import ReviewPage
from annotator.services.merging import open_conflicts
from annotator.services.session import Session
from tests import articles
from tests.journeys.keyboard import Keyboard
from tests.services.test_adjudicating import Table

Finished = Callable[[MainWindow], None]


@pytest.fixture
def compared(window: MainWindow) -> Table:
    """The harbour story, which Ada and Bo labelled and see differently."""
    session = window.session
    assert session is not None
    table = Table.__new__(Table)
    table.session, table.document = session, session.document_ids()[0]
    for name in ("Ada", "Bo"):
        table.label(name, "Velmar", "GPE")
        table.label(name, "Citadel", "ORG" if name == "Ada" else "GPE")
    table.label("Ada", "Oren Maret", "PERSON")
    table.label("Bo", "spokesman Oren Maret", "PERSON")
    session.use_annotator("Mina Kell")
    return table


@pytest.fixture
def page(window: MainWindow, compared: Table, qtbot: QtBot) -> ReviewPage:
    window.run("review")
    made = window.workspace.review
    assert made is not None
    qtbot.waitUntil(lambda: not made.searching)
    made.view.setFocus()
    qtbot.waitUntil(made.view.hasFocus)
    return made


def accept(
    monkeypatch: pytest.MonkeyPatch, kind: type[QDialog], act: Callable[[Any], None]
) -> None:
    def answered(dialog: Any) -> int:
        act(dialog)
        return 1

    monkeypatch.setattr(kind, "exec", answered)


def test_the_queue_shows_what_differs_and_the_versions(page: ReviewPage) -> None:
    assert page.model.rowCount() == 2
    assert page.count.text() == "2 left"
    said = page.model.data(page.model.index(0))
    assert said.startswith("label, Citadel")
    assert [card.accessibleName()[:6] for card in page.cards.cards] == ["1: Ada", "2: Bo,"]
    assert page.state.text() == "They differ: label"


def test_keys_decide_and_the_view_goes_on(page: ReviewPage, keyboard: Keyboard) -> None:
    keyboard.press("2")
    assert page.count.text() == "1 left"
    keyboard.press("M")
    assert page.model.rowCount() == 0
    assert page.empty.isVisibleTo(page)
    assert "Nothing is left to decide" in page.empty.text()


def test_a_click_on_a_card_takes_it(page: ReviewPage, qtbot: QtBot, compared: Table) -> None:
    qtbot.mouseClick(page.cards.cards[0], Qt.MouseButton.LeftButton)
    assert compared.gold() == [("ORG", "Citadel")]


def test_skipping_and_names(page: ReviewPage, keyboard: Keyboard, qtbot: QtBot) -> None:
    keyboard.press("Space")
    assert page.reviewer.row == 1
    keyboard.press("K")
    assert page.reviewer.row == 0
    qtbot.mouseClick(page.hide_names, Qt.MouseButton.LeftButton)
    assert "Annotator 1" in page.cards.cards[0].accessibleName()


def test_an_edit_by_keys(page: ReviewPage, keyboard: Keyboard, compared: Table) -> None:
    keyboard.press("Space", "E", ",", ",", "Return")
    assert compared.gold() == [("PERSON", "Citadel spokesman Oren Maret")]
    keyboard.press("E", "Esc")
    assert page.reviewer.draft is None
    assert page.reviewer.row == 0


def test_a_comment_and_what_is_not_possible_are_said(
    page: ReviewPage, keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    page.said.connect(lambda code, _values: said.append(code))
    monkeypatch.setattr(QInputDialog, "getMultiLineText", lambda *_: ("Look again", True))
    keyboard.press("C")
    assert page.reviewer.rows
    keyboard.press("9", "B")
    assert said == ["no-such-version", "review-none-alike"]


def test_alike_items_are_decided_together(
    page: ReviewPage, keyboard: Keyboard, compared: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = compared.session
    other = articles.add_article(session, "The Citadel waits.\n")
    first, compared.document = compared.document, other
    for name, label in (("Ada", "ORG"), ("Bo", "GPE")):
        scribe = compared.scribe(name)
        _, step = scribe.make([articles.where("The Citadel waits.", "Citadel")], "entities", label)
        session.apply(step)
    session.use_annotator("Mina Kell")
    compared.document = first
    shown: list[int] = []

    def both(dialog: AlikeDialog) -> None:
        shown.append(dialog.list.count())
        dialog.number = 1

    accept(monkeypatch, AlikeDialog, both)
    assert len(page.reviewer.alike()) == 2
    keyboard.press("B")
    assert shown == [2]
    assert len(session.decided_documents()) == 2


def test_leaving_goes_back_to_the_article(
    window: MainWindow, page: ReviewPage, keyboard: Keyboard, compared: Table
) -> None:
    keyboard.press("Esc")
    assert window.workspace.review is None
    assert window.desk is not None
    assert window.desk.document == compared.document
    window.run("review")
    window.run("review")
    assert window.workspace.review is None


def test_undo_brings_an_item_back(page: ReviewPage, keyboard: Keyboard) -> None:
    keyboard.press("1")
    assert page.model.rowCount() == 1
    keyboard.press("Ctrl+Z")
    assert page.model.rowCount() == 2


def test_filters_look_again(page: ReviewPage, qtbot: QtBot) -> None:
    page.kind.setCurrentIndex(page.kind.findData("boundary"))
    page._filter()
    qtbot.waitUntil(lambda: not page.searching)
    assert page.model.rowCount() == 1
    assert page.reviewer.rows[0].difference == "boundary"


def test_checking_asks_whose_labels(
    window: MainWindow, compared: Table, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    offered: list[list[str]] = []

    def choose(*arguments: Any) -> tuple[str, bool]:
        offered.append(arguments[3])
        return "Bo", True

    monkeypatch.setattr(QInputDialog, "getItem", choose)
    window.run("check")
    made = window.workspace.review
    assert made is not None
    qtbot.waitUntil(lambda: not made.searching)
    assert offered == [["Ada", "Bo"]]
    assert made.title.text() == "Labels of Bo"
    assert made.model.rowCount() == 3


def test_a_read_only_look_at_agreement_opens_the_items_behind_it(
    window: MainWindow, compared: Table, qtbot: QtBot
) -> None:
    window.run("agreement")
    dialog = window.workspace.agreement
    assert isinstance(dialog, AgreementDialog)
    qtbot.waitUntil(lambda: not dialog.counting)
    assert dialog.table.item(0, 0).text() == "0.33 *"
    assert "few items" in dialog.about.text()
    assert dialog.confused_title.text().startswith("Ada in rows")
    row = next(n for n in range(dialog.table.rowCount())
               if dialog.table.verticalHeaderItem(n).text() == "Person")  # fmt: skip
    dialog._open(row, 0)
    made = window.workspace.review
    assert made is not None
    qtbot.waitUntil(lambda: not made.searching)
    assert [each.words for each in made.reviewer.rows] == ["Oren Maret"]
    dialog.figure.setCurrentIndex(dialog.figure.findData("alpha_u"))
    dialog._show()
    assert "coincide" in dialog.about.text()


def test_what_all_agree_on_is_taken_in_every_article(
    window: MainWindow, compared: Table, finished: Finished
) -> None:
    window.run("agree-all")
    finished(window)
    assert compared.gold() == [("GPE", "Velmar")]
    assert compared.session.undo_label is not None
    assert compared.session.undo_label[0] == "adjudicated-by-rule"


def test_a_packet_is_written(
    window: MainWindow, compared: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    finished: Finished,
) -> None:  # fmt: skip
    out = tmp_path / "packet.annotator"
    counts: list[str] = []

    def fill(dialog: PacketDialog) -> None:
        assert not dialog.do.isEnabled()
        dialog.name.setCurrentText("Cy")
        counts.append(dialog.count.text())
        dialog.share.setCurrentIndex(1)
        dialog.overlap.setValue(100)
        assert dialog.do.isEnabled()

    accept(monkeypatch, PacketDialog, fill)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    window.run("send-packet")
    finished(window)
    assert counts[0].startswith("2 articles would")
    with Session.open(out, read_only=True) as packet:
        assert packet.counts().annotations == 0
        assert packet.annotator.name == "Cy"


def test_a_merge_is_looked_at_and_its_conflicts_are_decided(
    window: MainWindow, compared: Table, monkeypatch: pytest.MonkeyPatch, finished: Finished,
    qtbot: QtBot,
) -> None:  # fmt: skip
    session = compared.session
    copy = session.back_up()
    ada = session.known_annotator("Ada").id
    for place, uid in ((session, "NORP"), (Session.open(copy), "LOC")):
        one = next(e for e in place.article(compared.document, {ada}).in_layer("entities")
                   if e.label == "GPE")  # fmt: skip
        edit = Edit(one, one._replace(label=uid))
        place.apply(Step("relabelled", (edit,), {}, compared.document))
        if place is not session:
            place.close()
    seen: list[bool] = []
    accept(monkeypatch, MergeDialog, lambda dialog: seen.append(dialog.do.isEnabled()))
    shown: list[tuple[str, ...]] = []

    def look(dialog: ConflictsDialog) -> None:
        shown.append(tuple(dialog.table.item(0, n).text() for n in range(4)))

    accept(monkeypatch, ConflictsDialog, look)
    window.work.merge([copy])
    finished(window)
    qtbot.waitUntil(lambda: bool(shown))
    assert seen == [True]
    kind, _, stands, overruled = shown[0]
    assert kind == "annotation"
    assert {"Velmar" in stands, "Velmar" in overruled} == {True}
    assert {stands.split(" “")[0], overruled.split(" “")[0]} == {"Group (NORP)", "Location"}
    dialog = ConflictsDialog(window, session)
    qtbot.addWidget(dialog)
    dialog.stepWanted.connect(window.work.make_and_apply)
    dialog.take.click()
    finished(window)
    assert open_conflicts(session) == []
    assert dialog.table.rowCount() == 0
    assert not dialog.keep.isEnabled()
    dialog.reject()


def test_merging_the_same_again_has_nothing_to_offer(
    window: MainWindow, compared: Table, monkeypatch: pytest.MonkeyPatch, finished: Finished
) -> None:
    copy = compared.session.back_up()
    seen: list[bool] = []

    def refuse(dialog: MergeDialog) -> int:
        seen.append(dialog.do.isEnabled())
        return 0

    monkeypatch.setattr(MergeDialog, "exec", refuse)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(copy)], ""))
    window.run("take-back")
    finished(window)
    assert seen == [False]
    window.run("conflicts")


def test_an_earlier_state_is_restored_from_the_history(
    window: MainWindow, compared: Table, finished: Finished, qtbot: QtBot
) -> None:
    session = compared.session
    ada = session.known_annotator("Ada")
    session.use_annotator("Ada")
    one = next(e for e in session.article(compared.document, {ada.id}).in_layer("entities")
               if e.label == "PERSON")  # fmt: skip
    scribe = compared.scribe("Ada")
    session.apply(scribe.relabel(scribe.article.annotations[one.id], "ORG"))
    dialog = HistoryDialog(window, session, compared.document, one.id)
    qtbot.addWidget(dialog)
    dialog.stepWanted.connect(window.work.make_and_apply)
    assert dialog.table.rowCount() == 2
    assert dialog.table.item(0, 3).text() == "Person “Oren Maret” → Organisation “Oren Maret”"
    assert dialog.table.item(0, 1).text() == "Ada"
    dialog.table.selectRow(1)
    dialog.restore.click()
    finished(window)
    assert session.record(type(one), one.id).label == "PERSON"
    assert dialog.table.rowCount() == 3
    dialog.reject()
    article = HistoryDialog(window, session, compared.document, None)
    qtbot.addWidget(article)
    assert article.table.rowCount() > 6
    article.reject()


def test_articles_are_assigned_in_this_file(
    window: MainWindow, compared: Table, monkeypatch: pytest.MonkeyPatch, finished: Finished
) -> None:
    def fill(dialog: PacketDialog) -> None:
        dialog.name.setCurrentText("Dora")
        assert "in this file" in dialog.count.text()
        assert not dialog.blind.isVisibleTo(dialog)

    accept(monkeypatch, PacketDialog, fill)
    window.run("assign")
    finished(window)
    dora = compared.session.known_annotator("Dora")
    assert compared.session.assignment(compared.document, dora.id) is not None
    assert compared.session.undo_label is not None
    assert compared.session.undo_label[0] == "articles-assigned"
