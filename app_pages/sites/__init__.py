"""The parts of page *Standorte*: proposals, scenarios, tours, new quarters."""
