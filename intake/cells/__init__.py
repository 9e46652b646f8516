"""What stands in a cell: dialects, headings, numbers, keys, names."""
