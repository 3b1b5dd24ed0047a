"""Organisations with one person for each role, as the licence tests have them."""

from tests.licence.conftest import organisation

__all__ = ["organisation"]
