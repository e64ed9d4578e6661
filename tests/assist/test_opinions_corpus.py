"""The converter of NewsMTSC writes native lines, and refuses positions that do not fit."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from annotator.locations import resource
from benchmarks.newsmtsc import lines_of

SENTENCE = {
    "primary_gid": "karsk_1",
    "sentence_normalized": "Orlo praised Sild, whom Maret calls a liar 🙄.",
    "targets": [
        {"Input.gid": "karsk_1", "from": 0, "to": 4, "mention": "Orlo", "polarity": 4.0},
        {"Input.gid": "karsk_1_1", "from": 13, "to": 17, "mention": "Sild", "polarity": 6.0},
        {"Input.gid": "karsk_1_2", "from": 13, "to": 17, "mention": "Sild", "polarity": 2.0},
    ],
}


def _file(folder: Path, *sentences: object) -> Path:
    path = folder / "part.jsonl"
    path.write_text("".join(f"{json.dumps(each)}\n" for each in sentences), encoding="utf-8")
    return path


def test_a_sentence_becomes_a_native_line(tmp_path: Path) -> None:
    schema = json.loads(resource("help", "native-format.schema.json").read_text(encoding="utf-8"))
    (line,) = lines_of(_file(tmp_path, SENTENCE))
    jsonschema.validate(line, schema)
    assert [(each["text"], each["start"], each["end"]) for each in line["spans"]] == [
        ("Orlo", 0, 4),
        ("Sild", 13, 17),
    ]
    # A target that was labelled twice counts twice.
    assert [(each["polarity"], each["target"]) for each in line["opinions"]] == [
        ("neutral", ["t0-4"]),
        ("positive", ["t13-17"]),
        ("negative", ["t13-17"]),
    ]


def test_positions_that_do_not_fit_are_named(tmp_path: Path) -> None:
    wrong = {**SENTENCE, "targets": [{**SENTENCE["targets"][0], "to": 5}]}  # type: ignore[index]
    with pytest.raises(ValueError, match=r"part\.jsonl:2: 'Orlo'"):
        list(lines_of(_file(tmp_path, SENTENCE, wrong)))
