"""Every bad line is refused with its file, its number and a way out; good ones are not harmed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.services.session import Session
from tests.formats.lines import TEXT, line, load, refusal, span, tables, write

GOOD = [
    line("good-1", spans=[span(0, 10)]),
    line("good-2", text="Nothing else.\n" + TEXT, spans=[]),
]
DENIAL = {"id": "q1", "content": ["c"], "cue": [], "source": []}
PARTS = [span(37, 42, "content", id="c", layer="quotes"), span(0, 10, id="p")]


def _with(**more: Any) -> dict[str, Any]:
    return line("bad", **more)


def _zone(**more: Any) -> dict[str, Any]:
    return _with(zones=[{"start": 0, "end": 4, **more}])


BAD: dict[str, tuple[dict[str, Any] | bytes, str]] = {
    # JSON
    "broken": (b'{"id": "bad", "text": "Kars', "this is not JSON ("),
    "not-json": (b"Dana Ilves met Oren Maret.", "Each line must be one complete object"),
    "two-on-a-line": (b'{"text": "a"}{"text": "b"}', "Each line must be one complete object"),
    "a-list": (b'["text"]', "a line is one JSON object, this is a list"),
    "a-number": (b"12", "this is a int"),
    "null": (b"null", "this is a NoneType"),
    "latin-1": ('{"text": "café"}'.encode("latin-1"), "not UTF-8 (byte 14"),
    "cut-character": ('{"text": "caf\u00e9"}'.encode()[:-3] + b'"}', "Save the file as UTF-8"),
    "nan": (b'{"text": "a", "meta": {"x": NaN}}', "this is not JSON"),
    "infinite": (b'{"text": "a", "meta": {"x": 1e400}}', "this is not JSON"),
    "huge-in-meta": (b'{"text": "a", "meta": {"x": 18446744073709551616}}', "too large to be kept"),
    "deep": (b'{"text": "a", "meta": ' + b"[" * 5000 + b"]" * 5000 + b"}", "Flatten them"),
    "deep-meta": (b'{"text": "a", "meta": {"x":' + b"[" * 40 + b"]" * 40 + b"}}", "Flatten them"),
    "deep-spans": (b'{"text": "a", "spans": ' + b"[" * 900 + b"]" * 900 + b"}", "an object"),
    # Characters
    "nul": (b'{"text": "Kar\\u0000sk"}', "a U+0000 at character 3"),
    "surrogate": (b'{"text": "Karsk \\ud800"}', "a U+D800 at character 6"),
    "surrogate-in-title": (b'{"text": "a", "meta": {"title": "\\udc00"}}', "“title” has a U+DC00"),
    "nul-in-annotator": (
        json.dumps(_with(spans=[span(0, 4, annotator="Mi\0na")])).encode(),
        "“annotator” has a U+0000",
    ),
    "windows-breaks": (
        _with(text="Dana\r\nIlves", spans=[span(6, 11)]),
        "Write it with \\n and without the mark first",
    ),
    "mark-in-text": (_with(text="\ufeffDana", spans=[span(1, 5)]), "byte order mark"),
    # The line
    "no-text": ({"id": "bad"}, "“line” needs “text”"),
    "null-text": (_with(text=None), "“line” needs “text”"),
    "number-text": (_with(text=5), "“line.text” must be a text, not 5"),
    "blank-text": (_with(text=" \n\t"), "an empty “text”"),
    "unknown-key": (_with(entities=[]), "the unknown key “entities”. Known are"),
    "bool-id": ({"id": True, "text": "a"}, "“line.id” must be a text or a number"),
    "list-meta": (_with(meta=[]), "“meta” must be an object"),
    "text-spans": (_with(spans="PERSON"), "“spans” must be a list, not 'PERSON'"),
    # Offsets
    "float": (_with(spans=[span(0.0, 4)]), "“spans.start” must be a whole number"),  # type: ignore[arg-type]
    "string": (_with(spans=[span(0, "4")]), "“spans.end” must be a whole number"),  # type: ignore[arg-type]
    "bool": (_with(spans=[span(False, True)]), "“spans.start” must be a whole number"),
    "null-offset": (_with(spans=[span(0, None)]), "“spans.end” must be a whole number"),  # type: ignore[arg-type]
    "no-offset": (_with(spans=[{"label": "PERSON"}]), "“spans.start” must be a whole number"),
    "negative": (_with(spans=[span(-3, 4)]), "Offsets count characters (code points)"),
    "outside": (_with(spans=[span(0, 1000)]), f"the text of {len(TEXT)} characters"),
    "one-too-far": (_with(spans=[span(50, len(TEXT) + 1)]), "does not lie in the text"),
    "huge": (_with(spans=[span(0, 2**62)]), "does not lie in the text"),
    "beyond-64-bit": (_with(spans=[span(0, 10**30)]), "too large to be kept exactly"),
    "turned": (_with(spans=[span(10, 4)]), "it must end after it starts"),
    "empty": (_with(spans=[span(4, 4)]), "starts at 4 and ends at 4"),
    "shifted": (_with(spans=[span(1, 11, text="Dana Ilves")]), "do they count bytes or UTF-16"),
    "number-surface": (_with(spans=[span(0, 4, text=7)]), "“spans.text” must be a text"),
    "parts-overlap": (_with(spans=[span(0, 9, parts=[[0, 5], [4, 9]])]), "not in order"),
    "parts-touch": (_with(spans=[span(0, 9, parts=[[0, 5], [5, 9]])]), "not in order"),
    "parts-elsewhere": (_with(spans=[span(0, 9, parts=[[1, 2], [4, 9]])]), "begin at its start 0"),
    "no-parts": (_with(spans=[span(0, 9, parts=[])]), "begin at its start 0"),
    "parts-float": (_with(spans=[span(0, 9, parts=[[0, 2.0], [4, 9]])]), "pairs of whole numbers"),
    "zone-outside": (_zone(end=999), "does not lie in the text"),
    "zone-float": (_zone(start=0.5), "“zones.start” must be a whole number"),
    "token-outside": (_with(tokens=[{"start": 0, "end": 999}]), "does not lie in the text"),
    "token-float": (_with(tokens=[{"start": 0, "end": 1.5}]), "“tokens.end” must be a whole"),
    # Labels and attributes
    "no-label": (_with(spans=[{"start": 0, "end": 4}]), "“spans” needs “label”"),
    "null-label": (_with(spans=[span(0, 4, None)]), "“spans” needs “label”"),  # type: ignore[arg-type]
    "unknown-label": (_with(spans=[span(0, 4, "HERO")]), "no label “HERO”. Add it to the scheme"),
    "unknown-layer": (_with(spans=[span(0, 4, layer="x")]), "in the layer “x”. Add it"),
    "frame-as-span": (
        _with(spans=[span(0, 4, "quote", layer="quotes")]),
        "cannot stand in “spans”",
    ),
    "span-as-document-label": (
        _with(document_labels=[{"label": "PERSON", "layer": "entities"}]),
        "cannot stand in “document_labels”",
    ),
    "unknown-attribute": (_with(spans=[span(0, 4, attributes={"x": 1})]), "no attribute “x”"),
    "wrong-choice": (
        _with(spans=[span(29, 34, "GPE", attributes={"referent": "moon"})]),
        "takes one of place, government, people, not 'moon'",
    ),
    "list-attribute": (
        _with(spans=[span(29, 34, "GPE", attributes={"referent": ["place"]})]),
        "must be a text, a number, or true or false",
    ),
    "unknown-origin": (_with(spans=[span(0, 4, origin="heaven")]), "known are manual, imported"),
    "number-annotator": (_with(spans=[span(0, 4, annotator=3)]), "“annotator” must be a text"),
    "unknown-span-key": (_with(spans=[span(0, 4, begin=3)]), "the unknown key “begin”"),
    "text-as-flag": (_with(spans=[span(0, 4, suggested="no")]), "must be true or false"),
    # References
    "id-twice": (_with(spans=[span(0, 4, id="a"), span(5, 9, id="a")]), "the id “a” stands twice"),
    "same-twice": (_with(spans=[span(0, 4), span(0, 4)]), "the same annotation stands twice"),
    "unknown-entry": (_with(spans=[span(0, 4, entry="e")]), "refers to 'e', which is not on this"),
    "entry-twice": (_with(entries=[{"name": "K"}, {"name": "K"}]), "the id “K” stands twice"),
    "number-alias": (_with(entries=[{"name": "K", "aliases": [1]}]), "a list of texts"),
    "unknown-part": (_with(quotes=[DENIAL]), "“quotes.content” refers to 'c'"),
    "frame-id-is-span-id": (
        _with(spans=PARTS, quotes=[{**DENIAL, "id": "c"}]),
        "the id “c” stands twice",
    ),
    "wrong-filler": (
        _with(spans=PARTS, quotes=[{**DENIAL, "content": ["p"]}]),
        "the role “content” cannot lead from quotes.quote to entities.PERSON",
    ),
    "slot-text": (_with(spans=PARTS, quotes=[{**DENIAL, "content": "c"}]), "a list of span ids"),
    "wrong-act": (_with(spans=PARTS, quotes=[{**DENIAL, "act": "sings"}]), "takes one of states"),
    "wrong-type": (_with(spans=PARTS, quotes=[{**DENIAL, "type": "sung"}]), "takes one of direct"),
    "type-twice": (
        _with(
            spans=PARTS,
            quotes=[{**DENIAL, "type": "direct", "attributes": {"type": "mixed"}}],
        ),
        "says “type” twice and differently",
    ),
    "two-parents": (
        _with(
            spans=PARTS,
            quotes=[
                DENIAL,
                {"id": "q2", "parent": "q1"},
                {"id": "q3", "parent": "q1"},
            ],
            links=[{"role": "parent", "from": "q3", "to": "q2"}],
        ),
        "a second “parent”, and there can be only one",
    ),
    "frame-is-no-object": (_with(quotes=["q"]), "“quotes” must be an object"),
    "opinion-key": (_with(opinions=[{"mood": "good"}]), "the unknown key “mood”"),
    "unknown-role": (
        _with(spans=PARTS, links=[{"role": "loves", "from": "p", "to": "c"}]),
        "the scheme has no role “loves”. Add it",
    ),
    "link-to-nothing": (_with(links=[{"role": "coref", "from": "x", "to": "y"}]), "refers to 'x'"),
    "link-without-end": (_with(spans=PARTS, links=[{"role": "coref", "from": "p"}]), "needs “to”"),
    "zone-kind": (_zone(kind="advert"), "known are caption, related"),
    "zone-key": (_zone(label="x"), "the unknown key “label”"),
    "zone-twice": (_with(zones=[{"start": 0, "end": 4}] * 2), "the id “0-4” stands twice"),
    "state": (_with(states=[{"state": "asleep"}]), "there is no state “asleep”; known are new"),
    "two-states": (_with(states=[{"state": "new"}, {"state": "done"}]), "stands twice in “states”"),
    # Prodigy's words
    "answer": (_with(answer="maybe"), "known are accept, reject, ignore"),
    "relation-key": (_with(relations=[{"source": 1}]), "the unknown key “source”"),
    "relation-end": (
        _with(relations=[{"head": 1, "child": 2, "label": "coref"}]),
        "“relations.head” refers to 1",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_refused_with_its_place_and_a_way_out(
    name: str, session: Session, tmp_path: Path
) -> None:
    bad, words = BAD[name]
    path = write(tmp_path / "batch.jsonl", GOOD[0], bad, GOOD[1])
    sentence = refusal(session, path)
    assert sentence.startswith(f"{path}:2: ")
    assert words in sentence


@pytest.mark.parametrize("name", BAD)
def test_the_good_lines_around_a_bad_one_are_stored_if_wanted(
    name: str, session: Session, tmp_path: Path
) -> None:
    path = write(tmp_path / "batch.jsonl", GOOD[0], BAD[name][0], GOOD[1])
    report = load(session, path, on_error="skip")
    assert [(each.file, each.line) for each in report.problems] == [(str(path), 2)]
    assert (report.refused, report.documents, report.annotations) == (1, 2, 1)
    assert session.find_document("good-1")
    assert session.find_document("good-2")
    assert session.check() == []


def test_annotators_and_labels_of_a_refused_line_do_not_stay(
    session: Session, tmp_path: Path
) -> None:
    bad = _with(spans=[span(0, 4, "HERO", annotator="Ghost"), span(9, 4)])
    path = write(tmp_path / "batch.jsonl", bad, GOOD[0])
    report = load(session, path, on_error="skip", unknown_labels="add")
    assert report.new_labels == []
    assert session.annotator_named("Ghost") is None
    assert session.scheme.find_label("HERO") == []


def test_an_id_of_another_article_is_refused(session: Session, tmp_path: Path) -> None:
    taken = span(0, 10, id="00000000000000aa")
    path = write(tmp_path / "batch.jsonl", line("a", spans=[taken]), line("b", spans=[taken]))
    sentence = refusal(session, path)
    assert sentence.startswith(f"{path}:2: the id “00000000000000aa”")
    load(session, write(tmp_path / "first.jsonl", line("a", spans=[taken])))
    later = write(tmp_path / "later.jsonl", line("b", spans=[taken]))
    assert "belongs to another article already. Give it an id" in refusal(session, later)
    assert load(session, later, on_error="skip").refused == 1


@pytest.mark.parametrize("kind", ["zones", "links"])
def test_ids_of_zones_and_links_are_of_one_article_too(
    kind: str, session: Session, tmp_path: Path
) -> None:
    more: dict[str, Any] = {
        "zones": {"zones": [{"id": "00000000000000bb", "start": 0, "end": 4}]},
        "links": {
            "spans": [span(0, 10, id="p"), span(15, 25, id="q")],
            "links": [{"id": "00000000000000bb", "role": "coref", "from": "p", "to": "q"}],
        },
    }[kind]
    path = write(tmp_path / "batch.jsonl", line("a", **more), line("b", **more))
    assert "belongs to another article already" in refusal(session, path)


def test_the_same_id_with_another_text_is_refused(session: Session, tmp_path: Path) -> None:
    path = write(tmp_path / "batch.jsonl", line("a"), line("a", text="Another story."))
    sentence = refusal(session, path)
    assert sentence.startswith(f"{path}:2: an article “a” with another text")
    assert "Give this one an id of its own" in sentence


def test_a_line_without_an_end_is_refused(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.formats.json_files.MAX_LINE", 1000)
    path = write(tmp_path / "long.jsonl", GOOD[0], line("long", text="x" * 5000))
    assert refusal(session, path).startswith(f"{path}:2: the line is longer than 1000 bytes")
    assert load(session, path, on_error="skip").refused == 1


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "the file holds no text"),
        (b"\n \n\n", "the file holds no text"),
        (b"\xef\xbb\xbf\n", "the file holds no text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "this is not a text file"),
        ('{"text": "a"}'.encode("utf-16"), "the file is UTF-16; JSON lines are UTF-8"),
    ],
)
def test_a_file_that_holds_no_lines(
    raw: bytes, words: str, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(raw)
    sentence = refusal(session, path)
    assert sentence.startswith(f"{path}: {words}")
    good = write(tmp_path / "good.jsonl", GOOD[0])
    report = load(session, path, good, on_error="skip")
    assert (report.refused, report.documents) == (1, 1)


def test_all_bad_lines_are_counted_and_the_first_listed(session: Session, tmp_path: Path) -> None:
    path = write(tmp_path / "batch.jsonl", *[b"no"] * 300, GOOD[0])
    report = load(session, path, on_error="skip")
    assert (report.refused, len(report.problems), report.documents) == (300, 200, 1)


def test_nothing_of_a_batch_is_stored_if_its_last_file_is_bad(
    session: Session, tmp_path: Path
) -> None:
    before = tables(session)
    files = [write(tmp_path / f"{n}.jsonl", line(f"doc-{n}", text=f"{n} {TEXT}")) for n in range(5)]
    files.append(write(tmp_path / "z.jsonl", b"no"))
    assert refusal(session, *files).startswith(f"{files[-1]}:1: ")
    assert tables(session) == before


def test_a_text_of_a_hundred_megabytes_is_no_article(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.formats.lines.MAX_BYTES", 1024**2)
    path = write(tmp_path / "a.jsonl", line(text="a" * (1024**2 + 1)))
    said = refusal(session, path)
    assert "a.jsonl:1:" in said
    assert "more than 1 million characters" in said
    assert load(session, path, max_bytes=2 * 1024**2).documents == 1
