"""Worker processes for the tests of the runtime, and what the tests need to drive them."""
