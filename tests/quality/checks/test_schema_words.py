"""Whatever a schema's check may find is said in English and in French."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from frictionless import Error, errors

from ckanext.opendatalab.quality.checks import french, sheets, table_codes, wording

_CHECKS = Path(sheets.__file__).parent


def _kinds(parent):
    for kind in parent.__subclasses__():
        yield kind.type
        yield from _kinds(kind)


def _reasons():
    """Every text in the code that is named like a reason of ours."""
    for path in _CHECKS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            said = node.value if isinstance(node, ast.Constant) else None
            if isinstance(said, str) and re.fullmatch(r"(schema|sheet)_[a-z_]+", said):
                yield said


CODES = sorted({*_kinds(Error), *table_codes.every(), *french.KINDS})
REASONS = sorted(set(_reasons()) - {"schema_sync", "schema_kind", "schema_id"})


def test_there_are_kinds_of_errors():
    assert errors.TypeError.type in CODES
    assert "schema_pattern_slow" in REASONS


@pytest.mark.parametrize("code", CODES)
def test_each_kind_of_fault_has_a_sentence_that_says_what_to_do(code):
    for language in ("en", "fr"):
        said = wording.sentence(code, {"columns": "montant"}, language)
        assert said != code
        assert "{" not in said
        assert said.count(". ") + said.count("? ") >= 1, said
        assert said[0].isupper()
        assert said.endswith(".")


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_not_to_check_is_worded(reason):
    for language in ("en", "fr"):
        said = wording.reason(reason, language, {"columns": "montant"})
        assert said != reason
        assert "{" not in said


@pytest.mark.parametrize("section", ["sentences", "reasons", "limits"])
def test_french_is_french(section):
    for code, said in wording.words()[section].items():
        assert said["fr"] != said["en"], code
        assert "'" not in said["fr"], f"{code}: write ’"
        assert not re.search(r"[a-zé}»][:;?!](\s|$)", said["fr"]), f"{code}: space before the sign"
