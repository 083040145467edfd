"""Deliveries of support tools: is it really them, and what does it say."""
