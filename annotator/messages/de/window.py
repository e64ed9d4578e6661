"""What only the window says, in German."""

MESSAGES = {
    "surveying": "Dateien ansehen",
    "counting-losses": "zählen, was verloren ginge",
    "survey-found": "{articles:#Artikel|Artikel} aus {files:#Datei|Dateien} gelesen: {names}",
    "survey-formats": "Gelesen als {formats}.",
    "survey-part": "Angesehen wurden nur die ersten {articles:#Artikel|Artikel}.",
    "export-near-duplicates": "Artikel, die Kopien voneinander sind (Agenturmeldungen und ihre "
    "Fassungen), stehen immer im selben Teil, damit kein Modell an dem gemessen wird, was es "
    "gelernt hat.",
    "export-would-lose": "Aus {documents:#Artikel|Artikeln} ginge verloren: {losses}.",
    "export-loses-nothing": "Aus {documents:#Artikel|Artikeln} ginge nichts verloren.",
    "export-lost": "{format} kann nicht wiedergeben und ließ weg:",
    "export-nothing-lost": "In {format} ging nichts verloren.",
    "saved": "● Gespeichert",
    "read-only": "Nur lesen",
    "offline": "Offline",
    "offline-hint": "Nichts verlässt diesen Rechner.",
    "cancel": "Abbrechen",
    "undo-name": "Rückgängig: {step}",
    "counts": "{annotations:#Annotation|Annotationen}",
    "counts-with-suggestions": "{annotations:#Annotation|Annotationen} · "
    "{suggestions:#Vorschlag|Vorschläge} ({key:mark-next} nächster, {key:accept} annehmen)",
    "counts-with-lower": "{annotations:#Annotation|Annotationen} · "
    "{suggestions:#Vorschlag|Vorschläge}, {below} weitere darunter ({key:mark-next} nächster, {key:accept} annehmen)",
    "sorting": "sortieren",
    "order-by": "Reihenfolge: {name}",
    "order-added": "Wie importiert",
    "order-title": "Nach Titel",
    "order-published": "Nach Datum",
    "order-outlet": "Nach Medium",
    "order-suggestions": "Meiste Vorschläge zuerst",
    "order-confidence": "Sicherste Vorschläge zuerst",
    "order-waiting": "Nur Artikel mit Vorschlägen",
    "floor-name": "Vorschläge",
    "floor-high": "sichere",
    "floor-normal": "normal",
    "floor-low": "alle",
    "floor-high-hint": "Zu sehen sind Vorschläge ab {percent} %. {key:suggestions-more} zeigt mehr.",
    "floor-normal-hint": "Zu sehen sind Vorschläge ab {percent} % und solche aus Regeln ohne "
    "Wert. {key:suggestions-more} zeigt mehr, {key:suggestions-fewer} weniger.",
    "floor-low-hint": "Zu sehen sind alle Vorschläge; von den zweifelhaften ist etwa die Hälfte "
    "falsch. {key:suggestions-fewer} zeigt weniger.",
    "suggestion-accept": "Annehmen",
    "suggestion-reject": "Ablehnen",
    "suggestion-accept-alike": "Alle {number} gleichen",
    "suggestion-high": "{percent} %, sicher",
    "suggestion-normal": "{percent} %",
    "suggestion-low": "{percent} %, zweifelhaft",
    "suggestion-unscored": "ohne Wert; zählt als normal",
    "suggestion-by": "von {model}",
    "suggestion-hint": "Eine Labeltaste oder {key:edge-start-out} und {key:edge-start-in} berichtigen und nehmen an.",
    "suggestion-frame-hint": "Die Tasten der Felder oder {key:edge-start-out} und {key:edge-start-in} berichtigen und nehmen an.",
    "suggestion-here": "{label}?: {text} · {score}",
    "no-project": "Zuerst ein Projekt öffnen.",
    "applying": "wird ausgeführt…",
    "undoing": "wird rückgängig gemacht…",
    "redoing": "wird wiederholt…",
    "restoring": "wird wiederhergestellt…",
    "importing": "wird importiert…",
    "exporting": "wird exportiert…",
    "zoning": "suchen, was nicht zu den Artikeln gehört…",
    "finding": "suchen…",
    "find-begin": "Wörter eingeben und Enter drücken: Alle Stellen werden aufgeführt und können "
    "zugleich ein Label bekommen.",
    "find-hits": "{number:#Stelle|Stellen} in {articles:#Artikel|Artikeln}. Leertaste kreuzt an, "
    "Enter labelt, was angekreuzt ist; ein Doppelklick zeigt die Stelle.",
    "find-first-hits": "Die ersten {number:#Stelle|Stellen}, in {articles:#Artikel|Artikeln}; es "
    "gibt weitere.",
    "find-tokens-hint": "Ein Token nach seinem Text, shape:Xxxxx nach seiner Form, * jedes; "
    "dahinter ? keines oder eines, + eines oder mehrere: Präsident shape:Xxxxx+",
    "find-excluded": "in einer ausgeschlossenen Zone",
    "scheme-preview": "Das ändert das Schema „{name}“ in diesem Projekt. Keine Annotation geht "
    "verloren: Was der Datei fehlt, bleibt oder wird stillgelegt, und {key:undo} nimmt alles zurück.",
    "scheme-retire-hint": "Stillgelegte Labels verschwinden aus der Palette; Annotationen "
    "behalten sie.",
    "scheme-looking": "Schemas vergleichen…",
    "scheme-was-taken": "{number:#Änderung|Änderungen} aus dem Schema „{name}“ übernommen.",
    "scheme-saved": "Das Schema wurde nach {path} geschrieben.",
    "original-saved": "Die Originaldatei wurde nach {path} geschrieben.",
    "zones-found": "{number:#Stelle|Stellen} in {articles:#Artikel|Artikeln}, die vielleicht "
    "nicht zum Artikel gehören. Was angekreuzt ist, wird ausgeschlossen: grau, nie gelöscht, und "
    "von Vorschlägen und Zahlen übergangen. Leertaste kreuzt an, Enter schließt aus; was nicht "
    "angekreuzt ist, gehört dann zum Artikel und wird nicht wieder vorgeschlagen.",
    "zones-none": "Nichts gefunden, was nach Bildunterschrift, Nachweis oder fremder Überschrift "
    "aussieht. {key:zone} schließt aus, was ausgewählt ist.",
    "zones-excluded": "{number:#Stelle|Stellen} ausgeschlossen; {key:undo} nimmt es zurück.",
    "zone-why-caption": "eine Szene, gezeichnet von einer Agentur",
    "zone-why-related": "verweist auf eine andere Meldung",
    "zone-why-glued-headline": "Überschrift einer anderen Meldung mit Uhrzeit und Ressort",
    "zone-why-dateline": "Ort, Datum und Agentur vor dem ersten Satz",
    "zone-why-credit": "eine Agentur in Klammern am Ende",
    "zone-why-byline": "wer es geschrieben hat",
    "zone-why-legal": "ein Hinweis des Verlags",
    "zone-why-promo": "ein Angebot an die Leser",
    "zone-why-note": "eine Anmerkung in eckigen Klammern",
    "zone-why-repeated": "dieselbe Zeile steht in anderen Artikeln",
    "entry-new": "Neuer Eintrag „{name}“",
    "entry-none": "Kein Eintrag",
    "entry-called": "Heißt auch {names}.",
    "entry-of": "  (1 von {number})",
    "no-entry": "kein Eintrag",
    "entries-none": "Noch kein Eintrag. In einem Artikel ein Label auswählen und {key:entry} drücken oder "
    "hier einen anlegen.",
    "entries-not-found": "Kein Eintrag heißt so wie „{words}“.",
    "entry-mentions": "{mentions:#Erwähnung|Erwähnungen} in {documents:#Artikel|Artikeln}",
    "entry-merge": "„{name}“ wird „{kept}“.",
    "entry-merge-more": "{mentions:#Erwähnung|Erwähnungen} von „{name}“ werden mit „{kept}“ "
    "verknüpft; die Namen gehen mit über. Kein Label geht verloren; {key:undo} nimmt es zurück.",
    "entry-remove": "„{name}“ entfernen?",
    "entry-remove-more": "{mentions:#Erwähnung hat|Erwähnungen haben} dann keinen Eintrag. Kein "
    "Label geht verloren; {key:undo} nimmt es zurück.",
    "entry-split-name": "{number:#angekreuzte Erwähnung|angekreuzte Erwähnungen} mit einem neuen "
    "Eintrag verknüpfen, der so heißt:",
    "entry-unsaved": "„{name}“ hat Änderungen, die nicht gespeichert sind.",
    "scheme-touched": "{annotations:#Annotation|Annotationen} von "
    "{annotators:#Annotator|Annotatoren} in {documents:#Artikel|Artikeln}",
    "scheme-touched-values": "{annotations:#Annotation|Annotationen} mit einem Wert",
    "scheme-touched-relations": "{annotations:#Verbindung|Verbindungen}",
    "scheme-merge": "Das Label „{name}“ wird „{kept}“.",
    "scheme-merge-more": "{annotations:#Annotation|Annotationen} von "
    "{annotators:#Annotator|Annotatoren} in {documents:#Artikel|Artikeln} werden „{kept}“, "
    "Vorschläge ebenso; Teile, Verbindungen, Merkmale und Kommentare bleiben. „{name}“ wird "
    "stillgelegt. {key:undo} nimmt es zurück.",
    "scheme-retire-more": "{annotations:#Annotation behält|Annotationen behalten} in "
    "{documents:#Artikel|Artikeln} das Label; aus der Palette verschwindet es. {key:undo} nimmt es "
    "zurück.",
    "scheme-retire": "„{name}“ stilllegen?",
    "scheme-split-head": "Mit „{name}“ gelabelte Annotationen, deren Wörter angekreuzt sind, "
    "bekommen ein neues Label.",
    "scheme-unsaved": "„{name}“ hat Änderungen, die nicht gespeichert sind.",
    "scheme-nothing": "Nichts heißt so wie „{words}“.",
    "comment-folded": "✓ {text}",
    "comments-elsewhere": "Offene Kommentare an Labels",
    "bookmark-set": "Lesezeichen gesetzt; {key:bookmark-next} führt hierher zurück.",
    "bookmark-gone": "Lesezeichen entfernt.",
    "bookmark-none": "Noch kein Lesezeichen; {key:bookmark} setzt hier eines.",
    "time-hint": "So lange wurde an diesem Artikel gearbeitet. Steht nur auf diesem Rechner, in "
    "keinem Projekt; in den Einstellungen lässt es sich ausschalten.",
    "loose-none": "Keine losen Enden: Alles in Anführungszeichen liegt in einem Zitat, jedes "
    "Zitat hat eine Quelle, jede Meinung ein Ziel.",
    "loose-unquoted": "in Anführungszeichen, in keinem Zitat",
    "loose-unbalanced": "ein Anführungszeichen, das nichts schließt",
    "loose-no-content": "ein Zitat ohne Inhalt",
    "loose-no-source": "niemand sagt es",
    "loose-no-target": "eine Meinung über niemanden",
    "loose-pronoun": "wer ist das?",
    "step-done": "Erledigt: {step}. {key:undo} nimmt es zurück.",
    "same-entries": "Zwei Einträge, die vielleicht einer sind. Entschieden wird nichts von "
    "selbst: zusammenführen oder sagen, dass sie verschieden sind; dann kommt das Paar nicht "
    "wieder.",
    "same-why-alias": "beide heißen so",
    "same-why-spelling": "ähnlich geschrieben",
    "same-why-short": "ein Name ist die Kurzform des anderen",
    "same-none": "Keine zwei Einträge sehen gleich aus.",
    "links-found": "Heißt wie ein Eintrag oder wie ein Teil seines Namens: "
    "{number:#Erwähnung|Erwähnungen} in diesem Artikel. Leertaste kreuzt an, Enter verknüpft, was "
    "angekreuzt ist. Wo mehrere Einträge in Frage kommen, ist nichts angekreuzt: einen wählen.",
    "links-none": "Kein Label dieses Artikels heißt wie ein Eintrag, mit dem es noch nicht "
    "verknüpft ist. {key:entry} verknüpft das am Cursor.",
    "paste-long": "Zu sehen sind die ersten {shown} von {all} Zeichen; alle werden zum Artikel.",
    "comparing": "vergleichen",
    "documents-joined": "{number:#Artikel|Artikel} mit gleichem Text vereinen",
    "same-texts-about": "Diese Artikel kamen unter zwei Kennungen und haben denselben Text. Was "
    "angekreuzt ist, wird ein Artikel: Labels, Kommentare und Zustände gehen zum ersten. Späteres "
    "Zusammenführen weiß davon.",
    "same-texts-pair": "„{kept}“ und „{gone}“ ({labels:#Label|Labels} am zweiten)",
    "same-texts-none": "Keine zwei Artikel haben denselben Text.",
    "restored": "früheren Stand wiederherstellen",
    "restore-nothing": "Dieser Stand ist schon der jetzige.",
    "restore-across": "Dazwischen liegt ein Import oder ein Zusammenführen, dessen Zeilen der "
    "Verlauf nicht einzeln enthält. So weit rückgängig machen oder eine einzelne Annotation "
    "wiederherstellen.",
    "history-about-record": "Alles, was mit dieser Annotation geschah, das Neueste zuerst. Einen "
    "Stand wiederherzustellen ist ein weiterer Schritt: Nichts hiervon geht verloren.",
    "history-about-article": "Alles, was in diesem Artikel geschah, das Neueste zuerst. Der "
    "Artikel kommt durch einen weiteren Schritt auf den Stand nach dem gewählten zurück.",
    "article-came-back": "Dieser Artikel wurde zurückgegeben: {reasons}",
    "agreeing": "zählen",
    "agreement-hint": "Enter auf einer Zahl oder ein Doppelklick öffnet die Fälle dahinter. Ein "
    "Stern: die Bemerkung unten lesen.",
    "agreement-none": "Hier gibt es nichts zu vergleichen: Zwei Personen müssen dieselben Artikel "
    "lesen. Das Menü Prüfen weist sie zu oder verschickt sie als Paket.",
    "agreement-interval": "Mit anderen Artikeln läge der Wert in 95 von 100 Fällen zwischen "
    "{low:.2f} und {high:.2f} (Bootstrap über Artikel).",
    "agreement-few-items": "Der Wert beruht auf wenigen Fällen: noch nicht darauf verlassen.",
    "agreement-no-items": "Es gibt nichts zu zählen.",
    "agreement-one-label": "Nicht bestimmt: Alle geben dieselbe Antwort, so dass der Zufall "
    "ebenso oft übereinstimmte.",
    "agreement-one-sided": "Nur eine der beiden Personen verwendet dieses Label überhaupt.",
    "agreement-nested-labels": "Labels sind verschachtelt: Für jedes Token zählt das längste "
    "Label.",
    "agreement-confused": "{first} in Zeilen, {second} in Spalten: dieselben Wörter, wie genannt",
    "metric-cohen_kappa": "Cohens Kappa, Labels",
    "metric-fleiss_kappa": "Fleiss’ Kappa, Tokens",
    "metric-krippendorff_alpha": "Krippendorffs Alpha, Tokens",
    "metric-alpha_u": "Alpha-u, Strecken",
    "metric-span_f1_exact": "F1, gleiche Grenzen",
    "metric-span_f1_overlap": "F1, überlappend",
    "metric-token_kappa": "Cohens Kappa, Tokens",
    "metric-cohen_kappa-about": "Von {n} Stellen (oder Artikeln), die beide markiert haben: "
    "Nennen sie sie gleich? Um den Zufall bereinigt; 1 ist volle Übereinstimmung, 0 ist Zufall.",
    "metric-fleiss_kappa-about": "Was alle zu {n} Tokens sagen, die jeder gelesen hat, um den "
    "Zufall bereinigt.",
    "metric-krippendorff_alpha-about": "Was zu {n} Tokens (oder Fällen) gesagt wird, die zwei "
    "oder mehr gelesen haben, um den Zufall bereinigt.",
    "metric-alpha_u-about": "Wie weit {n} gelabelte Strecken sich decken, auch wo ihre Grenzen "
    "abweichen, um den Zufall bereinigt.",
    "metric-span_f1_exact-about": "Von {n} gelabelten Stellen, die eine der beiden Personen hat: "
    "wie viele haben beide, mit gleichen Grenzen und gleichem Label.",
    "metric-span_f1_overlap-about": "Von {n} gelabelten Stellen beider: wie viele teilen ein "
    "Zeichen mit einer des gleichen Labels der anderen.",
    "metric-token_kappa-about": "Was zwei Personen zu {n} Tokens sagen, wobei „nichts“ eine "
    "Antwort ist; um den Zufall bereinigt.",
    "packing": "Paket schreiben",
    "merging": "zusammenführen",
    "adjudicating": "entscheiden",
    "packet-count": "Mit auf den Weg gingen {number:#Artikel|Artikel}, dazu Schema und Einträge, "
    "und keine Labels von anderen.",
    "assign-count": "{number:#Artikel|Artikel} in dieser Datei kämen auf die Liste dieser Person.",
    "packet-written": "{number:#Artikel|Artikel} für {name} nach {path} geschrieben; als Mail "
    "verschicken.",
    "merge-conflicts": "{number:#Fassung|Fassungen} würden von einer anderen verdrängt und "
    "aufgeführt",
    "merge-nothing": "Diese Dateien wissen nichts, was dieses Projekt nicht schon weiß.",
    "merge-done": "Zusammengeführt; {conflicts:#Konflikt ist|Konflikte sind} noch anzusehen. "
    "{key:undo} nimmt alles zurück.",
    "conflicts-about": "Zwei Kopien haben dasselbe geändert. Es gilt die spätere Änderung; was "
    "verdrängt wurde, bleibt hier, bis es verworfen oder doch genommen wird.",
    "conflicts-none": "Keine verdrängte Fassung wartet auf eine Entscheidung.",
    "agreed-all": "{number:#Fall|Fälle} übernommen, in denen alle einig sind; {left} noch zu "
    "entscheiden.",
    "checked": "{number:#Label|Labels} prüfen",
    "article-returned": "Artikel zurückgeben",
    "review-looking": "Vergleichen, was Annotatoren sagen…",
    "review-all-decided": "Nichts ist mehr zu entscheiden. Wenn mehrere dieselben Artikel lesen, "
    "steht hier, was sie verschieden sehen. {key:export} schreibt das Gold, {key:annotate} führt "
    "zurück zu den Artikeln.",
    "review-all-checked": "Nichts ist mehr zu prüfen. {key:check} prüft jemand anderen, {key:annotate} führt "
    "zurück zu den Artikeln.",
    "review-checking": "Enter bestätigt es. Was hier geändert wird, geht ins Gold; die geprüften "
    "Labels bleiben.",
    "review-differs": "Abweichung: {kinds}",
    "review-agreed": "Alle sagen dasselbe.",
    "review-none-alike": "Sonst ist in der Liste nichts wie dieses.",
    "review-alike": "{number:#Fall|Fälle} mit denselben Wörtern, denselben Fassungen und "
    "denselben Personen. Leertaste kreuzt an; eine Zahl nimmt diese Fassung für alles "
    "Angekreuzte, X keine.",
    "review-nobody": "Außer Ihnen hat hier noch niemand gelabelt. Das Menü Prüfen verschickt "
    "Pakete und nimmt sie zurück.",
    "no-such-version": "Eine Fassung mit dieser Nummer gibt es nicht.",
    "nothing-to-decide": "Hier gibt es nichts zu entscheiden.",
    "not-for-frames": "Das gilt für gelabelte Wörter.",
    "reasons-needed": "Schreiben, was noch einmal anzusehen ist; beim Öffnen des Artikels ist es "
    "zu lesen.",
    "task-cancelled": "Abgebrochen; nichts davon wurde behalten.",
    "window-imported": "{documents:#Artikel|Artikel} und {annotations:#Label|Labels} importiert; "
    "{already} schon vorhanden.",
    "window-exported": "{documents:#Artikel|Artikel} mit {annotations:#Label|Labels} nach {path} "
    "geschrieben",
    "marks-here": "hier: {labels}",
}
