"""Parses for tests of quotes: by the real pipeline, and by hand from plain tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from annotator.assist.parse import Parse
from annotator.assist.pipelines import english_pipeline
from annotator.assist.protocol import blanked
from annotator.domain.proposals import QuoteProposal
from annotator.domain.tokens import plain_tokens


@cache
def english() -> Any:
    """Return the English pipeline."""
    import spacy

    found = english_pipeline()
    assert found is not None
    return spacy.load(found[0])


def parsed(text: str, zones: Sequence[tuple[int, int]] = ()) -> Parse:
    """Return a text parsed by the English pipeline, a paragraph at a time as the worker does."""
    parse = Parse(text)
    at = 0
    for line in blanked(text, zones).split("\n"):
        if line.strip():
            parse.add(english()(line), at)
        at += len(line) + 1
    return parse


def by_hand(
    text: str,
    heads: Sequence[int] = (),
    tags: Sequence[str] = (),
    deps: Sequence[str] = (),
    *,
    is_parsed: bool = False,
) -> Parse:
    """Return a text in plain tokens; relations beyond those given point at nothing."""
    parse = Parse(text, parsed=is_parsed)
    straight = blanked(text, [])
    at = 0
    for line in text.split("\n"):
        tokens = plain_tokens(line)
        base = len(parse)
        if len(tokens):
            parse.paragraphs.append(base)
            parse.sentences += [base + each for each in tokens.sentence_starts]
        for start, end in zip(tokens.starts, tokens.ends, strict=True):
            place = len(parse)
            word = straight[at + start : at + end]
            parse.starts.append(at + start)
            parse.ends.append(at + end)
            parse.words.append(word)
            parse.lemmas.append(word)
            parse.tags.append(tags[place] if place < len(tags) else "")
            parse.deps.append(deps[place] if place < len(deps) else "")
            parse.heads.append(heads[place] if place < len(heads) else place)
        at += len(line) + 1
    count = len(parse)
    parse.heads = [each if 0 <= each < count else place for place, each in enumerate(parse.heads)]
    return parse


def said(text: str, quotes: Iterable[QuoteProposal]) -> list[tuple[str, str, str]]:
    """Return quotes as (source, cue, content), the parts of each joined by " | "."""

    def words(spans: Iterable[Any]) -> str:
        return " | ".join(text[start:end] for start, end in spans)

    return [(words(each.source), words(each.cue), words(each.content)) for each in quotes]
