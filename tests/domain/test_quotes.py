"""Passages in quote marks, the type they give to a quote, and the first draft of one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import Span
from annotator.domain.cues import QuoteDraft, draft_quote
from annotator.domain.passages import MARKS, passage_at, passages_in, words_of
from annotator.domain.quotes import QuoteType, quote_type
from annotator.domain.tokens import plain_tokens
from tests.articles import where

MARKED = st.lists(st.sampled_from([*sorted(MARKS), *"ab .,\n"]), max_size=40).map("".join)


@given(MARKED)
def test_passages_are_nested_or_apart_and_never_cross_a_line(text: str) -> None:
    for number, line in enumerate(text.split("\n")):
        begin = sum(len(each) + 1 for each in text.split("\n")[:number])
        paragraph = Span(begin, begin + len(line))
        found = passages_in(text, paragraph)
        for each in found:
            assert paragraph.contains(each.outer)
            assert each.outer.contains(each.inner)
            assert each.inner.start < each.inner.end
            assert text[each.outer.start] in MARKS
        for one in found:
            for other in found:
                apart = one.outer.end <= other.outer.start or other.outer.end <= one.outer.start
                nested = one.outer.contains(other.outer) or other.outer.contains(one.outer)
                assert apart or nested


@pytest.mark.parametrize(
    ("text", "at", "inner"),
    [
        ("He said “yes, now,” and left.", "now", "yes, now"),
        ('He said "yes" and "no".', "no", "no"),
        ("„Ja“, sagte er.", "Ja", "Ja"),
        ("« Oui, » dit-elle.", "Oui", "Oui"),
        ("「静か」と言った。", "静", "静か"),
        ("“Maret told us: ‘Nobody fired.’ That is all,” he said.", "Nobody", "Nobody fired."),
        ("“Maret told us: ‘Nobody fired.’ That is all,” he said.", "That",
         "Maret told us: ‘Nobody fired.’ That is all"),
        ("“It isn’t the sailors’ fault,” he said.", "fault", "It isn’t the sailors’ fault"),
        ("“A long speech begins", "long", "A long speech begins"),
        ("The dogs’ and cats’ homes", "cats", None),
    ],
)  # fmt: skip
def test_the_passage_at_a_word(text: str, at: str, inner: str | None) -> None:
    passage = passage_at(text, where(text, at).start)
    found = None if passage is None else words_of(text, passage)
    assert (None if found is None else found.of(text)) == inner


@pytest.mark.parametrize(
    ("text", "content", "kind"),
    [
        ("“We did not fire,” he said.", "We did not fire", QuoteType.DIRECT),
        ("He said: “We did not fire.”", "We did not fire.", QuoteType.DIRECT),
        ("He called it a “grave mistake”.", "grave mistake", QuoteType.PARTIAL),
        ("She warned that “every ship” would go.", "“every ship” would go", QuoteType.MIXED),
        ("He said the road is open.", "the road is open", QuoteType.INDIRECT),
    ],
)
def test_the_marks_tell_the_type(text: str, content: str, kind: QuoteType) -> None:
    assert quote_type(text, [where(text, content)]) is kind


def test_what_the_paper_put_in_does_not_count() -> None:
    text = "He said “we (the office) will go”."
    content, hole = where(text, "we (the office) will go"), where(text, "(the office)")
    assert quote_type(text, [content], [hole]) is QuoteType.PARTIAL


def drafted(text: str, at: str, known: tuple[str, ...] = ()) -> tuple[str, str, list[str]] | None:
    draft = draft_quote(text, plain_tokens(text), where(text, at).start, None,
                        [where(text, name) for name in known])  # fmt: skip
    if draft is None:
        return None
    assert isinstance(draft, QuoteDraft)
    return (
        " … ".join(span.of(text) for span in draft.content),
        draft.cue.of(text) if draft.cue else "",
        [span.of(text) for span in draft.source],
    )


@pytest.mark.parametrize(
    ("text", "at", "content", "cue", "source"),
    [
        ("“We did not fire,” Oren Maret told reporters.", "fire", "We did not fire", "told",
         ["Oren Maret"]),
        ("“We will go,” said Lena van der Brandt.", "go", "We will go", "said",
         ["Lena van der Brandt"]),
        ("The Citadel said on Monday that no gun had fired.", "said", "no gun had fired", "said",
         ["The Citadel"]),
        ("Ida Solberg told reporters in Karsk that the ferry would sail.", "told",
         "the ferry would sail", "told", ["Ida Solberg"]),
        ("He told a crowd of miners, and left.", "told", "a crowd of miners, and left", "told",
         ["He"]),
        ("According to the Unity Office, every ship was stopped.", "According",
         "every ship was stopped", "According to", ["the Unity Office"]),
        ("The harbour is closed, according to Tom Reske.", "according", "The harbour is closed",
         "according to", ["Tom Reske"]),
        ("Karsk and Tarn have denied sending any ship.", "denied", "sending any ship",
         "have denied", ["Karsk", "Tarn"]),
        ("The bridge was hit, the agency said.", "said", "The bridge was hit", "said",
         ["the agency"]),
        ("Dana Ilves called Velmar a friend, adding that it had helped.", "helped",
         "it had helped", "adding", ["Dana Ilves"]),
        ("The Seaboard Agency (SBA) said that talks went on.", "said", "talks went on", "said",
         ["The Seaboard Agency (SBA)"]),
        ("He dismissed suspicions that Karsk had fired.", "suspicions", "Karsk had fired",
         "suspicions", []),
        ("Maret was quoted as saying nobody fired a gun.", "quoted", "nobody fired a gun",
         "was quoted as saying", ["Maret"]),
    ],
)  # fmt: skip
def test_drafts(text: str, at: str, content: str, cue: str, source: list[str]) -> None:
    assert drafted(text, at) == (content, cue, source)


def test_a_labelled_name_is_kept_whole() -> None:
    text = "Smith and Sons have said that the ship sails."
    assert drafted(text, "said") == ("the ship sails", "have said", ["Smith", "Sons"])
    assert drafted(text, "said", ("Smith and Sons",)) == (
        "the ship sails",
        "have said",
        ["Smith and Sons"],
    )


@pytest.mark.parametrize("text", ["The road is open.", "", "Nobody came to the ferry at noon."])
def test_where_nobody_says_anything_there_is_no_draft(text: str) -> None:
    assert draft_quote(text, plain_tokens(text), 0, None) is None


@given(MARKED.map(lambda text: f"{text} said Lena that {text}"), st.integers(0, 90))
def test_a_draft_lies_within_the_text_whatever_the_marks(text: str, position: int) -> None:
    draft = draft_quote(text, plain_tokens(text), min(position, len(text)), None)
    if draft is None:
        return
    whole = Span(0, len(text))
    for span in (*draft.content, *([draft.cue] if draft.cue else []), *draft.source):
        assert whole.contains(span)
        assert span.start < span.end
