"""Reading what other programs wrote: one way from their articles to bundles.

Owns the loop that every such reader runs in.  A reader puts each article into the words of the
native format (a plain dict, see `fields`) and yields it with its line; the checks, the labels that
are not known, ids and problems are then the same for all of them, because `lines` does them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.domain.bundles import Bundle
from annotator.domain.errors import Phrase
from annotator.domain.offset_units import Move, Unit, to_code_points, unit_of
from annotator.formats.json_files import MAX_DEPTH
from annotator.formats.lines import native_bundle
from annotator.formats.registry import Problem, ProblemError, ReadOptions

#: An article in native words with its line (1-based, 0 = the file), or what is wrong with it.
Found = tuple[int, dict[str, Any] | ProblemError]


def bundles_of(
    path: Path, options: ReadOptions, found: Iterable[Found], encoding: str = "utf-8"
) -> Iterator[Bundle | Problem]:
    """Yield a bundle or a problem for each article that a reader found in a file.

    The reader may yield a ProblemError in the place of one article, and raise one (with `line`
    among its values, if it knows it) when it cannot go on.  A file without any article is a
    problem, too.
    """
    some = False
    try:
        for number, line in found:
            some = True
            try:
                if isinstance(line, ProblemError):
                    raise line
                bundle = native_bundle(line, options)
            except ProblemError as error:
                yield Problem(str(path), number, error.code, error.values)
            except RecursionError:
                yield Problem(str(path), number, "line-too-deep", {"most": MAX_DEPTH})
            else:
                bundle.line = number
                yield bundle
    except ProblemError as error:
        yield Problem(str(path), int(str(error.values.get("line", 0))), error.code, error.values)
        return
    except RecursionError:
        yield Problem(str(path), 0, "line-too-deep", {"most": MAX_DEPTH})
        return
    except OSError as error:
        yield Problem(str(path), 0, "file-unreadable", {"why": error.strerror or str(error)})
        return
    if not some:
        yield Problem(str(path), 0, "file-empty")
    options.encodings.setdefault(str(path), encoding)


def natives(
    values: Iterable[tuple[int, Any | ProblemError]], as_native: Callable[[Any], dict[str, Any]]
) -> Iterator[Found]:
    """Yield each value of a file as `as_native` puts it, or what is wrong with it."""
    for number, value in values:
        try:
            if isinstance(value, ProblemError):
                raise value
            yield number, as_native(value)
        except ProblemError as error:
            yield number, error


def mover(
    text: str, options: ReadOptions, ranges: Iterable[tuple[int, int, str]], *, usual: Unit
) -> Move:
    """Return the way from the offsets of a file to code points.

    The person's choice counts; else the unit in which every (start, end, words) fits its words,
    and where nothing tells, the `usual` one.  Which unit was found is noted unless it is the usual.
    Raises ProblemError("span-text") if the words fit in no unit.
    """
    wanted = list(ranges)
    unit = options.unit
    if unit is None:
        if text.isascii() or not wanted:
            unit = usual
        else:
            move = to_code_points(text, usual)
            unit = usual if _fits(text, wanted, move) else unit_of(text, wanted)
        if unit is None:
            # `lines` says which words they are that do not fit.
            unit = usual
        elif unit is not usual:
            options.note(Phrase("told-unit", {"unit": unit.value}))
    return to_code_points(text, unit)


def moved(move: Move, offset: Any, key: str) -> Any:
    """Return an offset in code points; what is no whole number is left to `lines` to refuse.

    Raises ProblemError("offset-between") for one outside the text or inside a character.
    """
    if type(offset) is not int:
        return offset
    try:
        return move(offset)
    except ValueError:
        raise ProblemError("offset-between", key=key, offset=offset) from None


def facts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return further facts of an article as `meta`, without those that say nothing."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _fits(text: str, wanted: list[tuple[int, int, str]], move: Move) -> bool:
    try:
        return all(text[move(start) : move(end)] == words for start, end, words in wanted)
    except ValueError:
        return False
