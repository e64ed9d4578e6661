"""`python -m tests.fuzz [--seconds N] [--seed S] [format ...]`: spoilt files for every reader."""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from pathlib import Path

from tests.fuzz.harness import Fuzzer, readers

#: Seconds for parsers that are ours from the first byte on, and for all others.
OURS = (
    "jsonl", "prodigy", "brat", "conll", "webanno-tsv", "doccano", "label-studio", "semeval22",
    "newsmtsc", "json", "csv",
)  # fmt: skip
LONG, SHORT = 600, 60
_ADDRESS_SPACE = 6 * 1024**3  # an attack shall end as a MemoryError, not with the machine


def main() -> int:
    known = readers()
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, help="for each format")
    parser.add_argument("--seed", default="0")
    parser.add_argument("formats", nargs="*", metavar="format", help=", ".join(known))
    chosen = parser.parse_args()
    unknown = [each for each in chosen.formats if each not in known]
    if unknown:
        parser.error(f"no reader for {', '.join(unknown)}")
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    rows = []
    for name in chosen.formats or known:
        seconds = chosen.seconds or (LONG if name in OURS else SHORT)
        report = Fuzzer(known[name], chosen.seed, folder / name).run(sys.maxsize, seconds)
        for finding in report.findings[:20]:
            print(f"{finding}\n", flush=True)
        rows.append((name, report.inputs, report.articles, report.problems, len(report.findings)))
    print(f"{'format':14} {'inputs':>9} {'articles':>9} {'problems':>9} {'findings':>9}")
    for name, *numbers in rows:
        print(f"{name:14} " + " ".join(f"{each:9}" for each in numbers))
    return 1 if any(row[-1] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
