"""Structured sentiment as SemEval-2022 task 10 lays it out comes in, and goes out as it was."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.bundles import Bundle
from annotator.domain.scheme import Scheme
from annotator.formats.flat import fillers_of
from annotator.formats.registry import format_for
from annotator.locations import resource
from annotator.services.exporting import ExportOptions, export
from annotator.services.session import Session
from tests.formats import trips, whole
from tests.formats.lines import load, refusal
from tests.formats.lines import write as write_lines

TEXT = "The old ferry is not , as Ilves wrote , very safe 👩‍👩‍👧 ."


def part(*words: str, text: str = TEXT) -> list[list[str]]:
    """Return a slot with these words."""
    starts = [text.index(each) for each in words]
    return [
        list(words),
        [f"{at}:{at + len(each)}" for at, each in zip(starts, words, strict=True)],
    ]


def opinion(**more: Any) -> dict[str, Any]:
    return {
        "Source": part("Ilves"),
        "Target": part("The old ferry"),
        "Polar_expression": part("not", "very safe"),
        "Polarity": "Negative",
        "Intensity": "Strong",
        **more,
    }


def item(uid: str = "harbour-01", text: str = TEXT, **more: Any) -> dict[str, Any]:
    return {"sent_id": uid, "text": text, "opinions": [opinion()], **more}


GOOD = [item("good-1"), item("good-2", text="No opinion here .", opinions=[])]


def save(folder: Path, *items: Any, indent: int | None = None) -> Path:
    path = folder / "train.json"
    path.write_text(json.dumps(items, indent=indent), encoding="utf-8")
    return path


def said(bundle: Bundle) -> list[dict[str, Any]]:
    """Return what the opinions of an article say, in their order."""
    there = {each.id: each for each in bundle.annotations}
    slots = fillers_of(bundle)
    found = []
    for each in bundle.annotations:
        if not each.spans:
            found.append(dict(each.attributes))
            for role, target in slots.get(each.id, ()):
                words = [span.of(bundle.text) for span in there[target].spans]
                found[-1].setdefault(role, []).append(words)
    return found


def test_opinions_come_in_with_their_parts(session: Session, tmp_path: Path) -> None:
    report = load(session, save(tmp_path, item(), GOOD[1]))
    assert (report.documents, report.annotations, report.ignored) == (2, 4, {})
    (bundle,) = (each for each in session.bundles() if each.annotations)
    assert bundle.document.uid == "harbour-01"
    assert said(bundle) == [
        {
            "polarity": "negative",
            "intensity": "strong",
            "holder": [["Ilves"]],
            "target": [["The old ferry"]],
            "expression": [["not", "very safe"]],
        }
    ]


@pytest.mark.parametrize(
    ("written", "ours"),
    [("Standard", "average"), ("Average", "average"), ("Slight", "weak"), ("weak", "weak"),
     ("STRONG", "strong"), (None, None)],
)  # fmt: skip
def test_intensities_of_every_corpus_are_known(
    written: str | None, ours: str | None, session: Session, tmp_path: Path
) -> None:
    load(session, save(tmp_path, item(opinions=[opinion(Intensity=written)])))
    (bundle,) = session.bundles()
    assert said(bundle)[0].get("intensity") == ours


def test_opinions_that_share_words_share_the_span(session: Session, tmp_path: Path) -> None:
    same = [opinion(), opinion(), opinion(Polarity="Positive", Source=[[], []])]
    assert load(session, save(tmp_path, item(opinions=same))).annotations == 3 + 3


@pytest.mark.parametrize("empty", [[[], []], [], None])
def test_slots_may_be_empty(empty: Any, session: Session, tmp_path: Path) -> None:
    bare = {"Source": empty, "Target": empty, "Polar_expression": part("very safe")}
    load(session, save(tmp_path, item(opinions=[bare])))
    (bundle,) = session.bundles()
    assert said(bundle) == [{"expression": [["very safe"]]}]


def test_the_writer_is_the_holder_where_a_corpus_says_so(session: Session, tmp_path: Path) -> None:
    norec = {"NOT": False, "Source_is_author": True, "Target_is_general": False, "Type": "E"}
    opinions = [opinion(**norec), opinion(**norec, Source=[[], []])]
    report = load(session, save(tmp_path, item(opinions=opinions)))
    (bundle,) = session.bundles()
    assert [each["holder"] for each in said(bundle)] == [[["Ilves"]], "writer"]
    assert report.ignored == {
        "key “NOT” of opinions": 2,
        "key “Target_is_general” of opinions": 2,
        "key “Type” of opinions": 2,
        "“Source_is_author” where the text has words for the source": 1,
    }


def test_parts_out_of_order_are_put_in_order_and_touching_ones_joined(
    session: Session, tmp_path: Path
) -> None:
    turned = opinion(Polar_expression=part("very safe", "not"), Target=part("The old", " ferry"))
    report = load(session, save(tmp_path, item(opinions=[turned])))
    (bundle,) = session.bundles()
    assert said(bundle)[0]["expression"] == [["not", "very safe"]]
    assert said(bundle)[0]["target"] == [["The old ferry"]]
    assert report.notes == {"parts that touch or overlap, joined": 1}


def test_offsets_in_another_unit_are_found_out(session: Session, tmp_path: Path) -> None:
    at = len(TEXT[: TEXT.index(" .")].encode("utf-16-le")) // 2
    end = opinion(Polar_expression=[["."], [f"{at + 1}:{at + 2}"]])
    report = load(session, save(tmp_path, item(opinions=[end])))
    assert report.notes == {"articles with offsets in utf-16": 1}
    (bundle,) = session.bundles()
    assert said(bundle)[0]["expression"] == [["."]]


@pytest.mark.parametrize(
    "text", ["שלום , Dana ✓", "b\ufeffDana", "Cafe\u0301 Dana", "a\u00a0\u2028Dana", "𝔘 Dana"]
)
def test_offsets_count_code_points(text: str, session: Session, tmp_path: Path) -> None:
    words = {"Source": [[], []], "Target": part("Dana", text=text), "Polar_expression": [[], []]}
    load(session, save(tmp_path, item(text=text, opinions=[words])))
    (bundle,) = session.bundles()
    assert said(bundle) == [{"target": [["Dana"]]}]


def test_a_mark_may_begin_the_words_of_a_slot(session: Session, tmp_path: Path) -> None:
    words = [["\ufeffIlves"], ["1:7"]]
    load(session, save(tmp_path, item(text="a\ufeffIlves", opinions=[{"Source": words}])))
    (bundle,) = session.bundles()
    assert said(bundle) == [{"holder": [["\ufeffIlves"]]}]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b'[{"sent_id": "a", "text": "b", "opinions": []}]', "semeval22"),
        (b'\xef\xbb\xbf[\n  {\n    "sent_id": "a", "text": "' + b"b" * 70_000, "semeval22"),
        (b'[{"text": "b", "opinions": [], "sent_id": "a"}]', "semeval22"),
        (b'[{"text": "b", "title": "sent_id"}]', ""),
        (b'{"sent_id": "a"}', ""),
        (b"[]", ""),
        (b"", ""),
    ],
)
def test_files_are_told_by_how_they_begin(head: bytes, name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(head)
    kind = format_for(path)
    if name:
        assert kind is not None
        assert kind.name == name
    else:
        from annotator.formats.semeval22 import sniff

        assert not sniff(path, head)


# Bad files ---------------------------------------------------------------------------------------

BAD: dict[str, tuple[Any, str]] = {
    "a-list": ([], "each article in the list is one JSON object, this is a list"),
    "a-number": (12, "this is a int"),
    "no-text": ({"sent_id": "bad", "opinions": []}, "“line” needs “text”"),
    "number-text": (item(text=5, opinions=[]), "“line.text” must be a text"),
    "blank-text": (item("bad", text="  ", opinions=[]), "an empty “text”"),
    "list-id": (item(["bad"]), "“line.id” must be a text or a number"),  # type: ignore[arg-type]
    "opinions": (item("bad", opinions={}), "“opinions” must be a list"),
    "an-opinion": (item("bad", opinions=["good"]), "“opinions” must be an object, not 'good'"),
    "slot": (item("bad", opinions=[opinion(Source="Ilves")]), "“Source” must be a list"),
    "three": (item("bad", opinions=[opinion(Source=[[], [], []])]), "a list of words and a list"),
    "numbers": (
        item("bad", opinions=[opinion(Target=[["a", "b"], ["0:1"]])]),
        "“Target” has 2 words and 1 ranges",
    ),
    "range": (item("bad", opinions=[opinion(Source=[["The"], ["0-3"]])]), "a range as in “0:4”"),
    "long-range": (
        item("bad", opinions=[opinion(Source=[["The"], ["0:" + "9" * 5000]])]),
        "a range as in “0:4”",
    ),
    "int-range": (item("bad", opinions=[opinion(Source=[["The"], [0]])]), "a range as in “0:4”"),
    "int-words": (item("bad", opinions=[opinion(Source=[[0], ["0:1"]])]), "a list of words and"),
    "turned": (item("bad", opinions=[opinion(Source=[["a"], ["3:2"]])]), "it must end after it"),
    "empty": (item("bad", opinions=[opinion(Source=[[""], ["3:3"]])]), "it must end after it"),
    "outside": (item("bad", opinions=[opinion(Source=[["a"], ["0:999"]])]), "outside the text"),
    "shifted": (item("bad", opinions=[opinion(Source=[["The"], ["1:4"]])]), "says “The”, but"),
    "second-part": (
        item("bad", opinions=[opinion(Source=[["The", "old"], ["0:3", "5:8"]])]),
        "says “old”, but",
    ),
    "windows": (item("bad", text="A\r\nIlves", opinions=[opinion(
        **dict.fromkeys(("Target", "Polar_expression")), Source=[["Ilves"], ["3:8"]])]),
        "Windows line breaks"),
    "polarity": (item("bad", opinions=[opinion(Polarity="Sad")]), "takes one of positive"),
    "int-polarity": (item("bad", opinions=[opinion(Polarity=1)]), "“opinions.Polarity” must be"),
    "author": (item("bad", opinions=[opinion(Source_is_author="x")]), "must be true or false"),
    "surrogate": (item("bad", text="a \ud800", opinions=[]), "a U+D800 at character 2"),
    "surrogate-in-words": (
        item("bad", opinions=[opinion(Source=[["\ud800"], ["0:1"]])]),
        "has a U+D800",
    ),
    "nul": (item("bad", text="a \0", opinions=[]), "a U+0000 at character 2"),
    "nan": (b'{"text": "a", "x": NaN}', "this article is not JSON"),
    "broken": (b'{"text": }', "this article is not JSON"),
    "latin-1": ('{"text": "caf\u00e9"}'.encode("latin-1"), "this article is not UTF-8 (byte 14"),
    "huge-number": (b'{"text": "a", "x": 123456789012345678901}', "too large to be kept exactly"),
    "deep": (b'{"text": "a", "x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "Flatten them"),
    "nothing": (b"", "this article is not JSON"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_article_is_refused_and_the_others_are_stored(
    name: str, session: Session, tmp_path: Path
) -> None:
    bad, words = BAD[name]
    path = tmp_path / "train.json"
    items = [json.dumps(GOOD[0]).encode(), bad if isinstance(bad, bytes) else
             json.dumps(bad).encode(), json.dumps(GOOD[1]).encode()]  # fmt: skip
    path.write_bytes(b"[\n" + b",\n".join(items) + b"\n]\n")
    sentence = refusal(session, path, format="semeval22")
    assert sentence.startswith(f"{path}:3: ")
    assert words in sentence
    report = load(session, path, format="semeval22", on_error="skip")
    assert [(each.line, report.documents) for each in report.problems] == [(3, 2)]


@pytest.mark.parametrize(
    ("raw", "place", "words"),
    [
        (b"", "", "the file holds no text"),
        (b" \n", "", "the file holds no text"),
        (b"[ ]", "", "the file holds no text"),
        (b"nothing\n[", "", "begin with “[”; it begins with “nothing”"),
        (b"Dana Ilves met Oren Maret.", "", "it begins with “Dana Ilves met Oren”"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "", "this is not a text file"),
        ('[{"text": "a"}]'.encode("utf-16"), "", "the file is UTF-16"),
        (b"[" * 100_000, ":1", "the list ends in the middle"),
        (b'[{"text": "a"}}', ":1", "a bracket is missing"),
        (b'[{"text": "a"}]\n[]', ":2", "something follows after the end"),
    ],
)
def test_files_of_another_kind_are_refused(
    raw: bytes, place: str, words: str, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(raw)
    sentence = refusal(session, path, format="semeval22")
    assert sentence.startswith(f"{path}{place}: ")
    assert words in sentence


def test_what_stands_before_the_cut_is_taken(session: Session, tmp_path: Path) -> None:
    path = save(tmp_path, *GOOD, indent=1)
    path.write_bytes(path.read_bytes()[:-30])
    report = load(session, path, on_error="skip", format="semeval22")
    assert (report.documents, report.refused) == (1, 1)
    assert report.problems[0].code == "array-cut"


def test_one_id_with_two_texts_is_refused(session: Session, tmp_path: Path) -> None:
    path = save(tmp_path, item("same"), item("same", text="Other .", opinions=[]))
    assert "an article “same” with another text" in refusal(session, path)


@pytest.mark.parametrize("replace", [True, False])
def test_forbidden_characters_are_replaced_on_demand(
    replace: bool, session: Session, tmp_path: Path
) -> None:
    text = "Dana\0Ilves wrote ."
    words = {"Source": part("Dana\0Ilves", text=text), "Target": [[], []]}
    path = save(tmp_path, item(text=text, opinions=[words]))
    report = load(session, path, replace_forbidden=replace, on_error="skip")
    assert (report.documents, report.refused) == ((1, 0) if replace else (0, 1))
    assert [each.document.replaced for each in session.bundles()] == [1] * replace


# Writing -----------------------------------------------------------------------------------------


def written(session: Session) -> tuple[list[dict[str, Any]], dict[str, int]]:
    out = io.BytesIO()
    losses = export(session, out, ExportOptions("semeval22")).losses
    return json.loads(out.getvalue()), losses


def test_a_file_goes_out_as_it_came_in(session: Session, tmp_path: Path) -> None:
    items = [item(opinions=[opinion(), opinion(Polarity="Positive", Intensity=None)]), GOOD[1]]
    load(session, save(tmp_path, *items))
    again, losses = written(session)
    assert losses == {}
    assert sorted(again, key=str) == sorted(items, key=str)


def test_what_is_no_opinion_is_told(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    items, losses = written(session)
    (opinions,) = (each["opinions"] for each in items if each["opinions"])
    held = {each["Polarity"]: each for each in opinions}
    assert held["Positive"]["Source"][0] == ["Dana Ilves"]
    assert held["Positive"]["Intensity"] == "Strong"
    assert held["Negative"]["Source_is_author"] is True
    assert held["Negative"]["Polar_expression"] == [[], []]
    # Thirteen labels of words that stand in no opinion; the quotes; “sarcastic”.
    assert losses["spans"] == 13
    assert losses["frames"] == 3
    assert losses["document_labels"] == 2
    assert losses["attributes"] == 1


def test_several_fillers_of_a_slot_become_one_in_parts(
    news_scheme: Scheme, session: Session, tmp_path: Path
) -> None:
    text = "Ilves and Maret like the ferry"
    spans = [
        {"id": "h1", "start": 0, "end": 5, "label": "holder"},
        {"id": "h2", "start": 10, "end": 15, "label": "holder"},
        {"id": "t", "start": 21, "end": 30, "label": "target"},
    ]
    opinions = [
        {"holder": ["h2", "h1"], "target": ["t"], "polarity": "positive"},
        {"holder": ["h1"], "target": ["t"], "polarity": "negative"},
        {"holder": ["h1"], "attributes": {"holder": "writer"}, "polarity": "neutral"},
    ]
    line = {"id": "a", "text": text, "spans": spans, "opinions": opinions}
    lost, _ = trips.check("semeval22", news_scheme, [line])
    assert [(each.what, each.label) for each in lost] == [
        ("attributes", "opinions.opinion"),
        ("relations", "holder"),
    ]
    load(session, write_lines(tmp_path / "a.jsonl", line))
    ((written_item,), _) = written(session)
    sources = {each["Polarity"]: each["Source"][0] for each in written_item["opinions"]}
    assert sources == {
        "Positive": ["Ilves", "Maret"],
        "Negative": ["Ilves"],
        "Neutral": ["Ilves"],
    }


def test_an_empty_project_is_an_empty_list(session: Session) -> None:
    assert written(session) == ([], {})


def test_the_sample_on_the_page_is_read(session: Session, tmp_path: Path) -> None:
    page = resource("help", "formats", "semeval22.md").read_text(encoding="utf-8")
    (sample,) = re.findall(r"```json\n(.*?)```", page, flags=re.DOTALL)
    load(session, save(tmp_path, *json.loads(sample)))
    assert written(session) == (json.loads(sample), {})
