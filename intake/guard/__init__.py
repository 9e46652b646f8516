"""What stands before every foreign file: kind, size, sandbox."""

from pathlib import Path

from intake.findings import InputError, Kind

PATH_INVISIBLE = Kind("path_outside", "Der Dateiname enthält unsichtbare Zeichen.", "Den Namen neu eintippen.")  # fmt: skip
PATH_OUTSIDE = Kind("path_outside", "Der Dateiname führt aus dem Ordner der Stadt hinaus.",
                  "Die Datei in den Ordner legen und nur ihren Namen eintragen.")  # fmt: skip


def inside(folder: Path, name: str) -> Path:
    """Path of a file of the city folder; a name that leads outside is refused.

    Raises
    ------
    InputError
        If the name points outside the folder.
    """
    if "\x00" in name:
        raise InputError([PATH_INVISIBLE("city.toml", name.replace("\x00", "�"))])
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise InputError([PATH_OUTSIDE("city.toml", name)])
    return folder / name
