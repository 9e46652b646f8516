"""Commands about the social situation: figures, flags, indices, comparison, development."""
