"""What suggests and what learns, for whoever measures both.

Owns the way from labelled articles to requests of the worker and back to proposals, with which
models and targets they are made, and the count of the computing time they took.  Tests put rules of
their own in the worker's place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from annotator.assist.protocol import plain_entity, plain_opinion, plain_quote
from annotator.domain.annotations import Annotation
from annotator.domain.article import Article
from annotator.domain.documents import Document, Zone
from annotator.domain.errors import AnnotatorError
from annotator.domain.proposals import EntityProposal, OpinionProposal, QuoteProposal
from annotator.services.labelled import LabelledArticle
from annotator.services.models import model_name
from annotator.services.session import Session
from annotator.services.suggesting import WANTS, Plan, plan_of
from annotator.services.tasks import Task
from annotator.services.working import WorkerProcess

Notice = tuple[str, Mapping[str, Any]]  # code, values

#: Layer and label of what opinions are asked about, in a plan that asks about nothing else.
_TARGETS, _TARGET = "targets", "target"
#: What the loss of the worker means in the middle of a training.
_LOST = {"worker-died": "training-stopped", "worker-hung": "training-hung"}


@dataclass(frozen=True, slots=True)
class Look:
    """With what articles are looked at."""

    kinds: Collection[str]  # of `labelled.KINDS`
    models: Mapping[str, Path] = field(default_factory=dict)  # by kind; none: what ships
    names: Mapping[str, str] = field(default_factory=dict)  # of the models, as suggestions say
    switches: Mapping[str, Any] | None = None  # of quotes; None: the project's
    #: Opinions about exactly the labelled targets, each of them however unsure, instead of those
    #: that would be shown about whatever is found.
    every_target: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What is proposed for one article."""

    entities: tuple[EntityProposal, ...] = ()
    quotes: tuple[QuoteProposal, ...] = ()
    opinions: tuple[OpinionProposal, ...] = ()

    def of_kind(
        self, kind: str
    ) -> tuple[EntityProposal, ...] | tuple[QuoteProposal, ...] | tuple[OpinionProposal, ...]:
        """Return the proposals of a kind."""
        if kind == "quotes":
            return self.quotes
        return self.opinions if kind == "opinions" else self.entities

    def by(self, kind: str, suggester: str) -> Found:
        """Return what one suggester proposes of a kind."""
        if kind == "quotes":
            return Found(quotes=tuple(e for e in self.quotes if e.suggester == suggester))
        if kind == "opinions":
            return Found(opinions=tuple(e for e in self.opinions if e.suggester == suggester))
        return Found(entities=tuple(e for e in self.entities if e.suggester == suggester))


class Engines(Protocol):
    """What suggests and what learns."""

    @property
    def pipeline(self) -> str:
        """Name and version of the pipeline that parses."""

    @property
    def cpu_seconds(self) -> float:
        """Computing time of all that was suggested so far, parse included."""

    @property
    def notices(self) -> Sequence[Notice]:
        """What a person should know of what was suggested so far, each once."""

    def suggest(
        self, articles: Sequence[LabelledArticle], look: Look, task: Task
    ) -> Iterator[Found]:
        """Yield what is proposed for each article, in order.

        Raises AnnotatorError for a worker that is lost and for a model that cannot be used, and
        Cancelled.
        """

    def train(
        self,
        kind: str,
        articles: Sequence[LabelledArticle],
        folder: Path,
        task: Task,
        *,
        switches: Mapping[str, Any] | None = None,
        options: Mapping[str, Any] = MappingProxyType({}),
    ) -> Mapping[str, Any]:
        """Train a model of a kind into a folder; return what the trainer says of it.

        `switches` take the place of the project's, `options` are for the trainer.  Raises
        AnnotatorError for a worker that is lost and for what cannot be learned from, OSError for
        what the disk refuses, and Cancelled.
        """


class Part(Task):
    """A stretch of a task: its own progress is a share of the whole, cancelling is the whole's."""

    def __init__(self, whole: Task, start: float, share: float) -> None:
        """Take where in the whole it begins and how much of it it is, both 0 to 1."""
        super().__init__(whole.code, self._report)
        self._whole = whole
        self._start = start
        self._share = share

    @property
    def cancelled(self) -> bool:
        """Tell whether somebody asked the whole to stop."""
        return self._whole.cancelled

    def _report(self, done: int, total: int) -> None:
        part = min(1.0, done / total) if total else 0.0
        self._whole.progress(round(1000 * (self._start + self._share * part)), 1000)


