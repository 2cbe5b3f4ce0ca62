"""One file a resource of the API, and the reader pages."""
