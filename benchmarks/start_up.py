"""The start page, cold, against an empty QMainWindow with the same Qt modules.

CPU time of a fresh process from its first line to the first painted frame.
"""

from __future__ import annotations

import sys
import time
from statistics import median
from typing import Any

from benchmarks.measure import Report, in_child


def run(report: Report, *, quick: bool) -> None:
    """Add the figures of starting."""
    report.section("Start (CPU time of a process; plain: an empty QMainWindow)")
    found: dict[str, list[float]] = {"ours": [], "plain": []}
    for _ in range(3 if quick else 9):
        for kind, figures in found.items():
            figures.append(in_child("benchmarks.start_up", "measure", kind)[0])
    report.row("start page on screen", median(found["ours"]), "ms", median(found["plain"]), "<= 2x")


def measure(kind: str) -> float:
    """Return the CPU time in milliseconds that a process spent until its window was painted."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    window: Any
    if kind == "ours":
        from annotator.gui.app import make_application
        from annotator.gui.main_window import MainWindow

        application = make_application()
        window = MainWindow()
    else:
        application = QApplication.instance() or QApplication(sys.argv[:1])  # type: ignore[assignment]
        window = QMainWindow()
        window.resize(1440, 900)
    window.show()
    application.processEvents()
    window.repaint()
    spent = time.process_time() * 1000
    window.close()
    return spent
