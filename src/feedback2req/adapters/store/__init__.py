"""The store: one schema on SQLite and PostgreSQL."""
