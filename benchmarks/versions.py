"""Versions of definitions in a project of 500,000 spans: a key press, the list, the walk.

What a label costs while its definition has several versions is measured against one whose
definition never changed, in turns.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from annotator.domain.annotations import Annotation, Span
from annotator.domain.steps import Step, added
from annotator.services.guideline_versions import (
    older_rows,
    standing_of,
    still_right,
    versions_of,
    with_versions,
)
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.scheme_editing import change_elements
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from benchmarks import corpus
from benchmarks.measure import Report, timed

ARTICLES = 10_000
_ROUNDS = 60


def run(report: Report, *, quick: bool) -> None:
    """Measure with 10,000 articles, or with 1,000."""
    articles = ARTICLES // 10 if quick else ARTICLES
    with TemporaryDirectory(prefix="annotator-benchmark-") as name:
        lines = Path(name) / "lines.jsonl"
        corpus.write_jsonl(lines, articles)
        path = Path(name) / "versions.annotator"
        with Session.create(path, load_scheme("news"), "Ada") as session:
            import_paths(session, [lines], ImportOptions())
            spans = session.counts().annotations
            report.section(f"Guideline versions: {articles:,} articles, {spans:,} spans")
            _measure(report, session)


def _measure(report: Report, session: Session) -> None:
    for uid in ("PERSON", "ORG", "GPE"):
        label = session.scheme.label("entities", uid)
        assert label is not None
        change = change_elements(session, replace(label, guideline="Another definition."))
        session.apply(with_versions(session, change))
    plain, ours = [], []
    for _ in range(_ROUNDS):
        plain.append(_pressed(session, "LOC"))
        ours.append(_pressed(session, "PERSON"))
    report.row("a label while its definition has versions, by the clock", median(ours), "ms",
               median(plain), "<= 1.5x, <= 16 ms")  # fmt: skip
    with timed() as spent:
        found = versions_of(session)
    report.row("the list of what is older, beside the window", spent[0].wall, "s",
               target="<= 2 s")  # fmt: skip
    report.note(f"{sum(each.older_of(0) for each in found):,} labels are older.")
    with timed() as spent:
        rows = older_rows(session, (), session.annotator.id)
    report.row("the first 20,000 for a walk, beside the window", spent[0].wall, "s",
               target="<= 5 s")  # fmt: skip
    annotation = session.annotation(rows[0].annotation)
    assert annotation is not None
    report.row("what the inspector asks about a label", _median(
        lambda: standing_of(session, annotation)), "ms", target="<= 4 ms")  # fmt: skip
    numbers = iter([row.annotation for row in rows])

    def confirm() -> None:
        each = session.annotation(next(numbers))
        assert each is not None
        session.apply(still_right(session, [each]))

    report.row("“still right”, by the clock", _median(confirm), "ms", target="<= 16 ms")


def _pressed(session: Session, label: str) -> float:
    """Return the milliseconds in which a label is made."""
    document = session.document_ids(limit=1)[0]
    made = Annotation(
        session.ids.next(), document, session.annotator.id, "entities", label, (Span(0, 3),)
    )
    step = Step("label-made", added(made), {"label": label, "text": ""})
    started = time.perf_counter()
    session.apply(step)
    return 1000 * (time.perf_counter() - started)


def _median(act: Callable[[], object]) -> float:
    """Return the milliseconds that something takes."""
    times = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return 1000 * median(times)
