"""A city folder in; the city as everything but its set-up sees it out: files and entries together."""

from pathlib import Path

from intake.model import City


def read_current_city(folder: Path, *, entries: bool = True) -> City:
    """Read a city with what people have entered about its offers on top.

    The one door for commands and pages, so that both say the same.

    Parameters
    ----------
    folder : Path
        Folder with a `city.toml`.
    entries : bool
        False leaves entries out: the city as its files have it.

    Returns
    -------
    City

    Raises
    ------
    InputError
        If the folder or the entries cannot be read.
    """
    from intake.city import read_city
    from pipeline.entries import with_entries

    city = read_city(folder)
    return with_entries(city)[0] if entries else city
