"""When offers are open: hours, weeks, mobile stops, freshness."""
