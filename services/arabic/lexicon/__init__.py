"""Words and names that search knows beside the dictionary: data, reviewed like code."""
