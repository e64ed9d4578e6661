"""spaCy's DocBin: articles as Docs, in shards that a trainer reads as one folder.

Owns writing them: which labels become `doc.ents`, what goes into `doc.spans` and `doc.cats`, the
record in `doc.user_data` with which everything comes back, and the configurations to train with.
Reading is `docbin_reading`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from annotator.domain.annotations import Annotation
from annotator.domain.bundles import Bundle
from annotator.domain.documents import State
from annotator.domain.errors import Phrase
from annotator.domain.scheme import LayerKind, Scheme
from annotator.domain.tokens import Tokens
from annotator.formats.docbin_reading import GROUP, RECORD, read
from annotator.formats.flat import Names, reading_order, split_at_labels
from annotator.formats.jsonl import line_of
from annotator.formats.registry import CARRIED, Format, Frames, WriteOptions
from annotator.locations import resource

#: Docs of one shard, and words: whoever reads a shard holds all of it.
SHARD_DOCS = 1000
SHARD_WORDS = 2_000_000
#: What is written of each word beside its characters.  No other columns: nothing else is known.
_COLUMNS = ("ENT_IOB", "ENT_TYPE")
#: Configurations for `spacy train`, by their names in a dataset: for `doc.ents`, and for the spans
#: of `GROUP`, which may overlap.
CONFIGS = {"config.cfg": "spacy-ner.cfg", "config-spans.cfg": "spacy-spans.cfg"}
_SETTLED = frozenset({State.DONE, State.APPROVED})


def write_folder(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[tuple[str, bytes]]:
    """Yield shards of `SHARD_DOCS` Docs each; one shard is in memory at a time."""
    maker = _Maker(options)
    shard, number = _Shard(), 1
    for bundle in bundles:
        shard.add(*maker.doc(bundle, shard.vocab))
        if shard.full:
            yield _name(number), shard.to_bytes()
            shard, number = _Shard(), number + 1
    if shard.some:
        yield _name(number), shard.to_bytes()


def configs(options: WriteOptions) -> dict[str, bytes]:
    """Return the files with which spaCy trains on a dataset."""
    return {name: resource("training", file).read_bytes() for name, file in CONFIGS.items()}


def _name(number: int) -> str:
    return f"articles-{number:04}.spacy"


class _Shard:
    """A DocBin that is being filled."""

    def __init__(self) -> None:
        from spacy.tokens import DocBin
        from spacy.vocab import Vocab
        from srsly.msgpack import Packer

        self._docs = DocBin(_COLUMNS, store_user_data=True)
        self._pack = Packer(use_bin_type=True).pack
        # A vocabulary keeps every word it has seen, so that each shard has one of its own.
        self.vocab = Vocab()
        self.words = 0

    @property
    def some(self) -> bool:
        return len(self._docs) > 0

    @property
    def full(self) -> bool:
        return len(self._docs) >= SHARD_DOCS or self.words >= SHARD_WORDS

    def add(self, doc: Any, strings: Iterable[str]) -> None:
        """Add a Doc as `DocBin.add` does, which asks each token for nine strings to find these."""
        docs = self._docs
        docs.tokens.append(doc.to_array(docs.attrs))
        docs.spaces.append(doc.to_array("SPACY").astype(bool).reshape(-1, 1))
        docs.flags.append({"has_unknown_spaces": doc.has_unknown_spaces})
        docs.strings.update(strings)
        docs.cats.append(doc.cats)
        docs.user_data.append(self._pack(doc.user_data))
        docs.span_groups.append(doc.spans.to_bytes())
        self.words += len(doc)

    def to_bytes(self) -> bytes:
        found: bytes = self._docs.to_bytes()
        return found


class _Maker:
    """Makes Docs of bundles."""

    def __init__(self, options: WriteOptions) -> None:
        scheme = options.scheme
        self._options = options
        # The words of a Doc are its tokens.
        self._record_options = replace(options, tokens=False)
        self._names = Names(scheme)
        self._order = reading_order(scheme)
        self._places = {layer.uid: layer.position for layer in scheme.layers}
        self._named = {layer.uid for layer in scheme.layers if layer.kind is LayerKind.SPANS}
        self._cats = _cats(scheme, self._names)

    def doc(self, bundle: Bundle, vocab: Any) -> tuple[Any, Iterable[str]]:
        """Return the Doc of a bundle and every string it uses."""
        from spacy.tokens import Doc, Span

        placed = sorted((each for each in bundle.annotations if each.spans), key=self._order)
        words, spaces, starts = words_of(
            bundle.text, split_at_labels(bundle, self._options), placed
        )
        doc = Doc(vocab, words=words, spaces=spaces)
        first = {start: number for number, start in enumerate(starts)}
        last = {start + len(word): number for number, (start, word) in
                enumerate(zip(starts, words, strict=True), 1)}  # fmt: skip
        labels = [self._names.of(each) for each in placed]
        spans = [
            Span(doc, first[each.start], last[each.end], label=label)
            for each, label in zip(placed, labels, strict=True)
        ]
        doc.spans[GROUP] = spans
        if bundle.annotations or any(each.state in _SETTLED for each in bundle.assignments):
            # In any other article words without a label are not known to have none.
            doc.ents = self._ents(placed, spans, words)
        doc.cats = self._cats_of(bundle)
        record = line_of(bundle, self._record_options)
        del record["text"]
        doc.user_data[RECORD] = record
        return doc, (*words, *labels, "")

    def _ents(
        self, placed: Sequence[Annotation], spans: Sequence[Any], words: Sequence[str]
    ) -> list[Any]:
        """Return what can stand in `doc.ents`: earlier layers first, then longer labels."""
        named = [
            (self._places[each.layer], span.start - span.end, number)
            for number, (each, span) in enumerate(zip(placed, spans, strict=True))
            if each.layer in self._named
        ]
        taken = bytearray(len(words))
        kept = []
        for _, _, number in sorted(named):
            span = spans[number]
            start, end = span.start, span.end
            # An entity that starts or ends with white space stops spaCy's training.
            if any(taken[start:end]) or words[start].isspace() or words[end - 1].isspace():
                continue
            taken[start:end] = b"\1" * (end - start)
            kept.append(span)
        self._options.note(Phrase("told-docs-no-ents"), len(named) - len(kept))
        return kept

    def _cats_of(self, bundle: Bundle) -> dict[str, float]:
        chosen = {
            self._names.of(each)
            for each in bundle.annotations
            if not each.spans and self._options.layer_kind(each.layer) is LayerKind.DOCUMENT
        }
        if not chosen:
            return {}
        return {name: float(name in chosen) for name in (*self._cats, *sorted(chosen))}


def _cats(scheme: Scheme, names: Names) -> list[str]:
    """Return the names of the labels that an article may have."""
    of_documents = {each.uid for each in scheme.layers if each.kind is LayerKind.DOCUMENT}
    return [
        names.of(Annotation(0, 0, 0, each.layer, each.uid))
        for each in scheme.labels
        if each.layer in of_documents and not each.retired
    ]


def words_of(
    text: str, tokens: Tokens, placed: Iterable[Annotation]
) -> tuple[list[str], list[bool], list[int]]:
    """Return words, whether a blank follows each, and where each starts.

    Together they are the text, character for character.  Labels may start and end in white space:
    a blank at such a border is a word of its own, as is all white space but single blanks.
    """
    begins = {part.start for each in placed for part in each.spans}
    ends = {part.end for each in placed for part in each.spans}
    words: list[str] = []
    spaces: list[bool] = []
    starts: list[int] = []

    def fill(start: int, end: int) -> None:
        inside = [at for at in range(start + 1, end) if at in begins or at in ends]
        for left, right in zip([start, *inside], [*inside, end], strict=True):
            words.append(text[left:right])
            spaces.append(False)
            starts.append(left)

    at = 0
    nexts = [*tokens.starts[1:], len(text)]
    # A text without any token has no next one either.
    for start, end, then in zip(tokens.starts, tokens.ends, nexts, strict=False):
        if at < start:
            fill(at, start)
        blank = end < then and text[end] == " " and end not in begins and end + 1 not in ends
        words.append(text[start:end])
        spaces.append(blank)
        starts.append(start)
        at = end + blank
    if at < len(text):
        fill(at, len(text))
    return words, spaces, starts


FORMAT = Format(
    "spacy",
    "spaCy DocBin",
    (".spacy",),
    read=read,
    write_folder=write_folder,
    carries=frozenset(CARRIED),
    frames=Frames.WHOLE,
    same_twice=True,
    needs_tokens=True,
    beside=configs,
)
