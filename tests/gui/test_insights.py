"""The view of insights: every number is a way to its sentences, by mouse and by keyboard."""

from __future__ import annotations

import shutil
import struct
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from annotator.domain.insights import (
    Cell,
    Insights,
    InsightsChoices,
    InsightsFilter,
    Matrix,
    OutletChoice,
    Party,
    Topic,
)
from annotator.domain.steps import Edit, Step
from annotator.gui import insights_work, palettes
from annotator.gui.article.theme import LINE_CONTRAST, TEXT_CONTRAST, contrast
from annotator.gui.insights import insights_page
from annotator.gui.insights.dialogs import ExportFiguresDialog, SavePlotDialog
from annotator.gui.insights.insights_page import InsightsPage
from annotator.gui.insights.items_view import excerpt
from annotator.gui.insights.newest import Newest
from annotator.gui.main_window import MainWindow
from annotator.gui.theme import CONTRAST, DARK, LIGHT, WindowTheme
from annotator.plots.grids import ink_on, shade
from annotator.services import insights_facts, reading_ahead
from annotator.services.demo import make_sample_project
from annotator.services.plotting import Picture, draw
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from annotator.services.tasks import Task
from tests.gui.answers import answer
from tests.journeys.keyboard import Keyboard

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK, CONTRAST], ids=lambda each: each.name)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project, made once."""
    path = tmp_path_factory.mktemp("insights") / "Norvia desk.annotator"
    make_sample_project(path)
    return path


@pytest.fixture
def sample(made: Path, tmp_path: Path) -> Iterator[Session]:
    path = tmp_path / made.name
    shutil.copyfile(made, path)
    with Session.open(path) as session:
        yield session


Open = Callable[..., InsightsPage]
BLANK = Picture(2, 2, bytes(16), (), 0)


@pytest.fixture(autouse=True)
def blank(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Picture]:
    """Leave plots blank where a test is not about them; return what draws them."""
    monkeypatch.setattr(insights_page, "draw", lambda *_: BLANK)
    return draw


@pytest.fixture
def drawn(blank: Callable[..., Picture], monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw plots."""
    monkeypatch.setattr(insights_page, "draw", blank)


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Open]:
    """`opened(session)` shows the page of a project and waits until it has counted."""
    pages: list[InsightsPage] = []

    def open_page(session: Session, theme: WindowTheme = LIGHT) -> InsightsPage:
        page = InsightsPage(session, theme)
        pages.append(page)
        qtbot.addWidget(page)
        page.resize(1300, 860)
        page.show()
        settle(qtbot, page)
        return page

    yield open_page
    for page in pages:
        page.close_page()


def settle(qtbot: QtBot, page: InsightsPage) -> None:
    """Wait until nothing is counted, drawn or looked for any more."""
    qtbot.waitUntil(
        lambda: not (page.counting.running or page.drawing.running or page.side.opening.running),
        timeout=30_000,
    )


def click(page: InsightsPage, mark: tuple[str | int, ...]) -> None:
    """Click what stands for a mark on the plot."""
    picture = page.plot.picture
    assert picture is not None
    x, y = next(each for each in picture.spots if each.mark == mark).middle
    place = QPoint(
        round(x * page.plot.width() / picture.width), round(y * page.plot.height() / picture.height)
    )
    QTest.mouseClick(page.plot, Qt.MouseButton.LeftButton, pos=place)


def texts_of(page: InsightsPage) -> list[str]:
    model = page.side.view.items
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def first_cell(page: InsightsPage) -> Cell:
    found = page.found
    assert found is not None
    assert found.matrix is not None
    return next(iter(found.matrix.first(30, 30).cells.values()))


# Plots and tables --------------------------------------------------------------------------------


def test_every_question_has_a_plot_and_the_same_numbers_in_a_table(
    drawn: None, sample: Session, opened: Open, qtbot: QtBot
) -> None:
    page = opened(sample)
    for topic in Topic:
        page.show_topic(topic)
        settle(qtbot, page)
        picture, found = page.plot.picture, page.found
        assert picture is not None, topic
        assert found is not None
        assert page.plot.accessibleName() == page.question.text()
        if topic is Topic.MATRIX:
            assert found.matrix is not None
            table = {each.mark for each in found.matrix.first(30, 30).cells.values()}
        else:
            table = {row.mark for row in found.tables[topic].rows}
            assert page.figures.model.rowCount() == len(found.tables[topic].rows)
        drawn = {each.mark for each in picture.spots if each.mark is not None}
        assert drawn, topic
        assert drawn <= table


