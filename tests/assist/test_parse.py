"""A parse as plain rows, against what spaCy itself says token by token."""

from __future__ import annotations

import pytest

from annotator.assist.parse import Parse
from annotator.domain.annotations import Span
from tests.articles import HARBOUR, SCRIPTS
from tests.assist.quote_parses import english, parsed

pytestmark = pytest.mark.real_pipeline


@pytest.mark.parametrize(
    "text",
    [
        HARBOUR.replace("\n", " "),
        "  We  wait \t here .  Nobody said\u00a0so.   ",
        " \t ",
        SCRIPTS.replace("\t", " "),
    ],
)
def test_rows_are_the_tokens_of_the_document_without_white_space(text: str) -> None:
    doc = english()(text)
    kept = [token for token in doc if not token.is_space]
    places = {token.i: place for place, token in enumerate(kept)}
    parse = Parse("~~~~" + text)
    parse.add(doc, 4)
    assert parse.starts == [4 + token.idx for token in kept]
    assert parse.ends == [4 + token.idx + len(token.text) for token in kept]
    assert parse.words == [token.text for token in kept]
    assert parse.lemmas == [token.lemma_ or token.text for token in kept]
    assert parse.tags == [token.tag_ for token in kept]
    assert parse.deps == [token.dep_ for token in kept]
    for place, token in enumerate(kept):
        if token.head.i in places:
            assert parse.heads[place] == places[token.head.i]
        else:
            assert 0 <= parse.heads[place] < len(kept)
    assert parse.sentences[:1] == ([0] if kept else [])
    assert {places[token.i] for token in kept if token.is_sent_start} <= set(parse.sentences)
    assert parse.paragraphs == ([0] if kept else [])
    assert [text[parse.starts[a] - 4 : parse.ends[b - 1] - 4] for a, b, _ in parse.entities] == [
        ent.text.strip() for ent in doc.ents
    ]
    assert parse.parsed


def test_paragraphs_follow_each_other() -> None:
    text = "Karsk is quiet.\n\nThe ferry left. Nobody came."
    parse = parsed(text)
    second = parse.paragraphs[1]
    assert text[parse.starts[second] :] == "The ferry left. Nobody came."
    assert parse.paragraph(second) == range(second, len(parse))
    assert len(parse.sentences) == 3
    assert parse.sentence(second) == range(second, second + 4)
    assert all(parse.heads[token] >= second for token in range(second, len(parse)))
    ferry = Span(text.index("ferry"), text.index("ferry") + 5)
    assert parse.tokens_in(ferry) == range(second + 1, second + 2)
    assert parse.span(second, second + 2) == Span(text.index("The ferry"), ferry.end)


def test_a_blank_pipeline_has_no_parse() -> None:
    import spacy

    parse = Parse("Karsk is quiet.")
    parse.add(spacy.blank("en")(parse.text), 0)
    assert not parse.parsed
    assert parse.heads == list(range(len(parse)))
    assert parse.lemmas == parse.words
