"""The cache of tokens that the worker made.

Owns the table `tokens`.  It is a cache: tokens made by another model, or for another text, are
simply made again, so nothing here has a history.
"""

from __future__ import annotations

import sqlite3
import sys
from array import array
from typing import Any

from annotator.domain.tokens import Tokens


def tokens_from_row(row: tuple[Any, ...]) -> Tokens:
    """Return the tokens of a row (model, starts, ends, sentences)."""
    model, *packed = row
    starts, ends, sentences = (_unpack(raw) for raw in packed)
    return Tokens(starts, ends, sentences, model)


def read(connection: sqlite3.Connection, document: int) -> Tokens | None:
    """Return the cached tokens of a document, or None."""
    row = connection.execute(
        "SELECT model, starts, ends, sentences FROM tokens WHERE document = ?", (document,)
    ).fetchone()
    return None if row is None else tokens_from_row(row)


def write(connection: sqlite3.Connection, document: int, tokens: Tokens) -> None:
    """Keep the tokens of a document."""
    connection.execute(
        "INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?, ?)",
        (
            document,
            tokens.model,
            _pack(tokens.starts),
            _pack(tokens.ends),
            _pack(tokens.sentence_starts),
        ),
    )


def _pack(numbers: array[int]) -> bytes:
    little = array("I", numbers)
    if sys.byteorder == "big":
        little.byteswap()
    return little.tobytes()


def _unpack(raw: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(raw)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
