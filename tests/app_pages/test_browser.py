"""The app in Debian's Chromium, all other hosts blocked: what it draws, says and lets nobody do."""

import json
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.builders.programs import opened_chromium

ROOT = Path(__file__).resolve().parent.parent.parent
ATTACK = "<img src=x onerror=top.broken=1>${top.broken=2}`"
pytestmark = pytest.mark.browser


def started(folder):
    """The app on a city folder; its process and address, once it answers."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    command = Path(sys.executable).with_name("aktionsraum")
    server = subprocess.Popen(
        [str(command), "app", str(folder), "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT,
    )  # fmt: skip
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("localhost", port)) == 0:
                break
        time.sleep(0.1)
    return server, f"http://localhost:{port}"


@pytest.fixture(scope="module")
def address():
    """The address of the app on the embedded Dortmund."""
    server, url = started(ROOT / "data" / "dortmund")
    yield url
    server.terminate()
    server.wait()


@pytest.fixture(scope="module")
def chromium():
    with opened_chromium() as browser:
        yield browser


@pytest.fixture
def page(chromium):
    """A fresh page that reaches this machine only; `page.outside` lists what it asked elsewhere."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.outside = []

    def only_here(route):
        if "//localhost:" in route.request.url:
            route.continue_()
        else:
            page.outside.append(route.request.url)
            route.abort()

    page.route(re.compile(r"^(https?|wss?):"), only_here)
    yield page
    context.close()


def drawn(page, other_than=None):
    """The map's frame, once a map (another one than before) is drawn; and the map's name."""
    frame = page.frame_locator("iframe").first
    box = frame.locator(".leaflet-container[data-drawn]")
    box.wait_for()
    while (name := box.get_attribute("data-drawn")) == other_than:
        page.wait_for_timeout(50)
    return frame, name


def choose(page, label, option):
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def fills(frame):
    return frame.locator("path.area").evaluate_all("all => all.map(p => p.getAttribute('fill'))")


def test_the_map_draws_170_areas_and_asks_nothing_of_other_hosts(page, address):
    page.goto(address)
    frame, _ = drawn(page)
    assert frame.locator("path.leaflet-interactive").count() == 170
    assert page.outside == []


def test_flagged_areas_carry_a_pattern_besides_their_colour(page, address):
    """As many as the page says in words."""
    page.goto(address)
    frame, _ = drawn(page)
    words = page.get_by_test_id("stMetricValue").nth(1).inner_text()
    assert frame.locator("path.area.flagged").count() == int(words.split()[0])
    assert sum(fill.startswith("url(#p-flagged") for fill in fills(frame)) == int(words.split()[0])


def test_a_changed_choice_recolours_the_same_map_without_reloading_it(page, address):
    page.goto(address)
    frame, name = drawn(page)
    before = fills(frame)
    frame.locator("body").evaluate("body => { body.dataset.kept = 'yes' }")
    choose(page, "Kennzahl", "Arbeitslosenquote")
    frame, _ = drawn(page, other_than=name)
    assert fills(frame) != before
    assert frame.locator("body").get_attribute("data-kept") == "yes"
    assert "kennzahl=unemployed_pct" in page.url


def test_another_level_keeps_the_frame_too(page, address):
    page.goto(address)
    frame, name = drawn(page)
    frame.locator("body").evaluate("body => { body.dataset.kept = 'yes' }")
    choose(page, "Gebiete", "Sozialräume")
    frame, _ = drawn(page, other_than=name)
    assert frame.locator("path.leaflet-interactive").count() == 39
    assert frame.locator("body").get_attribute("data-kept") == "yes"


def test_a_click_on_an_area_shows_its_figures(page, address):
    """The tooltip under the pointer and the panel beside the map name the same area."""
    page.goto(address + "/?ebene=stadtbezirk")
    frame, name = drawn(page)
    area = frame.locator("path.area").nth(3)
    area.hover(force=True)
    tip = frame.locator(".leaflet-tooltip strong").inner_text()
    area.click(force=True)
    drawn(page, other_than=name)
    assert page.locator(".area h2").inner_text() == tip
    assert "gegenüber" in page.locator(".area .why").inner_text()
    assert "gebiet=" in page.url


def test_an_area_can_be_chosen_by_keyboard_alone(page, address):
    page.goto(address + "/?ebene=stadtbezirk")
    _, name = drawn(page)
    page.get_by_role("combobox", name="Gebiet", exact=True).focus()
    page.keyboard.type("Hörde")
    page.keyboard.press("Enter")
    drawn(page, other_than=name)
    assert page.locator(".area h2").inner_text() == "Hörde"


