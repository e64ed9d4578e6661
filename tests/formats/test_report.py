"""The report is a page that anybody can read and nothing can spoil."""

from __future__ import annotations

import io
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from annotator.domain.bundles import Bundle
from annotator.domain.scheme import Scheme
from annotator.formats.registry import WriteOptions, format_named
from annotator.formats.report_style import DARK, LANES, LIGHT, contrast, hue, stylesheet
from annotator.services.exporting import ExportOptions, ExportReport, export
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.session import Session
from tests.formats import trips, whole
from tests.formats.lines import TEXT, line, load, span, write
from tests.properties.test_round_trip import projects

VOID = {"meta", "br", "wbr"}
TAGS = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "nav", "article",
    "section", "div", "h1", "h2", "h3", "h4", "p", "a", "span", "mark", "bdi", "abbr", "b", "br",
    "wbr", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "name", "content", "http-equiv", "id", "class", "dir", "href", "rel",
    "title", "scope", "role", "tabindex", "aria-labelledby", "aria-label",
}  # fmt: skip
NASTY = "<script>alert(1)</script> \"'` ]]> --> &amp; &#60; <!-- \u202eevil\u2066 </p></style>"


@dataclass
class Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Any] = field(default_factory=list)  # nodes and texts

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def all(self, tag: str = "", kind: str = "") -> Iterator[Node]:
        for each in self.children:
            if isinstance(each, Node):
                if (not tag or each.tag == tag) and (not kind or kind in each.classes):
                    yield each
                yield from each.all(tag, kind)

    def text(self, *, tags: bool = True) -> str:
        return "".join(
            each if isinstance(each, str) else each.text(tags=tags)
            for each in self.children
            if isinstance(each, str) or tags or "t" not in each.classes
        )


