"""Folders that brat wrote come in, and ours are laid out as brat opens them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.article import Article
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Comment, Entry
from annotator.domain.offset_units import Unit
from annotator.domain.scheme import Attribute, AttributeType, Scheme
from annotator.formats import brat_names
from annotator.formats.brat import FORMAT
from annotator.formats.fitting import fit
from annotator.formats.registry import Loss, WriteOptions, format_for
from annotator.services.exporting import ExportOptions, export
from annotator.services.session import Session
from tests.formats import trips, whole
from tests.formats.lines import TEXT, line, load, refusal, span, write

DANA, OREN = "T1\tPERSON 0 10\tDana Ilves", "T2\tPERSON 15 25\tOren Maret"
SAID = ("T3\tcontent 37 42\tWe go", "T4\tcue 49 53\tsaid", "T5\tsource 45 48\tshe")


def pair(folder: Path, *lines: str, text: str | bytes = TEXT, name: str = "one") -> Path:
    """Write a text and its annotation file, and return the path of the latter."""
    raw = text if isinstance(text, bytes) else text.encode()
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.txt").write_bytes(raw)
    path = folder / f"{name}.ann"
    path.write_bytes("".join(f"{each}\n" for each in lines).encode())
    return path


def only(session: Session) -> Article:
    """Return the one article with what everybody said of it."""
    (found,) = session.bundles()
    return Article(found.document, found.text, found.annotations, found.relations, found.zones)


def places(session: Session) -> list[tuple[str, str]]:
    found = only(session)
    return sorted(
        (each.label, "|".join(part.of(found.text) for part in each.spans))
        for each in found.annotations.values()
    )


def links(session: Session) -> list[tuple[str, str, str]]:
    found = only(session)

    def words(number: int) -> str:
        each = found.annotations[number]
        return "|".join(part.of(found.text) for part in each.spans) or each.label

    return sorted(
        (each.role, words(each.source), words(each.target)) for each in found.relations.values()
    )


def comments(session: Session) -> list[tuple[str, str]]:
    (bundle,) = session.bundles()
    labels = {each.id: each.label for each in bundle.annotations}
    return sorted((each.text, labels.get(each.annotation or 0, "")) for each in bundle.comments)


def written(session: Session, folder: Path, **options: Any) -> dict[str, str]:
    export(session, folder, ExportOptions("brat", **options))
    return {each.name: each.read_bytes().decode() for each in sorted(folder.iterdir())}


# Reading ---------------------------------------------------------------------------------------


def test_labels_of_one_and_of_several_parts_come_in(session: Session, tmp_path: Path) -> None:
    parts = "T2\tPERSON 0 4;15 19;29 34\tDana Oren Karsk"
    old = "T3\tORG 0 4;15 19\tDanaOren"
    load(session, pair(tmp_path, DANA, parts, old, "T4\tGPE 29 34"))
    assert places(session) == [
        ("GPE", "Karsk"),
        ("ORG", "Dana|Oren"),
        ("PERSON", "Dana Ilves"),
        ("PERSON", "Dana|Oren|Karsk"),
    ]
    assert session.document(session.document_ids()[0]).uid == "one"


def test_parts_out_of_order_or_touching_are_put_in_order(session: Session, tmp_path: Path) -> None:
    path = pair(tmp_path, "T1\tPERSON 15 19;0 4;4 10\tOren Dana  Ilves")
    report = load(session, path)
    assert places(session) == [("PERSON", "Dana Ilves|Oren")]
    assert report.notes == {"parts that touch or overlap, joined": 1}


@pytest.mark.parametrize("gap", ["\n", "\r\n", "\n\n", " \n  ", "\u2028"])
def test_a_label_over_a_line_break_is_one_again(gap: str, session: Session, tmp_path: Path) -> None:
    start = 5 + len(gap)
    words = f"T1\tGPE 0 5;{start} {start + 5}\tNorth Karsk"
    report = load(session, pair(tmp_path, words, text=f"North{gap}Karsk denies."))
    assert places(session) == [("GPE", f"North{gap.replace(chr(13), '')}Karsk")]
    assert "labels over a line break, whose parts were joined" in report.notes


def test_an_article_without_labels_is_an_article(session: Session, tmp_path: Path) -> None:
    assert load(session, pair(tmp_path)).documents == 1


def test_a_folder_is_read_pair_by_pair(session: Session, tmp_path: Path) -> None:
    pair(tmp_path / "in", DANA)
    (tmp_path / "in" / "alone.txt").write_text("Nobody has looked at this.")
    for name in FORMAT.settings:
        (tmp_path / "in" / name).write_text("[entities]\nPERSON\n")
    report = load(session, tmp_path / "in")
    assert (report.documents, report.annotations, report.ignored) == (2, 1, {})
    known = format_for(tmp_path / "in" / "alone.txt")
    assert known is not None
    assert known.name == "text"


def test_relations_join_labels(session: Session, tmp_path: Path) -> None:
    first, turned = "R1\tcoref Arg1:T2 Arg2:T1\t", "R2\tcoref Arg2:T2 Arg1:T1"
    report = load(session, pair(tmp_path, first, DANA, turned, OREN, "R3\tcoref Arg1:T2 Arg2:T1"))
    assert links(session) == [
        ("coref", "Dana Ilves", "Oren Maret"),
        ("coref", "Oren Maret", "Dana Ilves"),
    ]
    assert report.notes == {"relations that stand there twice, taken once": 1}


def test_groups_become_relations_from_their_first(session: Session, tmp_path: Path) -> None:
    load(session, pair(tmp_path, DANA, OREN, "T3\tGPE 29 34\tKarsk", "*\tcoref T1 T2 T3"))
    assert links(session) == [
        ("coref", "Dana Ilves", "Karsk"),
        ("coref", "Dana Ilves", "Oren Maret"),
    ]


def test_events_are_relations_from_their_words(session: Session, tmp_path: Path) -> None:
    lines = (DANA, OREN, "T3\tEVENT 11 14\tmet", "T4\tEVENT 26 28\tin",
             "E1\tEVENT:T3 coref:T1 coref2:T2 coref3:E2", "E2\tEVENT:T4 coref:E1")  # fmt: skip
    load(session, pair(tmp_path, *lines))
    assert links(session) == [
        ("coref", "in", "met"),
        ("coref", "met", "Dana Ilves"),
        ("coref", "met", "Oren Maret"),
        ("coref", "met", "in"),
    ]


def test_circles_of_events_do_no_harm(session: Session, tmp_path: Path) -> None:
    load(session, pair(tmp_path, DANA, "E1\tPERSON:T1 coref:E1", "E2\tPERSON:T1 coref:E1"))
    assert links(session) == [("coref", "Dana Ilves", "Dana Ilves")]


def test_the_number_of_a_role_is_its_own_where_the_folder_says_so(
    session: Session, tmp_path: Path
) -> None:
    (tmp_path / "annotation.conf").write_text(
        "[events]\n<P>=PERSON|ORG\nEVENT Arg0*:<P>, Site2?:<P>, Theme+:<P>\n[attributes]\n"
    )
    event = "E1\tEVENT:T3 Arg0:T1 Site2:T2 Theme2:T1 Other9:T2"
    load(session, pair(tmp_path, DANA, OREN, "T3\tEVENT 11 14\tmet", event), unknown_labels="add")
    assert [role for role, _, _ in links(session)] == ["Arg0", "Other9", "Site2", "Theme"]


def test_events_on_the_same_words_are_joined(session: Session, tmp_path: Path) -> None:
    lines = (DANA, "T2\tGPE 29 34\tKarsk", "E1\tGPE:T2 coref:T1", "E2\tGPE:T2 coref:T1",
             "A1\treferent E1 place", "A2\treferent E2 people")  # fmt: skip
    report = load(session, pair(tmp_path, *lines))
    assert links(session) == [("coref", "Karsk", "Dana Ilves")]
    assert report.ignored == {"attributes of further events on the same words": 1}
    assert "events on the same words, joined" in report.notes


def test_relations_from_one_part_to_the_others_become_a_quote(
    session: Session, tmp_path: Path
) -> None:
    relations = ("R1\tcue Arg1:T3 Arg2:T4", "R2\tsource Arg1:T3 Arg2:T5")
    said = ("A1\tquotes-quote-act T3 denies", "A2\tquotes-quote-named T3 no")
    load(session, pair(tmp_path, *SAID, *relations, *said))
    (quote,) = (each for each in only(session).annotations.values() if not each.spans)
    assert quote.attributes == {"act": "denies", "named": False}
    assert links(session) == [
        ("content", "quote", "We go"),
        ("cue", "quote", "said"),
        ("source", "quote", "she"),
    ]


def test_flags_and_values_are_attributes(session: Session, tmp_path: Path) -> None:
    lines = (DANA, "A1\tNegation T1", "M2\tDoubt T1", "A3\tHow_sure T1 not at all")
    load(session, pair(tmp_path, *lines), unknown_labels="add")
    (each,) = only(session).annotations.values()
    assert each.attributes == {"Negation": True, "Doubt": True, "How_sure": "not at all"}


CONF = """[entities]
PERSON
-------
!Vessel
    Ship\n
