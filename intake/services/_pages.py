"""Open-data services by their kind: address and data set in, one whole GeoJSON or GML out.

Opendatasoft Explore API v2.1, OGC API Features and WFS 2.0. Every answer is complete
as far as the service tells a number, or refused.
"""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urljoin

from intake.findings import Kind
from intake.services.http import Bytes, Policy, ServiceError, ask
from wording import say

Record = dict[str, Any]
Query = dict[str, str | int]

#: Records per question: the most that the Explore API v2.1 gives (`limit`), and how far
#: its pages reach (`offset + limit`).
RECORDS_PER_PAGE, LAST_RECORD = 100, 10_000
FEATURES_PER_PAGE = 1000
MOST_PAGES = 2000

TOO_MANY_RECORDS = Kind("service_incomplete", "„{dataset}“ hat {total} Einträge; seitenweise gibt der Dienst höchstens {n}.",
                        "Den Datensatz von Hand als GeoJSON ausgeben und mit `aktionsraum new` einlesen.")  # fmt: skip
WEB_PAGE = Kind("service_html", "Der Dienst schickt eine Internetseite statt Daten (oft eine Anmelde- oder Wartungsseite).",
                "Die Adresse im Browser ansehen; später noch einmal versuchen.")  # fmt: skip
XML_ANSWER = Kind("service_xml", "Der Dienst schickt XML statt JSON.", "Adresse und Art des Dienstes prüfen.")  # fmt: skip
BROKEN_JSON = Kind("service_json", "Die Antwort des Dienstes ist kein gültiges JSON (abgeschnitten oder beschädigt).",
                   "Später noch einmal versuchen.")  # fmt: skip
OTHER_JSON = Kind("service_json", "Die Antwort des Dienstes hat nicht die erwartete Form.", "Adresse und Art des Dienstes prüfen.")  # fmt: skip
_CHECK_ID = "Kennung des Datensatzes prüfen."
REFUSED = Kind("service_refuses", "Der Dienst lehnt die Anfrage ab.", _CHECK_ID)
REFUSED_BECAUSE = Kind("service_refuses", "Der Dienst lehnt die Anfrage ab: „{why}“.", _CHECK_ID)
INCOMPLETE = Kind("service_incomplete", "„{dataset}“ ist unvollständig: {n} von {total} Einträgen kamen an.", "Später noch einmal versuchen.")  # fmt: skip
UNEXPECTED = Kind("service_form", "Zu „{dataset}“ schickt der Dienst {what}.", "Art des Dienstes und Kennung prüfen.")  # fmt: skip
EMPTY = Kind("service_empty", "Der Datensatz ist leer.", _CHECK_ID)


@dataclass(frozen=True)
class Collected:
    """A whole data set, as a file of intake.

    Attributes
    ----------
    content : bytes
    suffix : str
        `.geojson` or `.gml`.
    n : int
        Number of features; -1 where the service does not tell (GML).
    title, source : str
        What the service says of itself; "" if nothing.
    """

    content: bytes
    suffix: str
    n: int
    title: str = ""
    source: str = ""


def collect(
    kind: str, url: str, dataset: str, policy: Policy, *, step: Bytes | None = None
) -> Collected:
    """Fetch a data set of a service whole.

    Parameters
    ----------
    kind : str
        `ods`, `ogcapi` or `wfs`.
    url : str
        Base address of the service.
    dataset : str
        Id of the data set, collection or feature type.
    policy : Policy
    step : callable, optional
        Told the bytes of the answer under way.

    Raises
    ------
    ServiceError
        If the service fails, answers something else, or less than it says it has.
    """
    return KINDS[kind](url.rstrip("/"), dataset, policy, step)


def _ods(url: str, dataset: str, policy: Policy, step: Bytes | None) -> Collected:
    """Take the export; where the portal does not give one, its records page by page."""
    base = f"{url}/catalog/datasets/{quote(dataset, safe='')}"
    about, _ = ask_json(base, policy)
    told = _entry(_entry(about, "metas"), "default")
    total = told.get("records_count")
    try:
        answer, _ = ask_json(f"{base}/exports/geojson", policy, step=step)
        features = require_features(answer, dataset)
        require_whole(len(features), total, dataset)
    except ServiceError as fault:
        if fault.kind.code in {"service_host", "service_private_address", "service_redirect"}:
            raise
        features = _ods_records(f"{base}/records", dataset, policy)
    parts = [told.get(name) for name in ("publisher", "license", "modified")]
    source = ", ".join(str(part)[:200] for part in parts if part)
    return _collection(features, None, str(told.get("title") or ""), source)


