"""The values and rules of annotating; knows neither Qt nor SQL nor spaCy nor a file format."""
