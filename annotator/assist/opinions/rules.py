"""What the words of a sentence say about somebody it names, by rule.

Owns the reading of one sentence: the words that carry a polarity (`Hit`), whether they are negated
or heightened, and how each of them bears on a target (`Evidence`): as what the target does, as what
is done to it, as what it is called, or only as a word near it.  It decides nothing about documents
and quotes; `annotator.assist.opinions` does.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from math import exp

from annotator.assist.opinions.lexicon import Entry, Lexicon, american, lexicon
from annotator.assist.parse import Parse

#: How much a word counts by the way it bears on the target.  Set by hand in round numbers and
#: checked on the training part of NewsMTSC; nothing of that corpus is in them.
WEIGHTS = {
    "agent": 1.0,  # X lied
    "object": 1.4,  # they praised X, allegations against X
    "modifier": 1.0,  # the disgraced X
    "inside": 1.0,  # the target's own words: "that crook"
    "predicate": 1.2,  # X is a disgrace
    "named": 1.3,  # they called X a disgrace
    "possessed": 0.8,  # X's failures
    "has": 0.7,  # X faces charges
    "near": 0.6,  # fades with distance
}
_FADE = 10.0  # words over which a word that is only near counts e times less
_BEHIND_CONTRAST = 0.5  # on the other side of a "but"
_ACROSS_MARKS = 0.4  # inside quote marks and outside
_OF_ANOTHER = 0.5  # said of another subject of the sentence
_OWN_WORDS = 0.15  # what the target itself says is seldom about the target
_LEAST = 0.05

_NEGATIONS = frozenset(
    ("not", "n't", "never", "no", "nor", "neither", "hardly", "scarcely", "barely", "without",
     "nothing", "nobody", "none", "cannot")
)  # fmt: skip
#: What these verbs govern does not hold, or is stopped.
_REVERSERS = frozenset(("avoid", "cease", "deny", "end", "halt", "lack", "prevent", "stop"))
_HEIGHTENERS = frozenset(
    ("absolutely", "completely", "deeply", "downright", "enormously", "especially", "exceedingly",
     "extraordinarily", "extremely", "fully", "greatly", "highly", "hugely", "incredibly",
     "intensely", "most", "particularly", "profoundly", "really", "remarkably", "seriously",
     "severely", "sharply", "so", "strongly", "sweepingly", "terribly", "thoroughly", "too",
     "totally", "truly", "utterly", "very", "wildly")
)  # fmt: skip
_SOFTENERS = frozenset(
    ("fairly", "less", "little", "mildly", "moderately", "modestly", "partially", "partly",
     "potentially", "pretty", "quite", "rather", "relatively", "slightly", "somewhat")
)  # fmt: skip
_CONTRASTS = frozenset(("but", "however", "although", "though", "whereas", "despite", "yet"))
_COPULAS = frozenset(("be", "become", "look", "seem", "appear", "remain", "prove", "stay", "sound"))
#: They call the object what stands behind it.
_NAMING = frozenset(
    ("brand", "call", "characterize", "consider", "declare", "deem", "depict", "describe", "dub",
     "find", "label", "name", "paint", "portray", "regard", "see", "term", "view", "think", "hail")
)  # fmt: skip
_CALLING = frozenset(("brand", "call", "characterize", "denounce", "describe", "dub", "label"))
_NAME_FOLLOWS = 8  # words between what is called something and what it is called, at most
SPEECH = frozenset(
    ("acknowledge", "add", "admit", "announce", "argue", "ask", "assert", "claim", "comment",
     "conclude", "continue", "declare", "deny", "explain", "insist", "maintain", "mention", "note",
     "observe", "point", "read", "recall", "remark", "reply", "report", "respond", "say", "state",
     "stress", "suggest", "tell", "testify", "think", "tweet", "warn", "write", "believe")
)  # fmt: skip
_SUBJECTS = frozenset(("nsubj", "csubj", "expl"))
_PASSIVE_SUBJECTS = frozenset(("nsubjpass", "csubjpass"))
_OBJECTS = frozenset(("dobj", "dative", "oprd"))
#: From a modifier to what it modifies.
_MODIFIES = frozenset(("amod", "compound", "nmod", "appos", "advmod", "poss", "npadvmod"))
_SHARES_SUBJECT = frozenset(("conj", "xcomp", "advcl", "pcomp"))
_OTHERS = frozenset(("NN", "NNS", "NNP", "NNPS"))
_FURTHEST = 6  # steps up the tree
_LEFT_IN_PHRASE = frozenset(
    ("det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "predet", "advmod", "case")
)
_PLAIN = 2  # least strength of words that make a target of what they are said of
_CLOSE = 2  # words between a negation and what it negates, at most, to be shown as one
#: Of words that say something only about the object of their preposition.
_NOTHING = Entry(0)
_INTENSE, _FAINT = 1.4, 0.6
_ADVERB = 0.6  # how something is done says less than what is done
_NEGATED = -0.7
_NEGATED_BAD = -0.35  # "no quarrel", "not bad": a denial of harm is faint praise


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of the lexicon in a sentence; tokens are places in the parse."""

    first: int
    last: int  # exclusive
    head: int
    entry: Entry
    force: float  # negation and degree: what the values are multiplied with
    negation: int | None  # the token that negates it
    degree: int | None  # the token that heightens or softens it
    #: Prepositions that hang on it and what it says of their objects ("warned against X").
    through: tuple[tuple[int, Entry], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One hit as it bears on one target."""

    hit: Hit
    relation: str  # of `WEIGHTS`
    value: float  # signed, degree and negation applied
    weight: float

    holders: tuple[int, ...] = ()  # tokens of who feels it; empty: whoever speaks

    @property
    def worth(self) -> float:
        """Return what it adds to the score of the target."""
        return self.value * self.weight


class Sentence:
    """A sentence read once, asked for each of its targets."""

    def __init__(self, parse: Parse, tokens: range) -> None:
        """Find what carries polarity in the tokens of a sentence."""
        self.parse = parse
        self.tokens = tokens
        self._children: dict[int, list[int]] = {each: [] for each in tokens}
        for each in tokens:
            head = parse.heads[each]
            if head != each and head in self._children:
                self._children[head].append(each)
        self._words = [parse.words[each].lower() for each in tokens]
        self._lemmas = [
            parse.lemmas[each].lower() if parse.tags[each] else self._words[place]
            for place, each in enumerate(tokens)
        ]
        self._contrasts = [each for each in tokens if self.word(each) in _CONTRASTS]
        self.quoted = self._in_marks()
        self._subject_memo: dict[int, tuple[tuple[int, ...], bool]] = {}
        self.hits = list(self._find(lexicon()))
        self._attitudes = {each.head for each in self.hits if each.entry.attitude}

    def word(self, token: int) -> str:
        """Return a word of the sentence in small letters."""
        return self._words[token - self.tokens.start]

    def lemma(self, token: int) -> str:
        """Return a lemma in small letters."""
        return self._lemmas[token - self.tokens.start]

    def _in_marks(self) -> frozenset[int]:
        """Return the tokens in quote marks, as far as this sentence alone shows."""
        marks = [each for each in self.tokens if self.parse.words[each] == '"']
        if not marks:
            return frozenset()
        # A closing mark that comes first belongs to a quote that began in a sentence before.
        inside = self.parse.tags[marks[0]] == "''"
        found: list[int] = []
        behind = self.tokens.start
        for mark in [*marks, self.tokens.stop]:
            if inside:
                found += range(behind, mark)
            inside, behind = not inside, mark + 1
        return frozenset(found)

    # What carries polarity ------------------------------------------------------------------------

    def _find(self, words: Lexicon) -> Iterable[Hit]:
        parse, behind = self.parse, self.tokens.start
        for token in self.tokens:
            if token < behind:
                continue
            found = self._phrase(words, token)
            if found is not None:
                length, entry = found
                behind = token + length
                yield self._hit(token, behind, self._head_of(token, behind), entry)
                continue
            tag = parse.tags[token]
            if tag.startswith("NNP") or not tag:
                continue
            entry_of = words.entry(self.word(token), self.lemma(token), tag)
            through = self._through(words, token, tag)
            if entry_of is not None or through:
                yield self._hit(token, token + 1, token, entry_of or _NOTHING, through)

    def _through(self, words: Lexicon, token: int, tag: str) -> tuple[tuple[int, Entry], ...]:
        lemma = american(self.lemma(token))
        if lemma not in words.with_object or tag[:2] not in {"VB", "NN"}:
            return ()
        return tuple(
            (child, entry)
            for child in self._children[token]
            if self.parse.deps[child] == "prep"
            and (entry := words.with_preposition(lemma, tag, self.word(child))) is not None
        )

    def _phrase(self, words: Lexicon, token: int) -> tuple[int, Entry] | None:
        start = token - self.tokens.start
        lemma, word = self._lemmas[start], self._words[start]
        phrases = words.phrases.get(lemma) or words.phrases.get(word)
        for parts, entry in phrases or ():
            stretch = slice(start, start + len(parts))
            there = zip(parts, self._lemmas[stretch], self._words[stretch], strict=False)
            if start + len(parts) <= len(self._words) and all(
                part in (lemma, word, american(lemma)) for part, lemma, word in there
            ):
                return len(parts), entry
        return None

    def _head_of(self, first: int, last: int) -> int:
        heads = self.parse.heads
        for token in range(first, last):
            if not first <= heads[token] < last or heads[token] == token:
                return token
        return last - 1

    def _hit(
        self,
        first: int,
        last: int,
        head: int,
        entry: Entry,
        through: tuple[tuple[int, Entry], ...] = (),
    ) -> Hit:
        degree, force = None, 1.0
        for child in self._children[head]:
            if self.word(child) in _HEIGHTENERS:
                degree, force = child, _INTENSE
            elif self.word(child) in _SOFTENERS:
                degree, force = child, _FAINT
        tag = self.parse.tags[head]
        if tag in {"JJS", "RBS"}:
            force = _INTENSE
        elif tag.startswith("RB"):
            force *= _ADVERB
        negation = self._negation(head)
        if negation is not None:
            force *= _NEGATED if entry.tone > 0 or entry.attitude else _NEGATED_BAD
        return Hit(first, last, head, entry, force, negation, degree, through)

    def _negation(self, token: int) -> int | None:
        """Return the token that negates a word: its own, or that of what governs it."""
        parse = self.parse
        at = token
        for _ in range(4):
            for child in self._children[at]:
                if self.word(child) in _NEGATIONS and (child < token or parse.deps[child] == "neg"):
                    return child
            head, dep = parse.heads[at], parse.deps[at]
            if head == at or head not in self.tokens:
                return None
            if dep == "pobj" and self.word(head) == "without":
                return head
            if dep in {"dobj", "xcomp", "ccomp"} and self.lemma(head) in _REVERSERS:
                return head
            if dep not in {"acomp", "attr", "dobj", "xcomp", "oprd", "amod", "conj"}:
                return None
            if dep == "conj" and any(self.word(each) == "but" for each in self._children[head]):
                return None
            if dep == "amod" and not parse.tags[head].startswith("NN"):
                return None
            at = head
        return None

    # Who does what --------------------------------------------------------------------------------

    def subjects(self, verb: int) -> tuple[tuple[int, ...], bool]:
        """Return who a verb speaks of and whether in the passive, shared subjects included."""
        known = self._subject_memo.get(verb)
        if known is None:
            self._subject_memo[verb] = ((), False)  # a circle ends here
            known = self._subject_memo[verb] = self._subjects(verb)
        return known

    def _subjects(self, verb: int) -> tuple[tuple[int, ...], bool]:
        parse = self.parse
        own: list[int] = []
        passive = any(parse.deps[each] == "auxpass" for each in self._children[verb])
        for child in self._children[verb]:
            dep = parse.deps[child]
            if dep in _SUBJECTS or dep in _PASSIVE_SUBJECTS:
                own.append(child)
                passive = dep in _PASSIVE_SUBJECTS
        dep, head = parse.deps[verb], parse.heads[verb]
        if own:
            if dep == "relcl" and self.word(own[0]) in {"who", "which", "that"}:
                return self._joined([head]), passive
            return self._joined(own), passive
        if head == verb or head not in self.tokens:
            return (), passive
        if dep == "acl":
            return self._joined([head]), parse.tags[verb] == "VBN"
        if dep == "xcomp":
            # "They forced him to resign": he resigns.
            objects = [each for each in self._children[head] if parse.deps[each] == "dobj"]
            if objects:
                return self._joined(objects), passive
        if dep in _SHARES_SUBJECT:
            while head in self.tokens and parse.tags[head][:2] not in {"VB", "MD"}:
                if parse.heads[head] == head:
                    return (), passive
                head = parse.heads[head]
            return self.subjects(head)[0], passive
        return (), passive

    def _joined(self, tokens: Sequence[int]) -> tuple[int, ...]:
        found = list(tokens)
        for token in found:
            found += [each for each in self._children[token] if self.parse.deps[each] == "conj"]
        return tuple(found)

    def objects(self, verb: int) -> tuple[int, ...]:
        """Return whom or what a verb is done to."""
        deps = self.parse.deps
        return self._joined([each for each in self._children[verb] if deps[each] in _OBJECTS])

    # Words to show --------------------------------------------------------------------------------

    def phrase(self, token: int) -> tuple[int, int]:
        """Return the noun phrase of its head as tokens `[first, last)`, "of …" included."""
        deps = self.parse.deps
        first = last = token
        for child in self._children[token]:
            if child < token and deps[child] in _LEFT_IN_PHRASE:
                first = min(first, self._subtree(child).start)
            elif child > token and deps[child] == "prep":
                objects = [each for each in self._children[child] if deps[each] == "pobj"]
                if self.word(child) != "of" or not objects:
                    break
                last = self.phrase(objects[0])[1] - 1
        return first, last + 1

    def carrier(self, evidence: Evidence) -> tuple[int, int]:
        """Return the words that show an evidence as tokens `[first, last)`.

        A negation and a degree word close by belong to it, and so do the noun of an adjective
        ("a welcome gesture") and the adjectives of a noun ("closest partner"), but never words of
        the target.
        """
        hit, deps, tags = evidence.hit, self.parse.deps, self.parse.tags
        first, last = hit.first, hit.last
        if evidence.relation in {"named", "predicate", "has"}:
            noun = self.parse.heads[hit.head]
            if deps[hit.head] == "amod" and tags[noun].startswith("NN") and noun - last <= 1:
                last = max(last, noun + 1)
            for child in self._children[hit.head]:
                if deps[child] == "amod" and child < first:
                    first = child
        for place, _ in hit.through:
            if place == last and evidence.relation == "object":
                last = place + 1
        for extra in (hit.negation, hit.degree):
            if extra is not None and 0 < first - extra <= _CLOSE:
                first = extra
        return first, last

    def judged(self, said: Container[int] = ()) -> list[tuple[int, int, int]]:
        """Return the noun phrases that strong words are plainly said of: first, last, head.

        What is praised or blamed by a verb, what is called something, what a predicate is said of,
        and in what somebody says (in quote marks, or one of the tokens `said`) what an adjective
        stands before.  Names and pronouns are left out.
        """
        parse = self.parse
        found: set[tuple[int, int, int]] = set()
        for hit in self.hits:
            heads: list[int] = []
            tag, dep, above = parse.tags[hit.head], parse.deps[hit.head], parse.heads[hit.head]
            if tag.startswith("VB"):
                if abs(hit.entry.object) >= _PLAIN and hit.entry.attitude:
                    heads += self.objects(hit.head)
            elif abs(hit.entry.tone) >= _PLAIN and above in self.tokens:
                if dep in {"acomp", "attr"}:
                    heads += self.subjects(above)[0]
                while dep == "conj" and above in self.tokens and parse.heads[above] != above:
                    dep, above = parse.deps[above], parse.heads[above]
                if dep == "amod" and parse.deps[above] == "attr":
                    heads += self.subjects(parse.heads[above])[0]
                elif dep == "amod" and (hit.head in self.quoted or hit.head in said):
                    heads += () if self._is_name_of(above) else (above,)
                if dep in {"oprd", "appos"} and self.lemma(parse.heads[above]) in _NAMING:
                    heads.append(above)
            for preposition, entry in hit.through:
                if abs(entry.object) >= _PLAIN and tag.startswith("VB"):
                    heads += self._joined(
                        [e for e in self._children[preposition] if parse.deps[e] == "pobj"]
                    )
            found.update(self._judged_phrase(e) for e in heads if parse.tags[e] in {"NN", "NNS"})
        return sorted(found)

    def _is_name_of(self, noun: int) -> bool:
        """Tell whether a noun is what something is called: it is no target but an expression."""
        above = self.parse.heads[noun]
        if self.parse.deps[noun] == "appos":
            above = self.parse.heads[above]
            while self.parse.deps[above] in {"prep", "pobj", "dobj"} and above in self.tokens:
                above = self.parse.heads[above]
        return self.parse.deps[noun] in {"appos", "oprd", "dobj"} and self.lemma(above) in _CALLING

    def _judged_phrase(self, noun: int) -> tuple[int, int, int]:
        """Return the phrase of a noun, without the adjectives that judge it."""
        first, last = self.phrase(noun)
        judging = [each.last for each in self.hits if first <= each.head < noun]
        return max([first, *judging]), last, noun

    # How it bears on a target ---------------------------------------------------------------------

    def evidence(self, target: range) -> list[Evidence]:
        """Return what the sentence says about the target, tokens `target` of it, in order."""
        stands = self._stands_for(target)
        said = self._own_words(stands)
        found = []
        for hit in self.hits:
            each = self._bears(hit, target, stands)
            if hit.head in said and each.relation in {"near", "has"}:
                each = replace(each, weight=each.weight * _OWN_WORDS)
            if abs(each.worth) >= _LEAST:
                found.append(each)
        return found

    def head(self, target: range) -> int:
        """Return the token of the target on which its others hang."""
        return self._head_of(target.start, target.stop)

    def _stands_for(self, target: range) -> dict[int, float]:
        """Return the tokens whose part in the sentence is the target's, and how much it is."""
        parse = self.parse
        at = self.head(target)
        found = {at: 1.0}
        share = 1.0
        for _ in range(3):
            dep, head = parse.deps[at], parse.heads[at]
            if head == at or head not in self.tokens or head in target:
                break
            if dep in {"appos", "conj"} and parse.tags[head][:2] in {"NN", "PR"}:
                share *= 0.9
            elif dep in {"poss", "compound", "nmod", "amod"}:
                share *= 0.6
            elif dep == "pobj" and self.word(head) == "of":
                at = head
                head = parse.heads[head]
                share *= 0.5
                if head not in self.tokens or not parse.tags[head].startswith("NN"):
                    break
            else:
                break
            at = head
            found.setdefault(at, share)
        for child in self._children[self.head(target)]:
            if parse.deps[child] == "appos":
                found.setdefault(child, 0.9)
        return found

    def _own_words(self, stands: dict[int, float]) -> range:
        """Return the tokens of what the target says in this sentence."""
        parse = self.parse
        for token in stands:
            verb = parse.heads[token]
            if parse.deps[token] != "nsubj" or self.lemma(verb) not in SPEECH:
                continue
            for child in self._children[verb]:
                if parse.deps[child] == "ccomp":
                    return self._subtree(child)
        return range(0)

    def _subtree(self, token: int) -> range:
        first = last = token
        pending = [token]
        while pending:
            for child in self._children[pending.pop()]:
                first, last = min(first, child), max(last, child)
                pending.append(child)
        return range(first, last + 1)

    def _bears(self, hit: Hit, target: range, stands: dict[int, float]) -> Evidence:
        entry = hit.entry
        tag = self.parse.tags[hit.head]
        if hit.head in target:
            return self._evidence(hit, "inside", entry.tone)
        if tag.startswith("VB"):
            found = self._as_verb(hit, stands)
        else:
            found = self._as_modifier(hit, stands)
        return found or self._named(hit, target) or self._near(hit, target)

    def _evidence(
        self,
        hit: Hit,
        relation: str,
        value: float,
        share: float = 1.0,
        holders: tuple[int, ...] = (),
    ) -> Evidence:
        return Evidence(hit, relation, value * hit.force, WEIGHTS[relation] * share, holders)

    def _as_verb(self, hit: Hit, stands: dict[int, float]) -> Evidence | None:
        entry, verb = hit.entry, hit.head
        if (by := self._by_preposition(hit, stands)) is not None:
            return by
        subjects, passive = self.subjects(verb)
        share = max((stands.get(each, 0.0) for each in subjects), default=0.0)
        if share:
            if passive:
                holders = self._by(verb) if entry.attitude else ()
                value = entry.object or entry.tone / 2
                return self._evidence(hit, "object", value, share, holders)
            return self._evidence(hit, "agent", entry.agent, share)
        share = max((stands.get(each, 0.0) for each in self.objects(verb)), default=0.0)
        if share:
            holders = subjects if entry.attitude and not passive else ()
            return self._evidence(hit, "object", entry.object, share, holders)
        return None

    def _by(self, verb: int) -> tuple[int, ...]:
        """Return who a verb in the passive names as the doer."""
        deps = self.parse.deps
        for child in self._children[verb]:
            if deps[child] == "agent":
                return self._joined([e for e in self._children[child] if deps[e] == "pobj"])
        return ()

    def _by_preposition(self, hit: Hit, stands: dict[int, float]) -> Evidence | None:
        """Return what is said of the object of a preposition: "by X", "warned against X"."""
        parse = self.parse
        for token, share in stands.items():
            if parse.deps[token] != "pobj":
                continue
            preposition = parse.heads[token]
            if parse.heads[preposition] != hit.head:
                continue
            if parse.deps[preposition] == "agent":
                return self._evidence(hit, "agent", hit.entry.agent, share)
            for place, entry in hit.through:
                if place == preposition:
                    # "They warned against X" is theirs; whose "allegations against X", who knows.
                    verb = parse.tags[hit.head].startswith("VB")
                    subjects, passive = self.subjects(hit.head) if verb else ((), False)
                    holders = () if passive else subjects
                    return self._evidence(hit, "object", entry.object, share, holders)
        return None

    def _as_modifier(self, hit: Hit, stands: dict[int, float]) -> Evidence | None:
        parse, tone = self.parse, hit.entry.tone
        at = hit.head
        if at in stands:
            # "X's failures", "X, a hero": the word itself stands for the target.
            relation = "modifier" if parse.deps[at] == "appos" else "possessed"
            return self._evidence(hit, relation, tone)
        if (by := self._by_preposition(hit, stands)) is not None:
            return by
        share = 1.0
        for _ in range(_FURTHEST):
            head, dep = parse.heads[at], parse.deps[at]
            if head == at or head not in self.tokens:
                return None
            if head in stands and dep in _MODIFIES:
                return self._evidence(hit, "modifier", tone, share * stands[head])
            if parse.tags[head].startswith("VB"):
                return self._of_verb(hit, head, dep, stands, share)
            if dep not in _MODIFIES and dep != "conj":
                share *= 0.7
            at = head
        return None

    def _of_verb(
        self, hit: Hit, verb: int, dep: str, stands: dict[int, float], share: float
    ) -> Evidence | None:
        tone = hit.entry.tone
        objects = [each for each in self.objects(verb) if each in stands]
        if objects and self.lemma(verb) in _NAMING and hit.head > objects[0]:
            holders = () if self.subjects(verb)[1] else self.subjects(verb)[0]
            return self._evidence(hit, "named", tone, share, holders)
        subjects, passive = self.subjects(verb)
        part = max((stands.get(each, 0.0) for each in subjects), default=0.0)
        if not part:
            return None
        if passive and self.lemma(verb) in _NAMING:
            return self._evidence(hit, "named", tone, share * part, self._by(verb))
        if self.lemma(verb) in _COPULAS and dep in {"acomp", "attr", "oprd"}:
            return self._evidence(hit, "predicate", tone, share * part)
        if verb in self._attitudes or self.lemma(verb) in SPEECH:
            # "X slammed them for their weakness": it is theirs.
            part *= _OWN_WORDS
        return self._evidence(hit, "has", tone, share * part)

    def _of_somebody_else(self, hit: Hit) -> bool:
        """Tell whether a word is the predicate of a subject, or modifies a noun with a name."""
        parse = self.parse
        verb = parse.heads[hit.head]
        return (
            parse.deps[hit.head] in {"acomp", "attr"}
            and verb in self.tokens
            and any(parse.tags[each] in _OTHERS for each in self.subjects(verb)[0])
        )

    def _named(self, hit: Hit, target: range) -> Evidence | None:
        """Return what "they called X …" calls it, where the parse lost the connection."""
        parse = self.parse
        token = self.head(target)
        verb = parse.heads[token]
        if (
            not 0 <= hit.first - target.stop <= _NAME_FOLLOWS
            or parse.deps[token] not in {"dobj", "nsubj", "nsubjpass"}
            or verb > token
            or self.lemma(verb) not in _CALLING
        ):
            return None
        subjects, passive = self.subjects(verb)
        holders = self._by(verb) if passive else subjects
        return self._evidence(hit, "named", hit.entry.tone, 1.0, holders)

    def _near(self, hit: Hit, target: range) -> Evidence:
        first, last = (
            (hit.last, target.start) if hit.head < target.start else (target.stop, hit.first)
        )
        share = exp(-max(0, last - first) / _FADE)
        if any(first <= each < last for each in self._contrasts):
            share *= _BEHIND_CONTRAST
        if (hit.head in self.quoted) != (target.start in self.quoted):
            share *= _ACROSS_MARKS
        if self._of_somebody_else(hit):
            share *= _OF_ANOTHER
        return self._evidence(hit, "near", hit.entry.tone, share)
