"""A model of the project's own that finds names: trained, kept as a file, loaded.

Owns the retraining of a pipeline's name finder for a project's labels.  It begins with all the
pipeline knows: its vectors of words and, for every label of the project, the weights of the label
of the pipeline that stands most often where the project's does.  What is kept is numbers and
names, never code: `entities.json` (labels, pipeline) and `weights.npz`, read without pickles; the
shape of the network comes from the installed pipeline, which must be the one it was trained from.

What training data may be like, and what becomes of it: labels in zones or across lines are left
out; of labels that overlap the longest is learned; a range with two labels, or whose border is
inside a token, is treated as unknown, neither a name nor none.  Counts of each are in `notes`.
"""

from __future__ import annotations

import json
import os
import random
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from annotator.assist.parse import Parse
from annotator.assist.protocol import blanked
from annotator.domain.annotations import Span
from annotator.domain.entity_scores import EntityScores, score_entities
from annotator.domain.errors import AnnotatorError, Phrase

if TYPE_CHECKING:
    import numpy as np
    from spacy.language import Language

    Weights = dict[str, np.ndarray[Any, Any]]

#: Text, zones in it, and (start, end, label) of the names outside of them.
Example = tuple[str, Sequence[tuple[int, int]], Sequence[tuple[int, int, str]]]
#: Called with steps done, steps at most, and the scores on articles held out; may raise.
OnProgress = Callable[[int, int, EntityScores | None], None]

META: Final = "entities.json"
WEIGHTS: Final = "weights.npz"
_FORMAT: Final = 1
#: Fewer labelled articles cannot be parted into ones to learn from and ones to check with.
LEAST_DOCUMENTS: Final = 4
#: Share of the articles held out to see when to stop.
_HELD_OUT: Final = 0.2
_MOST_HELD_OUT: Final = 20
#: Words looked at between two checks (once through the articles, in these bounds), and at most.
_LEAST_PER_CHECK: Final = 8_000
_MOST_PER_CHECK: Final = 16_000
_MOST_WORDS: Final = 60_000
#: Words that the final training looks at in any case.  What is held out is a few articles, and the
#: score on them jumps; in trials, learning from all articles for less never did better.
_LEAST_WORDS: Final = 45_000
#: Checks without a better score after which training stops.
_PATIENCE: Final = 2
_BATCH_WORDS: Final = 400
_LEARN_RATE: Final = 0.001
_DROPOUT: Final = 0.2
_LABELS: Final = 200
_PARTS: Final = ("tok2vec", "lower", "upper")


class TrainingError(AnnotatorError):
    """Training data that nothing can be learned from, or a pipeline that cannot be retrained."""


class ModelError(AnnotatorError):
    """A model that cannot be loaded here."""


@dataclass(frozen=True, slots=True)
class TrainedEntities:
    """What came of a training; the model itself is in its folder."""

    labels: tuple[str, ...]
    pipeline: str  # name and version of the pipeline it was trained from
    documents: int  # with labels
    mentions: int  # learned from
    counts: Mapping[str, int]  # mentions by label
    score: float  # exact F1 on the articles held out, before these were learned from, too
    before: float  # of the pipeline as it came, on the same articles
    curve: tuple[tuple[int, float], ...]  # words looked at, exact F1 on the articles held out
    notes: Mapping[str, int] = field(default_factory=dict)  # what was left out, by reason


