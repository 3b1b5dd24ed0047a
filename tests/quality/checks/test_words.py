"""Every code that a check of files gives has a sentence in English and in French."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ckanext.opendatalab.quality import checks
from ckanext.opendatalab.quality.checks import content, personal, report, wording

FOLDER = Path(checks.__file__).parent
MODULES = ("content", "delimiters", "format", "geojson", "isolate", "personal", "run", "structure")
_FAULT = re.compile(
    r'(?:Fault|_failed|faults\.add|_faults\.add|_note|_too_long)\(\s*"([a-z_]+)"'
    r'|code = "([a-z_]+)" if .* else "([a-z_]+)"'
    r'|"([a-z_]+)" if \w+ else "([a-z_]+)"'
)
_REASON = re.compile(r'(?:reason=|_stopped\(|return )"([a-z_]+)"')


def sources() -> str:
    return "\n".join(
        (FOLDER / f"{name}.py").read_text(encoding="utf-8") for name in (*MODULES, "text")
    )


def test_every_fault_is_worded():
    said = wording.words()["sentences"]
    codes = {code for found in _FAULT.findall(sources()) for code in found if code}
    codes |= {f"personal_{kind}" for kind in personal.KINDS}
    codes |= set(content.Code.__args__)
    assert len(codes) > 45
    assert codes - set(said) <= {"csv", "json", "geojson"}


def test_every_reason_is_worded():
    said = wording.words()["reasons"]
    codes = set(re.findall(r'reason="([a-z_]+)"', sources()))
    codes |= set(re.findall(r'_stopped\("([a-z_]+)"', sources()))
    codes |= set(re.findall(r'return "(archive_[a-z_]+)"', sources()))
    assert len(codes) > 10
    assert not codes - set(said)


def test_every_check_has_a_name():
    for language in ("en", "fr"):
        names = {wording.name(check, language) for check in report.CHECKS}
        assert len(names) == len(report.CHECKS)
        assert not names & set(report.CHECKS)


def test_french_is_written_as_french_is():
    for section in wording.words().values():
        for code, text in section.items():
            assert "'" not in text["fr"], code
            assert not re.search(r"[^\s\u00a0A-Z][;!?»]", text["fr"]), code


@pytest.mark.parametrize(("language", "shown"), [("fr", "10\u202f000"), ("en", "10,000")])
def test_numbers_are_put_in(language, shown):
    assert shown in wording.sentence("too_many_columns", {"limit": 10_000}, language)
    assert shown in wording.reason("too_slow", language, {"seconds": 10_000})
    assert shown in wording.limits({"rows_looked_at": 10_000, "x": 1}, language)[0]


def test_another_language_gets_the_nearest():
    assert wording.name("link", "fr_CA") == wording.name("link", "fr")
    assert wording.name("link", "de") == wording.name("link", "en")


def test_what_nobody_worded_and_what_is_not_told_is_shown_as_it_is():
    assert wording.sentence("new_code", {}, "fr") == "new_code"
    assert "{declared}" in wording.sentence("is_html", {}, "en")
    assert wording.sentence("is_html", {"declared": "{0.__class__}"}, "en").count("{0.__class__}")


def test_what_is_said_of_no_file_in_particular_has_nothing_of_one():
    known = wording.words()
    assert set(known["general"]) <= set(known["sentences"])
    for code in known["sentences"]:
        for language in ("en", "fr"):
            said = wording.in_general(code, language)
            assert not re.search(r"[{}]", said), code
