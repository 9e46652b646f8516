"""The parts of page *Daten*: files in, what was understood, corrections."""
