"""Insights as pictures: from plain values to figures, PNG and SVG, without a window."""
