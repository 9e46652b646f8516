"""A package tells what lies in it and how it was made, and nothing of what went in."""

import json

import pytest
from typer.testing import CliRunner

from cli import app
from export.atomic import WriteError
from export.package.manifest import hashes_of, read_manifest
from tests.builders.invented_supply import degrees, write_city


def run(*words, code=0):
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == code, done.output
    return done.output


def packed(folder, out, *more):
    run("export", folder, "--out", out, "--date", "2026-06-01", "--no-papers", *more)
    return hashes_of(out)


def city_with_shelter(folder, east):
    """A city with a protected place so many metres east of its corner."""
    folder.mkdir(parents=True)
    write_city(folder)
    config = (folder / "city.toml").read_text(encoding="utf-8")
    category = '[[category]]\nid = "schutz"\nlabel = "Schutzhäuser"\nfield_of_action = "kinder"\n\n[[offers]]'
    (folder / "city.toml").write_text(config.replace("[[offers]]", category, 1), encoding="utf-8")
    lon, lat = degrees(east, 900)
    with (folder / "angebote.csv").open("a", encoding="utf-8") as file:
        file.write(f"s,Frauenhaus,schutz,{lon},{lat},,,\n")
    return folder


def test_a_protected_place_changes_no_byte_of_a_package(tmp_path):
    """Nor does where the folder lies: both are called alike, in other places."""
    here = packed(city_with_shelter(tmp_path / "a" / "stadt", 700), tmp_path / "p1")
    there = packed(city_with_shelter(tmp_path / "b" / "stadt", 4900), tmp_path / "p2")
    assert here == there


def test_a_secret_count_changes_no_byte_of_a_package(tmp_path):
    """One poor child in 01 and two in 02, or the other way round: both are withheld, their sum is the same."""
    hashes = []
    for name, poor in {"a": (1, 2, 30), "b": (2, 1, 30)}.items():
        (tmp_path / name).mkdir()
        folder = write_city(tmp_path / name, poor=poor, released=False)
        hashes.append(packed(folder, tmp_path / f"p_{name}"))
    assert hashes[0] == hashes[1]


def test_a_manifest_holds_no_hash_of_an_input_and_no_path(tmp_path):
    folder = city_with_shelter(tmp_path / "stadt", 700)
    packed(folder, tmp_path / "p")
    text = (tmp_path / "p" / "manifest.json").read_text(encoding="utf-8")
    assert str(tmp_path) not in text
    assert [hash_ for hash_ in hashes_of(folder).values() if hash_ in text] == []
    assert json.loads(text)["recipe"]["city"] == "Probestadt"


def test_reproduce_still_tells_which_input_has_changed_where_the_package_was_made(tmp_path):
    folder = city_with_shelter(tmp_path / "stadt", 700)
    packed(folder, tmp_path / "p")
    assert "Geänderte Eingabe" not in run("reproduce", tmp_path / "p" / "manifest.json")
    city_toml = folder / "city.toml"
    city_toml.write_text(city_toml.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert "Geänderte Eingabe: city.toml" in run("reproduce", tmp_path / "p" / "manifest.json")


def test_elsewhere_reproduce_asks_for_the_folder_and_compares_the_files(tmp_path, monkeypatch):
    folder = city_with_shelter(tmp_path / "stadt", 700)
    packed(folder, tmp_path / "p")
    monkeypatch.setenv("AKTIONSRAUM_STORE", str(tmp_path / "anderer_rechner"))
    assert "mit --city nennen" in run("reproduce", tmp_path / "p" / "manifest.json", code=1)
    told = run("reproduce", tmp_path / "p" / "manifest.json", "--city", folder)
    assert "weiß nur der Rechner" in told
    assert "Byte für Byte gleich" in told


def test_a_package_is_made_also_where_nothing_can_be_remembered(tmp_path, monkeypatch):
    (tmp_path / "voll").write_text("", encoding="utf-8")
    monkeypatch.setenv("AKTIONSRAUM_STORE", str(tmp_path / "voll"))
    folder = city_with_shelter(tmp_path / "stadt", 700)
    told = run("export", folder, "--out", tmp_path / "p", "--no-papers", "--without-entries")
    assert "ließ sich hier nicht merken" in told


BROKEN = {
    "a list": "[]",
    "no recipe": '{"files": {}}',
    "files are no mapping": '{"files": [], "recipe": {"city": "x", "day": "2026-01-01"}}',
    "a day that is none": '{"files": {}, "recipe": {"city": "x", "day": "gestern"}}',
    "a number for a city": '{"files": {}, "recipe": {"city": 5, "day": "2026-01-01"}}',
    "another audience": '{"files": {}, "recipe": {"city": "x", "day": "2026-01-01", "audience": "all"}}',
    "cut off": '{"files": {',
    "no UTF-8": b"\xff\xfe{}",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_malformed_manifest_is_a_sentence(tmp_path, content):
    path = tmp_path / "manifest.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(WriteError, match="kein Verzeichnis eines Pakets"):
        read_manifest(path)
    assert "kein Verzeichnis eines Pakets" in run("reproduce", path, code=1)
