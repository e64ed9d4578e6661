"""Sentences of NewsMTSC come in with their targets, and go out as they were."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.bundles import Bundle
from annotator.formats.flat import fillers_of
from annotator.formats.registry import format_for
from annotator.locations import resource
from annotator.services.exporting import ExportOptions, export
from annotator.services.session import Session
from tests.formats import whole
from tests.formats.lines import load, refusal, write

TEXT = "Dana Ilves 👩‍👩‍👧 said she had no faith in Maret."
GID = "wire_12_3_Dana Ilves_0_10"


def mention(words: str, text: str = TEXT) -> dict[str, Any]:
    start = text.index(words)
    return {"from": start, "to": start + len(words), "mention": words}


def target(words: str, polarity: Any = 2.0, *further: str, gid: str = GID) -> dict[str, Any]:
    found = {"Input.gid": gid, **mention(words), "polarity": polarity}
    return found | ({"further_mentions": [mention(each) for each in further]} if further else {})


def sentence(uid: str = GID, **more: Any) -> dict[str, Any]:
    targets = [target("Dana Ilves", 4.0, "she"), target("Maret", 2.0, gid=f"{GID}_1")]
    return {"primary_gid": uid, "sentence_normalized": TEXT, "targets": targets, **more}


def hugging(words: str, polarity: Any) -> dict[str, Any]:
    return {**mention(words), "polarity": polarity, "sentence": TEXT, "id": f"x_{words}"}


def said(bundle: Bundle) -> list[tuple[Any, list[str]]]:
    """Return the polarity of each opinion and the words of its target."""
    there = {each.id: each for each in bundle.annotations}
    slots = fillers_of(bundle)
    return sorted(
        (each.attributes.get("polarity"), [there[part].spans[0].of(bundle.text) for _, part in
                                           slots.get(each.id, ())])
        for each in bundle.annotations
        if not each.spans
    )  # fmt: skip


def test_targets_are_opinions_with_all_their_mentions(session: Session, tmp_path: Path) -> None:
    path = write(tmp_path / "train.jsonl", sentence())
    report = load(session, path)
    (bundle,) = session.bundles()
    assert bundle.document.uid == GID
    assert said(bundle) == [("negative", ["Maret"]), ("neutral", ["Dana Ilves", "she"])]
    assert report.ignored == {"key “Input.gid” of targets": 2}


def test_the_layout_of_hugging_face_gathers_a_sentence(session: Session, tmp_path: Path) -> None:
    lines = [hugging("Dana Ilves", 0), hugging("Maret", -1), hugging("she", 1)]
    report = load(session, write(tmp_path / "dev.jsonl", *lines))
    (bundle,) = session.bundles()
    assert said(bundle) == [
        ("negative", ["Maret"]),
        ("neutral", ["Dana Ilves"]),
        ("positive", ["she"]),
    ]
    assert report.ignored == {"key “id”": 3}


def test_mentions_that_stand_twice_are_one(session: Session, tmp_path: Path) -> None:
    twice = [target("Maret", 2.0, "Maret", "she"), target("Maret", 2.0)]
    report = load(session, write(tmp_path / "a.jsonl", sentence(targets=twice)))
    (bundle,) = session.bundles()
    assert said(bundle) == [("negative", ["Maret"]), ("negative", ["Maret", "she"])]
    assert report.ignored["mentions that stand twice"] == 1


def test_a_target_nobody_judged_has_no_polarity(session: Session, tmp_path: Path) -> None:
    load(session, write(tmp_path / "a.jsonl", sentence(targets=[target("Maret", None)])))
    (bundle,) = session.bundles()
    assert said(bundle) == [(None, ["Maret"])]


@pytest.mark.parametrize("unit", ["utf-8", "utf-16-le"])
def test_offsets_in_another_unit_are_found_out(unit: str, session: Session, tmp_path: Path) -> None:
    size = 2 if unit == "utf-16-le" else 1
    at = len(TEXT[: TEXT.index("Maret")].encode(unit)) // size
    moved = {**target("Maret"), "from": at, "to": at + 5}
    report = load(session, write(tmp_path / "a.jsonl", sentence(targets=[moved])))
    assert report.notes == {f"articles with offsets in {unit.removesuffix('-le')}": 1}
    (bundle,) = session.bundles()
    assert said(bundle) == [("negative", ["Maret"])]


def test_what_is_replaced_on_demand_is_counted(session: Session, tmp_path: Path) -> None:
    text = "Ma\0ret \ud800 \ufffd"
    lines = [
        sentence(sentence_normalized=text, targets=[target("Maret") | mention("Ma\0ret", text)]),
        {**mention("Ma\0ret", text), "sentence": text + " again", "polarity": 0},
    ]
    load(session, write(tmp_path / "a.jsonl", *lines), replace_forbidden=True)
    bundles = list(session.bundles())
    assert [each.document.replaced for each in bundles] == [2, 2]
    assert [said(each)[0][1] for each in bundles] == [["Ma\ufffdret"]] * 2


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (json.dumps(sentence()).encode(), "newsmtsc"),
        (
            b'\xef\xbb\xbf\n{"primary_gid": "a", "sentence_normalized": "' + b"x" * 70_000,
            "newsmtsc",
        ),
        (json.dumps(hugging("she", 1)).encode() + b"\n{", "newsmtsc"),
        (b'{"targets": [], "sentence_normalized": "a"}', "newsmtsc"),
        (b'{"id": "a", "text": "{\\"primary_gid\\": 1}"}', "jsonl"),
        (b'{"text": "a", "meta": {"sentence_normalized": 1}}', "jsonl"),
        (b'{"sentence": "a", "polarity": 1}', "json"),
        (b"nonsense", "jsonl"),
        (b"", "jsonl"),
    ],
)
def test_files_are_told_by_how_they_begin(head: bytes, name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(head)
    kind = format_for(path)
    assert kind is not None
    assert kind.name == name


BAD: dict[str, tuple[Any, str]] = {
    "a-list": ([], "this is a list"),
    "no-sentence": ({"primary_gid": "bad"}, "needs “sentence_normalized”"),
    "number": (sentence("bad", sentence_normalized=5), "“line.sentence_normalized” must be a text"),
    "blank": (sentence("bad", sentence_normalized=" ", targets=[]), "an empty “text”"),
    "list-id": (sentence(["bad"]), "“line.id” must be a text"),  # type: ignore[arg-type]
    "targets": (sentence("bad", targets="Maret"), "“targets” must be a list"),
    "a-target": (sentence("bad", targets=["Maret"]), "“targets” must be an object"),
    "further": (
        sentence("bad", targets=[{**target("Maret"), "further_mentions": ["she"]}]),
        "“further_mentions” must be an object",
    ),
    "further-text": (
        sentence("bad", targets=[{**target("Maret"), "further_mentions": "she"}]),
        "“further_mentions” must be a list",
    ),
    "no-mention": (sentence("bad", targets=[{"from": 0, "to": 4}]), "“targets” needs “mention”"),
    "no-offset": (sentence("bad", targets=[{"mention": "she"}]), "must be a whole number"),
    "float": (sentence("bad", targets=[{**target("Maret"), "from": 0.0}]), "a whole number"),
    "bool": (sentence("bad", targets=[{**target("Maret"), "from": False}]), "a whole number"),
    "outside": (sentence("bad", targets=[{**target("Maret"), "to": 999}]), "outside the text"),
    "negative": (sentence("bad", targets=[{**target("Maret"), "from": -4}]), "outside the text"),
    "turned": (
        sentence("bad", targets=[{"from": 9, "to": 4, "mention": ""}]),
        "it must end after it",
    ),
    "shifted": (sentence("bad", targets=[{**target("Maret"), "from": 40}]), "says “Maret”, but"),
    "two-words": (
        sentence("bad", targets=[target("Maret"), {**target("Maret"), "mention": "she"}]),
        "says “mention of 42-47” twice",
    ),
    "polarity": (sentence("bad", targets=[target("Maret", 3.0)]), "no polarity 3.0; known are 2"),
    "hf-scale": (sentence("bad", targets=[target("Maret", 1)]), "no polarity 1; known are 2, 4, 6"),
    "true": (hugging("Maret", True), "no polarity True; known are -1, 0, 1"),
    "name": (hugging("Maret", "positive"), "no polarity 'positive'"),
    "list-polarity": (hugging("Maret", [1]), "no polarity a list of 1"),
    "surrogate": (sentence("bad", sentence_normalized="a \ud800"), "has a U+D800"),
    "nan": (b'{"sentence_normalized": "a", "targets": NaN}', "this is not JSON"),
    "cut": (json.dumps(sentence("bad")).encode()[:-9], "this is not JSON"),
    "latin-1": ('{"primary_gid": "caf\u00e9"}'.encode("latin-1"), "not UTF-8"),
    "deep": (b'{"targets": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "Flatten them"),
    "windows": (
        sentence("bad", sentence_normalized="a\r\nb", targets=[{"from": 3, "to": 4,
                                                                "mention": "b"}]),
        "Windows line breaks",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_refused_and_the_others_are_stored(
    name: str, session: Session, tmp_path: Path
) -> None:
    bad, words = BAD[name]
    bad = bad if isinstance(bad, bytes) else json.dumps(bad).encode()
    path = write(tmp_path / "a.jsonl", sentence("good-1"), bad, sentence("good-2", targets=[]))
    sentence_of_it = refusal(session, path)
    assert sentence_of_it.startswith(f"{path}:2: ")
    assert words in sentence_of_it
    report = load(session, path, on_error="skip")
    assert [(each.line, report.documents) for each in report.problems] == [(2, 2)]


@pytest.mark.parametrize("raw", [b"", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"PK\x03\x04\0\0"])
def test_files_of_another_kind_are_refused(raw: bytes, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(raw)
    assert refusal(session, path, format="newsmtsc").startswith(f"{path}: ")


# Writing -----------------------------------------------------------------------------------------


def written(session: Session) -> tuple[list[dict[str, Any]], dict[str, int]]:
    out = io.BytesIO()
    losses = export(session, out, ExportOptions("newsmtsc")).losses
    return [json.loads(each) for each in out.getvalue().splitlines()], losses


def test_a_sentence_goes_out_as_it_came_in(session: Session, tmp_path: Path) -> None:
    load(session, write(tmp_path / "a.jsonl", sentence()))
    again, losses = written(session)
    assert again == [sentence()]
    assert losses == {}


def test_only_targets_with_one_of_the_three_polarities_go_out(
    session: Session, tmp_path: Path
) -> None:
    span = {"start": 0, "end": 10, "label": "target", "id": "t"}
    opinions = [
        {"target": ["t"], "polarity": "mixed"},
        {"target": ["t"]},
        {"target": [], "polarity": "positive"},
        {"target": ["t"], "polarity": "positive", "intensity": "strong", "holder": "writer"},
    ]
    line = {"id": "a", "text": TEXT, "spans": [span], "opinions": opinions}
    load(session, write(tmp_path / "a.jsonl", line))
    ((found,), losses) = written(session)
    (only,) = found["targets"]
    assert (only["polarity"], only["mention"]) == (6.0, "Dana Ilves")
    assert losses == {"frames": 3, "relations": 2, "attributes": 2}


def test_what_is_no_target_is_told(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    lines, losses = written(session)
    (targets,) = (each["targets"] for each in lines if each["targets"])
    assert sorted(each["polarity"] for each in targets) == [2.0, 6.0]
    assert {each["mention"] for each in targets} == {"Velmar"}
    assert losses["spans"] == 15
    assert losses["frames"] == 3


def test_the_sample_on_the_page_is_read(session: Session, tmp_path: Path) -> None:
    page = resource("help", "formats", "newsmtsc.md").read_text(encoding="utf-8")
    (sample,) = re.findall(r"```json\n(.*?)```", page, flags=re.DOTALL)
    load(session, write(tmp_path / "a.jsonl", json.loads(sample)))
    assert written(session) == ([json.loads(sample)], {})
