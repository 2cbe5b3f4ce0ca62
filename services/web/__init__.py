"""The one guarded door to the open web: which addresses may be reached, what an answer may cost."""
