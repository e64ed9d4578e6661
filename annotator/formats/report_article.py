"""One article of the report: its facts, its text with marks, what was said about it.

Owns the order of these and what stands around the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import orjson

from annotator.domain.article import first_line_outside
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Comment, Entry
from annotator.formats.report_index import ArticleIndex
from annotator.formats.report_marks import Mark, paragraphs
from annotator.formats.report_scheme import KINDS, SchemeWords, esc, isolated, table
from annotator.formats.report_tables import ArticleTables

#: Addresses that become links; what else a file calls an address stays a text.
_WEB_ADDRESS = re.compile(r"""https?://[^\s\x00-\x20<>"{}|\\^`]+""", re.ASCII | re.IGNORECASE)
_WIKIDATA = re.compile(r"Q[1-9]\d*", re.ASCII)
_ENTRIES = (
    ("Name", ""), ("Kind", ""), ("Also called", ""), ("Note", ""), ("Wikidata", ""),
    ("Labels", "number"),
)  # fmt: skip


class ArticleReport:
    """The report of one article; `name` is what the ids of its elements begin with."""

    def __init__(self, bundle: Bundle, words: SchemeWords, name: str) -> None:
        self.name = name
        self._bundle = bundle
        self._words = words
        self._index = ArticleIndex(bundle, words, name)
        self._tables = ArticleTables(self._index)

    @property
    def title(self) -> str:
        """Return what the article is called."""
        bundle = self._bundle
        found = bundle.document.title or first_line_outside(bundle.text, bundle.zones)
        return found or bundle.document.uid

    def counts(self) -> Counter[tuple[str, str, str]]:
        """Return how often each (annotator, layer, label) is there."""
        return Counter(
            (self._index.annotator(each.annotator), each.layer, each.label)
            for each in self._bundle.annotations
        )

    def html(self) -> Iterator[str]:
        """Yield the article in pieces."""
        index, name = self._index, self.name
        yield f'<article id="{name}" aria-labelledby="{name}-title">\n<header>\n'
        yield from self._head()
        if not index.several:
            yield from self._labels(index.annotators)
        yield "</header>\n"
        if not index.several:
            yield from self._said(index.annotators, name, "h3")
        for place, annotator in enumerate(index.annotators if index.several else (), start=1):
            own = f"{name}-by{place}"
            yield f'<section class="by" aria-labelledby="{own}"><h3 id="{own}">'
            yield f"{isolated(index.annotator(annotator))} "
            yield f'<span class="muted">({esc(index.short[annotator])})</span></h3>\n'
            yield from self._labels([annotator])
            yield from self._said([annotator], own, "h4")
            yield "</section>\n"
        yield from self._entries()
        yield from self._remarks()
        yield from self._more()
        yield "</article>\n"

    # Before the text ---------------------------------------------------------------------------

    def _head(self) -> Iterator[str]:
        document = self._bundle.document
        yield f'<h2 id="{self.name}-title" dir="auto">{esc(self.title)}</h2>\n'
        facts = (document.outlet, document.published, document.author, document.language)
        told = [isolated(each) for each in facts if each]
        yield _facts([*told, f"id {isolated(document.uid)}"])
        if document.url:
            yield _facts([_link(document.url, document.url)])
        states = sorted(
            (self._index.annotator(each.annotator), each.state.value.replace("-", " "))
            for each in self._bundle.assignments
        )
        if states:
            yield _facts(f"{isolated(name)}: {state}" for name, state in states)

    def _labels(self, annotators: Sequence[int]) -> Iterator[str]:
        """Yield the labels of the article as such."""
        index = self._index
        labels = [
            each for each in index.of(annotators) if not each.spans and each.id not in index.frames
        ]
        if labels:
            labels.sort(key=lambda each: (each.layer, each.label, each.id))
            yield f'<p class="labels">{"".join(map(index.tags, labels))}</p>\n'

    def _said(self, annotators: Sequence[int], name: str, level: str) -> Iterator[str]:
        """Yield the text with the labels of some annotators, then their tables."""
        yield '<div class="text">\n'
        yield from paragraphs(self._bundle.text, self._marks(annotators))
        yield "</div>\n"
        yield from self._tables.html(annotators, name, level)

    def _marks(self, annotators: Sequence[int]) -> list[Mark]:
        marks = []
        for zone in self._bundle.zones:
            tag = f'<span class="t zone" dir="auto">left out: {zone.kind.value}</span>'
            marks.append(Mark(zone.start, zone.end, "z", tag, zone=True))
        for each in self._index.of(annotators):
            kind = KINDS.get(self._words.kind(each.layer), "k3")
            classes = f"{kind} {self._words.colour(each.layer, each.label)}"
            for number, part in enumerate(each.spans, start=1):
                marks.append(Mark(part.start, part.end, classes, self._index.tags(each, number)))
        return marks

    # After the text ----------------------------------------------------------------------------

    def _entries(self) -> Iterator[str]:
        entries = sorted(self._bundle.entries.values(), key=lambda each: (each.name, each.id))
        if entries:
            used = Counter(each.entry for each in self._bundle.annotations)
            name = f"{self.name}-entries"
            yield f'<section aria-labelledby="{name}"><h3 id="{name}">Who and what is meant</h3>\n'
            rows = (("", (*_entry(each), str(used[each.id]))) for each in entries)
            yield from table(name, _ENTRIES, rows)
            yield "</section>\n"

    def _remarks(self) -> Iterator[str]:
        index = self._index
        if not index.remarks:
            return
        name = f"{self.name}-remarks"
        yield f'<section aria-labelledby="{name}"><h3 id="{name}">Remarks</h3>\n'
        yield '<ol class="notes">\n'
        for each in index.remarks:
            yield f'<li id="{self.name}N{index.remark_numbers[each.id]}">'
            yield f"{_facts(self._about(each))}"
            yield f'<p dir="auto">{esc(each.text)}</p></li>\n'
        yield "</ol></section>\n"

    def _about(self, comment: Comment) -> Iterator[str]:
        index = self._index
        yield f"<b>{isolated(index.annotator(comment.annotator))}</b>"
        number = index.remark_numbers.get(comment.reply_to or 0)
        if number is not None:
            yield f'answers <a href="#{self.name}N{number}">remark {number}</a>'
        if comment.annotation is not None and (about := index.named(comment.annotation)):
            yield f"on {about}"
        if comment.resolved:
            yield "resolved"

    def _more(self) -> Iterator[str]:
        meta = self._bundle.document.meta
        if meta:
            name = f"{self.name}-more"
            yield f'<section class="more" aria-labelledby="{name}">'
            yield f'<h3 id="{name}">Further facts</h3>\n<dl>\n'
            for key, value in sorted(meta.items()):
                written = value if isinstance(value, str) else orjson.dumps(value).decode()
                yield f'<dt dir="auto">{esc(key)}</dt><dd dir="auto">{esc(written)}</dd>\n'
            yield "</dl></section>\n"


def _facts(parts: Iterable[str]) -> str:
    return f'<p class="facts">{"".join(f"<span>{each}</span>" for each in parts)}</p>\n'


def _link(address: str, words: str) -> str:
    if _WEB_ADDRESS.fullmatch(address) is None:
        return isolated(words)
    return f'<a href="{esc(address)}" rel="noopener noreferrer">{isolated(words)}</a>'


def _entry(entry: Entry) -> tuple[str, ...]:
    number = entry.wikidata
    page = f"https://www.wikidata.org/wiki/{number}" if _WIKIDATA.fullmatch(number) else ""
    aliases = ", ".join(map(isolated, entry.aliases))
    return esc(entry.name), esc(entry.kind), aliases, esc(entry.note), _link(page, number)
