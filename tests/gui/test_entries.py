"""Linking to entries in the real window: E, its popup, and all that is called so."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from annotator.gui.article_marks import MarkMaker
from annotator.gui.chooser import Chooser
from annotator.gui.dialogs.links_dialog import LinksDialog
from annotator.gui.main_window import MainWindow
from annotator.gui.models.links_model import ENTRY
from annotator.services.desk import Desk
from tests.journeys.keyboard import Keyboard
from tests.services.desks import labelled


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    """The window's desk."""
    assert window.desk is not None
    return window.desk


def tag(desk: Desk, number: int) -> str:
    assert desk.article is not None
    mark = MarkMaker(desk.article, desk.session.scheme, "entities", desk.entries).of(number)
    assert mark is not None
    return mark.tag


def offered() -> list[str]:
    """Return the lines of the popup that is open."""
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, Chooser)
    return [popup.list.item(row).text() for row in range(popup.list.count())]


def entry_shown(window: MainWindow) -> str:
    inspector = window.workspace.inspector
    inspector.refresh()
    # What was shown before goes with the next round of events.
    labels = [each for each in inspector.findChildren(QLabel) if each.accessibleName() == "Entry"]
    label = labels[-1]
    return label.text()


def test_e_makes_an_entry_then_links_with_one_key(
    window: MainWindow, desk: Desk, keyboard: Keyboard
) -> None:
    first = labelled(desk, "Karsk", "GPE")
    assert tag(desk, first) == "Place (GPE)"
    keyboard.press("E")
    assert offered() == ["1   New entry “Karsk”"]
    keyboard.press("Return")
    assert tag(desk, first) == "Place (GPE) →"
    assert entry_shown(window) == "Karsk"
    second = labelled(desk, "Karsk", "GPE", 1)
    assert tag(desk, second) == "Place (GPE) → Karsk?"
    keyboard.press("E")
    assert QApplication.activePopupWidget() is None
    assert tag(desk, second) == "Place (GPE) →"


def test_e_on_what_is_linked_offers_others_and_none(
    window: MainWindow, desk: Desk, keyboard: Keyboard
) -> None:
    number = labelled(desk, "Velmar", "GPE")
    keyboard.press("E")
    keyboard.type("Government of Velmar")
    assert offered() == ["1   New entry “Government of Velmar”"]
    keyboard.press("Return")
    assert tag(desk, number) == "Place (GPE) → Government of Velmar"
    assert entry_shown(window) == "Government of Velmar"
    keyboard.press("E")
    assert [each.partition("      ")[0] for each in offered()] == [
        "1   ✓ Government of Velmar", "2   New entry “Velmar”", "3   No entry",
    ]  # fmt: skip
    keyboard.press("3")
    assert tag(desk, number) == "Place (GPE) → Government of Velmar?"
    assert entry_shown(window) == "—"


def test_a_digit_behind_letters_belongs_to_the_name(
    window: MainWindow, desk: Desk, keyboard: Keyboard
) -> None:
    number = labelled(desk, "Citadel", "ORG")
    keyboard.press("E")
    keyboard.type("G7")
    keyboard.press("Return")
    assert tag(desk, number) == "Organisation → G7"


def test_e_without_a_label_says_what_to_do(
    window: MainWindow, desk: Desk, keyboard: Keyboard
) -> None:
    codes: list[str] = []
    desk.subscribe(lambda change: codes.append(change.message[0]) if change.message else None)
    keyboard.press("E")
    assert codes[-1] == "nothing-to-link"
    assert QApplication.activePopupWidget() is None


@pytest.fixture
def called_alike(desk: Desk) -> list[int]:
    """Labels without an entry: one that one entry is called, one that two are called."""
    labelled(desk, "Velmar", "GPE")
    desk.link_to_new("Velmar")
    labelled(desk, "Citadel", "ORG")
    desk.link_to_new("Citadel")
    labelled(desk, "Karsk", "GPE")
    desk.link_to_new("Karsk")
    desk.link_to(desk.entries.called("Velmar")[0])  # the government, called by its city
    return [labelled(desk, "Citadel", "ORG", 1), labelled(desk, "Karsk", "GPE", 1)]


def test_all_that_is_called_so_is_looked_at_first(
    window: MainWindow, desk: Desk, keyboard: Keyboard, called_alike: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    sure, doubtful = called_alike
    assert tag(desk, doubtful) == "Place (GPE) → ?"
    seen: list[tuple[str, list[str]]] = []

    def look(dialog: LinksDialog) -> int:
        model = dialog.model
        rows = range(model.rowCount())
        seen.append((dialog.do.text(), [model.cell(row, ENTRY) for row in rows]))
        assert [model.cell(row, 1) for row in rows] == ["Organisation", "Place (GPE)"]
        # Shift of Shift+E is still held while the dialog opens.
        selected = dialog.table.selectionModel().selectedRows()
        assert [index.row() for index in selected] == [0]
        dialog.table.go_to(1)
        assert [dialog.entry.itemText(place) for place in range(dialog.entry.count())] == [
            "Karsk  (GPE)", "Velmar  (GPE)",
        ]  # fmt: skip
        dialog.entry.activated.emit(1)
        seen.append((dialog.do.text(), [model.cell(row, ENTRY) for row in rows]))
        return 1

    monkeypatch.setattr(LinksDialog, "exec", look)
    keyboard.press("Shift+E")
    assert seen == [
        ("Link 1", ["Citadel", "Karsk  (1 of 2)"]),
        ("Link 2", ["Citadel", "Velmar  (1 of 2)"]),
    ]
    assert tag(desk, sure) == "Organisation →"
    assert tag(desk, doubtful) == "Place (GPE) → Velmar"
    assert desk.session.undo_label == ("mentions-linked", {"number": 2})
    desk.undo()
    assert tag(desk, doubtful) == "Place (GPE) → ?"


def test_nothing_to_link_opens_no_dialog(
    window: MainWindow, qtbot: QtBot, keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[LinksDialog] = []

    def look(dialog: LinksDialog) -> int:
        opened.append(dialog)
        return 0

    monkeypatch.setattr(LinksDialog, "exec", look)
    keyboard.press("Shift+E")
    assert opened == []
    assert window.status.message.text().startswith("No label of this article")
