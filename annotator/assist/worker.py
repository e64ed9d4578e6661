"""The process that runs spaCy: `python -m annotator.assist.worker`.

Reads requests on standard input and answers on standard output (see `protocol`), a batch of
paragraphs at a time, so that one can cancel and see the first results early.  It ends when standard
input does, so that it never outlives the window.  Nothing but the protocol is written to standard
output, nothing at all to disk or network.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

from annotator.assist.pipelines import english_pipeline, model_name
from annotator.assist.protocol import ProtocolError, blanked, decode, encode

BATCH = 20  # paragraphs
#: Longest piece handed to spaCy; it allocates memory for the whole of it at once.
_PIECE = 100_000


class Worker:
    """Answers requests one after another; a cancel is seen between two batches."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._requests: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._cancelled: set[int] = set()
        self._pipelines: dict[str, Any] = {}

    def listen(self, source: BinaryIO) -> None:
        """Take requests until standard input ends."""
        for line in source:
            try:
                message = decode(line)
            except ProtocolError:
                self._answer({"id": None, "error": "bad-request"})
                continue
            if message.get("do") == "cancel":
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
                self._analyse(message)
            except Exception as error:
                sys.stderr.write(f"request {number}: {error!r}\n")
                self._answer({"id": number, "error": "analysis-failed"})

    def _analyse(self, message: dict[str, Any]) -> None:
        number, text = int(message["id"]), str(message["text"])
        zones = message.get("zones") or []
        language = str(message.get("language") or "en")
        english = language.split("-", maxsplit=1)[0].lower() == "en"
        wants_entities = bool(message.get("entities")) and english
        nlp = self._pipeline(language, entities=wants_entities)
        plain = blanked(text, zones)
        for batch in _batches(plain):
            if number in self._cancelled:
                self._answer({"id": number, "error": "cancelled"})
                return
            self._answer({"id": number, "part": _part(nlp, batch)})
        done = {"model": model_name() if english else f"spacy-{language}",
                "pipeline": english_pipeline() is not None}  # fmt: skip
        self._answer({"id": number, "done": done})

    def _pipeline(self, language: str, *, entities: bool) -> Any:
        """Return a loaded pipeline: the English one, or the language's tokenizer and a rule."""
        key = f"{language}+{entities}"
        if key not in self._pipelines:
            import spacy

            found = english_pipeline()
            if entities and found is not None:
                keep = ["tok2vec", "ner", "senter"]
                nlp = spacy.load(found[0])
                for name in nlp.pipe_names:
                    if name not in keep:
                        nlp.disable_pipe(name)
                if "senter" in nlp.disabled:
                    nlp.enable_pipe("senter")
            else:
                try:
                    nlp = spacy.blank(language.split("-", maxsplit=1)[0].lower() or "xx")
                except (ImportError, OSError):
                    nlp = spacy.blank("xx")
                nlp.add_pipe("sentencizer")
            self._pipelines[key] = nlp
        return self._pipelines[key]

    def _answer(self, message: dict[str, Any]) -> None:
        self._out.write(encode(message))
        self._out.flush()


def _batches(text: str) -> Iterator[list[tuple[int, str]]]:
    """Yield (offset, paragraph) in batches; very long paragraphs are cut at a space."""
    batch: list[tuple[int, str]] = []
    at = 0
    for line in text.split("\n"):
        start = at
        while len(line) - (start - at) > _PIECE:
            offset = start - at
            cut = line.rfind(" ", offset + _PIECE // 2, offset + _PIECE)
            cut = offset + _PIECE if cut < 0 else cut
            batch.append((start, line[offset:cut]))
            start = at + cut
        batch.append((start, line[start - at :]))
        at += len(line) + 1
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _part(nlp: Any, batch: list[tuple[int, str]]) -> dict[str, Any]:
    starts: list[int] = []
    ends: list[int] = []
    sentences: list[int] = []
    entities: list[list[Any]] = []
    texts = ((text, offset) for offset, text in batch if text.strip())
    for doc, offset in nlp.pipe(texts, as_tuples=True):
        fresh = True
        for token in doc:
            if token.is_space:
                continue
            if token.is_sent_start or fresh:
                sentences.append(len(starts))
            fresh = False
            starts.append(offset + token.idx)
            ends.append(offset + token.idx + len(token.text))
        entities += [
            [offset + each.start_char, offset + each.end_char, each.label_] for each in doc.ents
        ]
    return {"starts": starts, "ends": ends, "sentences": sentences, "entities": entities}


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
