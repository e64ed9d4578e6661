"""Labels that people made, in the words of the models that learn from them or are tested on them.

Owns the way from the annotations of one annotator (or of the gold set, or of files) to articles
with quotes, opinions and entities as plain values.  Suggestions never get here, and nothing that
stands in an excluded zone does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.assist.near_duplicates import groups, sketch
from annotator.domain.annotations import Annotation, Origin, Span, tidy_spans, without
from annotator.domain.article import Article
from annotator.domain.bundles import Bundle
from annotator.domain.documents import State
from annotator.domain.errors import AnnotatorError
from annotator.domain.opinions import INTENSITIES, POLARITIES, opinion_of
from annotator.domain.pieces import outside_zones
from annotator.domain.proposals import EntityProposal, OpinionProposal, QuoteProposal
from annotator.domain.quotes import Quote, quote_of
from annotator.domain.review import GOLD, GOLD_NAME
from annotator.domain.scheme import LayerKind, Scheme
from annotator.services.adjudicating import GOLD_ID, gold_documents
from annotator.services.session import Session
from annotator.services.tasks import Task

KINDS = ("quotes", "opinions", "entities")
LAYER_KINDS = {
    "quotes": LayerKind.QUOTES,
    "opinions": LayerKind.OPINIONS,
    "entities": LayerKind.SPANS,
}
#: States in which an annotator is through with an article: what has no label there has none.
FINISHED = (State.DONE, State.APPROVED)


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """An article with what one annotator says of it; positions are code points of its text."""

    document: int
    uid: str
    title: str
    text: str
    zones: tuple[Span, ...] = ()
    language: str = ""  # a tag of BCP 47, or ""
    entities: tuple[EntityProposal, ...] = ()
    quotes: tuple[QuoteProposal, ...] = ()
    opinions: tuple[OpinionProposal, ...] = ()
    accepted: Mapping[str, int] = field(default_factory=dict)  # kind -> accepted unchanged
    #: Labels that say two things about the same words, by kind; they are in none of the above.
    contradictory: Mapping[str, int] = field(default_factory=dict)
    #: Labels without what a model needs (a quote without content), by kind.
    left_out: Mapping[str, int] = field(default_factory=dict)
    copies: int = 0  # articles with the same number are near-duplicates

    def of_kind(
        self, kind: str
    ) -> tuple[EntityProposal, ...] | tuple[QuoteProposal, ...] | tuple[OpinionProposal, ...]:
        """Return its labels of a kind."""
        if kind == "quotes":
            return self.quotes
        return self.opinions if kind == "opinions" else self.entities

    def first(self, kind: str, number: int) -> LabelledArticle:
        """Return the article with no more than the first so many labels of a kind."""
        if kind == "quotes":
            return replace(self, quotes=self.quotes[:number])
        if kind == "opinions":
            return replace(self, opinions=self.opinions[:number])
        return replace(self, entities=self.entities[:number])

    def labels(self, kind: str) -> Counter[str]:
        """Return how often it has each label of a kind."""
        if kind == "entities":
            return Counter(each.label for each in self.entities)
        if kind == "opinions":
            return Counter(each.polarity for each in self.opinions)
        return Counter({"quote": len(self.quotes)}) if self.quotes else Counter()


def labelled(
    session: Session,
    whose: str = "",
    task: Task | None = None,
    *,
    finished: bool = True,
    documents: Sequence[int] | None = None,
) -> list[LabelledArticle]:
    """Return the articles that somebody labelled, in the order of the project.

    Args:
        session: The project.
        whose: A name, "gold" for the gold set, "" for whoever annotates.
        task: Hears how far it is.
        finished: Only articles this person is through with; of the gold set, those about which
            something was decided.
        documents: Only these; None: all.

    Raises AnnotatorError("annotator-unknown").
    """
    task = task or Task("reading-labels")
    if whose == GOLD_NAME and _is_gold(session):
        annotator, ids = GOLD_ID, list(gold_documents(session))
        finished = False
    else:
        annotator = session.known_annotator(whose).id if whose else session.annotator.id
        ids = list(session.document_ids())
    if documents is not None:
        chosen = set(documents)
        ids = [each for each in ids if each in chosen]
    found = []
    for done, bundle in enumerate(session.bundles(ids, {annotator})):
        if done % 50 == 0:
            task.progress(done, len(ids))
        if finished and not any(
            each.annotator == annotator and each.state in FINISHED for each in bundle.assignments
        ):
            continue
        if not finished and annotator != GOLD_ID and not bundle.annotations:
            continue
        found.append(article_of(bundle, session.scheme))
    task.progress(len(ids), len(ids))
    return with_copies(found)


def _is_gold(session: Session) -> bool:
    known = session.annotators.get(GOLD_ID)
    if known is None or known.kind != GOLD:
        raise AnnotatorError("evaluate-no-gold")
    return True


def with_copies(articles: Iterable[LabelledArticle]) -> list[LabelledArticle]:
    """Return articles with a number that near-duplicates share."""
    found = list(articles)
    sketches = [sketch(_read(each)) for each in found]
    return [
        replace(each, copies=number) for each, number in zip(found, groups(sketches), strict=True)
    ]


def _read(article: LabelledArticle) -> str:
    """Return the words of an article outside its zones."""
    kept, at = [], 0
    for zone in sorted(article.zones):
        kept.append(article.text[at : max(at, zone.start)])
        at = max(at, zone.end)
    return "\n".join([*kept, article.text[at:]])


def article_of(bundle: Bundle, scheme: Scheme) -> LabelledArticle:
    """Return an article with the labels of its bundle (of one annotator)."""
    article = Article(
        bundle.document, bundle.text, bundle.annotations, bundle.relations, bundle.zones
    )
    reader = _Reader(article, scheme, outside_zones(bundle))
    quotes = reader.quotes()
    opinions = reader.opinions()
    entities = reader.entities()
    return LabelledArticle(
        bundle.document.id,
        bundle.document.uid,
        bundle.document.title,
        bundle.text,
        tuple(Span(each.start, each.end) for each in article.sorted_zones()),
        bundle.document.language,
        entities,
        quotes,
        opinions,
        dict(reader.accepted),
        dict(reader.contradictory),
        dict(reader.left_out),
    )


class _Reader:
    """Reads one article; what has no place in a model is counted."""

    def __init__(self, article: Article, scheme: Scheme, readable: Sequence[Span]) -> None:
        self._article = article
        self._scheme = scheme
        self._readable = readable
        self._zones = [Span(each.start, each.end) for each in article.sorted_zones()]
        self._quotes: dict[int, int] = {}  # frame -> place among the quotes
        self.accepted: Counter[str] = Counter()
        self.contradictory: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()

    def entities(self) -> tuple[EntityProposal, ...]:
        layer = self._scheme.layer_of_kind(LayerKind.SPANS)
        if layer is None:
            return ()
        found: dict[Span, Annotation] = {}
        twice: set[Span] = set()
        for each in self._article.in_layer(layer.uid):
            if len(each.spans) != 1 or not self._in_sight(each.spans):
                self.left_out["entities"] += 1
                continue
            there = found.setdefault(each.spans[0], each)
            if there.label != each.label:
                twice.add(each.spans[0])
        self.contradictory["entities"] = len(twice)
        kept = [(span, each) for span, each in found.items() if span not in twice]
        for _, each in kept:
            self._count_accepted("entities", each)
        return tuple(
            EntityProposal(span.start, span.end, each.label, "", None, each.entry)
            for span, each in sorted(kept)
        )

    def quotes(self) -> tuple[QuoteProposal, ...]:
        found: list[tuple[QuoteProposal, Quote]] = []
        for frame in self._frames("quotes"):
            quote = quote_of(self._article, frame)
            said = QuoteProposal(
                self._outside_zones(quote.content),
                self._outside_zones(quote.cue),
                self._outside_zones(quote.source),
                self._outside_zones(quote.insertion),
                act=str(frame.attributes.get("act", "")),
            )
            if said.content:
                found.append((said, quote))
            else:
                self.left_out["quotes"] += 1
        found.sort(key=lambda each: each[0].content)
        self._quotes = {each.frame.id: place for place, (_, each) in enumerate(found)}
        for _, quote in found:
            self._count_accepted("quotes", quote.frame)
        return tuple(_with_parent(proposal, quote, self._quotes) for proposal, quote in found)

    def opinions(self) -> tuple[OpinionProposal, ...]:
        found: dict[tuple[Span, tuple[Span, ...]], tuple[OpinionProposal, Annotation]] = {}
        twice = set()
        for frame in self._frames("opinions"):
            opinion = opinion_of(self._article, frame)
            target = _hull(opinion.target)
            holder = self._outside_zones(opinion.holder)
            if (
                target is None
                or not self._in_sight((target,))
                or opinion.polarity not in POLARITIES
            ):
                self.left_out["opinions"] += 1
                continue
            said = OpinionProposal(
                target,
                opinion.polarity,
                opinion.intensity if opinion.intensity in INTENSITIES else None,
                holder,
                self._outside_zones(opinion.expression),
                None if opinion.quote is None else self._quotes.get(opinion.quote.id),
            )
            there, _ = found.setdefault((target, holder), (said, frame))
            if there.polarity != said.polarity:
                twice.add((target, holder))
        self.contradictory["opinions"] = len(twice)
        kept = [each for about, each in found.items() if about not in twice]
        for _, frame in kept:
            self._count_accepted("opinions", frame)
        return tuple(sorted((each for each, _ in kept), key=lambda each: each.target))

    def _frames(self, kind: str) -> Iterator[Annotation]:
        layer = self._scheme.layer_of_kind(LAYER_KINDS[kind])
        label = None if layer is None else self._scheme.frame_label(layer.uid)
        if layer is not None and label is not None:
            yield from self._article.in_layer(layer.uid, label.uid)

    def _in_sight(self, spans: Iterable[Span]) -> bool:
        """Tell whether nothing of some spans lies in a zone."""
        return all(any(part.contains(span) for part in self._readable) for span in spans)

    def _outside_zones(self, annotations: Iterable[Annotation]) -> tuple[Span, ...]:
        """Return the parts of some annotations without what lies in a zone."""
        spans = tidy_spans(span for each in annotations for span in each.spans)
        for zone in self._zones:
            spans = without(spans, zone)
        return spans

    def _count_accepted(self, kind: str, annotation: Annotation) -> None:
        if annotation.origin is Origin.SUGGESTION:
            self.accepted[kind] += 1


def _with_parent(proposal: QuoteProposal, quote: Quote, places: Mapping[int, int]) -> QuoteProposal:
    parent = None if quote.parent is None else places.get(quote.parent.id)
    return proposal if parent is None else replace(proposal, parent=parent)


def _hull(annotations: Sequence[Annotation]) -> Span | None:
    """Return the range of the first of the annotations that fill a slot."""
    return annotations[0].hull if annotations else None
