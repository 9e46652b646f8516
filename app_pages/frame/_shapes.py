"""Outlines of areas that the server hands out, by their digest."""

#: GeoJSON of the levels shown by this process, by digest. Boundaries only, no figures.
SHAPES: dict[str, bytes] = {}
