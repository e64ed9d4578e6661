"""What is said of zones that are proposed and of articles that are copies of one another."""

MESSAGES = {
    "zone-why-picture-by": "who took a picture",
    "zone-why-learned": "like what is excluded in {alike:#other article}",
    "zone-before": "{of}: excluded in {excluded:#article}, kept in {kept:#article}",
    "zone-before-here": "articles without an outlet",
    "zones-withheld": "{number:#more place} of a kind that you kept in the articles before: not "
    "proposed any more.",
    "zones-show-withheld": "Show {number} more",
    "copies": "looking for copies…",
    "carrying": "bringing labels over…",
    "copies-found": "{number:#pair} of articles that are the same but for some words. Labels of a "
    "copy that you are done with can be brought over, as suggestions: where the words are the "
    "same, nobody labelled, and nothing was rejected. Space ticks, Enter brings them over.",
    "copies-do": "Bring labels over into {number:#article}",
    "copies-none-here": "This article is no copy of another one.",
    "copies-cannot-carry": "“{title}” (article {number}) has no labels to bring over: you are not "
    "done with it, or done with both.",
    "copies-look-failed": "Copies of this article could not be looked for: {why}",
    "copies-none": "No article is a copy of another one.",
    "copies-line": "{share} % the same as article {number}, “{title}”",
    "copies-carried": "{suggestions:#suggestion} brought over into {documents:#article}; {key:mark-next} walks "
    "them, {key:accept} accepts.",
    "copies-nothing-carried": "No label to bring over: {why}.",
    "copies-left": "{number:#label} left: {why}",
    "copies-left-differs": "the words differ",
    "copies-left-there": "labelled there already",
    "copies-left-rejected": "rejected before",
    "copies-left-parts": "in several parts",
    "copies-left-none": "the copy has none",
    "copies-state-finished": "{labels:#label}",
    "copies-state-open": "{labels:#label}, not done",
    "copies-state-both": "both done",
    "cli-copies-none": "no article is a copy of another one",
    "cli-copy": "{share:>4} %  {number:>6}  {uid:<28} as {other_number:>6}  {other:<28} {state}",
    "cli-copies-carried": "{suggestions:#suggestion} brought over into {documents:#article}",
}
