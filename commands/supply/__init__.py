"""Commands about offers: coverage, gaps, weeks, places, travel times."""
