"""The enriched dataset form: presets, composition with the administrator's schema, vocabularies."""
