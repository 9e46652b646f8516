"""Who may use an OSM way: by the tags' documented meaning."""

import pytest

from intake.way_rules import BOTH_WAYS, CLOSED_WAY, Permission, blocks, permission

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
