"""A project's own view of opinions, learned from the targets that people labelled in it.

Owns training, the model's two files (`opinions.json` in words, `opinions.npz` in numbers; nothing
in them is code) and what a loaded model says of targets.  It sees what the rules found, the words
around a target and, where the extra is installed, the encoder's numbers; a model that was trained
with the encoder is of no use without it and says so.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from annotator.assist.opinions import encoder as encoding
from annotator.assist.opinions.features import FIGURES, cues, figures
from annotator.assist.opinions.proposing import NEUTRAL, ArticleReading
from annotator.assist.opinions.regression import Matrix, fit, probabilities
from annotator.assist.parse import Parse
from annotator.domain.annotations import Span
from annotator.domain.errors import AnnotatorError, Phrase, reason_of
from annotator.domain.opinions import POLARITIES
from annotator.domain.proposals import OpinionProposal

if TYPE_CHECKING:
    from annotator.assist.opinions.rules import Evidence, Sentence

#: What a text is: a parse and the opinions that were labelled in it, the neutral ones as well.
Example = tuple[Parse, Sequence[OpinionProposal]]

#: With fewer targets, or fewer of a second polarity, the rules are the better judge.
LEAST_TARGETS = 10
_WORDS, _NUMBERS = "opinions.json", "opinions.npz"
_FORMAT = 1
_LARGEST_FILE = 64 * 1024 * 1024
_FIRST_SEEN = 3  # examples in which a word must stand to be a cue
_MOST_CUES = 2000
#: How much a block of features may say, as a factor on its values; found on the training part of
#: NewsMTSC, with parts of it held out.
_FIGURE = {False: 1.0, True: 0.7}  # by whether the encoder is used
_CUE, _ENCODED = 0.6, 0.2
_PENALTY = {False: 40.0, True: 80.0}  # by whether the encoder is used
_SHOWN = 150  # tokens on each side of a target that the encoder may be shown
_BATCH = 32  # targets that are encoded between two signs of life


class TrainingError(AnnotatorError):
    """Nothing can be learned from these examples; the code says why."""


@dataclass(frozen=True, slots=True)
class TrainedOpinions:
    """What a training made."""

    targets: int  # learned from
    polarities: dict[str, int]  # how often each
    contradictory: int  # targets that were labelled with several polarities
    left_out: int  # targets without words that were parsed
    encoder: bool  # whether the model needs the encoder


@dataclass(slots=True)
class _Seen:
    """What is known of targets: a row of figures, the cues and, perhaps, the encoder's row."""

    figures: list[list[float]] = field(default_factory=list)
    cues: list[list[str]] = field(default_factory=list)
    looks: list[encoding.Look] = field(default_factory=list)

    def take(self, place: tuple[Sentence, range]) -> None:
        sentence, tokens = place
        evidence = sentence.evidence(tokens)
        self.figures.append(figures(sentence, tokens, evidence))
        self.cues.append(cues(sentence, tokens))
        self.looks.append(_look(sentence, tokens, evidence))

    def encoded(self, on_progress: Callable[[int, int], None]) -> NDArray[np.float32]:
        """Return the encoder's rows."""
        found = np.zeros((len(self.looks), encoding.SIZE), np.float32)
        for first in range(0, len(self.looks), _BATCH):
            on_progress(first, len(self.looks))
            last = first + _BATCH
            found[first:last] = encoding.encoder().states(self.looks[first:last])
        return found


def _look(sentence: Sentence, target: range, evidence: Sequence[Evidence]) -> encoding.Look:
    """Return what the encoder is shown of a target: its sentence and those beside it."""
    parse = sentence.parse
    paragraph = parse.paragraph(target.start)
    # Enough for the window, and no more: a paragraph may be a whole book.
    first = max(paragraph.start, target.start - _SHOWN)
    last = min(paragraph.stop, target.stop + _SHOWN)
    start = at = parse.starts[first]
    pieces: list[str] = []
    for token in range(first, last):
        # Not cut out of the text: what is in a zone stands there still.
        pieces += (" " * (parse.starts[token] - at), parse.words[token])
        at = parse.ends[token]

    def moved(first: int, last: int) -> Span:
        span = parse.span(first, last)
        return Span(span.start - start, span.end - start)

    governor = parse.heads[sentence.head(target)]
    return encoding.Look(
        "".join(pieces),
        moved(target.start, target.stop),
        moved(governor, governor + 1),
        tuple((abs(each.worth), moved(each.hit.head, each.hit.head + 1)) for each in evidence),
    )


