"""What a map shows, once: released tables in, coloured layers with legend and source out."""
