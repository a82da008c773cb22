"""What types that only samples show were called, so that they are called so again.

The texts of docgen.lock enter and leave, one for each operation and property. docgen/inference/memory.py has the rules.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from docgen.records import Record
from docgen.syntax.json_pointer import pointer, pointer_steps

_LONGEST = 500  # characters of a name
_ANSWER = re.compile(r"(\w+)(?: (\w+))?(?: (/.*))?", re.DOTALL)
_PART = re.compile(r"(\w+)\.(.+)", re.DOTALL)


class Answered(Record, frozen=True, kw_only=True):
    """What the response of an operation is about."""

    thing: str  # the name of its type, without a namespace
    path: tuple[
        str, ...
    ] = ()  # the keys that the response has it under, none for the whole content
    around: str = ""  # the name of the type of the object around it, "" where that is not seen

    @property
    def text(self) -> str:
        """ "Lamp", "Lamp /data", "Lamp LampList /lamps"."""
        parts = (self.thing, self.around, pointer(self.path))
        return " ".join(filter(None, parts))


class Remembered(Record, frozen=True, kw_only=True):
    """The names of types that samples show."""

    answers: Mapping[str, Answered] = {}  # by the id of an operation
    parts: Mapping[tuple[str, str], str] = {}  # by type and property, the type of the objects there

    def envelopes(self, operations: Collection[str]) -> dict[str, frozenset[tuple[str, ...]]]:
        """The keys under which an envelope around things of any kind has the data of each of some operations."""
        known = {id: self.answers[id] for id in operations if id in self.answers}
        data = {id: a.path[:-1] if a.around else a.path for id, a in known.items()}
        return {id: frozenset([path] if path else []) for id, path in data.items()}

    def texts(self) -> dict[str, str]:
        """The names as docgen.lock has them: `"GET /lamps": "Lamp LampList /lamps"`, `"Lamp.room": "Room"`."""
        parts = {f"{owner}.{key}": name for (owner, key), name in self.parts.items()}
        return {id: answer.text for id, answer in self.answers.items()} | parts


def remembered(texts: Mapping[str, object]) -> Remembered:
    """The names that a docgen.lock has. Raises `ValueError` for what `Remembered.texts` does not write."""
    answers: dict[str, Answered] = {}
    parts: dict[tuple[str, str], str] = {}
    for place, text in texts.items():
        if not isinstance(text, str) or len(text) > _LONGEST:
            raise ValueError(f"the name for {place[:80]!r} is none")
        if part := _PART.fullmatch(place):
            parts[part[1], part[2]] = _name(text, place)
        else:
            answers[place] = _answered(text, place)
    return Remembered(answers=answers, parts=parts)


def _answered(text: str, place: str) -> Answered:
    match = _ANSWER.fullmatch(text)
    if match is None:
        raise ValueError(f"the name for {place[:80]!r} is none")
    path = tuple(pointer_steps(match[3] or ""))
    return Answered(thing=match[1], path=path, around=(match[2] or "") if path else "")


def _name(text: str, place: str) -> str:
    if not re.fullmatch(r"\w+", text):
        raise ValueError(f"the name for {place[:80]!r} is none")
    return text
