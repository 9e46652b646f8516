"""Who may use an OSM way: by the tags' documented meaning."""

import pytest

from intake.ways._rules import BOTH_WAYS, CLOSED_WAY, Permission, blocks, permission

FORWARD, BACKWARD = Permission(forward=True, backward=False), Permission(False, True)


@pytest.mark.parametrize(
    ("tags", "walk", "bike"),
    [
        ({"highway": "residential"}, BOTH_WAYS, BOTH_WAYS),
        ({"highway": "residential", "oneway": "yes"}, BOTH_WAYS, FORWARD),
        ({"highway": "residential", "oneway": "-1"}, BOTH_WAYS, BACKWARD),
        ({"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}, BOTH_WAYS, BOTH_WAYS),
        (
            {"highway": "tertiary", "oneway": "yes", "cycleway": "opposite_lane"},
            BOTH_WAYS,
            BOTH_WAYS,
        ),
        ({"highway": "tertiary", "junction": "roundabout"}, BOTH_WAYS, FORWARD),
        ({"highway": "motorway", "foot": "yes"}, CLOSED_WAY, CLOSED_WAY),
        ({"highway": "trunk"}, CLOSED_WAY, CLOSED_WAY),
        ({"highway": "trunk", "sidewalk": "right"}, BOTH_WAYS, CLOSED_WAY),
        ({"highway": "primary", "motorroad": "yes"}, CLOSED_WAY, CLOSED_WAY),
        ({"highway": "footway"}, BOTH_WAYS, CLOSED_WAY),
        ({"highway": "footway", "bicycle": "yes"}, BOTH_WAYS, BOTH_WAYS),
        ({"highway": "cycleway", "foot": "no"}, CLOSED_WAY, BOTH_WAYS),
        ({"highway": "steps", "bicycle": "yes"}, BOTH_WAYS, CLOSED_WAY),
        ({"highway": "service", "access": "private"}, CLOSED_WAY, CLOSED_WAY),
        ({"highway": "service", "access": "no", "foot": "designated"}, BOTH_WAYS, CLOSED_WAY),
        ({"highway": "service", "access": "customers"}, BOTH_WAYS, BOTH_WAYS),
        ({"highway": "corridor", "indoor": "yes"}, BOTH_WAYS, CLOSED_WAY),
        ({"highway": "footway", "tunnel": "building_passage"}, BOTH_WAYS, CLOSED_WAY),
        ({"railway": "platform"}, BOTH_WAYS, CLOSED_WAY),
        ({"route": "ferry"}, BOTH_WAYS, BOTH_WAYS),
        ({"highway": "construction"}, CLOSED_WAY, CLOSED_WAY),
        ({"railway": "rail"}, CLOSED_WAY, CLOSED_WAY),
        ({"highway": "path", "bicycle": "no"}, BOTH_WAYS, CLOSED_WAY),
    ],
)
def test_way(tags: dict[str, str], walk: Permission, bike: Permission) -> None:
    """Each kind of way on foot and by bike."""
    assert permission(tags, "walk") == walk
    assert permission(tags, "bike") == bike


def test_wheelchairs_avoid_steps_unless_there_is_a_ramp() -> None:
    """Steps, steps with a ramp, a way marked as unsuitable."""
    assert permission({"highway": "steps"}, "wheelchair") == CLOSED_WAY
    assert permission({"highway": "steps", "ramp:wheelchair": "yes"}, "wheelchair") == BOTH_WAYS
    assert permission({"highway": "path", "wheelchair": "no"}, "wheelchair") == CLOSED_WAY


@pytest.mark.parametrize(
    ("tags", "walk", "bike"),
    [
        ({"barrier": "bollard"}, False, False),
        ({"barrier": "gate"}, False, False),
        ({"barrier": "gate", "access": "private"}, True, True),
        ({"barrier": "gate", "access": "private", "foot": "yes"}, False, True),
        ({"barrier": "gate", "locked": "yes"}, True, True),
        ({"barrier": "turnstile"}, False, True),
        ({"barrier": "fence"}, True, True),
        ({"highway": "crossing"}, False, False),
    ],
)
def test_barrier(tags: dict[str, str], walk: bool, bike: bool) -> None:
    """What a barrier on a node stops."""
    assert (blocks(tags, "walk"), blocks(tags, "bike")) == (walk, bike)


@pytest.mark.parametrize(
    ("tags", "rolls"),
    [
        ({"highway": "footway", "smoothness": "bad"}, False),
        ({"highway": "footway", "smoothness": "intermediate", "surface": "gravel"}, True),
        ({"highway": "path", "surface": "sand"}, False),
        ({"highway": "track", "tracktype": "grade4"}, False),
        ({"highway": "residential", "surface": "sett", "smoothness": "bad"}, True),
        ({"highway": "footway", "incline": "-8%"}, False),
        ({"highway": "residential", "incline": "12 %"}, False),
        ({"highway": "footway", "incline": "6%"}, True),
        ({"highway": "footway", "incline": "5°"}, False),
        ({"highway": "footway", "incline": "up"}, True),
        ({"highway": "footway", "incline": "8%", "wheelchair": "yes"}, True),
        ({"highway": "steps", "wheelchair": "limited"}, False),
    ],
)
def test_wheelchairs_need_a_firm_and_gentle_way(tags: dict[str, str], rolls: bool) -> None:
    """Surface of ways of their own, incline of all; the way's own tag wins, except over steps."""
    assert any(permission(tags, "wheelchair")) == rolls
    assert any(permission(tags, "walk"))


@pytest.mark.parametrize(
    ("tags", "stops"),
    [
        ({"barrier": "kerb", "kerb": "raised"}, True),
        ({"kerb": "raised"}, True),
        ({"kerb": "lowered"}, False),
        ({"barrier": "kerb", "kerb": "rolled"}, False),
        ({"highway": "crossing", "kerb": "raised"}, False),
        ({"highway": "bus_stop", "kerb": "raised"}, False),
        ({"barrier": "cycle_barrier"}, True),
        ({"barrier": "cycle_barrier", "wheelchair": "yes"}, False),
        ({"barrier": "bollard", "wheelchair": "no"}, True),
    ],
)
def test_kerbs_and_narrow_barriers_stop_wheelchairs(tags: dict[str, str], stops: bool) -> None:
    """A kerb that describes a crossing or a stop is no barrier on the street."""
    assert blocks(tags, "wheelchair") == stops
    assert not blocks(tags, "walk")


@pytest.mark.parametrize(
    ("tags", "bike"),
    [
        ({"highway": "residential", "oneway": "yes", "bicycle:backward": "yes"}, BOTH_WAYS),
        ({"highway": "residential", "bicycle:backward": "no"}, FORWARD),
        ({"highway": "residential", "oneway": "-1", "oneway:bicycle": "no"}, BOTH_WAYS),
        ({"highway": "cycleway", "oneway": "yes"}, FORWARD),
        ({"highway": "residential", "bicycle": "dismount"}, CLOSED_WAY),
        ({"highway": "pedestrian"}, CLOSED_WAY),
        ({"highway": "pedestrian", "bicycle": "yes"}, BOTH_WAYS),
        ({"highway": "busway"}, CLOSED_WAY),
        ({"highway": "busway", "bicycle": "yes"}, BOTH_WAYS),
    ],
)
def test_directions_and_ways_by_bike(tags: dict[str, str], bike: Permission) -> None:
    """One-way streets with their exceptions; where one has to push."""
    assert permission(tags, "bike") == bike
