"""Passages in quote marks, each given to whoever says it.

Owns the order in which a passage finds its quote: the reported clause it is some words of, the cue
right behind or before it, the quote that goes on in it, the clause around it.
"""

from __future__ import annotations

from annotator.assist.quotes.cues import Cues
from annotator.assist.quotes.drafts import UNKNOWN_CUE, Draft
from annotator.assist.quotes.reading import Range, Reading
from annotator.assist.quotes.segments import Segment
from annotator.domain.cue_words import CueWord

_SIGN = CueWord(":", "states", speech=True, takes=frozenset("q"))
_DASHES = frozenset(("-", "--", "—", "–", "―"))
#: What ends a passage that its sentence goes on from.
_GOES_ON = frozenset((",", "?", "!", "...", "…", *_DASHES))
_NAME_OF_SPEAKER = 6  # words before a colon: "Interior Minister Runa Sild:"
#: Words between two paragraphs' passages that may be by the same speaker.
_BETWEEN = 14
_SPEECH = 5  # words of a passage that is no title
_STEPS = 12  # from a word up to the clause it stands in
_NOUN_PHRASE = ("NN", "DT", "JJ", "PRP$", "POS", "CD")


class Passages:
    """Gives the passages of an article to quotes."""

    def __init__(self, reading: Reading, cues: Cues) -> None:
        """Take an article and its cues; drafts are added to those of the cues."""
        self._reading = reading
        self._cues = cues
        self._pieces: list[tuple[Draft, Segment]] = []

    def give(self) -> None:
        """Add every passage to the content of a quote, where there is one."""
        reading = self._reading
        covering = self._covering()
        previous: Draft | None = None
        previous_number = -1
        for number, segment in enumerate(reading.segments):
            draft = covering.get(number)
            if draft is None or not self._is_part(draft, segment):
                draft = self._beside(number, segment) or draft
            if draft is None and previous is not None and previous_number == number - 1:
                draft = self._going_on(number, segment, previous)
            if draft is None:
                draft = self._after_report(segment)
            if draft is None:
                draft = self._around(segment)
            if draft is None and self._speaks_for_itself(segment):
                draft = Draft(UNKNOWN_CUE, None, -1, None, None, [], "passage")
                self._cues.drafts.append(draft)
            if draft is not None:
                if previous is not None and self._was_waiting(previous, segment, number):
                    # “We waited.” / “We will not wait again,” she said.
                    self._hand_over(previous, draft)
                self._pieces.append((draft, segment))
                previous, previous_number = draft, number
        for draft, segment in self._pieces:
            draft.content.append((segment.first, segment.last))

    def _was_waiting(self, previous: Draft, segment: Segment, number: int) -> bool:
        """Tell whether a speech without a cue is told to be somebody's by the next paragraph."""
        before = self._reading.segments[number - 1] if number else None
        if previous.pattern != "passage" or before is None or self._pieces[-1][1] is not before:
            return False
        first = self._reading.paragraph(segment.first)[0]
        return segment.outer_first == first == before.outer_last

    def _hand_over(self, previous: Draft, draft: Draft) -> None:
        """Give the passages that came last, all of one quote, to another."""
        for place in range(len(self._pieces) - 1, -1, -1):
            if self._pieces[place][0] is not previous:
                break
            self._pieces[place] = (draft, self._pieces[place][1])

    def _covering(self) -> dict[int, Draft]:
        """Return for passages the largest reported clause that holds words of them."""
        found: dict[int, Draft] = {}
        for draft in self._cues.drafts:
            own = self._reading.inside[draft.head]
            numbers = {
                number
                for piece in draft.content
                for number in self._reading.inside[slice(*piece)]
                if number >= 0 and number != own
            }
            for number in numbers:
                if number not in found or draft.size > found[number].size:
                    found[number] = draft
        return found

    def _is_part(self, draft: Draft, segment: Segment) -> bool:
        """Tell whether a passage is some words of a clause that starts before it."""
        first = segment.outer_first
        started = any(
            start < first < stop and self._reading.words((start, first))
            for start, stop in draft.content
        )
        return started and not self._is_sentence(segment)

    def _is_sentence(self, segment: Segment) -> bool:
        """Tell whether a passage starts like somebody's sentence."""
        reading = self._reading
        before = segment.outer_first - 1
        opens = (
            segment.outer_first == reading.paragraph(segment.first)[0]
            or reading.ends_sentence(before)
            or reading.low[before] in (",", ":", "and", "but")
            or reading.inside[before] >= 0
        )
        first = reading.parse.words[segment.first][:1]
        return opens and (first.isupper() or not first.isalpha() or len(segment) > 5)

    def _speaks_for_itself(self, segment: Segment) -> bool:
        """Tell whether a passage is somebody's words though nobody is named, and no title."""
        words = self._reading.words((segment.first, segment.last))
        if segment.chained or not segment.closed:
            return words > 1
        return words >= _SPEECH and self._is_sentence(segment)

    # A cue beside the passage -----------------------------------------------------------------

    def _beside(self, number: int, segment: Segment) -> Draft | None:
        """Return the quote whose cue stands right behind or before a passage."""
        draft = self._behind(number, segment) or self._before(number, segment)
        if draft is None or not draft.content or self._is_sentence(segment):
            return draft
        # On “Port Hour,” she said it was over: a title before what she said.
        cue = draft.cue or (draft.head, draft.head + 1)
        title = segment.last <= cue[0] and all(first >= cue[1] for first, _ in draft.content)
        return None if title else draft

    def _behind(self, number: int, segment: Segment) -> Draft | None:
        """“…,” she said; “…?” asked the envoy."""
        reading = self._reading
        stop = reading.paragraph(segment.first)[1]
        if number + 1 < len(reading.segments):
            stop = min(stop, reading.segments[number + 1].outer_first)
        at = segment.outer_last
        if at >= stop:
            return None
        if reading.low[segment.last - 1] not in _GOES_ON and reading.low[at] not in {",", *_DASHES}:
            return None
        end = at
        while end < stop and not (reading.ends_sentence(end) or reading.low[end] in (";", ":")):
            end += 1
        return self._cue_among(at, end, behind=True) or self._signed(at, end)

    def _signed(self, at: int, end: int) -> Draft | None:
        """Return the quote of a name behind a dash: “…” — Lena Brandt."""
        reading = self._reading
        first, last = reading.trimmed(at + 1, end)
        named = 0 < last - first <= _NAME_OF_SPEAKER and reading.tags[first].startswith("NNP")
        if reading.low[at] not in _DASHES or not named or reading.paragraph(at)[1] > end + 1:
            return None
        draft = Draft(_SIGN, (at, at + 1), at, (first, last), last - 1, [], "colon")
        self._cues.drafts.append(draft)
        return draft

    def _before(self, number: int, segment: Segment) -> Draft | None:
        """She said, “…”; The envoy: “…”; a paragraph that ends with a colon."""
        reading = self._reading
        start = reading.paragraph(segment.first)[0]
        if number:
            start = max(start, reading.segments[number - 1].outer_last)
        before = segment.outer_first
        if before > start:
            sign = reading.low[before - 1]
            begin = before - 1
            while begin > start and (begin == before or not reading.ends_sentence(begin - 1)):
                begin -= 1
            if sign in {",", ":", *_DASHES} or reading.cue_verb(before - 1) is not None:
                draft = self._cue_among(begin, before, behind=False)
                return self._colon(begin, before) if draft is None and sign == ":" else draft
        elif before == start > 0 and reading.low[before - 1] == ":":
            begin = reading.sentence(before - 1)[0]
            return self._cue_among(begin, before, behind=False) or self._colon(begin, before)
        return None

    def _colon(self, begin: int, end: int) -> Draft | None:
        """Return the quote of what stands before a colon; `end` is behind the colon.

        That is a name, or somebody who does something: “she had only this to offer: …”.
        """
        reading = self._reading
        first, last = reading.trimmed(begin, end - 1)
        if last - first > _NAME_OF_SPEAKER or any(map(reading.is_verb, range(first, last))):
            return self._doing(first, last)
        if first == last:
            return None
        cue = (end - 1, end)
        draft = Draft(_SIGN, cue, end - 1, (first, last), last - 1, [], "colon")
        self._cues.drafts.append(draft)
        return draft

    def _doing(self, first: int, last: int) -> Draft | None:
        reading = self._reading
        for verb in range(first, last):
            subject = reading.child(verb, "nsubj") if reading.is_verb(verb) else None
            if subject is None or verb in self._cues.by_head or reading.inside[verb] >= 0:
                continue
            cue = reading.verb_group(verb)
            source = self._cues.source(subject, cue, ())
            if source is not None:
                draft = Draft(_SIGN, cue, verb, source, subject, [], "colon")
                self._cues.drafts.append(draft)
                self._cues.by_head[verb] = draft
                return draft
        return None

    def _cue_among(self, first: int, last: int, *, behind: bool) -> Draft | None:
        """Return the quote of the best cue among some tokens; one is made if there is none yet."""
        reading = self._reading
        best: tuple[float, int, CueWord] | None = None
        for token in range(first, last):
            entry = reading.cue_verb(token)
            if entry is None or reading.inside[token] >= 0:
                continue
            if reading.deps[token] in ("amod", "compound"):
                continue
            fit = 3.0 if "q" in entry.takes else 2.0 if "a" in entry.takes else float(entry.speech)
            if reading.deps[token] in ("relcl", "acl"):
                fit -= 2
            fit -= 0.1 * (token - first if behind else last - token)
            if best is None or fit > best[0]:
                best = (fit, token, entry)
        if best is None:
            return None
        _, token, entry = best
        known = self._cues.by_head.get(token)
        if known is not None:
            return known
        cue = reading.verb_group(token)
        subject, source = self._speaker_beside(token, cue, first, last, behind=behind)
        draft = Draft(entry, cue, token, source, subject, [], "beside")
        self._cues.drafts.append(draft)
        self._cues.by_head[token] = draft
        return draft

    def _speaker_beside(
        self, verb: int, cue: Range, first: int, last: int, *, behind: bool
    ) -> tuple[int | None, Range | None]:
        """Return who speaks: a name right behind the passage, the subject, the words beside."""
        named = self._named_first(first, verb) if behind else None
        if named is not None:
            return named[1] - 1, named
        subject = self._reading.subject(verb)
        if subject is not None and first <= subject < last:
            source = self._cues.source(subject, cue, ())
            if source is not None:
                return subject, source
        return self._neighbour(cue, first, last)

    def _named_first(self, first: int, cue: int) -> Range | None:
        """Return the name right behind a passage: “…,” Lena Brandt, a spokeswoman, told us."""
        reading = self._reading
        while first < cue and not reading.is_word[first]:
            first += 1
        end = first
        while end < cue and reading.tags[end].startswith(("NNP", "HYPH")):
            end += 1
        closed = end < cue and reading.low[end] == "," and reading.low[cue - 1] == ","
        return (first, end) if end > first and closed else None

    def _neighbour(self, cue: Range, first: int, last: int) -> tuple[int | None, Range | None]:
        """Return the noun phrase beside a cue, where the parser found no subject."""
        reading = self._reading
        for token in range(cue[0] - 1, first - 1, -1):
            tag = reading.tags[token]
            if tag.startswith(("NN", "PRP")) and tag != "PRP$":
                start = token
                while start > first and reading.tags[start - 1].startswith(_NOUN_PHRASE):
                    start -= 1
                return token, (start, token + 1)
        head: int | None = None
        for token in range(cue[1], last):
            tag = reading.tags[token]
            if tag.startswith("NN") or tag == "PRP":
                head = token
            elif (
                head is not None
                or (reading.is_word[token] and not tag.startswith(_NOUN_PHRASE))
                or reading.low[token] == ","
            ):
                break
        if head is None:
            return None, None
        return head, reading.trimmed(cue[1], head + 1)

    # No cue of its own ------------------------------------------------------------------------

    def _going_on(self, number: int, segment: Segment, previous: Draft) -> Draft | None:
        """Return the quote before a passage, if that goes on in it."""
        reading = self._reading
        if segment.chained:
            return previous
        if not self._is_sentence(segment):
            return None
        before = reading.segments[number - 1]
        first = reading.paragraph(segment.first)[0]
        if reading.paragraph(before.first)[0] == first:
            return previous
        # A paragraph that opens with a passage, behind one that ended with one or its cue.
        near = reading.words((before.outer_last, segment.outer_first)) <= _BETWEEN
        return previous if segment.outer_first == first and near else None

    def _after_report(self, segment: Segment) -> Draft | None:
        """Return the quote that the sentence before a passage reports: X, she said. “…”."""
        reading = self._reading
        before = segment.outer_first - 1
        if before <= reading.paragraph(segment.first)[0] or not reading.ends_sentence(before):
            return None
        if not self._is_sentence(segment):
            return None
        for token in range(before - 1, reading.sentence(before)[0] - 1, -1):
            draft = self._cues.by_head.get(token)
            if draft is not None and draft.entry.speech and draft.source is not None:
                return draft
        return None

    def _around(self, segment: Segment) -> Draft | None:
        """Return the quote of the cue in whose clause some words in marks stand."""
        reading = self._reading
        if not reading.parse.parsed:
            return None
        token = segment.first
        for _ in range(len(segment)):
            head = reading.heads[token]
            if head == token or not segment.first <= head < segment.last:
                break
            token = head
        for _ in range(_STEPS):
            head = reading.heads[token]
            if head == token:
                return None
            entry = reading.cue_verb(head)
            # "a": said with a comma or not at all ("The “Long Peace” was introduced").
            if entry is not None and entry.takes != {"a"} and reading.inside[head] < 0:
                return self._cues.by_head.get(head) or self._clause_of(head, token, entry, segment)
            token = head
        return None

    def _clause_of(self, verb: int, child: int, entry: CueWord, segment: Segment) -> Draft | None:
        reading = self._reading
        subject = reading.subject(verb)
        if subject is None:
            return None
        cue = reading.verb_group(verb)
        content = reading.trimmed(*self._cues.reach(child, verb))
        source = self._cues.source(subject, cue, [content, (segment.first, segment.last)])
        if source is None:
            return None
        draft = Draft(entry, cue, verb, source, subject, [content], "around")
        self._cues.drafts.append(draft)
        self._cues.by_head[verb] = draft
        return draft
