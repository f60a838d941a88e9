"""The server: all services behind one port, with TLS, tokens, health and reflection."""

import asyncio
from dataclasses import dataclass

import grpc
from chat.v1 import chat_pb2, chat_pb2_grpc
from company.v1 import company_pb2, company_pb2_grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from ticker.v1 import ticker_pb2, ticker_pb2_grpc
from user.v1 import user_pb2, user_pb2_grpc
from user.v2 import user_pb2 as user_v2_pb2
from user.v2 import user_pb2_grpc as user_v2_pb2_grpc

from server.auth import Auth
from server.chat import Chat
from server.data import DataFolder
from server.students import Students
from server.ticker import Ticker
from server.users import Users, UsersV2

#: The services by their full names, as health and reflection know them.
SERVICES = [
    user_pb2.DESCRIPTOR.services_by_name["UserService"].full_name,
    user_v2_pb2.DESCRIPTOR.services_by_name["UserService"].full_name,
    company_pb2.DESCRIPTOR.services_by_name["StudentService"].full_name,
    chat_pb2.DESCRIPTOR.services_by_name["Chat"].full_name,
    ticker_pb2.DESCRIPTOR.services_by_name["TickerStreamService"].full_name,
]


@dataclass(frozen=True)
class Settings:
    """How the server behaves."""

    #: Certificates and the secret behind tokens.
    data: DataFolder
    #: `host:port`; port 0 is any free one.
    listen: str
    #: Seconds between two prices of a symbol.
    tick: float
    #: Seconds that calls may go on once the server was told to stop.
    grace: float


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serves until `stop` is set."""
    server = grpc.aio.server(interceptors=[Auth(settings.data.secret())])
    users = Users()
    user_pb2_grpc.add_UserServiceServicer_to_server(users, server)
    user_v2_pb2_grpc.add_UserServiceServicer_to_server(UsersV2(users), server)
    company_pb2_grpc.add_StudentServiceServicer_to_server(Students(), server)
    chat_pb2_grpc.add_ChatServicer_to_server(Chat(), server)
    ticker_pb2_grpc.add_TickerStreamServiceServicer_to_server(Ticker(settings.tick), server)
    checks = health.aio.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    reflection.enable_server_reflection([*SERVICES, health.SERVICE_NAME, reflection.SERVICE_NAME], server)
    port = server.add_secure_port(settings.listen, credentials(settings.data))
    await server.start()
    for service in ["", *SERVICES]:
        await checks.set(service, health_pb2.HealthCheckResponse.SERVING)
    print(f"listening on https://{settings.listen.rpartition(':')[0]}:{port}", flush=True)
    await stop.wait()
    await checks.enter_graceful_shutdown()
    await server.stop(settings.grace)


def credentials(data: DataFolder) -> grpc.ServerCredentials:
    """The certificate of the server and its key."""
    return grpc.ssl_server_credentials([(data.key(), data.certificate())])
