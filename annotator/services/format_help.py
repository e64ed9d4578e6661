"""The help page about file formats, made from the table that reading and writing go by.

Owns the layout of the page: `python -m annotator.services.format_help` writes it in every language,
and a test sees that it is up to date.
"""

from __future__ import annotations

from pathlib import Path

from annotator.formats.registry import CARRIED, Format, formats
from annotator.locations import resource
from annotator.services.help_pages import reference_folder
from annotator.wording import LANGUAGES, messages

PAGE = "formats.md"

#: Pages that are called otherwise than their format.
_PAGES = {"jsonl": "native-format.md", "doccano-spans": "formats/doccano.md"}


def format_page(language: str = "en") -> str:
    """Return the page as Markdown."""
    said = messages(language)
    known = [each for each in formats().values() if each.read is not None or each.written]
    yes = said["format-page-yes"]
    lines = [
        f"# {said['format-page-head']}",
        "",
        "<!-- made by `python -m annotator.services.format_help`; do not change it by hand -->",
        "",
        said["format-page-found"],
        "",
        f"| {said['format-page-columns']} |",
        "|---|---|---|---|---|---|",
        *(_row(each, language) for each in known),
        "",
        said["format-page-own"],
        "",
        f"## {said['format-page-carries']}",
        "",
        said["format-page-only-read"],
        "",
        "| | " + " | ".join(f"`{each.name}`" for each in known) + " |",
        "|---|" + ":-:|" * len(known),
        *(
            f"| **{what}**: {said[f'format-carries-{what}']} | "
            + " | ".join(yes if what in each.carries else "" for each in known)
            + " |"
            for what in CARRIED
        ),
        "",
        said["format-page-frames"],
        "",
        f"| {said['format-page-frames-columns']} |",
        "|---|---|",
        *(
            f"| `{each.name}` | {said[f'format-frames-{each.frames.value}']} |"
            for each in known
            if each.written
        ),
    ]
    return "\n".join(lines) + "\n"


def _row(each: Format, language: str) -> str:
    said = messages(language)
    folder = resource("help")
    title = said.get(f"format-title-{each.name}", each.title)
    usual = (f"{each.name}-format.md", f"formats/{each.name}.md")
    page = next((page for page in usual if (folder / page).is_file()), _PAGES.get(each.name))
    if page is not None:
        title = f"[{title}]({page})"
    read = said["format-page-yes"] if each.read is not None else ""
    written = ""
    if each.written:
        written = said[f"format-page-{'folder' if each.write_folder is not None else 'file'}"]
    units = ", ".join(unit.value for unit in each.units) if each.written else ""
    endings = " ".join(f"`{ending}`" for ending in each.suffixes)
    return f"| `{each.name}` | {title} | {endings} | {read} | {written} | {units} |"


def page_of(language: str) -> Path:
    """Return where the page of a language is kept."""
    return reference_folder(language) / PAGE


if __name__ == "__main__":
    for code in LANGUAGES:
        page_of(code).write_text(format_page(code), encoding="utf-8", newline="\n")
