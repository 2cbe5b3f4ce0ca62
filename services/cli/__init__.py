"""The `nashra` command: one file a command group, and the supervisor of `nashra up`."""
