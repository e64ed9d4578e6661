"""The names a project knows: which aliases of its entries stand in an article.

Owns the tree of aliases, made once for a project, and the walk over an article, which takes one
step a word however many aliases there are.  Capitals count, names are whole words, and of several
that begin at one word the longest is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from annotator.assist.entities.pieces import Pieces, keys_of
from annotator.domain.entries import is_name
from annotator.domain.ids import parse_id
from annotator.domain.proposals import EntityProposal

SUGGESTER: Final = "gazetteer"
#: Where a node of the tree keeps what ends there; no key of a word is empty.
_END: Final = ""
_ARTICLES: Final = frozenset((" the", " a", " an", " The", " A", " An"))
_HONORIFICS: Final = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame"))
#: Longest alias in pieces; anything longer is a sentence that came in by mistake.
_LONGEST: Final = 40

_Node = dict[str, Any]


class NameTree:
    """Names, each with something that belongs to it, found in articles."""

    def __init__(self) -> None:
        self._root: _Node = {}

    def put(self, name: str, value: object) -> bool:
        """Keep a name without the article before it; one that is there is overruled.

        Returns whether it is one: it has a letter or digit, and is no longer than names are.
        """
        keys = _name_keys(name)
        if not keys:
            return False
        node = self._root
        for key in keys:
            node = node.setdefault(key, {})
        node[_END] = value
        return True

    def find(self, pieces: Pieces, *, folded: bool = False) -> list[tuple[int, int, Any]]:
        """Return (first piece, piece behind the last, value): the longest at each place, in order.

        `folded`: the names were put in small letters, and capitals of the article do not count.
        """
        begins, borders = self._root, pieces.borders
        if not begins:
            return []
        keys = [each.lower() for each in pieces.keys] if folded else pieces.keys
        found: list[tuple[int, int, Any]] = []
        behind = 0
        words = [each.lower() for each in pieces.words] if folded else pieces.words
        # Most words begin no name; they are passed over without a step of Python's.
        for first in [place for place, word in enumerate(words) if word in begins]:
            if first < behind or _inside_word(pieces, first):
                continue
            node, best, at = begins[words[first]], None, first + 1
            while True:
                if _END in node and not _inside_word(pieces, at):
                    best = (first, at, node[_END])
                if at >= len(keys) or at in borders or keys[at] not in node:
                    break
                node = node[keys[at]]
                at += 1
            if best is not None:
                found.append(best)
                behind = best[1]
        return found


def _name_keys(name: str) -> tuple[str, ...]:
    keys = keys_of(name)
    if len(keys) > 1 and keys[0] in _ARTICLES:
        keys = keys[1:]
    # “Ms. Ilves”: what is said of somebody is not the name.
    while len(keys) > 2 and keys[0].strip().lower() in _HONORIFICS:
        keys = keys[2:] if keys[1] == "." else keys[1:]
    # “Citadel's” is called by its name.
    if len(keys) > 2 and keys[-2:] == ("'", "s"):
        keys = keys[:-2]
    if not keys or len(keys) > _LONGEST or not any(each.strip().isalnum() for each in keys):
        return ()
    # The first word of a name may touch a sign before it: an opening quote mark, a hyphen.
    return (keys[0].strip(), *keys[1:])


def _inside_word(pieces: Pieces, piece: int) -> bool:
    """Tell whether a border of a name at `piece` would cut a word: “O|'Hara”, “don|'t”, “3|.5”."""
    if not 0 < piece < len(pieces) or not pieces.touches(piece):
        return False
    before, here = pieces.words[piece - 1], pieces.words[piece]
    if here == "'" and piece + 1 < len(pieces) and pieces.touches(piece + 1):
        return before[-1].isalnum() and pieces.words[piece + 1].lower() != "s"
    if before == "'" and piece > 1 and pieces.touches(piece - 1):
        return pieces.words[piece - 2][-1].isalnum() and here.lower() != "s"
    return before == "_" or here == "_"


class Gazetteer:
    """The aliases of a project's entries."""

    def __init__(self, rows: Iterable[Sequence[str]] = ()) -> None:
        """Take (alias, label, entry as hex) rows, as the worker is given them.

        What is no name by itself ("he", "the minister") is left out.  An alias of several entries
        keeps the label that most of its rows have, and none of the entries.
        """
        meant: dict[tuple[str, ...], list[tuple[str, int | None]]] = {}
        names: dict[tuple[str, ...], str] = {}
        for alias, label, entry in rows:
            keys = _name_keys(alias)
            if keys and label and is_name(alias) and any(map(str.isalpha, alias)):
                meant.setdefault(keys, []).append((label, parse_id(entry)))
                names.setdefault(keys, alias)
        self._tree = NameTree()
        for keys, owners in meant.items():
            label = Counter(each for each, _ in owners).most_common(1)[0][0]
            entries = {entry for _, entry in owners}
            self._tree.put(names[keys], (label, entries.pop() if len(entries) == 1 else None))
        self._number = len(meant)

    def __len__(self) -> int:
        """Return how many different names there are."""
        return self._number

    def find(self, pieces: Pieces) -> list[EntityProposal]:
        """Return the names in an article, with their entry unless several are called so."""
        found = []
        for first, last, (label, entry) in self._tree.find(pieces):
            start, end = pieces.span(first, last)
            found.append(EntityProposal(start, end, label, SUGGESTER, entry=entry))
        return found
