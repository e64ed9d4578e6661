"""Later versions of articles: their labels come along where the words still stand.

Owns which article a later version replaces, which labels move to it (those whose words stand there
unchanged, with words around them that do, too), and which only wait there as suggestions, because
the words or what stands around them changed.  What does not fit at all stays on the earlier
version, which is kept out of sight: its text never changes, and nothing on it is lost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from annotator.assist.alignment import Alignment
from annotator.domain.annotations import Annotation, Relation, Span
from annotator.domain.article import Article
from annotator.domain.documents import Assignment, Document, State, Suggestion
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import derived_id
from annotator.domain.review import DocumentAlias
from annotator.domain.steps import Edit, Step, added, removed
from annotator.services.copies import carried_over, text_of
from annotator.services.packets import is_blind
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running

#: What suggestions that come from an earlier version are signed with.
MODEL = "earlier version"
#: Where a later version says which article it is a version of, by the id of the first.
ORIGIN = "version of"
#: Tokens beside a label that have to be unchanged for it to be sure, of both sides together.
_CONTEXT = 4
#: Share of the words of a label that have to stand in the later version for it to be suggested.
_ENOUGH = 0.6
#: Characters before and behind a name that are compared where it stands several times.
_AROUND = 60


@dataclass(frozen=True, slots=True)
class Revision:
    """An article and the earlier version that it replaced, with what became of its labels."""

    earlier: int
    later: int
    title: str
    left: int  # labels of everybody that stayed on the earlier version
    suggested: int  # of them, what waits in the later one as a suggestion


@dataclass(slots=True)
class RevisionReport:
    """What became of the labels of earlier versions, of all annotators."""

    articles: int = 0
    carried: int = 0
    doubtful: int = 0  # of whoever annotates here: suggested
    left: int = 0  # stayed on the earlier version, the doubtful ones among them
    links: int = 0  # between quotes of which one stayed


def later_uid(origin: str, document: Document) -> str:
    """Return the id of a later version: the same in every copy that takes the same text."""
    return f"{origin}@{document.text_sha256[:8]}"


@long_running
def carry_forward(
    session: Session, pairs: Iterable[tuple[int, int]], task: Task | None = None
) -> RevisionReport:
    """Let documents replace earlier versions of them; labels come along, as one step.

    `pairs` are (earlier, later).  A pair that was joined before is carried again: what came to the
    earlier version since then, from a colleague's copy perhaps, moves too.  Whoever was done with
    the earlier version is in progress with the later one, because nobody read it yet.  Raises
    AnnotatorError("revision-of-itself") for a document that is its own earlier version, also by
    way of others, ("project-read-only"), and Cancelled: nothing is stored then.
    """
    session.refuse_if_read_only()
    task = task or Task("revising")
    report, edits, proposed = RevisionReport(), list[Edit](), dict[int, list[Suggestion]]()
    chosen = list(dict.fromkeys(pairs))
    for count, (earlier, later) in enumerate(chosen):
        task.progress(count, len(chosen))
        if session.shown_document(later) == session.shown_document(earlier) != later:
            raise AnnotatorError("revision-of-itself", id=session.document(later).uid)
        forward = _Forward(session, earlier, later)
        edits += forward.edits(report)
        proposed[later] = forward.doubtful(report)
    if edits:
        session.apply(Step("revised", tuple(edits), {"number": len(chosen)}), task=task)
    for later, suggestions in proposed.items():
        if suggestions or any(e.model == MODEL for e in session.open_suggestions(later)):
            session.save_suggestions(later, suggestions, MODEL)
    task.progress(len(chosen), len(chosen))
    return report


def revisions(session: Session) -> list[Revision]:
    """Return the articles that replaced an earlier version, in the order of the list."""
    pairs = session.earlier_versions()
    rows = {row.id: row.title for row in session.document_rows([later for _, later, _ in pairs])}
    return [
        Revision(
            earlier,
            later,
            rows[later],
            left,
            sum(each.model == MODEL for each in session.open_suggestions(later)),
        )
        for earlier, later, left in pairs
    ]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of an article and what the later version did with it."""

    text: str
    change: str  # "same", "gone" or "new"


