"""Metadata of a package: what it is about in, ISO 19139 XML and DCAT-AP.de JSON-LD out."""

import json
from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5

from export.package.facts import PackageContent

DCAT_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "locn": "http://www.w3.org/ns/locn#",
}
ABSTRACT = (
    "Soziale Kennzahlen je Gebiet mit Stadtwert und Kennzeichnung der Gebiete, deren Lage "
    "ungünstiger ist als der Stadtdurchschnitt; Versorgung mit Angeboten und Lücken in Personen."
)


def iso19139(content: PackageContent) -> str:
    """Return an ISO 19139 document about the package (written by pygeometa)."""
    from pygeometa.schemas.iso19139 import ISO19139OutputSchema

    return str(ISO19139OutputSchema().write(record(content)))


def record(content: PackageContent) -> dict[str, object]:
    """Return the metadata control file of pygeometa, as a dictionary."""
    day, west, south, east, north = content.day.isoformat(), *bounds_in_degrees(content)
    contact = {
        "organization": content.released.name,
        "individualname": content.released.name,
        "positionname": "Stadtverwaltung",
        "phone": "", "fax": "", "address": "", "city": content.released.name,
        "administrativearea": "", "postalcode": "", "country": "Deutschland", "email": "",
        "url": "",
    }  # fmt: skip
    return {
        "mcf": {"version": "1.0"},
        "metadata": {
            "identifier": identifier(content),
            "language": "de",
            "charset": "utf8",
            "hierarchylevel": "dataset",
            "datestamp": day,
            "dataseturi": "",
        },
        "spatial": {"datatype": "vector", "geomtype": "complex"},
        "identification": {
            "language": "de",
            "charset": "utf8",
            "title": {"de": title(content)},
            "abstract": {"de": " ".join((ABSTRACT, *dict.fromkeys(content.released.notes)))},
            "dates": {"creation": day, "publication": day},
            "keywords": {
                "default": {
                    "keywords": {"de": ["Sozialraum", "Soziale Stadt", "Versorgung"]},
                    "type": "theme",
                }
            },
            "topiccategory": ["society"],
            "extents": {"spatial": [{"bbox": [west, south, east, north], "crs": "4326"}]},
            "status": "completed",
            "maintenancefrequency": "asNeeded",
            "accessconstraints": "otherRestrictions",
            "rights": {"de": content.source},
            "url": "",
        },
        "content_info": {},
        "contact": {"main": contact, "distribution": contact},
        "distribution": {},
    }


def dcat_ap(content: PackageContent, files: Sequence[str]) -> str:
    """Return a DCAT-AP.de dataset with one distribution per file, as JSON-LD."""
    west, south, east, north = bounds_in_degrees(content)
    ring = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
    day = {"@value": content.day.isoformat(), "@type": "xsd:date"}
    dataset = {
        "@context": DCAT_CONTEXT,
        "@id": f"urn:uuid:{identifier(content)}",
        "@type": "dcat:Dataset",
        "dct:title": {"@value": title(content), "@language": "de"},
        "dct:description": {"@value": ABSTRACT, "@language": "de"},
        "dct:issued": day,
        "dct:modified": day,
        "dct:language": {"@id": "http://publications.europa.eu/resource/authority/language/DEU"},
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": content.released.name},
        "dct:provenance": {"@type": "dct:ProvenanceStatement", "dct:description": content.source},
        "dct:spatial": {"@type": "dct:Location", "locn:geometry": f"POLYGON(({ring}))"},
        "dcatde:politicalGeocodingURI": {
            "@id": f"http://dcat-ap.de/def/politicalGeocoding/regionalKey/{content.released.ags}"
        },
        "dcat:theme": {"@id": "http://publications.europa.eu/resource/authority/data-theme/SOCI"},
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": name,
                "dcat:accessURL": {"@id": name},
            }
            for name in files
        ],
    }
    return json.dumps(dataset, ensure_ascii=False, indent=1)


def title(content: PackageContent) -> str:
    """Return the title of the package."""
    return f"Soziale Lage und Versorgung, {content.released.name}"


def identifier(content: PackageContent) -> str:
    """Return an identifier that is the same for the same city and day."""
    about = f"{content.released.ags or content.released.name}/{content.day.isoformat()}"
    return str(uuid5(NAMESPACE_URL, f"aktionsraum-planer/{about}"))


def bounds_in_degrees(content: PackageContent) -> tuple[float, float, float, float]:
    """Return west, south, east, north of the city in WGS 84, to 4 decimals."""
    first = next(iter(content.released.levels.values()))
    west, south, east, north = first.areas.to_crs(4326).total_bounds.round(4).tolist()
    return west, south, east, north
