"""Run the benchmarks: `python -m benchmarks [--quick] [--markdown FILE] [NAME ...]`."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Report, environment

#: Every benchmark, in the order they run; each is a module with `run(report, *, quick)`.
NAMES = (
    "start_up",
    "project_file",
    "find",
    "merge",
    "review",
    "radar",
    "insights",
    "versions",
    "exchange",
    "encryption",
    "suggesting",
    "document_list",
    "article_view",
)


def main() -> int:
    """Run what was asked for and print the table."""
    there = [name for name in NAMES if importlib.util.find_spec(f"benchmarks.{name}")]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(there)}")
    parser.add_argument("--quick", action="store_true", help="a tenth of the size, fewer rounds")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there too")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in there]
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)} (there are {', '.join(there)})")
    report = Report()
    print(environment())
    with TemporaryDirectory(prefix="annotator-home-") as home:
        _work_in(home)
        for name in arguments.names or there:
            importlib.import_module(f"benchmarks.{name}").run(report, quick=arguments.quick)
    print(f"\n{report.summary()}")
    if arguments.markdown is not None:
        arguments.markdown.write_text(report.markdown(), encoding="utf-8")
    return 0


def _work_in(home: str) -> None:
    """Draw to no screen, and leave the person's settings, recent projects and backups alone."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        os.environ[name] = home


if __name__ == "__main__":
    raise SystemExit(main())
