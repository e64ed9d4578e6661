"""The project file: one SQLite database; the only package that knows SQL."""
