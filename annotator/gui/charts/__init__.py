"""Figures drawn: what a table beside them says in numbers."""
