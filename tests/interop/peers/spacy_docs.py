"""Shards as spaCy's own DocBin reads them."""

import json
import sys
from pathlib import Path

import spacy
from spacy.tokens import DocBin


def main() -> None:
    vocab = spacy.blank("en").vocab
    articles, labels, cats = 0, [], []
    for path in sorted(Path(sys.argv[2]).glob("*.spacy")):
        for doc in DocBin().from_disk(path).get_docs(vocab):
            articles += 1
            labels += [[span.label_, span.text] for span in doc.spans["sc"]]
            cats += [name for name, score in doc.cats.items() if score]
            known = {(each.start, each.end, each.label_) for each in doc.spans["sc"]}
            assert {(each.start, each.end, each.label_) for each in doc.ents} <= known
    print(json.dumps({"articles": articles, "labels": labels, "document_labels": cats}))


main()
