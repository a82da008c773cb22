"""Contents that are not plain JSON: forms, files, texts, octets, and JSON of names with brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from os import PathLike
from typing import Any, BinaryIO, cast

from .request import pairs
from .styles import wire_pairs
from .values import is_array, is_list, wire_value

# Of a path its last part is the name of the file. A name and a media type may stand beside the content.
FileContent = bytes | PathLike[str] | BinaryIO
File = FileContent | tuple[str, FileContent] | tuple[str, FileContent, str]

_BRACKETS = re.compile(r"\[([^\[\]]*)\]")


class Body(bytes):
    """A content that is not JSON."""

    media_type: str

    def __new__(cls, media_type: str, content: bytes) -> Body:
        body = super().__new__(cls, content)
        body.media_type = media_type
        return body


def form(fields: Mapping[str, Any]) -> Body | None:
    """The fields that have a value, URL-encoded; None without any."""
    text = "&".join(pairs(fields)).replace("%20", "+")
    return Body("application/x-www-form-urlencoded", text.encode("ascii")) if text else None


def raw(media_type: str, content: str | bytes | FileContent) -> Body:
    """Text or octets as they are."""
    if isinstance(content, str):
        return Body(media_type, content.encode())
    return Body(media_type, _content(content)[1])


def with_files(fields: Mapping[str, Any]) -> Body | dict[str, Any]:
    """A form of several parts where a field is a file, else JSON."""
    return multipart(fields) or {} if any(map(_files, fields.values())) else nested(fields)


def multipart(fields: Mapping[str, Any]) -> Body | None:
    """The fields that have a value, as parts of a form (RFC 7578); None without any."""
    from hashlib import sha256

    parts: list[bytes] = []
    for name, value in fields.items():
        files = _files(value)
        for each in files:
            file, content, media_type = _file(each)
            about = f'; filename="{_quoted(file)}"\r\nContent-Type: {media_type}'
            parts.append(_part(name, about, content))
        if not files:
            parts += [_part(each, "", text.encode()) for each, text in wire_pairs(name, value)]
    if not parts:
        return None
    # The same fields make the same request, and a retry is the same.
    boundary = sha256(b"".join(parts)).hexdigest()[:32]
    content = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    end = f"--{boundary}--\r\n".encode()
    return Body(f"multipart/form-data; boundary={boundary}", content + end)


def nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON object of the fields that have a value: `a[b]` is the key `b` of `a`, `a[]` is the array `a`."""
    content: dict[str, Any] = {}
    for name, value in fields.items():
        if value is None:
            continue
        first = name.partition("[")[0]
        steps = [first, *_BRACKETS.findall(name)] if first else [name]
        _put(content, steps, wire_value(value))
    return content


def _put(target: dict[str, Any], steps: list[str], value: Any) -> None:
    name, *others = steps
    if not others or others == [""]:
        target[name] = value
    elif others[0]:
        _put(target.setdefault(name, {}), others, value)
    else:  # the objects of an array, a key of each
        values = value if is_list(value) else [value]
        items: list[dict[str, Any]] = target.setdefault(name, [])
        items += [{} for _ in values[len(items) :]]
        for item, each in zip(items, values, strict=False):
            _put(item, others[1:], each)


def _files(value: Any) -> list[Any]:
    """The files that a value is, none for any other."""
    if _is_file(value):
        return [value]
    return list(value) if is_array(value) and any(map(_is_file, value)) else []


def _is_file(value: Any) -> bool:
    if isinstance(value, tuple):
        many: tuple[Any, ...] = value  # pyright: ignore[reportUnknownVariableType]
        return len(many) in (2, 3) and isinstance(many[0], str) and _is_file(many[1])
    return isinstance(value, (bytes, bytearray, PathLike)) or hasattr(value, "read")


def _file(value: Any) -> tuple[str, bytes, str]:
    """The name of a file, its content and its media type."""
    name, media_type = "", ""
    if isinstance(value, tuple):
        many: tuple[Any, ...] = value  # pyright: ignore[reportUnknownVariableType]
        name, value = many[0], many[1]
        media_type = many[2] if len(many) == 3 else ""
    own, content = _content(value)
    name = name or own or "file"
    if not media_type:
        from mimetypes import guess_type

        media_type = guess_type(name)[0] or "application/octet-stream"
    if "\r" in media_type or "\n" in media_type:
        raise ValueError("a media type has one line")
    return name, content, media_type


def _content(value: Any) -> tuple[str, bytes]:
    """The name and the octets of a path, a file object or octets."""
    if isinstance(value, (bytes, bytearray)):
        return "", bytes(value)
    if isinstance(value, PathLike):
        from pathlib import Path

        path = Path(cast("PathLike[str]", value))
        return path.name, path.read_bytes()
    if not hasattr(value, "read"):
        raise TypeError(f"{type(value).__name__} is no content: bytes, a path or a file object")
    content = value.read()
    octets = content.encode() if isinstance(content, str) else bytes(content)
    return str(getattr(value, "name", "")).replace("\\", "/").rpartition("/")[2], octets


def _quoted(text: str) -> str:
    # As browsers do it (RFC 7578, 4.2 and the HTML standard).
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _part(name: str, about: str, content: bytes) -> bytes:
    head = f'Content-Disposition: form-data; name="{_quoted(name)}"{about}\r\n\r\n'
    return head.encode() + content
