"""Files of WebAnno and INCEpTION come in, and ours are laid out as theirs."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from annotator.domain.errors import AnnotatorError
from annotator.domain.offset_units import Unit
from annotator.domain.scheme import Attribute, AttributeType, Label, Layer, Scheme
from annotator.formats.file_names import Stems
from annotator.formats.registry import format_for
from annotator.formats.webanno_names import TypeNames, type_system_of
from annotator.services.exporting import ExportOptions, export
from annotator.services.session import Session
from tests.formats import whole
from tests.formats.lines import line, load, refusal, span, write

NER = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
POS = "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS"
DEPENDENCY = "de.tudarmstadt.ukp.dkpro.core.api.syntax.type.dependency.Dependency"
VALUES = f"#T_SP={NER}|identifier|value"
PEOPLE = """#Text=Dana Ilves met Oren Maret.
1-1	0-4	Dana	*[1]	PERSON[1]
1-2	5-10	Ilves	*[1]	PERSON[1]
1-3	11-14	met	_	_
1-4	15-19	Oren	*[2]	PERSON[2]
1-5	20-25	Maret	*[2]	PERSON[2]
1-6	25-26	.	_	_
"""


def sheet(body: str, *layers: str, version: str = "3.3") -> bytes:
    return "\n".join((f"#FORMAT=WebAnno TSV {version}", *layers, "", "", body)).encode()


def save(folder: Path, raw: bytes, name: str = "dana.tsv") -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def only(session: Session) -> Any:
    (number,) = session.document_ids()
    return session.article(number)


def said(session: Session) -> list[tuple[str, str]]:
    article = only(session)
    return [
        (each.label, each.hull.of(article.text))
        for each in sorted(article.annotations.values(), key=lambda each: each.spans)
        if each.spans
    ]


def joined(session: Session) -> list[tuple[str, str, str]]:
    article = only(session)
    words = {each.id: each.hull.of(article.text) for each in article.annotations.values()}
    return sorted(
        (each.role, words[each.source], words[each.target]) for each in article.relations.values()
    )


def written(session: Session, folder: Path, **options: Any) -> dict[str, str]:
    export(session, folder, ExportOptions("webanno-tsv", **options))
    return {each.name: each.read_bytes().decode() for each in sorted(folder.iterdir())}


# Reading: text ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "text"),
    [
        # A line break where one character is missing between sentences, then blanks.
        ("#Text=One .\n1-1\t0-3\tOne\n1-2\t4-5\t.\n\n#Text=Two\n2-1\t6-9\tTwo\n", "One .\nTwo"),
        ("#Text=One\n1-1\t0-3\tOne\n\n#Text=Two\n2-1\t6-9\tTwo\n", "One\n  Two"),
        ("#Text=One\n1-1\t0-3\tOne\n\n#Text=Two\n2-1\t3-6\tTwo\n", "OneTwo"),
        # A sentence goes on after its last token, and has several lines.
        ("#Text=One \n1-1\t0-3\tOne\n\n#Text=Two\n2-1\t4-7\tTwo\n", "One Two"),
        ("#Text=One\n#Text=\n#Text=Two\n1-1\t0-3\tOne\n1-2\t5-8\tTwo\n", "One\n\nTwo"),
        # Blanks before the first token; the sentence may have them or not.
        ("#Text=One\n1-1\t2-5\tOne\n", "  One"),
        ("#Text= One\n1-1\t1-4\tOne\n", " One"),
        # No blank line between sentences.
        ("#Text=One\n1-1\t0-3\tOne\n#Text=Two\n2-1\t4-7\tTwo\n", "One\nTwo"),
        ("#Text=One\\tTwo \\\\n\n1-1\t0-3\tOne\n1-2\t4-7\tTwo\n1-3\t8-10\t\\n\n", "One\tTwo \\n"),
        ("#Text=One\\r\n#Text=Two\n1-1\t0-3\tOne\n1-2\t5-8\tTwo\n", "One\nTwo"),
        ("#Sentence.id=s1\n#Text=One\n1-1\t0-3\tOne\n", "One"),
        ("#Text=# 1\n1-1\t0-1\t#\n1-2\t2-3\t1\n", "# 1"),
        ("#Text=a\u2028b\u0085c\n1-1\t0-5\ta\u2028b\u0085c\n", "a\u2028b\u0085c"),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_the_text_is_put_together_from_sentences_and_offsets(
    body: str, text: str, ends: str, session: Session, tmp_path: Path
) -> None:
    load(session, save(tmp_path, sheet(body).replace(b"\n", ends.encode())))
    assert only(session).text == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"caf\u00e9 \ud83d\ude0a \"x\"", 'café 😊 "x"'),
        (r"a\tb\\c\101", "a\tb\\cA"),
    ],
)
def test_until_3_1_text_is_escaped_as_in_java(
    written: str, text: str, session: Session, tmp_path: Path
) -> None:
    words = [(found.start(), found[0]) for found in re.finditer(r"\S+", text)]
    rows = "".join(
        f"1-{place}\t{start + (start > 6)}-{start + len(each.encode('utf-16-le')) // 2}\t{each}\n"
        for place, (start, each) in enumerate(words, 1)
        if start < 6
    )
    rest = text[words[-1][0] :]
    if len(words) > 2:
        rows += f"1-3\t8-{8 + len(rest)}\t{rest}\n"
    load(session, save(tmp_path, sheet(f"#Text={written}\n{rows}", version="3.1")))
    assert only(session).text == text


def test_offsets_count_utf_16(session: Session, tmp_path: Path) -> None:
    body = "#Text=😀 Karsk\n1-1\t0-2\t😀\t_\n1-2\t3-8\tKarsk\tGPE\n"
    report = load(session, save(tmp_path, sheet(body, f"#T_SP={NER}|value")))
    assert said(session) == [("GPE", "Karsk")]
    assert report.notes == {}


def test_offsets_that_count_characters_are_found_out(session: Session, tmp_path: Path) -> None:
    body = "#Text=😀 .\n1-1\t0-1\t😀\t_\n1-2\t2-3\t.\t_\n\n#Text=Karsk\n2-1\t4-9\tKarsk\tGPE\n"
    report = load(session, save(tmp_path, sheet(body, f"#T_SP={NER}|value")))
    assert said(session) == [("GPE", "Karsk")]
    assert report.notes == {"articles with offsets in code-point": 1}


def test_what_a_person_says_offsets_count_is_taken(session: Session, tmp_path: Path) -> None:
    path = save(tmp_path, sheet("#Text=😀 a\n1-1\t0-4\t😀\n1-2\t5-6\ta\n"))
    assert "--offsets" in refusal(session, path, unit=Unit.UTF_16)
    load(session, path, unit=Unit.UTF_8)
    assert only(session).text == "😀 a"


# Reading: labels -------------------------------------------------------------------------------


def test_labels_of_several_tokens_come_in(session: Session, tmp_path: Path) -> None:
    report = load(session, save(tmp_path, sheet(PEOPLE, VALUES)))
    assert said(session) == [("PERSON", "Dana Ilves"), ("PERSON", "Oren Maret")]
    assert (report.ignored, report.notes) == ({}, {})


def test_the_value_is_the_label_and_the_rest_are_attributes(
    session: Session, tmp_path: Path
) -> None:
    body = "#Text=Karsk fell\n1-1\t0-5\tKarsk\tQ\\_1\tGPE\n1-2\t6-10\tfell\t_\t_\n"
    path = save(tmp_path, sheet(body, VALUES))
    assert "has no attribute “identifier”" in refusal(session, path)
    load(session, path, unknown_labels="add")
    (each,) = only(session).annotations.values()
    assert (each.label, each.attributes) == ("GPE", {"identifier": "Q_1"})


def test_a_layer_without_values_gives_its_name(session: Session, tmp_path: Path) -> None:
    body = "#Text=Karsk fell\n1-1\t0-5\tKarsk\t*\t_\n1-2\t6-10\tfell\t_\t*\n"
    layers = ("#T_SP=webanno.custom.Place|", "#T_SP=webanno.custom.Fall|depth")
    load(session, save(tmp_path, sheet(body, *layers)), unknown_labels="add")
    assert said(session) == [("Place", "Karsk"), ("Fall", "fell")]


def test_stacks_and_sub_tokens_come_in(session: Session, tmp_path: Path) -> None:
    body = (
        "#Text=Karskland fell\n"
        "1-1\t0-9\tKarskland\tGPE[1]|ORG[2]\n"
        "1-1.1\t0-5\tKarsk\tPERSON\n"
        "1-1.2\t5-9\tland\tLOC[3]\n"
        "1-1.3\t9-9\t\tORG\n"
        "1-2\t10-14\tfell\t_\n"
        "1-2.1\t10-12\tfe\tLOC[3]\n"
    )
    report = load(session, save(tmp_path, sheet(body, f"#T_SP={NER}|value")))
    assert sorted(said(session)) == [
        ("GPE", "Karskland"), ("LOC", "land fe"), ("ORG", "Karskland"), ("PERSON", "Karsk"),
    ]  # fmt: skip
    assert report.ignored == {"annotations without words": 1}


@pytest.mark.parametrize(
    ("cell", "label"),
    [
        (r"a\_b", "a_b"), (r"a\|b", "a|b"), (r"\[1\]", "[1]"), (r"\*", "*"), (r"\_", "_"),
        (r"a\\", "a\\"), (r"a\\[3]", "a\\"), (r"x\->y", "x->y"), (r"a\;b", "a;b"),
        (r"a\tb", "a\tb"), (r"a\\_b\_", r"a\_b_"), (r"B-\[7\][7]", "B-[7]"),
    ],
)  # fmt: skip
def test_values_are_unescaped(cell: str, label: str, session: Session, tmp_path: Path) -> None:
    body = f"#Text=Karsk\n1-1\t0-5\tKarsk\t{cell}\n"
    path = save(tmp_path, sheet(body, f"#T_SP={NER}|value"))
    load(session, path, unknown_labels="add")
    assert said(session) == [(label, "Karsk")]


def test_a_stack_is_parted_where_no_sign_is_escaped(session: Session, tmp_path: Path) -> None:
    body = "#Text=Karsk\n1-1\t0-5\tKarsk\ta\\|b|c\\\\|d\n"
    path = save(tmp_path, sheet(body, f"#T_SP={NER}|value"))
    load(session, path, unknown_labels="add")
    assert sorted(label for label, _ in said(session)) == ["a|b", "c\\", "d"]


def test_parts_of_speech_and_their_relations_are_counted_and_left(
    session: Session, tmp_path: Path
) -> None:
    body = "#Text=Karsk fell\n1-1\t0-5\tKarsk\tNE\tGPE\tSB\t1-2\n1-2\t6-10\tfell\tVV\t_\t_\t_\n"
    layers = (f"#T_SP={POS}|PosValue", f"#T_SP={NER}|value",
              f"#T_RL={DEPENDENCY}|DependencyType|BT_{POS}")  # fmt: skip
    report = load(session, save(tmp_path, sheet(body, *layers)))
    assert said(session) == [("GPE", "Karsk")]
    assert report.ignored == {"annotations of POS": 2, "annotations of Dependency": 1}


# Reading: relations ----------------------------------------------------------------------------


def test_relations_lead_from_governor_to_dependent(session: Session, tmp_path: Path) -> None:
    rows = PEOPLE.splitlines()
    rows = [each + ("\t_\t_" if each[0] != "#" else "") for each in rows]
    rows[4] = rows[4].replace("\t_\t_", "\tcoref\t1-1[1_2]")
    relations = f"#T_RL=webanno.custom.Relation|label|BT_{NER}"
    load(session, save(tmp_path, sheet("\n".join(rows), VALUES, relations)))
    assert joined(session) == [("coref", "Dana Ilves", "Oren Maret")]


def test_relations_without_numbers_join_what_stands_on_the_tokens(
    session: Session, tmp_path: Path
) -> None:
    body = (
        "#Text=Karsk fell\n"
        "1-1\t0-5\tKarsk\tGPE\t*|coref\t1-2.1|1-1\n"
        "1-2\t6-10\tfell\t_\t_\t_\n"
        "1-2.1\t6-8\tfe\tORG\t_\t_\n"
    )
    layers = (f"#T_SP={NER}|value", f"#T_RL=webanno.custom.Tie|label|BT_{NER}")
    load(session, save(tmp_path, sheet(body, *layers)), unknown_labels="add")
    assert joined(session) == [("Tie", "fe", "Karsk"), ("coref", "Karsk", "Karsk")]


def test_slots_are_links(session: Session, tmp_path: Path) -> None:
    body = (
        "#Text=Bob sold it\n"
        "1-1\t0-3\tBob\tPERSON[1]\t_\t_\t_\n"
        "1-2\t4-8\tsold\t_\tsale\tseller;*\t1-1[1];1-3\n"
        "1-3\t9-11\tit\tPRODUCT\t*\t_\t*\n"
    )
    frame = "webanno.custom.Frame"
    layers = (f"#T_SP={NER}|value", f"#T_SP={frame}|FE|ROLE_{frame}:Roles_{frame}RolesLink|{NER}")
    load(session, save(tmp_path, sheet(body, *layers)), unknown_labels="add")
    assert ("sale", "sold") in said(session)
    assert ("Frame", "it") in said(session)
    assert joined(session) == [("Roles", "sold", "it"), ("seller", "sold", "Bob")]


def test_chains_are_labels_with_links_between_neighbours(session: Session, tmp_path: Path) -> None:
    body = (
        "#Text=The king saw him , he fled\n"
        "1-1\t0-3\tThe\tnp[1]\tcoref->1-1\n"
        "1-2\t4-8\tking\tnp[1]\tcoref->1-1\n"
        "1-3\t9-12\tsaw\t_\t_\n"
        "1-4\t13-16\thim\tpr[1]\t*->1-3\n"
        "1-5\t17-18\t,\t_\t_\n"
        "1-6\t19-21\the\t*[1]\t*->1-2\n"
        "1-7\t22-26\tfled\t_\t_\n"
    )
    chain = "#T_CH=webanno.custom.CoreferenceLink|referenceType|referenceRelation"
    load(session, save(tmp_path, sheet(body, chain)), unknown_labels="add")
    assert said(session) == [("np", "The king"), ("pr", "him"), ("Coreference", "he")]
    assert joined(session) == [("Coreference", "he", "him"), ("coref", "The king", "he")]


def test_relations_of_what_was_passed_over_are_counted(session: Session, tmp_path: Path) -> None:
    body = (
        "#Text=Karsk fell\n"
        "1-1\t0-5\tKarsk\tGPE\tx\t1-2.1\n"
        "1-2\t6-10\tfell\t_\t_\t_\n"
        "1-2.1\t6-6\t\tORG\t_\t_\n"
    )
    layers = (f"#T_SP={NER}|value", f"#T_RL=webanno.custom.Tie|label|BT_{NER}")
    report = load(session, save(tmp_path, sheet(body, *layers)))
    assert report.ignored == {
        "annotations without words": 1,
        "relations of annotations that were passed over": 1,
    }


# What is wrong ---------------------------------------------------------------------------------

ROW = "#Text=Karsk\n1-1\t0-5\tKarsk"
VALUE = f"#T_SP={NER}|value"
TIE = f"#T_RL=webanno.custom.Tie|label|BT_{NER}"
BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "holds no text"),
    "blank": (b"\n\n", "holds no text"),
    "only-header": (sheet("", VALUE), "holds no text"),
    "table": (b"title\ttext\na\tb\n", "the first line has to be “#FORMAT=WebAnno TSV 3.x”"),
    "version-2": (b"#FORMAT=WebAnno TSV 2.0\n\n", "versions 1 and 2 are not read"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file"),
    "junk": (bytes(range(256)) * 40, "not utf-8"),
    "latin-1": (sheet("#Text=caf\xe9 au lait, deja vu\n").replace(b"\xc3\xa9", b"\xe9"), "UTF-8"),
    "no-text": (sheet("1-1\t0-5\tKarsk\n"), "no line “#Text=” before this token"),
    "no-type": (sheet(ROW, "#T_SP=|"), "does not declare a layer"),
    "no-base": (sheet(ROW, "#T_RL=webanno.custom.Tie|label"), "does not declare a layer"),
    "cut-in-row": (sheet(f"{ROW}", VALUE), "has 3 columns, and the header asks for 4"),
    "cut-in-sentence": (sheet("#Text=Karsk fell\n1-1\t0-5\tKarsk\n"), "the file was cut off"),
    "cut-after-text": (sheet(f"{ROW}\n\n#Text=Next"), "the sentence has no tokens"),
    "no-tokens": (sheet(f"#Text=Next\n\n{ROW}"), "the sentence has no tokens"),
    "prose": (sheet("Karsk fell.\n"), "this is no token of a sentence"),
    "id": (sheet(ROW.replace("1-1", "one")), "this is no token of a sentence"),
    "huge-id": (sheet(ROW.replace("1-1", "1" * 5000)), "this is no token of a sentence"),
    "sub-token-first": (sheet(ROW.replace("1-1", "1-1.1")), "this is no token of a sentence"),
    "twice": (sheet(f"{ROW}\n1-1\t0-5\tKarsk\n"), "the id 1-1 stands there twice"),
    "no-offsets": (sheet(ROW.replace("0-5", "a-b")), "“a-b” are no offsets"),
    "negative": (sheet(ROW.replace("0-5", "-1-5")), "“-1-5” are no offsets"),
    "huge-offset": (sheet(ROW.replace("0-5", "0-" + "9" * 5000)), "are no offsets"),
    "backwards": (sheet(ROW.replace("0-5", "5-0")), "“5-0” are no offsets"),
    "outside": (sheet(f"{ROW}\n1-2\t5-9\tland\n"), "token at 5-9 does not lie in the text"),
    "far": (sheet(ROW.replace("0-5", "4000000000-4000000005")), "starts at 4000000000"),
    "back": (sheet(f"{ROW}\n\n#Text=a\n2-1\t3-4\ta\n"), "the text before it ends at 5"),
    "words": (sheet(ROW.replace("\tKarsk", "\tCarsk")), "says “Carsk”, but the text has “Karsk”"),
    "half-emoji": (sheet("#Text=a 😀\n1-1\t0-1\ta\n1-2\t2-3\t😀\n1-3\t3-4\tx\n"), "2-3"),
    "unknown-label": (sheet(f"{ROW}\tHERO\n", VALUE), "the scheme has no label “HERO”"),
    "said-twice": (
        sheet("#Text=a b\n1-1\t0-1\ta\tGPE[1]\n1-2\t2-3\tb\tORG[1]\n", VALUE),
        "says “value” twice and differently",
    ),
    "number-of-another": (
        sheet(f"{ROW}\tGPE[1]\tx[1]\n", VALUE, "#T_SP=webanno.custom.B|v"),
        "the number [1] belongs to another annotation (NamedEntity)",
    ),
    "two-numbers": (
        sheet(f"{ROW}\tx[1]\tGPE[2]\n", VALUES), "the number [2] belongs to another annotation",
    ),
    "relation-to-nothing": (sheet(f"{ROW}\tGPE\tcoref\t7-1\n", VALUE, TIE), "stands at 7-1"),
    "relation-to-no-number": (
        sheet(f"{ROW}\tGPE\tcoref\t1-1[0_9]\n", VALUE, TIE), "stands at 1-1[9]",
    ),
    "relation-from-nowhere": (sheet(f"{ROW}\tGPE\tcoref\t_\n", VALUE, TIE), "stands at"),
    "relation-role": (sheet(f"{ROW}\tGPE\tx\t1-1\n", VALUE, TIE), "the scheme has no role “x”"),
    "slots": (
        sheet(f"{ROW}\ta;b\t1-1\n", f"#T_SP=c.S|ROLE_c.S:l_c.L|{NER}"), "2 roles of slots and 1",
    ),
    "surrogate": (sheet(r"#Text=\ud800" + "\n1-1\t0-1\t?\n", version="3.1"), "but the text has"),
    "nul": (sheet("#Text=a\0b\n1-1\t0-3\ta\0b\n"), "U+0000"),
    "record": (sheet('#Annotator.document={"id": NaN}\n' + ROW), "is not JSON"),
    "record-list": (sheet("#Annotator.document=[]\n" + ROW), "must be an object"),
    "record-deep": (sheet(f"#Annotator.document={'[' * 100_000}\n{ROW}"), "is not JSON"),
    "record-meta": (sheet('#Annotator.document={"meta": 5}\n' + ROW), "must be an object"),
    "record-id": (sheet('#Annotator.document={"id": []}\n' + ROW), "must be a text"),
    "record-length": (sheet('#Annotator.document={"length": 9}\n' + ROW), "was cut off"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_and_the_others_stay(
    name: str, session: Session, tmp_path: Path
) -> None:
    raw, words = BAD[name]
    good = save(tmp_path, sheet(PEOPLE, VALUES), "a.tsv")
    bad, last = save(tmp_path, raw, "b.tsv"), save(tmp_path, sheet("#Text=a\n1-1\t0-1\ta"), "c.tsv")
    sentence = refusal(session, bad, format="webanno-tsv")
    assert sentence.startswith(f"{bad}:")
    assert words in sentence
    report = load(session, good, bad, last, format="webanno-tsv", on_error="skip")
    assert (report.refused, report.documents) == (1, 2)
    assert session.check() == []


def test_the_line_of_a_mistake_is_named(session: Session, tmp_path: Path) -> None:
    path = save(tmp_path, sheet(PEOPLE.replace("1-3\t11-14\tmet", "1-3\t11-14\tsaw"), VALUES))
    assert refusal(session, path).startswith(f"{path}:8: ")


def test_a_file_that_is_too_large_is_refused(session: Session, tmp_path: Path) -> None:
    path = save(tmp_path, sheet("#Text=" + "a" * 3_000_000))
    assert "more than 1 MB" in refusal(session, path, max_bytes=1024**2)


@pytest.mark.parametrize("sign", ["\\|", "|", "\\\\|", ";", "["])
def test_a_cell_of_a_million_signs_is_no_burden(
    sign: str, session: Session, tmp_path: Path
) -> None:
    path = save(tmp_path, sheet(f"{ROW}\t{sign * 300_000}\n", VALUE))
    report = load(session, path, on_error="skip")
    assert report.refused == 1


def test_utf_16_with_a_mark_and_named_encodings_are_read(session: Session, tmp_path: Path) -> None:
    raw = sheet("#Text=café\n1-1\t0-4\tcafé\n").decode()
    load(session, save(tmp_path, raw.encode("utf-16")), format="webanno-tsv")
    load(session, save(tmp_path, raw.encode("cp1252"), "b.tsv"), encoding="cp1252")
    assert only(session).text == "café"


# Telling ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (sheet(PEOPLE, VALUES), "webanno-tsv"),
        (b"\xef\xbb\xbf" + sheet(PEOPLE, VALUES, version="3.0"), "webanno-tsv"),
        (b"title\ttext\nKarsk\tKarsk fell.\n", "tables"),
    ],
)
def test_files_are_told_from_tables_by_their_first_line(
    raw: bytes, name: str, tmp_path: Path
) -> None:
    known = format_for(save(tmp_path, raw))
    assert known is not None
    assert (known.name == "webanno-tsv") is (name == "webanno-tsv")


# Writing ---------------------------------------------------------------------------------------


def test_a_file_is_laid_out_as_inception_does(session: Session, tmp_path: Path) -> None:
    source = line(
        text="😀 Ilves-Maret met\nKarsk. Yes.",
        meta={"title": "Karsk"},
        spans=[
            span(2, 7, id="a"), span(2, 13, id="b", attributes={"referent": "people"}),
            span(18, 23, "GPE", id="c"), span(8, 17, "ORG", id="d"),
        ],
        links=[{"role": "coref", "from": "b", "to": "c"}],
    )  # fmt: skip
    load(session, write(tmp_path / "in.jsonl", source))
    assert written(session, tmp_path / "out")["one.tsv"] == (
        "#FORMAT=WebAnno TSV 3.3\n"
        "#T_SP=webanno.custom.Entities|label|referent\n"
        "#T_RL=webanno.custom.EntitiesRelation|label|BT_webanno.custom.Entities\n"
        "\n"
        "\n"
        '#Annotator.document={"id":"one","length":29,"meta":{"title":"Karsk"}}\n'
        "#Text=😀 Ilves-Maret met\n"
        "1-1\t0-2\t😀\t_\t_\t_\t_\t\n"
        "1-2\t3-8\tIlves\tPERSON[1]|PERSON[2]\t*[1]|people[2]\t_\t_\t\n"
        "1-3\t8-9\t-\tPERSON[2]\tpeople[2]\t_\t_\t\n"
        "1-4\t9-14\tMaret\tPERSON[2]|ORG[3]\tpeople[2]|*[3]\t_\t_\t\n"
        "1-5\t15-18\tmet\tORG[3]\t*[3]\t_\t_\t\n"
        "\n"
        "#Text=Karsk. \n"
        "2-1\t19-24\tKarsk\tGPE[4]\t*[4]\tcoref\t1-2[2_4]\t\n"
        "2-2\t24-25\t.\t_\t_\t_\t_\t\n"
        "\n"
        "#Text=Yes.\n"
        "3-1\t26-29\tYes\t_\t_\t_\t_\t\n"
        "3-2\t29-30\t.\t_\t_\t_\t_\t\n"
    )


def test_labels_inside_tokens_and_in_white_space_have_sub_tokens(
    session: Session, tmp_path: Path
) -> None:
    text = "\n Karskland\tfell"
    spans = [span(2, 7, "GPE"), span(7, 13, "LOC"), span(0, 1, "ORG"), span(0, 11, "FAC"),
             span(11, 12, "LAW")]  # fmt: skip
    load(session, write(tmp_path / "in.jsonl", line(text=text, spans=spans)))
    out = written(session, tmp_path / "out")["one.tsv"].splitlines()
    assert '"before":"\\n "' in out[4]
    assert out[5:] == [
        "#Text=Karskland\\tfell",
        "1-1\t2-11\tKarskland\t_\t",
        "1-1.1\t0-1\t\\n\tORG\t",
        "1-1.2\t0-11\t\\n Karskland\tFAC\t",
        "1-1.3\t2-7\tKarsk\tGPE\t",
        "1-1.4\t7-11\tland\tLOC[1]\t",
        "1-1.5\t11-12\t\\t\tLAW\t",
        "1-2\t12-16\tfell\t_\t",
        "1-2.1\t12-13\tf\tLOC[1]\t",
    ]


def test_relations_to_another_layer_are_slots(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    (name,) = (each for each in written(session, tmp_path / "out") if each.startswith("harbour"))
    out = (tmp_path / "out" / name).read_text(encoding="utf-8")
    opinions = next(each for each in out.splitlines() if each.startswith("#T_SP=webanno.custom.Op"))
    assert opinions.endswith(
        "|ROLE_webanno.custom.Opinions:links_webanno.custom.OpinionsLinksLink|uima.tcas.Annotation"
    )
    assert "expression[14]\tpositive[14]\tstrong[14]\ttrue[14]\tquote[14]\t4-5[12]" in out


@pytest.mark.parametrize(
    "text",
    [
        "One. Two.", "One.\nTwo.", "One.\n\nTwo.\n", "One.\n \n  Two. \n\n", "\n\tOne.\tTwo.",
        "  One.",
        "One.\u2029Two.\u0085", "a\\nb \\t\\", "\x01\x1f One\x08.\x0c", "#Text=One.\n#FORMAT=Two",
        "👩‍👩‍👧 One. 𝔘 Two.", "One.\u00a0Two.\u200b \ufeffThree.", "One.Two.\n",
        "1-1\t0-3\tOne\t_\n",
    ],
)  # fmt: skip
def test_the_text_comes_back(
    text: str, session: Session, tmp_path: Path, news_scheme: Scheme
) -> None:
    load(session, write(tmp_path / "in.jsonl", line(text=text)))
    written(session, tmp_path / "out")
    with Session.create(tmp_path / "b.annotator", news_scheme, "Mina Kell") as second:
        load(second, tmp_path / "out")
        assert only(second).text == text


def test_numbers_and_truth_come_back_as_what_they_are(
    session: Session, tmp_path: Path, news_scheme: Scheme
) -> None:
    spans = [
        span(0, 4, attributes={"sure": 0.5, "size": 7, "known": True, "note": "a|b_[1]\r\n\\"}),
        span(5, 10, attributes={"note": "", "known": False}),
        span(15, 19, attributes={"note": "*"}),
    ]
    load(session, write(tmp_path / "in.jsonl", line(spans=spans)), unknown_labels="add")
    written(session, tmp_path / "out")
    with Session.create(tmp_path / "b.annotator", session.scheme, "Mina Kell") as second:
        load(second, tmp_path / "out")
        found = sorted(only(second).annotations.values(), key=lambda each: each.spans)
        assert [each.attributes for each in found] == [each["attributes"] for each in spans]


def test_what_is_lost_is_told(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    report = export(session, tmp_path / "out", ExportOptions("webanno-tsv"))
    assert report.losses == {
        "zones": 1, "states": 2, "annotators": 20, "document_labels": 2, "parts": 1, "entries": 1,
        "provenance": 2, "frames": 2, "relations": 1,
    }  # fmt: skip


def test_the_same_project_gives_the_same_bytes(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    assert written(session, tmp_path / "a") == written(session, tmp_path / "b")


def test_a_folder_is_needed(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    with pytest.raises(AnnotatorError, match="export-needs-folder"):
        export(session, io.BytesIO(), ExportOptions("webanno-tsv"))


def test_names_of_files_are_safe_and_unique() -> None:
    stems = Stems()
    uids = ["one", "One", "a/b", "a:b", "../x", "con", "", "é", "è", "x" * 300, "x" * 301, ".tsv"]
    names = [stems.of(each) for each in uids]
    assert names[0] == "one"
    assert len({each.lower() for each in names}) == len(uids)
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}", each) for each in names)
    again = Stems()
    assert [again.of(each) for each in uids] == names


def test_types_and_features_are_names_that_uima_allows() -> None:
    layers = ("a-b", "a_b", "2nd", "quotes", "quotes-relation", "Ä")
    attributes = ("type", "label", "links", "a b", "a-b", "1", "Ä", "a__b")
    scheme = Scheme(
        "s", "S",
        layers=tuple(Layer(each, each, position=place) for place, each in enumerate(layers)),
        labels=tuple(Label(each, "x", "x") for each in layers),
        attributes=tuple(Attribute("a-b", each, each, AttributeType.TEXT) for each in attributes),
    )  # fmt: skip
    names = TypeNames(scheme)
    types = [names.type_of(each) for each in layers]
    relations = [names.relation_of(each) for each in layers]
    assert types[:3] == [f"webanno.custom.{each}" for each in ("AB", "AB2", "Layer2nd")]
    assert len({*types, *relations}) == 2 * len(layers)
    assert [names.layer_of(each) for each in types] == list(layers)
    features = list(names.features_of("a-b").values())
    assert features[0] == "type_value"
    assert len({*features, "label", "links"}) == len(attributes) + 2
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", each) for each in features)
    assert not any("__" in each for each in features)


def test_the_type_system_has_every_type_and_feature_that_files_use(
    session: Session, tmp_path: Path
) -> None:
    whole.fill(session, tmp_path)
    files = written(session, tmp_path / "out")
    assert files["typesystem.xml"].encode() == type_system_of(session.scheme)
    space = "{http://uima.apache.org/resourceSpecifier}"
    root = etree.fromstring(files.pop("typesystem.xml").encode())
    known = {
        each.findtext(f"{space}name"): {
            name.text for name in each.iter(f"{space}name") if name.getparent() is not each
        }
        for each in root.iter(f"{space}typeDescription")
    }
    for content in files.values():
        for header in re.findall("^#T_..=(.*)$", content, re.MULTILINE):
            name, *features = header.split("|")
            for feature in features:
                bare = re.sub(r"^ROLE_.*:(\w+?)_.*", r"\1", feature)
                assert bare in known[name] or bare.startswith(("BT_", "uima.")), header
