"""Entwicklung: how an indicator changes over the years, and whether the city's goals are in sight."""

import streamlit as st

from app_pages.frame.choices import choose, choose_area, choose_indicator, choose_level
from app_pages.frame.city import loaded
from app_pages.frame.panels import show_head, show_hint
from app_pages.frame.view import View
from app_pages.situation.development import show_changes, show_lines, show_targets
from wording import t

shown_city = loaded()
show_head(
    "Entwicklung",
    shown_city.released.name,
    "Was hat sich verändert, und ist die Stadt auf dem Weg zu ihren Zielen?",
)

columns = st.columns([3, 2.4, 2.4])
with columns[0]:
    indicator = choose_indicator(shown_city)
with columns[1]:
    level = choose_level(shown_city)
with columns[2]:
    view = View(level, choose_area(shown_city, level))

show_targets(shown_city)
show_lines(shown_city, indicator, level=level, area=view.key)

years = shown_city.years[indicator]
st.subheader(t("Zwei Jahre im Vergleich"), anchor=False)
if len(years) < 2:
    show_hint(t("Für diese Kennzahl liegt nur ein Jahr vor; eine Veränderung ist nicht bekannt."))
else:
    earlier, later = st.columns(2)
    with later:
        to_year = int(choose("bis", {str(y): str(y) for y in years[:-1]}, name="bis"))
    with earlier:
        before = [year for year in years if year < to_year]
        from_year = int(choose("von", {str(y): str(y) for y in before}, name="von"))
    show_changes(shown_city, indicator, level=level, area=view.key, years=(from_year, to_year))
