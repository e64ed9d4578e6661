"""Headlines of other stories that a page glued into a line, up to their time and section.

“…until Monday.Two ferries collide off Lund 2026-01-12 07:47 | CoastMaret was also quoted…”: the
time stamp with a sign behind it is the anchor, because nothing like it stands in prose.  From there
the headline's start is looked for to the left and the section's end to the right, each by the place
where two words were glued together, and only without any by sentences and by known sections.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.domain.annotations import Span
from annotator.domain.tokens import plain_tokens

#: No headline is longer; what would be is taken for an article's sentence and left in it.
_HEADLINE = 220
#: Nor does a section's name have more characters or words.
_SECTION, _SECTION_WORDS = 40, 4
#: What is looked at on each side to tell names and quote marks, however long the line is.
_NEAR = 5_000

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATE = (
    r"(?:\d{4}([-./])\d{1,2}\1\d{1,2}|\d{1,2}([./])\d{1,2}\2\d{4}"
    rf"|{_MONTH} \d{{1,2}}, \d{{4}}|\d{{1,2}}\.? {_MONTH},? \d{{4}})"
)
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\b\.?)?(?: [A-Z]{2,4}\b)?"
#: “2024-01-15 07:47 | ”, “Jan. 15, 2024, 7:47 a.m. KST · ”; with a bar also without a clock.
_STAMP = re.compile(
    rf"(?<![\w.,-]){_DATE}(?:(?:,? |T){_CLOCK} ?[|│｜¦·•›»] ?| ?[|│｜] ?"
    # No section: the next sentence is glued to the clock.
    r"|[ T]\d{1,2}:\d{2}(?=[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]))"
)

# Where a headline starts -----------------------------------------------------------------------

_UPPER, _LOWER = "A-ZÀ-ÖØ-Þ", "a-zà-öø-ÿß"
#: A sentence's end, or a closing mark, with the next word glued to it.
_GLUE = re.compile(
    rf"(?:(?<!\.)[.!?][”’\"')\]]*+|,?[”\"]|,['’]|\))(?=[{_UPPER}\d“‘«„\[(#]|[\"'][{_UPPER}\d])"
)
#: Two words glued without anything between them.
_GLUED_WORDS = re.compile(
    rf"(?<=[{_LOWER}])(?=[{_UPPER}][{_LOWER}.-]|[{_UPPER}]{{2}}|[AI] |[A-Z]&|[“‘«„\[(#])"
    rf"|(?<=[\d%])(?=[{_UPPER}][{_LOWER}])"
    rf"|(?<=[{_LOWER}]{{2}})(?=['\"][{_UPPER}]|\d{{1,5}} [{_LOWER}{_UPPER}])"
)
_WORD_BEFORE = re.compile(r"[^\W\d_]+$")
#: Abbreviations after which somebody glues; initials of a name (“J.D.Marn”) are none of them.
_COUNTRIES = re.compile(r"(?<![\w.])(?:U\.S|U\.K|U\.N|E\.U|D\.C|N\.Y|L\.A|U\.A\.E|U\.S\.A)$")
#: What looks like a sentence's end inside a headline: “Sild v. Orlo”, “the U.N.'s Record”.
_NO_END = re.compile(r"(?:(?<!\w)vs?\.|['’]s) ?$")
_NUMBERED = re.compile(r"(?:\bNo|\bNr|\bvol|\bpp?|\b(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec))$")
#: What stands before a capital inside a name, and names that are made of two: no words are glued.
_NAME_PREFIX = frozenset(
    ("Mc", "Mac", "De", "Di", "Du", "Da", "La", "Le", "Lo", "Van", "Von", "Fitz", "San", "Al", "El")
)
_TWO_IN_ONE = re.compile(
    r"(?:YouTube|FedEx|BuzzFeed|PayPal|LinkedIn|WhatsApp|TikTok|WikiLeaks|HuffPost|MasterCard"
    r"|ExxonMobil|SoftBank|AstraZeneca|UnitedHealth|PlayStation|FiveThirtyEight|BioNTech|DeepMind"
    r"|HarperCollins|DreamWorks|TechCrunch|GitHub|ActBlue|JetBlue|AccuWeather|RealClearPolitics)"
)

# Where a section ends --------------------------------------------------------------------------

#: Where the next sentence is glued to a section: “North Korea|Peskov”, “UK|Peskov”, “U.S.|He”.
_GLUED_BEHIND = re.compile(
    rf"(?<=[{_LOWER}.!?)])(?=[{_UPPER}“«„(\[]|[\"'‘][{_UPPER}\d])|(?<=[{_LOWER}])(?=\d)"
    rf"|(?<=[{_UPPER}]{{2}})(?=[{_UPPER}][{_LOWER}]|[“«„]|\"[{_UPPER}]|I(?:[ ’]|'[a-z]))"
)
_JOINERS = frozenset(("and", "&", "of", "the", "for", "in", "y", "et", "und"))
#: Sections of many papers, for a name that is followed by a space and not by the next sentence.
_SECTIONS = frozenset(
    (
        *("world", "politics", "business", "economy", "markets", "money", "opinion", "editorial"),
        *("letters", "sports", "culture", "arts", "entertainment", "lifestyle", "life", "food"),
        *("travel", "health", "science", "technology", "tech", "education", "environment", "law"),
        *("climate", "weather", "society", "nation", "local", "international", "film", "music"),
        *("books", "defense", "defence", "security", "crime", "u.s.", "u.n.", "uk", "us", "tv"),
    )
)
#: “Harbour watch Peskov”: a small word and then the next sentence.
_SMALL_SECOND = re.compile(rf"[{_LOWER}]{{3,}} [{_UPPER}“\"]")
_TWO_WORDS = frozenset(
    ("north korea", "south korea", "middle east", "foreign affairs", "local news", "world news")
)


def glued_headlines(words: str) -> Iterator[Span]:
    """Yield the ranges in one line that are headlines of other stories, in order and apart."""
    done = 0
    for stamp in _STAMP.finditer(words):
        # “12 January 2026 | a Monday” is no section.
        if stamp.start() < done or words[stamp.end() : stamp.end() + 1].islower():
            continue
        start = _headline_start(words, done, stamp.start())
        end = stamp.end()
        if not stamp.group()[-1].isdigit():
            end = _section_end(words, end)
        yield Span(start, end)
        done = end


def _headline_start(words: str, low: int, stamp: int) -> int:
    """Return where the headline before a time stamp starts.

    That is where its first word is glued to a sentence's end; else behind the last whole sentence,
    or later where two words are glued; else at the start of the line.
    """
    start = _after_glue(words, max(low, stamp - _HEADLINE), stamp)
    if start is None:
        low = _after_glued_words(words, max(low, stamp - 2 * _HEADLINE), stamp)
        start = _after_sentence(words, low, stamp)
    return start if stamp - start <= _HEADLINE else stamp


def _after_glue(words: str, low: int, stamp: int) -> int | None:
    last = None
    for match in _GLUE.finditer(words, low, stamp):
        place = _glue_at(words, low, stamp, match)
        if place is not None:
            last = place
    return last


def _glue_at(words: str, low: int, stamp: int, match: re.Match[str]) -> int | None:
    """Return where the word that is glued to a stop starts, None if it belongs together."""
    place, mark = match.end(), match.group()
    for sign in "\"'":
        if sign in mark and not _is_open(words, match.start() + mark.index(sign), sign):
            if mark[0] == sign:
                return None  # it opens a quotation
            opens = match.start() + mark.index(sign)
            if sign in words[opens + 1 : stamp]:
                # The mark opens the headline; it does not close what stands before.
                place = opens
                break
    before = words[max(0, match.start() - 8) : match.start()]
    if mark[0] == "." and before[-1:].isupper() and not before[-2:-1].isupper():
        # The stop of an initial: “N.Korea” is one name, “the U.S.Two ferries” are two words.
        if not _COUNTRIES.search(words, low, match.start()):
            return None
        return None if words.startswith("A.", place) else place
    if place < len(words) and words[place].isdigit() and mark[0] in ".,":
        # “10.5”, “No.12”, “Sept.11”
        plain = before[-1:].isalpha() and not _NUMBERED.search(before)
        return place if plain or len(mark) > 1 else None
    return place


def _is_open(words: str, place: int, sign: str) -> bool:
    """Tell whether a straight quote mark was opened before `place` and not closed."""
    before = words[max(0, place - _NEAR) : place]
    if sign == '"':
        return before.count(sign) % 2 == 1
    opened = len(re.findall(r"(?<!\w)'(?=\w)", before))
    return opened > len(re.findall(r"(?<=[\w.,!?])'(?!\w)", before))


def _after_glued_words(words: str, low: int, stamp: int) -> int:
    last = low
    for match in _GLUED_WORDS.finditer(words, low, stamp):
        place = match.start()
        before = _WORD_BEFORE.search(words, max(low, place - 30), place)
        left = before.group() if before is not None else ""
        if len(left) == 1 or left in _NAME_PREFIX or words[place].islower():
            continue  # iPhone, McCain
        if not _is_name_of_two(words, place - len(left), place):
            last = place
    return last


def _is_name_of_two(words: str, start: int, place: int) -> bool:
    """Tell whether a word with a capital inside is a name: it is known, or stands there again."""
    if _TWO_IN_ONE.match(words, start) or words.startswith("#", start - 1):
        return True
    whole = re.compile(r"\w+").match(words, start)
    if whole is None or whole.end() <= place:
        return False
    near = words[max(0, start - _NEAR) : start] + " " + words[whole.end() : whole.end() + _NEAR]
    return re.search(rf"(?<!\w){re.escape(whole.group())}(?!\w)", near) is not None


def _after_sentence(words: str, low: int, stamp: int) -> int:
    tokens = plain_tokens(words[low:stamp])
    starts = [low + tokens.starts[index] for index in tokens.sentence_starts]
    while (
        len(starts) > 1
        and (
            _NO_END.search(words, max(low, starts[-1] - 4), starts[-1])
            # “… make history. Again”: no headline is a single word.
            or " " not in words[starts[-1] : stamp].strip()
        )
    ):
        starts.pop()
    return starts[-1] if starts else low


def _section_end(words: str, start: int) -> int:
    """Return where the name of a section that starts at `start` ends."""
    rest = words[start : start + 2 * _SECTION]
    glued = _glued_section(rest)
    if glued:
        return start + glued
    if start + len(rest) >= len(words) and _is_name(rest):
        return start + len(rest)
    first, _, more = rest.partition(" ")
    second = more.partition(" ")[0]
    if f"{first} {second}".casefold() in _TWO_WORDS:
        return start + len(first) + 1 + len(second)
    end = len(first)
    joined = re.compile(r" (?:&|and|of) \S+").match(rest, end)
    if joined and (first.casefold() in _SECTIONS or "&" in joined.group()):
        end = joined.end()
    elif _SMALL_SECOND.match(more) and second not in _JOINERS:
        end += 1 + len(second)
    return start + end


def _glued_section(rest: str) -> int:
    """Return how long the section is to which the next sentence is glued; 0 if none is."""
    for match in _GLUED_BEHIND.finditer(rest, 1):
        name = rest[: match.start()]
        if len(name) > _SECTION or not _is_name(name):
            return 0
        left = _WORD_BEFORE.search(name)
        if left is not None and left.group() in _NAME_PREFIX:
            continue
        if re.search(r"(?<![\w])[A-Z]\.$", name) and re.match(r"[A-Z]\.", rest[match.start() :]):
            continue  # inside “U.S.”
        return match.start()
    return 0


def _is_name(name: str) -> bool:
    """Tell whether words can be a section's name: few, and no sentence."""
    words = name.split()
    if not words or len(name) > _SECTION or len(words) > _SECTION_WORDS:
        return False
    if re.search(r"[!?;:,]|[a-z]{2}\.", name):
        return False
    # “Harbour watch”, “Arts and culture”: small words at the second place, or as joiners.
    small = [word for word in words[1:] if word[0].islower() and word.casefold() not in _JOINERS]
    return len(small) < 2
