"""Tables of articles: which column is which field, and a row as an article.

Owns the fields a person maps to columns, the guesses by the names of columns in English and German,
and how dates are read.  Where rows come from is each format's matter (`tables`, `json_table`).
"""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotator.domain.errors import Phrase
from annotator.domain.text import FORBIDDEN, REPLACEMENT
from annotator.formats import fields
from annotator.formats.registry import ProblemError, ReadOptions
from annotator.formats.text import without_forbidden

#: Columns of one table; a wider one is a mistake or an attack.
MAX_COLUMNS = 2000
#: Characters of a cell in a preview.
_PREVIEW = 300
#: Names that a column of a field may have, the surest first; letters and digits only, folded.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        "fulltext", "volltext", "text", "articletext", "artikeltext", "articlebody", "body",
        "bodytext", "maintext", "haupttext", "content", "articlecontent", "inhalt", "plaintext",
        "documenttext", "article", "artikel", "story", "beitrag",
    ),
    "id": (
        "id", "docid", "documentid", "articleid", "artikelid", "dokumentid", "uid", "uuid", "guid",
        "identifier", "kennung",
    ),
    "title": (
        "title", "headline", "titel", "überschrift", "ueberschrift", "schlagzeile", "heading",
    ),
    "outlet": (
        "outlet", "publication", "publikation", "newspaper", "zeitung", "sourcename", "source",
        "quelle", "medium", "publisher", "verlag", "domain", "website", "site",
    ),
    "date": (
        "date", "datum", "published", "publishedat", "publishedon", "publicationdate",
        "publishdate", "pubdate", "datepublished", "erscheinungsdatum", "erschienen",
        "veröffentlicht", "veroeffentlicht", "veröffentlichungsdatum", "veroeffentlichungsdatum",
    ),
    "author": (
        "author", "authors", "byline", "autor", "autorin", "autoren", "verfasser", "verfasserin",
        "creator", "writer",
    ),
    "url": ("url", "link", "weburl", "articleurl", "sourceurl", "permalink", "uri", "webadresse"),
    "language": ("language", "sprache", "lang", "languagecode", "langcode"),
    "section": ("section", "ressort", "rubrik"),
}  # fmt: skip
#: What a person may map, in the order of the dialog; any other name is a key of `meta`.
FIELDS = tuple(_NAMES)
#: Objects in which facts of an article lie in nested files: `meta.title` is a title.
_AROUND = frozenset({"meta", "metadata", "article", "document", "doc", "fields", "data"})
_NO_LETTER = re.compile(r"[\W_]+")

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar jänner jan", "february februar feb", "march märz maerz mar mär",
            "april apr", "may mai", "june juni jun", "july juli jul", "august aug",
            "september sep sept", "october oktober oct okt", "november nov",
            "december dezember dec dez",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(
    r"\d{4}-\d\d-\d\d"
    r"(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?(?: ?Z| ?[+-]\d\d:?\d\d)?)?"
)
#: Ways to write a date that can mean one day only, and where year, month and day stand in them.
_DATES = (
    (re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})"), (1, 2, 3)),
    (re.compile(r"(\d{4})(\d\d)(\d\d)"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})"), (3, 2, 1)),
    (re.compile(r"(?:\w+,? )?(\d{1,2})(?:\.|st|nd|rd|th)? ([^\W\d]+)\.?,? (\d{4})"), (3, 2, 1)),
    (re.compile(r"(?:\w+,? )?([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})"), (3, 1, 2)),
)


def named(header: Sequence[Any]) -> list[str]:
    """Return names for columns from the cells of the first row, each of them only once.

    Raises ProblemError("table-too-wide").
    """
    if len(header) > MAX_COLUMNS:
        raise ProblemError("table-too-wide", columns=len(header), most=MAX_COLUMNS)
    found: dict[str, None] = {}
    for number, cell in enumerate(header, 1):
        name = plain = " ".join(as_text(cell).split()) or f"column {number}"
        again = 1
        while name in found:
            again += 1
            name = f"{plain} ({again})"
        found[name] = None
    return list(found)


def guessed(columns: Iterable[str]) -> dict[str, str]:
    """Return field -> column for the columns whose names say what they hold."""
    columns = list(columns)
    known: dict[str, str] = {}
    for column in columns:
        known.setdefault(_folded(column), column)
    for column in columns:
        around, _, inner = column.rpartition(".")
        if inner and _folded(around.rpartition(".")[2]) in _AROUND:
            known.setdefault(_folded(inner), column)
    found: dict[str, str] = {}
    for field, names in _NAMES.items():
        named_so = [known[name] for name in names if name in known]
        if named_so:
            found[field] = named_so[0]
    return found


