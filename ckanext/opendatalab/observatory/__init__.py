"""Inventory, health of the installation; later the method and the dashboards."""
