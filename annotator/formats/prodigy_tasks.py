"""A task as Prodigy writes it, put into the words of the native format.

Owns what Prodigy says in its own way: the answer, choices, whose task it was, and relations
between tokens, which become links and the slots of quotes and opinions.
"""

from __future__ import annotations

import re
from typing import Any

from annotator.domain.errors import Phrase
from annotator.formats import fields
from annotator.formats.flat import Joiner
from annotator.formats.line_values import listed, optional, refuse_unknown, shown, wrong
from annotator.formats.registry import ProblemError, ReadOptions

_RELATION = frozenset(fields.PRODIGY_RELATION)
#: Sessions without a name are called after the time they were started.
_NAMELESS = re.compile(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d$")


def as_native(line: dict[str, Any], options: ReadOptions) -> tuple[dict[str, Any], str] | None:
    """Return a line in native words and whose labels it holds, or None if it was not accepted.

    Raises ProblemError for what is neither Prodigy's nor ours.
    """
    answer = optional(line, "answer", str, "accept")
    if answer in ("reject", "ignore"):
        options.ignore(Phrase("told-answer", {"answer": answer}))
        return None
    if answer != "accept":
        raise ProblemError("answer-unknown", answer=answer[:60])
    native = {name: value for name, value in line.items() if name not in fields.PRODIGY_TASK}
    spans = _with_ids(listed(line, "spans"), options)
    native["spans"] = spans
    chosen = [optional(line, "label", str, None), *listed(line, "accept")]
    labels = [{"label": str(each)} for each in chosen if each is not None]
    if labels:
        native["document_labels"] = [*listed(line, "document_labels"), *labels]
    relations = _Relations(options, spans, listed(line, "tokens"))
    for relation in listed(line, "relations"):
        relations.add(relation)
    for key, found in relations.joiner.found().items():
        native[key] = [*listed(line, key), *found]
    return native, _annotator(line)


def _annotator(line: dict[str, Any]) -> str:
    for key in ("_annotator_id", "_session_id"):
        name: str | None = optional(line, key, str, None)
        if name and not _NAMELESS.search(name):
            return name
    return ""


def _with_ids(spans: list[Any], options: ReadOptions) -> list[Any]:
    """Return spans with ids for relations to name, without those that have no label."""
    kept = []
    for place, span in enumerate(spans):
        if isinstance(span, dict) and span.get("label") is None:
            options.ignore(Phrase("told-spans-bare"))
        elif isinstance(span, dict) and span.get("id") is None:
            kept.append({**span, "id": f"span-{place}"})
        else:
            kept.append(span)
    return kept


class _Relations:
    """The relations of one task on their way into links, quotes and opinions."""

    def __init__(self, options: ReadOptions, spans: list[Any], tokens: list[Any]) -> None:
        self._options = options
        self._spans = [each for each in spans if isinstance(each, dict)]
        self._tokens = tokens
        # Put together as texts: what stands in a file may be anything.
        self._by_place: dict[str, dict[str, Any]] = {}
        for each in self._spans:
            self._by_place.setdefault(_place(each), each)
        self.joiner = Joiner(options, spans)

    def add(self, relation: Any) -> None:
        refuse_unknown(relation, _RELATION, "relations")
        role = relation.get("label")
        if type(role) is not str:
            raise wrong("relations.label", "text", role)
        head, child = self._end(relation, "head"), self._end(relation, "child")
        if head is None or child is None:
            self._options.ignore(Phrase("told-relations-words"))
        else:
            self.joiner.relate(role, str(head["id"]), str(child["id"]))

    def _end(self, relation: dict[str, Any], end: str) -> dict[str, Any] | None:
        """Return the span at the head or child of a relation; None for a word without a label."""
        named = relation.get(f"{end}_span")
        if isinstance(named, dict):
            if named.get("label") is None:
                return None
            found = self._by_place.get(_place(named))
            if found is None:
                raise self._unknown(end, f"{named.get('start')}-{named.get('end')}")
            return found
        index = relation.get(end)
        if type(index) is not int:
            raise wrong(f"relations.{end}", "token", index)
        if 0 <= index < len(self._tokens) and isinstance(self._tokens[index], dict):
            # A span is named by its last token; older files name its root.
            at = self._tokens[index].get("start"), self._tokens[index].get("end")
            holding = [each for each in self._spans if _holds(each, at)]
            holding.sort(key=lambda each: (each["end"] != at[1], each["end"] - each["start"]))
            return holding[0] if holding else None
        for span in self._spans:
            if span.get("token_end") == index:
                return span
        raise self._unknown(end, index)

    @staticmethod
    def _unknown(end: str, reference: object) -> ProblemError:
        return ProblemError("reference-unknown", key=f"relations.{end}", reference=shown(reference))


def _place(span: dict[str, Any]) -> str:
    return f"{span.get('start')} {span.get('end')} {span.get('label')}"


def _holds(span: dict[str, Any], at: tuple[Any, Any]) -> bool:
    ends = (span.get("start"), span.get("end"), *at)
    if not all(type(each) is int for each in ends):
        return False
    return bool(span["start"] <= at[0] and at[1] <= span["end"])
