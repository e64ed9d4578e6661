"""A theme of one's own comes from a file; a broken one is refused by line, and harms nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor

from annotator.gui.main_window import MainWindow
from annotator.gui.theme import CONTRAST, DARK, LIGHT, WindowTheme
from annotator.gui.theme_file import ThemeFileError, load_theme, read_theme, theme_text
from annotator.wording import explain


@pytest.mark.parametrize("theme", [LIGHT, DARK, CONTRAST], ids=lambda each: each.name)
def test_a_template_is_the_theme_it_was_made_of(theme: WindowTheme) -> None:
    read = read_theme(theme_text(theme), "theme.toml")
    assert read.name == "own"
    for name in ("window", "text", "accent", "danger"):
        assert getattr(read, name) == getattr(theme, name)
    assert read.article.page == theme.article.page
    assert read.article.hatch == theme.article.hatch  # as faint as it was
    assert read.high_contrast is theme.high_contrast


def test_what_is_left_out_is_as_in_the_base() -> None:
    read = read_theme('base = "dark"\n[window]\naccent = "#FFAA55"\n', "theme.toml")
    assert (read.accent, read.text, read.is_dark) == ("#ffaa55", DARK.text, True)
    assert read.article.page == DARK.article.page


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('[window]\ntext = "#000000', "theme-file-syntax", 2),
        ("x = " + "[" * 100_000, "theme-file-deep", 0),
        ('base = "light"\nwindow = 3', "theme-file-table", 2),
        ('base = "pink"', "theme-file-base", 1),
        ("base = [1]", "theme-file-base", 1),
        ("[windows]\n", "theme-file-place", 1),
        ('[window]\ncolour = "#000000"', "theme-file-place", 2),
        ('[window]\nname = "#000000"', "theme-file-place", 2),
        ('[article]\n\npage = "white"', "theme-file-colour", 3),
        ("[article]\npage = 7", "theme-file-colour", 2),
        ('[window]\ntext = "#ff0000"\npanel = "#ff1111"', "theme-file-contrast", 2),
        ('[article]\npage = "#808080"', "theme-file-contrast", 2),
        ('base = "contrast"\n[window]\nmuted = "#7a7a7a"', "theme-file-contrast", 3),
        ('[article]\nframe = "#eeeeee"', "theme-file-contrast", 2),
    ],
)
def test_a_broken_file_is_told_by_its_line(text: str, code: str, line: int) -> None:
    with pytest.raises(ThemeFileError) as caught:
        read_theme(text, "theme.toml")
    assert (caught.value.code, caught.value.values["line"]) == (code, line)


def test_colours_that_cannot_be_read_are_refused_by_the_names_of_both() -> None:
    with pytest.raises(ThemeFileError) as caught:
        read_theme('[window]\nmuted = "#9aa0a8"', "mine.toml")
    said = explain(caught.value)
    assert said.startswith("mine.toml:2: “muted” could not be read on “window” (window)")
    assert "4.5:1" in said


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", None, b"#" * 200_000])
def test_a_file_that_is_none_is_told(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "theme.toml"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ThemeFileError) as caught:
        load_theme(path)
    assert "theme.toml" in explain(caught.value)


def test_the_window_wears_a_theme_of_ones_own_and_keeps_it_when_the_file_breaks(
    bare_window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('base = "dark"\n[window]\naccent = "#ffaa55"\n', encoding="utf-8")
    bare_window.settings.set("theme-file", str(path))
    bare_window.set_theme("file")
    worn = bare_window.theme
    assert (worn.accent, worn.article.page) == ("#ffaa55", QColor(DARK.article.page))
    path.write_text("[window", encoding="utf-8")
    bare_window.dress()
    assert bare_window.theme is worn
    assert "mine.toml:1" in bare_window.status.message.text()
