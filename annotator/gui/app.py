"""Where the window starts.

Owns the application object and what happens when the program itself makes a mistake: a report in
the log folder and a dialog, never a silent exit.
"""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from annotator import __version__
from annotator.locations import log_directory, resource
from annotator.services.tasks import guard_this_thread

_KEPT_REPORTS = 20
#: The style is asked for here because setting it later makes a Python type of every style there is.
ARGUMENTS = ("annotator", "-style", "Fusion")


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window, on the project that is named first; return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    application = make_application()
    crash_log = _open_crash_log()
    hook = install_crash_hook(application)
    release = guard_this_thread()
    from annotator.gui.language import speak, wanted_language
    from annotator.gui.settings import Settings

    settings = Settings()
    # Before the window is imported: some words are read once, with their modules.
    speak(application, wanted_language(settings))
    from annotator.gui.main_window import MainWindow

    window = MainWindow(settings)
    window.show()
    if arguments:
        QTimer.singleShot(0, lambda: window.open_project(Path(arguments[0])))
    try:
        return application.exec()
    finally:
        release()
        sys.excepthook = hook
        faulthandler.disable()
        crash_log.close()


def make_application() -> QApplication:
    """Return the application object, made if there is none yet."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    application = QApplication(list(ARGUMENTS))
    application.setApplicationName("Annotator")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("annotator")
    application.setWindowIcon(QIcon(str(resource("icons", "annotator.svg"))))
    return application


def _open_crash_log() -> TextIO:
    """Let the interpreter write where it was if it dies below Python."""
    log_directory().mkdir(parents=True, exist_ok=True)
    file = (log_directory() / "fatal.log").open("a", encoding="utf-8")
    faulthandler.enable(file)
    return file


def install_crash_hook(application: QApplication) -> Callable[..., object]:
    """Show and write down every exception that nobody caught; return the hook before."""
    before = sys.excepthook

    def caught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            application.quit()
            return
        report = "".join(traceback.format_exception(kind, error, trace))
        path = write_report(report)
        logging.getLogger(__name__).error("%s", report)
        if threading.current_thread() is threading.main_thread():
            from annotator.gui.dialogs.program_dialogs import CrashDialog

            CrashDialog(application.activeWindow(), report, path).exec()

    sys.excepthook = caught
    threading.excepthook = lambda args: caught(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
    )
    return before


def write_report(report: str) -> Path:
    """Write a crash report into the person's log folder; return where it is."""
    folder = log_directory()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"crash-{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}.log"
    head = f"Annotator {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n\n"
    path.write_text(head + report, encoding="utf-8")
    for old in sorted(folder.glob("crash-*.log"))[:-_KEPT_REPORTS]:
        old.unlink(missing_ok=True)
    return path
