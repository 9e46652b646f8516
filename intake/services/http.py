"""One address of an open-data service in, its answer out: allowed hosts, bounded time and size."""

import ipaddress
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

if TYPE_CHECKING:
    from httpx import Client, Response

#: Told how many bytes have come in this answer.
Bytes = Callable[[int], None]

MOST_REDIRECTS = 5
#: Longest wait that a service may ask for between two attempts (seconds).
LONGEST_PAUSE = 30.0
#: Answers after which the same question may be asked again.
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
USER_AGENT = "aktionsraum-planer"


class ServiceError(Exception):
    """What a service did wrong, in German; `again` = another attempt may help."""

    def __init__(
        self, code: str, message: str, fix: str, *, again: bool = False, pause: float = 0
    ) -> None:
        self.code, self.message, self.fix, self.again, self.pause = code, message, fix, again, pause
        super().__init__(message)


@dataclass(frozen=True)
class Policy:
    """What may be asked, and how long and how much.

    Attributes
    ----------
    hosts : frozenset of str
        Host names that may be asked, also after a redirect; nothing else is.
    private : bool
        Whether these hosts may lie in the own network (addresses not reachable from outside).
    attempts : int
        At most so many per address.
    pause : float
        Seconds before the second attempt; doubled each time.
    silence_seconds, total_seconds : float
        Longest time without a byte, and for one answer altogether.
    most_bytes : int
        Largest answer, unpacked; for services with pages: all pages together.
    """

    hosts: frozenset[str]
    private: bool = False
    attempts: int = 3
    pause: float = 1.0
    silence_seconds: float = 30.0
    total_seconds: float = 900.0
    most_bytes: int = 300_000_000


def ask(
    url: str,
    policy: Policy,
    into: IO[bytes],
    *,
    params: Mapping[str, str | int] | None = None,
    step: Bytes | None = None,
) -> str:
    """Write the answer to one question into a file; ask again where that may help.

    Parameters
    ----------
    url : str
        http or https address on an allowed host.
    policy : Policy
    into : binary file
        Emptied before each attempt.
    params : Mapping, optional
        Added to the address.
    step : callable, optional
        Told the bytes so far.

    Returns
    -------
    str
        The content type that the service names (lower case, without parameters).

    Raises
    ------
    ServiceError
        If the last attempt failed, or no further one can help.
    """
    import httpx

    whole = str(httpx.URL(url).copy_merge_params(dict(params))) if params else url
    for attempt in range(1, policy.attempts + 1):
        into.seek(0)
        into.truncate()
        try:
            return _attempt(whole, policy, into, step)
        except ServiceError as fault:
            if not fault.again or attempt == policy.attempts:
                raise
            time.sleep(min(max(fault.pause, policy.pause * 2 ** (attempt - 1)), LONGEST_PAUSE))
    msg = "attempts must be at least 1"
    raise ValueError(msg)


def _attempt(url: str, policy: Policy, into: IO[bytes], step: Bytes | None) -> str:
    """Ask once; every fault of the line becomes a sentence."""
    import httpx

    host = urlsplit(url).hostname or url
    try:
        return _redirected(url, policy, into, step)
    except httpx.TimeoutException as error:
        raise ServiceError(code="service_timeout", message=f"{host} antwortet nicht innerhalb von {policy.silence_seconds:g} Sekunden.",
                            fix="Später noch einmal versuchen.", again=True) from error  # fmt: skip
    except httpx.RemoteProtocolError as error:
        raise ServiceError(code="service_cut_off", message=f"Die Antwort von {host} brach ab.", fix="Noch einmal versuchen.", again=True) from error  # fmt: skip
    except httpx.DecodingError as error:
        raise ServiceError(code="service_damaged", message=f"Die Antwort von {host} ist beschädigt gepackt.", fix="Noch einmal versuchen.", again=True) from error  # fmt: skip
    except httpx.TransportError as error:
        raise ServiceError(code="service_unreachable", message=f"{host} ist nicht erreichbar ({type(error).__name__}).",
                            fix="Adresse, Netz und gegebenenfalls den Proxy prüfen.", again=True) from error  # fmt: skip
    except httpx.InvalidURL as error:
        raise ServiceError(code="service_address", message=f"„{url}“ ist keine Adresse eines Dienstes.", fix="Die Adresse prüfen.") from error  # fmt: skip


def _redirected(url: str, policy: Policy, into: IO[bytes], step: Bytes | None) -> str:
    """Follow redirects by hand: each address is checked like the first."""
    for _ in range(MOST_REDIRECTS + 1):
        target, kind = _step(url, policy, into, step)
        if not target:
            return kind
        if urlsplit(url).scheme == "https" and urlsplit(target).scheme == "http":
            raise ServiceError(code="service_redirect", message=f"Der Dienst leitet auf eine unverschlüsselte Adresse um ({target}).",
                                fix="Die Adresse des Dienstes prüfen.")  # fmt: skip
        url = target
    raise ServiceError(code="service_redirect", message=f"{urlsplit(url).hostname} leitet mehr als {MOST_REDIRECTS}-mal um.",
                        fix="Die Adresse des Dienstes prüfen.")  # fmt: skip