def mapped(columns: Sequence[str], options: ReadOptions) -> dict[str, str]:
    """Return field -> column by what the person chose, else by the names of the columns.

    A field chosen as "" has no column.  Raises ProblemError: column-unknown for a chosen column
    that is not there, columns-no-text with the list of columns if none holds the text.
    """
    chosen = options.columns
    for field, column in chosen.items():
        if column and column not in columns:
            raise ProblemError(
                "column-unknown", field=field, column=column[:60], known=_listed(columns)
            )
    taken = set(chosen.values())
    found = {
        field: column
        for field, column in guessed(each for each in columns if each not in taken).items()
        if field not in chosen
    }
    found |= {field: column for field, column in chosen.items() if column}
    if "text" not in found:
        raise ProblemError("columns-no-text", columns=_listed(columns))
    return found


def article(
    values: Mapping[str, Any], rest: Mapping[str, Any], options: ReadOptions
) -> dict[str, Any]:
    """Return an article in native words from field -> value and the other columns -> value.

    Cells that say nothing are left away.  Raises ProblemError("article-no-text",
    "forbidden-in-value").
    """
    meta: dict[str, Any] = {}
    for name, value in rest.items():
        if not _empty(value):
            # A column that is no field does not take the key of one.
            taken = name in fields.META or name in values
            meta[f"{name} (column)" if taken else name] = _kept(name, value, options)
    if _empty(values["text"]):
        raise ProblemError("article-no-text")
    line: dict[str, Any] = {}
    for field, value in values.items():
        if _empty(value):
            continue
        if field == "text":
            line["text"] = _paragraphs(value, options)
        elif field == "id":
            line["id"] = as_text(_kept(field, value, options)).strip()
        elif field == "date":
            day = iso_date(as_text(value))
            if day is None:
                options.note(Phrase("told-dates"))
                meta["date as written"] = _kept(field, value, options)
            else:
                meta["date"] = day
        elif field in fields.META:
            value = _kept(field, value, options)
            if isinstance(value, list) and all(isinstance(each, str) for each in value):
                value = ", ".join(value)
            # An object stays one, which no field of a document can be; `lines` keeps it in `meta`.
            meta[field] = value if isinstance(value, dict | list) else as_text(value).strip()
        else:
            meta[field] = _kept(field, value, options)
    if meta:
        line["meta"] = meta
    return line


def iso_date(written: str) -> str | None:
    """Return a date as ISO 8601, or None if it can be read in several ways or in none."""
    written = " ".join(written.split())
    if _ISO.fullmatch(written):
        try:
            datetime.date.fromisoformat(written[:10])
        except ValueError:
            return None
        return written
    for pattern, (year, month, day) in _DATES:
        found = pattern.fullmatch(written)
        if found is None:
            continue
        name = found[month]
        number = int(name) if name.isdecimal() else _MONTHS.get(name.casefold(), 0)
        try:
            return datetime.date(int(found[year]), number, int(found[day])).isoformat()
        except ValueError:
            return None
    return None


def as_text(value: Any) -> str:
    """Return a cell as a text: dates as ISO 8601, whole numbers without a point."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float() if math.isfinite(value) and value == int(value):
            return str(int(value))
        case datetime.datetime():
            midnight = value.time() == datetime.time()
            return value.date().isoformat() if midnight else value.isoformat()
        case datetime.date() | datetime.time():
            return value.isoformat()
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def shown(value: Any) -> str:
    """Return a cell for a preview, on one line and cut short."""
    text = " ".join(FORBIDDEN.sub(REPLACEMENT, as_text(value)[: _PREVIEW * 2]).split())
    return text if len(text) <= _PREVIEW else text[: _PREVIEW - 1] + "…"


def _folded(name: str) -> str:
    return _NO_LETTER.sub("", name).casefold()


def _listed(columns: Sequence[str]) -> str:
    names = ", ".join(f"“{' '.join(each.split())[:40]}”" for each in columns[:30])
    return f"{names} and {len(columns) - 30} more" if len(columns) > 30 else names


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {}) or (isinstance(value, str) and value.isspace())


def _paragraphs(value: Any, options: ReadOptions) -> Any:
    """Return a text; a list of paragraphs becomes one, and what else there is `lines` refuses."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        options.note(Phrase("told-paragraphs"))
        return "\n\n".join(value)
    return value if isinstance(value, dict | list) else as_text(value)


def _kept(name: str, value: Any, options: ReadOptions) -> Any:
    """Return a value that JSON can hold and that has no forbidden character."""
    if isinstance(value, str):
        return without_forbidden(name, value, replace=options.replace_forbidden)
    if isinstance(value, float) and not math.isfinite(value):
        return as_text(value)
    return value if isinstance(value, bool | int | float | dict | list) else as_text(value)
