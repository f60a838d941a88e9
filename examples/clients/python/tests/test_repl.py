"""The program as a person uses it: one call a run, and the interactive mode in a terminal."""

import json
import os
import pty
import select
import subprocess
import sys
import time
import unittest
import uuid
from pathlib import Path

SERVER = os.environ["SERVICES_SERVER"]
DATA = os.environ["SERVICES_DATA"]
CLIENT = [sys.executable, "-m", "client", "--server", SERVER, "--data", DATA]
HOME = Path(__file__).parent.parent
PATIENCE = 20


def run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess:
    return subprocess.run(
        [*CLIENT, *arguments], cwd=HOME, input=typed, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


class CommandLine(unittest.TestCase):
    def test_a_call_prints_what_it_gives(self) -> None:
        email = f"{uuid.uuid4().hex}@example.org"
        done = run("call", "CreateUsers", json.dumps({"name": "Ann", "email": email}))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        user = json.loads(done.stdout)["users"][0]
        found = run("call", "user.v1.UserService/GetUser", "-", typed=json.dumps({"id": user["id"]}))
        self.assertEqual(json.loads(found.stdout)["user"]["email"], email)

    def test_what_is_wrong_is_said(self) -> None:
        for arguments, said in [
            (["call", "GetUsr"], "error: unknown method `GetUsr`; did you mean `GetUser`?\n"),
            (["call", "GetUser", "{}"], "error: INVALID_ARGUMENT: "),
            (["call", "GetUser", '{"idd": "1"}'], "error: no user.v1.GetUserRequest: "),
            (["call", "GetUser", '{"id": "1"} {"id": "2"}'], "error: GetUser takes one message, and there are 2\n"),
        ]:
            with self.subTest(arguments):
                done = run(*arguments)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertTrue(done.stderr.startswith(said), done.stderr)


class Terminal:
    """The interactive mode behind a terminal of its own."""

    def __init__(self) -> None:
        self.master, end = pty.openpty()
        environment = {**os.environ, "TERM": "dumb", "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [*CLIENT, "repl"], cwd=HOME, stdin=end, stdout=end, stderr=end, env=environment, close_fds=True
        )
        os.close(end)
        self.seen = ""

    def wait(self, text: str) -> str:
        """All that was printed up to a text, which has to come."""
        until = time.monotonic() + PATIENCE
        while text not in self.seen:
            ready, _, _ = select.select([self.master], [], [], max(0, until - time.monotonic()))
            if not ready:
                raise AssertionError(f"{text!r} does not come, but {self.seen!r}")
            try:
                # A bell says that there are several completions.
                self.seen += os.read(self.master, 4096).decode().replace("\a", "")
            except OSError as error:
                raise AssertionError(f"the end comes before {text!r}: {self.seen!r}") from error
        before, _, self.seen = self.seen.partition(text)
        return before

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.master)


class Interactive(unittest.TestCase):
    def setUp(self) -> None:
        self.terminal = Terminal()
        self.addCleanup(self.terminal.close)
        self.terminal.wait("services> ")

    def test_tab_completes_methods_and_fields(self) -> None:
        self.terminal.type("GetU\t")
        self.terminal.wait("GetUser")
        self.terminal.type(' {"i\t')
        self.terminal.wait('{"id": ')
        self.terminal.type('"nobody"}\n')
        self.terminal.wait("NOT_FOUND")
        self.terminal.wait("services> ")

    def test_a_stream_is_typed_line_by_line(self) -> None:
        self.terminal.type("CreateUsers\n")
        for name in ("ann", "bob"):
            self.terminal.wait("... ")
            self.terminal.type(json.dumps({"name": name, "email": f"{uuid.uuid4().hex}@example.org"}) + "\n")
        self.terminal.wait("... ")
        self.terminal.type("no JSON\n")
        self.terminal.wait("not sent")
        self.terminal.wait("... ")
        self.terminal.type("\n")
        made = self.terminal.wait("services> ")
        self.assertIn('"name": "ann"', made)
        self.assertIn('"name": "bob"', made)

    def test_it_ends_with_the_input(self) -> None:
        self.terminal.type("describe GetUser\n")
        self.assertIn("user.v1.GetUserRequest: id", self.terminal.wait("services> "))
        self.terminal.type("\x04")
        self.assertEqual(self.terminal.process.wait(PATIENCE), 0)


if __name__ == "__main__":
    unittest.main()
