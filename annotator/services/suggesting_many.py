"""Suggestions for many articles, one after another, without a window.

Owns the run over the articles of a project: each is one transaction, so that whoever stops it keeps
what is done, and one that cannot be looked at does not end the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.domain.errors import AnnotatorError
from annotator.domain.lists import DocumentQuery
from annotator.services.packets import is_blind
from annotator.services.session import Session
from annotator.services.suggesting import WANTS, plan_of, take
from annotator.services.tasks import Task, long_running
from annotator.services.working import PATIENCE, WorkerProcess

__all__ = ["Suggested", "suggest_many"]


@dataclass(slots=True)
class Suggested:
    """What came of a run."""

    pipeline: str = ""  # name and version of what made the tokens of the last article
    documents: int = 0  # articles that were looked at
    suggestions: Counter[str] = field(default_factory=Counter)  # by kind
    words: int = 0
    cpu_seconds: float = 0.0  # of the worker
    restarts: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)  # (uid, code)
    notices: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)  # each once

    def note(self, code: str, values: Mapping[str, Any]) -> None:
        """Keep what a person should know, once."""
        if (code, values) not in self.notices:
            self.notices.append((code, values))


@long_running
def suggest_many(
    session: Session,
    task: Task | None = None,
    *,
    pipeline: str = "",
    layers: Collection[str] = WANTS,
    words: str = "",
    patience: float = PATIENCE,
) -> Suggested:
    """Propose labels for the articles of a project.

    Args:
        session: the project; it must not be read-only.
        task: hears how many articles are done, and may stop between two.
        pipeline: in the place of the project's: an installed one, or a folder that was agreed to.
        layers: some of `suggesting.WANTS`; suggestions of the others stay as they are.
        words: only articles that a search for these finds.
        patience: seconds of silence after which the worker counts as hung.

    Raises AnnotatorError: "project-read-only", "suggest-blind" where suggestions are kept from
    whoever works here, "suggest-nothing" if the project suggests none of `layers`, and the problem
    of a `pipeline` that was named.  An article that fails is reported, not raised.
    """
    task = task or Task("suggesting")
    session.refuse_if_read_only()
    if is_blind(session):
        raise AnnotatorError("suggest-blind")
    plan = plan_of(session, pipeline).only(layers)
    if not plan.wants:
        raise AnnotatorError("suggest-nothing", layers=", ".join(layers))
    if pipeline and not plan.setup.get("pipeline"):
        code, values = plan.notices[0]
        raise AnnotatorError(code, **values)
    report = Suggested()
    for code, values in plan.notices:
        report.note(code, values)
    ids = session.document_ids(DocumentQuery(words=words))
    with WorkerProcess(patience) as worker:
        for done, number in enumerate(ids):
            task.progress(done, len(ids))
            article = session.article(number)
            try:
                analysis = worker.analyse(plan, article, task)
            except AnnotatorError as error:
                report.failed.append((article.document.uid, error.code))
                continue
            report.suggestions.update(take(session, article, analysis, plan))
            report.documents += 1
            report.pipeline = analysis.model
            report.words += analysis.words
            report.cpu_seconds += analysis.cpu_seconds
            for code, values in analysis.notices:
                report.note(code, values)
        report.restarts = worker.restarts
    task.progress(len(ids), len(ids))
    return report
