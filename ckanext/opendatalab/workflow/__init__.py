"""The path of a dataset to its publication, and the gate on it."""
