"""The gold of the twin, read like the guideline of the news scheme."""

from __future__ import annotations

import re
from typing import Any

import pytest

from annotator.domain.annotations import Annotation
from annotator.domain.article import Article
from annotator.domain.opinions import Opinion, opinion_of
from annotator.domain.quotes import Quote, content_text, quote_of
from annotator.domain.tokens import Tokens, plain_tokens
from annotator.locations import resource
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.session import Session

Line = dict[str, Any]


def words(article: Article, annotation: Annotation) -> str:
    return " … ".join(span.of(article.text) for span in annotation.spans)


def mentions(article: Article) -> list[Annotation]:
    return sorted(article.in_layer("entities"), key=lambda each: each.start)


def labels_of(article: Article, name: str) -> list[str]:
    return [each.label for each in mentions(article) if words(article, each) == name]


def quotes(article: Article) -> list[Quote]:
    return [quote_of(article, each) for each in article.in_layer("quotes", "quote")]


def opinions(article: Article) -> list[Opinion]:
    return [opinion_of(article, each) for each in article.in_layer("opinions", "opinion")]


def quote(article: Article, start: str) -> Quote:
    (found,) = [each for each in quotes(article) if content_text(article.text, each)[: len(start)]
                == start]  # fmt: skip
    return found


def slot(article: Article, found: tuple[Annotation, ...]) -> list[str]:
    return [words(article, each) for each in found]


def tokens_of(article: Article) -> Tokens:
    borders = [border for zone in article.zones.values() for border in (zone.start, zone.end)]
    return plain_tokens(article.text, borders)


# The whole ---------------------------------------------------------------------------------------


def test_everything_is_there(twin: Article) -> None:
    assert 480 <= len(twin.text.split()) <= 560
    assert 75 <= len(mentions(twin)) <= 90
    assert (len(quotes(twin)), len(opinions(twin)), len(twin.zones)) == (14, 8, 3)


def test_every_label_starts_and_ends_with_a_word(twin: Article) -> None:
    tokens = tokens_of(twin)

    for each in twin.annotations.values():
        assert all(tokens.aligned(span) for span in each.spans), words(twin, each)


def test_plain_text_is_the_article_of_the_gold(session: Session) -> None:
    import_paths(session, [resource("samples", "twin-gold.jsonl")], ImportOptions())
    report = import_paths(session, [resource("samples", "twin.txt")], ImportOptions())

    assert (report.documents, report.already_there) == (0, 1)
    assert session.check() == []
    (number,) = session.document_ids()
    assert len(quotes(session.article(number))) == 14


# Zones -------------------------------------------------------------------------------------------


def test_caption_headline_and_credit_do_not_belong_to_the_article(twin: Article) -> None:
    caption, related, credit = twin.sorted_zones()

    assert (caption.kind, related.kind, credit.kind) == ("caption", "related", "credit")
    assert (caption.start, credit.end) == (0, len(twin.text))
    assert twin.text[caption.end] == "\n"
    assert re.fullmatch(
        r"[\w ]+ \d{4}-\d\d-\d\d \d\d:\d\d \| \w+", twin.text[related.start : related.end]
    )


def test_name_glued_to_a_headline_is_marked_without_it(twin: Article) -> None:
    _, related, _ = twin.sorted_zones()
    (glued,) = [each for each in mentions(twin) if each.start == related.end]

    assert twin.text[glued.start - 5 : glued.start] == "Coast"
    assert (words(twin, glued), glued.label) == ("Maret", "PERSON")


# Entities ----------------------------------------------------------------------------------------


def test_mention_is_the_name_itself(twin: Article) -> None:
    for each in mentions(twin):
        name = words(twin, each)
        assert not re.match(r"(the|a|an|in|on|since|Foreign Minister|President|Marshal)\b", name)
        assert not re.search(r"['’]s$|[,.;\s]$", name)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Norvian", "NORP"),
        ("Dana Ilves", "PERSON"),
        ("Citadel", "ORG"),  # a body of its own name, no place
        ("VPB", "ORG"),
        ("Karsk", "GPE"),
        ("three days", "DATE"),
        ("10:30", "TIME"),
        ("Monday afternoon", "TIME"),
        ("Karsk Central Airport", "FAC"),
        ("Lake Orm", "LOC"),
        ("40 kilometres", "QUANTITY"),
        ("Amber Sea Fisheries Treaty", "LAW"),
        ("$120 million", "MONEY"),
        ("12 percent", "PERCENT"),
        ("Kestrel-4", "PRODUCT"),
        ("Harbour War", "EVENT"),
        ("first", "ORDINAL"),
        ("46", "CARDINAL"),
    ],
)
def test_label_of(twin: Article, name: str, label: str) -> None:
    assert set(labels_of(twin, name)) == {label}


