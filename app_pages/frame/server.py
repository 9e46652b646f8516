"""What the server adds to Streamlit: own assets, shapes, headers, health; nothing from outside.

Security headers of the web app: what the browser may do with an answer of this server.
"""

import asyncio
import contextlib
import gc
import logging
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from contextlib import asynccontextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit import net_util

from app_pages.frame._shapes import SHAPES

Header = tuple[bytes, bytes]

#: Environment variable with further origins of background maps, separated by spaces.
TILE_HOSTS = "AKTIONSRAUM_TILE_HOSTS"

#: An origin and nothing else: what follows a `;` would be another rule of the policy.
_ORIGIN = r"https://(\*\.)?[A-Za-z0-9.-]+(:\d+)?"

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=(), payment=(), usb=()",
}


@cache
def security_headers() -> tuple[Header, ...]:
    """Return the headers of every answer; the policy lets nothing be loaded from other hosts.

    Notes
    -----
    Streamlit and the map component write styles and scripts into the page themselves, so
    both need `unsafe-inline`; what counts is that nothing is loaded from, or sent to,
    another host. The one exception are background maps that the operator has configured.
    """
    policy = "; ".join(
        [
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            " ".join(["img-src 'self' data: blob:", *tile_origins()]),
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'self'",
            "frame-ancestors 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        ]
    )
    headers = {**_FIXED, "Content-Security-Policy": policy}
    return tuple((name.lower().encode(), value.encode()) for name, value in headers.items())


def tile_origins() -> list[str]:
    """Origins of the background maps in `city.toml` and in the environment; anything else is left out."""
    asked = [*_configured(), *os.environ.get(TILE_HOSTS, "").split()]
    return sorted({origin for origin in asked if re.fullmatch(_ORIGIN, origin)})


def origin_of(url: str) -> str:
    """Origin of a tile address; its `{s}` stands for any host below.

    Examples
    --------
    >>> origin_of("https://{s}.tiles.example/{z}/{x}/{y}.png")
    'https://*.tiles.example'
    """
    return "/".join(url.replace("{s}", "*").split("/")[:3])


def _configured() -> Iterable[str]:
    """Origins of the city's own background maps; none if its configuration cannot be read."""
    from app_pages.frame.city import city_folder
    from intake.config import read_config
    from intake.findings import InputError

    try:
        return [origin_of(tiles.url) for tiles in read_config(city_folder() / "city.toml").tiles]
    except InputError:
        return []


Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Any, Send], Awaitable[None]]


def routes() -> list[BaseRoute]:
    """Addresses of this server besides Streamlit's own, under the same base path."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    prefix = f"/{base}" if base else ""
    maps = Path(__file__).parent.parent.parent / "layers" / "assets"
    return [
        Route(f"{prefix}/health", health),
        Route(f"{prefix}/shapes/{{digest}}.geojson", shapes),
        Mount(f"{prefix}/vendor/leaflet", StaticFiles(directory=leaflet_folder())),
        Mount(f"{prefix}/vendor/map", StaticFiles(directory=maps)),
    ]


def leaflet_folder() -> Path:
    """Folder of the installed Leaflet, found without importing its Django part."""
    spec = find_spec("js_lib_leaflet")
    if spec is None or spec.origin is None:
        msg = "Leaflet is not installed (package django-js-lib-leaflet)."
        raise FileNotFoundError(msg)
    return Path(spec.origin).parent / "static" / "js_lib_leaflet"


async def health(_request: Request) -> Response:
    """Say that the server answers."""
    return JSONResponse({"status": "ok"})


async def shapes(request: Request) -> Response:
    """Boundaries of one level; the address names the content, so it never goes stale."""
    text = SHAPES.get(request.path_params["digest"])
    if text is None:
        return JSONResponse({"status": "unknown"}, status_code=404)
    cached = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(text, media_type="application/geo+json", headers=cached)


@asynccontextmanager
async def prepare(_app: st.App) -> AsyncIterator[None]:
    """Load what every page needs while the browser is still starting."""
    # Before it refuses a page of another host, Streamlit asks a service abroad for the address
    # of this machine: an address of one's own belongs into `--address`.
    net_util.get_external_ip = lambda: None
    task = asyncio.create_task(asyncio.to_thread(warm_up))
    yield
    task.cancel()


def middleware() -> list[Middleware]:
    """Security headers on every answer, and pages that name their language."""
    return [Middleware(with_headers), Middleware(in_german)]


def with_headers(app: App) -> App:
    """Add the security headers of `headers.py` to every answer."""

    async def wrapped(scope: Message, receive: Any, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *security_headers()]
            await send(message)

        await app(scope, receive, send_with_headers if scope["type"] == "http" else send)

    return wrapped


def in_german(app: App) -> App:
    """Rewrite Streamlit's English page shell: language and title."""

    async def wrapped(scope: Message, receive: Any, send: Send) -> None:
        if scope["type"] != "http" or not _is_page(str(scope["path"])):
            await app(scope, receive, send)
            return
        plain = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
        language = b"en" if b"sprache=en" in scope.get("query_string", b"") else b"de"
        await app({**scope, "headers": plain}, receive, _rewriting(send, language))

    return wrapped


