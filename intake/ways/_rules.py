"""Who may use an OSM way or pass a barrier: tags in, permission by direction out."""

import re
from collections.abc import Mapping
from math import radians, tan
from typing import NamedTuple

Tags = Mapping[str, str]

#: Version of the rules: networks built with other rules are built anew.
RULES = "2"

MODES = ("walk", "bike", "wheelchair")

YES = frozenset({"yes", "designated", "official", "permissive", "destination", "customers",
                 "delivery", "public", "use_sidepath", "use_sidewalk"})  # fmt: skip
NO = frozenset({"no", "private", "restricted", "military", "emergency", "agricultural",
                "forestry", "agricultural;forestry", "residents", "permit", "employees"})  # fmt: skip

NEVER = frozenset({"construction", "proposed", "planned", "abandoned", "razed", "demolished",
                   "disused", "raceway", "bus_guideway", "no", "escape", "emergency_bay",
                   "rest_area", "services", "traffic_island"})  # fmt: skip
MOTOR_ONLY = frozenset({"motorway", "motorway_link"})
TRUNK = frozenset({"trunk", "trunk_link"})
ROADS = frozenset({"primary", "primary_link", "secondary", "secondary_link", "tertiary",
                   "tertiary_link", "unclassified", "residential", "living_street", "service",
                   "road", "track"})  # fmt: skip
FOOT_WAYS = frozenset({"footway", "pedestrian", "path", "steps", "corridor", "elevator",
                       "platform", "bridleway", "cycleway", "access_ramp", "crossing"})  # fmt: skip
BIKE_WAYS = frozenset({"cycleway", "path"})

#: Barriers on a node that stop people on foot unless a tag opens them.
CLOSED_ON_FOOT = frozenset({"wall", "fence", "hedge", "debris", "block_closed", "spikes"})
CLOSED_BY_BIKE = CLOSED_ON_FOOT | {"turnstile", "stile", "full-height_turnstile", "kissing_gate"}
CLOSED_BY_WHEELCHAIR = CLOSED_BY_BIKE | {"cycle_barrier", "chicane", "log", "step", "horse_stile"}
CLOSED = {"walk": CLOSED_ON_FOOT, "bike": CLOSED_BY_BIKE, "wheelchair": CLOSED_BY_WHEELCHAIR}

#: Surfaces (wiki Key:smoothness: wheelchairs need "intermediate" or better) that stop wheels.
TOO_ROUGH = frozenset({"bad", "very_bad", "horrible", "very_horrible", "impassable"})
TOO_SOFT = frozenset({"sand", "mud", "grass", "earth", "ground", "dirt", "gravel", "pebblestone",
                      "rock", "stepping_stones", "woodchips", "snow"})  # fmt: skip
TOO_UNEVEN_TRACK = frozenset({"grade3", "grade4", "grade5"})
#: Steepest slope for a wheelchair in per cent (DIN 18040-3: ramps up to 6).
STEEPEST = 6.0
_SLOPE = re.compile(r"(?P<size>[+-]?\d+(?:[.,]\d+)?)\s*(?P<unit>%|°)?")
#: Kerbs that stop a wheelchair (wiki Key:kerb: higher than 3 cm).
HIGH_KERBS = frozenset({"raised", "regular"})


class Permission(NamedTuple):
    """Whether a way may be used along its direction, and against it."""

    forward: bool
    backward: bool


CLOSED_WAY = Permission(forward=False, backward=False)
BOTH_WAYS = Permission(forward=True, backward=True)


def permission(tags: Tags, mode: str) -> Permission:
    """Say whether a way may be used.

    Parameters
    ----------
    tags : Mapping of str to str
        The way's OSM tags.
    mode : {"walk", "bike", "wheelchair"}

    Returns
    -------
    Permission
        On foot both directions are the same; one-way streets bind bikes only.

    Notes
    -----
    Motorways are closed to all; trunk roads (Kraftfahrstraßen) and roads with
    `motorroad=yes` only open by their own `foot`/`bicycle`/`sidewalk` tag. `access=no`
    or `private` closes unless the mode's own tag opens. Ways through buildings and
    over platforms are kept. Ferries count as ways. Wheelchairs need no steps, a firm and
    even surface and at most 6 % incline; a way's own `wheelchair` tag wins.

    Examples
    --------
    >>> permission({"highway": "residential", "oneway": "yes"}, "bike")
    Permission(forward=True, backward=False)
    >>> permission({"highway": "residential", "oneway": "yes"}, "walk")
    Permission(forward=True, backward=True)
    """
    if tags.get("area:highway") and "highway" not in tags:
        return CLOSED_WAY
    if mode == "bike":
        return _directions(tags) if _bike(tags) else CLOSED_WAY
    open_ = _foot(tags) and (mode != "wheelchair" or _rolls(tags))
    return BOTH_WAYS if open_ else CLOSED_WAY


