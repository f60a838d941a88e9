"""The data folder: an authority, a server certificate and the secret behind tokens, made at the first start.

The files are those of `services serve`, so that a server in Rust and one in Python can share a folder.
"""

import datetime
import ipaddress
import os
import secrets
import stat
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SECRET_BYTES = 32
AUTHORITY_DAYS, SERVER_DAYS = 3650, 825


class Unprotected(Exception):
    """A secret that does not protect anything."""


class DataFolder:
    """Certificates, keys and the secret of a server."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self) -> None:
        """Makes what is missing."""
        self.path.mkdir(parents=True, exist_ok=True)
        if not self._has("ca.pem", "ca.key"):
            self._make_authority()
        if not self._has("server.pem", "server.key"):
            self._make_server()
        if not self._has("token.secret"):
            self._write("token.secret", secrets.token_bytes(SECRET_BYTES), 0o600)

    def secret(self) -> bytes:
        """The secret that signs tokens. Fails if it is short, or if everybody can read it."""
        secret = self._private("token.secret")
        if len(secret) < SECRET_BYTES:
            raise Unprotected(f"`{self.path / 'token.secret'}` has fewer than {SECRET_BYTES} bytes: tokens can be forged")
        return secret

    def certificate(self) -> bytes:
        return (self.path / "server.pem").read_bytes()

    def key(self) -> bytes:
        return self._private("server.key")

    def _has(self, *names: str) -> bool:
        return all((self.path / name).exists() for name in names)

    def _private(self, name: str) -> bytes:
        path = self.path / name
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o007:
            raise Unprotected(f"`{path}` is open to everybody on this machine: `chmod 600` it")
        return path.read_bytes()

    def _write(self, name: str, content: bytes, mode: int) -> None:
        """Writes another file and renames it, so that no partial file is ever read."""
        fresh = self.path / f"{name}.new"
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
        fresh.replace(self.path / name)

    def _write_pair(self, name: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
        self._write(f"{name}.key", pem(key), 0o600)
        self._write(f"{name}.pem", certificate.public_bytes(serialization.Encoding.PEM), 0o644)

    def _make_authority(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = common_name("services authority")
        usage = x509.KeyUsage(**{flag: flag in ("key_cert_sign", "crl_sign") for flag in USAGES})
        certificate = (
            builder(name, name, key.public_key(), AUTHORITY_DAYS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        self._write_pair("ca", certificate, key)
        # A server certificate of an earlier authority is useless.
        (self.path / "server.pem").unlink(missing_ok=True)

    def _make_server(self) -> None:
        authority = x509.load_pem_x509_certificate((self.path / "ca.pem").read_bytes())
        authority_key = serialization.load_pem_private_key(self._private("ca.key"), None)
        key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.DNSName("localhost")]
        names += [x509.IPAddress(ipaddress.ip_address(address)) for address in ("127.0.0.1", "::1")]
        usage = x509.KeyUsage(**{flag: flag == "digital_signature" for flag in USAGES})
        issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key())
        certificate = (
            builder(common_name("services"), authority.subject, key.public_key(), SERVER_DAYS)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(usage, critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(issuer_id, critical=False)
            .sign(authority_key, hashes.SHA256())
        )
        self._write_pair("server", certificate, key)


#: The flags of the extension `keyUsage`.
USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def common_name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int) -> x509.CertificateBuilder:
    # Tolerates clients whose clocks are slow.
    start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=days))
    )


def pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
