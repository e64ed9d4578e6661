"""Later versions of articles."""

MESSAGES: dict[str, str] = {
    "revised": "take the later version of {number:#article}",
    "revision-of-itself": "The article “{id}” cannot be a later version of itself. Choose the later "
    "one as the later one.",
    "revising": "taking later versions",
    "action-revisions": "Later versions…",
    "action-revision-take": "This is a later version of its copy",
    "import-revisions": "Articles that are here with another text",
    "import-revisions-stop": "are refused",
    "import-revisions-take": "are later versions: labels come along",
    "import-revisions-hint": "The later version takes the place of the earlier one, which is kept "
    "out of sight. Labels move where their words still stand; doubtful ones wait as suggestions.",
    "revisions-title": "Later versions",
    "revisions-about": "These articles took the place of an earlier version. What went is struck "
    "out, what came is underlined. Labels that stayed behind can be carried again, for example when "
    "a colleague’s came in later.",
    "revisions-none": "No article replaced an earlier version yet. Import a later version with the "
    "same id or address and choose “are later versions”, or open it beside its copy and choose "
    "Article › This is a later version of its copy.",
    "revisions-table": "Articles and their earlier versions",
    "revisions-head-left": "Labels left behind",
    "revisions-head-suggested": "To look at",
    "revisions-changes": "What changed",
    "revisions-open": "Open article",
    "revisions-carry": "Carry again",
    "revisions-carry-hint": "Carry what is left on the earlier version, where its words stand.",
    "revisions-carried": "{articles:#article} replaced by a later version: {carried:#label} came "
    "along, {doubtful:#label} to look at wait as suggestions, {left} in all stayed on the earlier "
    "version.",
}
