"""The help page about formats says what the program does."""

from __future__ import annotations

import re

from annotator.formats.registry import CARRIED, formats
from annotator.locations import resource
from annotator.services.format_help import PAGE, format_page


def test_the_page_is_up_to_date() -> None:
    """If this fails: `python -m annotator.services.format_help` writes the page anew."""
    assert resource("help", PAGE).read_text(encoding="utf-8") == format_page()


def test_the_page_names_every_format_and_everything_they_carry() -> None:
    page = format_page()
    for name in formats():
        assert f"| `{name}` |" in page
    for what in CARRIED:
        assert f"| **{what}**: " in page


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", format_page()):
        assert resource("help", target).is_file()
