"""enriched.v1, image-states.v1, withdrawals.v1 → Elasticsearch, headlines.v1.

A headline goes out after the index acknowledged.
"""
