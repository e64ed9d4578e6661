"""The tables below a text in the report: quotes, opinions, and what is related to what.

Owns the columns of each and what stands in their cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from annotator.domain.annotations import Annotation, Relation
from annotator.domain.opinions import SIGNS, WRITER, opinion_of
from annotator.domain.quotes import content_text, quote_of
from annotator.domain.scheme import LayerKind
from annotator.formats.report_index import ArticleIndex
from annotator.formats.report_scheme import esc, isolated, table

_QUOTES = (
    ("No.", ""), ("Who", ""), ("Cue", ""), ("What was said", "wide"), ("Type", ""),
    ("More", "more"),
)  # fmt: skip
_OPINIONS = (
    ("No.", ""), ("Holder", ""), ("Target", ""), ("Expression", ""), ("Polarity", "short"),
    ("Intensity", ""), ("More", "more"),
)  # fmt: skip
_RELATIONS = (("From", ""), ("Relation", ""), ("To", ""))


class ArticleTables:
    """The tables of one article."""

    def __init__(self, index: ArticleIndex) -> None:
        self._index = index
        self._article = index.article
        self._words = index.words

    def html(self, annotators: Sequence[int], name: str, level: str) -> Iterator[str]:
        """Yield the tables of some annotators under headings of a level, whose ids are `name`-…."""
        for kind, title, columns, cells in (
            (LayerKind.QUOTES, "Quotes", _QUOTES, self._quote),
            (LayerKind.OPINIONS, "Opinions", _OPINIONS, self._opinion),
        ):
            rows = [
                (f"{self._index.name}{number}", (number, *cells(self._article.annotations[frame])))
                for frame, number in self._index.frames.items()
                if self._is_of(frame, kind, annotators)
            ]
            yield from _titled(title, f"{name}-{title.lower()}", level, columns, rows)
        links = [
            each
            for each in sorted(self._index.bundle.relations, key=self._where)
            if each.annotator in annotators and not self._index.in_a_slot(each)
        ]
        rows = [("", self._link(each)) for each in links]
        yield from _titled("Relations", f"{name}-relations", level, _RELATIONS, rows)

    def _is_of(self, frame: int, kind: LayerKind, annotators: Sequence[int]) -> bool:
        found = self._article.annotations[frame]
        return found.annotator in annotators and self._words.kind(found.layer) is kind

    def _quote(self, frame: Annotation) -> tuple[str, ...]:
        quote = quote_of(self._article, frame)
        more = [
            *([f"in {self._index.number(quote.parent.id)}"] if quote.parent else ()),
            *(f"answers {self._index.number(each.id)}" for each in quote.responds_to),
            *(f"insertion: {self._listed([each])}" for each in quote.insertion),
            *self._rest(frame, ("type",)),
        ]
        kind = self._words.value(frame.layer, "type", quote.type.value, {})
        content = content_text(self._index.bundle.text, quote)
        return (
            self._listed(quote.source),
            self._listed(quote.cue),
            isolated(content) if content else "",
            esc(kind),
            _lines(more),
        )

    def _opinion(self, frame: Annotation) -> tuple[str, ...]:
        opinion = opinion_of(self._article, frame)
        more = [
            *([f"said in {self._index.number(opinion.quote.id)}"] if opinion.quote else ()),
            *self._rest(
                frame, ("polarity", "intensity", *(("holder",) if opinion.by_writer else ()))
            ),
        ]
        return (
            WRITER if opinion.by_writer else self._listed(opinion.holder),
            self._listed(opinion.target),
            self._listed(opinion.expression),
            self._polarity(frame, opinion.polarity),
            self._value(frame, "intensity", opinion.intensity),
            _lines(more),
        )

    def _polarity(self, frame: Annotation, polarity: str | None) -> str:
        shown = self._value(frame, "polarity", polarity)
        if polarity not in SIGNS:
            return shown
        return f'<span class="{polarity}">{SIGNS[polarity]} {shown}</span>'

    def _value(self, frame: Annotation, name: str, value: str | None) -> str:
        return "" if value is None else esc(self._words.value(frame.layer, name, value, {}))

    def _rest(self, frame: Annotation, shown: Iterable[str]) -> Iterator[str]:
        """Yield the attributes of a frame that no column is for."""
        if self._words.scheme.layer_of_kind(self._words.kind(frame.layer)) != (
            self._words.scheme.layer(frame.layer)
        ):
            yield isolated(self._words.label(frame.layer, frame.label))
        for name, value in sorted(frame.attributes.items()):
            if name not in shown:
                named = self._words.attribute(frame.layer, name)
                written = self._words.value(frame.layer, name, value, self._index.bundle.entries)
                yield isolated(f"{named}: {written}")

    def _listed(self, parts: Iterable[Annotation]) -> str:
        return _lines(isolated(self._index.covered(each)) for each in parts)

    def _link(self, link: Relation) -> tuple[str, ...]:
        role = isolated(self._words.role(link.role))
        return self._index.named(link.source), role, self._index.named(link.target)

    def _where(self, link: Relation) -> tuple[int, int]:
        source = self._article.annotations.get(link.source)
        hull = None if source is None else source.hull
        return (2**62 if hull is None else hull.start), link.id


def _titled(
    title: str,
    name: str,
    level: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[tuple[str, Sequence[str]]],
) -> Iterator[str]:
    """Yield a section with a table, or nothing without rows."""
    if rows:
        yield f'<section aria-labelledby="{name}"><{level} id="{name}">{title}</{level}>\n'
        yield from table(name, columns, rows)
        yield "</section>\n"


def _lines(parts: Iterable[str]) -> str:
    return "<br>".join(parts)
