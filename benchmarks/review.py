"""Reviewing five annotators: first screen of the queue, a decision, the whole agreement report.

The report is measured against what somebody writes with numpy alone for the same counts: one table
of answers for each pair of annotators by `bincount` over the tokens, ready in memory.
"""

from __future__ import annotations

import gc
import random
import re
import resource
import sys
import time
from itertools import combinations
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from annotator.services import agreeing
from annotator.services.agreeing import AgreementOptions, agreement
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.reviewing import QueueOptions, Reviewer, queue_rows
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from benchmarks import corpus
from benchmarks.measure import Report, timed

ARTICLES = 10_000
PEOPLE = 5


def run(report: Report, *, quick: bool) -> None:
    """Measure with 10,000 articles, or with 1,000."""
    articles = ARTICLES // 10 if quick else ARTICLES
    with TemporaryDirectory(prefix="annotator-benchmark-") as name:
        project = _project(Path(name), articles)
        labels = articles * corpus.SPANS * PEOPLE
        report.section(f"Review: {articles:,} articles, {PEOPLE} annotators, {labels:,} spans")
        _queue(report, project)
        _report(report, project)


def _project(folder: Path, articles: int) -> Path:
    """Make a project in which each annotator gives a tenth of the labels otherwise."""
    lines, own = folder / "lines.jsonl", folder / "own.jsonl"
    corpus.write_jsonl(lines, articles)
    text = lines.read_text(encoding="utf-8")
    path = folder / "review.annotator"
    with Session.create(path, load_scheme("news"), "Person 0") as session:
        for person in range(PEOPLE):
            chance = random.Random(person)
            mine = text.replace('"Ada"', f'"Person {person}"')
            mine = mine.replace('"0000000001', f'"00000000{person + 1:02}')
            own.write_text(
                re.sub(
                    r'"label":"(PERSON|ORG|GPE)"',
                    lambda found, chance=chance: (
                        found[0] if chance.random() > 0.1 else '"label":"LOC"'
                    ),
                    mine,
                ),
                encoding="utf-8",
            )
            import_paths(session, [own], ImportOptions())
    return path


def _queue(report: Report, project: Path) -> None:
    firsts = []
    with Session.open(project) as session:
        for _ in range(7):
            gc.collect()
            started = time.perf_counter()
            reviewer = Reviewer(session, QueueOptions())
            rows = next(queue_rows(session, reviewer.options))
            reviewer.add(rows)
            assert len(reviewer.cards()) == PEOPLE
            firsts.append(time.perf_counter() - started)
            reviewer.close()
        report.row("first screen of the queue, with its first item, by the clock",
                   median(firsts) * 1000, "ms", target="<= 200 ms")  # fmt: skip
        reviewer = Reviewer(session, QueueOptions())
        for rows in queue_rows(session, reviewer.options):
            reviewer.add(rows)
            if len(reviewer.rows) > 1_000:
                break
        taken = []
        for _ in range(60):
            started = time.perf_counter()
            reviewer.take(1)
            assert reviewer.cards()
            taken.append(time.perf_counter() - started)
        reviewer.close()
        report.row("a decision, until the next item is there, by the clock",
                   median(taken) * 1000, "ms", target="<= 50 ms")  # fmt: skip


def _report(report: Report, project: Path) -> None:
    with Session.open(project, read_only=True) as session:
        gc.collect()
        with timed() as spent:
            found = agreement(session)
        assert found
        report.row("the whole agreement report, by the clock", spent[0].wall, "s", target="<= 10 s")
        unit = 1 if sys.platform == "darwin" else 1024
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1024**2
        report.row("memory of the process at its most", peak, "MB", target="<= 2000 MB")
        # Counting alone, with everything in memory.
        reading = agreeing._Reading(session, AgreementOptions(), agreeing.Task("agreeing"))
        labels = [each.uid for each in session.scheme.labels_of("entities")]
        spans = agreeing._Spans(reading, "entities", labels, roles=False)
        codes, _ = spans._codes()
        width = len(labels) + 1
        ours, plain = [], []
        for _ in range(3):
            with timed() as spent:
                spans._counted(codes)
            ours.append(spent[0].cpu)
            with timed() as spent:
                for one, other in combinations(codes, 2):
                    np.bincount(one.astype(np.int64) * width + other, minlength=width * width)
            plain.append(spent[0].cpu)
        report.row("counting for token kappa and alpha, by article", median(ours) * 1000, "ms",
                   median(plain) * 1000, "<= 1.5x")  # fmt: skip
