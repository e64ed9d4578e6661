"""Text can be read in every theme: contrast after WCAG 2.2, computed for every pair of colours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from annotator.gui.article.painting import _VEIL
from annotator.gui.article.theme import (
    HIGH_LINE_CONTRAST,
    HIGH_TEXT_CONTRAST,
    LINE_CONTRAST,
    TEXT_CONTRAST,
    ArticleTheme,
    blend,
    contrast,
)
from annotator.gui.palettes import PALETTES
from annotator.gui.theme import CONTRAST, DARK, LIGHT, WindowTheme, _thick_frames, icon, sheet
from annotator.gui.theme_file import ON, ON_PAGE, SIGNS
from annotator.services.schemes import load_scheme, shipped_schemes

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK, CONTRAST], ids=lambda each: each.name)


def text_wanted(theme: WindowTheme) -> float:
    return HIGH_TEXT_CONTRAST if theme is CONTRAST else TEXT_CONTRAST


@THEMES
def test_every_text_of_the_window_can_be_read(theme: WindowTheme) -> None:
    for text, grounds in ON.items():
        for ground in grounds:
            found = contrast(QColor(getattr(theme, text)), QColor(getattr(theme, ground)))
            assert found >= text_wanted(theme), f"{text} on {ground}: {found:.2f}"


@THEMES
def test_frames_are_seen_and_those_of_high_contrast_are_thick(theme: WindowTheme) -> None:
    found = contrast(QColor(theme.accent), QColor(theme.panel))
    assert found >= LINE_CONTRAST
    rings = re.compile(r":focus[^{}]*\{[^}]*?border: (\d)px solid")
    assert rings.findall(sheet(theme))
    if theme is CONTRAST:
        assert contrast(QColor(theme.border), QColor(theme.panel)) >= HIGH_LINE_CONTRAST
        assert sheet(theme).endswith(_thick_frames(theme))  # what comes last wins
        assert set(rings.findall(_thick_frames(theme))) == {"2"}


@THEMES
def test_the_signs_of_fields_are_seen_on_their_ground(theme: WindowTheme) -> None:
    """Boxes that are ticked and lists that open show a picture in a colour that fits."""
    for name, ground in (("check", theme.accent), ("down", theme.raised), ("up", theme.raised)):
        path = icon(name, ground)
        ink = re.search(r'stroke="(#[0-9a-f]{6})"', Path(path).read_text(encoding="utf-8"))
        assert ink is not None
        assert contrast(QColor(ink.group(1)), QColor(ground)) >= TEXT_CONTRAST


@THEMES
def test_every_colour_of_the_stylesheet_is_one_of_the_theme(
    qapp: QApplication, theme: WindowTheme
) -> None:
    """What is not of the theme is not checked above."""
    known = {str(each).lower() for each in vars(theme).values()} | {theme.article.page.name()}
    assert set(re.findall(r"#[0-9a-f]{6}\b", sheet(theme).lower())) <= known


@THEMES
def test_every_colour_of_the_shipped_schemes_can_be_read(theme: WindowTheme) -> None:
    for name in shipped_schemes():
        for label in load_scheme(name).labels:
            for palette in PALETTES:
                assert_readable(theme.article.in_palette(palette), label.colour)


@given(st.integers(0, 0xFFFFFF))
def test_whatever_colour_somebody_gives_a_label_can_be_read(colour: int) -> None:
    for theme in (LIGHT, DARK, CONTRAST):
        assert_readable(theme.article, f"#{colour:06x}")


def assert_readable(page: ArticleTheme, colour: str) -> None:
    hue = page.hue(colour)
    high = page.name == "contrast"
    text = HIGH_TEXT_CONTRAST if high else TEXT_CONTRAST
    assert contrast(hue.tag_text, hue.tag) >= text, colour
    assert contrast(hue.tag, page.page) >= text, colour
    assert contrast(page.text, hue.fill) >= text, colour
    assert contrast(hue.line, page.page) >= (HIGH_LINE_CONTRAST if high else LINE_CONTRAST), colour


@THEMES
def test_every_text_of_the_page_can_be_read(theme: WindowTheme) -> None:
    page = theme.article
    for text, ground in ON_PAGE:
        found = contrast(getattr(page, text), getattr(page, ground))
        assert found >= text_wanted(theme), f"{text} on {ground}"
    for sign in SIGNS:
        assert contrast(getattr(page, sign), page.page) >= LINE_CONTRAST
    behind = blend(page.page, page.text, _VEIL)  # the words of a zone step back
    assert contrast(behind, page.page) >= text_wanted(theme)
