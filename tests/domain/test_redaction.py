"""People under other names: who is who, where they stand, and what becomes of an article."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotations import Annotation, Relation, Span, check_spans
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Annotator, Assignment, Comment, Document, Entry, Zone
from annotator.domain.pseudonyms import Pseudonyms
from annotator.domain.redaction import Redactor
from annotator.domain.scheme import Label, Layer, LayerKind, Scheme
from annotator.domain.tokens import plain_tokens

SECRET = b"a secret of sixteen bytes or more"
ILVES = Entry(
    1, "Dana Ilves", "person", "born in Lund", "Q1", ("D. Ilves", "Foreign Minister Ilves")
)
MARET = Entry(2, "Oren Maret", "person")
KARSK = Entry(3, "Karsk", "city", "where Dana Ilves lives", "", ("Old Karsk",))
PERSON = "entities.PERSON"


def named(*mentions: tuple[str, int | None], **how: Any) -> Pseudonyms:
    return Pseudonyms(SECRET, [ILVES, MARET], mentions, **how)


def redactor(*mentions: tuple[str, int | None], **how: Any) -> Redactor:
    return Redactor(named(*mentions), [PERSON], **how)


def article(text: str, *labels: tuple[str, str, int | None], **known: Any) -> Bundle:
    """Return an article with (words, label, entry) labelled where they first stand."""
    annotations = []
    for number, (words, label, entry) in enumerate(labels):
        start = text.index(words)
        span = Span(start, start + len(words))
        annotations.append(Annotation(10 + number, 7, 5, "entities", label, (span,), entry=entry))
    document = Document(7, "story", length=len(text), **known)
    entries = {each.id: each for each in (ILVES, MARET, KARSK)}
    return Bundle(
        document, text, annotations=annotations, annotators={5: Annotator(5, "Mina Kell")},
        entries=entries, tokens=plain_tokens(text),
    )  # fmt: skip


def words_of(bundle: Bundle) -> list[str]:
    return [bundle.text[a:b] for each in bundle.annotations for a, b in each.spans]


# Who is who --------------------------------------------------------------------------------------


def test_one_pseudonym_for_everything_an_entry_is_called() -> None:
    names = named(("Madam Ilves", 1))
    ilves = names.of("whatever", 1)
    assert re.fullmatch(r"Person [0-9A-HJKMNP-TV-Z]{6}", ilves)
    text = (
        "Dana Ilves, D. Ilves, ILVES, Ms Ilves’s aide, Madam  Ilves and Dana\nIlves met Oren Maret."
    )
    finds = names.find(text)
    assert [text[each.start : each.end] for each in finds] == [
        "Dana Ilves", "D. Ilves", "ILVES", "Ilves", "Madam  Ilves", "Dana\nIlves", "Oren Maret",
    ]  # fmt: skip
    assert {each.pseudonym for each in finds[:-1]} == {ilves}
    assert finds[-1].pseudonym == names.of("Oren Maret") != ilves


def test_names_without_an_entry_go_by_their_words() -> None:
    names = named(("Tom Reske", None), ("President Lena Brandt", None), ("Reske", None))
    assert names.of("tom  RESKE") == names.of("Reske") == names.of("Tom Reske’s")
    assert names.of("Lena Brandt") == names.of("President Lena Brandt")
    assert names.of("Tom Reske") != names.of("Lena Brandt")
    # The same with what else there is, and in another order.
    assert named(("Reske", None), ("Tom Reske", None), ("Una Falk", None)).of("Reske") == names.of(
        "Tom Reske"
    )


def test_a_word_that_two_people_share_is_neither_of_them() -> None:
    names = named(("Per Maret", None))
    both = {names.of("Oren Maret"), names.of("Per Maret")}
    assert len(both) == 2
    assert names.of("Maret") not in both
    assert names.of("Maret", 2) == names.of("Oren Maret")
    assert [each.pseudonym for each in names.find("Maret said")] == [names.of("Maret")]
    # Unless one of them is called so.
    assert named(("Per Ilves", None)).of("Ilves") == named().of("Dana Ilves")


def test_without_the_secret_nothing_is_the_same() -> None:
    other = Pseudonyms(b"another secret of sixteen bytes", [ILVES, MARET])
    assert other.of("Dana Ilves") != named().of("Dana Ilves")


def test_two_who_would_have_one_code_are_told_apart() -> None:
    names = Pseudonyms(SECRET, [], [(f"Una{each} Falk{each}", None) for each in range(3)])
    short = dict.fromkeys(names._called, "AAAAAA")
    code = names._code
    names._code = lambda who, size: short[who] if size == 6 else code(who, size)  # type: ignore[method-assign]
    codes = names._make_codes()
    assert len(set(codes.values())) == 3
    assert {len(each) for each in codes.values()} == {10}


@pytest.mark.parametrize(
    "text",
    ["he said", "the minister said", "It may rain, ilves or not.", "Ilvesson", "Foreign Minister"],
)
def test_what_is_no_name_stays(text: str) -> None:
    assert named(("he", None), ("the minister", None), ("May", None)).find(text) == []


def test_names_of_other_scripts_are_found() -> None:
    names = named(
        ("金正恩", None), ("دانا إلفس", None), ("Zoë Ünal", None), ("Дана Ильвес", None),
        ("Jürgen Groß", None),
    )  # fmt: skip
    decomposed = unicodedata.normalize("NFD", "Zoë Ünal")
    text = (
        f"北の金正恩は。 قالت دانا إلفس أمس. {decomposed}; ДАНА ИЛЬВЕС! "
        "JÜRGEN GROSS; Jür\xadgen Groß."
    )
    assert [text[each.start : each.end] for each in names.find(text)] == [
        "金正恩", "دانا إلفس", decomposed, "ДАНА ИЛЬВЕС", "JÜRGEN GROSS", "Jür\xadgen Groß",
    ]  # fmt: skip


# An article --------------------------------------------------------------------------------------


def test_everything_moves_along() -> None:
    text = "Caption\nDana Ilves said: “Karsk sleeps,” and Ilves left. Maret stayed."
    before = article(text, ("Dana Ilves", "PERSON", 1), ("Karsk", "GPE", 3), ("Maret", "PERSON", 2))
    before.zones = [Zone(1, 7, 0, 7)]
    before.relations = [Relation(40, 7, 5, "source", 10, 11)]
    before.comments = [Comment(50, 7, 5, "Is this Ilves or Maret?")]
    before.assignments = [Assignment(60, 7, 5)]
    work = redactor(("Dana Ilves", 1))
    after = work.redact(before)
    ilves, maret = work.names.of("Dana Ilves"), work.names.of("Oren Maret")
    assert after.text == (
        f"Caption\n{ilves} said: “Karsk sleeps,” and {ilves} left. {maret} stayed."
    )
    assert words_of(after) == [ilves, "Karsk", maret]
    assert after.text[: after.zones[0].end] == "Caption"
    assert after.relations[0][3:] == before.relations[0][3:]
    assert after.comments[0].text == f"Is this {ilves} or {maret}?"
    assert (work.done.names, work.done.people) == (3, {ilves, maret})
    assert after.document.length == len(after.text)
    (annotator,) = after.annotators.values()
    assert annotator.name.startswith("Annotator ")
    assert {each.annotator for each in after.annotations} == {annotator.id}
    assert after.assignments[0].annotator == annotator.id
    assert before.text == text


def test_labels_that_begin_or_end_inside_a_name_cover_the_pseudonym() -> None:
    text = "Citadel aide Dana Ilves denied it."
    before = article(text, ("Citadel aide Dana", "ORG", None), ("Ilves denied", "EVENT", None),
                     ("Dana Ilves", "PERSON", 1), ("lve", "ORG", None))  # fmt: skip
    two_parts = (Span(13, 17), Span(18, 23))
    before.annotations = [
        *before.annotations, Annotation(30, 7, 5, "entities", "ORG", two_parts)
    ]  # fmt: skip
    work = redactor()
    after = work.redact(before)
    ilves = work.names.of("Dana Ilves")
    assert words_of(after) == [
        f"Citadel aide {ilves}", f"{ilves} denied", ilves, ilves, ilves
    ]  # fmt: skip
    assert work.done.widened == 4
    for each in after.annotations:
        check_spans(each.spans, len(after.text))


def test_a_label_with_article_or_possessive_keeps_them() -> None:
    work = redactor(("Tom Reske", None))
    after = work.redact(article("It was Tom Reske’s boat.", ("Tom Reske’s", "PERSON", None)))
    assert after.text == f"It was {work.names.of('Tom Reske')}’s boat."
    assert words_of(after) == [f"{work.names.of('Tom Reske')}’s"]


def test_a_label_glued_to_a_word_is_replaced_and_its_neighbour_stays() -> None:
    before = article("North KoreaIlves said.", ("Ilves", "PERSON", 1), ("North Korea", "GPE", None))
    work = redactor()
    after = work.redact(before)
    assert words_of(after) == [work.names.of("Ilves"), "North Korea"]


def test_what_is_known_of_an_article_names_nobody() -> None:
    before = article(
        "Nobody is named here.",
        title="Ilves meets Maret",
        outlet="Seaboard",
        url="https://seaboard.example/dana-ilves",
        author="Una Falk and Oren Maret",
        raw_sha256="ab" * 32,
        meta={"by": "dana ilves", "tags": ["ILVES", 3, {"link": "http://x.example", "n": "ilves"}],
              "Dana Ilves": True},
    )  # fmt: skip
    before.document = replace(before.document, uid="dana-ilves-speaks.txt")
    work = redactor()
    known = work.redact(before).document
    ilves, maret = work.names.of("Dana Ilves"), work.names.of("Oren Maret")
    assert known.title == f"{ilves} meets {maret}"
    assert (known.outlet, known.url, known.raw_sha256) == ("Seaboard", "", "")
    assert known.author == f"{work.names.of('Una Falk')}, {maret}"
    assert known.meta == {
        "by": ilves, "tags": [ilves, 3, {"link": "", "n": ilves}], ilves: True
    }  # fmt: skip
    assert known.uid.startswith("document-")
    assert known.id != before.document.id
    assert work.redact(before).document == known


def test_entries_of_people_keep_nothing_and_others_name_nobody() -> None:
    work = redactor()
    after = work.redact(article("Karsk", ("Karsk", "GPE", 3)))
    by_kind = {each.kind: each for each in after.entries.values()}
    ilves = work.names.of("Dana Ilves")
    assert by_kind["city"] == replace(KARSK, note=f"where {ilves} lives")
    people = [each for each in after.entries.values() if each.kind == "person"]
    assert {each.name for each in people} == {ilves, work.names.of("Oren Maret")}
    assert {(each.note, each.wikidata, each.aliases) for each in people} == {("", "", ())}
    assert not {1, 2} & after.entries.keys()
    (label,) = after.annotations
    assert label.entry == 3


def test_only_what_is_labelled_if_wanted() -> None:
    before = article("Dana Ilves met Oren Maret.", ("Dana Ilves", "PERSON", 1))
    work = redactor(everywhere=False, annotators=False)
    after = work.redact(before)
    assert after.text == f"{work.names.of('Dana Ilves')} met Oren Maret."
    assert after.annotators == before.annotators


def test_a_guideline_names_nobody() -> None:
    label = Label("entities", "PERSON", "Person", description="people, like Dana Ilves",
                  guideline="Dana Ilves, not “the minister”")  # fmt: skip
    scheme = Scheme("s", "S", layers=(Layer("entities", "Entities", LayerKind.SPANS),),
                    labels=(label,))  # fmt: skip
    told = redactor().scheme(scheme)
    assert "Ilves" not in told.labels[0].description + told.labels[0].guideline
    assert told.labels[0].name == "Person"


def test_zones_that_meet_inside_a_name_stay_apart() -> None:
    text = "aa Dana Ilves bb"
    before = article(text)
    before.zones = [Zone(1, 7, 0, 6), Zone(2, 7, 6, 16)]
    after = redactor().redact(before)
    first, second = after.zones
    assert first.end == second.start
    assert after.text[second.start :] == " bb"


def test_of_names_that_overlap_nothing_is_left() -> None:
    names = Pseudonyms(SECRET, [], [("Dana 北の港 O’Br", None), ("O’Brien Kell", None)])
    text = "Dana 北の港 O’Brien Kell came."
    (find,) = names.find(text)
    assert text[find.start : find.end] == "Dana 北の港 O’Brien Kell"


# Whatever it is ----------------------------------------------------------------------------------

FIRST = ("Dana", "Oren", "Zoë", "Lena", "Mia-Lou", "Öz", "MARA", "Дана", "O’Brien")
LAST = ("Ilves", "Maret", "van der Brandt", "Ünal", "Reske", "Kell", "Ильвес", "Person", "May")
FILL = (
    "said",
    "“No,”",
    "the port",
    "👩‍👩‍👧",
    "\n",
    "and",
    "Karsk’s",
    "—",
    "1,200",
    "е\u0301",
    "北の港",
)


@st.composite
def projects(draw: st.DrawFn) -> tuple[list[Entry], list[tuple[str, int | None]], list[Bundle]]:
    names = st.builds(lambda a, b: f"{a} {b}", st.sampled_from(FIRST), st.sampled_from(LAST))
    entries = [
        Entry(number, draw(names), aliases=tuple(draw(st.lists(names | st.sampled_from(LAST),
                                                              max_size=2))))
        for number in range(1, 1 + draw(st.integers(0, 3)))
    ]  # fmt: skip
    mentions = draw(
        st.lists(
            st.tuples(names | st.sampled_from(LAST), st.sampled_from([None, 1, 2, 3])), max_size=4
        )
    )
    known = [name for name, _ in mentions] + [n for e in entries for n in (e.name, *e.aliases)]
    bundles = []
    for number in range(2):
        cased = st.sampled_from(known or ["nobody"]).flatmap(
            lambda name: st.sampled_from([name, name.upper(), name.title(), name.replace(" ", "\n"),
                                          f"{name}’s", unicodedata.normalize("NFD", name)])
        )  # fmt: skip
        text = " ".join(draw(st.lists(cased | st.sampled_from(FILL), max_size=12)))
        size = len(text)
        spans = [
            Span(a, b)
            for a, b in draw(st.lists(st.tuples(st.integers(0, size), st.integers(0, size)),
                                      max_size=6))
            if a < b
        ]  # fmt: skip
        labels = [
            Annotation(100 * number + at, number, 5, "entities",
                       draw(st.sampled_from(["PERSON", "ORG"])), (span,),
                       {"said by": draw(cased)}, entry=draw(st.sampled_from([None, 1, 2])))
            for at, span in enumerate(spans)
        ]  # fmt: skip
        edges = sorted(draw(st.lists(st.integers(0, size), max_size=4, unique=True)))
        zones = [Zone(at, number, a, b)
                 for at, (a, b) in enumerate(zip(edges[::2], edges[1::2]))]  # fmt: skip  # noqa: B905
        document = Document(number, draw(cased), title=draw(cased), author=draw(cased),
                            url="http://x.example/y", outlet=draw(cased), length=size,
                            meta={"k": draw(cased)})  # fmt: skip
        bundles.append(
            Bundle(document, text, zones, labels, annotators={5: Annotator(5, draw(names))},
                   entries={each.id: each for each in entries}, tokens=plain_tokens(text),
                   comments=[Comment(1, number, 5, draw(cased))])
        )  # fmt: skip
    # Everybody labelled as a person is a mention of the project.
    mentions += [
        (bundle.text[a:b], each.entry)
        for bundle in bundles
        for each in bundle.annotations
        if each.label == "PERSON"
        for a, b in each.spans
    ]
    return entries, mentions, bundles


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in (*value.keys(), *value.values()) for text in strings(each)]
    if isinstance(value, (list, tuple)):
        return [text for each in value for text in strings(each)]
    return []


def outputs(bundle: Bundle) -> list[str]:
    """Return every text of a bundle, its keys too."""
    return [
        text
        for part in (
            bundle.text,
            asdict(bundle.document),
            [asdict(each) for each in bundle.entries.values()],
            [asdict(each) for each in bundle.annotators.values()],
            [asdict(each) for each in bundle.comments],
            [dict(each.attributes) for each in bundle.annotations],
        )
        for text in strings(part)
    ]


@settings(max_examples=60)
@given(projects())
def test_whatever_it_is_offsets_hold_and_no_name_is_left(
    project: tuple[list[Entry], list[tuple[str, int | None]], list[Bundle]],
) -> None:
    entries, mentions, bundles = project
    names = Pseudonyms(SECRET, entries, mentions)
    work = Redactor(names, [PERSON])
    for before in bundles:
        given_text = before.text
        after = work.redact(before)
        assert before.text == given_text
        # Labels, zones and tokens lie in the text, in order, on the words they lay on.
        finds = work._finds(before)
        for old, new in zip(before.annotations, after.annotations, strict=True):
            check_spans(new.spans, len(after.text))
            for (a, b), (c, d) in zip(old.spans, new.spans, strict=True):
                if not any(a < find.end and find.start < b for find in finds):
                    assert after.text[c:d] == before.text[a:b]
        last = 0
        for zone in after.zones:
            assert last <= zone.start < zone.end <= len(after.text)
            last = zone.end
        assert after.tokens is not None
        covered = [after.tokens.span(index) for index in range(len(after.tokens))]
        assert all(a.end <= b.start for a, b in pairwise(covered))
        bare = "".join(after.text[a:b] for a, b in covered)
        assert "".join(bare.split()) == "".join(after.text.split())
        # Nobody is named any more, however it is written.
        full = {
            name.casefold()
            for name, entry in [
                *mentions,
                *((n, None) for e in entries for n in (e.name, *e.aliases)),
            ]
            if len(name.split()) == 2 and name.split()[0] in FIRST
        }
        for text in outputs(after):
            assert names.find(text) == []
            flat = " ".join(unicodedata.normalize("NFC", text).casefold().split())
            assert [name for name in full if re.search(rf"\b{re.escape(name)}\b", flat)] == []
        # Again it is the same, and doing it twice changes nothing.
        assert work.redact(before) == after
        assert (
            Redactor(Pseudonyms(SECRET, entries, mentions[::-1]), [PERSON]).redact(before) == after
        )
        twice = work.redact(after)
        assert twice.text == after.text
        assert twice.document == after.document
        assert [each.spans for each in twice.annotations] == [
            each.spans for each in after.annotations
        ]
