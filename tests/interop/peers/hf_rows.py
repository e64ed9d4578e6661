"""Rows as `datasets` loads them, labels as seqeval takes them off the tags."""

import json
import sys
import tempfile

from datasets import load_dataset
from seqeval.metrics.sequence_labeling import get_entities

KIND = {"hf": "json", "parquet": "parquet"}[sys.argv[1]]


def main() -> None:
    with tempfile.TemporaryDirectory() as cache:
        rows = load_dataset(KIND, data_files=sys.argv[2], split="train", cache_dir=cache)
        names = None
        if KIND == "parquet":
            import pyarrow.parquet as pq

            assert pq.read_metadata(sys.argv[2]).num_rows == len(rows)
            names = rows.features["ner_tags"].feature.names
        articles, labels = set(), []
        for row in rows:
            articles.add(row["document_id"])
            tags = row["tags"] if names is None else [names[each] for each in row["ner_tags"]]
            for name, first, last in get_entities(tags):
                words = row["tokens"][first : last + 1]
                spaces = [*row["spaces"][first:last], ""]
                labels.append([name, "".join(w + s for w, s in zip(words, spaces, strict=True))])
        print(json.dumps({"articles": len(articles), "labels": labels}))


main()
