"""Gather rooms, app and embedded city in the one import folder of the wheel."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

FOLDER = "aktionsraum_planer"
ROOMS = (
    "app_pages", "commands", "export", "geo", "indicators", "intake", "layers", "pipeline",
    "store", "wording",
)  # fmt: skip
#: What lies beside the rooms in the checkout and in the wheel.
BESIDE = ("app.py", "cli.py", ".streamlit/config.toml", "data/dortmund")


class OneFolder(build_py):
    """Build `package/aktionsraum_planer`, then copy the rest into it; a link needs no copy."""

    def run(self) -> None:
        """Build afresh: what an earlier build left behind would be packed too."""
        folder = Path(self.build_lib) / FOLDER
        if not self.editable_mode:
            shutil.rmtree(folder, ignore_errors=True)
        super().run()
        if not self.editable_mode:
            for name in (*ROOMS, *BESIDE):
                _copy(Path(name), folder / name)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    else:
        shutil.copy2(source, target)


setup(cmdclass={"build_py": OneFolder})
