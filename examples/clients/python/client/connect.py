"""The way to a server: TLS with the certificate of its folder, a token with every call, and retries."""

from pathlib import Path

import grpc

#: Which calls are tried again, and after which errors: the config that the client in Rust has, too.
SERVICE_CONFIG = Path(__file__).parent.parent / "service_config.json"
#: Options of channels that retry.
RETRIES = [("grpc.service_config", SERVICE_CONFIG.read_text())]


def connect(server: str, ca: Path, token: str | None) -> grpc.Channel:
    """A channel to `host:port` that trusts one authority, and sends the token where there is one."""
    credentials = grpc.ssl_channel_credentials(ca.read_bytes())
    if token:
        credentials = grpc.composite_channel_credentials(credentials, grpc.access_token_call_credentials(token))
    return grpc.secure_channel(server.removeprefix("https://"), credentials, options=RETRIES)
