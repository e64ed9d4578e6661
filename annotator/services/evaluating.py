"""How good suggesters are, measured against labels that people made.

Owns what is compared with what: suggestions are made anew by the worker for the chosen articles
(the stored ones lack what was rejected or labelled), each suggester by itself and all together;
one's own models only on articles they did not learn from.  The measures are the domain's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from annotator.domain.annotations import Span
from annotator.domain.entity_scores import score_entities
from annotator.domain.errors import AnnotatorError
from annotator.domain.measure import Measure
from annotator.domain.opinion_scores import OpinionScores
from annotator.domain.proposals import QuoteProposal
from annotator.domain.quote_scores import QuoteScores
from annotator.services import models
from annotator.services.engines import Engines, Found, Look, engines_of
from annotator.services.labelled import KINDS, LabelledArticle, labelled
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running

__all__ = [
    "HEADLINES",
    "KINDS",
    "SPEECH",
    "TOGETHER",
    "Evaluation",
    "Figure",
    "Mistake",
    "evaluate",
    "figures_of",
    "headline",
    "scored",
]

#: By which measure models of a kind are compared.
HEADLINES = {"quotes": "e2e", "opinions": "macro_f1", "entities": "exact"}
#: What decides between two that are equal in that: quotes that need no correction at all.
TIES = {"quotes": "frame"}
#: Suggester that stands for all of a kind together.
TOGETHER = "together"
#: Label that stands for quotes of the speech view.
SPEECH = "speech"
#: Examples of one kind of error that are given in JSON.
EXAMPLES = 5
_WORDS = 160  # characters of an example


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of one suggester; the shares are None where nothing is there to count."""

    kind: str  # of `labelled.KINDS`
    suggester: str
    label: str  # "" = all
    measure: str
    precision: float | None
    recall: float | None
    value: float | None  # F1, else what the measure is
    right: int
    found: int
    gold: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """A place where a suggester and a person differ."""

    kind: str
    suggester: str
    error: str  # "missed", "spurious", "boundary", …
    document: int
    uid: str
    label: str  # of the person's label, else of the suggestion
    gold: tuple[Span, ...]  # where the person's label stands; empty: she has none
    found: tuple[Span, ...]  # where the suggestion stands
    words: str  # what is labelled, else suggested, in one line
    suggested: str  # what is suggested, where that differs

    @property
    def span(self) -> Span:
        """Return the range to show."""
        spans = self.gold or self.found
        return Span(spans[0].start, spans[-1].end)


@dataclass(slots=True)
class Evaluation:
    """All figures, with the places behind them."""

    against: str
    articles: int = 0
    words: int = 0
    cpu_seconds: float = 0.0  # of suggesting, parse included
    figures: list[Figure] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    #: Name of an own model -> articles left out because it learned from them, by uid.
    left_out: dict[str, list[str]] = field(default_factory=dict)
    #: Kind -> (labels accepted as they were suggested, labels) among those compared with.
    accepted: dict[str, tuple[int, int]] = field(default_factory=dict)
    notices: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def errors(self, kind: str, suggester: str) -> Counter[str]:
        """Return how many mistakes of each sort a suggester made."""
        return Counter(
            each.error
            for each in self.mistakes
            if each.kind == kind and each.suggester == suggester
        )

    def plain(self) -> dict[str, Any]:
        """Return it as JSON values, with some examples of every sort of mistake."""
        rows: dict[tuple[str, str, str], list[Mistake]] = {}
        for each in self.mistakes:
            rows.setdefault((each.kind, each.suggester, each.error), []).append(each)
        return {
            "against": self.against,
            "articles": self.articles,
            "words": self.words,
            "cpu_seconds": round(self.cpu_seconds, 3),
            "figures": [_plain_figure(each) for each in self.figures],
            "errors": [
                {
                    "kind": kind, "suggester": suggester, "error": error, "number": len(found),
                    "examples": [_plain_mistake(each) for each in found[:EXAMPLES]],
                }
                for (kind, suggester, error), found in rows.items()
            ],
            "left_out": self.left_out,
            "accepted_unchanged": {
                kind: {"accepted": accepted, "labels": labels}
                for kind, (accepted, labels) in self.accepted.items()
            },
        }  # fmt: skip


