"""When a change shows the public something new."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ckanext.opendatalab.common.file_key import file_key
from ckanext.opendatalab.workflow.locking import exposure
from ckanext.opendatalab.workflow.locking.exposure import NOWHERE, Exposure

ONE, TWO = frozenset({"1"}), frozenset({"1", "2"})
PUBLIC = Exposure(True, "a", ONE)
PRIVATE = Exposure(False, "a", ONE)
EMPTY = Exposure(True, "a", frozenset())
DRAFT = Exposure(True, "a", ONE, draft=True)
PRIVATE_DRAFT = Exposure(False, "a", ONE, draft=True)
ELSEWHERE = replace(PUBLIC, organization="b")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(NOWHERE, PUBLIC, True, id="created public"),
        pytest.param(NOWHERE, PRIVATE, False, id="created private"),
        pytest.param(NOWHERE, EMPTY, False, id="created public without files"),
        pytest.param(NOWHERE, DRAFT, True, id="created as a draft that is not private"),
        pytest.param(PRIVATE, PUBLIC, True, id="made public"),
        pytest.param(PRIVATE, EMPTY, False, id="made public without its files"),
        pytest.param(PUBLIC, PUBLIC, False, id="edited"),
        pytest.param(PUBLIC, PRIVATE, False, id="made private"),
        pytest.param(PUBLIC, ELSEWHERE, True, id="moved while public"),
        pytest.param(PRIVATE, replace(PRIVATE, organization="b"), False, id="moved while private"),
        pytest.param(EMPTY, PUBLIC, True, id="first file of a public dataset"),
        pytest.param(PUBLIC, replace(PUBLIC, files=TWO), True, id="another file"),
        pytest.param(replace(PUBLIC, files=TWO), PUBLIC, False, id="a file removed"),
        pytest.param(PUBLIC, replace(PUBLIC, files=frozenset({"3"})), True, id="other file"),
        pytest.param(PRIVATE_DRAFT, PRIVATE, False, id="private draft finished"),
        pytest.param(PRIVATE, PRIVATE_DRAFT, False, id="private dataset back to draft"),
        pytest.param(DRAFT, PUBLIC, True, id="old draft finished"),
        pytest.param(DRAFT, DRAFT, False, id="old draft edited"),
        pytest.param(PUBLIC, DRAFT, False, id="public dataset back to draft"),
    ],
)
def test_what_exposes(before, after, expected):
    assert exposure.exposes(before, after) is expected


def test_a_dataset_leaves_with_its_files_only():
    moved = replace(PRIVATE, organization="b")
    assert exposure.leaves(PRIVATE, moved)
    assert not exposure.leaves(PRIVATE, PRIVATE)
    assert not exposure.leaves(NOWHERE, PRIVATE)
    assert not exposure.leaves(EMPTY, replace(EMPTY, organization="b"))


@pytest.mark.parametrize(
    ("private", "state", "public", "draft"),
    [
        (False, "active", True, False),
        (True, "active", False, False),
        (False, "draft", True, True),
        (True, "draft", False, True),
        (False, "draft-complete", True, True),
        (False, "deleted", False, False),
        (False, None, False, False),
    ],
)
def test_private_and_state_say_who_sees_it(private, state, public, draft):
    found = exposure.of(private, state, "", [])
    assert (found.public, found.draft, found.organization) == (public, draft, None)


def test_another_address_is_another_file_and_another_upload_is_not():
    key = file_key  # the rule of both rooms
    assert key("1", "", "https://a.example/x.csv") != key("1", "", "https://b.example/x.csv")
    assert key("1", None, None) == key("1", "", "")
    assert key("1", "upload", "x.csv") == key("1", "upload", "y.csv") == "1"
    assert key("1", "", "x.csv") != key("1", "upload", "x.csv")
