"""Commands that set up a city, bring data and start the app."""
