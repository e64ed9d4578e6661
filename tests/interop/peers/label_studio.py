"""Tasks as Label Studio's SDK checks them against our configuration, and as it converts them."""

import json
import logging
import sys
import tempfile
from pathlib import Path

from label_studio_sdk.converter import Converter
from label_studio_sdk.label_interface import LabelInterface

logging.disable(logging.ERROR)


def main() -> None:
    config = Path(sys.argv[3], "label-studio.xml").read_text(encoding="utf-8")
    interface = LabelInterface(config)
    interface.validate()
    tasks = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    labels, relations, chosen = [], [], []
    for task in tasks:
        text = task["data"]["text"]
        for annotation in task["annotations"]:
            assert interface.validate_annotation(annotation), task["id"]
            words = {}
            for result in annotation["result"]:
                if result["type"] == "labels":
                    value = result["value"]
                    said = text[value["start"] : value["end"]]
                    assert said == value["text"]
                    words[result["id"]] = said
                    labels += [[name, said] for name in value["labels"]]
                elif result["type"] == "choices" and "start" not in result["value"]:
                    chosen += result["value"]["choices"]
            for result in annotation["result"]:
                if result["type"] == "relation":
                    ends = words[result["from_id"]], words[result["to_id"]]
                    relations += [[role, *ends] for role in result["labels"]]
    converted = convert(config)
    kept = sum(len(each) for each in converted)
    assert kept == len(labels), f"the converter keeps {kept} of {len(labels)} labels"
    print(
        json.dumps(
            {
                "articles": len(tasks),
                "labels": labels,
                "relations": relations,
                "document_labels": chosen,
            }
        )
    )


def convert(config):
    """Return what the converter's JSON-MIN has of each annotation."""
    with tempfile.TemporaryDirectory() as folder:
        converter = Converter(config, folder)
        converter.convert_to_json_min(sys.argv[2], folder, is_dir=False)
        items = json.loads(Path(folder, "result.json").read_text(encoding="utf-8"))
    return [
        [
            region
            for found in item.values()
            if isinstance(found, list)
            for region in found
            if isinstance(region, dict) and "labels" in region
        ]
        for item in items
    ]


main()
