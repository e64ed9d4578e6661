"""Deciding where annotators differ: the gold set, its provenance, and rules to start from.

Owns the steps that write the gold set.  It is a set of annotations like any other, of an annotator
of its own kind; beside each stands a decision that says who decided, when, how, and from which
annotations.  A decision belongs to an item as it was: when one of its annotations changes, the item
is open again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from annotator.domain import opinions, quotes
from annotator.domain.annotations import Annotation, Relation, Span, tidy_spans
from annotator.domain.article import Article
from annotator.domain.comparison import Difference, Item, Version, compare
from annotator.domain.documents import Annotator, State
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import derived_id
from annotator.domain.review import GOLD, GOLD_NAME, Decision, How, annotator_id
from annotator.domain.steps import Edit, Record, Step
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running

GOLD_ID = annotator_id(GOLD_NAME)
#: Links from frame to frame that a gold frame takes over once both ends are decided.
_LINKS = (quotes.PARENT, quotes.RESPONDS_TO, opinions.QUOTE)
#: Whoever has a document in one of these states has read it, also without a single label.
_READ = (State.DONE, State.APPROVED, State.RETURNED)
STRATEGIES = ("all-agree", "majority", "threshold=N", "prefer=NAME")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A document with what everybody says about it and what was decided."""

    article: Article  # of all annotators and the gold set
    decisions: tuple[Decision, ...]
    readers: tuple[int, ...]  # annotators who read it, by name

    def decision_of(self, item: Item) -> Decision | None:
        """Return the decision about an item that still holds."""
        about = set(item.sources)
        for each in self.decisions:
            if about & set(each.sources):
                return each if each.seen == item.digest() else None
        return None


@dataclass(frozen=True, slots=True)
class Choice:
    """What shall come of an item."""

    how: How
    version: Version | None = None  # None: nothing of it is right
    strategy: str = ""


def review_of(session: Session, document: int, readers: Sequence[int] = ()) -> Reviewed:
    """Return a document for review; without `readers`, everybody who read it."""
    names = session.annotators
    article = session.article(document, names)
    if not readers:
        labelled = {each.annotator for each in article.annotations.values()}
        done = {each.annotator for each in session.assignments(document) if each.state in _READ}
        readers = [each for each in labelled | done if each in names and names[each].kind != GOLD]
    ordered = tuple(sorted(readers, key=lambda each: names[each].name))
    return Reviewed(article, tuple(session.decisions(document)), ordered)


def items_of(session: Session, reviewed: Reviewed, layers: Sequence[str] = ()) -> list[Item]:
    """Return the items of a document in reading order, of some layers or of all."""
    scheme = session.scheme
    found = [
        item
        for layer in layers or [each.uid for each in scheme.layers]
        for item in compare(reviewed.article, scheme, layer, reviewed.readers)
    ]
    return sorted(found, key=lambda each: (each.start, -each.end, each.layer, each.sources))


# Deciding ----------------------------------------------------------------------------------------


def decide(
    session: Session, reviewed: Reviewed, choices: Iterable[tuple[Item, Choice]], code: str
) -> Step:
    """Return the step that writes what was decided about items of one document."""
    writer = _Writer(session, reviewed)
    number = 0
    for item, choice in choices:
        writer.decide(item, choice)
        number += 1
    return writer.step(code, {"number": number})


def choose(session: Session, reviewed: Reviewed, item: Item, annotator: int) -> Step:
    """Return the step that takes one annotator's version of an item."""
    version = next(each for each in item.versions if each.annotator == annotator)
    how = How.UNANIMOUS if item.agreed else How.CHOSEN
    return decide(session, reviewed, [(item, Choice(how, version))], "adjudicated")


def neither(session: Session, reviewed: Reviewed, item: Item) -> Step:
    """Return the step by which nothing of an item is right."""
    return decide(session, reviewed, [(item, Choice(How.NEITHER))], "adjudicated")


def merged_boundaries(session: Session, reviewed: Reviewed, item: Item) -> Step:
    """Return the step that takes the first version with the words of all of them.

    Raises AnnotatorError("nothing-to-merge") for an item that is no labelled stretch of text.
    """
    first = item.versions[0]
    if not first.annotation.spans:
        raise AnnotatorError("nothing-to-merge")
    spans = tidy_spans(span for each in item.versions for span in each.annotation.spans)
    whole = first.annotation._replace(spans=(Span(spans[0].start, spans[-1].end),))
    if len(first.annotation.spans) > 1:
        whole = whole._replace(spans=spans)
    choice = Choice(How.EDITED, replace(first, annotation=whole))
    return decide(session, reviewed, [(item, choice)], "adjudicated")


