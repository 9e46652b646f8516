"""Proposed sites in, what may be seen of them out: each table through the release gate."""

from collections.abc import Collection
from dataclasses import dataclass

from pandas import DataFrame

from indicators.coverage import Coverage
from indicators.secrecy.release import Audience, ReleasedTable, release_table
from indicators.sites import Sites, proof_sentence
from wording import say


@dataclass(frozen=True)
class SiteTables:
    """The tables of a proposal after suppression.

    Attributes
    ----------
    sites, areas, classes, alternatives, elsewhere : ReleasedTable
        As in `Sites`; `sites` keeps its places, only its persons may be withheld.
    proof : str
        What is proven, in German; without numbers of persons where they are withheld.
    notes : tuple of str
    given_up : tuple of str
        Ids of today's offers that would not stay.
    """

    sites: ReleasedTable
    areas: ReleasedTable
    classes: ReleasedTable
    alternatives: ReleasedTable
    elsewhere: ReleasedTable
    proof: str
    notes: tuple[str, ...]
    given_up: tuple[str, ...] = ()


def release_sites(
    sites: Sites,
    today: Coverage,
    *,
    min_cases: int,
    audience: Audience = "public",
    withheld: Collection[str] = (),
) -> SiteTables:
    """Withhold what small counts would give away.

    Parameters
    ----------
    sites : Sites
    today : Coverage
        The coverage that the proposal starts from: it says whether its counts are published.
    min_cases : int
    audience : {"public", "internal"}
    withheld : collection of str
        Finest areas whose count of the target group is withheld elsewhere.

    Returns
    -------
    SiteTables

    Notes
    -----
    Where the statistics office has published the count itself, nothing is secret that its
    spread over settlement points gives. Otherwise a site that gains persons of an area
    with a withheld count shows none, and running sums go with it.
    """
    least = 1 if today.published else min_cases
    hidden = _sites_to_hide(sites, set(withheld))
    is_open = today.published or audience == "internal" or not (withheld or hidden)

    def gate(
        table: DataFrame, counts: tuple[str, ...], more: Collection[str] = ()
    ) -> ReleasedTable:
        return release_table(table, counts=counts, min_cases=least, audience=audience, hidden=more)

    counted = (
        "target_persons",
        "covered_before",
        "covered_after",
        "gained_persons",
        "lost_persons",
    )
    effect = tuple(name for name in counted if name in sites.areas)
    listed = sites.sites.set_index(sites.sites["id"].astype(str))
    if not is_open:
        listed = listed.assign(covered_share=float("nan"))
    gains = tuple(name for name in ("gained_persons", "second_persons") if name in listed)
    places = listed[[*gains, "covered_share"]]
    persons = gate(places, gains, hidden)
    shown = listed.assign(**{name: persons.table[name] for name in places})
    return SiteTables(
        sites=release_table(shown, counts=(), min_cases=1, audience=audience),
        areas=gate(sites.areas, effect, () if is_open else sites.areas.index),
        classes=gate(
            sites.classes,
            tuple(name for name in effect if name in sites.classes),
            () if is_open else sites.classes.index,
        ),
        alternatives=gate(_rows(sites.alternatives, is_open, ("lost",)), ()),
        elsewhere=gate(_rows(sites.elsewhere, is_open, ("alone", "extra")), ()),
        proof=proof_sentence(sites) if is_open else _proof_without_persons(sites),
        notes=sites.notes if today.published or audience == "internal" else _plain(sites.notes),
        given_up=sites.given_up,
    )


def _sites_to_hide(sites: Sites, withheld: set[str]) -> tuple[str, ...]:
    return tuple(site for site, areas in sites.sources.items() if areas & withheld)


def _plain(notes: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out remarks that count persons: they begin with the number."""
    return tuple(note for note in notes if not note[:1].isdigit())


def _rows(table: DataFrame, is_open: bool, counts: tuple[str, ...]) -> DataFrame:
    """Return a table of places, without persons and reasons if they are withheld."""
    if is_open or table.empty:
        return table
    masked = table.assign(**{name: float("nan") for name in counts})
    return masked.assign(reason="") if "reason" in masked else masked


def _proof_without_persons(sites: Sites) -> str:
    if sites.siting.proven:
        return say("Bewiesen bestmöglich.")
    return say("Noch nicht bewiesen bestmöglich.")
