"""The lexicon of polarity: which words of news speak for or against somebody.

Owns the file `resources/lexicon/polarity.tsv`, made by this project, and how a token finds its
entry: by lemma and word class, in either spelling of English, adverbs by their adjective.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from annotator.locations import resource

_CLASSES = frozenset(("adjective", "noun", "adverb", "verb", "phrase", "verb+prep", "noun+prep"))
_STRONGEST = 3
_KNOWN = 50_000  # words whose entries are remembered

#: They say nothing of what their adjectives say.
_PLAIN_ADVERBS = frozenset(
    ("clearly", "quickly", "shortly", "simply", "strongly", "extremely", "hardly", "nearly",
     "closely", "likely", "quietly", "openly", "freely", "ultimately", "early", "lately", "fairly",
     "highly", "wildly", "completely", "deeply", "slightly", "seriously", "sharply", "severely",
     "really", "largely", "widely", "broadly", "newly", "originally", "directly", "roughly")
)  # fmt: skip


class LexiconError(ValueError):
    """The lexicon file of the installation has a line that cannot be read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word says, from -3 (strongly against) to 3 (strongly for)."""

    tone: int  # of whatever stands near it
    agent: int = 0  # of who does it
    object: int = 0  # of whom or what it is done to
    attitude: bool = False  # the agent feels that way about the object


class Lexicon:
    """The entries by class; phrases by their first lemma."""

    def __init__(self, lines: list[str]) -> None:
        """Read the lines of the file; raises LexiconError with the number of a wrong one."""
        self._words: dict[str, dict[str, Entry]] = {
            each: {} for each in ("adjective", "noun", "adverb", "verb")
        }
        self._prepositions: dict[tuple[str, str, str], Entry] = {}
        self.phrases: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
        #: Verbs and nouns that say something of the object of a preposition.
        self.with_object: set[str] = set()
        self._known: dict[tuple[str, str, str], Entry | None] = {}
        for number, line in enumerate(lines, 1):
            if line.startswith(("#", "word\t")) or not line.strip():
                continue
            self._take(number, line.rstrip("\n").split("\t"))
        for found in self.phrases.values():
            # The longest phrase at a word is the one that is meant.
            found.sort(key=lambda phrase: (-len(phrase[0]), phrase[0]))

    def _take(self, number: int, cells: list[str]) -> None:
        try:
            word, kind, tone, agent, affected, attitude = cells
            entry = Entry(int(tone), int(agent), int(affected), attitude == "attitude")
        except ValueError as error:
            raise LexiconError(f"line {number}: {error}") from error
        values = (entry.tone, entry.agent, entry.object)
        if kind not in _CLASSES or not any(values) or max(map(abs, values)) > _STRONGEST:
            raise LexiconError(f"line {number}: {word!r} has no such class or value")
        if kind == "phrase":
            lemmas = tuple(word.split())
            self.phrases.setdefault(lemmas[0], []).append((lemmas, entry))
        elif kind.endswith("+prep"):
            base, preposition = word.rsplit(" ", 1)
            self._prepositions[base, kind.partition("+")[0], preposition] = entry
            self.with_object.add(base)
        else:
            self._words[kind][word] = entry
            if "-" in word:
                # Pipelines make three tokens of it.
                parts = tuple(word.replace("-", " - ").split())
                self.phrases.setdefault(parts[0], []).append((parts, entry))

    def entry(self, word: str, lemma: str, tag: str) -> Entry | None:
        """Return the entry of a token by its word, lemma (both in small letters) and Penn tag."""
        key = (word, lemma, tag)
        if key not in self._known:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            self._known[key] = self._entry(word, lemma, tag)
        return self._known[key]

    def _entry(self, word: str, lemma: str, tag: str) -> Entry | None:
        kind = tag[:2]
        if kind == "JJ":
            # "Best" says more than "good", of which it is a form.
            return self._of("adjective", word) or self._of("adjective", lemma)
        if kind == "VB":
            if tag in {"VBN", "VBG"} and (found := self._of("adjective", word)):
                return found
            return self._of("verb", lemma)
        if kind == "NN":
            return self._of("noun", lemma) or self._of("noun", word)
        if kind == "RB":
            return self._of("adverb", lemma) or self._adjective_of(word)
        return None

    def with_preposition(self, lemma: str, tag: str, preposition: str) -> Entry | None:
        """Return what a verb or noun says about the object of its preposition."""
        kind = "verb" if tag.startswith("VB") else "noun"
        return self._prepositions.get((lemma, kind, preposition))

    def _of(self, kind: str, lemma: str) -> Entry | None:
        words = self._words[kind]
        return words.get(lemma) or words.get(american(lemma))

    def _adjective_of(self, adverb: str) -> Entry | None:
        if not adverb.endswith("ly") or adverb in _PLAIN_ADVERBS:
            return None
        stem = adverb[:-2]
        for guess in (stem, stem + "e", stem + "le", stem[:-1] + "y", stem.removesuffix("al")):
            if found := self._of("adjective", guess):
                return found
        return None


@lru_cache(maxsize=4096)
def american(word: str) -> str:
    """Return a word of British spelling in the American one, which the lexicon uses."""
    for british, other in (("isation", "ization"), ("ise", "ize"), ("yse", "yze"), ("our", "or"),
                           ("ourable", "orable"), ("oured", "ored"), ("ourful", "orful"),
                           ("ence", "ense"), ("elled", "eled"), ("elling", "eling")):  # fmt: skip
        if word.endswith(british):
            return word[: -len(british)] + other
    return word


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the shipped lexicon; FileNotFoundError or LexiconError for a broken installation."""
    with resource("lexicon", "polarity.tsv").open(encoding="utf-8") as file:
        return Lexicon(list(file))
