"""The main window in German, at usual and at doubled size of its words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from annotator.gui.actions import first_key, shown_key
from annotator.gui.main_window import MainWindow
from annotator.gui.panels.chip import Chip
from annotator.gui.panels.documents_panel import DocumentsPanel
from annotator.gui.panels.inspector_panel import InspectorPanel
from annotator.gui.settings import Settings
from annotator.gui.start_page import StartPage
from annotator.gui.theme import LIGHT, apply_theme
from annotator.wording import use_language
from tests.journeys.keyboard import Keyboard


@pytest.fixture
def german() -> Iterator[None]:
    use_language("de")
    yield
    use_language("en")


@pytest.fixture
def large() -> Iterator[None]:
    """Words of the interface twice as large as usual; before there is a window."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT)
    Settings().set("interface-size", round(application.font().pointSizeF() * 2))
    yield
    apply_theme(application, LIGHT)


def words_in(widget: QWidget) -> list[str]:
    """Return what labels and buttons of a widget say."""
    return [each.text() for each in widget.findChildren(QLabel)] + [
        each.text() for kind in (QToolButton, QPushButton) for each in widget.findChildren(kind)
    ]


def test_an_old_step_is_shown_in_the_language_of_now(
    qtbot: QtBot, window: MainWindow, keyboard: Keyboard
) -> None:
    keyboard.press("Ctrl+Right", "Ctrl+Right", "Q")
    inspector = window.workspace.inspector
    qtbot.waitUntil(lambda: any("quote " in each for each in words_in(inspector)))
    use_language("de")
    try:
        inspector.refresh()
        window._show_state()
        said = words_in(inspector)
        assert any(each.startswith("Zitat: ") for each in said)
        assert window.status.undo_name.text().startswith("Rückgängig: Zitat: ")
        assert window._actions["undo"].text().startswith("Rückgängig: Zitat: ")
    finally:
        use_language("en")


@pytest.mark.usefixtures("german")
def test_a_quote_in_hand_is_described_in_german(
    qtbot: QtBot, window: MainWindow, keyboard: Keyboard
) -> None:
    keyboard.press("Ctrl+Right", "Ctrl+Right", "Q")
    inspector = window.workspace.inspector
    qtbot.waitUntil(lambda: bool(inspector.findChildren(Chip)))
    said = words_in(inspector)
    assert {"Inhalt", "Redeanzeige", "Quelle", "KOMMENTARE", "VERLAUF"} <= set(said)
    boxes = {each.accessibleName(): each for each in inspector.findChildren(QComboBox)}
    assert boxes["Act"].currentText() == "nicht gesetzt"
    # The scheme's own words are its author's.
    assert boxes["Act"].findText("denies") >= 0
    names = [each.accessibleName() for each in inspector.findChildren(QToolButton)]
    assert any(name.endswith("aus „Redeanzeige“ nehmen") for name in names)


@pytest.mark.usefixtures("german")
def test_states_and_filters_have_german_names(qtbot: QtBot, window: MainWindow) -> None:
    panel = window.workspace.documents
    said = {each.split()[0] for each in words_in(panel) if each}
    assert {"Alle", "Offen", "Fertig", "Markiert"} <= said
    panel.search.setText("zzz")
    panel.reload()
    assert panel.empty.text().startswith("Kein Artikel passt.")


@pytest.mark.usefixtures("german")
def test_empty_panels_say_in_german_what_to_do(qtbot: QtBot) -> None:
    inspector, panel, start = InspectorPanel(), DocumentsPanel(), StartPage()
    for each in (inspector, panel, start):
        qtbot.addWidget(each)
    inspector.refresh()
    assert "Nichts ist geöffnet." in words_in(inspector)
    start.show_recent([])
    assert start.recent.item(0).text().startswith("Noch keine.")


@pytest.mark.usefixtures("german")
def test_keys_are_called_as_on_a_german_keyboard() -> None:
    assert shown_key("Ctrl+Shift+PgDown") == "Strg+Umschalt+Bild ab"
    assert shown_key("Ctrl++") == "Strg++"
    assert shown_key("+") == "+"
    assert shown_key("Shift+,") == "Umschalt+,"
    use_language("en")
    assert shown_key("Ctrl+Return") == "Ctrl+Enter"


@pytest.mark.usefixtures("german")
def test_menus_call_keys_as_the_rest_of_the_window_does(bare_window: MainWindow) -> None:
    """Qt has other words for some, so that those are written out."""
    drawn = {}
    for name, entry in bare_window._actions.items():
        _, tab, key = entry.text().partition("\t")
        native = entry.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        drawn[name] = key if tab else native
    expected = {name: first_key(name) for name in drawn}
    assert drawn == expected
    assert "Strg+Enter" in drawn.values()


def clipped(widget: QWidget) -> list[str]:
    """Return the words of labels and buttons on screen that have less room than they need."""
    found = []
    for each in widget.findChildren(QWidget):
        # What ends in an ellipsis by intention tells all in its tooltip.
        if not each.isVisible() or isinstance(each, Chip) or type(each).__name__ == "ElidedLabel":
            continue
        if isinstance(each, QLabel) and each.wordWrap() and each.text():
            if each.heightForWidth(each.width()) > each.height():
                found.append(each.text())
        elif isinstance(each, QLabel | QPushButton | QToolButton) and each.text():
            least = each.minimumSizeHint()
            if each.width() < least.width() or each.height() < least.height():
                found.append(each.text())
    return found


@pytest.mark.usefixtures("german", "large")
def test_no_german_word_is_cut_at_doubled_size(
    qtbot: QtBot, window: MainWindow, keyboard: Keyboard
) -> None:
    assert window.fontMetrics().height() > 20
    window.resize(1440, 900)
    keyboard.press("Ctrl+Right", "Ctrl+Right", "Q")
    qtbot.waitUntil(lambda: bool(window.workspace.inspector.findChildren(Chip)))
    # Layouts settle when the window is idle.
    qtbot.waitUntil(lambda: clipped(window) == [])
    window.run("close-project")
    assert window.start.isVisible()
    qtbot.waitUntil(lambda: clipped(window.start) == [])


def test_a_chip_gives_way_and_keeps_its_words(qtbot: QtBot) -> None:
    chip = Chip("a statement of the ministry & its two agencies")
    qtbot.addWidget(chip)
    assert chip.text().replace("&&", "&") == chip.toolTip()
    wide, narrow = chip.sizeHint().width(), chip.minimumSizeHint().width()
    assert narrow < wide < chip.fontMetrics().horizontalAdvance(chip.toolTip())
    short = Chip("she")
    qtbot.addWidget(short)
    assert short.sizeHint() == short.minimumSizeHint()
