"""The process that runs spaCy and all suggesters: `python -m annotator.assist.worker`.

Reads requests on standard input and answers on standard output (see `protocol`), a batch of
paragraphs at a time, so that one can cancel and see the first results early.  It ends when standard
input does, so that it never outlives the window.  Nothing but the protocol is written to standard
output; nothing at all to disk but a model that is trained, and nothing to any network.

A text is looked at in sections: what an article of any usual length is one of, and what bounds the
memory that half a million words take.  Nothing is linked across the border of two sections.
"""

from __future__ import annotations

import errno
import os
import queue
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from annotator.assist import pipelines
from annotator.assist.parse import Parse
from annotator.assist.pipelines import Pipeline
from annotator.assist.protocol import (
    ProtocolError,
    blanked,
    decode,
    encode,
    plain_entity,
    plain_opinion,
    plain_quote,
)
from annotator.assist.suggesters import Setup, Suggesters
from annotator.assist.trainers import Example, train
from annotator.domain.annotations import Span
from annotator.domain.errors import AnnotatorError
from annotator.domain.proposals import EntityProposal

BATCH = 20  # paragraphs
#: Characters of a batch; spaCy allocates memory for the whole of it at once.
_BATCH_LENGTH = 40_000
#: Longest piece handed to spaCy at once.
_PIECE = 100_000
#: Characters from which on a section ends with its paragraph: some five thousand words.
_SECTION = 30_000
#: Setups that are remembered, and pipelines that stay loaded: the project before may come back.
_SETUPS, _LOADED = 8, 2

Batch = list[tuple[int, str]]  # (offset, paragraph)


class _Cancelled(Exception):
    """Nobody wants the answer any more."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A pipeline that is loaded, or the plain rule in its place."""

    nlp: Any
    model: str  # what makes the tokens: name and version
    reads: bool  # False: it makes tokens and sentences only


