"""What requests must look like. Every wrong field is reported, not only the first."""

import re
import unicodedata
from collections.abc import AsyncIterable, Callable
from typing import TypeVar

import grpc

from server.faults import Fault

Message = TypeVar("Message")

NAME, CONTENT, EMAIL = 100, 4000, 254
#: The most messages in a stream that is read to its end.
MOST_MESSAGES = 10_000


class Check:
    """Collects what is wrong with a request; `prefix` comes before the names of fields."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._wrong: dict[str, str] = {}

    def that(self, good: bool, field: str, description: str) -> "Check":
        """Reports the field unless `good`."""
        if not good:
            self._wrong.setdefault(self._prefix + field, description)
        return self

    def id(self, field: str, text: str) -> "Check":
        self.that(bool(text), field, "must not be empty")
        return self.that(len(text.encode()) <= NAME, field, "is too long for an id")

    def name(self, field: str, text: str) -> "Check":
        control = any(unicodedata.category(character) == "Cc" for character in text)
        good = len(text) <= NAME and bool(text.strip()) and not control
        return self.that(good, field, f"must have 1 to {NAME} characters that show")

    def content(self, field: str, text: str) -> "Check":
        return self.that(1 <= len(text) <= CONTENT, field, f"must have 1 to {CONTENT} characters")

    def email(self, field: str, text: str) -> "Check":
        return self.that(is_email(text), field, "must be an email address, such as ann@example.org")

    def phone(self, field: str, text: str) -> "Check":
        good = re.fullmatch(r"\+[0-9]{7,15}", text) is not None
        return self.that(good, field, "must be `+` and 7 to 15 digits, such as +4930123456")

    def number(self, field: str, number: float, least: int, most: int) -> "Check":
        # NaN is in no range.
        return self.that(least <= number <= most, field, f"must be {least} to {most}")

    def done(self) -> None:
        """Raises a `Fault` if anything is wrong."""
        if self._wrong:
            count = len(self._wrong)
            message = "a field is not valid" if count == 1 else f"{count} fields are not valid"
            raise Fault(grpc.StatusCode.INVALID_ARGUMENT, message, self._wrong)


def is_email(text: str) -> bool:
    """Returns whether the text has the form of an address. Whether it exists, only a message to it can tell."""
    local, at, domain = text.rpartition("@")

    def is_label(label: str) -> bool:
        ends = label.startswith("-") or label.endswith("-")
        return bool(label) and not ends and all(it.isalnum() or it == "-" for it in label)

    return (
        len(text.encode()) <= EMAIL
        and bool(at and local)
        and not local.startswith(".")
        and not local.endswith(".")
        and not any(it.isspace() or it == "@" or unicodedata.category(it) == "Cc" for it in local)
        and "." in domain
        and all(map(is_label, domain.split(".")))
    )


async def collected(requests: AsyncIterable[Message], check: Callable[[Check, Message], Check]) -> list[Message]:
    """The messages of a stream, each checked as it comes. Their fields are called such as `[3].email`."""
    messages: list[Message] = []
    async for message in requests:
        if len(messages) == MOST_MESSAGES:
            why = f"a stream may have {MOST_MESSAGES} messages at most"
            raise Fault(grpc.StatusCode.RESOURCE_EXHAUSTED, why)
        check(Check(f"[{len(messages)}]."), message).done()
        messages.append(message)
    return messages
