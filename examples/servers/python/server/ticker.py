"""ticker.v1.TickerStreamService: prices that move, the same on every server at the same time."""

import asyncio
import math
import re
from datetime import UTC, datetime

import grpc
from ticker.v1 import ticker_pb2, ticker_pb2_grpc

from server.checks import Check
from server.faults import Fault, told

MOST_SYMBOLS = 100
SYMBOL = re.compile(r"[A-Z][A-Z0-9.]{0,9}")


class Ticker(ticker_pb2_grpc.TickerStreamServiceServicer):
    def __init__(self, tick: float) -> None:
        self._tick = tick

    @told
    async def TickerStream(self, requests, context):
        # The stream is open, whatever becomes of the first request.
        await context.send_initial_metadata(())
        loop = asyncio.get_running_loop()
        asked: asyncio.Queue[str | None] = asyncio.Queue()
        asking = asyncio.create_task(ask(requests, asked))
        symbols: set[str] = set()
        try:
            next_tick = loop.time() + self._tick
            while symbols or not asking.done() or not asked.empty():
                try:
                    symbol = await asyncio.wait_for(asked.get(), max(0.0, next_tick - loop.time()))
                except TimeoutError:
                    for symbol in sorted(symbols):
                        yield price(symbol)
                    next_tick = loop.time() + self._tick
                    continue
                if symbol is None:
                    # Raises what was wrong with a request.
                    await asking
                    continue
                symbols.add(symbol)
                if len(symbols) > MOST_SYMBOLS:
                    why = f"a stream may follow {MOST_SYMBOLS} symbols at most"
                    raise Fault(grpc.StatusCode.RESOURCE_EXHAUSTED, why, {"symbol": "is one too many"})
                yield price(symbol)
        finally:
            asking.cancel()


async def ask(requests, asked: "asyncio.Queue[str | None]") -> None:
    """Passes on the symbols of the requests, and nothing after the last."""
    description = "must be 1 to 10 capital letters, digits and dots, beginning with a letter"
    try:
        async for request in requests:
            Check().that(SYMBOL.fullmatch(request.symbol) is not None, "symbol", description).done()
            asked.put_nowait(request.symbol)
    finally:
        asked.put_nowait(None)


def price(symbol: str) -> ticker_pb2.TickerResponse:
    """The price of a symbol now, in whole cents: a level of its own, with slow and quick waves on it."""
    now = datetime.now(UTC)
    seed = 7
    for byte in symbol.encode():
        seed = (seed * 31 + byte) % 2**32
    level = 10 + seed % 50_000 / 100
    seconds = now.timestamp() + seed % 997

    def wave(period: float, height: float) -> float:
        return math.sin(seconds * math.tau / period) * height

    moved = level * (1 + wave(3600, 0.05) + wave(61, 0.01) + wave(7.3, 0.002))
    timestamp = now.isoformat(timespec="microseconds").replace("+00:00", "Z")
    return ticker_pb2.TickerResponse(symbol=symbol, ltp=round(moved, 2), timestamp=timestamp)
