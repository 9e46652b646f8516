"""Streets and how they are travelled."""
