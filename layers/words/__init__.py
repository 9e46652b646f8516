"""What stands beside a map: sentences and tables of released results."""
