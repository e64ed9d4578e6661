"""A task as Label Studio writes it, put into the words of the native format.

Owns what of tasks, annotations and results is understood; all else is counted as passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from annotator.domain.errors import Phrase
from annotator.domain.scheme import AttributeType, LayerKind
from annotator.formats.flat import Joiner
from annotator.formats.foreign import moved
from annotator.formats.kept_text import kept
from annotator.formats.label_studio_names import DOCUMENT_ID, frame_prefix, prefix
from annotator.formats.line_values import listed, needed, optional, shown, wrong
from annotator.formats.registry import ProblemError, ReadOptions

#: Keys with which Label Studio keeps its books; they are read over without a word.
_BOOKS = frozenset((
    "id", "inner_id", "file_upload", "created_at", "updated_at", "updated_by", "project", "overlap",
    "is_labeled", "allow_skip", "total_annotations", "cancelled_annotations", "total_predictions",
    "comment_count", "unresolved_comment_count", "last_comment_updated_at", "comment_authors",
    "annotators", "annotations_results", "annotations_ids", "predictions_results",
    "predictions_model_versions", "predictions_score", "avg_lead_time", "completed_at", "lead_time",
    "agreement", "draft_exists", "storage_filename", "reviewed",
))  # fmt: skip
#: The same of an item of the JSON-MIN export, where what the article came with stands beside them.
_SMALL_BOOKS = frozenset((
    "id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement",
))  # fmt: skip
_ANNOTATIONS = ("annotations", "completions")  # the second until version 1.0
_READ = frozenset((*_ANNOTATIONS, "data", "meta", "predictions", "drafts"))
_SPANS = ("labels", "hypertextlabels")
_LABELS = (*_SPANS, "htmllabels")
#: The path of the one piece of text in HTML without elements.
_ONLY_TEXT = "/text()[1]"
#: Where a picture, a sound or a text lies that is not in the file.
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:/|/|data:)\S*")
#: Results that say something further about a region, or about the article as a whole.
_FURTHER = ("choices", "textarea", "rating", "number")


def is_small(task: Mapping[str, Any]) -> bool:
    """Tell whether an item is of the JSON-MIN export, which has one for each annotation."""
    if "data" in task or not task.keys().isdisjoint(_ANNOTATIONS):
        return False
    return "annotation_id" in task or any(
        isinstance(found, list) and found and _is_region(found[0]) for found in task.values()
    )


def _is_region(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and "start" in found
        and "end" in found
        and any(isinstance(found.get(key), list) for key in _LABELS)
    )


def in_full(task: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item of the JSON-MIN export as the task it was made from."""
    data: dict[str, Any] = {}
    results = []
    for name, found in task.items():
        if name in _SMALL_BOOKS:
            continue
        regions = found if isinstance(found, list) else [found]
        kinds = [_kind_of(each) for each in regions]
        if not regions or None in kinds:
            data[name] = found
            continue
        for place, (kind, value) in enumerate(zip(kinds, regions, strict=True)):
            results.append(
                {"id": f"{name}-{place}", "from_name": name, "type": kind, "value": value}
            )
    annotation = {"completed_by": task.get("annotator"), "result": results}
    return {"id": task.get("id"), "data": data, "annotations": [annotation]}


def _kind_of(value: Any) -> str | None:
    if _is_region(value):
        return "labels"
    if isinstance(value, dict):
        return next((key for key in _FURTHER if value.keys() == {key}), None)
    return None


