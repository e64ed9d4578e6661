"""Pseudonyms: which words name which person, where they stand in a text, and what is put there.

Owns the one name that a person has in a redacted export.  It is made from who she is (her entry,
else the words she is called by) with a keyed hash, so that it is the same in every article and
every export of a project, and cannot be turned back without the project's secret.  What is done to
an article with it is `redaction`.

A pseudonym looks like "Person K7Q3TM": six signs without those that are easily taken for one
another.  A fictional name would read better and could be somebody's.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotator.domain.documents import Entry
from annotator.domain.entries import is_name
from annotator.domain.ids import format_id

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH, _LONG = 6, 10
_WORD = re.compile(r"[^\W_]+")
#: What may stand between two words of one name: spaces, a line break, hyphens, dots, apostrophes.
_BETWEEN = re.compile(r"[ \t\xa0\u2000-\u200a\u202f\n\r\u2028.\-_+%'’ʼ·\u2010-\u2015]{1,3}")
#: Scripts that set no space between words, or join particles to names.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
#: Words of names that name nobody: titles, and particles where they are written with a capital.
_TITLES = frozenset(
    (
        "president", "minister", "prime", "foreign", "vice", "deputy", "chief", "general", "judge",
        "colonel", "captain", "senator", "governor", "mayor", "king", "queen", "prince", "princess",
        "doctor", "dr", "prof", "professor", "mr", "mrs", "ms", "miss", "sir", "lady", "lord",
        "sheikh", "pope", "saint", "st", "jr", "sr", "the", "and", "of", "for", "spokesman",
        "spokeswoman", "spokesperson", "secretary", "chancellor", "chairman", "chairwoman",
        "präsident", "präsidentin", "ministerin", "kanzler", "kanzlerin", "herr", "frau",
        "van", "von", "der", "den", "de", "di", "da", "do", "dos", "du", "la", "le", "los", "al",
        "el", "bin", "ibn", "bint", "abu", "ben", "ter", "ten", "zu", "zur",
    )
)  # fmt: skip
_POSSESSIVE = re.compile(r"(?:['’ʼ]s|(?<=s)['’ʼ])$")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+(?=\S)", re.IGNORECASE)

Words = tuple[str, ...]


class Find(NamedTuple):
    """A place where a text names a person."""

    start: int
    end: int
    pseudonym: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is renamed."""

    pseudonym: str
    names: tuple[str, ...]  # everything she is called, the first one being the best


class _Word(NamedTuple):
    start: int
    end: int
    folded: str
    lower: bool  # written without any capital, in a script that has some


def inner_name(words: str) -> tuple[int, int]:
    """Return where the name stands in a label's words, without article and possessive."""
    start = len(words) - len(words.lstrip())
    end = len(words.rstrip())
    article = _ARTICLE.match(words[start:end])
    start += article.end() if article else 0
    possessive = _POSSESSIVE.search(words[start:end])
    return start, end - (len(possessive[0]) if possessive else 0)


