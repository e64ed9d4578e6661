"""What is known while one line is read: its ids, its annotators, and the scheme it is read with.

Owns single values that need more than themselves to be judged; where they stand is `lines`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from annotator.domain.annotations import Annotation, AttributeValue, Origin, Relation
from annotator.domain.errors import Phrase
from annotator.domain.ids import deriver, parse_id
from annotator.domain.scheme import LayerKind
from annotator.formats.line_values import needed, optional, shown, wrong
from annotator.formats.registry import ProblemError, ReadOptions

ORIGINS = {each.value: each for each in Origin}


class LineContext:
    """A line that is being read."""

    def __init__(self, line: dict[str, Any], options: ReadOptions, annotator: str) -> None:
        self._line = line
        self._options = options
        self._annotator_name = annotator
        self._annotator_ids: dict[str, int] = {}
        self._ids: dict[str, int] = {}
        self._written: dict[str, list[int]] = {"annotations": [], "relations": [], "zones": []}
        self._skipped: set[str] = set()
        self._annotations: dict[int, Annotation] = {}
        self._relations: dict[int, Relation] = {}
        self._single: set[tuple[int, str]] = set()
        self._text = ""
        self._length = 0
        self._document = 0
        self._uid = ""
        self._derivers: dict[int, Callable[[str], int]] = {}

    def _skip(self, record: Mapping[str, Any]) -> None:
        if record.get("id") is not None:
            self._skipped.add(str(record["id"]))

    def _label(
        self, span: Mapping[str, Any], key: str, kind: LayerKind | None
    ) -> tuple[str, str] | None:
        """Return (layer, label), or None for a label that shall be skipped."""
        options = self._options
        label = span.get("label")
        if type(label) is not str:
            label = needed(span, "label", str, key)
        layer = span.get("layer")
        if type(layer) is not str:
            layer = optional(span, "layer", str, "", key)
        if kind is None and (again := options.span_labels.get((layer, label))) is not None:
            return again
        if not layer and kind is not None and options.scheme.layer_of_kind(kind) is None:
            raise ProblemError("layer-missing", kind=kind.value, key=key)
        known = options.known_label(layer, label, of_document=kind is LayerKind.DOCUMENT)
        if known is None:
            named = f"{layer}.{label}" if layer else label
            options.unknown[named] = options.unknown.get(named, 0) + 1
            if not options.skip_unknown_labels:
                where = Phrase("label-in-layer", {"layer": layer[:60]}) if layer else ""
                raise ProblemError("label-unknown", label=label[:60], layer=where)
            options.ignore(Phrase("told-label", {"label": named[:60]}))
            return None
        of_documents = options.layer_kind(known[0]) is LayerKind.DOCUMENT
        frame = options.scheme.label(*known)
        if of_documents is not (kind is LayerKind.DOCUMENT) or (frame is not None and frame.frame):
            raise ProblemError("label-place", label=label[:60], layer=known[0], key=key)
        if kind is None:
            options.span_labels[layer, label] = known
        return known

    def _annotator(self, record: Mapping[str, Any]) -> int:
        name = record.get("annotator")
        if name is None:
            name = self._annotator_name
        number = self._annotator_ids.get(name) if type(name) is str else None
        if number is None:
            if type(name) is not str:
                raise wrong("annotator", "text", name)
            number = self._annotator_ids[name] = self._options.annotator_id(name)
        return number

    @staticmethod
    def _origin(record: Mapping[str, Any]) -> Origin:
        written = record.get("origin")
        if written is None:
            return Origin.IMPORTED
        if type(written) is not str or written not in ORIGINS:
            raise ProblemError("origin-unknown", origin=shown(written), known=", ".join(ORIGINS))
        return ORIGINS[written]

    def _attributes(
        self, record: Mapping[str, Any], layer: str, key: str
    ) -> dict[str, AttributeValue]:
        attributes = optional(record, "attributes", dict, {}, key)
        return {
            name: self._checked(layer, name, value)
            for name, value in attributes.items()
            if self._attribute(layer, name, value)
        }

    def _attribute(self, layer: str, name: str, value: Any) -> bool:
        """Tell whether a value shall be kept; an attribute nobody knows may be added or skipped."""
        options = self._options
        if not isinstance(value, str | int | float | bool):
            raise wrong(f"attributes.{name}"[:80], "plain", value)
        if options.scheme.attribute(layer, name) or options.attribute(layer, name, value, ()):
            return True
        if options.skip_unknown_labels:
            options.ignore(Phrase("told-attribute", {"layer": layer, "name": name[:60]}))
            return False
        raise ProblemError("attribute-unknown", layer=layer, name=name[:60])

    def _checked(self, layer: str, name: str, value: Any) -> AttributeValue:
        known = self._options.scheme.attribute(layer, name)
        if known is None:
            raise ProblemError("attribute-unknown", layer=layer, name=name[:60])
        why = known.problem_with(value)
        if why is not None:
            raise ProblemError("attribute-value", why=why)
        return value  # type: ignore[no-any-return]

    def _new_id(self, record: Mapping[str, Any], key: str, annotator: int) -> int:
        """Return the number of an id that the line gives, 0 where it gives none."""
        name = record.get("id")
        if name is None:
            return 0
        if type(name) is not str:
            name = str(optional(record, "id", str | int, "", key))
        if name in self._ids:
            raise ProblemError("id-twice", key=key, id=name[:60])
        number = parse_id(name)
        if number is None:
            number = self._derive(annotator, name)
        else:
            self._written["annotations"].append(number)
        self._ids[name] = number
        return number

    def _derive(self, annotator: int, name: str) -> int:
        derive = self._derivers.get(annotator)
        if derive is None:
            derive = deriver("annotation", self._uid, f"{annotator:x}")
            self._derivers[annotator] = derive
        return derive(name)

    def _derived(self, key: str, annotator: int, natural: str) -> int:
        number = self._derive(annotator, natural)
        if number in self._annotations:
            raise ProblemError("annotation-twice", key=key)
        return number

    def _referred(self, written: Any, key: str) -> int:
        name = written if type(written) is str else str(written) if type(written) is int else None
        number = None if name is None else self._ids.get(name)
        if number is None or number not in self._annotations:
            raise ProblemError("reference-unknown", key=key, reference=shown(written))
        return number
