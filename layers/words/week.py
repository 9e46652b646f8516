"""Coverage through the week as a table and sentences: a shown week in, HTML and words out."""

from collections.abc import Sequence
from typing import Any

from pandas import DataFrame

from indicators.coverage.week import UNKNOWN, strip_of
from indicators.hours.opening import WEEKDAYS
from indicators.secrecy.release_supply import Basis, ShownWeek
from layers.colours import luminance, ramp
from layers.escape import literal
from wording import count, number, percent, t

#: White for nobody, then one hue that darkens steadily: the order also shows in grey and to
#: colour-blind readers (after ColorBrewer Blues).
_LIGHT_TO_DARK = ("#dcebf5", "#6aaed6", "#08519c", "#08306b")
#: Upper bounds of the classes of the strip, in per cent; 0 is a class of its own.
BOUNDS = (20, 40, 60, 80, 100)
NOBODY = "#ffffff"
#: Darker grounds than this (luminance) get white figures.
_DARK = 0.3

#: Weekday → its German name.
DAYS = {
    "Mo": "Montag",
    "Di": "Dienstag",
    "Mi": "Mittwoch",
    "Do": "Donnerstag",
    "Fr": "Freitag",
    "Sa": "Samstag",
    "So": "Sonntag",
}
_ONLY = {
    "Mo": "nur montags",
    "Di": "nur dienstags",
    "Mi": "nur mittwochs",
    "Do": "nur donnerstags",
    "Fr": "nur freitags",
    "Sa": "nur samstags",
    "So": "nur sonntags",
}
_SPECIAL = {
    "täglich": "an allen sieben Tagen",
    "Mo–Fr": "an allen Werktagen (Mo–Fr)",
    "Sa–So": "nur am Wochenende",
    "nie": "an keinem Tag",
    UNKNOWN: "unbekannt: ein Angebot ohne Öffnungszeiten ist erreichbar",
}


def week_html(week: ShownWeek, where: str) -> str:
    """Heat strip as a table for eyes and screen readers: weekdays × hours, a number in each cell.

    Parameters
    ----------
    week : ShownWeek
    where : str
        The city or the area, in words.

    Returns
    -------
    str
        HTML without scripts; every text is escaped.
    """
    strip = strip_of(week)
    hours = "".join(
        f"<th scope='col' style='{_HEAD}'>"
        f"<abbr title='{literal(t('{n} Uhr', n=hour))}' style='text-decoration:none'>{hour}</abbr>"
        "</th>"
        for hour in strip.index
    )
    rows = "".join(
        f"<tr><th scope='row' style='{_ROW}'>{literal(t(DAYS[day]))}</th>"
        + "".join(_cell(100 * share) for share in strip[day])
        + "</tr>"
        for day in WEEKDAYS
    )
    caption = t(
        "Versorgte Personen in Prozent der Zielgruppe „{who}“, {where}. Spalten: volle Stunden.",
        who=t(week.basis.target_group_label),
        where=where,
    )
    return (
        f"<div role='region' tabindex='0' aria-label='{literal(t('Versorgung durch die Woche'))}' "
        "style='overflow-x:auto'>"
        f"<table class='week' style='{_TABLE}'><caption style='{_CAPTION}'>{literal(caption)}"
        f"</caption><thead><tr><th scope='col' style='{_ROW};width:7rem'>{literal(t('Tag'))}</th>{hours}</tr>"
        f"</thead><tbody>{rows}</tbody></table></div>{_scale()}"
    )


_TABLE = (
    "border-collapse:separate;border-spacing:2px;font-size:.88rem;"
    "font-variant-numeric:tabular-nums;width:100%;min-width:44rem;table-layout:fixed"
)
_CAPTION = "text-align:left;color:#4a5a66;padding:0 0 .4rem;caption-side:top"
_HEAD = "text-align:center;color:#4a5a66;font-weight:600;padding:.15rem;border:0"
_ROW = "text-align:left;color:#20303c;font-weight:600;padding:.15rem .5rem .15rem 0;border:0"


def _cell(per_cent: float) -> str:
    """One hour: ground by class, the number in it; "." where there is nobody to count."""
    ground = colour_of(per_cent)
    ink = "#ffffff" if luminance(ground) < _DARK else "#14212b"
    return (
        f"<td style='background:{ground};color:{ink};text-align:center;padding:.3rem .2rem;"
        f"border:1px solid #d5dde2'>{number(per_cent, 0)}</td>"
    )


def colour_of(per_cent: float) -> str:
    """Ground of a share in per cent; white for nobody or unknown."""
    if not per_cent > 0:
        return NOBODY
    colours = ramp(_LIGHT_TO_DARK, len(BOUNDS))
    return next(
        (colour for colour, bound in zip(colours, BOUNDS, strict=True) if per_cent <= bound),
        colours[-1],
    )


