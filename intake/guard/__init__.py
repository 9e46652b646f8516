"""What stands before every foreign file: kind, size, sandbox."""

from glob import escape
from os.path import isdir
from pathlib import Path

from intake.findings import InputError, Kind

PATH_INVISIBLE = Kind("path_outside", "Der Dateiname enthält unsichtbare Zeichen.", "Den Namen neu eintippen.")  # fmt: skip
PATH_OUTSIDE = Kind("path_outside", "Der Dateiname führt aus dem Ordner der Stadt hinaus.",
                  "Die Datei in den Ordner legen und nur ihren Namen eintragen.")  # fmt: skip


def inside(folder: Path, name: str) -> Path:
    """Path of a file of the city folder; a name or link that leads outside is refused.

    Raises
    ------
    InputError
        If the name, or a link of the file, of what lies in it or of a file that belongs
        to it (same name, other ending), points outside the folder.
    """
    if "\x00" in name:
        raise InputError([PATH_INVISIBLE("city.toml", name.replace("\x00", "�"))])
    path, home = folder / name, folder.resolve()
    if not path.resolve().is_relative_to(home):
        raise InputError([PATH_OUTSIDE("city.toml", name)])
    is_folder = isdir(path)  # noqa: PTH112 – is_dir of a name that is too long raises
    found = path.rglob("*") if is_folder else path.parent.glob(f"{escape(path.stem)}.*")
    if not all(part.resolve().is_relative_to(home) for part in found if part.is_symlink()):
        raise InputError([PATH_OUTSIDE("city.toml", name)])
    return path
