"""The view of insights: filter, plots with their tables, and the sentences behind a number."""
