"""A model of one's own: what it learns from, how it is tested, and what is asked before it is kept.

Owns the choice of articles (accepted labels of one annotator or the gold set, never suggestions,
never zones), the split that keeps near-duplicates together, the learning curve and the comparison
with the model before and with the rules.  The learning itself runs in the worker process.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.domain.errors import AnnotatorError
from annotator.services import models
from annotator.services.engines import Engines, Look, Part, engines_of
from annotator.services.evaluating import HEADLINES, TIES, Figure, figures_of, headline
from annotator.services.labelled import KINDS, LabelledArticle, labelled
from annotator.services.models import Candidate, CurvePoint, Model
from annotator.services.session import Session
from annotator.services.splitting import Article as Dealt
from annotator.services.splitting import SplitOptions, split
from annotator.services.tasks import Task, long_running

__all__ = ["KINDS", "NEEDED", "Needed", "Readiness", "Trained", "TrainingOptions",
           "fresh_articles", "keep", "readiness", "train"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Needed:
    """Below what a model is not worth training: measured where it starts to beat the rules."""

    articles: int  # with at least one label
    labels: int


#: With fewer articles the sequence model of quotes is worse than the rules; fewer opinions leave
#: the classifier where the lexicon is.
NEEDED: Mapping[str, Needed] = {
    "quotes": Needed(10, 30),
    "opinions": Needed(5, 50),
    "entities": Needed(10, 50),
}
#: Shares of the articles whose scores make the learning curve, below the whole.
_SHARES = (0.25, 0.5, 0.75)
_LEAST_ON_CURVE = 3  # articles
#: Newly finished articles after which training again is worth a word.
REMIND_AFTER = 12
_WORK = 1000  # parts that progress counts in


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """What the person chose."""

    kind: str = "quotes"
    whose: str = ""  # a name, "gold", or "" for whoever annotates
    pipeline: str = ""  # "" = the project's
    finished: bool = True  # only articles this person is through with
    seed: int = 0
    held_out: float = 0.2  # share of the articles that the model is tested on
    curve_seconds: float = 120.0  # no further point of the curve is begun after these


@dataclass(frozen=True, slots=True)
class Readiness:
    """What there is to learn from, and what is still missing."""

    kind: str
    articles: int  # finished ones with at least one label of the kind
    labels: int
    since: int  # finished articles that no model of the kind has seen

    @property
    def needed(self) -> Needed:
        """Return what is needed."""
        return NEEDED[self.kind]

    @property
    def ready(self) -> bool:
        """Tell whether there is enough."""
        return self.articles >= self.needed.articles and self.labels >= self.needed.labels


@dataclass(slots=True)
class Trained:
    """A trained model that waits for an answer, and what it is worth."""

    model: Model
    candidate: Candidate
    after: list[Figure]  # of the new model, on articles it did not learn from
    before: list[Figure]  # of the model in use, on the same articles; empty without one
    rules: list[Figure]  # of what ships with the program, on the same articles
    previous: str = ""  # name of the model in use
    trained_on: tuple[str, ...] = ()  # uids
    tested_on: tuple[str, ...] = ()
    accepted: int = 0  # labels among the tested that were accepted as they were suggested
    tested_labels: int = 0
    contradictory: int = 0  # places labelled in two ways, which were left out
    left_out: int = 0  # labels that lack what a model needs
    cpu_seconds: float = 0.0  # of learning the model that waits, as the worker counts them
    curve_cut: bool = False  # there was no time for all points

    @property
    def headline(self) -> str:
        """Return the measure by which models of the kind are compared."""
        return HEADLINES[self.model.kind]

    @property
    def better(self) -> bool | None:
        """Tell whether it beats what is there now; None where nothing can be compared."""
        kind, before = self.model.kind, self.before or self.rules
        now, new = headline(kind, before), headline(kind, self.after)
        if now is None or new is None:
            return None
        if now != new or kind not in TIES:
            return new > now
        of_equals = [headline(kind, each, TIES[kind]) or 0.0 for each in (before, self.after)]
        return of_equals[1] > of_equals[0]


@long_running
def readiness(session: Session, whose: str = "", task: Task | None = None) -> list[Readiness]:
    """Return for every kind of model what there is to learn from."""
    articles = labelled(session, whose, task)
    return [_readiness(session, kind, articles) for kind in KINDS]


def _readiness(session: Session, kind: str, articles: Sequence[LabelledArticle]) -> Readiness:
    seen = _seen(session, kind)
    having = [each for each in articles if each.of_kind(kind)]
    return Readiness(
        kind,
        len(having),
        sum(len(each.of_kind(kind)) for each in having),
        sum(each.document not in seen for each in articles),
    )


def _seen(session: Session, kind: str) -> set[int]:
    """Return the documents that some model of a kind learned from or was tested on."""
    found: set[int] = set()
    for each in models.store_of(session).versions(kind):
        found.update(each.documents, (int(uid, 16) for uid in each.about.get("held_out", ())))
    return found


def fresh_articles(session: Session) -> int:
    """Return how many articles were finished since the last training; quick, for a reminder.

    Counted are those of whoever annotates; 0 where fewer than models need are finished at all.
    """
    from annotator.domain.documents import State

    counts = session.state_counts()
    finished = counts.get(State.DONE, 0) + counts.get(State.APPROVED, 0)
    last = 0
    for of_kind in models.known(session).values():
        at = of_kind.get("finished")
        last = max(last, at if isinstance(at, int) else 0)
    if finished < min(each.articles for each in NEEDED.values()):
        return 0
    return max(0, finished - last)


@long_running
def train(
    session: Session,
    options: TrainingOptions,
    task: Task | None = None,
    *,
    engines: Engines | None = None,
) -> Trained:
    """Train a model and test it on articles it did not learn from; nothing is kept yet.

    Answer with `keep`, or with `Trained.candidate.drop()`.

    Raises AnnotatorError: "training-no-labels", "training-one-article", "training-one-label",
    "training-too-few", "training-contradictory" for what the labels do not give;
    "model-disk-full", "model-unwritable" for the disk; what `Engines` raise for the worker; and
    Cancelled.  Nothing is left then.
    """
    task = task or Task("training")
    if options.kind not in KINDS:
        raise AnnotatorError("training-kind-unknown", kind=options.kind, known=", ".join(KINDS))
    articles = labelled(session, options.whose, task, finished=options.finished)
    _check(articles, options)
    store = models.store_of(session)
    learned = {document for each in store.versions(options.kind) for document in each.documents}
    learn, test = deal(articles, options, learned)
    with _given(session, options, engines) as working:
        return _Training(session, options, store, working, task).run(articles, learn, test)


def keep(session: Session, trained: Trained) -> Model:
    """Keep a trained model and use it from now on.

    Raises AnnotatorError("model-disk-full", "model-unwritable", "model-dropped"); it still waits
    after the first two.
    """
    kept = models.keep(session, trained.candidate, trained.model)
    from annotator.domain.documents import State

    counts = session.state_counts()
    known = models.known(session)
    known[kept.kind]["finished"] = counts.get(State.DONE, 0) + counts.get(State.APPROVED, 0)
    session.set_setting(models.SETTING, known)
    return kept


@contextmanager
def _given(
    session: Session, options: TrainingOptions, engines: Engines | None
) -> Iterator[Engines]:
    if engines is not None:
        yield engines
        return
    with engines_of(session, options.pipeline) as own:
        yield own


def _check(articles: Sequence[LabelledArticle], options: TrainingOptions) -> None:
    """Raise AnnotatorError unless the labels can teach anything."""
    kind, needed = options.kind, NEEDED[options.kind]
    having = [each for each in articles if each.of_kind(kind)]
    contradictory = sum(each.contradictory.get(kind, 0) for each in articles)
    labels: Counter[str] = Counter()
    for each in having:
        labels += each.labels(kind)
    values = {"kind": kind, "articles": needed.articles, "labels": needed.labels}
    if contradictory > labels.total():
        raise AnnotatorError("training-contradictory", kind=kind, number=contradictory)
    if not having:
        raise AnnotatorError("training-no-labels", **values)
    if len({each.copies for each in having}) < 2:
        raise AnnotatorError("training-one-article", **values)
    if kind == "opinions" and len(labels) < 2:
        raise AnnotatorError("training-one-label", label=next(iter(labels)), **values)
    if len(having) < needed.articles or labels.total() < needed.labels:
        raise AnnotatorError(
            "training-too-few", there=len(having), there_labels=labels.total(), **values
        )


def deal(
    articles: Sequence[LabelledArticle], options: TrainingOptions, learned: Collection[int] = ()
) -> tuple[list[LabelledArticle], list[LabelledArticle]]:
    """Return (what is learned from, what is tested on); near-duplicates are on one side.

    Articles that an earlier model learned from (`learned`) are learned from again, so that both
    models can be compared on the others.
    """
    bound = {each.copies for each in articles if each.document in learned}
    free = [each for each in articles if each.copies not in bound]
    wanted = max(1.0, options.held_out * len(articles))
    if not free:
        # Every article was learned from: there is nothing to compare with, so all are dealt.
        bound, free = set(), list(articles)
    share = min(0.9 if bound else 0.5, wanted / len(free))
    dealt = split(
        [Dealt(each.uid, each.copies, "", each.labels(options.kind)) for each in free],
        SplitOptions((1 - share, 0, share), options.seed),
    )
    tested = {each.copies for each, part in zip(free, dealt, strict=True) if part == 2}
    if not any(each.copies in tested and each.of_kind(options.kind) for each in free):
        # All that has a label went to one side.
        having = sorted({each.copies for each in free if each.of_kind(options.kind)})
        tested |= {min(having, key=lambda copies: _drawn(options.seed, copies))}
    return (
        [each for each in articles if each.copies not in tested],
        [each for each in articles if each.copies in tested],
    )


def _drawn(seed: int, number: int) -> bytes:
    return hashlib.sha256(f"{seed}\0{number}".encode()).digest()


class _Training:
    """One training from the parse to the comparison."""

    def __init__(
        self,
        session: Session,
        options: TrainingOptions,
        store: models.Store,
        engines: Engines,
        task: Task,
    ) -> None:
        self._session = session
        self._options = options
        self._store = store
        self._engines = engines
        self._task = task
        self._done = 0.0

    def run(
        self,
        articles: Sequence[LabelledArticle],
        learn: Sequence[LabelledArticle],
        test: Sequence[LabelledArticle],
    ) -> Trained:
        kind = self._options.kind
        usable = models.usable(self._session)
        previous = {kind: usable.paths[kind]} if kind in usable.paths else {}
        names = {kind: usable.names[kind]} if previous else {}
        with self._store.making() as candidate:
            started = time.monotonic()
            about = self._learn(learn, candidate, 0.35)
            after = self._measure(test, self._look({kind: candidate.folder}), 0.15)
            rules = self._measure(test, self._look(), 0.1)
            before = self._measure(test, self._look(previous, names), 0.1) if previous else []
            score = headline(kind, after)
            curve, cut = self._curve(learn, test, started)
            if score is not None:
                curve.append(CurvePoint(_having(learn, kind), score))
            self._task.progress(_WORK, _WORK)
            labels: Counter[str] = Counter()
            for each in learn:
                labels += each.labels(kind)
            held_out = [f"{each.document:016x}" for each in test]
            model = Model(
                kind,
                pipeline=self._engines.pipeline,
                labels=dict(sorted(labels.items())),
                documents=tuple(each.document for each in learn),
                annotator=self._options.whose or self._session.annotator.name,
                scores=scores_of(after),
                tested=len(test),
                curve=tuple(curve),
                about={**about, "held_out": held_out, "seed": self._options.seed},
            )
            return Trained(
                model,
                candidate,
                after,
                before,
                rules,
                usable.names.get(kind, "") if previous else "",
                tuple(each.uid for each in learn),
                tuple(each.uid for each in test),
                sum(each.accepted.get(kind, 0) for each in test),
                sum(len(each.of_kind(kind)) for each in test),
                sum(each.contradictory.get(kind, 0) for each in articles),
                sum(each.left_out.get(kind, 0) for each in articles),
                float(about.get("cpu_seconds", 0.0)),
                cut,
            )

    def _curve(
        self,
        learn: Sequence[LabelledArticle],
        test: Sequence[LabelledArticle],
        started: float,
    ) -> tuple[list[CurvePoint], bool]:
        """Return the scores of models that learned from fewer articles, and whether some lack."""
        kind = self._options.kind
        # Whole groups of copies in a drawn order, so that a smaller part is inside a larger one.
        order = sorted(learn, key=lambda each: (_drawn(self._options.seed, each.copies), each.uid))
        points: list[CurvePoint] = []
        for share in _SHARES:
            part = order[: round(len(order) * share)]
            if _having(part, kind) < _LEAST_ON_CURVE or self._teaches_nothing(part):
                self._step(0.3 / len(_SHARES))
                continue
            if time.monotonic() - started > self._options.curve_seconds:
                return points, True
            with self._store.making() as trial:
                try:
                    self._learn(part, trial, 0.2 / len(_SHARES))
                    look = self._look({kind: trial.folder})
                    score = headline(kind, self._measure(test, look, 0.1 / len(_SHARES)))
                finally:
                    trial.drop()
            if score is not None:
                points.append(CurvePoint(_having(part, kind), score))
        return points, False

    def _teaches_nothing(self, part: Sequence[LabelledArticle]) -> bool:
        """Tell whether a classifier would see one class only."""
        seen = {label for each in part for label in each.labels(self._options.kind)}
        return self._options.kind == "opinions" and len(seen) < 2

    def _learn(
        self, articles: Sequence[LabelledArticle], candidate: Candidate, share: float
    ) -> dict[str, Any]:
        about = self._engines.train(
            self._options.kind, articles, candidate.folder, Part(self._task, self._done, share)
        )
        self._step(share)
        return dict(about)

    def _look(
        self, models: Mapping[str, Path] | None = None, names: Mapping[str, str] | None = None
    ) -> Look:
        """Return how the tested articles are looked at: with a model, or what ships."""
        kind = self._options.kind
        return Look([kind], models or {}, names or {}, every_target=kind == "opinions")

    def _measure(
        self, articles: Sequence[LabelledArticle], look: Look, share: float
    ) -> list[Figure]:
        found = list(self._engines.suggest(articles, look, Part(self._task, self._done, share)))
        self._step(share)
        return figures_of(self._options.kind, articles, found)

    def _step(self, share: float) -> None:
        self._done = min(1.0, self._done + share)
        self._task.progress(round(_WORK * self._done), _WORK)


def _having(articles: Sequence[LabelledArticle], kind: str) -> int:
    return sum(bool(each.of_kind(kind)) for each in articles)


def scores_of(figures: Sequence[Figure]) -> dict[str, float]:
    """Return the F1 (or other value) of each measure over all labels, rounded for people."""
    return {
        each.measure: round(each.value, 4)
        for each in figures
        if not each.label and each.value is not None
    }
