"""Training of a quote model on a project's own labels, and reading it back.

Owns the files of a model in its folder: two of CRFsuite's own format, and `model.json` with what
was counted, the guideline as the labels show it and the hashes of the others.  None of them can
run code; a file whose hash differs is not opened.  The same examples give the same model, byte for
byte.

What the model of readings (`ranking`) learns from are labels that the sequence model gave to
articles it had not seen: it is trained on one half of them for the other half first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from annotator.assist.parse import Parse
from annotator.assist.quotes.drafts import Draft
from annotator.assist.quotes.features import features_of, labels_of
from annotator.assist.quotes.guideline import shown_by
from annotator.assist.quotes.linking import labelled, linked
from annotator.assist.quotes.ranking import Ranker, candidates, outcome, train_ranker
from annotator.assist.quotes.reading import Reading, words_in
from annotator.assist.quotes.rules import drafts_of
from annotator.assist.quotes.shaping import gold_drafts
from annotator.assist.quotes.switches import Switches
from annotator.assist.quotes.tagger import ROUNDS, Tagged, Tagger, Trainer
from annotator.domain.errors import AnnotatorError
from annotator.domain.proposals import QuoteProposal

VERSION = 1
TAGGER_FILE = "quotes.crfsuite"
RANKER_FILE = "readings.crfsuite"
ABOUT_FILE = "model.json"
_KIND = "quotes"
#: From so many articles on halves are halves of the articles, below of their paragraphs.
_FEW_ARTICLES = 8
#: Rounds of the two models that are thrown away.
_HALF_ROUNDS = 60
_PREPARING, _HALF = 10, 25  # shares of the progress, in percent

Example = tuple[Parse, Sequence[QuoteProposal]]
OnProgress = Callable[[int, int], None]


class TrainingError(AnnotatorError):
    """Nothing can be learned from the examples; the code says why."""


class ModelError(AnnotatorError):
    """A folder holds no quote model that this version reads."""


@dataclass(frozen=True, slots=True)
class TrainedQuotes:
    """What training made."""

    folder: Path
    hash: str  # SHA-256 over both models, as hexadecimal digits
    articles: int
    quotes: int  # labelled ones that were learned from
    words: int
    rounds: int


@dataclass(frozen=True, slots=True)
class QuoteModel:
    """A model ready for use."""

    tagger: Tagger
    ranker: Ranker
    learned: dict[str, bool]  # switches as the labels show them
    hash: str

    @property
    def name(self) -> str:
        """Return what its suggestions are signed with."""
        return f"quote-model-{self.hash[:8]}"

    def guideline(self, switches: Switches) -> Switches:
        """Return a project's switches with what its labels show in their place."""
        return replace(switches, **self.learned)


def train_quotes(
    examples: Sequence[Example],
    folder: Path,
    *,
    on_progress: OnProgress = lambda done, of: None,
) -> TrainedQuotes:
    """Train a model of how a project labels quotes and write it to `folder`.

    Args:
        examples: parsed articles with their labelled quotes; an article without any counts too.
        folder: made if it is not there; files of an earlier model in it are replaced.
        on_progress: told (done, of 100); what it raises stops the training.

    Raises:
        TrainingError: `training-no-labels` if nothing is labelled, `training-no-parser` if the
            pipeline that made the parses has none.
        OSError: the folder cannot be written; a model that was in it stays whole.
    """
    usable = [(parse, quotes) for parse, quotes in examples if len(parse)]
    if not any(quotes for _, quotes in usable):
        raise TrainingError("training-no-labels", kind=_KIND)
    if not all(parse.parsed for parse, _ in usable):
        raise TrainingError("training-no-parser")
    folder.mkdir(parents=True, exist_ok=True)
    # Beside the model, so that a full disk is met before the model that is there is touched.
    with TemporaryDirectory(prefix="training-", dir=folder) as scratch:
        made = _Training(usable, Path(scratch), on_progress).run(folder)
        on_progress(100, 100)  # the last chance to stop
        for name in (TAGGER_FILE, RANKER_FILE, ABOUT_FILE):
            (Path(scratch) / name).replace(folder / name)
    return made


