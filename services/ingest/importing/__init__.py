"""Pages from files instead of the web."""
