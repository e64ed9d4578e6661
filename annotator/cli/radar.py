"""The command that lists what is not consistent.

Owns the arguments of `radar` and what it prints.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.common import opened, print_result, progress
from annotator.wording import tr

if TYPE_CHECKING:
    from annotator.services.radar import Line, Side
    from annotator.services.session import Session

_KINDS = ("labels", "people", "entries", "bare", "unlinked")


def add_commands(command: Callable[..., Any]) -> None:
    """Add the command of this module by a function `(name, run, words)` that makes one."""
    radar = command("radar", _radar, "list words that are labelled in several ways, surest first")
    radar.add_argument("project", type=Path)
    whose = radar.add_mutually_exclusive_group()
    whose.add_argument("--annotator", default="", metavar="NAME", help="whose labels")
    whose.add_argument("--anyone", action="store_true", help="everybody's labels but gold")
    whose.add_argument("--gold", action="store_true", help="the gold set")
    radar.add_argument(
        "--kind", action="append", default=[], choices=_KINDS,
        help="only this kind; may be given several times",
    )  # fmt: skip
    radar.add_argument(
        "--intended", action="store_true", help="also what was called intended in the window"
    )


def _radar(arguments: argparse.Namespace) -> int:
    from annotator.services.radar import (
        ANYONE,
        GOLD,
        Kind,
        Query,
        Radar,
        intended_in,
        people_of,
    )

    scope = ANYONE if arguments.anyone else GOLD if arguments.gold else arguments.annotator
    query = Query(
        frozenset(map(Kind, arguments.kind or _KINDS)), intended=arguments.intended, most=2**31
    )
    with opened(arguments.project, read_only=True) as session:
        radar = Radar(session, people_of(session, scope))
        with progress("radar") as task:
            radar.build(task)
        found = radar.found(query, intended_in(session))
        rows = [_plain(session, line, marked, found.names) for line, marked in found.lines]
    lines = [
        tr(
            "cli-radar-line",
            sure=round(100 * row["sure"]),
            kind=tr(f"radar-kind-{row['kind']}"),
            words=row["words"],
            ways=" · ".join(map(_way, row["sides"])) + (f" ({tr('radar-intended')})"
                                                        if row["intended"] else ""),
        )
        for row in rows
    ]  # fmt: skip
    if not lines:
        lines.append(tr("cli-radar-none"))
    if found.intended and not arguments.intended:
        lines.append(tr("cli-radar-intended", number=found.intended))
    print_result(arguments, rows, "\n".join(lines))
    return 0


def _plain(
    session: Session, line: Line, marked: bool, names: Mapping[str, str]
) -> dict[str, Any]:  # fmt: skip
    return {
        "kind": line.kind.value,
        "words": line.words,
        "layer": line.layer,
        "sure": round(line.sure, 4),
        "certainty": line.certainty,
        "places": line.places,
        "intended": marked,
        "sides": [_side(session, line, side, names) for side in line.sides],
    }


def _side(session: Session, line: Line, side: Side, names: Mapping[str, str]) -> dict[str, Any]:
    entries = line.kind.value in ("entries", "unlinked")
    person = session.annotators.get(side.annotator)
    return {
        "entry" if entries else "label": side.value or None,
        **({"name": names.get(side.value)} if entries else {}),
        **({"annotator": person.name} if person is not None else {}),
        "count": side.number,
        "share": line.share(side),
    }


def _way(side: Mapping[str, Any]) -> str:
    if "entry" in side:
        name = side["name"] or tr("radar-not-linked")
    else:
        name = side["label"] or tr("radar-bare")
    if "annotator" in side:
        name = tr("radar-by", name=side["annotator"], label=name)
    return tr("radar-way", name=name, count=side["count"], share=side["share"])
