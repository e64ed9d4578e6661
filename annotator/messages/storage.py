"""What the project file has to say."""

MESSAGES = {
    "project-missing": "There is no project at {path}. Check the path, or make one with “new”.",
    "project-exists": "{path} is there already. Choose another name, or move that file away.",
    "project-unreadable": "{path} cannot be opened ({why}). Check that the folder exists and that "
    "you may read it.",
    "project-not-sqlite": "{path} is not a project file. Open a file that ends in .annotator, or "
    "import this one into a project.",
    "project-not-ours": "{path} is an SQLite database, but not a project of Annotator. Choose "
    "another file.",
    "project-newer": "{path} was made by a newer Annotator (file version {version}, this program "
    "knows {known}). Update the program; the file was not touched.",
    "project-older-read-only": "{path} has the older file version {version} and must be brought up "
    "to date once. Open it for writing first.",
    "project-damaged": "{path} is damaged ({why}). Nothing was changed. Open one of its copies "
    "(Project › Copies of this project), or save what can be read with “annotator check "
    "--salvage”.",
    "project-foreign-schema": "{path} holds something that a project does not have: {objects}. It "
    "was not opened, because such parts can run inside the program. “annotator check {path} "
    "--salvage NEW” copies its articles and labels into a clean project.",
    "project-locked": "This project is open in another window ({user} on {host}, since {since}). "
    "Close it there, or open it here read-only.",
    "project-read-only": "This project cannot be changed here ({why}). Copy it to a folder you may "
    "write to.",
    "project-disk-full": "There is no room left for {path}. Nothing was lost; free some space and "
    "try again.",
    "project-busy": "{path} is in use by another program. Try again in a moment.",
    "project-error": "The project file {path} reported an error: {why}.",
    "folder-unwritable": "{path} cannot be written to ({why}). Free some space, or allow it.",
    "interrupted": "This was stopped before it was done. Nothing was changed.",
    "text-not-storable": "The character at position {position} cannot be stored ({why}). Take it "
    "out and try again.",
    "document-missing": "This article is not in the project any more.",
    "record-in-use": "This cannot be taken away, because something still refers to it ({why}).",
    "editing-locked": "Wait until the running task is done ({task}), or cancel it.",
    "project-migrated": "The project was brought from file version {before} to {now}; a copy of "
    "the old one is at {copy}.",
    "network-drive": "This project is on a network drive, where saving takes a little longer. "
    "Only one person may open it at a time.",
    "lock-taken-over": "The last window ({user} on {host}, since {since}) ended without closing "
    "this project. Everything it had saved is here.",
    "backup-failed": "No backup could be made ({why}).",
    "check-damaged": "The file itself is damaged: {why}.",
    "check-foreign-key": "A row of {table} refers to something that is not there ({parent}).",
    "check-relation-across": "Relation {record} joins annotations of two articles.",
    "check-span-copy": "The parts of annotation {record} disagree with it.",
    "check-zone-outside": "Zone {record} does not lie in its article.",
    "check-original": "The original file {file}… of an article is not what it was at import.",
    "check-text-changed": "The text of {document} is not what it was at import.",
    "check-history": "Step {record} of the history cannot be read: {why}.",
    "check-text-length": "The text of {document} is not as long as it was at import.",
    "check-surface": "In {document}, {start}-{end} no longer holds the words that were labelled "
    "(annotation {record}).",
    "check-span": "In {document}, annotation {record} has impossible parts: {why}.",
    "check-search-index": "The search index does not fit the articles: {why}.",
    "annotator-added": "add annotator {name}",
    "imported": "import {documents:#article}",
    "merged": "merge {file}",
    "conflicts-kept": "keep {number:#version} that stood in a merge",
    "conflicts-taken": "take {number:#version} that a merge had overruled",
    "adjudicated": "decide {number:#item}",
    "adjudicated-by-rule": "decide {number:#item} by {strategy}",
    "strategy-unknown": "There is no rule “{name}”; known are {known}.",
    "nothing-to-merge": "There are no borders to merge here: only labelled words have some.",
    "metric-unknown": "There is no figure “{name}”; known are {known}.",
    "no-gold": "There is no gold set yet: decide something first, in review or with “annotator "
    "adjudicate”.",
    "articles-assigned": "assign {number:#article} to {name}",
    "packet-sent": "send {number:#article} to {name}",
    "packet-empty": "There is no article to send to {name}. Choose others.",
    "packet-other-project": "{path} is a packet that another project sent; it is taken back there. "
    "Nothing was merged.",
    "overlap-wrong": "An overlap of {overlap} % makes no sense; say 0 to 100.",
    "texts-differ": "“{ours}” and “{theirs}” do not have the same text.",
    "copy-itself": "{path} is this project itself. Name another copy of it.",
    "merge-texts-differ": "The article “{document}” has another text in {path} than here, and "
    "labels fit one text only; nothing was merged. Give one of the two another id: export it, "
    "change its “id”, and import it again.",
    "merge-unsound": "{path} holds what Annotator never writes: {why}. Nothing was merged. Ask for "
    "the file anew, or copy what can be read with: annotator check {path} --salvage NEW",
    "rule-scheme": "The two schemes together: {why}. Open the scheme and change one of them.",
    "rule-role-many": "Some annotations have several “{role}” now, which the scheme allows only "
    "once; look at them in review.",
    "rule-same-name": "Two annotators are called {name}. If they are two people, rename one.",
    "rule-own-parent": "Quote {record} reports itself, in a chain of reports: take one link away.",
}
