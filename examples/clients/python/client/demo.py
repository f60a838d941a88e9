"""A demonstration of the four patterns: `python -m client` without a command."""

import uuid

import grpc
from chat.v1 import chat_pb2, chat_pb2_grpc
from user.v1 import user_pb2, user_pb2_grpc

from client import calls


def show(channel: grpc.Channel, deadline: float) -> None:
    """Calls one method of each pattern, and prints the answers. Fails with `grpc.RpcError`."""
    users, chat = user_pb2_grpc.UserServiceStub(channel), chat_pb2_grpc.ChatStub(channel)

    print("client streaming: CreateUsers")
    unique = uuid.uuid4().hex[:8]
    requests = [user_pb2.CreateUsersRequest(name=name, email=f"{name}.{unique}@example.org") for name in ("ann", "bob")]
    made = users.CreateUsers(iter(requests), timeout=deadline)
    print(calls.shown(made))

    print("unary: GetUser")
    print(calls.shown(users.GetUser(user_pb2.GetUserRequest(id=made.users[0].id), timeout=deadline)))

    print("server streaming: ListUsers")
    for answer in users.ListUsers(user_pb2.ListUsersRequest(page_size=3), timeout=deadline):
        print(calls.shown(answer, indent=None))

    print("bidirectional streaming: StreamChat")
    said = [chat_pb2.Message(sender="ann", content=content) for content in ("hello", "how are you?")]
    for message in chat.StreamChat(iter(said), timeout=deadline):
        print(calls.shown(message, indent=None))
