"""Open-data policy of a French local authority, run inside its CKAN portal."""
