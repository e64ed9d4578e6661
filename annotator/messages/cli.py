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
    "cli-would-export": "would write {documents:#article} with {annotations:#label}",
    "cli-part": "  {name:<6} {documents:#article} with {annotations:#label}",
    "cli-near-duplicates": "  {number:#article} (almost) a copy of another in the same part",
    "cli-note": "{what}: {number}",
    "cli-dataset-only-folder": "A dataset is a folder that lists its losses itself. Give the name "
    "of a folder, without --losses and --dry-run, or leave --split away.",
    "cli-format-unusable": "annotator: the format offered as “{name}” cannot be used ({why})",
    "cli-lost": "{format} cannot carry: {losses}",
    "cli-sound": "{path} is sound: {documents:#article}, {annotations:#label}",
    "cli-unsound": "not sound, {number:#problem}:",
    "cli-salvaged": "{rows:#row} copied to {path}",
    "cli-demo-project": "project      {path}",
    "cli-demo-export": "export       {path} ({documents:#article}, {annotations:#label})",
    "cli-demo-picture": "picture      {path}",
    "cli-demo-checked": "offsets      all {annotations:#label} fit their text",
    "cli-scheme-sound": "{path} is sound: “{name}” with {layers:#layer}, {labels:#label}, "
    "{attributes:#attribute} and {roles:#role}",
    "cli-all-articles": "all articles",
    "cli-scheme-same": "the project has all of it already",
    "cli-scheme-taken": "{number:#change} taken from {path}:",
    "cli-scheme-would": "{number:#change} would be taken from {path}:",
    "cli-scheme-written": "“{name}” with {layers:#layer} and {labels:#label} written to {path}",
    "cli-no-zones": "nothing is excluded",
    "cli-merged": "merged {files}: {added} added, {changed} changed, {removed} removed, "
    "{conflicts:#conflict}",
    "cli-would-merge": "would merge {files}: {added} added, {changed} changed, {removed} removed, "
    "{conflicts:#conflict}",
    "cli-merged-nothing": "{files}: nothing that this project does not know already",
    "cli-merge-kinds": "  {how:<8} {kinds}",
    "cli-conflict": "  conflict {kind} {record} in {document}: stands {stands}; overruled "
    "{overruled}",
    "cli-same-text": "  the article “{theirs}” has the text of “{ours}”; both stay until "
    "somebody joins them (Review › Articles with the same text)",
    "cli-adjudicated": "{items:#item} in {documents:#article}: {decided} decided by {strategy}, "
    "{kept} by people before, {left} left",
    "cli-no-agreement": "nothing to compare: no article was read by two annotators",
    "cli-packet": "{documents:#article} for {receiver} written to {path}",
    "cli-interrupted": "stopped; nothing half-done was kept",
}
