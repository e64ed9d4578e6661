"""Every reader takes spoilt files for what they are (`make fuzz` tries for longer)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.bundles import Bundle
from annotator.formats.registry import Problem, Reader, ReadOptions, format_named
from annotator.formats.text import document_for
from tests.fuzz.harness import Fuzzer, readers


@pytest.mark.parametrize("name", readers())
def test_spoilt_files_are_read_or_refused(name: str, tmp_path: Path) -> None:
    report = Fuzzer(readers()[name], "test", tmp_path / "fuzz").run(30)
    assert report.findings == []
    assert report.problems


def _raises(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    yield Problem(str(path), 0, "file-empty")
    raise KeyError("planted")


def _never_ends(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    while True:
        try:
            sum(range(1000))
        except Exception:
            continue
    yield Problem(str(path), 0, "planted")


def _has_no_sentence(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    yield Problem(str(path), 0, "planted")


def _says_too_little(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    yield Problem(str(path), 0, "key-missing", {"key": "planted"})


def _is_not_sound(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    yield Bundle(document_for("a"), "planted \ud800")


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (_raises, "KeyError: 'planted'"),
        (_never_ends, "more than 0.2 s"),
        (_has_no_sentence, "KeyError: 'planted'"),
        (_says_too_little, "key-missing lacks {'name'}"),
        (_is_not_sound, "AssertionError"),
    ],
)
def test_a_planted_mistake_is_found(
    read: Reader, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = replace(format_named("text"), read=read)
    monkeypatch.setattr("annotator.services.importing.format_named", lambda name: kind)
    monkeypatch.setattr("tests.fuzz.harness.SECONDS", 0.2)
    report = Fuzzer(kind, "test", tmp_path / "fuzz").run(1)
    (finding,) = report.findings
    assert words in finding
    assert (tmp_path / "fuzz" / "findings" / "0" / "a.txt").is_file()
