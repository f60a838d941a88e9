"""Tokens: the interceptor before every service but health and reflection."""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar

import grpc
import jwt

from server.faults import Fault

ISSUER = "services"
#: Services that need no token.
OPEN = ("/grpc.health.v1.Health/", "/grpc.reflection.v1alpha.ServerReflection/")

#: The subject of the token of the call that is handled now.
CALLER: ContextVar[str] = ContextVar("caller", default="")

Continuation = Callable[[grpc.HandlerCallDetails], Awaitable[grpc.RpcMethodHandler]]


class Auth(grpc.aio.ServerInterceptor):
    """Refuses calls without a valid token (JWT, HS256)."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    async def intercept_service(
        self, continuation: Continuation, handler_call_details: grpc.HandlerCallDetails
    ) -> grpc.RpcMethodHandler:
        if not handler_call_details.method.startswith(OPEN):
            try:
                # The handler runs in the same task, and so in the same context.
                CALLER.set(self._verify(dict(handler_call_details.invocation_metadata).get("authorization"))["sub"])
            except Fault as fault:
                return refusing(fault)
        return await continuation(handler_call_details)

    def _verify(self, authorization: str | None) -> dict:
        if authorization is None:
            raise unauthenticated("there is no token")
        scheme, space, token = authorization.partition(" ")
        if not space or scheme.lower() != "bearer":
            raise unauthenticated("the token is not a bearer token")
        try:
            return jwt.decode(
                token.strip(),
                self._secret,
                algorithms=["HS256"],
                issuer=ISSUER,
                options={"require": ["sub", "iss", "exp"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise unauthenticated("the token has expired") from error
        except jwt.InvalidTokenError as error:
            raise unauthenticated("the token is not valid") from error


def unauthenticated(message: str) -> Fault:
    return Fault(grpc.StatusCode.UNAUTHENTICATED, message)


def refusing(fault: Fault) -> grpc.RpcMethodHandler:
    """A handler for calls of any pattern, which look alike on the wire: messages there, messages back."""

    async def refuse(_, context: grpc.aio.ServicerContext) -> None:
        await fault.end(context)

    return grpc.stream_stream_rpc_method_handler(refuse)
