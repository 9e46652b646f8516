"""One address of an open-data service in, its answer out: allowed hosts, bounded time and size."""

import ipaddress
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from intake.findings import Finding, Kind

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

SILENT = Kind("service_timeout", "{host} antwortet nicht innerhalb von {seconds} Sekunden.", "Später noch einmal versuchen.")  # fmt: skip
CUT_OFF = Kind("service_cut_off", "Die Antwort von {host} brach ab.", "Noch einmal versuchen.")
DAMAGED = Kind("service_damaged", "Die Antwort von {host} ist beschädigt gepackt.", "Noch einmal versuchen.")  # fmt: skip
UNREACHABLE = Kind("service_unreachable", "{host} ist nicht erreichbar ({why}).", "Adresse, Netz und gegebenenfalls den Proxy prüfen.")  # fmt: skip
NO_ADDRESS = Kind("service_address", "„{url}“ ist keine Adresse eines Dienstes.", "Die Adresse prüfen.")  # fmt: skip
UNENCRYPTED = Kind("service_redirect", "Der Dienst leitet auf eine unverschlüsselte Adresse um ({target}).", "Die Adresse des Dienstes prüfen.")  # fmt: skip
ENDLESS = Kind("service_redirect", "{host} leitet mehr als {n}-mal um.", "Die Adresse des Dienstes prüfen.")  # fmt: skip
NOT_ASKED = Kind("service_address", "„{url}“ ist keine Adresse, die abgefragt wird.", "Eine Adresse mit https:// und ohne Anmeldedaten angeben.")  # fmt: skip
HOST_FORBIDDEN = Kind("service_host", "Der Rechner „{host}“ ist nicht erlaubt; erlaubt sind: {hosts}.",
                      "Nur wenn er zum Dienst gehört: mit --host erlauben.")  # fmt: skip
HOST_UNKNOWN = Kind("service_unreachable", "Der Rechner „{host}“ ist nicht zu finden.", "Adresse und Netz prüfen.")  # fmt: skip
HOST_PRIVATE = Kind("service_private_address", "„{host}“ liegt im eigenen Netz ({address}) und wird nicht abgefragt.",
                    "Nur für einen Dienst des eigenen Hauses: mit --intern erlauben.")  # fmt: skip
TOO_LARGE = Kind("service_too_large", "Die Antwort von {host} ist größer als {n} MB.", "Einen kleineren Ausschnitt abfragen.")  # fmt: skip
TOO_SLOW = Kind("service_timeout", "Die Antwort von {host} dauert länger als {seconds} Sekunden.", "Später noch einmal versuchen.")  # fmt: skip
_CHECK_ID = "Adresse und Kennung des Datensatzes prüfen."
#: By the number of the answer (HTTP).
REFUSALS = {
    401: Kind("service_status", "{host} verlangt eine Anmeldung (HTTP {status}).", _CHECK_ID),
    403: Kind("service_status", "{host} verweigert die Daten (HTTP {status}).", _CHECK_ID),
    404: Kind("service_status", "{host} kennt die Adresse oder den Datensatz nicht (HTTP {status}).", _CHECK_ID),
}  # fmt: skip
FAILED = Kind("service_status", "{host} meldet einen Fehler (HTTP {status}).", _CHECK_ID)
BUSY_NOW = replace(FAILED, fix="Später noch einmal versuchen.")
EMPTY = Kind("service_empty", "{host} schickt eine leere Antwort.", "Später noch einmal versuchen.")


class ServiceError(Exception):
    """What a service did wrong: a kind of finding and its values; `again` = another attempt may help."""

    def __init__(
        self, kind: Kind, *, again: bool = False, pause: float = 0, **values: object
    ) -> None:
        self.kind, self.again, self.pause, self.values = kind, again, pause, values
        super().__init__(kind("", **values).message)

    def finding(self, dataset: str) -> Finding:
        """Return the finding about a data set."""
        return self.kind(dataset, **self.values)


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
        raise ServiceError(SILENT, again=True, host=host, seconds=f"{policy.silence_seconds:g}") from error  # fmt: skip
    except httpx.RemoteProtocolError as error:
        raise ServiceError(CUT_OFF, again=True, host=host) from error
    except httpx.DecodingError as error:
        raise ServiceError(DAMAGED, again=True, host=host) from error
    except httpx.TransportError as error:
        raise ServiceError(UNREACHABLE, again=True, host=host, why=type(error).__name__) from error  # fmt: skip
    except httpx.InvalidURL as error:
        raise ServiceError(NO_ADDRESS, url=url) from error


def _redirected(url: str, policy: Policy, into: IO[bytes], step: Bytes | None) -> str:
    """Follow redirects by hand: each address is checked like the first."""
    for _ in range(MOST_REDIRECTS + 1):
        target, kind = _step(url, policy, into, step)
        if not target:
            return kind
        if urlsplit(url).scheme == "https" and urlsplit(target).scheme == "http":
            raise ServiceError(UNENCRYPTED, target=target)
        url = target
    raise ServiceError(ENDLESS, host=urlsplit(url).hostname, n=MOST_REDIRECTS)


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
        raise ServiceError(NO_ADDRESS, url=url) from error
    if parts.scheme not in {"http", "https"} or not host or named:
        raise ServiceError(NOT_ASKED, url=url)
    if host not in policy.hosts:
        raise ServiceError(HOST_FORBIDDEN, host=host, hosts=", ".join(sorted(policy.hosts)))
    return host


def _checked_address(host: str, port: int | None, policy: Policy) -> str:
    """Return the first address of a host; every one of them must be public."""
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ServiceError(HOST_UNKNOWN, again=True, host=host) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    inside = [text for text in addresses if not _is_public(text)]
    if inside and not policy.private:
        raise ServiceError(HOST_PRIVATE, host=host, address=inside[0])
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
    wait = str(response.headers.get("retry-after", ""))
    pause = float(wait) if wait.isdigit() else 0
    kind = BUSY_NOW if status in BUSY else REFUSALS.get(status, FAILED)
    raise ServiceError(kind, again=status in BUSY, pause=pause, host=host, status=status)


def _receive(
    response: "Response", policy: Policy, into: IO[bytes], host: str, step: Bytes | None
) -> None:
    """Write the answer as it comes; stop at the limits."""
    end, size = time.monotonic() + policy.total_seconds, 0
    for part in response.iter_bytes(65536):
        size += len(part)
        if size > policy.most_bytes:
            raise ServiceError(TOO_LARGE, host=host, n=f"{policy.most_bytes / 1e6:.0f}")  # fmt: skip
        if time.monotonic() > end:
            raise ServiceError(TOO_SLOW, host=host, seconds=f"{policy.total_seconds:g}")  # fmt: skip
        into.write(part)
        if step:
            step(size)
    if size == 0:
        raise ServiceError(EMPTY, again=True, host=host)
