"""From an answer to what its plot shows, and to the words of its numbers.

Owns which shape goes with which question, and how a value, a cell or a note is said, so that plot,
table and the words of pointing say the same.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from annotator.domain.insights import (
    UNNAMED,
    WRITER,
    Cell,
    Insights,
    InsightTable,
    Matrix,
    Note,
    Party,
    Period,
    Row,
    Topic,
    Value,
)
from annotator.plots.shapes import Amount, Bars, Grid, Lines, Shape, Square
from annotator.wording import tr

#: Names that a plot shows at most; the table has all.
SHOWN = 30
#: Lines in one plot at most; there is no further colour that all could tell from these.
LINES = 9
#: Columns whose numbers are shares of 1.
SHARES = frozenset({"insights-column-share"})
#: Acts that deny what somebody else says.
_DENYING = frozenset({"denies"})
#: Mean polarities nearer to zero than this are balanced: they are written as zero.
_BALANCED = 0.05


def topic_name(topic: Topic) -> str:
    """Return what a question is called in a word or two."""
    return tr(f"plot-topic-{topic.value}")


def topic_question(topic: Topic) -> str:
    """Return a question as a sentence."""
    return tr(f"plot-question-{topic.value}")


def heading(column: str) -> str:
    """Return what a column is called."""
    return tr(column)


def note_in_words(note: Note) -> str:
    """Return a note as a sentence."""
    code, values = note
    return tr(code, **values)


# The matrix --------------------------------------------------------------------------------------


def denials(cell: Cell) -> int:
    """Return how many quotes of a cell deny something."""
    return sum(number for act, number in cell.acts.items() if act in _DENYING)


def sign_of(polarity: float | None) -> int | None:
    """Return the sign of a mean polarity: 1, -1, 0 if it is balanced, None without any."""
    if polarity is None:
        return None
    return 0 if abs(polarity) < _BALANCED else 1 if polarity > 0 else -1


def weight(cell: Cell) -> int:
    """Return how much is said: quotes, or opinions where there are more of them."""
    return max(cell.quotes, cell.opinions)


def polarity_in_figures(polarity: float) -> str:
    """Return a mean polarity with its sign."""
    return tr("plot-decimal", n=_written(polarity)).replace("-", "−")


def _written(polarity: float) -> float:
    """Return a mean polarity as it is written, without a sign before zero."""
    return round(polarity, 1) + 0.0


def cell_in_words(source: Party, target: Party, cell: Cell | None) -> str:
    """Return everything a cell says as a sentence."""
    names = {"source": party_name(source), "target": party_name(target)}
    if cell is None:
        return tr("plot-cell-none", **names)
    words = [tr("plot-cell", **names, quotes=cell.quotes, opinions=cell.opinions)]
    if cell.polarity is not None:
        words.append(tr("plot-cell-polarity", mean=_written(cell.polarity)))
    if any(cell.acts):
        acts = sorted(cell.acts.items(), key=lambda each: (-each[1], each[0]))
        words.append(
            tr("plot-cell-acts", acts=", ".join(
                tr("plot-cell-act", n=number, act=act or tr("plot-act-none"))
                for act, number in acts))
        )  # fmt: skip
    return "; ".join(words)


def party_name(party: Party) -> str:
    """Return what a party is called, also where it has no name."""
    if party.key == WRITER:
        return tr("insights-writer")
    return tr("insights-unnamed") if party.key == UNNAMED else party.name


def _grid_of(matrix: Matrix) -> Grid:
    rows = {party.key: place for place, party in enumerate(matrix.sources)}
    columns = {party.key: place for place, party in enumerate(matrix.targets)}
    squares = [
        Square(
            rows[cell.source.key], columns[cell.target.key],
            Amount(weight(cell), cell.mark, cell_in_words(cell.source, cell.target, cell)),
            sign_of(cell.polarity), denials(cell) / max(1, cell.quotes),
        )
        for cell in matrix.cells.values()
    ]  # fmt: skip
    return Grid(
        [party_name(each) for each in matrix.sources],
        [party_name(each) for each in matrix.targets],
        squares, tr("plot-axis-source"), tr("plot-axis-target"), signed=True,
        signs={1: tr("plot-sign-positive"), -1: tr("plot-sign-negative"),
               0: tr("plot-sign-balanced"), None: tr("plot-sign-none")},
        crossed=tr("plot-denied"), last=matrix.nameless,
    )  # fmt: skip


# Tables ------------------------------------------------------------------------------------------


def in_words(column: str, value: Value) -> str:
    """Return a value of a column as it is written in a table."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return tr("plot-share" if column in SHARES else "plot-decimal", n=value)
    return tr("plot-number", n=value)


def row_in_words(table: InsightTable, row: Row) -> str:
    """Return a line of a table as words: every heading with its value."""
    pairs = zip(table.columns, row.values, strict=True)
    return "; ".join(
        f"{heading(column)}: {in_words(column, value)}" for column, value in pairs if value != ""
    )


def shape_of(found: Insights, topic: Topic, shown: int = SHOWN) -> Shape | None:
    """Return what the plot of a question shows, None if there is nothing to draw.

    `shown` is how many sources and targets of the matrix there are room for.
    """
    if topic is Topic.MATRIX:
        matrix = found.matrix
        return None if matrix is None or not matrix.cells else _grid_of(matrix.first(shown, shown))
    table = found.tables.get(topic)
    return None if table is None or not table.rows else _SHAPES[topic](table, found.period)


