"""Buttons say which key does the same, and keep saying it when somebody changes the key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QToolButton, QWidget

from annotator.gui.actions import key_map, tip, use_key_map
from annotator.gui.main_window import MainWindow
from annotator.wording import tr


@pytest.fixture(autouse=True)
def usual_keys() -> Iterator[None]:
    before = key_map()
    yield
    use_key_map(before)


def named(window: MainWindow, words: str) -> QWidget:
    """Return what has these words on it, in it or as its accessible name."""
    for kind in (QPushButton, QToolButton, QLineEdit):
        # The newest first: what was there before may wait for its end.
        for each in reversed(window.workspace.findChildren(kind)):
            said = (each.accessibleName(), getattr(each, "text", str)(),
                    getattr(each, "placeholderText", str)())  # fmt: skip
            if words in said:
                return each
    raise AssertionError(f"nothing says “{words}”")


BUTTONS = {
    "annotate": "view-annotate",
    "review": "view-review",
    "insights": "view-insights",
    "palette": "palette-name",
    "annotator": "annotator-name",
    "search-articles": "search-hint",
    "comment": "comment-new",
    "copy-show": "copies-show",
    "copy-carry": "copies-carry",
    "second-look-next": "versions-next",
}


def test_buttons_name_the_keys_of_their_actions(window: MainWindow) -> None:
    keys = key_map()
    for place, (action, words) in enumerate(BUTTONS.items()):
        assert named(window, tr(words)).toolTip() == tip(action)
        keys = keys.with_keys(action, (f"Ctrl+Alt+{'BDGJKOQUXY'[place]}",))
    use_key_map(keys)
    window.take_keys()
    for place, (action, words) in enumerate(BUTTONS.items()):
        assert named(window, tr(words)).toolTip() == tip(action)
        assert f"Ctrl+Alt+{'BDGJKOQUXY'[place]}" in tip(action)


def test_the_order_says_what_it_is_and_where_its_key_is(window: MainWindow) -> None:
    use_key_map(key_map().with_keys("order-articles", ("Ctrl+F11",)))
    window.take_keys()
    order = window.workspace.documents.order
    window.workspace.documents.set_order("title")
    assert order.toolTip() == tip("order-articles", tr("order-by", name=tr("order-title")))
    assert "Ctrl+F11" in order.toolTip()


def test_the_start_page_names_its_keys(bare_window: MainWindow) -> None:
    tips = {each.toolTip() for each in bare_window.start.findChildren(QPushButton)}
    assert {tip("new"), tip("open")} <= tips
    use_key_map(key_map().with_keys("new", ("Ctrl+F11",)))
    bare_window.take_keys()
    assert any("Ctrl+F11" in each.toolTip() for each in bare_window.start.findChildren(QPushButton))
