"""What a check of one's own labels needs from a project file.

Owns the SQL that finds which finished articles somebody last worked on when.  The check itself is a
file beside every project (`annotator.services.self_agreement`).
"""

from __future__ import annotations

import sqlite3

from annotator.domain.documents import State

_FINISHED = (State.DONE.value, State.APPROVED.value)


def finished(connection: sqlite3.Connection, annotator: int) -> dict[int, str]:
    """Return when somebody last worked on each article that she has finished (ISO 8601, UTC).

    "" where no step of hers tells: the article came with a file, before this history.
    """
    states = ", ".join(f"'{each}'" for each in _FINISHED)
    found = dict.fromkeys(
        (
            number
            for (number,) in connection.execute(
                "SELECT a.document FROM assignments AS a JOIN documents AS d ON d.id = a.document "
                f"WHERE a.annotator = ? AND a.state IN ({states}) "
                "AND d.id NOT IN (SELECT document FROM document_aliases) ORDER BY d.position",
                (annotator,),
            )
        ),
        "",
    )
    steps = (
        # Of one document, then of several: those name their documents among their records.
        "SELECT document, max(time) FROM history WHERE annotator = ?1 AND document IS NOT NULL "
        "GROUP BY 1 UNION ALL "
        "SELECT r.record, max(h.time) FROM history AS h JOIN history_records AS r "
        "ON r.history = h.id WHERE h.annotator = ?1 AND h.document IS NULL GROUP BY 1"
    )
    for document, time in connection.execute(steps, (annotator,)):
        if document in found:
            found[document] = max(found[document], time)
    return found
