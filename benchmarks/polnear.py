"""PolNeAR's attributions as native JSON lines: `python -m benchmarks.polnear FOLDER OUT.jsonl`.

Owns the reading of the corpus (Newell et al. 2018): one text a file and one brat file for each of
its annotators, an event for every attribution with a cue, a source and contents in one or several
parts.  `FOLDER` is one part of the corpus, with `text` and `attributions` in it.  Of several
annotators of a text the first by name is taken.  None of its text belongs into the project: write
the lines elsewhere.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

_RANGE = re.compile(r"(\d+) (\d+)")
_ROLES = {"Content": "content", "Cue": "cue", "Source": "source"}


def lines_of(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield a line for every text of a part of the corpus that somebody annotated."""
    files: dict[str, Path] = {}
    for path in sorted((folder / "attributions").glob("*.ann")):
        files.setdefault(path.stem.rpartition("_")[0], path)
    for stem, path in sorted(files.items()):
        text = (folder / "text" / f"{stem}.txt").read_text(encoding="utf-8")
        yield _line(stem, text, path.read_text(encoding="utf-8"), path.stem.rpartition("_")[2])


def _line(stem: str, text: str, standoff: str, annotator: str) -> dict[str, Any]:
    parts: dict[str, list[tuple[int, int]]] = {}
    events: list[list[tuple[str, str]]] = []
    for line in standoff.splitlines():
        name, _, rest = line.partition("\t")
        if re.fullmatch(r"T\d+", name):
            places = rest.partition("\t")[0]
            parts[name] = [(int(a), int(b)) for a, b in _RANGE.findall(places)]
        elif re.fullmatch(r"E\d+", name):
            pairs = [each.split(":") for each in rest.split()]
            events.append([(role.rstrip("0123456789"), target) for role, target in pairs])
    spans: list[dict[str, Any]] = []
    quotes: list[dict[str, Any]] = []
    for event in events:
        quote: dict[str, Any] = {"id": f"q{len(quotes) + 1}"}
        for role, slot in _ROLES.items():
            ids = []
            for name, target in event:
                ranges = _trimmed(text, parts.get(target, ()))
                if name == role and ranges:
                    ids.append(f"s{len(spans) + 1}")
                    spans.append(_span(text, ids[-1], slot, ranges, annotator))
            quote[slot] = ids
        if quote["content"]:
            quotes.append({**quote, "annotator": annotator})
    return {
        "id": stem,
        "text": text,
        "meta": {"language": "en"},
        "spans": spans,
        "quotes": quotes,
    }


def _span(
    text: str, name: str, slot: str, ranges: list[tuple[int, int]], annotator: str
) -> dict[str, Any]:
    start, end = ranges[0][0], ranges[-1][1]
    span: dict[str, Any] = {"id": name, "start": start, "end": end}
    if len(ranges) > 1:
        span["parts"] = [list(each) for each in ranges]
    label = {"label": slot, "text": text[start:end], "layer": "quotes", "annotator": annotator}
    return {**span, **label}


def _trimmed(text: str, ranges: Any) -> list[tuple[int, int]]:
    """Return ranges in order, apart, without white space at their ends."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        start = max(start, found[-1][1]) if found else start
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start >= end:
            continue
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def main() -> int:
    """Convert one part of the corpus."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.polnear", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="with text/ and attributions/")
    parser.add_argument("out", type=Path, metavar="OUT.jsonl")
    arguments = parser.parse_args()
    lines = list(lines_of(arguments.folder))
    with arguments.out.open("wb") as out:
        out.writelines(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in lines)
    print(f"{len(lines)} articles")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
