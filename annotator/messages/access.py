"""What a screen reader is told, and the list of annotations."""

MESSAGES: dict[str, str] = {
    # Areas that one can scroll by keys
    "right-panel-name": "Labels and details",
    "cards-name": "Versions",
    "scheme-form-name": "Element in hand",
    "models-area-name": "Training",
    "insights-filter-name": "Filter",
    "import-columns-name": "What the columns hold",
}
