"""Speed, sameness and quality, measured; see README.md in this folder."""
