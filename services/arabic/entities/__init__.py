"""People, places and organisations of the Arabic press: one id for all spellings of a name."""
