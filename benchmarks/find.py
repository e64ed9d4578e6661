"""Find in 100,000 articles against plain FTS5, and a label for 5,000 hits against plain inserts.

Plain is what somebody writes with sqlite3 alone: for Find, MATCH, the text of every row, a compiled
pattern over it and 80 code points on each side of a place; for labels, every row that the step
writes (annotations, spans, the step in the history and in that of each record) ready in memory and
`executemany` into the tables of a copy of the file with its indexes and PRAGMAs.  Ours also
looks for zones and labels at every hit, makes and checks every label, and keeps the step for undo.
"""

from __future__ import annotations

import gc
import random
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from annotator.domain.lists import TextQuery
from annotator.services import large_steps
from annotator.services.finding import Hit, find, hits_step
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from benchmarks import corpus, plain_file
from benchmarks.measure import Report, Timing, in_turns, middle, once, timed

ARTICLES = 100_000
LABELLED_ARTICLES = 10_000
HITS = 5_000
_WORDS = 120
_FIRST = 40  # hits that the dialog shows before anything else
_AROUND = 80


def run(report: Report, *, quick: bool) -> None:
    """Measure with 100,000 articles, or with 10,000."""
    articles = ARTICLES // 10 if quick else ARTICLES
    labelled = LABELLED_ARTICLES // 10 if quick else LABELLED_ARTICLES
    hits = HITS // 10 if quick else HITS
    with TemporaryDirectory(prefix="annotator-benchmark-") as name:
        folder = Path(name)
        project = _project(folder / "find.annotator", articles, {"Kestrel": 50, "Lake Orm": 200})
        report.section(f"Find: {articles:,} articles of {_WORDS} words")
        _finding(report, project, "a word that 1 in 50 articles has", TextQuery("Kestrel"))
        _finding(report, project, "a name of two words, 1 in 200", TextQuery("Lake Orm"))
        _part_of_a_word(report, project)
        report.note(
            "Plain: MATCH, every text, a pattern, 80 characters on each side. First hits: those "
            "that the dialog shows at once."
        )
        project.unlink()
        report.section(f"The same label for {hits:,} hits in {labelled:,} articles")
        project = _project(folder / "label.annotator", labelled, {"Kestrel": labelled // hits})
        _labelling(report, project, hits, rounds=5 if quick else 3)


def _project(path: Path, articles: int, planted: dict[str, int]) -> Path:
    """Make a project; each of the planted words stands once in one of so many articles."""
    source = path.with_suffix(".jsonl")
    with source.open("wb") as file:
        for line in _lines(articles, planted):
            file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
    with Session.create(path, load_scheme("news"), "Ada") as session:
        import_paths(session, [source], ImportOptions())
    source.unlink()
    return path


def _lines(articles: int, planted: dict[str, int]) -> Iterator[dict[str, str]]:
    chance = random.Random(3)
    for number in range(articles):
        words = corpus.some_words(chance, _WORDS)
        for word, every in planted.items():
            if number % every == 0:
                words.insert(chance.randrange(_WORDS), word)
        yield {"id": f"story-{number:06}", "text": " ".join(words) + ".\n"}


# Finding -----------------------------------------------------------------------------------------


def _finding(report: Report, project: Path, name: str, query: TextQuery) -> None:
    with Session.open(project, read_only=True) as session:
        wanted = TextQuery(query.words, whole_words=True, case=True)
        found = list(find(session, wanted))

        def first() -> None:
            assert list(islice(find(session, wanted), _FIRST))

        def everything() -> None:
            assert len(list(find(session, wanted))) == len(found)

        with closing(sqlite3.connect(f"file:{project}?mode=ro", uri=True)) as plain:
            assert len(_plain_find(plain, query.words)) == len(found)
            times = []
            for _ in range(7):
                started = time.perf_counter()
                first()
                times.append(time.perf_counter() - started)
            report.row(
                f"{name}: first {_FIRST} of {len(found):,} hits, by the clock",
                sorted(times)[3] * 1000, "ms", target="<= 100 ms",
            )  # fmt: skip
            ours, raw = in_turns(everything, lambda: _plain_find(plain, query.words), 5)
    _both(report, f"{name}: all hits", ours, raw, "<= 2x")


def _part_of_a_word(report: Report, project: Path) -> None:
    """What no full-text index helps with: every text is looked at, and the first hits come soon."""
    with Session.open(project, read_only=True) as session:
        query = TextQuery("estre")

        def first() -> None:
            assert list(islice(find(session, query), _FIRST))

        report.row(
            f"a part of a word: first {_FIRST} hits, by the clock",
            middle([once(first) for _ in range(5)]).wall * 1000, "ms", target="<= 100 ms",
        )  # fmt: skip


def _plain_find(connection: sqlite3.Connection, words: str) -> list[tuple[int, str, str, str]]:
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    hits = []
    for number, text in connection.execute(
        "SELECT d.id, d.text FROM documents_fts JOIN documents AS d ON d.id = documents_fts.rowid "
        "WHERE documents_fts MATCH ?",
        (f'"{words}"',),
    ):
        for found in pattern.finditer(text):
            start, end = found.span()
            hits.append(
                (number, text[max(0, start - _AROUND) : start], found[0], text[end : end + _AROUND])
            )
    return hits


# Labelling ---------------------------------------------------------------------------------------


def _labelling(report: Report, project: Path, hits: int, rounds: int) -> None:
    with Session.open(project) as session:
        query = TextQuery("Kestrel", whole_words=True, case=True)
        found = list(islice(find(session, query), hits))
        assert len(found) == hits
    copy = project.with_name("rows.annotator")
    shutil.copy(project, copy)
    _ours(copy, found)
    rows = _rows(copy)
    assert len(rows["annotations"]) == len(rows["spans"]) == hits
    copy.unlink()
    ours: list[Timing] = []
    plain: list[Timing] = []
    for turn in range(rounds):
        pair = [("ours", ours), ("plain", plain)]
        # Whoever goes second finds warmer caches: take turns at that too.
        for who, times in pair if turn % 2 else reversed(pair):
            copy = project.with_name(f"{who}.annotator")
            shutil.copy(project, copy)
            times.append(_ours(copy, found) if who == "ours" else _plain(copy, rows))
            copy.unlink()
    _both(report, "one step for all of them", ours, plain, "<= 3x")
    report.note(
        "Plain: every row that the step writes, the step in the history among them; of all these "
        "rows, those of the labels alone take about two thirds of the time."
    )


def _ours(project: Path, found: list[Hit]) -> Timing:
    with Session.open(project) as session:
        gc.collect()
        with timed() as taken:
            step = hits_step(session, [(hit, None) for hit in found], "entities", "PRODUCT")
            large_steps.apply(session, step)
        assert session.undo_label is not None
    return taken[0]


def _plain(project: Path, rows: dict[str, list[tuple[Any, ...]]]) -> Timing:
    with closing(plain_file.connect(project, synchronous="FULL")) as connection:
        gc.collect()
        with timed() as taken:
            connection.execute("BEGIN IMMEDIATE")
            for table, those in rows.items():
                marks = ", ".join("?" * len(those[0]))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", those)
            connection.execute("COMMIT")
    return taken[0]


def _rows(project: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows that the last step wrote, by table, in the order they need."""
    with closing(plain_file.connect(project, synchronous="FULL")) as connection:
        run = connection.execute
        history = run("SELECT * FROM history WHERE code = 'hits-labelled'").fetchall()
        about = run("SELECT * FROM history_records WHERE history = ?", (history[0][0],)).fetchall()
        return {
            "annotations": run("SELECT * FROM annotations").fetchall(),
            "spans": run("SELECT * FROM spans").fetchall(),
            "history": history,
            "history_records": about,
        }


def _both(report: Report, name: str, ours: list[Timing], plain: list[Timing], target: str) -> None:
    """Add CPU time, which is judged, and wall time, which other work on the machine moves."""
    one, other = middle(ours), middle(plain)
    report.row(name, one.cpu * 1000, "ms", other.cpu * 1000, target)
    report.row("… by the clock", one.wall * 1000, "ms", other.wall * 1000)
