"""An article view on screen, without a project behind it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from annotator.gui.article.view import ArticleView


@pytest.fixture
def view(qtbot: QtBot) -> ArticleView:
    """A view of 900 by 600 logical pixels that nothing is in."""
    made = ArticleView()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made
