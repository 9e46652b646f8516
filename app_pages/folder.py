"""Where this server's city is."""

import os
from pathlib import Path

#: Environment variable with the city's folder.
CITY_FOLDER = "AKTIONSRAUM_CITY"
EMBEDDED = Path(__file__).resolve().parent.parent / "data" / "dortmund"


def city_folder() -> Path:
    """The city folder of this server; the embedded Dortmund unless another one is named."""
    return Path(os.environ.get(CITY_FOLDER) or EMBEDDED).resolve()
