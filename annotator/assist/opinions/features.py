"""What a classifier sees of a target: the rules' evidence in figures, and the words around it.

Owns the names and values of features.  The target's own words and all names are masked, so that a
project with three articles against one minister does not learn that the minister is bad.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from annotator.assist.opinions.rules import SPEECH, WEIGHTS, Evidence, Sentence

#: Words on each side of the target that are cues.
_AROUND = 10
_NEAREST = 3
_MASKED = frozenset(("NNP", "NNPS", "CD", "", "``", "''", "-LRB-", "-RRB-", "SYM", "POS"))
_MOST = 6.0  # figures are cut here: a long sentence is not a certain one

#: Names of the figures, in the order of `figures`.
FIGURES = (
    *(f"{relation}{sign}" for relation in WEIGHTS for sign in "+-"),
    "sum", "sum+", "sum-", "most+", "most-", "hits",
    "subject", "passive", "object", "possessive", "of", "speaks", "in-marks", "own-words",
    "alone", "early",
)  # fmt: skip


def figures(sentence: Sentence, target: range, evidence: Sequence[Evidence]) -> list[float]:
    """Return what the rules found about a target, and its part in the sentence, as figures."""
    sums: dict[str, float] = defaultdict(float)
    worths = [each.worth for each in evidence]
    for each in evidence:
        sums[each.relation + ("+" if each.worth > 0 else "-")] += each.worth
    good = [each for each in worths if each > 0]
    bad = [each for each in worths if each < 0]
    parse = sentence.parse
    head = sentence.head(target)
    dep, above = parse.deps[head], parse.heads[head]
    speaks = dep == "nsubj" and sentence.lemma(above) in SPEECH
    values = [
        *(sums[f"{relation}{sign}"] for relation in WEIGHTS for sign in "+-"),
        sum(worths), sum(good), sum(bad), max(good, default=0.0), min(bad, default=0.0),
        len(worths) / 2,
        dep == "nsubj", dep == "nsubjpass", dep in {"dobj", "dative"}, dep == "poss",
        dep == "pobj" and sentence.word(above) == "of", speaks, head in sentence.quoted,
        bool(sentence.quoted) and head not in sentence.quoted,
        len(sentence.tokens) <= _AROUND, head - sentence.tokens.start < _NEAREST,
    ]  # fmt: skip
    return [max(-_MOST, min(_MOST, float(each))) for each in values]


def cues(sentence: Sentence, target: range) -> list[str]:
    """Return the words that stand around a target and govern it, each once, in order."""
    parse = sentence.parse
    found: dict[str, None] = {}
    first = max(sentence.tokens.start, target.start - _AROUND)
    last = min(sentence.tokens.stop, target.stop + _AROUND)
    for token in range(first, last):
        if token in target or parse.tags[token] in _MASKED:
            continue
        lemma = sentence.lemma(token)
        if not lemma[0].isalpha() and lemma != "n't":
            continue
        found[f"w:{lemma}"] = None
        if 0 < target.start - token <= _NEAREST:
            found[f"<:{lemma}"] = None
        elif 0 <= token - target.stop < _NEAREST:
            found[f">:{lemma}"] = None
    head = sentence.head(target)
    above = parse.heads[head]
    if above != head and above in sentence.tokens and parse.tags[above] not in _MASKED:
        found[f"{parse.deps[head]}:{sentence.lemma(above)}"] = None
    return list(found)
