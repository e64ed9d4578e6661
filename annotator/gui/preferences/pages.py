"""The pages of the preferences that are plain forms: looks, reading, language, suggestions.

Owns which settings stand on which page and how they are called; keys have a page of their own.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QPushButton

from annotator.domain.errors import AnnotatorError
from annotator.gui import palettes
from annotator.gui.looks import OWN, text_of
from annotator.gui.preferences.page import Page
from annotator.gui.settings import Settings
from annotator.gui.theme import theme_named
from annotator.gui.theme_file import load_theme, theme_text
from annotator.services.session import Session
from annotator.services.timekeeping import times
from annotator.wording import LANGUAGES, explain, tr


def families() -> list[tuple[str, str]]:
    """Return the families that are installed, behind the choice of none of them."""
    found = (each for each in QFontDatabase.families() if not QFontDatabase.isPrivateFamily(each))
    return [(tr("pref-font-usual"), ""), *((each, each) for each in found)]


def _at_the_start(button: QPushButton) -> QHBoxLayout:
    """Return a row in which a button is no wider than its words."""
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row


class LooksPage(Page):
    """Theme, colours and fonts of the window."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, tr("pref-looks"))
        self.theme = self.choice(
            "theme",
            tr("pref-theme"),
            [(tr(f"pref-theme-{name}"), name)
             for name in ("system", "light", "dark", "contrast", OWN)],
        )  # fmt: skip
        self.theme.currentIndexChanged.disconnect()
        self.theme.currentIndexChanged.connect(lambda _row: self._theme_chosen())
        self.own = QPushButton(tr("pref-theme-open"))
        self.own.setAutoDefault(False)
        self.own.setToolTip(tr("pref-theme-open-hint"))
        self.own.clicked.connect(self.choose_file)
        self.template = QPushButton(tr("pref-theme-template"))
        self.template.setAutoDefault(False)
        self.template.setToolTip(tr("pref-theme-template-hint"))
        self.template.clicked.connect(self.save_template)
        for button in (self.own, self.template):
            self.form.addRow("", _at_the_start(button))
        self.problem = self.note(kind="problem")
        self._say("")
        self.palette_choice = self.choice(
            "palette",
            tr("pref-palette"),
            [(tr(f"pref-palette-{name}"), name) for name in palettes.PALETTES],
            tr("pref-palette-hint"),
        )
        self.family = self.choice("interface-font", tr("pref-interface-font"), families())
        self.points = self.number("interface-size", tr("pref-interface-size"), 0, 40, "pref-points")
        self.points.setSpecialValueText(tr("pref-size-usual"))
        self._shows.append(lambda: self._say(""))

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _theme_chosen(self) -> None:
        name = str(self.theme.currentData())
        if name == OWN and not text_of(self.settings, "theme-file"):
            self.choose_file()
        elif name == OWN:
            self._wear(Path(text_of(self.settings, "theme-file")))
        else:
            self._say("")
            self.put("theme", name)

    def choose_file(self) -> None:
        """Ask for a theme file and wear it."""
        name, _ = QFileDialog.getOpenFileName(
            self, tr("pref-theme-open"), "", tr("pref-theme-files")
        )
        if name:
            self._wear(Path(name))
        else:
            self.show_settings()

    def _wear(self, path: Path) -> None:
        """Wear the theme of a file; if it is broken, say why and keep what is worn."""
        try:
            load_theme(path)
        except AnnotatorError as error:
            self.show_settings()
            self._say(explain(error))
            return
        self.settings.set("theme-file", str(path))
        self.put("theme", OWN)
        self.show_settings()

    def save_template(self) -> None:
        """Save the shipped theme that is worn (or the light one) to begin one's own with."""
        name, _ = QFileDialog.getSaveFileName(
            self, tr("pref-theme-template"), "theme.toml", tr("pref-theme-files")
        )
        if not name:
            return
        try:
            theme = theme_named(text_of(self.settings, "theme"))
            Path(name).write_text(theme_text(theme), encoding="utf-8")
        except OSError as error:
            self._say(tr("pref-not-written", file=name, why=error.strerror))


class ReadingPage(Page):
    """How the article is set, and what dragging takes."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, tr("pref-reading"))
        self.family = self.choice("reading-font", tr("pref-reading-font"), families())
        self.points = self.number("reading-size", tr("pref-reading-size"), 6, 48, "pref-points")
        self.zoom = self.number("zoom", tr("pref-zoom"), 50, 300, "pref-percent", 10)
        self.width_of_lines = self.number(
            "line-width", tr("pref-line-width"), 30, 140, "pref-characters", 5
        )
        self.spacing = self.number(
            "line-spacing", tr("pref-line-spacing"), 90, 250, "pref-percent", 10
        )
        self.tags = self.choice(
            "tags",
            tr("pref-tags"),
            [(tr(f"pref-tags-{mode}"), mode) for mode in ("always", "first", "hover")],
        )
        self.snap = self.tick("snap", tr("pref-snap"), tr("pref-snap-hint"))


class LanguagePage(Page):
    """What the window speaks."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, tr("pref-language"))
        rows = [
            (tr("pref-language-system"), ""),
            *((name, code) for code, name in LANGUAGES.items()),
        ]
        self.language = self.choice("language", tr("pref-language"), rows, tr("pref-language-hint"))


class AssistancePage(Page):
    """Suggestions of this project, and the measuring of time."""

    def __init__(self, settings: Settings, session: Session | None) -> None:
        super().__init__(settings, tr("pref-assistance"))
        self._session = session
        self.suggest = QCheckBox(tr("pref-suggest"))
        self.suggest.setEnabled(session is not None and not session.read_only)
        self.suggest.setChecked(session is None or bool(session.setting("suggest", True)))
        self.form.addRow("", self.suggest)
        self.note(tr("pref-suggest-hint" if session is not None else "pref-suggest-none"))
        self.measure = self.tick("measure-time", tr("pref-measure-time"), tr("time-hint"))
        self.forget = QPushButton(tr("pref-forget"))
        self.forget.setEnabled(session is not None)
        self.forget.setAutoDefault(False)
        self.forget.clicked.connect(self._forget)
        self.form.addRow("", _at_the_start(self.forget))
        self.note(tr("pref-private"))

    def keep(self) -> None:
        """Write what belongs to the project and not to the person."""
        session, wanted = self._session, self.suggest.isChecked()
        if session is None or session.read_only:
            return
        if wanted != bool(session.setting("suggest", True)):
            session.set_setting("suggest", wanted)

    def set_defaults(self) -> None:
        """Suggest in this project, and measure time."""
        if self.suggest.isEnabled():
            self.suggest.setChecked(True)
        super().set_defaults()

    def _forget(self) -> None:
        if self._session is not None:
            times().forget(self._session.path)
            self.forget.setEnabled(False)
