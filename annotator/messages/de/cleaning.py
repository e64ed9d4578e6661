"""What is said of proposed zones and of articles that are copies of one another, in German."""

MESSAGES = {
    "zone-why-picture-by": "wer ein Bild gemacht hat",
    "zone-why-learned": "wie das, was in {alike:#anderen Artikel|anderen Artikeln} ausgeschlossen "
    "ist",
    "zone-before": "{of}: in {excluded:#Artikel|Artikeln} ausgeschlossen, in "
    "{kept:#Artikel|Artikeln} behalten",
    "zone-before-here": "Artikel ohne Medium",
    "zones-withheld": "{number:#weitere Stelle|weitere Stellen} einer Art, die in den Artikeln "
    "davor behalten wurde: nicht mehr vorgeschlagen.",
    "zones-show-withheld": "{number} weitere zeigen",
    "copies": "Kopien suchen…",
    "carrying": "Labels übernehmen…",
    "copies-found": "{number:#Paar|Paare} von Artikeln, die bis auf einige Wörter gleich sind. "
    "Labels einer fertigen Kopie lassen sich als Vorschläge übernehmen: wo die Wörter gleich "
    "sind, niemand gelabelt hat und nichts abgelehnt wurde. Leertaste kreuzt an, Enter übernimmt.",
    "copies-do": "Labels in {number:#Artikel|Artikel} übernehmen",
    "copies-none-here": "Dieser Artikel ist keine Kopie eines anderen.",
    "copies-cannot-carry": "„{title}“ (Artikel {number}) hat keine Labels zu übernehmen: Er ist "
    "noch nicht fertig, oder beide sind es.",
    "copies-look-failed": "Kopien dieses Artikels ließen sich nicht suchen: {why}",
    "copies-none": "Kein Artikel ist eine Kopie eines anderen.",
    "copies-line": "zu {share} % gleich mit Artikel {number}, „{title}“",
    "copies-carried": "{suggestions:#Vorschlag|Vorschläge} in {documents:#Artikel|Artikel} "
    "übernommen; {key:mark-next} geht sie durch, {key:accept} nimmt an.",
    "copies-nothing-carried": "Kein Label zu übernehmen: {why}.",
    "copies-left": "{number:#Label|Labels} übrig: {why}",
    "copies-left-differs": "die Wörter weichen ab",
    "copies-left-there": "dort schon gelabelt",
    "copies-left-rejected": "früher abgelehnt",
    "copies-left-parts": "in mehreren Teilen",
    "copies-left-none": "die Kopie hat keine",
    "copies-state-finished": "{labels:#Label|Labels}",
    "copies-state-open": "{labels:#Label|Labels}, nicht fertig",
    "copies-state-both": "beide fertig",
    "cli-copies-none": "kein Artikel ist eine Kopie eines anderen",
    "cli-copy": "{share:>4} %  {number:>6}  {uid:<28} wie {other_number:>6}  {other:<28} {state}",
    "cli-copies-carried": "{suggestions:#Vorschlag|Vorschläge} in {documents:#Artikel|Artikel} "
    "übernommen",
}
