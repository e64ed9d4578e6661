"""Passwords in the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from annotator.gui.dialogs.merge_dialog import MergeDialog
from annotator.gui.dialogs.password_dialog import ProtectDialog, UnlockDialog
from annotator.gui.dialogs.project_dialogs import NewProjectDialog
from annotator.gui.main_window import MainWindow
from annotator.services import encrypting
from annotator.services.session import Session
from annotator.storage import keys
from tests.gui.answers import answer

pytest.importorskip("sqlcipher3", reason="the extra “encryption” is not installed")

PASSWORD, OTHER = "amber bridge at dawn", "ferries leave at seven"
Finished = Callable[[MainWindow], None]


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Derive keys in no time, and leave none behind."""
    monkeypatch.setattr(keys, "_ROUNDS", 10)
    encrypting.forget_passwords()
    yield
    encrypting.forget_passwords()


@pytest.fixture
def locked(harbour: Path) -> Path:
    """The harbour project under a password that this process does not know."""
    encrypting.protect(harbour, PASSWORD)
    encrypting.forget_passwords()
    return harbour


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What boxes said."""
    said: list[str] = []
    monkeypatch.setattr(
        QMessageBox, "warning", lambda parent, title, words, *more: said.append(words)
    )
    return said


def types(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, *passwords: str) -> list[str]:
    """Let a person try passwords in the next dialog, then give up; return what it said."""
    said: list[str] = []

    def tries(dialog: UnlockDialog) -> int:
        dialog.show()
        for each in passwords:
            dialog.password.setText(each)
            dialog.do.click()
            qtbot.waitUntil(lambda: dialog._job is None)
            if dialog.result():
                return dialog.result()
            said.append(dialog.wrong.text())
            assert dialog.wrong.isVisible()
            assert dialog.password.hasSelectedText()
        dialog.reject()
        return dialog.result()

    monkeypatch.setattr(UnlockDialog, "exec", tries)
    return said


def test_a_project_opens_when_the_password_is_right(
    bare_window: MainWindow, locked: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = locked.read_bytes()
    said = types(monkeypatch, qtbot, "wrong", OTHER)
    assert not bare_window.open_project(locked)
    assert len(said) == 2
    assert "does not open" in said[0]
    assert bare_window.session is None
    assert locked.read_bytes() == before
    types(monkeypatch, qtbot, "wrong", PASSWORD)
    assert bare_window.open_project(locked)
    assert bare_window.session is not None
    assert bare_window.session.encrypted
    # Once is enough for this project, and for no other.
    assert {each.salt for each in keys._known.values()} == {before[:16]}


def test_closing_the_project_forgets_its_password(
    bare_window: MainWindow, locked: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    types(monkeypatch, qtbot, PASSWORD)
    assert bare_window.open_project(locked)
    bare_window.run("close-project")
    assert keys._known == {}
    said = types(monkeypatch, qtbot, "wrong")
    assert not bare_window.open_project(locked)
    assert said


def test_a_password_is_set_changed_and_taken_away(
    window: MainWindow, finished: Finished, monkeypatch: pytest.MonkeyPatch, shown: list[str]
) -> None:
    assert window.session is not None
    path = window.session.path
    window.session.back_up()

    def protects(dialog: ProtectDialog) -> None:
        assert not dialog.do.isEnabled()
        assert dialog.new.echoMode() is QLineEdit.EchoMode.Password
        dialog.new.setText(PASSWORD)
        dialog.again.setText(PASSWORD)
        assert dialog.copies.isChecked()

    answer(monkeypatch, ProtectDialog, protects)
    window.run("password")
    finished(window)
    assert window.session is not None
    assert window.session.encrypted
    assert encrypting.open_copies(path) == []
    assert window.menuBar().isEnabled()
    assert window.stack.isEnabled()

    def changes(dialog: ProtectDialog, current: str = PASSWORD) -> None:
        dialog.current.setText(current)
        dialog.new.setText(OTHER)
        dialog.again.setText(OTHER)

    answer(monkeypatch, ProtectDialog, lambda dialog: changes(dialog, "not this one"))
    window.run("password")
    finished(window)
    assert "does not open" in shown.pop()
    assert window.session is not None
    answer(monkeypatch, ProtectDialog, changes)
    window.run("password")
    finished(window)
    assert keys.derive(OTHER, path.read_bytes()[:16]) == keys._known[path.read_bytes()[:16]]

    def takes_away(dialog: ProtectDialog) -> None:
        dialog.current.setText(OTHER)
        dialog.wanted.setCurrentIndex(1)
        assert not dialog.new.isVisibleTo(dialog)

    answer(monkeypatch, ProtectDialog, takes_away)
    window.run("password")
    finished(window)
    assert window.session is not None
    assert not window.session.encrypted
    assert not encrypting.is_encrypted(path)
    assert shown == []


def test_two_passwords_that_differ_stay_in_the_dialog(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ProtectDialog(None, tmp_path / "a.annotator", encrypted=False, open_copies=0)
    qtbot.addWidget(dialog)
    dialog.show()
    for first, second, said in (
        ("short", "short", "at least 8"),
        (PASSWORD, OTHER, "not the same"),
    ):
        dialog.new.setText(first)
        dialog.again.setText(second)
        dialog.do.click()
        assert dialog.isVisible()
        assert said in dialog.wrong.text()
    dialog.shown.setChecked(True)
    assert dialog.new.echoMode() is QLineEdit.EchoMode.Normal
    dialog.again.setText(PASSWORD)
    assert not dialog.wrong.isVisible()
    dialog.do.click()
    assert not dialog.isVisible()
    assert dialog.new.echoMode() is QLineEdit.EchoMode.Password


def test_a_project_is_made_under_a_password(
    bare_window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(dialog: NewProjectDialog) -> None:
        dialog.name.setText("Ferries")
        dialog.folder.setText(str(tmp_path))
        dialog.annotator.setText("Mina Kell")
        dialog.passwords.first.setText(PASSWORD)
        assert not dialog.do.isEnabled()
        dialog.passwords.again.setText("something else")
        assert "not the same" in dialog.passwords.wrong.text()
        dialog.passwords.again.setText(PASSWORD)
        assert dialog.do.isEnabled()

    answer(monkeypatch, NewProjectDialog, fill)
    bare_window.run("new")
    assert bare_window.session is not None
    assert bare_window.session.encrypted
    assert encrypting.is_encrypted(tmp_path / "Ferries.annotator")


def test_a_colleagues_copy_is_asked_for_its_own_password(
    bare_window: MainWindow,
    locked: Path,
    tmp_path: Path,
    finished: Finished,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from annotator.gui import project_work

    encrypting.unlock(locked, PASSWORD)
    other = tmp_path / "other.annotator"
    other.write_bytes(locked.read_bytes())
    encrypting.protect(other, OTHER)
    with Session.open(other) as session:
        session.use_annotator("Bo")
    encrypting.forget_passwords()
    types(monkeypatch, qtbot, PASSWORD)
    assert bare_window.open_project(locked)
    types(monkeypatch, qtbot, OTHER)
    monkeypatch.setattr(project_work.QFileDialog, "getOpenFileNames", lambda *_: ([str(other)], ""))
    merged: list[Any] = []
    monkeypatch.setattr(MergeDialog, "exec", lambda dialog: merged.append(dialog) or 0)
    bare_window.run("take-back")
    qtbot.waitUntil(lambda: bool(merged) or not bare_window.work.running)
    finished(bare_window)
    assert merged


def test_without_the_package_the_menu_says_what_to_install(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, shown: list[str]
) -> None:
    from annotator.storage import engine

    def not_installed() -> Any:
        raise ModuleNotFoundError("No module named 'sqlcipher3'")

    monkeypatch.setattr(engine, "_module", not_installed)
    window.run("password")
    assert "annotator[encryption]" in shown.pop()
    dialog = NewProjectDialog(None, Path("/"), {"news": "News"}, "Mina")
    assert not dialog.passwords.first.isEnabled()
    assert "encryption" in dialog.passwords.first.placeholderText()