class Pseudonyms:
    """The people of a project and what each is called in a redacted export."""

    def __init__(
        self,
        secret: bytes,
        persons: Iterable[Entry] = (),
        mentions: Iterable[tuple[str, int | None]] = (),
        *,
        short_forms: bool = True,
    ) -> None:
        """Take who is a person.

        Args:
            secret: What pseudonyms are made with; whoever has it can find out who somebody is.
            persons: Entries of people.
            mentions: The words of every mention of a person, with its entry if it has one.
            short_forms: Whether parts of a full name name the same person: "Ilves" Dana Ilves.
        """
        self._secret = secret
        self._entries = {each.id: each for each in persons}
        self._called: dict[str, dict[str, None]] = defaultdict(dict)  # identity -> names, in order
        self._named: dict[Words, str] = {}  # words of a name -> identity
        self._shared: defaultdict[Words, set[str]] = defaultdict(set)  # of several entries
        mentions = [each for each in mentions if is_name(each[0])]
        for entry in self._entries.values():
            identity = _of_entry(entry.id)
            self._called[identity][entry.name] = None
            for name in (entry.name, *entry.aliases):
                self._add(name, identity)
        for name, number in mentions:
            if number in self._entries:
                self._add(name, _of_entry(number or 0))
        for words, owners in self._shared.items():
            if len(owners) > 1:
                # Whom it names is known only where a mention has its entry.
                self._named[words] = _of_words(words)
                self._called[_of_words(words)][" ".join(words)] = None
        self._add_unlinked([name for name, number in mentions if number not in self._entries])
        if short_forms:
            self._add_short_forms()
        self._codes = self._make_codes()
        self._by_first: defaultdict[str, list[Words]] = defaultdict(list)
        for words in self._named:
            self._by_first[words[0]].append(words)
        for choices in self._by_first.values():
            choices.sort(key=len, reverse=True)
        self._unspaced = self._unspaced_names()
        # Without word borders: a label may begin or end inside a word.
        code = f"[{_SIGNS}]"
        self._ours = re.compile(f"Person (?:{code}{{{_LONG}}}|{code}{{{_LENGTH}}})")
        self._given = {f"Person {code}" for code in self._codes.values()}

    # Who is who --------------------------------------------------------------------------------

    def _add(self, name: str, identity: str) -> None:
        if not is_name(name):
            return
        words = _name_words(name)
        if not words:
            return
        self._named.setdefault(words, identity)
        self._shared[words].add(identity)
        self._called[identity][name] = None

    def _add_unlinked(self, names: Sequence[str]) -> None:
        """Take names without an entry: short forms of one known person are hers."""
        runs = _runs(self._named)
        split = {name: _name_words(name) for name in names}
        for name, words in sorted(split.items(), key=lambda each: (-len(each[1]), each[1])):
            if not words:
                continue
            if words in self._named:
                identity = self._named[words]
            else:
                holders = runs.get(words, set())
                identity = next(iter(holders)) if len(holders) == 1 else _of_words(words)
                for run in _runs_of(words):
                    runs[run].add(identity)
            self._add(name, identity)

    def _add_short_forms(self) -> None:
        """Let words of full names name the same person, where they are anybody's name."""
        owners: defaultdict[Words, set[str]] = defaultdict(set)
        for words, identity in self._named.items():
            if 2 <= len(words) <= 6:
                for run in _runs_of(words):
                    if len(run) < len(words) and _can_be_short(run):
                        owners[run].add(identity)
        capital = self._capital_words()
        for run, found in owners.items():
            if run in self._named or (len(run) == 1 and run[0] not in capital):
                continue
            identity = next(iter(found)) if len(found) == 1 else _of_words(run)
            self._named[run] = identity
            self._called.setdefault(identity, {" ".join(run): None})

    def _capital_words(self) -> set[str]:
        """Return the words that some name writes with a capital, or cannot write with one."""
        return {
            word.folded
            for names in self._called.values()
            for name in names
            for word in _words(name)
            if not word.lower
        }

    def _make_codes(self) -> dict[str, str]:
        """Return the code of everybody; two who would have the same get longer ones."""
        short = {each: self._code(each, _LENGTH) for each in self._called}
        number = Counter(short.values())
        return {
            each: code if number[code] == 1 else self._code(each, _LONG)
            for each, code in short.items()
        }

    def _code(self, identity: str, length: int) -> str:
        digest = hmac.new(self._secret, identity.encode("utf-8", "surrogatepass"), hashlib.sha256)
        value = int.from_bytes(digest.digest()[:8], "big")
        return "".join(_SIGNS[value >> 5 * place & 31] for place in range(length))

    def _pseudonym(self, identity: str) -> str:
        return f"Person {self._codes.get(identity) or self._code(identity, _LENGTH)}"

    def of(self, name: str, entry: int | None = None) -> str:
        """Return the pseudonym of somebody by her entry, else by what she is called."""
        if entry in self._entries:
            return self._pseudonym(_of_entry(entry or 0))
        words = _name_words(name)
        given = self._pseudonym(self._named.get(words) or _of_words(words))
        self._given.add(given)
        return given

    def hidden(self, kind: str, value: str) -> str:
        """Return a code in the place of a value that must not be told: an id, an annotator."""
        return self._code(f"{kind}:{value}", _LONG)

    def is_person(self, entry: int | None) -> bool:
        """Tell whether an entry is one of the people."""
        return entry in self._entries

    def knows(self, words: str) -> bool:
        """Tell whether words are the name of somebody, however they are written."""
        return _name_words(words) in self._named

    def given_in(self, text: str) -> list[tuple[int, int]]:
        """Return where pseudonyms stand that were given here."""
        found = []
        for each in self._ours.finditer(text):
            # Signs that follow a short one may look like a long one.
            for size in (_LONG, _LENGTH):
                start, end = each.start(), each.start() + len("Person ") + size
                if text[start:end] in self._given:
                    found.append((start, end))
                    break
        return found

    def people(self) -> list[Person]:
        """Return everybody who has a pseudonym, by it."""
        found = [
            Person(self._pseudonym(identity), tuple(names))
            for identity, names in self._called.items()
        ]
        return sorted(found, key=lambda each: each.pseudonym)

    # Where they are named ------------------------------------------------------------------------

    def find(self, text: str, *, strict: bool = True) -> list[Find]:
        """Return where a text names somebody, in order and apart, the longest name at each place.

        Of names that overlap the whole range goes, or a piece of one would be left.
        A name of one word without a capital is passed over, because most are also plain words
        ("may", "rose"), but if not `strict`: in ids and keywords.
        """
        taken = self.given_in(text)
        found = [*self._find_words(text, taken, strict=strict), *self._find_unspaced(text)]
        found.sort(key=lambda each: (each.start, -each.end))
        kept: list[Find] = []
        for each in found:
            if not kept or each.start >= kept[-1].end:
                kept.append(each)
            else:
                kept[-1] = kept[-1]._replace(end=max(kept[-1].end, each.end))
        return kept

    def _find_words(
        self, text: str, taken: Sequence[tuple[int, int]], *, strict: bool
    ) -> Iterator[Find]:
        words = _words(text)
        at, skip = 0, 0
        while at < len(words):
            while skip < len(taken) and taken[skip][1] <= words[at].start:
                skip += 1
            if skip < len(taken) and taken[skip][0] <= words[at].start:
                at += 1
                continue
            size = 0
            for choice in self._by_first.get(words[at].folded, ()):
                if self._stands(choice, words, at, text, strict=strict):
                    size = len(choice)
                    identity = self._named[choice]
                    end = words[at + size - 1].end
                    yield Find(words[at].start, end, self._pseudonym(identity))
                    break
            at += size or 1

    def _stands(
        self, name: Words, words: Sequence[_Word], at: int, text: str, *, strict: bool
    ) -> bool:
        if at + len(name) > len(words):
            return False
        if len(name) == 1:
            return not (strict and words[at].lower)
        for place, folded in enumerate(name):
            word = words[at + place]
            if word.folded != folded:
                return False
            if place and _BETWEEN.fullmatch(text, words[at + place - 1].end, word.start) is None:
                return False
        return True

    def _unspaced_names(self) -> re.Pattern[str] | None:
        names = {
            name
            for called in self._called.values()
            for name in called
            if _UNSPACED.search(name) and is_name(name)
        }
        if not names:
            return None
        ordered = sorted(names, key=lambda each: (-len(each), each))
        return re.compile("|".join(map(re.escape, ordered)))

    def _find_unspaced(self, text: str) -> Iterator[Find]:
        if self._unspaced is not None:
            for each in self._unspaced.finditer(text):
                yield Find(each.start(), each.end(), self.of(each[0]))


