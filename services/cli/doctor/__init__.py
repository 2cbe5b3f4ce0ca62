"""`nashra doctor`: one module a subject, which observes it and judges what it saw."""
