"""What a person sets is seen at once, kept by Save, and taken back by Cancel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QPoint, Qt
from PySide6.QtGui import QFontDatabase, QKeyEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from annotator.gui import theme as themes
from annotator.gui.actions import key_map, use_key_map
from annotator.gui.keys import recorded_key
from annotator.gui.language import speak, wanted_language
from annotator.gui.looks import DEFAULTS
from annotator.gui.main_window import MainWindow
from annotator.gui.preferences.dialog import PreferencesDialog
from annotator.gui.settings import Settings
from annotator.gui.theme import CONTRAST, DARK, LIGHT
from annotator.wording import language
from tests import articles
from tests.gui.test_main_window import labels, move
from tests.journeys.keyboard import Keyboard


@pytest.fixture(autouse=True)
def usual_keys() -> Iterator[None]:
    yield
    use_key_map(key_map().usual())


def opened(qtbot: QtBot, window: MainWindow) -> PreferencesDialog:
    """Return the preferences, on the page of looks, with the window following them."""
    dialog = PreferencesDialog(window, window.settings, window.session)
    qtbot.addWidget(dialog)
    dialog.looksChanged.connect(window._take_looks)
    dialog.keysChanged.connect(window.take_keys)
    dialog.show()
    return dialog


def choose(box: object, data: str) -> None:
    box.setCurrentIndex(box.findData(data))  # type: ignore[attr-defined]


# Looks and reading -------------------------------------------------------------------------------


def test_a_theme_is_worn_while_it_is_tried_out_and_cancel_takes_it_off(
    qtbot: QtBot, bare_window: MainWindow
) -> None:
    bare_window.set_theme("light")
    dialog = opened(qtbot, bare_window)
    choose(dialog.looks.theme, "contrast")
    choose(dialog.looks.palette_choice, "standard")
    assert bare_window.theme.name == "contrast"
    assert dialog.sample.view.theme.page == CONTRAST.article.page
    assert Settings().text("theme") == "light"  # nothing is written yet
    dialog.reject()
    assert bare_window.theme.name == "light"
    assert bare_window.theme.article.palette == "safe"
    assert (bare_window.settings.text("theme"), Settings().text("palette", "-")) == ("light", "-")


def test_save_keeps_what_was_tried_out(qtbot: QtBot, bare_window: MainWindow) -> None:
    dialog = opened(qtbot, bare_window)
    choose(dialog.looks.theme, "dark")
    dialog.looks.points.setValue(17)
    dialog.accept()
    again = MainWindow(Settings())
    qtbot.addWidget(again)
    assert again.theme.name == "dark"
    assert QApplication.font().pointSize() == 17
    for widget in (again.menuBar(), again.status):  # desktops give these fonts of their own
        widget.ensurePolished()
        assert widget.font().pointSize() == 17
    again.close()


def test_the_usual_size_of_words_comes_back(qtbot: QtBot, bare_window: MainWindow) -> None:
    usual = QApplication.font().pointSizeF()
    dialog = opened(qtbot, bare_window)
    dialog.looks.points.setValue(30)
    assert QApplication.font().pointSizeF() == 30
    dialog.defaults.click()
    assert QApplication.font().pointSizeF() == usual
    dialog.reject()


def test_the_article_is_set_as_its_reader_wants(qtbot: QtBot, window: MainWindow) -> None:
    view = window.workspace.pane.view
    window.resize(2000, 900)
    before = view.column[1] - view.column[0]
    second = articles.HARBOUR.index("\n") + 1
    height = view.rect_of(second).top() - view.rect_of(0).top()
    dialog = opened(qtbot, window)
    dialog.reading.width_of_lines.setValue(50)
    assert view.column[1] - view.column[0] < before * 0.8
    dialog.reading.width_of_lines.setValue(70)
    dialog.reading.spacing.setValue(200)
    assert view.rect_of(second).top() - view.rect_of(0).top() > height * 1.6
    dialog.reading.points.setValue(26)
    assert view.font().pointSize() == 26
    assert window.workspace.pane.heading.font().pointSize() > 26
    dialog.list.setCurrentRow(dialog.pages.index(dialog.reading))
    dialog.defaults.click()
    assert view.font().pointSize() == DEFAULTS["reading-size"]
    assert view.rect_of(second).top() - view.rect_of(0).top() == height
    dialog.reject()


def test_a_zoomed_article_stays_so_when_the_window_is_dressed_anew(window: MainWindow) -> None:
    view = window.workspace.pane.view
    view.set_zoom(150)
    size = view.font().pointSizeF()
    window.set_theme("contrast")
    window.set_theme("light")
    assert view.font().pointSizeF() == view.document().defaultFont().pointSizeF() == size


def test_only_installed_fonts_are_offered(qtbot: QtBot, bare_window: MainWindow) -> None:
    dialog = opened(qtbot, bare_window)
    box = dialog.reading.family
    offered = {box.itemData(row) for row in range(box.count())} - {""}
    assert offered == set(QFontDatabase.families())
    dialog.reject()


def test_dragging_takes_characters_where_one_wants_that(
    qtbot: QtBot, window: MainWindow, keyboard: Keyboard
) -> None:
    dialog = opened(qtbot, window)
    dialog.reading.snap.setChecked(False)
    dialog.accept()
    view = window.workspace.pane.view
    span = articles.where(articles.HARBOUR, "Amber Bridge", 1)
    first, last = (view.rect_of(each).center() for each in (span.start, span.start + 3))
    for held, taken in (
        (Qt.KeyboardModifier.NoModifier, "Amb"),
        (Qt.KeyboardModifier.ControlModifier, "Amber"),
    ):
        qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, held, pos=first)
        for point in (first + QPoint(20, 0), last):
            move(view.viewport(), point, held)
        qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, held, pos=last)
        assert window.desk is not None
        assert window.desk.selection is not None
        assert window.desk.selection.of(articles.HARBOUR) == taken


def test_high_contrast_follows_the_desktop(
    monkeypatch: pytest.MonkeyPatch, bare_window: MainWindow
) -> None:
    class Desktop:
        """Tells what a desktop may tell."""

        def __init__(self, contrast: Qt.ContrastPreference, scheme: Qt.ColorScheme) -> None:
            self._contrast, self._scheme = contrast, scheme

        def styleHints(self) -> Desktop:
            return self

        accessibility = styleHints

        def contrastPreference(self) -> Qt.ContrastPreference:
            return self._contrast

        def colorScheme(self) -> Qt.ColorScheme:
            return self._scheme

    high, usual = Qt.ContrastPreference.HighContrast, Qt.ContrastPreference.NoPreference
    bare_window.set_theme("system")
    for contrast, scheme, theme in (
        (high, Qt.ColorScheme.Light, CONTRAST),
        (usual, Qt.ColorScheme.Dark, DARK),
        (usual, Qt.ColorScheme.Light, LIGHT),
    ):
        monkeypatch.setattr(themes, "QGuiApplication", Desktop(contrast, scheme))
        bare_window._desktop_changed()
        assert bare_window.theme.name == theme.name


def test_a_theme_file_that_is_broken_is_told_and_changes_nothing(
    qtbot: QtBot, bare_window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare_window.set_theme("dark")
    path = tmp_path / "mine.toml"
    path.write_text('[window]\ntext = "#777777"\n', encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    dialog = opened(qtbot, bare_window)
    choose(dialog.looks.theme, "file")
    assert "mine.toml:2" in dialog.looks.problem.text()
    assert dialog.looks.theme.currentData() == "dark"
    assert bare_window.theme.name == "dark"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    dialog.looks.template.click()
    choose(dialog.looks.theme, "file")
    assert dialog.looks.problem.isHidden()
    assert (bare_window.theme.name, bare_window.theme.window) == ("own", DARK.window)
    dialog.reject()


# Keys --------------------------------------------------------------------------------------------


def on_keys(qtbot: QtBot, window: MainWindow, action: str) -> PreferencesDialog:
    dialog = opened(qtbot, window)
    dialog.list.setCurrentRow(dialog.pages.index(dialog.keys))
    dialog.keys.choose(action)
    return dialog


def press(qtbot: QtBot, dialog: PreferencesDialog, key: Qt.Key, **held: bool) -> None:
    """Press a key while the button waits for it."""
    dialog.keys.record.click()
    modifiers = Qt.KeyboardModifier.NoModifier
    if held.get("control"):
        modifiers |= Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(dialog.keys.record, key, modifiers)


def back_in_the_article(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    window.workspace.pane.view.setFocus()
    qtbot.waitUntil(window.workspace.pane.view.hasFocus)


def test_a_key_is_recorded_and_works_at_once(
    qtbot: QtBot, window: MainWindow, keyboard: Keyboard
) -> None:
    dialog = on_keys(qtbot, window, "label-finder")
    press(qtbot, dialog, Qt.Key.Key_F11)
    assert not dialog.keys.record.waiting
    dialog.accept()
    assert window._actions["label-finder"].text().endswith("\t;")
    assert key_map().keys_of("label-finder") == (";", "F11")
    back_in_the_article(qtbot, window)
    keyboard.press("Right", "F11")
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    keyboard.type("faci")
    keyboard.press("Return")
    assert [label for label, _ in labels(window)] == ["FAC"]


def test_a_key_of_another_action_is_offered_to_be_taken(
    qtbot: QtBot, window: MainWindow, keyboard: Keyboard
) -> None:
    dialog = on_keys(qtbot, window, "quote")
    press(qtbot, dialog, Qt.Key.Key_E)
    assert "Link to an entry" in dialog.keys.problem.text()
    assert key_map().keys_of("quote") == ("Q",)
    assert not dialog.keys.take.isHidden()
    dialog.keys.take.click()
    dialog.accept()
    assert key_map().keys_of("quote") == ("Q", "E")
    assert key_map().keys_of("entry") == ()
    assert "\t" not in window._actions["entry"].text()
    back_in_the_article(qtbot, window)
    window.desk.take(articles.where(articles.HARBOUR, "Monday"))  # type: ignore[union-attr]
    keyboard.press("E")
    assert window.session is not None
    assert window.session.undo_label is not None
    assert window.desk.article.in_layer("quotes")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("action", "key", "held", "says"),
    [
        ("quote", Qt.Key.Key_B, {}, "labels of schemes"),
        ("quote", Qt.Key.Key_Tab, {}, "field to field"),
        ("open", Qt.Key.Key_J, {}, "while somebody types"),
        ("open", Qt.Key.Key_F10, {}, "menus"),
    ],
)
def test_a_key_that_cannot_be_had_is_refused_with_the_reason(
    qtbot: QtBot, bare_window: MainWindow, action: str, key: Qt.Key, held: dict[str, bool],
    says: str,
) -> None:  # fmt: skip
    dialog = on_keys(qtbot, bare_window, action)
    before = key_map().keys_of(action)
    press(qtbot, dialog, key, **held)
    assert says in dialog.keys.problem.text()
    assert dialog.keys.take.isHidden()
    assert key_map().keys_of(action) == before
    dialog.reject()


CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT, META = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.MetaModifier


@pytest.mark.parametrize(
    ("key", "held", "text", "article", "name"),
    [
        (Qt.Key.Key_W, SHIFT, "W", True, "Shift+W"),
        (Qt.Key.Key_Semicolon, SHIFT, ";", True, ";"),  # German: Shift and the comma
        (Qt.Key.Key_Plus, CONTROL | SHIFT, "", False, "Ctrl++"),
        (Qt.Key.Key_Enter, CONTROL, "\r", False, "Ctrl+Return"),
        (Qt.Key.Key_PageDown, CONTROL | ALT, "", False, "Ctrl+Alt+PgDown"),
        (Qt.Key.Key_Backtab, SHIFT, "", False, "Shift+Tab"),
        (Qt.Key.Key_E, META, "e", True, "Meta+E"),
        (Qt.Key.Key_F4, ALT, "", True, "Alt+F4"),
        (Qt.Key.Key_Control, CONTROL, "", False, ""),
        (Qt.Key.Key_Super_L, META, "", False, ""),
    ],
)
def test_what_is_pressed_is_named_as_key_maps_name_it(
    key: Qt.Key, held: Qt.KeyboardModifier, text: str, article: bool, name: str
) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key.value, held, text)
    assert recorded_key(event, article=article) == name


def test_escape_waits_for_no_key_and_leaves_the_dialog_open(
    qtbot: QtBot, bare_window: MainWindow
) -> None:
    dialog = on_keys(qtbot, bare_window, "quote")
    press(qtbot, dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert not dialog.keys.record.waiting
    assert key_map().own == {}
    dialog.reject()


def test_keys_of_the_window_change_at_once_and_cancel_brings_them_back(
    qtbot: QtBot, bare_window: MainWindow
) -> None:
    def shortcuts() -> list[str]:
        return [each.toString() for each in bare_window._actions["open"].shortcuts()]

    dialog = on_keys(qtbot, bare_window, "open")
    press(qtbot, dialog, Qt.Key.Key_J, control=True)
    assert shortcuts() == ["Ctrl+O", "Ctrl+J"]
    dialog.keys.list.setCurrentRow(0)
    dialog.keys.remove.click()
    assert shortcuts() == ["Ctrl+J"]
    dialog.keys.reset.click()
    assert shortcuts() == ["Ctrl+O"]
    dialog.keys.offer("F11")
    dialog.reject()
    assert shortcuts() == ["Ctrl+O"]
    assert key_map().own == {}


def test_actions_are_found_by_words_and_by_keys(qtbot: QtBot, bare_window: MainWindow) -> None:
    dialog = on_keys(qtbot, bare_window, "quote")

    def shown() -> list[str]:
        table = dialog.keys.table
        return [table.item(row, 0).text() for row in range(table.rowCount())
                if not table.isRowHidden(row)]  # fmt: skip

    everything = len(shown())
    dialog.keys.field.setText("ctrl + k")
    assert len(shown()) == 1
    dialog.keys.field.setText("zone exclude")
    assert all("exclu" in each.casefold() for each in shown())
    dialog.keys.field.setText("no such thing")
    assert shown() == []
    assert not dialog.keys.none.isHidden()
    assert not dialog.keys.record.isEnabled()
    dialog.keys.field.clear()
    assert len(shown()) == everything
    dialog.reject()


def test_a_key_map_goes_through_a_file(
    qtbot: QtBot, bare_window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "keys.toml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    dialog = on_keys(qtbot, bare_window, "open")
    dialog.keys.offer("F11")
    dialog.keys.save.click()
    dialog.reject()
    assert key_map().keys_of("open") == ("Ctrl+O",)
    path.write_text(path.read_text(encoding="utf-8") + 'fly = ["F13"]\n', encoding="utf-8")
    dialog = on_keys(qtbot, bare_window, "open")
    dialog.keys.load.click()
    assert "fly" in dialog.keys.problem.text()
    dialog.accept()
    again = MainWindow(Settings())
    qtbot.addWidget(again)
    assert key_map().keys_of("open") == ("Ctrl+O", "F11")
    assert key_map().unknown == ("fly",)
    again.close()


def test_a_broken_key_map_is_told_by_its_line_and_changes_nothing(
    qtbot: QtBot, bare_window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "keys.toml"
    dialog = on_keys(qtbot, bare_window, "open")
    for data, says in (
        (b'[keys]\nopen = ["Alt+F4"]', "keys.toml:2: Alt+F4 switches or closes windows"),
        (b'[keys]\nopen = ["F11"]\nnew = ["F11"]', "keys.toml:2: F11 belongs to both"),
        (b"\xff\xff", "keys.toml: The file is not in UTF-8"),
        (b" " * 2_000_000, "keys.toml: This is too large"),
    ):
        path.write_bytes(data)
        dialog.keys.load_file(path)
        assert dialog.keys.problem.text().startswith(says)
    dialog.keys.load_file(tmp_path / "none.toml")
    assert "cannot be read" in dialog.keys.problem.text()
    assert key_map().own == {}
    dialog.reject()


def test_kept_keys_that_are_broken_are_told_and_the_usual_ones_serve(qtbot: QtBot) -> None:
    settings = Settings()
    settings.set("keys", '{"keys": {"open": ["Alt+F4"]}}')
    window = MainWindow(settings)
    qtbot.addWidget(window)
    assert "Alt+F4" in window.status.message.text()
    assert key_map().keys_of("open") == ("Ctrl+O",)
    window.close()


# Language ----------------------------------------------------------------------------------------


def test_the_window_speaks_what_is_set_else_what_the_desktop_speaks() -> None:
    settings = Settings()
    german, finnish = QLocale("de_AT"), QLocale("fi_FI")
    assert wanted_language(settings, german) == "de"
    assert wanted_language(settings, finnish) == "en"
    settings.set("language", "en")
    assert wanted_language(settings, german) == "en"


def test_qt_speaks_the_same_language(qapp: QApplication) -> None:
    before = QLocale()

    def cancel() -> str:
        return QCoreApplication.translate("QPlatformTheme", "Cancel").replace("&", "")

    try:
        speak(qapp, "de")
        assert (language(), cancel()) == ("de", "Abbrechen")
        assert QLocale().toString(1.5) == "1,5"
        assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight
    finally:
        speak(qapp, "en")
        QLocale.setDefault(before)
    assert (language(), cancel()) == ("en", "Cancel")
