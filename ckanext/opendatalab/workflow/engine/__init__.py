"""Definitions of the workflow and what follows from them.  Pure."""
