"""Which articles a model learns from, is tuned on and is tested on.

Owns the split of a dataset: what belongs together stays together, copies of one story above all,
and every part gets its share of articles and of labels.  A model tested on a copy of what it
learned from looks better than it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from annotator.domain.errors import AnnotatorError

#: Names of the parts, in the order of their shares.
PARTS = ("train", "dev", "test")


@dataclass(frozen=True, slots=True)
class SplitOptions:
    """How a dataset is split."""

    shares: tuple[float, ...] = (80, 10, 10)  # of train, dev and test; in any unit
    seed: int = 0
    #: "random"; "date": the oldest articles are learned from, the newest tested on; or what has to
    #: be the same for articles that stay together: "outlet", "author" or a key of the metadata.
    by: str = "random"

    def __post_init__(self) -> None:
        """Raise AnnotatorError("split-shares") unless the shares can be ones."""
        wrong = not 1 <= len(self.shares) <= len(PARTS) or not sum(self.shares) > 0
        if wrong or any(not 0 <= share < float("inf") for share in self.shares):
            raise AnnotatorError(
                "split-shares", given="/".join(f"{each:g}" for each in self.shares)
            )


@dataclass(frozen=True, slots=True)
class Article:
    """What of an article the split goes by."""

    uid: str
    copies: int  # articles with the same number are near-duplicates
    key: str = ""  # of `SplitOptions.by`; "" = the article has none
    labels: Mapping[str, int] = field(default_factory=dict)  # how often each


def split(articles: Sequence[Article], options: SplitOptions) -> list[int]:
    """Return the part of each article: a place in `PARTS`.

    Groups of articles that belong together are dealt out one by one, the largest first and equals
    by a hash of the seed and their names; each goes where what it brings (articles, labels) is
    missed most, as in iterative stratification (Sechidis, Tsoumakas & Vlahavas 2011).  The order
    of `articles` does not matter.
    """
    groups = _groups(articles, together=options.by not in ("random", "date"))
    shares = np.array(options.shares, dtype=np.float64) / sum(options.shares)
    names = [min(articles[place].uid for place in group) for group in groups]
    if options.by == "date":
        # Copies of one story go with the newest of them: nothing newer is ever learned from.
        newest = [max(articles[place].key for place in group) for group in groups]
        order = sorted(range(len(groups)), key=lambda each: (newest[each], names[each]))
        dealt = _in_order([len(groups[each]) for each in order], shares)
    else:
        drawn = [_drawn(options.seed, name) for name in names]
        order = sorted(range(len(groups)), key=lambda each: (-len(groups[each]), drawn[each]))
        dealt = _where_missed(_brought(articles, [groups[each] for each in order]), shares)
    parts = [0] * len(articles)
    for number, part in zip(order, dealt, strict=True):
        for place in groups[number]:
            parts[place] = part
    return parts


def _groups(articles: Sequence[Article], *, together: bool) -> list[list[int]]:
    """Return the places of articles that must stay together."""
    parents: dict[object, object] = {}

    def root(node: object) -> object:
        while (above := parents.setdefault(node, node)) != node:
            parents[node] = parents[above]
            node = above
        return node

    for each in articles:
        if together and each.key:
            parents[root(("copies", each.copies))] = root(("key", each.key))
    found: dict[object, list[int]] = {}
    for place, each in enumerate(articles):
        found.setdefault(root(("copies", each.copies)), []).append(place)
    return list(found.values())


def _drawn(seed: int, name: str) -> bytes:
    return hashlib.sha256(f"{seed}\0{name}".encode()).digest()


def _brought(articles: Sequence[Article], groups: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """Return (groups, 1 + labels): the share of all articles and of each label a group holds."""
    columns = {
        label: place + 1
        for place, label in enumerate(sorted({name for each in articles for name in each.labels}))
    }
    table = np.zeros((len(groups), 1 + len(columns)))
    for row, group in enumerate(groups):
        table[row, 0] = len(group)
        for place in group:
            for label, number in articles[place].labels.items():
                table[row, columns[label]] += number
    table /= np.maximum(table.sum(axis=0), 1)
    return table


def _where_missed(brought: NDArray[np.float64], shares: NDArray[np.float64]) -> list[int]:
    missing = np.outer(shares, np.ones(brought.shape[1]))
    open_ = shares > 0
    dealt = []
    for group in brought:
        # Articles count as much as all labels together; a part that is full is the last resort.
        weights = np.concatenate([[max(len(group) - 1, 1)], np.ones(len(group) - 1)])
        wish = (missing * weights * group).sum(axis=1)
        wish[open_] /= shares[open_]
        wish[~open_] = -np.inf
        part = int(np.argmax(wish))
        missing[part] -= group
        dealt.append(part)
    return dealt


def _in_order(sizes: Sequence[int], shares: NDArray[np.float64]) -> list[int]:
    """Return the part of each group in order: a group goes where its middle falls."""
    borders = np.cumsum(shares) * sum(sizes)
    dealt, before = [], 0
    for size in sizes:
        middle = before + size / 2
        part = int(np.searchsorted(borders, middle, side="right"))
        while part > 0 and (part >= len(shares) or shares[part] == 0):
            part -= 1
        dealt.append(part)
        before += size
    return dealt
