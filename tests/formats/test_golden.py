"""What is written is written byte for byte as before.

After a wanted change: `RENEW_GOLDEN_FILES=1 python -m pytest tests/formats/test_golden.py`, then
read the difference.
"""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from annotator.formats import fields
from annotator.services.exporting import ExportOptions, export
from annotator.services.session import Session
from tests.formats import whole
from tests.formats.lines import load

FOLDER = Path(__file__).parent.parent / "data" / "formats"
FILES: dict[str, dict[str, Any]] = {
    "native.jsonl": {},
    "native-suggestions.jsonl": {"suggestions": True, "tokens": False},
    "native-entities-of-mina.jsonl": {
        "annotators": ("Mina Kell",),
        "layers": ("entities",),
        "zones": False,
    },
    "prodigy.jsonl": {"format": "prodigy"},
}


@pytest.fixture
def full(session: Session, tmp_path: Path) -> Session:
    whole.fill(session, tmp_path)
    return session


@pytest.mark.parametrize("name", FILES)
def test_a_project_is_written_as_the_golden_file(name: str, full: Session) -> None:
    out = io.BytesIO()
    export(full, out, ExportOptions(**FILES[name]))
    path = FOLDER / name
    if os.environ.get("RENEW_GOLDEN_FILES"):
        path.write_bytes(out.getvalue())
    assert out.getvalue() == path.read_bytes()


def test_nothing_of_the_project_is_missing_in_the_native_file() -> None:
    line = json.loads((FOLDER / "native.jsonl").read_text(encoding="utf-8").splitlines()[0])
    source = whole.project_line()
    for key in ("id", "text", "meta", "links", "zones", "entries"):
        assert line[key] == source[key]
    for key in ("spans", "quotes", "opinions", "document_labels"):
        written = {each["id"]: each for each in line[key]}
        assert written.keys() == {each["id"] for each in source[key]}
        for each in source[key]:
            assert each.items() <= written[each["id"]].items()
    assert sorted(line["states"], key=str) == sorted(source["states"], key=str)


def test_keys_stand_in_the_order_of_the_one_field_list() -> None:
    records = {"spans": fields.SPAN, "links": fields.LINK, "zones": fields.ZONE,
               "quotes": fields.QUOTE, "opinions": fields.OPINION, "entries": fields.ENTRY,
               "document_labels": fields.DOCUMENT_LABEL, "states": fields.STATE}  # fmt: skip
    for text in (FOLDER / "native-suggestions.jsonl").read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        assert list(line) == [key for key in fields.LINE if key in line]
        for key, known in records.items():
            for each in line.get(key, []):
                assert list(each) == [name for name in known if name in each]


def test_the_golden_file_read_and_written_is_itself(session: Session) -> None:
    load(session, FOLDER / "native.jsonl")
    out = io.BytesIO()
    export(session, out, ExportOptions())
    assert out.getvalue() == (FOLDER / "native.jsonl").read_bytes()


def test_what_a_format_cannot_carry_is_counted(full: Session) -> None:
    prodigy = export(full, io.BytesIO(), ExportOptions("prodigy", suggestions=True))
    assert prodigy.losses == {
        "zones": 1,
        "states": 2,
        "suggestions": 1,
        "parts": 1,
        "attributes": 8,
        "entries": 1,
        "provenance": 3,
        "frames": 2,
        "relations": 1,
    }
    native = export(full, io.BytesIO(), ExportOptions())
    assert native.losses == {}
    assert export(full, io.BytesIO(), ExportOptions(zones=False)).losses == {"zones": 1}
