"""The one door: HTTP in, events (image-reports.v1) out; reads headlines.v1, sources.v1 and the index."""