def empty_code(found: Insights, topic: Topic) -> str:
    """Return the message that says why an answer has nothing to show."""
    if not found.articles:
        return "plot-nothing-labelled"
    return _EMPTY.get(topic, "plot-nothing-labelled")


_EMPTY = {
    Topic.TIMELINE: "plot-no-dates",
    Topic.VOICES: "plot-no-quotes",
    Topic.MATRIX: "plot-no-quotes",
    Topic.TOGETHER: "plot-no-pairs",
}


# What each question is drawn as ------------------------------------------------------------------


def _progress(table: InsightTable, _period: Period | None) -> Shape:
    """Return annotations by day as a line for each person; of a single day, as bars by origin."""
    days = {str(row.values[1]) for row in table.rows}
    if len(days) == 1:
        parts = table.columns[2:5]
        amounts = [
            [Amount(number, row.mark, row_in_words(table, row))
             for number in map(_number, row.values[2:5])]
            for row in table.rows
        ]  # fmt: skip
        names = [str(row.values[0]) for row in table.rows]
        return Bars(names, [heading(each) for each in parts], amounts,
                    tr("plot-axis-annotations-on", day=min(days)))  # fmt: skip
    lines: dict[str, list[tuple[date, Amount]]] = {}
    for row in table.rows:
        made = sum(map(_number, row.values[2:5]))
        point = (
            date.fromisoformat(str(row.values[1])),
            Amount(made, row.mark, row_in_words(table, row)),
        )
        lines.setdefault(str(row.values[0]), []).append(point)
    return _most_first(lines, tr("plot-axis-annotations"))


def _labels(table: InsightTable, _period: Period | None) -> Shape:
    """Return a bar for each label, the most frequent first, drawn by the layer it is of."""
    layers = list(dict.fromkeys(str(row.values[0]) for row in table.rows))
    rows = sorted(table.rows, key=lambda row: -_number(row.values[2]))
    amounts: list[list[Amount | None]] = []
    for row in rows:
        pieces: list[Amount | None] = [None] * len(layers)
        pieces[layers.index(str(row.values[0]))] = Amount(
            _number(row.values[2]), row.mark, row_in_words(table, row)
        )
        amounts.append(pieces)
    names = [str(row.values[1]) for row in rows]
    return Bars(names, layers, amounts, tr("plot-axis-annotations"))


def _together(table: InsightTable, _period: Period | None) -> Shape:
    """Return a grid of the entries that the most pairs have."""
    often: Counter[tuple[str | int, str]] = Counter()
    for row in table.rows:
        for key, name in zip(row.mark, row.values[:2], strict=True):
            often[key, str(name)] += int(_number(row.values[2]))
    chosen = [each for each, _ in often.most_common(SHOWN)]
    places = {key: place for place, (key, _) in enumerate(chosen)}
    squares = []
    for row in table.rows:
        one, other = (places.get(key) for key in row.mark)
        if one is not None and other is not None:
            amount = Amount(_number(row.values[2]), row.mark, row_in_words(table, row))
            squares += [Square(one, other, amount), Square(other, one, amount)]
    names = [name for _, name in chosen]
    return Grid(names, names, squares)


def _timeline(table: InsightTable, period: Period | None) -> Shape:
    """Return a line for each layer or label; where nothing stands it is at zero."""
    found: dict[str, dict[date, Amount]] = {}
    for row in table.rows:
        amount = Amount(_number(row.values[2]), row.mark, row_in_words(table, row))
        found.setdefault(str(row.values[1]), {})[date.fromisoformat(str(row.values[0]))] = amount
    days = sorted({day for points in found.values() for day in points})
    if period is not None:
        days = _every(period, days[0], days[-1])
    nothing = Amount(0)
    lines = {
        name: [(day, points.get(day, nothing)) for day in days] for name, points in found.items()
    }
    return _most_first(lines, tr("plot-axis-annotations"))


def _voices(table: InsightTable, _period: Period | None) -> Shape:
    amounts = [[Amount(_number(row.values[3]), row.mark, row_in_words(table, row))]
               for row in table.rows]  # fmt: skip
    names = [str(row.values[0]) for row in table.rows]
    return Bars(names, [""], amounts, tr("plot-axis-words"), percent=True)


def _every(period: Period, first: date, last: date) -> list[date]:
    """Return the first day of every period from one to another."""
    days = [first]
    while days[-1] < last:
        days.append(period.after(days[-1]))
    return days


def _most_first(lines: dict[str, list[tuple[date, Amount]]], axis: str) -> Lines:
    """Return the lines with the most of what is counted, as many as can be told apart."""
    order = sorted(lines, key=lambda name: -sum(amount.value for _, amount in lines[name]))
    names = order[:LINES]
    return Lines(names, [lines[name] for name in names], axis, left_out=len(order) - len(names))


def _number(value: Value) -> float:
    return value if isinstance(value, int | float) else 0.0


_SHAPES = {
    Topic.PROGRESS: _progress,
    Topic.LABELS: _labels,
    Topic.TOGETHER: _together,
    Topic.TIMELINE: _timeline,
    Topic.VOICES: _voices,
}
