"""The data folder: what the first start makes, and what later ones keep or refuse."""

import os
import stat
import tempfile
import unittest
from pathlib import Path

from cryptography import x509

from server.data import DataFolder, Unprotected


class Data(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "data"
        self.data = DataFolder(self.path)
        self.data.open()

    def content(self) -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in self.path.iterdir()}

    def test_the_first_start_makes_all_files(self) -> None:
        self.assertEqual(sorted(self.content()), ["ca.key", "ca.pem", "server.key", "server.pem", "token.secret"])
        authority = x509.load_pem_x509_certificate(self.content()["ca.pem"])
        x509.load_pem_x509_certificate(self.data.certificate()).verify_directly_issued_by(authority)

    def test_later_starts_keep_them(self) -> None:
        before = self.content()
        DataFolder(self.path).open()
        self.assertEqual(self.content(), before)

    def test_a_missing_authority_makes_a_new_certificate(self) -> None:
        before = self.content()
        (self.path / "ca.pem").unlink()
        self.data.open()
        self.assertNotEqual(self.content()["server.pem"], before["server.pem"])

    @unittest.skipUnless(os.name == "posix", "modes of files")
    def test_secrets_are_for_the_owner_only(self) -> None:
        for name in ("ca.key", "server.key", "token.secret"):
            self.assertEqual(stat.S_IMODE((self.path / name).stat().st_mode), 0o600, name)
        (self.path / "token.secret").chmod(0o644)
        self.assertRaises(Unprotected, self.data.secret)

    def test_a_short_secret_is_refused(self) -> None:
        (self.path / "token.secret").write_bytes(b"short")
        self.assertRaises(Unprotected, self.data.secret)


if __name__ == "__main__":
    unittest.main()
