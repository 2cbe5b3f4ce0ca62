"""articles.v1 → enriched.v1; image-reports.v1 → image-states.v1."""
