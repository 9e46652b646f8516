"""The parts of the pages about the social situation: figures, indices, comparison, profile."""