def _ods_records(url: str, dataset: str, policy: Policy) -> list[Record]:
    features: list[Record] = []
    while True:
        params = {"limit": RECORDS_PER_PAGE, "offset": len(features)}
        answer, size = ask_json(url, policy, params=params)
        policy = _remaining(policy, size)
        rows, total = answer.get("results"), answer.get("total_count")
        if not isinstance(rows, list) or not isinstance(total, int):
            raise unexpected(dataset, say("keine Datensätze der Explore-API"))
        features += [_feature_of_record(row, dataset) for row in rows]
        if len(features) >= total or not rows:
            require_whole(len(features), total, dataset)
            return features
        if len(features) + RECORDS_PER_PAGE > LAST_RECORD:
            raise ServiceError(TOO_MANY_RECORDS, dataset=dataset, total=total, n=LAST_RECORD)


def _feature_of_record(row: object, dataset: str) -> Record:
    """Turn a record into a feature: its shape, else its point."""
    if not isinstance(row, dict):
        raise unexpected(dataset, say("keine Datensätze der Explore-API"))
    geometry = None
    rest = {}
    for name, value in row.items():
        if isinstance(value, dict) and value.get("type") == "Feature":
            geometry = value.get("geometry")
        elif isinstance(value, dict) and {"lon", "lat"} <= set(value):
            geometry = geometry or {"type": "Point", "coordinates": [value["lon"], value["lat"]]}
        else:
            rest[name] = value
    return {"type": "Feature", "properties": rest, "geometry": geometry}


def _ogcapi(url: str, dataset: str, policy: Policy, step: Bytes | None) -> Collected:
    """Follow the links `next` from page to page."""
    address = f"{url}/collections/{quote(dataset, safe='')}/items"
    params: Mapping[str, str | int] | None = {"f": "json", "limit": FEATURES_PER_PAGE}
    features: list[Record] = []
    seen: set[str] = set()
    total = None
    for _ in range(MOST_PAGES):
        seen.add(address)
        answer, size = ask_json(address, policy, params=params, step=step)
        policy = _remaining(policy, size)
        features += require_features(answer, dataset)
        total = answer.get("numberMatched", total)
        following = _next(answer, address)
        if not following:
            require_whole(len(features), total, dataset)
            return _collection(features, None)
        if following in seen:
            raise unexpected(dataset, say("Seiten, die im Kreis aufeinander verweisen"))
        address, params = following, None
    raise unexpected(dataset, say("mehr als {n} Seiten", n=MOST_PAGES))


def _next(answer: Record, address: str) -> str:
    links = answer.get("links")
    found = [
        str(link["href"])
        for link in (links if isinstance(links, list) else [])
        if isinstance(link, dict) and link.get("rel") == "next" and link.get("href")
    ]
    return urljoin(address, found[0]) if found else ""


def _wfs(url: str, dataset: str, policy: Policy, step: Bytes | None) -> Collected:
    """GetFeature as GeoJSON, page by page; as GML from servers that know nothing else."""
    query: Query = {
        "service": "WFS",
        "version": "2.0.0",
        "request": "GetFeature",
        "typeNames": dataset,
    }
    try:
        return _wfs_pages(url, dataset, query, policy, step)
    except ServiceError as fault:
        if fault.kind.code not in {"service_xml", "service_refuses"} and not (
            fault.kind.code == "service_status" and not fault.again
        ):
            raise
    content = _bytes(url, policy, query, step)
    n = _gml_count(content, dataset)
    return Collected(content, ".gml", n)


def _wfs_pages(
    url: str, dataset: str, query: Query, policy: Policy, step: Bytes | None
) -> Collected:
    features: list[Record] = []
    crs = None
    for _ in range(MOST_PAGES):
        page: Query = {"outputFormat": "application/json", "count": FEATURES_PER_PAGE, "startIndex": len(features)}  # fmt: skip
        answer, size = ask_json(url, policy, params={**query, **page}, step=step)
        policy = _remaining(policy, size)
        found = require_features(answer, dataset)
        features += found
        crs = answer.get("crs", crs)
        total = answer.get("numberMatched", answer.get("totalFeatures"))
        if not found or len(found) < FEATURES_PER_PAGE or len(features) == total:
            require_whole(len(features), total, dataset)
            return _collection(features, crs)
    raise unexpected(dataset, say("mehr als {n} Seiten", n=MOST_PAGES))


