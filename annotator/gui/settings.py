"""What the window remembers between starts.

Owns a small typed face over QSettings; the file is the person's, projects keep nothing of it.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from annotator.locations import settings_path

_RECENT = 12


class Settings:
    """The settings file of this person."""

    def __init__(self) -> None:
        path = settings_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    def text(self, name: str, default: str = "") -> str:
        """Return a setting as a text."""
        value = self._store.value(name, default)
        return value if isinstance(value, str) else default

    def number(self, name: str, default: int) -> int:
        """Return a setting as a whole number; the default if it is none."""
        try:
            return int(str(self._store.value(name, default)))
        except ValueError:
            return default

    def blob(self, name: str) -> QByteArray:
        """Return a setting as bytes: window geometry and the like."""
        value = self._store.value(name, QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    def set(self, name: str, value: str | int | QByteArray) -> None:
        """Keep a setting."""
        self._store.setValue(name, value)

    def recent(self) -> list[Path]:
        """Return the projects opened last, the newest first."""
        found = self._store.value("recent", [])
        names = [found] if isinstance(found, str) else found if isinstance(found, list) else []
        return [Path(str(name)) for name in names if name]

    def add_recent(self, path: Path) -> None:
        """Put a project at the head of the recent ones."""
        path = path.resolve()
        others = [each for each in self.recent() if each != path]
        self._store.setValue("recent", [str(each) for each in [path, *others][:_RECENT]])

    def forget_recent(self, path: Path) -> None:
        """Take a project off the list; the file is not touched."""
        self._store.setValue("recent", [str(each) for each in self.recent() if each != path])