def blocks(tags: Tags, mode: str) -> bool:
    """Say whether a node's barrier stops the mode.

    Gates, bollards and the like are open unless `access` or the mode's tag closes them. A
    raised kerb stops wheelchairs where it is a place of its own, not the description of a
    crossing or a bus stop.
    """
    if mode == "wheelchair" and tags.get("wheelchair", "") in {"no", *YES, "limited"}:
        return tags["wheelchair"] == "no" and ("barrier" in tags or "kerb" in tags)
    if mode == "wheelchair" and _high_kerb(tags):
        return True
    if "barrier" not in tags:
        return False
    own = tags.get("bicycle" if mode == "bike" else "foot", "")
    if own in YES or own in NO:
        return own in NO
    if tags.get("access", "") in NO or tags.get("locked") == "yes":
        return True
    return tags["barrier"] in CLOSED[mode] and tags.get("access", "") not in YES


def _high_kerb(tags: Tags) -> bool:
    if tags.get("barrier") != "kerb" and {"barrier", "highway", "public_transport"} & set(tags):
        return False
    return tags.get("kerb") in HIGH_KERBS


def _foot(tags: Tags) -> bool:
    highway, own = tags.get("highway", ""), tags.get("foot", "")
    if highway in NEVER or highway in MOTOR_ONLY or own in NO:
        return False
    if own in YES:
        return bool(_kind(tags))
    if tags.get("access", "") in NO:
        return False
    if highway in TRUNK or tags.get("motorroad") == "yes":
        return _has_sidewalk(tags)
    return highway in ROADS or highway in FOOT_WAYS or _platform(tags) or _ferry(tags)


def _bike(tags: Tags) -> bool:
    highway, own = tags.get("highway", ""), tags.get("bicycle", "")
    if highway in NEVER or highway in MOTOR_ONLY or own in NO or own == "dismount":
        return False
    if own in YES:
        return bool(_kind(tags)) and highway != "steps"
    if tags.get("access", "") in NO or tags.get("vehicle", "") in NO:
        return False
    if highway in TRUNK or tags.get("motorroad") == "yes":
        return "cycleway" in tags or "cycleway:right" in tags or "cycleway:both" in tags
    return highway in ROADS or highway in BIKE_WAYS or _ferry(tags)


def _directions(tags: Tags) -> Permission:
    """Directions for a bike: its own one-way tag, contraflow lanes, then the street's."""
    own = tags.get("oneway:bicycle", "")
    oneway = own if own else tags.get("oneway", "")
    roundabout = tags.get("junction") in {"roundabout", "circular"} and oneway != "no"
    if oneway in {"-1", "reverse"}:
        against = _contraflow(tags) or tags.get("bicycle:forward") in YES
        return Permission(forward=against and not own, backward=True)
    if oneway in {"yes", "true", "1"} or roundabout:
        against = _contraflow(tags) or tags.get("bicycle:backward") in YES
        return Permission(forward=True, backward=against and not own)
    return Permission(
        forward=tags.get("bicycle:forward") not in NO,
        backward=tags.get("bicycle:backward") not in NO,
    )


def _contraflow(tags: Tags) -> bool:
    lanes = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
    sides = ("cycleway:left:oneway", "cycleway:right:oneway", "cycleway:both:oneway")
    return any(tags.get(lane, "").startswith("opposite") for lane in lanes) or any(
        tags.get(side) in {"-1", "no"} for side in sides
    )


def _rolls(tags: Tags) -> bool:
    """Whether a wheelchair gets along: no steps without a ramp, not too steep, rough or soft."""
    own = tags.get("wheelchair", "")
    if own == "no":
        return False
    if tags.get("highway") == "steps":
        return tags.get("ramp:wheelchair") == "yes"
    if own in YES or own == "limited":
        return True
    return not (_steep(tags.get("incline", "")) or (_own_way(tags) and _uneven(tags)))


def _own_way(tags: Tags) -> bool:
    """Whether the surface that is told is the one that people on foot use (no carriageway)."""
    return tags.get("highway") in FOOT_WAYS | {"track"}


def _uneven(tags: Tags) -> bool:
    if "smoothness" in tags:
        return tags["smoothness"] in TOO_ROUGH
    return tags.get("surface") in TOO_SOFT or tags.get("tracktype") in TOO_UNEVEN_TRACK


def _steep(incline: str) -> bool:
    """Whether "8 %", "-8%" or "5°" is steeper than `STEEPEST`; "up" and "down" say nothing."""
    found = _SLOPE.fullmatch(incline.strip())
    if found is None:
        return incline.strip() == "steep"
    slope = abs(float(found["size"].replace(",", ".")))
    return (100 * tan(radians(min(slope, 89))) if found["unit"] == "°" else slope) > STEEPEST


def _kind(tags: Tags) -> bool:
    return "highway" in tags or _platform(tags) or _ferry(tags)


def _platform(tags: Tags) -> bool:
    return tags.get("railway") == "platform" or tags.get("public_transport") == "platform"


def _ferry(tags: Tags) -> bool:
    return tags.get("route") == "ferry"


def _has_sidewalk(tags: Tags) -> bool:
    sides = ("sidewalk", "sidewalk:left", "sidewalk:right", "sidewalk:both")
    return any(tags.get(side, "") in {"yes", "both", "left", "right"} for side in sides)
