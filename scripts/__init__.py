"""What is run by hand: making the gold set and the weights."""