def train_entities(
    examples: Iterable[Example],
    folder: Path,
    *,
    pipeline: str,
    on_progress: OnProgress = lambda _done, _total, _scores: None,
    seed: int = 0,
) -> TrainedEntities:
    """Train on labelled articles and write the model into `folder`.

    Whole articles are held out to see when to stop; then all are learned from, for as long or
    longer.  The same articles in the same order give the same model.  Nothing is written if
    `on_progress` raises, or anything else goes wrong.  Raises TrainingError.
    """
    from spacy.util import fix_random_seed  # type: ignore[attr-defined]

    nlp = _loaded(pipeline)
    prepared = _Prepared(nlp, examples)
    prepared.check()
    order = list(range(len(prepared.documents)))
    random.Random(seed).shuffle(order)  # noqa: S311  it has to be the same again
    number = min(_MOST_HELD_OUT, max(1, round(_HELD_OUT * len(order))))
    held = [prepared.documents[each] for each in order[:number]]
    learned = [prepared.documents[each] for each in order[number:]]
    same = prepared.counterparts()
    before = _scores(held, [_renamed(_found(_finder(nlp), nlp, each.parse), same) for each in held])

    fix_random_seed(seed)
    trainer = _Trainer(nlp, prepared.labels, same, seed)
    best, words, curve = _until_best(trainer, learned, held, on_progress)
    fix_random_seed(seed)
    trainer = _Trainer(nlp, prepared.labels, same, seed)
    words = max(words, _LEAST_WORDS)
    for at in trainer.train([*learned, *held], words):
        share = min(at / words, 1.0)
        on_progress(round((1 + share) * _MOST_WORDS), 2 * _MOST_WORDS, best)
    made = TrainedEntities(
        prepared.labels, _name_of(nlp), len(prepared.documents), sum(prepared.counts.values()),
        dict(prepared.counts), best.exact.f1 or 0.0, before.exact.f1 or 0.0, tuple(curve),
        dict(prepared.notes),
    )  # fmt: skip
    with trainer.averaged():
        _write(folder, trainer.ner, made)
    return made


def _until_best(
    trainer: _Trainer,
    learned: Sequence[_Document],
    held: Sequence[_Document],
    on_progress: OnProgress,
) -> tuple[EntityScores, int, list[tuple[int, float]]]:
    """Train until the score on `held` falls; return the best one, its words, and all of them."""
    best: EntityScores | None = None
    best_words = waited = 0
    curve: list[tuple[int, float]] = []
    once = sum(len(each.parse) for each in learned)
    often = min(max(once, _LEAST_PER_CHECK), _MOST_PER_CHECK)
    due = often
    for words in trainer.train(learned, _MOST_WORDS):
        on_progress(words, 2 * _MOST_WORDS, best)
        if words < due and words < _MOST_WORDS:
            continue
        due = words + often
        with trainer.averaged():
            scores = _scores(held, [trainer.find(each.parse) for each in held])
        curve.append((words, scores.exact.f1 or 0.0))
        if best is None or (scores.exact.f1 or 0.0) > (best.exact.f1 or 0.0):
            best, best_words, waited = scores, words, 0
        else:
            waited += 1
            if waited >= _PATIENCE:
                break
    if best is None:
        raise TrainingError("training-no-labels", kind="entities")
    return best, best_words, curve


# Pipelines -----------------------------------------------------------------------------------


def _loaded(pipeline: str) -> Language:
    """Return the pipeline with its name finder, which has all it needs in itself."""
    import spacy

    try:
        nlp = spacy.load(pipeline)
    except (OSError, ImportError, ValueError) as error:
        raise TrainingError("training-no-pipeline", name=pipeline, why=str(error)) from error
    if "ner" not in nlp.pipe_names:
        raise TrainingError("training-no-names", name=pipeline)
    for name in nlp.pipe_names:
        if name not in ("tok2vec", "ner"):
            nlp.remove_pipe(name)
    if "tok2vec" in nlp.pipe_names:
        if "listener" in _finder(nlp).model.get_ref("tok2vec").name:
            nlp.replace_listeners("tok2vec", "ner", ["model.tok2vec"])
        nlp.remove_pipe("tok2vec")
    if not _finder(nlp).model.has_ref("upper"):
        raise TrainingError("training-no-names", name=pipeline)
    return nlp


def _finder(nlp: Language) -> Any:
    """Return the name finder of a pipeline; spaCy's types know nothing of its network."""
    return nlp.get_pipe("ner")


def _name_of(nlp: Language) -> str:
    return f"{nlp.lang}_{nlp.meta['name']}-{nlp.meta['version']}"


def docs_of(nlp: Language, parse: Parse) -> list[Any]:
    """Return the paragraphs of a parse as spaCy documents of the same tokens."""
    from spacy.tokens import Doc

    docs = []
    borders = [*parse.paragraphs, len(parse)]
    for first, last in pairwise(borders):
        spaces = [
            at + 1 < last and parse.ends[at] < parse.starts[at + 1] for at in range(first, last)
        ]
        docs.append(Doc(nlp.vocab, parse.words[first:last], spaces))
    return docs


