"""A small press of our own on loopback: demo, fixture and documentation at once."""
