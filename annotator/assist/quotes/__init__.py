"""Quotes proposed for a parsed article: rules first, then a model of the project's own labels.

Owns the order of work: what the parse and the quote marks say (`reading`, `segments`), drafts by
rules (`rules`), with a model its labels and how they are joined (`features`, `tagger`, `linking`),
who the sources are (`speakers`), and what the project's guideline makes of it (`switches`,
`shaping`).  Everything is a pure function of the parse; the only files are those of models.

Without a parser (`Parse.parsed` is False: another language, no pipeline) only passages in quote
marks are proposed, with the cue beside them where the lexicon knows one.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotator.assist.parse import Parse
from annotator.assist.quotes.features import features_of
from annotator.assist.quotes.linking import labelled, linked
from annotator.assist.quotes.ranking import candidates, chosen
from annotator.assist.quotes.reading import Reading
from annotator.assist.quotes.rules import drafts_of
from annotator.assist.quotes.scoring import rule_scores
from annotator.assist.quotes.shaping import inner_of, proposals, wanted
from annotator.assist.quotes.speakers import resolve
from annotator.assist.quotes.switches import PARC, Switches
from annotator.assist.quotes.training import (
    ModelError,
    QuoteModel,
    TrainedQuotes,
    TrainingError,
    load_quotes,
    train_quotes,
)
from annotator.domain.proposals import QuoteProposal

__all__ = [
    "PARC",
    "RULES",
    "ModelError",
    "QuoteModel",
    "Switches",
    "TrainedQuotes",
    "TrainingError",
    "load_quotes",
    "suggest_quotes",
    "train_quotes",
]

RULES = "quote-rules-1"
_NEWS = Switches()


def suggest_quotes(
    parse: Parse,
    *,
    model: QuoteModel | None = None,
    switches: Switches = _NEWS,
    borders: Sequence[int] = (),
) -> list[QuoteProposal]:
    """Return the quotes of an article, by where their contents start.

    Args:
        parse: the article; zones have no tokens.
        model: of the project's own labels; it decides what is content, cue and source, and the
            switches are left only what no label can tell.
        switches: the project's guideline.
        borders: positions where zones start or end; a sentence ends there too.
    """
    reading = Reading(parse, borders)
    if model is None or not parse.parsed:
        drafts = drafts_of(reading, appositions=switches.appositions)
        drafts = [each for each in drafts if wanted(reading, each, switches)]
        rule_scores(reading, drafts, switches)
        resolve(reading, drafts)
        return proposals(reading, drafts, switches, suggester=RULES)
    switches = model.guideline(switches)
    drafts = drafts_of(reading, appositions=switches.appositions)
    labels: list[str] = []
    content: list[float] = []
    for rows in features_of(reading, drafts):
        tagged = model.tagger.tag(rows)
        labels += tagged.labels
        content += tagged.content
    joined = linked(reading, labelled(labels), drafts)
    found = chosen(candidates(reading, drafts, joined, content, switches), model.ranker)
    if switches.nested:
        found += inner_of(reading, drafts, found, switches)
    resolve(reading, found)
    return proposals(reading, found, switches, suggester=model.name)
