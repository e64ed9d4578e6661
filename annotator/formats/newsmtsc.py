"""NewsMTSC: sentences with the polarity towards each person or body they name, as JSON lines.

Owns both layouts of it: that of the authors (a sentence with its targets, polarities 2, 4, 6) and
that of Hugging Face (a target a line, polarities -1, 0, 1); the first is the one that is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.annotations import Annotation
from annotator.domain.bundles import Bundle
from annotator.domain.errors import Phrase
from annotator.domain.offset_units import Unit
from annotator.domain.text import REPLACEMENT
from annotator.formats.foreign import bundles_of, moved, mover, natives
from annotator.formats.json_files import lines_of, parse
from annotator.formats.line_values import listed, needed, shown, wrong
from annotator.formats.opinion_files import Keeper, Opinion, label_of, opinions_in
from annotator.formats.registry import (
    Format,
    Frames,
    Problem,
    ProblemError,
    ReadOptions,
    WriteOptions,
)

_POLARITIES = {2: "negative", 4: "neutral", 6: "positive"}
_HF_POLARITIES = {-1: "negative", 0: "neutral", 1: "positive"}
_NUMBERS = {name: float(number) for number, name in _POLARITIES.items()}
_SENTENCE = frozenset(("primary_gid", "sentence_normalized", "targets"))
_TARGET = frozenset(("from", "to", "mention", "polarity", "further_mentions"))
_MENTION = frozenset(("from", "to", "mention"))
_HF = frozenset(("sentence", "from", "to", "mention", "polarity"))
_TEXTS = ("sentence_normalized", "sentence")
_BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:primary_gid|sentence_normalized)"\s*:')


def sniff(path: Path, head: bytes) -> bool:
    """Tell whether a file begins with a sentence of NewsMTSC, in either layout."""
    if _BEGINS.match(head):
        return True
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0]
    try:
        line = orjson.loads(first)
    except orjson.JSONDecodeError:
        return False
    return type(line) is dict and ("sentence_normalized" in line or line.keys() >= _HF)


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the sentences of a file, and a problem for each line that holds none."""
    return bundles_of(path, options, natives(lines_of(path), lambda raw: _native(raw, options)))


def _native(raw: bytes, options: ReadOptions) -> dict[str, Any]:
    line = parse(raw, replace=options.replace_forbidden)
    if type(line) is not dict:
        raise ProblemError("line-not-object", found=type(line).__name__)
    # What is replaced in a text is counted by `lines`, which so needs it as it was.
    as_it_was = [key for key in _TEXTS if REPLACEMENT in str(line.get(key, ""))]
    line |= {key: json.loads(raw)[key] for key in as_it_was}
    if "sentence" in line and "sentence_normalized" not in line:
        # A target a line: the sentence, not the id of the target, says what belongs together.
        sentence = _Sentence(needed(line, "sentence", str, "line"), options, _HF_POLARITIES)
        sentence.pass_over(line, _HF, "told-key")
        return sentence.native([line])
    text = needed(line, "sentence_normalized", str, "line")
    sentence = _Sentence(text, options, _POLARITIES)
    sentence.pass_over(line, _SENTENCE, "told-key")
    targets = listed(line, "targets")
    for target in targets:
        if type(target) is not dict:
            raise wrong("targets", "object", target)
        sentence.pass_over(target, _TARGET, "told-key-targets")
    return sentence.native(targets) | {"id": line.get("primary_gid")}