@dataclass(slots=True)
class OpinionModel:
    """A model that was trained or loaded."""

    name: str  # under which its suggestions are kept
    polarities: list[str]  # a class each
    words: list[str]  # cues, a column each
    uses_encoder: bool
    means: Matrix  # of figures and encoder columns
    scales: Matrix
    weights: Matrix

    def classify(self, reading: ArticleReading, targets: Sequence[Span]) -> list[tuple[str, float]]:
        """Return polarity and probability for each target; neutral, 0 where nothing is parsed.

        Raises AnnotatorError("encoder-missing", "encoder-changed") if it needs the encoder.
        """
        seen = _Seen()
        known: list[bool] = []
        for target in targets:
            place = reading.place(target)
            known.append(place is not None)
            if place is not None:
                seen.take(place)
        rows = self._rows(seen) if any(known) else np.zeros((0, len(self.weights) - 1))
        found = probabilities(rows, self.weights)
        answers = iter(found)
        return [self._answer(next(answers)) if each else (NEUTRAL, 0.0) for each in known]

    def _answer(self, row: Matrix) -> tuple[str, float]:
        best = int(row.argmax())
        return self.polarities[best], float(row[best])

    def _rows(self, seen: _Seen) -> Matrix:
        encoded = seen.encoded(_silent) if self.uses_encoder else None
        return _matrix(seen, self.words, encoded, self.means, self.scales)


def _silent(_done: int, _total: int) -> None:
    pass


def _numbers(seen: _Seen, encoded: NDArray[np.float32] | None) -> Matrix:
    rows = np.array(seen.figures, np.float64).reshape(-1, len(FIGURES))
    return rows if encoded is None else np.hstack((rows, encoded.astype(np.float64)))


def _matrix(
    seen: _Seen,
    words: Sequence[str],
    encoded: NDArray[np.float32] | None,
    means: Matrix,
    scales: Matrix,
) -> Matrix:
    columns = {word: place for place, word in enumerate(words)}
    there = np.zeros((len(seen.cues), len(words)))
    for row, found in enumerate(seen.cues):
        for word in found:
            if word in columns:
                there[row, columns[word]] = _CUE
    return np.hstack(((_numbers(seen, encoded) - means) * scales, there))


