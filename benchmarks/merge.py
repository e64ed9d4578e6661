"""Merging a colleague's copy against ATTACH and INSERT … SELECT of the same rows.

Both files hold 10,000 articles; each of two annotators labelled all of them in a copy of her own,
540,000 spans each.  Plain is what somebody writes with sqlite3 alone who knows that nothing can
clash: every row of the other copy that is not here yet, table by table, into a file with its
indexes and PRAGMAs.  Ours also weighs every record by its stamp, looks for deletions and conflicts,
checks the other file and every span, makes a copy first, and keeps what undo needs.
"""

from __future__ import annotations

import gc
import re
import shutil
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from annotator.services.importing import ImportOptions, import_paths
from annotator.services.merging import merge_files
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from benchmarks import corpus, plain_file
from benchmarks.measure import Report, Timing, middle, timed

ARTICLES = 10_000
_TABLES = (
    *("annotators", "assignments", "annotations", "spans", "attributes", "relations"),
    *("history", "history_records"),
)


def run(report: Report, *, quick: bool) -> None:
    """Measure with 10,000 articles, or with 1,000."""
    articles = ARTICLES // 10 if quick else ARTICLES
    with TemporaryDirectory(prefix="annotator-benchmark-") as name:
        folder = Path(name)
        ours, theirs = _copies(folder, articles)
        report.section(f"Merge: {articles:,} articles, {articles * corpus.SPANS:,} spans a copy")
        merged: list[Timing] = []
        plain: list[Timing] = []
        for turn in range(3):
            pair = [("ours", merged), ("plain", plain)]
            for who, times in pair if turn % 2 else reversed(pair):
                copy = folder / f"{who}.annotator"
                shutil.copy(ours, copy)
                times.append(_ours(copy, theirs) if who == "ours" else _plain(copy, theirs))
                copy.unlink()
        one, other = middle(merged), middle(plain)
        report.row("the other copy, all in one step", one.cpu * 1000, "ms", other.cpu * 1000,
                   "<= 3x")  # fmt: skip
        report.row("… by the clock", one.wall * 1000, "ms", other.wall * 1000)
        shutil.copy(ours, folder / "again.annotator")
        _ours(folder / "again.annotator", theirs)
        again = _ours(folder / "again.annotator", theirs)
        report.row("… once more, when nothing is new", again.cpu * 1000, "ms")


def _copies(folder: Path, articles: int) -> tuple[Path, Path]:
    """Return two copies of one project, each with the labels of one person."""
    bare, labelled = folder / "bare.jsonl", folder / "labelled.jsonl"
    corpus.write_jsonl(labelled, articles)
    with labelled.open(encoding="utf-8") as source, bare.open("w", encoding="utf-8") as target:
        for line in source:
            text = re.match(r'\{"id":"[^"]*","text":"(?:[^"\\]|\\.)*"', line)
            assert text is not None
            target.write(text[0] + "}\n")
    ours, theirs = folder / "ada.annotator", folder / "bo.annotator"
    with Session.create(ours, load_scheme("news"), "Ada") as session:
        import_paths(session, [bare], ImportOptions())
    shutil.copy(ours, theirs)
    for path, name in ((ours, "Ada"), (theirs, "Bo")):
        lines = folder / f"{name}.jsonl"
        # Labels of their own: the same words, under other ids.
        text = labelled.read_text(encoding="utf-8").replace('"Ada"', f'"{name}"')
        if name == "Bo":
            text = re.sub(r'"0000000001', '"0000000002', text)
        lines.write_text(text, encoding="utf-8")
        with Session.open(path) as session:
            import_paths(session, [lines], ImportOptions())
        lines.unlink()
    return ours, theirs


def _ours(path: Path, theirs: Path) -> Timing:
    with Session.open(path) as session:
        gc.collect()
        with timed() as taken:
            merged = merge_files(session, [theirs])
        assert not merged.conflicts
    return taken[0]


def _plain(path: Path, theirs: Path) -> Timing:
    with closing(plain_file.connect(path, synchronous="FULL")) as connection:
        gc.collect()
        with timed() as taken:
            connection.execute("ATTACH ? AS theirs", (str(theirs),))
            connection.execute("BEGIN IMMEDIATE")
            for table in _TABLES:
                key = {
                    "spans": "annotation", "attributes": "annotation", "history_records": "history"
                }.get(table, "id")  # fmt: skip
                of = {"spans": "annotations", "attributes": "annotations",
                      "history_records": "history"}.get(table, table)  # fmt: skip
                connection.execute(
                    f"INSERT OR IGNORE INTO main.{table} SELECT * FROM theirs.{table}"
                    if key == "id"
                    else f"INSERT OR IGNORE INTO main.{table} SELECT * FROM theirs.{table} "
                    f"WHERE {key} IN (SELECT id FROM theirs.{of})"
                )
            connection.execute("COMMIT")
    return taken[0]
