"""The way to a server: TLS with the certificate of its folder, and a token with every call."""

from pathlib import Path

import grpc


def connect(server: str, ca: Path, token: str | None) -> grpc.Channel:
    """A channel to `host:port` that trusts one authority, and sends the token where there is one."""
    credentials = grpc.ssl_channel_credentials(ca.read_bytes())
    if token:
        credentials = grpc.composite_channel_credentials(credentials, grpc.access_token_call_credentials(token))
    return grpc.secure_channel(server.removeprefix("https://"), credentials)