class Page(HTMLParser):
    """A page that is read strictly: every element is closed where it has to be."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self.open = [self.root]
        self.feed(raw.decode("utf-8"))
        self.close()
        assert len(self.open) == 1, [each.tag for each in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        assert {name for name, _ in attrs} <= ATTRIBUTES
        assert len({name for name, _ in attrs}) == len(attrs)
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def texts(self) -> list[str]:
        """Return each text of an article, without the names of labels."""
        return [
            "\n".join(each.text(tags=False) for each in text.children if isinstance(each, Node))
            for text in self.root.all("div", "text")
        ]

    def rows(self, title: str, place: int = 0) -> list[list[str]]:
        """Return the rows of the table under a heading, its head first."""
        found = [
            section
            for section in self.root.all("section")
            if any(
                isinstance(each, Node) and each.tag in ("h2", "h3", "h4") and each.text() == title
                for each in section.children
            )
        ]
        table = next(found[place].all("table"))
        return [
            [cell.text() for cell in row.children if isinstance(cell, Node)]
            for row in table.all("tr")
        ]


def written(session: Session, **options: Any) -> tuple[bytes, ExportReport]:
    out = io.BytesIO()
    report = export(session, out, ExportOptions("html-report", **options))
    return out.getvalue(), report


def page(session: Session, **options: Any) -> Page:
    raw, _ = written(session, **options)
    found = Page(raw)
    sound(found)
    return found


def sound(found: Page) -> None:
    """See that ids are unique and that everything that refers to one finds it."""
    nodes = list(found.root.all())
    ids = Counter(each.attributes["id"] for each in nodes if "id" in each.attributes)
    assert [name for name, number in ids.items() if number > 1] == []
    for each in nodes:
        assert "aria-labelledby" not in each.attributes or each.attributes["aria-labelledby"] in ids
        link = each.attributes.get("href", "")
        assert link[1:] in ids if link.startswith("#") else not link or link.startswith("http")
        assert each.tag != "th" or each.attributes["scope"] in ("col", "row")


def tags(found: Page, place: int = 0) -> list[str]:
    text = list(found.root.all("div", "text"))[place]
    return [each.text() for each in text.all(kind="t")]


# The text ----------------------------------------------------------------------------------------


def test_the_text_is_all_there_with_every_label(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    found = page(session)
    assert found.texts() == [whole.TEXT, whole.TEXT, whole.OTHER]
    assert tags(found) == [
        "left out: credit", "OrganisationJR", "PersonJR",
    ]  # fmt: skip
    assert tags(found, 1) == [
        "Place (GPE) · governmentMK", "left out: credit", "Content Q1 (1 of 2)MK", "PersonMK",
        "Source Q1MK", "Cue Q1MK", "OrganisationMK", "Insertion Q1MK", "Content Q1 (2 of 2)MK",
        "Source Q2MK", "Holder O2MK", "PersonMK", "Cue Q2MK", "Target O1 O2MK", "Expression O2MK",
        "Content Q2MK",
    ]  # fmt: skip
    assert tags(found, 2) == []


@settings(max_examples=25)
@given(lines=projects())
def test_any_text_is_all_there_with_every_label(
    news_scheme: Scheme, lines: list[dict[str, Any]]
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Session.create(Path(folder, "a.annotator"), news_scheme, trips.ME) as session,
    ):
        import_paths(session, [write(Path(folder, "in.jsonl"), *lines)], ImportOptions())
        bundles = list(session.bundles())
        found = page(session)
    wanted: list[str] = []
    names = parts = 0
    for bundle in bundles:
        sections = max(1, len({each.annotator for each in bundle.annotations}))
        wanted += [bundle.text] * sections
        names += len(bundle.zones) * sections
        parts += sum(len(each.spans) for each in bundle.annotations)
    assert found.texts() == wanted
    assert sum(len(list(each.all(kind="t"))) for each in found.root.all("div", "text")) == (
        names + parts
    )


@pytest.mark.parametrize(
    "places",
    [
        [(0, 10), (5, 25)],  # they cross
        [(0, 25), (5, 10), (5, 10)],
        [(0, len(TEXT))] * (LANES + 5),  # more than can be told apart
        [(number, number + 20) for number in range(30)],
    ],
)
def test_labels_may_overlap_in_any_way(
    places: list[tuple[int, int]], session: Session, tmp_path: Path
) -> None:
    load(session, write(tmp_path / "in.jsonl", line(spans=[
        span(start, end, ["PERSON", "ORG", "GPE"][number % 3], id=f"{number + 1:016x}")
        for number, (start, end) in enumerate(places)
    ])))  # fmt: skip
    found = page(session)
    assert found.texts() == [TEXT]
    assert Counter(tags(found)) == Counter(
        ["Person", "Organisation", "Place (GPE)"][number % 3] for number in range(len(places))
    )


def test_thousands_of_labels_on_one_place_are_named(session: Session, tmp_path: Path) -> None:
    spans = [span(0, 10, id=f"{number + 1:016x}") for number in range(3000)]
    load(session, write(tmp_path / "in.jsonl", line(spans=spans)))
    found = page(session)
    assert tags(found) == ["Person"] * 3000
    assert found.texts() == [TEXT]


@pytest.mark.parametrize(
    ("place", "paragraph"),
    [((0, 4), 0), ((0, 3), 0), ((3, 4), 1), ((3, 5), 1), ((4, 5), 2), ((0, 8), 2), ((5, 9), 2)],
)
def test_labels_may_reach_over_lines(
    place: tuple[int, int], paragraph: int, session: Session, tmp_path: Path
) -> None:
    load(
        session, write(tmp_path / "in.jsonl", line(text="One\n\nTwo\nThree", spans=[span(*place)]))
    )
    found = page(session)
    assert found.texts() == ["One\n\nTwo\nThree"]
    (text,) = found.root.all("div", "text")
    named = [bool(list(each.all(kind="t"))) for each in text.all("p")]
    assert named.index(True) == paragraph
    assert named.count(True) == 1


def test_a_mark_starts_with_its_label_and_goes_on_after_a_crossing(
    session: Session, tmp_path: Path
) -> None:
    crossing = [span(0, 10, "PERSON"), span(5, 25, "ORG")]
    load(session, write(tmp_path / "in.jsonl", line(spans=crossing)))
    raw, _ = written(session)
    assert (
        b'<mark class="k0 c0 n0 s">Dana </mark><mark class="k0 c1 n1 s"><mark class="k0 c0 n0">'
        b'Ilves<span class="t c0" dir="auto"><bdi>Person</bdi></span></mark> met Oren Maret'
        b'<span class="t c1" dir="auto"><bdi>Organisation</bdi></span></mark> in Karsk.'
    ) in raw


def test_spaces_are_kept_where_a_browser_would_join_them(session: Session, tmp_path: Path) -> None:
    load(session, write(tmp_path / "in.jsonl", line(text="One  two.\nThree four.\n\tFive.")))
    (text,) = page(session).root.all("div", "text")
    assert [each.classes for each in text.all("p")] == [{"w"}, set(), {"w"}]


def test_every_direction_is_found_by_the_browser(session: Session, tmp_path: Path) -> None:
    load(session, write(tmp_path / "in.jsonl", line(text=whole.OTHER)))
    article = next(page(session).root.all("article"))
    for each in (*article.all("h2"), *next(article.all("div", "text")).all("p")):
        assert each.attributes["dir"] == "auto"


# Nothing can spoil it ----------------------------------------------------------------------------


def test_texts_that_would_be_code_are_only_texts(tmp_path: Path, news_scheme: Scheme) -> None:
    nasty = {
        "id": NASTY, "text": f"{NASTY}\n{NASTY}",
        "meta": {"title": NASTY, "outlet": NASTY, "author": NASTY, "language": NASTY,
                 "url": f"javascript:{NASTY}", NASTY: NASTY, "more": {NASTY: [NASTY]}},
        "spans": [
            span(0, 8, id="0000000000000001", layer="entities", entry="00000000000000e1"),
            span(9, 14, "content", id="0000000000000002", layer="quotes"),
        ],
        "quotes": [{"content": ["0000000000000002"]}],
        "links": [{"role": "coref", "from": "0000000000000001", "to": "0000000000000001"}],
        "entries": [{"id": "00000000000000e1", "name": NASTY, "kind": NASTY, "note": NASTY,
                     "aliases": [NASTY], "wikidata": NASTY}],
        "comments": [{"text": NASTY, "on": "0000000000000001", "annotator": NASTY}],
    }  # fmt: skip
    with Session.create(tmp_path / "a.annotator", news_scheme, NASTY) as session:
        load(session, write(tmp_path / "in.jsonl", nasty))
        raw, _ = written(session)
    found = Page(raw)
    sound(found)
    assert found.texts() == [f"{NASTY}\n{NASTY}"]
    assert [each.text() for each in found.root.all("h2")][1] == NASTY
    assert not [each for each in found.root.all("a") if "http" in each.attributes["href"]]
    # And as browsers mend what they read: still nothing that runs.
    tree = lxml_html.document_fromstring(raw.decode())
    assert not list(tree.iter("script", "iframe", "img", "object", "form"))
    assert [name for each in tree.iter() for name in each.attrib if name.startswith("on")] == []


def test_the_page_forbids_everything_but_its_own_style(session: Session) -> None:
    raw, _ = written(session)
    found = Page(raw)
    policy = [
        each.attributes["content"]
        for each in found.root.all("meta")
        if each.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy[0].startswith("default-src 'none'; style-src 'unsafe-inline'")
    (style,) = found.root.all("style")
    assert not re.search(r"url\(|@import|</", style.text())


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a?b=1&c=\u00e9", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        (" https://example.org", False),
        ('https://example.org/" onclick="x', False),
        ("data:text/html,x", False),
        ("ftp://example.org", False),
    ],
)  # fmt: skip
def test_only_web_addresses_become_links(
    url: str, linked: bool, session: Session, tmp_path: Path
) -> None:
    load(session, write(tmp_path / "in.jsonl", line(meta={"url": url})))
    found = page(session)
    links = [each.attributes["href"] for each in found.root.all("a")
             if not each.attributes["href"].startswith("#")]  # fmt: skip
    assert links == ([url] if linked else [])
    assert url in next(found.root.all("article")).text()


# What stands around the text ---------------------------------------------------------------------


def test_the_tables_say_who_said_what(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    found = page(session)
    assert found.rows("Quotes") == [
        ["No.", "Who", "Cue", "What was said", "Type", "More"],
        ["Q1", "Citadel spokesman Oren Maret", "told", "We did not fire, … and … never will.",
         "direct", "answers Q2insertion: (the council)Act: deniesNamed: yes"],
        ["Q2", "Dana Ilves", "had said",
         "that Velmar, its “closest partner”, fired on the bridge", "direct", "in Q1Act: claims"],
        ["Q3", "–", "–", "–", "indirect", "–"],
    ]  # fmt: skip
    assert found.rows("Opinions") == [
        ["No.", "Holder", "Target", "Expression", "Polarity", "Intensity", "More"],
        ["O1", "writer", "Velmar", "–", "− negative", "–", "–"],
        ["O2", "Dana Ilves", "Velmar", "closest partner", "+ positive", "strong",
         "said in Q2Sarcastic: yes"],
    ]  # fmt: skip
    assert found.rows("Relations") == [
        ["From", "Relation", "To"],
        ["Dana Ilves (Person)", "Same entity", "Oren Maret (Person)"],
    ]
    assert found.rows("Who and what is meant") == [
        ["Name", "Kind", "Also called", "Note", "Wikidata", "Labels"],
        ["Karsk", "place", "the capital, K.", "Norvia’s capital", "Q0", "1"],
    ]


def test_a_part_leads_to_its_quote(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    found = page(session)
    parts = [each for each in found.root.all("a", "t") if each.text().startswith("Source Q2")]
    assert [each.attributes["href"] for each in parts] == ["#a1Q2"]
    (row,) = [each for each in found.root.all("tr") if each.attributes.get("id") == "a1Q2"]
    assert "Dana Ilves" in row.text()


def test_the_facts_stand_above_the_text(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    article = next(page(session).root.all("article"))
    header = next(article.all("header"))
    assert next(header.all("h2")).text() == "Karsk denies it"
    for fact in ("Amber Post", "2026-01-15", "Tom Reske", "https://example.org/1", "harbour/1",
                 "Jonas Reed: in progress", "Mina Kell: done"):  # fmt: skip
        assert fact in header.text()
    assert '{"front":true,"pages":[1,2],"weight":0.5}' in article.text()


def test_an_article_without_a_title_is_called_by_its_first_line(
    session: Session, tmp_path: Path
) -> None:
    zones = [{"start": 0, "end": 5, "kind": "credit"}]
    load(session, write(tmp_path / "in.jsonl", line(text="Photo\nKarsk denies.", zones=zones)))
    assert [each.text() for each in page(session).root.all("h2")][1] == "Karsk denies."


def test_each_annotator_has_a_section_and_a_name_beside_every_label(
    session: Session, tmp_path: Path
) -> None:
    whole.fill(session, tmp_path)
    found = page(session)
    sections = list(found.root.all("section", "by"))
    assert [next(each.all("h3")).text() for each in sections] == [
        "Jonas Reed (JR)", "Mina Kell (MK)",
    ]  # fmt: skip
    for section, name in zip(sections, ("Jonas Reed", "Mina Kell"), strict=True):
        labels = [each for each in section.all(kind="t") if "zone" not in each.classes]
        assert labels
        for each in labels:
            if not each.classes & {"plain"}:
                assert [who.attributes["title"] for who in each.all("abbr")] == [name]


def test_one_annotator_is_not_named(session: Session, tmp_path: Path) -> None:
    load(session, write(tmp_path / "in.jsonl", line(spans=[span(0, 10)],
                                                   document_labels=["relevant"])))  # fmt: skip
    found = page(session)
    assert not list(found.root.all("abbr"))
    assert not list(found.root.all("section", "by"))
    assert [each.text() for each in next(found.root.all("p", "labels")).all(kind="t")] == [
        "Relevant"
    ]


def test_names_with_the_same_letters_are_told_apart(session: Session, tmp_path: Path) -> None:
    spans = [span(0, 10, annotator=name) for name in ("Mina Kell", "Max Kerr", "mk")]
    load(session, write(tmp_path / "in.jsonl", line(spans=spans)))
    found = page(session)
    assert [each.text() for each in found.root.all("abbr")] == ["MK", "MK2", "M"]


def test_remarks_say_what_they_are_about(session: Session, tmp_path: Path) -> None:
    source = line(
        spans=[span(0, 10, id="d")],
        comments=[
            {"id": "c", "text": "Who?\nShe?", "annotator": "Jonas Reed", "on": "d"},
            {"text": "Ilves.", "annotator": "Mina Kell", "reply_to": "c", "resolved": True},
        ],
    )
    load(session, write(tmp_path / "in.jsonl", source))
    found = page(session)
    notes = sorted(each.text() for each in next(found.root.all("ol", "notes")).all("li"))
    assert [" ".join(each.split()) for each in notes] == [
        "Jonas Reedon Dana Ilves (Person) Who? She?",
        next(" ".join(each.split()) for each in notes if each.startswith("Mina")),
    ]
    assert "answers remark" in notes[1]
    assert "resolved" in notes[1]
    assert [each.startswith("remark") for each in tags(found)] == [False, True]


def test_the_legend_names_every_label_and_the_totals_count_them(
    session: Session, tmp_path: Path
) -> None:
    whole.fill(session, tmp_path)
    found = page(session)
    legend = next(found.root.all("dl", "legend"))
    shown = [each.text() for each in (*legend.all("mark"), *legend.all("span", "t"))]
    wanted = [each.name for each in session.scheme.labels if not each.frame]
    assert sorted(shown) == sorted(wanted)
    head, *rows = found.rows("Totals")
    assert head == ["Label", "Layer", "Jonas Reed", "Mina Kell", "All"]
    assert rows[:2] == [
        ["Person", "Entities", "1", "2", "3"], ["Organisation", "Entities", "1", "1", "2"],
    ]  # fmt: skip
    assert sum(int(row[-1]) for row in rows) == 23


def test_several_articles_have_a_list_of_contents(session: Session, tmp_path: Path) -> None:
    first = line("a", meta={"title": "One"}, spans=[span(0, 10)])
    load(session, write(tmp_path / "a.jsonl", first))
    assert not list(page(session).root.all("nav", "contents"))
    load(session, write(tmp_path / "b.jsonl", line("b", "Two.")))
    contents = next(page(session).root.all("nav", "contents"))
    assert [each.text() for each in contents.all("li")] == ["One1 label", "Two.0 labels"]


def test_nothing_is_a_page_without_articles(session: Session) -> None:
    found = page(session)
    assert not list(found.root.all("article"))
    assert "0 articles, 0 labels" in next(found.root.all("footer")).text()


def test_only_provenance_and_suggestions_are_lost(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    _, report = written(session, suggestions=True)
    assert report.losses == {"provenance": 3, "suggestions": 1}


def test_articles_go_out_one_by_one_and_the_same_again(session: Session, tmp_path: Path) -> None:
    load(session, write(tmp_path / "in.jsonl", *(line(f"{number}") for number in range(5))))
    taken: list[str] = []

    def bundles() -> Iterator[Bundle]:
        for bundle in session.bundles():
            taken.append(bundle.document.uid)
            yield bundle

    writer = format_named("html-report").write
    assert writer is not None
    pieces = writer(bundles(), WriteOptions(session.scheme))
    held = [next(pieces), next(pieces)]
    assert len(taken) == 2
    raw, _ = written(session)
    assert b"".join([*held, *pieces]) == raw


# Colours -----------------------------------------------------------------------------------------


@given(colour=st.from_regex(r"#[0-9a-f]{6}", fullmatch=True), dark=st.booleans())
def test_words_on_every_colour_can_be_read(colour: str, dark: bool) -> None:
    theme = DARK if dark else LIGHT
    fill, mark, words = hue(colour, theme)
    assert contrast(theme.text, fill) >= 4.5
    assert contrast(theme.muted, fill) >= 4.5
    assert contrast(words, theme.page) >= 4.5
    assert contrast(mark, theme.page) >= 3


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_beside_the_text_can_be_read(theme: Any) -> None:
    for words in (theme.text, theme.muted, theme.accent, theme.good, theme.bad):
        for ground in (theme.page, theme.panel):
            assert contrast(words, ground) >= 4.5


def test_dark_is_only_for_screens() -> None:
    sheet = stylesheet(["#b7791f"])
    assert "@media screen and (prefers-color-scheme:dark){:root{--page:#161a22" in sheet
    assert "@media print" in sheet
    assert sheet.count("{") == sheet.count("}")
