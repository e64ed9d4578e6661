"""The pages of the help, in the language of the window, and where words stand in them.

Owns which pages there are, their order, and the search.  Pages are Markdown files in every language
of the interface: a guide, and the reference of file formats, which is in the folder of the help in
English and under the same names in a folder below for any other language.  What a command is called
and which keys it has is not written in them but filled in (`{action:…}`, `{key:…}`), so that a page
is right whatever keys a person chose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from posixpath import join, normpath
from urllib.parse import unquote

from annotator.locations import resource

#: The page that the window makes of the table of actions.
KEYS = "keys"
#: Pages of the guide, in the order in which they are listed; each is there in every language.
GUIDE = (
    *("start", "tour", "labels", "quotes", "opinions", "entries", "suggestions", "review"),
    *("insights", "consistency", "files", "privacy", "trouble"),
)
#: Pages of the reference, below the folder of the help.
_FORMATS = ("formats.md", "native-format.md", "prodigy-format.md", "own-format.md")
_BLANK = re.compile(r"\{(action|key):([a-z0-9-]+)\}")
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)]*)\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
_MARK = re.compile(r"^ *(?:#+|-) ", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
#: Characters of a page that are shown before and behind a word that was found.
_AROUND = 60


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page; `name` is what links call it."""

    name: str
    title: str
    text: str  # Markdown, with names and keys filled in


@dataclass(frozen=True, slots=True)
class HelpHit:
    """A page in which all words of a search stand."""

    page: HelpPage
    heading: str  # the heading over the first place, "" above all headings but the title
    words: str  # what stands around it, on one line


#: Says what an action is called, or which keys it has, by its id.
Naming = Callable[[str], str]


def help_pages(
    language: str, name_of: Naming, keys_of: Naming, keys_page: HelpPage
) -> list[HelpPage]:
    """Return every page in the order of the list: the guide, the keys, the formats."""
    guide = []
    for name in GUIDE:
        text = _read(resource("help", "guide", language, f"{name}.md"))
        guide.append(_page(f"{name}.md", _filled(text, name_of, keys_of)))
    return [*guide, keys_page, *_reference(language)]


def reference_folder(language: str) -> Path:
    """Return where the pages about formats are kept in a language."""
    return resource("help") if language == "en" else resource("help", language)


@cache
def _reference(language: str) -> tuple[HelpPage, ...]:
    folder = reference_folder(language)
    formats = sorted((folder / "formats").glob("*.md"))
    names = [*_FORMATS, *(f"formats/{each.name}" for each in formats)]
    texts = (_read(folder / each) for each in names)
    return tuple(_page(*each) for each in zip(names, texts, strict=True))


def _read(path: Path) -> str:
    return _COMMENT.sub("", path.read_text(encoding="utf-8"))


def _page(name: str, text: str) -> HelpPage:
    heading = _HEADING.search(text)
    title = heading[1].replace("`", "") if heading else name
    return HelpPage(name, title, text)


def _filled(text: str, name_of: Naming, keys_of: Naming) -> str:
    def fill(found: re.Match[str]) -> str:
        said = (name_of if found[1] == "action" else keys_of)(found[2])
        return f"**{said}**" if found[1] == "action" else f"`{said}`"

    return _BLANK.sub(fill, text)


def actions_named(text: str) -> set[str]:
    """Return the ids of the actions that a page speaks of, or that its links do."""
    return {each[2] for each in _BLANK.finditer(text)} | {
        target.removeprefix("action:")
        for _, _, target in _LINK.findall(text)
        if target.startswith("action:")
    }


def target_of(page: HelpPage, link: str) -> str:
    """Return the name of the page that a link of a page leads to, without a place on it."""
    there = unquote(link.partition("#")[0])
    return page.name if not there else normpath(join(page.name.rpartition("/")[0], there))


def search(pages: Sequence[HelpPage], words: str) -> list[HelpHit]:
    """Return the pages that hold every word, those with one in the title first.

    Case does not count, and the beginning of a word is enough.  No word finds nothing.
    """
    wanted = words.casefold().split()
    if not wanted:
        return []
    patterns = [re.compile(rf"(?<!\w){re.escape(word)}", re.IGNORECASE) for word in wanted]
    found: list[tuple[int, HelpHit]] = []
    for page in pages:
        text = plain(page.text)
        places = [each.search(text) for each in patterns]
        if not all(places):
            continue
        in_title = any(each.search(page.title) for each in patterns)
        first = min(place.start() for place in places if place)
        found.append((not in_title, HelpHit(page, _heading_over(text, first), _shown(text, first))))
    return [hit for _, hit in sorted(found, key=lambda each: each[0])]


def plain(text: str) -> str:
    """Return Markdown without its marks, headings still marked by "#"."""
    text = _LINK.sub(lambda link: "" if link[1] else link[2], text)
    lines = [line for line in text.split("\n") if not re.fullmatch(r"[|\-: ]+", line)]
    return re.sub(r"[*`|]", "", "\n".join(lines))


def _heading_over(text: str, at: int) -> str:
    headings = [each for each in _HEADING.finditer(text) if each.start() <= at]
    return headings[-1][1] if len(headings) > 1 else ""


def _shown(text: str, at: int) -> str:
    start, end = max(0, at - _AROUND), at + 2 * _AROUND
    shown = text[start:end]
    if start:  # from a whole word on
        shown = f"… {shown.partition(' ')[2]}"
    if end < len(text):
        shown = f"{shown.rpartition(' ')[0]} …"
    return " ".join(_MARK.sub("", shown).split())


def links_of(page: HelpPage) -> Iterable[str]:
    """Yield what the links of a page lead to, as they are written."""
    for _, _, target in _LINK.findall(page.text):
        yield target
