"""What the tests of the rules share: an ordinary dataset, and how to depart from it."""

from __future__ import annotations

from datetime import date

from ckanext.opendatalab.legal.engine import register, rules
from ckanext.opendatalab.legal.engine.ruleset import Profile

RULES = register.load()
TODAY = date(2026, 9, 1)
NOBODY = Profile()

ORDINARY = {
    "content": ["none"],
    "situation": ["none"],
    "Q01": "yes",
    "Q02": "us",
    "Q03": "yes",
    "Q04": "no",
    "Q06": ["none"],
}
PERSONS = {
    "content": ["persons"],
    "Q08": "none",
    "Q11": "direct",
    "Q12": "no",
    "Q13": "none",
    "Q14": "yes",
    "Q14_tests": ["none"],
}
SECURITY = {"content": ["security"], "Q07": "none", "Q09": "no"}
SECRET = {"content": ["protected"], "Q07": "none"}
COMPANY = {"content": ["company_secret"], "Q08": "none"}
THIRD = {"content": ["third_party"], "Q15": "no"}
CATEGORY = {"Q13": "category", "Q13_category": "8", "Q13_need": "yes"}


def answers(*departures, **more):
    """Return an ordinary dataset's answers, changed by each departure in turn."""
    found = dict(ORDINARY)
    for departure in (*departures, more):
        found |= departure
    return found


def evaluated(*departures, profile=NOBODY, today=TODAY, **more):
    return rules.evaluate(RULES, answers(*departures, **more), profile, today)
