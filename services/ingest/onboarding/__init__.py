"""From an address or a list to registered newspapers: what they offer, and what it would bring."""
