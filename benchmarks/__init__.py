"""How fast Annotator is, against the plainest thing that could do the same."""
