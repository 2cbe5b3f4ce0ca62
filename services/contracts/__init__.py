"""What crosses a boundary: one noun a file. Pure data; imports nothing of ours."""
