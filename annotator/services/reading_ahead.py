"""Reading what insights are made of before anybody asks.

Owns which projects that is done for.  Nothing that counts is loaded for any other.
"""

from __future__ import annotations

from annotator.services.session import Session
from annotator.services.tasks import Task, long_running

#: Labels from which on, and up to which, a project is read: a smaller one is read in no time, and
#: of a larger one a quarter of a gigabyte is not held in memory unless somebody asks.
WORTH_READING = (20_000, 2_000_000)


@long_running
def read_ahead(session: Session, task: Task | None = None) -> bool:
    """Read a project so that its first insights come as quickly as any later ones.

    Tell whether it was worth it.  Raises Cancelled.
    """
    task = task or Task("insights-ahead")
    fewest, most = WORTH_READING
    if not fewest <= session.counts().annotations <= most:
        return False
    task.check()
    from annotator.services.insights_facts import facts_of

    with facts_of(session, task) as (facts, rows):
        facts.reading(session, rows, task)
    return True
