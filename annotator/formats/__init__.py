"""File formats: one module a format, each with a reader and a writer over one list of fields."""
