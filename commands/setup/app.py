"""`aktionsraum app`: a city folder in, the web app in the browser out."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from commands.output import EMBEDDED_CITY, CityArgument

PortOption = Annotated[int, typer.Option("--port", help="Port des Servers.", min=1, max=65535)]


def app(city: CityArgument = EMBEDDED_CITY, port: PortOption = 8501) -> None:
    """Startet die Web-App auf diesem Rechner und nennt ihre Adresse."""
    script = Path(__file__).resolve().parent.parent.parent / "app.py"
    environment = {**os.environ, "AKTIONSRAUM_CITY": str(city.resolve())}
    typer.echo(f"Aktionsraum-Planer: http://localhost:{port}  (Beenden mit Strg+C)")
    sys.stdout.flush()
    arguments = ["-m", "streamlit", "run", str(script), "--server.port", str(port)]
    os.execve(sys.executable, [sys.executable, *arguments], environment)
