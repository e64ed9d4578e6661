r"""What stands in the lines of WebAnno TSV: escapes, stacks, numbers in brackets, declarations.

Owns signs and how they are escaped, both ways.  Where lines belong is `webanno_sheets`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from annotator.formats.registry import ProblemError

NOTHING, PRESENT = "_", "*"
STACK, SLOT = "|", ";"
#: Types whose annotations say something about each word and are not what we call a label.
_GRAMMAR = re.compile(
    r"de\.tudarmstadt\.ukp\.dkpro\.core\.api\.(?:lexmorph|syntax|segmentation)\.type\.(?:\w+\.)*"
    r"(?:POS|Lemma|Stem|MorphologicalFeatures|SurfaceForm|Dependency|Token|Sentence)"
)
_ROLE, _BASE = "ROLE_", "BT_"

_TEXT_SIGNS = {"\t": "t", "\n": "n", "\f": "f", "\r": "r", "\b": "b", "\\": "\\"}
_CONTROLS = "".join(map(chr, (*range(8), *range(14, 32))))
_TO_ESCAPE = re.compile(rf"[\t\n\f\r\b\\{re.escape(_CONTROLS)}]")
_ESCAPED = re.compile(rf"\\([tnfrb\\{re.escape(_CONTROLS)}])")
_SIGNS = {written: sign for sign, written in _TEXT_SIGNS.items()}
_JAVA = re.compile(r"\\(?:u+\+?([0-9a-fA-F]{4})|([0-3]?[0-7]{1,2})|([tnfrb\\\"'])|)")
_PAIRS = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_VALUE_TO_ESCAPE = re.compile(r"->|[\\\[\]|_;*\t\n\r]")
_VALUE_ESCAPED = re.compile(r"\\(->|[\\\[\]|_;*tnr])")
_CHAIN = re.compile(r"->([0-9]{1,9})-([0-9]{1,9})\Z")
_NUMBER = re.compile(r"[0-9]{1,9}")
_NUMBERS = re.compile(r"([0-9]{1,9})_([0-9]{1,9})")


# Escapes ---------------------------------------------------------------------------------------


def escaped_text(text: str) -> str:
    """Return a line of `#Text=`."""
    return _TO_ESCAPE.sub(lambda found: f"\\{_TEXT_SIGNS.get(found[0], found[0])}", text)


def unescaped_text(line: str, minor: int) -> str:
    """Return what a line of `#Text=` says; until version 3.1 it is escaped as in Java."""
    if "\\" not in line:
        return line
    if minor >= 2:
        return _ESCAPED.sub(lambda found: _SIGNS.get(found[1], found[1]), line)
    return _PAIRS.sub(_joined, _JAVA.sub(_from_java, line))


def _from_java(found: re.Match[str]) -> str:
    code, octal, sign = found.groups()
    if code or octal:
        return chr(int(code, 16) if code else int(octal, 8))
    return _SIGNS.get(sign, sign or "")


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def escaped_value(value: str) -> str:
    """Return the value of a feature as a cell has it."""
    return _VALUE_TO_ESCAPE.sub(lambda found: f"\\{_TEXT_SIGNS.get(found[0], found[0])}", value)


def unescaped_value(cell: str) -> str:
    """Return what a cell says."""
    if "\\" not in cell:
        return cell
    return _VALUE_ESCAPED.sub(lambda found: _SIGNS.get(found[1], found[1]), cell)


def word(text: str) -> str:
    """Return the words of a row: as they are, but for signs that would start a new cell or line."""
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


# Cells -----------------------------------------------------------------------------------------


def parted(cell: str, sign: str) -> list[str]:
    """Return what stands between unescaped signs."""
    if sign not in cell:
        return [cell]
    found: list[list[str]] = []
    goes_on = False
    for piece in cell.split(sign):
        if goes_on:
            found[-1].append(piece)
        else:
            found.append([piece])
        goes_on = (len(piece) - len(piece.rstrip("\\"))) % 2 == 1
    return [sign.join(each) for each in found]


def numbered(value: str) -> tuple[str, int]:
    """Return a value and the number in brackets after it, 0 if there is none."""
    before, inner = _bracketed(value)
    if inner and _NUMBER.fullmatch(inner):
        return before, int(inner)
    return value, 0


def reference(value: str) -> tuple[str, int, int]:
    """Return the row that a relation comes from, and the numbers of its ends (0 = none)."""
    before, inner = _bracketed(value)
    found = _NUMBERS.fullmatch(inner)
    return (before, int(found[1]), int(found[2])) if found else (value, 0, 0)


def in_chain(value: str) -> tuple[str, int, int]:
    """Return a value, the number of its chain and its place in that, (value, 0, 0) without."""
    found = _CHAIN.search(value)
    if found is None:
        return value, 0, 0
    return value[: found.start()], int(found[1]), int(found[2])


def _bracketed(value: str) -> tuple[str, str]:
    if not value.endswith("]") or value.endswith("\\]"):
        return value, ""
    before, bracket, inner = value[:-1].rpartition("[")
    return (before, inner) if bracket else (value, "")


# Declarations ----------------------------------------------------------------------------------


@dataclass(slots=True)
class SheetLayer:
    """A layer of a file: its type and which of the columns are its own."""

    kind: str  # "SP", "CH" or "RL"
    type: str
    features: dict[str, int] = field(default_factory=dict)  # name -> column
    slots: dict[str, tuple[int, int, str]] = field(default_factory=dict)  # -> role, target, type
    base: tuple[int, str] = (-1, "")  # column and type of what relations join
    placeholder: int = -1
    cells: list[int] = field(default_factory=list)  # all columns

    @property
    def short(self) -> str:
        """Return the name of the type without its package; of a chain without “Link”."""
        name = self.type.rpartition(".")[2]
        return name.removesuffix("Link") or name if self.kind == "CH" else name

    @property
    def grammar(self) -> bool:
        """Tell whether it holds parts of speech and their like."""
        return _GRAMMAR.fullmatch(self.type) is not None


def declared(line: str, width: int) -> SheetLayer:
    """Return the layer that a line of the header declares; `width` columns are before it.

    Raises ProblemError("webanno-header").
    """
    kind = line[3:5]
    names = [each for each in line[6:].strip().split("|") if each]
    if not names:
        raise ProblemError("webanno-header", found=line[:60])
    layer = SheetLayer(kind, names[0])
    names = names[1:]
    at = 0
    while at < len(names):
        name, column = names[at], width + at
        if kind == "SP" and name.startswith(_ROLE) and at + 1 < len(names):
            feature = name.removeprefix(_ROLE).rpartition(":")[2].partition("_")[0]
            layer.slots[feature] = (column, column + 1, names[at + 1])
            at += 1
        elif kind == "RL" and name.startswith(_BASE):
            layer.base = (column, name.removeprefix(_BASE))
        else:
            layer.features[name] = column
        at += 1
    if not names:
        layer.placeholder = width
    if kind == "RL" and layer.base[0] < 0:
        raise ProblemError("webanno-header", found=line[:60])
    layer.cells = list(range(width, width + max(1, len(names))))
    return layer