def _is_page(path: str) -> bool:
    """Whether an address may answer with a page: no file ending, or an HTML file."""
    last = path.rsplit("/", 1)[-1]
    return "." not in last or last.endswith(".html")


def _rewriting(send: Send, language: bytes) -> Send:
    """Hold back a page until it is whole, then send it rewritten."""
    held: list[Message] = []
    body: list[bytes] = []

    async def rewriting(message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            held.append(message)
        elif not held:
            await send(message)
        else:
            body.append(message.get("body", b""))
            if not message.get("more_body"):
                page = _translated(b"".join(body), language)
                await send(_with_length(held[0], len(page)))
                await send({"type": "http.response.body", "body": page})

    return rewriting


def _is_html(message: Message) -> bool:
    kinds = [value for name, value in message["headers"] if name.lower() == b"content-type"]
    return bool(kinds) and kinds[0].startswith(b"text/html") and message["status"] == 200


def _translated(page: bytes, language: bytes) -> bytes:
    page = page.replace(b'<html lang="en"', b'<html lang="' + language + b'"', 1)
    page = page.replace(b"<title>Streamlit</title>", b"<title>Aktionsraum-Planer</title>", 1)
    title = b"<title>Karte</title>"
    return page.replace(b"<title>Streamlit Folium Component</title>", title, 1)


def _with_length(start: Message, length: int) -> Message:
    kept = [(k, v) for k, v in start["headers"] if k.lower() != b"content-length"]
    return {**start, "headers": [*kept, (b"content-length", str(length).encode())]}


def warm_up() -> None:
    """Fill the caches; faults in the data are shown later, on the page itself.

    Notes
    -----
    Streamlit collects garbage after every run of a page and walks all objects each time,
    100 ms with a city in memory. What is here to stay is therefore frozen, and nothing is
    collected while it is made: that would cost a fifth of the start.
    """
    gc.disable()
    try:
        _fill_caches()
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def _fill_caches() -> None:
    """Import and compute what the first page needs."""
    # Streamlit warns that no page is being run; that is the point here.
    quiet = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    quiet.setLevel(logging.ERROR)
    # Not streamlit_folium: Streamlit registers a component only while a page runs.
    import pandas.io.formats.style  # noqa: F401

    import layers.folium_map  # noqa: F401
    import layers.words.summary  # noqa: F401
    from app_pages.frame.city import loaded, shapes_of
    from intake.findings import InputError

    with contextlib.suppress(InputError):
        shown_city = loaded()
        for level in shown_city.released.levels:
            shapes_of(shown_city, level)
