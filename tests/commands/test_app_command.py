"""`aktionsraum app`: where the server listens, whose settings it obeys, and whom it asks."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
import tomllib
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from commands.setup.app import SETTINGS, server_settings

ROOT = Path(__file__).resolve().parents[2]
#: Notes every address that the server looks up or connects to, beyond this machine's own.
WATCH = """
import os, sys

def note(event, arguments):
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and arguments[0].type == 1:  # a datagram sends nothing yet
        host = arguments[1][0] if isinstance(arguments[1], tuple) else None
    else:
        return
    if host not in (None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::"):
        with open(os.environ["ASKED"], "a") as file:
            print(event, host, file=file)

sys.addaudithook(note)
"""
SETTINGS_OF_THE_SERVER = """
import json, sys
from streamlit import config
from streamlit.web import cli

cli.main(["config", "show"], standalone_mode=False)
print(json.dumps({name: config.get_option(name) for name in sys.argv[1:]}))
"""


@pytest.fixture
def elsewhere(tmp_path):
    """A folder outside the checkout with a user who has never started the server."""
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    (tmp_path / "asked").touch()
    paths = [tmp_path / "watch", ROOT / "package"]
    plain = {name: text for name, text in os.environ.items() if "STREAMLIT" not in name}
    added = {
        "HOME": str(tmp_path), "ASKED": str(tmp_path / "asked"),
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
    }  # fmt: skip
    return tmp_path, plain | added


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


#: The command as this checkout has it.
PROGRAM = (sys.executable, "-m", "aktionsraum_planer")


@contextmanager
def started(elsewhere, port, *options, program=PROGRAM, **environment):
    """Start the app, wait until it answers on `port`, end it; gives what it said."""
    folder, plain = elsewhere
    said = folder / "said"
    with said.open("w") as file:
        app = subprocess.Popen(
            [*program, "app", *options], cwd=folder, env=plain | environment,
            stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_for(port, app, said)
        yield said
    finally:
        app.terminate()
        app.wait()


def wait_for(port, app, said):
    until = time.monotonic() + 60
    while not answers("127.0.0.1", port):
        assert app.poll() is None, said.read_text()
        assert time.monotonic() < until, said.read_text()
        time.sleep(0.1)


def answers(address, port):
    with socket.socket() as probe:
        return probe.connect_ex((address, port)) == 0


def get(port, path, **headers):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", path, headers=headers)
        with connection.getresponse() as answer:
            return answer.status, answer.read().decode("utf-8", "replace")


def listening(port):
    """IPv4 and IPv6 addresses on which somebody listens at a port, as the kernel writes them."""
    lines = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path("/proc/net", table).read_text().splitlines()[1:]
    ]
    return {line[1].split(":")[0] for line in lines
            if int(line[1].split(":")[1], 16) == port and line[3] == "0A"}  # fmt: skip


def refused(elsewhere, *options, **environment):
    folder, plain = elsewhere
    done = subprocess.run(
        [*PROGRAM, "app", *options], cwd=folder, env=plain | environment,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_the_app_answers_on_this_machine_only_and_asks_nobody(elsewhere):
    """A page of another host is refused without looking up this machine's outside address."""
    port = free_port()
    stranger = {
        "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": "http://stranger.example",
    }  # fmt: skip
    with started(elsewhere, port, "--port", str(port)) as said:
        assert listening(port) == {"0100007F"}
        assert not answers("127.0.0.2", port)
        assert get(port, "/health") == (200, '{"status":"ok"}')
        link = f"http://127.0.0.1:{port}"
        assert said.read_text() == f"Aktionsraum-Planer: {link}  (Beenden mit Strg+C)\n"
        assert get(port, "/_stcore/stream", **stranger)[0] == 403
    assert (elsewhere[0] / "asked").read_text() == ""


def test_the_whole_network_only_when_told_and_still_nobody_is_asked(elsewhere):
    port = free_port()
    with started(elsewhere, port, "--port", str(port), "--address", "0.0.0.0") as said:
        assert listening(port) == {"00000000"}
        assert get(port, "/health")[0] == 200
        assert f"http://127.0.0.1:{port}" in said.read_text()
    assert (elsewhere[0] / "asked").read_text() == ""


def test_the_environment_rules_over_our_settings_and_over_those_of_the_folder(elsewhere):
    """Our title is served whatever the folder of the call holds."""
    port = free_port()
    settings = elsewhere[0] / ".streamlit" / "config.toml"
    settings.parent.mkdir()
    settings.write_text('[server]\nport = 1\naddress = "0.0.0.0"\nbaseUrlPath = "luck"\n')
    wanted = {"STREAMLIT_SERVER_PORT": str(port), "STREAMLIT_SERVER_ADDRESS": "127.0.0.2"}
    with started(elsewhere, port, "--address", "127.0.0.1", **wanted):
        assert listening(port) == {"0100007F"}  # the option wins over the environment
    (elsewhere[0] / "app").mkdir()  # a folder of that name is no module of ours
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        started(elsewhere, port, "--port", str(port),
                STREAMLIT_SERVER_PORT=str(taken.getsockname()[1]),
                STREAMLIT_SERVER_BASE_URL_PATH="stadt"),
    ):  # fmt: skip
        assert get(port, "/stadt/health")[0] == 200
        assert get(port, "/luck/health")[0] != 200


@pytest.mark.parametrize("by", ["option", "environment"])
def test_a_port_in_use_is_a_sentence_and_no_address(elsewhere, by):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        way = {"option": (("--port", str(port)), {}),
               "environment": ((), {"STREAMLIT_SERVER_PORT": str(port)})}[by]  # fmt: skip
        code, out, err = refused(elsewhere, *way[0], **way[1])
    assert (code, out) == (1, "")
    assert err == (
        f"Fehler – Port {port} ist schon belegt. Einen anderen wählen: --port {port % 65535 + 1}.\n"
    )


def test_an_address_of_another_machine_is_a_sentence(elsewhere):
    code, out, err = refused(elsewhere, "--port", str(free_port()), "--address", "192.0.2.7")
    assert (code, out) == (1, "")
    assert (
        err
        == "Fehler – 192.0.2.7 ist keine Adresse dieses Rechners. Ohne --address gilt 127.0.0.1.\n"
    )


def test_settings_become_variables_as_the_server_reads_them(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(
        '[server]\nfileWatcherType = "none"\nheadless = true\n[theme]\nsizes = [1, "2 "]\n'
    )
    assert server_settings(path) == {
        "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none",
        "STREAMLIT_SERVER_HEADLESS": "true",
        "STREAMLIT_THEME_SIZES": '[1, "2 "]',
    }


def test_every_shipped_setting_reaches_the_server():
    """Asked of the server itself; lists and some truth values it keeps as JSON."""
    sections = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    given = {f"{section}.{name}": value
             for section, entries in sections.items() for name, value in entries.items()}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-P", "-c", SETTINGS_OF_THE_SERVER, *given], cwd="/",
        env=os.environ | server_settings(SETTINGS), capture_output=True, text=True, check=True,
    )  # fmt: skip
    known = json.loads(done.stdout.splitlines()[-1])
    assert len(given) > 20
    assert {name: value for name, value in given.items()
            if known[name] != value and known[name] != json.dumps(value)} == {}  # fmt: skip
