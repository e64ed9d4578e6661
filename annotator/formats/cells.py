"""Cells of tables that people open in a spreadsheet.

Owns the rule that no cell starts a formula: a spreadsheet runs what begins like one, also out of a
text file (OWASP, CSV Injection).
"""

from __future__ import annotations

#: Also what stands for them at full width, which some spreadsheets take for the same.
_STARTS = (
    *("=", "+", "-", "@", "\t", "\r", "\n"),
    *("\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}"),
    *("\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}"),
)


def starts_formula(text: str) -> bool:
    """Tell whether a spreadsheet may take a text for a formula; blanks before it do not help."""
    if text[:1].isalnum():  # as nearly every cell
        return False
    return text.startswith(_STARTS) or text.lstrip().startswith(_STARTS)


def plain_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with an apostrophe if it has to be."""
    return f"'{text}" if starts_formula(text) else text
