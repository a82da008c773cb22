"""Promises about properties and parameters: stated by a fact of the spec, or by a sentence of the description.

The records of both sides enter; `Change`s leave. A sentence is read in the few forms that authors
keep to ("Read-only.", "Maximum length is 64 characters."); any other is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.diff.changes import Change, Direction, Places, change
from docgen.records import replace
from docgen.spec.model import Enum, Member, Operation, Parameter, Property, Type
from docgen.syntax.strict_json import json_text

_DEPRECATED = re.compile(r"\bdeprecated\b", re.IGNORECASE)
# A sentence of its own, or one about the property: not "when the calendar is read-only".
_ALONE = (
    r"(?:^|[.,>)\]`]\s*|\b(?:this|it|property|value|field|attribute) is )\**{}\**\s*(?:[.,;<|]|$)"
)
_READ_ONLY = re.compile(_ALONE.format("read[ -]?only"), re.IGNORECASE)
_WRITE_ONLY = re.compile(_ALONE.format("write[ -]?only"), re.IGNORECASE)
_ON_REQUEST = re.compile(
    r"\b(?:only returned|returned only) (?:on|when|if|with)\b|\bnot returned by default\b"
    r"|\brequires? `?\$select`?(?: to (?:retrieve|return|get|read))?\b|\b(?:returned|available) only .{0,20}`?\$select",
    re.I,
)
_MAX_LENGTH = re.compile(
    r"\bmax(?:imum)?(?: allowed)? length(?: allowed)?(?: is| of|:)? (\d[\d,]*)"
    r"|\b(?:maximum of|up to|limited to|exceed|longer than) (\d[\d,]*) (?:Unicode )?characters",
    re.IGNORECASE,
)
_DEFAULT = re.compile(
    r"\bdefault(?: value)?(?: is|:) (?:set to )?[`\"*]*([\w.-]*\w)[`\"*]*\s*(?:[.,;<|]|$)",
    re.IGNORECASE,
)


Described = Type | Property | Enum | Member | Operation | Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """Of one description."""

    is_read_only: bool = False
    is_write_only: bool = False
    is_on_request: bool = False  # left out of a response unless it is requested
    max_length: int | None = None  # in characters
    default: str = ""


def promises(description: str) -> Promises:
    length, default = _MAX_LENGTH.search(description), _DEFAULT.search(description)
    return Promises(
        is_read_only=is_read_only(description),
        is_write_only=bool(_WRITE_ONLY.search(description)),
        is_on_request=bool(_ON_REQUEST.search(description)),
        max_length=int((length[1] or length[2]).replace(",", "")) if length else None,
        default=default[1] if default else "",
    )


def is_read_only(description: str) -> bool:
    return bool(_READ_ONLY.search(description))


def is_deprecated(item: Described) -> bool:
    return item.is_deprecated or bool(_DEPRECATED.search(item.description))


def deprecation(
    subject: str, use: Direction, old: Described, new: Described, at: Places, /, **words: str
) -> Iterator[Change]:
    """Changes of a deprecation."""
    if is_deprecated(old) != is_deprecated(new):
        id = "deprecated" if is_deprecated(new) else "no-longer-deprecated"
        yield change(id, subject, use, at, **words)


def property_promises(
    subject: str, use: Direction, old: Property, new: Property, at: Places
) -> Iterator[Change]:
    """Changes of the promises about a property."""
    if _stated(old) == _stated(new):
        return
    yield from deprecation(subject, use, old, new, at)
    before, after = _promises_of(old), _promises_of(new)
    for word in ("read", "write"):
        was, does = (getattr(side, f"is_{word}_only") for side in (before, after))
        if was != does:
            yield change(
                f"property-{'became' if does else 'no-longer'}-{word}-only", subject, use, at
            )
    if before.is_on_request != after.is_on_request and use != "request":
        id = "property-left-out" if after.is_on_request else "property-no-longer-left-out"
        yield change(id, subject, use, at)
    yield from _values("property", subject, use, before, after, at)


def parameter_promises(
    operation: str, old: Parameter, new: Parameter, at: Places
) -> Iterator[Change]:
    """Changes of the promises about a parameter or a property of a request body."""
    if _stated(old) == _stated(new):
        return
    subject = f"{operation} {new.name}"
    words = {"subject": f"{new.name} of {operation}", "operation": operation}
    before, after = _promises_of(old), _promises_of(new)
    yield from deprecation(subject, "request", old, new, at, **words)
    yield from _values("parameter", subject, "request", before, after, at, **words)


def _stated(item: Property | Parameter) -> tuple[object, ...]:
    return item.description, item.is_deprecated, _default(item)


def _default(item: Property | Parameter) -> str:
    """The default of the spec as text: a string as it is, any other value as JSON; "" without one."""
    value = item.default
    if value is None:
        return ""
    return value if isinstance(value, str) and value else json_text(value)


def _promises_of(item: Property | Parameter) -> Promises:
    """What the description promises; a default of the spec is in place of that of a sentence."""
    sentences = promises(item.description)
    return replace(sentences, default=_default(item) or sentences.default)


def _values(
    what: str,
    subject: str,
    use: Direction,
    old: Promises,
    new: Promises,
    at: Places,
    /,
    **words: str,
) -> Iterator[Change]:
    if old.max_length != new.max_length:
        if old.max_length is None or new.max_length is None:
            word = "added" if old.max_length is None else "removed"
        else:
            word = "raised" if old.max_length < new.max_length else "lowered"
        values = {"before": str(old.max_length or ""), "after": str(new.max_length or "")}
        yield change(f"max-length-{word}", subject, use, at, **values, **words)
    if old.default != new.default:
        word = "changed" if old.default and new.default else "added" if new.default else "removed"
        values = {"before": old.default, "after": new.default}
        yield change(f"{what}-default-{word}", subject, use, at, **values, **words)
