"""Spreadsheets: templates to fill, and the way from their rows to RDF."""
