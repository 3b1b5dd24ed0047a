"""Files are read through whatever CKAN keeps them with."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest

from ckanext.opendatalab.quality.running import content
from tests.quality import world

pytestmark = pytest.mark.usefixtures("used_portal")


def test_a_file_of_a_storage_is_checked_as_any_other(monkeypatch, ckan_config, tmp_path):
    if not tk.check_ckan_version("2.12"):
        pytest.skip("CKAN 2.11 has no storages")
    from ckan.lib import files

    kept = files.make_storage(
        "kept", {"type": "ckan:fs", "path": str(tmp_path / "kept"), "initialize": True}
    )
    monkeypatch.setattr(files, "get_storage", lambda name=None: kept)
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    assert list((tmp_path / "kept").rglob("*"))
    copied = content.copy(made["resources"][0], tmp_path / "copy", 1_000)
    assert (tmp_path / "copy").read_text() == world.GOOD_CSV
    world.check_files(made["id"])
    assert world.file(made["resources"][0]).content == copied.content


def test_a_file_that_an_uploader_has_elsewhere_is_unreadable_and_not_guessed(monkeypatch, tmp_path):
    class Elsewhere:
        def get_path(self, id_):
            return f"bucket/{id_}"

    monkeypatch.setattr(content, "get_resource_uploader", lambda _: Elsewhere())
    with pytest.raises(content.UnreadableError, match="no path on this machine"):
        content.copy({"id": "abc"}, tmp_path / "copy", 1_000)


def test_a_file_is_copied_up_to_what_is_checked_and_no_further(monkeypatch, tmp_path):
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    with pytest.raises(content.TooLargeError):
        content.copy(made["resources"][0], tmp_path / "copy", 10)
    assert (tmp_path / "copy").stat().st_size <= 10
