"""What must hold of the score of any dataset, on any day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ckanext.opendatalab.quality.scoring import criteria
from ckanext.opendatalab.quality.scoring.score import score
from tests.quality.scored import (
    ANNUAL,
    CRITERIA,
    FACTS,
    IRREGULAR,
    MONTHLY,
    TODAY,
    a_dataset,
    a_file,
    result,
)

WHOLE = a_dataset()
FULL_FILE = a_file()
often = settings(max_examples=60, deadline=None)

junk = st.one_of(st.none(), st.text(max_size=20), st.integers(), st.lists(st.none(), max_size=2))
outcomes = st.sampled_from(["pass", "warning", "fail", "skipped", "error"])
checks_of_a_file = st.dictionaries(
    st.sampled_from(["link", "format", "structure", "content", "schema"]), outcomes
)
weights = st.dictionaries(
    st.sampled_from([one.id for one in CRITERIA.criteria]), st.integers(0, 100), max_size=6
)
days = st.dates(date(2024, 1, 1), date(2028, 1, 1))


@st.composite
def files(draw):
    made = {
        name: draw(st.sampled_from([value, None, ""]) | junk) for name, value in FULL_FILE.items()
    }
    made["format"] = draw(st.sampled_from(["CSV", "XLS", "PDF", "", "?"]))
    made["url_type"] = draw(st.sampled_from(["", "upload"]))
    made["resource_type"] = draw(st.sampled_from(["file", "documentation", None]))
    made["id"] = draw(st.sampled_from("abcdef"))
    return made


@st.composite
def datasets(draw):
    made = {name: draw(st.sampled_from([value, value, ""]) | junk) for name, value in WHOLE.items()}
    made["frequency"] = draw(st.sampled_from([ANNUAL, MONTHLY, IRREGULAR, ""]))
    made["modified"] = draw(st.one_of(days.map(str), st.just("")))
    made["license_id"] = draw(st.sampled_from(["lov2", "own", "notspecified", ""]))
    made["access_rights"] = draw(st.sampled_from(["PUBLIC", "RESTRICTED", ""]))
    made["resources"] = draw(st.lists(files(), max_size=4, unique_by=lambda one: one["id"]))
    return made


checks = st.dictionaries(st.sampled_from("abcdef"), checks_of_a_file)


def weighed(chosen):
    return criteria.weigh(CRITERIA, {"theme": 1, **chosen})


@often
@given(datasets(), checks, days, weights)
def test_the_total_is_between_0_and_100_and_its_criteria_make_it(dataset, found, today, chosen):
    assume(chosen.get("theme", 1))
    made = score(weighed(chosen), dataset, found, today, FACTS)
    assert 0 <= made.total <= 100
    counted = [one for one in made.results if one.outcome in ("pass", "fail")]
    possible = sum(one.weight for one in counted)
    earned = sum(one.weight for one in counted if one.outcome == "pass")
    assert not possible or abs(made.total - 100 * earned / possible) <= 0.5


@often
@given(datasets(), checks, days, weights)
def test_no_fix_lowers_the_total_or_takes_it_past_100(dataset, found, today, chosen):
    assume(chosen.get("theme", 1))
    known = weighed(chosen)
    made = score(known, dataset, found, today, FACTS)
    for one in made.results:
        assert one.gain >= 0
        assert one.gain == 0 or one.outcome == "fail"
        assert made.total + one.gain <= 100
        if one.outcome != "fail":
            assert one.resources == ()


# What somebody does about each criterion, and what of the dataset it changes.
FIXES = {
    name: WHOLE[name]
    for name in (
        "notes", "theme", "tags", "spatial_coverage", "temporal_coverage", "contact",
        "producing_service", "access_rights", "provenance", "legal_eligibility",
    )
} | {"frequency": IRREGULAR}  # fmt: skip
CRITERION = {
    "notes": "description", "theme": "theme", "tags": "keywords", "spatial_coverage": "spatial",
    "temporal_coverage": "temporal", "contact": "contact", "producing_service": "producer",
    "access_rights": "access_rights", "provenance": "documented", "legal_eligibility": "legal",
    "frequency": "frequency",
}  # fmt: skip


@often
@given(datasets(), checks, days, st.sampled_from(list(FIXES)))
def test_who_does_what_is_asked_gets_exactly_the_points_that_were_announced(
    dataset, found, today, name
):
    before = score(CRITERIA, dataset, found, today, FACTS)
    told = result(before, CRITERION[name])
    assume(told.outcome == "fail")
    after = score(CRITERIA, {**dataset, name: FIXES[name]}, found, today, FACTS)
    assert result(after, CRITERION[name]).outcome == "pass"
    assert after.total == before.total + told.gain


@often
@given(datasets(), checks, days, st.sampled_from(["link", "format", "structure", "schema"]))
def test_a_file_that_gets_better_never_costs_points(dataset, found, today, name):
    assume(all(one.get(name) for one in found.values()))
    before = score(CRITERIA, dataset, found, today, FACTS)
    better = {
        file: {**made, name: "pass" if made[name] == "fail" else made[name]}
        for file, made in found.items()
    }
    assert score(CRITERIA, dataset, better, today, FACTS).total >= before.total


@often
@given(datasets(), checks, days)
def test_adding_a_complete_file_to_none_never_costs_points(dataset, found, today):
    without = {**dataset, "resources": []}
    before = score(CRITERIA, without, {}, today, FACTS)
    file = a_file(last_modified=str(today))
    after = score(CRITERIA, {**without, "resources": [file]}, {}, today, FACTS)
    assert after.total >= before.total


@often
@given(datasets(), checks, days, st.randoms())
def test_the_order_of_the_files_does_not_matter(dataset, found, today, random):
    shuffled = list(dataset["resources"])
    random.shuffle(shuffled)
    one = score(CRITERIA, dataset, found, today, FACTS)
    assert score(CRITERIA, {**dataset, "resources": shuffled}, found, today, FACTS) == one


@often
@given(datasets(), checks, days)
def test_the_total_is_another_one_from_the_day_that_was_told_and_not_before(dataset, found, today):
    made = score(CRITERIA, dataset, found, today, FACTS)
    if made.turns_on is None:
        for later in (1, 40, 400, 4000):
            day = today + timedelta(days=later)
            assert score(CRITERIA, dataset, found, day, FACTS).total == made.total
        return
    assert made.turns_on > today
    last = made.turns_on - timedelta(days=1)
    assert score(CRITERIA, dataset, found, last, FACTS).total == made.total
    assert score(CRITERIA, dataset, found, made.turns_on, FACTS).total == made.total_then
    assert made.total_then != made.total


def test_today_is_a_day_like_others():
    assert score(CRITERIA, WHOLE, {}, TODAY, FACTS).total == 100
