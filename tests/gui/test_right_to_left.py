"""A window and an article that are read from the right."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.gui.article.geometry import reads_from_right
from annotator.gui.article.marks import Line, Mark
from annotator.gui.article.view import ArticleView
from annotator.gui.main_window import MainWindow
from annotator.gui.theme import LIGHT, sheet
from tests import articles
from tests.gui.test_main_window import move

ARABIC = (
    "قال المتحدث باسم الميناء إن الجسر سيفتح قبل الربيع، ووصفت الحكومة القرار بأنه خطوة مهمة.\n"
    "وأضاف أن Seaboard Agency لم ترد على الأسئلة.\n"
)
QUOTE = "الجسر سيفتح قبل الربيع"


@pytest.fixture
def from_right(qapp: QApplication) -> Iterator[None]:
    """The interface runs from the right, as in Arabic and Hebrew."""
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def shown(qtbot: QtBot, text: str, *marks: Mark) -> ArticleView:
    view = ArticleView()
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.open(text, marks)
    view.show()
    return view


def mark(text: str, words: str, **looks: object) -> Mark:
    start = text.index(words)
    return Mark(1, ((start, start + len(words)),), "#b83280", **looks)  # type: ignore[arg-type]


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_point_in_an_arabic_article_is_the_letter_there(
    qtbot: QtBot, request: pytest.FixtureRequest, mirrored: bool
) -> None:
    if mirrored:
        request.getfixturevalue("from_right")
    view = shown(qtbot, ARABIC)
    start = ARABIC.index(QUOTE)
    first, last = view.rect_of(start), view.rect_of(start + len(QUOTE))
    assert first.left() > last.left()  # it begins at the right
    for position in range(start, start + len(QUOTE)):
        # A caret stands right of the letter that it is before.
        found = view.position_at(view.rect_of(position).center() - QPoint(2, 0), within=True)
        assert found == position, ARABIC[position]


def test_dragging_over_arabic_words_selects_them(qtbot: QtBot) -> None:
    view = shown(qtbot, ARABIC)
    start = ARABIC.index(QUOTE)
    taken = []
    view.selectionDragged.connect(lambda anchor, position, _held: taken.append((anchor, position)))
    first, last = (view.rect_of(each).center() for each in (start, start + len(QUOTE)))
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=first)
    move(view.viewport(), last)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=last)
    assert taken[-1] == (start, start + len(QUOTE))


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("text", [ARABIC, articles.HARBOUR])
def test_brackets_stand_where_lines_begin(
    qtbot: QtBot, request: pytest.FixtureRequest, text: str, mirrored: bool
) -> None:
    """The side follows the article, never the interface."""
    if mirrored:
        request.getfixturevalue("from_right")
    words = QUOTE if text is ARABIC else "Amber Bridge"
    view = shown(qtbot, text, mark(text, words, bracket="indirect", line=Line.SOLID))
    page, strip = view.viewport().geometry(), view._gutter.geometry()
    if text is ARABIC:
        assert strip.left() == page.right() + 1
    else:
        assert strip.right() == page.left() - 1
    ink = view._gutter.grab().toImage()
    background = ink.pixelColor(0, ink.height() - 1)
    drawn = [x for x in range(ink.width()) for y in range(ink.height())
             if ink.pixelColor(x, y) != background]  # fmt: skip
    assert drawn
    assert min(drawn) > 0  # no word is cut at the far edge
    assert max(drawn) < ink.width() - 1


@pytest.mark.parametrize(("text", "right"), [(ARABIC, True), (articles.HARBOUR, False)])
def test_a_tag_begins_where_its_words_begin(qtbot: QtBot, text: str, right: bool) -> None:
    words = QUOTE if right else "Amber Bridge"
    view = shown(qtbot, text, mark(text, words, tag="Org", fill=True))
    view.viewport().grab()
    (place, picture), *_ = next(each.tags for each in view._drawings.values() if each.tags)
    begin = view.rect_of(text.index(words)).left()
    width = picture.width() / picture.devicePixelRatio()
    edge = place.x() + width if right else place.x()
    assert abs(edge - begin) <= 3


def test_most_letters_tell_the_direction_of_an_article() -> None:
    assert reads_from_right(ARABIC)
    assert reads_from_right("Seaboard Agency: " + ARABIC)
    assert not reads_from_right(articles.HARBOUR + " قال")
    assert not reads_from_right("…")


def test_the_window_is_mirrored(from_right: None, window: MainWindow) -> None:
    page = window.workspace

    def left(widget: object) -> int:
        return widget.mapTo(window, QPoint(0, 0)).x()  # type: ignore[attr-defined]

    assert left(page.documents) > left(page.pane) > left(page.right)
    assert left(page.project_name) > left(page.who)
    view = page.pane.view
    assert view.verticalScrollBar().geometry().center().x() < view.width() / 2
    # Words of an English article begin at the left all the same, and the heading above them.
    heading = page.pane.heading
    assert abs(left(heading) - left(view.viewport()) - view.column[0]) <= 1
    assert heading.alignment() & Qt.AlignmentFlag.AlignLeft
    window.dress()
    assert "#leftPanel { background: #fbfbfc; border-left:" in sheet(LIGHT, from_right=True)


def test_edges_of_labels_are_taken_by_the_mouse_in_arabic(qtbot: QtBot) -> None:
    view = shown(qtbot, ARABIC, mark(ARABIC, QUOTE, fill=True))
    view.set_selected({1})
    start = ARABIC.index(QUOTE)
    dropped = []
    view.edgeDropped.connect(lambda key, which, at, _held: dropped.append((key, which, at)))
    edge = view.rect_of(start).center()
    goal = view.rect_of(start + 6).center()
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    move(view.viewport(), goal)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=goal)
    assert dropped == [(1, "start", start + 6)]
