"""Doubts about names."""

import pandas as pd
import pytest

from intake.places.areas import name_findings


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("<img src=x onerror=alert(1)>", "name_with_markup"),
        ("${alert(1)}", "name_with_markup"),
        ("{{7*7}}", "name_with_markup"),
        ("\u202eevil", "name_with_hidden_characters"),
        ("St.\u200bPauli", "name_with_hidden_characters"),
        ("HÃ¶rde", "name_broken"),
        ("H\ufffdrde", "name_broken"),
        ("", "name_missing"),
    ],
)
def test_odd_name_is_told_with_its_key(name: str, code: str) -> None:
    findings = name_findings(pd.Series(["Eving", name], index=["01", "02"]), "f")
    assert [(finding.code, finding.where) for finding in findings] == [(code, "02")]


@pytest.mark.parametrize(
    "name",
    [
        "Hörde",
        "Meiderich/Beeck",
        "St. Pauli",
        "Moorburg und Altenwerder",
        "A & B",
        "Nord (alt)",
        "100 % Süd",
        "d'Alsace",
        "1 < 2",
    ],
)
def test_usual_names_need_no_word(name: str) -> None:
    assert name_findings(pd.Series([name], index=["01"]), "f") == ()


def test_same_name_of_two_areas_is_a_remark_with_both_keys() -> None:
    (finding,) = name_findings(pd.Series(["Mitte", "Ost", "Mitte"], index=["01", "02", "03"]), "f")
    assert (finding.severity, finding.code, finding.where) == (
        "info",
        "name_doubled",
        "Mitte (01, 03)",
    )
