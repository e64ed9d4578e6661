"""How good suggesters are on files with labels: the figures by which systems are compared.

Owns the way from native JSON lines to labelled articles, the drawing of what is learned from, and
the shape of the results.  Files are read as an import reads them, into a project that lives for as
long as the evaluation; a line that an import refuses ends it with the same error.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotator.domain.bundles import Bundle
from annotator.domain.errors import AnnotatorError
from annotator.domain.quote_scores import QuoteScores
from annotator.domain.review import GOLD_NAME
from annotator.services.engines import Engines, Found, Look, Part, engines_of
from annotator.services.evaluating import Figure, scored
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.labelled import FINISHED, LabelledArticle, article_of, with_copies
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running

#: Name of the suggester in figures: all that suggests for the kind.
_ALL = "all"
#: Shares of the surest suggestions for which it is told how many are exactly right.
_SURE = (0.2, 0.4, 0.6, 0.8, 1.0)
#: What somebody may type for a switch.
_SAID = {"yes": True, "no": False, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What is evaluated, and what is learned from before."""

    kind: str  # of `labelled.KINDS`
    test: Path
    train: Path | None = None
    articles: int = 0  # of `train` that are learned from; 0 = all
    labels: int = 0  # labels of `train` that are learned from; 0 = all
    seed: int = 0
    annotator: str = ""  # whose labels are right; "" = the gold set, else whose there are
    scheme: str = "news"
    pipeline: str = ""
    switches: Mapping[str, Any] | None = None  # of quotes
    options: Mapping[str, Any] = field(default_factory=dict)  # for the trainer and suggesters


