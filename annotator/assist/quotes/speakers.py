"""Who a source is: the fuller mention behind a pronoun, a surname, a title or a short form.

Owns the way from "she", "Brandt", "the spokeswoman", "the office" and "the North" back to "Lena
Brandt", "Sundria's Unity Office" and "North Korea" in the same article.  It looks only backwards,
and says nothing where it cannot tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.assist.quotes.drafts import Draft
from annotator.assist.quotes.reading import Range, Reading

_MALE = frozenset(
    (
        *(
            "he",
            "him",
            "his",
            "himself",
            "mr",
            "mr.",
            "sir",
            "lord",
            "king",
            "prince",
            "man",
            "boy",
        ),
        *("father", "brother", "son", "husband", "uncle", "spokesman", "chairman", "congressman"),
        *("councilman", "businessman", "policeman", "actor", "pope", "gentleman"),
    )
)
_FEMALE = frozenset(
    (
        *("she", "her", "hers", "herself", "mrs", "mrs.", "ms", "ms.", "miss", "lady", "queen"),
        *("princess", "woman", "girl", "mother", "sister", "daughter", "wife", "aunt"),
        *("spokeswoman", "chairwoman", "congresswoman", "councilwoman", "businesswoman", "actress"),
        *("policewoman",),
    )
)
_BODIES = frozenset(("ORG", "GPE", "NORP"))
_RELATIVES = frozenset(("who", "which", "that", "whom"))
#: From a verb up to the first of its row.
_STEPS = 12
#: How many mentions a pronoun looks back over.
_REACH = 12


@dataclass(slots=True)
class _Mention:
    start: int  # tokens
    end: int
    label: str
    words: tuple[str, ...]  # small letters
    gender: str  # "m", "f" or "" where nothing tells
    is_subject: bool


@dataclass(slots=True)
class _Known:
    """What the article said so far."""

    persons: list[_Mention] = field(default_factory=list)
    bodies: list[_Mention] = field(default_factory=list)
    fullest: dict[str, _Mention] = field(default_factory=dict)  # of persons, by surname
    roles: dict[str, _Mention] = field(default_factory=dict)  # persons by title or office
    heads: dict[str, _Mention] = field(default_factory=dict)  # bodies by a word of their name
    initials: dict[str, _Mention] = field(default_factory=dict)


def resolve(reading: Reading, drafts: Sequence[Draft]) -> None:
    """Note for every draft the fuller mention of its source, where there is one."""
    spoken = sorted(
        (each for each in drafts if each.source is not None),
        key=lambda each: each.source or (0, 0),
    )
    known = _Known()
    entities = [each for each in reading.parse.entities if each[2] in _BODIES | {"PERSON"}]
    place = 0
    last_person: _Mention | None = None
    for draft in spoken:
        assert draft.source is not None
        first, last = draft.source
        while place < len(entities) and entities[place][0] < last:
            _learn(reading, known, entities[place])
            place += 1
        found = _fuller(reading, known, draft.source, draft.subject, last_person)
        if found is not None:
            if found.label == "PERSON":
                last_person = found
            if not (first <= found.start and found.end <= last):
                draft.speaker = reading.parse.span(found.start, found.end)


def _learn(reading: Reading, known: _Known, entity: tuple[int, int, str]) -> None:
    start, end, label = entity
    while start < end and reading.low[start] in ("the", "a", "an"):
        start += 1
    while end > start and reading.low[end - 1] in ("'s", "’s", "'", "’"):
        end -= 1
    if start >= end:
        return
    words = tuple(reading.low[start:end])
    head = next(
        (each for each in range(start, end) if not start <= reading.heads[each] < end), end - 1
    )
    if reading.heads[head] == head:
        head = end - 1
    subject = reading.deps[head] in ("nsubj", "nsubjpass")
    around = _around(reading, start, end)
    gender = ""
    if not _MALE.isdisjoint(around):
        gender = "m"
    if not _FEMALE.isdisjoint(around):
        gender = "" if gender else "f"
    mention = _Mention(start, end, label, words, gender, subject)
    if label == "PERSON":
        surname = words[-1]
        before = known.fullest.get(surname)
        if before is None or (len(before.words) == 1 and len(words) > 1):
            known.fullest[surname] = mention
        else:
            before.gender = before.gender or gender
            mention.gender = mention.gender or before.gender
        known.persons.append(mention)
        for word in around:
            known.roles[word] = known.fullest[surname]
        return
    known.bodies.append(mention)
    for word in words:
        if len(words) > 1:
            known.heads.setdefault(word, mention)
    capitals = "".join(each[0] for each in reading.parse.words[start:end] if each[0].isupper())
    if len(capitals) > 1:
        known.initials.setdefault(capitals.lower(), mention)


def _around(reading: Reading, start: int, end: int) -> set[str]:
    """Return the nouns of a title before a name and of an apposition behind it."""
    found: set[str] = set()
    at = start - 1
    while at >= 0 and at >= start - 6 and reading.tags[at].startswith(("NN", "JJ")):
        if reading.tags[at].startswith("NN"):
            found.add(reading.low[at])
        at -= 1
    if end + 1 < len(reading) and reading.low[end] == ",":
        for each in range(end + 1, min(end + 8, len(reading))):
            if reading.low[each] in (",", "who", "which") or reading.is_verb(each):
                break
            if reading.tags[each] in ("NN", "NNS"):
                found.add(reading.low[each])
                if each + 1 < len(reading) and not reading.tags[each + 1].startswith("NN"):
                    break
    return found


def _fuller(
    reading: Reading,
    known: _Known,
    source: Range,
    subject: int | None,
    last_person: _Mention | None,
) -> _Mention | None:
    first, last = source
    head = subject if subject is not None and first <= subject < last else last - 1
    word = reading.low[head]
    if last - first == 1 and word in _RELATIVES:
        return _antecedent(reading, head)
    if last - first == 1 and word in ("he", "she"):
        return _person_before(known, first, "m" if word == "he" else "f", last_person)
    if last - first == 1 and word in ("it", "they"):
        return _body_before(known, first)
    names = [each for each in reading.entities_in(first, last) if each[2] == "PERSON"]
    if names:
        surname = reading.low[names[-1][1] - 1]
        return known.fullest.get(surname)
    if reading.tags[head].startswith("NNP") and last - first <= 2:
        return (
            known.fullest.get(word)
            or known.initials.get(word.replace(".", ""))
            or _body(known.heads.get(word), first)
        )
    if reading.low[first] in ("the", "this", "that", "his", "her", "its", "their"):
        person = known.roles.get(word)
        if person is not None and person.end <= first:
            return person
        return _body(known.heads.get(word), first)
    return None


def _body(mention: _Mention | None, before: int) -> _Mention | None:
    return mention if mention is not None and mention.end <= before else None


def _antecedent(reading: Reading, relative: int) -> _Mention | None:
    """Return what a relative pronoun stands for: what its clause hangs on."""
    verb = reading.heads[relative]
    for _ in range(_STEPS):
        if reading.deps[verb] != "conj":
            break
        verb = reading.heads[verb]
    noun = reading.heads[verb]
    if reading.deps[verb] != "relcl" or noun == verb or noun >= relative:
        return None
    first, last = reading.phrase(noun, appositions=False)
    last = min(last, relative)
    first, last = reading.trimmed(first, last)
    if first >= last:
        return None
    return _Mention(first, last, "", tuple(reading.low[first:last]), "", False)


def _person_before(
    known: _Known, place: int, gender: str, last_person: _Mention | None
) -> _Mention | None:
    """Return the person a pronoun stands for: who spoke last, or the last subject that fits."""
    best: tuple[float, _Mention] | None = None
    before = [each for each in known.persons[-_REACH:] if each.end <= place]
    for steps, mention in enumerate(reversed(before)):
        full = known.fullest.get(mention.words[-1], mention)
        if gender and (full.gender or mention.gender or gender) != gender:
            continue
        score = -1.0 * steps
        if mention.is_subject:
            score += 2
        if full.gender == gender:
            score += 2
        if last_person is not None and full.words[-1] == last_person.words[-1]:
            score += 2.5
        if best is None or score > best[0]:
            best = (score, full)
    if best is not None and gender and not best[1].gender:
        best[1].gender = gender
    return None if best is None else best[1]


def _body_before(known: _Known, place: int) -> _Mention | None:
    """Return the body that "it" or "they" stands for: the last one that is a subject."""
    for mention in reversed(known.bodies[-_REACH:]):
        if mention.end <= place and mention.is_subject:
            return mention
    return None
