"""The command line: `python -m client`, see README.md."""

import argparse
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "gen"))

import grpc  # noqa: E402: the generated code has to be found first

from client import calls  # noqa: E402
from client.catalogue import Catalogue, UnknownMethod  # noqa: E402
from client.connect import connect  # noqa: E402
from client.demo import show  # noqa: E402
from client.repl import Repl  # noqa: E402
from client.token import own  # noqa: E402


def main() -> int:
    arguments = parsed()
    catalogue = Catalogue()
    if arguments.action == "list":
        print("\n".join(method.signature() for method in catalogue.methods))
        return 0
    token = os.environ.get("SERVICES_TOKEN")
    if not token and arguments.action is None:
        token = own(arguments.data)
    with connect(arguments.server, arguments.data / "ca.pem", token) as channel:
        if arguments.action == "repl":
            Repl(channel, catalogue, arguments.deadline, arguments.data / "history-python").cmdloop()
            return 0
        if arguments.action == "call":
            return called(channel, catalogue, arguments)
        try:
            show(channel, arguments.deadline)
            return 0
        except grpc.RpcError as error:
            print(f"error: {calls.explained(error)}", file=sys.stderr)
            return 1


def called(channel: grpc.Channel, catalogue: Catalogue, arguments: argparse.Namespace) -> int:
    try:
        method = catalogue.find(arguments.method)
        text = sys.stdin.read() if arguments.message == "-" else arguments.message
        for answer in calls.call(channel, method, calls.parsed(method, text), arguments.deadline):
            print(calls.shown(answer, indent=None if method.streams_responses else 2), flush=True)
        return 0
    except (UnknownMethod, calls.BadRequest) as error:
        print(f"error: {error}", file=sys.stderr)
    except grpc.RpcError as error:
        print(f"error: {calls.explained(error)}", file=sys.stderr)
    return 1


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="client",
        description="Call the services; SERVICES_TOKEN is the token to send. Without a command: a demonstration.",
    )
    parser.add_argument("--server", default="localhost:50051", help="address of the server")
    parser.add_argument("--data", type=Path, default=Path("services-data"), help="folder of the server")
    parser.add_argument("--deadline", type=float, default=10.0, help="seconds to wait for the end of a call")
    actions = parser.add_subparsers(dest="action")
    actions.add_parser("list", help="show all methods")
    actions.add_parser("repl", help="interactive: a line is a call")
    call = actions.add_parser("call", help="call a method")
    call.add_argument("method", help="its name, such as GetUser")
    call.add_argument("message", nargs="?", default="", help="messages as JSON, one after the other; - reads them")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
