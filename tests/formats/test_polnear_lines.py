"""The converter of PolNeAR's files, on a fictional text in its layout."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from benchmarks.polnear import lines_of, main

TEXT = "“We go,” Brandt said. “At once.”\nNobody denied it.\n"
STANDOFF = (
    "T1\tContent 0 8;22 32\t“We go,” “At once.”\n"
    "T2\tSource 9 15\tBrandt\n"
    "T3\tCue 16 20\tsaid\n"
    "T4\tAttribution 16 20\tsaid\n"
    "E1\tAttribution:T4 Source:T2 Cue:T3 Content:T1\n"
    "T5\tContent 46 49\t it\n"
    "T6\tCue 40 46\tdenied\n"
    "T7\tAttribution-no-source 40 46\tdenied\n"
    "E2\tAttribution-no-source:T7 Cue:T6 Content:T5 Content2:T9\n"
    "T8\tDiscuss 33 39\tNobody\n"
    "T9\tContent 33 39\tNobody\n"
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    for name in ("text", "attributions"):
        (folder / name).mkdir(parents=True)
    (folder / "text" / "paper_2026-01-02_we-go.txt").write_text(TEXT, encoding="utf-8")
    notes = folder / "attributions"
    (notes / "paper_2026-01-02_we-go_0aff.ann").write_text(STANDOFF, encoding="utf-8")
    (notes / "paper_2026-01-02_we-go_ffff.ann").write_text("T1\tContent 0 8\t\n", encoding="utf-8")
    return folder


def test_events_become_quotes_in_several_parts(corpus: Path) -> None:
    (line,) = lines_of(corpus)
    assert (line["id"], line["text"]) == ("paper_2026-01-02_we-go", TEXT)
    spans = {each["id"]: each for each in line["spans"]}
    first, second = line["quotes"]
    (content,) = first["content"]
    assert spans[content]["parts"] == [[0, 8], [22, 32]]
    assert [spans[each]["text"] for each in first["source"] + first["cue"]] == ["Brandt", "said"]
    assert [spans[each]["text"] for each in second["content"]] == ["it", "Nobody"]
    assert second["source"] == []
    assert {each["annotator"] for each in line["spans"]} == {"0aff"}
    for each in line["spans"]:
        assert TEXT[each["start"] : each["end"]] == each["text"]


def test_the_command_writes_lines(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = corpus / "out.jsonl"
    monkeypatch.setattr("sys.argv", ["polnear", str(corpus), str(out)])
    assert main() == 0
    assert capsys.readouterr().out == "1 articles\n"
    assert orjson.loads(out.read_bytes()) == next(lines_of(corpus))
