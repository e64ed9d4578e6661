"""Columns of words and tags come in, in any scheme of tags, and texts come back as they were."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics.sequence_labeling import get_entities
from seqeval.scheme import IOB2, Entities

from annotator.domain.bundles import Bundle
from annotator.domain.scheme import Scheme
from annotator.domain.tokens import Tokens
from annotator.formats import conll, spacing
from annotator.formats.registry import ReadOptions, WriteOptions, format_for
from annotator.formats.text import document_for
from annotator.formats.word_tags import TagReader, parts_of
from annotator.services.exporting import ExportOptions, export
from annotator.services.session import Session
from annotator.services.tokenising import tokens_for
from tests.formats import trips, whole
from tests.formats.lines import TEXT, line, load, refusal, span, write

GUESSED = "articles with blanks put between words by rule"
BLOCKS = "blocks taken as articles, for nothing marks where one starts"


def save(folder: Path, text: str | bytes, name: str = "a.conll") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def said(bundle: Bundle) -> list[tuple[str, str]]:
    found = sorted(bundle.annotations, key=lambda each: each.start)
    return [(each.label, bundle.text[each.start : each.end]) for each in found]


def texts(session: Session) -> list[str]:
    return [each.text for each in session.bundles()]


def written(session: Session, **options: Any) -> str:
    out = io.BytesIO()
    export(session, out, ExportOptions("conll", **options))
    return out.getvalue().decode()


# Articles and sentences --------------------------------------------------------------------------

REUTERS = """\
-DOCSTART- -X- -X- O

Karsk NNP B-NP B-GPE
rejects VBZ B-VP O
Velmar NNP B-NP I-GPE
's POS B-NP O
call NN I-NP O
. . O O

Dana NNP B-NP B-PERSON
Ilves NNP I-NP I-PERSON

-DOCSTART- -X- -X- O

