"""Saved scenarios are whole or not there, and colleagues with the same folder can read them."""

import os
import stat

import pytest

from indicators.coverage.scenarios import Scenario
from store import scenarios
from store.scenarios import save_scenario, scenario_names
from tests.builders.disk import watched


def test_a_scenario_is_on_the_disk_before_it_takes_the_files_place(tmp_path, monkeypatch):
    calls = watched(monkeypatch)
    path = save_scenario(tmp_path, Scenario("Ausbau"))
    assert [name for name, *_ in calls] == ["fsync", "replace"]
    (_, first, written), (_, second, moved) = calls
    assert first == second
    assert first.parent == tmp_path
    assert written == moved == path.read_bytes()
    assert "Ausbau" in path.read_text(encoding="utf-8")
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_keeps_the_scenario_of_before(tmp_path, monkeypatch):
    path = save_scenario(tmp_path, Scenario("Ausbau"))
    before = path.read_bytes()

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(scenarios.ScenarioError, match="nicht gespeichert"):
        save_scenario(tmp_path, Scenario("Ausbau", city="anders"))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_rest_of_a_killed_programme_is_no_scenario(tmp_path, monkeypatch):
    """Left beside its place it must not be listed, be it whole or half."""
    calls = watched(monkeypatch)
    path = save_scenario(tmp_path, Scenario("Ausbau"))
    (tmp_path / calls[0][1].name).write_bytes(path.read_bytes())
    assert scenario_names(tmp_path) == ("Ausbau",)


@pytest.mark.parametrize("umask", [0o022, 0o027])
def test_a_scenario_is_readable_by_those_whom_the_umask_lets(tmp_path, umask):
    before = os.umask(umask)
    try:
        path = save_scenario(tmp_path, Scenario("Ausbau"))
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask


def test_a_file_too_large_for_changes_by_hand_is_not_read(tmp_path):
    """A scenario of just the limit is read, one blank more is none."""
    path = save_scenario(tmp_path, Scenario("Ausbau"))
    text = path.read_bytes()
    path.write_bytes(text + b" " * (scenarios.MOST_BYTES - len(text)))
    assert scenarios.read_scenario(path).name == "Ausbau"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(scenarios.ScenarioError, match="zu groß"):
        scenarios.read_scenario(path)
