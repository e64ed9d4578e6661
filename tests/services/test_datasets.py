"""A dataset is split without leaks, whole or not there, and says what one has to know of it."""

from __future__ import annotations

import csv
import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme
from annotator.services.datasets import DatasetOptions, DatasetReport, export_dataset
from annotator.services.exporting import ExportOptions, export, preview
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.session import Session
from annotator.services.splitting import SplitOptions
from annotator.services.tasks import Cancelled, Task
from tests.formats import whole
from tests.formats.lines import line, load, span, write

_WORDS = ["river", "council", "vote", "bridge", "harbour", "minister", "market", "storm"]


def _articles(number: int) -> list[dict[str, Any]]:
    """Return articles of which every fifth is a copy of the one before, but for its last words."""
    found: list[dict[str, Any]] = []
    for place in range(number):
        drawn = random.Random(place - place % 5 if place % 5 == 1 else place)
        words = [drawn.choice(_WORDS) + str(drawn.randrange(50)) for _ in range(80)]
        text = f"Karsk {' '.join(words)} end{place}."
        meta = {
            "outlet": f"Outlet {place // 5 % 7}",
            "date": f"2026-03-{place % 28 + 1:02}",
            "desk": "x",
        }
        found.append(line(f"a{place}", text, meta=meta, spans=[span(0, 5, "GPE")]))
    return found


@pytest.fixture
def many(session: Session, tmp_path: Path) -> Session:
    load(session, write(tmp_path / "in.jsonl", *_articles(100)))
    return session


def made(session: Session, out: Path, **options: Any) -> DatasetReport:
    split = SplitOptions(**{k: options.pop(k) for k in ("shares", "seed", "by") if k in options})
    return export_dataset(
        session, out, ExportOptions(**options), DatasetOptions(split, licence="CC-BY-4.0")
    )


def parts(folder: Path) -> dict[str, list[str]]:
    return {
        path.stem: [json.loads(raw)["id"] for raw in path.read_text("utf-8").splitlines()]
        for path in folder.glob("*.jsonl")
    }


def test_everything_is_in_one_part_and_copies_are_together(many: Session, tmp_path: Path) -> None:
    report = made(many, tmp_path / "set")
    found = parts(tmp_path / "set")
    assert sorted(uid for ids in found.values() for uid in ids) == sorted(
        f"a{number}" for number in range(100)
    )
    part_of = {uid: name for name, ids in found.items() for uid in ids}
    assert all(part_of[f"a{n}"] == part_of[f"a{n + 1}"] for n in range(0, 100, 5))
    assert report.near_duplicates == 20
    assert {name: part.documents for name, part in report.parts.items()} == {
        name: len(ids) for name, ids in found.items()
    }
    assert report.parts["train"].documents == pytest.approx(80, abs=2)
    assert (report.documents, report.annotations) == (100, 100)


def test_the_same_choice_gives_the_same_bytes(many: Session, tmp_path: Path) -> None:
    first = made(many, tmp_path / "one")
    second = made(many, tmp_path / "two")
    # The card is called after its folder; nothing else may differ.
    differing = {name for name in first.files if first.files[name] != second.files[name]}
    assert differing == {"README.md"}
    assert made(many, tmp_path / "three", seed=7).files["train.jsonl"] != first.files["train.jsonl"]


def test_the_checksums_are_those_of_the_files(many: Session, tmp_path: Path) -> None:
    report = made(many, tmp_path / "set")
    listed = dict(
        reversed(each.split("  "))
        for each in (tmp_path / "set" / "checksums.sha256").read_text("utf-8").splitlines()
    )
    there = {path.name for path in (tmp_path / "set").iterdir()}
    assert set(listed) == there - {"checksums.sha256"} == set(report.files)
    for name, digest in listed.items():
        assert hashlib.sha256((tmp_path / "set" / name).read_bytes()).hexdigest() == digest


def test_an_outlet_is_in_one_part(many: Session, tmp_path: Path) -> None:
    made(many, tmp_path / "set", by="outlet", shares=(1, 1))
    rows = [
        (path.stem, json.loads(raw)["meta"]["outlet"])
        for path in (tmp_path / "set").glob("*.jsonl")
        for raw in path.read_text("utf-8").splitlines()
    ]
    assert len({part for part, _ in rows}) == 2
    assert len(set(rows)) == len({outlet for _, outlet in rows})


