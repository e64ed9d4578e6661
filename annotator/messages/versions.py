"""Versions of the guideline and agreement with oneself."""

MESSAGES: dict[str, str] = {
    # Actions
    "action-second-look": "Labels for a second look…",
    "action-still-right": "Second look: still right",
    "action-second-look-next": "Second look: next one",
    "action-second-look-previous": "Second look: the one before",
    "action-self-check": "Agreement with myself…",
    # Steps
    "look-still-right": "{label}: still right",
    "versions-same-after-all": "{name} means the same after all",
    # Why not
    "look-not-needed": "This label is up to date; it needs no second look.",
    "versions-only-one": "The definition of {name} has one version only.",
    "versions-nothing-open": "No second look is going on. It begins in “Labels for a second look…”"
    " in the menu Review.",
    "versions-no-other": "There is no other label to look at.",
    # The scheme editor
    "versions-look-again": "Labels made so far need a second look",
    "versions-look-again-hint": "The definition becomes a new version, and what was labelled"
    " before is marked. Untick it for a typo: the version stays the same.",
    # The inspector
    "versions-under": "Made under version {number} of the guideline; now version {newest}.",
    "versions-changed": "Changed since, {who}{time}:",
    "versions-changed-who": "by {who}, ",
    "versions-day": "{when:%Y-%m-%d}",
    "versions-day-time": "{when:%Y-%m-%d %H:%M}",
    "versions-nothing-said": "(nothing)",
    "versions-still-right": "Still right",
    "versions-still-right-hint": "Says that this label is right under the newest version",
    # The page of versions
    "versions-title": "Labels for a second look",
    "versions-explained": "These labels got another definition. What was labelled before stays as"
    " it is; here it can be looked at once more.",
    "versions-none": "No definition has changed since its first version.\n\nWhen a description, a"
    " guideline or a choice is changed in the scheme (menu Project), a box beside “Save” asks"
    " whether the labels made so far need a second look. Those are then listed here.",
    "versions-looking": "Looking…",
    "versions-table": "Labels with more than one version",
    "versions-head-label": "Label",
    "versions-head-version": "Version",
    "versions-head-mine": "Older, mine",
    "versions-head-all": "Older, everybody",
    "versions-head-changed": "Last changed",
    "versions-change": "What changed",
    "versions-gone": "gone: “{text}”",
    "versions-new": "new: “{text}”",
    "versions-by": "Version {number}, {who}{time}",
    "versions-walk": "&Look at my {number:#label}",
    "versions-walk-none": "Nothing to look at",
    "versions-same": "Means the &same after all",
    "versions-same-hint": "Takes the newest version of the chosen label back: nothing made under"
    " the one before needs a second look. The text stays.",
    # The line over the article
    "versions-line": "Second look, {left} to go: {label} “{words}”, version {number} → {newest}",
    "versions-line-end": "Second look: all {total:#label} done.",
    "versions-line-name": "Second look",
    "versions-next": "Next",
    "versions-stop": "Stop",
    "versions-stop-hint": "Ends the second look; what is left stays marked",
    "versions-began": "{number:#label} to look at. {key} says “still right”; every other key works"
    " as usual.",
    # Words for records
    "versions-said-look": "looked at under the newest version",
    "versions-said-version": "a new version of {name}",
    "record-version": "version of a definition",
    "record-look": "second look",
    "record-field-before": "definition before",
    "record-field-version": "version",
    # The command line
    "cli-versions-none": "No definition has more than one version.",
    "cli-versions-scheme": "Guideline version {number}",
    "cli-versions": "{label}: version {number}, {older:#label} made under an older one",
    "cli-versions-change": "  {number}: {time} {who}",
    # Agreement with oneself
    "self-check": "Agreement with myself",
    "self-check-title": "Agreement with myself",
    "self-check-explained": "A few articles that you finished a while ago come back without their"
    " labels. Label them once more; then the two readings are compared. The second labels are kept"
    " apart from the project and count nowhere else.",
    "self-check-number": "There must be at least one article, and no fewer than 0 days: not"
    " {number} and {days}.",
    "self-check-articles": "&Articles",
    "self-check-days": "Not touched &for",
    "self-check-days-unit": " days",
    "self-check-seed": "&Draw number",
    "self-check-seed-hint": "The same number draws the same articles again",
    "self-check-looking": "Looking for finished articles…",
    "self-check-found": "{number:#article} of yours {days:#day} old or older can come back.",
    "self-check-few": "Only {number:#article of yours is|articles of yours are} finished and"
    " {days:#day} old or older."
    " Choose fewer articles or fewer days.",
    "self-check-nothing": "No finished article of yours is {days:#day} old or older. An article is"
    " finished when its state is done or approved.",
    "self-check-begin": "&Begin",
    "self-check-running": "Drawn on {made}: {documents:#article}, {done} of them done.",
    "self-check-go-on": "Go &on labelling",
    "self-check-compare": "&Compare",
    "self-check-compare-hint": "Compares the articles that are done in the check",
    "self-check-forget": "&Forget this check…",
    "self-check-forget-question": "Forget this check?",
    "self-check-forget-more": "The second labels of {done:#article} are deleted for good. The"
    " project and its labels stay as they are.",
    "self-check-forget-do": "Forget",
    "self-check-forgotten": "The check is forgotten.",
    "self-check-line": "Self-check: {done} of {documents:#article} done. Nothing of it counts as"
    " data.",
    "self-check-line-name": "Self-check",
    "self-check-back": "Back to the project",
    "self-check-project-gone": "The project of this check is no longer at {path}. Open it from where"
    " it is now; the check is found by the project’s id.",
    "self-check-there": "A check has begun already: go on with it, or forget it first.",
    "self-check-too-few": "Only {found:#article of yours is|articles of yours are} finished and"
    " {days:#day} old or older;"
    " {number} cannot be drawn. Ask for fewer articles or fewer days.",
    "self-check-stays": "A self-check is neither exported, merged nor sent: its labels are there to"
    " be compared with one’s own. Open the project itself.",
    "self-check-none": "No check has begun.",
    "self-check-none-done": "No article of the check is done yet. Finish one, then compare.",
    "self-check-broken": "The file of the check cannot be read: {why}",
    "versions-look-failed": "Older labels could not be looked for: {why}",
    "self-check-failed": "The check cannot go on: {why}",
    "self-check-looking-items": "Looking for what differs…",
    "self-check-again": "{name}, again",
    "self-check-read-only": "The project is open read-only; a check needs it open for writing.",
    "self-check-figures": "Agreement with myself: {name}",
    "self-check-items": "What differs",
    "self-check-items-title": "What differs: {what}",
    "self-check-items-hint": "Enter shows the place in the project.",
    "self-check-items-none": "Nothing differs here: both readings say the same.",
    "self-check-head-article": "Article",
    "self-check-head-words": "Words",
    "self-check-head-first": "First time",
    "self-check-head-second": "Again",
    "self-check-head-difference": "Difference",
    "self-check-not-there": "–",
    "self-check-close": "Close",
    "cli-self-check-begun": "Drawn: {documents:#article}. Label them in {path}, then run this"
    " command again.",
    "cli-self-check-figure": "{layer:<12} {metric:<42} {value:>6}  n = {n}",
}
