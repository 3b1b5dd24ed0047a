"""What the law asks of an organisation, by the letter of the thresholds."""

# One case, one line, however long: that is what makes the tables readable.
# ruff: noqa: E501

from __future__ import annotations

import pytest

from ckanext.opendatalab.legal.engine import obligation
from ckanext.opendatalab.legal.engine.ruleset import Profile
from tests.legal.cases import RULES, evaluated

# fmt: off
CASES = [
    ("a town of 38,000",                       Profile("commune", 38_000, 600),     "default",    False),
    ("3,500 inhabitants and 50 agents",        Profile("commune", 3_500, 50),       "default",    False),
    ("3,499 inhabitants",                      Profile("commune", 3_499, 50),       "optional",   False),
    ("49.9 agents",                            Profile("commune", 38_000, 49.9),    "optional",   False),
    ("a small commune, staff unknown",         Profile("commune", 800, None),       "optional",   False),
    ("few agents, population unknown",         Profile("commune", None, 12),        "optional",   False),
    ("a commune, nothing known",               Profile("commune", None, None),      "to_clarify", False),
    ("a commune, staff unknown",               Profile("commune", 5_000, None),     "to_clarify", False),
    ("a département, population unknown",      Profile("departement", None, 2_000), "default",    False),
    ("a région, staff unknown",                Profile("region", None, None),       "to_clarify", False),
    ("an EPCI of 60,000",                      Profile("epci", 60_000, 120),        "default",    False),
    ("a small EPCI: by the letter, disputed",  Profile("epci", 3_000, 60),          "default",    True),
    ("an EPCI, population unknown",            Profile("epci", None, 60),           "default",    True),
    ("an EPCI with few agents",                Profile("epci", 60_000, 49),         "optional",   False),
    ("a social centre (CCAS)",                 Profile("other", None, 80),          "default",    True),
    ("nothing known at all",                   Profile(),                           "to_clarify", False),
]
# fmt: on


@pytest.mark.parametrize(
    ("profile", "code", "to_confirm"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_the_duty_to_publish_follows_the_thresholds(profile, code, to_confirm):
    found = evaluated(profile=profile).obligation
    assert (found.code, found.to_confirm) == (code, to_confirm)
    assert "D312-1-1-1" in found.grounds


SMALL, TOWN = Profile("commune", 800, 6), Profile("commune", 50_000, 900)


# fmt: off
@pytest.mark.parametrize(
    ("profile", "departure", "code"),
    [
        (SMALL, {"Q06": ["address_base"]}, "special_text"),
        (SMALL, {"Q06": ["subsidies"]}, "optional"),
        (TOWN, {"Q06": ["subsidies"]}, "special_text"),
        (SMALL, {"Q06": ["salaries"]}, "optional"),
        (Profile("commune", 40_000, 900), {"Q06": ["salaries"]}, "default"),
        (TOWN, {"Q06": ["salaries"]}, "special_text"),
        (Profile("commune"), {"Q06": ["subsidies"]}, "to_clarify"),
        (SMALL, {"Q06": ["deliberations"]}, "to_clarify"),
        (SMALL, {"Q06": ["deliberations", "contracts"]}, "special_text"),
        (Profile("epci", 60_000, 100), {"Q06": ["address_base"]}, "default"),
        (SMALL, {"situation": ["requested"], "Q19": "communicated"}, "on_request"),
        (SMALL, {"situation": ["requested"], "Q19": "requested"}, "on_request"),
        (SMALL, {"situation": ["requested"], "Q19": "no"}, "optional"),
        (TOWN, {"situation": ["requested"], "Q19": "requested"}, "default"),
        (SMALL, {"Q06": ["unknown"]}, "to_clarify"),
        (TOWN, {"Q06": ["unknown"]}, "default"),
    ],
)
# fmt: on
def test_special_texts_and_requests_count(profile, departure, code):
    assert evaluated(departure, profile=profile).obligation.code == code


# fmt: off
@pytest.mark.parametrize(
    ("profile", "required"),
    [
        (Profile("commune", 10_000, 90), True),
        (Profile("commune", 9_999, 400), False),
        (Profile("commune", None, 400), None),
        (Profile("departement"), True),
        (Profile("region"), True),
        (Profile("epci", 10_000, 10), True),
        (Profile("epci", 9_000, 200), True),
        (Profile("epci", 9_000, 199), False),
        (Profile("epci", 9_000), None),
        (Profile("other", None, 200), True),
        (Profile("other", 90_000, 199), False),
        (Profile(), None),
    ],
)
# fmt: on
def test_a_person_in_charge_of_access_is_required_by_type_and_size(profile, required):
    found = obligation.application(RULES, RULES.duties["access_officer"], profile)
    assert found.applies is required


def test_every_organisation_keeps_the_directory_of_public_information():
    found = {one.duty.code: one.applies for one in obligation.duties(RULES, SMALL)}
    assert found["directory"] is True
    assert found["publication"] is False
    assert found["algorithms"] is False


def test_a_duty_that_rests_on_an_article_to_confirm_says_so():
    found = {one.duty.code: one.to_confirm for one in obligation.duties(RULES, TOWN)}
    assert found["deliberations"] is True
    assert found["contracts"] is False
