"""How exactly headlines of other stories are found that a page glued into an article.

Takes clean articles, puts one headline into each with its time stamp and section, in the ways in
which pages do it, and looks whether the rules find exactly that range:

    python -m benchmarks.glued [FOLDER|FILE.jsonl ...] [--seed N] [--rounds N] [--json] [--misses N]

A folder is read as one article a text file.  Without any, the project's own samples are taken, cut
free of their zones.  Everything is drawn from the seed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.assist.cleaning import find_zones
from annotator.domain.documents import ZoneKind
from annotator.locations import resource

#: Headlines of no paper, of every shape: plain, in capitals, with names, initials, marks, figures.
_HEADLINES = (
    "Two ferries collide off Lund",
    "N. Velmar claims to have launched a solid-fuel rocket",
    "12 hurt as tram leaves its rails in Tarn",
    "Storm Agda Hits the Coast Again",
    "Why is the herring gone?",
    "“We shall not pay,” says mayor of Skarn",
    "U.S. envoy leaves Karsk without a word",
    "J.D. Marn to leave the Assembly",
    "Dr. Reske: what the winter taught us",
    "[Editorial] A treaty worth reading",
    "Bank of Norvia cuts rates, crown falls",
    "Ilves, Aune to meet in Brenn on Friday",
    "Court halts sale of Old Customs House to Kestrel Corp.",
    "Coal port of Skarn goes on strike; 2,000 dockers walk out",
    "'Nobody fired,' Citadel insists",
    "Sild v. Orlo: the race nobody wanted",
    "K-9 unit finds lost boy in Hallin Hills",
    "Amber Bridge opens after 40 years",
    "Mrs. Holm's last ferry",
    'Norvian PM says "every ship" will be stopped',
)
_SECTIONS = (
    *("Coast", "North Korea", "World", "Politics", "Business", "Opinion", "Sports", "Culture"),
    *("U.S.", "UK", "Asia", "Food & Drink", "Arts and culture", "K-pop", "TV", "Life & Style"),
    *("Local news", "Science", "Middle East", "Herring market", "Letters", "Weather", "Defense"),
    *("Law & Crime", "Health", "Inter-Korean", "Harbour watch", "Education", "Tech", "Economy"),
)
_MONTHS = "January February March April May June July August September October November December"
#: What ends in a stop and ends no sentence.
_ABBREVIATION = re.compile(
    r"\b(?:Mrs|Mr|Ms|Dr|Rev|Rep|Sen|Gov|Gen|Lt|Col|Sgt|St|Prof|Jr|Sr|No|vs|Inc|Corp|Co|Ltd"
    r"|Jan|Feb|Aug|Sept|Oct|Nov|Dec|Fla|Calif|Mass|Mich|Pa|Va)\.$|\b(?:[A-Z]\.)+$"
)
_SENTENCE_END = re.compile(r"[a-z0-9%)][.!?][”\"’')]{0,2}(?= [“\"‘']?[A-Z])")
_AFTER_ABBREVIATION = re.compile(
    r"\b(?:Mrs|Mr|Ms|Dr|Rep|Sen|Gov|Gen|U\.S|D\.C|U\.N)\.(?= [A-Z][a-z])"
)
_AFTER_QUOTE = re.compile(r"[.!?,][”\"](?= [“\"‘']?[A-Z])")


@dataclass(frozen=True, slots=True)
class Glued:
    """An article with a headline in it."""

    text: str
    start: int  # of the headline
    end: int  # of its section
    way: str


@dataclass(slots=True)
class Figures:
    """What became of the headlines that were put in."""

    articles: int = 0
    put_in: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)  # some zone touches it
    exact: Counter[str] = field(default_factory=Counter)
    false_alarms: int = 0  # headlines found in the clean articles
    others: Counter[str] = field(default_factory=Counter)  # what other rules say of those
    misses: list[tuple[str, str, str]] = field(default_factory=list)

    def share(self, which: Counter[str], way: str = "") -> float:
        """Return the share in percent, of one way or of all."""
        ways = [way] if way else list(self.put_in)
        total = sum(self.put_in[each] for each in ways)
        return 100 * sum(which[each] for each in ways) / total if total else float("nan")


# Putting in ----------------------------------------------------------------------------------


def stamp(chance: random.Random) -> str:
    """Return a time stamp with the sign before a section."""
    year, month, day = chance.randint(2009, 2027), chance.randint(1, 12), chance.randint(1, 28)
    clock = f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}"
    name = _MONTHS.split()[month - 1]
    date = chance.choice(
        [
            *[f"{year}-{month:02}-{day:02}"] * 4,
            f"{year}.{month:02}.{day:02}",
            f"{year}/{month:02}/{day:02}",
            f"{name} {day}, {year}",
            f"{name[:3]}. {day}, {year}",
            f"{day} {name} {year}",
            f"{day:02}.{month:02}.{year}",
        ]
    )
    times = [f" {clock}"] * 6
    times += [f" {clock}:{chance.randint(0, 59):02}", f", {clock}", f" {clock} KST", " 7:05 p.m."]
    if "-" in date:
        times.append(f"T{clock}")
    time = chance.choice(times)
    sign = chance.choice([*[" | "] * 5, " |", "| ", "|", " │ ", " · "])
    return f"{date}{time}{sign}"


def _at_sentence(chance: random.Random, text: str) -> list[int]:
    return [
        match.end()
        for match in _SENTENCE_END.finditer(text)
        if not _ABBREVIATION.search(text, max(0, match.end() - 8), match.end())
    ]


def _matches(pattern: re.Pattern[str]) -> Callable[[random.Random, str], list[int]]:
    return lambda _chance, text: [match.end() for match in pattern.finditer(text)]


def _starts(_chance: random.Random, text: str) -> list[int]:
    return [match.start() for match in re.finditer(r"(?<=\n)[A-Z“]", text)]


def _ends(_chance: random.Random, text: str) -> list[int]:
    return [match.end() for match in re.finditer(r"[a-z][.!?][”\"]?(?=\n)", text)]


#: How pages glue: the name of the way, where it can be, what stands between the text and the
#: headline, and what stands between the section and the text that follows.
_WAYS: dict[str, tuple[Callable[[random.Random, str], list[int]], str, str]] = {
    "after a sentence": (_at_sentence, "", ""),
    "after a sentence and a space": (_at_sentence, " ", ""),
    "after a title or a country": (_matches(_AFTER_ABBREVIATION), "", ""),
    "after a closing quote": (_matches(_AFTER_QUOTE), "", ""),
    "after a sentence without its stop": (_at_sentence, "", ""),
    "at a paragraph's start": (_starts, "", ""),
    "at a paragraph's end": (_ends, "", ""),
    "at a paragraph's end, after a space": (_ends, " ", ""),
    "a space behind the section": (_at_sentence, "", " "),
}


def put_in(chance: random.Random, text: str, headlines: Sequence[str], way: str) -> Glued | None:
    """Return an article with a headline glued in, None where there is no place for it."""
    places, before, after = _WAYS[way]
    possible = places(chance, text)
    if not possible:
        return None
    place = chance.choice(possible)
    head, rest = text[:place], text[place:]
    if way != "at a paragraph's start" and rest.startswith(" "):
        rest = rest[1:]
    if way == "after a sentence without its stop":
        head = re.sub(r"[.!?][”\"’')]*$", "", head)
        if not head[-1].islower():
            return None
    words = f"{chance.choice(headlines)} {stamp(chance)}{chance.choice(_SECTIONS)}"
    start = len(head) + len(before)
    return Glued(f"{head}{before}{words}{after}{rest}", start, start + len(words), way)


# Measuring -----------------------------------------------------------------------------------


def measure(
    articles: Sequence[str], *, seed: int = 7, rounds: int = 1, titles: bool = True
) -> Figures:
    """Return how often a headline put into an article is found, and found exactly."""
    chance = random.Random(seed)
    figures = Figures(articles=len(articles))
    headlines = list(_HEADLINES)
    if titles:
        firsts = (text.lstrip().partition("\n")[0].rstrip(". ") for text in articles)
        headlines += [each for each in firsts if 15 < len(each) < 120 and "|" not in each]
    ways = list(_WAYS)
    for text in articles:
        for find in find_zones(text):
            glued = find.reason == "glued-headline"
            figures.false_alarms += glued
            if not glued:
                figures.others[find.reason] += 1
    for round_ in range(rounds):
        for number, text in enumerate(articles):
            glued_in = put_in(chance, text, headlines, ways[(number + round_) % len(ways)])
            if glued_in is not None:
                _judge(figures, glued_in)
    return figures


def _judge(figures: Figures, glued: Glued) -> None:
    figures.put_in[glued.way] += 1
    touching = [
        find
        for find in find_zones(glued.text)
        if find.kind is ZoneKind.RELATED and find.start < glued.end and glued.start < find.end
    ]
    figures.found[glued.way] += bool(touching)
    if [(find.start, find.end) for find in touching] == [(glued.start, glued.end)]:
        figures.exact[glued.way] += 1
        return
    got = " + ".join(glued.text[find.start : find.end] for find in touching)
    around = glued.text[max(0, glued.start - 30) : glued.end + 30]
    figures.misses.append((glued.way, around, got))


# Reading -------------------------------------------------------------------------------------


def read(path: Path) -> Iterator[str]:
    """Yield the texts of a folder of text files, or of a JSONL file, free of their zones."""
    if path.is_dir():
        for each in sorted(path.iterdir()):
            if each.is_file():
                yield each.read_text(encoding="utf-8")
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        text = article["text"]
        for zone in sorted(article.get("zones", ()), key=lambda each: -each["start"]):
            text = text[: zone["start"]] + text[zone["end"] :]
        yield text


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.glued", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="FOLDER|FILE.jsonl")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=9, help="headlines put into each, in turn")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="show so many")
    arguments = parser.parse_args()
    paths = arguments.paths or [Path(str(resource("samples/samples.jsonl")))]
    articles = [text for path in paths for text in read(path) if text.strip()]
    figures = measure(articles, seed=arguments.seed, rounds=arguments.rounds)
    total = sum(figures.put_in.values())
    if arguments.json:
        print(json.dumps(_plain(figures), indent=2))
        return 0
    print(f"{figures.articles:,} clean articles, {total:,} headlines put in, seed {arguments.seed}")
    for way, number in figures.put_in.items():
        print(f"  {way:<40} {number:>6}  exact {figures.share(figures.exact, way):5.1f} %")
    exact, found = figures.share(figures.exact), figures.share(figures.found)
    print(f"  {'all':<40} {total:>6}  exact {exact:5.1f} %, found {found:5.1f} %")
    print(f"  headlines found in the clean articles: {figures.false_alarms}")
    others = ", ".join(f"{number} {reason}" for reason, number in figures.others.most_common())
    print(f"  other rules there: {others or 'nothing'}")
    for way, around, got in figures.misses[: arguments.misses]:
        print(f"\n[{way}]\n   {around!r}\n   {got!r}")
    return 0


def _plain(figures: Figures) -> dict[str, object]:
    return {
        "articles": figures.articles,
        "put_in": sum(figures.put_in.values()),
        "exact": figures.share(figures.exact) / 100,
        "found": figures.share(figures.found) / 100,
        "false_alarms": figures.false_alarms,
        "ways": {
            way: {"put_in": number, "exact": figures.share(figures.exact, way) / 100}
            for way, number in figures.put_in.items()
        },
    }


if __name__ == "__main__":
    raise SystemExit(main())
