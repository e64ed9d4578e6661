"""Which label a name has, seen over the whole article.

Owns the second look at what a pipeline said mention by mention.  A name means one thing in one
article, yet a small model calls "Velmar" a person in one sentence and a company in the next; the
words around all its mentions, and the last word of longer names ("… Treaty", "Lake …"), decide.
Labels are those of the pipeline; one that it does not have is never given.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from annotator.assist.entities.pieces import Pieces
from annotator.assist.entities.trimming import is_titled

#: Labels that are confused with one another; dates and amounts are never touched.
_NAMES = frozenset(
    (
        *("PERSON", "PER", "GPE", "LOC", "ORG", "NORP", "FAC", "MISC", "EVENT", "LAW"),
        *("PRODUCT", "WORK_OF_ART"),
    )
)
PEOPLE = ("PERSON", "PER")
_PLACES = ("GPE", "LOC")

#: What the last word of a name of several words says about it.
_LAST_WORDS = {
    **dict.fromkeys(
        (
            *("treaty", "act", "constitution", "convention", "protocol", "accord", "accords"),
            *("pact", "amendment", "charter", "code"),
        ),
        "LAW",
    ),
    **dict.fromkeys(
        (
            *("war", "wars", "summit", "olympics", "games", "festival", "revolution", "uprising"),
            *("massacre", "championship", "championships", "marathon", "derby", "regatta"),
        ),
        "EVENT",
    ),
    **dict.fromkeys(
        (
            *("road", "street", "avenue", "boulevard", "highway", "bridge", "airport", "station"),
            *("square", "stadium", "tunnel", "tower", "cosmodrome", "spaceport", "prison"),
            *("cathedral", "motorway", "quay", "harbour", "harbor", "pier", "terminal"),
        ),
        "FAC",
    ),
    **dict.fromkeys(
        (
            *("sea", "ocean", "river", "lake", "bay", "gulf", "strait", "straits", "channel"),
            *("mountains", "mountain", "hills", "hill", "valley", "desert", "peninsula"),
            *("island", "islands", "isle", "isles", "coast", "basin", "plateau", "glacier"),
            *("forest", "archipelago"),
        ),
        "LOC",
    ),
    **dict.fromkeys(
        (
            *("ministry", "bureau", "agency", "department", "council", "committee", "commission"),
            *("parliament", "assembly", "congress", "senate", "court", "party", "union", "bank"),
            *("university", "institute", "association", "federation", "corporation", "company"),
            *("inc", "corp", "ltd", "llc", "plc", "group", "authority", "foundation", "office"),
            *("press", "times", "post", "herald", "tribune", "army", "navy", "police", "guard"),
            *("society", "club", "academy", "hospital", "airlines", "airways", "trust"),
            *("organization", "organisation", "alliance", "league", "front", "coalition"),
        ),
        "ORG",
    ),
}
_FIRST_WORDS = {
    **dict.fromkeys(("lake", "mount", "cape"), "LOC"),
    **dict.fromkeys(("university", "ministry", "department", "bank", "institute"), "ORG"),
}
_MADE = {"FAC": ("FAC", "LOC"), "LOC": ("LOC", "GPE"), "LAW": ("LAW", "MISC"),
         "EVENT": ("EVENT", "MISC"), "ORG": ("ORG",), "PRODUCT": ("PRODUCT", "MISC")}  # fmt: skip

#: Words before a name that a place follows much more often than anybody else.
_INTO_PLACES = frozenset(
    (
        "in",
        "near",
        "into",
        "across",
        "outside",
        "inside",
        "visit",
        "visited",
        "visiting",
        "throughout",
    )
)
#: “the port of Skarn”, “the people of Norvia”.
_OF_PLACES = frozenset(
    (
        *("port", "city", "town", "village", "capital", "republic", "island", "people", "kingdom"),
        *("province", "region", "government", "streets", "outskirts", "suburb", "citizens"),
        *("mayor", "north", "south", "east", "west", "coast", "district", "invasion"),
    )
)
#: “Norvia's ambassador”, “Velmar's tariff”: what states have and people have not.
_OF_STATES = frozenset(
    (
        *("ambassador", "government", "capital", "parliament", "army", "economy", "president"),
        *("minister", "ministry", "border", "borders", "population", "tariff", "ruler", "navy"),
        *("currency", "constitution", "exports", "imports", "king", "queen", "military"),
    )
)
_CURRENCIES = frozenset(
    (
        *(
            "dollars",
            "dollar",
            "euros",
            "euro",
            "pounds",
            "yen",
            "yuan",
            "won",
            "rubles",
            "roubles",
        ),
        *("rupees", "francs", "crowns", "kroner", "kronor", "kronas", "pesos", "lira", "liras"),
        *("dinars", "rials", "riyals", "shekels", "zlotys", "forints", "reais", "rand", "baht"),
        *("cents", "pence", "hryvnias", "dirhams", "rupiah", "ringgit", "dong", "drachmas"),
    )
)
_DAY_TIMES = frozenset(("morning", "afternoon", "evening", "night", "noon", "midday"))
COMPASS = frozenset(("North", "South", "East", "West"))
_FIRM = 3  # votes of evidence that outweighs what a pipeline said
_WEAK = 2

_DEMONYMS = ("ians", "ian", "eans", "ean", "ans", "an", "ns", "n", "ese", "ish", "is", "i")


@dataclass(frozen=True, slots=True)
class Mention:
    """A range of pieces that is called something by a pipeline."""

    first: int
    last: int
    label: str


def relabelled(
    pieces: Pieces, mentions: Sequence[Mention], known: Collection[str]
) -> list[Mention]:
    """Return the mentions as all of the article sees them: labels, and two names taken for one.

    Args:
        pieces: the article.
        mentions: what a pipeline found, trimmed, in order.
        known: labels that may be given; a label outside of them stays as it is.
    """
    mentions = _with_day_times(pieces, _parted(pieces, mentions, known), known)
    mentions = _with_currencies(pieces, mentions, known)
    tally = _Tally(pieces, mentions, known)
    return [tally.decided(each) for each in mentions]


def _parted(pieces: Pieces, mentions: Sequence[Mention], known: Collection[str]) -> list[Mention]:
    """Part "Aune and Sild" where both stand by themselves elsewhere in the article, too."""
    words = pieces.words
    person = next((each for each in PEOPLE if each in known), None)
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for each in mentions:
        span = words[each.first : each.last]
        if "and" not in span:
            labels[" ".join(span)][each.label] += 1
            if each.label == person and len(span) > 1:
                labels[span[-1]][person] += _FIRM
    parted: list[Mention] = []
    for each in mentions:
        span = words[each.first : each.last]
        at = span.index("and") if "and" in span else 0
        one, other = " ".join(span[:at]), " ".join(span[at + 1 :])
        if each.label in _NAMES and one in labels and other in labels:
            middle = each.first + at
            parted.append(Mention(each.first, middle, labels[one].most_common(1)[0][0]))
            parted.append(Mention(middle + 1, each.last, labels[other].most_common(1)[0][0]))
        else:
            parted.append(each)
    return parted


def _with_day_times(
    pieces: Pieces, mentions: Sequence[Mention], known: Collection[str]
) -> list[Mention]:
    """Join a day and a time of day that follows it: "Monday afternoon" is one time."""
    if "TIME" not in known:
        return list(mentions)
    joined: list[Mention] = []
    for each in mentions:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.last == each.first
            and (before.label, each.label) == ("DATE", "TIME")
            and pieces.words[each.first].lower() in _DAY_TIMES
            and each.first not in pieces.borders
        ):
            joined[-1] = Mention(before.first, each.last, "TIME")
        else:
            joined.append(each)
    return joined


def _with_currencies(
    pieces: Pieces, mentions: Sequence[Mention], known: Collection[str]
) -> list[Mention]:
    """Make an amount of a number before a currency: "84 million crowns"."""
    if "MONEY" not in known:
        return list(mentions)
    words, borders = pieces.words, pieces.borders
    taken = {each.first for each in mentions}
    found = []
    for each in mentions:
        at = each.last
        if (
            each.label in ("CARDINAL", "MONEY")
            and at < len(words)
            and words[at] in _CURRENCIES
            and at not in borders
            and at not in taken
            and not pieces.touches(at)
        ):
            each = Mention(each.first, at + 1, "MONEY")
        found.append(each)
    return found


class _Tally:
    """Votes for the labels of the names of one article."""

    def __init__(self, pieces: Pieces, mentions: Sequence[Mention], known: Collection[str]) -> None:
        self._pieces = pieces
        self._known = known
        self._person = next((each for each in PEOPLE if each in known), None)
        self._place = next((each for each in _PLACES if each in known), None)
        self._votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._compass: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        named = [each for each in mentions if each.label in _NAMES]
        if not named:
            return
        for each in named:
            self._votes[self._name(each)][each.label] += 1
        self._hear_of_people(named)
        self._hear_of_places(named)
        for each in named:
            word = pieces.words[each.first]
            if word in COMPASS and each.last - each.first > 1:
                self._compass[word].add((self._name(each), each.label))

    def _name(self, mention: Mention) -> str:
        span = self._pieces.span(mention.first, mention.last)
        return self._pieces.parse.text[span.start : span.end]

    def _hear_of_people(self, named: Sequence[Mention]) -> None:
        person = self._person
        if person is None:
            return
        words = self._pieces.words
        whole: Counter[str] = Counter()
        for each in named:
            if each.label == person and each.last - each.first > 1:
                whole[words[each.last - 1]] += 1
                # Families come first in Chinese, Korean and Hungarian names.
                if "-" in words[each.first : each.last]:
                    whole[words[each.first]] += 1
        for each in named:
            name = self._name(each)
            if name in whole:
                self._votes[name][person] += _FIRM * whole[name]
            if is_titled(self._pieces, each.first) and each.last - each.first < 4:
                self._votes[name][person] += _WEAK
            if self._has_age(each):
                self._votes[name][person] += _FIRM

    def _has_age(self, mention: Mention) -> bool:
        words, at = self._pieces.words, mention.last
        return (
            at + 2 < len(words)
            and words[at] == ","
            and words[at + 1].isdigit()
            and len(words[at + 1]) == 2
            and words[at + 2] in ",."
            and mention.last not in self._pieces.borders
        )

    def _hear_of_places(self, named: Sequence[Mention]) -> None:
        place = self._place
        if place is None:
            return
        words = self._pieces.words
        people = {words[each.last - 1] for each in named
                  if each.label == self._person and each.last - each.first > 1}  # fmt: skip
        capitals = {word for word in words if word[:1].isupper()}
        heard: set[str] = set()
        for each in named:
            name = self._name(each)
            if each.last - each.first > 3 or name in people:
                continue
            self._votes[name][place] += placed(self._pieces, each.first, each.last)
            if name not in heard:
                heard.add(name)
                if _has_demonym(name, capitals):
                    self._votes[name][place] += 2 * _FIRM

    def decided(self, mention: Mention) -> Mention:
        """Return a mention with the label that most speaks for."""
        if mention.label not in _NAMES:
            return mention
        whole = self._compass.get(self._name(mention), ())
        if len(whole) == 1:
            # “the North” is what the only name with this word is: “North Korea”.
            return replace(mention, label=next(iter(whole))[1])
        shaped = self._by_shape(mention)
        if shaped is not None:
            return replace(mention, label=shaped)
        votes = self._votes[self._name(mention)]
        best, most = max(votes.items(), key=lambda vote: (vote[1], vote[0] == mention.label))
        if best == mention.label or best not in self._known or most <= votes[mention.label]:
            return mention
        return replace(mention, label=best)

    def _by_shape(self, mention: Mention) -> str | None:
        """Return what the first or last word of a longer name says, if it says something."""
        words = self._pieces.words[mention.first : mention.last]
        if len(words) < 2 or (mention.label in PEOPLE and len(words) == 2 and "-" not in words
                              and words[-1].lower() not in _SURE):  # fmt: skip
            return None
        kind = None
        if len(words) > 2 and words[-2] == "-" and words[-1].isdigit() and len(words) == 3:
            kind = "PRODUCT"
        elif words[-1][:1].isupper():
            kind = _LAST_WORDS.get(words[-1].lower())
        if kind is None and words[0][:1].isupper():
            kind = _FIRST_WORDS.get(words[0].lower())
        if kind is None:
            return None
        fitting = _MADE[kind]
        # A pipeline that calls the White House an organisation and a bay a state may be right.
        return next((each for each in fitting if each in self._known), None)


def placed(pieces: Pieces, first: int, last: int) -> int:
    """Return how strongly the words beside a name speak for a place."""
    words = pieces.words
    votes = 0
    before = words[first - 1].lower() if first and first not in pieces.borders else ""
    # With an article it is no town: “in the Citadel”.
    if before in _INTO_PLACES:
        votes += 1
    elif before == "of" and first > 1 and words[first - 2].lower() in _OF_PLACES:
        votes += _WEAK
    if (
        last + 2 < len(words)
        and words[last] == "'"
        and words[last + 1] == "s"
        and words[last + 2] in _OF_STATES
    ):
        votes += _WEAK
    return votes


#: Last words that are no family names.
_SURE = frozenset(
    word for word, kind in _LAST_WORDS.items() if kind in ("LAW", "EVENT")
) | frozenset(("ministry", "bureau", "agency", "parliament", "airport", "sea", "ocean"))


def _has_demonym(name: str, capitals: Collection[str]) -> bool:
    """Tell whether an article also has the people of a place: "Velmarian" beside "Velmar"."""
    if len(name) < 4 or not name.isalpha():
        return False
    stems = {name, name[:-1]} if name[-1] in "aeiouy" else {name}
    for stem in stems:
        for ending in _DEMONYMS:
            if (
                stem + ending != name
                and stem + ending in capitals
                and len(stem + ending) > len(name) - 1
            ):
                return True
    return False
