"""Who said what about whom over 100,000 quotes: the first question of all, and every further one.

The first reads the labels from the file, in the window in a pause before anybody asks; what it read
is kept, so that another outlet, month or annotator is a mask over arrays, and after a step only the
articles that it touched are read again.  The window's frames are timed meanwhile, without what its
thread waited for a core.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from annotator.domain.annotations import Span
from annotator.domain.ids import IdSource, derived_id, format_id
from annotator.domain.insights import InsightsFilter, Topic
from annotator.services.annotating import Scribe
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.insights import forget, insights, items
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from benchmarks.corpus import some_words
from benchmarks.measure import Report, in_child, once
from benchmarks.suggesting import waited_for_core

QUOTES = 100_000
QUOTES_EACH = 5
ENTRIES = 3_000
#: People and bodies who speak; those beyond the entries are known by their words alone.
SOURCES = 10_000
#: What the window draws.
SHOWN = 40
FRAME = 16  # milliseconds between two looks at the window


def run(report: Report, *, quick: bool) -> None:
    """Measure with 100,000 quotes, or with 10,000."""
    quotes = QUOTES // 10 if quick else QUOTES
    with TemporaryDirectory(prefix="annotator-benchmark-") as name:
        project = make_project(Path(name), quotes)
        report.section(f"Insights: {quotes:,} quotes by up to {SOURCES:,} sources")
        with Session.open(project, read_only=True) as session:
            whole = InsightsFilter()

            def matrix() -> None:
                matrix_of(session)

            firsts, times = [], []
            for _ in range(3):
                forget()
                firsts.append(once(matrix).wall)
                times += [once(matrix).wall for _ in range(3)]
            report.row(
                "the matrix, with the cells that are drawn, by the clock",
                median(times) * 1000,
                "ms",
                target="<= 500 ms",
            )
            report.row("the first time, read from the file", median(firsts), "s",
                       target="<= 0.5 s")  # fmt: skip
            part = InsightsFilter(
                outlets=frozenset({"Outlet 1", "Outlet 2"}), since="2026-03-01", until="2026-09-30"
            )
            times = [once(lambda: insights(session, part, [Topic.MATRIX])).wall for _ in range(5)]
            report.row(
                "the matrix of two outlets and seven months",
                median(times) * 1000,
                "ms",
                target="<= 500 ms",
            )
            found = insights(session, whole, [Topic.MATRIX]).matrix
            assert found is not None
            cell = next(iter(found.first(1, SHOWN).cells.values()))
            opened = [
                once(lambda: items(session, whole, Topic.MATRIX, cell.mark)).wall for _ in range(3)
            ]
            report.row("the sentences behind a cell", median(opened) * 1000, "ms",
                       target="<= 1000 ms")  # fmt: skip
            for topic in Topic:
                if topic is not Topic.MATRIX:
                    times = [
                        once(partial(insights, session, whole, [topic])).wall for _ in range(3)
                    ]
                    # Voices reads every article, the others what is kept.
                    limit = 6_000 if topic is Topic.VOICES else 2_000
                    report.row(
                        f"the table “{topic.value}”",
                        median(times) * 1000,
                        "ms",
                        target=f"<= {limit} ms",
                    )
        with Session.open(project) as session:
            forget()
            matrix_of(session)
            labels, undos = [], []
            for document in session.document_ids()[:5]:
                article = session.article(document)
                scribe = Scribe(article, session.scheme, session.ids, session.annotator.id)
                _, step = scribe.make([Span(3, 9)], "entities", "PERSON")
                session.apply(step)
                labels.append(once(lambda: matrix_of(session)).wall)
                session.undo()
                undos.append(once(lambda: matrix_of(session)).wall)
            report.row("the matrix after a label", median(labels) * 1000, "ms",
                       target="<= 500 ms")  # fmt: skip
            report.row("the matrix after an undo", median(undos) * 1000, "ms",
                       target="<= 500 ms")  # fmt: skip
        _, peak = in_child("benchmarks.insights", "ask", str(project))
        report.row("memory of a process that asked for it", peak, "MB", target="<= 500 MB")
        if not quick:  # of so few, nothing is read before anybody asks
            (took, rest, work), _ = in_child("benchmarks.insights", "frames", str(project))
            report.row("read in a pause of the window, after", took, "s")
            report.row("longest frame meanwhile", work, "ms", rest)
            report.row("… longer than at rest", work - rest, "ms", target="<= 50 ms")


def matrix_of(session: Session) -> None:
    """Ask for the matrix of a project, and for the cells that are drawn."""
    found = insights(session, InsightsFilter(), [Topic.MATRIX]).matrix
    assert found is not None
    assert found.first(SHOWN, SHOWN).cells


def frames(project: str) -> tuple[float, float, float]:
    """Return the seconds of reading in a pause, and the longest frames in ms at rest and then."""
    from PySide6.QtCore import QElapsedTimer, QTimer

    from annotator.gui.app import make_application
    from annotator.gui.main_window import MainWindow

    application = make_application()
    window = MainWindow()
    window.resize(1280, 800)
    window.show()
    window.set_session(Session.open(Path(project)))
    work = window.workspace.insights
    work.pause.stop()
    window.workspace.assistant.shut_down()

    def gaps(goes_on: Callable[[float], bool]) -> list[float]:
        found: list[float] = []
        clock = QElapsedTimer()
        clock.start()
        last, waited = clock.nsecsElapsed(), waited_for_core()

        def tick() -> None:
            nonlocal last, waited
            now, core = clock.nsecsElapsed(), waited_for_core()
            found.append((now - last - (core - waited)) / 1e6)
            last, waited = now, core
            window.workspace.pane.view.viewport().update()

        timer = QTimer()
        timer.setInterval(FRAME)
        timer.timeout.connect(tick)
        timer.start()
        while goes_on(clock.elapsed() / 1000):
            application.processEvents()
        timer.stop()
        return found

    gaps(lambda seconds: seconds < 2)  # until the window is drawn
    rest = gaps(lambda seconds: seconds < 3)
    began = time.perf_counter()
    work.pause.timeout.emit()
    assert work.ahead is not None
    busy = gaps(lambda _seconds: work.ahead is not None and not work.ahead.isFinished())
    took = time.perf_counter() - began
    window.close()
    return took, max(rest), max(busy)


def ask(project: str) -> int:
    """Return how many quotes the matrix of a project is made of."""
    with Session.open(Path(project), read_only=True) as session:
        found = insights(session, InsightsFilter(), [Topic.MATRIX]).matrix
    assert found is not None
    return found.quotes


def make_project(folder: Path, quotes: int) -> Path:
    """Make a project in which one person labelled so many quotes, with entries and opinions."""
    path, file = folder / "insights.annotator", folder / "insights.jsonl"
    with file.open("wb") as out:
        for line in lines(quotes // QUOTES_EACH):
            out.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
    with Session.create(path, load_scheme("news"), "Ada") as session:
        import_paths(session, [file], ImportOptions())
    file.unlink()
    return path


def lines(articles: int, *, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Yield articles as lines of the native format, each with five quotes."""
    chance = random.Random(seed)
    ids = IdSource(session=seed)
    names: dict[str, None] = {}
    while len(names) < SOURCES:
        names[" ".join(word.capitalize() for word in some_words(chance, 2))] = None
    for number in range(articles):
        yield _Article(chance, ids, list(names)).line(f"insights-{number:06}")


