"""Everything that comes in: foreign files in, clean tables and a list of findings out."""
