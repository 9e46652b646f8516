"""Standorte: new sites with proof, the week of a mobile offer, what a new quarter needs."""

from app_pages.frame.choices import choose_button
from app_pages.frame.city import loaded
from app_pages.frame.panels import show_head
from app_pages.sites.new import show_new_sites
from app_pages.sites.quarter import show_quarter
from app_pages.sites.tours import show_tour
from wording import t

shown_city = loaded()
show_head(
    "Standorte", shown_city.released.name, "Wo erreicht ein neues Angebot die meisten Menschen?"
)

views = {
    "neu": t("Neue Standorte"),
    "tour": t("Mobiles Angebot (Tour)"),
    "quartier": t("Neues Quartier"),
}
SHOWN = {"neu": show_new_sites, "tour": show_tour, "quartier": show_quarter}
SHOWN[choose_button("Frage", views, name="frage")](shown_city)
