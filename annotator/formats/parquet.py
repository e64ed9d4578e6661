"""The rows of `hf` as Parquet, with the features from which `datasets` knows what tags mean.

Owns the columns and their features, and what of a Parquet file is looked at before it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import orjson

from annotator.domain.bundles import Bundle
from annotator.domain.errors import Phrase
from annotator.formats import foreign, hf
from annotator.formats.parquet_footer import Column, FooterError, groups_of
from annotator.formats.registry import Format, Problem, ProblemError, ReadOptions, WriteOptions
from annotator.formats.word_tags import within_words

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

#: Sentences that are written, and compressed, together.
GROUP_ROWS = 10_000
#: Rows that are held while a file is read.
_BATCH_ROWS = 200
#: Bytes of one group of rows, unpacked, and of the rows that are held; values of one column.
MAX_GROUP = 512 * 1024 * 1024
MAX_VALUES = 50_000_000
#: Bytes of a short text, or of any value, in Python.
_VALUE = 60
#: Key of the file under which `datasets` keeps what it knows of the columns.
_KEY = b"huggingface"


# Reading ---------------------------------------------------------------------------------------


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the articles of a Parquet file."""
    return foreign.bundles_of(path, options, _articles(path, options))


def _articles(path: Path, options: ReadOptions) -> Iterator[foreign.Found]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with path.open("rb") as file:
        if not file.read(1):
            raise ProblemError("file-empty")
    most = options.max_bytes or MAX_GROUP
    try:
        _check(groups_of(path), most)
        metadata = pq.read_metadata(path)
        # A text that stands there a million times is one text until somebody asks for all of them.
        texts = [each.path for each in map(metadata.schema.column, range(metadata.num_columns))
                 if each.physical_type == "BYTE_ARRAY"]  # fmt: skip
        with pq.ParquetFile(path, metadata=metadata, read_dictionary=texts) as table:
            columns = table.schema_arrow.names
            if "tokens" not in columns:
                raise ProblemError("key-missing", key="row", name="tokens")
            for name in columns:
                if name not in hf.KEYS:
                    options.ignore(Phrase("told-column", {"name": name[:60]}))
            names = _names(table.schema_arrow)
            yield from hf.articles(_rows(table, most), names, options)
    except FooterError as error:
        raise ProblemError("parquet-bad", why=error.phrase) from None
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError, MemoryError) as error:
        raise ProblemError("parquet-bad", why=" ".join(str(error).split())[:120]) from None


def _rows(table: pq.ParquetFile, most: int) -> Iterator[hf.Row]:
    columns = [each for each in table.schema_arrow.names if each in hf.KEYS]
    number = 0
    for batch in table.iter_batches(_BATCH_ROWS, columns=columns, use_threads=False):
        if sum(map(_size, batch.itercolumns(), batch.schema.names)) > most:
            raise _too_large(most)
        for values in zip(*map(_values, batch.itercolumns()), strict=True):
            number += 1
            yield number, dict(zip(batch.schema.names, values, strict=True))


def _values(column: pa.Array) -> list[Any]:
    """Return the values of a column; `to_pylist` makes an object of Arrow's for each of them."""
    from pyarrow import types

    if column.null_count or column.offset:
        return cast("list[Any]", column.to_pylist())
    if types.is_list(column.type) or types.is_large_list(column.type):
        inner, ends = _values(column.flatten()), column.offsets.to_pylist()
        first = ends[0]
        return [inner[start - first : end - first] for start, end in pairwise(ends)]
    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return cast("list[Any]", column.to_numpy(zero_copy_only=False).tolist())


def _size(column: pa.Array, name: str) -> int:
    """Return about how many bytes a column takes as values of Python."""
    import pyarrow.compute as pc
    from pyarrow import types

    in_lists = types.is_list(column.type) or types.is_large_list(column.type)
    values = column.flatten() if in_lists else column
    if types.is_nested(values.type):
        raise ProblemError("field-type", key=name, wanted="text-list", found=str(column.type))
    size = _VALUE * (len(column) + len(values))
    if types.is_dictionary(values.type) and not types.is_primitive(values.type.value_type):
        lengths = pc.binary_length(values.dictionary)
        return size + (pc.sum(lengths.take(values.indices)).as_py() or 0)
    return size + int(values.nbytes)


def _check(groups: list[list[Column]], most: int) -> None:
    """Refuse groups that would not fit into memory."""
    for columns in groups:
        size = sum(each.size for each in columns)
        if size > most or any(each.values > MAX_VALUES for each in columns):
            raise _too_large(most)


def _too_large(most: int) -> ProblemError:
    return ProblemError("parquet-large", most=max(1, most // 1024**2))


def _names(schema: pa.Schema) -> list[str]:
    """Return what the numbers of tags mean, as far as `datasets` wrote it down."""
    try:
        features = orjson.loads((schema.metadata or {})[_KEY])["info"]["features"]
        for key in hf.TAGS:
            feature = features.get(key) or {}
            # A list of labels is written in three ways by now.
            inner = feature[0] if isinstance(feature, list) else feature.get("feature", {})
            names = inner.get("names")
            if isinstance(names, list) and all(type(each) is str for each in names):
                return names
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        pass
    return []


# Writing ---------------------------------------------------------------------------------------


def write(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
    """Yield the file, one group of rows at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    maker = hf.Rows(options)
    schema = _schema(maker.tags)
    sink = _Sink()
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), schema) as writer:
        rows: list[dict[str, Any]] = []
        for bundle in bundles:
            rows += maker.of(bundle)
            while len(rows) >= GROUP_ROWS:
                writer.write_table(pa.Table.from_pylist(rows[:GROUP_ROWS], schema))
                del rows[:GROUP_ROWS]
                yield sink.taken()
        if rows:
            writer.write_table(pa.Table.from_pylist(rows, schema))
    yield sink.taken()


class _Sink:
    """A file that hands on what was written into it."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Do nothing; whoever writes takes what is there."""

    def close(self) -> None:
        self.closed = True

    def taken(self) -> bytes:
        found = b"".join(self._pieces)
        self._pieces.clear()
        return found


def _schema(tags: list[str]) -> pa.Schema:
    import pyarrow as pa

    text, texts = pa.string(), pa.list_(pa.string())
    columns = {
        "id": text, "document_id": text, "sentence": pa.int32(), "tokens": texts,
        "ner_tags": pa.list_(pa.int64()), "spaces": texts, "space_before": text,
    }  # fmt: skip
    string = {"dtype": "string", "_type": "Value"}
    features: dict[str, Any] = dict.fromkeys(columns, string)
    features["sentence"] = {"dtype": "int32", "_type": "Value"}
    for name in ("tokens", "spaces"):
        features[name] = {"feature": string, "_type": "Sequence"}
    features["ner_tags"] = {
        "feature": {"names": tags, "_type": "ClassLabel"},
        "_type": "Sequence",
    }
    metadata = {_KEY: orjson.dumps({"info": {"features": features}})}
    return pa.schema(columns.items(), metadata)


FORMAT = Format(
    "parquet",
    "Hugging Face token classification, Parquet",
    (".parquet",),
    read=read,
    write=write,
    carries=frozenset({"text", "spans"}),
    needs_tokens=True,
    fit=within_words,
)
