"""Plots say what they were given, wherever they are drawn: pixels, PNG, SVG."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from pathlib import Path

import pytest
from matplotlib._pylab_helpers import Gcf

from annotator.plots.colours import DARK, LIGHT
from annotator.plots.drawing import picture, write_plot
from annotator.plots.lines import days_on_axis
from annotator.plots.picture import Picture, Spot, spot_at
from annotator.plots.shapes import Amount, Bars, Grid, Lines, Shape, Square

SIZE = (640, 400)
BARS = Bars(
    ["Foreign Ministry", "Dana Ilves", "Orm Line"],
    [""],
    [[Amount(number, ("labels", number), f"{number} labels")] for number in (40, 25, 1)],
    "labels",
)
PARTS = Bars(
    ["Courier", "Herald"],
    ["person", "government"],
    [[Amount(0.25, ("a",)), Amount(0.75, ("b",))], [Amount(1.0, ("c",)), None]],
    "share",
    percent=True,
)
LINES = Lines(
    ["quotes", "opinions"],
    [[(date(2026, 3, 1) + timedelta(days=day), Amount(day + line, (line, day)))
      for day in range(5)] for line in (0, 7)],
    "labels",
)  # fmt: skip
MATRIX = Grid(
    ["Foreign Ministry", "Orm Line"],
    ["Norvia", "Velmar"],
    [Square(0, 0, Amount(9, (1, 3)), 1, 0.5), Square(0, 1, Amount(4, (1, 4)), -1),
     Square(1, 1, Amount(1, (2, 4)), None)],
    "who says it", "about whom", signed=True,
    signs={1: "positive", -1: "negative", None: "no opinion"}, crossed="denies",
)  # fmt: skip
TOGETHER = Grid(
    ["PERSON", "GPE"], ["PERSON", "GPE"],
    [Square(0, 1, Amount(12, ("p", "g"))), Square(1, 0, Amount(12, ("g", "p")))],
)  # fmt: skip
SHAPES = pytest.mark.parametrize(
    "shape",
    [BARS, PARTS, LINES, MATRIX, TOGETHER],
    ids=["bars", "parts", "lines", "matrix", "grid"],
)


#: Drawn once for all tests.
_drawn: dict[tuple[int, bool], Picture] = {}


def drawing(shape: Shape, *, dark: bool = False) -> Picture:
    key = id(shape), dark
    if key not in _drawn:
        _drawn[key] = picture(shape, DARK if dark else LIGHT, *SIZE, 1.0, 10)
    return _drawn[key]


def spots(shape: Shape) -> dict[object, Spot]:
    return {each.mark: each for each in drawing(shape).spots}


def pixel(shape: Shape, x: float, y: float, *, dark: bool = False) -> tuple[int, ...]:
    drawn = drawing(shape, dark=dark)
    place = (int(y) * drawn.width + int(x)) * 4
    return tuple(drawn.rgba[place : place + 3])


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


@SHAPES
def test_everything_that_is_counted_can_be_pointed_at(shape: Shape) -> None:
    drawn = drawing(shape)
    assert (drawn.width, drawn.height) == SIZE
    assert len(drawn.rgba) == 4 * SIZE[0] * SIZE[1]
    assert set(drawn.rgba[3::4]) == {255}, "opaque"
    assert drawn.left_out == 0
    for spot in drawn.spots:
        assert spot_at(drawn.spots, *spot.middle) is spot
        assert 0 <= spot.left < spot.right <= SIZE[0]
        assert 0 <= spot.top < spot.bottom <= SIZE[1]


def test_a_bar_is_as_long_as_its_number() -> None:
    found = spots(BARS)
    widths = {number: found["labels", number].right - found["labels", number].left
              for number in (40, 25)}  # fmt: skip
    assert widths[25] / widths[40] == pytest.approx(25 / 40)
    assert found["labels", 40].top < found["labels", 25].top < found["labels", 1].top
    assert pixel(BARS, *found["labels", 40].middle) == rgb(LIGHT.series[0])


def test_pieces_follow_one_another_and_none_means_none() -> None:
    found = spots(PARTS)
    assert found.keys() == {("a",), ("b",), ("c",)}
    assert found["a",].right == pytest.approx(found["b",].left)
    assert found["b",].right == pytest.approx(found["c",].right)


def test_a_line_goes_up_with_its_numbers() -> None:
    found = spots(LINES)
    for line in (0, 1):
        heights = [found[7 * line, day].middle[1] for day in range(5)]
        assert heights == sorted(heights, reverse=True)
    assert found[0, 0].middle[0] == pytest.approx(found[7, 0].middle[0])


@pytest.mark.parametrize(
    ("first", "last", "named"),
    [
        ("2026-03-01", "2026-03-03", ["2026-03-01", "2026-03-02", "2026-03-03"]),
        ("2026-01-10", "2026-01-24", [f"2026-01-{day}" for day in (10, 13, 16, 19, 22)]),
        ("2025-11-20", "2026-08-02", ["2026-01", "2026-03", "2026-05", "2026-07"]),
        ("2019-05-05", "2025-06-06", ["2020", "2022", "2024"]),
        ("1990-01-01", "2026-01-01", [str(year) for year in range(1992, 2027, 6)]),
    ],
)
def test_an_axis_names_days_that_can_be_read(first: str, last: str, named: list[str]) -> None:
    days, form = days_on_axis(date.fromisoformat(first), date.fromisoformat(last))
    assert [day.strftime(form) for day in days] == named


def test_bubbles_stand_in_their_cells_and_grow_with_the_count() -> None:
    found = spots(MATRIX)
    assert found[1, 3].middle[0] < found[1, 4].middle[0]
    assert found[1, 4].middle[1] < found[2, 4].middle[1]
    x, y = found[1, 4].middle
    assert pixel(MATRIX, x, y) == rgb(LIGHT.negative)
    # An open circle: no opinion is no colour.
    assert pixel(MATRIX, *found[2, 4].middle) == rgb(LIGHT.background)


def test_a_denial_is_seen_without_colour() -> None:
    x, y = spots(MATRIX)[1, 3].middle
    assert pixel(MATRIX, x, y) == rgb(LIGHT.text)


def test_colours_are_those_that_were_asked_for() -> None:
    assert pixel(BARS, 1, 1, dark=True) == rgb(DARK.background)
    assert pixel(BARS, *spots(BARS)["labels", 40].middle, dark=True) == rgb(DARK.series[0])


def test_twice_the_pixels_is_the_same_plot() -> None:
    once, twice = drawing(MATRIX), picture(MATRIX, LIGHT, *SIZE, 2.0, 10)
    assert (twice.width, twice.height) == (2 * SIZE[0], 2 * SIZE[1])
    for small, large in zip(once.spots, twice.spots, strict=True):
        assert large.middle == pytest.approx([2 * each for each in small.middle], abs=12)


def test_what_has_no_room_is_counted() -> None:
    names = [f"Source {number}" for number in range(10_000)]
    many = Bars(names, [""], [[Amount(1, (number,))] for number in range(10_000)], "n")
    drawn = picture(many, LIGHT, *SIZE, 1.0, 10)
    assert drawn.left_out == 10_000 - len(drawn.spots)
    assert len(drawn.spots) > 3
    grid = Grid(names, names, [Square(at, at, Amount(1, (at,))) for at in range(10_000)])
    drawn = picture(grid, LIGHT, *SIZE, 1.0, 10)
    assert drawn.left_out > 19_000
    assert drawn.spots[0].mark == (0,)


def test_the_last_rows_and_columns_stay_where_there_is_little_room() -> None:
    names = [str(number) for number in range(200)]
    squares = [Square(at, other, Amount(1, (at, other))) for at in (0, 199) for other in (0, 199)]
    drawn = picture(Grid(names, names, squares, last=(0, 1)), LIGHT, *SIZE, 1.0, 10)
    assert {each.mark for each in drawn.spots} == {(0, 0), (0, 199)}
    drawn = picture(Grid(names, names, squares, last=(1, 1)), LIGHT, *SIZE, 1.0, 10)
    assert {each.mark for each in drawn.spots} == {each.amount.mark for each in squares}


def test_words_twice_as_large_leave_fewer_bars() -> None:
    names = [f"Source {number}" for number in range(40)]
    many = Bars(names, [""], [[Amount(1, (number,))] for number in range(40)], "n")
    small, large = (len(picture(many, LIGHT, *SIZE, 1.0, size).spots) for size in (10, 20))
    assert large < small / 1.5


@pytest.mark.parametrize(
    "name",
    [
        "日本放送協会",
        "وزارة الخارجية",
        "विदेश मंत्रालय",
        "кремль",
        "😀 Desk",
        "$x_1$ & <Co>",
        "a\x01b\n c",
    ],
)
def test_any_name_can_be_drawn(name: str, tmp_path: Path) -> None:
    """Warnings are errors here: of a missing glyph as well as of a formula."""
    shape = Bars([name, "x" * 300], [""], [[Amount(2, ("a",))], [Amount(1, ("b",))]], name)
    write_plot(shape, tmp_path / "plot.svg", name)
    words = texts(tmp_path / "plot.svg")
    assert " ".join(name.replace("\x01", "\N{REPLACEMENT CHARACTER}").split()) in words
    assert not any("xxx" in each and len(each) > 40 for each in words)
    drawn = picture(Bars([name], [""], [[Amount(2, ("a",))]], "n"), LIGHT, 300, 150, 1.0, 10)
    assert drawn.spots


def texts(path: Path) -> list[str]:
    root = ET.parse(path).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    return [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text")]


@SHAPES
def test_an_svg_holds_the_words(shape: Shape, tmp_path: Path) -> None:
    write_plot(shape, tmp_path / "plot.svg", "Who said what")
    names = [*shape.rows, *shape.columns] if isinstance(shape, Grid) else list(shape.names)
    assert {"Who said what", *names} <= set(texts(tmp_path / "plot.svg"))


@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_the_same_plot_is_the_same_file(ending: str, tmp_path: Path) -> None:
    one, other = tmp_path / f"one{ending}", tmp_path / f"other{ending}"
    for path in (one, other):
        write_plot(BARS, path, "Who said what")
    assert one.read_bytes() == other.read_bytes()
    if ending == ".png":
        content = one.read_bytes()
        assert content.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", content[16:24]) == (1440, 800)


def test_paper_grows_with_what_is_on_it(tmp_path: Path) -> None:
    names = [f"Source {number}" for number in range(30)]
    squares = [Square(at, at, Amount(at + 1, (at,)), 1) for at in range(30)]
    write_plot(Grid(names, names, squares, signed=True), tmp_path / "plot.svg", "All of it")
    assert [each for each in texts(tmp_path / "plot.svg") if each in names] == names * 2


def test_no_figure_is_kept_anywhere() -> None:
    picture(BARS, LIGHT, *SIZE, 1.0, 10)
    # What pyplot would keep of it; another test's library may have loaded pyplot itself.
    assert Gcf.get_all_fig_managers() == []
