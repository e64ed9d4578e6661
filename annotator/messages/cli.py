"""What only the command line says."""

MESSAGES = {
    "cli-made": "made {path} with the scheme “{scheme}” for {annotator}",
    "cli-imported": "{documents:#article} and {annotations:#label} imported, "
    "{already} already there",
    "cli-same": "already there: {annotations:#label}",
    "cli-encodings": "read as {encoding}: {files}",
    "cli-ignored": "passed over: {what} ({number:#time})",
    "cli-new-labels": "added to the scheme: {labels}",
    "cli-problems": "{number} could not be imported:",
    "cli-exported": "{documents:#article} with {annotations:#label} written to {path}",
    "cli-lost": "{format} cannot carry: {losses}",
    "cli-sound": "{path} is sound: {documents:#article}, {annotations:#label}",
    "cli-unsound": "not sound, {number:#problem}:",
    "cli-salvaged": "{rows:#row} copied to {path}",
    "cli-demo-project": "project      {path}",
    "cli-demo-export": "export       {path} ({documents:#article}, {annotations:#label})",
    "cli-demo-picture": "picture      {path}",
    "cli-demo-checked": "offsets      all {annotations:#label} fit their text",
    "cli-no-command": "Open the window with “annotator open”, or see “annotator --help”.",
    "cli-interrupted": "stopped; nothing half-done was kept",
}
