"""What a store costs."""
