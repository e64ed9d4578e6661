"""What a sequence model sees of each token.

Owns the features: the word and its neighbours, its place in the parse, quote marks, the lexicon of
cues, and what the rules drafted there.  One sequence is one paragraph; what went before it is told
by features of its first tokens, so that a speech over several paragraphs can be learned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotator.assist.quotes.drafts import Draft
from annotator.assist.quotes.reading import Reading
from annotator.domain.cue_words import CUE_NOUNS, CueWord

OUTSIDE = "O"


def labels_of(reading: Reading, drafts: Sequence[Draft]) -> list[str]:
    """Return content, cue and source of drafts as one label a token, BIO.

    Of contents in contents only the outer one is labelled: a token has one label.
    """
    labels = [OUTSIDE] * len(reading)
    outer = [each for each in drafts if each.parent is None]
    for draft in outer:
        for piece in draft.content:
            _label(labels, piece, "content")
    for draft in outer:
        if draft.source is not None:
            _label(labels, draft.source, "source")
        if draft.cue is not None:
            _label(labels, draft.cue, "cue")
    return labels


def _label(labels: list[str], tokens: tuple[int, int], name: str) -> None:
    if any(labels[each] != OUTSIDE for each in range(*tokens)):
        return
    for each in range(*tokens):
        labels[each] = f"I-{name}"
    labels[tokens[0]] = f"B-{name}"


def _class(entry: CueWord) -> str:
    kind = "say" if entry.is_saying else "speech" if entry.speech else "thought"
    return f"{kind}-{entry.act}"


def features_of(reading: Reading, drafts: Sequence[Draft]) -> Iterator[list[list[str]]]:
    """Yield for every paragraph the features of its tokens; all at once would fill the memory."""
    count = len(reading)
    parse, low, tags, deps = reading.parse, reading.low, reading.tags, reading.deps
    ruled = labels_of(reading, drafts)
    patterns = [""] * count
    for draft in drafts:
        if draft.parent is None:
            for first, last in draft.content:
                patterns[first:last] = [draft.pattern] * (last - first)
    entity = [""] * count
    for first, last, label in parse.entities:
        entity[first:last] = [label] * (last - first)
    lexical = [""] * count
    for token, word in enumerate(low):
        entry = reading.cue_verb(token) or CUE_NOUNS.get(word)
        if word == "according":
            lexical[token] = "say-according"
        elif entry is not None:
            lexical[token] = _class(entry)
    governed = _governed(reading, lexical)
    quoted = ["out"] * count
    for segment in reading.segments:
        for token in range(segment.outer_first, segment.outer_last):
            quoted[token] = "in" if segment.first <= token < segment.last else "mark"
        if len(segment) <= 3:
            for token in range(segment.first, segment.last):
                quoted[token] = "short"
        quoted[segment.first] += "-first"
        quoted[segment.last - 1] += "-last"
    sentence_starts = set(reading.sentences)
    starts = parse.paragraphs
    for number, first in enumerate(starts):
        last = starts[number + 1] if number + 1 < len(starts) else count
        rows: list[list[str]] = []
        for token in range(first, last):
            word, tag = low[token], tags[token]
            row = [
                "bias",
                "w=" + word,
                "t=" + tag,
                "d=" + deps[token],
                "q=" + quoted[token],
                "r=" + ruled[token],
                "rq=" + ruled[token] + "|" + quoted[token],
                "rp=" + ruled[token][:1] + "|" + patterns[token],
                "g=" + governed[token],
                "gr=" + governed[token] + "|" + ruled[token],
            ]
            if lexical[token]:
                row += ["x=" + lexical[token], "xd=" + lexical[token] + "|" + deps[token]]
            if entity[token]:
                row.append("e=" + entity[token])
            if parse.words[token][:1].isupper():
                row.append("cap")
            if token in sentence_starts:
                row.append("sent")
                row.append("sent|" + quoted[token])
            for step in (-2, -1, 1, 2):
                other = token + step
                if first <= other < last:
                    sign = str(step)
                    row.append("t" + sign + "=" + tags[other])
                    row.append("r" + sign + "=" + ruled[other])
                    if step in (-1, 1):
                        row.append("w" + sign + "=" + low[other])
                        row.append("q" + sign + "=" + quoted[other])
                        row.append("x" + sign + "=" + lexical[other])
                        row.append("tt" + sign + "=" + tag + "|" + tags[other])
                        row.append("rr" + sign + "=" + ruled[token] + "|" + ruled[other])
                elif step in (-1, 1):
                    row.append("edge" + str(step))
            rows.append(row)
        if first:
            before = first - 1
            rows[0].append("before=" + low[before] + "|" + quoted[first])
            rows[0].append("before-r=" + ruled[before] + "|" + quoted[first])
        yield rows


def _governed(reading: Reading, lexical: Sequence[str]) -> list[str]:
    """Return for each token the nearest cue above it: its class, the side, the relation."""
    heads, deps = reading.heads, reading.deps
    found = [""] * len(reading)
    done = [False] * len(reading)
    for token in range(len(reading)):
        path: list[int] = []
        at = token
        while not done[at] and heads[at] != at and len(path) < 200:
            path.append(at)
            head = heads[at]
            if lexical[head]:
                break
            at = head
        carried = found[at] if done[at] else ""
        for each in reversed(path):
            head = heads[each]
            if lexical[head]:
                side = "<" if each < head else ">"
                carried = f"{lexical[head]}{side}{deps[each]}"
            found[each] = carried
            done[each] = True
        done[token] = True
    return found
