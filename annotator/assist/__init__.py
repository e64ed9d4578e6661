"""Assistance in a process of its own; the only package that knows spaCy."""
