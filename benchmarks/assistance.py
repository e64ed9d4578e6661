"""How good assistance is on development data, and what it costs.

`python -m benchmarks.assistance --quotes DEV.jsonl TRAIN.jsonl --sentiment … --entities …` prints
the figures of `annotator evaluate` before any label, and after learning from some articles or
labels of the training file, as a table.  The data are native JSON lines that `benchmarks.polnear`
and `benchmarks.newsmtsc` make of corpora which are no part of the project.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from annotator.services.evaluating_files import (
    FileEvaluation,
    FileOptions,
    evaluate_files,
    switches_of,
)
from annotator.services.tasks import Task

#: Articles (of sentiment: labels) that are learned from; 0 = nothing is.
AMOUNTS = {"quotes": (0, 25, 100), "opinions": (0, 50, 200, 1000), "entities": (0, 20, 50)}
#: Measures that are shown, with the label they are of ("" = all).
MEASURES = {
    "quotes": (
        ("speech", "content_exact"), ("speech", "content_j80"), ("speech", "seg_spk"),
        ("speech", "e2e"), ("", "content_j80"), ("", "e2e"),
    ),
    "opinions": (("", "macro_f1"), ("", "accuracy")),
    "entities": (("", "exact"), ("", "partial"), ("", "ranges")),
}  # fmt: skip
_OPTIONS = {"quotes": "quotes", "sentiment": "opinions", "entities": "entities"}


def main() -> int:
    """Print a table for each kind that data are given for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.assistance", description=__doc__)
    for name in _OPTIONS:
        parser.add_argument(f"--{name}", nargs=2, type=Path, metavar=("DEV.jsonl", "TRAIN.jsonl"))
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="draws of each amount")
    parser.add_argument("--scheme", default="news", help="of the entities; default: news")
    parser.add_argument("--own-guideline", action="store_true",
                        help="quotes by the News scheme's guideline, not by PARC's")  # fmt: skip
    parser.add_argument("--no-encoder", action="store_true")
    arguments = parser.parse_args()
    given = {kind: getattr(arguments, name) for name, kind in _OPTIONS.items()}
    if not any(given.values()):
        parser.error("give the data of at least one kind")
    for kind, files in given.items():
        if files is not None:
            for row in table(kind, files, arguments):
                print(row, flush=True)
    return 0


def table(kind: str, files: Sequence[Path], arguments: argparse.Namespace) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    heads = [f"{measure}{f' ({label})' if label else ''}" for label, measure in MEASURES[kind]]
    learned = "labels" if kind == "opinions" else "articles"
    yield f"\n| {kind}: {learned} | {' | '.join(heads)} | training CPU-s | words/CPU-s |"
    yield "|--:" * (len(heads) + 3) + "|"
    for amount in AMOUNTS[kind]:
        found = [
            _evaluated(kind, files, amount, seed, arguments)
            for seed in range(arguments.seeds if amount else 1)
        ]
        cells = []
        for label, measure in MEASURES[kind]:
            values = [
                each.value
                for one in found
                for each in one.figures
                if (each.label, each.measure) == (label, measure) and each.value is not None
            ]
            cells.append(_mean(values))
        seconds = sum(each.train_cpu_seconds for each in found) / len(found)
        speed = sum(each.words for each in found) / max(1e-9, sum(e.cpu_seconds for e in found))
        yield f"| {amount} | {' | '.join(cells)} | {seconds:.0f} | {speed:,.0f} |"
        if kind == "quotes":
            sure = ", ".join(
                f"{100 * each['share']:.0f} %: {100 * each['content_exact_precision']:.0f}"
                for each in found[0].sure
            )
            print(f"quotes, {amount} articles, surest that are exactly right: {sure}",
                  file=sys.stderr)  # fmt: skip


def _evaluated(
    kind: str, files: Sequence[Path], amount: int, seed: int, arguments: argparse.Namespace
) -> FileEvaluation:
    dev, train = files
    options = FileOptions(
        kind, dev, train if amount else None, seed=seed,
        articles=0 if kind == "opinions" else amount, labels=amount if kind == "opinions" else 0,
        scheme=arguments.scheme if kind == "entities" else "news",
        switches=switches_of([], parc=kind == "quotes" and not arguments.own_guideline),
        options={"use_encoder": False} if arguments.no_encoder else {},
    )  # fmt: skip
    return evaluate_files(options, Task("evaluating"))


def _mean(values: Sequence[float]) -> str:
    if not values:
        return "–"
    mean = sum(values) / len(values)
    spread = f" ±{50 * (max(values) - min(values)):.1f}" if len(values) > 1 else ""
    return f"{100 * mean:.1f}{spread}"


if __name__ == "__main__":
    with TemporaryDirectory(prefix="annotator-home-") as home:
        from benchmarks.__main__ import _work_in

        _work_in(home)
        raise SystemExit(main())
