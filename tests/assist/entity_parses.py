"""Parses written by hand: what a pipeline would say, without one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.assist.parse import Parse
from annotator.assist.protocol import blanked
from annotator.domain.annotations import Span
from annotator.domain.tokens import plain_tokens


def parse_of(
    text: str,
    names: Iterable[tuple[str, str]] = (),
    *,
    zones: Sequence[tuple[int, int]] = (),
    tagged: bool = True,
) -> Parse:
    """Return the parse of a text; `names` are words and the label a pipeline gives them.

    Each stands for the first place of these words behind the name before.
    """
    plain = blanked(text, zones)
    tokens = plain_tokens(plain, [place for zone in zones for place in zone])
    parse = Parse(text, list(tokens.starts), list(tokens.ends), parsed=False)
    parse.sentences = list(tokens.sentence_starts)
    last = 0
    for place, (start, end) in enumerate(zip(parse.starts, parse.ends, strict=True)):
        word = plain[start:end]
        parse.words.append(word)
        parse.lemmas.append(word.lower())
        parse.tags.append(("NNP" if word[:1].isupper() else "NN") if tagged else "")
        parse.deps.append("")
        parse.heads.append(place)
        if place == 0 or "\n" in plain[last:start]:
            parse.paragraphs.append(place)
        last = end
    at = 0
    for words, label in names:
        start = text.index(words, at)
        at = start + len(words)
        part = parse.tokens_in(Span(start, at))
        parse.entities.append((part.start, part.stop, label))
    return parse
