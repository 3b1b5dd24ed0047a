"""Closes what CKAN itself shows, to whom may not read it, of datasets that are not public."""
