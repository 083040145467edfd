"""What exists: frozen values, no input or output; numpy is the only import."""
