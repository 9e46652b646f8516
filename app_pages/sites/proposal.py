"""The proposal of new sites, kept by its choices, and the map that shows it."""

from dataclasses import dataclass

import streamlit as st
from geopandas import GeoDataFrame

from app_pages.frame.choices import category_labels
from app_pages.frame.city import ShownCity
from app_pages.frame.view import KEPT, View
from app_pages.sites.choices import Search, path_of
from app_pages.supply import coverage_map, coverage_of
from indicators.coverage.question import Question
from indicators.secrecy.release_sites import SiteTables
from layers.coverage import coverage_layer
from layers.layer import Layer, PointLayer, paled
from layers.points import offer_layer
from layers.words.sites import after_layer, located_sites, site_layer
from wording import language

#: How results are kept; sentences hold numbers as the session writes them.
KEPT_SEARCH = {
    **KEPT,
    Search: lambda search: f"{KEPT[Question](search.question)} {search} {language()}",
}


@dataclass(frozen=True)
class Proposal:
    """A proposal as the page shows it: tables behind the release gate, and the sites' places.

    `staying` holds the ids of those sites that are offers of today; `sought` says category
    and standard in German.
    """

    tables: SiteTables
    sites: GeoDataFrame
    staying: frozenset[str] = frozenset()
    sought: str = ""

    @property
    def share_after(self) -> float:
        """Covered share of the city with all sites (0–1; NaN where withheld)."""
        return float(self.sites["covered_share"].iloc[-1])

    @property
    def gained(self) -> float:
        """Persons who are covered more than today (NaN where withheld)."""
        areas = self.tables.areas.table
        if "lost_persons" not in areas:
            return float(self.sites["gained_persons"].sum(min_count=len(self.sites)))
        withheld = len(self.tables.areas.suppressed) > 0
        net = float((areas["gained_persons"] - areas["lost_persons"]).sum())
        return float("nan") if withheld else net


@st.cache_resource(
    show_spinner="Die besten Orte werden gesucht …",
    max_entries=30,
    hash_funcs=KEPT_SEARCH,
)
def proposal_of(shown_city: ShownCity, search: Search) -> Proposal:
    """The proposal of a plan: the same call as in the shell.

    Raises
    ------
    InputError
        If a choice does not fit the city.
    """
    from pipeline.site_places import candidates_from, forbidden_from
    from pipeline.sites import SitePlan, released_sites

    question, level, plan = search
    sought = SitePlan(
        plan.count, plan.objective, candidates_from(shown_city.city, plan.places),  # type: ignore[arg-type]
        forbidden_from(shown_city.city, path_of(plan.forbidden)), plan.need, plan.moving, plan.seconds,
        plan.capacity or None,
    )  # fmt: skip
    tables, today = released_sites(
        shown_city.city, question, sought, released=shown_city.released, level=level
    )
    sites = located_sites(tables, shown_city.city.config.city.crs)
    known = set(shown_city.released.offers.index.astype(str)) if plan.moving else set()
    staying = frozenset(sites["id"].astype(str)) & known
    return Proposal(tables, sites, staying, f"{today.category_label}: {today.standard}")


def search_map(
    shown_city: ShownCity, search: Search, proposal: Proposal | None, *, after: bool
) -> tuple[Layer, tuple[PointLayer, ...]]:
    """Coverage today or with the proposal, today's offers, and the sites with their ranks."""
    question, level, _ = search
    category = question.category
    today, _ = coverage_map(shown_city, question, View(level, drawn=("offers",)))
    labels = {category: category_labels(shown_city)[category]}
    offers = offer_layer(shown_city.released, [category], labels)
    if proposal is None:
        return today, (offers,)
    if after:
        coverage = coverage_of(shown_city, question, level)
        in_full_colours = coverage_layer(coverage, shown_city.released)
        today = paled(after_layer(in_full_colours, proposal.tables, proposal.share_after))
    return today, (offers, site_layer(proposal.sites))