[relations]
Owns\tArg1:PERSON, Arg2:<ENTITY>
<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>
[events]
[attributes]
<L>=High|Low
Sure\tArg:Ship|PERSON, Value:<L>
Lost\tArg:Ship
Known\tArg:<ENTITY>, Value:yes|no
"""


def test_what_a_folder_allows_is_added_to_the_scheme(session: Session, tmp_path: Path) -> None:
    (tmp_path / "annotation.conf").write_text(CONF)
    report = load(session, pair(tmp_path, DANA, "A1\tSure T1 High"), unknown_labels="add")
    assert report.new_labels == ["entities.Vessel", "entities.Ship"]
    scheme = session.scheme
    assert scheme.role("Owns") is not None
    found = {each: scheme.attribute("entities", each) for each in ("Sure", "Lost", "Known")}
    assert {name: each and each.type for name, each in found.items()} == {
        "Sure": AttributeType.CHOICE,
        "Lost": AttributeType.YES_NO,
        "Known": AttributeType.YES_NO,
    }
    assert found["Sure"] is not None
    assert [value for value, _ in found["Sure"].choices] == ["High", "Low"]
    session.undo()
    assert session.scheme.label("entities", "Ship") is None


def test_what_a_folder_allows_is_left_unless_it_is_wanted(session: Session, tmp_path: Path) -> None:
    (tmp_path / "annotation.conf").write_text(CONF)
    before = session.scheme
    load(session, pair(tmp_path, DANA), unknown_labels="skip")
    assert session.scheme == before


def test_our_own_configuration_adds_nothing_to_our_scheme(
    session: Session, news_scheme: Scheme, tmp_path: Path
) -> None:
    export(session, tmp_path / "out", ExportOptions("brat"))
    (tmp_path / "out" / "a.txt").write_text("Dana Ilves met.")
    (tmp_path / "out" / "a.ann").write_text(f"{DANA}\n")
    load(session, tmp_path / "out", unknown_labels="add")
    assert session.scheme == news_scheme


def test_remarks_come_in_at_their_labels(session: Session, tmp_path: Path) -> None:
    lines = (DANA, OREN, "R1\tcoref Arg1:T2 Arg2:T1", "#1\tAnnotatorNotes T1\tWho is she?",
             "#2\tLemma T1\tilves", "#3\tAnnotatorNotes R1\tReally?", "#4\tAnnotatorNotes T9\t?",
             "# by hand")  # fmt: skip
    report = load(session, pair(tmp_path, *lines))
    assert comments(session) == [
        ("Lemma: ilves", "PERSON"),
        ("Really?", "PERSON"),
        ("Who is she?", "PERSON"),
    ]
    assert report.ignored == {
        "remarks about what is not in the file": 1,
        "lines that are none of brat's": 1,
    }


def test_references_become_entries(session: Session, tmp_path: Path) -> None:
    lines = (DANA, OREN, "T3\tGPE 29 34\tKarsk",
             "N1\tReference T1 Wikidata:Q42\tDana Ilves", "N2\tReference T2 GeneID:77\t",
             "N3\tReference Referent:Wikidata:Q42 Annotation:T3",
             "N4\tReference T3 X:1\tK")  # fmt: skip
    report = load(session, pair(tmp_path, *lines))
    found = sorted(session.entries().values(), key=lambda each: each.name)
    assert [(each.name, each.wikidata, each.note) for each in found] == [
        ("77", "", "GeneID:77"),
        ("Dana Ilves", "Q42", ""),
    ]
    assert report.ignored == {
        "further entries of a label": 1,
        "entries that have another name elsewhere": 1,
    }
    assert len({each.entry for each in only(session).annotations.values()}) == 2


def test_unknown_labels_may_be_skipped_with_all_that_is_about_them(
    session: Session, tmp_path: Path
) -> None:
    lines = (DANA, "T2\tHERO 15 25\tOren Maret", "R1\tcoref Arg1:T2 Arg2:T1", "A1\tbold T2",
             "#1\tAnnotatorNotes T2\tWho?", "N1\tReference T2 X:1\tOren")  # fmt: skip
    report = load(session, pair(tmp_path, *lines), unknown_labels="skip")
    assert places(session) == [("PERSON", "Dana Ilves")]
    assert report.ignored["label HERO"] == 1


# Offsets ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("👩‍👩‍👧 Dana Ilves", "Dana"),
        ("Cafe\u0301 Amber", "Amber"),
        ("a\u00a0b\u2028Karsk", "Karsk"),
        ("דנה אילבס אמרה", "אילבס"),
        ("\ufeffDana Ilves", "Ilves"),
        ("One.\r\nTwo.\r\nKarsk denies.", "Karsk"),
        ("One.\rTwo.\tKarsk denies.", "Karsk"),
    ],
)
def test_offsets_count_code_points_of_the_file(
    text: str, words: str, session: Session, tmp_path: Path
) -> None:
    start = text.index(words)
    load(session, pair(tmp_path, f"T1\tORG {start} {start + len(words)}\t{words}", text=text))
    assert places(session) == [("ORG", words)]


@pytest.mark.parametrize("text", ["\ufeffOne. Karsk denies.", "One.\r\nKarsk denies."])
def test_files_that_were_changed_on_the_way_are_read_as_their_words_fit(
    text: str, session: Session, tmp_path: Path
) -> None:
    report = load(session, pair(tmp_path, "T1\tGPE 5 10\tKarsk", text=text))
    assert places(session) == [("GPE", "Karsk")]
    assert report.notes == {"articles whose offsets leave out a mark or a part of line breaks": 1}


@pytest.mark.parametrize("unit", [None, Unit.UTF_16])
def test_utf_16_is_found_out_or_said(unit: Unit | None, session: Session, tmp_path: Path) -> None:
    path = pair(tmp_path, "T1\tGPE 3 8\tKarsk", text="😀 Karsk")
    load(session, path, unit=unit)
    assert places(session) == [("GPE", "Karsk")]


def test_a_file_with_windows_line_breaks_is_read(session: Session, tmp_path: Path) -> None:
    load(session, pair(tmp_path, f"{DANA}\r", "\r", f"{OREN}\r"))
    assert places(session) == [("PERSON", "Dana Ilves"), ("PERSON", "Oren Maret")]


def test_an_old_encoding_is_found_out(session: Session, tmp_path: Path) -> None:
    text = "Das Gespräch in Köln führte Größe über die Brücke. Über die Straße lief er müde. " * 3
    path = pair(tmp_path, text=text.encode("cp1252"))
    path.write_bytes("T1\tGPE 16 20\tKöln\n".encode("cp1252"))
    load(session, path, encoding="cp1252")
    assert places(session) == [("GPE", "Köln")]


# What cannot be read ---------------------------------------------------------------------------


BAD: dict[str, tuple[str | bytes, int, str]] = {
    "prose": ("Dana Ilves met Oren Maret.", 1, "no line of brat's standoff"),
    "blanks": (f"{DANA}\nT2 PERSON 15 25 Oren", 2, "where ⇥ is a tab"),
    "unknown": ("X1\tPERSON 0 10\tDana", 1, "no line of brat's standoff"),
    "truncated": (f"{DANA}\nT2\tPERSON 1", 2, "T1⇥Label 0 5⇥words"),
    "no-offsets": ("T1\tPERSON\tDana", 1, "T1⇥Label 0 5⇥words"),
    "float": ("T1\tPERSON 0.5 4\tDana", 1, "T1⇥Label 0 5⇥words"),
    "nan": ("T1\tPERSON NaN 4\tDana", 1, "T1⇥Label 0 5⇥words"),
    "negative": ("T1\tPERSON -1 4\tDana", 1, "T1⇥Label 0 5⇥words"),
    "huge": (f"T1\tPERSON 0 {'9' * 5000}\tDana", 1, "T1⇥Label 0 5⇥words"),
    "half-a-part": ("T1\tPERSON 0 4;15\tDana", 1, "T1⇥Label 0 5⇥words"),
    "outside": ("T1\tPERSON 0 999\tDana", 1, "lies outside the text"),
    "turned": ("T1\tPERSON 4 0\tDana", 1, "it must end after it starts"),
    "empty-range": ("T1\tPERSON 4 4\t", 1, "it must end after it starts"),
    "other-words": ("T1\tPERSON 0 4\tOren", 1, "says “Oren”, but the text has “Dana”"),
    "other-parts": ("T1\tPERSON 0 4;15 19\tDana Dana", 1, "but the text has “Dana Oren”"),
    "id-twice": (f"{DANA}\n{DANA}", 2, "stands twice"),
    "event-twice": (f"{DANA}\nE1\tPERSON:T1\nE1\tPERSON:T1", 3, "stands twice"),
    "unknown-label": ("T1\tHERO 0 4\tDana", 0, "the scheme has no label “HERO”"),
    "unknown-role": (f"{DANA}\n{OREN}\nR1\tx Arg1:T1 Arg2:T2", 0, "the scheme has no role “x”"),
    "unknown-attribute": (f"{DANA}\nA1\tbold T1", 0, "has no attribute “bold”"),
    "wrong-value": ("T1\tGPE 29 34\tKarsk\nA1\treferent T1 sea", 0, "takes one of place"),
    "flag-of-a-choice": ("T1\tGPE 29 34\tKarsk\nA1\treferent T1", 0, "takes one of place"),
    "missing-end": (f"{DANA}\nR1\tcoref Arg1:T1 Arg2:T9", 2, "“R1” refers to T9"),
    "one-end": (f"{DANA}\nR1\tcoref Arg1:T1", 2, "R1⇥Role Arg1:T1 Arg2:T2"),
    "three-ends": (f"{DANA}\nR1\tcoref A:T1 B:T1 C:T1", 2, "R1⇥Role Arg1:T1 Arg2:T2"),
    "relation-to-itself": (f"{DANA}\nR1\tcoref Arg1:R1 Arg2:T1", 2, "“R1” refers to R1"),
    "no-trigger": (f"{DANA}\nE1\tPERSON coref:T1", 2, "E1⇥Type:T1 Role:T2"),
    "missing-trigger": (f"{DANA}\nE1\tPERSON:T7 coref:T1", 2, "“E1” refers to T7"),
    "missing-argument": (f"{DANA}\nE1\tPERSON:T1 coref:E7", 2, "“E1” refers to E7"),
    "attribute-of-nothing": ("A1\tNegation T1", 1, "“A1” refers to T1"),
    "attribute-without-name": ("A1\tNegation", 1, "A1⇥Name T1 value"),
    "said-twice": (
        "T1\tGPE 29 34\tKarsk\nA1\treferent T1 place\nA2\treferent T1 people", 3,
        "says “referent” twice",
    ),
    "reference-of-nothing": ("N1\tReference T1 X:1\tDana", 1, "“N1” refers to T1"),
    "reference-without-number": (f"{DANA}\nN1\tReference T1 X", 2, "N1⇥Reference"),
    "lone-group": ("*\tEquiv", 1, "*⇥Equiv T1 T2"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0", 0, "not a text file"),
    "zip": (b"PK\x03\x04\x14\0\0\0\0\0\0\0", 0, "not a text file"),
    "nul": ("T1\tPERSON 0 4\tDana\0", 0, "not a text file"),
    "deep": ("[" * 100_000, 1, "no line of brat's standoff"),
    "long": (b"T" * (10 * 1024 * 1024 + 1), 0, "more than 10 MB"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_and_the_others_stay(
    name: str, session: Session, tmp_path: Path
) -> None:
    bad, number, words = BAD[name]
    folder = tmp_path / "in"
    pair(folder, DANA, name="a")
    pair(folder, text="Else. Nothing.", name="z")
    path = pair(folder, text=TEXT + " ", name="m")
    path.write_bytes(bad if isinstance(bad, bytes) else bad.encode())
    sentence = refusal(session, path)
    assert sentence.startswith(f"{path}:{number}: " if number else f"{path}: ")
    assert words in sentence
    report = load(session, folder, on_error="skip")
    assert (report.refused, report.documents) == (1, 2)
    assert session.check() == []


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "holds no text"),
        (b" \n\n", "holds no text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0", "not a text file"),
        (b"\0D\0a\0n\0a\0 \0I\0l", "not a text file"),
        (b"A text with one \0 in it. " + b"And no other. " * 9, "has a U+0000 at character 16"),
        (b"x" * (25 * 1024 * 1024 + 1), "more than 25 MB"),
    ],
)
def test_a_bad_text_is_told_by_its_name(
    raw: bytes, words: str, session: Session, tmp_path: Path
) -> None:
    sentence = refusal(session, pair(tmp_path, text=raw))
    assert sentence.startswith((f"{tmp_path / 'one.txt'}: ", f"{tmp_path / 'one.ann'}: "))
    assert words in sentence


def test_forbidden_characters_are_replaced_by_choice(session: Session, tmp_path: Path) -> None:
    text = b"A text with one \0 in it, from Karsk and back, and nothing else that is odd at all."
    load(session, pair(tmp_path, "T1\tGPE 30 35\tKarsk", text=text), replace_forbidden=True)
    assert places(session) == [("GPE", "Karsk")]


def test_a_missing_text_is_told(session: Session, tmp_path: Path) -> None:
    path = pair(tmp_path, DANA)
    path.with_suffix(".txt").unlink()
    assert "there is no “one.txt” beside it" in refusal(session, path)


def test_a_text_that_is_a_link_out_of_the_folder_is_not_read(
    session: Session, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(TEXT)
    path = pair(tmp_path / "in", DANA)
    path.with_suffix(".txt").unlink()
    path.with_suffix(".txt").symlink_to(secret)
    assert "there is no “one.txt” beside it" in refusal(session, path)


@pytest.mark.parametrize(
    "conf",
    [b"\xff\xfe\0", b"[attributes]\n" + b"<A>=x\n<" * 5000, b"[" * 100_000, b"[events]\nE " +
     b"{" * 200_000, b"[attributes]\nNAME\n!\n|\n:\n, ,\n"],
)  # fmt: skip
def test_a_broken_configuration_does_no_harm(conf: bytes, session: Session, tmp_path: Path) -> None:
    (tmp_path / "annotation.conf").write_bytes(conf)
    assert load(session, pair(tmp_path, DANA)).annotations == 1


# Writing ---------------------------------------------------------------------------------------


def test_files_are_laid_out_as_brat_does(session: Session, tmp_path: Path) -> None:
    source = line(
        "harbour/1",
        text="North\nKarsk denied it, Oren Maret told Dana.",
        spans=[
            span(0, 11, "GPE", id="k", attributes={"referent": "government"}, entry="e"),
            span(24, 28, "PERSON", id="o", parts=[[24, 25], [26, 28]]),
            span(12, 21, "content", id="c"),
            span(24, 34, "source", id="s"),
        ],
        links=[{"role": "coref", "from": "o", "to": "k"}],
        quotes=[{"content": ["c"], "source": ["s"], "act": "denies"}],
        entries=[{"id": "e", "name": "Karsk", "wikidata": "Q1"}],
        comments=[{"text": "Which one?\nNorth?", "on": "k"}],
    )
    load(session, write(tmp_path / "in.jsonl", source))
    (number,) = session.entries()
    files = written(session, tmp_path / "out")
    assert list(files) == ["annotation.conf", "harbour~2f1.ann", "harbour~2f1.txt", "visual.conf"]
    assert files["harbour~2f1.txt"] == source["text"]
    assert files["harbour~2f1.ann"].splitlines() == [
        "T1\tGPE 0 5;6 11\tNorth Karsk",
        "T2\tcontent 12 21\tdenied it",
        "T3\tPERSON 24 25;26 28\tr n ",
        "T4\tsource 24 34\tren Maret ",
        "R1\tsource Arg1:T2 Arg2:T4",
        "R2\tcoref Arg1:T3 Arg2:T1",
        "A1\treferent T1 government",
        "A2\tquotes-quote-act T2 denies",
        f"N1\tReference T1 Annotator:{number:016x}\tKarsk",
        "N2\tReference T1 Wikidata:Q1\tKarsk",
        "#1\tAnnotatorNotes T1\tWhich one?_x000a_North?",
    ]


def test_the_configuration_names_what_the_scheme_allows(session: Session, tmp_path: Path) -> None:
    files = written(session, tmp_path / "out")
    conf = files["annotation.conf"].splitlines()
    for wanted in (
        "[entities]", "PERSON", "content", "[events]",
        "source\tArg1:content|cue|source|insertion, Arg2:source",
        "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
        "referent\tArg:GPE, Value:place|government|people",
        "quotes-quote-named\tArg:content|cue|source|insertion, Value:yes|no",
    ):  # fmt: skip
        assert wanted in conf
    assert "quote" not in conf  # it has no words
    looks = files["visual.conf"].splitlines()
    assert "PERSON | Person" in looks
    assert "ORG\tfgColor:white, bgColor:#2f855a" in looks
    assert "CARDINAL\tfgColor:white, bgColor:#718096" in looks


def test_a_dot_or_a_blank_in_a_name_comes_back(session: Session, tmp_path: Path) -> None:
    odd = ["an äge of 5%", "a_x0041_b", "_x", "--", "x.y|z"]
    lines = [f"T{place}\t{brat_names.in_name(each)} 0 4\tDana" for place, each in enumerate(odd)]
    load(session, pair(tmp_path, *lines), unknown_labels="add")
    assert sorted(label for label, _ in places(session)) == sorted(odd)
    files = written(session, tmp_path / "out")
    names = {each.split()[1] for each in files["one.ann"].splitlines()}
    assert names == set(map(brat_names.in_name, odd))
    assert names < set(files["annotation.conf"].splitlines())


WORDS = st.text(st.characters(codec="utf-8"), max_size=12)


@given(WORDS | st.from_regex("[_x0-9a]*", fullmatch=True))
def test_names_and_words_come_back(words: str) -> None:
    name, on_line = brat_names.in_name(words), brat_names.on_line(words)
    assert brat_names.plain(name) == brat_names.plain(on_line) == words
    assert re.fullmatch("[A-Za-z0-9_-]+", name)
    assert name.strip("-")
    assert len(on_line.splitlines()) == 1
    assert "\t" not in on_line
    assert on_line == on_line.strip()


UIDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)


LIKE = st.from_regex(r"[abcABC~./-]{1,4}(\.ann|con|~2f)?", fullmatch=True)


@given(
    st.lists(
        UIDS | LIKE | st.from_regex("[aAbB]+", fullmatch=True),
        unique=True,
    )
)
def test_names_of_files_are_safe_and_lead_back(uids: list[str]) -> None:
    stems = brat_names.Stems()
    uids = list(dict.fromkeys(map(brat_names.short_uid, uids)))
    found = [stems.of(each) for each in uids]
    assert [brat_names.uid_of(each) for each in found] == uids
    assert len({each.lower() for each in found}) == len(uids)
    for each in found:
        assert len(each) <= 160
        assert each.isascii()
        assert not set(each) & set('/\\:*?"<>|% \t')
        assert each[0] not in ".-"
        assert Path(f"{each}.ann").with_suffix(".txt").name == f"{each}.txt"


@pytest.mark.parametrize(
    ("uid", "stem"),
    [
        ("PMC-14-Materials_and_Methods.1", "PMC-14-Materials_and_Methods.1"),
        ("../up", "~2e.~2fup"),
        ("Con", "~43on"),
        ("nul.old", "~6eul.old"),
        ("one.ann", "one~2eann"),
        ("tilde~2f", "tilde~7e2f"),
        ("é", "~c3~a9"),
    ],
)
def test_names_of_files_are_what_the_page_says(uid: str, stem: str) -> None:
    assert brat_names.stem_of(uid) == stem


def test_ids_that_differ_in_capitals_only_have_files_of_their_own(
    session: Session, tmp_path: Path
) -> None:
    lines = [line(uid, f"{uid} {place}.") for place, uid in enumerate(["Ab", "ab", "AB", "aB"])]
    load(session, write(tmp_path / "in.jsonl", *lines))
    names = [name for name in written(session, tmp_path / "out") if name.endswith(".ann")]
    assert sorted(names) == ["Ab.ann", "a~42.ann", "~41~42.ann", "~61b.ann"]


def test_an_id_that_is_too_long_is_cut_and_told(
    news_scheme: Scheme, session: Session, tmp_path: Path
) -> None:
    uid = "https://example.org/" + "ä/" * 200
    load(session, write(tmp_path / "in.jsonl", line(uid)))
    lost: list[Loss] = []
    (bundle,) = session.bundles()
    fitted = fit(bundle, FORMAT, WriteOptions(news_scheme, on_loss=lost.append))
    assert [(each.what, each.label) for each in lost] == [("metadata", "id")]
    export(session, tmp_path / "out", ExportOptions("brat"))
    with Session.create(tmp_path / "b.annotator", news_scheme, "Mina Kell") as other:
        load(other, tmp_path / "out")
        assert other.document(other.document_ids()[0]).uid == fitted.document.uid


def test_line_breaks_that_brat_cannot_label_are_told(news_scheme: Scheme, tmp_path: Path) -> None:
    text = "One.\n\nKarsk\ndenies it.\n"
    spans = [
        span(4, 6, "ORG", id="n"),  # nothing but line breaks
        span(5, 12, "GPE", id="k"),  # one at each end
        span(6, 18, "PERSON", id="p", parts=[[6, 11], [12, 18]]),
        span(0, 22, "ORG", id="w"),
        span(6, 11, "content", id="c"),
        span(4, 5, "cue", id="q"),
    ]
    source = line(
        text=text,
        spans=spans,
        quotes=[{"content": ["c"], "cue": ["q"]}],
        links=[{"role": "coref", "from": "k", "to": "n"}],
    )
    lost, report = trips.check("brat", news_scheme, [source])
    told = sorted((each.what, each.label, each.detail) for each in lost if each.detail != "")
    assert ("spans", "entities.ORG", "line breaks") in told
    assert ("spans", "entities.GPE", "line breaks") in told
    assert ("parts", "entities.PERSON", "line breaks") in told
    assert ("spans", "quotes.cue", "line breaks") in told
    # The quote has only one part left, which nothing can be joined to.
    assert [each.label for each in lost if each.what == "frames"] == ["quotes.quote"]
    assert report.ignored == {}


def test_remarks_and_entries_tell_what_they_lose(
    news_scheme: Scheme, session: Session, tmp_path: Path
) -> None:
    whole.fill(session, tmp_path)
    lost: list[Loss] = []
    bundle = next(each for each in session.bundles() if each.document.uid == "harbour/1")
    remarks = [
        ("At a label.", 6, None, False),
        ("At a quote.", 0xA1, None, False),
        ("At nothing.", None, None, False),
        ("An answer.", 6, 1, True),
    ]
    bundle.comments = [
        Comment(place, bundle.document.id, bundle.annotations[0].annotator, text, on, above, done)
        for place, (text, on, above, done) in enumerate(remarks, start=1)
    ]
    bundle.entries = {**bundle.entries, 7: Entry(7, "Nobody means it")}
    fitted = fit(bundle, FORMAT, WriteOptions(news_scheme, on_loss=lost.append))
    assert [each.text for each in fitted.comments] == ["At a label.", "At a quote.", "An answer."]
    assert [each.annotation for each in fitted.comments] == [6, 5, 6]
    assert {each.detail for each in lost if each.what == "comments"} == {
        "that it is about all of it",
        "At nothing.",
        "what it answers, that it is resolved",
    }
    assert [(each.label, each.detail) for each in lost if each.what == "entries"] == [
        ("Nobody means it", ""),
        ("Karsk", "kind, note, aliases"),
    ]


def test_remarks_and_entries_come_back(
    news_scheme: Scheme, session: Session, tmp_path: Path
) -> None:
    source = line(
        spans=[span(0, 10, id="d", entry="e"), span(15, 25, id="o", entry="f")],
        entries=[
            {"id": "e", "name": " tab\there "},
            {"id": "f", "name": "Oren", "wikidata": "Q 7"},
        ],
        comments=[{"text": text, "on": "d"} for text in ("", " a\n\tb\u2028", "_x0041_", "Why?")],
    )
    load(session, write(tmp_path / "in.jsonl", source))
    export(session, tmp_path / "out", ExportOptions("brat"))
    with Session.create(tmp_path / "b.annotator", news_scheme, "Mina Kell") as other:
        report = load(other, tmp_path / "out")
        assert report.ignored == {}
        assert other.entries() == session.entries()
        assert comments(other) == comments(session)
        # Once more onto itself brings nothing new.
        assert load(other, tmp_path / "out").annotations == 0


def test_values_of_every_type_come_back(news_scheme: Scheme, tmp_path: Path) -> None:
    choices: tuple[tuple[str, str], ...] = (("a b|c", ""), ("<x>", ""))
    scheme = Scheme(
        "s",
        "S",
        layers=news_scheme.layers,
        labels=news_scheme.labels,
        roles=news_scheme.roles,
        attributes=tuple(
            Attribute("entities", name, name, kind, values)
            for name, kind, values in (
                ("note", AttributeType.TEXT, ()),
                ("how many", AttributeType.NUMBER, ()),
                ("sure", AttributeType.YES_NO, ()),
                ("which", AttributeType.CHOICE, choices),
            )
        ),
    )
    said: list[dict[str, Any]] = [
        {"note": "two\nlines\t", "how many": 3, "sure": True, "which": "a b|c"},
        {"note": "", "how many": -0.5, "sure": False, "which": "<x>"},
        {"note": "yes", "how many": 1e300},
        {"note": " _x_ "},
    ]
    spans = [span(place, 10, attributes=each) for place, each in enumerate(said)]
    lost, report = trips.check("brat", scheme, [line(spans=spans)])
    assert lost == []
    assert report.ignored == {}


def test_what_was_written_is_written_the_same_again(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    assert written(session, tmp_path / "one") == written(session, tmp_path / "two")


def test_an_export_of_nothing_is_a_configuration(news_scheme: Scheme) -> None:
    assert FORMAT.write_folder is not None
    nothing: list[Bundle] = []
    files = dict(FORMAT.write_folder(nothing, WriteOptions(news_scheme)))
    assert list(files) == ["annotation.conf", "visual.conf"]
