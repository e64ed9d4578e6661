"""The help page about formats says what the program does."""

from __future__ import annotations

import re

import pytest

from annotator.formats.registry import CARRIED, formats
from annotator.locations import resource
from annotator.services.format_help import format_page, page_of
from annotator.wording import LANGUAGES, messages


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_up_to_date(language: str) -> None:
    """If this fails: `python -m annotator.services.format_help` writes the pages anew."""
    assert page_of(language).read_text(encoding="utf-8") == format_page(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_every_format_and_everything_they_carry(language: str) -> None:
    page = format_page(language)
    for name in formats():
        assert f"| `{name}` |" in page
    for what in CARRIED:
        assert f"| **{what}**: " in page


def test_the_titles_are_those_of_the_formats() -> None:
    """In English; other languages may call them otherwise."""
    said = messages()
    titles = {name: each.title for name, each in formats().items()}
    assert {name: said[f"format-title-{name}"] for name in titles} == titles


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", format_page()):
        assert resource("help", target).is_file()
