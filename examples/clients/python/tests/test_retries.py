"""Retries: what the service config says, against a server that fails at first. It needs no other server."""

import sys
import unittest
from concurrent import futures
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "gen"))

import grpc  # noqa: E402: the generated code has to be found first
from user.v1 import user_pb2, user_pb2_grpc  # noqa: E402

from client.connect import RETRIES  # noqa: E402

PATIENCE = 10


class Flaky(user_pb2_grpc.UserServiceServicer):
    """Fails some times, and then answers."""

    def __init__(self, code: grpc.StatusCode, failures: int) -> None:
        self.code, self.failures, self.calls = code, failures, 0

    def attempt(self, context: grpc.ServicerContext) -> None:
        self.calls += 1
        if self.calls <= self.failures:
            context.abort(self.code, "try again")

    def GetUser(self, request, context):
        self.attempt(context)
        return user_pb2.GetUserResponse()

    def CreateUser(self, request, context):
        self.attempt(context)
        return user_pb2.CreateUserResponse()


class Retries(unittest.TestCase):
    def called(self, method: str, code: grpc.StatusCode, failures: int) -> tuple[grpc.StatusCode, int]:
        """The status of a call, and how many attempts were made."""
        server, flaky = grpc.server(futures.ThreadPoolExecutor(2)), Flaky(code, failures)
        user_pb2_grpc.add_UserServiceServicer_to_server(flaky, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        self.addCleanup(server.stop, None)
        with grpc.insecure_channel(f"127.0.0.1:{port}", options=RETRIES) as channel:
            stub = user_pb2_grpc.UserServiceStub(channel)
            request = getattr(user_pb2, f"{method}Request")()
            try:
                getattr(stub, method)(request, timeout=PATIENCE)
                return grpc.StatusCode.OK, flaky.calls
            except grpc.RpcError as error:
                return error.code(), flaky.calls

    def test_a_call_without_side_effects_is_tried_again(self) -> None:
        self.assertEqual(self.called("GetUser", grpc.StatusCode.UNAVAILABLE, 2), (grpc.StatusCode.OK, 3))

    def test_a_call_that_may_have_had_effects_is_not(self) -> None:
        found = self.called("CreateUser", grpc.StatusCode.UNAVAILABLE, 1)
        self.assertEqual(found, (grpc.StatusCode.UNAVAILABLE, 1))

    def test_a_call_that_had_no_effects_is(self) -> None:
        self.assertEqual(self.called("CreateUser", grpc.StatusCode.ABORTED, 1), (grpc.StatusCode.OK, 2))

    def test_there_are_five_attempts(self) -> None:
        found = self.called("GetUser", grpc.StatusCode.UNAVAILABLE, 9)
        self.assertEqual(found, (grpc.StatusCode.UNAVAILABLE, 5))


if __name__ == "__main__":
    unittest.main()