def _gml_count(content: bytes, dataset: str) -> int:
    """Return how many features a GML answer says it holds; an exception report is a fault."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException, ElementTree

    try:
        root = ElementTree.fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise unexpected(dataset, say("kein lesbares GML")) from error
    name = str(root.tag).rpartition("}")[2]
    if "Exception" in name:
        raise _refusal(content)
    if name != "FeatureCollection":
        raise unexpected(dataset, say("XML der Art „{name}“ statt Daten", name=name[:60]))
    returned, matched = root.get("numberReturned", ""), root.get("numberMatched", "")
    if returned.isdigit() and matched.isdigit():
        require_whole(int(returned), int(matched), dataset)
    return int(returned) if returned.isdigit() else -1


KINDS: Mapping[str, Callable[[str, str, Policy, Bytes | None], Collected]] = {
    "ods": _ods,
    "ogcapi": _ogcapi,
    "wfs": _wfs,
}


def ask_json(
    url: str,
    policy: Policy,
    *,
    params: Mapping[str, str | int] | None = None,
    step: Bytes | None = None,
) -> tuple[Record, int]:
    """Return the JSON object of an answer and its size in bytes.

    Raises
    ------
    ServiceError
        Also if the service answers with a web page, an XML report or broken JSON.
    """
    content = _bytes(url, policy, params, step)
    head = content.lstrip()[:2000].lower()
    if head.startswith((b"<!doctype html", b"<html")):
        raise ServiceError(WEB_PAGE)
    if head.startswith(b"<"):
        raise _refusal(content) if b"exception" in head else ServiceError(XML_ANSWER)
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ServiceError(BROKEN_JSON) from error
    if not isinstance(answer, dict):
        raise ServiceError(OTHER_JSON)
    return answer, len(content)


def _bytes(
    url: str, policy: Policy, params: Mapping[str, str | int] | None, step: Bytes | None
) -> bytes:
    into = io.BytesIO()
    ask(url, policy, into, params=params, step=step)
    return into.getvalue()


def _refusal(content: bytes) -> ServiceError:
    """Return the service's own words on why it refuses."""
    import re

    text = content[:20_000].decode("utf-8", "replace")
    found = re.search(r"<(?:\w+:)?(?:ExceptionText|ServiceException)\b[^>]*>\s*([^<]{1,300})", text)
    if not found:
        return ServiceError(REFUSED)
    return ServiceError(REFUSED_BECAUSE, why=found.group(1).strip())


def require_features(answer: Record, dataset: str) -> list[Record]:
    """Return the features of a GeoJSON collection."""
    features = answer.get("features")
    if answer.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise unexpected(dataset, say("kein GeoJSON mit Objekten"))
    if not all(isinstance(item, dict) and item.get("type") == "Feature" for item in features):
        raise unexpected(dataset, say("GeoJSON mit fremden Objekten"))
    return features


def require_whole(n: int, total: object, dataset: str) -> None:
    """Refuse an answer that holds more or fewer features than the service says it has."""
    if isinstance(total, int) and not isinstance(total, bool) and n != total:
        raise ServiceError(INCOMPLETE, dataset=dataset, n=n, total=total)


def unexpected(dataset: str, what: str) -> ServiceError:
    """Return the fault of an answer of another form."""
    return ServiceError(UNEXPECTED, dataset=dataset, what=what)


def _collection(
    features: list[Record], crs: object, title: str = "", source: str = ""
) -> Collected:
    if not features:
        raise ServiceError(EMPTY)
    content: Record = {"type": "FeatureCollection", "features": features}
    if isinstance(crs, dict):
        content["crs"] = crs
    return Collected(
        json.dumps(content, ensure_ascii=False).encode(), ".geojson", len(features), title, source
    )


def _entry(record: object, name: str) -> Record:
    found = record.get(name) if isinstance(record, dict) else None
    return found if isinstance(found, dict) else {}


def _remaining(policy: Policy, size: int) -> Policy:
    """Take what came in off what may come in."""
    return replace(policy, most_bytes=max(policy.most_bytes - size, 1))
