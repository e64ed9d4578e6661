"""What is on the page, where, and what a person can do there."""

from __future__ import annotations

import logging

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.domain.annotations import Span
from annotator.gui.article.layout import SpreadLayout
from annotator.gui.article.marks import Line, Link, Mark, ZoneMark
from annotator.gui.article.painting import MarkPainter
from annotator.gui.article.theme import ArticleTheme
from annotator.gui.article.view import ArticleView
from tests import articles

BLUE = "#1f6feb"
RED = "#c0392b"
LONG = "\n".join(f"{number}. " + "The ferry left the harbour at noon. " * 12
                 for number in range(1500))  # fmt: skip


def mark(key: int, span: Span, **looks: object) -> Mark:
    return Mark(key, ((span.start, span.end),), str(looks.pop("colour", BLUE)), **looks)  # type: ignore[arg-type]


def picture(view: ArticleView) -> QImage:
    return view.viewport().grab().toImage()


def colours(image: QImage, box: QRect) -> set[str]:
    box = box.intersected(image.rect())
    return {
        image.pixelColor(x, y).name()
        for y in range(box.top(), box.bottom() + 1)
        for x in range(box.left(), box.right() + 1)
    }


def box_of(view: ArticleView, span: Span) -> QRect:
    """Return the rectangle of words that stand on one line."""
    first, last = view.rect_of(span.start), view.rect_of(span.end)
    assert first.top() == last.top(), "the words stand on two lines"
    return QRect(first.topLeft(), QPoint(last.left(), first.bottom()))


# Positions and points ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", [articles.HARBOUR * 3, "\n".join([articles.HARBOUR, "😀 👩‍👩‍👧‍👦"])]
)
def test_every_position_on_the_page_is_found_at_its_point(view: ArticleView, text: str) -> None:
    view.open(text)
    seen = 0
    for position in range(len(text)):
        box = view.rect_of(position)
        if not view.viewport().rect().contains(box):
            continue
        found = view.position_at(QPoint(box.left() + 1, box.center().y()))
        # Two positions share a point where a line breaks and within one drawn character.
        same_place = abs(view.rect_of(found).left() - box.left()) <= 1
        assert found == position or same_place, (position, text[position - 5 : position + 5])
        seen += found == position
    assert seen > 300


def test_the_last_line_can_be_reached(view: ArticleView) -> None:
    view.open(LONG)
    bar = view.verticalScrollBar()
    for _ in range(5):  # the length of the bar becomes exact on the way
        bar.setValue(bar.maximum())
        QApplication.processEvents()
    assert view.viewport().rect().contains(view.rect_of(len(LONG)))
    view.open(LONG)
    view.set_caret(len(LONG))
    assert view.viewport().rect().contains(view.rect_of(len(LONG)))


def test_lines_and_pages_down_and_up_again(view: ArticleView) -> None:
    view.open(LONG)
    position, x = 3, None
    for _ in range(4):
        position, x = view.line_down(position, x)
    assert position > 3
    for _ in range(4):
        position, x = view.line_up(position, x)
    assert position == 3
    position, x = view.page_down(position, None)
    below, x = view.page_down(position, x)
    assert 3 < position < below
    assert view.page_up(below, x)[0] == position
    assert view.line_start(position) <= position <= view.line_end(position)


def test_a_paragraph_of_200_000_characters_opens_at_its_end(view: ArticleView) -> None:
    text = "北" * 200_000
    view.open(text)
    view.set_caret(len(text) - 1)
    box = view.rect_of(len(text) - 1)
    assert view.viewport().rect().contains(box)
    assert view.position_at(QPoint(box.left() + 1, box.center().y())) == len(text) - 1


def test_a_click_and_a_drag_are_told_in_code_points(qtbot: QtBot, view: ArticleView) -> None:
    text = "👩‍👩‍👧‍👦👍🏽 Karsk denies it."
    view.open(text)
    start = text.index("denies")
    told: list[tuple[int, ...]] = []
    view.clicked.connect(lambda position, _modifiers: told.append((position,)))
    point = view.rect_of(start).center() + QPoint(2, 0)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert told == [(start,)]


def test_a_point_on_a_tag_is_on_its_words(view: ArticleView) -> None:
    text = "The ferry left the harbour at noon. " * 30
    span = articles.where(text, "harbour", 9)
    view.open(text, [mark(1, span, tag="Facility")])
    box = box_of(view, span)
    tag = QPoint(box.left() + 8, box.top() - 8)
    # A letter may cover the point itself, which one depends on the font.
    around = QRect(tag, tag).adjusted(-4, -2, 4, 2)
    assert view.theme.hue(BLUE).tag.name() in colours(picture(view), around)
    assert span.start <= view.position_at(tag) <= span.end
    assert view.marks_at(view.position_at(tag)) == [1]


