"""Ports that ask a cache first, and the model they wrap for the rest."""
