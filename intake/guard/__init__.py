"""What stands before every foreign file: kind, size, sandbox."""

from pathlib import Path

from intake.findings import Finding, InputError


def inside(folder: Path, name: str) -> Path:
    """Path of a file of the city folder; a name that leads outside is refused.

    Raises
    ------
    InputError
        If the name points outside the folder.
    """
    if "\x00" in name:
        raise InputError([Finding("error", "path_outside", "city.toml", name.replace("\x00", "�"), "Der Dateiname enthält unsichtbare Zeichen.", "Den Namen neu eintippen.")])  # fmt: skip
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise InputError([Finding("error", "path_outside", "city.toml", name, "Der Dateiname führt aus dem Ordner der Stadt hinaus.",
                                  "Die Datei in den Ordner legen und nur ihren Namen eintragen.")])  # fmt: skip
    return folder / name