def _found(finder: Any, nlp: Language, parse: Parse) -> list[tuple[int, int, str]]:
    """Return [first, last) tokens and label of what a name finder sees in an article."""
    found = []
    docs = docs_of(nlp, parse)
    for first, doc in zip(parse.paragraphs, finder.pipe(docs), strict=True):
        found += [(first + each.start, first + each.end, each.label_) for each in doc.ents]
    return found


def _renamed(
    found: Iterable[tuple[int, int, str]], same: Mapping[str, str]
) -> list[tuple[int, int, str]]:
    """Return what a pipeline found with the labels of the project that stand for its own."""
    names: dict[str, str] = {}
    for label, of_pipeline in same.items():
        names.setdefault(of_pipeline, label)
    return [(first, last, names[label]) for first, last, label in found if label in names]


# Data ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Document:
    """A labelled article: tokens, names as ranges of them, and tokens of which nothing is known."""

    parse: Parse
    names: list[tuple[int, int, str]]
    unknown: set[int]

    def spans(self, found: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        return [(*self.parse.span(first, last), label) for first, last, label in found]


class _Prepared:
    """The training data as tokens."""

    def __init__(self, nlp: Language, examples: Iterable[Example]) -> None:
        self.documents: list[_Document] = []
        self.notes: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self._nlp = nlp
        for text, zones, names in examples:
            document = self._document(text, zones, names)
            if document.names:
                self.documents.append(document)
                self.counts.update(label for _, _, label in document.names)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels there are, in alphabetical order."""
        return tuple(sorted(self.counts))

    def check(self) -> None:
        """Raise TrainingError if nothing can be learned from the data."""
        if not self.documents:
            raise TrainingError("training-no-labels", kind="entities")
        if len(self.documents) < LEAST_DOCUMENTS:
            raise TrainingError(
                "training-few-documents", number=len(self.documents), least=LEAST_DOCUMENTS
            )
        if len(self.counts) > _LABELS:
            raise TrainingError("training-many-labels", number=len(self.counts), most=_LABELS)

    def _document(
        self, text: str, zones: Sequence[tuple[int, int]], names: Sequence[tuple[int, int, str]]
    ) -> _Document:
        parse = Parse(text)
        at = 0
        for line in blanked(text, zones).split("\n"):
            if line.strip():
                parse.add(self._nlp.make_doc(line), at)
            at += len(line) + 1
        parse.entities = _found(_finder(self._nlp), self._nlp, parse)
        document = _Document(parse, [], set())
        self._take(document, names)
        return document

    def _take(self, document: _Document, names: Sequence[tuple[int, int, str]]) -> None:
        parse = document.parse
        labels: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
        for start, end, label in names:
            labels[start, end].add(label)
        taken: set[int] = set()
        # The longest first, so that of overlapping ones it is the one that stays.
        for start, end in sorted(labels, key=lambda span: (span[0] - span[1], span[0])):
            tokens = parse.tokens_in(Span(start, end))
            if not tokens or not 0 <= start < end <= len(parse.text):
                self.notes["outside"] += 1
            elif tokens.stop > parse.paragraph(tokens.start).stop:
                self.notes["across-lines"] += 1
            elif not taken.isdisjoint(tokens):
                self.notes["overlapping"] += 1
            elif len(labels[start, end]) > 1:
                self.notes["contradictory"] += 1
                document.unknown.update(tokens)
            elif (parse.starts[tokens.start], parse.ends[tokens.stop - 1]) != (start, end):
                self.notes["inside-tokens"] += 1
                document.unknown.update(tokens)
            else:
                taken.update(tokens)
                label = next(iter(labels[start, end]))
                document.names.append((tokens.start, tokens.stop, label))
        document.unknown -= taken
        document.names.sort()

    def counterparts(self) -> dict[str, str]:
        """Return for each label the pipeline's that stands most often where it does."""
        together: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for document in self.documents:
            found = {each: label for first, last, label in document.parse.entities
                     for each in range(first, last)}  # fmt: skip
            for first, last, label in document.names:
                together[label].update({found[at] for at in range(first, last) if at in found})
        return {label: seen.most_common(1)[0][0] for label, seen in together.items() if seen}


def _scores(
    documents: Sequence[_Document], found: Sequence[list[tuple[int, int, str]]]
) -> EntityScores:
    return score_entities(
        (each.spans(each.names), each.spans(proposed))
        for each, proposed in zip(documents, found, strict=True)
    )


# Learning ------------------------------------------------------------------------------------


class _Trainer:
    """A name finder in the making."""

    def __init__(
        self, nlp: Language, labels: Sequence[str], same: Mapping[str, str], seed: int
    ) -> None:
        self._nlp = nlp
        self._random = random.Random(seed)  # noqa: S311  it has to be the same again
        self.ner = _new_finder(nlp, labels)
        _copy_weights(_finder(nlp), self.ner, same)

    def train(self, documents: Sequence[_Document], most: int) -> Iterable[int]:
        """Learn from documents until `most` words were looked at; yield how many were, by batch."""
        from spacy.training import Example as SpacyExample
        from thinc.api import Adam

        examples = []
        for document in documents:
            for first, doc in zip(
                document.parse.paragraphs, docs_of(self._nlp, document.parse), strict=True
            ):
                examples.append(SpacyExample(doc, _gold(doc, first, document)))
        self._optimizer = optimizer = Adam(_LEARN_RATE, L2=0.01, grad_clip=1.0, use_averages=True)
        words = 0
        while words < most:
            self._random.shuffle(examples)
            batch: list[Any] = []
            size = 0
            for place, each in enumerate(examples):
                batch.append(each)
                size += len(each)
                if size >= _BATCH_WORDS or place + 1 == len(examples):
                    self.ner.update(batch, sgd=optimizer, drop=_DROPOUT)
                    words += size
                    yield words
                    batch, size = [], 0
                    if words >= most:
                        return

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Use the averages of all weights so far: they judge better than the last ones."""
        with self.ner.model.use_params(self._optimizer.averages):
            yield

    def find(self, parse: Parse) -> list[tuple[int, int, str]]:
        """Return what it finds as it is now."""
        return _found(self.ner, self._nlp, parse)


def _gold(doc: Any, first: int, document: _Document) -> Any:
    from spacy.tokens import Doc
    from spacy.tokens import Span as SpacySpan

    gold = Doc(doc.vocab, [each.text for each in doc], [bool(each.whitespace_) for each in doc])
    last = first + len(doc)
    ents = [SpacySpan(gold, begin - first, end - first, label)
            for begin, end, label in document.names if first <= begin < last]  # fmt: skip
    unknown = [SpacySpan(gold, at - first, at - first + 1)
               for at in sorted(document.unknown) if first <= at < last]  # fmt: skip
    gold.set_ents(ents, missing=unknown, default="outside")
    return gold


def _new_finder(nlp: Language, labels: Sequence[str]) -> Any:
    """Return a name finder of the pipeline's shape for other labels."""
    config = {key: value for key, value in nlp.get_pipe_config("ner").items() if key != "factory"}
    ner: Any = nlp.create_pipe("ner", config=config)
    for label in labels:
        ner.add_label(label)
    ner.initialize(lambda: _shapes(nlp, labels), nlp=nlp)
    return ner


def _shapes(nlp: Language, labels: Sequence[str]) -> list[Any]:
    """Return something from which the sizes of the network can be read."""
    from spacy.tokens import Doc
    from spacy.training import Example as SpacyExample

    words = [f"word{number}" for number in range(max(3, len(labels)))]
    tags = [f"B-{label}" for label in labels] + ["O"] * (len(words) - len(labels))
    return [SpacyExample(Doc(nlp.vocab, words), Doc(nlp.vocab, words, ents=tags))]


def _copy_weights(old: Any, new: Any, same: Mapping[str, str]) -> None:
    """Take over the pipeline's weights; initialising the network has made it forget them."""
    for part in ("tok2vec", "lower"):
        for source, target in zip(
            old.model.get_ref(part).walk(), new.model.get_ref(part).walk(), strict=True
        ):
            for name in source.param_names:
                if source.has_param(name):
                    target.set_param(name, source.get_param(name).copy())
    upper, fresh = old.model.get_ref("upper"), new.model.get_ref("upper")
    known = {old.moves.get_class_name(at): at for at in range(old.moves.n_moves)}
    weights, biases = fresh.get_param("W").copy(), fresh.get_param("b").copy()
    for at in range(new.moves.n_moves):
        action, dash, label = new.moves.get_class_name(at).partition("-")
        row = known.get(f"{action}{dash}{same.get(label, '')}" if dash else action)
        if row is not None:
            weights[at] = upper.get_param("W")[row]
            biases[at] = upper.get_param("b")[row]
    fresh.set_param("W", weights)
    fresh.set_param("b", biases)


# Keeping -------------------------------------------------------------------------------------


def _weights_of(ner: Any) -> Weights:
    found: Weights = {}
    for part in _PARTS:
        for number, node in enumerate(ner.model.get_ref(part).walk()):
            for name in node.param_names:
                if node.has_param(name):
                    found[f"{part}.{number}.{name}"] = node.get_param(name)
    return found


def _write(folder: Path, ner: Any, made: TrainedEntities) -> None:
    import numpy as np

    meta = {
        "format": _FORMAT,
        "labels": list(made.labels),
        "pipeline": made.pipeline,
        "moves": [ner.moves.get_class_name(at) for at in range(ner.moves.n_moves)],
    }
    unfinished = folder / f"{WEIGHTS}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as out:
            np.savez_compressed(out, allow_pickle=False, **_weights_of(ner))
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(folder / WEIGHTS)
        (folder / META).write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise TrainingError("training-not-written", why=error.strerror or str(error)) from error


class EntityModel:
    """A trained name finder."""

    def __init__(self, nlp: Language, ner: Any, labels: Sequence[str], name: str) -> None:
        """Use `load_entities`."""
        self._nlp = nlp
        self._ner = ner
        self.labels = frozenset(labels)
        self.name = name

    def find(self, parse: Parse) -> list[tuple[int, int, str]]:
        """Return [first, last) tokens and label of the names in an article, in order."""
        return _found(self._ner, self._nlp, parse)


def load_entities(folder: Path, *, pipeline: str, name: str = "entity-model") -> EntityModel:
    """Return the model of a folder; whoever asks has checked that the folder is its own.

    Args:
        folder: where `train_entities` wrote.
        pipeline: package or path of the pipeline it was trained from.
        name: under which its proposals are kept ("entity-model-1a2b3c4d").

    Raises ModelError: "model-broken", or "model-pipeline" if it belongs to another pipeline.
    """
    import numpy as np

    try:
        meta = json.loads((folder / META).read_text(encoding="utf-8"))
        if meta["format"] != _FORMAT:
            raise ModelError("model-format", format=meta["format"])
        labels = [str(each) for each in meta["labels"]]
        nlp = _there(pipeline, str(meta["pipeline"]))
        ner = _new_finder(nlp, labels)
        moves = [ner.moves.get_class_name(at) for at in range(ner.moves.n_moves)]
        if moves != meta["moves"]:
            raise ModelError("model-broken", why=Phrase("why-model-actions"))
        with (folder / WEIGHTS).open("rb") as raw, np.load(raw, allow_pickle=False) as kept:
            _put_weights(ner, kept)
    except (OSError, KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError("model-broken", why=str(error)) from error
    return EntityModel(nlp, ner, labels, name)


def _there(pipeline: str, needed: str) -> Language:
    """Return the pipeline that a model belongs to; raises ModelError if it is another one."""
    try:
        nlp = _loaded(pipeline)
    except TrainingError as error:
        raise ModelError("model-pipeline", needs=needed, there=pipeline) from error
    if _name_of(nlp) != needed:
        raise ModelError("model-pipeline", needs=needed, there=_name_of(nlp))
    return nlp


def _put_weights(ner: Any, kept: Any) -> None:
    for part in _PARTS:
        for number, node in enumerate(ner.model.get_ref(part).walk()):
            for name in node.param_names:
                if node.has_param(name):
                    value = kept[f"{part}.{number}.{name}"]
                    if value.shape != node.get_param(name).shape or value.dtype.kind != "f":
                        raise ModelError(
                            "model-broken", why=Phrase("why-model-shape", {"part": part})
                        )
                    node.set_param(name, value)
