"""newspapers → pages.v1 (poll) → articles.v1, headlines.v1 (extract)."""
