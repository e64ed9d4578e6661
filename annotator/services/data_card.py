"""The data card: what somebody who trains on a dataset has to know before it is used.

Owns what is counted of each part and the Markdown (after Gebru et al., Datasheets for Datasets,
2021, as far as a program can tell it).  Nothing of it depends on the clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from annotator import __version__
from annotator.domain.bundles import Bundle
from annotator.domain.scheme import Scheme
from annotator.services.agreeing import Agreement
from annotator.services.choosing import ExportOptions
from annotator.services.splitting import PARTS, SplitOptions

#: Rows of a table of outlets, languages or annotators; what is rarer is summed up.
_MOST = 20
_METRICS = {"span_f1_exact": "F1, same span and label", "krippendorff_alpha": "Krippendorff’s α"}


@dataclass(slots=True)
class Part:
    """What is counted of one part while it is written."""

    documents: int = 0
    characters: int = 0  # code points
    annotations: int = 0
    relations: int = 0
    labels: Counter[str] = field(default_factory=Counter)  # layer.label
    outlets: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    annotators: Counter[str] = field(default_factory=Counter)  # labels of each
    first: str = ""  # dates, ISO 8601
    last: str = ""

    def take(self, bundle: Bundle) -> None:
        """Count an article or a piece of one."""
        self.documents += 1
        self.characters += len(bundle.text)
        self.annotations += len(bundle.annotations)
        self.relations += len(bundle.relations)
        for each in bundle.annotations:
            self.labels[f"{each.layer}.{each.label}"] += 1
            known = bundle.annotators.get(each.annotator)
            self.annotators["" if known is None else known.name] += 1
        document = bundle.document
        self.outlets[document.outlet] += 1
        self.languages[document.language] += 1
        if document.published:
            self.first = min(self.first or document.published, document.published)
            self.last = max(self.last, document.published)


@dataclass(frozen=True, slots=True)
class Card:
    """Everything a data card is written from."""

    name: str
    licence: str
    options: ExportOptions
    split: SplitOptions
    scheme: Scheme
    scheme_sha256: str
    parts: Mapping[str, Part]
    near_duplicates: int
    losses: Mapping[str, int]
    notes: Mapping[str, int]
    agreement: Sequence[Agreement]
    ending: str  # of the files of the parts; "" = they are folders
    guideline: int = 1  # version of the guideline: one more for each change of meaning
    versions: Mapping[str, int] = field(default_factory=dict)  # of labels with more than one


def data_card(card: Card) -> str:
    """Return the card as Markdown."""
    lines = [f"# {_plain(card.name)}", ""]
    lines += [
        f"- Licence: {_plain(card.licence) or 'not stated; ask before you pass it on'}",
        f"- Format: `{card.options.format}`, written by Annotator {__version__}",
        f"- Labels: {_whose(card.options)}",
        f"- Unit: {'sentences' if card.options.sentences else 'articles'}"
        + (", without the words of zones" if card.options.cut_zones else ""),
        "- Fingerprints of every file: `checksums.sha256`",
        "",
        "## Parts",
        "",
    ]
    unit = "sentences" if card.options.sentences else "articles"
    lines += _table(
        ("part", "file", unit, "characters", "labels", "relations", "dates"),
        [
            (name, f"`{name}{card.ending or '/'}`", part.documents, part.characters,
             part.annotations, part.relations, _dates(part))
            for name, part in card.parts.items()
        ],
    )  # fmt: skip
    lines += ["", _how_split(card), "", "## Labels by part", ""]
    lines += _by_part(card, [part.labels for part in card.parts.values()], shares=True)
    for title, tallies in (
        ("Outlets", [part.outlets for part in card.parts.values()]),
        ("Languages", [part.languages for part in card.parts.values()]),
        ("Annotators (labels)", [part.annotators for part in card.parts.values()]),
    ):
        if any(name for tally in tallies for name in tally):
            lines += ["", f"## {title}", "", *_by_part(card, tallies, most=_MOST)]
    lines += ["", "## Agreement", "", *_agreement(card.agreement)]
    lines += ["", "## Scheme and guideline", "", *_scheme(card)]
    lines += ["", "## What this format could not carry", "", *_losses(card)]
    return "\n".join(lines) + "\n"


def _whose(options: ExportOptions) -> str:
    if options.gold:
        whose = "the gold set, as it was adjudicated"
    elif options.annotators:
        whose = "of " + ", ".join(_plain(name) for name in options.annotators)
    else:
        whose = "of every annotator"
    if options.layers:
        whose += "; layers " + ", ".join(options.layers)
    if options.states:
        whose += "; articles that are " + " or ".join(options.states)
    return whose


def _dates(part: Part) -> str:
    return part.first if part.first == part.last else f"{part.first} – {part.last}"


def _how_split(card: Card) -> str:
    split = card.split
    shares = " / ".join(
        f"{name} {share:g}" for name, share in zip(PARTS, split.shares, strict=False)
    )
    if split.by == "date":
        how = "by date: the oldest articles are in the first part, the newest in the last"
    elif split.by == "random":
        how = f"at random (seed {split.seed}), so that each part has its share of every label"
    else:
        how = (
            f"at random (seed {split.seed}); articles with the same {_plain(split.by)} are in the "
            "same part"
        )
    return (
        f"Split {shares}, {how}. Near-duplicates (MinHash over runs of five words, Jaccard 0.5 or "
        f"more) are always in the same part; {card.near_duplicates} articles are copies of "
        "another one here."
    )


def _by_part(
    card: Card, tallies: Sequence[Counter[str]], *, most: int = 0, shares: bool = False
) -> list[str]:
    total = sum(tallies, Counter())
    rows: list[tuple[object, ...]] = []
    # By number, then by name: the order of a Counter is that of the articles.
    for name, number in sorted(total.items(), key=lambda each: (-each[1], each[0])):
        cells: list[object] = [_plain(name) or "(none)"]
        for tally in tallies:
            found = tally[name]
            cells.append(f"{found} ({found / number:.0%})" if shares else found)
        rows.append((*cells, number))
    if most and len(rows) > most:
        rest = sum(int(str(row[-1])) for row in rows[most:])
        rows = [*rows[:most], (f"{len(rows) - most} more", *[""] * len(tallies), rest)]
    return _table(("", *card.parts, "all"), rows)


def _agreement(figures: Sequence[Agreement]) -> list[str]:
    if not figures:
        return ["No two people labelled the same articles; nothing can be said."]
    rows = []
    for each in figures:
        between = "all" if len(each.annotators) > 2 else " and ".join(each.annotators)
        interval = "" if each.low is None else f"{each.low:.2f} – {each.high:.2f}"
        rows.append(
            (each.layer, _METRICS.get(each.metric, each.metric), _plain(between),
             f"{each.value:.2f}", interval, each.n)
        )  # fmt: skip
    return _table(("layer", "figure", "between", "value", "95 %", "n"), rows)


def _scheme(card: Card) -> list[str]:
    scheme = card.scheme
    said = (
        f"Scheme “{_plain(scheme.name)}”, version {scheme.version}, guideline version "
        f"{card.guideline}, whole with its guideline in "
        f"`scheme.toml` (SHA-256 `{card.scheme_sha256[:16]}…`)."
    )
    rows = [
        (
            each.path,
            _plain(each.name),
            card.versions.get(each.path, 1),
            _plain(each.description or each.guideline.split("\n")[0]),
        )
        for each in scheme.labels
        if any(part.labels[each.path] for part in card.parts.values())
    ]
    return [said, "", *_table(("label", "name", "version", "what it is"), rows)]


def _losses(card: Card) -> list[str]:
    if not card.losses:
        lines = ["Nothing was lost."]
    else:
        lines = _table(("what", "how many"), sorted(card.losses.items()))
        lines += ["", "One by one: `losses.csv`."]
    if card.notes:
        lines += ["", "So that the format could carry the rest:", ""]
        lines += [f"- {what}: {number}" for what, number in sorted(card.notes.items())]
    return lines


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    return [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows),
    ]


def _plain(text: str) -> str:
    """Return a text that cannot become Markdown or HTML, on one line."""
    flat = " ".join(text.split())
    return "".join(f"\\{each}" if each in "\\`*_[]<>|#" else each for each in flat)
