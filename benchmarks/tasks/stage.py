"""Where a task is played: the real window in a home of its own, and the thread of who uses it.

Owns the two threads.  The window has the main one, as ever; the newcomer acts from another, so that
a dialog that waits for an answer finds somebody who gives it.  Suggestions are off: what a pipeline
proposes differs from machine to machine, and a newcomer must get on without it.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from PIL import Image
from PySide6.QtCore import (
    QBuffer,
    QEvent,
    QEventLoop,
    QIODevice,
    QObject,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from annotator.gui.actions import key_map, use_key_map
from annotator.gui.app import make_application
from annotator.gui.main_window import MainWindow
from annotator.gui.worker import Assistant
from benchmarks.tasks import eyes

T = TypeVar("T")

SIZE = (1280, 800)
_COLOURS = (160, 96, 64, 48, 32)  # of a picture: the most with which it is small enough
LARGEST = 90_000  # bytes of a picture
_BAR = 24  # logical pixels of the bar with the title of a dialog
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
#: Seconds after which what should have come has not.
PATIENCE = 20.0


class Missing(AssertionError):
    """The window does not say, or does not do, what the newcomer goes by."""


class Stage(QObject):
    """Runs a script in a thread of its own, against what is on the screen."""

    _asked = Signal(object)

    def __init__(self, folder: Path, *, pictures: bool) -> None:
        super().__init__()
        self.application = make_application()
        self.folder = folder  # where the person keeps her files
        self.patience = PATIENCE
        self.pictures: dict[str, bytes] = {}
        self._takes_pictures = pictures
        self.window: MainWindow | None = None
        self._asked.connect(self._answer)

    # The newcomer's side -------------------------------------------------------------------------

    def look(self, question: Callable[[], T]) -> T:
        """Ask something of the screen; called from the script's thread."""
        answer: Future[T] = Future()
        self._asked.emit((question, answer))
        return answer.result(PATIENCE)

    def act(self, deed: Callable[[], object]) -> None:
        """Do something and go on when the window has dealt with it, or waits in a dialog."""
        failed: list[BaseException] = []

        def guarded() -> None:
            try:
                self._bring_to_front()
                deed()
            except BaseException as error:  # it is raised where the script waits
                failed.append(error)

        self._asked.emit((lambda: QTimer.singleShot(0, guarded), Future()))
        for _ in range(3):
            settled: Future[None] = Future()
            self._asked.emit((lambda done=settled: QTimer.singleShot(
                0, lambda: done.set_result(None)), Future()))  # fmt: skip
            settled.result(PATIENCE)
        if failed:
            raise failed[0]

    def until(self, found: Callable[[], T | None], otherwise: Callable[[], str]) -> T:
        """Wait until the screen shows something; raise Missing if it never does."""
        end = time.monotonic() + self.patience
        while True:
            answer = self.look(found)
            if answer is not None:
                return answer
            if time.monotonic() > end:
                raise Missing(self.look(otherwise))
            time.sleep(0.02)

    def photograph(self, name: str) -> None:
        """Keep a picture of the screen."""
        if self._takes_pictures:
            self.act(lambda: None)  # what moves has come to rest
            self.pictures[name] = self.look(_picture)

    # The window's side ---------------------------------------------------------------------------

    def _answer(self, asked: tuple[Callable[[], Any], Future[Any]]) -> None:
        question, answer = asked
        try:
            answer.set_result(question())
        except BaseException as error:  # it is raised where the script waits
            answer.set_exception(error)

    def play(self, script: Callable[[], object], project: Path | None = None) -> None:
        """Open the window, on a project that was double-clicked, and let the script use it.

        Whatever is open at the end is closed; what went wrong is raised.
        """
        window = self.window = MainWindow()
        window.resize(*SIZE)
        window.move(0, 0)
        window.show()
        window.activateWindow()
        if project is not None:
            window.open_project(project)
        failed: list[BaseException] = []
        hook = sys.excepthook
        sys.excepthook = lambda _kind, error, _trace: failed.append(error)
        loop = QEventLoop()

        def run() -> None:
            try:
                script()
            except BaseException as error:  # raised again below
                failed.append(error)
            finally:
                self._asked.emit((lambda: self._leave(loop), Future()))

        thread = threading.Thread(target=run, name="newcomer", daemon=True)
        QTimer.singleShot(0, thread.start)
        loop.exec()
        thread.join(PATIENCE)
        sys.excepthook = hook
        window.close()
        window.deleteLater()
        self.window = None
        for _ in range(3):
            self.application.processEvents()
            self.application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if failed:
            raise failed[0]

    def _bring_to_front(self) -> None:
        """Give the keyboard to the window in front, as a desktop does after a dialog closed."""
        front = QApplication.activeModalWidget() or self.window
        if front is not None and QApplication.activeWindow() is None:
            front.activateWindow()

    def _leave(self, loop: QEventLoop) -> None:
        """Close what still waits for an answer, from the front, then the stage."""
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if front is None:
            loop.quit()
            return
        if isinstance(front, QDialog):
            front.reject()
        else:
            front.close()
        QTimer.singleShot(0, lambda: self._leave(loop))


