"""CASes of INCEpTION and DKPro come in, and ours are such that their library opens them."""

from __future__ import annotations

import json
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cassis import load_cas_from_json, load_cas_from_xmi, load_typesystem  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from annotator.domain.scheme import Attribute, Scheme
from annotator.formats import uima_names
from annotator.formats.registry import format_for
from annotator.formats.uima_writing import types_of
from annotator.services.exporting import ExportOptions, export
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.session import Session
from tests.formats import whole
from tests.formats.lines import TEXT, load, refusal

NAMESPACES = {
    "xmi": "http://www.omg.org/XMI",
    "cas": "http:///uima/cas.ecore",
    "tcas": "http:///uima/tcas.ecore",
    "custom": "http:///webanno/custom.ecore",
    "ner": "http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore",
    "seg": "http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore",
    "meta": "http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore",
    "coref": "http:///de/tudarmstadt/ukp/dkpro/core/api/coref/type.ecore",
}
PERSON = '<ner:NamedEntity xmi:id="20" sofa="1" begin="0" end="10" value="PERSON"/>'
OTHER = '<ner:NamedEntity xmi:id="21" sofa="1" begin="15" end="25" value="PERSON"/>'
CUSTOM = "webanno.custom."
ANNOTATION, STRING = "uima.tcas.Annotation", "uima.cas.String"


HARBOUR = "harbour_1-bb745f5b"  # the id harbour/1 as the name of a file


def xmi(*elements: str, text: str | None = TEXT, members: str | None = None) -> str:
    """Return a file with elements; all of them are members of the view unless it is said."""
    names = " ".join(f'xmlns:{name}="{url}"' for name, url in NAMESPACES.items())
    ids = [each.partition('xmi:id="')[2].partition('"')[0] for each in elements]
    held = " ".join(each for each in ids if each) if members is None else members
    said = "" if text is None else f' sofaString="{text.replace(chr(10), "&#10;")}"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<xmi:XMI {names} xmi:version="2.0">'
        f'<cas:NULL xmi:id="0"/>{"".join(elements)}'
        f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text"{said}/>'
        f'<cas:View sofa="1" members="{held}"/></xmi:XMI>\n'
    )


