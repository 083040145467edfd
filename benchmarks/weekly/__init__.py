"""The weekly job over half a year of windows."""
