"""Every HTML that leaves, opened in Chromium: strings that would like to be more stay text."""

import json
import re

import pytest
from typer.testing import CliRunner

from cli import app
from tests.builders.invented_supply import write_city
from tests.builders.programs import opened_chromium

#: Would run or fetch as HTML, as an attribute, in a script, as a link; and turns the writing round.
NAUGHTY = (
    "<img src=x onerror=broken=1><script>broken=2</script></script></style></template><b>"
    "${broken=3}`\"'onfocus=broken=4 autofocus javascript:broken=5 https://outside.example &amp; \u202eNET"
)
#: The same as a reader sees it.
SHOWN = NAUGHTY.replace("\u202e", "[U+202E]")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Every HTML of a city in which each text that a person can write is naughty."""
    folder = write_city(tmp_path_factory.mktemp("city"))
    said = json.dumps(NAUGHTY, ensure_ascii=True).replace("\\u202e", "\u202e")
    config = (folder / "city.toml").read_text(encoding="utf-8")
    config = re.sub(
        r'^(name = "Probestadt"|label = .*)$', lambda m: replaced(m[0], said), config, flags=re.M
    )
    config = config.replace(
        'unit = "%"', f"unit = {said}\nsource = {said}\ndefinition = {said}\ncaveat = {said}"
    )
    config = config.replace("min_cases = 3", f"min_cases = 3\nsource = {said}\ncontact = {said}")
    (folder / "city.toml").write_text(config, encoding="utf-8")
    areas = json.loads((folder / "viertel.geojson").read_text(encoding="utf-8"))
    for feature in areas["features"]:
        feature["properties"]["name"] += NAUGHTY
    (folder / "viertel.geojson").write_text(json.dumps(areas), encoding="utf-8")
    offers = (folder / "angebote.csv").read_text(encoding="utf-8")
    quoted = NAUGHTY.replace('"', '""')
    offers = re.sub(
        r"^(w),Treff West,",
        rf'\1,"{quoted}",'.replace("\\", "\\\\").replace("\\\\1", "\\1"),
        offers,
        flags=re.M,
    )
    (folder / "angebote.csv").write_text(offers, encoding="utf-8")
    out = folder.parent / "paket"
    calls = [
        ["export", str(folder), "--out", str(out), "--no-papers"],
        ["profile", str(folder), "01", "--out", str(out / "profil.html")],
        ["paper", str(folder), "--out", str(out / "vorlage.html")],
    ]
    for call in calls:
        done = CliRunner().invoke(app, call)
        assert done.exit_code == 0, done.output
    return sorted(out.rglob("*.html"))


def replaced(line, said):
    return f"{line.split(' = ')[0]} = {said}"


@pytest.fixture(scope="module")
def chromium():
    with opened_chromium() as browser:
        yield browser


def test_no_text_runs_or_fetches_and_every_one_is_shown(written, chromium):
    assert {path.name for path in written} == {"karte.html", "profil.html", "vorlage.html"}
    for path in written:
        page = chromium.new_context().new_page()
        asked, faults = [], []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on(
            "console",
            lambda said, faults=faults: faults.append(said.text) if said.type == "error" else None,
        )
        page.on("pageerror", lambda error, faults=faults: faults.append(str(error)))
        page.goto(path.as_uri())
        assert page.evaluate("typeof broken") == "undefined", path.name
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        assert faults == [], path.name
        assert page.locator("img[src=x], a[href*='outside'], [onfocus], [onerror]").count() == 0
        assert SHOWN in page.locator("body").inner_text(), path.name
        page.context.close()


def test_the_map_of_a_package_shows_texts_at_every_place_of_the_page(written, chromium):
    """Choice, legend, table, tooltip; and a script that is not the page's own does not run."""
    page = chromium.new_context().new_page()
    page.goto(next(path for path in written if path.name == "karte.html").as_uri())
    assert SHOWN in page.locator("#layer option").first.inner_text()
    assert SHOWN in page.locator("#legend").inner_text()
    assert SHOWN in page.locator("#rows td").nth(1).inner_text()
    page.locator("#map path.leaflet-interactive").first.hover()
    assert SHOWN in page.locator(".leaflet-tooltip").first.inner_text()
    page.evaluate(
        "const s = document.createElement('script'); s.textContent = 'broken = 6'; document.body.append(s)"
    )
    assert page.evaluate("typeof broken") == "undefined"
    page.context.close()
