"""A correction as docgen.toml states it. Nothing here loads a reader: the configuration is read by each command."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Span
from docgen.records import Record

Kind = Literal["operation", "parameter", "path", "property", "type"]

_TARGETS: Mapping[Kind, re.Pattern[str]] = {
    "operation": re.compile(r"[A-Z]+ /\S*"),
    "parameter": re.compile(r"[A-Z]+ /\S* \S+"),
    "path": re.compile(r"(?:/[^/\s{}]+)+"),
    "property": re.compile(r"[^\s/]*[^\s/.]\.[^\s/.]+"),
    "type": re.compile(r"[^\W\d]\w*"),
}
# The keys of `set` by what is corrected, with the kind of their values.
KEYS: Mapping[Kind, Mapping[str, type | tuple[type, ...]]] = {
    "operation": {"path": str},
    "parameter": {
        "name": str,
        "in": str,
        "type": str,
        "required": bool,
        "default": (str, int, float, bool),
        "values": list,
    },
    "path": {"parameter": str, "default": str},
    "property": {
        "type": str,
        "required": bool,
        "nullable": bool,
        "default": (str, int, float, bool),
        "values": list,
    },
    "type": {"name": str},
}
PLACES = ("path", "query", "header", "cookie", "body")


class Correction(Record, frozen=True, kw_only=True):
    """One entry of `corrections`."""

    target: str  # "GET /lamps", "GET /lamps color", "/auth/approle", "Lamp.color", "Lamp"
    kind: Kind
    reason: str
    set: Mapping[str, Any] = {}  # the keys of its row in `KEYS`
    skip: bool = False
    at: Span  # in docgen.toml

    @property
    def method(self) -> str:
        """Of an operation or a parameter."""
        return self.target.split(" ")[0]

    @property
    def path(self) -> str:
        """Of an operation or a parameter, or the one that is corrected."""
        return self.target if self.kind == "path" else self.target.split(" ")[1]

    @property
    def name(self) -> str:
        """Of a parameter or a property."""
        return re.split(r"[ .]", self.target)[-1] if self.kind == "property" else self.target.split(" ")[2]  # fmt: skip

    def fault(self, why: str) -> Diagnostic:
        """The finding that it does not apply (DG122)."""
        return diagnose("DG122", self.at, target=self.target, why=why)


def kind_of(target: str) -> Kind | None:
    """What a target names; None for a text that names nothing."""
    return next((kind for kind, form in _TARGETS.items() if form.fullmatch(target)), None)
