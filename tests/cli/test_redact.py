"""`annotator export --redact`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

STORY = {
    "id": "harbour",
    "text": "Dana Ilves denied it. ILVES left for Karsk.",
    "spans": [
        {"start": 0, "end": 10, "label": "PERSON", "layer": "entities"},
        {"start": 37, "end": 42, "label": "GPE", "layer": "entities"},
    ],
}


@pytest.fixture
def story(project: Path, run: Any, tmp_path: Path) -> Path:
    source = tmp_path / "story.jsonl"
    source.write_text(json.dumps(STORY) + "\n", encoding="utf-8")
    assert run("import", project, source).status == 0
    return project


def test_people_are_renamed_and_the_key_lies_elsewhere(
    story: Path, run: Any, tmp_path: Path
) -> None:
    out, keys = tmp_path / "out.jsonl", tmp_path / "keys"
    keys.mkdir()
    done = run("export", story, out, "--redact", "--redact-key", keys / "key.csv", "--json")
    assert done.json["redacted"] == {"names": 2, "people": 1, "widened": 0}
    line = json.loads(out.read_bytes())
    person = line["spans"][0]["text"]
    assert line["text"] == f"{person} denied it. {person} left for Karsk."
    assert f"{person},Dana Ilves" in (keys / "key.csv").read_text(encoding="utf-8")
    again = run("export", story, tmp_path / "again.jsonl", "--redact", "PERSON")
    assert "2 names replaced by the pseudonyms of 1 person" in again.out
    assert (tmp_path / "again.jsonl").read_bytes() == out.read_bytes()


def test_what_is_replaced_can_be_chosen(story: Path, run: Any, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run("export", story, out, "--redact", "entities.GPE", "--keep-annotators")
    line = json.loads(out.read_bytes())
    assert "Karsk" not in line["text"]
    assert "Dana Ilves" in line["text"]
    assert line["spans"][0]["annotator"] == "Mina Kell"
    run("export", story, out, "--redact", "--redact-full-names-only")
    assert "ILVES" in out.read_text(encoding="utf-8")
    run("export", story, out, "--redact", "--redact-labelled-only")
    assert "ILVES" in out.read_text(encoding="utf-8")
    assert "Dana" not in out.read_text(encoding="utf-8")


def test_a_secret_from_a_file_leaves_the_project_alone(
    story: Path, run: Any, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("known to three newsrooms\n", encoding="utf-8")
    before = story.read_bytes()
    done = run("export", story, tmp_path / "a", "--redact", "--redact-secret", secret)
    assert done.status == 0
    assert story.read_bytes() == before
    secret.write_text("short", encoding="utf-8")
    refused = run("export", story, tmp_path / "b", "--redact", "--redact-secret", secret)
    assert (refused.status, (tmp_path / "b").exists()) == (1, False)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--redact", "PEOPLE"), "no label “PEOPLE”"),
        (("--keep-annotators",), "needs --redact"),
        (("--redact-key", "key.csv"), "needs --redact"),
        (("--redact", "--redact-key", "{out}"), "who is who"),
        (("--redact", "--redact-secret", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_done_is_said(
    options: tuple[str, ...], said: str, story: Path, run: Any, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    refused = run("export", story, out, *(each.format(out=out) for each in options))
    assert refused.status == 1
    assert said in refused.err
    assert not out.exists()


def test_a_dry_run_writes_no_key(story: Path, run: Any, tmp_path: Path) -> None:
    key = tmp_path / "key.csv"
    done = run("export", story, tmp_path / "o", "--redact", "--redact-key", key, "--dry-run")
    assert done.status == 0
    assert not key.exists()
