"""What every page stands in: the server, the shown city, choices, panels, uploads."""
