"""The methods that there are: read from the generated modules, so that nothing is listed by hand."""

import difflib
import importlib
from dataclasses import dataclass
from typing import Any, Callable

from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

MODULES = (
    "chat.v1.chat",
    "company.v1.company",
    "company.v1.department",
    "orders.v1.orders",
    "ticker.v1.ticker",
    "user.v1.user",
)


class UnknownMethod(Exception):
    """There is no such method; says which one may have been meant."""


@dataclass(frozen=True)
class Method:
    """A method of a service, with all that a call of it needs."""

    service: str
    name: str
    request: type[Message]
    response: type[Message]
    streams_requests: bool
    streams_responses: bool
    stub: Callable[[Any], Any]

    @property
    def full_name(self) -> str:
        return f"{self.service}/{self.name}"

    def signature(self) -> str:
        request = "stream " * self.streams_requests + self.request.DESCRIPTOR.full_name
        response = "stream " * self.streams_responses + self.response.DESCRIPTOR.full_name
        return f"{self.full_name}({request}) returns ({response})"

    def on(self, channel) -> Callable[..., Any]:
        """The method of the generated stub."""
        return getattr(self.stub(channel), self.name)


class Catalogue:
    """All methods, by their names."""

    def __init__(self) -> None:
        self.methods = [method for module in MODULES for method in _methods(module)]

    def find(self, name: str) -> Method:
        """A method by its name, alone or with its service: `GetUser`, `user.v1.UserService/GetUser`."""
        found = [method for method in self.methods if _answers_to(method, name)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownMethod(f"`{name}` is several: " + ", ".join(method.full_name for method in found))
        raise UnknownMethod(f"unknown method `{name}`" + self._meant(name))

    def names(self) -> list[str]:
        """What a person may type: the short names that mean one method, and all full ones."""
        short = [method.name for method in self.methods]
        return sorted({name for name in short if short.count(name) == 1} | {it.full_name for it in self.methods})

    def _meant(self, name: str) -> str:
        close = difflib.get_close_matches(name, self.names(), n=1)
        return f"; did you mean `{close[0]}`?" if close else "; `list` shows all"


def _answers_to(method: Method, name: str) -> bool:
    return name.replace(".", "/") in (method.name, method.full_name.replace(".", "/"))


def _methods(module: str):
    messages = importlib.import_module(f"{module}_pb2")
    stubs = importlib.import_module(f"{module}_pb2_grpc")
    for service in messages.DESCRIPTOR.services_by_name.values():
        for method in service.methods:
            yield Method(
                service=service.full_name,
                name=method.name,
                request=GetMessageClass(method.input_type),
                response=GetMessageClass(method.output_type),
                streams_requests=method.client_streaming,
                streams_responses=method.server_streaming,
                stub=getattr(stubs, f"{service.name}Stub"),
            )
