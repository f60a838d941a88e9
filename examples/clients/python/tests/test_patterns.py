"""The four patterns against a real server, over TLS and with a token. `cargo xtask clients` starts the server."""

import os
import queue
import sys
import unittest
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "gen"))

import grpc  # noqa: E402: the generated code has to be found first
from chat.v1 import chat_pb2, chat_pb2_grpc  # noqa: E402
from google.rpc import status_pb2  # noqa: E402
from ticker.v1 import ticker_pb2, ticker_pb2_grpc  # noqa: E402
from user.v1 import user_pb2, user_pb2_grpc  # noqa: E402

from client import calls  # noqa: E402
from client.connect import connect  # noqa: E402

SERVER = os.environ["SERVICES_SERVER"]
CA = Path(os.environ["SERVICES_DATA"]) / "ca.pem"
TOKEN = os.environ["SERVICES_TOKEN"]
PATIENCE = 10


class Patterns(unittest.TestCase):
    def setUp(self) -> None:
        self.channel = connect(SERVER, CA, TOKEN)
        self.addCleanup(self.channel.close)
        self.users = user_pb2_grpc.UserServiceStub(self.channel)

    def created(self, *names: str) -> list[user_pb2.User]:
        """New users; several clients test the same server, so that no address is used twice."""
        unique = uuid.uuid4().hex
        requests = [user_pb2.CreateUsersRequest(name=name, email=f"{name}.{unique}@example.org") for name in names]
        return list(self.users.CreateUsers(iter(requests), timeout=PATIENCE).users)

    def test_unary(self) -> None:
        ann = self.created("ann")[0]
        self.assertEqual(self.users.GetUser(user_pb2.GetUserRequest(id=ann.id), timeout=PATIENCE).user, ann)

    def test_client_streaming(self) -> None:
        self.assertEqual([user.name for user in self.created("ann", "bob", "cid")], ["ann", "bob", "cid"])

    def test_server_streaming(self) -> None:
        made = self.created("ann", "bob", "cid")
        seen, token = [], ""
        while True:
            page = list(self.users.ListUsers(user_pb2.ListUsersRequest(page_size=2, page_token=token), timeout=PATIENCE))
            seen += [answer.user for answer in page]
            self.assertLessEqual(len(page), 2)
            token = page[-1].next_page_token
            if not token:
                break
        self.assertEqual([user for user in seen if user in made], made)

    def test_bidirectional_streaming(self) -> None:
        chat, said = chat_pb2_grpc.ChatStub(self.channel), queue.Queue()
        sender = f"python {uuid.uuid4().hex}"
        said.put(chat_pb2.Message(sender=sender, content="hello"))
        heard = chat.StreamChat(iter(said.get, None), timeout=PATIENCE)
        mine = (message for message in heard if message.sender == sender)
        self.assertEqual(next(mine).content, "hello")
        # The answer came while the stream was open: what is said next depends on it.
        said.put(chat_pb2.Message(sender=sender, content="and again"))
        self.assertEqual(next(mine).content, "and again")
        said.put(None)
        self.assertEqual(list(mine), [])

    def test_a_stream_without_end_is_left(self) -> None:
        ticker = ticker_pb2_grpc.TickerStreamServiceStub(self.channel)
        said = queue.Queue()
        said.put(ticker_pb2.TickerRequest(symbol="ACME"))
        prices = ticker.TickerStream(iter(said.get, None), timeout=PATIENCE)
        self.assertEqual([next(prices).symbol for _ in range(3)], ["ACME"] * 3)
        prices.cancel()
        with self.assertRaises(grpc.RpcError) as raised:
            list(prices)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.CANCELLED)
        said.put(None)

    def test_an_error_names_the_fields_to_blame(self) -> None:
        with self.assertRaises(grpc.RpcError) as raised:
            self.users.CreateUsers(iter([user_pb2.CreateUsersRequest(name="", email="nowhere")]), timeout=PATIENCE)
        error = raised.exception
        self.assertEqual(error.code(), grpc.StatusCode.INVALID_ARGUMENT)
        self.assertEqual([fault.field for fault in calls.faults(error)], ["[0].name", "[0].email"])
        trailers = {item.key: item.value for item in error.trailing_metadata()}
        status = status_pb2.Status.FromString(trailers[calls.DETAILS])
        self.assertEqual((status.code, status.message), (error.code().value[0], error.details()))

    def test_no_token_no_answer(self) -> None:
        for token in (None, "made-up"):
            with connect(SERVER, CA, token) as channel, self.assertRaises(grpc.RpcError) as raised:
                user_pb2_grpc.UserServiceStub(channel).GetUser(user_pb2.GetUserRequest(id="1"), timeout=PATIENCE)
            self.assertEqual(raised.exception.code(), grpc.StatusCode.UNAUTHENTICATED)

    def test_a_stranger_is_not_trusted(self) -> None:
        strange = grpc.secure_channel(SERVER.removeprefix("https://"), grpc.ssl_channel_credentials())
        with strange, self.assertRaises(grpc.RpcError) as raised:
            user_pb2_grpc.UserServiceStub(strange).GetUser(user_pb2.GetUserRequest(id="1"), timeout=PATIENCE)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.UNAVAILABLE)


if __name__ == "__main__":
    unittest.main()
