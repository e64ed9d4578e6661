"""NewsMTSC as native JSON lines: `python -m benchmarks.newsmtsc FILE.jsonl … OUT.jsonl`.

Owns the reading of the corpus in its authors' layout (Hamborg and Donnay 2021): a sentence a line
with the people and bodies it names and the polarity towards each, 2, 4 or 6.  `annotator import`
reads that layout, too; these lines are for `annotator evaluate --sentiment`, which takes several
parts as one file and keeps a target that was labelled twice.  None of its text belongs into the
project: write the lines elsewhere.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

_POLARITIES = {2: "negative", 4: "neutral", 6: "positive"}


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield a native line for every sentence of a part of the corpus.

    Raises ValueError with the number of a line whose positions do not fit its text.
    """
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            if raw.strip():
                yield _line(orjson.loads(raw), f"{path.name}:{number}")


def _line(sentence: dict[str, Any], place: str) -> dict[str, Any]:
    text = sentence["sentence_normalized"]
    spans: dict[str, dict[str, Any]] = {}
    opinions: list[dict[str, Any]] = []
    for target in sentence["targets"]:
        start, end = target["from"], target["to"]
        if text[start:end] != target["mention"]:
            raise ValueError(f"{place}: {target['mention']!r} does not stand at {start}")
        name = f"t{start}-{end}"
        spans[name] = {
            "id": name, "start": start, "end": end, "label": "target", "layer": "opinions",
            "text": text[start:end],
        }  # fmt: skip
        opinions.append(
            {
                "id": f"o{len(opinions) + 1}",
                "polarity": _POLARITIES[int(target["polarity"])],
                "intensity": None,
                "holder": [],
                "target": [name],
                "expression": [],
            }
        )
    return {
        "id": sentence["primary_gid"],
        "text": text,
        "meta": {"language": "en"},
        "spans": sorted(spans.values(), key=lambda each: (each["start"], each["end"])),
        "opinions": opinions,
    }


def main() -> int:
    """Convert parts of the corpus into one file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.newsmtsc", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE.jsonl")
    parser.add_argument("out", type=Path, metavar="OUT.jsonl")
    arguments = parser.parse_args()
    sentences = targets = 0
    with arguments.out.open("wb") as out:
        for path in arguments.files:
            for line in lines_of(path):
                out.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
                sentences += 1
                targets += len(line["opinions"])
    print(f"{sentences} sentences, {targets} targets")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