def test_every_name_is_marked_wherever_it_stands(twin: Article) -> None:
    names = {words(twin, each) for each in mentions(twin) if each.label in ("PERSON", "GPE", "ORG")}
    for name in names:
        for match in re.finditer(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", twin.text):
            inside = [
                each for each in mentions(twin)
                if each.start <= match.start() and match.end() <= each.end
            ]  # fmt: skip
            assert inside or twin.zone_at(match.start()), match


def test_places_that_act_are_governments(twin: Article) -> None:
    acting = [words(twin, each) for each in mentions(twin)
              if each.attributes.get("referent") == "government"]  # fmt: skip

    # … has sold shells to …; … and … have denied; … and … should know
    assert acting == ["Norvia", "Velmar", "Tarn", "Karsk", "Norvia", "Velmar"]


# Quotes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "kind", "cue", "source"),
    [
        ("it wanted to widen", "indirect", "said", ["the Citadel"]),
        ("closest neighbour", "partial", "calling", ["the Citadel"]),
        ("the two sides", "indirect", "According to", ["foreign media reports"]),
        ("talks between", "mixed", "said", ["Citadel spokesman Oren Maret"]),
        ("a meeting", "indirect", "not ruling out", ["Citadel spokesman Oren Maret"]),
        ("Orlo hopes", "mixed", "was also quoted saying", ["Maret"]),
        ("the date would", "indirect", "adding", ["Maret"]),
        ("Norvia has sold", "indirect", "suspicions", []),
        ("any arms deal", "indirect", "have repeatedly denied", ["Tarn", "Karsk"]),
        ("the Citadel had said", "indirect", "reported", ["Norvian state media"]),
        ("Orlo would accept", "indirect", "had said", ["the Citadel"]),
        ("illegal and", "partial", "warned against", ["Sundria's Unity Office"]),
        ("Norvia and Velmar should", "direct", "told", ["Lena Brandt"]),
        ("We have no quarrel", "direct", "said", ["she"]),
    ],
)
def test_who_said_it_and_how(
    twin: Article, start: str, kind: str, cue: str, source: list[str]
) -> None:
    found = quote(twin, start)

    assert found.type == kind
    assert "type" not in found.frame.attributes  # the marks say so, nobody had to
    assert slot(twin, found.cue) == [cue]
    assert slot(twin, found.source) == source


def test_two_passages_of_one_clause_are_one_quote(twin: Article) -> None:
    found = quote(twin, "closest neighbour")

    assert slot(twin, found.content) == ["closest neighbour", "partner"]


def test_interrupted_words_are_one_quote(twin: Article) -> None:
    found = quote(twin, "We have no quarrel")
    first, second = found.content

    assert first.end < found.source[0].start < found.cue[0].start < second.start


def test_participle_shares_the_speaker_of_the_verb_before(twin: Article) -> None:
    for verb, participle in (
        ("it wanted", "closest neighbour"),
        ("talks between", "a meeting"),
        ("Orlo hopes", "the date would"),
    ):
        assert quote(twin, verb).source == quote(twin, participle).source


def test_marks_are_outside_the_content(twin: Article) -> None:
    for each in quotes(twin):
        for content in each.content:
            assert not re.search(r'^"|"$|,$', words(twin, content)) or each.type == "mixed"


def test_denial_of_a_pair_of_capitals_answers_the_suspicion(twin: Article) -> None:
    denial = quote(twin, "any arms deal")
    suspicion = quote(twin, "Norvia has sold")

    assert denial.frame.attributes["act"] == "denies"
    assert suspicion.frame.attributes["act"] == "suspects"
    assert denial.responds_to == (suspicion.frame,)


def test_second_hand_quote_says_who_reported_it(twin: Article) -> None:
    inner, outer = quote(twin, "Orlo would accept"), quote(twin, "the Citadel had said")

    assert inner.parent == outer.frame
    assert [each.frame for each in quotes(twin) if each.parent is not None] == [inner.frame]
    assert outer.content[0].start < inner.content[0].start
    assert inner.content[0].end == outer.content[0].end


def test_words_of_the_paper_are_left_out_of_what_was_said(twin: Article) -> None:
    found = quote(twin, "Norvia and Velmar should")

    assert slot(twin, found.insertion) == ["(the council)"]
    assert content_text(twin.text, found) == (
        "Norvia and Velmar should know that … is watching this shabby bargain closely"
    )


# Opinions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "polarity", "target", "holder"),
    [
        (["closest neighbour", "partner"], "positive", "Norvia", "the Citadel"),
        (["welcome gesture"], "positive", "The trip", None),
        (["generous"], "positive", "invitation", "the Citadel"),
        (["poor"], "negative", "Roon's record with such announcements", None),
        (["illegal and reckless"], "negative", "cooperation", "Sundria's Unity Office"),
        (["shabby"], "negative", "bargain", "Lena Brandt"),
        (["no quarrel"], "neutral", "the people of Norvia", "she"),
        (["not applaud"], "negative", "a trade in shells", "she"),
    ],
)
def test_who_feels_what_about_whom(
    twin: Article, expression: list[str], polarity: str, target: str, holder: str | None
) -> None:
    (found,) = [each for each in opinions(twin) if slot(twin, each.expression) == expression]

    assert found.polarity == polarity
    assert slot(twin, found.target) == [target]
    assert found.by_writer is (holder is None)
    assert slot(twin, found.holder) == ([] if holder is None else [holder])


def test_holder_inside_a_quote_is_its_source(twin: Article) -> None:
    said = [each for each in opinions(twin) if each.quote is not None]

    assert len(said) == 6
    for each in said:
        assert each.quote is not None
        around = quote_of(twin, each.quote)
        assert [holder.spans for holder in each.holder] == [who.spans for who in around.source]
        for part in each.expression:
            assert any(content.hull.contains(part.hull) for content in around.content
                       if content.hull and part.hull)  # fmt: skip


def test_intensity_is_given_only_where_it_is_plain(twin: Article) -> None:
    given = {slot(twin, each.expression)[0]: each.intensity for each in opinions(twin)
             if each.intensity}  # fmt: skip

    assert given == {
        "closest neighbour": "strong", "illegal and reckless": "strong", "not applaud": "weak",
    }  # fmt: skip
