"""A token for a server whose data folder is at hand."""

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path

GOOD_FOR = 3600


def own(data: Path, subject: str = "developer") -> str:
    """A token that is signed with the secret of the server (JWT, HS256), as `services token` makes it."""
    now = int(time.time())
    claims = {"sub": subject, "iss": "services", "iat": now, "exp": now + GOOD_FOR}
    signed = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(claims)}"
    signature = hmac.new((data / "token.secret").read_bytes(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_text(signature)}"


def _part(value: dict) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
