"""Figures of papers: maps, bars, lines, with scale, legend and labels."""
