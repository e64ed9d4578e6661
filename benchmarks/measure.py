"""Taking times and memory, and showing them as one table.

Owns the clock, the way two things are compared (in turns, so that whatever else the machine does
hits both) and the report.  It judges a row against its target but fails nothing: a figure depends
on the machine, a ratio much less, and neither belongs in a test.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

_TARGET = re.compile(r"(<=|≤|<|>=|≥|>)\s*([\d.,]+)\s*(x|×|%|[A-Za-z/]+)?")
_HEADINGS = ("what", "ours", "plain", "ratio", "target", "holds")
#: Widths of the printed columns but the first.
_WIDTHS = (12, 12, 8, 20, 5)
_NAME_WIDTH = 64


@dataclass(frozen=True, slots=True)
class Timing:
    """How long something took, in seconds."""

    cpu: float  # of the whole process, all threads
    wall: float


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the report."""

    section: str
    name: str
    ours: float
    unit: str
    baseline: float | None
    target: str

    @property
    def ratio(self) -> float | None:
        """Return ours as a multiple of the plain way, or None without one."""
        return self.ours / self.baseline if self.baseline else None

    @property
    def holds(self) -> bool | None:
        """Tell whether every part of the target holds; None if there is no target."""
        found = _TARGET.findall(self.target)
        if not found:
            return None
        return all(self._meets(*part) for part in found)

    def _meets(self, sign: str, number: str, unit: str) -> bool:
        limit = float(number.replace(",", ""))
        if unit in ("x", "×"):
            if self.ratio is None:
                return False
            value = self.ratio
        elif unit in ("", self.unit):
            value = self.ours
        else:
            raise ValueError(f"{self.name}: target in {unit}, figure in {self.unit}")
        return value >= limit if sign in (">=", "≥", ">") else value <= limit

    def cells(self) -> tuple[str, ...]:
        """Return the cells of the row as text, in the order of the headings."""
        ratio, holds = self.ratio, self.holds
        return (
            self.name,
            _figure(self.ours, self.unit),
            "" if self.baseline is None else _figure(self.baseline, self.unit),
            "" if ratio is None else f"{ratio:.2f}x",
            self.target,
            "" if holds is None else "yes" if holds else "NO",
        )


