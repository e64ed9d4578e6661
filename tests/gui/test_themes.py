"""Text can be read in both themes: contrast after WCAG 2.2, computed for every pair of colours."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from annotator.gui.article.theme import LINE_CONTRAST, TEXT_CONTRAST, ArticleTheme, contrast
from annotator.gui.theme import DARK, LIGHT, WindowTheme, _sheet
from annotator.services.schemes import load_scheme, shipped_schemes

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda each: each.name)

#: What is written on what.
ON: dict[str, tuple[str, ...]] = {
    "text": ("window", "panel", "raised", "chosen", "hover"),
    "muted": ("window", "panel", "raised", "chosen", "hover"),
    "accent": ("window", "panel", "raised"),
    "accent_text": ("accent",),
    "good": ("window", "panel", "raised"),
    "warning": ("window", "panel", "raised"),
    "danger": ("window", "panel", "raised"),
}


@THEMES
def test_every_text_of_the_window_can_be_read(theme: WindowTheme) -> None:
    for text, grounds in ON.items():
        for ground in grounds:
            found = contrast(QColor(getattr(theme, text)), QColor(getattr(theme, ground)))
            assert found >= TEXT_CONTRAST, f"{text} on {ground}: {found:.2f}"


@THEMES
def test_every_colour_of_the_stylesheet_is_one_of_the_theme(
    qapp: QApplication, theme: WindowTheme
) -> None:
    """What is not of the theme is not checked above."""
    known = {str(each).lower() for each in vars(theme).values()} | {theme.article.page.name()}
    assert set(re.findall(r"#[0-9a-f]{6}\b", _sheet(theme).lower())) <= known


@THEMES
def test_every_colour_of_the_shipped_schemes_can_be_read(theme: WindowTheme) -> None:
    for name in shipped_schemes():
        for label in load_scheme(name).labels:
            assert_readable(theme.article, label.colour)


@given(st.integers(0, 0xFFFFFF))
def test_whatever_colour_somebody_gives_a_label_can_be_read(colour: int) -> None:
    for theme in (LIGHT, DARK):
        assert_readable(theme.article, f"#{colour:06x}")


def assert_readable(page: ArticleTheme, colour: str) -> None:
    hue = page.hue(colour)
    assert contrast(hue.tag_text, hue.tag) >= TEXT_CONTRAST, colour
    assert contrast(page.text, hue.fill) >= TEXT_CONTRAST, colour
    assert contrast(hue.line, page.page) >= LINE_CONTRAST, colour


@THEMES
def test_every_text_of_the_page_can_be_read(theme: WindowTheme) -> None:
    page = theme.article
    for text, ground in (
        (page.text, page.page),
        (page.muted, page.page),
        (page.selection_text, page.selection),
        (page.text, page.flash),
    ):
        assert contrast(text, ground) >= TEXT_CONTRAST
    for sign in (page.frame, page.cursor):
        assert contrast(sign, page.page) >= LINE_CONTRAST
