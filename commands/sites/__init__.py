"""Commands about new sites: proposals, scenarios, tours, new quarters."""
