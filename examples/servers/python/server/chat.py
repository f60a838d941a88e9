"""chat.v1.Chat: one room for everybody with a token."""

from chat.v1 import chat_pb2, chat_pb2_grpc

from server.auth import CALLER
from server.checks import Check
from server.faults import told
from server.room import Room


class Chat(chat_pb2_grpc.ChatServicer):
    def __init__(self) -> None:
        self._room: Room[chat_pb2.Message] = Room()

    @told
    async def ServerStream(self, request, context):
        Check().name("sender", sender_of(request)).done()
        greetings = [admitted(request)] if request.content else []
        async for message in self._room.listen(context, *greetings):
            yield message

    @told
    async def ClientStream(self, requests, context):
        count = 0
        async for message in requests:
            self._room.say(admitted(message))
            count += 1
        return chat_pb2.Message(sender="server", content=f"messages passed on: {count}")

    @told
    async def StreamChat(self, requests, context):
        async for message in self._room.join(context, requests, admitted):
            yield message


def sender_of(message: chat_pb2.Message) -> str:
    """The sender of a message: the caller, if it names none."""
    return message.sender or CALLER.get()


def admitted(message: chat_pb2.Message) -> chat_pb2.Message:
    sender = sender_of(message)
    Check().name("sender", sender).content("content", message.content).done()
    return chat_pb2.Message(sender=sender, content=message.content)
