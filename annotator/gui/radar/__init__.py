"""The page of the consistency radar."""
