"""The words and colours of a scheme in the report, and small pieces of HTML.

Owns how anything becomes harmless HTML, how labels and attributes are called, and the legend.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress

from annotator.domain.annotations import AttributeValue
from annotator.domain.documents import Entry
from annotator.domain.ids import parse_id
from annotator.domain.scheme import Attribute, AttributeType, Label, Layer, LayerKind, Scheme

#: Class of each kind of layer; each looks different without its colour, too.
KINDS = {LayerKind.SPANS: "k0", LayerKind.QUOTES: "k1", LayerKind.OPINIONS: "k2"}
NOTHING = '<span class="none">–</span>'
#: Of a label that the scheme does not know.
_NO_COLOUR = "#6b7280"


def esc(text: object) -> str:
    """Return a text as HTML, in elements and in quoted attributes."""
    # A carriage return that stands there itself would be read as a line feed.
    return html.escape(str(text), quote=True).replace("\r", "&#13;")


def isolated(text: str) -> str:
    """Return a text whose direction and marks of direction end where it ends."""
    return f"<bdi>{esc(text)}</bdi>" if text else ""


def table(
    name: str, columns: Sequence[tuple[str, str]], rows: Iterable[tuple[str, Iterable[str]]]
) -> Iterator[str]:
    """Yield a table: (heading, class) of its columns, (id, cells) of its rows.

    Cells are HTML; the first of each row is its heading.  Columns without any content are left
    out.  `name` is the id of the table's title.
    """
    held = [(row, list(cells)) for row, cells in rows]
    used = [any(cells[place] for _, cells in held) for place in range(len(columns))]
    columns = list(compress(columns, used))
    yield f'<div class="scroll" role="group" aria-labelledby="{name}" tabindex="0">'
    yield f'<table aria-labelledby="{name}"><thead><tr>'
    for heading, kind in columns:
        yield f'<th scope="col"{_class(kind)}>{esc(heading)}</th>'
    yield "</tr></thead><tbody>\n"
    for row, cells in held:
        yield f'<tr id="{row}">' if row else "<tr>"
        for place, ((_, kind), cell) in enumerate(zip(columns, compress(cells, used), strict=True)):
            if place:
                yield f'<td dir="auto"{_class(kind)}>{cell or NOTHING}</td>'
            else:
                yield f'<th scope="row" dir="auto">{cell}</th>'
        yield "</tr>\n"
    yield "</tbody></table></div>\n"


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


class SchemeWords:
    """What things of a scheme are called, and the classes of their colours."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        colours = [each.colour.lower() for each in scheme.labels]
        self.colours = list(dict.fromkeys([*colours, _NO_COLOUR]))
        self._classes = {colour: f"c{number}" for number, colour in enumerate(self.colours)}

    @property
    def layers(self) -> list[Layer]:
        """Return the layers in their order."""
        return sorted(self.scheme.layers, key=lambda each: each.position)

    def kind(self, layer: str) -> LayerKind:
        """Return what the annotations of a layer are."""
        found = self.scheme.layer(layer)
        return LayerKind.SPANS if found is None else found.kind

    def label(self, layer: str, label: str) -> str:
        """Return the name of a label."""
        found = self.scheme.label(layer, label)
        return label if found is None else found.name

    def layer(self, layer: str) -> str:
        """Return the name of a layer."""
        found = self.scheme.layer(layer)
        return layer if found is None else found.name

    def in_order(self, labels: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return labels, given as (layer, label), in the order of the scheme."""
        layers = {layer.uid: place for place, layer in enumerate(self.layers)}
        known = {(each.layer, each.uid): place for place, each in enumerate(self.scheme.labels)}
        last = len(known)
        return sorted(
            labels, key=lambda each: (layers.get(each[0], last), known.get(each, last), each)
        )

    def role(self, role: str) -> str:
        """Return the name of a relation."""
        found = self.scheme.role(role)
        return role if found is None else found.name

    def colour(self, layer: str, label: str) -> str:
        """Return the class of the colour of a label."""
        found = self.scheme.label(layer, label)
        return self._classes[_NO_COLOUR if found is None else found.colour.lower()]

    def attribute(self, layer: str, name: str) -> str:
        """Return the name of an attribute."""
        found = self.scheme.attribute(layer, name)
        return name if found is None else found.name

    def is_choice(self, layer: str, name: str) -> bool:
        """Tell whether the values of an attribute are names of their own."""
        found = self.scheme.attribute(layer, name)
        return found is not None and found.type is AttributeType.CHOICE

    def value(
        self, layer: str, name: str, value: AttributeValue, entries: Mapping[int, Entry]
    ) -> str:
        """Return a value of an attribute in words."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        found = self.scheme.attribute(layer, name)
        if found is not None and found.type is AttributeType.ENTRY:
            known = entries.get(parse_id(str(value)) or 0)
            return str(value) if known is None else known.name
        return str(value) if found is None else _choice(found, str(value))

    def legend(self) -> Iterator[str]:
        """Yield what each colour and line stands for."""
        yield '<section class="box" aria-labelledby="legend"><h2 id="legend">How to read it</h2>\n'
        yield f"<p>{_HOW}</p>\n"
        yield '<dl class="legend">\n'
        for layer in self.layers:
            labels = [each for each in self.scheme.labels_of(layer.uid) if not each.frame]
            marks = "".join(self._sample(layer, each) for each in labels)
            yield f'<dt dir="auto">{esc(layer.name)}</dt><dd>{marks}</dd>\n'
        yield "</dl></section>\n"

    def _sample(self, layer: Layer, label: Label) -> str:
        colour = self.colour(label.layer, label.uid)
        if layer.kind is LayerKind.DOCUMENT:
            return f'<span class="t {colour}" dir="auto">{esc(label.name)}</span>'
        return f'<mark class="{KINDS[layer.kind]} {colour}" dir="auto">{esc(label.name)}</mark>'


_HOW = (
    "A label starts where its line starts, and its name stands where it ends. Names of parts of "
    "quotes and opinions lead to the tables below the text. Grey words with a dashed tag are left "
    "out of the article."
)


def _choice(attribute: Attribute, value: str) -> str:
    return next((name for stored, name in attribute.choices if stored == value), value)
