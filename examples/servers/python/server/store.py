"""Rows in memory, found by their ids and listed in pages."""

import secrets
import zlib
from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar

import grpc

from server.checks import Check
from server.faults import Fault

DEFAULT_SIZE, MOST_SIZE = 50, 1000


class Person(Protocol):
    """A message with an id and an email address."""

    id: str
    email: str


Row = TypeVar("Row", bound=Person)


class Table(Generic[Row]):
    """Rows in the order in which they were added. Each has an email address of its own, whatever its case."""

    def __init__(self, one: str) -> None:
        """`one` is what a row is called in messages, such as `user`."""
        self._one = one
        self._rows: dict[str, Row] = {}
        self._emails: set[str] = set()

    def add_one(self, row: Row) -> None:
        """Adds a row and gives it an id."""
        self._add([row], lambda _: "email")

    def add(self, rows: list[Row]) -> None:
        """Adds all rows and gives them ids, or adds none."""
        self._add(rows, lambda index: f"[{index}].email")

    def _add(self, rows: list[Row], field: Callable[[int], str]) -> None:
        """`field` is the path of the email address of a row in the request."""
        taken = set(self._emails)
        for index, row in enumerate(rows):
            email = row.email.lower()
            if email in taken:
                message = f"the email address `{row.email}` is taken"
                raise Fault(grpc.StatusCode.ALREADY_EXISTS, message, {field(index): "is taken"})
            taken.add(email)
        self._emails = taken
        for row in rows:
            row.id = secrets.token_hex(12)
            self._rows[row.id] = row

    def get(self, id: str) -> Row:
        row = self._rows.get(id)
        if row is None:
            raise Fault(grpc.StatusCode.NOT_FOUND, f"no {self._one} `{id}`", {"id": f"there is no such {self._one}"})
        return row

    def page(self, size: int, token: str) -> Iterator[tuple[Row, str]]:
        """The rows of a page, each with the token that goes on after it, which is empty on the last row of all."""
        before = self._before(token)
        Check().that(0 <= size <= MOST_SIZE, "page_size", f"must be 0 to {MOST_SIZE}").that(
            before is not None, "page_token", "must be a next_page_token of this list"
        ).done()
        after = before or 0
        rows = list(self._rows.values())
        for number, row in enumerate(rows[after : after + (size or DEFAULT_SIZE)], after + 1):
            yield row, self._token(number) if number < len(rows) else ""

    def _token(self, number: int) -> str:
        return f"{number:016x}{zlib.crc32(f'{self._one} {number}'.encode()):08x}"

    def _before(self, token: str) -> int | None:
        """The number of rows before the page of a token; nothing if the token is not one of this list."""
        if not token:
            return 0
        try:
            number = int(token[:16], 16)
        except ValueError:
            return None
        return number if token == self._token(number) else None
