"""The main job on the samples, from import to export."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from annotator.domain.opinions import opinion_of
from annotator.services.demo import Demo, make_demo
from annotator.services.session import Session


def exported(demo: Demo) -> list[dict[str, object]]:
    return [json.loads(line) for line in demo.export.read_text("utf-8").splitlines()]


def test_demo_brings_every_article_and_label_out_again(
    tmp_path: Path, lines: dict[str, dict[str, list[object]]]
) -> None:
    demo = make_demo(tmp_path)

    out = exported(demo)
    assert demo.documents == len(out) == len(lines)
    for line in out:
        before = lines[str(line["id"])]
        for key in ("text", "zones", "spans", "quotes", "opinions", "document_labels", "links"):
            assert len(line[key]) == len(before[key]), (line["id"], key)  # type: ignore[arg-type]
    assert demo.sha256 == hashlib.sha256(demo.export.read_bytes()).hexdigest()


def test_demo_shows_the_article_that_is_labelled_in_full(tmp_path: Path) -> None:
    demo = make_demo(tmp_path)

    with Session.open(demo.project) as session:
        assert session.document(demo.shown).uid == "norvia-01-arrival"
        (row,) = session.document_rows([demo.shown])
        every = session.document_rows(session.document_ids())
        assert row.annotations == max(each.annotations for each in every)
        article = session.article(demo.shown)
        assert all(opinion_of(article, each).polarity
                   for each in article.in_layer("opinions", "opinion"))  # fmt: skip


def test_second_demo_leaves_the_first_alone(tmp_path: Path) -> None:
    first, second = make_demo(tmp_path), make_demo(tmp_path)

    assert first.project != second.project
    assert first.project.exists()
    assert first.export.exists()
