"""The interactive mode: a line is a command; Tab completes, arrows go through what was typed before."""

import cmd
from pathlib import Path
from typing import Iterator

import grpc

from client import calls
from client.catalogue import Catalogue, Method, UnknownMethod

try:
    import readline
except ImportError:  # Python on Windows has none: everything works but for the keys.
    readline = None

#: What separates words for Tab: a full name is one word.
DELIMITERS = " \t\n"


class Repl(cmd.Cmd):
    """Commands are methods of the services, and a few words more."""

    intro = "Type a method and its message as JSON; `list` shows all methods, `help` what else there is."
    prompt = "services> "

    def __init__(self, channel: grpc.Channel, catalogue: Catalogue, deadline: float, history: Path | None) -> None:
        super().__init__()
        self.channel, self.catalogue, self.deadline, self.history = channel, catalogue, deadline, history

    def preloop(self) -> None:
        if readline is None:
            return
        readline.set_completer_delims(DELIMITERS)
        if self.history and self.history.exists():
            readline.read_history_file(self.history)

    def postloop(self) -> None:
        if readline is not None and self.history:
            readline.write_history_file(self.history)

    def emptyline(self) -> bool:
        """An empty line does nothing, where `cmd` would repeat the last one."""
        return False

    def do_list(self, _: str) -> None:
        """list: all methods."""
        for method in self.catalogue.methods:
            print(method.signature())

    def do_describe(self, name: str) -> None:
        """describe METHOD: what it takes and gives."""
        try:
            method = self.catalogue.find(name.strip())
        except UnknownMethod as error:
            print(f"error: {error}")
            return
        print(method.signature())
        for message in (method.request, method.response):
            print(f"{message.DESCRIPTOR.full_name}: " + (", ".join(message.DESCRIPTOR.fields_by_name) or "no fields"))

    def do_exit(self, _: str) -> bool:
        """exit: the end, as is the end of the input."""
        return True

    do_quit = do_exit

    def do_EOF(self, _: str) -> bool:  # noqa: N802: the name that `cmd` looks for
        print()
        return True

    def default(self, line: str) -> None:
        name, _, text = line.partition(" ")
        try:
            method = self.catalogue.find(name)
            requests = self._typed(method) if method.streams_requests and not text else calls.parsed(method, text)
            for answer in calls.call(self.channel, method, requests, self.deadline):
                print(calls.shown(answer, indent=None if method.streams_responses else 2), flush=True)
        except (UnknownMethod, calls.BadRequest) as error:
            print(f"error: {error}")
        except grpc.RpcError as error:
            print(f"error: {calls.explained(error)}")
        except KeyboardInterrupt:
            print("stopped")

    def completenames(self, text: str, *_) -> list[str]:
        return [name for name in ["list", "describe", "help", "exit", *self.catalogue.names()] if name.startswith(text)]

    def complete_describe(self, text: str, *_) -> list[str]:
        return [name for name in self.catalogue.names() if name.startswith(text)]

    def completedefault(self, text: str, line: str, *_) -> list[str]:
        """The names of fields, within the braces of a message."""
        try:
            fields = self.catalogue.find(line.split(" ", 1)[0]).request.DESCRIPTOR.fields_by_name
        except UnknownMethod:
            return []
        start = text.lstrip('{"')
        lead = text[: len(text) - len(start)]
        return [f'{lead or chr(34)}{name}": ' for name in fields if name.startswith(start)]

    def _typed(self, method: Method) -> Iterator:
        """The messages of a stream, one a line, until an empty line or the end of the input."""
        print(f"one {method.request.DESCRIPTOR.full_name} a line; an empty line ends the stream")
        while True:
            try:
                line = input("... ")
            except EOFError:
                return
            if not line.strip():
                return
            try:
                yield from calls.parsed(method, line)
            except calls.BadRequest as error:
                print(f"error: {error}; not sent")
