"""The words of a parsed article in the cut that names are compared in.

Owns how a token falls into pieces: runs of letters and digits, and single signs.  A pipeline cuts
"Choe Son-hui" and "Kestrel-4" in different ways, so aliases and articles are both cut by this one
rule.  What lies in a zone is not there, and nothing runs on over the border of a zone or paragraph.
"""

from __future__ import annotations

import re
from functools import lru_cache

from annotator.assist.parse import Parse
from annotator.domain.annotations import Span

#: Signs of scripts without spaces between words, each a piece by itself.
_SIGNS = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PIECE = re.compile(rf"[{_SIGNS}]|(?:(?![{_SIGNS}_])\w)+|[^\w\s]|_")
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"'})
#: What a piece is called that does not touch the one before: so "Son-hui" is not "Son - hui".
_APART = " "


class Pieces:
    """An article as pieces, in order; lists of one length."""

    __slots__ = (
        *("_token_firsts", "_tokens_of", "_visible", "borders", "ends", "holes", "keys", "parse"),
        *("starts", "token_borders", "words"),
    )

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.words: list[str] = []
        self.keys: list[str] = []  # the word, behind a space if it does not touch the one before
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.borders: set[int] = set()  # pieces that stand behind a border
        self.token_borders: set[int] = set()  # the tokens that do
        self.holes: list[tuple[int, int]] = []  # ranges between tokens that hold more than spaces
        self._visible: str | None = None
        self._token_firsts: list[int] = []  # the first piece of each token, and one behind the last
        self._tokens_of: list[int] | None = None
        self._cut()

    def _cut(self) -> None:
        parse = self.parse
        text, words, keys = parse.text, self.words, self.keys
        starts, ends, firsts = self.starts, self.ends, self._token_firsts
        paragraphs = set(parse.paragraphs)
        last_end = -1  # so that the first token does not touch one before
        for token, (word, start, end) in enumerate(
            zip(parse.words, parse.starts, parse.ends, strict=True)
        ):
            firsts.append(len(words))
            apart = start != last_end
            parted = apart and text[last_end:start] != " " and self._is_border(last_end, start)
            if parted or token in paragraphs:
                self.borders.add(len(words))
                self.token_borders.add(token)
            last_end = end
            if word.isascii() and word.isalnum():
                words.append(word)
                keys.append(_APART + word if apart else word)
                starts.append(start)
                ends.append(end)
                continue
            for piece, begin, stop in _pieces_of(word):
                words.append(piece)
                keys.append(_APART + piece if apart or begin < 0 else piece)
                starts.append(start + abs(begin))
                ends.append(start + stop)
                apart = False
        firsts.append(len(words))

    def _is_border(self, start: int, end: int) -> bool:
        """Tell whether what lies between tokens parts them: a line's end, a tab, or a zone."""
        start = max(0, start)
        gap = self.parse.text[start:end]
        if gap and not gap.isspace():
            self.holes.append((start, end))
            return True
        return any(each in gap for each in "\n\t\u2028\u2029\v\f")

    @property
    def visible(self) -> str:
        """The article with spaces for zones, of the same length and with its own quote marks."""
        if self._visible is None:
            parse = self.parse
            text = parse.text
            behind = parse.ends[-1] if len(parse) else 0
            parts, at = [], 0
            for start, end in (*self.holes, (behind, len(text))):
                hole = "".join("\n" if each == "\n" else " " for each in text[start:end])
                parts += [text[at:start], hole]
                at = end
            self._visible = "".join(parts)
        return self._visible

    def __len__(self) -> int:
        return len(self.words)

    def span(self, first: int, last: int) -> Span:
        """Return the range of the pieces `[first, last)`."""
        return Span(self.starts[first], self.ends[last - 1])

    def of_tokens(self, first: int, last: int) -> range:
        """Return the pieces of the tokens `[first, last)`."""
        return range(self._token_firsts[first], self._token_firsts[last])

    def token(self, piece: int) -> int:
        """Return the token that a piece belongs to."""
        if self._tokens_of is None:
            firsts = self._token_firsts
            self._tokens_of = [
                token
                for token in range(len(firsts) - 1)
                for _ in range(firsts[token + 1] - firsts[token])
            ]
        return self._tokens_of[piece]

    def tag(self, piece: int) -> str:
        """Return the tag of the token of a piece ("" without a tagger)."""
        return self.parse.tags[self.token(piece)]

    def touches(self, piece: int) -> bool:
        """Tell whether no white space stands between a piece and the one before."""
        return not self.keys[piece].startswith(_APART)


@lru_cache(maxsize=65_536)
def _pieces_of(token: str) -> tuple[tuple[str, int, int], ...]:
    """Return (piece, start, end) of a token; a start below 0 says that white space precedes it."""
    found = []
    last = 0
    for match in _PIECE.finditer(token):
        start, end = match.span()
        apart = start > last and token[last:start].isspace()
        found.append((match[0].translate(_STRAIGHT), -start if apart else start, end))
        last = end
    return tuple(found)


def keys_of(words: str) -> tuple[str, ...]:
    """Return the keys of some words; the first as if it stood behind white space."""
    found: list[str] = []
    last = -1
    for match in _PIECE.finditer(words):
        word = match[0].translate(_STRAIGHT)
        found.append(_APART + word if match.start() != last else word)
        last = match.end()
    return tuple(found)
