"""A theme of a person's own: a TOML file with colours.

Owns the layout of the file and what is wrong with it, told with file and line; it changes nothing.
What is not in the file is as in the shipped theme it starts from.  Words that could not be read on
their ground are refused, by the names of both.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from PySide6.QtGui import QColor

from annotator.domain.errors import AnnotatorError
from annotator.gui.article.theme import ArticleTheme, contrast
from annotator.gui.theme import SHIPPED, WindowTheme

#: What is written on what, in the window; each is held to the contrast of text.
ON: dict[str, tuple[str, ...]] = {
    "text": ("window", "panel", "raised", "chosen", "hover"),
    "muted": ("window", "panel", "raised", "chosen", "hover"),
    "accent": ("window", "panel", "raised"),
    "accent_text": ("accent",),
    "good": ("window", "panel", "raised"),
    "warning": ("window", "panel", "raised"),
    "danger": ("window", "panel", "raised"),
}
#: The same in the article; signs need less.
ON_PAGE = (
    ("text", "page"), ("muted", "page"), ("selection_text", "selection"), ("text", "flash"),
)  # fmt: skip
SIGNS = ("frame", "cursor")
_LARGEST = 100_000  # bytes
_WINDOW = tuple(each.name for each in fields(WindowTheme) if each.name not in ("name", "article"))
_ARTICLE = tuple(
    each.name
    for each in fields(ArticleTheme)
    if each.name not in ("name", "palette", "text_contrast", "line_contrast", "_hues")
)


class ThemeFileError(AnnotatorError):
    """A theme file that cannot be used; values: file, line (1-based, 0 = unknown) and its own."""

    def __init__(self, code: str, file: str, line: int = 0, **values: object) -> None:
        super().__init__(code, file=file, line=line, **values)


def load_theme(path: Path) -> WindowTheme:
    """Return the theme of a file; raises ThemeFileError, with the line and the remedy."""
    try:
        if path.stat().st_size > _LARGEST:
            raise ThemeFileError("theme-file-large", path.name)
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ThemeFileError("theme-file-gone", path.name, why=error.strerror) from error
    except UnicodeDecodeError as error:
        raise ThemeFileError("theme-file-encoding", path.name) from error
    return read_theme(text, path.name)


def read_theme(text: str, file: str) -> WindowTheme:
    """Return the theme that the TOML `text` of `file` describes; raises ThemeFileError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        raise ThemeFileError("theme-file-syntax", file, line, why=error) from error
    except RecursionError:
        raise ThemeFileError("theme-file-deep", file) from None
    return _Reader(text, file).theme(data)


def theme_text(theme: WindowTheme) -> str:
    """Return a theme as a file to begin one's own with."""
    base = "dark" if theme.is_dark else "light"
    lines = [
        '# A theme of one\'s own. Colours are "#rrggbb"; what is left out is as in the base.',
        f'base = "{theme.name if theme.name in SHIPPED else base}"',
        "",
        "[window]",
    ]
    lines += [f'{name} = "{getattr(theme, name)}"' for name in _WINDOW]
    lines += ["", "[article]"]
    lines += [f'{name} = "{_opaque(theme.article, name).name()}"' for name in _ARTICLE]
    return "\n".join(lines) + "\n"


class _Reader:
    """Turns parsed TOML into a theme and knows at which line something was said."""

    def __init__(self, text: str, file: str) -> None:
        self._lines = text.splitlines()
        self._file = file

    def theme(self, data: dict[str, Any]) -> WindowTheme:
        for name in data.keys() - {"base", "window", "article"}:
            raise self._error("theme-file-place", name, name=name, known="base, window, article")
        base = SHIPPED.get(str(data.get("base", "light")))
        if base is None:
            known = ", ".join(SHIPPED)
            raise self._error("theme-file-base", "base", base=data["base"], known=known)
        window = self._colours(data, "window", _WINDOW)
        article = self._colours(data, "article", _ARTICLE)
        changed = {name: QColor(value) for name, value in article.items()}
        if "hatch" in changed:  # it lies behind words
            changed["hatch"].setAlpha(base.article.hatch.alpha())
        page = replace(base.article, name="own", _hues={}, **changed)  # type: ignore[arg-type]
        found = replace(base, name="own", article=page, **window)
        self._check(found)
        return found

    def _colours(self, data: dict[str, Any], table: str, known: tuple[str, ...]) -> dict[str, str]:
        values = data.get(table, {})
        if not isinstance(values, dict):
            raise self._error("theme-file-table", table, name=table)
        for name, value in values.items():
            if name not in known:
                code = "theme-file-place"
                raise self._error(code, name, table, name=name, known=", ".join(known))
            if not isinstance(value, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
                raise self._error("theme-file-colour", name, table, name=name, value=value)
        return {name: value.lower() for name, value in values.items()}

    def _check(self, theme: WindowTheme) -> None:
        """Refuse what could not be read, at the line that says it."""
        wanted = theme.article.text_contrast
        for text, grounds in ON.items():
            for ground in grounds:
                pair = (QColor(getattr(theme, text)), QColor(getattr(theme, ground)))
                self._hold("window", (text, ground), pair, wanted)
        page = theme.article
        for text, ground in ON_PAGE:
            self._hold(
                "article", (text, ground), (getattr(page, text), getattr(page, ground)), wanted
            )
        for sign in SIGNS:
            pair = (getattr(page, sign), page.page)
            self._hold("article", (sign, "page"), pair, page.line_contrast)

    def _hold(
        self, table: str, names: tuple[str, str], pair: tuple[QColor, QColor], wanted: float
    ) -> None:
        found = contrast(*pair)
        if found < wanted:
            line = next((at for name in names if (at := self._line(name, table))), 0)
            raise ThemeFileError(
                "theme-file-contrast", self._file, line, text=names[0], ground=names[1],
                table=table, found=f"{found:.1f}", wanted=f"{wanted:g}",
            )  # fmt: skip

    def _error(self, code: str, at: str, table: str = "", **values: object) -> ThemeFileError:
        return ThemeFileError(code, self._file, self._line(at, table), **values)

    def _line(self, name: str, table: str = "") -> int:
        """Return the line on which a name of a table is given a value, or a table begins."""
        inside = ""
        for number, line in enumerate(self._lines, 1):
            heading = re.match(r"\s*\[+\s*([\w.-]+)", line)
            if heading:
                inside = heading.group(1)
                if not table and inside == name:
                    return number
            elif inside == table and re.match(rf"\s*\"?{re.escape(name)}\"?\s*=", line):
                return number
        return 0


def _opaque(page: ArticleTheme, name: str) -> QColor:
    colour = QColor(getattr(page, name))
    colour.setAlpha(255)
    return colour
