"""Amounts of money as German offices write them: text in, euros out."""


def read_euros(text: str) -> float | None:
    """Return an amount in euros; None for nothing.

    Raises
    ------
    ValueError
        If the text is no amount.

    Examples
    --------
    >>> read_euros("40.000 €"), read_euros("1.250,50"), read_euros(" ")
    (40000.0, 1250.5, None)
    """
    plain = "".join(text.split()).replace("€", "").replace(".", "").replace(",", ".")
    return float(plain) if plain else None
