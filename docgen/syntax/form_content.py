"""Forms: the content of a request as named fields, URL-encoded (WHATWG URL, 5) or in parts (RFC 7578).

A media type and a text enter; `FormField`s leave, in order; and the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email import message_from_string
from typing import Any, NamedTuple
from urllib.parse import unquote_plus, urlencode

URL_ENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
_BOUNDARY = "docgen-part"


class FormField(NamedTuple):
    """One field of a form."""

    name: str
    text: str
    file: str = ""  # the name of a file, of which the text is the content


def is_form(media_type: str) -> bool:
    """Whether a media type is one of forms."""
    return media_type.lower().startswith((URL_ENCODED, MULTIPART))


def form_fields(media_type: str, text: str) -> tuple[FormField, ...]:
    """The fields of a form; empty for other content. Raises `ValueError` where the parts have no boundary."""
    if media_type.lower().startswith(URL_ENCODED):
        return tuple(_url_encoded(text))
    if media_type.lower().startswith(MULTIPART):
        return tuple(_parts(media_type, text))
    return ()


def form_value(fields: Iterable[FormField]) -> dict[str, Any]:
    """A form as the JSON object that frameworks make of it: `a[]` an array, `a[b]` an object, `a[][b]` both."""
    whole: dict[str, Any] = {}
    for name, text, _ in fields:
        first, *steps = _STEP.findall(name.replace("]", "")) or [name]
        _set(whole, first, steps, text)
    return whole


_STEP = re.compile(r"[^\[]+|(?<=\[)(?=\[|$)")
# A line of a form that is written as YAML: `name: value`, and `- value` below a name.
_YAML_FIELD = re.compile(r"(?:\"([^\"]+)\"|'([^']+)'|([\w.$-]+(?:\[[\w.-]*\])*)):(?:[ \t]+(.*))?\Z")
_YAML_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)\Z")


def yaml_fields(text: str) -> tuple[FormField, ...]:
    """The fields of a form that is written as YAML: scalars, and lists of them; empty for any other text."""
    fields: list[FormField] = []
    name = ""
    for line in filter(str.strip, text.split("\n")):
        if match := _YAML_FIELD.match(line.rstrip()):
            name = match[1] or match[2] or match[3]
            value, is_list = match[4] or "", False
        elif name and (match := _YAML_ITEM.match(line.rstrip())):
            value, is_list = match[1], True
        else:
            return ()
        if is_list and fields[-1] == FormField(name, ""):
            del fields[-1]
        fields.append(FormField(name, value.strip("\"' ")))
    return tuple(fields)


def _set(holder: dict[str, Any], key: str, steps: list[str], text: str) -> None:
    match steps:
        case []:
            known = holder.get(key)
            if key in holder:
                holder[key] = [*(known if isinstance(known, list) else [known]), text]
            else:
                holder[key] = text
        case ["", *rest]:
            items = holder.setdefault(key, [])
            if not isinstance(items, list):
                return
            if not rest:
                items.append(text)
                return
            if not items or not isinstance(items[-1], dict) or rest[0] in items[-1]:
                items.append({})
            _set(items[-1], rest[0], rest[1:], text)
        case [step, *rest]:
            inner = holder.setdefault(key, {})
            if isinstance(inner, dict):
                _set(inner, step, rest, text)


def _url_encoded(text: str) -> Iterator[FormField]:
    for pair in filter(None, re.split(r"[&\n]", text)):
        name, _, value = pair.partition("=")
        yield FormField(unquote_plus(name.strip()), unquote_plus(value))


def _parts(media_type: str, text: str) -> Iterator[FormField]:
    message = message_from_string(f"Content-Type: {media_type}\n\n{text}")
    if not message.is_multipart() or any(part.defects for part in message.walk()):
        raise ValueError("the parts are not between lines with the content type's boundary")
    parts: Any = message.get_payload()
    for part in parts:
        name = part.get_param("name", header="content-disposition")
        file = part.get_filename() or ""
        yield FormField(str(name or ""), str(part.get_payload()).rstrip("\r\n"), file)


def url_encoded(fields: Iterable[FormField]) -> str:
    """The text of a URL-encoded form."""
    return urlencode([(field.name, field.text) for field in fields])


def multipart(fields: Iterable[FormField]) -> tuple[str, str]:
    """The media type and the text of a form in parts."""
    lines: list[str] = []
    for field in fields:
        file = f'; filename="{field.file}"' if field.file else ""
        lines += [f"--{_BOUNDARY}", f'Content-Disposition: form-data; name="{field.name}"{file}']
        lines += ["", field.text]
    return f"{MULTIPART}; boundary={_BOUNDARY}", "\n".join([*lines, f"--{_BOUNDARY}--"])
