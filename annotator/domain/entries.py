"""Entries and the words by which they are called.

Owns when two spellings are the same name, and which entries some words may mean.  An alias may
belong to several entries: "Pyongyang" is a city and a government.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from annotator.domain.documents import Entry

#: Articles before and possessives behind a name, which belong to the sentence and not to the name.
_BEFORE = re.compile(r"^(?:the|a|an)\s+(?=\S)", re.IGNORECASE)
_BEHIND = re.compile(r"(?<=\S)(?:'s|(?<=s)')$")
_WORD = re.compile(r"\w+")
#: Entries of one search; whoever needs more types more.
_MOST = 200


@lru_cache(maxsize=65_536)
def alias_key(words: str) -> str:
    """Return what two spellings of one name share.

    Capitals, kinds of white space and apostrophes, an article before and a possessive behind the
    name make no difference: "the Kremlin’s" is called like "Kremlin".  "" for white space alone.
    """
    plain = unicodedata.normalize("NFC", words).replace("’", "'").replace("ʼ", "'")
    plain = " ".join(plain.split()).casefold()
    return _BEHIND.sub("", _BEFORE.sub("", plain))


def is_name(words: str) -> bool:
    """Tell whether words can be a name by which an entry is known again.

    Pronouns and plain nouns ("he", "the minister") name somebody else in each article.  A name has
    a capital or a digit behind its article; scripts without capitals are taken at their word.
    """
    inner = _BEFORE.sub("", " ".join(words.split()))
    if is_pronoun(inner):
        return False
    return any(
        each.isupper() or each.isdigit() or unicodedata.category(each) == "Lo" for each in inner
    )


def is_pronoun(words: str) -> bool:
    """Tell whether words are a pronoun: "he", "those"."""
    return " ".join(words.split()).casefold() in _PRONOUNS


#: English ones; a name in another language is not taken for one of them.
_PRONOUNS = frozenset(
    (
        "i", "you", "he", "she", "it", "we", "they", "me", "him", "her", "us", "them",
        "my", "your", "his", "hers", "its", "our", "their", "theirs",
        "who", "whom", "whose", "which",
        "this", "that", "these", "those",
        "himself", "herself", "itself", "ourselves", "themselves",
    )
)  # fmt: skip


def with_alias(entry: Entry, words: str) -> Entry:
    """Return an entry that is called so too; the same one if it is called so already."""
    alias = " ".join(words.split())
    if not alias_key(alias) or alias_key(alias) in keys_of(entry):
        return entry
    return replace(entry, aliases=(*entry.aliases, alias))


def keys_of(entry: Entry) -> set[str]:
    """Return the keys of everything that an entry is called."""
    return {alias_key(each) for each in (entry.name, *entry.aliases)} - {""}


class EntryIndex:
    """Entries by what they are called; follows what is changed."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries: dict[int, Entry] = {}
        self._called: defaultdict[str, set[int]] = defaultdict(set)
        for entry in entries:
            self.put(entry)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def get(self, number: int | None) -> Entry | None:
        """Return the entry with this id, if there is one."""
        return None if number is None else self._entries.get(number)

    def put(self, entry: Entry) -> None:
        """Take an entry in, or take its new state."""
        self.drop(entry.id)
        self._entries[entry.id] = entry
        for key in keys_of(entry):
            self._called[key].add(entry.id)

    def drop(self, number: int) -> None:
        """Forget an entry, if it is there."""
        before = self._entries.pop(number, None)
        for key in () if before is None else keys_of(before):
            self._called[key].discard(number)
            if not self._called[key]:
                del self._called[key]

    def called(self, words: str) -> list[Entry]:
        """Return the entries that are called so, by name."""
        found = self._called.get(alias_key(words), ()) if self._entries else ()
        return sorted((self._entries[each] for each in found), key=_by_name)

    def search(self, typed: str) -> list[Entry]:
        """Return the entries that some typed beginning can mean, the likeliest first."""
        key = " ".join(typed.split()).casefold()
        ranked = []
        for entry in self._entries.values():
            rank = min((_rank(key, each) for each in (entry.name, *entry.aliases)), default=9)
            if rank < 9:
                ranked.append((rank, _by_name(entry), entry))
        ranked.sort(key=lambda each: each[:2])
        return [entry for _, _, entry in ranked[:_MOST]]


def _rank(key: str, name: str) -> int:
    name = name.casefold()
    if name.startswith(key):
        return 0
    if any(word.startswith(key) for word in name.split()):
        return 1
    return 2 if key in name else 9


def _by_name(entry: Entry) -> tuple[str, int]:
    return entry.name.casefold(), entry.id


def is_short_for(words: str, entry: Entry) -> bool:
    """Tell whether words are a part of a name of an entry: "Choe" of "Choe Son-hui"."""
    short = _WORD.findall(alias_key(words))
    return bool(short) and any(
        len(short) < len(long) and _is_run(short, long)
        for long in (_WORD.findall(key) for key in keys_of(entry))
    )


def is_named_in(words: str, entry: Entry) -> bool:
    """Tell whether words hold a name of an entry: "Kremlin spokesman Dmitry Peskov"."""
    long = _WORD.findall(alias_key(words))
    return any(
        len(short) < len(long) and _is_run(short, long)
        for short in (_WORD.findall(key) for key in keys_of(entry))
        if short
    )


def _is_run(short: list[str], long: list[str]) -> bool:
    size = len(short)
    return any(long[at : at + size] == short for at in range(len(long) - size + 1))