class TaskReader:
    """One task on its way into native words."""

    def __init__(self, task: dict[str, Any], options: ReadOptions) -> None:
        """Take a task of the JSON export, an item of the JSON-MIN export, or bare data."""
        bare = "data" not in task and task.keys().isdisjoint(_ANNOTATIONS)
        self._task = in_full(task) if bare else task
        self._options = options
        self._frame_attributes = {
            frame_prefix(layer.uid, label.uid): layer.uid
            for layer in options.scheme.layers
            if (label := options.scheme.frame_label(layer.uid)) is not None
        }
        self._spans: list[dict[str, Any]] = []
        self._native: dict[str, list[Any]] = {"spans": self._spans}
        self._said: dict[tuple[str, str, str], Any] = {}  # what of which region, and what it is

    def native(self) -> dict[str, Any]:
        """Return the article; raises ProblemError for what is not as Label Studio writes it."""
        task, options = self._task, self._options
        data = needed(task, "data", dict, "line")
        key = self._text_key(data)
        annotations = [each for name in _ANNOTATIONS for each in listed(task, name)]
        for each in annotations:
            if type(each) is not dict:
                raise wrong("annotations", "objects", each)
        text, self._move = kept(data[key], options, self._named(data[key], annotations))
        self._text = text
        for place, annotation in enumerate(annotations):
            self._read_annotation(annotation, place)
        options.ignore(Phrase("told-predictions"), len(listed(task, "predictions")))
        options.ignore(Phrase("told-drafts"), len(listed(task, "drafts")))
        for name in task.keys() - _READ - _BOOKS:
            options.ignore(Phrase("told-key-tasks", {"name": name[:60]}))
        native = {"text": text, "offsets": "code-point", "meta": self._meta(data, key)}
        number = data.get(DOCUMENT_ID, task.get("id"))
        if number is not None:
            native["id"] = number
        return native | self._native

    @staticmethod
    def _text_key(data: dict[str, Any]) -> str:
        texts = [
            name
            for name, value in data.items()
            if type(value) is str and name != DOCUMENT_ID and not _ADDRESS.fullmatch(value)
        ]
        if "text" in texts:
            return "text"
        if len(texts) != 1:
            named = ", ".join(f"“{name[:30]}”" for name in texts[:8]) or Phrase("task-text-none")
            raise ProblemError("task-text", named=named)
        return texts[0]

    def _meta(self, data: dict[str, Any], key: str) -> dict[str, Any]:
        meta = {name: value for name, value in data.items() if name not in (key, DOCUMENT_ID)}
        for name, value in optional(self._task, "meta", dict, {}, "line").items():
            if meta.setdefault(name, value) != value:
                raise ProblemError("said-twice", key="meta", name=name[:60])
        return meta

    # Places ------------------------------------------------------------------------------------

    def _named(
        self, text: str, annotations: list[dict[str, Any]]
    ) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, words) of the regions, by which the unit of offsets is told."""
        for annotation in annotations:
            for result in listed(annotation, "result"):
                value = result.get("value") if type(result) is dict else None
                if type(value) is not dict or result.get("type") not in _SPANS:
                    continue
                start, end = _place(value)
                words = value.get("text")
                if type(start) is type(end) is int and type(words) is str:
                    yield start, end, _as_written(words, text)

    # Annotations -------------------------------------------------------------------------------

    def _read_annotation(self, annotation: dict[str, Any], place: int) -> None:
        options = self._options
        results = listed(annotation, "result")
        whose = _annotator(annotation)
        if annotation.get("was_cancelled") or annotation.get("skipped"):
            options.ignore(Phrase("told-skipped"))
            return
        # Regions made from predictions have the same ids in what each annotator made of them.
        regions: dict[str, list[str]] = {}
        spans: list[dict[str, Any]] = []
        further, relations = [], []
        for result in results:
            if type(result) is not dict:
                raise wrong("annotations.result", "objects", result)
            kind = result.get("type")
            if kind in _SPANS:
                self._read_region(result, f"{place}:", regions, spans)
            elif kind in _FURTHER:
                further.append(result)
            elif kind == "relation":
                relations.append(result)
            else:
                options.ignore(Phrase("told-results", {"kind": str(kind)[:60]}))
                regions.setdefault(str(result.get("id")), [])
        joiner = Joiner(options, spans)
        for span in spans:
            span.update(whose)
        by_id = {each["id"]: each for each in spans}
        for result in further:
            ids = regions.get(str(result.get("id")), [])
            self._read_further(result, [by_id[each] for each in ids], whose, joiner)
        for relation in relations:
            self._relate(joiner, relation, regions, whose.get("annotator", ""))
        self._spans += spans
        for key, found in joiner.found().items():
            self._native.setdefault(key, []).extend(found)

    def _read_region(
        self,
        result: dict[str, Any],
        before: str,
        regions: dict[str, list[str]],
        spans: list[dict[str, Any]],
    ) -> None:
        value = needed(result, "value", dict, "result")
        name = result.get("from_name")
        number = str(optional(result, "id", str | int, f"#{len(spans)}", "result"))
        if regions.get(number):
            raise ProblemError("id-twice", key="result", id=number[:60])
        labels = [each for key in _LABELS for each in listed(value, key)]
        self._options.ignore(Phrase("told-regions-bare"), not labels)
        start, end = _place(value)
        if type(start) is str:
            raise ProblemError("region-in-html", place=start[:60])
        start, end = moved(self._move, start, "value.start"), moved(self._move, end, "value.end")
        span: dict[str, Any] = {"start": start, "end": end}
        if self._is_layer(name):
            span["layer"] = name
        words = value.get("text")
        if type(words) is str and type(start) is type(end) is int:
            span["text"] = self._words(words, self._text[start:end])
        ids = regions[number] = [f"{before}{number}#{place}" for place in range(len(labels))]
        spans += (
            {**span, "id": each, "label": label} for each, label in zip(ids, labels, strict=True)
        )

    def _is_layer(self, name: Any) -> bool:
        return type(name) is str and self._options.layer_kind(name) not in (
            None,
            LayerKind.DOCUMENT,
        )

    @staticmethod
    def _words(written: str, found: str) -> str:
        r"""Return the words of a region; white space may be written another way (as "\n")."""
        written = _as_written(written, found)
        return found if written.split() == found.split() else written

    # What is said of regions and of the article ------------------------------------------------

    def _read_further(
        self,
        result: dict[str, Any],
        spans: list[dict[str, Any]],
        whose: dict[str, str],
        joiner: Joiner,
    ) -> None:
        kind, name = result["type"], str(result.get("from_name") or "")
        value = needed(result, "value", dict, "result")
        said = value.get("text" if kind == "textarea" else kind)
        values = said if type(said) is list else [said]
        if spans:
            for span in spans:
                self._describe(span, name, values, joiner)
        elif "start" in value:
            self._options.ignore(Phrase("told-regions-described"))
        elif kind == "choices":
            for label in values:
                record = {"label": label, **whose}
                if self._options.layer_kind(name) is LayerKind.DOCUMENT:
                    record["layer"] = name
                self._native.setdefault("document_labels", []).append(record)
        elif kind == "textarea":
            self._options.note(Phrase("told-texts-comments"))
            self._native.setdefault("comments", []).extend(
                {"text": text, **whose} for text in values
            )
        else:
            self._options.ignore(Phrase("told-of-articles", {"kind": kind, "name": name[:60]}))

    def _describe(self, span: dict[str, Any], name: str, values: list[Any], joiner: Joiner) -> None:
        """Take an attribute of a span, or of the quote or opinion that it stands for."""
        options = self._options
        known = options.known_label(span.get("layer", ""), str(span["label"]))
        layer = "" if known is None else known[0]
        value = values[0] if values else None
        options.ignore(Phrase("told-more-values", {"name": name[:60]}), len(values[1:]))
        if value is None:
            options.ignore(Phrase("told-no-value", {"name": name[:60]}))
            return
        frames = [each for each in self._frame_attributes if name.startswith(each)]
        before = max([prefix(layer), *frames], key=len)
        of = self._frame_attributes.get(before, layer)
        attribute = name.removeprefix(before)
        value = self._typed(of, attribute, value)
        if self._said.setdefault((span["id"], before, attribute), value) != value:
            raise ProblemError("said-twice", key="result", name=name[:60])
        if before in self._frame_attributes:
            joiner.describe(of, span["id"], {attribute: value})
        else:
            span.setdefault("attributes", {})[attribute] = value

    def _typed(self, layer: str, name: str, value: Any) -> Any:
        known = self._options.scheme.attribute(layer, name)
        if known is not None and known.type is AttributeType.YES_NO and type(value) is str:
            return {"yes": True, "true": True, "no": False, "false": False}.get(
                value.lower(), value
            )
        return value

    def _relate(
        self,
        joiner: Joiner,
        relation: dict[str, Any],
        regions: Mapping[str, list[str]],
        annotator: str,
    ) -> None:
        ends = []
        for key in ("from_id", "to_id"):
            number = str(needed(relation, key, str | int, "relation"))
            if number not in regions:
                raise ProblemError(
                    "reference-unknown", key=f"relation.{key}", reference=shown(number)
                )
            ends.append(regions[number])
        if relation.get("direction") == "left":
            ends.reverse()
        elif relation.get("direction") == "bi":
            self._options.ignore(Phrase("told-both-ways"))
        if not all(ends):
            self._options.ignore(Phrase("told-relations-regions"))
            return
        roles = listed(relation, "labels")
        if not roles:
            self._options.ignore(Phrase("told-relations-bare"))
        for role in roles:
            if type(role) is not str:
                raise wrong("relation.labels", "texts", role)
            joiner.relate(role, ends[0][0], ends[1][0], annotator)


def _place(value: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return start and end of a region; in HTML they are paths, with offsets beside them."""
    start, end, whole = value.get("start"), value.get("end"), value.get("globalOffsets")
    if type(start) is str and type(whole) is dict:
        return whole.get("start"), whole.get("end")
    if start == end == _ONLY_TEXT:
        return value.get("startOffset"), value.get("endOffset")
    return start, end


def _as_written(words: str, text: str) -> str:
    r"""Return the words of a region; older versions write "\n" as two characters."""
    return words if "\\n" in text else words.replace("\\n", "\n")


def _annotator(annotation: Mapping[str, Any]) -> dict[str, str]:
    """Return whose an annotation is, if it says so: our own key, a person, or their number."""
    for key in ("annotator", "completed_by"):
        found = annotation.get(key)
        if isinstance(found, dict):
            names = [found.get("first_name"), found.get("last_name")]
            name = " ".join(each for each in names if each and type(each) is str)
            found = name or found.get("email") or found.get("id")
        if type(found) is int or (type(found) is str and found):
            return {"annotator": str(found)}
    return {}