def _of_entry(number: int) -> str:
    return f"entry:{format_id(number)}"


def _of_words(words: Words) -> str:
    return f"name:{' '.join(words)}"


def _words(text: str) -> list[_Word]:
    """Return the words of a text: letters and digits with the marks on and the joiners in them."""
    found: list[_Word] = []
    size = len(text)
    for each in _WORD.finditer(text):
        start, end = each.span()
        while end < size and (text[end] >= "\u0300" or text[end] == "\xad") and _joins(text[end]):
            end += 1
        if found and found[-1].end == start:
            start = found.pop().start
        word = text[start:end]
        found.append(_Word(start, end, _folded(word), word.islower()))
    return found


def _joins(sign: str) -> bool:
    return unicodedata.category(sign) in ("Mn", "Mc", "Me", "Cf")


def _folded(word: str) -> str:
    if word.isascii():
        return word.casefold()
    plain = "".join(each for each in word if unicodedata.category(each) != "Cf")
    # A capital with a mark may fold to a letter and a mark, which then join.
    folded = unicodedata.normalize("NFC", plain).casefold()
    return unicodedata.normalize("NFC", folded)


def _name_words(name: str) -> Words:
    """Return the words of a name without article, possessive and the titles before it."""
    start, end = inner_name(name)
    words = [each.folded for each in _words(name[start:end])]
    while len(words) > 1 and words[0] in _TITLES:
        del words[0]
    return tuple(words)


def _runs_of(words: Words) -> Iterator[Words]:
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            yield words[start:end]


def _runs(named: Mapping[Words, str]) -> defaultdict[Words, set[str]]:
    found: defaultdict[Words, set[str]] = defaultdict(set)
    for words, identity in named.items():
        if len(words) <= 6:
            for run in _runs_of(words):
                found[run].add(identity)
    return found


def _can_be_short(run: Words) -> bool:
    """Tell whether a part of a name can be a name: not a title, a particle or an initial."""
    if run[-1] in _TITLES or (len(run) > 1 and run[0] in _TITLES and run[0] not in _PARTICLES):
        return False
    return len(run) > 1 or (len(run[0]) > 1 and not run[0].isdigit())


#: Of the titles those with which a family name begins: "van der Brandt".
_PARTICLES = frozenset(
    (
        "van", "von", "der", "den", "de", "di", "da", "do", "dos", "du", "la", "le", "los", "al",
        "el", "bin", "ibn", "bint", "abu", "ben", "ter", "ten", "zu", "zur",
    )
)  # fmt: skip