def test_arabic_begins_at_the_right_and_its_boxes_hold_its_letters(view: ArticleView) -> None:
    text = "قالت دانا إلفس «لا» لصحيفة Karsk Courier يوم الاثنين."
    name = articles.where(text, "دانا إلفس")
    latin = articles.where(text, "Karsk Courier")
    view.open(text, [mark(1, name, fill=True), mark(2, latin, fill=True)])
    left, right = view.column
    assert view.rect_of(0).left() > (left + right) / 2
    picture(view)
    arabic, english = (placed.boxes for placed in view._geometry[0].placed)
    assert all(box.width() > 5 for box in [*arabic, *english])
    # Read from the right: the name stands right of the paper that is named later.
    assert min(box.left() for box in arabic) > max(box.right() for box in english)


# What is drawn -----------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [ArticleTheme.light(), ArticleTheme.dark()], ids=lambda t: t.name)
def test_fill_line_and_page_have_the_colours_of_the_theme(
    view: ArticleView, theme: ArticleTheme
) -> None:
    text = articles.HARBOUR
    view.set_theme(theme)
    span = articles.where(text, "Citadel")
    view.open(text, [mark(1, span, fill=True)])
    image = picture(view)
    box = box_of(view, span)
    hue = theme.hue(BLUE)
    assert hue.fill.name() in colours(image, box)
    assert hue.line.name() in colours(image, box.adjusted(0, box.height() - 3, 0, 4))
    assert image.pixelColor(1, 1).name() == theme.page.name()
    plain = box_of(view, articles.where(text, "Monday"))
    assert hue.fill.name() not in colours(image, plain)


def test_nested_marks_lie_in_lanes_below_each_other(view: ArticleView) -> None:
    text = "Foreign Minister Dana Ilves spoke."
    view.open(text, [mark(1, Span(0, 27)), mark(2, Span(17, 27), colour=RED)])
    image = picture(view)
    below = box_of(view, Span(18, 26))
    below = QRect(below.left(), below.bottom() - 1, below.width(), 10)
    column = [image.pixelColor(below.center().x(), y).name()
              for y in range(below.top(), below.bottom())]  # fmt: skip
    outer, inner = (view.theme.hue(colour).line.name() for colour in (BLUE, RED))
    assert column.count(outer) >= 2
    assert column.count(inner) >= 2


def test_a_third_lane_makes_room_and_gives_it_back(view: ArticleView) -> None:
    text = "word " * 200
    view.open(text, [mark(1, Span(0, 60)), mark(2, Span(0, 40))])
    second = view.line_down(0, None)[0]
    before = view.rect_of(second).top()
    view.update_marks([mark(3, Span(0, 20)), mark(4, Span(0, 10))])
    assert view.rect_of(second).top() > before
    view.update_marks([], [3, 4])
    assert view.rect_of(second).top() == before


def test_suggestions_are_outlined_and_never_filled(view: ArticleView) -> None:
    span = articles.where(articles.HARBOUR, "Citadel")
    view.open(articles.HARBOUR, [mark(1, span, fill=True, suggested=True, tag="ORG")])
    image = picture(view)
    box = box_of(view, span)
    assert view.theme.hue(BLUE).fill.name() not in colours(image, box)
    assert view.theme.hue(BLUE).outline.name() in colours(image, box.adjusted(-4, -4, 4, 6))


def test_zones_are_hatched_and_stay_readable(view: ArticleView) -> None:
    text = "TOP STORIES TODAY\nThe harbour is open."
    plain_view = colours_of_line(view, text, [])
    zoned = colours_of_line(view, text, [ZoneMark(1, 0, 17, "credit")])
    assert zoned != plain_view
    from annotator.gui.article.theme import contrast

    darkest = min(zoned, key=lambda name: QColor(name).lightnessF())
    assert contrast(QColor(darkest), view.theme.page) >= 4.5


def colours_of_line(view: ArticleView, text: str, zones: list[ZoneMark]) -> set[str]:
    view.open(text, [], zones)
    return colours(picture(view), box_of(view, Span(0, 17)))


@pytest.mark.parametrize("line", list(Line))
def test_every_pattern_of_line_is_drawn_apart(view: ArticleView, line: Line) -> None:
    """Colour is never the only sign."""
    span = articles.where(articles.HARBOUR, "Citadel")
    strips = {}
    for each in Line:
        view.open(articles.HARBOUR, [mark(1, span, line=each)])
        box = box_of(view, span)
        strips[each] = picture(view).copy(box.adjusted(0, box.height() - 4, 0, 6))
    assert [each for each in Line if strips[each] == strips[line]] == [line]


