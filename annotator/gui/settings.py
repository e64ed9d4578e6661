"""What the window remembers between starts.

Owns a small typed face over QSettings; the file is the person's, projects keep nothing of it.
Settings can be tried out: until they are kept, the file has those from before.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from annotator.locations import settings_path

_RECENT = 12


class Settings:
    """The settings file of this person."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the file; another one than the person's is for pictures and tests."""
        self.path = path or settings_path()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._store = QSettings(str(self.path), QSettings.Format.IniFormat)
        self._trial: dict[str, str | int | QByteArray] | None = None

    def text(self, name: str, default: str = "") -> str:
        """Return a setting as a text."""
        value = self._value(name, default)
        return value if isinstance(value, str) else default

    def number(self, name: str, default: int) -> int:
        """Return a setting as a whole number; the default if it is none."""
        try:
            return int(str(self._value(name, default)))
        except ValueError:
            return default

    def _value(self, name: str, default: object) -> object:
        if self._trial is not None and name in self._trial:
            return self._trial[name]
        return self._store.value(name, default)

    def try_out(self) -> None:
        """Keep what is set from now on in mind only, until `keep` or `take_back`."""
        self._trial = {}

    def keep(self) -> None:
        """Write what was tried out."""
        trial, self._trial = self._trial or {}, None
        for name, value in trial.items():
            self._store.setValue(name, value)

    def take_back(self) -> None:
        """Forget what was tried out."""
        self._trial = None

    def blob(self, name: str) -> QByteArray:
        """Return a setting as bytes: window geometry and the like."""
        value = self._store.value(name, QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    def set(self, name: str, value: str | int | QByteArray) -> None:
        """Keep a setting."""
        if self._trial is not None:
            self._trial[name] = value
        else:
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
