"""Where files of the program and of the person are.

Owns the one function that finds shipped resources, in a checkout and in an installed wheel, and
the folders in which projects, logs and backups live.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent
_NAME = "Annotator"


def checkout_root() -> Path | None:
    """Return the root of the checkout this package runs from, or None in an installed wheel."""
    root = _PACKAGE.parent
    if (root / "pyproject.toml").is_file() and (root / "resources").is_dir():
        return root
    return None


def resource(*parts: str) -> Path:
    """Return the path of a shipped file or folder below `resources/`.

    Raises FileNotFoundError that says where it was looked for: a broken installation.
    """
    root = checkout_root()
    base = root / "resources" if root is not None else _PACKAGE / "resources"
    path = base.joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"the installation lacks {path}; install the program again")
    return path


def projects_directory() -> Path:
    """Return where new projects are made by default (it may not exist yet).

    The environment variable ANNOTATOR_PROJECTS names another folder.
    """
    chosen = os.environ.get("ANNOTATOR_PROJECTS")
    if chosen:
        return Path(chosen)
    root = checkout_root()
    if root is not None and os.access(root / "projects", os.W_OK):
        return root / "projects"
    return Path(platformdirs.user_documents_dir()) / _NAME


def data_directory() -> Path:
    """Return the person's folder for backups and models (it may not exist yet)."""
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False))


def log_directory() -> Path:
    """Return the person's folder for logs and crash reports (it may not exist yet)."""
    return Path(platformdirs.user_log_dir(_NAME, appauthor=False))


def settings_path() -> Path:
    """Return the file that keeps window settings (it may not exist yet)."""
    return Path(platformdirs.user_config_dir(_NAME, appauthor=False)) / "settings.ini"
