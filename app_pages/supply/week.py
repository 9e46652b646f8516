"""Coverage through the week, hour by hour, and on which days people are covered at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from app_pages.frame.city import BY_STAMP, ShownCity
from app_pages.frame.panels import height_of, show_hint, show_sentences, show_table
from app_pages.supply import Wanted, asked_of
from indicators.secrecy.release_supply import ShownWeek
from layers.words.week import days_table, one_day_table, week_html, week_sentences
from wording import t


@dataclass(frozen=True)
class WeekWanted:
    """Everything that decides what the week shows."""

    category: str
    level: str
    area: str
    minutes: int
    group: str
    mode: str
    day: str
    language: str

    @classmethod
    def of(cls, shown_city: ShownCity, wanted: Wanted) -> "WeekWanted":
        """The page's choices, with the area that is chosen on it, in today's week."""
        chosen = str(st.session_state.get("gebiet") or "")
        area = chosen if chosen in shown_city.released.levels[wanted.level].areas.index else ""
        return cls(
            wanted.category, wanted.level, area, wanted.minutes, wanted.group, wanted.mode,
            date.today().isoformat(), wanted.language,
        )  # fmt: skip


_KEPT: dict[str | type[Any], Callable[[Any], Any]] = {
    ShownCity: BY_STAMP[ShownCity],
    WeekWanted: repr,
}


def show_week(shown_city: ShownCity, wanted: Wanted) -> None:
    """The heat strip, persons by days, and the areas with most persons covered on one day only."""
    _draw(shown_city, WeekWanted.of(shown_city, wanted))


@st.cache_resource(show_spinner=False, max_entries=60, hash_funcs=_KEPT)
def _draw(shown_city: ShownCity, wanted: WeekWanted) -> None:
    week = _week(shown_city, wanted)
    if not week.hours["target_persons"].max() > 0:
        show_hint(t("Zur Zielgruppe gibt es hier keine Zahlen, oder sie sind geheim."))
        return
    if week.offers > week.unknown:
        st.html(week_html(week, _where(shown_city, wanted)))
    show_sentences(week_sentences(week))
    _tables(week)


def _where(shown_city: ShownCity, wanted: WeekWanted) -> str:
    """The area or the city in words."""
    if not wanted.area:
        return t("ganze Stadt")
    return str(shown_city.released.levels[wanted.level].areas["name"][wanted.area])


def _tables(week: ShownWeek) -> None:
    show_table(
        days_table(week),
        {"days": "versorgt", "persons": "Personen", "share": "Anteil (%)"},
        decimals={"persons": 0, "share": 1},
        alt=t("Tabelle: Personen nach den Tagen, an denen sie versorgt sind"),
        height=height_of(len(week.days)),
    )
    if len(week.one_day):
        st.markdown(
            f"**{t('Gebiete mit den meisten Personen, die nur an einem Tag versorgt sind')}**"
        )
        show_table(
            one_day_table(week),
            {
                "name": "Gebiet",
                "persons": "nur an einem Tag versorgt",
                "target": "Zielgruppe",
                "share": "Anteil (%)",
            },
            decimals={"persons": 0, "target": 0, "share": 1},
            alt=t("Tabelle: Personen je Gebiet, die nur an einem Tag versorgt sind"),
            height=height_of(len(week.one_day)),
        )


@st.cache_resource(show_spinner="Die Woche wird berechnet …", max_entries=30, hash_funcs=_KEPT)
def _week(shown_city: ShownCity, wanted: WeekWanted) -> ShownWeek:
    from pipeline.figures import CITY_LEVEL
    from pipeline.supply import week_shown

    return week_shown(
        shown_city.city,
        shown_city.released,
        wanted.category,
        level=wanted.level if wanted.area else CITY_LEVEL,
        key=wanted.area or CITY_LEVEL,
        list_level=wanted.level,
        question=asked_of(wanted.minutes, wanted.group, wanted.mode),
    )
