"""Annotator: read news articles and mark up entities, quotes and sentiment, offline."""

__version__ = "0.1.0"
