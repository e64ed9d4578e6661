r"""The white space between words, in formats that only have the words.

Owns how it is written beside a word (`SpaceAfter=No` and `SpacesAfter=\n`, as in Universal
Dependencies), and where it is put when nothing is said about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from annotator.domain.errors import Phrase

_ESCAPES = {" ": r"\s", "\t": r"\t", "\n": r"\n", "\r": r"\r", "|": r"\p", "\\": r"\\"}
_SIGNS = {written[1]: sign for sign, written in _ESCAPES.items()}
_TO_ESCAPE = re.compile(r"[\s|\\]")
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([strnp\\]))")
NOTHING = "_"
#: What is noted of an article whose text is put together by rule.
GUESSED = Phrase("told-spaces-guessed")

#: Signs that stand close to the word before them, and to the word after them.
_CLOSE_BEFORE = frozenset(",.;:!?%)]}»”’…、。，．；：！？）」』】〉》،؛؟۔")
_CLOSE_AFTER = frozenset("([{«“‘$£€¥¿¡（「『【〈《")
_QUOTES = frozenset("\"'")
#: Ends of words that tokenisers cut off: n't, 's, 'll.
_ENDING = re.compile(r"n['’]t|['’](?:s|m|d|re|ve|ll|t)", re.IGNORECASE)
_UNSPACED = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def escaped(text: str) -> str:
    """Return a text without white space and bars, as a value beside a word."""
    return _TO_ESCAPE.sub(lambda found: _escape(found[0]), text)


def _escape(sign: str) -> str:
    return _ESCAPES.get(sign) or f"\\u{ord(sign):04x}"


def unescaped(value: str) -> str:
    """Return the text of an escaped one; what is no escape stays as it is."""
    return _ESCAPED.sub(
        lambda found: chr(int(found[1], 16)) if found[1] else _SIGNS[found[2]], value
    )


def notes_for(after: str, *, before: str = "", last: bool = False, uid: str = "") -> str:
    """Return what stands beside a word that white space follows; nothing for a single blank.

    Args:
        after: the white space after the word.
        before: that before it, of the first word of an article.
        last: whether the word is the last of its article, of which even a blank is said.
        uid: id of the article, beside its first word.
    """
    found = []
    if uid:
        found.append(f"Doc={escaped(uid)}")
    if before:
        found.append(f"SpacesBefore={escaped(before)}")
    if not after:
        found.append("SpaceAfter=No")
    elif after != " " or last:
        found.append(f"SpacesAfter={escaped(after)}")
    return "|".join(found) or NOTHING


def notes_of(column: str) -> Mapping[str, str]:
    """Return what is said beside a word: `Doc`, `SpacesBefore`, `SpaceAfter`, `SpacesAfter`."""
    pairs = (each.partition("=") for each in column.split("|"))
    return {name: value for name, _, value in pairs if name in _KEYS and value}


_KEYS = frozenset({"Doc", "SpacesBefore", "SpaceAfter", "SpacesAfter"})


def space_after(notes: Mapping[str, str]) -> str:
    """Return the white space after a word."""
    if notes.get("SpaceAfter") == "No":
        return ""
    return unescaped(notes.get("SpacesAfter", " "))


def spaces_from(text: str, words: Iterable[str]) -> list[str] | None:
    """Return the white space after each word in `text`; None if these are not its words."""
    spaces: list[str] = []
    at = 0
    for word in words:
        found = text.find(word, at)
        if found < 0 or text[at:found].strip():
            return None
        if spaces:
            spaces[-1] = text[at:found]
        spaces.append("")
        at = found + len(word)
    return None if text[at:].strip() else spaces


def guessed(words: Sequence[str]) -> Iterator[str]:
    """Yield the white space after each word of a sentence, as it is usual in print."""
    open_quotes: set[str] = set()
    close = _closes(words[0], "", open_quotes) if words else (True, True)
    for word, then in pairwise(words):
        follows = _closes(then, word, open_quotes)
        unspaced = _UNSPACED.match(word[-1:]) and _UNSPACED.match(then[:1])
        yield "" if close[1] or follows[0] or unspaced else " "
        close = follows
    if words:
        yield ""


def _closes(word: str, before: str, open_quotes: set[str]) -> tuple[bool, bool]:
    """Tell whether a word stands close to the one before it, and to the one after it."""
    if word == "``":
        return False, True
    if word == "''":
        return True, False
    if word in _QUOTES:
        if word in open_quotes:
            open_quotes.remove(word)
            return True, False
        if word == "'" and before[-1:] in ("s", "S"):
            return True, False  # the workers' rights
        open_quotes.add(word)
        return False, True
    if _ENDING.fullmatch(word):
        return True, False
    return word[:1] in _CLOSE_BEFORE and len(set(word)) == 1, word in _CLOSE_AFTER
