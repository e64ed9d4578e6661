"""The article view: text as a newspaper sets it, with what is labelled drawn around it."""