def _plain_figure(each: Figure) -> dict[str, Any]:
    return {
        "kind": each.kind, "suggester": each.suggester, "label": each.label,
        "measure": each.measure, "precision": _rounded(each.precision),
        "recall": _rounded(each.recall), "f1": _rounded(each.value), "right": each.right,
        "found": each.found, "gold": each.gold,
    }  # fmt: skip


def _plain_mistake(each: Mistake) -> dict[str, Any]:
    return {
        "document": each.uid, "label": each.label, "gold": [list(span) for span in each.gold],
        "found": [list(span) for span in each.found], "words": each.words,
        "suggested": each.suggested,
    }  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def headline(kind: str, figures: Iterable[Figure], measure: str = "") -> float | None:
    """Return the value by which models of a kind are compared, over all labels.

    Or that of another measure.
    """
    wanted = (kind, measure or HEADLINES[kind], "", TOGETHER)
    return next(
        (
            each.value
            for each in figures
            if (each.kind, each.measure, each.label, each.suggester) == wanted
        ),
        None,
    )


@long_running
def evaluate(
    session: Session,
    against: str = "",
    task: Task | None = None,
    *,
    kinds: Collection[str] = KINDS,
    finished: bool = True,
    pipeline: str = "",
    engines: Engines | None = None,
) -> Evaluation:
    """Return how good the suggesters are on the articles somebody is through with.

    Args:
        session: The project.
        against: Whose labels are taken for right: a name, "gold", "" for whoever annotates.
        task: Hears how far it is.
        kinds: Of `labelled.KINDS`.
        finished: Only articles this person is through with.
        pipeline: "" = the project's.
        engines: What suggests; None: the worker.

    Raises AnnotatorError("evaluate-nothing", "evaluate-no-gold", "annotator-unknown"), what
    `Engines` raise for the worker, and Cancelled.
    """
    task = task or Task("evaluating")
    articles = labelled(session, against, task, finished=finished)
    kinds = [kind for kind in KINDS if kind in kinds and any(e.of_kind(kind) for e in articles)]
    if not kinds:
        raise AnnotatorError("evaluate-nothing", against=against or session.annotator.name)
    usable = models.usable(session)
    own = {kind: usable.paths[kind] for kind in kinds if kind in usable.paths}
    found = Evaluation(against or session.annotator.name, len(articles))
    found.words = sum(len(each.text.split()) for each in articles)
    found.notices = [(each.code, dict(each.values)) for each in usable.problems]
    with _given(session, pipeline, engines) as working:
        evaluation = _Evaluating(session, found, articles, working, task)
        shipped = evaluation.look(articles, Look(kinds), 0, 2 if own else 1)
        learned = _learned(session, own, usable.names)
        for kind in kinds:
            if kind not in own:
                evaluation.take(kind, articles, shipped)
        if own:
            looked = [e for e in articles if any(e.document not in learned[k] for k in own)]
            for kind in own:
                found.left_out[usable.names[kind]] = [
                    each.uid for each in articles if each.document in learned[kind]
                ]
            names = {kind: usable.names[kind] for kind in own}
            with_own = evaluation.look(looked, Look(list(own), own, names), 1, 2)
            for kind in own:
                held = [each for each in articles if each.document not in learned[kind]]
                # The others on the same articles, or the figures could not be compared.
                evaluation.take(kind, held, shipped, together=False)
                evaluation.take(kind, held, with_own)
        found.cpu_seconds = working.cpu_seconds
        found.notices += [(code, dict(values)) for code, values in working.notices]
    for kind in kinds:
        found.accepted[kind] = (
            sum(each.accepted.get(kind, 0) for each in articles),
            sum(len(each.of_kind(kind)) for each in articles),
        )
    return found


