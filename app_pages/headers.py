"""Security headers of the web app: what the browser may do with an answer of this server."""

import os
import re
from collections.abc import Iterable
from functools import cache

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
    from app_pages.folder import city_folder
    from intake.config import read_config
    from intake.errors import InputError

    try:
        return [origin_of(tiles.url) for tiles in read_config(city_folder() / "city.toml").tiles]
    except InputError:
        return []
