"""The desk of a reviewer: what is to be decided, one after another, and what a key decides.

Owns the queue over the project, the item in hand, and the steps of review; it knows no window.  Two
things are reviewed here: where annotators differ (the worst first), and one colleague's labels (in
reading order).  Both end in decisions and the gold set (`annotator.services.adjudicating`).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from annotator.domain.annotations import Annotation, Span
from annotator.domain.comparison import WORST_FIRST, Item, Version
from annotator.domain.documents import Assignment, State
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import derived_id
from annotator.domain.review import How
from annotator.domain.steps import Edit, Step, added
from annotator.services import adjudicating
from annotator.services.adjudicating import Choice, Reviewed
from annotator.services.commenting import remark
from annotator.services.reading import Reading
from annotator.services.session import Change, Session
from annotator.services.tasks import Task, long_running
from annotator.services.tokenising import tokens_for
from annotator.services.upkeep import NotPossible

#: What lines of a version say for true and for false, as codes.
YES_NO = ("value-yes", "value-no")
#: Code points of an item's words in the queue.
_SHOWN = 80


class Row(NamedTuple):
    """One item of the queue; rows sort as they shall be looked at."""

    rank: int  # of its worst difference
    place: int  # of the document in the project
    start: int
    document: int
    layer: str
    label: str  # of the first version
    difference: str  # the worst, "" if there is none
    words: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QueueOptions:
    """What the queue shall hold."""

    checked: int = 0  # the annotator whose labels are checked; 0: where annotators differ
    difference: str = ""  # only this kind
    layer: str = ""
    label: str = ""
    pair: tuple[int, ...] = ()  # only what these annotators say


@long_running
def queue_rows(
    session: Session, options: QueueOptions, task: Task | None = None
) -> Iterator[list[Row]]:
    """Yield what is to be decided, a few documents at a time, in the order of the project."""
    task = task or Task("comparing")
    documents = session.document_ids()
    wanted = set(documents)
    if options.checked:
        wanted = {document for document, _ in session.readers([options.checked])}
    batch: list[Row] = []
    size = 40
    for place, document in enumerate(documents):
        if place % 20 == 0:
            task.progress(place, len(documents))
        if document in wanted:
            batch += rows_of(session, options, document, place)
        if len(batch) >= size:
            yield batch
            # The first come at once, later ones in larger pieces.
            batch, size = [], min(size * 2, 5_000)
    yield batch


def rows_of(session: Session, options: QueueOptions, document: int, place: int) -> list[Row]:
    """Return what is to be decided in one document."""
    if options.checked:
        given = session.assignment(document, options.checked)
        if given is not None and given.state is State.RETURNED:
            return []  # until she is done with it again
    reviewed = _reviewed(session, options, document)
    layers = [options.layer] if options.layer else []
    found = []
    for item in adjudicating.items_of(session, reviewed, layers):
        row = _row(reviewed, item, place, checking=bool(options.checked))
        if _wanted(row, item, options) and reviewed.decision_of(item) is None:
            found.append(row)
    return found


def _reviewed(session: Session, options: QueueOptions, document: int) -> Reviewed:
    readers = [options.checked] if options.checked else options.pair
    return adjudicating.review_of(session, document, readers)


def _wanted(row: Row, item: Item, options: QueueOptions) -> bool:
    if not options.checked and item.agreed:
        return False
    labels = {each.annotation.label for each in item.versions}
    return (not options.difference or options.difference in item.differences) and (
        not options.label or options.label in labels
    )


def _row(reviewed: Reviewed, item: Item, place: int, *, checking: bool) -> Row:
    worst = item.differences[0] if item.differences else None
    words = " … ".join(span.of(reviewed.article.text) for span in _leading(item.versions[0]) or ())
    return Row(
        0 if checking or worst is None else WORST_FIRST.index(worst),
        place,
        item.start,
        item.document,
        item.layer,
        item.versions[0].annotation.label,
        worst.value if worst is not None and not checking else "",
        " ".join(words.split())[:_SHOWN],
        item.sources,
    )


def _leading(version: Version) -> tuple[Span, ...]:
    """Return the words by which an item is known: its own, or the first slot that is filled."""
    if version.annotation.spans:
        return version.annotation.spans
    fillers = next((each for each in version.slots.values() if each), ())
    return tuple(span for each in fillers for span in each.spans)


# Versions as they are shown ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a version says."""

    what: str  # "label", a slot, an attribute, "entry"
    says: str  # of yes and no the code of the word, one of YES_NO
    differs: bool  # not everybody says so


