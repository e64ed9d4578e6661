"""An array is cut into its items, wherever the file is cut into chunks."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats import json_arrays
from annotator.formats.json_arrays import items_of, values_of
from annotator.formats.registry import ProblemError

AWKWARD = st.text(st.sampled_from('a"\\[]{},:\n é👩'), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | AWKWARD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(AWKWARD, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100)
@given(
    st.lists(VALUES, max_size=4),
    st.sampled_from([1, 2, 3, 5, 8, 1 << 20]),
    st.sampled_from([None, 0, 1]),
    st.booleans(),
)
def test_every_item_comes_whole(
    values: list[Any], chunk: int, indent: int | None, ascii_only: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder, "a.json")
        text = json.dumps(values, ensure_ascii=ascii_only, indent=indent)
        path.write_text(text, encoding="utf-8")
        patch.setattr(json_arrays, "_CHUNK", chunk)
        assert [value for _, value in values_of(path)] == values


def test_lines_are_those_the_items_begin_on(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('\ufeff\n [1,\n\n {"a":\n 2}\n, 3, "4"\n\n]\n', encoding="utf-8")
    assert list(items_of(path)) == [(2, b"1"), (4, b'{"a":\n 2}'), (6, b"3"), (6, b'"4"')]


@pytest.mark.parametrize("chunk", [1, 3, 1 << 20])
@pytest.mark.parametrize(
    ("raw", "good", "code"),
    [
        (b"", 0, ""),
        (b" \n ", 0, ""),
        (b" [ \n ] ", 0, ""),
        (b"{}", 0, "file-not-array"),
        (b"[1, 2", 1, "array-cut"),
        (b'[1, "2', 1, "array-cut"),
        (b'[1, "2\\', 1, "array-cut"),
        (b"[1, {]", 1, "array-cut"),
        (b"[1}", 1, "array-cut"),
        (b"[1] [2]", 1, "array-goes-on"),
        (b"\xff\xfe[\0", 0, "file-not-utf8"),
        (b"[\0]", 0, "file-binary"),
    ],
)
def test_what_is_no_array_says_so(
    chunk: int, raw: bytes, good: int, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_arrays, "_CHUNK", chunk)
    path = tmp_path / "a.json"
    path.write_bytes(raw)
    found, said = 0, ""
    try:
        for _ in items_of(path):
            found += 1
    except ProblemError as error:
        said = error.code
    assert (found, said) == (good, code)


@pytest.mark.parametrize("raw", [b"[1,,2]", b"[1,]", b"[,1]", b'[1, {"a": tru}]', b"[NaN, 1]"])
def test_a_bad_item_leaves_the_others(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(raw)
    found = [value for _, value in values_of(path)]
    assert 1 in found
    assert [each.code for each in found if isinstance(each, ProblemError)] == ["item-not-json"]


def test_an_item_without_an_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_arrays, "MAX_LINE", 1000)
    path = tmp_path / "a.json"
    path.write_text(json.dumps(["x" * 5000]))
    with pytest.raises(ProblemError) as refused:
        list(items_of(path))
    assert refused.value.code == "item-too-long"


def test_a_file_of_brackets_ends_before_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_arrays, "_DEEPEST", 1000)
    path = tmp_path / "a.json"
    path.write_bytes(b"[1,\n" + b"[" * 2000)
    items = items_of(path)
    assert next(items) == (1, b"1")
    with pytest.raises(ProblemError) as refused:
        next(items)
    assert (refused.value.code, refused.value.values["line"]) == ("line-too-deep", 1)
