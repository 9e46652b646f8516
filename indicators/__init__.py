"""Numbers per area: rates from counts, flags with reasons, indices, coverage, secrecy."""