Oren NNP B-NP B-PERSON
Maret NNP I-NP I-PERSON
"""


def test_columns_of_the_shared_task_come_in(session: Session, tmp_path: Path) -> None:
    report = load(session, save(tmp_path, REUTERS))
    first, second = session.bundles()
    assert first.text == "Karsk rejects Velmar's call.\nDana Ilves"
    assert said(first) == [("GPE", "Karsk"), ("GPE", "Velmar"), ("PERSON", "Dana Ilves")]
    assert said(second) == [("PERSON", "Oren Maret")]
    assert report.ignored == {"columns between word and tag": 2}
    assert report.notes == {GUESSED: 2, "files with tags in IOB2 with labels that start with I-": 1}


@pytest.mark.parametrize(
    "text",
    [
        "-DOCSTART- -X- O O\n\nKarsk -X- _ B-GPE\n\nTarn -X- _ B-GPE\n\n",  # Label Studio
        "Karsk B-GPE\n\nTarn B-GPE\n",
        "Karsk B-GPE\n \t\nTarn B-GPE",
        "Karsk\tB-GPE\r\n\r\nTarn\tB-GPE\r\n",
        "Karsk|B-GPE\nTarn|B-GPE\n",
        "Karsk|NNP|B-GPE\nTarn|NNP|B-GPE\n",
        "# id 1 domain=en\nKarsk _ _ B-GPE\n\n# id 2 domain=en\nTarn _ _ B-GPE\n",
        "# newdoc\nKarsk B-GPE\n# newdoc\nTarn B-GPE\n",
        "\ufeffKarsk B-GPE\n\n\n\n\nTarn B-GPE\n\n\n",
        "Karsk B-GPE\n\n-DOCSTART- O\n\nTarn B-GPE\n",
    ],
    ids=["studio", "blank lines", "white lines", "windows", "piped", "piped columns", "ids",
         "newdoc", "mark", "a mark between"],
)  # fmt: skip
def test_what_starts_an_article_in_other_files(text: str, session: Session, tmp_path: Path) -> None:
    load(session, save(tmp_path, text))
    assert sorted(texts(session)) == ["Karsk", "Tarn"]


def test_articles_have_the_ids_that_a_file_names(session: Session, tmp_path: Path) -> None:
    marked = "-DOCSTART- (harbour/1)\n\nKarsk O\n\n# newdoc id = harbour/2\nTarn O\n"
    load(session, save(tmp_path, marked))
    assert [each.document.uid for each in session.bundles()] == ["harbour/1", "harbour/2"]


def test_the_first_article_needs_no_mark_if_others_have_one(
    session: Session, tmp_path: Path
) -> None:
    text = "Karsk O\n\nfell O\n\n-DOCSTART- O\n\nTarn O\n\nstood O\n"
    report = load(session, save(tmp_path, text))
    assert texts(session) == ["Karsk\nfell", "Tarn\nstood"]
    assert report.notes == {GUESSED: 2}


def test_one_file_without_marks_says_that_its_blocks_became_articles(
    session: Session, tmp_path: Path
) -> None:
    report = load(session, save(tmp_path, "Karsk O\n\nTarn O\n"))
    assert report.notes == {BLOCKS: 2, GUESSED: 2}


def test_comments_say_the_text_and_are_counted_otherwise(session: Session, tmp_path: Path) -> None:
    text = (
        "# newdoc id = one\n# sent_id = 1\n# text = “We go”—she said .\n"
        "“ O\nWe O\ngo O\n” O\n— O\nshe O\nsaid O\n. O\n\n"
        "# text = not these words\n# O\nKarsk B-GPE\n"
    )
    report = load(session, save(tmp_path, text))
    assert texts(session) == ["“We go”—she said .\n# Karsk"]
    assert report.ignored == {"comments": 1}
    assert report.notes == {GUESSED: 1, "files with tags in IOB2": 1}


def test_other_encodings_are_found_out(session: Session, tmp_path: Path) -> None:
    text = "-DOCSTART- O\n\n" + "Müller B-PERSON\nfuhr O\nüber O\nKöln B-GPE\n. O\n\n" * 20
    report = load(session, save(tmp_path, text.encode("cp1252")))
    assert "utf-8" not in report.encodings.values()
    assert texts(session)[0].startswith("Müller fuhr über Köln.\nMüller")
    second = load(session, save(tmp_path, text.encode("utf-16"), "b.conll"))
    assert (second.already_there, list(second.encodings.values())) == (1, ["utf-16"])


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.conll", "", "conll"),
        ("a.iob", "", "conll"),
        ("a.bilou", "", "conll"),
        ("a.txt", "Karsk B-GPE\nfell O\n. O\n", "conll"),
        ("a.txt", "-DOCSTART- -X- O O\n\nKarsk NNP O\n", "conll"),
        ("a.txt", "Karsk O\nfell O\n. O\n", "text"),  # it may be a poem
        ("a.txt", "Karsk fell.\nNobody knows\nwhy I-ORM\n", "text"),
        ("a.txt", "Blood group O\n\nor B-positive\n\nis unknown O\n", "text"),
    ],
)
def test_files_are_told_by_ending_and_beginning(
    name: str, text: str, kind: str, tmp_path: Path
) -> None:
    known = format_for(save(tmp_path, text, name))
    assert known is not None
    assert known.name == kind


# Tags --------------------------------------------------------------------------------------------

SCHEMES = {
    "IOB1": "I-A I-A B-A O I-B I-A O",
    "IOB2": "B-A I-A B-A O B-B B-A O",
    "BILOU": "B-A L-A U-A O U-B U-A O",
    "BIOES": "B-A E-A S-A O S-B S-A O",
    "BMEWO": "B-A E-A W-A O W-B W-A O",
}
FOUND = [(0, 2, "A"), (2, 3, "A"), (4, 5, "B"), (5, 6, "A")]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_says_the_same(scheme: str) -> None:
    reader = TagReader()
    assert reader.spans(SCHEMES[scheme].split()) == FOUND
    assert reader.scheme() == scheme


@pytest.mark.parametrize(
    ("tags", "scheme", "found"),
    [
        ("PER PER O ORG", "labels without B- and I-", [(0, 2, "PER"), (3, 4, "ORG")]),
        ("A B-A O", "tags of mixed kinds", [(0, 1, "A"), (1, 2, "A")]),
        ("I-A B-B O I-B", "IOB2 with labels that start with I-",
         [(0, 1, "A"), (1, 2, "B"), (3, 4, "B")]),
        ("B-A M-A M-A E-A S-A", "BMES", [(0, 4, "A"), (4, 5, "A")]),
        ("B-A-b I-A-b", "IOB2", [(0, 2, "A-b")]),
        ("E-A L-A", "BILOU", [(0, 1, "A"), (1, 2, "A")]),  # a last word that nothing came before
    ],
)  # fmt: skip
def test_tags_that_are_unusual(tags: str, scheme: str, found: list[tuple[int, int, str]]) -> None:
    reader = TagReader()
    assert reader.spans(tags.split()) == found
    assert reader.scheme() == scheme


_LABELS = st.sampled_from(["A", "B"])
_TAGS = st.lists(
    st.one_of(st.just("O"), st.builds("{}-{}".format, st.sampled_from("BI"), _LABELS)), max_size=12
)


@given(tags=_TAGS)
def test_tags_mean_what_another_program_takes_them_for(tags: list[str]) -> None:
    theirs = [(first, last + 1, label) for label, first, last in get_entities(tags)]
    assert TagReader().spans(tags) == theirs


@pytest.mark.parametrize("tag", ["B-", "I--", "-", "_", "L", "*", "O-PERSON", "[B]", ""])
def test_a_tag_without_a_label_is_none(tag: str) -> None:
    with pytest.raises(Exception, match="tag-bad"):
        parts_of(tag)


def test_the_scheme_that_was_found_is_told(session: Session, tmp_path: Path) -> None:
    report = load(session, save(tmp_path, "Dana B-PERSON\nIlves L-PERSON\nKarsk U-GPE\n"))
    assert report.notes == {BLOCKS: 1, GUESSED: 1, "files with tags in BILOU": 1}


def test_labels_without_prefixes_are_read(session: Session, tmp_path: Path) -> None:
    load(session, save(tmp_path, "Dana PERSON\nIlves PERSON\nof O\nKarsk GPE\n"))
    (bundle,) = session.bundles()
    assert said(bundle) == [("PERSON", "Dana Ilves"), ("GPE", "Karsk")]


# Between words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "“We go,” she said (twice).",
        "It's the workers' rights, isn't it?",
        "He said: \"No.\" 'Yes', she said.",
        "It cost $3 or €4; 5% more…",
        "She [sic] left!",
        "早上好。",
        "אמרה „לא“, והלכה.".replace("„", "“").replace("“,", "”,"),
    ],
)
def test_blanks_are_put_as_in_print(text: str) -> None:
    tokens = tokens_for(text, ())
    words = [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)]
    spaces = spacing.guessed(words)
    assert "".join(f"{word}{after}" for word, after in zip(words, spaces, strict=True)) == text


_WHITE = st.text(alphabet=" \t\n\r\u00a0\u2003\u2028\x85\x0b", max_size=4)


@given(after=_WHITE, before=_WHITE, last=st.booleans(), uid=st.text(max_size=8))
def test_white_space_beside_a_word_comes_back(
    after: str, before: str, last: bool, uid: str
) -> None:
    column = spacing.notes_for(after, before=before, last=last, uid=uid)
    assert not any(each.isspace() for each in column)
    notes = spacing.notes_of(column)
    assert spacing.space_after(notes) == after
    assert spacing.unescaped(notes.get("SpacesBefore", "")) == before
    assert spacing.unescaped(notes.get("Doc", "")) == uid


# Files that are not what they should be ----------------------------------------------------------

BAD = {
    "empty": ("", "holds no text"),
    "white": ("\n \n\t\n", "holds no text"),
    "marks only": ("-DOCSTART- -X- O O\n\n", "holds no text"),
    "one column": ("Karsk\nfell\n", ":1: the line has one column"),
    "prose": ("Karsk fell.\nNobody knows why it did.\n", "2: the line has 5 columns, those before"),
    "a column less": ("Karsk NNP O\nfell O\n", ":2: the line has 2 columns, those before it 3"),
    "a column more": ("Karsk O\nfell VBD O\n", ":2: the line has 3 columns"),
    "tags that are none": ("Karsk B-\n", ":1: the tag “B-” says no label"),
    "treebank": ("1\tKarsk\tPROPN\t_\n2\tfell\tVERB\t_\n", "the first column counts the words"),
    "treebank without numbers": ("Karsk\tPROPN\t_\nfell\tVERB\t_\n", "the tag “_” says no label"),
    "numbered": ("1 Karsk B-GPE\n2 fell O\n3 . O\n", "the first column counts the words"),
    "an unknown label": ("Karsk B-PLANET\n", "the scheme has no label “PLANET”"),
    "binary": (b"\x00\x01\x02\x03" * 100, "not a text file"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "not a text file"),
    "mixed encodings": (
        "Zürich B-GPE\n".encode() * 9000 + b"K\xf6ln B-GPE\n", ":9001: the bytes are not utf-8",
    ),
    "cut inside a character": ("Karsk B-GPE\n\nTürkü".encode()[:-1], "are not utf-8"),
    "a long line": ("a" * 200_000 + " O\n", "longer than 100000 characters"),
    "a long line of long characters": ("ü" * 400_000 + "ü O\n", ":1: the line is longer than"),
    "a lone surrogate": ("Karsk _ SpacesAfter=\\ud800 O\n", "U+D800"),
    "a zero": ("Karsk _ SpacesAfter=\\u0000 O\n", "U+0000"),
    "a zero far inside": ("Karsk O\n" * 9000 + "Ta\0rn O\n", "U+0000"),
    "one id twice": (
        "-DOCSTART- (a)\n\nKarsk O\n\n-DOCSTART- (a)\n\nTarn O\n", "“a” with another text",
    ),
    "json": ('{"tokens": ["Karsk"], "tags": ["O"]}\n', "says no label"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused(name: str, session: Session, tmp_path: Path) -> None:
    text, words = BAD[name]
    assert words in refusal(session, save(tmp_path, text))


def test_one_bad_article_does_not_harm_the_others(session: Session, tmp_path: Path) -> None:
    text = "-DOCSTART- O\n\nOne O\n\n-DOCSTART- O\n\nTwo O\nThree\nFour\n\n-DOCSTART- O\n\nFive O\n"
    report = load(session, save(tmp_path, text), on_error="skip")
    assert sorted(texts(session)) == ["Five", "One"]
    assert [(each.line, each.code) for each in report.problems] == [(8, "conll-columns")]


def test_an_article_has_limits(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conll, "MAX_WORDS", 100)
    path = save(tmp_path, "-DOCSTART- O\n\n" + "a O\n" * 101)
    assert ":103: the article has more than 100 words" in refusal(session, path)
    monkeypatch.setattr(conll, "MAX_WORDS", 1000)
    monkeypatch.setattr(conll, "MAX_LENGTH", 100)
    assert "Put a line -DOCSTART- before each" in refusal(session, path)


def test_a_long_file_is_read_article_by_article(session: Session, tmp_path: Path) -> None:
    one = "-DOCSTART- -X- O O\n\n" + "Karsk NNP O O\nfell VBD O O\n" * 100 + "\n"
    path = tmp_path / "long.conll"
    with path.open("w") as file:
        for number in range(200):
            file.write(one.replace("Karsk", f"K{number}"))
    options = ReadOptions(session.scheme, lambda name: 1, lambda *_: None, lambda *_: False)
    tracemalloc.start()
    try:
        number = sum(1 for each in conll.read(path, options) if isinstance(each, Bundle))
        assert tracemalloc.get_traced_memory()[1] < path.stat().st_size
    finally:
        tracemalloc.stop()
    assert number == 200


# Writing -----------------------------------------------------------------------------------------


def test_what_is_written(session: Session, tmp_path: Path) -> None:
    text = "\n Dana Ilves  met Maret.\n\n“We go,” she said.\t"
    here = text.index("Dana"), text.index("Maret")
    spans = [span(here[0], here[0] + 10), span(here[1], here[1] + 5)]
    load(session, write(tmp_path / "in.jsonl", line("harbour 1|a", text, spans=spans)))
    assert written(session) == (
        "-DOCSTART- -X- O O\n\n"
        "Dana _ Doc=harbour\\s1\\pa|SpacesBefore=\\n\\s B-PERSON\n"
        "Ilves _ SpacesAfter=\\s\\s I-PERSON\n"
        "met _ _ O\n"
        "Maret _ SpaceAfter=No B-PERSON\n"
        ". _ SpacesAfter=\\n\\n O\n\n"
        "“ _ SpaceAfter=No O\n"
        "We _ _ O\n"
        "go _ SpaceAfter=No O\n"
        ", _ SpaceAfter=No O\n"
        "” _ _ O\n"
        "she _ _ O\n"
        "said _ SpaceAfter=No O\n"
        ". _ SpacesAfter=\\t O\n\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "1 2 3 go .",
        "# text = a\n#a= b # newdoc\n# id x",
        "-DOCSTART- -X- O\n\n-DOCSTART-",
        "a|O b|B-GPE",
        "SpaceAfter=No _ \\n \\u0041 _",
        "\u200bzero\u2028width\x85and\x0bmore\u3000.",
        "👩‍👩‍👧 Cafe\u0301\u00a0دانا «لا» 早上好",
    ],
)
def test_a_text_comes_back_whatever_is_in_it(text: str, news_scheme: Scheme) -> None:
    for name in ("conll", "hf", "parquet", "spacy"):
        trips.check(name, news_scheme, [line("one", text)])


def test_what_several_annotators_say_becomes_one_and_is_told(
    session: Session, tmp_path: Path
) -> None:
    spans = [
        span(0, 10, annotator="Mina Kell"),
        span(0, 10, annotator="Jonas Reed"),
        span(15, 25, annotator="Jonas Reed"),
        span(20, 25, "ORG", annotator="Mina Kell"),
    ]
    load(session, write(tmp_path / "in.jsonl", line(spans=spans)))
    out = io.BytesIO()
    report = export(session, out, ExportOptions("conll"))
    # Jonas comes first by name; of what overlaps, the longer label of a layer stays.
    assert report.losses == {"annotators": 2, "overlaps": 2}
    tags = [each.rpartition(" ")[2] for each in out.getvalue().decode().splitlines() if each]
    assert tags[1:7] == ["B-PERSON", "I-PERSON", "O", "B-PERSON", "I-PERSON", "O"]
    mina = written(session, annotators=("Mina Kell",))
    assert "Maret _ _ B-ORG\n" in mina


def test_no_sentence_ends_inside_a_label(session: Session, tmp_path: Path) -> None:
    text = "He wrote Karsk. The End for them."
    start = text.index("Karsk")
    spans = [span(start, start + len("Karsk. The End"), "WORK_OF_ART")]
    load(session, write(tmp_path / "in.jsonl", line(text=text, spans=spans)))
    out = io.BytesIO()
    report = export(session, out, ExportOptions("conll"))
    assert out.getvalue().count(b"\n\n") == 2  # after the mark and at the end
    assert report.notes == {"ends of sentences inside a label, which are not written": 1}


def test_labels_lose_white_space_at_their_ends_and_those_of_nothing_else_are_told(
    session: Session, tmp_path: Path
) -> None:
    spans = [span(10, 15), span(4, 5), span(28, 36, "GPE")]
    assert [TEXT[10:15], TEXT[4:5], TEXT[28:36]] == [" met ", " ", " Karsk. "]
    load(session, write(tmp_path / "in.jsonl", line(spans=spans)))
    out = io.BytesIO()
    report = export(session, out, ExportOptions("conll"))
    assert report.losses == {"spans": 1}
    assert report.notes["labels taken without the white space at their ends"] == 2
    assert "met _ _ B-PERSON\n" in out.getvalue().decode()


@pytest.mark.parametrize("name", ["conll", "hf", "parquet", "spacy"])
def test_an_article_of_which_nothing_is_left_is_told(
    name: str, session: Session, tmp_path: Path
) -> None:
    """Its zones are cut out, and they are all there is of it."""
    for number, rest in enumerate(("", "\n")):
        empty = line(
            f"e{number}", f"A photo{rest}", zones=[{"start": 0, "end": 7, "kind": "credit"}]
        )
        load(session, write(tmp_path / "in.jsonl", empty, line()))
    report = export(session, tmp_path / "out", ExportOptions(name, cut_zones=True))
    assert report.losses == {"text": 2}
    with Session.create(tmp_path / "b.annotator", session.scheme, "Mina Kell") as second:
        load(second, tmp_path / "out", format=name, on_error="skip")
        assert texts(second) == [TEXT]


def test_words_with_blanks_in_them_are_several(news_scheme: Scheme) -> None:
    """Some tokenisers take a number or a name of several words for one token."""
    text = "cost 1 000 today"
    bundle = Bundle(document_for(text, uid="a"), text, tokens=Tokens([0, 5, 11], [4, 10, 16], [0]))
    (raw,) = conll.write([bundle], WriteOptions(news_scheme))
    assert [each.split(" ")[0] for each in raw.decode().split("\n\n")[1].splitlines()] == [
        "cost", "1", "000", "today",
    ]  # fmt: skip


def test_another_program_reads_our_tags_as_we_do(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    blocks = [each.splitlines() for each in written(session).split("\n\n") if each]
    tags = [[row.rpartition(" ")[2] for row in rows] for rows in blocks]
    words = [[row.partition(" ")[0] for row in rows] for rows in blocks]
    found = [
        (each.tag, " ".join(words[each.sent_id][each.start : each.end]))
        for sentence in Entities(tags, IOB2).entities
        for each in sentence
    ]
    assert ("PERSON", "Citadel spokesman Oren Maret") in found
    assert ("content", "that Velmar , its “ closest partner ” , fired on the bridge") in found
    assert len(found) == 8
