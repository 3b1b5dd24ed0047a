"""The official French schemas, and those of the portal."""
