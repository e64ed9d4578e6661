"""From labels of tokens to quotes: which content goes with which cue and source.

Owns the rules that join what a model labelled.  What the rules of `rules` drafted over the same
words decides first, then nearness, with what stands between counted in words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.assist.quotes.drafts import UNKNOWN_CUE, Draft
from annotator.assist.quotes.reading import Range, Reading
from annotator.domain.cue_words import CUE_NOUNS, CUE_VERBS, CueWord

#: A cue further away than this many points of distance has nothing to do with a content.
_TOO_FAR = -24.0
_DRAFTED = 20.0  # for what the rules joined too
_BESIDE = 8.0  # for what stands next to each other
_OTHER_SENTENCE = -15.0
_ACROSS = -8.0  # for another cue between


@dataclass(slots=True)
class Labelled:
    """Ranges of tokens that a model labelled, in order."""

    contents: list[Range]
    cues: list[Range]
    sources: list[Range]


def labelled(labels: Sequence[str]) -> Labelled:
    """Return the ranges of BIO labels; an I without a B starts a range too."""
    found: dict[str, list[Range]] = {"content": [], "cue": [], "source": []}
    name, start = "", 0
    for token, label in enumerate([*labels, "O"]):
        kind = label[2:]
        if name and (kind != name or label[0] == "B"):
            found[name].append((start, token))
            name = ""
        if kind and not name:
            name, start = kind, token
    return Labelled(found["content"], found["cue"], found["source"])


def linked(reading: Reading, spans: Labelled, drafts: Sequence[Draft]) -> list[Draft]:
    """Return quotes made of labelled ranges, with what the rules know about their cues."""
    return _Linker(reading, spans, drafts).link()


class _Linker:
    def __init__(self, reading: Reading, spans: Labelled, drafts: Sequence[Draft]) -> None:
        self.r = reading
        self.spans = spans
        self.word_count = [0]
        for each in reading.is_word:
            self.word_count.append(self.word_count[-1] + each)
        # What the rules drafted over a token: the cue it is, the contents it lies in.
        self.cue_of: dict[int, Draft] = {}
        self.content_of: dict[int, list[Draft]] = {}
        for draft in drafts:
            if draft.cue is not None:
                for token in range(*draft.cue):
                    self.cue_of.setdefault(token, draft)
            for first, last in draft.content:
                for token in {first, (first + last) // 2, last - 1}:
                    self.content_of.setdefault(token, []).append(draft)
        self.cue_starts = [each[0] for each in spans.cues]

    def link(self) -> list[Draft]:
        quotes: dict[int, Draft] = {}  # by number of the cue
        found: list[Draft] = []
        sources = self._sources()
        last: Draft | None = None
        last_piece: Range | None = None
        for piece in self.spans.contents:
            number = self._cue_for(piece, sources)
            if number is not None:
                if number not in quotes:
                    quotes[number] = self._quote(number, sources)
                    found.append(quotes[number])
                draft = quotes[number]
            elif last is not None and last_piece is not None and self._goes_on(last_piece, piece):
                draft = last
            else:
                draft = self._bare(piece)
                found.append(draft)
            draft.content.append(piece)
            last, last_piece = draft, piece
        for each in found:
            each.content.sort()
            each.styled = True
        return found

    def _words(self, first: int, last: int) -> int:
        return self.word_count[max(first, last)] - self.word_count[first]

    def _cue_for(self, piece: Range, sources: dict[int, Range | None]) -> int | None:
        """Return the number of the cue that a content goes with."""
        cues = self.spans.cues
        place = bisect_right(self.cue_starts, piece[0])
        best: tuple[float, int] | None = None
        # Cues of the neighbourhood: the nearest three on both sides.
        for number in range(max(0, place - 3), min(len(cues), place + 3)):
            score = self._nearness(piece, number, sources.get(number))
            if best is None or score > best[0]:
                best = (score, number)
        return None if best is None or best[0] < _TOO_FAR else best[1]

    def _nearness(self, piece: Range, number: int, source: Range | None) -> float:
        r, cue = self.r, self.spans.cues[number]
        paragraph = r.paragraph(piece[0])
        if not paragraph[0] <= cue[0] < paragraph[1]:
            ahead = paragraph[0] == piece[0] or r.low[paragraph[0]] in ('"', "'")
            colon = cue[1] <= paragraph[0] and r.low[paragraph[0] - 1] == ":"
            if not (ahead and colon and r.paragraph(cue[0])[1] == paragraph[0]):
                return _TOO_FAR * 2
            return 0.0
        score = 0.0
        draft = self.cue_of.get(cue[0]) or self.cue_of.get(cue[1] - 1)
        if draft is not None and any(
            draft is other
            for token in (piece[0], (piece[0] + piece[1]) // 2, piece[1] - 1)
            for other in self.content_of.get(token, ())
        ):
            score += _DRAFTED
        before = cue[1] <= piece[0]
        first, last = (cue[1], piece[0]) if before else (piece[1], cue[0])
        gap = self._words(first, last) if first < last else 0
        if source is not None and first <= source[0] and source[1] <= last:
            gap -= self._words(*source)
        score -= gap
        if gap <= 2:
            score += _BESIDE
        middle = range(first, last)
        if any(r.ends_sentence(each) and r.inside[each] < 0 for each in middle[:60]):
            score += _OTHER_SENTENCE
        others = self.spans.cues[number + 1 :] if before else self.spans.cues[:number]
        near = others[:3] if before else others[-3:]
        if any(first <= each[0] < last for each in near):
            score += _ACROSS
        return score

    def _sources(self) -> dict[int, Range | None]:
        """Return the source of every cue, by its number."""
        found: dict[int, Range | None] = {}
        sources = self.spans.sources
        starts = [each[0] for each in sources]
        previous: int | None = None
        for number, cue in enumerate(self.spans.cues):
            draft = self.cue_of.get(cue[0]) or self.cue_of.get(cue[1] - 1)
            first, last = self.r.sentence(cue[0])
            # A sentence that the parser cut in two: look a little further.
            place = bisect_right(starts, cue[0])
            near = sources[max(0, place - 3) : place + 2]
            best: tuple[float, Range] | None = None
            for each in near:
                score = 0.0
                if draft is not None and draft.source is not None and _meet(each, draft.source):
                    score += _DRAFTED
                between = (each[1], cue[0]) if each[1] <= cue[0] else (cue[1], each[0])
                gap = self._words(*between) if between[0] < between[1] else 0
                contents = 0
                for piece in self._contents_in(*between):
                    contents += self._words(*piece)
                score -= gap - contents + min(contents, 3)
                if gap <= 1:
                    score += _BESIDE
                if not first <= each[0] < last:
                    score += _OTHER_SENTENCE / 2
                others = self.spans.cues[max(0, number - 3) : number + 4]
                if any(between[0] <= other[0] < between[1] for other in others):
                    score += _ACROSS
                if best is None or score > best[0]:
                    best = (score, each)
            if best is not None and best[0] >= _TOO_FAR / 2:
                found[number] = best[1]
            elif draft is not None and draft.source is not None:
                found[number] = draft.source
            elif (
                previous is not None
                and self.spans.cues[previous][0] >= first
                and self.r.tags[cue[1] - 1] == "VBG"
            ):
                found[number] = found[previous]
            else:
                found[number] = None
            previous = number
        return found

    def _contents_in(self, first: int, last: int) -> list[Range]:
        contents = self.spans.contents
        place = bisect_right(contents, (first, first))
        found: list[Range] = []
        while place < len(contents) and contents[place][0] < last and len(found) < 8:
            found.append(contents[place])
            place += 1
        return found

    def _quote(self, number: int, sources: dict[int, Range | None]) -> Draft:
        cue = self.spans.cues[number]
        source = sources[number]
        draft = self.cue_of.get(cue[0]) or self.cue_of.get(cue[1] - 1)
        subject = None
        if source is not None:
            subject = source[1] - 1
            known = None if draft is None else draft.subject
            if known is not None and source[0] <= known < source[1]:
                subject = known
        entry = draft.entry if draft is not None else self._entry(cue)
        head = draft.head if draft is not None else cue[1] - 1
        pattern = draft.pattern if draft is not None else "model"
        return Draft(entry, cue, head, source, subject, [], pattern)

    def _entry(self, cue: Range) -> CueWord:
        for token in range(cue[1] - 1, cue[0] - 1, -1):
            entry = CUE_VERBS.get(self.r.low[token]) or CUE_NOUNS.get(self.r.low[token])
            if entry is not None:
                return entry
        return UNKNOWN_CUE

    def _bare(self, piece: Range) -> Draft:
        drafts = self.content_of.get(piece[0], ())
        draft = drafts[0] if drafts else None
        if draft is None:
            return Draft(UNKNOWN_CUE, None, -1, None, None, [], "model")
        return Draft(
            draft.entry, draft.cue, draft.head, draft.source, draft.subject, [], draft.pattern
        )

    def _goes_on(self, before: Range, piece: Range) -> bool:
        """Tell whether a content without a cue goes on the one before it."""
        r = self.r
        quoted = r.inside[piece[0]] >= 0 or r.inside[min(piece[0] + 1, len(r) - 1)] >= 0
        if not quoted:
            return False
        here, there = r.paragraph(piece[0]), r.paragraph(before[0])
        return here[0] in (there[0], there[1])


def _meet(one: Range, other: Range) -> bool:
    return one[0] < other[1] and other[0] < one[1]