def test_a_quote_has_a_bracket_and_its_links_show_when_it_is_selected(view: ArticleView) -> None:
    text = articles.HARBOUR
    content = articles.where(text, "We did not fire")
    source = articles.where(text, "Oren Maret")
    view.open(
        text,
        [mark(1, content, bracket="denies"), mark(2, source)],
        links=[Link(1, 2, "source")],
    )
    gutter = view._gutter.grab().toImage()
    beside = QRect(0, view.rect_of(content.start).top(), gutter.width(), 20)
    assert view.theme.hue(BLUE).line.name() in colours(gutter, beside)
    before = picture(view)
    view.set_selected([1])
    after = picture(view)
    frame = view.theme.frame.name()
    assert frame in colours(after, box_of(view, content).adjusted(-4, -4, 4, 4))
    assert after != before
    view.set_selected([])
    assert picture(view) == before


def test_parts_of_a_mark_are_tied(view: ArticleView) -> None:
    text = "The yard, she said, would reopen soon."
    parts = ((0, 8), (20, 37))
    view.open(text, [Mark(1, parts, BLUE)])
    tied = picture(view)
    view.open(text, [Mark(1, parts[:1], BLUE), Mark(2, parts[1:], BLUE)])
    apart = picture(view)
    between = box_of(view, Span(10, 18)).adjusted(0, 10, 0, 8)
    assert tied.copy(between) != apart.copy(between)


def test_tags_always_first_or_on_hover(view: ArticleView) -> None:
    text = articles.HARBOUR
    spans = [articles.where(text, "Citadel", nth) for nth in range(2)]
    view.open(text, [mark(key, span, tag="Organisation") for key, span in enumerate(spans, 1)])

    def tags() -> int:
        picture(view)
        return sum(len(each.tags) for each in view._drawings.values())

    assert tags() == 2
    view.set_tag_mode("first")
    assert tags() == 1
    view.set_tag_mode("hover")
    assert tags() == 0
    view.set_selected([2])
    assert tags() == 1


# Staying fluid -----------------------------------------------------------------------------------