def test_a_key_that_no_article_has_is_refused(many: Session, tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError) as told:
        made(many, tmp_path / "set", by="colour")
    assert told.value.code == "split-key-unknown"
    assert not (tmp_path / "set").exists()
    assert made(many, tmp_path / "set", by="desk").parts.keys() == {"train"}


def test_the_card_says_what_one_has_to_know(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    report = made(session, tmp_path / "set", format="prodigy", shares=(1,))
    card = (tmp_path / "set" / "README.md").read_text("utf-8")
    for words in (
        "# set", "Licence: CC-BY-4.0", "Format: `prodigy`", "| train | `train.jsonl` | 2 |",
        "| entities.PERSON |", "Amber Post", "Mina Kell", "version 1", "`scheme.toml`",
        "Jaccard 0.5", *(f"| {what} | {number} |" for what, number in report.losses.items()),
    ):  # fmt: skip
        assert words in card
    assert report.losses
    with (tmp_path / "set" / "losses.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(report.losses.values())
    assert {row["what"] for row in rows} == set(report.losses)


def test_names_cannot_become_markup_on_the_card(session: Session, tmp_path: Path) -> None:
    meta = {"outlet": "<b>|[x](y)`\n# big"}
    load(session, write(tmp_path / "in.jsonl", line(meta=meta)))
    made(session, tmp_path / "set")
    card = (tmp_path / "set" / "README.md").read_text("utf-8")
    assert r"| \<b\>\|\[x\](y)\` \# big | 1 | 1 |" in card


def test_nothing_is_left_of_a_dataset_that_was_cancelled(many: Session, tmp_path: Path) -> None:
    calls = 0

    def cancel_late(done: int, total: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 5:
            task.cancel()

    task = Task("exporting", cancel_late)
    with pytest.raises(Cancelled):
        export_dataset(many, tmp_path / "sets" / "set", ExportOptions(), task=task)
    assert list((tmp_path / "sets").iterdir()) == []


def test_a_folder_with_something_in_it_is_left_alone(many: Session, tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "mine.txt").write_text("mine")
    with pytest.raises(AnnotatorError) as told:
        made(many, tmp_path / "set")
    assert told.value.code == "export-folder-there"
    assert [each.name for each in (tmp_path / "set").iterdir()] == ["mine.txt"]


def test_an_empty_choice_is_said(session: Session, tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError) as told:
        made(session, tmp_path / "set")
    assert told.value.code == "dataset-empty"


@pytest.mark.parametrize("name", ["prodigy", "jsonl"])
def test_the_report_before_is_the_report_after(name: str, session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    options = ExportOptions(name, cut_zones=True, sentences=True)
    before: list[object] = []
    after: list[object] = []
    told = preview(session, options, on_loss=before.append)
    done = export(session, tmp_path / "out", options, on_loss=after.append)
    assert before == after
    assert (told.documents, told.annotations, told.losses) == (
        done.documents, done.annotations, done.losses
    )  # fmt: skip


def test_an_article_that_is_one_zone_is_no_empty_article(session: Session, tmp_path: Path) -> None:
    zones = [{"start": 0, "end": 9, "kind": "caption"}]
    load(session, write(tmp_path / "in.jsonl", line("a", "A picture", zones=zones), line("b")))
    for name in ("conll", "hf", "spacy", "jsonl", "brat"):
        options = ExportOptions(name, cut_zones=True)
        report = export(session, tmp_path / name, options)
        assert (report.documents, report.losses["text"]) == (1, 1)


def test_a_dataset_comes_in_again_as_a_folder(
    many: Session, news_scheme: Scheme, tmp_path: Path
) -> None:
    made(many, tmp_path / "set", format="conll")
    with Session.create(tmp_path / "new.annotator", news_scheme, "Mina Kell") as again:
        report = import_paths(again, [tmp_path / "set"], ImportOptions())
    assert (report.documents, report.refused) == (100, 0)