class WorkerEngines:
    """Suggests and trains in the worker process."""

    def __init__(self, worker: WorkerProcess, plan: Plan) -> None:
        """Take a worker and how the project looks at its articles."""
        self._worker = worker
        self._plan = plan
        self._model = ""
        self._seconds = 0.0
        self._notices: list[Notice] = []

    @property
    def pipeline(self) -> str:
        """Name and version of the pipeline that parses, once it has."""
        return self._model

    @property
    def cpu_seconds(self) -> float:
        """Computing time of all that was suggested so far, as the worker counts it."""
        return self._seconds

    def suggest(
        self, articles: Sequence[LabelledArticle], look: Look, task: Task
    ) -> Iterator[Found]:
        """Yield what is proposed for each article, in order."""
        plan = self._plan_for(look)
        for done, each in enumerate(articles):
            task.progress(done, len(articles))
            analysis = self._worker.analyse(plan, _article(each, look), task)
            self._model = analysis.model
            self._seconds += analysis.cpu_seconds
            self._note(analysis.notices, look)
            yield Found(tuple(analysis.entities), tuple(analysis.quotes), tuple(analysis.opinions))
        task.progress(len(articles), len(articles))

    def train(
        self,
        kind: str,
        articles: Sequence[LabelledArticle],
        folder: Path,
        task: Task,
        *,
        switches: Mapping[str, Any] | None = None,
        options: Mapping[str, Any] = MappingProxyType({}),
    ) -> Mapping[str, Any]:
        """Train a model of a kind into a folder; return what the trainer says of it."""
        if switches is None:
            switches = self._plan.setup.get("switches", {})
        pipeline = str(self._plan.setup.get("pipeline", ""))
        try:
            return self._worker.train(
                kind,
                [example_of(kind, each) for each in articles],
                folder,
                pipeline=pipeline,
                options={"switches": dict(switches), **options},
                task=task,
            )
        except AnnotatorError as error:
            if error.code in _LOST:
                raise AnnotatorError(_LOST[error.code]) from error
            raise

    @property
    def notices(self) -> Sequence[Notice]:
        """What a person should know of what was suggested so far, each once."""
        return self._notices

    def _note(self, notices: Sequence[Notice], look: Look) -> None:
        for code, values in notices:
            # Without its model the worker goes on by the rules, which is not what is measured.
            if look.models and code.startswith(("model-", "encoder-")):
                raise AnnotatorError(code, **values)
            if (code, values) not in self._notices:
                self._notices.append((code, values))

    def _plan_for(self, look: Look) -> Plan:
        setup = {
            **self._plan.setup,
            "models": {kind: str(path) for kind, path in look.models.items()},
            "names": dict(look.names) or {kind: model_name(kind, "") for kind in look.models},
        }
        if look.switches is not None:
            setup["switches"] = dict(look.switches)
        if look.every_target:
            setup |= {"targets": [_TARGET], "given": True, "floor": 0.0}
        setup.pop("key", None)
        written = json.dumps(setup, sort_keys=True).encode()
        key = hashlib.blake2b(written, digest_size=12).hexdigest()
        wants = set(look.kinds)
        if "opinions" in wants and not look.every_target:
            # Holders are the sources of quotes, and opinions are about entities.
            wants |= {"entities", "quotes"}
        return replace(
            self._plan,
            key=key,
            setup={**setup, "key": key},
            wants=tuple(each for each in WANTS if each in wants),
            mentions=_TARGETS if look.every_target else "",
        )


@contextmanager
def engines_of(session: Session, pipeline: str = "") -> Iterator[WorkerEngines]:
    """Give what suggests and learns for a project; the worker ends with the block.

    `pipeline` takes the place of the project's; raises AnnotatorError with the pipeline's problem
    if it cannot be used.
    """
    plan = plan_of(session, pipeline, every=True)
    if not plan.setup.get("pipeline") and plan.notices:
        code, values = plan.notices[0]
        raise AnnotatorError(code, **values)
    with WorkerProcess() as worker:
        yield WorkerEngines(worker, plan)


def example_of(kind: str, article: LabelledArticle) -> dict[str, Any]:
    """Return an article with its labels of a kind as the worker learns from it."""
    if kind == "quotes":
        labels: list[Any] = [plain_quote(each) for each in article.quotes]
    elif kind == "opinions":
        labels = [plain_opinion(each) for each in article.opinions]
    else:
        labels = [plain_entity(each) for each in article.entities]
    return {
        "text": article.text,
        "zones": [list(each) for each in article.zones],
        "language": article.language,
        kind: labels,
    }


def _article(each: LabelledArticle, look: Look) -> Article:
    """Return an article as the worker shall see it: without labels, but for targets if asked."""
    document = Document(each.document, each.uid, language=each.language, length=len(each.text))
    zones = [
        Zone(place, each.document, zone.start, zone.end) for place, zone in enumerate(each.zones, 1)
    ]
    targets = sorted({opinion.target for opinion in each.opinions}) if look.every_target else []
    mentions = [
        Annotation(place, each.document, 0, _TARGETS, _TARGET, (span,))
        for place, span in enumerate(targets, 1)
    ]
    return Article(document, each.text, mentions, (), zones)