class _Sentence:
    """A sentence on its way into native words."""

    def __init__(self, text: str, options: ReadOptions, polarities: dict[int, str]) -> None:
        self._text = text
        self._options = options
        self._polarities = polarities
        self._spans: dict[str, dict[str, Any]] = {}
        self._layer, self._label = label_of(options.scheme, "target")

    def pass_over(self, record: dict[str, Any], known: frozenset[str], code: str) -> None:
        for name in sorted(record.keys() - known):
            self._options.ignore(Phrase(code, {"name": name[:60]}))

    def native(self, targets: list[dict[str, Any]]) -> dict[str, Any]:
        mentions = [self._mentions(each) for each in targets]
        self._move = mover(
            self._text,
            self._options,
            (
                (each["from"], each["to"], each["mention"])
                for held in mentions
                for each in held
                if type(each.get("from")) is type(each.get("to")) is int
                and type(each.get("mention")) is str
            ),
            usual=Unit.CODE_POINT,
        )
        opinions = [
            {"polarity": self._polarity(target.get("polarity")), "target": self._ids(held)}
            for target, held in zip(targets, mentions, strict=True)
        ]
        return {
            "text": self._text,
            "offsets": Unit.CODE_POINT.value,
            "spans": list(self._spans.values()),
            "opinions": opinions,
        }

    def _mentions(self, target: dict[str, Any]) -> list[dict[str, Any]]:
        further = listed(target, "further_mentions")
        for each in further:
            if type(each) is not dict:
                raise wrong("further_mentions", "object", each)
            self.pass_over(each, _MENTION, "told-key-mentions")
        return [target, *further]

    def _ids(self, mentions: list[dict[str, Any]]) -> list[str]:
        """Return the ids of the spans of mentions; the same words are one span."""
        found: list[str] = []
        for each in mentions:
            start, end = (moved(self._move, each.get(name), name) for name in ("from", "to"))
            written = f"{shown(start)}-{shown(end)}"
            span = {"id": written, "start": start, "end": end, "label": self._label,
                    "text": needed(each, "mention", str, "targets")}  # fmt: skip
            if self._layer:
                span["layer"] = self._layer
            held = self._spans.setdefault(written, span)
            if held != span:
                raise ProblemError(
                    "said-twice", key="targets", name=Phrase("why-mention", {"place": written})
                )
            if written in found:
                self._options.ignore(Phrase("told-mentions-twice"))
            else:
                found.append(written)
        return found

    def _polarity(self, value: Any) -> str | None:
        if value is None:
            return None
        if type(value) not in (int, float) or value not in self._polarities:
            known = ", ".join(map(str, self._polarities))
            raise ProblemError("polarity-unknown", polarity=shown(value), known=known)
        return self._polarities[value]


# Writing -----------------------------------------------------------------------------------------


def fit(bundle: Bundle, options: WriteOptions) -> Bundle:
    """Return a bundle with only the opinions that have a target and one of the three polarities."""
    return Keeper(bundle, options, ("target",)).keep(
        lambda opinion: (
            bool(opinion.slots["target"]) and opinion.frame.attributes.get("polarity") in _NUMBERS
        ),
        lambda opinion, name: name == "polarity",
    )


def write(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
    """Yield a line for each bundle."""
    for bundle in bundles:
        uid = bundle.document.uid
        opinions = opinions_in(bundle, options.scheme, ("target",))
        line = {
            "primary_gid": uid,
            "sentence_normalized": bundle.text,
            "targets": [
                # The first target is the primary one: it has the id of the sentence.
                {"Input.gid": f"{uid}_{number}" if number else uid, **_target(each, bundle.text)}
                for number, each in enumerate(opinions)
            ],
        }
        yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def _target(opinion: Opinion, text: str) -> dict[str, Any]:
    first, *further = opinion.slots["target"]
    target = _mention(first, text)
    target["polarity"] = _NUMBERS[str(opinion.frame.attributes["polarity"])]
    if further:
        target["further_mentions"] = [_mention(each, text) for each in further]
    return target


def _mention(part: Annotation, text: str) -> dict[str, Any]:
    return {"from": part.start, "to": part.end, "mention": text[part.start : part.end]}


FORMAT = Format(
    "newsmtsc",
    "NewsMTSC JSON lines",
    (".jsonl",),
    read=read,
    write=write,
    carries=frozenset({"text", "spans", "overlaps", "attributes", "frames"}),
    frames=Frames.WHOLE,
    sniff=sniff,
    fit=fit,
)
