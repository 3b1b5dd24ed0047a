"""The metadata score: criteria applied to one dataset.  Pure."""