def changes(session: Session, earlier: int, later: int) -> list[Stretch]:
    """Return both texts in one: what stayed, what went, what came, in reading order."""
    one, other = (session.article(each, ()) for each in (earlier, later))
    alignment = Alignment(text_of(one), text_of(other))
    found: list[Stretch] = []
    here = there = 0
    texts = alignment.one, alignment.other

    def between(end: int, other_end: int) -> None:
        for text, first, last, change in (
            (one.text, here, end, "gone"), (other.text, there, other_end, "new"),
        ):  # fmt: skip
            if text[first:last].strip():
                found.append(Stretch(text[first:last], change))

    for run in alignment.runs:
        start, other_start = texts[0].starts[run.one], texts[1].starts[run.other]
        between(start, other_start)
        here = texts[0].ends[run.one + run.length - 1]
        there = texts[1].ends[run.other + run.length - 1]
        found.append(Stretch(other.text[other_start:there], "same"))
    between(len(one.text), len(other.text))
    return found


class _Forward:
    """One article and its later version."""

    def __init__(self, session: Session, earlier: int, later: int) -> None:
        self._session = session
        self._one = session.article(earlier, session.annotators)
        self._other = session.article(later, session.annotators)
        self._alignment = Alignment(text_of(self._one), text_of(self._other))
        self._sure: dict[Span, Span | None] = {}
        self._moving = self._that_move()

    # What moves ----------------------------------------------------------------------------------

    def _that_move(self) -> set[int]:
        """Return the annotations that move: never a quote or an opinion without all its parts."""
        one = self._one
        moving = {
            each.id
            for each in one.annotations.values()
            if all(self._surely(span) is not None for span in each.spans)
        }
        frames = [each.id for each in one.annotations.values() if not each.spans]
        parts = {
            frame: [
                relation.target
                for relation in one.relations_from(frame)
                if one.annotations[relation.target].spans
            ]
            for frame in frames
        }
        while True:
            torn = [
                frame for frame in frames if frame in moving and not moving.issuperset(parts[frame])
            ]
            # Parts of what stays stay with it, and so does whatever else they are part of.
            staying = {part for frame in frames if frame not in moving for part in parts[frame]}
            if not torn and not staying & moving:
                return moving
            moving -= {*torn, *staying}
            moving -= {part for frame in torn for part in parts[frame]}

    def _surely(self, span: Span) -> Span | None:
        """Return where a range stands for sure: with words around it that did not change."""
        if span not in self._sure:
            there = self._alignment.carried(span)
            enough = min(_CONTEXT, self._room(span))
            sure = there is not None and self._alignment.context(span) >= enough
            self._sure[span] = there if sure and not self._in_zone(there) else None
        return self._sure[span]

    def _room(self, span: Span) -> int:
        """Return how many tokens of its article there are beside a range."""
        text = self._one.text
        around = text[max(0, span.start - _AROUND) : span.start], text[span.end :][:_AROUND]
        return sum(len(each.split()) for each in around)

    def _in_zone(self, span: Span | None) -> bool:
        return span is not None and self._other.in_zone(span)

    def edits(self, report: RevisionReport) -> list[Edit]:
        """Return the edits by which the later version takes the place of the earlier one."""
        session, one, later = self._session, self._one, self._other.document
        earlier = one.document
        report.articles += 1
        found: list[Edit] = []
        if session.shown_document(earlier.id) != later.id:
            alias = DocumentAlias(
                derived_id("document-alias", f"{earlier.id:x}"), earlier.id, later.id
            )
            found += added(alias)
            origin = earlier.meta.get(ORIGIN, earlier.uid)
            if later.meta.get(ORIGIN) != origin:
                found.append(Edit(later, replace(later, meta={**later.meta, ORIGIN: origin})))
        moving = self._moving
        report.carried += len(moving)
        report.left += len(one.annotations) - len(moving)
        found += [Edit(each, self._moved(each)) for each in one.annotations.values()
                  if each.id in moving]  # fmt: skip
        found += self._of_relations(one.relations.values(), report)
        for comment in session.comments(earlier.id):
            if comment.annotation is None or comment.annotation in moving:
                found.append(Edit(comment, replace(comment, document=later.id)))
        found += self._of_states()
        return found

    def _moved(self, annotation: Annotation) -> Annotation:
        spans = tuple(there for span in annotation.spans if (there := self._surely(span)))
        return annotation._replace(document=self._other.document.id, spans=spans)

    def _of_relations(self, relations: Iterable[Relation], report: RevisionReport) -> list[Edit]:
        found: list[Edit] = []
        for each in relations:
            ends = (each.source in self._moving) + (each.target in self._moving)
            if ends == 2:
                found.append(Edit(each, each._replace(document=self._other.document.id)))
            elif ends == 1:
                # A link to what stayed behind; it comes back with an undo, as all of this does.
                report.links += 1
                found += removed(each)
        return found

    def _of_states(self) -> list[Edit]:
        session = self._session
        there = {each.annotator for each in session.assignments(self._other.document.id)}
        return [
            edit
            for each in session.assignments(self._one.document.id)
            if each.annotator not in there
            for edit in (*removed(each), *added(self._read_anew(each)))
        ]

    def _read_anew(self, state: Assignment) -> Assignment:
        finished = state.state in (State.DONE, State.APPROVED)
        later = self._other.document.id
        return replace(
            state,
            # As it would be made there, so that the states of two copies are one row.
            id=derived_id("assignment", f"{later:x}", f"{state.annotator:x}"),
            document=later,
            state=State.IN_PROGRESS if finished else state.state,
        )

    # What is doubtful ----------------------------------------------------------------------------

    def doubtful(self, report: RevisionReport) -> list[Suggestion]:
        """Return what the labels that stayed propose; only those of whoever annotates here."""
        session = self._session
        if is_blind(session):
            return []
        mine = session.annotator.id
        staying = [
            each for each in self._one.annotations.values()
            if each.annotator == mine and each.id not in self._moving
        ]  # fmt: skip
        kept = {each.id for each in staying}
        left = Article(
            self._one.document,
            self._one.text,
            staying,
            [each for each in self._one.relations.values()
             if each.source in kept and each.target in kept],
            list(self._one.zones.values()),
        )  # fmt: skip
        carried = carried_over(
            session.scheme, left, self._after(mine),
            session.rejected(self._other.document.id), place=self._roughly, model=MODEL,
        )  # fmt: skip
        report.doubtful += len(carried.suggestions)
        return carried.suggestions

    def _after(self, annotator: int) -> Article:
        """Return the later version as it will be, with the labels of one annotator."""
        there = [
            *self._other.annotations.values(),
            *(self._moved(self._one.annotations[each]) for each in self._moving),
        ]
        return Article(
            self._other.document,
            self._other.text,
            [each for each in there if each.annotator == annotator],
            [*self._other.relations.values(), *self._one.relations.values()],
            list(self._other.zones.values()),
        )

    def _roughly(self, span: Span) -> Span | None:
        """Return where a range may stand: its words elsewhere, or most of them where it was."""
        there = self._alignment.carried(span)
        if there is None and (near := self._alignment.nearly(span)) and near[1] >= _ENOUGH:
            there = near[0]
        if there is None:
            there = self._elsewhere(span)
        return None if self._in_zone(there) else there

    def _elsewhere(self, span: Span) -> Span | None:
        """Return the place of the same words whose surroundings are most like those of a range."""
        words, text = span.of(self._one.text), self._other.text
        around = _around(self._one.text, span)
        best: tuple[float, int] | None = None
        at = text.find(words)
        while at >= 0:
            there = Span(at, at + len(words))
            if _whole(text, there):
                alike = _likeness(around, _around(text, there)), -at
                best = alike if best is None else max(best, alike)
            at = text.find(words, at + 1)
        return None if best is None else Span(-best[1], -best[1] + len(words))


def _around(text: str, span: Span) -> set[str]:
    before, behind = text[max(0, span.start - _AROUND) : span.start], text[span.end :][:_AROUND]
    return {each.casefold() for each in (*before.split(), *behind.split())}


def _likeness(one: Collection[str], other: Collection[str]) -> float:
    both = len(set(one) & set(other))
    return both / (len(one) + len(other) - both) if both else 0.0


def _whole(text: str, span: Span) -> bool:
    """Tell whether a range begins and ends where words do."""
    before, behind = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    first, last = text[span.start], text[span.end - 1]
    return not (first.isalnum() and before.isalnum()) and not (last.isalnum() and behind.isalnum())
