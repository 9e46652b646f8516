"""What people enter: offers, confirmations, notes, scenarios; kept safely on disk."""
