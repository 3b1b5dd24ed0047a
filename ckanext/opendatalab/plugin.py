"""Wires the rooms to CKAN's interfaces.  No logic here: every hook hands over to a room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import yaml
from ckan import types
from ckan.common import CKANConfig
from ckan.config.declaration import Declaration, Key
from ckan.lib.plugins import DefaultTranslation

from ckanext.opendatalab import cli, config, rooms
from ckanext.opendatalab.common import adoption, status
from ckanext.opendatalab.fields import facets, index
from ckanext.opendatalab.licence import register
from ckanext.opendatalab.quality import assess, criteria
from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.governance import definitions, listening
from ckanext.opendatalab.workflow.locking import gate


@tk.blanket.actions(rooms.actions)
@tk.blanket.auth_functions(rooms.auth_functions)
@tk.blanket.helpers(rooms.helpers)
@tk.blanket.validators(rooms.validators)
@tk.blanket.blueprints(rooms.blueprints)
class OpendatalabPlugin(DefaultTranslation, p.SingletonPlugin):
    """Everything but the dataset schema, which is ``opendatalab_datasets``."""

    p.implements(p.IClick)
    p.implements(p.IConfigDeclaration)
    p.implements(p.IConfigurable)
    p.implements(p.IConfigurer)
    p.implements(p.IFacets, inherit=True)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.ISignal)
    p.implements(p.ITranslation)

    # IClick

    def get_commands(self) -> list[Any]:
        return [cli.group(rooms.commands())]

    # IConfigDeclaration

    def declare_config_options(self, declaration: Declaration, key: Key) -> None:
        source = Path(__file__).with_name("config_declaration.yaml")
        declaration.load_dict(yaml.safe_load(source.read_text(encoding="utf-8")))
        with config.told_at_start():
            register.declare_defaults(declaration)

    # IConfigurable

    def configure(self, config_: CKANConfig) -> None:
        rooms.introduce()
        adoption.use(store.asked_for)
        with config.told_at_start():
            definitions.look_at_start()
            criteria.look_at_start()

    # IConfigurer

    def update_config(self, config_: CKANConfig) -> None:
        tk.add_template_directory(config_, "templates")
        tk.add_resource("assets", "opendatalab")
        config.check(config_)

    # IFacets

    def dataset_facets(self, facets_dict: Any, package_type: str) -> Any:
        return facets.add(facets_dict, package_type)

    def organization_facets(
        self, facets_dict: Any, organization_type: str, package_type: str | None
    ) -> Any:
        return facets.add(facets_dict, package_type)

    # IPackageController

    def after_dataset_create(self, context: types.Context, pkg_dict: dict[str, Any]) -> None:
        gate.saved(pkg_dict["id"])
        assess.saved(pkg_dict["id"])

    def after_dataset_update(self, context: types.Context, pkg_dict: dict[str, Any]) -> None:
        gate.saved(pkg_dict["id"])
        assess.saved(pkg_dict["id"])

    def after_dataset_show(self, context: types.Context, pkg_dict: dict[str, Any]) -> None:
        status.put_into(pkg_dict)

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        status.put_into_index(pkg_dict)
        return index.prepare(pkg_dict)

    def after_dataset_search(
        self, search_results: dict[str, Any], search_params: dict[str, Any]
    ) -> dict[str, Any]:
        return facets.label(search_results)

    # ISignal

    def get_signal_subscriptions(self) -> types.SignalMapping:
        return listening.signals()

    # ITranslation

    def i18n_domain(self) -> str:
        return "ckanext-opendatalab"