def test_a_click_on_a_bar_opens_its_sentences(
    drawn: None, sample: Session, opened: Open, qtbot: QtBot
) -> None:
    page = opened(sample)
    QTest.mouseClick(page.plot, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert not page.side.opening.running
    page.show_topic(Topic.LABELS)
    settle(qtbot, page)
    found = page.found
    assert found is not None
    row = next(each for each in found.tables[Topic.LABELS].rows if each.mark == ("entities", "GPE"))
    click(page, row.mark)
    settle(qtbot, page)
    assert page.side.view.items.rowCount() == row.values[2]
    assert f"Annotations: {row.values[2]}" in page.side.title.text()
    assert not page.side.empty.isVisible()
    item = page.side.view.items.item(0)
    assert item.words is not None
    assert item.span is not None
    text, start, end = excerpt(item)
    assert text[start:end] == sample.text(item.document)[item.span.start : item.span.end]


def test_enter_on_a_cell_opens_its_sentences_and_enter_on_one_opens_the_article(
    sample: Session, opened: Open, qtbot: QtBot
) -> None:
    page = opened(sample)
    cell = first_cell(page)
    page.matrix.setFocus()
    assert page.matrix.currentIndex().isValid()
    QTest.keyClick(page.matrix, Qt.Key.Key_Return)
    settle(qtbot, page)
    assert page.side.view.items.rowCount() == cell.quotes + cell.opinions
    said = page.side.title.text()
    assert f"{cell.quotes} quote" in said
    with qtbot.waitSignal(page.itemOpened) as asked:
        QTest.keyClick(page.side.view, Qt.Key.Key_Return)
    assert asked.args[0] is page.side.view.items.item(0)


def test_a_cell_says_in_signs_and_words_what_it_is(sample: Session, opened: Open) -> None:
    page = opened(sample)
    model = page.matrix.matrix_model
    seen = 0
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            cell, index = model.cell(row, column), model.index(row, column)
            words = model.data(index, Qt.ItemDataRole.AccessibleTextRole)
            if cell is None:
                assert words.endswith("nothing")
                assert model.data(index) is None
                continue
            seen += 1
            written = model.data(index)
            assert written.split()[0] == str(cell.quotes)
            assert ("▲" in written) == (cell.polarity is not None and cell.polarity >= 0.05)
            assert ("▼" in written) == (cell.polarity is not None and cell.polarity <= -0.05)
            assert ("✕" in written) == ("denies" in cell.acts)
            ground = model.data(index, Qt.ItemDataRole.BackgroundRole).color()
            assert contrast(QColor(LIGHT.text), ground) >= TEXT_CONTRAST
    assert seen > 10


def test_the_table_is_sorted_by_a_choice_and_by_its_heads(
    sample: Session, opened: Open, qtbot: QtBot
) -> None:
    page = opened(sample)
    page.show_topic(Topic.LABELS)
    settle(qtbot, page)
    table = page.figures

    def column(place: int) -> list[Any]:
        return [table.model.row(row).values[place] for row in range(table.model.rowCount())]

    counted = column(2)
    table.order.setCurrentIndex(3)
    table.order.activated.emit(3)
    assert column(2) == sorted(counted)
    QTest.mouseClick(table.turned, Qt.MouseButton.LeftButton)
    assert column(2) == sorted(counted, reverse=True)
    table.view.horizontalHeader().sectionClicked.emit(1)
    assert column(1) == sorted(column(1), key=str.casefold, reverse=True)
    table.order.setCurrentIndex(0)
    table.order.activated.emit(0)
    assert column(2) == counted


def test_pointing_says_what_it_is(
    drawn: None, sample: Session, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(sample, DARK)
    picture = page.plot.picture
    assert picture is not None
    assert bytes(picture.rgba[:3]) == bytes.fromhex(DARK.article.page.name()[1:])
    cell = first_cell(page)
    spot = next(each for each in picture.spots if each.mark == cell.mark)
    place = QPoint(*(round(each) for each in spot.middle))
    QTest.mouseMove(page.plot, place)
    assert page.plot.cursor().shape() is Qt.CursorShape.PointingHandCursor
    assert f"{cell.quotes} quote" in spot.words
    QTest.mouseMove(page.plot, QPoint(1, 1))
    assert page.plot.cursor().shape() is Qt.CursorShape.ArrowCursor


@THEMES
def test_a_plot_has_the_colours_of_its_theme(
    sample: Session, opened: Open, theme: WindowTheme
) -> None:
    page = opened(sample, theme)
    colours = page.colours
    assert colours.background == theme.article.page.name()
    ground = QColor(colours.background)
    for words in (colours.text, colours.muted):
        assert contrast(QColor(words), ground) >= TEXT_CONTRAST
    for mark in (*colours.series, colours.positive, colours.negative, colours.neutral):
        assert contrast(QColor(mark), ground) >= LINE_CONTRAST
    for percent in range(1, 101):
        cell = shade(percent / 100, colours)
        assert contrast(QColor(ink_on(cell)), QColor(cell)) >= TEXT_CONTRAST
    # Those that colour-blind readers tell apart, as simulated in `test_palettes`.
    assert set(colours.series) == set(palettes.series(dark=theme.is_dark))
    assert len({colours.positive, colours.negative, colours.neutral}) == 3


# The filter --------------------------------------------------------------------------------------


def test_a_filter_asks_about_less_and_can_be_cleared(
    sample: Session, opened: Open, qtbot: QtBot
) -> None:
    page = opened(sample)
    assert page.found is not None
    everything = page.found.articles
    page.filter.model.tick([1], on=True)
    chosen = page.filter.model.row(1)
    with qtbot.waitSignal(page.filter.changed):
        pass
    settle(qtbot, page)
    assert page.filter.choice.outlets == {chosen.name}
    assert page.found is not None
    assert 0 < page.found.articles <= chosen.articles < everything
    assert "1 of 5 outlets" in page.filter.ticked.text()
    QTest.mouseClick(page.filter.clear_button, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert page.filter.choice == InsightsFilter()
    assert page.found is not None
    assert page.found.articles == everything
    assert not page.filter.model.names()


def test_whose_labels_and_which_states(sample: Session, opened: Open, qtbot: QtBot) -> None:
    page = opened(sample)
    box = page.filter.annotator
    names = [box.itemText(place) for place in range(box.count())]
    assert names[0] == "Each article once"
    place = next(place for place, name in enumerate(names) if name.startswith("Jonas Reed"))
    box.setCurrentIndex(place)
    box.activated.emit(place)
    settle(qtbot, page)
    assert page.filter.choice.annotator == box.itemData(place)
    assert page.found is not None
    assert page.found.articles == 3
    done = next(check for state, check in page.filter._states.items() if state.value == "done")
    with qtbot.waitSignal(page.filter.changed):
        done.click()
    settle(qtbot, page)
    assert page.found is not None
    assert page.found.articles <= 3


def test_a_wrong_date_is_told_and_asks_for_nothing(
    sample: Session, opened: Open, qtbot: QtBot
) -> None:
    page = opened(sample)
    before = page.found
    QTest.keyClicks(page.filter.since, "2026-13")
    QTest.keyClick(page.filter.since, Qt.Key.Key_Return)
    assert page.filter.problem.isVisible()
    assert "2026-13" in page.filter.problem.text()
    assert page.found is before
    page.filter.since.clear()
    QTest.keyClicks(page.filter.since, "2026-01-20")
    QTest.keyClick(page.filter.since, Qt.Key.Key_Return)
    settle(qtbot, page)
    assert not page.filter.problem.isVisible()
    assert page.filter.choice.since == "2026-01-20"


def test_nothing_fits_and_the_way_back(sample: Session, opened: Open, qtbot: QtBot) -> None:
    page = opened(sample)
    page.filter.since.setText("2031-01-01")
    page.filter._take()
    settle(qtbot, page)
    assert page.empty.text() == "Nothing fits the filter."
    assert not page.body.isVisible()
    assert not page.save.isEnabled()
    QTest.mouseClick(page.clear_filter, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert page.body.isVisible()
    assert page.save.isEnabled()


def test_the_layer_is_asked_for_where_it_bears(sample: Session, opened: Open, qtbot: QtBot) -> None:
    page = opened(sample)
    assert not page.filter.layer.isVisible()
    page.show_topic(Topic.LABELS)
    settle(qtbot, page)
    assert page.filter.layer.isVisible()
    place = page.filter.layer.findData("quotes")
    page.filter.layer.setCurrentIndex(place)
    page.filter.layer.activated.emit(place)
    settle(qtbot, page)
    assert page.found is not None
    assert {row.mark[0] for row in page.found.tables[Topic.LABELS].rows} == {"quotes"}


def test_a_project_without_labels_says_what_to_do(
    project_path: Path, opened: Open, qtbot: QtBot
) -> None:
    with Session.create(project_path, load_scheme("news"), "Mina Kell") as session:
        page = opened(session)
        for topic in Topic:
            page.show_topic(topic)
            settle(qtbot, page)
            assert page.nothing.isVisible(), topic
            assert "labelled" in page.empty.text()
            assert not page.clear_filter.isVisible()
        page.close_page()


# Very many ---------------------------------------------------------------------------------------


def many(sources: int, targets: int) -> Matrix:
    rows = tuple(Party(number, f"Source {number}", linked=True) for number in range(sources))
    columns = tuple(
        Party(sources + number, f"Target {number}", linked=True) for number in range(targets)
    )
    cells = {
        (rows[at].key, columns[at % targets].key): Cell(
            rows[at], columns[at % targets], sources - at, {"": sources - at}, 0, 1, 1, 0, 0, 0, 1.0
        )
        for at in range(sources)
    }
    return Matrix(rows, columns, cells)


def test_ten_thousand_sources_and_three_hundred_outlets(
    sample: Session, opened: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix = many(10_000, 400)
    outlets = tuple(OutletChoice(f"Outlet {number}", 3) for number in range(300))
    known = InsightsChoices(outlets, "", "", 0, 900, (), (), ())
    monkeypatch.setattr(insights_page, "choices", lambda *_: known)
    monkeypatch.setattr(
        insights_page, "insights", lambda _s, choice, *_: Insights(choice, 900, {}, matrix)
    )
    page = opened(sample)
    assert (page.matrix.matrix_model.rowCount(), page.matrix.matrix_model.columnCount()) == (30, 30)
    assert "30 of 10000 sources and 30 of 400 targets" in page.about.text()
    QTest.mouseClick(page.more, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert page.matrix.matrix_model.rowCount() == 60
    panel = page.filter
    panel.search.setText("29")
    shown = [row for row in range(300) if not panel.outlets.isRowHidden(row)]
    assert [panel.model.cell(row, 0) for row in shown] == [
        "Outlet 29", "Outlet 129", "Outlet 229", *(f"Outlet {at}" for at in range(290, 300))
    ]  # fmt: skip
    panel.outlets.go_to(shown[1])
    QTest.keyClick(panel.outlets, Qt.Key.Key_Space)
    panel.search.clear()
    with qtbot.waitSignal(panel.changed):
        pass
    assert panel.choice.outlets == {"Outlet 129"}
    settle(qtbot, page)


# Beside the drawing thread -----------------------------------------------------------------------


def test_a_plot_that_fails_is_told_and_its_table_stays(
    sample: Session, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Picture:
        raise ValueError("no such font")

    monkeypatch.setattr(insights_page, "draw", fail)
    page = opened(sample)
    assert "no such font" in page.about.text()
    assert page.matrix.isVisible()


def test_a_theme_that_changes_while_nobody_looks_is_there_afterwards(
    sample: Session, drawn: None, opened: Open, qtbot: QtBot
) -> None:
    page = opened(sample)
    page.hide()
    page.dress(DARK)
    assert not page.drawing.running
    page.show()
    settle(qtbot, page)
    assert page.plot.picture is not None
    assert bytes(page.plot.picture.rgba[:3]) == bytes.fromhex(DARK.article.page.name()[1:])


def test_of_two_results_only_the_newer_is_heard(qtbot: QtBot) -> None:
    from PySide6.QtCore import QObject

    parent = QObject()
    newest = Newest("plot-counting", parent)
    came: list[str] = []
    newest.came.connect(came.append)
    go = threading.Event()

    def slow(_task: Task) -> str:
        assert go.wait(20)
        return "old"

    newest.start(slow)
    newest.start(lambda _task: "new")
    qtbot.waitUntil(lambda: came == ["new"])
    go.set()
    old = newest._leaving[0]
    qtbot.waitUntil(old.isFinished)
    qtbot.wait(0)
    assert came == ["new"]
    newest.close()


def test_counting_can_be_cancelled_and_begun_again(
    sample: Session, opened: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(sample)
    real = insights_page.insights
    started = threading.Event()

    def endless(_session: Session, _choice: object, _topics: object, task: Task) -> None:
        started.set()
        while True:
            task.progress(1, 3)

    monkeypatch.setattr(insights_page, "insights", endless)
    page.show_topic(Topic.LABELS)
    qtbot.waitUntil(page.busy.isVisible)
    assert started.wait(20)
    QTest.mouseClick(page.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.again.isVisible)
    assert "cancelled" in page.empty.text()
    assert not page.busy.isVisible()
    monkeypatch.setattr(insights_page, "insights", real)
    QTest.mouseClick(page.again, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert page.found is not None
    assert page.body.isVisible()


def test_labels_that_change_are_counted_when_somebody_looks(
    sample: Session, opened: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(sample)
    sample.subscribe(lambda _change: page.labels_changed())
    page.show_topic(Topic.LABELS)
    settle(qtbot, page)
    before = annotations(page)
    asked: list[object] = []
    real = insights_page.insights

    def count(*arguments: Any) -> Insights:
        asked.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(insights_page, "insights", count)
    page.hide()
    delete_one(sample)
    qtbot.wait(0)
    assert not asked
    page.show()
    qtbot.waitUntil(lambda: bool(asked))
    settle(qtbot, page)
    assert annotations(page) == before - 1
    sample.undo()
    qtbot.waitUntil(lambda: len(asked) == 2)
    settle(qtbot, page)
    assert annotations(page) == before


def annotations(page: InsightsPage) -> int:
    assert page.found is not None
    return sum(int(str(row.values[2])) for row in page.found.tables[Topic.LABELS].rows)


def delete_one(session: Session) -> None:
    """Delete an entity that nothing else is about."""
    for document in session.document_ids():
        article = session.article(document)
        ends = {end for each in article.relations.values() for end in (each.source, each.target)}
        for each in article.in_layer("entities"):
            if each.id not in ends and not each.entry:
                session.apply(Step("deleted", (Edit(each, None),)))
                return


# The whole window --------------------------------------------------------------------------------


@pytest.fixture
def desk_window(
    bare_window: MainWindow, made: Path, tmp_path: Path, qtbot: QtBot
) -> tuple[MainWindow, InsightsPage]:
    path = tmp_path / made.name
    shutil.copyfile(made, path)
    assert bare_window.open_project(path)
    bare_window.workspace.assistant.shut_down()
    bare_window.run("insights")
    page = bare_window.workspace.insights.page
    assert page is not None
    settle(qtbot, page)
    return bare_window, page


def test_from_a_cell_to_the_words_in_the_article(
    desk_window: tuple[MainWindow, InsightsPage], qtbot: QtBot
) -> None:
    window, page = desk_window
    buttons = window.workspace.view_buttons
    assert [name for name, each in buttons.items() if each.isChecked()] == ["insights"]
    page.matrix.setFocus()
    QTest.keyClick(page.matrix, Qt.Key.Key_Return)
    settle(qtbot, page)
    item = page.side.view.items.item(0)
    QTest.keyClick(page.side.view, Qt.Key.Key_Return)
    desk = window.desk
    assert desk is not None
    assert desk.document == item.document
    assert desk.selection == item.span
    assert not window.workspace.insights.shown
    assert [name for name, each in buttons.items() if each.isChecked()] == ["annotate"]
    # The page is as it was when one comes back.
    window.run("insights")
    assert window.workspace.insights.page is page
    assert page.side.view.items.rowCount()
    window.run("review")
    assert [name for name, each in buttons.items() if each.isChecked()] == ["review"]
    window.run("insights")
    assert window.workspace.review is None
    window.run("insights")
    assert [name for name, each in buttons.items() if each.isChecked()] == ["annotate"]


def test_plots_are_saved_as_png_and_svg_and_figures_exported(
    desk_window: tuple[MainWindow, InsightsPage], qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    window, page = desk_window
    window.set_theme("dark")
    said: list[str] = []
    monkeypatch.setattr(window.status, "say", lambda code, **_values: said.append(code))
    first = page.matrix.matrix_model.headerData(0, Qt.Orientation.Vertical)

    def save(ending: str, *, as_shown: bool) -> Path:
        def fill(dialog: SavePlotDialog) -> None:
            dialog.kind.setCurrentIndex(dialog.kind.findData(ending))
            dialog.colours.setCurrentIndex(int(as_shown))

        path = tmp_path / f"plot{ending}"
        answer(monkeypatch, SavePlotDialog, fill)
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", lambda *_: (str(path.with_suffix("")), "")
        )
        said.clear()
        window.run("insights-save-plot")
        qtbot.waitUntil(lambda: "plot-written" in said, timeout=30_000)
        return path

    root = ET.parse(save(".svg", as_shown=False)).getroot()
    words = [each.text for each in root.iter(f"{SVG}text")]
    assert first in words
    assert "Who said what about whom" in words
    png = save(".png", as_shown=True)
    assert struct.unpack(">II", png.read_bytes()[16:24])[0] >= 1000
    assert QImage(str(png)).pixelColor(2, 2) == DARK.article.page

    def graph(dialog: ExportFiguresDialog) -> None:
        dialog.kind.setCurrentIndex(dialog.kind.findData(".graphml"))

    answer(monkeypatch, ExportFiguresDialog, graph)
    out = tmp_path / "who.graphml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    said.clear()
    window.run("insights-export")
    qtbot.waitUntil(lambda: "plot-written" in said, timeout=30_000)
    assert ET.parse(out).getroot().tag.endswith("graphml")


def test_panes_are_walked_by_key_and_a_project_that_closes_takes_the_page_along(
    desk_window: tuple[MainWindow, InsightsPage], keyboard: Keyboard, qtbot: QtBot
) -> None:
    window, page = desk_window
    window.activateWindow()
    qtbot.waitUntil(page.tabs.hasFocus)
    keyboard.press("F6")
    assert page.matrix.hasFocus()
    window.run("pane-previous")
    window.run("pane-previous")
    assert page.filter.annotator.hasFocus()
    window.run("pane-next")
    assert page.tabs.hasFocus()
    page.show_topic(Topic.VOICES)
    assert page.counting.running
    window.run("close-project")
    assert window.workspace.insights.page is None
    assert not page.counting.running


def test_labels_of_a_large_project_are_read_in_a_pause_and_forgotten_with_it(
    bare_window: MainWindow, made: Path, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    path = tmp_path / made.name
    shutil.copyfile(made, path)
    work = bare_window.workspace.insights
    assert bare_window.open_project(path)
    bare_window.workspace.assistant.shut_down()
    assert work.pause.isActive()
    work.pause.timeout.emit()
    # Of a small one nothing is read.
    qtbot.waitUntil(lambda: work.ahead is None)
    assert insights_facts._kept is None
    monkeypatch.setattr(reading_ahead, "WORTH_READING", (1, 1_000_000))
    work.pause.timeout.emit()
    ahead = work.ahead
    assert ahead is not None
    qtbot.waitUntil(ahead.isFinished)
    assert insights_facts._kept is not None
    assert insights_facts._kept[0] == path
    bare_window.run("close-project")
    assert insights_facts._kept is None
    assert not work.pause.isActive()


def test_a_project_that_closes_does_not_wait_for_its_reading(
    bare_window: MainWindow, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / made.name
    shutil.copyfile(made, path)
    begun = threading.Event()

    def endless(_session: Session, task: Task) -> bool:
        begun.set()
        while True:
            task.check()

    monkeypatch.setattr(insights_work, "read_ahead", endless)
    work = bare_window.workspace.insights
    assert bare_window.open_project(path)
    bare_window.workspace.assistant.shut_down()
    work.pause.timeout.emit()
    assert begun.wait(20)
    bare_window.run("close-project")
    assert work.ahead is None
