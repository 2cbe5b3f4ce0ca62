"""pages.v1 → articles.v1, headlines.v1: what a page says, as an article with blocks."""
