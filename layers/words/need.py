"""Coverage by need in words: shown fairness in, sentences and tables out.

The needs of a new quarter in words and rows: table of needs in, sentence and rows out.
"""

from collections.abc import Mapping

from pandas import DataFrame

from indicators.secrecy.release_equity import GroupGap, ShownEquity, ShownLonely
from layers.words.week import rounding_sentences
from wording import count, number, percent, t

#: A concentration index closer to 0 than this says that need makes no difference.
EVEN = 0.005


def concentration_sentence(concentration: float) -> str:
    """How coverage is spread over need, with the number."""
    if concentration != concentration:
        return t("Niemand ist versorgt: kein Konzentrationsindex.")
    if abs(concentration) < EVEN:
        said = "Konzentrationsindex {n}: die Versorgung ist bei großem und kleinem Bedarf gleich."
    elif concentration < 0:
        said = "Konzentrationsindex {n}: die Versorgung ist besser, wo der Bedarf groß ist."
    else:
        said = "Konzentrationsindex {n}: die Versorgung ist besser, wo der Bedarf klein ist."
    return t(said, n=number(concentration, 3))


def need_sentences(equity: ShownEquity) -> list[str]:
    """What coverage by need says in words, and what a reader must know of it."""
    said = [concentration_sentence(equity.concentration), *_ends(equity.table)]
    if equity.gap is not None:
        said.append(_gap_sentence(equity.gap, equity.basis.category_label))
        said.append(_gap_sentence(equity.all_gap, equity.basis.category_label, compared=True))
    if equity.without_need:
        n = count(equity.without_need)
        said.append(t("Gebiete ohne Wert der Kennzahl, in keiner Gruppe: {n}.", n=n))
    return [*said, *rounding_sentences(equity.basis)]


def _ends(table: DataFrame) -> list[str]:
    """The greatest need beside the smallest."""
    known = table["covered_share"].dropna()
    if len(known) < 2:
        return []
    return [
        t(
            "Wo der Bedarf am größten ist, sind {a} versorgt, wo er am kleinsten ist, {b}.",
            a=percent(100 * known.iloc[0]),
            b=percent(100 * known.iloc[-1]),
        )
    ]


def _gap_sentence(gap: GroupGap, category: str, *, compared: bool = False) -> str:
    """Uncovered persons of a group as a number and a share."""
    if not gap.target_persons > 0:
        return t("Zur Zielgruppe „{who}“ gibt es keine Zahlen.", who=t(gap.label))
    words = {
        "who": t(gap.label),
        "n": count(gap.persons),
        "all": count(gap.target_persons),
        "share": percent(100 * gap.persons / gap.target_persons),
        "what": t(category),
    }
    if compared:
        return t("Zum Vergleich {who}: {n} von {all} Personen ({share}).", **words)
    return t(
        "Nicht versorgt aus der genannten Zielgruppe: {n} Personen. Das sind {share} von {all} "
        "({who}, Angebot: {what}).",
        **words,
    )


def lonely_sentences(lonely: ShownLonely) -> list[str]:
    """Older people without a meeting place, in words."""
    if not lonely.groups:
        return [
            t(
                "Die Stadt hat keine Zielgruppe ab 65 Jahren: in city.toml als „target_group“ "
                "eintragen, möglichst auch Alleinlebende."
            )
        ]
    said = [
        t(
            "{who} ohne Treffpunkt in Reichweite ({what}): {n} von {all} Personen, das sind {share}.",
            who=t(gap.label),
            what=t(lonely.basis.category_label),
            n=count(gap.persons),
            all=count(gap.target_persons),
            share=percent(100 * gap.persons / gap.target_persons),
        )
        if gap.target_persons > 0
        else t("Zur Zielgruppe „{who}“ gibt es keine Zahlen.", who=t(gap.label))
        for gap in lonely.groups
    ]
    if len(lonely.groups) == 1:
        said.append(t("Wer davon allein lebt, zählt die Stadt nicht."))
    rule = t("{rule} ({ways}).", rule=t(lonely.basis.standard), ways=t(lonely.basis.ways))
    return [*said, rule, *rounding_sentences(lonely.basis)]


def need_table(equity: ShownEquity) -> DataFrame:
    """Fifths or classes as rows: `need`, `areas`, `target_persons`, `covered_persons`, `gap_persons`, `share` (%)."""
    table = equity.table
    rows = table.reset_index(names="need")
    if equity.table.index.name == "status":
        rows["need"] = [t(str(status)) for status in rows["need"]]
    return rows.assign(share=100 * rows["covered_share"].astype(float))


def missing_sentence(needs: DataFrame) -> str:
    """Say which kinds of offers the quarter reaches and which are missing.

    Parameters
    ----------
    needs : DataFrame
        From `pipeline.tours.needs_of`.
    """
    reached = ", ".join(needs.loc[needs["covered"], "label"])
    missing = ", ".join(needs.loc[~needs["covered"], "label"])
    if not missing:
        return t("Alles in Reichweite: {what}.", what=reached)
    lack = t("Nicht in Reichweite: {what}.", what=missing)
    return f"{lack} {t('In Reichweite: {what}.', what=reached)}" if reached else lack


def need_rows(needs: DataFrame, groups: Mapping[str, str]) -> DataFrame:
    """The needs as a table, what is missing first, most persons first.

    Parameters
    ----------
    needs : DataFrame
    groups : Mapping of str to str
        Target group → name on screen.

    Returns
    -------
    DataFrame
        `label`, `group`, `persons`, `nearest_minutes`, `limit_minutes`, `reached` (words),
        `uncovered_persons`, `places_needed`.
    """
    rows = DataFrame(needs.drop(columns="geometry", errors="ignore"))
    rows = rows.sort_values(["covered", "persons"], ascending=[True, False], kind="stable")
    return rows.assign(
        group=rows["target_group"].map(groups),
        reached=[t("ja") if covered else t("nein") for covered in rows["covered"]],
    )