@pytest.fixture
def spread(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the blocks whose lines were laid out."""
    numbers: list[int] = []
    real = SpreadLayout._spread

    def spy(self: SpreadLayout, block: object, layout: object, top: float) -> None:
        numbers.append(block.blockNumber())  # type: ignore[attr-defined]
        real(self, block, layout, top)  # type: ignore[arg-type]

    monkeypatch.setattr(SpreadLayout, "_spread", spy)
    return numbers


def test_only_what_is_visible_is_laid_out(view: ArticleView, spread: list[int]) -> None:
    view.open(LONG, [mark(key, Span(key * 30, key * 30 + 9), tag="X") for key in range(1, 9000)])
    picture(view)
    assert 0 < len(set(spread)) < 40
    spread.clear()
    view.set_caret(len(LONG) // 2)
    picture(view)
    assert 0 < len(set(spread)) < 60


def test_a_new_mark_draws_its_own_blocks_anew_and_no_other(
    view: ArticleView, monkeypatch: pytest.MonkeyPatch, spread: list[int]
) -> None:
    view.open(LONG, [mark(1, Span(0, 9))])
    picture(view)
    drawn = 0
    real = MarkPainter.draw_block

    def spy(self: MarkPainter, *args: object) -> object:
        nonlocal drawn
        drawn += 1
        return real(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(MarkPainter, "draw_block", spy)
    spread.clear()
    view.update_marks([mark(2, Span(10, 15))])
    picture(view)
    assert drawn == 1
    assert spread == []


def test_scrolling_leaves_nothing_behind(
    qtbot: QtBot, view: ArticleView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands on the screen after many steps is what a fresh drawing shows."""
    spans = [Span(at, at + 40) for at in range(0, 20_000, 130)]
    marks = [mark(key, each, bracket="says", tag="Content", fill=True, sign="+")
             for key, each in enumerate(spans)]  # fmt: skip
    links = [Link(key, key + far, "source") for far in (3, 6, 9) for key in range(len(spans) - far)]
    view.open(LONG, marks, [ZoneMark(1, 300, 900, "credit")], links)
    view.set_selected(range(0, len(spans), 7))
    view.resize(700, 600)  # all of it on the screen that is grabbed
    # The scroll bar is Qt's: it is drawn in its own time, and would be waited for.
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    qtbot.waitExposed(view)
    bar = view.verticalScrollBar()
    painted: list[int] = []
    real = ArticleView.paint_gutter
    monkeypatch.setattr(
        ArticleView, "paint_gutter", lambda *args: (real(*args), painted.append(bar.value()))
    )
    for step in (1, 2, 5, -3, 1, 1, -2, 7):
        painted.clear()
        bar.setValue(bar.value() + step)
        qtbot.waitUntil(lambda: bar.value() in painted)
        shown = view.screen().grabWindow(view.winId()).toImage()
        fresh = view.grab().toImage()
        shown, fresh = (each.convertToFormat(QImage.Format.Format_RGB32) for each in (shown, fresh))
        assert shown == fresh, f"stale pixels after a step of {step}"


@pytest.mark.parametrize("change", ["larger", "smaller", "narrow", "wide"])
def test_the_place_and_the_marks_are_kept(view: ArticleView, change: str) -> None:
    text = "\n".join(["The ferry left the harbour at noon. " * 100] * 30)
    spans = [articles.where(text, "harbour", nth) for nth in range(1450, 1600)]
    view.open(text, [mark(key, span, fill=True) for key, span in enumerate(spans)])
    view.set_caret(spans[75].start)
    picture(view)
    top = view.position_at(QPoint(200, view._layout.pitch))
    if change in ("larger", "smaller"):
        view.set_zoom(160 if change == "larger" else 60)
    else:
        view.resize(560 if change == "narrow" else 1300, 600)
    image = picture(view)
    first, last = view.visible_range()
    assert first <= top <= last
    page = view.viewport().rect()
    middles = [view.rect_of(span.start + 3) for span in spans if first <= span.start < last]
    seen = [middle for middle in middles if page.contains(middle)]
    assert len(seen) > 5
    fill = view.theme.hue(BLUE).fill.name()
    for middle in seen:
        assert fill in colours(image, QRect(middle.left() - 2, middle.top() + 2, 5, 12))


def test_dragging_an_edge_of_the_window_does_not_creep(view: ArticleView) -> None:
    view.open("\n".join(["The ferry left the harbour at noon. " * 100] * 30))
    view.set_caret(56_500)
    picture(view)
    top = view.position_at(QPoint(200, view._layout.pitch // 2))
    assert top > view.shown.block_starts[view.shown.block_of(top)] + 500
    for width in [*range(900, 600, -7), *range(600, 900, 7), 900]:
        view.resize(width, 600)
        picture(view)
    assert abs(view.position_at(QPoint(200, view._layout.pitch // 2)) - top) < 70


# Risks of the design -----------------------------------------------------------------------------


def test_copying_gives_the_source_and_not_what_qt_made_of_it(view: ArticleView) -> None:
    text = "Zoë\u00a0Böhm said\u2028“No\ufffc” 👍🏽" + "x" * 9000 + "\nEnd"
    view.open(text)
    view.set_caret(len(text), 2)
    view.copy()
    assert QApplication.clipboard().text() == text[2:]
    assert view.caret() == (len(text), 2)


def test_what_a_tool_writes_into_the_widget_is_taken_back(qtbot: QtBot, view: ArticleView) -> None:
    view.open(articles.HARBOUR, [mark(1, articles.where(articles.HARBOUR, "Citadel"))])
    cursor = QTextCursor(view.document())
    cursor.insertText("XYZ")
    qtbot.waitUntil(lambda: view.toPlainText().startswith("Karsk denies"))
    cursor = QTextCursor(view.document())
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    cursor.removeSelectedText()
    qtbot.waitUntil(lambda: view.toPlainText().startswith("Karsk denies"))
    assert view.document().characterCount() - 1 == len(articles.HARBOUR)


def test_a_mistake_while_laying_out_is_logged_and_the_words_stay(
    view: ArticleView, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> list[int]:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(view._layout, "_depths", fails)
    with caplog.at_level(logging.ERROR):
        view.open(articles.HARBOUR, [mark(1, Span(0, 5))])
        image = picture(view)
    assert "planted" in caplog.text
    assert len(colours(image, QRect(0, 0, image.width(), 120))) > 2


def test_a_screen_reader_can_follow(view: ArticleView) -> None:
    text = articles.HARBOUR
    view.open(text)
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.role() is QAccessible.Role.EditableText
    reader = interface.textInterface()
    assert reader.characterCount() == len(text)
    assert reader.text(0, 38) == text[:38]
    span = articles.where(text, "Dana Ilves")
    view.set_caret(span.end, span.start)
    assert reader.cursorPosition() == span.end
    assert reader.selectionCount() == 1
    # Qt tells rectangles from the top of their paragraph; within it they follow our lines.
    view.open(LONG)
    first, second = 2, view.line_down(2, None)[0]
    told = [reader.characterRect(each) for each in (first, second)]
    ours = [view.rect_of(each) for each in (first, second)]
    assert told[1].top() - told[0].top() == ours[1].top() - ours[0].top() > 30
    left = view.viewport().mapToGlobal(ours[0].topLeft()).x()
    assert abs(told[0].left() - left) <= 1
    assert interface.state().readOnly == 1
