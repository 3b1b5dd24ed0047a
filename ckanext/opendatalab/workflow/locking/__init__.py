"""Keeps what is governed shut on every way that CKAN writes a dataset."""
