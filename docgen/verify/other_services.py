"""Messages to other services, replayed through the types and the runtime of the generated code.

Notifications that a service sends to its caller, downloads, upload sessions and their parts go to addresses
that no operation has. Their replays enter, with the type that an annotation names for the answer; they
leave without a difference when the generated code reads them, or sends the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from docgen.records import replace
from docgen.spec.model import SampleRequest, SampleResponse
from docgen.syntax.headers import header, own_headers
from docgen.syntax.json_difference import difference
from docgen.syntax.strict_json import json_text
from docgen.verify.loader import GeneratedPackage, imported
from docgen.verify.replay import Replay
from docgen.verify.request_difference import request_difference
from docgen.verify.runtime import RAISED, Runtime

_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")
_PLACE = re.compile(r"[{<*]")  # a placeholder of a number: `bytes {first}-{last}/*`
_NOWHERE = "https://api.invalid/"  # RFC 6761: nobody's
_LARGEST_PART = 64 * 1024 * 1024  # bytes; a sample may state any size


def verify_external(
    package: GeneratedPackage, replays: Sequence[tuple[Replay, str]]
) -> tuple[Replay, ...]:
    """The replays of messages with their types, each with what is left of its difference."""
    if not replays:
        return ()
    with imported(package.name, package.files) as root:
        reader = _Reader(root)
        return tuple(replace(replay, difference=reader.left(replay, t)) for replay, t in replays)


class _Reader:
    def __init__(self, root: ModuleType) -> None:
        self._runtime = Runtime(root)

    def left(self, replay: Replay, type_name: str) -> str:
        """ "" when the generated code reads the content of a message, or sends it."""
        message = replay.message
        range_ = (
            header(message.headers, "content-range") if isinstance(message, SampleRequest) else ""
        )
        is_part = range_ and not _PLACE.search(range_)
        if isinstance(message, SampleRequest) and is_part and self._runtime.upload:
            return self._part(message, range_, replay.difference)
        try:
            written = self._rewritten(message.json, type_name) if message else None
            if message and written is not None:
                return difference(written, message.json)
            if self._runtime.upload is None:
                return replay.difference
            if isinstance(message, SampleRequest):
                return self._sent(message)
            return self._received(message) if message else replay.difference
        except (self._runtime.errors.Error, *RAISED) as error:
            return str(error)

    def _sent(self, message: SampleRequest) -> str:
        """How the request to a pre-authenticated URL differs from the documented one."""
        content: Any = message.json if message.has_json else _text(message).encode() or None
        headers = dict(own_headers(message.headers))
        step = next(
            self._runtime.upload.unsigned(
                self._runtime.request.Request(message.method, message.target, headers, content), 0
            )
        )
        documented = replace(message, text="" if message.has_json else _text(message))
        return request_difference(documented, step.request, "")

    def _received(self, message: SampleResponse) -> str:
        """How the response of such a URL differs from what is read."""
        body = json_text(message.json) if message.has_json else _text(message)
        returns = "Any" if message.has_json else "bytes"
        steps = self._runtime.upload.unsigned(
            self._runtime.request.Request("GET", _NOWHERE, {}, None, returns), 0
        )
        next(steps)
        fields = {name.lower(): value for name, value in message.headers}
        try:
            steps.send(self._runtime.upload.Answer(message.status, fields, body.encode()))
        except StopIteration as end:
            return difference(end.value, message.json) if message.has_json else ""
        except self._runtime.errors.ApiError as error:
            return "" if error.status_code == message.status else "the status was lost"
        return f"the SDK waits and asks again after the status {message.status}"

    def _rewritten(self, value: Any, type_name: str = "") -> Any:
        """The JSON with each typed object read and written again; None when no object is typed."""
        if isinstance(value, list):
            items = [self._rewritten(item, type_name) for item in value]
            return [b if a is None else a for a, b in zip(items, value)] if any(items) else None
        if not isinstance(value, dict):
            return None
        kind = self._runtime.find_model(str(value.get("@odata.type", type_name)))
        if isinstance(kind, type) and issubclass(kind, self._runtime.model.Model):
            model: Any = kind
            read = model.from_dict(value)
            for name in self._runtime.fields(type(read)):
                getattr(read, name)
            return json.loads(read.to_json())
        rewritten = {key: self._rewritten(item) for key, item in value.items()}
        typed = {key: item for key, item in rewritten.items() if item is not None}
        return {**value, **typed} if typed else None

    def _part(self, message: SampleRequest, documented: str, otherwise: str) -> str:
        """How the upload of the generated code differs from a documented part of a file.

        `otherwise` for a part that is too large to be tried.
        """
        part = _RANGE.fullmatch(documented)
        if part is None:
            return f'"{documented}" is not a range of bytes'
        first, last, size = map(int, part.groups())
        length = header(message.headers, "content-length")
        if not first <= last < size:
            return f"bytes {first} to {last} are no part of {size}"
        if length.isdecimal() and int(length) != last - first + 1:
            return f"the range has {last - first + 1} bytes, the Content-Length is {length}"
        if last - first >= _LARGEST_PART:
            return otherwise
        steps = self._runtime.upload.steps(
            message.target, _Blank(size), object, last - first + 1, 0, True
        )
        try:
            next(steps)
        except ValueError as error:
            return str(error)
        content = json.dumps({"nextExpectedRanges": [f"{first}-"]}).encode()
        sent = steps.send(self._runtime.upload.Answer(200, {}, content)).request
        headers = (("Content-Range", documented),)
        return request_difference(
            replace(message, headers=headers, text=""), sent.with_content(None), ""
        )


def _text(message: SampleRequest | SampleResponse) -> str:
    return message.text or (message.body.text if message.body else "")


class _Blank:
    """A file of so many bytes, of which none is kept."""

    def __init__(self, size: int) -> None:
        self._size = size

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._size if whence else offset

    def read(self, number: int) -> bytes:
        return bytes(number)
