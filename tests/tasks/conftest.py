"""Fixtures of the tests of mail and time."""

from __future__ import annotations

import pytest


@pytest.fixture
def open_gates(used_portal):
    """Only what the workflow asks itself: no legal analysis."""
    from ckanext.opendatalab.common import gates  # not above: the pure tests run without CKAN

    before = gates.registered()
    gates.use([gates.Gate("open", lambda package: [], lambda package: "")])
    yield
    gates.use(before)


@pytest.fixture
def real_gates(open_gates):
    """The legal analysis again, where a module asks for none."""
    from ckanext.opendatalab import rooms
    from ckanext.opendatalab.common import gates

    gates.use(rooms.gates())
