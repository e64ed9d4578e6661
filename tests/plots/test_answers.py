"""What a plot shows is what was counted, in the words of the table."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.domain.insights import (
    COLUMNS,
    UNNAMED,
    WRITER,
    Cell,
    Insights,
    InsightsFilter,
    InsightTable,
    Matrix,
    Party,
    Period,
    Row,
    Topic,
    Value,
)
from annotator.plots.answers import (
    LINES,
    cell_in_words,
    empty_code,
    in_words,
    polarity_in_figures,
    row_in_words,
    shape_of,
    sign_of,
)
from annotator.plots.shapes import Bars, Grid, Lines
from annotator.wording import tr, use_language

ILVES, MARET = Party(7, "Dana Ilves", linked=True), Party("oren maret", "Oren Maret", linked=False)
WRITES, NOBODY = Party(WRITER, "", linked=False), Party(UNNAMED, "", linked=False)


def cell(
    source: Party, target: Party, quotes: int, acts: Mapping[str, int], polarity: float | None
) -> Cell:
    felt = 0 if polarity is None else 2
    return Cell(source, target, quotes, acts, 0, felt, 0, 0, 0, 0, polarity)


CELLS = (
    cell(ILVES, MARET, 5, {"states": 3, "denies": 2}, -0.5),
    cell(MARET, ILVES, 2, {"": 2}, None),
    cell(WRITES, NOBODY, 0, {}, 0.0),
)


def asked(topic: Topic, *rows: tuple[Value, ...], period: Period | None = None) -> Insights:
    table = InsightTable(
        topic, COLUMNS[topic], tuple(Row(row, (f"mark {at}",)) for at, row in enumerate(rows))
    )
    return Insights(InsightsFilter(), 3, {topic: table}, None, period)


def test_a_matrix_becomes_bubbles() -> None:
    parties = (ILVES, MARET, WRITES)
    matrix = Matrix(
        parties,
        (MARET, ILVES, NOBODY),
        {(each.source.key, each.target.key): each for each in CELLS},
    )
    shape = shape_of(Insights(InsightsFilter(), 3, {}, matrix), Topic.MATRIX)
    assert isinstance(shape, Grid)
    assert shape.rows == ["Dana Ilves", "Oren Maret", tr("insights-writer")]
    assert shape.columns == ["Oren Maret", "Dana Ilves", tr("insights-unnamed")]
    assert [
        (each.row, each.column, each.amount.value, each.sign, each.crossed, each.amount.mark)
        for each in shape.squares
    ] == [
        (0, 0, 5, -1, 0.4, (7, "oren maret")),
        (1, 1, 2, None, 0, ("oren maret", 7)),
        (2, 2, 2, 0, 0, (WRITER, UNNAMED)),
    ]
    first = shape_of(Insights(InsightsFilter(), 3, {}, matrix), Topic.MATRIX, shown=1)
    assert isinstance(first, Grid)
    assert len(first.squares) == 1


def test_a_cell_says_everything_in_words() -> None:
    said = cell_in_words(ILVES, MARET, CELLS[0])
    assert said == (
        "Dana Ilves about Oren Maret: 5 quotes, 2 opinions; mean polarity -0.5;"
        " of the quotes 3 states, 2 denies"
    )
    assert (
        cell_in_words(MARET, ILVES, CELLS[1]) == "Oren Maret about Dana Ilves: 2 quotes, 0 opinions"
    )
    assert cell_in_words(MARET, ILVES, None) == "Oren Maret about Dana Ilves: nothing"


def test_signs_of_polarities() -> None:
    assert [sign_of(each) for each in (1.0, 0.1, 0.04, 0.0, -0.04, -0.1, None)] == [
        1, 1, 0, 0, 0, -1, None,
    ]  # fmt: skip


def test_a_mean_near_zero_has_one_way_to_be_written() -> None:
    assert [polarity_in_figures(each) for each in (0.04, -0.04, -0.5)] == ["+0.0", "+0.0", "−0.5"]


def test_progress_of_one_day_is_bars_of_several_days_lines() -> None:
    one = shape_of(asked(Topic.PROGRESS, ("Mina", "2026-03-01", 4, 2, 0, 1)), Topic.PROGRESS)
    assert isinstance(one, Bars)
    assert one.names == ["Mina"]
    assert [each and each.value for each in one.amounts[0]] == [4, 2, 0]
    several = shape_of(
        asked(
            Topic.PROGRESS, ("Mina", "2026-03-01", 4, 2, 0, 1), ("Bo", "2026-03-01", 1, 0, 0, 0),
            ("Bo", "2026-03-02", 9, 0, 0, 0),
        ),
        Topic.PROGRESS,
    )  # fmt: skip
    assert isinstance(several, Lines)
    assert several.names == ["Bo", "Mina"]
    assert [[amount.value for _, amount in line] for line in several.points] == [[1, 9], [6]]


def test_labels_stand_by_number_and_in_the_colour_of_their_layer() -> None:
    found = asked(
        Topic.LABELS, ("Entities", "Person", 3, 2), ("Entities", "Place", 8, 2),
        ("Quotes", "Quote", 5, 1),
    )  # fmt: skip
    shape = shape_of(found, Topic.LABELS)
    assert isinstance(shape, Bars)
    assert shape.names == ["Place", "Quote", "Person"]
    assert shape.parts == ["Entities", "Quotes"]
    assert [[each and each.value for each in row] for row in shape.amounts] == [
        [8, None], [None, 5], [3, None],
    ]  # fmt: skip


def test_entries_together_stand_on_both_sides_of_the_diagonal() -> None:
    rows = (Row(("Ilves", "Norvia", 4), (7, 8)), Row(("Ilves", "Karsk", 1), (7, 9)))
    table = InsightTable(Topic.TOGETHER, COLUMNS[Topic.TOGETHER], rows)
    shape = shape_of(Insights(InsightsFilter(), 3, {Topic.TOGETHER: table}, None), Topic.TOGETHER)
    assert isinstance(shape, Grid)
    assert shape.rows == shape.columns == ["Ilves", "Norvia", "Karsk"]
    found = {(each.row, each.column, each.amount.value, each.amount.mark) for each in shape.squares}
    assert found == {
        (0, 1, 4, (7, 8)), (1, 0, 4, (7, 8)), (0, 2, 1, (7, 9)), (2, 0, 1, (7, 9)),
    }  # fmt: skip


def test_a_timeline_is_at_zero_where_nothing_stands() -> None:
    found = asked(
        Topic.TIMELINE, ("2026-03-02", "Quotes", 3, 1), ("2026-03-16", "Quotes", 1, 1),
        period=Period.WEEK,
    )  # fmt: skip
    shape = shape_of(found, Topic.TIMELINE)
    assert isinstance(shape, Lines)
    assert [(day.day, amount.value, amount.mark) for day, amount in shape.points[0]] == [
        (2, 3, ("mark 0",)), (9, 0, None), (16, 1, ("mark 1",)),
    ]  # fmt: skip


def test_more_lines_than_colours_are_counted() -> None:
    rows = [("2026-03-02", f"Label {number}", number, 1) for number in range(1, 13)]
    shape = shape_of(asked(Topic.TIMELINE, *rows, period=Period.DAY), Topic.TIMELINE)
    assert isinstance(shape, Lines)
    assert shape.names == [f"Label {number}" for number in range(12, 12 - LINES, -1)]
    assert shape.left_out == 12 - LINES


def test_voices_are_shares_also_in_words() -> None:
    row = ("government", 4, 120, 0.4)
    found = asked(Topic.VOICES, row)
    shape = shape_of(found, Topic.VOICES)
    assert isinstance(shape, Bars)
    assert shape.percent
    amount = shape.amounts[0][0]
    assert amount is not None
    assert (amount.value, amount.mark) == (0.4, ("mark 0",))
    table = found.tables[Topic.VOICES]
    assert amount.words == row_in_words(table, table.rows[0])
    assert amount.words.endswith("Share of all words: 40%")


def test_numbers_are_written_as_in_the_language() -> None:
    assert in_words("insights-column-words", 1234567) == "1,234,567"
    assert in_words("insights-column-quotes", None) == ""
    use_language("de")
    try:
        assert in_words("insights-column-words", 1234567) == "1.234.567"
        assert in_words("insights-column-polarity", -0.5) == "-0,5"
    finally:
        use_language("en")


def test_an_empty_answer_says_why() -> None:
    nothing = Insights(InsightsFilter(), 0, {}, Matrix())
    assert empty_code(nothing, Topic.MATRIX) == "plot-nothing-labelled"
    some = Insights(InsightsFilter(), 4, {}, Matrix())
    assert empty_code(some, Topic.MATRIX) == "plot-no-quotes"
    assert empty_code(asked(Topic.TIMELINE), Topic.TIMELINE) == "plot-no-dates"
    assert empty_code(asked(Topic.VOICES), Topic.VOICES) == "plot-no-quotes"
    assert empty_code(asked(Topic.TOGETHER), Topic.TOGETHER) == "plot-no-pairs"
    for topic in Topic:
        assert shape_of(asked(topic), topic) is None
