"""The help: its window, and the tour through the program."""
