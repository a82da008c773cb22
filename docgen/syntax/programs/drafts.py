"""A request of a program while it is put together: its method, its address, and what it sends, by the names that options have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from docgen.syntax.form_content import URL_ENCODED, FormField, is_form, multipart, url_encoded
from docgen.syntax.headers import header
from docgen.syntax.http_message import METHODS, WITH_CONTENT, Message
from docgen.syntax.programs.values import (
    Encoded,
    Items,
    Mapping,
    Pair,
    Scalar,
    Text,
    Unknown,
    Value,
    json_of,
    name_of,
    query_text,
    shown,
)

Role = Literal["method", "url", "body", "form", "query", "headers"]
# What options are called, without case, "_" and "-".
_NAMES: dict[Role, str] = {
    "method": "method type verb requestmethod httpmethod customrequest",
    "url": "url uri path endpoint href urlpath requesturi requesturl resource",
    "body": "body data json payload requestbody jsonbody postfields entity content jsondata postdata",
    "form": "form formdata formparams formfields",
    "query": "params query qs queryparams querystring searchparams queryparam queryparameters queryparameter",
    "headers": "headers header httpheader httpheaders",
}
_ROLES: dict[str, Role] = {name: role for role, names in _NAMES.items() for name in names.split()}
# Fields that the headers of most programs have.
_FIELDS = frozenset(("authorization", "accept", "content-type", "user-agent"))
# Options that an object has beside those, which tell it from content.
_OTHERS = frozenset("auth timeout mode cache credentials responsetype verify contenttype".split())
_ADDRESS = re.compile(r"""(?:https?://[^\s/]|\{[^{}\s"':,]+\}(?=[/{?]|\Z)|/(?!/))\S*""", re.I)
_UNKNOWN_ADDRESS = re.compile(r"\{[^{}]+\}/?")
_UNKNOWN_QUERY = re.compile(r"[?&]\{[^{}]*\}\Z")
_FORM = re.compile(r"[\w.\[\]-]+=[^&\s]*(?:&[\w.\[\]-]+=[^&\s]*)*")
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[ \t]*:[ \t]*(.*\S)", re.DOTALL)


def role_of(name: str) -> Role | None:
    """What an option of this name is."""
    return _ROLES.get(_bare(name))


def _bare(name: str) -> str:
    return re.sub(r"[^a-z]", "", name[:40].lower())


def method_of(value: Value) -> str:
    """The method that a value is: `"POST"`, `:post`, `HttpMethod.Post`; "" for any other."""
    name = value.text if isinstance(value, Text) else name_of(value)
    return name.upper() if name.upper() in METHODS else ""


def is_address(value: Value) -> bool:
    """Whether a value is a path or a URL, or is called so."""
    if isinstance(value, Text):
        return _ADDRESS.fullmatch(value.text) is not None
    return role_of(name_of(value)) == "url"


def is_options(value: Value) -> bool:
    """Whether an object holds options of a request, and no content of one."""
    if not isinstance(value, Mapping) or not value.pairs:
        return False
    names = {_bare(pair.key) for pair in value.pairs}
    if names <= {"data"} or not names <= _ROLES.keys() | _OTHERS:
        return False
    return all(isinstance(p.value, Mapping) or role_of(p.key) != "headers" for p in value.pairs)


def is_fields(value: Value) -> bool:
    """Whether an object holds the fields of a header."""
    return isinstance(value, Mapping) and any(
        pair.key.lower() in _FIELDS or pair.key.lower().startswith("x-") for pair in value.pairs
    )


class Draft:
    """A request as far as a program has said it."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.method = ""
        self.url: str | None = None  # "" where the program does not write it down
        self.body: Value | None = None
        self.is_form = False
        self.is_default = False  # the method is the one of a request that states none
        self.query: list[Pair] = []
        self.headers: list[tuple[str, str]] = []

    def option(self, name: str, value: Value, *, is_argument: bool = False) -> bool:
        """Takes an option by its name; whether it is one."""
        role = role_of(name)
        if role == "body" and is_argument and _bare(name) == "data":
            # Of an object that no call writes as JSON, Python's libraries make a form.
            self.is_form = self.is_form or isinstance(value, Mapping)
        if _bare(name) == "contenttype" and isinstance(value, Text) and "/" in value.text:
            self.headers.append(("Content-Type", value.text))
        return self.take(role, value) if role else False

    def take(self, role: Role, value: Value) -> bool:
        """Takes a value in a role; whether it can be one."""
        match role:
            case "method":
                self.method = method_of(value) or self.method
                self.is_default = self.is_default and not method_of(value)
                return bool(method_of(value))
            case "url":
                if not is_address(value):
                    return False
                text = value.text if isinstance(value, Text) else ""
                self.url = "" if _UNKNOWN_ADDRESS.fullmatch(text) else text
            case "query" if isinstance(value, Mapping):
                parts = {_bare(pair.key) for pair in value.pairs}
                if parts and parts <= {"path", "query", "header", "cookie"}:
                    # Parameters by their places.
                    return self.take("query", value.get("query") or Unknown("", 0))
                self.query += value.pairs
            case "query" if isinstance(value, Encoded) and isinstance(value.value, Mapping):
                self.query += value.value.pairs
            case "headers":
                self.headers += _fields(value)
            case "body" | "form" if not isinstance(value, Scalar) and not _is_empty(value):
                self.is_form = self.is_form or role == "form"
                self.body = value
            case _:
                return False
        return True

    def options(self, value: Mapping) -> None:
        """Takes the options that an object holds."""
        for pair in value.pairs:
            self.option(pair.key, pair.value)
        has_type = method_of(value.get("type") or Unknown("", 0))
        if has_type and isinstance(self.body, Mapping):
            self.is_form = True  # as browsers' oldest library has it

    def rest(self, values: Sequence[Value]) -> None:
        """Takes the arguments after the method and the address: content, then options or fields."""
        has_content = self.method in WITH_CONTENT
        for number, value in enumerate(values):
            is_first = number == 0 and has_content and self.body is None
            if is_fields(value):
                self.take("headers", value)
            elif isinstance(value, Mapping) and (not is_first or is_options(value)):
                self.options(value)
            elif is_first and _is_content(value):
                self.take("body", value)

    def message(self) -> Message | None:
        """The request, None where its method or its address is not said."""
        if not self.method or self.url is None:
            return None
        method, target = self.method, _UNKNOWN_QUERY.sub("", self.url)
        query = [*self.query]
        if method in ("GET", "HEAD") and not self.is_default:
            query += self.body.pairs if isinstance(self.body, Mapping) else ()
            self.body = None
        if self.is_default and self.body is not None:
            method = "POST"
        if query:
            target += ("&" if "?" in target else "?") + query_text(query)
        media_type, text = self._content()
        headers = [
            field for field in self.headers if field[0].lower() != "content-type" or not text
        ]
        if text:
            headers.append(("Content-Type", media_type))
        line = self.body.line - self.line if self.body is not None and text else 0
        return Message(
            method=method, target=target, headers=tuple(headers), body=text, body_line=line
        )

    def _content(self) -> tuple[str, str]:
        """The media type and the text of what is sent, "" for none that is known."""
        stated = header(tuple(self.headers), "content-type")
        value, is_of_form = self.body, self.is_form and "json" not in stated.lower()
        if isinstance(value, Unknown):
            value = next((each for each in value.arguments if _is_content(each)), None)
        if isinstance(value, Encoded):
            is_of_form, value = value.is_form, value.value
        match value:
            case Mapping(pairs) if is_of_form or is_form(stated):
                fields = _form(pairs)
                if fields is None:
                    return "", ""
                return (
                    multipart(fields)
                    if "multipart" in stated
                    else (URL_ENCODED, url_encoded(fields))
                )
            case Mapping() | Items():
                return stated or "application/json", json_of(value)
            case Text(text) if text.lstrip()[:1] in ("{", "["):
                return stated or "application/json", text.strip()
            case Text(text) if _FORM.fullmatch(text) and not stated or is_form(stated):
                return stated or URL_ENCODED, text if isinstance(value, Text) else ""
            case _:
                return "", ""


def _is_empty(value: Value) -> bool:
    """Whether a value is an object or an array without anything in it."""
    held = value.value if isinstance(value, Encoded) else value
    return (isinstance(held, Mapping) and not held.pairs) or (
        isinstance(held, Items) and not held.items
    )


def _is_content(value: Value) -> bool:
    """Whether a value may be what a request sends."""
    if isinstance(value, Text):
        return value.text.lstrip()[:1] in ("{", "[") or _FORM.fullmatch(value.text) is not None
    is_held = isinstance(value, Unknown) and any(_is_content(each) for each in value.arguments)
    return is_held or isinstance(value, (Mapping, Items, Encoded))


def _fields(value: Value) -> list[tuple[str, str]]:
    """The fields of a header: of an object, or of texts such as "Accept: text/csv"."""
    if isinstance(value, Mapping):
        return [
            (p.key, text)
            for p in value.pairs
            if (text := shown(p.value)) and _FIELD.match(f"{p.key}:x")
        ]
    items = value.items if isinstance(value, Items) else ()
    found = (_FIELD.fullmatch(item.text) for item in items if isinstance(item, Text))
    return [(match[1], match[2]) for match in found if match]


def _form(pairs: Sequence[Pair]) -> list[FormField] | None:
    """The fields of a form; None where a value is no text."""
    fields: list[FormField] = []
    for pair in pairs:
        items = pair.value.items if isinstance(pair.value, Items) else (pair.value,)
        if any(isinstance(item, (Mapping, Items, Encoded)) for item in items):
            return None
        fields += (FormField(pair.key, shown(item)) for item in items)
    return fields