class Report:
    """Collects rows, prints each as it comes, and writes all of them as Markdown."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.notes: list[tuple[str, str]] = []  # (section, sentence)
        self._section = ""

    def section(self, title: str) -> None:
        """Begin a group of rows."""
        self._section = title
        print(f"\n{title}")
        print(_line(_HEADINGS))
        print("-" * (_NAME_WIDTH + sum(_WIDTHS) + len(_WIDTHS)), flush=True)

    def row(
        self,
        name: str,
        ours: float,
        unit: str,
        baseline: float | None = None,
        target: str = "",
    ) -> None:
        """Add a figure.

        Args:
            name: what was measured.
            ours: the figure, in `unit`.
            unit: "ms", "s", "MB", "docs/s" ...
            baseline: the same figure for the plain way of doing it, in the same unit.
            target: limits such as "<= 2x", "<= 8 ms" or both ("<= 1.8x, <= 8 ms"); all must hold.
        """
        row = Row(self._section, name, ours, unit, baseline, target)
        self.rows.append(row)
        print(_line(row.cells()), flush=True)

    def note(self, sentence: str) -> None:
        """Add a sentence on how to read the rows of this section."""
        self.notes.append((self._section, sentence))
        print(f"  {sentence}", flush=True)

    def summary(self) -> str:
        """Return how many targets hold, and the names of those that do not."""
        judged = [row for row in self.rows if row.holds is not None]
        missed = [row.name for row in judged if not row.holds]
        text = f"{len(judged) - len(missed)} of {len(judged)} targets hold"
        return text + (": not " + "; not ".join(missed) if missed else "")

    def markdown(self) -> str:
        """Return the report as Markdown tables, one for each section."""
        sections = list(dict.fromkeys(row.section for row in self.rows))
        lines = [f"Measured with {environment()}; `make bench` makes this table anew.", ""]
        for section in sections:
            lines += [f"**{section}**", "", "| " + " | ".join(_HEADINGS) + " |"]
            lines.append("|---|---:|---:|---:|---|---|")
            lines += [
                "| " + " | ".join(cell.replace("|", "\\|") for cell in row.cells()) + " |"
                for row in self.rows
                if row.section == section
            ]
            lines += ["", *(text for where, text in self.notes if where == section), ""]
        return "\n".join([*lines, self.summary() + "."]) + "\n"


def _line(cells: Sequence[str]) -> str:
    name, *rest = cells
    padded = [
        cell.rjust(width) if place < 3 else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(rest, _WIDTHS, strict=True))
    ]
    return " ".join([name.ljust(_NAME_WIDTH), *padded]).rstrip()


def _figure(value: float, unit: str) -> str:
    size = abs(value)
    digits = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 3
    return f"{value:,.{digits}f} {unit}"


def environment() -> str:
    """Return what the figures were made with, in a few words."""
    parts = [
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
        f"{os.cpu_count()} cores",
        f"{platform.system()} {platform.machine()}",
    ]
    return ", ".join(parts)


# Time ------------------------------------------------------------------------------------------


@contextmanager
def timed() -> Iterator[list[Timing]]:
    """Time a block; the list holds one `Timing` afterwards."""
    found: list[Timing] = []
    cpu, wall = time.process_time(), time.perf_counter()
    yield found
    found.append(Timing(time.process_time() - cpu, time.perf_counter() - wall))


def once(function: Callable[[], Any]) -> Timing:
    """Return how long one call takes, with the collector's debts paid before it."""
    gc.collect()
    with timed() as found:
        function()
    return found[0]


def middle(timings: Sequence[Timing]) -> Timing:
    """Return the median CPU and the median wall time."""
    return Timing(median(each.cpu for each in timings), median(each.wall for each in timings))


def p95(timings: Sequence[Timing]) -> Timing:
    """Return the time that one in twenty is above."""

    def of(values: list[float]) -> float:
        return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]

    return Timing(of([each.cpu for each in timings]), of([each.wall for each in timings]))


def in_turns(
    ours: Callable[[], Any], baseline: Callable[[], Any], rounds: int
) -> tuple[list[Timing], list[Timing]]:
    """Time two functions in turns, so that the noise of the machine hits both alike."""
    first: list[Timing] = []
    second: list[Timing] = []
    for turn in range(rounds):
        pairs = [(ours, first), (baseline, second)]
        # Whoever goes second finds warmer caches: take turns at that too.
        for function, times in pairs if turn % 2 else reversed(pairs):
            times.append(once(function))
    return first, second


# Memory ----------------------------------------------------------------------------------------


def peak_memory() -> float:
    """Return the most memory this process has held so far, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        # Not getrusage: its peak includes the parent's, from between fork and exec.
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
        if found:
            return int(found[1]) / 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024


def in_child(module: str, function: str, *arguments: Any) -> tuple[Any, float]:
    """Call `module.function(*arguments)` in a fresh interpreter.

    Returns:
        What it returned, and the peak memory of that process in MB.  Arguments and result are
        plain values that JSON carries.
    """
    code = (
        "import importlib, json, sys\n"
        "from benchmarks.measure import peak_memory\n"
        f"module = importlib.import_module({module!r})\n"
        f"result = getattr(module, {function!r})(*json.loads(sys.argv[1]))\n"
        "print(json.dumps([result, peak_memory()]))\n"
    )
    # An installed program has its modules compiled; a variable against that would be measured too.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(arguments)],
        env=kept,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    if done.returncode:
        raise RuntimeError(f"{module}.{function} failed in its own process:\n{done.stderr}")
    result, peak = json.loads(done.stdout.splitlines()[-1])
    return result, peak
