"""Rules that find quotes in a parsed article before anybody has labelled one.

Owns the order of work: the cues with what they govern in the parse (`cues`), then the passages in
quote marks (`passages`), then which quote is reported in which.  What a guideline does with a draft
(marks, "that", titles) is decided in `shaping`.
"""

from __future__ import annotations

from annotator.assist.quotes.cues import Cues
from annotator.assist.quotes.drafts import Draft, nest
from annotator.assist.quotes.passages import Passages
from annotator.assist.quotes.reading import Reading, minus, united


def drafts_of(reading: Reading, *, appositions: bool) -> list[Draft]:
    """Return what the rules find, by where the contents start, an outer one before an inner one."""
    cues = Cues(reading, appositions=appositions)
    if reading.parse.parsed:
        cues.find()
    Passages(reading, cues).give()
    drafts = []
    for draft in cues.drafts:
        content = united(draft.content)
        for hole in (draft.cue, draft.source):
            if hole is not None:
                content = minus(content, hole)
        if content:
            draft.content = content
            drafts.append(draft)
    drafts.sort(key=lambda each: (each.first, -each.size))
    nest(drafts)
    return drafts