@contextmanager
def _given(session: Session, pipeline: str, engines: Engines | None) -> Iterator[Engines]:
    if engines is not None:
        yield engines
        return
    with engines_of(session, pipeline) as own:
        yield own


def _learned(
    session: Session, own: Mapping[str, object], names: Mapping[str, str]
) -> dict[str, set[int]]:
    """Return the documents that each model in use learned from."""
    found: dict[str, set[int]] = {}
    for kind in own:
        versions = models.store_of(session).versions(kind)
        found[kind] = {
            document for each in versions if each.name == names[kind] for document in each.documents
        }
    return found


class _Evaluating:
    """One evaluation on its way."""

    def __init__(
        self,
        session: Session,
        found: Evaluation,
        articles: Sequence[LabelledArticle],
        engines: Engines,
        task: Task,
    ) -> None:
        self._session = session
        self._found = found
        self._engines = engines
        self._task = task

    def look(
        self, articles: Sequence[LabelledArticle], look: Look, place: int, of: int
    ) -> dict[int, Found]:
        """Return what is suggested for articles, by document."""

        def report(done: int, total: int) -> None:
            share = done / total if total else 0.0
            self._task.progress(round(1000 * (place + share) / of), 1000)

        looked = self._engines.suggest(articles, look, Task(self._task.code, report))
        return {each.document: found for each, found in zip(articles, looked, strict=True)}

    def take(
        self,
        kind: str,
        articles: Sequence[LabelledArticle],
        found: Mapping[int, Found],
        *,
        together: bool = True,
    ) -> None:
        """Count what each suggester found of a kind, and what all found together."""
        chosen = [found[each.document] for each in articles]
        names = sorted({p.suggester for each in chosen for p in each.of_kind(kind) if p.suggester})
        rows = names if not together else [*names, TOGETHER]
        for name in rows:
            if any((e.kind, e.suggester) == (kind, name) for e in self._found.figures):
                continue
            mine = chosen if name == TOGETHER else [each.by(kind, name) for each in chosen]
            figures, mistakes = scored(kind, articles, mine, name)
            self._found.figures += figures
            self._found.mistakes += mistakes


def figures_of(
    kind: str, articles: Sequence[LabelledArticle], found: Sequence[Found]
) -> list[Figure]:
    """Return the figures of all suggesters of a kind together."""
    return scored(kind, articles, found, TOGETHER)[0]


def scored(
    kind: str, articles: Sequence[LabelledArticle], found: Sequence[Found], suggester: str
) -> tuple[list[Figure], list[Mistake]]:
    """Return the figures of suggestions of a kind and the places where they are wrong."""
    if kind == "quotes":
        return _quotes_scored(articles, found, suggester)
    if kind == "opinions":
        return _opinions_scored(articles, found, suggester)
    return _entities_scored(articles, found, suggester)


def _quotes_scored(
    articles: Sequence[LabelledArticle], found: Sequence[Found], suggester: str
) -> tuple[list[Figure], list[Mistake]]:
    scores = QuoteScores()
    for place, (article, each) in enumerate(zip(articles, found, strict=True)):
        scores.add(str(place), article.text, article.quotes, each.quotes)
    figures = [
        _figure("quotes", suggester, "" if view == "all" else SPEECH, name, measure)
        for view, measures in scores.views.items()
        for name, measure in measures.items()
    ]
    mistakes = []
    for error in scores.errors:
        article = articles[int(error.article)]
        gold = () if error.gold is None else _shown_of(error.gold, error.kind)
        there = () if error.found is None else _shown_of(error.found, error.kind)
        mistakes.append(_mistake("quotes", suggester, error.kind, article, "quote", gold, there))
    return figures, mistakes


