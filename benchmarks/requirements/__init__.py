"""How well requirements are matched."""
