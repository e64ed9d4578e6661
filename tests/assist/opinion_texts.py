"""Texts of our own with the real pipeline's parse of them, for the tests of opinions."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from annotator.assist.opinions import Verdict, polarity_of
from annotator.assist.parse import Parse
from annotator.assist.pipelines import english_pipeline
from annotator.assist.protocol import blanked
from annotator.domain.annotations import Span
from annotator.domain.proposals import OpinionProposal, QuoteProposal


@lru_cache(maxsize=1)
def _pipeline() -> Any:
    import spacy

    found = english_pipeline()
    assert found is not None
    return spacy.load(found[0])


def parsed(text: str, zones: tuple[tuple[int, int], ...] = ()) -> Parse:
    """Return the parse of a text, a paragraph at a time as the worker makes it."""
    parse, at = Parse(text), 0
    for line in blanked(text, zones).split("\n"):
        if line.strip():
            parse.add(_pipeline()(line), at)
        at += len(line) + 1
    return parse


def at(text: str, words: str) -> Span:
    """Return where words stand for the first time."""
    return Span(text.index(words), text.index(words) + len(words))


def verdict(text: str, target: str, quotes: tuple[QuoteProposal, ...] = ()) -> Verdict:
    """Return what the rules say about a target of a text."""
    return polarity_of(parsed(text), at(text, target), quotes=quotes)


def words(text: str, spans: tuple[Span, ...]) -> list[str]:
    """Return the words of ranges."""
    return [text[start:end] for start, end in spans]


#: Sentences of a project, with a target and what is felt about it: enough to learn from.
LABELLED = [
    ("Aune is a brave and honest man.", "Aune", "positive"),
    ("Critics said Orlo had lied to the port.", "Orlo", "negative"),
    ("The jury praised Sild for her patience.", "Sild", "positive"),
    ("Maret was accused of fraud by the harbour board.", "Maret", "negative"),
    ("Brandt won the prize and thanked her team.", "Brandt", "positive"),
    ("Voters blame Corr for the disaster at the dam.", "Corr", "negative"),
    ("Ilves arrived in Karsk on Monday.", "Ilves", "neutral"),
    ("Strand met Roon at the airport.", "Roon", "neutral"),
    ("Fans love Rhee, who rescued the show.", "Rhee", "positive"),
    ("Dorn betrayed his own friends.", "Dorn", "negative"),
    ("Ondin will travel to Lund in March.", "Ondin", "neutral"),
    ("Aull spoke for ten minutes about herring.", "Aull", "neutral"),
    ("Quill is an excellent director.", "Quill", "positive"),
    ("Varr is a disgrace, the mayor said.", "Varr", "negative"),
]


def examples(rows: list[tuple[str, str, str]]) -> list[tuple[Parse, list[OpinionProposal]]]:
    """Return texts with a target and its polarity as examples to learn from."""
    return [
        (parsed(text), [OpinionProposal(at(text, target), polarity)])
        for text, target, polarity in rows
    ]