class Worker:
    """Answers requests one after another; a cancel is seen between two batches."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._requests: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._cancelled: set[int] = set()
        self._setups: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._suggesters: dict[str, Suggesters] = {}
        self._loaded: OrderedDict[tuple[str, bool], Any] = OrderedDict()

    def listen(self, source: BinaryIO) -> None:
        """Take requests until standard input ends."""
        for line in source:
            try:
                message = decode(line)
            except ProtocolError:
                self._answer({"id": None, "error": "bad-request"})
                continue
            if message.get("do") == "cancel":
                with suppress(TypeError, ValueError):
                    self._cancelled.add(int(message.get("id", -1)))
            elif message.get("do") == "quit":
                break
            else:
                self._requests.put(message)
        self._requests.put(None)

    def work(self) -> None:
        """Answer requests until there are no more to come."""
        while (message := self._requests.get()) is not None:
            number = message.get("id")
            try:
                self._do(message)
            except _Cancelled:
                self._answer({"id": number, "error": "cancelled"})
            except AnnotatorError as error:
                values = {name: str(value) for name, value in error.values.items()}
                self._answer({"id": number, "error": error.code, "values": values})
            except BrokenPipeError:
                raise
            except Exception as error:
                sys.stderr.write(f"request {number}: {error!r}\n")
                code = "training-failed" if message.get("do") == "train" else "analysis-failed"
                if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                    code = "model-disk-full"
                why = f"{type(error).__name__}: {error}"[:300]
                values = {"why": why, "path": str(message.get("folder", ""))}
                self._answer({"id": number, "error": code, "values": values})
            finally:
                self._cancelled.discard(number)

    def _do(self, message: dict[str, Any]) -> None:
        match message.get("do"):
            case "setup":
                self._set_up(message)
            case "analyse":
                self._analyse(message)
            case "train":
                self._train(message)
            case _:
                raise AnnotatorError("bad-request")

    def _set_up(self, message: dict[str, Any]) -> None:
        key = str(message["key"])
        self._setups[key] = message
        self._setups.move_to_end(key)
        self._suggesters.pop(key, None)
        while len(self._setups) > _SETUPS:
            old, _ = self._setups.popitem(last=False)
            self._suggesters.pop(old, None)

    def _check(self, number: int) -> None:
        if number in self._cancelled:
            raise _Cancelled

    # Articles ----------------------------------------------------------------------------------

    def _analyse(self, message: dict[str, Any]) -> None:
        began = time.process_time()
        number, text = int(message["id"]), str(message["text"])
        key = str(message.get("key", ""))
        if key not in self._setups:
            raise AnnotatorError("no-setup")
        self._setups.move_to_end(key)
        setup = Setup.of(self._setups[key])
        zones = [(int(start), int(end)) for start, end in message.get("zones") or []]
        wants = frozenset(map(str, message.get("wants") or ()))
        language = str(message.get("language") or "")
        looking = _Looking(number, text, zones, message.get("mentions") or [], wants)
        notices: list[tuple[str, dict[str, Any]]] = []
        self._answer({"id": number, "at": "loading"})
        ready = self._ready(setup.pipeline, language, wants, notices)
        suggesters = self._suggesters.get(key)
        if suggesters is None:
            suggesters = self._suggesters[key] = Suggesters(setup)
        for section in _sections(blanked(text, zones)):
            self._look_at(section, looking, ready, suggesters)
        if looking.failed:
            notices.append(("pipeline-paragraphs", {"number": looking.failed}))
        done = {
            "model": ready.model,
            "pipeline": ready.reads,
            "notices": [*notices, *suggesters.notices],
            "cpu_seconds": round(time.process_time() - began, 4),
            "words": looking.words,
        }
        suggesters.notices.clear()
        self._answer({"id": number, "done": done})

    def _look_at(
        self, section: _Section, looking: _Looking, ready: _Ready, suggesters: Suggesters
    ) -> None:
        """Answer with the tokens of a section, batch by batch, and with what it proposes."""
        number, offset = looking.number, section.start
        parse = Parse(looking.text[section.start : section.end])
        grouped: list[EntityProposal] = []
        for batch in section.batches:
            self._check(number)
            part = self._read(batch, offset, parse, grouped, looking, ready, suggesters)
            looking.words += len(part["starts"])
            self._answer({"id": number, "part": part})
        wants = looking.wants if len(parse) else frozenset()
        borders = [each - offset for zone in looking.zones for each in zone]
        found: dict[str, list[Any]] = {"range": [section.start, section.end]}
        entities = []
        if wants & {"entities", "opinions"}:
            self._alive(number, "entities")
            entities = suggesters.entities(parse, ready.model, grouped)
            if "entities" in wants:
                found["entities"] = [plain_entity(each, offset) for each in entities]
        quotes = []
        if ready.reads and wants & {"quotes", "opinions"}:
            self._alive(number, "quotes")
            quotes = suggesters.quotes(parse, borders)
            if "quotes" in wants:
                found["quotes"] = [plain_quote(each, offset) for each in quotes]
        if ready.reads and "opinions" in wants:
            mentions = [
                Span(start - offset, end - offset)
                for start, end in looking.mentions
                if section.start <= start < end <= section.end
            ]
            targets = suggesters.targets(parse, mentions, entities, quotes)
            opinions = suggesters.opinions(
                parse, targets, quotes, lambda: self._alive(number, "opinions")
            )
            found["opinions"] = [
                plain_opinion(each if "quotes" in wants else replace(each, quote=None), offset)
                for each in opinions
            ]
        self._check(number)
        self._answer({"id": number, "part": found})

    def _alive(self, number: int, stage: str) -> None:
        """Say that something goes on; raises _Cancelled if nobody wants it."""
        self._check(number)
        self._answer({"id": number, "at": stage})

    def _read(
        self,
        batch: Batch,
        offset: int,
        parse: Parse,
        grouped: list[EntityProposal],
        looking: _Looking,
        ready: _Ready,
        suggesters: Suggesters,
    ) -> dict[str, Any]:
        """Return the tokens of some paragraphs; `parse` takes them, in positions of the section."""
        starts: list[int] = []
        ends: list[int] = []
        sentences: list[int] = []
        for doc, at, sound in self._docs(batch, ready.nlp):
            rows, moved = (parse, offset) if sound else (Parse(""), 0)
            base, first = len(rows), len(rows.sentences)
            rows.add(doc, at - moved)
            sentences += [each - base + len(starts) for each in rows.sentences[first:]]
            starts += [each + moved for each in rows.starts[base:]]
            ends += [each + moved for each in rows.ends[base:]]
            if not sound:
                looking.failed += 1
            elif ready.reads:
                grouped += suggesters.grouped(doc, at - offset, ready.model)
        return {"starts": starts, "ends": ends, "sentences": sentences}

    def _docs(self, batch: Batch, nlp: Any) -> Iterator[tuple[Any, int, bool]]:
        """Yield (parsed paragraph, offset, whether the pipeline could read it)."""
        texts = [(text, offset) for offset, text in batch if text.strip()]
        try:
            docs = list(nlp.pipe(texts, as_tuples=True))
        except Exception as error:
            # One paragraph that a component cannot bear must not take the others along.
            sys.stderr.write(f"batch: {error!r}\n")
        else:
            yield from ((doc, offset, True) for doc, offset in docs)
            return
        for text, offset in texts:
            try:
                doc, sound = nlp(text), True
            except Exception as error:
                sys.stderr.write(f"paragraph at {offset}: {error!r}\n")
                doc, sound = self._blank(nlp.lang)(text), False
            yield doc, offset, sound

    # Training ----------------------------------------------------------------------------------

    def _train(self, message: dict[str, Any]) -> None:
        """Parse the examples, train a model into a folder, and answer with what is known of it."""
        began = time.process_time()
        number, kind = int(message["id"]), str(message["kind"])
        pipeline = pipelines.find(str(message.get("pipeline") or ""))
        if pipeline.problem:
            raise AnnotatorError(pipeline.problem, name=pipeline.title or pipeline.name)

        def progress(done: int, total: int, *_: object) -> None:
            self._check(number)
            self._answer({"id": number, "at": "training", "so_far": done, "total": total})

        # Entities are learned by the pipeline's own parts, which parse for themselves.
        parses = kind != "entities"
        nlp = self._pipeline(pipeline, parses=True) if parses else None
        examples = []
        for place, example in enumerate(message["examples"]):
            if place % 10 == 0:
                total = len(message["examples"])
                self._answer({"id": number, "at": "parsing", "so_far": place, "total": total})
            self._check(number)
            examples.append(Example.of(example, self._parsed(example, nlp) if parses else None))
        options = dict(message.get("options") or {})
        about = train(kind, examples, Path(message["folder"]), pipeline, options, progress)
        seconds = round(time.process_time() - began, 4)
        self._answer({"id": number, "done": {**about, "cpu_seconds": seconds}})

    def _parsed(self, example: Mapping[str, Any], nlp: Any) -> Parse:
        text = str(example["text"])
        parse = Parse(text)
        plain = blanked(text, [(int(start), int(end)) for start, end in example.get("zones", ())])
        for batch in _batches(plain):
            for doc, offset, sound in self._docs(batch, nlp):
                if sound:
                    parse.add(doc, offset)
        return parse

    # Pipelines ---------------------------------------------------------------------------------

    def _ready(
        self,
        name: str,
        language: str,
        wants: frozenset[str],
        notices: list[tuple[str, dict[str, Any]]],
    ) -> _Ready:
        """Return the pipeline for an article, else the tokenizer of its language."""
        pipeline = pipelines.find(name) if name else None
        if pipeline is not None and pipeline.problem:
            notices.append((pipeline.problem, {"name": pipeline.title, "path": name}))
        elif pipeline is not None and not pipeline.speaks(language):
            values = {"name": pipeline.title, "language": language, "speaks": pipeline.language}
            notices.append(("pipeline-language", values))
        elif pipeline is not None and wants:
            try:
                nlp = self._pipeline(pipeline, parses=bool(wants & {"quotes", "opinions"}))
            except Exception as error:
                sys.stderr.write(f"{name}: {error!r}\n")
                why = f"{type(error).__name__}: {error}"[:300]
                notices.append(("pipeline-failed", {"name": pipeline.title, "why": why}))
            else:
                return _Ready(nlp, pipeline.model, reads=True)
        if not language and pipeline is not None:
            language = pipeline.language
        nlp = self._blank(language or "en")
        return _Ready(nlp, f"spacy-{language or 'en'}", reads=False)

    def _pipeline(self, pipeline: Pipeline, *, parses: bool) -> Any:
        return self._keep((pipeline.name, parses), lambda: pipelines.load(pipeline, parses=parses))

    def _blank(self, language: str) -> Any:
        return self._keep((f"blank {language}", False), lambda: pipelines.blank(language))

    def _keep(self, key: tuple[str, bool], load: Callable[[], Any]) -> Any:
        if key not in self._loaded:
            self._loaded[key] = load()
        self._loaded.move_to_end(key)
        while len(self._loaded) > 2 * _LOADED:
            self._loaded.popitem(last=False)
        return self._loaded[key]

    def _answer(self, message: Mapping[str, Any]) -> None:
        self._out.write(encode(message))
        self._out.flush()


# Cutting a text --------------------------------------------------------------------------------


@dataclass(slots=True)
class _Looking:
    """One request to look at an article, and what was seen so far."""

    number: int
    text: str
    zones: Sequence[tuple[int, int]]
    mentions: Sequence[Sequence[int]]
    wants: frozenset[str]
    words: int = 0
    failed: int = 0  # paragraphs that the pipeline could not read


class _Section(NamedTuple):
    """A stretch of text that ends with a paragraph."""

    start: int
    end: int
    batches: list[Batch]


def _sections(text: str) -> Iterator[_Section]:
    """Yield the sections of a text; there is at least one."""
    start = 0
    batches: list[Batch] = []
    for batch in _batches(text):
        batches.append(batch)
        last, words = batch[-1]
        if last + len(words) - start >= _SECTION:
            yield _Section(start, last + len(words), batches)
            start, batches = last + len(words), []
    if batches or not start:
        yield _Section(start, len(text), batches)


def _batches(text: str) -> Iterator[Batch]:
    """Yield (offset, paragraph) in batches; very long paragraphs are cut at a space."""
    batch: Batch = []
    length = 0
    for offset, words in _paragraphs(text):
        batch.append((offset, words))
        length += len(words)
        if len(batch) >= BATCH or length >= _BATCH_LENGTH:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        start = at
        while len(line) - (start - at) > _PIECE:
            offset = start - at
            cut = line.rfind(" ", offset + _PIECE // 2, offset + _PIECE)
            cut = offset + _PIECE if cut < 0 else cut
            yield start, line[offset:cut]
            start = at + cut
        yield start, line[start - at :]
        at += len(line) + 1


def main() -> int:
    """Run until standard input ends."""
    with suppress(OSError, AttributeError):
        os.nice(5)
    out = sys.stdout.buffer
    # Whatever a library prints must not get between our lines.
    sys.stdout = sys.stderr
    worker = Worker(out)
    listener = threading.Thread(target=worker.listen, args=(sys.stdin.buffer,), daemon=True)
    listener.start()
    with suppress(BrokenPipeError):
        worker.work()
    return 0


if __name__ == "__main__":
    sys.exit(main())
