"""What a person answers to a dialog."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog


def answer(
    monkeypatch: pytest.MonkeyPatch, kind: type[QDialog], fill: Callable[[Any], object]
) -> None:
    """Let a person fill in the next dialog of a kind and press its button."""

    def fill_and_accept(dialog: QDialog) -> int:
        fill(dialog)
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(kind, "exec", fill_and_accept)
