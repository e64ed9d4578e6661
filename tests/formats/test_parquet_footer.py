"""What a footer says is what pyarrow says, and a damaged one never ends the process."""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.parquet_footer import Column, groups_of
from annotator.services.session import Session
from tests.formats.lines import load

#: A file that `make fuzz` made of ours: pyarrow ends the process when it is asked for a column.
ENDS_THE_PROCESS = Path(__file__).parents[1] / "data" / "formats" / "damaged-footer.parquet"


def footer(raw: bytes) -> bytes:
    return b"PAR1" + raw + struct.pack("<I", len(raw)) + b"PAR1"


def table(path: Path, rows: int) -> Path:
    lists = pa.array([["a", "b", str(number)] for number in range(rows)])
    pq.write_table(pa.table({"tokens": lists, "n": range(rows)}), path, row_group_size=100)
    return path


@pytest.mark.parametrize("rows", [0, 1, 250])
def test_it_says_what_pyarrow_says(rows: int, tmp_path: Path) -> None:
    path = table(tmp_path / "a.parquet", rows)
    metadata = pq.read_metadata(path)
    groups = [metadata.row_group(each) for each in range(metadata.num_row_groups)]
    assert groups_of(path) == [
        [
            Column(column.num_values, column.total_uncompressed_size)
            for column in map(group.column, range(group.num_columns))
        ]
        for group in groups
    ]


def test_a_file_that_ends_pyarrow_is_refused(session: Session) -> None:
    report = load(session, ENDS_THE_PROCESS, on_error="skip")
    assert [each.code for each in report.problems] == ["parquet-bad"]


@given(st.binary(max_size=200))
def test_any_footer_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.parquet"
    path.write_bytes(footer(raw))
    with suppress(ValueError):
        groups_of(path)


@given(st.data())
def test_a_spoilt_footer_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "spoilt.parquet"
    raw = bytearray(table(path, 3).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(len(raw) // 2, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(raw)
    with suppress(ValueError):
        groups_of(path)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"PAR1", "too short"),
        (footer(b"")[:-1] + b"2", "does not end"),
        (b"PAR1" + struct.pack("<I", 2**31) + b"PAR1", "larger than it can be"),
        (footer(b"\x49" + b"\x19" * 5000), "nested too deep"),
        (footer(b"\x49\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), "damaged"),
        (footer(b"\x1b\x00"), "damaged"),
    ],
    ids=["short", "end", "length", "deep", "number", "map"],
)
def test_what_is_wrong_is_said(raw: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(raw)
    with pytest.raises(ValueError, match=why):
        groups_of(path)
