"""Every file that `city.toml` can name lies in its folder, whatever the entry; new entries cannot forget it."""

import ast
import zipfile
from pathlib import Path
from typing import Any, get_args

import pytest

import intake
from intake.city import path_faults, read_city
from intake.config import IN_FOLDER, CityConfig, NetworkSection, Section, named_files
from intake.findings import InputError
from intake.services.city import _flat
from intake.ways.travel import travel_of

ROOT = Path(intake.__file__).parent
LEVEL = {"id": "bezirk", "label": "Bezirke", "file": "b.geojson", "key": "nr"}
CITY = {"city": {"name": "A", "crs": "EPSG:25832"}, "level": [LEVEL]}


def entries(model: type[Section], place: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """Every entry of the configuration with its place, through all its sections."""
    found = []
    for name, field in model.model_fields.items():
        inner = [field.annotation, *get_args(field.annotation)]
        sections = [part for part in inner if isinstance(part, type) and issubclass(part, Section)]
        found.append(((*place, name), field))
        for section in sections:
            found += entries(section, (*place, name))
    return found


ENTRIES = entries(CityConfig)
FILES = [place for place, field in ENTRIES if IN_FOLDER in field.metadata]


def with_entry(place: tuple[str, str], name: str) -> CityConfig:
    """A city in which one entry names a file."""
    section, entry = place
    needed: dict[str, dict[str, str]] = {
        "level": LEVEL,
        "table": {"file": "t.csv", "level": "bezirk"},
        "offers": {"file": "o.csv"},
        "population": {"file": "p.csv"},
        "crosswalk": {"file": "c.csv", "level": "bezirk", "from_vintage": "a", "to_vintage": "b"},
    }
    filled = {**needed.get(section, {}), entry: name}
    several = section not in {"population", "network"}
    return CityConfig.model_validate({**CITY, section: [filled] if several else filled})


def test_the_walk_knows_the_entries_that_name_files_today():
    assert {".".join(place) for place in FILES} == {
        "level.file", "level.members", "table.file", "offers.file", "offers.addresses",
        "population.file", "network.file", "network.gtfs", "crosswalk.file",
    }  # fmt: skip


@pytest.mark.parametrize("place", FILES, ids=".".join)
@pytest.mark.parametrize("name", ["../geheim.csv", "/etc/passwd", "link.csv", "ordner"])
def test_no_entry_leads_out_of_the_folder(tmp_path: Path, place: tuple[str, str], name: str):
    home = tmp_path / "stadt"
    (home / "ordner").mkdir(parents=True)
    (tmp_path / "geheim.csv").write_text("x")
    (home / "link.csv").symlink_to(tmp_path / "geheim.csv")
    (home / "ordner" / "stops.txt").symlink_to(tmp_path / "geheim.csv")
    faults = path_faults(home, with_entry(place, name))
    assert [fault.code for fault in faults] == ["path_outside"]
    assert path_faults(home, with_entry(place, "brav.csv")) == ()


def test_a_file_beside_that_belongs_to_it_may_not_lead_out_either(tmp_path: Path):
    home = tmp_path / "stadt"
    home.mkdir()
    (home / "wege.shp").write_text("x")
    (home / "anders.dbf").symlink_to("/etc/passwd")
    assert path_faults(home, with_entry(("network", "file"), "wege.shp")) == ()
    (home / "wege.dbf").symlink_to("/etc/passwd")
    faults = path_faults(home, with_entry(("network", "file"), "wege.shp"))
    assert "hinaus" in faults[0].message


def test_a_city_whose_network_lies_outside_is_not_read(tmp_path: Path):
    (tmp_path / "city.toml").write_text(
        '[city]\nname = "A"\ncrs = "EPSG:25832"\n[[level]]\nid = "b"\nlabel = "B"\nfile = "b.geojson"\n'
        '[network]\nfile = "../wege.pbf"\ngtfs = "../fahrplan.zip"\n'
    )
    with pytest.raises(InputError) as raised:
        read_city(tmp_path)
    told = [(finding.code, finding.where) for finding in raised.value.findings]
    assert told == [("path_outside", "../wege.pbf"), ("path_outside", "../fahrplan.zip")]


@pytest.mark.parametrize(("mode", "entry"), [("walk", "file"), ("transit", "gtfs")])
def test_ways_are_not_read_from_outside_even_without_the_city(
    tmp_path: Path, mode: str, entry: str
):
    home = tmp_path / "stadt"
    home.mkdir()
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("stops.txt", "stop_id\n")
    with pytest.raises(InputError, match="hinaus"):
        travel_of(NetworkSection(**{entry: "../x.zip"}), home, crs="EPSG:25832", mode=mode)


def test_a_link_that_leads_out_is_not_copied_with_the_city(tmp_path: Path):
    home = tmp_path / "stadt"
    home.mkdir()
    (home / "city.toml").write_text("")
    (home / "passwd").symlink_to("/etc/passwd")
    with pytest.raises(InputError, match="hinaus"):
        _flat(home)


def test_named_files_tells_where_each_stands():
    config = CityConfig.model_validate({**CITY, "offers": [{"file": "a"}, {"file": "b"}]})
    assert list(named_files(config)) == [
        ("level.1.file", "b.geojson"),
        ("offers.1.file", "a"),
        ("offers.2.file", "b"),
    ]


def joined_to_folders(text: str) -> tuple[set[str], set[str]]:
    """Entries given to `inside`, and entries joined to a folder without it."""
    checked, bare = set(), set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "inside":
            checked |= {arg.attr for arg in node.args[1:] if isinstance(arg, ast.Attribute)}
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            right = node.right
            if isinstance(right, ast.Attribute) and getattr(right.value, "id", "") == "section":
                bare.add(right.attr)
    return checked, bare


def test_every_entry_that_becomes_a_path_is_marked_and_checked():
    marked = {place[-1] for place in FILES}
    checked: set[str] = set()
    for path in ROOT.rglob("*.py"):
        given, bare = joined_to_folders(path.read_text())
        assert not bare, f"{path}: {bare} without the check"
        checked |= given - {"name"}
    assert checked == marked


def test_the_search_for_paths_finds_both_ways():
    text = "a = inside(folder, section.file)\nb = folder / section.gtfs\n"
    assert joined_to_folders(text) == ({"file"}, {"gtfs"})
