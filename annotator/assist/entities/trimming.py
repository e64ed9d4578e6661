"""What belongs to a name and what only stands around it.

Owns the rule that keeps "the", possessives, titles, ages, stray marks and brackets out of a
mention, and that no mention runs over the border of a paragraph or zone.
"""

from __future__ import annotations

from collections.abc import Collection

from annotator.assist.entities.pieces import Pieces

_ARTICLES = frozenset(("the", "a", "an"))
#: Names that keep their article.
_WITH_ARTICLE = frozenset(("Hague",))
#: Words before a name that say what somebody is; an office of several words counts by its last.
TITLES = frozenset(
    (
        *("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord"),
        *("lady", "rev", "reverend", "fr", "hon", "president", "vice", "premier", "minister"),
        *("chancellor", "secretary", "ambassador", "envoy", "consul", "governor", "gov"),
        *("senator", "sen", "representative", "rep", "congressman", "congresswoman", "mp"),
        *("deputy", "mayor", "councillor", "councilman", "councilwoman", "speaker", "chairman"),
        *("chairwoman", "chair", "chief", "director", "commissioner", "general", "gen"),
        *("colonel", "col", "major", "maj", "captain", "capt", "lieutenant", "lt", "sergeant"),
        *("sgt", "corporal", "cpl", "private", "pvt", "admiral", "adm", "commander", "cmdr"),
        *("marshal", "brigadier", "brig", "officer", "detective", "inspector", "constable"),
        *("sheriff", "judge", "justice", "attorney", "prosecutor", "king", "queen", "prince"),
        *("princess", "duke", "duchess", "emperor", "sheikh", "sheik", "emir", "sultan", "pope"),
        *("cardinal", "archbishop", "bishop", "patriarch", "rabbi", "imam", "ayatollah"),
        *("spokesman", "spokeswoman", "spokesperson", "leader", "coach", "manager", "economist"),
        *("analyst", "activist", "lawyer", "journalist", "reporter", "editor", "correspondent"),
        *("author", "actor", "actress", "singer", "founder", "owner", "executive", "ceo"),
        *("candidate", "counterpart", "colleague", "adviser", "advisor", "aide", "diplomat"),
        *("official", "comrade", "chairperson", "treasurer", "pilot", "skipper"),
    )
)
#: Words of an office before its last one: "Foreign Minister", "former Deputy Prime Minister".
_OF_TITLES = frozenset(
    (
        *("foreign", "prime", "deputy", "defence", "defense", "finance", "interior", "justice"),
        *("vice", "acting", "former", "ex", "then", "senior", "chief", "first", "lead", "press"),
        *("attorney", "state", "home", "energy", "health", "trade", "education", "environment"),
        *("transport", "lieutenant", "major", "brigadier", "rear", "fleet", "field", "house"),
        *("managing", "executive", "police", "fire", "head", "national", "security", "army"),
        *("party", "opposition", "crown", "grand", "right", "honourable", "honorable"),
    )
)
#: Titles that stand before people only, never at the beginning of a body's or a thing's name.
TITLES_OF_PEOPLE = frozenset(
    (
        *("mr", "mrs", "ms", "dr", "prof", "sir", "dame", "rev", "president", "premier"),
        *("minister", "chancellor", "gov", "senator", "sen", "rep", "congressman"),
        *("congresswoman", "lt", "col", "sgt", "capt", "marshal", "sheikh", "sultan"),
        *("archbishop", "ayatollah", "spokesman", "spokeswoman", "spokesperson", "comrade"),
    )
)
_PEOPLE = frozenset(("PERSON", "PER"))
#: Signs that no name holds; what stands on one side of them is another mention, or dirt.
_PARTING = frozenset("|•·;¦<>{}=“”«»„…—")
_OPEN = {"(": ")", "[": "]"}
_QUOTES = frozenset("\"'`")
_DOTTED = frozenset(("jr", "sr", "inc", "corp", "co", "ltd", "bros", "st", "no"))
_TIMES = frozenset(("DATE", "TIME", "CARDINAL", "ORDINAL", "QUANTITY", "MONEY", "PERCENT"))
#: Signs that are part of an amount: "$120", "12%", "-5".
_AMOUNT = frozenset("$€£¥%+-−°")


def trimmed(pieces: Pieces, first: int, last: int, label: str) -> list[tuple[int, int]]:
    """Return what is left of a mention as ranges of pieces: mostly one, none, or the parts of it.

    Args:
        pieces: the article.
        first: the first piece of the mention as a pipeline sees it.
        last: the piece behind its last.
        label: the pipeline's label; titles and ages are those of people.
    """
    found = []
    for begin, end in _stretches(pieces, first, last):
        begin, end = _edges(pieces, begin, end, label)
        if label in _PEOPLE:
            begin, end = _person(pieces, begin, end)
            begin, end = _edges(pieces, begin, end, label)
        if begin < end and any(each.isalnum() for each in pieces.words[begin:end]):
            found.append((begin, end))
    return found


def _stretches(pieces: Pieces, first: int, last: int) -> list[tuple[int, int]]:
    """Cut at borders, and at signs that no name holds; of the latter the longest part is kept."""
    cuts = [each for each in range(first + 1, last) if each in pieces.borders]
    stretches = list(zip([first, *cuts], [*cuts, last], strict=True))
    if not _PARTING.isdisjoint("".join(pieces.words[first:last])):
        stretches = [_longest(pieces, begin, end) for begin, end in stretches]
    return stretches


