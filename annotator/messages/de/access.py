"""What a screen reader is told, and the list of annotations."""

MESSAGES: dict[str, str] = {
    # Areas that one can scroll by keys
    "right-panel-name": "Labels und Einzelheiten",
    "cards-name": "Fassungen",
    "scheme-form-name": "Ausgewähltes Element",
    "models-area-name": "Training",
    "insights-filter-name": "Filter",
    "import-columns-name": "Inhalt der Spalten",
}
