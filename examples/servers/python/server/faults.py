"""Errors with details: a `google.rpc.Status` with a `user.v1.Error`, and a `BadRequest` where fields are not valid."""

import functools
import inspect
from collections.abc import Callable, Mapping

import grpc
from google.protobuf import any_pb2
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status
from user.v1 import user_pb2


class Fault(Exception):
    """The reason why a call fails; `fields` are the fields of the request that are to blame, with descriptions."""

    def __init__(self, code: grpc.StatusCode, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.fields = code, message, fields or {}

    def renamed(self, old: str, new: str) -> "Fault":
        """The same fault of a request in which the field has another name."""
        fields = {new if field == old else field: description for field, description in self.fields.items()}
        return Fault(self.code, self.message, fields)

    def status(self) -> status_pb2.Status:
        """The fault as it travels, in trailers or as a message of a stream."""
        code = self.code.value[0]
        error = user_pb2.Error(code=code, message=self.message)
        for field, description in self.fields.items():
            error.details.add(field=field, description=description)
        details = [packed(error)]
        if self.code is grpc.StatusCode.INVALID_ARGUMENT and self.fields:
            violations = [{"field": field, "description": text} for field, text in self.fields.items()]
            details.append(packed(error_details_pb2.BadRequest(field_violations=violations)))
        return status_pb2.Status(code=code, message=self.message, details=details)

    async def end(self, context: grpc.aio.ServicerContext) -> None:
        """Ends a call with this status; does not return."""
        status = rpc_status.to_status(self.status())
        await context.abort(status.code, status.details, status.trailing_metadata)


def packed(message: Message) -> any_pb2.Any:
    detail = any_pb2.Any()
    detail.Pack(message)
    return detail


def told(method: Callable) -> Callable:
    """Ends the call with the status of the `Fault` that the method raises. For methods of all four patterns."""
    if inspect.isasyncgenfunction(method):

        @functools.wraps(method)
        async def stream(self, request, context):
            try:
                async for answer in method(self, request, context):
                    yield answer
            except Fault as fault:
                await fault.end(context)

        return stream

    @functools.wraps(method)
    async def single(self, request, context):
        try:
            return await method(self, request, context)
        except Fault as fault:
            await fault.end(context)

    return single
