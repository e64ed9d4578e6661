"""Every page of the help is there in every language, leads somewhere, and is found."""

from __future__ import annotations

import re

import pytest

from annotator.gui.actions import BY_ID
from annotator.locations import resource
from annotator.services.help_pages import (
    GUIDE,
    KEYS,
    HelpPage,
    actions_named,
    help_pages,
    links_of,
    plain,
    reference_folder,
    search,
    target_of,
)
from annotator.wording import LANGUAGES

KEYS_PAGE = HelpPage(KEYS, "Keys", "# Keys\n\n| Undo | `Ctrl+Z` |\n|---|---|\n")


def raw(language: str, name: str) -> str:
    return resource("help", "guide", language, f"{name}.md").read_text(encoding="utf-8")


def pages(language: str = "en") -> list[HelpPage]:
    return help_pages(language, lambda each: f"<{each}>", lambda each: f"({each})", KEYS_PAGE)


@pytest.mark.parametrize("name", GUIDE)
def test_a_page_says_the_same_in_every_language(name: str) -> None:
    """Not word for word, but with as many headings and points, the same commands and links."""
    english = raw("en", name)
    for language in set(LANGUAGES) - {"en"}:
        other = raw(language, name)
        for mark in (r"^#+ ", r"^(?:- |\d+\. )"):
            assert len(re.findall(mark, other, re.MULTILINE)) == len(
                re.findall(mark, english, re.MULTILINE)
            ), mark
        assert actions_named(other) == actions_named(english)
        one, two = (HelpPage(name, "", text) for text in (english, other))
        assert set(links_of(one)) == set(links_of(two))
        assert other != english


_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(
    "name", [each.name for each in pages() if each.name.split(".")[0] not in (*GUIDE, KEYS)]
)
def test_a_page_about_a_format_says_the_same_in_every_language(name: str) -> None:
    """As many headings, rows and points; the same samples, names of fields and links."""
    english = reference_folder("en").joinpath(name).read_text(encoding="utf-8")
    for language in set(LANGUAGES) - {"en"}:
        other = reference_folder(language).joinpath(name).read_text(encoding="utf-8")
        assert _BLOCK.findall(other) == _BLOCK.findall(english)
        one, two = (_BLOCK.sub("", text) for text in (english, other))
        for mark in (r"^#+ ", r"^\|", r"^- "):
            assert len(re.findall(mark, two, re.MULTILINE)) == len(
                re.findall(mark, one, re.MULTILINE)
            ), mark
        assert set(re.findall(r"`([^`\s]+)`", two)) == set(re.findall(r"`([^`\s]+)`", one))
        links = [list(links_of(HelpPage(name, "", text))) for text in (one, two)]
        assert sorted(links[1]) == sorted(links[0])
        assert two != one


def test_no_page_about_a_format_is_left_without_its_twin() -> None:
    english, german = ({each.name for each in pages(code)} for code in ("en", "de"))
    assert english == german


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_speaks_of_a_command_that_is_not_there(language: str) -> None:
    for name in GUIDE:
        assert actions_named(raw(language, name)) <= BY_ID.keys(), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_to_a_page(language: str) -> None:
    found = {each.name: each for each in pages(language)}
    led = 0
    for page in found.values():
        for link in links_of(page):
            if link.startswith(("action:", "https://")):
                continue
            led += 1
            there = target_of(page, link)
            assert there in found or resource("help", *there.split("/")).is_file(), (
                page.name,
                link,
            )
    assert led > 20


def test_names_and_keys_are_filled_in() -> None:
    start = next(each for each in pages() if each.name == "start.md")
    assert "**<import>** (`(import)`)" in start.text
    assert "{" not in start.text
    assert start.title == "How Annotator works"


def test_all_words_have_to_be_there_and_titles_come_first() -> None:
    hits = search(pages(), "quote cue")
    assert hits[0].page.name in ("quotes.md", "tour.md")
    assert all("cue" in plain(hit.page.text).casefold() for hit in hits)
    first = search(pages(), "privacy")[0]
    assert first.page.name == "privacy.md"
    heading = next(hit for hit in search(pages(), "captions") if hit.page.name == "start.md")
    assert heading.heading == "The first steps"
    assert "captions" in heading.words
    assert search(pages(), "zzz") == []
    assert search(pages(), "  ") == []


def test_a_word_is_found_by_its_beginning_and_not_by_its_middle() -> None:
    names = {hit.page.name for hit in search(pages(), "adjud")}
    assert names == {hit.page.name for hit in search(pages(), "adjudication")} or names
    assert "quotes.md" not in {hit.page.name for hit in search(pages(), "uote")}
