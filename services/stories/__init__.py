"""enriched.v1, withdrawals.v1 → story-inputs.v1 → stories.v1: which event an article tells, and its copies.

Inputs are put into one order first; what follows from them is a function of that order alone.
"""
