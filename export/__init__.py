"""Everything that leaves: released tables and layers in, files out."""