def _longest(pieces: Pieces, first: int, last: int) -> tuple[int, int]:
    parts, begin = [], first
    for at in range(first, last + 1):
        if at == last or pieces.words[at] in _PARTING:
            parts.append((begin, at))
            begin = at + 1
    # Letters count: “07:47 | Karsk” is Karsk.
    return max(parts, key=lambda part: sum(map(str.isalpha, "".join(pieces.words[slice(*part)]))))


def _edges(pieces: Pieces, first: int, last: int, label: str) -> tuple[int, int]:
    words = pieces.words
    before = (first, last, -1)
    while before[:2] != (first, last) or before[2] < 0:
        before = (first, last, 0)
        while first < last and not _may_begin(words[first], label):
            first += 1
        while first < last and not _may_end(pieces, first, last, label):
            last -= 1
        if last - first > 1 and words[first].lower() in _ARTICLES and not _keeps_article(
            pieces, first, last
        ):  # fmt: skip
            first += 1
        if last - first > 2 and words[last - 2] == "'" and words[last - 1] in ("s", "S"):
            last -= 2
        last = _closed(words, first, last)
    return first, last


def _keeps_article(pieces: Pieces, first: int, last: int) -> bool:
    return pieces.words[first] == "The" and pieces.words[first + 1] in _WITH_ARTICLE


def _may_begin(word: str, label: str) -> bool:
    return word.isalnum() or word in "#@" or (label in _TIMES and word in _AMOUNT)


def _may_end(pieces: Pieces, first: int, last: int, label: str) -> bool:
    word = pieces.words[last - 1]
    if word.isalnum() or word in ")]" or (label in _TIMES and word in _AMOUNT):
        return True
    if word == "." and last - first > 1 and pieces.touches(last - 1):
        # The stop of an abbreviation belongs to it: “U.S.”, “Kestrel Inc.”, “a.m.”, “Sept.”
        token = pieces.parse.words[pieces.token(last - 1)]
        return len(token) > 1 or pieces.words[last - 2].lower() in _DOTTED
    return word in "!+" and pieces.touches(last - 1) and label not in _PEOPLE


def _closed(words: list[str], first: int, last: int) -> int:
    """Return where a mention ends whose bracket or quote mark is not closed, or closes it."""
    for opening, closing in _OPEN.items():
        inside = words[first:last]
        if closing in inside and opening not in inside:
            return first + inside.index(closing)
        if opening in inside:
            place = first + inside.index(opening)
            # What is in brackets behind a name is another one for it: “Press Bureau (VPB)”.
            if place > first and (closing not in inside or words[last - 1] == closing):
                return place
    marks = [at for at in range(first, last) if words[at] in _QUOTES and words[at] == '"']
    if len(marks) % 2:
        return marks[-1] if marks[-1] > first else last
    return last


def _person(pieces: Pieces, first: int, last: int) -> tuple[int, int]:
    words = pieces.words
    # “Dana Ilves, 54”, “Dana Ilves (54)”: from the comma or bracket on it is not the name.
    for at in range(first + 1, last):
        if words[at] in ",(" and at + 1 < last and words[at + 1].isdigit():
            last = at
            break
    # “…, right” of a caption, “…, spokesman”: a comma ends the name unless “Jr.” follows.
    for at in range(first + 1, last):
        if words[at] == "," and (at + 1 >= last or words[at + 1].lower() not in ("jr", "sr")):
            last = at
            break
    # A title alone is nobody's name, unless it is one word: there are people called Major.
    return (first, last) if last - first == 1 else (title_end(pieces, first, last), last)


def title_end(pieces: Pieces, first: int, last: int) -> int:
    """Return the first piece behind the titles that `[first, last)` begins with."""
    words = pieces.words
    start = at = first
    while at < last:
        word = words[at].lower()
        if word in TITLES:
            at += 1
            if at < last and words[at] == "." and pieces.touches(at):
                at += 1
            start = at
        elif word in _OF_TITLES or (word == "-" and at > first and pieces.touches(at)):
            at += 1
        else:
            break
    if start == first:
        # “Kremlin spokesman Dmitry Peskov”: a word in small letters ends what is before the name.
        for at in range(last - 2, first, -1):
            if words[at].islower() and words[at] in TITLES and not pieces.touches(at + 1):
                return at + 1
            if words[at] in ("Minister", "Secretary", "Spokesman", "Spokeswoman", "President"):
                return at + 1
    return start


def is_titled(pieces: Pieces, first: int, titles: Collection[str] = TITLES) -> bool:
    """Tell whether a title stands directly before a piece: "President", "Mr."."""
    at = first - 1
    if at < 0 or first in pieces.borders:
        return False
    if at > 0 and pieces.words[at] == "." and pieces.touches(at):
        at -= 1
    return pieces.words[at].lower() in titles


def is_titled_person(pieces: Pieces, first: int, last: int) -> bool:
    """Tell whether `[first, last)` is a title and one to three words of a name."""
    words = pieces.words
    behind = title_end(pieces, first, last)
    return (
        first < behind < last
        and not TITLES_OF_PEOPLE.isdisjoint(each.lower() for each in words[first:behind])
        and sum(not pieces.touches(each) for each in range(behind, last)) <= 3
        and all(words[each][:1].isupper() or words[each] in "-'." for each in range(behind, last))
    )
