"""English sentences for the codes that the program speaks in, one module an area."""
