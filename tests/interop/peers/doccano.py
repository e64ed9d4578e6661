"""Lines as doccano imports them into a project of its own database."""

import importlib.util
import json
import os
import sys
import tempfile
from pathlib import Path

BACKEND = importlib.util.find_spec("backend").submodule_search_locations[0]
sys.path.insert(0, BACKEND)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ.update(
            DATABASE_URL=f"sqlite:///{folder}/db.sqlite3",
            DJANGO_SETTINGS_MODULE="config.settings.base",
        )
        import django
        from django.core.management import call_command

        django.setup()
        with Path(os.devnull).open("w") as quiet:
            call_command("migrate", stdout=quiet)
            call_command("create_roles", stdout=quiet)
        print(json.dumps(imported()))


def imported():
    from data_import.datasets import load_dataset
    from data_import.pipeline.catalog import create_file_format
    from data_import.pipeline.readers import FileName
    from django.contrib.auth.models import User
    from examples.models import Example
    from labels.models import Category, Relation, Span
    from projects.models import IntentDetectionAndSlotFillingProject, SequenceLabelingProject

    task = sys.argv[4]
    user = User.objects.create_user("mina")
    if task == "IntentDetectionAndSlotFilling":
        project = IntentDetectionAndSlotFillingProject.objects.create(
            name="ours", project_type=task, created_by=user
        )
    else:
        project = SequenceLabelingProject.objects.create(
            name="ours",
            project_type="SequenceLabeling",
            created_by=user,
            allow_overlapping=True,
            use_relation=task == "RelationExtraction",
        )
    name = Path(sys.argv[2]).name
    files = [FileName(full_path=sys.argv[2], generated_name=name, upload_name=name)]
    dataset = load_dataset(task, create_file_format("JSONL"), files, project)
    dataset.save(user)
    assert not dataset.errors, [each.dict() for each in dataset.errors]

    def words(span):
        return span.example.text[span.start_offset : span.end_offset]

    return {
        "articles": Example.objects.count(),
        "labels": [[each.label.text, words(each)] for each in Span.objects.all()],
        "relations": [
            [each.type.text, words(each.from_id), words(each.to_id)]
            for each in Relation.objects.all()
        ],
        "document_labels": [each.label.text for each in Category.objects.all()],
    }


main()
