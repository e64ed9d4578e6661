"""Places of the texts that fit a query, over the whole project, and labels for many at once.

Owns what a query means, what is shown around a hit, and the one step that labels those that a
person chose.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import regex

from annotator.domain.annotations import Annotation, Origin, Span
from annotator.domain.documents import Suggestion, SuggestionState
from annotator.domain.errors import AnnotatorError
from annotator.domain.lists import TextQuery
from annotator.domain.steps import Edit, Step, added
from annotator.domain.token_query import find_tokens, needed_words, read_token_query
from annotator.domain.tokens import plain_tokens
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running
from annotator.services.upkeep import NotPossible, shortened

__all__ = ["Hit", "TextQuery", "find", "find_all", "hits_step", "pattern_of"]

#: Code points shown on each side of a hit.
AROUND = 80
#: Seconds one text may take; a pattern that needs longer goes through every way of not fitting.
_TIMEOUT = 2.0
#: Code points of a query; a longer one was pasted by mistake.
_LONGEST = 2_000
_CHUNK = 200


class Hit(NamedTuple):
    """A place that fits a query."""

    document: int
    uid: str
    title: str
    start: int
    end: int
    before: str  # of the same line
    words: str
    after: str
    excluded: bool  # in a zone
    labels: tuple[str, ...]  # layer.label of what the annotator made of exactly this range


def pattern_of(query: TextQuery) -> regex.Pattern[str]:
    """Return the pattern that a query stands for.

    Raises AnnotatorError: "find-nothing" without words, "find-too-long", "find-pattern" for a
    regular expression that is none, with the place and the reason.
    """
    words = query.words
    if not words.strip():
        raise AnnotatorError("find-nothing")
    if len(words) > _LONGEST:
        raise AnnotatorError("find-too-long", most=_LONGEST)
    if query.regex:
        source = f"(?:{words})"
        before, after = r"(?<!\w)", r"(?!\w)"
    else:
        source = r"\s+".join(map(regex.escape, words.split()))
        # A sign at the edge is a border by itself.
        before = r"(?<!\w)" if regex.match(r"\w", words.strip()) else ""
        after = r"(?!\w)" if regex.match(r"\w", words.strip()[-1]) else ""
    if query.whole_words:
        source = f"{before}{source}{after}"
    flags = regex.VERSION0 if query.case else regex.VERSION0 | regex.IGNORECASE
    try:
        if query.regex:
            regex.compile(words, flags)  # by itself, so that no bracket of ours closes one of its
        return regex.compile(source, flags)
    except (regex.error, OverflowError, RecursionError, MemoryError) as error:
        place = getattr(error, "pos", None)
        why = getattr(error, "msg", None) or str(error) or type(error).__name__
        raise AnnotatorError("find-pattern", column=(place or 0) + 1, why=why) from error


def find(
    session: Session,
    query: TextQuery,
    documents: Sequence[int] | None = None,
    task: Task | None = None,
) -> Iterator[Hit]:
    """Yield what fits, in the order of the project (`documents`: only in these).

    Long over a large project: whoever draws takes `find_all` on another thread.  Raises what
    `pattern_of` or `read_token_query` raise, AnnotatorError("find-too-slow") naming the document
    whose text took too long, and Cancelled.
    """
    task = task or Task("finding")
    looker = _looker(query)
    ids = session.candidates(looker.narrow) if documents is None else documents
    for first in range(0, len(ids), _CHUNK):
        task.progress(first, len(ids))
        yield from _hits(session, looker, ids[first : first + _CHUNK])
    task.progress(len(ids), len(ids))


@long_running
def find_all(
    session: Session,
    query: TextQuery,
    documents: Sequence[int] | None = None,
    task: Task | None = None,
    *,
    most: int,
) -> tuple[list[Hit], bool]:
    """Return at most so many hits, and whether there are more; raises what `find` raises."""
    hits: list[Hit] = []
    for hit in find(session, query, documents, task):
        if len(hits) == most:
            return hits, True
        hits.append(hit)
    return hits, False


class _PatternLooker:
    """Finds a pattern in a text."""

    def __init__(self, query: TextQuery) -> None:
        self.narrow = query  # what SQL may pass texts over by
        self._pattern = pattern_of(query)

    def look(self, text: str, _zones: Sequence[Span]) -> list[tuple[int, int]]:
        """Return where a text fits; raises TimeoutError."""
        # Without Python's lock, so that a slow pattern does not stop a window.
        return [
            found.span()
            for found in self._pattern.finditer(text, timeout=_TIMEOUT, concurrent=True)
            if found.end() > found.start()
        ]


class _FormLooker:
    """Finds words and their inflected forms: those of one stem that begin alike.

    Stems after Porter's algorithm for English (Snowball).  A form that shares no beginning with the
    word ("went" of "go") is another word for it.
    """

    def __init__(self, query: TextQuery) -> None:
        words = regex.findall(r"\w+", query.words)
        if not words:
            raise AnnotatorError("find-nothing")
        if len(query.words) > _LONGEST:
            raise AnnotatorError("find-too-long", most=_LONGEST)
        self._stems = [_stem(each) for each in words]
        beginnings = [_beginning(each) for each in words]
        self.narrow = TextQuery(" ".join(beginnings), case=query.case)
        source = r"\s+".join(rf"(?<!\w){regex.escape(each)}\w*" for each in beginnings)
        flags = regex.VERSION0 if query.case else regex.VERSION0 | regex.IGNORECASE
        self._pattern = regex.compile(source, flags)

    def look(self, text: str, _zones: Sequence[Span]) -> list[tuple[int, int]]:
        """Return where a text fits."""
        return [
            found.span()
            for found in self._pattern.finditer(text, timeout=_TIMEOUT, concurrent=True)
            if [_stem(each) for each in found[0].split()] == self._stems
        ]


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    from snowballstemmer import stemmer

    # One of its own for each new word: a stemmer keeps the word in hand, and threads look at once.
    return str(stemmer("english").stemWord(word.lower()))


def _beginning(word: str) -> str:
    """Return the letters with which every form of a word is taken to begin."""
    stem = _stem(word)
    shared = 0
    for one, other in zip(stem, word.lower(), strict=False):
        if one != other:
            break
        shared += 1
    return word[: max(1, min(shared, len(stem) - 1))]


def _looker(query: TextQuery) -> _PatternLooker | _TokenLooker | _FormLooker:
    if query.tokens:
        return _TokenLooker(query)
    return _FormLooker(query) if query.forms else _PatternLooker(query)


class _TokenLooker:
    """Finds a sequence of tokens in a text: the plain ones, which need no model."""

    def __init__(self, query: TextQuery) -> None:
        self._items = read_token_query(query.words)
        self._case = query.case
        words = " ".join(needed_words(self._items))
        # Without a word that has to be there every text is looked at.
        self.narrow = TextQuery(words, case=query.case) if words else TextQuery(".", regex=True)

    def look(self, text: str, zones: Sequence[Span]) -> list[tuple[int, int]]:
        """Return where a text fits; the border of a zone is one of tokens."""
        tokens = plain_tokens(text, [place for zone in zones for place in zone])
        return find_tokens(self._items, text, tokens, case=self._case)


def _hits(
    session: Session, looker: _PatternLooker | _TokenLooker | _FormLooker, ids: Sequence[int]
) -> Iterator[Hit]:
    fits = []
    texts = session.texts_holding(ids, looker.narrow)
    zones: dict[int, list[Span]] = defaultdict(list)
    for number, start, end in session.zones_in([number for number, *_ in texts]) if texts else ():
        zones[number].append(Span(start, end))
    for number, uid, title, text in texts:
        try:
            spans = looker.look(text, zones[number])
        except TimeoutError as error:
            raise AnnotatorError(
                "find-too-slow", title=title, document=uid, seconds=int(_TIMEOUT)
            ) from error
        if spans:
            fits.append((number, uid, title, text, spans))
    if not fits:
        return
    holding = [number for number, *_ in fits]
    labels: dict[tuple[int, int, int], list[str]] = defaultdict(list)
    for number, start, end, layer, label in session.labels_in(holding):
        labels[number, start, end].append(f"{layer}.{label}")
    for number, uid, title, text, spans in fits:
        for start, end in spans:
            line = text.rfind("\n", 0, start) + 1
            line_end = text.find("\n", end)
            yield Hit(
                number,
                uid,
                title,
                start,
                end,
                text[max(line, start - AROUND) : start],
                text[start:end],
                text[end : min(line_end if line_end >= 0 else len(text), end + AROUND)],
                any(zone.overlaps(Span(start, end)) for zone in zones[number]),
                tuple(labels.get((number, start, end), ())),
            )


def hits_step(
    session: Session,
    chosen: Sequence[tuple[Hit, int | None]],
    layer: str,
    label: str,
) -> Step:
    """Return the step that gives hits a label, and each its entry if it has one.

    Hits that have the label are left out.  An open suggestion of the same label and range is
    accepted by it; others of the layer that it overlaps are rejected, as by a label made by hand.
    Raises NotPossible("label-not-here", "nothing-changes").
    """
    known = session.scheme.label(layer, label)
    if known is None or known.retired or known.frame:
        raise NotPossible("label-not-here", label=f"{layer}.{label}")
    wanted: dict[int, list[tuple[Hit, int | None]]] = defaultdict(list)
    for hit, entry in chosen:
        wanted[hit.document].append((hit, entry))
    # Asked anew: the hits may have been found a while ago.
    there = {
        (number, start, end)
        for number, start, end, *what in session.labels_in(list(wanted))
        if what == [layer, label]
    }
    whose = session.annotator.id
    made: list[Annotation] = []
    answered: list[Edit] = []
    waiting: dict[int, list[Suggestion]] = defaultdict(list)
    for each in session.open_suggestions_in(list(wanted), layer):
        waiting[each.document].append(each)
    for document, of_document in wanted.items():
        open_ones = waiting.get(document, [])
        for hit, entry in of_document:
            if (document, hit.start, hit.end) in there:
                continue
            span, origin = Span(hit.start, hit.end), Origin.MANUAL
            if open_ones:
                origin, edits = _answer(open_ones, label, span)
                answered += edits
                open_ones = [each for each in open_ones if all(e.before is not each for e in edits)]
            made.append(
                Annotation(
                    session.ids.next(),
                    document,
                    whose,
                    layer,
                    label,
                    (span,),
                    origin=origin,
                    entry=entry,
                )
            )
    if not made:
        raise NotPossible("nothing-changes")
    values: dict[str, Any] = {"label": known.name, "number": len(made)}
    values["text"] = shortened(chosen[0][0].words)
    only = made[0].document if len(wanted) == 1 else None
    return Step("hits-labelled", (*answered, *added(*made)), values, only)


def _answer(suggestions: Sequence[Suggestion], label: str, span: Span) -> tuple[Origin, list[Edit]]:
    """Return where a label on a range comes from, and the edits that answer suggestions there."""
    origin, edits = Origin.MANUAL, []
    for each in suggestions:
        theirs = Span(each.start, each.end)
        if (each.label, theirs) == (label, span):
            origin, state = Origin.SUGGESTION, SuggestionState.ACCEPTED
        elif theirs.overlaps(span):
            state = SuggestionState.REJECTED
        else:
            continue
        edits.append(Edit(each, replace(each, state=state)))
    return origin, edits