def _scale() -> str:
    """The classes of the strip, light to dark."""
    lower = [0, *BOUNDS[:-1]]
    words = [t("über {a} bis {b} %", a=a, b=b) for a, b in zip(lower, BOUNDS, strict=True)]
    classes = [(NOBODY, t("niemand")), *zip(ramp(_LIGHT_TO_DARK, len(BOUNDS)), words, strict=True)]
    items = "".join(
        "<li style='display:inline-flex;align-items:center;gap:.4rem;margin:0 1rem 0 0'>"
        f"<i class='swatch' style='background:{colour}'></i>{literal(label)}</li>"
        for colour, label in classes
    )
    return (
        "<div class='legend'><ul style='display:flex;flex-wrap:wrap;list-style:none;"
        f"padding:0;margin:.4rem 0 0'>{items}</ul></div>"
    )


def days_text(days: str) -> str:
    """Days on which people are covered, in words: "nur dienstags", "an keinem Tag", "Mo, Mi"."""
    if days in _SPECIAL:
        return t(_SPECIAL[days])
    if days.startswith("nur "):
        return t(_ONLY[days.removeprefix("nur ")])
    return ", ".join("–".join(t(name) for name in part.split("–")) for part in days.split(", "))


def days_table(week: ShownWeek) -> DataFrame:
    """Persons by the days on which they are covered: `days` (in words), `persons`, `share` (%)."""
    table = week.days
    return DataFrame(
        {
            "days": [days_text(days) for days in table["days"]],
            "persons": persons_shown(table["persons"], week.basis),
            "share": 100 * table["share"],
        }
    )


def one_day_table(week: ShownWeek) -> DataFrame:
    """Areas with persons who are covered on one day only: `name`, `persons`, `target`, `share` (%)."""
    table = week.one_day
    return DataFrame(
        {
            "name": table["name"].to_numpy(),
            "persons": persons_shown(table["persons"], week.basis).to_numpy(),
            "target": persons_shown(table["target_persons"], week.basis).to_numpy(),
            "share": 100 * table["share"].to_numpy(dtype=float),
        }
    )


def persons_shown(persons: Any, basis: Basis) -> Any:
    """Persons, or nothing where they are real counts at addresses that must stay secret."""
    return persons * float("nan") if basis.hides_persons else persons


def rows_shown(table: DataFrame, basis: Basis) -> DataFrame:
    """Rows of a week as a file may hold them: persons only where they may be seen."""
    persons = [column for column in table if str(column).endswith("persons")]
    return table.assign(**{column: persons_shown(table[column], basis) for column in persons})


def week_sentences(week: ShownWeek) -> list[str]:
    """What the week says in words, and what a reader must know of it."""
    return [
        *_only_sentences(week),
        *_unknown_sentences(week),
        t("Offen zur vollen Stunde zählt für die Stunde. {rule} ({ways}).",
          rule=t(week.basis.standard), ways=t(week.basis.ways)),
        *rounding_sentences(week.basis),
    ]  # fmt: skip


def _only_sentences(week: ShownWeek) -> list[str]:
    single = week.days[week.days["days"].str.startswith("nur ")]
    secret = week.basis.hides_persons
    texts = {
        days: percent(100 * share, 0) if secret else t("{n} Personen", n=count(persons))
        for days, persons, share in zip(
            single["days"], single["persons"], single["share"], strict=True
        )
    }
    never = week.days.set_index("days")[["persons", "share"]]
    said = [f"{days_text(days)} {t('versorgt')}: {texts[days]}" for days in texts]
    if "nie" in never.index:
        row = never.loc["nie"]
        n = percent(100 * row["share"], 0) if secret else t("{n} Personen", n=count(row["persons"]))
        said.append(f"{t('an keinem Tag')} {t('versorgt')}: {n}")
    return [_upper(text) + "." for text in said]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _unknown_sentences(week: ShownWeek) -> list[str]:
    if not week.unknown:
        return []
    if week.unknown == week.offers:
        said = t(
            "Von keinem der {n} Angebote sind die Öffnungszeiten bekannt. Einzutragen sind sie in "
            "der Datei der Angebote, Spalte „Öffnungszeiten“.",
            n=count(week.offers),
        )
    else:
        said = t(
            "Ohne bekannte Öffnungszeiten: {n} von {all} Angeboten. Sie zählen zu keiner Stunde.",
            n=count(week.unknown),
            all=count(week.offers),
        )
    if week.basis.hides_persons:
        return [said]
    return [said, t("{n} Personen erreichen ein solches Angebot.", n=count(week.maybe_persons))]


def rounding_sentences(basis: Basis) -> list[str]:
    """What was left out or rounded for secrecy; nothing for published counts."""
    said: Sequence[str] = ()
    if basis.left_out == 1:
        said = [t("Ein Gebiet mit geheimer Zahl der Zielgruppe ist nicht mitgerechnet.")]
    elif basis.left_out:
        n = count(basis.left_out)
        said = [t("{n} Gebiete mit geheimer Zahl der Zielgruppe sind nicht mitgerechnet.", n=n)]
    if basis.hides_persons:
        return [*said, t("Die Zählung je Adresse ist geheim: Anteile sind grob gerundet.")]
    if basis.step:
        rounded = t("Personen sind auf Vielfache von {n} gerundet.", n=count(basis.step))
        return [*said, rounded]
    return list(said)
