"""Whole lines, and the beginnings and ends of lines, that are not of the article."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from annotator.assist.cleaning.finds import PARAGRAPH, ZoneFind
from annotator.assist.cleaning.glued import glued_headlines
from annotator.assist.cleaning.repeated import line_key
from annotator.domain.annotations import Span
from annotator.domain.documents import ZoneKind
from annotator.domain.tokens import plain_tokens

#: Captions tell a whole scene, and may be longer than other lines.
_CAPTION = 400
#: Datelines, credits and photo notes are looked for in this many characters of a line's end.
_EDGE = 80
_SIGNED = 40
#: An agency in brackets signs an article's end: one of so many last lines.
_LAST_LINES = 3

# Words ---------------------------------------------------------------------------------------

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_NAME = r"[^\W\d_][\w.&'’-]*"
_PROPER = rf"{_CAPITAL}[\w.&'’-]*"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}}\.? {_MONTH})(?:,? \d{{4}})?"

#: “SEOUL, Jan. 15 (Yonhap) —”, “TRENTON, N.J. (AP) —”, “LUND —”: capitals, then perhaps a state, a
#: date and an agency, then a dash and the first sentence.
_DATELINE = re.compile(
    rf"(?!\d)(?P<place>{_CAPITAL}(?:{_CAPITAL}|[.'’-])*"
    rf"(?:[ /]{_CAPITAL}(?:{_CAPITAL}|[.'’-])*){{0,3}})"
    rf"(?P<more>(?:, {_PROPER}(?: {_PROPER})?)?(?:,? {_DAY})?"
    rf"(?: \({_NAME}(?:[ /]{_NAME}){{0,3}}\))?) ?(?:—|–|--?)(?= +[“\"‘']?(?:{_CAPITAL}|\d))"
)
#: Capitals before a dash that are a heading or an announcement, not a place.
_NO_PLACE = re.compile(
    r"(?:EXCLUSIVE|BREAKING|UPDATED?|ANALYSIS|OPINION|EDITORIAL|COMMENT|WATCH|VIDEO|LIVE|LISTEN|NOTE"
    r"|CORRECTION|REVIEW|FACT|WARNING)\b|.*\b(?:HAS|HAVE|IS|ARE|WAS|THE|CLAIMS?|HIM|AND|TO|FOR|NOT|WHY"
    r"|HOW|WHAT|WHO)\b"
)
#: Places of three words and more begin or end like this; other capitals are a heading.
_LONG_PLACE = re.compile(
    r"(?:NEW|SALT|SAN|SANTA|LOS|LAS|EL|LA|ST\.?|SAINT|FORT|PORT|RIO|KUALA|CAPE|WEST|EAST|NORTH|SOUTH"
    r"|BANDAR|DAR|ADDIS)\b|.* (?:CITY|BEACH|ISLANDS?|SPRINGS|FALLS|BASE|ATOLL|RAPIDS|HEIGHTS)$"
)
#: “… on Thursday. (Yonhap)”: a name in brackets after the last sentence.
_CREDIT = re.compile(
    rf"(?:^|(?<=[.!?…”\"’'»] ))\((?:(?:[^()]{{0,40}}\b(?:reports?|reporting|material|agencies) by "
    rf"|h/t |via |Source: )?{_PROPER}(?:(?:, | and |/| ){_PROPER}){{0,4}})\.?\)$"
)
#: What stands in brackets in transcripts and asides.
_STAGE = re.compile(
    r"\((?:applause|laughter|laughs|crosstalk|inaudible|video|audio|music|cheers|booing|emphasis"
    r"|begin|end|sic|pause|unintelligible|translated|ibid)\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    rf"(?:(?:Story|Text|Words|Interview|Report|Reporting|Editing|Writing|Additional reporting"
    rf"|Edited|Compiled) ?(?:by|:) \S.*|(?:By|BY|Von|Por|Par|Di) (?:the |our own )?{_NAME}"
    rf"(?:,? {_NAME}){{0,6}}|מאת \S.*|بقلم \S.*)$"
)
_BODY_VERB = re.compile(r"[.!?](?:\s|$)|\b(?:is|was|were|are|said|has|had|will)\b")
_MAIL = re.compile(
    r"(?:\S+ ){0,5}[(<]?[\w.+-]+@[\w-]+\.[\w.]+[)>]?\.?$|(?:Twitter|X|Mastodon|Bluesky): @\w+\.?$"
)
#: “Ilves reported from Karsk. Seaboard writer Tom Reske contributed to this report.”
_CONTRIBUTED = re.compile(
    rf"(?:{_PROPER} .{{0,160}}|The {_PROPER}.{{0,80}}) contributed (?:reporting\b|to this "
    rf"(?:report|story|article)\b|(?:reporting )?from {_CAPITAL})[^.]{{0,60}}\.?$"
)
_PHOTO = re.compile(
    r"\b(?:file photo|photo(?:graph)?s? by|photos?:|picture:|image:|foto:|handout"
    r"|(?:^|photos? |images? |pictures? |[.(,] ?)courtesy of"
    r"|Getty Images|AP-Yonhap|AP Photo|AFP/|/AP\b|EPA-EFE|/Reuters\b|Reuters/)",
    re.IGNORECASE,
)
#: “Tom Reske via Getty Images”, “Holm/Seaboard Images.”: who took a picture, alone in a line.
_PICTURE_BY = re.compile(
    rf"(?:{_PROPER}(?: {_PROPER}){{0,3}} ?(?: via |/| / ))?(?:{_PROPER} )?"
    r"(?:Getty(?: Images)?|AP Photo|AFP|EPA(?:-EFE)?|Shutterstock|iStock|Reuters|Bloomberg)"
    r"(?:/(?:Getty(?: Images)?|Instagram|Twitter|Facebook))?\.?$"
)
#: What news agencies sign with; “…, Oct. 18, 2023. Yonhap”.
_AGENCY_ALONE = re.compile(rf"{_NAME}(?:[ /-]{_NAME}){{0,2}}$")
_SLASH_AGENCY = re.compile(rf"(?: /|/ ) ?{_NAME}(?: {_NAME})?$")
_ORNAMENT = re.compile(r"^[^\w“\"«„(\[]+")
_RELATED = re.compile(
    r"(?:Read (?:more|also|next)|See also|Also read|More on this|Related(?: \w+)?|Most read"
    r"|Recommended|Lesen Sie (?:auch|mehr)|Mehr zum Thema|Lire aussi|Lea también)\b ?[:|–—>»].*$"
    r"|(?:Read more|Read also|Related (?:articles|stories|news)|Most read)\.?$"
    r"|[\"“]?Related:?[\"”]?\.?$"
    r"|Read (?:the (?:rest|full|latest|whole)|it all|more)\b.{0,80}(?:\b(?:here|below|above)"
    rf"|\bat (?:the )?{_PROPER}(?: {_PROPER}){{0,4}})[.:]?$",
    re.IGNORECASE,
)
_PROMO = re.compile(
    r"(?:Sign up (?:for|to)\b|Subscribe(?: to| now| for|$)|Follow us\b|Click here\b"
    r"|Download (?:our|the) app\b|Support our\b|Share this\b"
    r"|Advertisement$|Listen to (?:this|our)\b|Join our\b|Like us on\b"
    r"|Editorials represent\b)"
    r"|Follow .{2,60}(?:@\w+|\bon (?:Twitter|Facebook|Instagram|X|YouTube))\.?$"
    r"|(?:Watch|See|View|Listen to) (?:the|a|an|photos|video|more|our)\b.{0,80}"
    r"\b(?:above|below|here)[.:]?$",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"©|\(c\) ?\d{4}|copyright\b|.*\ball rights reserved\b"
    r"|.*\b(?:may not be|unauthori[sz]ed) (?:re)?(?:published|publication|broadcast|produced"
    r"|production|distributed|distribution|copying|written)\b"
    r"|(?:correction|clarification|editor['’]s note)s?\b[^:]{0,40}:|corrections? appended\b"
    r"|(?:the|this) (?:interview|article|transcript|story) (?:has|was|have) been (?:condensed"
    r"|shortened|edited|updated|corrected|amended)\b",
    re.IGNORECASE,
)
_QUOTE_ENDS = ('"', "”", "''", "’’")


def finds_in_line(
    words: str, line: Span, repeated: Collection[int], *, from_end: int
) -> Iterator[ZoneFind]:
    """Yield what one line holds that is not of the article, in order and apart.

    `from_end` says how many lines stand behind it.
    """
    whole = _whole_line(words, repeated)
    if whole is not None:
        yield ZoneFind(line.start, line.end, *whole)
        return
    at = line.start
    done = 0
    if dateline := _dateline(words):
        done = dateline
        yield ZoneFind(at, at + done, ZoneKind.BYLINE, "dateline")
    credit = _credit(words, from_end)
    for start, end in glued_headlines(words):
        start = max(start, done)
        if start < end:
            yield ZoneFind(at + start, at + end, ZoneKind.RELATED, "glued-headline")
            done = end
    if credit is not None and credit >= done:
        yield ZoneFind(at + credit, line.end, ZoneKind.CREDIT, "credit")


def _dateline(words: str) -> int:
    """Return how long the dateline is with which a line begins; 0 without one."""
    found = _DATELINE.match(words[: _EDGE + 2])
    if found is None:
        return 0
    place = found["place"]
    if not found["more"] and (
        _NO_PLACE.match(place) or (place.count(" ") > 1 and not _LONG_PLACE.match(place))
    ):
        return 0
    return found.end()


def _credit(words: str, from_end: int) -> int | None:
    """Return where the agency in brackets starts with which a line ends."""
    found = _CREDIT.search(words, max(0, len(words) - _EDGE))
    if found is None or from_end >= _LAST_LINES or _STAGE.match(found.group()):
        return None
    return found.start()


def _whole_line(words: str, repeated: Collection[int]) -> tuple[ZoneKind, str] | None:
    """Return kind and reason of a line that does not belong as a whole."""
    bare = _ORNAMENT.sub("", words[: 2 * _CAPTION])
    if len(bare) <= _EDGE and _PICTURE_BY.match(bare):
        return ZoneKind.CREDIT, "picture-by"
    if _is_caption(words):
        return ZoneKind.CAPTION, "caption"
    if len(bare) <= 1.5 * PARAGRAPH and _CONTRIBUTED.match(bare):
        return ZoneKind.BYLINE, "byline"
    if len(bare) > PARAGRAPH:
        return None
    if _RELATED.match(bare):
        return ZoneKind.RELATED, "related"
    if (_BYLINE.match(bare) and not _BODY_VERB.search(bare)) or _MAIL.match(bare):
        return ZoneKind.BYLINE, "byline"
    if _CREDIT.match(words) and not _STAGE.match(words):
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
    if len(words) > _CAPTION or words[-1] in ".!?" or words.endswith(_QUOTE_ENDS):
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
