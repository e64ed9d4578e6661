"""Later versions of articles."""

MESSAGES: dict[str, str] = {
    "revised": "spätere Fassung von {number:#Artikel|Artikeln} übernehmen",
    "revision-of-itself": "Der Artikel „{id}“ kann keine spätere Fassung von sich selbst sein. Die "
    "spätere Fassung als solche auswählen.",
    "revising": "spätere Fassungen übernehmen",
    "action-revisions": "Spätere Fassungen…",
    "action-revision-take": "Das ist eine spätere Fassung seiner Kopie",
    "import-revisions": "Artikel, die mit anderem Text schon da sind",
    "import-revisions-stop": "werden abgelehnt",
    "import-revisions-take": "sind spätere Fassungen: Labels kommen mit",
    "import-revisions-hint": "Die spätere Fassung tritt an die Stelle der früheren, die verborgen "
    "erhalten bleibt. Labels ziehen um, wo ihre Wörter noch stehen; zweifelhafte warten als "
    "Vorschläge.",
    "revisions-title": "Spätere Fassungen",
    "revisions-about": "Diese Artikel sind an die Stelle einer früheren Fassung getreten. Was "
    "wegfiel, ist durchgestrichen, was hinzukam, unterstrichen. Zurückgebliebene Labels lassen sich "
    "noch einmal übertragen, etwa wenn die einer Kollegin später hereinkamen.",
    "revisions-none": "Noch kein Artikel ist an die Stelle einer früheren Fassung getreten. Eine "
    "spätere Fassung mit derselben Kennung oder Adresse importieren und „sind spätere Fassungen“ "
    "wählen, oder sie neben ihrer Kopie öffnen und Artikel › Das ist eine spätere Fassung seiner "
    "Kopie wählen.",
    "revisions-table": "Artikel und ihre früheren Fassungen",
    "revisions-head-left": "Zurückgebliebene Labels",
    "revisions-head-suggested": "Anzusehen",
    "revisions-changes": "Was sich geändert hat",
    "revisions-open": "Artikel öffnen",
    "revisions-carry": "Noch einmal übertragen",
    "revisions-carry-hint": "Übertragen, was auf der früheren Fassung blieb, wo seine Wörter stehen.",
    "revisions-carried": "{articles:#Artikel|Artikel} durch eine spätere Fassung ersetzt: "
    "{carried:#Label kam|Labels kamen} mit, {doubtful:#zweifelhaftes wartet|zweifelhafte warten} "
    "als Vorschlag, insgesamt blieben {left} auf der früheren Fassung.",
}
