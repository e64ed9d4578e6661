"""A few lines of an article with labels, to see what a setting does."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout

from annotator.gui.article.marks import Line, Mark
from annotator.gui.article.view import ArticleView
from annotator.gui.looks import number_of, set_article, text_of
from annotator.gui.palettes import POLARITY_COLOURS
from annotator.gui.settings import Settings
from annotator.gui.theme import WindowTheme
from annotator.wording import tr

_LINES = 4  # of the words as they are set, with room for tags


class Sample(QFrame):
    """Shows labels in the theme, palette and font that are set."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sample")
        self.view = ArticleView()
        self.view.setAccessibleName(tr("pref-sample-name"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 6, 1, 6)
        layout.addWidget(self.view)
        text = tr("pref-sample")

        def mark(number: int, words: str, colour: str, tag: str = "", **looks: object) -> Mark:
            start = text.index(words)
            return Mark(number, ((start, start + len(words)),), colour, tag, **looks)  # type: ignore[arg-type]

        self._marks = [
            mark(1, tr("pref-sample-person"), "#b7791f", tr("pref-sample-person-tag"), fill=True),
            mark(2, tr("pref-sample-place"), "#2b6cb0", tr("pref-sample-place-tag"), fill=True),
            mark(3, tr("pref-sample-date"), "#6b46c1", tr("pref-sample-date-tag"), fill=True,
                 suggested=True, line=Line.NONE),
            mark(4, tr("pref-sample-quote"), "#b83280", bracket="indirect"),
            mark(5, tr("pref-sample-opinion"), POLARITY_COLOURS["positive"], line=Line.DOUBLE,
                 sign="+"),
        ]  # fmt: skip
        self.view.open(text, self._marks)

    def show_settings(self, settings: Settings, theme: WindowTheme) -> None:
        """Look as the settings say."""
        self.view.set_theme(theme.article)
        self.view.set_tag_mode(text_of(settings, "tags"))
        self.view.set_zoom(number_of(settings, "zoom"))
        set_article(self.view, settings)
        pitch = self.view.cursorRect().height() * 2
        self.setFixedHeight(min(260, max(120, pitch * _LINES)))