class _Writer:
    """Collects the edits of decisions about one document."""

    def __init__(self, session: Session, reviewed: Reviewed) -> None:
        self._session = session
        self._article = reviewed.article
        self._now = datetime.now(UTC).isoformat(timespec="seconds")
        self._before: dict[tuple[type, int], Record | None] = {}
        self._after: dict[tuple[type, int], Record | None] = {}
        self._decisions = {each.id: each for each in reviewed.decisions}
        self._annotations = {
            each.id: each
            for each in self._article.annotations.values()
            if each.annotator == GOLD_ID
        }
        self._relations = {
            each.id: each for each in self._article.relations.values() if each.annotator == GOLD_ID
        }

    def step(self, code: str, values: Mapping[str, str | int]) -> Step:
        """Return everything that was decided as one step."""
        edits = [
            Edit(before, self._after[key])
            for key, before in self._before.items()
            if before != self._after[key]
        ]
        # What is referred to is written first and goes last.
        rank = {Annotator: 0, Annotation: 1, Relation: 2, Decision: 3}
        come = sorted(
            (each for each in edits if each.after is not None),
            key=lambda each: rank[type(each.record)],
        )
        go = sorted(
            (each for each in edits if each.after is None),
            key=lambda each: -rank[type(each.record)],
        )
        return Step(code, (*come, *go), values, self._article.document.id)

    def decide(self, item: Item, choice: Choice) -> None:
        """Let a choice be what is decided about an item, in the place of what was."""
        about = set(item.sources)
        for old in [each for each in self._decisions.values() if about & set(each.sources)]:
            self._forget(old)
        gold = 0
        sources = item.sources
        if choice.version is not None:
            self._need_gold()
            gold = self._write(choice.version, item)
            chosen = choice.version.annotation.id
            if chosen in sources:  # the one that was taken stands first
                sources = (chosen, *(each for each in sources if each != chosen))
        decision = Decision(
            derived_id("decision", *(f"{each:x}" for each in item.sources)),
            item.document,
            self._session.annotator.id,
            choice.how,
            sources,
            gold,
            item.digest(),
            choice.strategy,
            self._now,
        )
        self._put(decision)
        self._decisions[decision.id] = decision
        if gold:
            self._take_links(decision)

    def _need_gold(self) -> None:
        if GOLD_ID not in self._session.annotators:
            self._put(Annotator(GOLD_ID, GOLD_NAME, GOLD))

    def _write(self, version: Version, item: Item) -> int:
        main = version.annotation._replace(
            id=derived_id("gold", *(f"{each:x}" for each in item.sources)), annotator=GOLD_ID
        )
        self._put(main)
        for role, fillers in version.slots.items():
            for place, filler in enumerate(fillers):
                part = filler._replace(id=derived_id("gold", f"{filler.id:x}"), annotator=GOLD_ID)
                self._put(part)
                self._put(_relation(main, role, part, place))
        return main.id

    def _take_links(self, decision: Decision) -> None:
        """Join a gold frame with others as the frames it was made from are joined."""
        gold_of = {
            source: each.gold
            for each in self._decisions.values()
            if each.gold
            for source in each.sources
        }
        chosen = decision.sources[0]
        links = [*self._article.relations_from(chosen), *self._article.relations_to(chosen)]
        for link in links:
            if link.role not in _LINKS:
                continue
            ends = [gold_of.get(each) for each in (link.source, link.target)]
            source, target = (self._annotations.get(each or 0) for each in ends)
            if source is not None and target is not None and source.id != target.id:
                self._put(_relation(source, link.role, target, link.position))

    def _forget(self, decision: Decision) -> None:
        """Take away what came of a decision; parts that other frames use stay."""
        gold = self._annotations.get(decision.gold)
        if gold is not None:
            touching = [
                each for each in self._relations.values() if gold.id in (each.source, each.target)
            ]
            for each in touching:
                self._drop(each)
            used = {end for each in self._relations.values() for end in (each.source, each.target)}
            for each in touching:
                part = self._annotations.get(each.target)
                if part is not None and part.spans and part.id not in used:
                    self._drop(part)
            self._drop(gold)
        self._drop(decision)
        self._decisions.pop(decision.id, None)

    def _held(self, record: Record) -> dict[int, Record]:
        held: dict[type, dict[int, Record]] = {
            Annotation: self._annotations,  # type: ignore[dict-item]
            Relation: self._relations,  # type: ignore[dict-item]
        }
        return held.get(type(record), {})

    def _put(self, record: Record) -> None:
        key = (type(record), record.id)
        if key not in self._before:
            self._before[key] = self._stored(record)
        self._after[key] = record
        self._held(record)[record.id] = record

    def _drop(self, record: Record) -> None:
        key = (type(record), record.id)
        if key not in self._before:
            self._before[key] = self._stored(record)
        self._after[key] = None
        self._held(record).pop(record.id, None)

    def _stored(self, record: Record) -> Record | None:
        if isinstance(record, Annotation):
            return self._article.annotations.get(record.id)
        if isinstance(record, Relation):
            return self._article.relations.get(record.id)
        if isinstance(record, Decision):
            return self._decisions.get(record.id)
        return None


def _relation(source: Annotation, role: str, target: Annotation, place: int) -> Relation:
    number = derived_id("relation", f"{source.id:x}", role, f"{target.id:x}")
    return Relation(number, source.document, GOLD_ID, role, source.id, target.id, place)