class _Article:
    """One article in the making; text and labels grow together."""

    def __init__(self, chance: random.Random, ids: IdSource, names: list[str]) -> None:
        self._chance, self._ids, self._names = chance, ids, names
        self._text = ""
        self._spans: list[dict[str, Any]] = []
        self._entries: dict[str, dict[str, Any]] = {}

    def line(self, uid: str) -> dict[str, Any]:
        """Return the article with its labels as a line of the native format."""
        quotes, opinions = [], []
        for number in range(QUOTES_EACH):
            quote, opinion = self._quote(with_opinion=number < 2)
            quotes.append(quote)
            opinions += opinion
            self._say(" ".join(some_words(self._chance, 12)) + ".\n\n")
        day = f"2026-{self._chance.randint(1, 12):02}-{self._chance.randint(1, 28):02}"
        return {
            "id": uid,
            "text": self._text,
            "meta": {
                "title": f"Article {uid}",
                "outlet": f"Outlet {self._chance.randint(1, 30)}",
                "date": day,
                "language": "en",
            },
            "spans": self._spans,
            "links": [],
            "quotes": quotes,
            "opinions": opinions,
            "zones": [],
            "document_labels": [],
            "entries": list(self._entries.values()),
            "states": [{"annotator": "Ada", "state": "done"}],
        }

    def _quote(self, *, with_opinion: bool) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        # A few speak most of the time.
        place = self._chance.randrange(SOURCES)
        if self._chance.random() < 0.6:
            place = min(int(self._chance.paretovariate(0.35)) - 1, SOURCES - 1)
        title = "Minister " if self._chance.random() < 0.2 else ""
        start = len(self._text)
        self._say(title)
        name_start = len(self._text)
        self._say(self._names[place])
        source = self._span("quotes", "source", start, len(self._text))
        if place < ENTRIES:
            self._mention("PERSON", place, name_start)
        self._say(" ")
        start = len(self._text)
        self._say("said")
        cue = self._span("quotes", "cue", start, len(self._text))
        self._say(" that ")
        start = len(self._text)
        self._say(" ".join(some_words(self._chance, 5)) + " ")
        about = []
        for _ in range(self._chance.choice((0, 1, 1, 2))):
            about.append(len(self._text))
            other = min(int(self._chance.paretovariate(0.5)) - 1, ENTRIES - 1)
            self._say(self._names[other])
            self._mention("ORG", other, about[-1])
            self._say(" " + " ".join(some_words(self._chance, 4)) + " ")
        expression = len(self._text)
        self._say("will do harm")
        content = self._span("quotes", "content", start, len(self._text))
        number = format_id(self._ids.next())
        opinions: list[dict[str, Any]] = []
        if with_opinion and about:
            stop = self._text.index(" ", self._text.index(" ", about[0]) + 1)
            opinions.append(
                {
                    "id": format_id(self._ids.next()),
                    "polarity": self._chance.choice(("positive", "neutral", "negative")),
                    "intensity": "average",
                    "holder": [],
                    "target": [self._span("opinions", "target", about[0], stop)],
                    "expression": [
                        self._span("opinions", "expression", expression, len(self._text))
                    ],
                    "quote": number,
                    "attributes": {},
                    "annotator": "Ada",
                    "origin": "manual",
                }
            )
        self._say(". ")
        return {
            "id": number,
            "content": [content],
            "cue": [cue],
            "source": [source],
            "parent": None,
            "type": "indirect",
            "act": self._chance.choice(("states", "claims", "denies", "warns")),
            "attributes": {"source_kind": self._chance.choice(("person", "government", "media"))},
            "annotator": "Ada",
            "origin": "manual",
        }, opinions

    def _say(self, words: str) -> None:
        self._text += words

    def _mention(self, label: str, place: int, start: int) -> None:
        name = self._names[place]
        entry = format_id(derived_id("benchmark", name))
        self._entries[entry] = {"id": entry, "name": name, "kind": label}
        self._span("entities", label, start, len(self._text), entry=entry)

    def _span(self, layer: str, label: str, start: int, end: int, **more: str) -> str:
        number = format_id(self._ids.next())
        self._spans.append(
            {
                "id": number,
                "start": start,
                "end": end,
                "label": label,
                "text": self._text[start:end],
                "layer": layer,
                "annotator": "Ada",
                "origin": "manual",
                **more,
            }
        )
        return number
