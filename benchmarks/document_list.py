"""The list of articles at a hundred thousand and a million rows.

The project is filled by SQL in one statement, because importing a million articles would measure
something else.  CPU time of the thread that draws, with painting forced.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import Report, in_child

_FILL = """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
    INSERT INTO documents SELECT
        i, printf('article-%d', i), '', printf('Outlet %d', i % 300), '2026-01-15', '', 'en', '',
        '{{}}', 'utf-8', printf('%d', i), printf('%d', i), 120, 0, 20,
        printf('Article number %d about the harbour', i), i, NULL, 1, 1,
        printf('Ferry %d left Karsk for Lund, word%d said, and the quay %d stayed %s.',
               i, i % 1000, i, CASE i % 5 WHEN 0 THEN 'open' ELSE 'shut' END)
    FROM n
"""


def run(report: Report, *, quick: bool) -> None:
    """Add the figures of the list."""
    report.section("List of articles (CPU time of the window's thread)")
    by_size: dict[int, dict[str, float]] = {}
    for rows in (100_000, 1_000_000):
        runs = [
            in_child("benchmarks.document_list", "measure", rows)[0]
            for _ in range(1 if quick else 3)
        ]
        by_size[rows] = {name: median(each[name] for each in runs) for name in runs[0]}
    small, large = by_size.values()
    for name, target in (
        ("scroll", "<= 16 ms"),
        ("jump", "<= 16 ms"),
        ("words, first 1,000 hits", "<= 32 ms"),
        ("open", "-"),
    ):
        report.row(
            f"{name}, 100,000 rows", small[name], "ms", None, target if target != "-" else ""
        )
        report.row(f"{name}, 1,000,000 rows", large[name], "ms", small[name], "")


def measure(rows: int) -> dict[str, float]:
    """Return medians in milliseconds over a project of so many articles."""
    from annotator.gui.app import make_application
    from annotator.gui.panels.documents_panel import DocumentsPanel
    from annotator.services.schemes import load_scheme
    from annotator.services.session import Session

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.annotator"
        session = Session.create(path, load_scheme("news"), "Mina Kell")
        connection = session._project.connection
        connection.execute("BEGIN")
        connection.execute(_FILL.format(rows=rows))
        connection.execute("INSERT INTO documents_fts(documents_fts) VALUES ('rebuild')")
        connection.execute("COMMIT")
        application = make_application()
        panel = DocumentsPanel()
        panel.resize(300, 800)
        panel.show()
        application.processEvents()
        found = {"open": _spent(lambda: (panel.set_session(session), _paint(panel)))}
        while panel._rest.isActive():
            application.processEvents()
        bar = panel.list.verticalScrollBar()
        chance = random.Random(1)

        def scroll() -> None:
            bar.setValue(bar.value() + 60)
            _paint(panel)

        def jump() -> None:
            bar.setValue(chance.randrange(bar.maximum()))
            _paint(panel)

        def search() -> None:
            panel.search.setText(chance.choice(("harbour", "ferry karsk", "open", "word17")))
            panel.reload()
            _paint(panel)
            panel._rest.stop()

        for name, act in (("scroll", scroll), ("jump", jump), ("words, first 1,000 hits", search)):
            found[name] = median(_spent(act) for _ in range(40))
        panel.close()
        session.close()
    return found


def _paint(panel: Any) -> None:
    panel.list.viewport().repaint()


def _spent(act: Callable[[], object]) -> float:
    begin = time.thread_time()
    act()
    return (time.thread_time() - begin) * 1000
