"""Other programs that find quotes, measured as we measure ourselves.

`python -m benchmarks.quote_peers FILE.jsonl [--gender-gap CHECKOUT]` runs textacy's
`direct_quotations` and, given a checkout of it, the Gender Gap Tracker's extractor over native JSON
lines with labelled quotes, in an environment of their own (`benchmarks/peers`), and prints the
figures that `annotator evaluate --quotes FILE.jsonl` prints of ours.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator.domain.annotations import Span
from annotator.domain.proposals import QuoteProposal
from annotator.domain.quote_scores import VIEWS, QuoteScores
from tests.interop.environments import python_of

PEERS = Path(__file__).parent / "peers"
SLOTS = ("content", "cue", "source")
MEASURES = ("content_exact", "content_j80", "seg_spk", "e2e")


def main() -> int:
    """Print a table with a row for each peer and view."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quote_peers", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--gender-gap", type=Path, metavar="CHECKOUT", help="of its repository")
    arguments = parser.parse_args()
    lines = [json.loads(line) for line in arguments.file.read_bytes().splitlines()]
    peers: list[tuple[str, list[str]]] = [("textacy, by paragraphs", ["textacy"])]
    if arguments.gender_gap is not None:
        checkout = str(arguments.gender_gap.resolve())
        peers.append(("Gender Gap Tracker", ["gender-gap", checkout]))
    print(f"| {len(lines)} articles | view | exact | j80 | seg+spk | e2e | words/CPU-s | refused |")
    print("|---|---|--:|--:|--:|--:|--:|--:|")
    for name, command in peers:
        for row in rows_of(name, lines, list(answers(command, lines))):
            print(row, flush=True)
    return 0


def answers(command: Sequence[str], lines: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what a peer says of each article."""
    given = "".join(json.dumps({"id": each["id"], "text": each["text"]}) + "\n" for each in lines)
    ran = subprocess.run(
        [str(python_of("quotes", PEERS)), str(PEERS / "find_quotes.py"), *command],
        input=given, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    yield from map(json.loads, ran.stdout.splitlines())


def rows_of(
    name: str, lines: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """Yield a row of the table for each view."""
    scores = QuoteScores()
    for line, answer in zip(lines, found, strict=True):
        scores.add(line["id"], line["text"], _gold(line), list(map(_proposal, answer["quotes"])))
    seconds = sum(each["cpu_seconds"] for each in found)
    refused = sum(bool(each["refused"]) for each in found)
    for view in VIEWS:
        figures = [100 * (scores.views[view][each].f1 or 0) for each in MEASURES]
        shown = " | ".join(f"{each:.1f}" for each in figures)
        yield f"| {name} | {view} | {shown} | {scores.words / seconds:,.0f} | {refused} |"


def _gold(line: Mapping[str, Any]) -> list[QuoteProposal]:
    ranges = {
        each["id"]: tuple(Span(*part) for part in each.get("parts", [[each["start"], each["end"]]]))
        for each in line["spans"]
    }
    return [
        QuoteProposal(*(tuple(span for name in quote[slot] for span in ranges[name])
                        for slot in SLOTS))
        for quote in line["quotes"]
    ]  # fmt: skip


def _proposal(quote: Mapping[str, Any]) -> QuoteProposal:
    return QuoteProposal(*(tuple(Span(*each) for each in quote[slot]) for slot in SLOTS))


if __name__ == "__main__":
    raise SystemExit(main())
