"""A report for people: one web page with every article, its labels and tables; only written.

Owns the page around the articles: legend, list of contents, totals.  The page needs no script and
nothing from elsewhere, and forbids both; every text in it is escaped.  Articles go out one by one,
so what is only known at the end (titles, totals) stands at the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from annotator.domain.bundles import Bundle
from annotator.domain.scheme import Scheme
from annotator.formats.registry import CARRIED, Format, Frames, WriteOptions
from annotator.formats.report_article import ArticleReport
from annotator.formats.report_scheme import SchemeWords, esc, isolated, table
from annotator.formats.report_style import stylesheet

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


class _Listed(NamedTuple):
    """An article in the list of contents."""

    name: str
    title: str
    published: str
    labels: int


def write(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
    """Yield one page with every article."""
    articles = iter(bundles)
    first = list(_taken(articles, 2))
    words = SchemeWords(options.scheme)
    contents: list[_Listed] = []
    totals: Counter[tuple[str, str, str]] = Counter()
    several = len(first) > 1
    yield "".join(_head(words, several=several)).encode()
    for number, bundle in enumerate(chain(first, articles), start=1):
        article = ArticleReport(bundle, words, f"a{number}")
        yield "".join(article.html()).encode()
        counts = article.counts()
        totals += counts
        published = bundle.document.published
        contents.append(_Listed(article.name, article.title, published, counts.total()))
    yield b"</main>\n<footer>\n"
    if several:
        yield "".join(_contents(contents)).encode()
    yield "".join(_totals(words, totals, len(contents))).encode()
    yield b"</footer>\n</body>\n</html>\n"


def _taken(articles: Iterator[Bundle], number: int) -> Iterator[Bundle]:
    for _ in range(number):
        found = next(articles, None)
        if found is not None:
            yield found


def _head(words: SchemeWords, *, several: bool) -> Iterator[str]:
    scheme = words.scheme
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="color-scheme" content="light dark">\n'
    yield '<meta name="referrer" content="no-referrer">\n'
    yield f"<title>Annotated articles: {esc(scheme.name)}</title>\n"
    yield f"<style>\n{stylesheet(words.colours)}</style>\n</head>\n<body>\n"
    yield '<a class="skip" href="#articles">To the articles</a>\n'
    yield "<header>\n<h1>Annotated articles</h1>\n"
    yield f'<p class="muted">{_about(scheme)}</p>\n'
    places = [*([("contents", "Contents")] if several else []), ("totals", "Totals")]
    links = "".join(f'<a href="#{place}">{title}</a>' for place, title in places)
    yield f'<nav class="jump" aria-label="In this report">{links}</nav>\n'
    yield from words.legend()
    yield '</header>\n<main id="articles">\n'


def _about(scheme: Scheme) -> str:
    about = f"Scheme {isolated(scheme.name)}, version {scheme.version}"
    return f"{about}: {isolated(scheme.description)}" if scheme.description else about


def _contents(contents: Iterable[_Listed]) -> Iterator[str]:
    yield '<nav class="contents" aria-labelledby="contents"><h2 id="contents">Contents</h2>\n<ol>\n'
    for each in contents:
        facts = [isolated(each.published)] if each.published else []
        facts.append(f"{each.labels} label{'' if each.labels == 1 else 's'}")
        yield f'<li><a href="#{each.name}">{isolated(each.title)}</a>'
        yield f'<span class="muted">{" · ".join(facts)}</span></li>\n'
    yield "</ol></nav>\n"


def _totals(
    words: SchemeWords, totals: Counter[tuple[str, str, str]], articles: int
) -> Iterator[str]:
    names = sorted({name for name, _, _ in totals})
    yield '<section aria-labelledby="totals"><h2 id="totals">Totals</h2>\n'
    yield f"<p>{articles} article{'' if articles == 1 else 's'}, {totals.total()} labels"
    yield f", {len(names)} annotators</p>\n" if len(names) > 1 else "</p>\n"
    if totals:
        columns = [("Label", ""), ("Layer", "")]
        columns += [(name, "number") for name in names] if len(names) > 1 else []
        rows = []
        for layer, label in words.in_order({(layer, label) for _, layer, label in totals}):
            counts = [totals[name, layer, label] for name in names]
            shown = [str(each) for each in (*(counts if len(names) > 1 else ()), sum(counts))]
            named = (isolated(words.label(layer, label)), isolated(words.layer(layer)))
            rows.append(("", (*named, *shown)))
        yield from table("totals", [*columns, ("All", "number")], rows)
    yield "</section>\n"


FORMAT = Format(
    "html-report",
    "Report to read and print (HTML)",
    (),
    write=write,
    carries=frozenset(CARRIED) - {"provenance", "suggestions"},
    frames=Frames.WHOLE,
    same_twice=True,
    ending=".html",
)
