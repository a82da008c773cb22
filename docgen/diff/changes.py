"""The differences between two APIs, as findings.

An id of `changes.toml`, a direction and the words of both sides enter; a `Change` leaves. The
other modules decide what changed.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from docgen.diagnostics.diagnostic import with_placeholders
from docgen.diagnostics.position import Span
from docgen.records import replace
from docgen.spec.model import Evidence

Level = Literal["breaking", "risky", "compatible"]
LEVELS: tuple[Level, ...] = ("breaking", "risky", "compatible")
Direction = Literal["request", "response", "both"]
DIRECTIONS: tuple[Direction, ...] = ("request", "response")
Places = tuple[Span | None, Span | None]  # on the old and on the new side
Advice = Literal["major", "minor", "patch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of `changes.toml`. An id never changes its meaning."""

    id: str
    about: Literal["wire", "python"]
    request: Level | None = None  # the level in that direction; None where it cannot happen
    response: Level | None = None
    message: str  # with the holes that `change` fills
    reverse: str  # the id that the same two APIs raise the other way round
    explanation: str

    @property
    def direction(self) -> Direction:
        if self.request and self.response:
            return "both"
        return "request" if self.request else "response"

    def level(self, direction: Direction) -> Level:
        """The worse of the levels in a direction that the rule has."""
        levels = {"request": (self.request,), "response": (self.response,)}
        candidates = levels.get(direction, (self.request, self.response))
        return next(level for level in LEVELS if level in candidates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between two APIs."""

    id: str
    level: Level
    direction: Direction
    subject: str  # "shop.lamp.color", "GET /lamps", "models.Lamp.color"; as the new side calls it
    message: str
    before: str = ""  # the type, name or value of the old side; "" when it was not there
    after: str = ""
    operation: str = ""  # "GET /lamps", or the call of it; "" for what is of no operation
    old: Span | None = None  # in the old pages: its line, or that of what would hold it
    new: Span | None = None
    evidence: Evidence = "stated"  # sampled, inferred: no page states it on one of the sides
    fingerprint: str = ""  # 16 hexadecimal digits that stay when lines and pages move

    @property
    def about(self) -> str:
        """ "wire" or "python"."""
        return rules()[self.id].about


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id, in order."""
    text = resources.files("docgen.diff").joinpath("changes.toml").read_text("utf-8")
    return {id: Rule(id=id, **fields) for id, fields in tomllib.loads(text).items()}


def change(
    id: str,
    subject: str,
    use: Direction = "both",
    at: Places = (None, None),
    /,
    *,
    before: str = "",
    after: str = "",
    operation: str = "",
    **words: str,
) -> Change:
    """A change of what is used in a direction, its level and message by the rule.

    `words` fill further holes of the message; `subject` among them is how it is called there.
    """
    rule = rules()[id]
    direction = use if rule.direction == "both" else rule.direction
    defaults = {"subject": subject, "before": before or "nothing", "after": after or "nothing"}
    message = rule.message.format_map({**defaults, **words})
    return Change(
        id=id,
        level=rule.level(direction),
        direction=direction,
        subject=subject,
        message=message,
        before=before,
        after=after,
        operation=operation,
        old=at[0],
        new=at[1],
    )


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The worst first, the wire before Python, then by subject; each with its fingerprint.

    Equal changes are distinguished by their order.
    """
    position = {id: index for index, id in enumerate(rules())}
    ordered = sorted(
        changes,
        key=lambda c: (
            *(LEVELS.index(c.level), c.about == "python", c.subject, position[c.id]),
            *(c.before, c.after, c.message, c.direction),
        ),
    )
    seen: Counter[tuple[str, ...]] = Counter()
    fingerprinted: list[Change] = []
    for item in ordered:
        key = (item.id, item.subject, item.before, item.after)
        text = "\0".join((*key, str(seen[key])))
        seen[key] += 1
        fingerprinted.append(
            replace(item, fingerprint=hashlib.sha256(text.encode()).hexdigest()[:16])
        )
    return tuple(fingerprinted)


def advice(changes: Iterable[Change]) -> Advice:
    """The part of a semantic version to raise.

    major: something breaks. minor: something is new, deprecated (SemVer 2.0.0, 7) or may break, or
    the generated Python has another interface. patch: none of that.
    """
    all_changes = tuple(changes)
    if any(c.level == "breaking" for c in all_changes):
        return "major"
    if any(
        c.level == "risky" or c.about == "python" or c.id.endswith("-added") or c.id == "deprecated"
        for c in all_changes
    ):
        return "minor"
    return "patch"


def explained(id: str) -> str | None:
    """A rule in words, None for an unknown id."""
    rule = rules().get(id)
    if rule is None:
        return None
    levels = [f"{d}: {l}" for d in DIRECTIONS if (l := getattr(rule, d))]
    what = "on the wire" if rule.about == "wire" else "for users of the generated Python"
    return (
        f"{rule.id} ({', '.join(levels)}): a change {what}\n\n{with_placeholders(rule.message)}\n\n"
        f"{rule.explanation}\n\nthe other way round: {rule.reverse}"
    )
