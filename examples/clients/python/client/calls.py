"""Calls of all four patterns, with messages as JSON on both sides."""

import json
from typing import Iterable, Iterator

import grpc
from google.protobuf import any_pb2, json_format
from google.protobuf.message import Message
from google.rpc import status_pb2
from user.v1 import user_pb2

from client.catalogue import Method

DETAILS = "grpc-status-details-bin"


class BadRequest(Exception):
    """What was typed is no message of the method."""


def call(channel: grpc.Channel, method: Method, requests: Iterable[Message], deadline: float) -> Iterator[Message]:
    """Calls the method; the answers come as they arrive. Fails with `grpc.RpcError`."""
    stub = method.on(channel)
    if method.streams_requests:
        sent = stub(iter(requests), timeout=deadline)
    else:
        messages = list(requests)
        if len(messages) != 1:
            raise BadRequest(f"{method.name} takes one message, and there are {len(messages)}")
        sent = stub(messages[0], timeout=deadline)
    if method.streams_responses:
        yield from sent
    else:
        yield sent


def parsed(method: Method, text: str) -> list[Message]:
    """The messages of a text: any number of JSON objects; nothing is an empty message where one is needed."""
    decoder, messages, rest = json.JSONDecoder(), [], text.strip()
    while rest:
        try:
            value, end = decoder.raw_decode(rest)
            messages.append(json_format.ParseDict(value, method.request()))
        except (ValueError, json_format.ParseError) as error:
            raise BadRequest(f"no {method.request.DESCRIPTOR.full_name}: {error}") from error
        rest = rest[end:].lstrip(" \t\r\n,;")
    return messages or ([] if method.streams_requests else [method.request()])


def shown(message: Message, indent: int | None = 2) -> str:
    """A message as JSON, by the names of the schema."""
    return json_format.MessageToJson(message, preserving_proto_field_name=True, indent=indent)


def explained(error: grpc.RpcError) -> str:
    """Why a call failed: its code, its words, and the fields to blame where the server names them."""
    lines = [f"{error.code().name}: {error.details()}"]
    lines += [f"  {detail.field}: {detail.description}" for detail in faults(error)]
    return "\n".join(lines)


def faults(error: grpc.RpcError) -> list[user_pb2.ErrorDetail]:
    """The fields to blame, from the `google.rpc.Status` in the trailers."""
    trailers = {item.key: item.value for item in error.trailing_metadata() or ()}
    status = status_pb2.Status.FromString(trailers.get(DETAILS, b""))
    return [fault for detail in status.details for fault in _faults(detail)]


def _faults(detail: any_pb2.Any) -> Iterable[user_pb2.ErrorDetail]:
    error = user_pb2.Error()
    return error.details if detail.Unpack(error) else ()
