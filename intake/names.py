"""Names of areas in, doubts about them out: markup, invisible and broken characters, doubles."""

import re
import unicodedata

from pandas import Series

from intake.features import listing
from intake.findings import Finding

MARKUP = re.compile(
    r"<\s*/?\s*[a-zA-Z!]|javascript:|\$\{|\{\{|\{%|on\w+\s*=|`|\|\||\[[^\]]*\]\([^)]*\)",
    re.IGNORECASE,
)
BROKEN = re.compile("\ufffd|Ã[\u0080-\u00bf¤¶¼Ÿ„–œ]|â‚¬")


def name_findings(names: Series, file: str) -> tuple[Finding, ...]:
    """Say which names look odd; the names stay as they are and are never run.

    Parameters
    ----------
    names : Series
        Index `key`.
    file : str
    """
    text = names.astype(str)
    hidden = text.map(
        lambda name: any(
            unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cs"} for letter in name
        )
    )
    found = (
        ("name_with_markup", text.str.contains(MARKUP), "Der Name enthält Programm- oder HTML-Zeichen; er wird nur als Text gezeigt.",
         "Den Namen in der Quelle prüfen."),
        ("name_with_hidden_characters", hidden, "Der Name enthält unsichtbare Zeichen.", "Den Namen in der Quelle neu eintippen."),
        ("name_broken", text.str.contains(BROKEN), "Der Name enthält zerstörte Umlaute.", "Die Datei mit der richtigen Zeichenkodierung ausgeben lassen."),
        ("name_missing", text == "", "Der Name fehlt; gezeigt wird der Schlüssel.", "Namen ergänzen."),
    )  # fmt: skip
    findings = [
        Finding("warning", code, file, listing(map(str, names.index[mask])), message, fix)
        for code, mask, message, fix in found
        if mask.any()
    ]
    double = text[text.duplicated(keep=False) & (text != "")]
    if len(double):
        said = listing(
            f"{name} ({', '.join(map(str, keys))})"
            for name, keys in double.groupby(double).groups.items()
        )
        findings.append(Finding("info", "name_doubled", file, said, "Verschiedene Gebiete tragen denselben Namen.",
                                "Nichts zu tun; Tabellen dann über den Schlüssel verbinden, nicht über den Namen."))  # fmt: skip
    return tuple(findings)
