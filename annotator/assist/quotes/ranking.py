"""Which of several readings of the same words is proposed, and how sure that is.

Owns the last word where a model is there: rules and labels each draft quotes, often the same, and
where they differ a second small model, trained on the same labels, tells which is likelier right
and how likely.  It is a maximum-entropy classifier with three outcomes (exactly right, nearly, not
right), run as sequences of one; nearly means that four words in five are shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.assist.quotes.drafts import Draft
from annotator.assist.quotes.reading import Range, Reading, united, words_in
from annotator.assist.quotes.shaping import shaped
from annotator.assist.quotes.switches import Switches

EXACT, NEAR, WRONG = "exact", "near", "wrong"
_NEAR = 0.8
#: A reading is proposed from this probability of being right, exactly or nearly, on.
_FLOOR = 0.33
#: Two contents that share more than this part of the shorter one cannot both be proposed.
_SHARED = 0.3
_ROUNDS = 60


@dataclass(slots=True)
class Candidate:
    """One way to read a quote, with what speaks for it."""

    draft: Draft
    words: frozenset[int]
    features: list[str]


def candidates(
    reading: Reading,
    ruled: Sequence[Draft],
    joined: Sequence[Draft],
    content: Sequence[float],
    switches: Switches,
) -> list[Candidate]:
    """Return the readings of rules and labels, the same ones only once.

    Args:
        reading: the article.
        ruled: what the rules drafted; what is reported in another quote is left out.
        joined: what was labelled, linked.
        content: how likely each token is content, by the model of labels.
        switches: the guideline by which the rules' readings are shaped.
    """
    found: dict[tuple[frozenset[int], Range | None], Candidate] = {}
    by_words: dict[frozenset[int], set[str]] = {}
    kept: list[tuple[Draft, str, frozenset[int]]] = []
    for draft in (*(each for each in ruled if each.parent is None), *joined):
        pieces = draft.content if draft.styled else shaped(reading, draft, switches)
        words = words_in(reading, pieces)
        if words:
            origin = "labels" if draft.styled else "rules"
            by_words.setdefault(words, set()).add(origin)
            kept.append((draft, origin, words))
    touching: dict[int, list[frozenset[int]]] = {}
    for words in by_words:
        for token in words:
            touching.setdefault(token, []).append(words)
    for draft, origin, words in kept:
        origins = by_words[words]
        if origin == "rules" and len(origins) == 2:
            continue  # the labels' reading has the house style in cue and source
        key = (words, draft.cue)
        if key in found:
            continue
        rivals = {other for token in (min(words), max(words)) for other in touching[token]}
        rivals.discard(words)
        found[key] = Candidate(
            draft, words, _features(reading, draft, words, origins, rivals, content)
        )
    return list(found.values())


def _features(
    reading: Reading,
    draft: Draft,
    words: frozenset[int],
    origins: set[str],
    rivals: set[frozenset[int]],
    content: Sequence[float],
) -> list[str]:
    origin = "both" if len(origins) == 2 else next(iter(origins))
    inside = sum(reading.inside[each] >= 0 for each in words)
    marks = "all" if inside == len(words) else "some" if inside else "none"
    pieces = united(draft.content)
    first, last = pieces[0][0], pieces[-1][1] - 1
    values = [content[each] for each in words]
    mean, low = sum(values) / len(values), min(values)
    edge_before = content[first - 1] if first else 0.0
    edge_after = content[last + 1] if last + 1 < len(content) else 0.0
    kind = "say" if draft.entry.is_saying else "speech" if draft.entry.speech else "thought"
    length = min(len(words).bit_length(), 6)
    row = [
        "bias",
        f"o={origin}",
        f"o={origin}|m={marks}",
        f"o={origin}|p={draft.pattern}",
        f"p={draft.pattern}|m={marks}",
        f"k={kind}|o={origin}",
        f"l={draft.entry.lemma}",
        f"act={draft.entry.act}|o={origin}",
        f"n={length}|o={origin}",
        f"parts={min(len(pieces), 3)}|o={origin}",
        f"mean={int(mean * 8)}",
        f"low={int(low * 8)}",
        f"mean={int(mean * 5)}|o={origin}",
        f"low={int(low * 5)}|o={origin}|m={marks}",
        f"before={int(edge_before * 5)}",
        f"after={int(edge_after * 5)}",
        f"source={draft.source is not None}|cue={draft.cue is not None}|o={origin}",
        f"first={reading.deps[first]}|o={origin}",
        f"firstw={reading.low[first]}",
        f"next={reading.low[last + 1] if last + 1 < len(reading) else ''}|o={origin}",
    ]
    if rivals:
        nearest = max(len(words & other) / len(words | other) for other in rivals)
        longer = any(len(other) > len(words) for other in rivals)
        row += [f"rival={int(nearest * 5)}|o={origin}", f"rival-longer={longer}|o={origin}"]
    else:
        row.append(f"alone|o={origin}")
    return row


def outcome(words: frozenset[int], gold: Sequence[frozenset[int]]) -> str:
    """Return how right a reading is, against the words of the labelled contents."""
    best = max((len(words & each) / len(words | each) for each in gold), default=0.0)
    return EXACT if best == 1 else NEAR if best >= _NEAR else WRONG


class Ranker:
    """A trained classifier of readings, open for reading."""

    def __init__(self, path: Path) -> None:
        import pycrfsuite  # type: ignore[import-untyped]

        self._tagger: Any = pycrfsuite.Tagger()
        self._tagger.open(str(path))
        self._labels = set(self._tagger.labels())

    def chances(self, features: list[str]) -> tuple[float, float]:
        """Return how likely a reading is exactly right, and exactly or nearly."""
        self._tagger.set([features])
        exact, near = (
            self._tagger.marginal(label, 0) if label in self._labels else 0.0
            for label in (EXACT, NEAR)
        )
        return exact, exact + near


def train_ranker(rows: Sequence[tuple[list[str], str]], path: Path) -> None:
    """Write a classifier of readings with known outcomes to `path`."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": 0.1, "c2": 1.0, "max_iterations": _ROUNDS})
    for features, label in rows:
        trainer.append([features], [label])
    trainer.train(str(path))


def chosen(found: Sequence[Candidate], ranker: Ranker) -> list[Draft]:
    """Return the readings that are proposed, each with its score; none takes another's words."""
    ranked = []
    for place, each in enumerate(found):
        exact, right = ranker.chances(each.features)
        each.draft.score = round(exact, 4)
        ranked.append((-right, place, each))
    ranked.sort(key=lambda each: each[:2])
    taken: dict[int, int] = {}
    sizes: list[int] = []
    drafts: list[Draft] = []
    for wrong, _, each in ranked:
        if -wrong < _FLOOR:
            break
        shared: dict[int, int] = {}
        for token in each.words:
            if token in taken:
                shared[taken[token]] = shared.get(taken[token], 0) + 1
        if any(
            count > _SHARED * min(len(each.words), sizes[other]) for other, count in shared.items()
        ):
            continue
        for token in each.words:
            taken.setdefault(token, len(sizes))
        sizes.append(len(each.words))
        drafts.append(each.draft)
    return drafts
