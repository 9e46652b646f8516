"""Where things lie: projection, outlines of areas, places of offers."""
