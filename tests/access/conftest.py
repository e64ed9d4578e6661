"""The window of the tests of the interface, for the tests of access too."""

from __future__ import annotations

from tests.gui.conftest import bare_window, finished, harbour, keyboard, two_stories, window

__all__ = ["bare_window", "finished", "harbour", "keyboard", "two_stories", "window"]
