"""What Arabic text needs wherever it is read, searched or counted. Pure, but for the dictionary's file."""
