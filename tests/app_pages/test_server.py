"""The server around the pages: local assets, headers, language, health."""

import asyncio

import httpx
import pytest
import streamlit as st

from app_pages.frame import server
from app_pages.frame import server as headers


class Client:
    """Asks an app without a network."""

    def __init__(self, app):
        self.transport = httpx.ASGITransport(app)

    def get(self, path):
        """The answer to one address."""

        async def ask():
            async with httpx.AsyncClient(
                transport=self.transport, base_url="http://localhost"
            ) as browser:
                return await browser.get(path)

        return asyncio.run(ask())


@pytest.fixture
def client():
    """The app's routes and middleware around a page shell like Streamlit's."""
    from starlette.applications import Starlette
    from starlette.responses import HTMLResponse
    from starlette.routing import Route

    async def shell(_request):
        return HTMLResponse('<html lang="en"><title>Streamlit</title></html>')

    app = Starlette(routes=[*server.routes(), Route("/", shell)], middleware=server.middleware())
    return Client(app)


def test_leaflet_and_the_map_script_come_from_this_server(client):
    for path in ("leaflet/leaflet.js", "leaflet/leaflet.css", "map/map.js", "map/map.css"):
        assert client.get(f"/vendor/{path}").status_code == 200


def test_shapes_have_an_address_and_never_go_stale(client):
    server.SHAPES["abc"] = b"{}"
    answer = client.get("/shapes/abc.geojson")
    assert answer.content == b"{}"
    assert "immutable" in answer.headers["cache-control"]
    assert client.get("/shapes/unknown.geojson").status_code == 404


def test_the_server_says_that_it_is_well(client):
    assert client.get("/health").json() == {"status": "ok"}


#: What may come from where. Styles and scripts stand in Streamlit's pages themselves.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=(), payment=(), usb=()",
}


@pytest.mark.parametrize("path", ["/", "/health", "/vendor/map/map.js", "/missing"])
def test_every_answer_forbids_other_hosts(client, path):
    """`base-uri`, `form-action` and `frame-ancestors` do not fall back to `default-src`."""
    answer = client.get(path).headers
    rules = (rule.split(" ", 1) for rule in answer["content-security-policy"].split("; "))
    assert dict(rules) == POLICY
    assert {name: answer[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize(("query", "language"), [("", "de"), ("?sprache=en", "en")])
def test_the_page_names_its_language_and_itself(client, query, language):
    page = client.get(f"/{query}")
    assert f'<html lang="{language}">' in page.text
    assert "<title>Aktionsraum-Planer</title>" in page.text
    assert int(page.headers["content-length"]) == len(page.content)


@pytest.fixture
def policy(monkeypatch):
    """The policy under an environment; made anew for each."""

    def of(**environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        headers.security_headers.cache_clear()
        return dict(headers.security_headers())[b"content-security-policy"].decode()

    yield of
    headers.security_headers.cache_clear()


def test_only_origins_named_by_the_operator_may_send_tiles(policy):
    """An address with a `;` would add a rule of its own."""
    asked = "https://tiles.example http://plain.example https://x;script-src *"
    found = policy(**{headers.TILE_HOSTS: asked})
    assert "img-src 'self' data: blob: https://tiles.example;" in found
    assert "plain.example" not in found
    assert found.count("script-src") == 1


def test_background_maps_of_the_city_may_be_loaded_and_nothing_else(policy, tmp_path):
    (tmp_path / "city.toml").write_text(
        """
[city]
name = "X"
crs = "EPSG:25832"
[[level]]
id = "a"
label = "A"
[[tiles]]
id = "grau"
label = "Grau"
url = "https://{s}.tiles.example/{z}/{x}/{y}.png"
attribution = "Amt"
""",
        encoding="utf-8",
    )
    found = policy(AKTIONSRAUM_CITY=str(tmp_path))
    assert "img-src 'self' data: blob: https://*.tiles.example;" in found
    assert found.count("tiles.example") == 1


def test_a_city_that_cannot_be_read_has_no_background_maps(policy, tmp_path):
    assert "img-src 'self' data: blob:;" in policy(AKTIONSRAUM_CITY=str(tmp_path))


def test_under_a_base_path_all_own_addresses_lie_below_it(monkeypatch):
    monkeypatch.setattr(st, "get_option", lambda _name: "/planer/")
    assert {route.path.split("/")[1] for route in server.routes()} == {"planer"}
