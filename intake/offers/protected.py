"""Which offers are protected: their cells in, a mark per row and findings without their content out."""

import re

import numpy as np
from pandas import DataFrame, Series

from intake.cells.header import clean_cell
from intake.cells.keys import normal_name
from intake.findings import Finding, Kind, in_row
from wording import joined, say

#: Headings of columns that mark protected places; in those of the second kind "ja" means public.
_HEADING = re.compile(
    r"vertraulich(?!e?n?beratung)|geschuetzt|geheim|sperrvermerk|gesperrt|^sperre|^anonym(?!e)|anonymeadresse|adresseanonym|protected|"
    r"confidential|^secret|^hidden|^schutz(?:$|status|vermerk|adresse|bedarf|wuerdig|kennz|kz|objekt|flag)|verdeckt|auskunftssperre|"
    r"nichtoeffentlich|nichtveroeffentlich|unveroeffentlicht|nichtanzeigen|nichtzeigen|nurintern|^intern$|^private?$|restricted|sensib|sensitiv"
)
_PUBLIC_HEADING = re.compile(
    r"^(?:ist|darf|zur|adresse|standort|anschrift|inkarte|aufkarte)?(?:oeffentlich|veroeffentlich\w*|public|publizieren|sichtbar|visible|anzeigen|zeigen|"
    r"freigabe|freigegeben)$"
)
_PLAIN_YES = {
    "ja",
    "j",
    "yes",
    "y",
    "x",
    "xx",
    "1",
    "true",
    "wahr",
    "w",
    "t",
    "on",
    "jawohl",
    "si",
    "oui",
    "evet",
    "tak",
    "da",
}
_PLAIN_NO = {"nein", "n", "no", "0", "false", "falsch", "f", "off"}
_SECRET = {
    "geheim", "vertraulich", "geschuetzt", "schutz", "schutzadresse", "sperrvermerk", "gesperrt", "sperre", "anonym", "intern", "nurintern",
    "strengvertraulich", "strenggeheim", "nichtveroeffentlichen", "nichtoeffentlich", "nichtanzeigen", "nichtzeigen", "nichtfreigegeben",
    "confidential", "protected", "secret", "hidden", "private", "privat", "auskunftssperre", "adressegeheim",
}  # fmt: skip
_OPEN = {
    "oeffentlich", "public", "offen", "frei", "kein", "keine", "keiner", "ohne", "nichtgeschuetzt", "nichtvertraulich", "nichtgeheim",
    "nichtgesperrt", "keinsperrvermerk", "unbeschraenkt", "freigegeben", "veroeffentlichen", "veroeffentlicht", "darfveroeffentlichtwerden", "sichtbar",
}  # fmt: skip
_SIGNS = {
    "✓": True,
    "✔": True,
    "☑": True,
    "☒": True,
    "✗": True,
    "✘": True,
    "•": True,
    "+": True,
    "*": True,
    "-": False,
    "–": False,
    "—": False,
    "☐": False,
    "/": False,
}
#: Kinds of places whose address is secret by their nature.
_SHELTER = re.compile(
    r"frauenh(?:aus|äuser|aeuser)|frauenschutz|frauenzuflucht|schutzh(?:aus|äuser)|schutzwohnung|schutzunterkunft|schutzeinrichtung|"
    r"m(?:ä|ae)dchen(?:zuflucht|schutz|haus\b)|zufluchts(?:ort|st|wohnung|haus)|(?:mädchen|frauen|kinder)zuflucht|männerschutz|maennerschutz|"
    r"männerhaus|gewaltschutz(?:wohnung|haus|unterkunft|einrichtung)|schutzstelle|inobhutnahme(?:stelle|gruppe|einrichtung)|krisenwohnung|women.?s (?:shelter|refuge)|safe house|opferschutzwohnung",
    re.IGNORECASE,
)
_SECRET_PLACE = re.compile(
    r"(?:adresse|anschrift|standort|\bort|\blage)\b.{0,25}(?:geheim|vertraulich|anonym|geschützt|geschuetzt|nicht öffentlich|nicht bekannt|auf anfrage)|"
    r"(?:geheime?|vertrauliche?|anonyme?|geschützte?)r?\s+(?:adresse|anschrift|standort|ort|lage)\b|nicht (?:zur )?veröffentlich|schutzadresse|"
    r"[(\[]\s*(?:geschützt|geschuetzt|geheim|gesperrt)\b|(?:nicht|keinesfalls|nie) (?:auf|für|in) (?:die |der )?(?:karte|öffentlichkeit|veröffentlichung)|"
    r"keine veröffentlichung|sperrvermerk|auskunftssperre|nicht weitergeben",
    re.IGNORECASE,
)


