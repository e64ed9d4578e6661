"""Label Studio's JSON: one array of tasks, and in each of them what every annotator said.

Owns its layout on the way out and which files are of it; reading a task is `label_studio_tasks`,
the names of things are `label_studio_names`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.annotations import Annotation, AttributeValue
from annotator.domain.bundles import Bundle
from annotator.domain.ids import format_id
from annotator.domain.offset_units import Unit, from_code_points
from annotator.domain.scheme import AttributeType
from annotator.formats.flat import by_annotator, flat, is_frame, meta_of
from annotator.formats.foreign import bundles_of
from annotator.formats.json_articles import articles_of, first_object
from annotator.formats.label_studio_names import (
    DOCUMENT_ID,
    TEXT,
    config_of,
    frame_prefix,
    object_name,
    prefix,
)
from annotator.formats.label_studio_tasks import TaskReader, is_small
from annotator.formats.registry import (
    Format,
    Frames,
    Loss,
    Problem,
    ReadOptions,
    WriteOptions,
)

__all__ = ["FORMAT", "config_of", "read", "write"]

#: Name of the file with the labelling configuration in a dataset.
CONFIG = "label-studio.xml"


def sniff(path: Path, head: bytes) -> bool:
    """Tell whether a file begins with a task, or with an item of the JSON-MIN export."""
    task = first_object(head)
    if isinstance(task.get("data"), dict):
        return any(isinstance(task.get(key), list) for key in _HELD)
    results = [
        isinstance(each, dict) and isinstance(each.get("result"), list)
        for key in _HELD
        for each in task.get(key) or ()
    ]
    return any(results) or is_small(task)


_HELD = ("annotations", "completions", "predictions")


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the article of each task, and a problem for each that cannot be taken."""

    def as_native(task: dict[str, Any]) -> dict[str, Any]:
        return TaskReader(task, options).native()

    return bundles_of(path, options, articles_of(path, options, as_native))


def write(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
    """Yield one array with a task for each bundle."""
    writer = _TaskWriter(options)
    before = b"[\n"
    for bundle in bundles:
        yield before + orjson.dumps(writer.task(bundle))
        before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[]\n"


class _TaskWriter:
    def __init__(self, options: WriteOptions) -> None:
        self._options = options
        self._scheme = options.scheme
        self._ends = {"to_name": object_name(options.scheme)}
        self._tasks = self._annotations = 0

    def task(self, bundle: Bundle) -> dict[str, Any]:
        """Return the task of a bundle, with an annotation for each annotator."""
        self._tasks += 1
        data: dict[str, Any] = {TEXT: bundle.text, DOCUMENT_ID: bundle.document.uid}
        facts = meta_of(bundle.document)
        taken = {name: facts.pop(name) for name in (TEXT, DOCUMENT_ID) if name in facts}
        annotations = []
        if bundle.annotations:
            for annotator, mine in by_annotator(bundle):
                self._annotations += 1
                # A "completed_by" that the server does not know makes it refuse the whole file.
                annotations.append(
                    {
                        "id": self._annotations,
                        "annotator": annotator,
                        "result": self._results(mine),
                        "was_cancelled": False,
                        "ground_truth": False,
                    }
                )
        task = {"id": self._tasks, "data": data | facts, "annotations": annotations}
        return task | {"meta": taken} if taken else task

    def _results(self, bundle: Bundle) -> list[dict[str, Any]]:
        self._move = from_code_points(bundle.text, self._options.unit)
        self._text = bundle.text
        found = flat(bundle, self._options)
        results = []
        for each in found.spans:
            results.append(self._region(each))
            if each.attributes:
                results += self._attributes(each, each, prefix(each.layer))
        spans = {each.id: each for each in found.spans}
        for frame, anchor in found.frames:
            before = frame_prefix(frame.layer, frame.label)
            results += self._attributes(frame, spans[anchor], before)
        place = {each.id: number for number, each in enumerate(found.spans)}
        for link in sorted(
            found.relations, key=lambda each: (place[each.head], place[each.child], each.role)
        ):
            results.append(
                {
                    "type": "relation",
                    "from_id": format_id(link.head),
                    "to_id": format_id(link.child),
                    "direction": "right",
                    "labels": [link.role],
                }
            )
        chosen: dict[str, list[str]] = {}
        for each in found.labels:
            chosen.setdefault(each.layer, []).append(each.label)
        for layer, labels in sorted(chosen.items()):
            results.append(
                {
                    "id": f"choices-{layer}",
                    "from_name": layer,
                    **self._ends,
                    "type": "choices",
                    "value": {"choices": labels},
                    "origin": "manual",
                }
            )
        return results

    def _region(self, annotation: Annotation) -> dict[str, Any]:
        ((start, end),) = annotation.spans
        return {
            "id": format_id(annotation.id),
            "from_name": annotation.layer,
            **self._ends,
            "type": "labels",
            "value": {
                "start": self._move(start),
                "end": self._move(end),
                "text": self._text[start:end],
                "labels": [annotation.label],
            },
            "origin": "manual",
        }

    def _attributes(
        self, annotation: Annotation, region: Annotation, before: str
    ) -> Iterator[dict[str, Any]]:
        """Yield what is said of an annotation as results of the region it stands on."""
        for name, value in sorted(annotation.attributes.items()):
            kind, said = self._said(annotation.layer, name, value)
            yield {
                "id": format_id(region.id),
                "from_name": before + name,
                **self._ends,
                "type": kind,
                # A text that was written takes the place of the region's words.
                "value": {**self._place(region), "text": self._words(region), **said},
                "origin": "manual",
            }

    def _said(self, layer: str, name: str, value: AttributeValue) -> tuple[str, dict[str, Any]]:
        if isinstance(value, bool):
            return "choices", {"choices": ["yes" if value else "no"]}
        if isinstance(value, int | float):
            return "number", {"number": value}
        known = self._scheme.attribute(layer, name)
        if known is not None and known.type is AttributeType.CHOICE:
            return "choices", {"choices": [value]}
        return "textarea", {"text": [value]}

    def _place(self, annotation: Annotation) -> dict[str, int]:
        return {"start": self._move(annotation.start), "end": self._move(annotation.end)}

    def _words(self, annotation: Annotation) -> str:
        return self._text[annotation.start : annotation.end]


def fit(bundle: Bundle, options: WriteOptions) -> Bundle:
    """Return a bundle whose labels of articles have no attributes: those have no region."""
    kept = []
    for each in bundle.annotations:
        if each.attributes and not each.spans and not is_frame(each, options.scheme):
            for name in sorted(each.attributes):
                label = f"{each.layer}.{each.label}"
                uid = bundle.document.uid
                options.lose(Loss("attributes", uid, format_id(each.id), label, detail=name))
            each = each._replace(attributes={})
        kept.append(each)
    return replace(bundle, annotations=kept)


def beside(options: WriteOptions) -> Mapping[str, bytes]:
    """Return the labelling configuration, which a project in Label Studio is made from."""
    return {CONFIG: config_of(options.scheme)}


_CARRIES = frozenset((
    "text", "spans", "overlaps", "attributes", "relations", "document_labels", "annotators",
    "metadata",
))  # fmt: skip
FORMAT = Format(
    "label-studio",
    "Label Studio JSON",
    (".json", ".jsonl"),
    read=read,
    write=write,
    carries=_CARRIES,
    frames=Frames.RELATIONS,
    apart=True,
    units=(Unit.CODE_POINT, Unit.UTF_16),
    sniff=sniff,
    fit=fit,
    beside=beside,
)
