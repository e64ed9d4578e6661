"""What a screen reader is told, and the list of annotations."""

MESSAGES: dict[str, str] = {
    "action-annotation-list": "Liste der Annotationen…",
    # What is labelled at the cursor
    "spoken-annotation": "{label}, {layer}: „{words}“",
    "spoken-suggestion": "Vorschlag: {label}, {layer}: „{words}“, {sure}",
    "spoken-entry": "Eintrag {entry}",
    "spoken-suggested-by": "{by}, {sure}",
    "spoken-nobody": "niemand genannt",
    "spoken-quote-content": "gesagt von: {source}",
    "spoken-quote-cue": "Redeanzeige des Zitats „{words}“ von: {source}",
    "spoken-quote-source": "Quelle des Zitats „{words}“",
    "spoken-quote-insertion": "Einschub in das Zitat „{words}“ von: {source}",
    "spoken-quote-inside": "im Zitat „{words}“ von: {source}",
    # The list of annotations
    "annotations-title": "Annotationen des Artikels",
    "annotations-table": "Annotationen und Vorschläge",
    "annotations-filter": "Nur Zeilen zeigen mit…",
    "annotations-filter-name": "Annotationen filtern",
    "annotations-about": "{number:#Zeile|Zeilen} · {title}",
    "annotations-paragraph": "Absatz",
    "annotations-words": "Wörter",
    "annotations-attributes": "Merkmale",
    "annotations-by": "Von",
    "annotations-suggested": "{label} (Vorschlag)",
    "annotations-go": "&Hingehen",
    "annotations-away": "&Entfernen",
    "annotations-none": "In diesem Artikel ist noch nichts annotiert. Wörter auswählen und die "
    "Taste eines Labels drücken.",
    "annotations-nothing-fits": "Keine Zeile enthält diese Wörter. Den Filter leeren, um alle zu "
    "sehen.",
    "annotations-no-article": "Kein Artikel ist geöffnet. In der Artikelliste einen auswählen.",
    "field-clear": "Leeren",
    # Areas that one can scroll by keys
    "right-panel-name": "Labels und Einzelheiten",
    "cards-name": "Fassungen",
    "scheme-form-name": "Ausgewähltes Element",
    "models-area-name": "Training",
    "insights-filter-name": "Filter",
    "import-columns-name": "Inhalt der Spalten",
}
