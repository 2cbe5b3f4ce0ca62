"""sources.v1, feed-pushes.v1 → pages.v1: polls the registered newspapers, fetches each new article once."""