#: Plain words without which the two patterns above cannot match.
_SHELTER_WORDS = (
    "frauen",
    "mädchen",
    "maedchen",
    "zuflucht",
    "schutz",
    "männer",
    "maenner",
    "krisenwohnung",
    "inobhut",
    "women",
    "safe house",
)
_SECRET_WORDS = (
    "geheim",
    "vertraulich",
    "anonym",
    "geschützt",
    "geschuetzt",
    "gesperrt",
    "öffentlich",
    "karte",
    "bekannt",
    "auf anfrage",
    "schutzadresse",
    "sperr",
    "weitergeben",
)

#: Words in an id, and the longest that is still a code ("kita").
_LETTERS, _HEXADECIMAL, _LONGEST_RUN = re.compile(r"[^\W\d_]{2,}"), re.compile(r"[a-fA-F]{2,4}"), 4

ASK_PROTECTED_MARK = Kind("ask_protected_mark", "Der Schutzvermerk ist nicht zu deuten; diese Angebote gelten als geschützt und werden nirgends gezeigt.",
                          "In der Datei „ja“ oder „nein“ eintragen.", "warning")  # fmt: skip
ASK_PROTECTED = Kind("ask_protected", "Bezeichnung oder Text sprechen für eine Schutzeinrichtung, ein Schutzvermerk fehlt; diese Angebote gelten als geschützt.",
                     "Schutzvermerk ergänzen; wenn die Adresse öffentlich ist, die Kennung unter `public` nennen.", "warning")  # fmt: skip
PROTECTED = Kind("protected", "{n} geschützte Angebote: Behalten werden nur Kennung und Anzahl je Kategorie, keine Orte, Adressen oder Texte.",
                 "Nichts zu tun.", "info")  # fmt: skip


def mark_columns(table: DataFrame, named: str = "") -> dict[str, bool]:
    """Return the columns that mark protected offers → whether "ja" means protected.

    Parameters
    ----------
    table : DataFrame of text
    named : str
        Column that `city.toml` names; other columns that look like marks count as well.

    Examples
    --------
    >>> mark_columns(DataFrame(columns=["Name", "Vertraulich?", "öffentlich"]))
    {'Vertraulich?': True, 'öffentlich': False}
    """
    found = {named: True} if named else {}
    for column in map(str, table.columns):
        normal = normal_name(column)
        if _PUBLIC_HEADING.search(normal) and not _HEADING.search(normal):
            found[column] = False
        elif (
            _HEADING.search(normal)
            and "datenschutz" not in normal
            and "schutzbefohlen" not in normal
        ):
            found.setdefault(column, True)
    return found


def read_mark(cell: str, *, means_protected: bool = True) -> bool | None:
    """Whether a mark says "protected"; None for a mark that is not known.

    Examples
    --------
    >>> read_mark("JA"), read_mark(""), read_mark("evtl."), read_mark("nein", means_protected=False)
    (True, False, None, True)
    """
    text = clean_cell(cell)
    if text in _SIGNS:
        said = _SIGNS[text]
        return said if means_protected else not said
    normal = re.sub(r"\.0$", "", text) if text[:1].isdigit() else normal_name(text)
    if text == "":
        return False if means_protected else None
    if normal in _PLAIN_YES | _PLAIN_NO:
        return (normal in _PLAIN_YES) == means_protected
    return True if normal in _SECRET else False if normal in _OPEN else None


