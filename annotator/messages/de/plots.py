"""Wörter der Auswertung: Diagramme, Tabellen, Filter und Dateien."""

MESSAGES = {
    "action-insights": "Auswertung: was die Labels sagen",
    "action-insights-save-plot": "Diagramm speichern…",
    "action-insights-export": "Zahlen exportieren…",
    "view-insights": "Auswertung",
    # Was gefragt wird
    "plot-questions": "Fragen",
    "plot-topic-progress": "Fortschritt",
    "plot-topic-labels": "Labels",
    "plot-topic-together": "Gemeinsam",
    "plot-topic-timeline": "Zeitverlauf",
    "plot-topic-voices": "Stimmen",
    "plot-topic-matrix": "Wer sagte was",
    "plot-question-progress": "Wer wann wie viel gelabelt hat",
    "plot-question-labels": "Welche Labels es gibt, und wie viele",
    "plot-question-together": "Welche Einträge in denselben Artikeln stehen",
    "plot-question-timeline": "Wann was in den Artikeln stand",
    "plot-question-voices": "Wessen Worte die Artikel zitieren",
    "plot-question-matrix": "Wer was über wen sagte",
    # Der Filter
    "plot-whose": "Wessen Labels",
    "plot-each-once": "Jeder Artikel einmal",
    "plot-gold": "Gold",
    "plot-layer": "Ebene",
    "plot-all-layers": "Alle Ebenen",
    "plot-outlets": "Medien",
    "plot-outlets-hint": "Die Leertaste wählt ein Medium aus; keines gewählt heißt alle",
    "plot-outlet": "Medium",
    "plot-articles": "Artikel",
    "plot-no-outlet": "(kein Medium)",
    "plot-n-articles": "{n} Artikel",
    "plot-search-outlets": "Medien suchen…",
    "plot-outlets-chosen": "{chosen} von {there:#Medium|Medien} gewählt",
    "plot-outlets-all": "Alle {there:#Medium|Medien}",
    "plot-since": "Von (Jahr-Monat-Tag)",
    "plot-until": "Bis (Jahr-Monat-Tag)",
    "plot-day": "kein Artikel hat ein Datum",
    "plot-with-undated": "Mit {n} Artikeln ohne Datum",
    "plot-states": "Artikel, die … sind",
    "plot-clear-filter": "Filter aufheben",
    # Die Seite
    "plot-counting": "Es wird gezählt…",
    "plot-drawing": "Das Diagramm wird gezeichnet",
    "plot-opening": "Die Sätze werden gesucht",
    "plot-cancelled": "Das Zählen wurde abgebrochen.",
    "plot-again": "Neu zählen",
    "plot-more": "Mehr zeigen",
    "plot-save-button": "Diagramm speichern…",
    "plot-export-button": "Zahlen exportieren…",
    "plot-n-articles-asked": "{n} Artikel.",
    "plot-left-out": "{n} weitere haben im Diagramm keinen Platz; die Tabelle hat alle.",
    "plot-matrix-cut": (
        "Gezeigt werden die ersten {sources} von {of_sources:#Quelle|Quellen} und {targets} von"
        " {of_targets:#Ziel|Zielen}."
    ),
    "plot-not-drawn": "Das Diagramm lässt sich nicht zeichnen ({why}). Die Tabelle hat seine Zahlen.",
    "plot-see-table": "Dieselben Zahlen stehen in der Tabelle darunter.",
    "plot-nothing-fits": "Nichts passt zum Filter.",
    "plot-nothing-labelled": (
        "Noch ist nichts gelabelt. Sobald ein Artikel Labels hat, werden sie hier gezählt."
    ),
    "plot-no-dates": (
        "Kein gelabelter Artikel hat ein Datum. Daten kommen mit dem Import oder stehen in den"
        " Eigenschaften eines Artikels (Menü Artikel)."
    ),
    "plot-no-quotes": (
        "Noch ist kein Zitat markiert. Im Artikel auswählen, was jemand sagt, und {key:quote} drücken,"
        " dann die Quelle mit {key:source} markieren."
    ),
    "plot-no-pairs": "Noch stehen keine zwei Einträge in einem Artikel. Namen werden mit {key:entry} verknüpft.",
    # Tabellen
    "plot-table": "Zahlen",
    "plot-matrix": "Quellen und Ziele",
    "plot-table-hint": "Eingabe oder Doppelklick zeigt die Sätze hinter einer Zahl",
    "plot-order-by": "Ordnen nach",
    "plot-as-counted": "Wie gezählt",
    "plot-ascending": "Aufsteigend",
    "plot-descending": "Absteigend",
    "plot-rows": "{n:#Zeile|Zeilen}",
    "plot-said": "{name} sagt: {quotes:#Zitat|Zitate}, {opinions:#Meinung|Meinungen}",
    "plot-heard": "Über {name}: {quotes:#Zitat|Zitate}, {opinions:#Meinung|Meinungen}",
    "plot-cell": ("{source} über {target}: {quotes:#Zitat|Zitate}, {opinions:#Meinung|Meinungen}"),
    "plot-cell-none": "{source} über {target}: nichts",
    "plot-cell-polarity": "mittlere Polarität {mean:+.1f}",
    "plot-cell-acts": "von den Zitaten {acts}",
    "plot-cell-act": "{n} {act}",
    "plot-act-none": "ohne Sprechakt",
    "plot-decimal": "{n:+.1f}",
    "plot-number": "{n:,}",
    "plot-share": "{n:.0%}",
    # Sätze
    "plot-sentences": "Sätze",
    "plot-sentences-hint": "Eingabe oder Doppelklick öffnet den Artikel an dieser Stelle",
    "plot-items-hint": (
        "Auf einen Balken, einen Punkt oder ein Feld klicken oder in einer Zeile der Tabelle die"
        " Eingabetaste drücken, um zu lesen, was hinter der Zahl steht."
    ),
    "plot-items-none": "Hinter dieser Zahl steht nichts zu lesen.",
    "plot-items-first": "Gezeigt werden die ersten {n}. Ein engerer Filter zeigt die anderen.",
    # Diagramme
    "plot-axis-annotations": "Annotationen",
    "plot-axis-annotations-on": "Annotationen am {day}",
    "plot-axis-words": "Anteil an allen Wörtern",
    "plot-axis-source": "wer es sagt",
    "plot-axis-target": "über wen",
    "plot-sign-positive": "positiv",
    "plot-sign-negative": "negativ",
    "plot-sign-balanced": "ausgeglichen",
    "plot-sign-none": "keine Meinung",
    "plot-denied": "darunter Dementis",
    # Dateien
    "plot-save-title": "Diagramm speichern",
    "plot-export-title": "Zahlen exportieren",
    "plot-choose-file": "Datei wählen…",
    "plot-kind": "Speichern als",
    "plot-kind-hint": "SVG bleibt in jeder Größe scharf, und seine Wörter lassen sich bearbeiten.",
    "plot-kind-png": "Bild (PNG)",
    "plot-kind-svg": "Zeichnung (SVG)",
    "plot-kind-xlsx": "Arbeitsmappe (Excel, LibreOffice)",
    "plot-kind-csv": "Tabelle (CSV)",
    "plot-kind-graphml": "Graph (GraphML)",
    "plot-about-xlsx": "Ein Blatt für jede Frage.",
    "plot-about-csv": "Die Tabelle der gewählten Frage, eine Zeile je Eintrag.",
    "plot-about-graphml": (
        "Quellen und Ziele als Knoten, was eine über ein anderes sagt als Kanten: für Gephi, yEd"
        " und igraph."
    ),
    "plot-colours": "Farben",
    "plot-colours-print": "hell, für den Druck",
    "plot-colours-shown": "wie gezeigt",
    "plot-writing": "Es wird geschrieben…",
    "plot-still-writing": "Die letzte Datei wird noch geschrieben.",
    "plot-written": "Geschrieben: {file}",
    "plot-nothing-to-save": "Es gibt kein Diagramm zu speichern. Zuerst die Auswertung öffnen.",
    "plot-files": "{n:#Datei|Dateien} nach {folder} geschrieben",
    "plot-ending": "Ein Diagramm wird als .png oder .svg gespeichert; {file} endet anders.",
    "plot-not-written": "{file} lässt sich nicht schreiben: {why}. Einen anderen Ort wählen.",
    "plot-theme": "Ein Thema „{theme}“ gibt es nicht. Bekannt sind {known}.",
}