@dataclass(frozen=True, slots=True)
class Card:
    """A version as a reviewer sees it."""

    number: int  # the key that takes it
    name: str
    annotator: int
    lines: tuple[Line, ...]
    accepted: bool  # a suggestion, accepted as it was proposed


class Reviewer:
    """The item in hand and what can be decided about it."""

    def __init__(self, session: Session, options: QueueOptions | None = None) -> None:
        self.session = session
        self.options = options or QueueOptions()
        self.rows: list[Row] = []
        self.reviewed: Reviewed | None = None
        self.item: Item | None = None
        self.names_hidden = False
        self.draft: Annotation | None = None  # while a version is edited
        self._reading: Reading | None = None
        self._base: Version | None = None
        self._opened: Row | None = None
        self._places = {each: place for place, each in enumerate(session.document_ids())}
        self._listeners: list[Callable[[str], None]] = []
        self._leave = session.subscribe(self._follow)

    def close(self) -> None:
        """Stop following the project."""
        self._leave()
        self._listeners.clear()

    def subscribe(self, listener: Callable[[str], None]) -> None:
        """Have `listener` called with what changed: "queue", "item", or the code of a message."""
        self._listeners.append(listener)

    def _tell(self, what: str) -> None:
        for listener in tuple(self._listeners):
            listener(what)

    @property
    def checking(self) -> bool:
        """Tell whether one colleague's labels are checked."""
        return bool(self.options.checked)

    # The queue -----------------------------------------------------------------------------------

    def add(self, rows: Iterable[Row]) -> None:
        """Take rows that were found; the first one is opened if nothing is in hand."""
        self.rows = sorted([*self.rows, *rows])
        self._tell("queue")
        if self.item is None and self.rows:
            self.open(self.rows[0])

    def open(self, row: Row) -> None:
        """Take an item in hand."""
        if self.reviewed is None or self.reviewed.article.document.id != row.document:
            self.reviewed = _reviewed(self.session, self.options, row.document)
            self._reading = None
        self.item, self._opened = self._item(row), row
        self.draft = self._base = None
        self._tell("item")

    def _item(self, row: Row) -> Item | None:
        assert self.reviewed is not None
        for item in adjudicating.items_of(self.session, self.reviewed, [row.layer]):
            if item.sources == row.sources:
                return item
        return None

    @property
    def row(self) -> int:
        """Return the place of the item in hand in the queue, or where it would be; -1 for none."""
        if self.item is None:
            return -1
        if self._opened is not None:
            place = bisect_left(self.rows, self._opened)
            if place < len(self.rows) and self.rows[place] == self._opened:
                return place
        # What is said of it has changed, and with that its place.
        for place, each in enumerate(self.rows):
            if each.sources == self.item.sources:
                return place
        return -1

    def go(self, steps: int) -> None:
        """Go on, or back, without a decision."""
        if not self.rows:
            return
        at = self.row
        place = 0 if at < 0 else (at + steps) % len(self.rows)
        self.open(self.rows[place])

    def _follow(self, change: Change) -> None:
        if change.kind in ("suggestions", "tokens"):
            return
        if change.bulk:
            self._places = {each: at for at, each in enumerate(self.session.document_ids())}
            known = {row.document for row in self.rows}
        else:
            known = set(change.documents)
        at = max(self.row, 0)
        for document in known:
            self._look_again(document)
        self._tell("queue")
        self._hold(at)

    def _look_again(self, document: int) -> None:
        self.rows = [each for each in self.rows if each.document != document]
        place = self._places.get(document)
        if place is not None:
            for row in rows_of(self.session, self.options, document, place):
                insort(self.rows, row)
        if self.reviewed is not None and self.reviewed.article.document.id == document:
            self.reviewed = _reviewed(self.session, self.options, document)
            self._reading = None

    def _hold(self, at: int) -> None:
        """Keep the item in hand; where it was decided, take the next one."""
        if self.item is not None and self.row >= 0:
            self.open(self.rows[self.row])
        elif self.rows:
            self.open(self.rows[min(at, len(self.rows) - 1)])
        else:
            self.item = self.draft = None
            self._tell("item")

    # What is shown ------------------------------------------------------------------------------

    def cards(self) -> list[Card]:
        """Return the versions of the item in hand, each with the key that takes it."""
        if self.item is None or self.reviewed is None:
            return []
        said = [self._lines(each) for each in self.item.versions]
        common = set.intersection(*(set(each) for each in said)) if said else set()
        alone = len(said) == 1
        return [
            Card(
                number,
                self._name(version.annotator),
                version.annotator,
                tuple(Line(what, says, not alone and (what, says) not in common)
                      for what, says in lines),
                version.annotation.origin.value == "suggestion",
            )
            for number, (version, lines) in enumerate(
                zip(self.item.versions, said, strict=True), start=1
            )
        ]  # fmt: skip

    def missing(self) -> list[str]:
        """Return the names of those who have nothing there."""
        return [] if self.item is None else [self._name(each) for each in self.item.missing]

    def _name(self, annotator: int) -> str:
        if self.names_hidden and self.reviewed is not None:
            return f"Annotator {self.reviewed.readers.index(annotator) + 1}"
        found = self.session.annotators.get(annotator)
        return found.name if found is not None else ""

    def _lines(self, version: Version) -> list[tuple[str, str]]:
        assert self.reviewed is not None
        text, scheme = self.reviewed.article.text, self.session.scheme
        one = version.annotation

        def words(spans: Sequence[Span]) -> str:
            return " … ".join(" ".join(span.of(text).split()) for span in spans)

        label = scheme.label(one.layer, one.label)
        lines = [("label", one.label if label is None else label.name)]
        if one.spans:
            lines.append(("words", words(one.spans)))
        for role, fillers in version.slots.items():
            lines += [(role, words(each.spans)) for each in fillers]
        for role, linked in version.links.items():
            lines += [(role.replace("_", " "), words(spans)) for spans in linked]
        for name, value in sorted(one.attributes.items()):
            known = scheme.attribute(one.layer, name)
            says = YES_NO[not value] if isinstance(value, bool) else str(value)
            if known is not None:
                says = dict(known.choices).get(says, says)
            lines.append((name if known is None else known.name, says))
        if one.entry is not None:
            entry = self.session.entry(one.entry)
            lines.append(("entry", "" if entry is None else entry.name))
        return lines

    # Decisions ----------------------------------------------------------------------------------

    def take(self, number: int) -> bool:
        """Take the version with a number."""
        version = self._version(number)
        if version is None:
            self._tell("no-such-version")
            return False
        how = How.CHOSEN
        if self.checking:
            how = How.APPROVED
        elif self.item is not None and self.item.agreed:
            how = How.UNANIMOUS
        return self._decide(Choice(how, version))

    def approve(self) -> bool:
        """Approve what is in hand."""
        return self.take(1)

    def neither(self) -> bool:
        """Decide that nothing of it is right."""
        return self._decide(Choice(How.NEITHER))

    def merge_borders(self) -> bool:
        """Take the first version with the words of all."""
        if self.item is None or self.reviewed is None:
            return False
        try:
            step = adjudicating.merged_boundaries(self.session, self.reviewed, self.item)
        except AnnotatorError as error:
            self._tell(error.code)
            return False
        self._apply(step)
        return True

    def _version(self, number: int) -> Version | None:
        if self.item is None or not 1 <= number <= len(self.item.versions):
            return None
        return self.item.versions[number - 1]

    def _decide(self, choice: Choice) -> bool:
        if self.item is None or self.reviewed is None:
            self._tell("nothing-to-decide")
            return False
        step = adjudicating.decide(self.session, self.reviewed, [(self.item, choice)], self._code())
        self._apply(self._with_state(step, 1))
        return True

    def _code(self) -> str:
        return "checked" if self.checking else "adjudicated"

    def _with_state(self, step: Step, decided: int) -> Step:
        """Return a step that also approves the article, if nothing of it is left to check."""
        if not self.checking or self.reviewed is None:
            return step
        document = self.reviewed.article.document.id
        left = sum(each.document == document for each in self.rows)
        if left > decided:
            return step
        return replace(step, edits=(*step.edits, *self._state(document, State.APPROVED)))

    def _state(self, document: int, state: State) -> tuple[Edit, ...]:
        whose = self.options.checked
        before = self.session.assignment(document, whose)
        if before is None:
            number = derived_id("assignment", f"{document:x}", f"{whose:x}")
            return added(Assignment(number, document, whose, state))
        return () if before.state is state else (Edit(before, replace(before, state=state)),)

    def approve_rest(self) -> bool:
        """Approve everything of the article that is left; between annotators: what all agree on."""
        if self.reviewed is None:
            return False
        document = self.reviewed.article.document.id
        items = [
            each
            for each in adjudicating.items_of(self.session, self.reviewed)
            if self.reviewed.decision_of(each) is None and (self.checking or each.agreed)
        ]
        how = How.APPROVED if self.checking else How.UNANIMOUS
        choices = [(each, Choice(how, each.versions[0])) for each in items
                   if self.checking or len(each.versions) > 1]  # fmt: skip
        if not choices and not self.checking:
            self._tell("nothing-to-decide")
            return False
        step = adjudicating.decide(self.session, self.reviewed, choices, self._code())
        if self.checking:
            step = replace(step, edits=(*step.edits, *self._state(document, State.APPROVED)))
        if step.edits:
            self._apply(step)
        return True

    def return_article(self, reasons: str) -> bool:
        """Give the article back to whoever labelled it, with reasons that she sees on opening it.

        What of it is still to be checked leaves the queue until she is done with it again.
        """
        if self.reviewed is None or not self.checking:
            return False
        if not reasons.strip():
            self._tell("reasons-needed")
            return False
        document = self.reviewed.article.document.id
        remarked = self._remark(reasons, document)
        if remarked is None:
            return False
        edits = (*self._state(document, State.RETURNED), *remarked.edits)
        self._apply(Step("article-returned", edits, {}, document))
        return True

    def comment(self, text: str) -> bool:
        """Say something about the first version of what is in hand."""
        if self.item is None:
            return False
        about = self.item.versions[0].annotation
        step = self._remark(text, about.document, about.id)
        if step is not None:
            self._apply(step)
        return step is not None

    def _remark(self, text: str, document: int, annotation: int | None = None) -> Step | None:
        try:
            return remark(self.session.ids, document, self.session.annotator.id, text, annotation)
        except NotPossible as problem:
            self._tell(problem.code)
            return None

    def _apply(self, step: Step) -> None:
        self.draft = self._base = None
        self.session.apply(step)

    # The same for all alike -----------------------------------------------------------------------

    def alike(self) -> list[Row]:
        """Return what of the queue has the same words and the same versions as what is in hand."""
        if self.item is None or self.row < 0:
            return []
        mine = self.rows[self.row]
        wanted = self._pattern(self.item)
        found = []
        for row in self.rows:
            if (row.layer, row.difference, row.words) != (mine.layer, mine.difference, mine.words):
                continue
            reviewed = _reviewed(self.session, self.options, row.document)
            item = next(
                (each for each in adjudicating.items_of(self.session, reviewed, [row.layer])
                 if each.sources == row.sources), None,
            )  # fmt: skip
            if item is not None and self._pattern(item) == wanted:
                found.append(row)
        return found

    @staticmethod
    def _pattern(item: Item) -> tuple[object, ...]:
        """Return who says what, without where."""
        start = item.start
        return (
            tuple(
                (
                    each.annotator, each.annotation.label,
                    tuple(sorted(each.annotation.attributes.items())), each.annotation.entry,
                    tuple((a - start, b - start) for a, b in each.annotation.spans),
                )
                for each in item.versions
            ),
            item.missing,
        )  # fmt: skip

    def decide_alike(self, rows: Sequence[Row], number: int) -> bool:
        """Take the version with a number (0: none) for several items, as one step."""
        edits: dict[tuple[type, int], Edit] = {}
        by_document: dict[int, list[Row]] = {}
        for row in rows:
            by_document.setdefault(row.document, []).append(row)
        for document, some in by_document.items():
            reviewed = _reviewed(self.session, self.options, document)
            items = {
                each.sources: each
                for each in adjudicating.items_of(self.session, reviewed, [some[0].layer])
            }
            choices = []
            for row in some:
                item = items.get(row.sources)
                if item is None or number > len(item.versions):
                    continue
                if number:
                    choices.append((item, Choice(How.CHOSEN, item.versions[number - 1])))
                else:
                    choices.append((item, Choice(How.NEITHER)))
            step = adjudicating.decide(self.session, reviewed, choices, "adjudicated")
            for edit in step.edits:
                edits.setdefault((type(edit.record), edit.record.id), edit)
        if not edits:
            return False
        self._apply(Step("adjudicated", tuple(edits.values()), {"number": len(rows)}))
        return True

    # Editing ------------------------------------------------------------------------------------

    def edit(self, number: int = 1) -> bool:
        """Begin to change a version; hers stays beside what comes of it."""
        version = self._version(number)
        if version is None:
            self._tell("nothing-to-decide")
            return False
        self._base, self.draft = version, version.annotation
        self._tell("item")
        return True

    def leave_edit(self) -> None:
        """Stop changing, and keep nothing of it."""
        self.draft = self._base = None
        self._tell("item")

    def set_label(self, label: str) -> bool:
        """Give the draft another label of its layer."""
        if self.draft is None or not self.draft.spans:
            self._tell("not-for-frames")
            return False
        known = self.session.scheme.label(self.draft.layer, label)
        if known is None or known.frame:
            return False
        names = {each.uid for each in
                 self.session.scheme.attributes_of(self.draft.layer, label)}  # fmt: skip
        kept = {name: value for name, value in self.draft.attributes.items() if name in names}
        self.draft = self.draft._replace(label=label, attributes=kept)
        self._tell("item")
        return True

    def set_attribute(self, name: str, value: str | None) -> bool:
        """Give the draft another value of an attribute, None for no value."""
        if self.draft is None:
            return False
        attributes = dict(self.draft.attributes)
        if value is None:
            attributes.pop(name, None)
        else:
            attributes[name] = value
        self.draft = self.draft._replace(attributes=attributes)
        self._tell("item")
        return True

    def move_edge(self, which: str, *, outward: bool) -> bool:
        """Move the left ("start") or right ("end") edge of the draft by a token."""
        if self.draft is None or not self.draft.spans or self.reviewed is None:
            self._tell("not-for-frames")
            return False
        start = which == "start"
        spans = self.draft.spans
        part = spans[0] if start else spans[-1]
        goal = self._words().step_of_edge(
            part.start if start else part.end, forward=outward is not start, start=start
        )
        first, last = (goal, part.end) if start else (part.start, goal)
        if first >= last:
            self._tell("edge-stops")
            return False
        moved = Span(first, last)
        self.draft = self.draft._replace(
            spans=(moved, *spans[1:]) if start else (*spans[:-1], moved)
        )
        self._tell("item")
        return True

    def save_edit(self) -> bool:
        """Decide for the draft."""
        if self.draft is None or self._base is None:
            return False
        if self.draft == self._base.annotation:
            return self._decide(Choice(
                How.APPROVED if self.checking else How.CHOSEN, self._base
            ))  # fmt: skip
        return self._decide(Choice(How.EDITED, replace(self._base, annotation=self.draft)))

    def _words(self) -> Reading:
        assert self.reviewed is not None
        if self._reading is None:
            article = self.reviewed.article
            tokens = tokens_for(
                article.text, article.zones.values(), article.document.language,
                self.session.tokens(article.document.id),
            )  # fmt: skip
            self._reading = Reading(article.text, tokens)
        return self._reading
