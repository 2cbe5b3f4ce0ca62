"""Real Kafka and real Elasticsearch without Docker: pinned, checksummed, on loopback."""