def test_the_map_is_saved_as_a_pdf(page, address):
    page.goto(address + "/?ebene=stadtbezirk")
    drawn(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Karte als PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_coverage_draws_areas_offers_and_gaps(page, address):
    page.goto(address + "/versorgung?angebot=kita")
    frame, _ = drawn(page)
    assert frame.locator("path.area").count() == 170
    assert frame.locator(".disc").count() == 330
    assert frame.locator("path.gap").count() > 0
    assert page.outside == []


PAGES = [
    "/", "/?ansicht=index&gebiet=054", "/versorgung?gebiet=054", "/entwicklung?gebiet=054",
    "/profil?gebiet=054", "/vergleich", "/katalog", "/export",
    "/standorte", "/daten", "/barrierefreiheit",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_no_serious_barrier_on_any_page_or_in_the_map(page, address, path):
    """The rules of axe-core that break WCAG 2.1 AA, in every frame."""
    from axe_playwright_python.base import AXE_SCRIPT

    page.goto(address + path)
    page.get_by_role("heading", level=1).wait_for()
    if path.startswith(("/?", "/versorgung")) or path == "/":
        drawn(page)
    page.wait_for_timeout(2000)
    options = json.dumps({"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    found = []
    for frame in page.frames:
        frame.evaluate(AXE_SCRIPT)
        result = frame.evaluate(f"axe.run(document, {options})")
        found += [
            (violation["id"], [node["html"][:120] for node in violation["nodes"]][:3])
            for violation in result["violations"]
            if violation["impact"] in {"serious", "critical"}
        ]
    assert found == []


def evil_city(folder):
    """A city whose every name tries to run a script."""
    west, north = 390_000, 5_701_000
    features = []
    for key in range(3):
        x, y = west + 1000 * key, north - 1000
        ring = [[x, y], [x + 1000, y], [x + 1000, y + 1000], [x, y + 1000], [x, y]]
        features.append(
            {
                "type": "Feature",
                "properties": {"key": f"0{key}", "name": f"{ATTACK} {key}"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
    document = {"type": "FeatureCollection", "crs": crs, "features": features}
    (folder / "gebiete.geojson").write_text(json.dumps(document), encoding="utf-8")
    (folder / "zahlen.csv").write_text(
        "key,alle,arm\n00,500,50\n01,600,180\n02,700,70\n", encoding="utf-8"
    )
    rows = [
        f'{i},"{ATTACK}",kita,"{ATTACK}",{west + 1000 * i + 300},{north - 400}' for i in range(2)
    ]
    (folder / "angebote.csv").write_text(
        "id,name,category,address,x,y\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    text = json.dumps(ATTACK)
    (folder / "city.toml").write_text(
        f"""
[city]
name = {text}
crs = "EPSG:25832"
population = "alle"
[[level]]
id = "gebiet"
label = {text}
file = "gebiete.geojson"
key = "key"
name = "name"
note = {text}
[[table]]
file = "zahlen.csv"
level = "gebiet"
key = "key"
year = 2024
columns = {{ alle = "alle", arm = "arm" }}
[[indicator]]
id = "quote"
label = {text}
numerator = "arm"
denominator = "alle"
source = {text}
caveat = {text}
[[tiles]]
id = "grau"
label = {text}
url = "https://tiles.example/{{z}}/{{x}}/{{y}}.png"
attribution = {text}
[[target_group]]
id = "alle"
label = {text}
variable = "alle"
[[category]]
id = "kita"
label = {text}
[[standard]]
category = "kita"
target_group = "alle"
mode = "straight_line"
max_metres = 300
[[offers]]
file = "angebote.csv"
x = "x"
y = "y"
crs = "EPSG:25832"
columns = {{ name = "name", category = "category", address = "address" }}
""",
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def evil_address(tmp_path_factory):
    """The address of the app on a city that attacks it."""
    server, url = started(evil_city(tmp_path_factory.mktemp("evil")))
    yield url
    server.terminate()
    server.wait()


@pytest.mark.parametrize("path", ["/?gebiet=01", "/versorgung?gebiet=01", "/export?was=versorgung"])
def test_no_text_of_a_city_runs_as_a_script(page, evil_address, path):
    """Names, notes, sources, offers and gaps: in tooltips, panels, tables, legend and title."""
    page.goto(evil_address + path)
    page.get_by_role("heading", level=1).wait_for()
    if "export" not in path:
        frame, _ = drawn(page)
        assert frame.locator("path.area").count() == 3
        for place in frame.locator("path.leaflet-interactive, .disc").all():
            place.hover(force=True)
            tips = frame.locator(".leaflet-tooltip").all_inner_texts()
            assert any("${top.broken=2}`" in tip for tip in tips)
    page.wait_for_timeout(500)
    assert page.evaluate("window.broken") is None
    assert all(
        frame.evaluate("document.querySelectorAll('img[src=x]').length") == 0
        for frame in page.frames
    )
    assert ATTACK in page.get_by_role("heading", level=1).inner_text()


def test_a_background_map_is_fetched_only_when_somebody_chooses_it(page, evil_address):
    page.goto(evil_address)
    drawn(page)
    assert page.outside == []
    page.goto(evil_address + "/?hintergrund=grau")
    drawn(page)
    page.wait_for_timeout(500)
    assert page.outside
    assert all(url.startswith("https://tiles.example/") for url in page.outside)
    assert page.evaluate("window.broken") is None


def test_a_phone_shows_the_page_without_sideways_scrolling(page, address):
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/", "/versorgung", "/profil?gebiet=054", "/entwicklung", "/katalog"):
        page.goto(address + path)
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_timeout(1500)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
