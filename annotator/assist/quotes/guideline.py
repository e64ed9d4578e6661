"""What labels show of a guideline, so that nobody has to set switches that the labels answer.

Owns the counting: each switch is decided by the quotes it makes a difference for, and left alone
where too few do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotator.assist.parse import Parse
from annotator.assist.quotes.drafts import Draft
from annotator.assist.quotes.reading import Reading, words_in
from annotator.assist.quotes.rules import drafts_of
from annotator.assist.quotes.shaping import PHRASES, gold_drafts, shaped
from annotator.assist.quotes.switches import Switches
from annotator.domain.passages import MARKS
from annotator.domain.proposals import QuoteProposal

#: Quotes that must speak for one side or the other before a switch is taken from labels.
_ENOUGH = 3
#: One quote in so many is enough to show that the guideline knows such quotes at all.
_SELDOM = 50


def shown_by(examples: Sequence[tuple[Parse, Sequence[QuoteProposal]]]) -> dict[str, bool]:
    """Return the switches that labels decide, by name."""
    votes: Counter[tuple[str, bool]] = Counter()
    quotes = several = inner = 0
    for parse, labels in examples:
        reading = Reading(parse)
        gold = gold_drafts(reading, labels)
        quotes += len(gold)
        inner += sum(each.parent is not None for each in gold)
        several += sum(len(each.content) > 1 for each in labels)
        _count_borders(parse, reading, gold, labels, votes)
        _count_sources(reading, gold, labels, votes)
        _count_phrases(reading, gold, votes)
    found = {
        name: votes[name, True] > votes[name, False]
        for name in {name for name, _ in votes}
        if votes[name, True] + votes[name, False] >= _ENOUGH
    }
    if quotes >= _SELDOM:
        found["joined"] = several * _SELDOM >= quotes
        found["nested"] = inner * _SELDOM >= quotes
    return dict(sorted(found.items()))


def _count_borders(
    parse: Parse,
    reading: Reading,
    gold: Sequence[Draft],
    labels: Sequence[QuoteProposal],
    votes: Counter[tuple[str, bool]],
) -> None:
    """Count contents that start with "that" or a quote mark, and those that stand behind one."""
    for draft in gold:
        first = draft.content[0][0]
        if reading.is_that(first):
            votes["that_in_content", True] += 1
        elif first and reading.is_that(first - 1):
            votes["that_in_content", False] += 1
    for quote in labels:
        for start, _ in quote.content:
            if parse.text[start] in MARKS:
                votes["marks_in_content", True] += 1
            elif start and parse.text[start - 1] in MARKS:
                votes["marks_in_content", False] += 1


def _count_sources(
    reading: Reading,
    gold: Sequence[Draft],
    labels: Sequence[QuoteProposal],
    votes: Counter[tuple[str, bool]],
) -> None:
    """Count sources as the rules find them with and without an apposition."""
    for quote in labels:
        if len(quote.source) > 1:
            votes["joint_sources", False] += 1
        elif quote.source and " and " in quote.source[0].of(reading.parse.text):
            votes["joint_sources", True] += 1
    sources = {words_in(reading, [each.source]) for each in gold if each.source is not None}
    found = {}
    for value in (False, True):
        drafts = drafts_of(reading, appositions=value)
        found[value] = {words_in(reading, [each.source]) for each in drafts if each.source}
    for value in (False, True):
        votes["appositions", value] += len((found[value] - found[not value]) & sources)


def _count_phrases(
    reading: Reading, gold: Sequence[Draft], votes: Counter[tuple[str, bool]]
) -> None:
    """Count phrases with words in quote marks of which all, or only those words, are content."""
    contents = {words_in(reading, each.content) for each in gold}
    for draft in drafts_of(reading, appositions=False):
        if draft.pattern not in PHRASES:
            continue
        whole, marked = (
            words_in(reading, shaped(reading, draft, Switches(whole_phrases=value)))
            for value in (True, False)
        )
        if whole != marked:
            votes["whole_phrases", True] += whole in contents
            votes["whole_phrases", False] += marked in contents
