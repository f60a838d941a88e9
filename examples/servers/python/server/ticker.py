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
DESCRIPTION = "must be 1 to 10 capital letters, digits and dots, beginning with a letter"


class Ticker(ticker_pb2_grpc.TickerStreamServiceServicer):
    def __init__(self, tick: float) -> None:
        self._tick = tick

    @told
    async def WatchPrices(self, request, context):
        symbols = list(request.symbols)
        check = Check().that(bool(symbols), "symbols", "must not be empty")
        for index, symbol in enumerate(symbols[:MOST_SYMBOLS]):
            check.that(is_symbol(symbol), f"symbols[{index}]", DESCRIPTION)
        check.that(request.count >= 0, "count", f"must be 0 to {2**31 - 1}").done()
        if len(symbols) > MOST_SYMBOLS:
            raise too_many("symbols", f"must be at most {MOST_SYMBOLS}")
        watched = sorted(set(symbols))
        left = request.count or math.inf
        while True:
            for symbol in watched:
                yield price(symbol)
                left -= 1
                if left == 0:
                    return
            await asyncio.sleep(self._tick)

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
                    raise too_many("symbol", "is one too many")
                yield price(symbol)
        finally:
            asking.cancel()


async def ask(requests, asked: "asyncio.Queue[str | None]") -> None:
    """Passes on the symbols of the requests, and nothing after the last."""
    try:
        async for request in requests:
            Check().that(is_symbol(request.symbol), "symbol", DESCRIPTION).done()
            asked.put_nowait(request.symbol)
    finally:
        asked.put_nowait(None)


def is_symbol(text: str) -> bool:
    return SYMBOL.fullmatch(text) is not None


def too_many(field: str, description: str) -> Fault:
    why = f"a stream may follow {MOST_SYMBOLS} symbols at most"
    return Fault(grpc.StatusCode.RESOURCE_EXHAUSTED, why, {field: description})


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
