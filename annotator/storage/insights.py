"""Reading what insights are made of: labels of the whole project as arrays of numbers.

Owns the SQL; who said what about whom is decided in `annotator.services.insights_reading`, and what
is counted in the modules beside it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.domain.annotations import Span
from annotator.domain.steps import Edit
from annotator.storage.connection import interruptible
from annotator.storage.engine import explain
from annotator.storage.history import effects

Ints = NDArray[np.int64]
_NONE: Ints = np.zeros(0, dtype=np.int64)

#: Rows whose numbers are read as one text.
_AT_ONCE = 100_000
_LOWEST = -(2**63)
#: Steps after which it is quicker to read a project anew than to follow what they did.
_STEPS = 500
_EDITS = 5_000


class DocumentFacts(NamedTuple):
    """What a question about articles asks of one."""

    id: int
    outlet: str
    published: str
    length: int  # code points
    words: int


class Made(NamedTuple):
    """How many annotations somebody made in a document on a day."""

    document: int
    annotator: int
    day: str  # ISO date, UTC; "" = nothing tells
    by_hand: int
    accepted: int
    imported: int


class InsightRows:
    """Reads over one connection; nothing is written."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self._path = connection, path

    def keep_few_pages(self) -> None:
        """Keep few pages of the file at hand: whoever reads all once needs none of them twice."""
        self._connection.execute("PRAGMA cache_size = -4096")

    @contextmanager
    def reading(self, stop: Callable[[], bool]) -> Iterator[None]:
        """Have everything that is read inside the block be of one moment.

        Raises AnnotatorError("interrupted") once `stop` says so, and what damage is called.
        """
        begun = not self._connection.in_transaction
        if begun:
            self._connection.execute("BEGIN")
        try:
            with interruptible(self._connection, stop):
                yield
        except sqlite3.Error as error:
            raise explain(error, self._path) from error
        finally:
            if begun and self._connection.in_transaction:
                self._connection.execute("COMMIT")

    def state(self) -> tuple[int, ...]:
        """Return what is another value after every change of what can be read here."""
        # The id of a step begins with a number drawn at random when the file was opened.
        last = self._connection.execute(
            "SELECT id, counter FROM history ORDER BY counter DESC, id DESC LIMIT 1"
        ).fetchone()
        number = self._connection.execute("SELECT count(*) FROM history").fetchone()[0]
        return (int(number), *(last or ()))

    def number(self) -> int:
        """Return how many annotations there are."""
        return int(self._connection.execute("SELECT count(*) FROM annotations").fetchone()[0])

    def edits_since(self, state: Sequence[int]) -> list[Edit] | None:
        """Return what steps changed since a state, also those that were undone or done again.

        None where steps do not tell it (imports, merges, another file in the place of this one),
        and where they are so many that it is better to read everything.
        """
        number, *last = state
        if not last:
            return None
        known = self._connection.execute(
            "SELECT EXISTS (SELECT 1 FROM history WHERE id = ? AND counter = ?), "
            "(SELECT count(*) FROM history WHERE counter <= ?)",
            (*last, last[1]),
        ).fetchone()
        if known != (1, number):
            return None
        found = self._connection.execute(
            "SELECT h.id, h.size, h.kind, coalesce(o.kind, 'do'), coalesce(h.batch, o.batch) "
            "FROM history AS h LEFT JOIN history AS o ON o.id = h.of "
            "WHERE h.counter > ? ORDER BY h.counter LIMIT ?",
            (last[1], _STEPS + 1),
        ).fetchall()
        if len(found) > _STEPS or sum(size for _, size, *_ in found) > _EDITS:
            return None
        if any(
            kind not in ("do", "undo", "redo") or of != "do" or batch is not None
            for _, _, kind, of, batch in found
        ):
            return None
        return [each for step in found for each in effects(self._connection, step[0])]

    def documents(self) -> list[DocumentFacts]:
        """Return the documents that are in sight, in the order of the list."""
        found = self._rows(
            "SELECT id, outlet, published, length, words FROM documents WHERE id NOT IN "
            "(SELECT document FROM document_aliases) ORDER BY position, id"
        )
        return list(map(DocumentFacts._make, found))

    def states(self, documents: Sequence[int] | None = None) -> list[tuple[int, int, str]]:
        """Return (document, annotator, state) of every assignment."""
        return self._rows(
            f"SELECT document, annotator, state FROM assignments WHERE {_about(documents)}"
        )

    # Numbers come as lists of digits that SQLite writes and numpy reads: a row of its own for each
    # would cost ten times as much, and hold up the thread that draws at every one of them.
    # `documents` are those that are asked about; None = all.

    def annotations(self, documents: Sequence[int] | None = None) -> tuple[Ints, Ints, Ints]:
        """Return (id, document, annotator) of every annotation, in no order."""
        found = self._rows(
            "SELECT document, annotator, count(*), group_concat(id) FROM annotations "
            f"INDEXED BY annotations_by_document_annotator WHERE {_about(documents)} "
            "GROUP BY document, annotator"
        )
        numbers = [each[2] for each in found]
        return (
            _joined(each[3] for each in found),
            np.repeat(np.array([each[0] for each in found], dtype=np.int64), numbers),
            np.repeat(np.array([each[1] for each in found], dtype=np.int64), numbers),
        )

    def labels(self, documents: Sequence[int] | None = None) -> tuple[Ints, Ints]:
        """Return (annotation, label as its row id) of every annotation, in few runs by id."""
        index = "label_annotator" if documents is None else "document_annotator"
        found = self._rows(
            "SELECT label, count(*), group_concat(id) FROM annotations "
            f"INDEXED BY annotations_by_{index} WHERE {_about(documents)} GROUP BY label"
        )
        labels = np.array([each[0] for each in found], dtype=np.int64)
        return _joined(each[2] for each in found), np.repeat(labels, [each[1] for each in found])

    def entries(self, documents: Sequence[int] | None = None) -> tuple[Ints, Ints]:
        """Return (annotation, entry) of every annotation that has one, in no order."""
        index = "entry" if documents is None else "document_annotator"
        found = self._rows(
            "SELECT entry, count(*), group_concat(id) FROM annotations "
            f"INDEXED BY annotations_by_{index} WHERE entry IS NOT NULL "
            f"AND {_about(documents)} GROUP BY entry"
        )
        entries = np.array([each[0] for each in found], dtype=np.int64)
        return _joined(each[2] for each in found), np.repeat(entries, [each[1] for each in found])

    def parts(self, documents: Sequence[int] | None = None) -> tuple[Ints, Ints, Ints]:
        """Return (annotation, start, end) of every part, in no order."""
        columns = ("annotation", "start", '"end"')
        ids, starts, ends = self._columns(
            "spans", columns, _about(documents), whole=documents is None
        )
        return ids, starts, ends

    def words(
        self, labels: Sequence[int], documents: Sequence[int] | None = None
    ) -> tuple[Ints, Ints, list[str]]:
        """Return (annotation, start, words) of every part that has some labels, in no order."""
        where = f"{_about(documents)} AND label IN ({_list(labels)})"
        ids, starts, words = self._columns(
            "spans", ("annotation", "start", "surface"), where, whole=documents is None,
            texts=("surface",),
        )  # fmt: skip
        return ids, starts, words

    def links(
        self, roles: Sequence[str], documents: Sequence[int] | None = None
    ) -> list[tuple[Ints, Ints]]:
        """Return (frame, what fills a slot of it) of the relations of each role."""
        marks = ", ".join("?" * len(roles))
        cases = " ".join(f"WHEN ? THEN {place}" for place in range(len(roles)))
        where = f"role IN ({marks}) AND {_of_annotations('source', documents)}"
        columns = (f"CASE role {cases} END", "source", "target")
        role, frames, parts = self._columns(
            "relations", columns, where, (*roles, *roles), whole=documents is None
        )
        chosen = [role == place for place in range(len(roles))]
        return [(frames[each], parts[each]) for each in chosen]

    def zones(self, documents: Sequence[int] | None = None) -> tuple[Ints, Ints, Ints]:
        """Return (document, start, end) of every zone."""
        columns = ("document", "start", '"end"')
        where, starts, ends = self._columns(
            "zones", columns, _about(documents), whole=documents is None
        )
        return where, starts, ends

    def values(
        self, names: Sequence[str], documents: Sequence[int] | None = None
    ) -> dict[str, tuple[Ints, list[str]]]:
        """Return (annotations, value of each as JSON) of some attributes, by name."""
        marks = ", ".join("?" * len(names))
        cases = " ".join(f"WHEN ? THEN {place}" for place in range(len(names)))
        where = f"name IN ({marks}) AND {_of_annotations('annotation', documents)}"
        columns = (f"CASE name {cases} END", "annotation", "value")
        of, ids, values = self._columns(
            "attributes", columns, where, (*names, *names), whole=documents is None,
            texts=("value",),
        )  # fmt: skip
        chosen = [np.flatnonzero(of == place) for place in range(len(names))]
        return {
            name: (ids[at], [values[each] for each in at.tolist()])
            for name, at in zip(names, chosen, strict=True)
        }

    def _columns(
        self,
        table: str,
        columns: Sequence[str],
        where: str,
        values: Sequence[Any] = (),
        *,
        whole: bool,
        texts: Collection[str] = (),
    ) -> list[Any]:
        """Return the columns of a table, each as an array, or a list for `texts`."""
        packed = ", ".join(
            f"{'json_group_array' if column in texts else 'group_concat'}(c{place})"
            for place, column in enumerate(columns)
        )
        named = ", ".join(f"{column} AS c{place}" for place, column in enumerate(columns))
        # The whole is read in the order of the table, a part by an index.
        index, place = ("NOT INDEXED", "rowid > ?") if whole else ("", "+rowid > ?")
        sql = (
            f"SELECT count(*), max(place), {packed} FROM (SELECT rowid AS place, {named} "
            f"FROM {table} {index} WHERE {where} AND {place} ORDER BY rowid LIMIT {_AT_ONCE})"
        )
        found: list[list[Any]] = [[] for _ in columns]
        last, number = _LOWEST, _AT_ONCE
        while number == _AT_ONCE:
            number, last, *lists = self._rows(sql, (*values, last))[0]
            for at, each in enumerate(lists if number else ()):
                if columns[at] in texts:
                    found[at] += json.loads(each)
                else:
                    found[at].append(_numbers(each))
        return [
            got if column in texts else np.concatenate([_NONE, *got])
            for column, got in zip(columns, found, strict=True)
        ]

    def spans(self, annotations: Sequence[int]) -> dict[int, Span]:
        """Return from where to where annotations reach, those without parts left out."""
        return {
            number: Span(start, end)
            for number, start, end in self._of(
                annotations,
                'SELECT annotation, min(start), max("end") FROM spans WHERE annotation IN (%s) '
                "GROUP BY annotation",
            )
        }

    def labels_of(self, annotations: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield (annotation, label as its row id) of some annotations."""
        return self._of(annotations, "SELECT id, label FROM annotations WHERE id IN (%s)")

    def _of(self, annotations: Sequence[int], sql: str) -> Iterator[Any]:
        for first in range(0, len(annotations), 500):
            yield from self._rows(sql % _list(annotations[first : first + 500]))

    def texts(self, documents: Sequence[int]) -> dict[int, str]:
        """Return the texts of a few documents."""
        return dict(self._rows(f"SELECT id, text FROM documents WHERE id IN ({_list(documents)})"))

    def made(self) -> list[Made]:
        """Return who made how many annotations on which days, by what the history tells.

        The day is that of the step that made an annotation, or of the import that brought it; a
        merge brings the steps of others along with their own days.
        """
        return list(
            map(
                Made._make,
                self._rows(
                    "WITH first AS (SELECT a.document AS document, a.annotator AS annotator, "
                    "a.origin AS origin, a.batch AS batch, "
                    "(SELECT min(h.time) FROM history_records AS r JOIN history AS h "
                    "ON h.id = r.history WHERE r.record = a.id) AS time FROM annotations AS a), "
                    "imports AS (SELECT batch, min(time) AS time FROM history "
                    "WHERE batch IS NOT NULL AND kind = 'import' GROUP BY batch), "
                    "dated AS (SELECT document, annotator, origin, first.batch AS batch, "
                    "substr(coalesce(imports.time, first.time, ''), 1, 10) AS day "
                    "FROM first LEFT JOIN imports ON imports.batch = first.batch) "
                    "SELECT document, annotator, day, "
                    "sum(batch IS NULL AND origin NOT LIKE 'suggestion%'), "
                    "sum(batch IS NULL AND origin LIKE 'suggestion%'), sum(batch IS NOT NULL) "
                    "FROM dated GROUP BY document, annotator, day"
                ),
            )
        )

    def finished(self) -> list[tuple[int, int, str]]:
        """Return (document, annotator, day) of assignments that are done, by when they became so.

        The day is "" where no step tells.
        """
        return list(
            self._rows(
                "SELECT a.document, a.annotator, substr(coalesce((SELECT time FROM history "
                "WHERE counter = a.counter AND replica = a.replica), ''), 1, 10) "
                "FROM assignments AS a WHERE state IN ('done', 'approved')"
            )
        )

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        # At once: a cursor of ours looks at every row.
        return self._connection.execute(sql, tuple(values)).fetchall()


def _about(documents: Sequence[int] | None) -> str:
    return "TRUE" if documents is None else f"document IN ({_list(documents)})"


def _of_annotations(column: str, documents: Sequence[int] | None) -> str:
    if documents is None:
        return "TRUE"
    return f"{column} IN (SELECT id FROM annotations WHERE {_about(documents)})"


def _numbers(digits: str) -> Ints:
    return np.fromstring(digits, dtype=np.int64, sep=",")


def _joined(lists: Iterable[str]) -> Ints:
    digits = ",".join(lists)
    return _numbers(digits) if digits else _NONE


def _list(ids: Collection[int]) -> str:
    return ", ".join(map(str, ids)) or "NULL"
