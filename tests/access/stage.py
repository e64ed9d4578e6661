"""The real window with every page of the program standing in it at once.

Owns how pages that wait for a person are caught: they are shown, kept, and answered with "cancel".
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QInputDialog,
    QMainWindow,
    QMenu,
    QMessageBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from annotator.gui.chooser import Chooser
from annotator.gui.dialogs import common
from annotator.gui.main_window import MainWindow
from annotator.gui.settings import Settings

#: What pages call the work that they wait for.
_BUSY = ("searching", "counting", "evaluating", "trying", "looking", "busy", "running")
_FRAME = QSize(8, 38)  # logical pixels that a desktop takes of a window


class Stage:
    """A window on a project, and the pages that were opened in it."""

    def __init__(
        self, qtbot: QtBot, patch: pytest.MonkeyPatch, project: Path, packet: Path, screen: QSize
    ) -> None:
        """Open the project; the screen is as large as `screen` says, in logical pixels."""
        self.project, self.packet, self.scratch = project, packet, project.parent
        self.room = screen - _FRAME
        self.pages: dict[str, QWidget] = {}
        self.files: list[Path] = []  # what the person chooses in the system's dialog for files
        self._qtbot = qtbot
        self._caught: list[QWidget] = []
        self._catch(patch)
        self.window = MainWindow(Settings())
        self.window.resize(1440, 900)
        self.window.show()

    def _catch(self, patch: pytest.MonkeyPatch) -> None:
        keep = self._keep

        def execute(dialog: QDialog) -> int:
            keep(dialog)
            return 0

        def box(kind: QMessageBox.Icon) -> Callable[..., QMessageBox.StandardButton]:
            def ask(parent: QWidget, title: str, words: str, *_: Any, **__: Any) -> Any:
                buttons = QMessageBox.StandardButton
                kinds = (
                    buttons.Yes | buttons.No if kind is QMessageBox.Icon.Question else buttons.Ok
                )
                keep(QMessageBox(kind, title, words, kinds, parent))
                return buttons.Cancel

            return ask

        def line(parent: QWidget, title: str, words: str, *more: Any, **_: Any) -> tuple[str, bool]:
            dialog = QInputDialog(parent)
            dialog.setWindowTitle(title)
            dialog.setLabelText(words)
            if more and isinstance(more[0], list):
                dialog.setComboBoxItems(more[0])
            keep(dialog)
            return "", False

        def several_lines(parent: QWidget, title: str, words: str, *_: Any, **__: Any) -> Any:
            dialog = QInputDialog(parent)
            dialog.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput)
            dialog.setWindowTitle(title)
            dialog.setLabelText(words)
            keep(dialog)
            return "", False

        for name, kind in (
            ("question", QMessageBox.Icon.Question),
            ("warning", QMessageBox.Icon.Warning),
            ("about", QMessageBox.Icon.NoIcon),
        ):
            patch.setattr(QMessageBox, name, box(kind))
        for kept in (QDialog, QMessageBox):
            patch.setattr(kept, "exec", execute)
        for name in ("getItem", "getText"):
            patch.setattr(QInputDialog, name, line)
        patch.setattr(QInputDialog, "getMultiLineText", several_lines)
        patch.setattr(
            QFileDialog, "getOpenFileName", lambda *_, **__: (str(next(iter(self.files), "")), "")
        )
        patch.setattr(
            QFileDialog,
            "getOpenFileNames",
            lambda *_, **__: ([str(each) for each in self.files], ""),
        )
        patch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: ("", ""))
        patch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: "")
        patch.setattr(QMenu, "exec", lambda menu, *_, **__: keep(menu))
        patch.setattr(QToolButton, "showMenu", lambda button: keep(button.menu()))
        patch.setattr(Chooser, "open_at", lambda chooser, _point: keep(chooser))
        patch.setattr(common, "room", lambda _widget: self.room)

    def _keep(self, page: QWidget) -> None:
        """Let a page stand there that would have waited, or closed with the next click."""
        if isinstance(page, Chooser | QMenu):
            page.setWindowFlags(Qt.WindowType.Tool)
        page.setModal(False) if isinstance(page, QDialog) else None
        self._caught.append(page)
        self._fit(page)
        page.show()

    def _fit(self, page: QWidget) -> None:
        """Give a page the size it would have on the screen; this platform's own is small."""
        if not page.testAttribute(Qt.WidgetAttribute.WA_Resized):
            page.resize(page.sizeHint().boundedTo(self.room * 0.94))

    def until(self, done: Callable[[], bool]) -> None:
        """Wait until something is so."""
        self._qtbot.waitUntil(done, timeout=20_000)

    def settle(self) -> None:
        """Wait until nothing runs and everything has its place."""
        self.until(lambda: not self.window.work.running)
        for _ in range(2):
            QApplication.sendPostedEvents()
            QApplication.processEvents()

    def add(self, name: str, page: QWidget) -> None:
        """Take a page that stands there."""
        assert name not in self.pages
        if not isinstance(page, QMainWindow) and page.isWindow():
            self._fit(page)
        page.show()
        self.until(lambda: not any(_is_busy(page, each) for each in _BUSY))
        self.settle()
        self.pages[name] = page

    def close(self) -> None:
        """Take everything away at once: it would be dressed again for whoever comes next."""
        pages, self.pages = list(self.pages.values()), {}
        for page in pages:
            stop = getattr(page, "stop", None)
            if callable(stop):
                stop()
            page.close()
        self.window.close()
        for page in (*pages, self.window):
            page.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def open(self, name: str, does: Callable[[Stage], object]) -> QWidget:
        """Do what opens a page; return the page."""
        before = {id(each) for each in _shown()}
        self._caught.clear()
        found = does(self)
        self.settle()
        if isinstance(found, QWidget):
            page = found
        elif self._caught:
            page = self._caught[-1]
        else:
            new = [each for each in _shown() if id(each) not in before]
            assert len(new) == 1, (
                f"{name}: {len(new)} pages came, {self.window.status.message.text()}"
            )
            (page,) = new
        self.add(name, page)
        return page


def _is_busy(page: QWidget, name: str) -> bool:
    found = getattr(page, name, False)
    return bool(found) if not callable(found) else False


def _shown() -> list[QWidget]:
    return [each for each in QApplication.topLevelWidgets() if each.isVisible()]
