"""Security headers of the web app: an address in, what the browser may do with the answer out."""

import os
import re
from collections.abc import Callable

Header = tuple[bytes, bytes]

#: Origins of background maps ("https://…") that the operator allows, separated by spaces;
#: none by default.
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


def security_headers() -> Callable[[str], list[Header]]:
    """Return the function that gives the headers of an address.

    Notes
    -----
    Streamlit and the map component write styles and scripts into the page themselves, so
    both need `unsafe-inline`; what counts is that nothing is loaded from, or sent to,
    another host.
    """
    hosts = tile_hosts()
    policy = "; ".join(
        [
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob: {hosts}".strip(),
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
    headers = [(k.lower().encode(), v.encode()) for k, v in _FIXED.items()]
    headers.append((b"content-security-policy", policy.encode()))
    return lambda _path: headers


def tile_hosts() -> str:
    """Hosts of background maps as origins for the policy; anything else is left out."""
    asked = os.environ.get(TILE_HOSTS, "").split()
    return " ".join(origin for origin in asked if re.fullmatch(_ORIGIN, origin))
