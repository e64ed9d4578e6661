"""Finding what stands in an article and is not of it: captions, credits, glued headlines.

Owns the patterns.  They are specific ones: general rules for “boilerplate” find little in plain
text and cost true sentences.  A find is a proposal with its reason; the text is never touched, and
a person decides what becomes a zone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from annotator.domain.annotations import Span
from annotator.domain.documents import ZoneKind
from annotator.domain.tokens import plain_tokens

#: A line longer than this is a paragraph of the article, whatever it begins or ends with.
_PARAGRAPH = 160
#: Captions tell a whole scene, and may be longer.
_CAPTION = 400
#: Datelines, credits and photo notes are looked for in this many characters of a line's end.
_EDGE = 80
#: Lines that stand in this many articles are the paper's, not the writer's.
REPEATED_IN = 3
#: From this share of repeated lines on, an article is a copy of another one, not furniture.
_COPY = 0.5


@dataclass(frozen=True, slots=True, order=True)
class ZoneFind:
    """A range that looks as if it did not belong to the article."""

    start: int
    end: int
    kind: ZoneKind
    reason: str  # code of the rule that found it


# Words ---------------------------------------------------------------------------------------

_NAME = r"[^\W\d_][\w.&'’-]*"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}}\.? {_MONTH})(?:,? \d{{4}})?"

#: “2024-01-15 07:47 | North Korea”: the time stamp and section of another story's headline.
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2})? ?\| ?")
#: Where a section's name ends in the glued text that follows: “North Korea|Peskov”.
_GLUED = re.compile(r"(?<=[a-zà-öø-ÿß-])(?=[A-ZÀ-ÖØ-Þ“\"])")
#: A sentence's end with the next word glued to it; not the dots of “U.S.Army”.
_GLUED_STOP = re.compile(r"(?<![.\s][A-Z])(?<!^[A-Z])[.!?][”\"’')]*(?=[A-ZÀ-ÖØ-Þ])", re.MULTILINE)
_SECTION = 60
_SIGNED = 40

#: “SEOUL, Jan. 15 (Yonhap) —”, “LUND —”: capitals, then perhaps a date and an agency, then a dash.
_DATELINE = re.compile(
    rf"(?!\d)(?:[^\W\d_a-zß-öø-ÿ][^\W\d_a-zß-öø-ÿ.'’-]*[ /]?){{1,4}}"
    rf"(?:, (?:{_NAME}(?: {_NAME})?, )?{_DAY}| {_DAY})?(?: \({_NAME}(?:[ /]{_NAME}){{0,3}}\))? ?"
    r"(?:—|–|--?)(?= )"
)
#: “… on Thursday. (Yonhap)”: a name in brackets after the last sentence.
_CREDIT = re.compile(
    rf"(?:^|(?<=[.!?…”\"’'»] ))\((?:[^()]{{0,40}}\b(?:reports?|reporting|material|agencies) by )?"
    rf"{_NAME}(?:(?:, | and |/| ){_NAME}){{0,4}}\)$"
)
_BYLINE = re.compile(
    rf"(?:(?:Story|Text|Words|Interview|Report|Reporting|Editing|Writing|Additional reporting"
    rf"|Edited|Compiled) ?(?:by|:) \S.*|(?:By|BY|Von|Por|Par|Di) (?:the |our own )?{_NAME}"
    rf"(?:,? {_NAME}){{0,6}}|מאת \S.*|بقلم \S.*)$"
)
_BODY_VERB = re.compile(r"[.!?](?:\s|$)|\b(?:is|was|were|are|said|has|had|will)\b")
_MAIL = re.compile(r"(?:\S+ ){0,5}[(<]?[\w.+-]+@[\w-]+\.[\w.]+[)>]?$")
_PHOTO = re.compile(
    r"\b(?:file photo|photo(?:graph)?s? by|photos?:|picture:|image:|foto:|courtesy of|handout"
    r"|Getty Images|AP-Yonhap)",
    re.IGNORECASE,
)
#: What news agencies sign with; “…, Oct. 18, 2023. Yonhap”.
_AGENCY_ALONE = re.compile(rf"{_NAME}(?:[ /-]{_NAME}){{0,2}}$")
_SLASH_AGENCY = re.compile(rf"(?: /|/ ) ?{_NAME}(?: {_NAME})?$")
_ORNAMENT = re.compile(r"^[^\w“\"«„(\[]+")
_RELATED = re.compile(
    r"(?:Read (?:more|also|next)|See also|Also read|More on this|Related(?: \w+)?|Most read"
    r"|Recommended|Lesen Sie (?:auch|mehr)|Mehr zum Thema|Lire aussi|Lea también)\b ?[:|–—>»].*$"
    r"|(?:Read more|Read also|Related (?:articles|stories|news)|Most read)$",
    re.IGNORECASE,
)
_PROMO = re.compile(
    r"(?:Sign up (?:for|to)\b|Subscribe(?: to| now| for|$)|Follow us\b|Click here\b"
    r"|Download (?:our|the) app\b|Support our\b|Share this\b"
    r"|Advertisement$|Listen to (?:this|our)\b|Join our\b"
    r"|Editorials represent\b)",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"©|\(c\) ?\d{4}|copyright\b|.*\ball rights reserved\b"
    r"|.*\b(?:may not be|unauthori[sz]ed) (?:re)?(?:published|publication|broadcast|produced"
    r"|production|distributed|distribution|copying|written)\b"
    r"|(?:correction|clarification|editor['’]s note)s?\b[^:]{0,40}:"
    r"|(?:the|this) (?:interview|article|transcript|story) (?:has|was|have) been (?:condensed"
    r"|shortened|edited|updated|corrected|amended)\b",
    re.IGNORECASE,
)


def find_zones(text: str, repeated: Collection[int] = ()) -> list[ZoneFind]:
    """Return what looks as if it did not belong to an article, in text order, never overlapping.

    Args:
        text: the article; positions in the result are its code points.
        repeated: keys of lines (`line_key`) that stand in several articles (`repeated_lines`).
    """
    return [found for line in _lines(text) for found in _in_line(line.of(text), line, repeated)]


def line_key(line: str) -> int | None:
    """Return what tells a line from others; None for one too short or long to be furniture."""
    words = " ".join(line.split()).casefold()
    if len(words) > _PARAGRAPH or sum(map(str.isalpha, words)) < 4:
        return None
    return hash(words)


def repeated_lines(texts: Iterable[str]) -> set[int]:
    """Return the keys of lines that stand in `REPEATED_IN` articles or more.

    Articles that are mostly made of such lines are copies of one another: what only they share
    does not count.  The keys hold in this process only.
    """
    counts: Counter[int] = Counter()
    keys_of: list[tuple[int, ...]] = []
    for text in texts:
        keys = {key for span in _lines(text) if (key := line_key(span.of(text))) is not None}
        counts.update(keys)
        keys_of.append(tuple(keys))
    often = {key for key, number in counts.items() if number >= REPEATED_IN}
    for of_one in keys_of:
        here = often.intersection(of_one)
        if len(of_one) > 3 and len(here) > _COPY * len(of_one):
            counts.subtract(here)
    return {key for key in often if counts[key] >= REPEATED_IN}


# One line --------------------------------------------------------------------------------------


def _in_line(words: str, line: Span, repeated: Collection[int]) -> Iterator[ZoneFind]:
    whole = _whole_line(words, repeated)
    if whole is not None:
        yield ZoneFind(line.start, line.end, *whole)
        return
    at = line.start
    if dateline := _DATELINE.match(words[:_EDGE]):
        yield ZoneFind(at, at + dateline.end(), ZoneKind.BYLINE, "dateline")
    yield from _glued_headlines(words, at)
    if credit := _CREDIT.search(words, max(0, len(words) - _EDGE)):
        yield ZoneFind(at + credit.start(), line.end, ZoneKind.CREDIT, "credit")


def _whole_line(words: str, repeated: Collection[int]) -> tuple[ZoneKind, str] | None:
    """Return kind and reason of a line that does not belong as a whole."""
    bare = _ORNAMENT.sub("", words)
    if _is_caption(words):
        return ZoneKind.CAPTION, "caption"
    if len(bare) > _PARAGRAPH:
        return None
    if _RELATED.match(bare):
        return ZoneKind.RELATED, "related"
    if (_BYLINE.match(bare) and not _BODY_VERB.search(bare)) or _MAIL.match(bare):
        return ZoneKind.BYLINE, "byline"
    if _CREDIT.match(words):
        return ZoneKind.CREDIT, "credit"
    if _LEGAL.match(bare):
        return ZoneKind.FURNITURE, "legal"
    if _PROMO.match(bare):
        return ZoneKind.FURNITURE, "promo"
    if words[0] == "[" and words[-1] == "]":
        return ZoneKind.FURNITURE, "note"
    if repeated and line_key(words) in repeated:
        return ZoneKind.FURNITURE, "repeated"
    return None


def _is_caption(words: str) -> bool:
    if len(words) > _CAPTION or words[-1] in '.!?”"':
        return False
    if _PHOTO.search(words, max(0, len(words) - _EDGE)) or _SLASH_AGENCY.search(words):
        return len(words) > 20
    if len(words) < 40:
        return False
    # A scene told in a sentence, then the agency alone.
    tokens = plain_tokens(words)
    if len(tokens.sentence_starts) < 2:
        return False
    start = tokens.starts[tokens.sentence_starts[-1]]
    scene, signed = words[:start].split(), words[start:]
    if len(signed) > _SIGNED or not _AGENCY_ALONE.match(signed):
        return False
    # Headlines In Capitals end in such words too.
    small = sum(word[0].islower() for word in scene)
    return all(word[0].isupper() for word in signed.split()) and small > len(scene) / 3


def _glued_headlines(words: str, at: int) -> Iterator[ZoneFind]:
    """Yield headlines of other stories that a page glued into a line, up to their section."""
    done = 0
    for stamp in _STAMP.finditer(words):
        if stamp.start() < done:
            continue
        start = _headline_start(words, done, stamp.start())
        end = _section_end(words, stamp.end())
        yield ZoneFind(at + start, at + end, ZoneKind.RELATED, "glued-headline")
        done = end


def _headline_start(words: str, low: int, stamp: int) -> int:
    """Return where the headline before a time stamp starts.

    That is where its first word is glued to a sentence's end; else behind the last whole sentence;
    else at the start of the line.
    """
    glued = [match.end() for match in _GLUED_STOP.finditer(words, low, stamp)]
    if glued:
        return glued[-1]
    tokens = plain_tokens(words[low:stamp])
    starts = [low + tokens.starts[index] for index in tokens.sentence_starts]
    return starts[-1] if starts else low


def _section_end(words: str, start: int) -> int:
    glued = _GLUED.search(words, start + 1, start + _SECTION)
    if glued:
        return glued.start()
    if len(words) - start <= _SECTION and not re.search(r"[.!?]", words[start:]):
        return len(words)
    word = re.compile(r"\S+").match(words, start)
    return word.end() if word else start


def _lines(text: str) -> Iterator[Span]:
    """Yield each line that is not blank, without the white space around it."""
    start = 0
    for line in text.split("\n"):
        left = len(line) - len(line.lstrip())
        right = len(line.rstrip())
        if right > left:
            yield Span(start + left, start + right)
        start += len(line) + 1
