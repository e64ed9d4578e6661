"""What only the window says."""

MESSAGES = {
    "surveying": "looking at the files",
    "counting-losses": "counting what would be lost",
    "survey-found": "{articles:#article} read from {files:#file}: {names}",
    "survey-formats": "Read as {formats}.",
    "survey-part": "Only the first {articles:#article} were looked at.",
    "export-near-duplicates": "Articles that are copies of one another (wire stories and their "
    "versions) are always in the same part, so that no model is tested on what it learned from.",
    "export-would-lose": "Of {documents:#article} would be lost: {losses}.",
    "export-loses-nothing": "Nothing would be lost of {documents:#article}.",
    "export-lost": "{format} cannot carry, and left out:",
    "export-nothing-lost": "Nothing was lost in {format}.",
    "saved": "● Saved",
    "read-only": "Read-only",
    "offline": "Offline",
    "offline-hint": "Nothing leaves this computer.",
    "cancel": "Cancel",
    "undo-name": "Undo: {step}",
    "counts": "{annotations:#annotation}",
    "counts-with-suggestions": "{annotations:#annotation} · {suggestions:#suggestion} ({key:mark-next} next, "
    "{key:accept} accept)",
    "counts-with-lower": "{annotations:#annotation} · {suggestions:#suggestion}, {below} more "
    "below ({key:mark-next} next, {key:accept} accept)",
    "sorting": "sorting",
    "order-by": "Order: {name}",
    "order-added": "As imported",
    "order-title": "By title",
    "order-published": "By date",
    "order-outlet": "By outlet",
    "order-suggestions": "Most suggestions first",
    "order-confidence": "Surest suggestions first",
    "order-waiting": "Only articles with suggestions",
    "floor-name": "Suggestions",
    "floor-high": "sure",
    "floor-normal": "normal",
    "floor-low": "all",
    "floor-high-hint": "Shown are suggestions from {percent} % on. {key:suggestions-more} shows more.",
    "floor-normal-hint": "Shown are suggestions from {percent} % on, and those of rules without a "
    "figure. {key:suggestions-more} shows more, {key:suggestions-fewer} fewer.",
    "floor-low-hint": "Shown are all suggestions; about half of the doubtful ones are wrong. "
    "{key:suggestions-fewer} shows fewer.",
    "suggestion-accept": "Accept",
    "suggestion-reject": "Reject",
    "suggestion-accept-alike": "All {number} alike",
    "suggestion-high": "{percent} %, sure",
    "suggestion-normal": "{percent} %",
    "suggestion-low": "{percent} %, doubtful",
    "suggestion-unscored": "no figure; counts as normal",
    "suggestion-by": "by {model}",
    "suggestion-hint": "A label key or {key:edge-start-out} and {key:edge-start-in} correct it and accept it.",
    "suggestion-frame-hint": "The keys of its slots, or {key:edge-start-out} and {key:edge-start-in} correct it and "
    "accept it.",
    "suggestion-here": "{label}?: {text} · {score}",
    "no-project": "Open a project first.",
    "applying": "working…",
    "undoing": "undoing…",
    "redoing": "redoing…",
    "restoring": "restoring…",
    "importing": "importing…",
    "exporting": "exporting…",
    "zoning": "looking for what is not of the articles…",
    "finding": "looking…",
    "find-begin": "Type words and press Enter: all places are listed, and can get a label at once.",
    "find-hits": "{number:#place} in {articles:#article}. Space ticks, Enter labels what is "
    "ticked; a double click shows the place.",
    "find-first-hits": "The first {number:#place}, in {articles:#article}; there are more.",
    "find-tokens-hint": "A token by its text, shape:Xxxxx by its shape, * any; behind one, ? or "
    "nothing, + one or more: President shape:Xxxxx+",
    "find-excluded": "in an excluded zone",
    "scheme-preview": "What the scheme “{name}” changes in this project. No annotation is lost: "
    "what the file lacks stays, or is retired, and {key:undo} takes all of it back.",
    "scheme-retire-hint": "Retired labels leave the palette; annotations keep them.",
    "scheme-looking": "comparing schemes…",
    "scheme-was-taken": "{number:#change} taken from the scheme “{name}”.",
    "scheme-saved": "The scheme was written to {path}.",
    "original-saved": "The original file was written to {path}.",
    "zones-found": "{number:#place} in {articles:#article} that may not be of the article. What is "
    "ticked is excluded: greyed, never deleted, and skipped by suggestions and figures. Space "
    "ticks, Enter excludes; what is not ticked then belongs to the article and is not proposed "
    "again.",
    "zones-none": "Nothing found that looks like a caption, a credit or another story's headline. "
    "{key:zone} excludes what is selected.",
    "zones-excluded": "{number:#place} excluded; {key:undo} takes it back.",
    "zone-why-caption": "a scene, signed by an agency",
    "zone-why-related": "points to another story",
    "zone-why-glued-headline": "headline of another story with its time and section",
    "zone-why-dateline": "place, date and agency before the first sentence",
    "zone-why-credit": "an agency in brackets at the end",
    "zone-why-byline": "who wrote it",
    "zone-why-legal": "a note of the publisher",
    "zone-why-promo": "an offer to the reader",
    "zone-why-note": "a note in square brackets",
    "zone-why-repeated": "the same line stands in other articles",
    "entry-new": "New entry “{name}”",
    "entry-none": "No entry",
    "entry-called": "Also called {names}.",
    "entry-of": "  (1 of {number})",
    "no-entry": "no entry",
    "entries-none": "No entry yet. Select a label in an article and press {key:entry}, or make one here.",
    "entries-not-found": "No entry is called like “{words}”.",
    "entry-mentions": "{mentions:#mention} in {documents:#article}",
    "entry-merge": "“{name}” becomes “{kept}”.",
    "entry-merge-more": "{mentions:#mention} of “{name}” will be linked to “{kept}”, which learns "
    "its names. No label is lost; {key:undo} takes it back.",
    "entry-remove": "Remove “{name}”?",
    "entry-remove-more": "{mentions:#mention} will have no entry. No label is lost; {key:undo} takes "
    "it back.",
    "entry-split-name": "{number:#ticked mention} will be linked to a new entry called:",
    "entry-unsaved": "“{name}” has changes that are not saved.",
    "scheme-touched": "{annotations:#annotation} by {annotators:#annotator} in "
    "{documents:#article}",
    "scheme-touched-values": "{annotations:#annotation} with a value",
    "scheme-touched-relations": "{annotations:#relation}",
    "scheme-merge": "The label “{name}” becomes “{kept}”.",
    "scheme-merge-more": "{annotations:#annotation} by {annotators:#annotator} in "
    "{documents:#article} will be “{kept}”, and suggestions too; parts, links, attributes and "
    "comments stay. “{name}” is retired. {key:undo} takes it back.",
    "scheme-retire-more": "{annotations:#annotation} in {documents:#article} keep the label; the "
    "palette no longer has it. {key:undo} takes it back.",
    "scheme-retire": "Retire “{name}”?",
    "scheme-split-head": "Annotations labelled “{name}” whose words are ticked get a new label.",
    "scheme-unsaved": "“{name}” has changes that are not saved.",
    "scheme-nothing": "Nothing is called like “{words}”.",
    "comment-folded": "✓ {text}",
    "comments-elsewhere": "Open comments on labels",
    "bookmark-set": "Bookmark set; {key:bookmark-next} comes back here.",
    "bookmark-gone": "Bookmark removed.",
    "bookmark-none": "No bookmark yet; {key:bookmark} sets one here.",
    "time-hint": "How long you worked on this article. Kept on this computer only, in no project; "
    "the preferences switch it off.",
    "loose-none": "No loose ends: every passage in quote marks is in a quote, every quote has a "
    "source, every opinion a target.",
    "loose-unquoted": "in quote marks, in no quote",
    "loose-unbalanced": "a quote mark that nothing closes",
    "loose-no-content": "a quote of nothing",
    "loose-no-source": "nobody says it",
    "loose-no-target": "an opinion about nobody",
    "loose-pronoun": "who is that?",
    "step-done": "Done: {step}. {key:undo} takes it back.",
    "same-entries": "Two entries that may be one. Nothing is decided for you: merge them, or say "
    "that they are different and the pair is not shown again.",
    "same-why-alias": "both are called so",
    "same-why-spelling": "spelled alike",
    "same-why-short": "one name is short for the other",
    "same-none": "No two entries look like the same.",
    "links-found": "Called like an entry, or by a part of its name: {number:#mention} of this "
    "article. Space ticks, Enter links what is ticked. Where it may be several entries, nothing is "
    "ticked: choose one.",
    "links-none": "No label of this article is called like an entry that it is not linked to. "
    "{key:entry} links the one at the cursor.",
    "paste-long": "Shown are the first {shown} of {all} characters; all of them become the "
    "article.",
    "comparing": "comparing",
    "documents-joined": "join {number:#article} with the same text",
    "same-texts-about": "These came in under two ids and have the same text. What is ticked "
    "becomes one article: labels, comments and states move to the first. Later merges know it.",
    "same-texts-pair": "“{kept}” and “{gone}” ({labels:#label} on the second)",
    "same-texts-none": "No two articles have the same text.",
    "restored": "restore an earlier state",
    "restore-nothing": "It is in that state already.",
    "restore-across": "Between then and now lies an import or a merge, whose rows the history does "
    "not hold one by one. Undo as far as that, or restore a single annotation.",
    "history-about-record": "Everything that was done to this annotation, the newest first. A "
    "state that is restored is one more step: nothing of this is lost.",
    "history-about-article": "Everything that was done in this article, the newest first. The "
    "article goes back to how it was after the step you choose, by one more step.",
    "article-came-back": "This article was returned to you: {reasons}",
    "agreeing": "counting",
    "agreement-hint": "Enter on a figure, or a double click, opens the items behind it. A star: "
    "read the remark below.",
    "agreement-none": "Nothing to compare here: two people have to read the same articles. "
    "The menu Review assigns them, or sends them as a packet.",
    "agreement-interval": "With other articles it would lie between {low:.2f} and {high:.2f} in 95 "
    "of 100 cases (bootstrap over articles).",
    "agreement-few-items": "It rests on few items: do not trust it yet.",
    "agreement-no-items": "There is nothing to count.",
    "agreement-one-label": "Undefined: everybody gives one and the same answer, so that chance "
    "would agree as often.",
    "agreement-one-sided": "Only one of the two uses this label at all.",
    "agreement-nested-labels": "Labels are nested: of each token the longest label counts.",
    "agreement-confused": "{first} in rows, {second} in columns: the same words, called what",
    "metric-cohen_kappa": "Cohen’s kappa, labels",
    "metric-fleiss_kappa": "Fleiss’ kappa, tokens",
    "metric-krippendorff_alpha": "Krippendorff’s alpha, tokens",
    "metric-alpha_u": "alpha-u, stretches",
    "metric-span_f1_exact": "F1, same borders",
    "metric-span_f1_overlap": "F1, overlapping",
    "metric-token_kappa": "Cohen’s kappa, tokens",
    "metric-cohen_kappa-about": "Of {n} ranges (or articles) that both marked: do they call them "
    "the same? Corrected for chance; 1 is full agreement, 0 is chance.",
    "metric-fleiss_kappa-about": "What all say of {n} tokens that everybody read, corrected for "
    "chance.",
    "metric-krippendorff_alpha-about": "What people say of {n} tokens (or items) that two or more "
    "read, corrected for chance.",
    "metric-alpha_u-about": "How far {n} labelled stretches coincide, also where their borders "
    "differ, corrected for chance.",
    "metric-span_f1_exact-about": "Of {n} labelled spans that either has: how many have both, with "
    "the same borders and label.",
    "metric-span_f1_overlap-about": "Of {n} labelled spans of both: how many share a character "
    "with one of the same label of the other.",
    "metric-token_kappa-about": "What two people say of {n} tokens, “nothing” being an answer; "
    "corrected for chance.",
    "packing": "writing packet",
    "merging": "merging",
    "adjudicating": "deciding",
    "packet-count": "{number:#article} would go along, with scheme and entries, and nobody else’s "
    "labels.",
    "assign-count": "{number:#article} would be hers to label, in this file.",
    "packet-written": "{number:#article} for {name} written to {path}; send it by mail.",
    "merge-conflicts": "{number:#version} would be overruled by another, and listed",
    "merge-nothing": "These files know nothing that this project does not know already.",
    "merge-done": "Merged; {conflicts:#conflict} left to look at. {key:undo} takes all of it back.",
    "conflicts-about": "Two copies changed the same thing. What stands is the later change; what "
    "was overruled is kept here until you let it go or take it instead.",
    "conflicts-none": "No version that a merge overruled waits for you.",
    "agreed-all": "{number:#item} taken that everybody agrees on; {left} left to decide.",
    "checked": "check {number:#label}",
    "article-returned": "return an article",
    "review-looking": "Comparing what annotators say…",
    "review-all-decided": "Nothing is left to decide. Who reads the same articles as a colleague "
    "finds here what they see differently. {key:export} writes the gold set, {key:annotate} leads "
    "back to the articles.",
    "review-all-checked": "Nothing is left to check. {key:check} checks another colleague, {key:annotate} "
    "leads back to the articles.",
    "review-checking": "Enter approves it. What you change goes into the gold set; hers stays.",
    "review-differs": "They differ: {kinds}",
    "review-agreed": "Everybody says the same.",
    "review-none-alike": "Nothing else of the queue is like this.",
    "review-alike": "{number:#item} with the same words, the same versions and the same people. "
    "Space ticks; a number takes that version for all that are ticked, X none.",
    "review-nobody": "Nobody else has labelled anything here yet. The menu Review sends packets "
    "and takes them back.",
    "no-such-version": "There is no version with that number.",
    "nothing-to-decide": "There is nothing to decide here.",
    "not-for-frames": "That is for labelled words.",
    "reasons-needed": "Say what shall be looked at again; she sees it when she opens the article.",
    "task-cancelled": "Stopped; nothing of it was kept.",
    "window-imported": "{documents:#article} and {annotations:#label} imported; "
    "{already} already there.",
    "window-exported": "{documents:#article} with {annotations:#label} written to {path}",
    "marks-here": "here: {labels}",
}
