"""What Arabic text needs wherever it is read, searched or counted. Pure; imports nothing of ours."""
