"""What only the command line says."""

MESSAGES = {
    "cli-made": "made {path} with the scheme “{scheme}” for {annotator}",
    "cli-imported": "{documents} articles and {annotations} labels imported, {already} articles "
    "were there already",
    "cli-same": "{annotations} labels were there already",
    "cli-encodings": "read as {encoding}: {files}",
    "cli-ignored": "passed over: {what} ({number} times)",
    "cli-new-labels": "added to the scheme: {labels}",
    "cli-problems": "{number} could not be imported:",
    "cli-exported": "{documents} articles with {annotations} labels written to {path}",
    "cli-lost": "{format} cannot carry: {losses}",
    "cli-sound": "{path} is sound: {documents} articles, {annotations} labels",
    "cli-unsound": "{number} things are wrong:",
    "cli-salvaged": "{rows} rows copied to {path}",
    "cli-demo-project": "project      {path}",
    "cli-demo-export": "export       {path} ({documents} articles, {annotations} labels)",
    "cli-demo-picture": "picture      {path}",
    "cli-demo-checked": "offsets      all {annotations} labels fit their text",
    "cli-no-command": "Open the window with “annotator open”, or see “annotator --help”.",
    "cli-interrupted": "stopped; nothing half-done was kept",
}
