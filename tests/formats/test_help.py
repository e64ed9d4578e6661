"""What the pages say about the formats is so."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from annotator.formats import fields
from annotator.locations import resource
from annotator.services.session import Session
from tests.formats.lines import line, load, span
from tests.formats.test_bad_lines import BAD
from tests.formats.test_golden import FOLDER

SCHEMA = json.loads(resource("help", "native-format.schema.json").read_text(encoding="utf-8"))
PAGE = resource("help", "native-format.md").read_text(encoding="utf-8")
SAMPLE = resource("help", "native-format.sample.jsonl")
VALIDATOR = Draft202012Validator(SCHEMA)
#: Bad lines that a schema without our scheme and text can tell.
SHAPES = (
    "a-list", "no-text", "blank-text", "unknown-key", "bool-id", "list-meta", "text-spans", "float",
    "string", "bool", "negative", "no-offset", "no-parts", "no-label", "unknown-origin",
    "number-annotator", "unknown-span-key", "text-as-flag", "number-alias", "slot-text",
    "opinion-key", "zone-kind", "zone-key", "state", "answer", "relation-key", "link-without-end",
)  # fmt: skip


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", [*sorted(FOLDER.glob("*.jsonl")), SAMPLE], ids=lambda p: p.name)
def test_written_lines_follow_the_schema(path: Path) -> None:
    for raw in path.read_text(encoding="utf-8").splitlines():
        VALIDATOR.validate(json.loads(raw))


@pytest.mark.parametrize("name", SHAPES)
def test_the_schema_refuses_what_the_import_refuses(name: str) -> None:
    bad = BAD[name][0]
    value: Any = json.loads(bad) if isinstance(bad, bytes) else bad
    # A schema takes 0.0 for a whole number; the import does not.
    assert VALIDATOR.is_valid(value) is (name == "float")


def test_the_schema_and_the_field_lists_name_the_same_keys() -> None:
    line_keys = (*fields.LINE, *fields.PRODIGY_TASK, *fields.PRODIGY_BOOKS, *fields.PRODIGY_MORE)
    assert set(SCHEMA["properties"]) == set(line_keys)
    assert set(SCHEMA["properties"]["meta"]["properties"]) == set(fields.META)
    for name, known in {
        "span": (*fields.SPAN, *fields.PRODIGY_SPAN),
        "link": fields.LINK,
        "quote": fields.QUOTE,
        "opinion": fields.OPINION,
        "zone": fields.ZONE,
        "document_label": fields.DOCUMENT_LABEL,
        "entry": fields.ENTRY,
        "state": fields.STATE,
        "comment": fields.COMMENT,
        "prodigy_relation": fields.PRODIGY_RELATION,
    }.items():
        record = SCHEMA["$defs"][name]
        assert set(record["properties"]) == set(known), name
        assert record["additionalProperties"] is False, name


def test_every_key_is_explained() -> None:
    ours = (
        *(fields.LINE, fields.META, fields.SPAN, fields.LINK, fields.QUOTE, fields.OPINION),
        *(fields.ZONE, fields.DOCUMENT_LABEL, fields.ENTRY, fields.STATE, fields.COMMENT),
    )
    missing = {key for keys in ours for key in keys if f"`{key}`" not in PAGE}
    assert missing == set()


def test_the_line_on_the_page_is_the_sample() -> None:
    (shown,) = re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
    assert json.loads(shown) == json.loads(SAMPLE.read_text(encoding="utf-8"))


def test_the_sample_can_be_imported(session: Session) -> None:
    report = load(session, SAMPLE)
    assert (report.documents, report.annotations, report.ignored) == (1, 9, {})


@pytest.mark.parametrize("place", [0, 1], ids=["python", "spacy"])
def test_the_code_on_the_page_runs(place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    code = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)[place]
    monkeypatch.chdir(SAMPLE.parent)
    names: dict[str, Any] = {}
    exec(compile(code, "native-format.md", "exec"), names)
    if place == 1:
        (doc,) = names["docs"]
        sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
        assert doc.text == sample["text"]
        assert [each.text for each in doc.spans["sc"]] == [each["text"] for each in sample["spans"]]


def test_the_pages_name_what_a_short_line_may_leave_away(session: Session, tmp_path: Path) -> None:
    bare = line(spans=[span(0, 10)], document_labels=["relevant"])
    VALIDATOR.validate(bare)
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(bare))
    assert load(session, path).annotations == 2
