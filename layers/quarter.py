"""The needs of a new quarter in words and rows: table of needs in, sentence and rows out."""

from collections.abc import Mapping

from pandas import DataFrame

from wording import t


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
