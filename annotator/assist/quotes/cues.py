"""Cues and what they govern in the parse: reported clauses, objects, "according to", nouns.

Owns the dependency rules.  Each is told by what a cue takes (`domain.cue_words`); relations are
ClearNLP's, as English pipelines of spaCy give them.  Quote marks matter here only in that a source
ends where they begin; passages are dealt with in `passages`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.assist.quotes.drafts import Draft
from annotator.assist.quotes.reading import Range, Reading, minus
from annotator.domain.cue_words import CUE_NOUNS, CueWord

ACCORDING = CueWord("according", "states", speech=True, takes=frozenset("cq"))
#: Passives that hedge: "is believed to have left".
_HEDGES = frozenset(
    (
        *("believed", "thought", "said", "reported", "alleged", "rumored", "rumoured", "known"),
        *("understood", "expected", "estimated", "considered", "claimed", "feared"),
    )
)
_CLAUSE_OPENERS = frozenset(("but", "and", "though", "although", "while", "yet"))
#: Relations of a participle that reports anew; the parser wavers between them.
_PARTICIPLES = frozenset(("advcl", "conj", "xcomp", "dep", "acl", "ccomp", "pcomp"))
_COMPLEMENTS = frozenset(("dobj", "oprd", "attr", "ccomp", "xcomp", "acomp", "dative"))
#: Prepositions that go on the object of a cue: "praised her for", "accused them of".
_AFTER_OBJECT = frozenset(("for", "of", "as", "to", "over", "with"))
#: From a word up to its clause, in relations.
_STEPS = 12
#: Longest content, in tokens: beyond it the parser lost its way in a text without sentences.
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class _Governed:
    content: list[Range]
    pattern: str
    cue_end: int  # behind the last word that belongs to the cue


class Cues:
    """Finds the cues of an article and what they govern."""

    def __init__(self, reading: Reading, *, appositions: bool) -> None:
        """Take an article; `appositions` tells whether they belong to sources."""
        self._reading = reading
        self._appositions = appositions
        self.drafts: list[Draft] = []
        self.by_head: dict[int, Draft] = {}
        #: Verbs without a subject of their own, with the cue whose speaker goes on.
        self._speaks_on: dict[int, int] = {}
        self._cue_end = 0  # "was quoted as saying" is one cue

    def find(self) -> None:
        """Draft a quote for every cue that governs something."""
        reading = self._reading
        for token, low in enumerate(reading.low):
            if token < self._cue_end:
                continue
            if low == "according" and reading.low[token + 1 : token + 2] == ["to"]:
                self._according(token)
                continue
            entry = reading.cue_verb(token)
            if entry is not None:
                self._verb(token, entry)
            elif low in CUE_NOUNS and reading.tags[token].startswith("NN"):
                self._noun(token, CUE_NOUNS[low])

    def source(self, subject: int, cue: Range, content: Iterable[Range]) -> Range | None:
        """Return the noun phrase of a subject, without what of it is cue or content."""
        reading = self._reading
        first, last = reading.phrase(subject, appositions=self._appositions)
        if first <= cue[0] < last:
            last = cue[0] if subject < cue[0] else last
            first = cue[1] if subject >= cue[1] else first
        for start, stop in content:
            if start <= subject < stop:
                return None
            if first < start < last and subject < start:
                last = start
            if first < stop < last and subject >= stop:
                first = stop
        first, last = reading.trimmed(first, last)
        return None if all(each == "DT" for each in reading.tags[first:last]) else (first, last)

    # Kinds of cues ----------------------------------------------------------------------------

    def _add(self, draft: Draft) -> None:
        if draft.content and draft.head not in self.by_head and draft.size <= _LONGEST:
            self.drafts.append(draft)
            self.by_head[draft.head] = draft
            if draft.cue is not None:
                self._cue_end = draft.cue[1]

    def _according(self, token: int) -> None:
        """Draft “X, according to Z” and “According to Z, X”."""
        reading = self._reading
        to = token + 1
        named = reading.child(to, "pobj")
        named = reading.child(token, "pobj") if named is None else named
        if named is None:
            return
        first, last = reading.sentence(token)
        source = reading.phrase(named, appositions=self._appositions)
        source = (max(source[0], to + 1), min(source[1], last))
        if source[0] >= source[1]:
            return
        # What precedes it in the sentence, else what follows its own phrase.
        content = (first, token)
        if reading.words(content) < 2:
            content = (max(source[1], reading.right[token] + 1), last)
        content = reading.trimmed(*content)
        if reading.words(content) >= 2:
            draft = Draft(ACCORDING, (token, to + 1), token, source, named, [content], "according")
            self._add(draft)

    def _verb(self, token: int, entry: CueWord) -> None:
        reading = self._reading
        passive = reading.child(token, "auxpass") is not None
        governed = self._governed(token, entry, passive=passive)
        if governed is None:
            return
        first, last = reading.verb_group(token)
        cue = (first, max(last, governed.cue_end))
        subject, source = self._speaker(token, cue, governed, passive=passive)
        content = minus(governed.content, cue)
        if source is not None:
            content = minus(content, source)
        if governed.pattern in ("clause", "quoted-as"):
            content = [self._behind_colon(self._without_tail(token, each)) for each in content]
        content = [
            each for each in (reading.trimmed(*each) for each in content) if each[0] < each[1]
        ]
        self._add(Draft(entry, cue, token, source, subject, content, governed.pattern))

    def _speaker(
        self, token: int, cue: Range, governed: _Governed, *, passive: bool
    ) -> tuple[int | None, Range | None]:
        """Return the head and the range of who a verb says that speaks."""
        reading = self._reading
        leads = self.by_head.get(self._speaks_on.get(token, -1))
        if leads is not None:
            return leads.subject, leads.source
        if passive and governed.pattern != "quoted-as":
            # "was denied by Karsk": who is talked to or about is no speaker.
            agent = reading.child(token, "agent")
            subject = None if agent is None else reading.child(agent, "pobj")
        else:
            subject = reading.subject(token)
        source = None if subject is None else self.source(subject, cue, governed.content)
        return (None, None) if source is None else (subject, source)

    def _noun(self, token: int, entry: CueWord) -> None:
        """Draft “suspicions that X”, “her claim that X”, “he made the claim that X”."""
        reading = self._reading
        clause = reading.child(token, "acl", "ccomp", "relcl")
        if clause is None or clause < token:
            return
        mark = reading.left[clause]
        if not reading.is_that(mark):
            return
        content = reading.trimmed(mark, reading.right[clause] + 1)
        cue = (token, token + 1)
        owner, source = reading.child(token, "poss"), None
        if owner is not None:
            first, last = reading.phrase(owner, appositions=self._appositions)
            while last > first and reading.tags[last - 1] == "POS":
                last -= 1
            source = (first, last) if first < last else None
        elif reading.deps[token] == "dobj" and reading.is_verb(reading.heads[token]):
            owner = reading.subject(reading.heads[token])
            source = None if owner is None else self.source(owner, cue, [content])
        self._add(Draft(entry, cue, token, source, owner, [content], "noun"))

    # What a verb governs ----------------------------------------------------------------------

    def _governed(self, token: int, entry: CueWord, *, passive: bool) -> _Governed | None:
        """Return what a cue verb reports; the likeliest of what it may take comes first."""
        if passive and entry.lemma == "quote":
            return self._quoted_as(token)
        clause = self._clause(token) if entry.takes & {"c", "q"} else []
        if clause:
            return _Governed(clause, "clause", token + 1)
        if passive:
            return self._hedged(token) or self._small_clause(token, entry)
        return (
            self._small_clause(token, entry)
            or self._infinitive(token, entry)
            or self._prepositional(token, entry)
            or self._object(token, entry)
        )

    def _quoted_as(self, token: int) -> _Governed | None:
        """“was quoted as saying X”: the second verb governs."""
        reading = self._reading
        for saying in range(token + 1, min(token + 4, len(reading))):
            if reading.low[saying] in ("saying", "telling"):
                clause = self._clause(saying)
                if clause:
                    return _Governed(clause, "quoted-as", saying + 1)
        return None

    def _clause(self, token: int) -> list[Range]:
        """Return the reported clause of a cue: behind it, before it, or around it."""
        reading = self._reading
        found = [
            self.reach(each, token)
            for each in reading.children[token]
            if reading.deps[each] == "ccomp"
        ]
        ahead = [each for each in found if each[0] > token]
        if ahead:
            found = [(min(first for first, _ in ahead), max(last for _, last in ahead))]
        if found:
            return [self._past_colon(each) for each in found]
        return self._around_saying(token)

    def reach(self, child: int, token: int) -> Range:
        """Return all that hangs on a child of `token`, on the child's side of it."""
        first, last = self._reading.left[child], self._reading.right[child] + 1
        return (max(first, token + 1), last) if child > token else (first, min(last, token))

    def _past_colon(self, content: Range) -> Range:
        """Return a clause with what it announces: “said three things happened: prices rose”."""
        reading = self._reading
        first, last = content
        stop = reading.sentence(first)[1]
        for colon in (last - 1, last):
            inside = first < colon < stop - 1
            if inside and reading.low[colon] == ":" and reading.inside[colon + 1] < 0:
                return first, stop
        return content

    def _around_saying(self, token: int) -> list[Range]:
        """Return the clause that a saying stands in: “The road, she said, would open”."""
        reading = self._reading
        head, entry = reading.heads[token], reading.cue_verb(token)
        if reading.deps[token] not in ("parataxis", "ccomp") or entry is None:
            return []
        has_subject = reading.child(token, "nsubj") is not None
        if not entry.is_saying or not has_subject or reading.child(token, "mark") is not None:
            return []
        first, last = reading.sentence(token)
        own = (reading.left[token], reading.right[token] + 1)
        for _ in range(_STEPS):
            if reading.is_verb(head):
                break
            head = reading.heads[head]
        hull = (max(first, reading.left[head]), min(last, reading.right[head] + 1))
        opened = own[0] > first and "," in reading.low[own[0] - 1 : own[0] + 1]
        closed = own[1] < last and "," in reading.low[own[1] - 1 : own[1] + 1]
        return minus([hull], own) if opened and (closed or own[1] >= last - 1) else []

    def _hedged(self, token: int) -> _Governed | None:
        """“Orlo is believed to have left”: subject and infinitive are what is believed."""
        reading = self._reading
        child = reading.child(token, "xcomp")
        if reading.low[token] not in _HEDGES or child is None or reading.left[child] <= token:
            return None
        about = reading.child(token, "nsubjpass")
        content = [self.reach(child, token)]
        if about is not None and reading.low[about] not in ("it", "there"):
            content.insert(0, (reading.left[about], reading.right[about] + 1))
        return _Governed(content, "hedge", token + 1)

    def _small_clause(self, token: int, entry: CueWord) -> _Governed | None:
        """“called Norvia its partner”, “described the plan as a trick”: object and complement."""
        reading = self._reading
        if "s" not in entry.takes:
            return None
        kids = [
            each
            for each in reading.children[token]
            if each > token
            and (
                reading.deps[each] in _COMPLEMENTS
                or (reading.deps[each] == "prep" and reading.low[each] == "as")
            )
        ]
        if not kids:
            return None
        last = reading.right[kids[-1]] + 1
        only_object = {reading.deps[each] for each in kids} <= {"dobj", "dative"}
        if only_object and all(each < 0 for each in reading.inside[token:last]):
            return None
        return _Governed([(reading.left[kids[0]], last)], "small", token + 1)

    def _infinitive(self, token: int, entry: CueWord) -> _Governed | None:
        """“vowed to stay”, “urged her to leave”."""
        reading = self._reading
        child = reading.child(token, "xcomp", "ccomp")
        if "i" not in entry.takes or child is None or child < token:
            return None
        start = reading.left[child]
        whom = reading.child(token, "dobj")
        # "urged her to leave" asks for her leaving; "told her to leave" speaks to her.
        if whom is not None and token < whom < start and entry.lemma != "tell":
            start = reading.left[whom]
        return _Governed(
            [(max(start, token + 1), reading.right[child] + 1)], "infinitive", token + 1
        )

    def _prepositional(self, token: int, entry: CueWord) -> _Governed | None:
        """“warned against X”: the preposition behind the verb belongs to the cue."""
        reading = self._reading
        if "o" not in entry.takes and reading.child(token, "xcomp") is not None:
            return None
        for each in reading.children[token]:
            if each < token or reading.low[each] not in entry.prepositions:
                continue
            thing = reading.child(each, "pobj", "pcomp")
            if thing is not None and reading.right[each] > each:
                beside = each == token + 1
                start, cue_end = (each + 1, each + 1) if beside else (each, token + 1)
                return _Governed([(start, reading.right[each] + 1)], "preposition", cue_end)
        return None

    def _object(self, token: int, entry: CueWord) -> _Governed | None:
        """“denied any deal”, “praised her for waiting”."""
        reading = self._reading
        thing = reading.child(token, "dobj", "ccomp", "xcomp")
        if "o" not in entry.takes or thing is None or thing < token:
            return None
        last = reading.right[thing] + 1
        for each in reading.children[token]:
            more = each > thing and reading.deps[each] == "prep"
            if more and reading.low[each] in _AFTER_OBJECT:
                last = max(last, reading.right[each] + 1)
        return _Governed([(reading.left[thing], last)], "object", token + 1)

    # Where a reported clause ends -------------------------------------------------------------

    def _without_tail(self, cue: int, content: Range) -> Range:
        """Cut a reported clause where somebody is reported anew: “…, adding that …”."""
        reading = self._reading
        first, last = content
        for at in range(max(first + 2, cue), min(last - 1, first + _LONGEST)):
            if reading.inside[at] >= 0 and reading.inside[at] == reading.inside[at + 1]:
                continue
            comma = at - 1 if reading.inside[at] >= 0 else at  # “…,” adding
            if reading.low[comma] == ",":
                after = at + 1
                anew = (
                    reading.low[after] == "according"
                    or self._participle(after, cue)
                    or self._clause_of_its_own(after, last)
                )
            else:
                anew = reading.deps[at] == "cc" and self._second_verb(at + 1, cue)
            if anew:
                return first, at
        return content

    def _behind_colon(self, content: Range) -> Range:
        """Leave out what introduces the speech itself: One thing was new: “…,” she said."""
        reading = self._reading
        first, last = content
        for at in range(first, min(last - 1, first + _LONGEST)):
            if reading.inside[at] >= 0:
                return content
            if reading.low[at] == ":" and reading.inside[at + 1] >= 0:
                return at + 1, last
        return content

    def _participle(self, token: int, cue: int) -> bool:
        """Tell whether a participle that says something begins here: “, not ruling out X”."""
        reading = self._reading
        verb = self._behind_adverbs(token)
        entry = reading.cue_verb(verb)
        if entry is None or not entry.speech or reading.tags[verb] != "VBG":
            return False
        if reading.deps[verb] not in _PARTICIPLES:
            return False
        self._speaks_on[verb] = cue
        return True

    def _clause_of_its_own(self, token: int, last: int) -> bool:
        """Tell whether a clause with a saying of its own begins here: “, but she added that”."""
        reading = self._reading
        if reading.low[token] not in _CLAUSE_OPENERS:
            return False
        for verb in range(token + 1, min(token + 7, last)):
            entry = reading.cue_verb(verb)
            if entry is not None and entry.is_saying:
                subject = reading.child(verb, "nsubj")
                return subject is not None and token < subject < verb
        return False

    def _second_verb(self, token: int, cue: int) -> bool:
        """Tell whether a second saying begins here: “said it would go and warned”."""
        reading = self._reading
        verb = self._behind_adverbs(token)
        entry = reading.cue_verb(verb)
        tags = (reading.tags[cue], reading.tags[verb])
        if entry is None or not entry.is_saying or tags[0] not in ("VBD", "VBZ", "VBP"):
            return False
        same = tags[0] == tags[1] or tags == ("VBD", "VBN")
        own = reading.child(verb, "nsubj")
        if not same or reading.deps[verb] != "conj" or own is not None:
            return False
        # Behind a helper ("would go") a verb of the past is no second one of it.
        above = reading.heads[verb]
        if reading.tags[above] not in ("VB", "VBN") or reading.child(above, "aux") is None:
            return False
        self._speaks_on[verb] = cue
        return True

    def _behind_adverbs(self, token: int) -> int:
        reading = self._reading
        for verb in range(token, min(token + 2, len(reading) - 1)):
            if reading.tags[verb] != "RB" and reading.deps[verb] != "neg":
                return verb
        return min(token + 2, len(reading) - 1)
