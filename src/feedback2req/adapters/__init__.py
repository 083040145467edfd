"""The outside world, one file an outside thing."""
