"""Words of the view of insights: its plots, tables, filter and files."""

MESSAGES = {
    "action-insights": "Insights: what the labels answer",
    "action-insights-save-plot": "Save the plot…",
    "action-insights-export": "Export the figures…",
    "view-insights": "Insights",
    # What is asked
    "plot-questions": "Questions",
    "plot-topic-progress": "Progress",
    "plot-topic-labels": "Labels",
    "plot-topic-together": "Together",
    "plot-topic-timeline": "Timeline",
    "plot-topic-voices": "Voices",
    "plot-topic-matrix": "Who said what",
    "plot-question-progress": "Who labelled how much, and when",
    "plot-question-labels": "Which labels there are, and how many",
    "plot-question-together": "Which entries stand in the same articles",
    "plot-question-timeline": "When what was in the articles",
    "plot-question-voices": "Whose words the articles quote",
    "plot-question-matrix": "Who said what about whom",
    # The filter
    "plot-whose": "Whose labels",
    "plot-each-once": "Each article once",
    "plot-gold": "Gold",
    "plot-layer": "Layer",
    "plot-all-layers": "All layers",
    "plot-outlets": "Outlets",
    "plot-outlets-hint": "Space ticks an outlet; none ticked means all",
    "plot-outlet": "Outlet",
    "plot-articles": "Articles",
    "plot-no-outlet": "(no outlet)",
    "plot-n-articles": "{n:#article}",
    "plot-search-outlets": "Search outlets…",
    "plot-outlets-chosen": "{chosen} of {there:#outlet} chosen",
    "plot-outlets-all": "All {there:#outlet}",
    "plot-since": "From (year-month-day)",
    "plot-until": "To (year-month-day)",
    "plot-day": "no article has a date",
    "plot-with-undated": "With {n:#article} without a date",
    "plot-states": "Articles that are",
    "plot-clear-filter": "Clear the filter",
    # The page
    "plot-counting": "Counting…",
    "plot-drawing": "Drawing the plot",
    "plot-opening": "Looking for the sentences",
    "plot-cancelled": "Counting was cancelled.",
    "plot-again": "Count again",
    "plot-more": "Show more",
    "plot-save-button": "Save plot…",
    "plot-export-button": "Export figures…",
    "plot-n-articles-asked": "{n:#article}.",
    "plot-left-out": "{n} more have no room in the plot; the table has all.",
    "plot-matrix-cut": (
        "Shown are the first {sources} of {of_sources:#source} and {targets} of"
        " {of_targets:#target}."
    ),
    "plot-not-drawn": "The plot cannot be drawn ({why}). The table has its numbers.",
    "plot-see-table": "The same numbers stand in the table below.",
    "plot-nothing-fits": "Nothing fits the filter.",
    "plot-nothing-labelled": (
        "Nothing is labelled yet. As soon as an article has labels, they are counted here."
    ),
    "plot-no-dates": (
        "No labelled article has a date. Dates come with the import, or are given in the"
        " properties of an article (Article menu)."
    ),
    "plot-no-quotes": (
        "No quote is marked yet. Select what somebody says in an article and press {key:quote},"
        " then mark its source with {key:source}."
    ),
    "plot-no-pairs": "No two entries stand in one article yet. Names are linked to entries with {key:entry}.",
    # Tables
    "plot-table": "Figures",
    "plot-matrix": "Sources by targets",
    "plot-table-hint": "Enter or a double click shows the sentences behind a number",
    "plot-order-by": "Order by",
    "plot-as-counted": "As counted",
    "plot-ascending": "Ascending",
    "plot-descending": "Descending",
    "plot-rows": "{n:#row}",
    "plot-said": "{name} says: {quotes:#quote}, {opinions:#opinion}",
    "plot-heard": "About {name}: {quotes:#quote}, {opinions:#opinion}",
    "plot-cell": "{source} about {target}: {quotes:#quote}, {opinions:#opinion}",
    "plot-cell-none": "{source} about {target}: nothing",
    "plot-cell-polarity": "mean polarity {mean:+.1f}",
    "plot-cell-acts": "of the quotes {acts}",
    "plot-cell-act": "{n} {act}",
    "plot-act-none": "without an act",
    "plot-decimal": "{n:+.1f}",
    "plot-number": "{n:,}",
    "plot-share": "{n:.0%}",
    # Sentences
    "plot-sentences": "Sentences",
    "plot-sentences-hint": "Enter or a double click opens the article at the sentence",
    "plot-items-hint": (
        "Click a bar, a point or a cell, or press Enter on a line of the table, to read what is"
        " behind the number."
    ),
    "plot-items-none": "There is nothing to read behind this number.",
    "plot-items-first": "The first {n} are shown. A narrower filter shows the others.",
    # Plots
    "plot-axis-annotations": "annotations",
    "plot-axis-annotations-on": "annotations on {day}",
    "plot-axis-words": "share of all words",
    "plot-axis-source": "who says it",
    "plot-axis-target": "about whom",
    "plot-sign-positive": "positive",
    "plot-sign-negative": "negative",
    "plot-sign-balanced": "balanced",
    "plot-sign-none": "no opinion",
    "plot-denied": "some of it denies",
    # Files
    "plot-save-title": "Save the plot",
    "plot-export-title": "Export the figures",
    "plot-choose-file": "Choose a file…",
    "plot-kind": "Save as",
    "plot-kind-hint": "SVG stays sharp at any size, and its words can be edited.",
    "plot-kind-png": "Picture (PNG)",
    "plot-kind-svg": "Drawing (SVG)",
    "plot-kind-xlsx": "Workbook (Excel, LibreOffice)",
    "plot-kind-csv": "Table (CSV)",
    "plot-kind-graphml": "Graph (GraphML)",
    "plot-about-xlsx": "A sheet for each question.",
    "plot-about-csv": "The table of the question in hand, one line a row.",
    "plot-about-graphml": (
        "Sources and targets as nodes, what one says about another as edges: for Gephi, yEd and"
        " igraph."
    ),
    "plot-colours": "Colours",
    "plot-colours-print": "light, for printing",
    "plot-colours-shown": "as shown",
    "plot-writing": "Writing…",
    "plot-still-writing": "The last file is still being written.",
    "plot-written": "Written: {file}",
    "plot-nothing-to-save": "There is no plot to save. Open the insights first.",
    "plot-files": "wrote {n:#file} to {folder}",
    "plot-ending": "A plot is saved as .png or .svg; {file} ends otherwise.",
    "plot-not-written": "{file} cannot be written: {why}. Choose another place.",
    "plot-theme": "There is no theme “{theme}”. Known are {known}.",
}
