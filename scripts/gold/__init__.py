"""Making data/gold/statements: drawing items, reading labelling passes, joining them."""