class _Training:
    def __init__(self, examples: Sequence[Example], scratch: Path, on_progress: OnProgress) -> None:
        self._examples = examples
        self._scratch = scratch
        self._on_progress = on_progress
        self._learned = shown_by(examples)
        self._switches = replace(Switches(), **self._learned)
        self._whole = Trainer(len(examples))
        self._halves = (Trainer(len(examples)), Trainer(len(examples)))
        self._quotes = self._words = 0

    def run(self, folder: Path) -> TrainedQuotes:
        """Write the files of the model into the scratch folder."""
        self._gather()
        if not self._quotes:
            raise TrainingError("training-no-labels", kind=_KIND)
        taggers = []
        for number, half in enumerate(self._halves):
            if not half.sequences:
                continue
            path = self._scratch / f"half-{number}"
            start = _PREPARING + number * _HALF
            half.write(
                path, rounds=_HALF_ROUNDS, on_round=self._telling(start, _HALF, _HALF_ROUNDS)
            )
            taggers.append(Tagger(path))
        tagger, ranker = self._scratch / TAGGER_FILE, self._scratch / RANKER_FILE
        train_ranker(list(self._outcomes(taggers)), ranker)
        start = _PREPARING + 2 * _HALF
        rounds = self._whole.write(
            tagger, rounds=ROUNDS, on_round=self._telling(start, 100 - start, ROUNDS)
        )
        files = {each.name: _hash(each.read_bytes()) for each in (tagger, ranker)}
        made = TrainedQuotes(
            folder, _joined(files), len(self._examples), self._quotes, self._words, rounds
        )
        about = {
            "kind": _KIND,
            "version": VERSION,
            "hash": made.hash,
            "files": files,
            "switches": self._learned,
            "articles": made.articles,
            "quotes": made.quotes,
            "words": made.words,
            "rounds": made.rounds,
        }
        text = json.dumps(about, indent=2, sort_keys=True) + "\n"
        (self._scratch / ABOUT_FILE).write_text(text, encoding="utf-8")
        return made

    def _telling(self, start: int, share: int, rounds: int) -> Callable[[int], None]:
        return lambda done: self._on_progress(start + share * min(done, rounds) // rounds, 100)

    def _half_of(self, article: int, paragraph: int) -> int:
        """Return which half a paragraph is in: both halves of few articles hold some of each."""
        return (article if len(self._examples) >= _FEW_ARTICLES else paragraph) % 2

    def _read(self, parse: Parse) -> tuple[Reading, list[Draft]]:
        reading = Reading(parse)
        return reading, drafts_of(reading, appositions=self._switches.appositions)

    def _gather(self) -> None:
        for article, (parse, quotes) in enumerate(self._examples):
            reading, drafts = self._read(parse)
            gold = gold_drafts(reading, quotes)
            self._quotes += len(gold)
            self._words += sum(reading.is_word)
            labels = labels_of(reading, gold)
            at = 0
            for paragraph, rows in enumerate(features_of(reading, drafts)):
                here = labels[at : at + len(rows)]
                at += len(rows)
                self._whole.add(rows, here)
                # A half learns from what it will not be asked about.
                self._halves[1 - self._half_of(article, paragraph)].add(rows, here)
            self._on_progress(_PREPARING * (article + 1) // len(self._examples), 100)

    def _outcomes(self, taggers: Sequence[Tagger]) -> Iterator[tuple[list[str], str]]:
        """Yield the features of readings of the examples and how right each is."""
        for article, (parse, quotes) in enumerate(self._examples):
            reading, drafts = self._read(parse)
            gold = [words_in(reading, each.content) for each in gold_drafts(reading, quotes)]
            tagged = Tagged([], [])
            for paragraph, rows in enumerate(features_of(reading, drafts)):
                # With a single paragraph there is one tagger, and it has seen it.
                tagger = taggers[min(self._half_of(article, paragraph), len(taggers) - 1)]
                _extend(tagged, tagger.tag(rows))
            joined = linked(reading, labelled(tagged.labels), drafts)
            for each in candidates(reading, drafts, joined, tagged.content, self._switches):
                yield each.features, outcome(each.words, gold)


def load_quotes(folder: Path) -> QuoteModel:
    """Return the model in `folder`.

    Raises ModelError `model-changed` if its files are missing, are not those that were trained, or
    are those of another version of the program.
    """
    try:
        about = json.loads((folder / ABOUT_FILE).read_text(encoding="utf-8"))
        files = {name: _hash((folder / name).read_bytes()) for name in (TAGGER_FILE, RANKER_FILE)}
        learned = dict(about["switches"])
        Switches.of(learned)
        right = about["kind"] == _KIND and about["version"] == VERSION and about["files"] == files
        if not right or about["hash"] != _joined(files):
            raise ModelError("model-changed")
        return QuoteModel(
            Tagger(folder / TAGGER_FILE), Ranker(folder / RANKER_FILE), learned, _joined(files)
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError("model-changed") from error


def _extend(all_of_it: Tagged, more: Tagged) -> None:
    all_of_it.labels += more.labels
    all_of_it.content += more.content


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _joined(files: dict[str, str]) -> str:
    return _hash("".join(files[name] for name in sorted(files)).encode())