def _step(url: str, policy: Policy, into: IO[bytes], step: Bytes | None) -> tuple[str, str]:
    """Ask one address; return that of a redirect ("" = none) and the content type."""
    host = require_allowed(url, policy)
    proxied = _is_proxied(url, policy)
    client, address, headers, extensions = _line(url, host, policy, proxied=proxied)
    with (
        client,
        client.stream("GET", address, headers=headers, extensions=extensions) as response,
    ):
        if response.is_redirect:
            return urljoin(url, response.headers["location"]), ""
        _require_ok(response, host)
        _receive(response, policy, into, host, step)
        kind = response.headers.get("content-type", "")
        return "", str(kind).partition(";")[0].strip().lower()


def _line(
    url: str, host: str, policy: Policy, *, proxied: bool
) -> tuple["Client", str, dict[str, str], dict[str, str]]:
    """Open a client and bind the name to the address that was checked (no second look-up)."""
    import httpx

    timeout = httpx.Timeout(policy.silence_seconds, connect=min(policy.silence_seconds, 15))
    client = httpx.Client(timeout=timeout, trust_env=proxied, follow_redirects=False)
    plain = httpx.URL(url)
    headers = {"User-Agent": USER_AGENT, "Host": plain.netloc.decode("ascii")}
    if proxied:
        return client, url, headers, {}
    bound = str(plain.copy_with(host=_checked_address(host, plain.port, policy)))
    return client, bound, headers, {"sni_hostname": host}


def require_allowed(url: str, policy: Policy) -> str:
    """Return the host of an address that may be asked.

    Raises
    ------
    ServiceError
        If it is no web address, carries a password, or its host is not allowed.
    """
    try:
        parts = urlsplit(url)
        host, named = (parts.hostname or "").lower(), bool(parts.username or parts.password)
        _ = parts.port
    except ValueError as error:
        raise ServiceError(code="service_address", message=f"„{url}“ ist keine Adresse eines Dienstes.", fix="Die Adresse prüfen.") from error  # fmt: skip
    if parts.scheme not in {"http", "https"} or not host or named:
        raise ServiceError(code="service_address", message=f"„{url}“ ist keine Adresse, die abgefragt wird.",
                           fix="Eine Adresse mit https:// und ohne Anmeldedaten angeben.")  # fmt: skip
    if host not in policy.hosts:
        raise ServiceError(code="service_host", message=f"Der Rechner „{host}“ ist nicht erlaubt; erlaubt sind: {', '.join(sorted(policy.hosts))}.",
                           fix="Nur wenn er zum Dienst gehört: mit --host erlauben.")  # fmt: skip
    return host


def _checked_address(host: str, port: int | None, policy: Policy) -> str:
    """Return the first address of a host; every one of them must be public."""
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ServiceError(code="service_unreachable", message=f"Der Rechner „{host}“ ist nicht zu finden.",
                           fix="Adresse und Netz prüfen.", again=True) from error  # fmt: skip
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    inside = [text for text in addresses if not _is_public(text)]
    if inside and not policy.private:
        raise ServiceError(code="service_private_address", message=f"„{host}“ liegt im eigenen Netz ({inside[0]}) und wird nicht abgefragt.",
                           fix="Nur für einen Dienst des eigenen Hauses: mit --intern erlauben.")  # fmt: skip
    return addresses[0]


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None) or address
    return mapped.is_global and not mapped.is_multicast


def _is_proxied(url: str, policy: Policy) -> bool:
    """Whether the office's proxy stands between: it then looks the name up, and guards its network."""
    parts = urlsplit(url)
    proxies = getproxies()
    known = parts.scheme in proxies or "all" in proxies
    return known and not policy.private and not proxy_bypass(parts.hostname or "")


def _require_ok(response: "Response", host: str) -> None:
    status = response.status_code
    if status == 200:
        return
    known = {401: "verlangt eine Anmeldung", 403: "verweigert die Daten", 404: "kennt die Adresse oder den Datensatz nicht"}  # fmt: skip
    said = known.get(status, "meldet einen Fehler")
    wait = str(response.headers.get("retry-after", ""))
    raise ServiceError(code="service_status", message=f"{host} {said} (HTTP {status}).",
                       fix="Später noch einmal versuchen." if status in BUSY else "Adresse und Kennung des Datensatzes prüfen.",
                       again=status in BUSY, pause=float(wait) if wait.isdigit() else 0)  # fmt: skip


def _receive(
    response: "Response", policy: Policy, into: IO[bytes], host: str, step: Bytes | None
) -> None:
    """Write the answer as it comes; stop at the limits."""
    end, size = time.monotonic() + policy.total_seconds, 0
    for part in response.iter_bytes(65536):
        size += len(part)
        if size > policy.most_bytes:
            raise ServiceError(code="service_too_large", message=f"Die Antwort von {host} ist größer als {policy.most_bytes / 1e6:.0f} MB.",
                               fix="Einen kleineren Ausschnitt abfragen.")  # fmt: skip
        if time.monotonic() > end:
            raise ServiceError(code="service_timeout", message=f"Die Antwort von {host} dauert länger als {policy.total_seconds:g} Sekunden.",
                               fix="Später noch einmal versuchen.")  # fmt: skip
        into.write(part)
        if step:
            step(size)
    if size == 0:
        raise ServiceError(code="service_empty", message=f"{host} schickt eine leere Antwort.", fix="Später noch einmal versuchen.", again=True)  # fmt: skip
