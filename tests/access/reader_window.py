"""The real window in a process of its own, for a screen reader; it does what it is told by lines.

`python -m tests.access.reader_window PROJECT LANGUAGE` opens the project, says "ready", then reads
lines: `key NAME` presses a key in the article, `run ACTION` does an action; each is answered with
a line.  It ends with its input.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSocketNotifier, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from annotator.gui.app import make_application
from annotator.gui.language import speak
from annotator.gui.settings import Settings


def main(project: Path, language: str) -> int:
    """Open the window and do as told."""
    application = make_application()
    settings = Settings(project.with_name("settings.ini"))
    speak(application, language)
    from annotator.gui.main_window import MainWindow

    window = MainWindow(settings)
    window.show()
    window.open_project(project)

    def obey(line: str) -> str:
        what, _, value = line.strip().partition(" ")
        if what == "key":
            stroke = QKeySequence(value)[0]
            # To the article itself: without a window manager nothing needs to have the focus.
            view = window.workspace.pane.view
            view.setFocus()
            QTest.keyClick(view, Qt.Key(stroke.key()), stroke.keyboardModifiers())
        elif what == "run":
            window.run(value)
        else:
            return f"unknown: {what}"
        return "done"

    def read() -> None:
        line = sys.stdin.readline()
        if not line:
            application.quit()
            return
        print(obey(line), flush=True)

    listener = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    listener.activated.connect(read)
    print("ready", flush=True)
    status = application.exec()
    window.close()
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