def _shown_of(quote: QuoteProposal, error: str) -> tuple[Span, ...]:
    """Return the words of a quote that a mistake is about."""
    if error == "wrong-speaker":
        speaker = () if quote.speaker is None else (quote.speaker,)
        return quote.source or speaker or quote.content
    return quote.content


def _opinions_scored(
    articles: Sequence[LabelledArticle], found: Sequence[Found], suggester: str
) -> tuple[list[Figure], list[Mistake]]:
    scores = OpinionScores()
    for place, (article, each) in enumerate(zip(articles, found, strict=True)):
        scores.add(str(place), article.text, article.opinions, each.opinions)
    counts = scores.polarities
    right = sum(number for (gold, said), number in counts.confusion.items() if gold == said)
    figures = [
        Figure("opinions", suggester, "", name, None, None, value, right, counts.n, counts.n)
        for name, value in (("macro_f1", counts.macro_f1), ("accuracy", counts.accuracy))
    ]
    figures += [
        _figure("opinions", suggester, "", name, measure)
        for name, measure in scores.measures.items()
    ]
    figures += [
        _figure("opinions", suggester, polarity, "polarity", counts.of(polarity))
        for polarity in counts.classes
    ]
    mistakes = []
    for error in scores.errors:
        labelled_, said = error.gold, error.found
        one = labelled_ or said
        if one is None:
            continue
        mistakes.append(
            _mistake(
                "opinions", suggester, error.kind, articles[int(error.article)], one.polarity,
                () if labelled_ is None else (labelled_.target,),
                () if said is None else (said.target,),
                said.polarity if labelled_ and said else "",
            )
        )  # fmt: skip
    return figures, mistakes


def _figure(kind: str, suggester: str, label: str, name: str, measure: Measure) -> Figure:
    return Figure(
        kind, suggester, label, name, measure.precision, measure.recall, measure.f1,
        measure.right, measure.found, measure.gold,
    )  # fmt: skip


def _mistake(
    kind: str,
    suggester: str,
    error: str,
    article: LabelledArticle,
    label: str,
    gold: tuple[Span, ...],
    found: tuple[Span, ...],
    otherwise: str = "",
) -> Mistake:
    words = _shown(article.text, gold or found)
    suggested = _shown(article.text, found) if gold and found and gold != found else ""
    return Mistake(
        kind, suggester, error, article.document, article.uid, label, gold, found, words,
        otherwise or suggested,
    )  # fmt: skip


def _shown(text: str, spans: Iterable[Span]) -> str:
    words = " … ".join(" ".join(span.of(text).split()) for span in spans)
    return words if len(words) <= _WORDS else words[: _WORDS - 1] + "…"


def _entities_scored(
    articles: Sequence[LabelledArticle], found: Sequence[Found], suggester: str
) -> tuple[list[Figure], list[Mistake]]:
    scores = score_entities(
        (
            [(e.start, e.end, e.label) for e in article.entities],
            [(e.start, e.end, e.label) for e in each.entities],
        )
        for article, each in zip(articles, found, strict=True)
    )
    rows = [("", "exact", scores.exact), ("", "partial", scores.partial)]
    rows.append(("", "ranges", scores.ranges))
    for label, of_label in sorted(scores.labels.items()):
        rows += [(label, "exact", of_label.exact), (label, "partial", of_label.partial)]
    figures = [_figure("entities", suggester, *each) for each in rows]
    mistakes = []
    for each in scores.errors:
        name = each.there or each.proposed
        if name is None:
            continue
        gold = () if each.there is None else (Span(*each.there[:2]),)
        there = () if each.proposed is None else (Span(*each.proposed[:2]),)
        other = each.proposed[2] if each.there and each.proposed else ""
        mistakes.append(
            _mistake(
                "entities", suggester, each.kind.value, articles[each.document], name[2], gold,
                there, other if other != name[2] else "",
            )
        )  # fmt: skip
    return figures, mistakes
