"""Published tables, met under their own protocols by models that do not ship."""
