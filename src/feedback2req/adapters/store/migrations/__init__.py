"""Migrations, run by `feedback2req store migrate`."""
