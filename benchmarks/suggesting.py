"""All suggesters against the bare pipeline, and what the window feels of them.

Words per second of computing time are taken in turns in one process and one thread, on the sample
articles.  The window's frames are timed while it scrolls, once with the worker at rest and
once with it at work on another article; what the window's thread waited for a core is taken off,
because on a small machine that is the neighbours' doing.
"""

from __future__ import annotations

import io
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from annotator.locations import resource
from benchmarks.measure import Report, in_child

_TARGET_WORDS = 800
_SCROLLED = 20_000  # words of the article that is scrolled
_FRAME = 16  # milliseconds between two steps of scrolling
_SECONDS = 8.0  # of scrolling


def run(report: Report, *, quick: bool) -> None:
    """Add the figures of suggesting."""
    report.section("Suggesting (computing time of one thread; plain: the bare spaCy pipeline)")
    found = [in_child("benchmarks.suggesting", "speeds")[0] for _ in range(1 if quick else 5)]
    ours, bare, article = ([each[name] for each in found] for name in ("ours", "bare", "article"))
    report.row("all suggesters, parse included", median(ours), "words/s", median(bare), ">= 0.7x")
    report.row("an article of 800 words", median(article) * 1000, "ms", None, "<= 500 ms")
    quiet, busy, late = [], [], []
    for _ in range(1 if quick else 3):
        (rest, work, share), _ = in_child("benchmarks.suggesting", "frames")
        quiet.append(rest)
        busy.append(work)
        late.append(share)
    report.row("longest frame while scrolling, worker at work", median(busy), "ms", median(quiet))
    report.row("… longer than with the worker at rest", median(busy) - median(quiet), "ms", None,
               "<= 50 ms")  # fmt: skip
    report.row("… frames over 33 ms", median(late) * 100, "%")
    report.note("Longest frame: without what the window waited for a core.")


# In a process of its own -----------------------------------------------------------------------


def _articles() -> list[str]:
    """Return the English sample articles."""
    lines = resource("samples", "samples.jsonl").read_text(encoding="utf-8").splitlines()
    read = [json.loads(line) for line in lines]
    return [each["text"] for each in read if each["meta"].get("language", "en") == "en"]


def _of_words(number: int, articles: list[str]) -> str:
    """Return articles behind one another, cut at the paragraph that brings so many words."""
    paragraphs: list[str] = []
    words = 0
    while words < number:
        for line in "\n".join(articles).split("\n"):
            paragraphs.append(line)
            words += len(line.split())
            if words >= number:
                break
    return "\n".join(paragraphs)


def speeds() -> dict[str, float]:
    """Return words per CPU second of both, and the seconds of an article of 800 words.

    Both in one process and in turns, so that whatever else the machine does hits both.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    import spacy

    from annotator.assist.pipelines import find
    from annotator.assist.protocol import WANTS, decode, encode, request
    from annotator.assist.worker import Worker

    pipeline = find("")
    setup = {
        "do": "setup", "key": "k", "pipeline": pipeline.name,
        "labels": {name: name for name in pipeline.labels},
        "targets": ["PERSON", "ORG", "GPE", "NORP"],
    }  # fmt: skip
    out = io.BytesIO()
    worker = Worker(out)

    def ask(*texts: str) -> list[dict[str, Any]]:
        out.seek(0)
        out.truncate()
        asked = [request(at, "k", text, (), "en", wants=WANTS) for at, text in enumerate(texts)]
        worker.listen(io.BytesIO(b"".join(map(encode, [setup, *asked]))))
        worker.work()
        answers = [decode(line) for line in out.getvalue().splitlines()]
        return [each["done"] for each in answers if "done" in each]

    articles = _articles()
    nlp = spacy.load(pipeline.name)

    def parse() -> None:
        """Run the pipeline as it comes, article by article and paragraph by paragraph."""
        for text in articles:
            list(nlp.pipe([line for line in text.split("\n") if line.strip()]))

    one = _of_words(_TARGET_WORDS, articles)
    words = sum(each["words"] for each in ask(*articles))
    parse()
    ours, bare, single = [], [], []
    for _ in range(7):
        ours.append(_seconds(lambda: ask(*articles)))
        bare.append(_seconds(parse))
        single.append(_seconds(lambda: ask(one)))
    return {
        "ours": words / median(ours), "bare": words / median(bare), "article": median(single),
    }  # fmt: skip


def _seconds(work: Callable[[], object]) -> float:
    """Return the computing time of something."""
    began = time.process_time()
    work()
    return time.process_time() - began


def frames() -> tuple[float, float, float]:
    """Return the longest frame at rest and at work in ms, and the share over 33 ms at work."""
    from PySide6.QtCore import QElapsedTimer, QTimer

    from annotator.gui.app import make_application
    from annotator.gui.main_window import MainWindow
    from annotator.services.importing import import_text
    from annotator.services.schemes import load_scheme
    from annotator.services.session import Session

    application = make_application()
    with TemporaryDirectory(prefix="annotator-frames-") as folder:
        path = Path(folder) / "frames.annotator"
        with Session.create(path, load_scheme("news"), "Mina Kell") as session:
            import_text(session, _of_words(_SCROLLED, _articles()), {"language": "en"})
        window = MainWindow()
        window.resize(1280, 800)
        window.show()
        window.set_session(Session.open(path))
        assistant = window.workspace.assistant
        bar = window.workspace.pane.view.verticalScrollBar()
        _until(application, lambda: not assistant.busy)

        def scroll() -> list[float]:
            gaps: list[float] = []
            clock = QElapsedTimer()
            clock.start()
            last = clock.nsecsElapsed()
            waited = waited_for_core()

            def tick() -> None:
                nonlocal last, waited
                now, core = clock.nsecsElapsed(), waited_for_core()
                gaps.append((now - last - (core - waited)) / 1e6)
                last, waited = now, core
                ahead = bar.value() + 1
                bar.setValue(0 if ahead > bar.maximum() else ahead)

            timer = QTimer()
            timer.setInterval(_FRAME)
            timer.timeout.connect(tick)
            timer.start()
            end = time.monotonic() + _SECONDS
            while time.monotonic() < end or assistant.busy:
                application.processEvents()
            timer.stop()
            return gaps[5:]

        rest = scroll()
        assert window.desk is not None
        assistant.look_at(window.desk)
        work = scroll()
        window.close()
    return max(rest), max(work), sum(each > 33 for each in work) / len(work)


def _until(application: Any, there: Any) -> None:
    end = time.monotonic() + 120
    while not there() and time.monotonic() < end:
        application.processEvents()
        time.sleep(0.01)


def waited_for_core() -> int:
    """Return for how many nanoseconds this thread has waited for a core (0 where nobody tells)."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0
