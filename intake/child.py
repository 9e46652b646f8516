"""The program of a guarded child: a request on standard input, the function's answer on standard output."""

import importlib
import json
import os
import sys

from intake.confine import confined_answer


def main() -> None:
    """Run the function of intake that the request names, behind walls, and write its answer."""
    request = json.loads(sys.stdin.buffer.read())
    if not request["module"].startswith("intake."):
        raise SystemExit(2)
    function = getattr(importlib.import_module(request["module"]), request["function"])
    out = os.dup(1)
    answer = confined_answer(
        function, tuple(request["args"]), seconds=request["seconds"], megabytes=request["megabytes"]
    )
    with os.fdopen(out, "wb") as stream:
        stream.write(answer)


if __name__ == "__main__":
    main()