# Rules to start from ------------------------------------------------------------------------------


@dataclass(slots=True)
class StrategyReport:
    """What a rule decided in a project."""

    documents: int = 0
    items: int = 0
    decided: int = 0  # by this rule, now
    kept: int = 0  # by a person, before: never touched
    left: Counter[str] = field(default_factory=Counter)  # kind of difference -> items


@long_running
def adjudicate(
    session: Session,
    strategy: str,
    layers: Sequence[str] = (),
    task: Task | None = None,
    *,
    names: Sequence[str] = (),
) -> tuple[Step, StrategyReport]:
    """Return the step by which a rule decides what it can, in all documents, and what is left.

    `strategy` is one of "all-agree" (everybody says the same), "majority" (more than half of those
    who read the document), "threshold=N" (at least N of them) and "prefer=NAME" (that annotator's
    version).  What a person decided is never overruled; what a rule decided before is decided anew.
    `names` limits whose annotations count.  Raises AnnotatorError("strategy-unknown",
    "annotator-unknown", "layer-unknown") and Cancelled.
    """
    task = task or Task("adjudicating")
    rule = _rule(session, strategy)
    for layer in layers:
        if session.scheme.layer(layer) is None:
            known = ", ".join(each.uid for each in session.scheme.layers)
            raise AnnotatorError("layer-unknown", layer=layer, known=known)
    readers = [session.known_annotator(name).id for name in names]
    report = StrategyReport()
    edits: list[Edit] = []
    with_gold = GOLD_ID in session.annotators
    documents = session.document_ids()
    for done, document in enumerate(documents):
        if done % 20 == 0:
            task.progress(done, len(documents))
        reviewed = review_of(session, document, readers)
        step = _by_rule(session, reviewed, layers, rule, strategy, report)
        for edit in step.edits:
            if isinstance(edit.record, Annotator):
                if with_gold:
                    continue
                with_gold = True
            edits.append(edit)
    task.progress(len(documents), len(documents))
    values: dict[str, str | int] = {"number": report.decided, "strategy": strategy}
    return Step("adjudicated-by-rule", tuple(edits), values), report


def _by_rule(
    session: Session,
    reviewed: Reviewed,
    layers: Sequence[str],
    rule: _Rule,
    strategy: str,
    report: StrategyReport,
) -> Step:
    choices = []
    items = items_of(session, reviewed, layers)
    report.documents += bool(items)
    for item in items:
        report.items += 1
        decision = reviewed.decision_of(item)
        if decision is not None and not decision.strategy:
            report.kept += 1
            continue
        found = rule.of(item, len(reviewed.readers))
        if found is None:
            worst = item.differences[0] if item.differences else Difference.MISSING
            report.left[worst.value] += 1
            continue
        report.decided += 1
        how = How.UNANIMOUS if item.agreed and len(item.versions) > 1 else How.STRATEGY
        choice = Choice(how, found.version, strategy)
        if decision is None or (decision.how, decision.strategy) != (how, choice.strategy):
            choices.append((item, choice))
    return decide(session, reviewed, choices, "adjudicated-by-rule")


@dataclass(frozen=True, slots=True)
class _Found:
    version: Version | None


@dataclass(frozen=True, slots=True)
class _Rule:
    least: int = 0  # how many must say the same; 0: more than half, -1: everybody
    prefer: int = 0  # whose version is taken

    def of(self, item: Item, readers: int) -> _Found | None:
        """Return what the rule takes of an item, None if it decides nothing."""
        if self.prefer:
            if self.prefer in item.missing:
                return _Found(None)
            mine = (each for each in item.versions if each.annotator == self.prefer)
            version = next(mine, None)
            return None if version is None else _Found(version)
        if readers < 2:
            return None
        least = {-1: readers, 0: readers // 2 + 1}.get(self.least, self.least)
        groups: defaultdict[tuple[object, ...], list[Version]] = defaultdict(list)
        for each in item.versions:
            groups[each.said()].append(each)
        largest = max(groups.values(), key=len)
        if len(largest) >= least and sum(len(g) == len(largest) for g in groups.values()) == 1:
            return _Found(largest[0])
        # As many do not have it as the rule asks for.  A threshold is about what is there.
        return _Found(None) if self.least == 0 and len(item.missing) >= least else None


def _rule(session: Session, strategy: str) -> _Rule:
    name, _, value = strategy.partition("=")
    if strategy == "all-agree":
        return _Rule(-1)
    if strategy == "majority":
        return _Rule()
    if name == "threshold" and value.isdecimal() and int(value) > 0:
        return _Rule(int(value))
    if name == "prefer" and value:
        return _Rule(prefer=session.known_annotator(value).id)
    raise AnnotatorError("strategy-unknown", name=strategy, known=", ".join(STRATEGIES))


# The gold set ------------------------------------------------------------------------------------


def gold_documents(session: Session) -> Iterator[int]:
    """Yield the documents about which something was decided, in the order of the project."""
    decided = set(session.decided_documents())
    return (each for each in session.document_ids() if each in decided)
