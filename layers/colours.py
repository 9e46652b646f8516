"""Colours of classes: number and meaning in, a ramp that also works in grey print out."""

from typing import Literal

Direction = Literal["higher", "lower", "neither"]

# Two hues that colour-blind readers tell apart (blue, orange–brown); lightness falls
# steadily from the best to the worst class, so that a grey print keeps the order.
BETTER = ("#e6f1f6", "#a8cbe0")
WORSE = ("#f6b26b", "#853208")
#: One hue, light to dark: for schemes that know no city value (after ColorBrewer YlOrBr).
SEQUENTIAL = ("#fff3d6", "#fec44f", "#d95f0e", "#70290a")
#: Neither side is worse (after ColorBrewer PuBu).
NEUTRAL = ("#f1eef6", "#a6bddb", "#3690c0", "#034e7b")
#: Areas without a value.
MISSING = "#ffffff"
#: Kinds of offers (Okabe & Ito 2008, darkened for white letters).
KINDS = ("#005a8c", "#a14a00", "#006b4f", "#8a3d6b", "#4d4d00", "#5b3fa0", "#8c1c1c", "#3d5a66")
#: People whom no offer reaches.
GAP = "#b3123f"
#: Border of the ground within reach of an offer.
SERVICE_AREA = "#0b5d1e"


def around_city(bounds: list[float], city_value: float, worse: Direction) -> list[str]:
    """Colours of classes in ascending order of value, changing hue at the city value.

    Parameters
    ----------
    bounds : list of float
        Upper bounds, ascending.
    city_value : float
        Classes up to it are on one side, the others on the other.
    worse : {"higher", "lower", "neither"}
        The side that gets the darker hue; `neither` is treated like `higher`.
    """
    below = sum(bound <= city_value for bound in bounds)
    above = len(bounds) - below
    if worse == "lower":
        return ramp(WORSE, below)[::-1] + ramp(BETTER, above)[::-1]
    return ramp(BETTER, below) + ramp(WORSE, above)


def sequential(k: int, worse: Direction) -> list[str]:
    """Colours of `k` classes in ascending order of value; the worst is the darkest."""
    if worse == "neither":
        return ramp(NEUTRAL, k)
    colours = ramp(SEQUENTIAL, k)
    return colours[::-1] if worse == "lower" else colours


def ramp(anchors: tuple[str, ...], k: int) -> list[str]:
    """`k` colours at equal steps between the anchors (a single one: the last anchor)."""
    if k <= 1:
        return [anchors[-1]] * k
    places = [step * (len(anchors) - 1) / (k - 1) for step in range(k)]
    return [_between(anchors, place) for place in places]


def _between(anchors: tuple[str, ...], place: float) -> str:
    index = min(int(place), len(anchors) - 2)
    share = place - index
    mixed = (
        round(a + (b - a) * share)
        for a, b in zip(_rgb(anchors[index]), _rgb(anchors[index + 1]), strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def paler(colour: str, share: float = 0.35) -> str:
    """A colour mixed with white, as a ground for places."""
    mixed = (round(channel + (255 - channel) * share) for channel in _rgb(colour))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def luminance(colour: str) -> float:
    """Relative luminance 0–1 of a colour (WCAG 2.1), what remains of it in grey."""
    linear = (
        c / 12.92 if (c := channel / 255) <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for channel in _rgb(colour)
    )
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))
