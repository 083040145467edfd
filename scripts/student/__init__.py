"""How the fast encoder came about."""
