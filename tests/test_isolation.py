"""Tests stay on their own ground."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator import locations


def test_nothing_is_written_outside_the_test(tmp_path: Path) -> None:
    for folder in (
        locations.projects_directory(),
        locations.data_directory(),
        locations.log_directory(),
        locations.settings_path(),
    ):
        assert folder.is_relative_to(tmp_path)


def test_a_dialog_fails_instead_of_waiting(qtbot: object) -> None:
    from PySide6.QtWidgets import QMessageBox

    with pytest.raises(AssertionError, match="would wait for a person"):
        QMessageBox.question(None, "Annotator", "Really?")
