"""Many people at once: seconds from a choice on the page *Lage* until its answer is complete.

Run: .venv/bin/python -m benchmarks.sessions [SESSIONS …]
Each session is a browser's connection without the browser: it looks at a page for three
seconds, chooses another indicator and waits for the end of the run. Nothing is drawn.
"""

import asyncio
import random
import statistics
import sys
import time
from dataclasses import dataclass, field
from html import unescape

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.page import ROOT, cpu_seconds, free_port, start, stop, wait_until_open

#: Seconds that a person looks at an answer, on average.
THINKING = 3.0
CHOICES = 8
#: Seconds after which an answer counts as missing.
PATIENCE = 60.0


@dataclass
class Answers:
    """What the sessions of one round saw."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Box:
    """The select box of the indicators: its id on the page, and its options as shown."""

    id: str
    options: tuple[str, ...]


async def answer(socket: ClientConnection, option: str = "") -> tuple[Box | None, str]:
    """Read one run of the page to its end: the box of indicators, and a fault ("" if none).

    The legend must speak of the chosen option.
    """
    box, fault, words = None, "", ""
    async for data in socket:
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "delta":
            element = message.delta.new_element
            if element.selectbox.label == "Kennzahl":
                box = Box(element.selectbox.id, tuple(element.selectbox.options))
            fault = fault or element.exception.message
            words += unescape(element.html.body)
        if kind == "script_finished":
            if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                fault = fault or "run not finished"
            return box, fault or ("" if option in words else "answer to another choice")
    return box, "connection closed"


def asked(box: Box | None = None, option: str = "") -> bytes:
    """The message that starts a run of the page, with a choice."""
    message = BackMsg()
    message.rerun_script.query_string = ""
    if box is not None:
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.string_value = box.id, option
    return message.SerializeToString()


async def session(port: int, number: int, answers: Answers) -> None:
    """One person: a page, then choices with time to think between them."""
    chance = random.Random(number)
    address = f"ws://localhost:{port}/_stcore/stream"
    await asyncio.sleep(chance.uniform(0, 2 * THINKING))
    async with connect(address, subprotocols=["streamlit"], max_size=None) as socket:
        await socket.send(asked())
        box, fault = await asyncio.wait_for(answer(socket), PATIENCE)
        answers.faults += [fault] if fault else []
        for _ in range(CHOICES):
            await asyncio.sleep(chance.uniform(0.5, 1.5) * THINKING)
            if box is None:
                answers.faults.append("no box of indicators")
                return
            option, clock = chance.choice(box.options), time.perf_counter()
            await socket.send(asked(box, option))
            found, fault = await asyncio.wait_for(answer(socket, option), PATIENCE)
            answers.seconds.append(time.perf_counter() - clock)
            answers.faults += [fault] if fault else []
            box = found or box


async def together(port: int, sessions: int) -> Answers:
    """So many sessions at the same time."""
    answers = Answers()
    runs = [session(port, number, answers) for number in range(sessions)]
    for result in await asyncio.gather(*runs, return_exceptions=True):
        if isinstance(result, BaseException):
            answers.faults.append(repr(result))
    return answers


def main(rounds: list[int]) -> None:
    """Each round on the same server, after one session that warms it."""
    port = free_port()
    server = start(str(ROOT / "data/dortmund"), port)
    try:
        wait_until_open(port)
        asyncio.run(together(port, 1))
        for sessions in rounds or [10, 25, 50]:
            before, clock = cpu_seconds(server.pid), time.perf_counter()
            answers = asyncio.run(together(port, sessions))
            busy = (cpu_seconds(server.pid) - before) / (time.perf_counter() - clock)
            p50, p95 = (statistics.quantiles(answers.seconds, n=20)[i] for i in (9, 18))
            print(f"{sessions} sessions, {len(answers.seconds)} choices   median {p50:.2f} s   p95 "
                  f"{p95:.2f} s   (25 sessions: at most 2 s)   faults {len(answers.faults)}   "
                  f"server {busy:.0%} of a core")  # fmt: skip
            for fault in sorted(set(answers.faults))[:3]:
                print(f"   {fault}")
    finally:
        stop(server)


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]])
