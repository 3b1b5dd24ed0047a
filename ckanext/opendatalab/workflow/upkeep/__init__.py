"""Checks that all agrees, keeps the log, takes leave."""
