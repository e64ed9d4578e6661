"""The help page about file formats, made from the table that reading and writing go by.

Owns the words of the page: `python -m annotator.services.format_help` writes it, and a test sees
that it is up to date.
"""

from __future__ import annotations

from annotator.formats.registry import CARRIED, Format, Frames, formats
from annotator.locations import resource

PAGE = "formats.md"

_WORDS = {
    "text": "the text, character for character",
    "spans": "labels of words",
    "overlaps": "labels that overlap, or twice the same",
    "parts": "labels of several parts",
    "attributes": "attributes of labels",
    "relations": "relations between labels",
    "frames": "quotes and opinions as wholes, also such without words",
    "document_labels": "labels of the whole article",
    "annotators": "whose label it is",
    "zones": "what is excluded",
    "entries": "which person, place or thing is meant",
    "states": "how far each annotator is",
    "comments": "remarks",
    "metadata": "title, outlet, date and other facts",
    "provenance": "whether a label was suggested, and what was decided from what",
    "suggestions": "suggestions that nobody accepted",
}
_FRAMES = {
    Frames.NONE: "left out",
    Frames.RELATIONS: "as relations between their parts",
    Frames.PLACED: "those with at least one part that has words",
    Frames.WHOLE: "whole",
}
#: Pages that are called otherwise than their format.
_PAGES = {"jsonl": "native-format.md", "doccano-spans": "formats/doccano.md"}


def format_page() -> str:
    """Return the page as Markdown."""
    known = [each for each in formats().values() if each.read is not None or each.written]
    lines = [
        "# File formats",
        "",
        "<!-- made by `python -m annotator.services.format_help`; do not change it by hand -->",
        "",
        "A format is found by the ending of a file, and by how the file begins where several share",
        "an ending; `--format NAME` names it. What a format cannot carry is told before and after",
        "an export, one by one on request (`--losses FILE`); nothing is dropped in silence.",
        "",
        "| name | format | endings | in | out | offsets count |",
        "|---|---|---|---|---|---|",
        *(_row(each) for each in known),
        "",
        "Packages can add [formats of their own](own-format.md).",
        "",
        "## What each format carries",
        "",
        "Where a format is only read, this is what is taken from it.",
        "",
        "| | " + " | ".join(f"`{each.name}`" for each in known) + " |",
        "|---|" + ":-:|" * len(known),
        *(
            f"| **{what}**: {_WORDS[what]} | "
            + " | ".join("yes" if what in each.carries else "" for each in known)
            + " |"
            for what in CARRIED
        ),
        "",
        "Quotes and opinions go out as follows.",
        "",
        "| format | quotes and opinions |",
        "|---|---|",
        *(f"| `{each.name}` | {_FRAMES[each.frames]} |" for each in known if each.written),
    ]
    return "\n".join(lines) + "\n"


def _row(each: Format) -> str:
    folder = resource("help")
    title = each.title
    usual = (f"{each.name}-format.md", f"formats/{each.name}.md")
    page = next((page for page in usual if (folder / page).is_file()), _PAGES.get(each.name))
    if page is not None:
        title = f"[{title}]({page})"
    read = "yes" if each.read is not None else ""
    written = ("folder" if each.write_folder is not None else "file") if each.written else ""
    units = ", ".join(unit.value for unit in each.units) if each.written else ""
    endings = " ".join(f"`{ending}`" for ending in each.suffixes)
    return f"| `{each.name}` | {title} | {endings} | {read} | {written} | {units} |"


if __name__ == "__main__":
    (resource("help") / PAGE).write_text(format_page(), encoding="utf-8", newline="\n")
