"""Says which circuit the datasets of an organisation follow."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import people, tables
from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.adoption import adoption, circuit, schema


@tk.side_effect_free
def opendatalab_circuit_show(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say which circuit the datasets of an organisation follow, and who makes its steps.

    :param organization: id or name of the organisation
    :returns: as ``opendatalab_adoption_show``; where it is ``governed`` also ``definition``
        (``code``, ``version``, ``label``, ``description``), ``steps`` (``title``, ``steps``),
        ``people`` (``code``, ``label``, ``explanation`` and ``people`` of each actor), ``missing``
        (labels of the roles that datasets would wait for in vain), ``alone`` (whether one person is
        to do what asks for two), ``editing_label`` and ``editing_explanation``
    """
    tk.check_access("opendatalab_circuit_show", context, data_dict)
    asked = validated(data_dict, schema.circuit_show())
    organization = people.organization(asked["organization"])
    if organization is None:
        raise tk.ObjectNotFound(tk._("Organization not found"))
    ready = tables.ready()
    adopted = store.adopted([organization.id])[organization.id] if ready else store.Adopted()
    found = adoption.shown(organization, adopted)
    return {**found, **circuit.shown(organization, adopted)} if adopted.governed else found
