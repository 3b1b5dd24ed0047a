"""Plugin ``opendatalab_datasets``: the administrator's scheming schema with our fields in it.

It replaces ``scheming_datasets``.  The names with an underscore that it touches belong to
ckanext-scheming 3.x; ``tests/fields/test_datasets_plugin.py`` holds that seam together.
"""

from __future__ import annotations

from typing import Any

from ckan.common import CKANConfig
from ckanext.scheming.plugins import SchemingDatasetsPlugin

from ckanext.opendatalab.config import told_at_start
from ckanext.opendatalab.fields import groups, review_step, schema


class OpendatalabDatasetsPlugin(SchemingDatasetsPlugin):
    """SchemingDatasetsPlugin whose schemas are composed with our overlay."""

    def update_config(self, config: CKANConfig) -> None:
        with told_at_start():
            schema.add_presets(config)
            super().update_config(config)
            composed = schema.compose_all(self._schemas, self._expanded_schemas)
            self._schemas, self._expanded_schemas = composed

    def configure(self, config: CKANConfig) -> None:
        super().configure(config)
        schema.name_first_page(self._dataset_form_pages)

    def validate(self, context: Any, data_dict: Any, schema: Any, action: str) -> Any:
        fields = self._expanded_schemas.get(data_dict.get("type"), {})
        data_dict = groups.normalise(data_dict, fields, action)
        return super().validate(context, data_dict, schema, action)

    def prepare_resource_blueprint(self, package_type: str, blueprint: Any) -> Any:
        return review_step.after_resources(package_type, blueprint)
