"""How sure a proposal is, from 0 to 1, so that the window can sort it into three bands.

Owns the scores of rules: how often each kind of draft was exactly right on news articles in
development, rounded.  With a model they are the chances that `ranking` gives.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotator.assist.quotes.drafts import Draft
from annotator.assist.quotes.reading import Reading, words_in
from annotator.assist.quotes.shaping import NESTED, PHRASES, shaped
from annotator.assist.quotes.switches import Switches

#: By the rule that drafted it: wholly in quote marks, partly, not at all.
_RULES = {
    "clause": (0.93, 0.72, 0.82),
    "quoted-as": (0.9, 0.7, 0.8),
    "beside": (0.75, 0.6, 0.5),
    "colon": (0.7, 0.5, 0.5),
    "according": (0.75, 0.75, 0.75),
    "noun": (0.7, 0.7, 0.7),
    "infinitive": (0.5, 0.5, 0.45),
    "small": (0.5, 0.5, 0.5),
    "object": (0.5, 0.5, 0.5),
    "preposition": (0.5, 0.5, 0.5),
    "hedge": (0.5, 0.5, 0.4),
    "passage": (0.4, 0.4, 0.4),
    "around": (0.3, 0.2, 0.2),
}
_WHOLLY = 0.95
#: Verbs that are not said aloud, and quotes without anybody who says them, are less often right.
_NO_SAYING = 0.9
_NO_SOURCE = 0.75
#: Words in marks that are all of the content: their borders are plain to see.
_IN_MARKS = 0.8
#: A clause that stops short of its sentence's end: at a comma, or anywhere else.
_AT_COMMA, _INSIDE = 0.85, 0.6
_SHORT = 0.85  # of fewer words than this, not in marks:
_FEW_WORDS = 8
_SEVERAL_PARTS = 0.5  # where only some words are in marks
_AFTER_CUE = 0.9  # of what is in marks: more often somebody else's or a name


def rule_scores(reading: Reading, drafts: Sequence[Draft], switches: Switches) -> None:
    """Give every draft of the rules its score."""
    for draft in drafts:
        draft.score = round(_score(reading, draft, switches), 3)


def _score(reading: Reading, draft: Draft, switches: Switches) -> float:
    pieces = shaped(reading, draft, switches)
    words = words_in(reading, pieces)
    if not words:
        return 0.0  # a lone "that", which the guideline leaves out
    inside = sum(reading.inside[each] >= 0 for each in words)
    wholly = inside >= _WHOLLY * len(words)
    score = _RULES[draft.pattern][0 if wholly else 1 if inside else 2]
    if wholly:
        if draft.pattern in PHRASES and not switches.whole_phrases:
            score = _IN_MARKS
        elif draft.cue is not None and draft.cue[0] < pieces[0][0]:
            score *= _AFTER_CUE
    else:
        if not draft.entry.is_saying and draft.entry.lemma != "according":
            score *= _NO_SAYING
        if inside and len(pieces) > 1:
            score *= _SEVERAL_PARTS
        if not inside and len(words) < _FEW_WORDS:
            score *= _SHORT
        score *= _closing(reading, pieces[-1][1])
    if draft.source is None:
        score *= _NO_SOURCE
    if draft.parent is not None:
        score *= NESTED
    return score


def _closing(reading: Reading, end: int) -> float:
    """Return what the place where a content ends does to its score; `end` is behind it."""
    if end >= len(reading) or reading.ends_sentence(end) or reading.ends_sentence(end - 1):
        return 1.0
    if reading.low[end] == "," or reading.low[end - 1] == ",":
        return _AT_COMMA
    # The closing mark of words in quote marks at the end.
    return 1.0 if reading.inside[end - 1] >= 0 or not reading.is_word[end] else _INSIDE