def find_protected(
    table: DataFrame,
    *,
    named: str = "",
    texts: tuple[str, ...] = (),
    labels: Series,
    public: tuple[str, ...] = (),
    file: str,
) -> tuple[np.ndarray, tuple[Finding, ...]]:
    """Tell which offers are protected; in doubt they are.

    Parameters
    ----------
    table : DataFrame of text
        n offers with all columns of the file.
    named : str
        Column of marks that `city.toml` names.
    texts : tuple of str
        Columns with name and category, where words can give a shelter away.
    labels : Series of str
        Id of each row, for findings.
    public : tuple of str
        Ids that a person has confirmed as public although a word gives rise to doubt.
    file : str

    Returns
    -------
    tuple of (ndarray of bool, tuple of Finding)
        Findings name ids and rows only, never what stands in a protected row.
    """
    marked, unknown, settled = _by_marks(table, named)
    word = _by_words(table, texts) & ~settled & ~labels.isin(public).to_numpy()
    findings = []
    if unknown.any():
        findings.append(ASK_PROTECTED_MARK(file, _rows(labels, unknown)))
    if (word & ~marked & ~unknown).any():
        findings.append(ASK_PROTECTED(file, _rows(labels, word & ~marked & ~unknown)))
    protected = marked | unknown | word
    if protected.any():
        findings.append(PROTECTED(file, n=int(protected.sum())))
    return protected, tuple(findings)


def _by_marks(table: DataFrame, named: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows marked as protected, rows with an unknown mark, rows that say "nein" in so many words."""
    marked, unknown, settled = (np.zeros(len(table), dtype=bool) for _ in range(3))
    for column, means_protected in mark_columns(table, named).items():
        cells = table[column].tolist()
        meaning = {
            cell: _meaning(cell, means_protected=means_protected) for cell in dict.fromkeys(cells)
        }
        said = np.array([meaning[cell] for cell in cells], dtype=object)
        marked |= said == "yes"
        unknown |= said == "unknown"
        settled |= said == "no"
    return marked, unknown & ~marked, settled


def _meaning(cell: str, *, means_protected: bool) -> str:
    said = read_mark(cell, means_protected=means_protected)
    if said is None:
        return "unknown"
    return "yes" if said else "no" if clean_cell(cell) else "blank"


def _by_words(table: DataFrame, texts: tuple[str, ...]) -> np.ndarray:
    """Rows whose name or category is a shelter's, or that say anywhere that the place is secret."""
    found = np.zeros(len(table), dtype=bool)
    for column in map(str, table.columns):
        cells = table[column].tolist()
        found |= _found(cells, _SECRET_PLACE, _SECRET_WORDS)
        if column in texts:
            found |= _found(cells, _SHELTER, _SHELTER_WORDS)
    return found


def _found(cells: list[str], pattern: re.Pattern[str], words: tuple[str, ...]) -> np.ndarray:
    """Cells that match a pattern; the plain words it needs are looked for first, that is quick."""
    lowered = "\n".join(cells).lower()
    if not any(word in lowered for word in words):
        return np.zeros(len(cells), dtype=bool)
    suspects = (
        any(word in cell.lower() for word in words) and pattern.search(cell) is not None
        for cell in cells
    )
    return np.fromiter(suspects, dtype=bool, count=len(cells))


def is_code(label: str) -> bool:
    """Whether an id is a plain code, so that it cannot give a place away.

    Examples
    --------
    >>> is_code("kita-17.b"), is_code("Markt5"), is_code("Am-See-3"), is_code("3f2504e0-4f89")
    (True, False, False, True)
    """
    runs = [run for run in _LETTERS.findall(label) if not _HEXADECIMAL.fullmatch(run)]
    return (
        re.fullmatch(r"[\w.-]{1,24}", label) is not None
        and any(sign.isdigit() for sign in label)
        and len(runs) < 2
        and all(len(run) <= _LONGEST_RUN for run in runs)
    )


def quiet_labels(labels: Series, stem: str) -> list[str]:
    """Return ids for protected offers: their own if it is a plain code, else file and row."""
    return [label if is_code(label) else f"{stem}-{row}" for row, label in labels.items()]


def said_code(label: str) -> str:
    """Return an id in brackets if it is a plain code, else nothing."""
    return f" ({label})" if is_code(label) else ""


def _rows(labels: Series, chosen: np.ndarray) -> str:
    """Name offers by ids that cannot give a place away, else by their row."""
    said = [label if is_code(label) else in_row(row) for row, label in labels[chosen].items()]
    first = joined(", ", said[:20])
    return say("{names} … ({n})", names=first, n=len(said)) if len(said) > 20 else first
