"""The program's one import folder: importing it lets Python find the rooms (`from geo import …`).

An installed program keeps all rooms in this folder, so that nothing of ours lies loose among
other people's modules. A checkout keeps them at its root, and so does what is linked to it.
"""

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
#: Folder of the rooms, of `app.py` and of the embedded city.
ROOT = _HERE if (_HERE / "cli.py").is_file() else _HERE.parents[1]
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Run the command `aktionsraum`."""
    from cli import main as run

    run()
