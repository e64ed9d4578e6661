"""Articles in the order of what is suggested in them.

Owns two orders of the list: most suggestions first, and surest first.  They need every suggestion
of the project, which no index sums up, so they belong on a worker thread.
"""

from __future__ import annotations

from array import array

from annotator.services.session import DocumentQuery, Session
from annotator.services.suggestion_bands import Band
from annotator.services.tasks import Task, long_running

ORDERS = ("suggestions", "confidence")
#: Documents that are looked at between two looks whether to go on.
_AT_ONCE = 400


@long_running
def by_suggestions(
    session: Session,
    query: DocumentQuery,
    order: str,
    floor: Band,
    *,
    waiting: bool,
    task: Task,
) -> array[int]:
    """Return the documents that a query finds, in an order of `ORDERS`; "" keeps that of the query.

    Suggestions count from the band `floor` on.  With `waiting`, articles without any are left out,
    else they come last; what is alike stays in the order of the query.  Raises Cancelled.
    """
    ids = session.document_ids(query)
    figures: dict[int, tuple[int, float]] = {}
    for first in range(0, len(ids), _AT_ONCE):
        task.progress(first, len(ids))
        figures |= session.open_suggestions_of(ids[first : first + _AT_ONCE], floor)
    found = [number for number in ids if number in figures or not waiting]
    if order:
        place = ORDERS.index(order)
        found.sort(key=lambda number: -figures.get(number, (0, 0.0))[place])
    return array("q", found)
