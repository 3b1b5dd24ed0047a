"""Which roles have to read a dataset in each state: those that have something to do there."""

from __future__ import annotations

import pytest

from ckanext.opendatalab.workflow.engine import readers, register

LEAD, LEGAL, BOTH = {"project_lead"}, {"legal_officer"}, {"project_lead", "legal_officer"}
RETURN = BOTH | {"dpo"}
# What is public is read by everybody; the guard of a record asks the legal officer.
EXPECTED = {
    "simple": {
        "identified": BOTH,
        "draft": BOTH,
        "in_review": RETURN,
        "to_correct": BOTH,
        "approved": RETURN,
        "not_open": BOTH,
        "withdrawn": BOTH,
    },
    "full": {
        "legal_review": RETURN | {"general_director"},
        "in_review": RETURN | {"general_director"},
        "director_review": RETURN | {"general_director"},
        "approved": RETURN | {"general_director", "elected_official"},
        "to_correct": BOTH,
        "draft": BOTH,
    },
}
EXPECTED["standard"] = {**EXPECTED["simple"], "legal_review": RETURN}


@pytest.mark.parametrize("path", EXPECTED)
def test_who_reads_is_who_acts(path):
    definition = register.presets()[path]
    for state, roles in EXPECTED[path].items():
        assert readers.roles(definition, state) == roles, state


@pytest.mark.parametrize("path", register.presets())
def test_what_core_calls_somebody_is_no_role(path):
    definition = register.presets()[path]
    for state in definition.states:
        assert not readers.roles(definition, state) & {"editor", "administrator", ""}
