"""Headings with an address, a method, or both: of a resource, and of what can be done with it.

    ## Lamp [/lamps/{id}]     ### Show a lamp [GET]     ### Dim it [POST /lamps/{id}/dim]     ### GET     ## GET /lamps

A heading enters; an `Address` leaves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from docgen.reading.markdown.parser import Heading
from docgen.records import Record
from docgen.syntax.http_message import METHODS
from docgen.syntax.url_path import parameter_key

_VERB = rf"(?:{'|'.join(METHODS)})"
_URL = r"(?:/|https?://|\{)\S*"
_IN_BRACKETS = re.compile(rf"\[[ \t]*({_VERB})?[ \t]*({_URL})?[ \t]*\][ \t]*\Z")
_ALONE = re.compile(rf"({_VERB})?[ \t]*(/\S*)?\Z")
_EXPRESSION = re.compile(r"\{([?&/#;.+]?)([^{}]*)\}")
_MODIFIER = re.compile(r"\*|:\d+")
_LONGEST = 2_000


class Address(Record, frozen=True, kw_only=True):
    """What a heading says of a request."""

    title: str
    method: str = ""
    target: str = ""


def address_of(heading: Heading) -> Address | None:
    """The address in a heading, None where it has none."""
    text = heading.text[-_LONGEST:].strip()
    start = text.rfind("[")
    if start >= 0 and (found := _IN_BRACKETS.match(text, start)) and (found[1] or found[2]):
        return Address(title=text[:start].strip(), method=found[1] or "", target=found[2] or "")
    if text and (text[0] == "/" or text.startswith(METHODS)) and (found := _ALONE.match(text)):
        return Address(title="", method=found[1] or "", target=found[2] or "")
    return None


def places_of(target: str) -> Mapping[str, str]:
    """The names in an address, as keys, with where each goes: "path", "query"."""
    target = target[:_LONGEST]
    path = target.partition("?")[0]  # "/lamps?color={color}"
    return {
        parameter_key(_MODIFIER.sub("", name).strip(" %24")): (
            "query" if found[1] in ("?", "&") or found.start() > len(path) else "path"
        )
        for found in _EXPRESSION.finditer(target)
        for name in found[2].split(",")
    }
