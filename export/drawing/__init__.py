"""How things are drawn: SVG, text as it runs, Typst, pictures."""