@contextmanager
def set_up(home: Path, *, pictures: bool = True) -> Iterator[Stage]:
    """Give a task a home of its own, with the keys and settings of the first day."""
    names = {
        "HOME": home,
        "USERPROFILE": home,
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "data",
        "XDG_STATE_HOME": home / "state",
        "XDG_CACHE_HOME": home / "cache",
        "ANNOTATOR_PROJECTS": home / "projects",
    }
    before = {name: os.environ.get(name) for name in (*names, "QT_QPA_PLATFORM")}
    home.mkdir(parents=True)
    os.environ |= {name: str(path) for name, path in names.items()}
    keys, look_at = key_map(), Assistant.look_at
    use_key_map(keys.reset_all())
    Assistant.look_at = lambda *_: None  # type: ignore[method-assign]
    stage = Stage(home, pictures=pictures)
    try:
        yield stage
    finally:
        Assistant.look_at = look_at  # type: ignore[method-assign]
        use_key_map(keys)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _picture() -> bytes:
    """Return what is on the screen, as a small PNG; what is in front is drawn last.

    A dialog gets the bar with its title that the desktop would give it.
    """
    shown = [each for each in reversed(eyes.windows()) if not each.size().isEmpty()]
    whole = QRect()
    for each in shown:
        whole = whole.united(_frame(each))
    canvas = QPixmap(whole.size())
    canvas.fill("#8a8f98")
    painter = QPainter(canvas)
    for each in shown:
        place = _frame(each).translated(-whole.topLeft())
        painter.drawPixmap(place.left(), place.bottom() + 1 - each.height(), each.grab())
        if each.windowType() is Qt.WindowType.Dialog:
            bar = QRect(place.left(), place.top(), place.width(), _BAR)
            painter.fillRect(bar, "#3c424c")
            painter.setPen("#ffffff")
            painter.drawText(bar.adjusted(10, 0, -10, 0), _MIDDLE, each.windowTitle())
        painter.setPen("#5b616b")
        painter.drawRect(place.adjusted(0, 0, -1, -1))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    canvas.save(buffer, "PNG")
    image = Image.open(BytesIO(bytes(buffer.data().data()))).convert("RGB")
    for colours in _COLOURS:
        out = BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            break
    return out.getvalue()


def _frame(window: QWidget) -> QRect:
    """Return the place of a window on the screen, with the bar that a dialog gets."""
    inside = QRect(window.mapToGlobal(window.rect().topLeft()), window.size())
    is_dialog = window.windowType() is Qt.WindowType.Dialog
    return inside.adjusted(0, -_BAR, 0, 0) if is_dialog else inside
