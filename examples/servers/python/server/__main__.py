"""The command line: `python -m server`, see README.md."""

import argparse
import asyncio
import re
import signal
import sys
from pathlib import Path

from server.data import DataFolder, Unprotected
from server.serve import Settings, serve

UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0}


def main() -> None:
    parser = argparse.ArgumentParser(prog="server", description="Serve users, students, a chat room and prices.")
    parser.add_argument(
        "--data", type=Path, default=Path("services-data"), help="folder of certificates; made at first start"
    )
    parser.add_argument("--listen", default="127.0.0.1:50061", help="address to listen on; port 0 is any free one")
    parser.add_argument("--tick", type=duration, default=0.5, help="how often prices change, such as 500ms")
    parser.add_argument("--grace", type=duration, default=10.0, help="how long calls may go on at the end, such as 10s")
    arguments = parser.parse_args()
    data = DataFolder(arguments.data)
    try:
        data.open()
        data.secret()
    except (OSError, Unprotected) as error:
        sys.exit(f"error: {error}")
    asyncio.run(run(Settings(data, arguments.listen, arguments.tick, arguments.grace)))


async def run(settings: Settings) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await serve(settings, stop)


def duration(text: str) -> float:
    """Seconds, from a text such as `500ms`, `10s` or `2m`."""
    match = re.fullmatch(r"(\d+)(ms|s|m)", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"`{text}` is not a time such as 500ms, 10s or 2m")
    return int(match[1]) * UNITS[match[2]]


if __name__ == "__main__":
    main()
