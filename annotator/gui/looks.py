"""How the window looks and reads, as its settings say.

Owns the names and defaults of those settings, and the way from them to a theme, to fonts and to the
article view.  What there is to choose is shown by `annotator.gui.preferences`.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from annotator.domain.errors import AnnotatorError
from annotator.gui import palettes
from annotator.gui.actions import key_map, use_key_map
from annotator.gui.article.layout import COLUMN, SIZE
from annotator.gui.settings import Settings
from annotator.gui.theme import WindowTheme, apply_theme, theme_named
from annotator.gui.theme_file import load_theme
from annotator.services.key_map import key_map_json, read_key_map

if TYPE_CHECKING:
    from annotator.gui.article.view import ArticleView

OWN = "file"  # the theme of `theme-file`
#: Every setting that the preferences change, and what it is unless somebody changed it.
DEFAULTS = MappingProxyType[str, str | int]({
    "theme": "system",
    "theme-file": "",
    "palette": palettes.SAFE,
    "interface-font": "",
    "interface-size": 0,  # points; 0 = as the desktop
    "reading-font": "",
    "reading-size": SIZE,
    "line-width": COLUMN,
    "line-spacing": 100,
    "zoom": 100,
    "tags": "always",
    "snap": 1,
    "measure-time": 1,
    "language": "",  # "" = as the desktop
    "keys": "",
})  # fmt: skip


def text_of(settings: Settings, name: str) -> str:
    """Return one of these settings as a text."""
    return settings.text(name, str(DEFAULTS[name]))


def number_of(settings: Settings, name: str) -> int:
    """Return one of these settings as a whole number."""
    return settings.number(name, int(DEFAULTS[name]))


def theme_of(settings: Settings) -> WindowTheme:
    """Return the theme that is set; raises ThemeFileError if it is in a file that is broken."""
    name = text_of(settings, "theme")
    theme = load_theme(Path(text_of(settings, "theme-file"))) if name == OWN else theme_named(name)
    return theme.in_palette(text_of(settings, "palette"))


def dress_application(application: QApplication, settings: Settings, theme: WindowTheme) -> None:
    """Put the fonts of the interface and a theme on everything."""
    family = text_of(settings, "interface-font")
    apply_theme(application, theme, family, number_of(settings, "interface-size"))


def set_article(view: ArticleView, settings: Settings) -> None:
    """Set an article as the person reads best, its zoom aside."""
    view.set_reading(
        text_of(settings, "reading-font"),
        number_of(settings, "reading-size"),
        number_of(settings, "line-width"),
        number_of(settings, "line-spacing"),
    )


def use_own_keys(settings: Settings) -> AnnotatorError | None:
    """Have the keys that are set; return what is wrong with them, those of the program stay then.

    Unlike a file that somebody brings, what is kept here was in order when it was kept.
    """
    kept = text_of(settings, "keys")
    usual = key_map().usual()
    try:
        use_key_map(read_key_map(kept, settings.path.name, usual) if kept else usual)
    except AnnotatorError as error:
        use_key_map(usual)
        return error
    return None


def keep_own_keys(settings: Settings) -> None:
    """Write down the keys in use."""
    settings.set("keys", key_map_json(key_map()) if key_map().own else "")
