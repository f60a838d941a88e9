"""A room: what is said in it reaches everyone who listens, in one order."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Generic, TypeVar

import grpc

from server.faults import Fault

#: The most messages that wait for a slow listener.
LAG = 1024

Message = TypeVar("Message")
Request = TypeVar("Request")


class Room(Generic[Message]):
    """A room for messages of one type."""

    def __init__(self) -> None:
        self._ears: set[Ear[Message]] = set()

    def say(self, message: Message) -> None:
        for ear in self._ears:
            ear.hear(message)

    async def listen(self, context: grpc.aio.ServicerContext, *greetings: Message) -> AsyncIterator[Message]:
        """Listens to everything that is said from now on, `greetings` first."""
        ear = Ear[Message]()
        self._ears.add(ear)
        # Before the first `await`: a caller that goes away at once has still said it.
        for greeting in greetings:
            self.say(greeting)
        try:
            # Callers know by it that they hear from now on.
            await context.send_initial_metadata(())
            async for message in ear:
                yield message
        finally:
            self._ears.discard(ear)

    async def join(
        self,
        context: grpc.aio.ServicerContext,
        requests: AsyncIterator[Request],
        admit: Callable[[Request], Message],
    ) -> AsyncIterator[Message]:
        """Speaks and listens. `admit` checks a request and makes of it what is said.

        When the caller has said everything, the stream ends after the last of what was said until then.
        """
        ear = Ear[Message]()
        self._ears.add(ear)
        speaking = asyncio.create_task(self._speak(requests, admit))
        speaking.add_done_callback(lambda _: ear.close())
        try:
            await context.send_initial_metadata(())
            async for message in ear:
                yield message
            # Raises what was wrong with a request.
            await speaking
        finally:
            speaking.cancel()
            self._ears.discard(ear)

    async def _speak(self, requests: AsyncIterator[Request], admit: Callable[[Request], Message]) -> None:
        async for request in requests:
            self.say(admit(request))


class Ear(Generic[Message]):
    """The messages that wait for one listener."""

    def __init__(self) -> None:
        self._waiting: list[Message] = []
        self._news = asyncio.Event()
        self._closed = False
        self._lost = 0

    def hear(self, message: Message) -> None:
        if len(self._waiting) < LAG:
            self._waiting.append(message)
        else:
            self._lost += 1
        self._news.set()

    def close(self) -> None:
        """Ends the messages after those that wait already."""
        self._closed = True
        self._news.set()

    async def __aiter__(self) -> AsyncIterator[Message]:
        while True:
            await self._news.wait()
            self._news.clear()
            waiting, self._waiting = self._waiting, []
            for message in waiting:
                yield message
            if self._lost:
                why = f"{self._lost} messages were lost because they were read too slowly; open the stream again"
                raise Fault(grpc.StatusCode.RESOURCE_EXHAUSTED, why)
            if self._closed and not self._waiting:
                return
