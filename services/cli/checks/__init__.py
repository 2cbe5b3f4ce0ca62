"""What `nashra doctor` knows: pure functions from what was observed to findings, one module a subject."""