def train_opinions(
    examples: Iterable[Example],
    folder: Path,
    *,
    on_progress: Callable[[int, int], None] = _silent,
    use_encoder: bool | None = None,
) -> TrainedOpinions:
    """Learn from labelled targets and write the model into a folder that is there.

    Args:
        examples: Parses with the opinions labelled in them, the neutral ones, too.
        folder: Where the files of the model go.
        on_progress: Called with steps done and in all; may raise to stop.
        use_encoder: None: if it is installed.

    Raises TrainingError with the codes "training-no-opinions" (nothing labelled where something was
    parsed), "training-few-opinions" (found, needed) and "training-one-polarity" (polarity);
    AnnotatorError("encoder-missing", "encoder-changed"); OSError for what the disk refuses.
    """
    seen, labels, contradictory, left_out = _collect(examples)
    counts = Counter(labels)
    if not labels:
        raise TrainingError("training-no-opinions")
    if len(counts) < 2:
        raise TrainingError("training-one-polarity", polarity=labels[0], found=len(labels))
    if len(labels) < LEAST_TARGETS:
        raise TrainingError("training-few-opinions", found=len(labels), needed=LEAST_TARGETS)
    encodes = encoding.encoder_available() if use_encoder is None else use_encoder
    total = 200

    def encoded_so_far(done: int, of: int) -> None:
        on_progress(100 * done // max(1, of), total)

    def fitted_so_far(done: int, of: int) -> None:
        on_progress(100 + 100 * done // max(1, of), total)

    encoded = seen.encoded(encoded_so_far) if encodes else None
    polarities = [each for each in POLARITIES if each in counts]
    words = _vocabulary(seen.cues)
    numbers = _numbers(seen, encoded)
    means, scales = numbers.mean(axis=0), _scales(numbers)
    rows = _matrix(seen, words, encoded, means, scales)
    classes = np.array([polarities.index(each) for each in labels], np.intp)
    # Each polarity counts the same however rare it is: macro-F1 is what is wanted.
    weight = {each: len(labels) / (len(counts) * counts[each]) for each in polarities}
    importance = np.array([weight[each] for each in labels])
    weights = fit(
        rows,
        classes,
        len(polarities),
        importance,
        penalty=_PENALTY[encodes],
        on_progress=fitted_so_far,
    )
    model = OpinionModel("", polarities, words, encodes, means, scales, weights)
    _write(model, folder)
    return TrainedOpinions(
        len(labels),
        {each: counts[each] for each in polarities},
        contradictory,
        left_out,
        encodes,
    )


def _collect(examples: Iterable[Example]) -> tuple[_Seen, list[str], int, int]:
    seen, labels, contradictory, left_out = _Seen(), list[str](), 0, 0
    for parse, opinions in examples:
        reading = ArticleReading(parse)
        said: dict[Span, set[str]] = {}
        for opinion in opinions:
            if opinion.polarity not in POLARITIES or opinion.polarity in said.get(
                opinion.target, ()
            ):
                continue
            place = reading.place(opinion.target)
            if place is None:
                left_out += 1
                continue
            said.setdefault(opinion.target, set()).add(opinion.polarity)
            seen.take(place)
            labels.append(opinion.polarity)
        contradictory += sum(len(each) > 1 for each in said.values())
    return seen, labels, contradictory, left_out


def _vocabulary(found: Iterable[Sequence[str]]) -> list[str]:
    counts = Counter(word for words in found for word in words)
    often = sorted((-number, word) for word, number in counts.items() if number >= _FIRST_SEEN)
    return [word for _, word in often[:_MOST_CUES]]


def _scales(numbers: Matrix) -> Matrix:
    # A figure that hardly ever differs must not count more for it.
    deviations = np.maximum(numbers.std(axis=0), 0.1)
    encodes = numbers.shape[1] > len(FIGURES)
    block = np.full(numbers.shape[1], _FIGURE[encodes])
    block[len(FIGURES) :] = _ENCODED
    return np.asarray(block / deviations)


# Files -------------------------------------------------------------------------------------------


def _write(model: OpinionModel, folder: Path) -> None:
    words = {
        "format": _FORMAT,
        "polarities": model.polarities,
        "figures": list(FIGURES),
        "cues": model.words,
        "encoder": encoding.MODEL_SHA256 if model.uses_encoder else None,
    }
    text = json.dumps(words, ensure_ascii=False, indent=1)
    (folder / _WORDS).write_text(text, encoding="utf-8")
    with (folder / _NUMBERS).open("wb") as file:
        np.savez(file, means=model.means, scales=model.scales, weights=model.weights)


def load_opinions(folder: Path, name: str = "opinion-model") -> OpinionModel:
    """Return the model of a folder.

    Args:
        folder: Where `train_opinions` wrote it.
        name: Under which its suggestions are kept.

    Raises AnnotatorError("model-unreadable") for anything that is not such a model, and
    AnnotatorError("encoder-missing") if it needs the encoder and the extra is not installed.
    """
    try:
        model = _read(folder, name)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        why = reason_of(error)
        why = why if isinstance(why, Phrase) else why[:200]
        raise AnnotatorError("model-unreadable", path=str(folder), why=why) from error
    if model.uses_encoder and not encoding.encoder_available():
        raise AnnotatorError("encoder-missing", extra="sentiment")
    return model


def _read(folder: Path, name: str) -> OpinionModel:
    for each in (_WORDS, _NUMBERS):
        if (folder / each).stat().st_size > _LARGEST_FILE:
            raise ValueError(Phrase("why-model-large", {"file": each}))
    words = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
    if words["format"] != _FORMAT or tuple(words["figures"]) != FIGURES:
        raise ValueError(Phrase("why-model-version"))
    if words["encoder"] not in {None, encoding.MODEL_SHA256}:
        raise ValueError(Phrase("why-model-encoder"))
    polarities = [str(each) for each in words["polarities"]]
    known = [str(each) for each in words["cues"]]
    with np.load(folder / _NUMBERS, allow_pickle=False) as file:
        arrays = {each: np.asarray(file[each], np.float64) for each in file.files}
    columns = len(FIGURES) + (encoding.SIZE if words["encoder"] else 0)
    shapes = {
        "means": (columns,),
        "scales": (columns,),
        "weights": (columns + len(known) + 1, len(polarities)),
    }
    if {each: array.shape for each, array in arrays.items()} != shapes:
        raise ValueError(Phrase("why-model-parts"))
    if len(polarities) < 2 or not set(polarities) <= set(POLARITIES):
        raise ValueError(Phrase("why-model-polarities"))
    if not all(np.isfinite(array).all() for array in arrays.values()):
        raise ValueError(Phrase("why-model-number"))
    return OpinionModel(
        name,
        polarities,
        known,
        words["encoder"] is not None,
        arrays["means"],
        arrays["scales"],
        arrays["weights"],
    )
