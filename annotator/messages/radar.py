"""What the radar of consistency says."""

MESSAGES = {
    "action-radar": "Consistency radar…",
    # Names of steps
    "radar-labelled": "{name}: {number} × {text}",
    "radar-linked": "{text} is {name}, {number:#mention}",
    # Why something is not done
    "radar-blind": "Labels are given blind here: those of others are not shown before everybody "
    "is done. Only your own are compared.",
    "radar-entry-gone": "That entry is not there any more.",
    # Whose labels
    "radar-scope": "Whose labels are compared",
    "radar-mine": "my labels",
    "radar-anyone": "everybody’s labels",
    "radar-gold": "gold",
    # What is inconsistent
    "radar-kind-labels": "two labels",
    "radar-kind-people": "between people",
    "radar-kind-entries": "two entries",
    "radar-kind-bare": "bare elsewhere",
    "radar-kind-unlinked": "not linked elsewhere",
    "radar-kind-hint-labels": "The same words have two labels of one layer",
    "radar-kind-hint-people": "One annotator always gives this label, another always that",
    "radar-kind-hint-entries": "The same name is linked to two entries",
    "radar-kind-hint-bare": "Labelled here, without a label of the layer elsewhere in articles "
    "that were read",
    "radar-kind-hint-unlinked": "The same name is linked to an entry here and to none elsewhere",
    "radar-bare": "bare",
    "radar-not-linked": "not linked",
    "radar-by": "{name}: {label}",
    "radar-way": "{name} {count} ({share} %)",
    # How sure
    "radar-sure-slip": "likely a slip",
    "radar-sure-look": "worth a look",
    "radar-sure-open": "may both be right",
    "radar-people-slip": "two habits",
    "radar-people-look": "perhaps two habits",
    "radar-people-open": "too few to tell",
    "radar-sure-hint-labels": "{percent} % sure: the more one way outweighs the others, the "
    "likelier these are slips.",
    "radar-sure-hint-people": "{percent} % sure: the more often both did it, the likelier these "
    "are two habits.",
    "radar-sure-hint-entries": "{percent} % sure: the more one entry outweighs the others, the "
    "likelier these are slips.",
    "radar-sure-hint-bare": "{percent} % sure: the more of these words are labelled, the likelier "
    "the others were overlooked.",
    "radar-sure-hint-unlinked": "{percent} % sure: a missing link contradicts nothing, so this "
    "counts half.",
    "radar-intended": "intended",
    # The page
    "radar-title": "Consistency radar",
    "radar-filter": "filter words",
    "radar-filter-name": "Filter the words",
    "radar-state": "How current the list is",
    "radar-anew": "Look anew",
    "radar-line": "The inconsistency in hand",
    "radar-places": "Its places",
    "radar-chip": "{name} {number}",
    "radar-show-intended": "Show intended ({number})",
    "radar-head-words": "Words",
    "radar-head-what": "What",
    "radar-head-ways": "Treated as",
    "radar-head-places": "Places",
    "radar-head-sure": "How sure",
    "radar-head-now": "Is now",
    "radar-intend": "Intended",
    "radar-not-intended": "Not intended",
    "radar-treat": "Make what is &ticked",
    "radar-way-label": "The label that is given",
    "radar-way-entry": "The entry that is linked",
    "radar-change": "Change {number:#place}",
    "radar-not-yours": "A label of somebody else: it is shown and stays as it is.",
    "radar-key-open": "opens the place",
    "radar-key-intend": "intended or not",
    "radar-key-places": "to the places",
    "radar-key-tick": "ticks",
    "radar-key-change": "changes what is ticked",
    "radar-key-anew": "looks anew",
    "radar-about": "“{words}”:  {ways}",
    # How current
    "radar-building": "Looking through the project…",
    "radar-building-hint": "Every label is looked at once. You can go on working meanwhile; what "
    "you change is taken in.",
    "radar-looking": "Looking…",
    "radar-current": "Up to date.",
    "radar-cancelled": "Looking was stopped.",
    "radar-stopped-hint": "Nothing is compared now. “Look anew” (F5) begins again.",
    "radar-found": "{number:#inconsistency|inconsistencies}, the surest first.",
    "radar-first": "{number:#inconsistency|inconsistencies}, the {listed} surest are listed; "
    "filter for others.",
    # Empty
    "radar-none": "No inconsistencies. Once the same words have two labels, are linked to two "
    "entries or stand bare in an article you have read, they are listed here at once.",
    "radar-none-but-intended": "No inconsistencies but those called intended. “Show intended” "
    "brings them back.",
    "radar-none-like": "Nothing inconsistent about “{words}”. Clear the filter to see the others.",
    "radar-none-chosen": "None of the chosen kinds. Choose another kind above.",
    "radar-no-line": "Choose a line to see its places.",
    # The sign
    "radar-sign": "{number:#inconsistency|inconsistencies}: {words}",
    "radar-sign-hint": "The label that was made last is treated otherwise elsewhere. Show where",
    # The command line
    "cli-radar-line": "{sure:>3} %  {kind:<20} {words}: {ways}",
    "cli-radar-none": "No inconsistencies.",
    "cli-radar-intended": "{number} called intended are left out (--intended lists them).",
}
