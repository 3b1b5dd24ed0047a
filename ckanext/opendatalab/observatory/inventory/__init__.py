"""Reads an inventory of datasets (CSV, XLSX, ODS) into private datasets without files."""
