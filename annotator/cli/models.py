"""The commands about suggestions that learn: `evaluate`, `train` and `models`.

Owns their arguments, the tables they print and the JSON they give.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.common import opened, print_result, progress
from annotator.domain.errors import AnnotatorError
from annotator.wording import explain, tr

if TYPE_CHECKING:
    from annotator.services.evaluating import Evaluation, Figure
    from annotator.services.evaluating_files import FileEvaluation
    from annotator.services.training import Trained

_KINDS = ("quotes", "opinions", "entities")


def add_commands(command: Callable[..., Any]) -> None:
    """Add the commands of this module by a function `(name, run, words)` that makes one."""
    evaluated = command(
        "evaluate", _evaluate, "print how good suggestions are, against labels that people made"
    )
    evaluated.add_argument("project", nargs="?", type=Path)
    evaluated.add_argument(
        "--against", default="", metavar="NAME",
        help="whose labels are right: a name, or gold; default: whoever annotates",
    )  # fmt: skip
    evaluated.add_argument("--kind", action="append", default=[], choices=_KINDS)
    evaluated.add_argument(
        "--unfinished", action="store_true", help="also articles that are not done yet"
    )
    evaluated.add_argument("--pipeline", default="", metavar="NAME", help="default: the project's")
    files = evaluated.add_argument_group("files: native JSONL with labels, instead of a project")
    what = files.add_mutually_exclusive_group()
    what.add_argument("--quotes", type=Path, metavar="FILE")
    what.add_argument("--sentiment", type=Path, metavar="FILE", help="polarity for given targets")
    what.add_argument("--entities", type=Path, metavar="FILE")
    files.add_argument("--train", type=Path, metavar="FILE", help="learn from this file before")
    files.add_argument(
        "--articles", type=_count, default=0, metavar="N", help="learn from N articles of it"
    )
    files.add_argument(
        "--labels", type=_count, default=0, metavar="N", help="learn from N labels of it"
    )
    files.add_argument("--seed", type=int, default=0, metavar="N", help="by which they are drawn")
    files.add_argument("--annotator", default="", metavar="NAME", help="whose labels are right")
    files.add_argument("--scheme", default="news", metavar="NAME|FILE", help="default: news")
    files.add_argument(
        "--switch", action="append", default=[], type=_switch, metavar="NAME=VALUE",
        help="what the files' guideline says about quotes",
    )  # fmt: skip
    files.add_argument(
        "--parc", action="store_true", help="the guideline of quotes is that of PARC and PolNeAR"
    )
    files.add_argument(
        "--no-encoder", action="store_true", help="sentiment without the sentence encoder"
    )

    trained = command("train", _train, "train a model from the labels of finished articles")
    trained.add_argument("project", type=Path)
    trained.add_argument(
        "--kind", action="append", default=[], choices=_KINDS, help="default: all that can be"
    )
    trained.add_argument(
        "--annotator", default="", metavar="NAME", help="whose labels, or gold; default: yours"
    )
    trained.add_argument(
        "--unfinished", action="store_true", help="also articles that are not done yet"
    )
    trained.add_argument("--pipeline", default="", metavar="NAME", help="default: the project's")
    trained.add_argument("--seed", type=int, default=0, metavar="N", help="of the split")
    answer = trained.add_mutually_exclusive_group()
    answer.add_argument(
        "--keep", action="store_true", help="keep the model even if it is no better"
    )
    answer.add_argument("--drop", action="store_true", help="only say how good it would be")

    listed = command("models", _models, "list the models of a project that lie on this computer")
    listed.add_argument("project", type=Path)
    listed.add_argument("--kind", choices=_KINDS)
    do = listed.add_mutually_exclusive_group()
    do.add_argument("--use", type=int, metavar="N", help="use version N from now on; 0: none")
    do.add_argument("--drop", type=int, metavar="N", help="delete version N")


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def _switch(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text} is not NAME=VALUE")
    return name, value


# Evaluating --------------------------------------------------------------------------------------


def _evaluate(arguments: argparse.Namespace) -> int:
    files = {
        "quotes": arguments.quotes,
        "opinions": arguments.sentiment,
        "entities": arguments.entities,
    }
    kind = next((kind for kind, path in files.items() if path is not None), None)
    if (kind is None) == (arguments.project is None):
        raise AnnotatorError("evaluate-one-of")
    if kind is not None:
        return _evaluate_file(arguments, kind, files[kind])
    from annotator.services.evaluating import KINDS, evaluate

    with opened(arguments.project, read_only=True) as session, progress("evaluating") as task:
        found = evaluate(
            session, arguments.against, task, kinds=arguments.kind or KINDS,
            finished=not arguments.unfinished, pipeline=arguments.pipeline,
        )  # fmt: skip
    for code, values in found.notices:
        print(tr(code, **values), file=sys.stderr)
    print_result(arguments, found.plain(), "\n".join(_told(found)))
    return 0


def _told(found: Evaluation) -> list[str]:
    lines = [
        tr("cli-evaluated", articles=found.articles, against=found.against, words=found.words,
           seconds=found.cpu_seconds)
    ]  # fmt: skip
    lines += _table(found.figures)
    for name, uids in found.left_out.items():
        if uids:
            lines.append(tr("evaluation-left-out", name=name, number=len(uids)))
    for kind, (accepted, labels) in found.accepted.items():
        if accepted:
            words = tr("evaluation-accepted", accepted=accepted, labels=labels)
            lines.append(f"{tr(f'kind-{kind}')}: {words}")
    return lines


def _table(figures: Sequence[Figure]) -> list[str]:
    head = f"{'':<10}{'suggester':<24}{'label':<14}{'measure':<34}"
    head += f"{'P':>7}{'R':>7}{'F1':>7}{'right':>8}{'found':>8}{'gold':>8}"
    lines = [head]
    lines += [
        f"{each.kind:<10}{each.suggester:<24}{each.label or 'all':<14}"
        f"{tr(f'measure-{each.measure}'):<34}"
        f"{_share(each.precision)}{_share(each.recall)}{_share(each.value)}"
        f"{each.right:>8}{each.found:>8}{each.gold:>8}"
        for each in figures
    ]
    return lines


def _share(value: float | None) -> str:
    return f"{'–':>7}" if value is None else f"{100 * value:>7.1f}"


def _evaluate_file(arguments: argparse.Namespace, kind: str, path: Path) -> int:
    from annotator.services.evaluating_files import FileOptions, evaluate_files, switches_of

    options = FileOptions(
        kind,
        path,
        arguments.train,
        arguments.articles,
        arguments.labels,
        arguments.seed,
        arguments.annotator,
        arguments.scheme,
        arguments.pipeline,
        switches_of(arguments.switch, parc=arguments.parc),
        {"use_encoder": False} if arguments.no_encoder else {},
    )
    with progress("evaluating") as task:
        found = evaluate_files(options, task)
    for code, values in found.notices:
        print(tr(code, **values), file=sys.stderr)
    if found.left_out:
        print(tr("evaluate-leaks", number=found.left_out), file=sys.stderr)
    print_result(arguments, found.plain(), "\n".join(_told_of_file(found, path)))
    return 0


def _told_of_file(found: FileEvaluation, path: Path) -> list[str]:
    lines = [
        tr("cli-evaluated", articles=found.articles, against=path, words=found.words,
           seconds=found.cpu_seconds)
    ]  # fmt: skip
    if found.trained_on:
        lines.append(
            tr("cli-learned", articles=found.trained_on, labels=found.trained_labels,
               seconds=found.train_cpu_seconds)
        )  # fmt: skip
    return [*lines, *_table(found.figures)]


# Training ----------------------------------------------------------------------------------------


def _train(arguments: argparse.Namespace) -> int:
    from annotator.services import training

    results: list[dict[str, Any]] = []
    lines: list[str] = []
    problems: list[AnnotatorError] = []
    with opened(arguments.project) as session:
        for kind in arguments.kind or _KINDS:
            options = training.TrainingOptions(
                kind, arguments.annotator, arguments.pipeline,
                finished=not arguments.unfinished, seed=arguments.seed,
            )  # fmt: skip
            try:
                with progress(f"training {kind}") as task:
                    trained = training.train(session, options, task)
            except AnnotatorError as error:
                # One kind that cannot be trained yet does not keep the others from it.
                if arguments.kind or not error.code.startswith("training-"):
                    raise
                problems.append(error)
                continue
            keep = arguments.keep or (trained.better is not False and not arguments.drop)
            kept = training.keep(session, trained) if keep else None
            if kept is None:
                trained.candidate.drop()
            results.append(_plain_trained(trained, None if kept is None else kept.version))
            lines += _told_of_training(trained, None if kept is None else kept.version)
    if not results:
        raise problems[-1]
    for problem in problems:
        print(explain(problem), file=sys.stderr)
    print_result(arguments, results, "\n".join(lines))
    return 0


def _plain_trained(trained: Trained, version: int | None) -> dict[str, Any]:
    from annotator.services.training import scores_of

    model = trained.model
    return {
        "kind": model.kind,
        "kept": version is not None,
        "version": version,
        "better": trained.better,
        "measure": trained.headline,
        "scores": scores_of(trained.after),
        "rules": scores_of(trained.rules),
        "before": scores_of(trained.before),
        "curve": [{"articles": e.articles, "score": round(e.score, 4)} for e in model.curve],
        "labels": dict(model.labels),
        "learned_from": list(trained.trained_on),
        "tested_on": list(trained.tested_on),
        "tested_labels": trained.tested_labels,
        "accepted_unchanged": trained.accepted,
        "contradictory": trained.contradictory,
        "left_out": trained.left_out,
        "train_cpu_seconds": round(trained.cpu_seconds, 3),
    }


def _told_of_training(trained: Trained, version: int | None) -> list[str]:
    from annotator.services.evaluating import headline

    kind = trained.model.kind
    lines = [
        tr("cli-trained", name=tr(f"kind-{kind}"), learned=len(trained.trained_on),
           tested=len(trained.tested_on))
    ]  # fmt: skip
    columns = [("rules", trained.rules), ("before", trained.before), ("new", trained.after)]
    columns = [(name, figures) for name, figures in columns if figures]
    lines.append(f"  {'':<34}" + "".join(f"{name:>9}" for name, _ in columns))
    for each in trained.after:
        if each.label:
            continue
        cells = []
        for _, figures in columns:
            same = (e for e in figures if (e.measure, e.label) == (each.measure, each.label))
            cells.append(f"  {_share(next((e.value for e in same), None))}")
        lines.append(f"  {tr(f'measure-{each.measure}'):<34}" + "".join(cells))
    lines += [
        f"  {tr('curve-point', articles=each.articles, score=each.score)}"
        for each in trained.model.curve
    ]
    lines.append(
        tr("models-tested", articles=len(trained.tested_on), labels=trained.tested_labels,
           accepted=trained.accepted, learned=len(trained.trained_on))
    )  # fmt: skip
    if version is not None:
        lines.append(tr("cli-model-kept", version=version))
        return lines
    now = headline(kind, trained.before or trained.rules)
    new = headline(kind, trained.after)
    lines.append(tr("cli-model-dropped", now=now or 0.0, new=new or 0.0))
    return lines


# Models ------------------------------------------------------------------------------------------


def _models(arguments: argparse.Namespace) -> int:
    from annotator.services import models

    changes = arguments.use is not None or arguments.drop is not None
    if changes and arguments.kind is None:
        raise AnnotatorError("cli-models-kind")
    with opened(arguments.project, read_only=not changes) as session:
        if arguments.use is not None:
            models.use(session, arguments.kind, arguments.use or None)
        elif arguments.drop is not None:
            models.delete(session, arguments.kind, arguments.drop)
        known = models.known(session)
        problems = models.usable(session).problems
        found = [
            each
            for kind in ([arguments.kind] if arguments.kind else _KINDS)
            for each in models.versions_here(session, kind)
        ]
    used = {(kind, each.get("use")) for kind, each in known.items()}
    rows = [
        {**each.plain(), "name": each.name, "in_use": (each.kind, each.version) in used}
        for each in found
    ]
    lines = [
        f"{each.kind:<10}{each.version:>3}  {each.made[:16]:<17}{each.name:<24}"
        f"{len(each.documents):>5} articles {sum(each.labels.values()):>7} labels  "
        f"{'in use' if (each.kind, each.version) in used else ''}".rstrip()
        for each in found
    ]
    for error in problems:
        print(explain(error), file=sys.stderr)
    print_result(arguments, rows, "\n".join(lines) or tr("cli-no-models"))
    return 0
