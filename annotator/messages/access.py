"""What a screen reader is told, and the list of annotations."""

MESSAGES: dict[str, str] = {
    "action-annotation-list": "List of annotations…",
    # What is labelled at the cursor
    "spoken-annotation": "{label}, {layer}: “{words}”",
    "spoken-suggestion": "suggestion: {label}, {layer}: “{words}”, {sure}",
    "spoken-entry": "entry {entry}",
    "spoken-suggested-by": "{by}, {sure}",
    "spoken-nobody": "nobody named",
    "spoken-quote-content": "said by {source}",
    "spoken-quote-cue": "cue of the quote “{words}” by {source}",
    "spoken-quote-source": "source of the quote “{words}”",
    "spoken-quote-insertion": "insertion into the quote “{words}” by {source}",
    "spoken-quote-inside": "inside the quote “{words}” by {source}",
    # The list of annotations
    "annotations-title": "Annotations of the article",
    "annotations-table": "Annotations and suggestions",
    "annotations-filter": "Show only lines with…",
    "annotations-filter-name": "Filter the annotations",
    "annotations-about": "{number:#line} · {title}",
    "annotations-paragraph": "Paragraph",
    "annotations-words": "Words",
    "annotations-attributes": "Attributes",
    "annotations-by": "By",
    "annotations-suggested": "{label} (suggestion)",
    "annotations-go": "&Go there",
    "annotations-away": "&Take away",
    "annotations-none": "Nothing is labelled in this article yet. Select words in it and press "
    "the key of a label.",
    "annotations-nothing-fits": "No line has these words. Clear the filter to see all.",
    "annotations-no-article": "No article is open. Choose one in the list of articles.",
    "field-clear": "Clear",
    # Areas that one can scroll by keys
    "right-panel-name": "Labels and details",
    "cards-name": "Versions",
    "scheme-form-name": "Element in hand",
    "models-area-name": "Training",
    "insights-filter-name": "Filter",
    "import-columns-name": "What the columns hold",
}
