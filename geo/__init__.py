"""Places and distances: metric CRS, levels and their nesting, networks, reach, siting."""
