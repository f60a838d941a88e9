"""user.v1.UserService, and user.v2.UserService over the same users."""

import time

from user.v1 import user_pb2, user_pb2_grpc
from user.v2 import user_pb2 as v2
from user.v2 import user_pb2_grpc as v2_grpc

from server.checks import Check, collected
from server.faults import told
from server.room import Room
from server.store import Table


class Users(user_pb2_grpc.UserServiceServicer):
    def __init__(self) -> None:
        self._users: Table[user_pb2.User] = Table("user")
        self._room: Room[user_pb2.ChatStreamResponse] = Room()

    @told
    async def GetUser(self, request, context):
        return user_pb2.GetUserResponse(user=self.get(request.id))

    @told
    async def GetUserV2(self, request, context):
        return user_pb2.GetUserV2Response(user=second_version(self.get(request.id)))

    @told
    async def ListUsers(self, request, context):
        for user, token in self._users.page(request.page_size, request.page_token):
            yield user_pb2.ListUsersResponse(user=user, next_page_token=token)

    @told
    async def CreateUser(self, request, context):
        check = Check().name("name", request.name).email("email", request.email)
        if request.HasField("phone"):
            check.phone("phone", request.phone)
        check.done()
        user = user_pb2.User(name=request.name, email=request.email, created_at=int(time.time()))
        if request.HasField("phone"):
            user.phone = request.phone
        self._users.add_one(user)
        return user_pb2.CreateUserResponse(user=user)

    @told
    async def CreateUsers(self, requests, context):
        new = await collected(requests, lambda check, it: check.name("name", it.name).email("email", it.email))
        now = int(time.time())
        users = [user_pb2.User(name=it.name, email=it.email, created_at=now) for it in new]
        self._users.add(users)
        return user_pb2.CreateUsersResponse(users=users)

    @told
    async def ChatStream(self, requests, context):
        async for message in self._room.join(context, requests, self._admitted):
            yield message

    def get(self, id: str) -> user_pb2.User:
        Check().id("id", id).done()
        return self._users.get(id)

    def _admitted(self, request: user_pb2.ChatStreamRequest) -> user_pb2.ChatStreamResponse:
        Check().id("user_id", request.user_id).content("content", request.content).done()
        user = self._users.get(request.user_id)
        return user_pb2.ChatStreamResponse(
            user_id=user.id, user_name=user.name, content=request.content, sent_at=int(time.time())
        )


class UsersV2(v2_grpc.UserServiceServicer):
    def __init__(self, users: Users) -> None:
        self._users = users

    @told
    async def GetUser(self, request, context):
        return v2.GetUserResponse(user=second_version(self._users.get(request.id)))


def second_version(user: user_pb2.User) -> v2.User:
    """The user as the second version describes it."""
    second = v2.User(id=user.id, display_name=user.name, email=user.email)
    second.create_time.FromSeconds(user.created_at)
    if user.HasField("phone"):
        second.phone = user.phone
    return second
