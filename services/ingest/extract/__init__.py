"""Extract: pages.v1 → articles.v1, and headlines.v1 for the ticker of aggregator pages.

Promises: a page is read in a process of its own with limits, so a bad page costs one dead letter; a changed
article is a new revision, an unchanged one no event; page furniture is never in a body; nothing is guessed.
"""
