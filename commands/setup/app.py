"""`aktionsraum app`: a city folder in, the web app in the browser out."""

import errno
import json
import os
import re
import socket
import sys
import tomllib
from pathlib import Path
from typing import Annotated

import typer

from commands.call import EMBEDDED_CITY
from commands.options import CityArgument

SCRIPT = Path(__file__).resolve().parent.parent.parent / "app.py"
SETTINGS = SCRIPT.parent / ".streamlit" / "config.toml"
#: Addresses that stand for all of this machine, with the one to open in a browser here.
ALL_ADDRESSES = {"0.0.0.0": "127.0.0.1", "::": "::1"}
#: Before a capital, where the name of an environment variable has an underscore.
_CAPITAL = re.compile(r"(?=[A-Z])")

PortOption = Annotated[
    int | None,
    typer.Option("--port", envvar="STREAMLIT_SERVER_PORT", help="Port des Servers.",
                 show_default="8501", min=1, max=65535),
]  # fmt: skip
AddressOption = Annotated[
    str | None,
    typer.Option("--address", envvar="STREAMLIT_SERVER_ADDRESS", show_default="127.0.0.1",
                 help="Adresse, unter der der Server antwortet; 0.0.0.0 für das ganze Netz."),
]  # fmt: skip


def app(
    city: CityArgument = EMBEDDED_CITY, port: PortOption = None, address: AddressOption = None
) -> None:
    """Die Web-App auf diesem Rechner starten; ihre Adresse wird genannt."""
    settings = server_settings(SETTINGS)
    port = port or int(settings["STREAMLIT_SERVER_PORT"])
    address = address or settings["STREAMLIT_SERVER_ADDRESS"]
    if refusal := _refusal(address, port):
        typer.echo(f"Fehler – {refusal}", err=True)
        raise typer.Exit(1)
    chosen = {
        "AKTIONSRAUM_CITY": str(city.resolve()),
        "STREAMLIT_SERVER_PORT": str(port),
        "STREAMLIT_SERVER_ADDRESS": address,
    }
    typer.echo(f"Aktionsraum-Planer: {_link(address, port)}  (Beenden mit Strg+C)")
    sys.stdout.flush()
    # -P: nothing in the folder of the call may stand in for a module of ours.
    arguments = [sys.executable, "-P", "-m", "streamlit", "run", str(SCRIPT)]
    os.execve(sys.executable, arguments, {**settings, **os.environ, **chosen})


def server_settings(path: Path) -> dict[str, str]:
    """Return a settings file of the server as environment variables.

    Only so do they hold wherever the command is called, and give way to the caller's
    environment: a file in the folder of the call could neither be ruled out nor overruled.

    Examples
    --------
    `[server] fileWatcherType = "none"` is `STREAMLIT_SERVER_FILE_WATCHER_TYPE=none`.
    """
    sections = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        f"STREAMLIT_{section}_{_CAPITAL.sub('_', name)}".upper(): _as_text(value)
        for section, entries in sections.items()
        for name, value in entries.items()
    }


def _as_text(value: object) -> str:
    """Write a value as the server reads it from its environment: texts plain, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value)


def _refusal(address: str, port: int) -> str:
    """Why the server could not listen there; "" if it can."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
            probe.listen()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"Port {port} ist schon belegt. Einen anderen wählen: --port {port % 65535 + 1}."
        if error.errno == errno.EACCES:
            return f"Port {port} ist dem System vorbehalten. Einen ab 1024 wählen: --port 8501."
        return f"{address} ist keine Adresse dieses Rechners. Ohne --address gilt 127.0.0.1."
    return ""


def _link(address: str, port: int) -> str:
    host = ALL_ADDRESSES.get(address, address)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