@dataclass(slots=True)
class FileEvaluation:
    """What came of it."""

    kind: str
    figures: list[Figure] = field(default_factory=list)
    articles: int = 0
    words: int = 0
    cpu_seconds: float = 0.0  # of suggesting, parse included
    trained_on: int = 0  # articles
    trained_labels: int = 0
    train_cpu_seconds: float = 0.0
    left_out: int = 0  # articles to learn from that are (nearly) tested on
    sure: list[dict[str, float]] = field(default_factory=list)  # quotes: by confidence
    about: Mapping[str, Any] = field(default_factory=dict)  # what the trainer says
    notices: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON values; shares are fractions, None where there is nothing to count."""
        values = {(each.label, each.measure): each for each in self.figures}
        beside = {
            "articles": self.articles,
            "words": self.words,
            "cpu_seconds": round(self.cpu_seconds, 3),
            "trained_on": self.trained_on,
            "trained_labels": self.trained_labels,
            "train_cpu_seconds": round(self.train_cpu_seconds, 3),
            "left_out": self.left_out,
        }
        if self.kind == "quotes":
            views = {
                name: {
                    **{m: _rounded(f.value) for (of, m), f in values.items() if of == view},
                    "precision": {
                        m: _rounded(f.precision) for (of, m), f in values.items() if of == view
                    },
                    "recall": {
                        m: _rounded(f.recall) for (of, m), f in values.items() if of == view
                    },
                }
                for name, view in (("all", ""), ("speech", "speech"))
            }
            return {**views, **beside, "by_confidence": self.sure}
        whole = {m: _rounded(f.value) for (label, m), f in values.items() if not label}
        labels: dict[str, dict[str, Any]] = {}
        for (label, measure), figure in values.items():
            if label:
                labels.setdefault(label, {})[measure] = {
                    "precision": _rounded(figure.precision), "recall": _rounded(figure.recall),
                    "f1": _rounded(figure.value), "gold": figure.gold,
                }  # fmt: skip
        return {**whole, "labels": labels, **beside}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def switches_of(given: Sequence[tuple[str, str]], *, parc: bool = False) -> dict[str, Any] | None:
    """Return the switches of quotes that somebody typed, None for those of the scheme.

    Raises AnnotatorError("evaluate-switch-unknown", "evaluate-switch-value").
    """
    from annotator.assist.quotes import PARC, Switches

    if not given and not parc:
        return None
    values: dict[str, Any] = (PARC if parc else Switches()).values()
    for name, text in given:
        if name not in values:
            raise AnnotatorError("evaluate-switch-unknown", name=name, known=", ".join(values))
        if text not in _SAID:
            raise AnnotatorError(
                "evaluate-switch-value", name=name, value=text, known=", ".join(_SAID)
            )
        values[name] = _SAID[text]
    return values


@long_running
def evaluate_files(options: FileOptions, task: Task | None = None) -> FileEvaluation:
    """Return how good suggestions are on a file, after learning from another one if that is given.

    Raises ImportStopped for a line that cannot be read, AnnotatorError("evaluate-nothing-in-file",
    "evaluate-several-annotators", "evaluate-too-few"), what the worker and its trainers raise, and
    Cancelled.
    """
    task = task or Task("evaluating")
    with _project(options.test, options) as session:
        test = _labelled(session, options.test, options)
        if not any(each.of_kind(options.kind) for each in test):
            raise AnnotatorError(
                "evaluate-nothing-in-file", file=str(options.test), kind=options.kind
            )
        found = FileEvaluation(options.kind, articles=len(test))
        learn: list[LabelledArticle] = []
        if options.train is not None:
            with _project(options.train, options) as other:
                learn = _labelled(other, options.train, options)
            learn, found.left_out = _without_copies(learn, test)
            learn = _drawn(learn, options)
        with (
            engines_of(session, options.pipeline) as engines,
            tempfile.TemporaryDirectory(prefix="annotator-model-") as scratch,
        ):
            folder = Path(scratch) / "model"
            models = {}
            start = 0.0
            if learn:
                folder.mkdir()
                start = 0.6
                _learn(engines, learn, folder, options, found, Part(task, 0.0, start))
                models[options.kind] = folder
            look = Look(
                [options.kind], models, switches=options.switches,
                every_target=options.kind == "opinions",
            )  # fmt: skip
            looked = list(engines.suggest(test, look, Part(task, start, 1.0 - start)))
            found.cpu_seconds = engines.cpu_seconds
            found.notices = [(code, dict(values)) for code, values in engines.notices]
    found.figures = scored(options.kind, test, looked, _ALL)[0]
    if options.kind == "quotes":
        found.words, found.sure = _quote_details(test, looked)
    else:
        found.words = sum(len(each.text.split()) for each in test)
    return found


def _learn(
    engines: Engines,
    learn: Sequence[LabelledArticle],
    folder: Path,
    options: FileOptions,
    found: FileEvaluation,
    task: Task,
) -> None:
    found.about = engines.train(
        options.kind, learn, folder, task, switches=options.switches, options=options.options
    )
    found.trained_on = len(learn)
    found.trained_labels = sum(len(each.of_kind(options.kind)) for each in learn)
    found.train_cpu_seconds = float(found.about.get("cpu_seconds", 0.0))


# Reading ---------------------------------------------------------------------------------------


@contextmanager
def _project(path: Path, options: FileOptions) -> Iterator[Session]:
    """Give a project with the articles of a file; it is gone with the block."""
    with tempfile.TemporaryDirectory(prefix="annotator-evaluate-") as scratch:
        scheme = load_scheme(options.scheme)
        with Session.create(Path(scratch) / "files.annotator", scheme, "evaluation") as session:
            importing = ImportOptions(format="jsonl", unknown_labels="add")
            import_paths(session, [path], importing)
            yield session


def _labelled(session: Session, path: Path, options: FileOptions) -> list[LabelledArticle]:
    names = {number: each.name for number, each in session.annotators.items()}
    chosen = (_of_one(bundle, names, path, options) for bundle in session.bundles())
    return [article_of(each, session.scheme) for each in chosen if each is not None]


def _of_one(
    bundle: Bundle, names: Mapping[int, str], path: Path, options: FileOptions
) -> Bundle | None:
    """Return a bundle with the labels of one annotator, None if she did not look at it."""
    whose = {each.annotator for each in bundle.annotations}
    if options.annotator:
        through = {each.annotator for each in bundle.assignments if each.state in FINISHED}
        whose = {each for each in whose | through if names[each] == options.annotator}
        if not whose:
            return None
    elif gold := {each for each in whose if names[each] == GOLD_NAME}:
        whose = gold
    if len(whose) > 1:
        raise AnnotatorError(
            "evaluate-several-annotators", file=str(path), document=bundle.document.uid,
            names=", ".join(sorted(names[each] for each in whose)),
        )  # fmt: skip
    return replace(
        bundle,
        annotations=[each for each in bundle.annotations if each.annotator in whose],
        relations=[each for each in bundle.relations if each.annotator in whose],
    )


# Drawing ---------------------------------------------------------------------------------------


def _without_copies(
    learn: Sequence[LabelledArticle], test: Sequence[LabelledArticle]
) -> tuple[list[LabelledArticle], int]:
    """Return what is (nearly) none of the tested articles, and how many others there were."""
    grouped = with_copies([*test, *learn])
    tested = {each.copies for each in grouped[: len(test)]}
    ids = {each.uid for each in test}
    kept = [
        each
        for each in grouped[len(test) :]
        if each.uid not in ids and (each.copies not in tested or _is_short(each))
    ]
    return kept, len(learn) - len(kept)


def _is_short(article: LabelledArticle) -> bool:
    """Tell whether an article is a sentence: these share their words without being copies."""
    return len(article.text) < 200


def _drawn(articles: Sequence[LabelledArticle], options: FileOptions) -> list[LabelledArticle]:
    """Return as many articles, or labels, as shall be learned from, drawn by the seed.

    Raises AnnotatorError("evaluate-too-few") if there are not as many.
    """
    order = sorted(articles, key=lambda each: each.uid)
    random.Random(options.seed).shuffle(order)  # noqa: S311  a draw that anybody can repeat
    if options.labels:
        return _with_labels(order, options)
    if options.articles > len(order):
        raise _too_few(options, "articles", len(order), options.articles)
    return order[: options.articles or None]


def _with_labels(order: Sequence[LabelledArticle], options: FileOptions) -> list[LabelledArticle]:
    kind, left = options.kind, options.labels
    found = []
    for each in order:
        if not left:
            break
        kept = each.first(kind, left)
        if kept.of_kind(kind):
            left -= len(kept.of_kind(kind))
            found.append(kept)
    if left:
        raise _too_few(options, "labels", options.labels - left, options.labels)
    return found


def _too_few(options: FileOptions, what: str, there: int, wanted: int) -> AnnotatorError:
    return AnnotatorError(
        "evaluate-too-few", file=str(options.train), what=what, there=there, wanted=wanted
    )


# Results ---------------------------------------------------------------------------------------


def _quote_details(
    articles: Sequence[LabelledArticle], found: Sequence[Found]
) -> tuple[int, list[dict[str, float]]]:
    """Return the words, and how many of the surest quotes are exactly right in the speech view."""
    ranked = sorted(
        (
            (-(quote.score if quote.score is not None else 0.0), place, number)
            for place, each in enumerate(found)
            for number, quote in enumerate(each.quotes)
        ),
    )
    rows: list[dict[str, float]] = []
    words = 0
    for share in _SURE:
        kept = {(place, number) for _, place, number in ranked[: round(share * len(ranked))]}
        scores = QuoteScores()
        for place, (article, each) in enumerate(zip(articles, found, strict=True)):
            sure = [q for number, q in enumerate(each.quotes) if (place, number) in kept]
            scores.add(article.uid, article.text, article.quotes, sure)
        words = scores.words
        exact = scores.views["speech"]["content_exact"].precision
        if exact is not None:
            rows.append({"share": share, "content_exact_precision": round(exact, 4)})
    return words, rows
