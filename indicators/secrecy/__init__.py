"""What may be seen: suppression, masks, released results."""