def types(described: dict[str, tuple[str, dict[str, str]]]) -> str:
    """Return a type system: type -> (type above, feature -> type of its values)."""
    found = ""
    for name, (above, features) in described.items():
        inner = "".join(
            f"<featureDescription><name>{feature}</name><rangeTypeName>{values}</rangeTypeName>"
            "</featureDescription>"
            for feature, values in features.items()
        )
        found += (
            f"<typeDescription><name>{name}</name><supertypeName>{above}</supertypeName>"
            f"<features>{inner}</features></typeDescription>"
        )
    return (
        '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">'
        f"<types>{found}</types></typeSystemDescription>"
    )


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Write an XMI file of elements, with types beside it if any are given."""

    def written(*elements: str, described: Any = None, **more: Any) -> Path:
        path = tmp_path / "article.xmi"
        path.write_text(xmi(*elements, **more), encoding="utf-8")
        if described is not None:
            (tmp_path / "TypeSystem.xml").write_text(types(described), encoding="utf-8")
        return path

    return written


def only(session: Session) -> Any:
    (number,) = session.document_ids()
    return session.article(number)


def said(session: Session) -> list[tuple[str, str, dict[str, Any]]]:
    """Return label, words and attributes of everything that is labelled."""
    article = only(session)
    return sorted(
        (
            (each.label, each.spans[0].of(article.text) if each.spans else "", each.attributes)
            for each in article.annotations.values()
        ),
        key=str,
    )


def links(session: Session) -> list[tuple[str, int, int]]:
    article = only(session)
    return sorted(
        (each.role, *(article.annotations[end].start for end in (each.source, each.target)))
        for each in article.relations.values()
    )


# Reading ---------------------------------------------------------------------------------------


def test_named_entities_come_in_and_words_are_passed_over(
    file: Callable[..., Path], session: Session
) -> None:
    token = '<seg:Token xmi:id="9" sofa="1" begin="0" end="4"/>'
    path = file(token, PERSON.replace("/>", ' identifier="Q7"/>'))
    report = load(session, path, unknown_labels="add")
    assert said(session) == [("PERSON", "Dana Ilves", {"identifier": "Q7"})]
    assert report.ignored == {"annotations of type Token": 1}
    assert report.notes == {"XMI files without a TypeSystem.xml, whose types were found out": 1}


def test_offsets_count_utf_16_and_agree_with_cassis(
    file: Callable[..., Path], session: Session
) -> None:
    text = "👩‍👩‍👧 Dana 𝔘 Karsk"
    start = len(text[: text.index("Karsk")].encode("utf-16-le")) // 2
    entity = (
        f'<ner:NamedEntity xmi:id="20" sofa="1" begin="{start}" end="{start + 5}" value="GPE"/>'
    )
    described = {"de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity":
                 (ANNOTATION, {"value": STRING})}  # fmt: skip
    path = file(entity, text=text, described=described)
    load(session, path)
    assert said(session) == [("GPE", "Karsk", {})]
    cas = load_cas_from_xmi(path, load_typesystem(path.with_name("TypeSystem.xml")))
    (theirs,) = cas.select("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity")
    assert theirs.get_covered_text() == "Karsk"


def test_windows_line_breaks_move_offsets_along(
    file: Callable[..., Path], session: Session
) -> None:
    entity = '<ner:NamedEntity xmi:id="20" sofa="1" begin="4" end="9" value="GPE"/>'
    load(session, file(entity, text="A.&#13;&#10;Karsk"))
    assert said(session) == [("GPE", "Karsk", {})]


def test_layers_of_people_take_the_first_text_for_the_label(
    file: Callable[..., Path], session: Session
) -> None:
    described = {
        f"{CUSTOM}Mention": (
            ANNOTATION,
            {
                "note": STRING,
                "kind": STRING,
                "sure": "uima.cas.Boolean",
                "rank": "uima.cas.Integer",
            },
        ),
    }  # fmt: skip
    path = file(
        '<custom:Mention xmi:id="5" sofa="1" begin="0" end="10" kind="a" note="first" sure="true" '
        'rank="3"/>',
        '<custom:Mention xmi:id="6" sofa="1" begin="15" end="25" sure="false" rank="0"/>',
        described=described,
    )
    load(session, path, unknown_labels="add")
    assert said(session) == [
        ("Mention", "Oren Maret", {"sure": False, "rank": 0}),
        ("first", "Dana Ilves", {"kind": "a", "sure": True, "rank": 3}),
    ]


def test_a_layer_of_the_scheme_is_recognised_by_its_name(
    file: Callable[..., Path], session: Session
) -> None:
    path = file('<custom:opinions xmi:id="5" sofa="1" begin="0" end="10" value="target"/>')
    load(session, path)
    (found,) = only(session).annotations.values()
    assert (found.layer, found.label) == ("opinions", "target")


def test_relations_take_their_label_or_the_name_of_their_layer(
    file: Callable[..., Path], session: Session
) -> None:
    ends = 'sofa="1" begin="0" end="10" Governor="20" Dependent="21"'
    path = file(PERSON, OTHER, f'<custom:Rel xmi:id="30" {ends} value="coref"/>',
                f'<custom:knowsRelation xmi:id="31" {ends}/>')  # fmt: skip
    load(session, path, unknown_labels="add")
    assert links(session) == [("coref", 0, 15), ("knows", 0, 15)]


@pytest.mark.parametrize("described", [True, False])
def test_slots_become_links(file: Callable[..., Path], session: Session, described: bool) -> None:
    known = {
        f"{CUSTOM}Host": (ANNOTATION, {"args": "uima.cas.FSArray"}),
        f"{CUSTOM}HostLink": ("uima.cas.TOP", {"role": STRING, "target": ANNOTATION}),
    }
    path = file(
        PERSON,
        '<custom:Host xmi:id="6" sofa="1" begin="15" end="25" args="7 8 9"/>',
        '<custom:HostLink xmi:id="7" role="coref" target="20"/>',
        '<custom:HostLink xmi:id="8" target="20"/>',
        '<custom:HostLink xmi:id="9" role="coref"/>',
        described=known if described else None,
    )
    if not described:
        # Without a type system a link is known by what fills it.
        path.write_text(path.read_text().replace('args="7 8 9"', 'args="7 8"'))
    report = load(session, path, unknown_labels="add")
    assert links(session) == [("args", 15, 0), ("coref", 15, 0)]
    if described:
        assert report.ignored["slots that nothing fills"] == 1


def test_chains_become_links(file: Callable[..., Path], session: Session) -> None:
    path = file(
        '<coref:CoreferenceLink xmi:id="5" sofa="1" begin="0" end="10" referenceType="PERSON" '
        'referenceRelation="coref" next="6"/>',
        '<coref:CoreferenceLink xmi:id="6" sofa="1" begin="15" end="25" referenceType="PERSON"/>',
        '<coref:CoreferenceChain xmi:id="7" sofa="1" first="5"/>',
    )
    report = load(session, path)
    assert links(session) == [("coref", 0, 15)]
    assert report.ignored == {"heads of chains": 1}


def test_relations_between_parts_become_a_quote(
    file: Callable[..., Path], session: Session
) -> None:
    path = file(
        '<custom:quotes xmi:id="5" sofa="1" begin="37" end="42" value="content"/>',
        '<custom:quotes xmi:id="6" sofa="1" begin="49" end="53" value="cue"/>',
        '<custom:Rel xmi:id="7" sofa="1" begin="49" end="53" Governor="5" Dependent="6" '
        'value="cue"/>',
    )
    load(session, path)
    assert sorted(each.role for each in only(session).relations.values()) == ["content", "cue"]


def test_layers_of_documents_become_labels_of_the_article(
    file: Callable[..., Path], session: Session
) -> None:
    load(session, file('<custom:document xmi:id="5" sofa="1" value="relevant"/>'))
    assert said(session) == [("relevant", "", {})]


def test_id_title_and_language_come_from_the_metadata(
    file: Callable[..., Path], session: Session
) -> None:
    path = file('<meta:DocumentMetaData xmi:id="5" sofa="1" begin="0" end="9" language="en" '
                'documentTitle="Karsk denies it" documentId="harbour/1"/>')  # fmt: skip
    load(session, path)
    document = session.document(session.document_ids()[0])
    assert (document.uid, document.title, document.language) == (
        "harbour/1",
        "Karsk denies it",
        "en",
    )


@pytest.mark.parametrize(("owner", "whose"), [("jonas", "jonas"), ("INITIAL_CAS", "Mina Kell")])
def test_inception_names_the_person_as_the_id(
    file: Callable[..., Path], session: Session, owner: str, whose: str
) -> None:
    meta = (
        '<meta:DocumentMetaData xmi:id="5" sofa="1" begin="0" end="9" documentTitle="one.txt" '
        f'documentId="{owner}" documentUri="harbour/one.txt"/>'
    )
    load(session, file(PERSON, meta))
    assert session.document(session.document_ids()[0]).uid == "one.txt"
    (bundle,) = session.bundles()
    (found,) = bundle.annotations
    assert bundle.annotators[found.annotator].name == whose


def test_further_views_and_annotations_without_a_width_are_counted(
    file: Callable[..., Path], session: Session
) -> None:
    path = file(
        '<cas:Sofa xmi:id="2" sofaNum="2" sofaID="other" sofaString="Else."/>',
        '<ner:NamedEntity xmi:id="20" sofa="1" begin="3" end="3" value="PERSON"/>',
        members="20",
    )
    report = load(session, path)
    assert report.ignored == {"views beside the initial one": 1, "annotations without a width": 1}
    assert only(session).text == TEXT


def test_json_comes_in(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(cas_json()))
    kind = format_for(path)
    assert kind is not None
    assert kind.name == "uima-json"
    load(session, path)
    assert said(session) == [("GPE", "Karsk", {})]


def test_an_export_of_inception_is_a_zip_file(file: Callable[..., Path], session: Session) -> None:
    described = {f"{CUSTOM}A": (ANNOTATION, {"sure": "uima.cas.Boolean", "value": STRING})}
    path = file('<custom:A xmi:id="5" sofa="1" begin="0" end="10" sure="true" value="PERSON"/>',
                described=described)  # fmt: skip
    packed = path.with_name("export.zip")
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(path, "one/jonas.xmi")
        archive.write(path.with_name("TypeSystem.xml"), "one/TypeSystem.xml")
    load(session, packed, unknown_labels="add")
    assert said(session) == [("PERSON", "Dana Ilves", {"sure": True})]


def test_types_that_lie_in_a_circle_do_no_harm(file: Callable[..., Path], session: Session) -> None:
    described = {f"{CUSTOM}A": (f"{CUSTOM}B", {"value": STRING}), f"{CUSTOM}B": (f"{CUSTOM}A", {})}
    path = file('<custom:A xmi:id="5" sofa="1" begin="0" end="10" value="PERSON"/>',
                described=described)  # fmt: skip
    assert load(session, path).ignored == {"structures of type A": 1}


def test_names_of_features_never_become_code(file: Callable[..., Path], session: Session) -> None:
    described = {f"{CUSTOM}A": (ANNOTATION, {"x=print('no')": STRING, "class": STRING})}
    path = file('<custom:A xmi:id="5" sofa="1" begin="0" end="10" class="PERSON"/>',
                described=described)  # fmt: skip
    load(session, path)
    assert said(session) == [("PERSON", "Dana Ilves", {})]


def test_control_characters_of_xml_1_1_are_replaced(
    file: Callable[..., Path], session: Session
) -> None:
    path = file(PERSON, text="Dana Ilves &#12; &#xA;&#x1B;")
    path.write_text(path.read_text("utf-8").replace('version="1.0"', 'version="1.1"', 1), "utf-8")
    report = load(session, path)
    assert only(session).text == "Dana Ilves \ufffd \n\ufffd"
    assert report.notes["characters that XML cannot hold, read as �"] == 2


def test_a_declared_encoding_counts(file: Callable[..., Path], session: Session) -> None:
    path = file(PERSON, text="Dana Ilves à Zürich")
    raw = path.read_text("utf-8").replace("UTF-8", "ISO-8859-1", 1)
    path.write_bytes(raw.encode("latin-1"))
    assert load(session, path).encodings == {str(path): "iso-8859-1"}
    assert only(session).text == "Dana Ilves à Zürich"


def cas_json(**more: Any) -> dict[str, Any]:
    text = "👻 Karsk"
    entity = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
    return {
        "%TYPES": {entity: {"%NAME": entity, "%SUPER_TYPE": ANNOTATION,
                            "value": {"%NAME": "value", "%RANGE": STRING}}},
        "%FEATURE_STRUCTURES": [
            {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView",
             "sofaString": text},
            {"%ID": 2, "%TYPE": entity, "@sofa": 1, "begin": 3, "end": 8, "value": "GPE", **more},
        ],
        "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [2]}},
    }  # fmt: skip


# Refused ---------------------------------------------------------------------------------------

NO_CAS = "Export it anew as “UIMA CAS XMI” or “UIMA CAS JSON 0.4”."
BAD_XMI = [
    (b"", "holds no text"),
    (b"\0\1\2" * 100, "not a text file"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 90, "a PNG picture"),
    (b"<html><body/></html>", "the file is one of <html>, not of <xmi:XMI>"),
    (xmi(PERSON).encode()[:-40], "not well-formed"),
    (xmi(PERSON).encode("utf-8").replace(b"Dana", b"D\xff\xfe\x80na"), "bytes are not utf-8"),
    (b'<!DOCTYPE x [<!ENTITY a "b">]>' + xmi(PERSON).encode(), "declares a DOCTYPE"),
    ("\ufeff<!DOCTYPE x><x/>".encode("utf-16"), "declares a DOCTYPE"),
    (b"<a>" * 100_000, "not well-formed"),
    (xmi("&bomb;").encode(), "not well-formed"),
    (xmi(PERSON, text=None).encode(), "no view of the CAS holds a text"),
    (xmi(PERSON, PERSON).encode(), "the id “20” stands twice in “xmi:id”"),
    (xmi(PERSON.replace('end="10"', 'end="900"')).encode(), "the offset 900 in “end” lies outside"),
    (xmi(PERSON.replace('end="10"', 'end="x"')).encode(), "must be a whole number of characters"),
    (xmi(PERSON.replace('end="10"', "")).encode(), "needs “end”"),
    (xmi(PERSON.replace('begin="0"', 'begin="12"')).encode(), "must end after it starts"),
    (xmi(PERSON.replace("xmi:id", "id"), members="").encode(), "needs “xmi:id”"),
    (xmi(PERSON, members="20 77").encode(), "refers to 77, which is not on this line"),
    (xmi(PERSON, '<custom:R xmi:id="5" sofa="1" begin="0" end="1" Governor="20" Dependent="9"/>')
     .encode(), "“R.Dependent” refers to 9"),
    (xmi(PERSON.replace("PERSON", "NOBODY")).encode(), "no label “NOBODY”"),
    (xmi("<x:y xmlns:x='urn:x'/>").encode(), "names no type"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "message"), BAD_XMI)
def test_bad_xmi_is_one_problem(raw: bytes, message: str, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "bad.xmi"
    path.write_bytes(raw)
    assert message in refusal(session, path)


BAD_JSON = [
    (b"", "holds no text"),
    (b"{", "this is not JSON"),
    (b"[1]", NO_CAS),
    (b'{"a": 1}', NO_CAS),
    (b'{"_context": {"_types": {}}, "_views": {}}', "older JSON"),
    (b'{"%FEATURE_STRUCTURES": 5}', "must be a list"),
    (b'{"%FEATURE_STRUCTURES": [[]]}', "must be an object"),
    (b'{"%FEATURE_STRUCTURES": [{"%TYPE": "a"}]}', "needs “%ID”"),
    (b'{"%FEATURE_STRUCTURES": []}', "no view of the CAS holds a text"),
    (b'{"%TYPES": ' + b"[" * 100_000, "lie in each other"),
    (json.dumps(cas_json(begin=1)).encode(), "the offset 1 in “begin” lies outside"),
    (json.dumps(cas_json(begin=True)).encode(), "must be a whole number"),
    (json.dumps(cas_json(**{"#n": "NaN"})).encode(), "has a number that is too large"),
    (json.dumps(cas_json(value="\ud800")).encode(), "has a U+D800"),
    (json.dumps(cas_json(**{"@next": 12})).encode(), "refers to 12"),
    (json.dumps(cas_json()).encode().replace(b'"begin": 3', b'"begin": NaN'), "this is not JSON"),
]


@pytest.mark.parametrize(("raw", "message"), BAD_JSON)
def test_bad_json_is_one_problem(
    raw: bytes, message: str, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(raw)
    assert message in refusal(session, path, format="uima-json")


def test_a_file_that_is_too_large_is_refused_unread(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "large.xmi"
    path.write_text(xmi(PERSON, text="a" * 2_000_000))
    assert "more than 1 MB" in refusal(session, path, max_bytes=1024**2)


def test_a_bad_type_system_is_named(file: Callable[..., Path], session: Session) -> None:
    path = file(PERSON)
    path.with_name("TypeSystem.xml").write_text("<x/>")
    assert "“TypeSystem.xml” is no type system" in refusal(session, path)


def test_the_rest_of_a_batch_goes_on(file: Callable[..., Path], session: Session) -> None:
    path = file(PERSON)
    path.with_name("a.xmi").write_text("<broken")
    report = load(session, path.parent, on_error="skip")
    assert (report.documents, [each.code for each in report.problems]) == (1, ["xml-broken"])


# Writing ---------------------------------------------------------------------------------------


@pytest.fixture
def written(session: Session, tmp_path: Path) -> Path:
    """Write the project with everything in both formats into one folder each."""
    whole.fill(session, tmp_path)
    for name in ("uima-xmi", "uima-json"):
        export(session, tmp_path / name, ExportOptions(name))
    return tmp_path


def opened(folder: Path) -> list[Any]:
    """Open the article with everything with dkpro-cassis, from XMI and from JSON."""
    found = load_typesystem(folder / "uima-xmi" / "TypeSystem.xml")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return [
            load_cas_from_xmi(folder / "uima-xmi" / f"{HARBOUR}.xmi", found),
            load_cas_from_json((folder / "uima-json" / f"{HARBOUR}.json").read_text("utf-8")),
        ]


def test_a_file_for_each_article_and_one_type_system(written: Path) -> None:
    assert sorted(each.name for each in (written / "uima-xmi").iterdir()) == [
        "TypeSystem.xml", f"{HARBOUR}.xmi", "plain.xmi",
    ]  # fmt: skip
    assert sorted(each.name for each in (written / "uima-json").iterdir()) == [
        f"{HARBOUR}.json", "plain.json",
    ]  # fmt: skip


def test_cassis_finds_the_words_of_each_label(written: Path) -> None:
    for cas in opened(written):
        assert cas.sofa_string == whole.TEXT
        words = {(each.label, each.get_covered_text()) for each in cas.select(f"{CUSTOM}entities")}
        assert ("PERSON", "Citadel spokesman Oren Maret") in words
        assert ("GPE", "Karsk") in words


def test_cassis_finds_quotes_with_their_slots_and_relations(written: Path) -> None:
    for cas in opened(written):
        quote = next(each for each in cas.select(f"{CUSTOM}quotes") if each.act == "denies")
        filled = {(each.role, each.target.label) for each in quote.slots.elements}
        assert filled >= {("cue", "cue"), ("source", "source"), ("responds_to", "quote")}
        (link,) = cas.select(f"{CUSTOM}corefRelation")
        ends = [each.get_covered_text() for each in (link.Governor, link.Dependent)]
        assert ends == ["Dana Ilves", "Oren Maret"]
        assert (link.begin, link.end) == (link.Dependent.begin, link.Dependent.end)


def test_cassis_finds_tokens_sentences_and_metadata(written: Path) -> None:
    for cas in opened(written):
        assert len(cas.select(uima_names.SENTENCE)) == 4
        assert cas.select(uima_names.TOKEN)[0].get_covered_text() == "Karsk"
        (meta,) = cas.select(uima_names.META_DATA)
        assert (meta.documentId, meta.documentTitle) == ("harbour/1", "Karsk denies it")


def test_how_a_label_is_written(written: Path) -> None:
    lines = (written / "uima-xmi" / f"{HARBOUR}.xmi").read_text("utf-8")
    assert (
        'begin="0" end="5" label="GPE" referent="government" annotator="Mina Kell" '
        'origin="manual" id="0000000000000001" entry="00000000000000e1"/>'
    ) in lines
    assert 'label="content" annotator="Mina Kell" part_of="0000000000000005"/>' in lines
    assert 'begin="25" end="47" kind="credit" id="00000000000000c1"/>' in lines


def test_the_same_project_gives_the_same_bytes(
    session: Session, written: Path, tmp_path: Path
) -> None:
    for name in ("uima-xmi", "uima-json"):
        export(session, tmp_path / "again" / name, ExportOptions(name))
        for each in (written / name).iterdir():
            assert (tmp_path / "again" / name / each.name).read_bytes() == each.read_bytes()


@pytest.mark.parametrize("name", ["uima-xmi", "uima-json"])
def test_nothing_but_suggestions_is_lost(
    name: str, session: Session, tmp_path: Path, news_scheme: Scheme
) -> None:
    whole.fill(session, tmp_path)
    report = export(session, tmp_path / "out", ExportOptions(name, suggestions=True))
    assert report.losses == {"suggestions": 1}
    with Session.create(tmp_path / "b.annotator", news_scheme, "Mina Kell") as second:
        back = import_paths(second, [tmp_path / "out"], ImportOptions())
        assert (back.ignored, back.notes) == ({}, {})


def test_labels_made_in_inception_on_our_layers_come_in(
    session: Session, written: Path, tmp_path: Path, news_scheme: Scheme
) -> None:
    path = written / "uima-xmi" / f"{HARBOUR}.xmi"
    new = '<custom:entities xmi:id="900" sofa="1" begin="6" end="12" label="EVENT"/>'
    raw = path.read_text("utf-8").replace("<cas:Sofa", f"{new}<cas:Sofa")
    path.write_text(raw.replace('members="', 'members="900 '), "utf-8")
    with Session.create(tmp_path / "b.annotator", news_scheme, "Mina Kell") as second:
        load(second, path)
        assert ("EVENT", "denies", {}) in said(second)


def test_without_its_types_and_records_a_file_is_read_as_far_as_it_goes(
    written: Path, tmp_path: Path, news_scheme: Scheme
) -> None:
    (written / "uima-xmi" / "TypeSystem.xml").unlink()
    path = written / "uima-xmi" / f"{HARBOUR}.xmi"
    without(path, "{http:///annotator.ecore}Record")
    with Session.create(tmp_path / "b.annotator", news_scheme, "Mina Kell") as second:
        report = load(second, path)
        assert report.annotations == 23
        assert report.ignored["entries of labels, which are not in the file"] == 1
        assert len(only(second).relations) == 15


def test_labels_that_were_taken_away_take_what_hangs_on_them_along(
    session: Session, written: Path, tmp_path: Path, news_scheme: Scheme
) -> None:
    path = written / "uima-xmi" / f"{HARBOUR}.xmi"
    without(path, "{http:///webanno/custom.ecore}quotes", id="0000000000000005")
    raw = path.read_text("utf-8").replace('target="72"', "")
    path.write_text(raw, "utf-8")
    with Session.create(tmp_path / "b.annotator", news_scheme, "Mina Kell") as second:
        report = load(second, path)
        assert report.ignored == {"parts of labels that are gone": 1, "slots that nothing fills": 1}


def without(path: Path, tag: str, **attributes: str) -> None:
    """Take elements out of a file, and out of the members of its view."""
    tree = etree.parse(path)
    view = tree.getroot()[-1]
    members = view.get("members").split()
    for each in tree.getroot().findall(tag):
        if all(each.get(name) == value for name, value in attributes.items()):
            members.remove(each.get("{http://www.omg.org/XMI}id"))
            tree.getroot().remove(each)
    view.set("members", " ".join(members))
    tree.write(path, encoding="UTF-8", xml_declaration=True)


# Names -----------------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1))
def test_every_id_becomes_a_name_and_comes_back(uid: str) -> None:
    for there, back in (
        (uima_names.layer_type, uima_names.layer_of),
        (uima_names.feature_of, uima_names.attribute_of),
    ):
        name = there(uid)
        assert name.removeprefix(CUSTOM).isidentifier()
        assert name.isascii()
        assert back(name) == uid
    assert uima_names.as_meant(uima_names.written(uid)) == uid


@pytest.mark.parametrize("uid", ["type", "class", "label", "x20_", "xx20_", "9", "_", "aRelation",
                                 "aSlot_", "type_", "é", "a b"])  # fmt: skip
def test_awkward_ids_come_back(uid: str) -> None:
    assert uima_names.layer_of(uima_names.layer_type(uid)) == uid
    assert uima_names.attribute_of(uima_names.feature_of(uid)) == uid


def test_a_scheme_of_awkward_names_has_types_that_can_be_made(news_scheme: Scheme) -> None:
    names = ("type", "class", "begin", "é", "9 lives", "get", "self", "label_", "value")
    attributes = [Attribute("entities", name, name) for name in names]
    types_made = types_of(replace(news_scheme, attributes=tuple(attributes)))
    values = {uima_names.feature_of(name): name for name in names}
    made = types_made.get_type(f"{CUSTOM}entities")(**values)
    assert [getattr(made, feature) for feature in values] == list(names)
    assert "<name>xE9_</name>" in types_made.to_xml()
