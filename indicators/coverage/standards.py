"""What "covered" means: a city's own standards, else defaults of the literature, with sources."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from indicators.coverage._gaps import BY_MODE
from wording import number, say


class HasStandard(Protocol):
    """An entry `[[standard]]` of `city.toml`."""

    @property
    def category(self) -> str: ...  # noqa: D102
    @property
    def target_group(self) -> str: ...  # noqa: D102
    @property
    def mode(self) -> str: ...  # noqa: D102
    @property
    def max_minutes(self) -> float | None: ...  # noqa: D102
    @property
    def max_metres(self) -> float | None: ...  # noqa: D102
    @property
    def places_per_100(self) -> float | None: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class Standard:
    """The rule by which a person of a target group counts as covered.

    Attributes
    ----------
    category, target_group : str
    mode : {"walk", "bike", "transit", "straight_line"}
    max_minutes, max_metres : float or None
        The limit; one of the two.
    places_per_100 : float or None
        Places per 100 persons that an offer should have.
    source : str
        Where the limit comes from.
    """

    category: str
    target_group: str
    mode: str = "walk"
    max_minutes: float | None = None
    max_metres: float | None = None
    places_per_100: float | None = None
    source: str = ""

    def minutes(self, kmh: float) -> float:
        """Return the limit in minutes at a speed in km/h."""
        if self.max_metres is not None:
            by_metres = self.max_metres / (kmh * 1000 / 60)
            return min(by_metres, self.max_minutes or by_metres)
        return self.max_minutes if self.max_minutes is not None else DEFAULT_MINUTES

    def sentence(self, target_group_label: str = "", mode: str = "") -> str:
        """Return the rule as a German sentence; `mode` if another one is really used."""
        who = target_group_label or self.target_group
        how = BY_MODE.get(mode or self.mode, "")
        return say("{who}: höchstens {limit} {how} bis zum nächsten Angebot", who=who, limit=self._limit(), how=how)  # fmt: skip

    def _limit(self) -> str:
        minutes = _plain(self.max_minutes or DEFAULT_MINUTES)
        if self.max_metres is None:
            return say("{n} Minuten", n=minutes)
        metres = _plain(self.max_metres)
        if self.max_minutes is None:
            return say("{n} m Weg", n=metres)
        return say("{n} Minuten und {metres} m Weg", n=minutes, metres=metres)


#: Minutes on foot where neither the city nor the table below names a limit ("15-Minuten-Stadt").
DEFAULT_MINUTES = 15.0


def _plain(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)


def standard_of(
    category: str, own: Iterable[HasStandard], *, groups: Sequence[str] = ()
) -> Standard | None:
    """Return a city's own standard for a category, else the default one, else None.

    Parameters
    ----------
    category : str
    own : iterable
        The `[[standard]]` entries of `city.toml`; the first of the category wins.
    groups : sequence of str
        Ids of the city's target groups: a default standard takes the one that fits (by
        the usual ids), else all inhabitants, else the first.

    Returns
    -------
    Standard or None
    """
    for entry in own:
        if entry.category == category:
            return Standard(
                entry.category, entry.target_group, entry.mode, entry.max_minutes,
                entry.max_metres, entry.places_per_100, entry.source,
            )  # fmt: skip
    default = DEFAULTS.get(category)
    if default is None or not groups:
        return default
    return replace(default, target_group=group_of(default.target_group, groups))


def group_of(wanted: str, groups: Sequence[str]) -> str:
    """Return the city's target group for a group of the default standards.

    Examples
    --------
    >>> group_of("65plus", ["alle", "ue65"]), group_of("u6", ["alle", "ue65"])
    ('ue65', 'alle')
    """
    return group_in(wanted, groups) or group_in("einwohner", groups) or groups[0]


def group_in(wanted: str, groups: Sequence[str], *, exactly: bool = False) -> str:
    """Return the city's target group that counts a group of the default standards; "" if none.

    Parameters
    ----------
    wanted : str
    groups : sequence of str
        Ids of the city's target groups.
    exactly : bool
        No wider group instead (people from 65 on for those who live alone).

    Examples
    --------
    >>> group_in("65plus_allein", ["alle", "ue65"]), group_in("65plus", ["alle"])
    ('ue65', '')
    """
    known = {group.lower(): group for group in groups}
    usual = USUAL_IDS.get(wanted, (wanted,))
    if exactly:
        wider = {name for id_, names in USUAL_IDS.items() if id_ != wanted for name in names}
        usual = tuple(name for name in usual if name not in wider)
    return next((known[name] for name in usual if name in known), "")


def poor_children(groups: Iterable[tuple[str, str]]) -> str:
    """Id of the target group that counts poor children, by id and label; "" if there is none.

    Examples
    --------
    >>> poor_children([("u6", "Kinder unter 6"), ("arm", "Kinder im SGB II")])
    'arm'
    """
    for id_, label in groups:
        words = f"{id_} {label}".lower().replace("_", " ")
        if _POOR.search(words) and _CHILD.search(words):
            return id_
    return ""


#: Words and ids of target groups of poor children.
_POOR = re.compile(r"armut|\barm|sgb|poor|poverty|bürgergeld|buergergeld|benefit")
_CHILD = re.compile(r"kind|child|u\d{1,2}\b|unter \d")

#: Categories that are meeting places, the likeliest first.
MEETING_PLACES = ("begegnungsstaette", "begegnungszentrum", "seniorentreff", "seniorentreffpunkt",
                  "nachbarschaftstreff", "stadtteiltreff", "buergertreff", "treffpunkt",
                  "mehrgenerationenhaus", "nachbarschaftshaus", "stadtteilzentrum")  # fmt: skip


#: By target group of the default standards: ids that cities use for it, the closest first.
USUAL_IDS = {
    "einwohner": ("einwohner", "alle", "bevoelkerung", "bevölkerung", "insgesamt", "gesamt"),
    "u3": ("u3", "k0_3", "unter3", "u6"),
    "u6": ("u6", "k0_6", "unter6", "kinder_u6", "0_6"),
    "6_10": ("6_10", "k6_10", "kinder_6_10", "k6_12"),
    "6_12": ("6_12", "k6_12", "kinder_6_12", "k6_10", "u12", "u15"),
    "6_18": ("6_18", "k6_18", "kinder_6_18", "u18"),
    "10_18": ("10_18", "k10_18", "k6_18", "u18"),
    "12_18": ("12_18", "k12_18", "jugendliche", "k6_18", "6_18", "u18"),
    "65plus": ("65plus", "ue65", "ab65", "u65plus", "senioren", "60plus", "ue60"),
    "65plus_allein": ("65plus_allein", "ue65_allein", "ab65_allein", "senioren_allein",
                      "65plus", "ue65", "ab65", "senioren"),
    "80plus": ("80plus", "ue80", "ab80", "65plus", "ue65", "senioren"),
    "arbeitslose": ("arbeitslose", "erw", "15_65", "erwerbsfaehige"),
}  # fmt: skip

_NEIGHBOURHOOD = "BBSR/ILS: wohnungsnahe Grundversorgung, 10 Minuten oder 800–1.000 m zu Fuß"
_PLAY = "DIN 18034-1:2020-10, Spielplätze und Freiräume zum Spielen: Entfernungen nach Altersgruppe"
_QUARTER = "15-Minuten-Stadt: Moreno u. a. (2021), doi:10.3390/smartcities4010006"

#: Defaults by category id: limit, target group and where the limit comes from. A city's own
#: standard always wins. "Eigener Ansatz" marks limits that no literature settles.
_DEFAULT_ROWS = (
    ("kita", "u6", "walk", 15, None, "Eigener Ansatz nach Praxis der Kita-Bedarfsplanung: 1.000–1.250 m Weg"),
    ("grundschule", "6_10", "walk", None, 2000, "SchfkVO NRW § 5 Abs. 2: Schulweg der Primarstufe bis 2 km"),
    ("spielplatz", "6_12", "walk", None, 400, f"{_PLAY} (6–12 Jahre: bis 400 m)"),
    ("abenteuerspielplatz", "6_18", "walk", None, 1000, f"{_PLAY} (ab 12 Jahren: bis 1.000 m)"),
    ("jugendtreff", "12_18", "walk", 15, None, _QUARTER),
    ("begegnungsstaette", "65plus_allein", "walk", 10, None, _NEIGHBOURHOOD),
    ("seniorenbuero", "65plus", "transit", 30, None, "Eigener Ansatz: ein Büro je Stadtbezirk, 30 Minuten"),
    ("tagespflege", "80plus", "transit", 30, None, "Eigener Ansatz: 30 Minuten mit Bus und Bahn"),
    ("beratung", "arbeitslose", "transit", 30, None, "RIN 2008 (FGSV 121): Grundzentrum in 30 Minuten"),
    ("lokal_willkommen", "einwohner", "transit", 30, None, "Eigener Ansatz: 30 Minuten mit Bus und Bahn"),
    ("quartiersbuero", "einwohner", "walk", 15, None, _QUARTER),
    ("mehrgenerationenhaus", "einwohner", "transit", 30, None, "RIN 2008 (FGSV 121): Grundzentrum in 30 Minuten"),
    ("sprachkurs", "einwohner", "transit", 30, None, "Eigener Ansatz: 30 Minuten mit Bus und Bahn"),
    ("bibliothek", "einwohner", "transit", 30, None, "RIN 2008 (FGSV 121): Grundzentrum in 30 Minuten"),
    ("schwimmbad", "einwohner", "transit", 30, None, "RIN 2008 (FGSV 121): Grundzentrum in 30 Minuten"),
    ("wochenmarkt", "einwohner", "walk", 10, None, _NEIGHBOURHOOD),
    ("familienbuero", "u6", "walk", 15, None, _QUARTER),
    ("familienzentrum", "u6", "walk", 15, None, _QUARTER),
    ("weiterfuehrende_schule", "10_18", "transit", 30, None, "RIN 2008 (FGSV 121): Grundzentrum in 30 Minuten"),
)  # fmt: skip

DEFAULTS: dict[str, Standard] = {
    category: Standard(category, group, mode, minutes, metres, None, source)
    for category, group, mode, minutes, metres, source in _DEFAULT_ROWS
}
