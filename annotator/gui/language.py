"""The language of the window.

Owns the choice of one when the program starts: what Qt itself says, which way lines run and how
numbers are written follow the sentences of `annotator.wording`.
"""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from annotator.gui.looks import text_of
from annotator.gui.settings import Settings
from annotator.wording import LANGUAGES, use_language

_NAME = "languageOfQt"


def wanted_language(settings: Settings, desktop: QLocale | None = None) -> str:
    """Return the code of the language that is set, else of the desktop's if the window has it."""
    chosen = text_of(settings, "language")
    if chosen in LANGUAGES:
        return chosen
    spoken = (each.split("-")[0] for each in (desktop or QLocale.system()).uiLanguages())
    return next((each for each in spoken if each in LANGUAGES), "en")


def speak(application: QApplication, code: str) -> None:
    """Speak a language from now on; what stands in a window already stays as it is."""
    use_language(code)
    # A country only where the desktop has the same language: "de" alone would be Germany's.
    system = QLocale.system()
    same = system.name().split("_")[0] == code
    locale = system if same else QLocale(code)
    QLocale.setDefault(locale)
    application.setLayoutDirection(QLocale(code).textDirection())
    for old in application.findChildren(QTranslator, _NAME):
        application.removeTranslator(old)
        old.deleteLater()
    translator = QTranslator(application)
    translator.setObjectName(_NAME)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(code), "qtbase", "_", folder):
        application.installTranslator(translator)
