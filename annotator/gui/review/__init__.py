"""The work view of review: queue, article, versions."""
