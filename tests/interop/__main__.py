"""`python -m tests.interop [peer ...]`: our files, opened by the programs they are written for.

Owns the comparison: the sample project and one with everything in it are exported in each format,
the peer's own code opens the file in an environment of its own, and what it finds (articles, words
under each label, relations, labels of articles) must be what our loss report left.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from annotator.domain.annotations import Annotation
from annotator.domain.bundles import Bundle
from annotator.domain.ids import format_id
from annotator.formats.flat import Names, flat
from annotator.formats.registry import Frames
from annotator.formats.word_tags import TagNames
from annotator.locations import resource
from annotator.services.exporting import Exporting, ExportOptions, export
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from annotator.services.tasks import Task
from tests.formats import whole
from tests.interop.environments import python_of

HERE = Path(__file__).parent
#: What is compared, as the columns of the table.
COMPARED = ("labels", "relations", "document_labels")


class Peer(NamedTuple):
    """A program that opens one of our formats."""

    format: str
    script: str  # below `peers`
    environment: str  # the lock it is installed from
    what: str  # as the table calls it
    tags: bool = False  # whether labels are named as tags are
    #: Whether it has one label of an article however many people gave it, and of several parts of
    #: a label what lies between them, too.
    plain: bool = False
    keeps: tuple[str, ...] = COMPARED  # what it has a place for
    how: str = ""  # told to the script


PEERS = (
    Peer("doccano", "doccano.py", "doccano", "doccano, into a project with relations",
         keeps=("labels", "relations"), how="RelationExtraction"),
    Peer("doccano", "doccano.py", "doccano", "doccano, into a project of intents and slots",
         keeps=("document_labels",), how="IntentDetectionAndSlotFilling"),
    Peer("doccano-spans", "doccano.py", "doccano", "doccano, into a project of spans",
         keeps=("labels",), how="SequenceLabeling"),
    Peer("label-studio", "label_studio.py", "peers", "label-studio-sdk, interface and converter"),
    Peer("spacy", "spacy_docs.py", "peers", "spaCy, DocBin", plain=True),
    Peer("conll", "conll.py", "peers", "seqeval, IOB2 in strict mode", tags=True),
    Peer("hf", "hf_rows.py", "peers", "datasets, JSON lines", tags=True),
    Peer("parquet", "hf_rows.py", "peers", "datasets and pyarrow, with features", tags=True),
    Peer("uima-xmi", "cassis_files.py", "peers", "dkpro-cassis, XMI with its type system"),
    Peer("uima-json", "cassis_files.py", "peers", "dkpro-cassis, CAS JSON"),
)  # fmt: skip


@dataclass(slots=True)
class Found:
    """What a file says, as sorted lists that can be compared."""

    articles: int = 0
    labels: list[list[str]] = field(default_factory=list)  # [label, words]
    relations: list[list[str]] = field(default_factory=list)  # [role, words, words]
    document_labels: list[str] = field(default_factory=list)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.interop", description=__doc__)
    parser.add_argument("formats", nargs="*", help=", ".join(each.format for each in PEERS))
    chosen = parser.parse_args().formats or [each.format for each in PEERS]
    unknown = set(chosen) - {each.format for each in PEERS}
    if unknown:
        parser.error(f"no peer opens {', '.join(sorted(unknown))}")
    failed = False
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "interop.annotator")
        make_project(project)
        for peer in PEERS:
            if peer.format in chosen:
                row, differences = compare(peer, project, Path(folder))
                rows.append(row)
                failed = failed or bool(differences)
                for each in differences:
                    print(f"{peer.format}: {each}", file=sys.stderr, flush=True)
    print("| format | opened by | articles | labels | relations | of articles | agree |")
    print("|---|---|--:|--:|--:|--:|---|")
    print("\n".join(rows))
    return 1 if failed else 0


def make_project(path: Path) -> None:
    """Put the sample articles, and one article with everything in it, into a project."""
    with Session.create(path, load_scheme("news"), "Mina Kell") as session:
        import_paths(session, [resource("samples", "samples.jsonl")], ImportOptions())
        whole.fill(session, path.parent)


def compare(peer: Peer, project: Path, folder: Path) -> tuple[str, list[str]]:
    """Return the row of a peer in the table, and what does not agree."""
    folder = Path(tempfile.mkdtemp(dir=folder))
    out = folder / f"out-{peer.format}"
    with Session.open(project) as session:
        options = ExportOptions(peer.format)
        exporting = Exporting(session, options)
        if exporting.kind.write_folder is None:
            out = out.with_suffix(exporting.kind.written_ending)
        export(session, out, options)
        ours = expected(exporting, peer)
        beside = exporting.kind.beside
        more = {} if beside is None else beside(exporting.writing)
    side = folder / "beside"
    side.mkdir()
    for name, content in more.items():
        (side / name).write_bytes(content)
    script = HERE / "peers" / peer.script
    done = subprocess.run(
        [python_of(peer.environment), script, peer.format, out, side, peer.how],
        check=False, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    if done.returncode != 0:
        print(done.stderr[-4000:], file=sys.stderr)
        return f"| `{peer.format}` | {peer.what} | | | | | no: it failed |", ["it failed"]
    theirs = Found(**json.loads(done.stdout.splitlines()[-1]))
    differences = list(_differences(ours, theirs, peer.keeps))
    numbers = " | ".join(
        str(len(getattr(theirs, each))) if each in peer.keeps else "" for each in COMPARED
    )
    agree = "no" if differences else "yes"
    row = f"| `{peer.format}` | {peer.what} | {theirs.articles} | {numbers} | {agree} |"
    return row, differences


def expected(exporting: Exporting, peer: Peer) -> Found:
    """Return what the loss report leaves of the project."""
    scheme = exporting.writing.scheme
    name: Callable[[Any], str] = TagNames(scheme).of if peer.tags else Names(scheme).of
    found = Found()
    for bundle in exporting.bundles(exporting.choice.ids(), Task("exporting")):
        found.articles += 1
        words = {each.id: _words(bundle, each, peer.plain) for each in bundle.annotations}
        found.labels += [[name(each), words[each.id]] for each in bundle.annotations if each.spans]
        said = flat(bundle, exporting.writing)
        of_article = [name(each) for each in said.labels]
        found.document_labels += sorted(set(of_article)) if peer.plain else of_article
        if exporting.kind.frames is Frames.RELATIONS:
            found.relations += [
                [each.role, words[each.head], words[each.child]] for each in said.relations
            ]
        elif exporting.kind.name.startswith("uima"):
            named = {each.id: words[each.id] or format_id(each.id) for each in bundle.annotations}
            found.relations += [
                [each.role, named[each.source], named[each.target]] for each in bundle.relations
            ]
    return found


def _words(bundle: Bundle, each: Annotation, plain: bool) -> str:
    parts = [each.hull] if plain and each.hull else each.spans
    return " … ".join(part.of(bundle.text) for part in parts)


def _differences(ours: Found, theirs: Found, keeps: Collection[str]) -> Iterator[str]:
    if ours.articles != theirs.articles:
        yield f"articles: {ours.articles} written, {theirs.articles} found"
    for what in keeps:
        left = Counter(map(str, getattr(ours, what)))
        right = Counter(map(str, getattr(theirs, what)))
        for sign, odd in (("not found", left - right), ("never written", right - left)):
            if odd:
                shown = "; ".join(list(odd)[:3])
                yield f"{what}: {odd.total()} {sign}: {shown}"


if __name__ == "__main__":
    sys.exit(main())
