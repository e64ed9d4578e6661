"""The radar of consistency: building its index, following a label, and what the window feels.

One project with half a million annotations is opened in the window of a process of its own, an
article scrolls all the time, and a label is made every so often: first without the radar, then with
it.  Frames are timed as in `benchmarks.suggesting`, without what the thread waited for a core.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from annotator.domain.annotations import Span
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from benchmarks import corpus
from benchmarks.measure import Report, in_child
from benchmarks.suggesting import _until, waited_for_core

ANNOTATIONS = 500_000
_FRAME = 16  # milliseconds between two steps of scrolling
_LABELS = 30  # made by hand
_APART = 0.4  # seconds between two of them


def run(report: Report, *, quick: bool) -> None:
    """Measure with half a million annotations, or with a tenth."""
    articles = ANNOTATIONS // corpus.SPANS // (10 if quick else 1)
    with TemporaryDirectory(prefix="annotator-radar-") as name:
        path = _project(Path(name), articles)
        report.section(f"Radar: {articles:,} articles, {articles * corpus.SPANS:,} spans")
        found, peak = in_child("benchmarks.radar", "measure", str(path))
    report.row("building the index beside the window, by the clock", found["build"], "s")
    report.row("memory of the window with it", peak, "MB")
    report.row("the list after a label, by the clock (middle)", median(found["listed"]), "ms",
               target="<= 200 ms")  # fmt: skip
    report.row("… the slowest", max(found["listed"]), "ms", target="<= 200 ms")
    report.row("… computing time of all threads, with drawing (middle)",
               median(found["computed"]), "ms", target="<= 200 ms")  # fmt: skip
    report.row("… with every article looked through for new words (middle)",
               median(found["complete"]), "ms")  # fmt: skip
    report.row("… the slowest", max(found["complete"]), "ms")
    without, with_it = found["without"], found["with"]
    report.row("longest frame while labelling, with the radar", with_it, "ms", without)
    report.row("… longer than without", with_it - without, "ms", target="<= 16 ms")
    report.row("longest frame while the index is built", found["building"], "ms", found["rest"])
    report.row("… longer than at rest", found["building"] - found["rest"], "ms",
               target="<= 16 ms")  # fmt: skip
    report.note("Frames: the longest but for one in a hundred; without waiting for a core.")


def _project(folder: Path, articles: int) -> Path:
    lines, path = folder / "lines.jsonl", folder / "radar.annotator"
    corpus.write_jsonl(lines, articles)
    with Session.create(path, load_scheme("news"), "Ada") as session:
        import_paths(session, [lines], ImportOptions())
    lines.unlink()
    return path


# In a process of its own -----------------------------------------------------------------------


def measure(path: str) -> dict[str, Any]:
    """Return seconds of building, milliseconds of each answer, and the longest frames."""
    from annotator.gui.app import make_application
    from annotator.gui.main_window import MainWindow

    application = make_application()
    with Session.open(Path(path)) as session:
        session.set_setting("suggest", False)
    window = MainWindow()
    window.resize(1280, 800)
    window.show()
    window.set_session(Session.open(Path(path)))
    frames = _Frames(window)
    radar = window.workspace.radar
    found: dict[str, Any] = {"rest": frames.until(_after(3))}
    labels = _Labels(window)
    found["without"] = frames.until(labels.done)
    began = time.perf_counter()
    radar.show()
    built: list[float] = []
    radar.watch.built.connect(lambda: built.append(time.perf_counter() - began))
    found["building"] = frames.until(lambda: bool(built))
    found["build"] = built[0]
    dialog = radar.dialog
    assert dialog is not None
    _until(application, lambda: dialog.model.rowCount() > 0)
    labels = _Labels(window, hears=True)
    radar.watch.found.connect(labels.heard)
    found["with"] = frames.until(labels.done)
    found["listed"], found["complete"] = labels.listed, labels.complete
    found["computed"] = labels.computed
    window.close()
    return found


class _Frames:
    """Scrolls the article and times each step."""

    def __init__(self, window: Any) -> None:
        self._bar = window.workspace.pane.view.verticalScrollBar()

    def until(self, done: Callable[[], bool]) -> float:
        """Scroll until something is done; return the longest frame but for one in a hundred."""
        from PySide6.QtCore import QEventLoop, QTimer

        gaps: list[float] = []
        last, waited = time.perf_counter_ns(), waited_for_core()

        def tick() -> None:
            nonlocal last, waited
            now, core = time.perf_counter_ns(), waited_for_core()
            gaps.append((now - last - (core - waited)) / 1e6)
            last, waited = now, core
            ahead = self._bar.value() + 1
            self._bar.setValue(0 if ahead > self._bar.maximum() else ahead)
            if done():
                loop.quit()

        # As in the program: between two events the window's thread lets go of Python's lock.
        loop = QEventLoop()
        timer = QTimer()
        timer.setInterval(_FRAME)
        timer.timeout.connect(tick)
        timer.start()
        loop.exec()
        timer.stop()
        gaps = sorted(gaps[5:])
        return gaps[-1 - len(gaps) // 100]


class _Labels:
    """Labels words of the open article by hand, one after the other."""

    def __init__(self, window: Any, *, hears: bool = False) -> None:
        """Take whether the next label waits for the answer to the last one."""
        desk = window.desk
        assert desk is not None
        assert desk.article is not None
        self._desk, self._hears = desk, hears
        self._next = time.perf_counter() + _APART
        self._made: float | None = None
        self._spent = 0.0
        self.listed: list[float] = []
        self.complete: list[float] = []
        self.computed: list[float] = []
        self._left = _bare_words(desk.article)

    def done(self) -> bool:
        """Make the next label when its time has come; tell whether all were made and heard."""
        now = time.perf_counter()
        if self._made is None and self._left and now >= self._next:
            span = self._left.pop()
            self._made, self._next = now, now + _APART
            self._spent = time.process_time()
            self._desk.take(span)
            assert self._desk.label("GPE", "entities")
            if not self._hears:
                self._made = None
        return not self._left and self._made is None and now >= self._next

    def heard(self, _found: Any, complete: bool) -> None:
        """Take the time of an answer."""
        if self._made is None:
            return
        spent = (time.perf_counter() - self._made) * 1000
        if len(self.listed) == len(self.complete):
            self.listed.append(spent)
            self.computed.append((time.process_time() - self._spent) * 1000)
        if complete:
            self.complete.append(spent)
            self._made = None


def _bare_words(article: Any) -> list[Span]:
    taken = [span for each in article.in_layer("entities") for span in each.spans]
    found, at = [], 0
    for word in article.text.split():
        at = article.text.index(word, at)
        span = Span(at, at + len(word.rstrip(".")))
        if not any(each.overlaps(span) for each in taken):
            found.append(span)
        at += len(word)
    return found[:_LABELS]


def _after(seconds: float) -> Callable[[], bool]:
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() >= end
