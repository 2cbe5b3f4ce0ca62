"""One script a figure of performance.md: ours against a peer, interleaved, in one run on one machine."""
